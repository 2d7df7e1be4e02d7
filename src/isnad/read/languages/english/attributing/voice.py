"""Voice: forms of "be" and "have" before a verb, and what a passive verb attributes.

What may live here: passives with "by", impersonal ones ("is expected to"), participles without "be", "asked whether".
"""

from isnad.read.languages.english.attributing.contents import finish, past_time
from isnad.read.languages.english.attributing.heard import Heard, Span
from isnad.read.languages.english.attributing.subjects import FINITE, group_start, phrase_after, phrase_to, subject
from isnad.read.languages.english.attributing.table import frame_data, frames_of, pairs
from isnad.read.languages.english.attributing.tagging import Word


def be_before(w: list[Word], i: int) -> bool:
    k = i - 1
    while k >= 0 and w[k].tag in "A":
        k -= 1
    return k >= 0 and (w[k].tag == "B" or w[k].low in ("been", "being", "get", "got", "gets"))


def have_before(w: list[Word], i: int) -> bool:
    k = i - 1
    while k >= 0 and w[k].tag == "A":
        k -= 1
    return k >= 0 and w[k].tag in "HR"


def asked(w: list[Word], i: int) -> Heard | None:
    """'Asked whether she would run, she ...', 'when asked about it': a question by someone not named, or by X."""
    n, j = len(w), i + 1
    by = None
    if j < n and w[j].low == "by":
        by = j + 1, phrase_after(w, j + 1)
        j = by[1]
    j = past_time(w, j)
    if j >= n or not (w[j].tag in "WTQ" or w[j].low in ("whether", "if", "about", "why", "for", "to")):
        return None
    a = j + (w[j].low == "about")
    end = next((k for k in range(a, n) if w[k].tag in ",."), n) if a < n else n
    return Heard("ask", "speech", "asked", (i, i + 1), by, [(a, end)], passive=True) if end > a else None


def passive(w: list[Word], i: int) -> Heard | None:
    """'is expected to', 'was accused of', 'is seen as', 'was praised by X'."""
    base = w[i].base
    kind = _kind(base)
    who = subject(w, i)
    start = group_start(w, i)
    n, j = len(w), i + 1
    while j < n and w[j].tag == "A":
        j += 1
    by = _by(w, i)
    about = [who] if who is not None and w[who[0]].low not in ("it", "there") else []
    frame, a = _passive_frame(w, base, j)
    if frame:
        contents = [*about, (a, finish(w, a, "that" if frame == "that" else "np", i))]
        made = Heard(base, kind, "passive " + frame, (start, i + 1), by, contents, passive=True)
        if by is not None:
            made.contents = [c for c in contents if not (c[0] <= by[0] < c[1])] or about
        return made
    if by is not None and about and _takes_object(base):
        return Heard(base, kind, "passive by", (start, by[0]), by, about, passive=True)
    return None


def _kind(base: str) -> str:
    kinds = frames_of()[base].kinds if base in frames_of() else {}
    return next(iter(kinds.values()), "speech")


def _takes_object(base: str) -> bool:
    frames = frames_of().get(base)
    return frames is not None and bool({"np", "that", "as", "pred", "np-to"} & set(frames.kinds))


def _by(w: list[Word], i: int) -> Span | None:
    for k in range(i + 1, min(len(w), i + 7)):
        if w[k].low == "by" and k + 1 < len(w) and w[k + 1].tag in "DNPMRG":
            return k + 1, phrase_after(w, k + 1, wide=True)
        if w[k].tag in FINITE + ".;,QTK":
            return None
    return None


def _passive_frame(w: list[Word], base: str, j: int) -> tuple[str, int]:
    """Which passive frame what follows the participle meets, and where the rest of the content begins."""
    n = len(w)
    if j >= n:
        return "", j
    data = frame_data()["impersonal"]
    if w[j].tag == "T" and base in data["to"]:
        return "to", j
    if w[j].low == "that" and base in data["to"]:
        return "that", j
    if w[j].low == "as" and base in data["as"]:
        return "as", j
    if w[j].low in pairs("impersonal", "prep").get(base, ()):
        return "prep", j
    if base in data["pred"] and w[j].tag in "DNQFP":
        return "pred", j
    return "", j


def reduced(w: list[Word], i: int) -> Heard | None:
    """'accused of fraud', 'a bill opposed by X': a participle without "be"."""
    base = w[i].base
    if i == 0 or w[i - 1].tag not in "NPM,)GF":
        return None
    j = i + 1
    by = _by(w, i)
    k = i - 1 if w[i - 1].tag != "," else i - 2
    about = phrase_to(w, k, k + 1) if k >= 0 and w[k].tag in "NPMG" else None
    if by is not None and about is not None and _takes_object(base):
        return Heard(base, _kind(base), "reduced by", (i, by[0]), by, [about], passive=True)
    frame, a = _passive_frame(w, base, j)
    if frame in ("prep", "as", "pred") and about is not None:
        return Heard(
            base, _kind(base), "reduced " + frame, (i, a), None, [about, (a, finish(w, a, "np", i))], passive=True
        )
    return None
