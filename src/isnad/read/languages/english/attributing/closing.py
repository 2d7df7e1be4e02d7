"""Closing: verbs of saying behind what is said ('"...", she said', 'The bill, he said, is dead').

What may live here: content to the left of its cue, and where it goes on behind it.
"""

from isnad.read.languages.english.attributing.complements import complement
from isnad.read.languages.english.attributing.contents import before, finish, past_time
from isnad.read.languages.english.attributing.heard import Heard, Span, made_of
from isnad.read.languages.english.attributing.subjects import FINITE, group_start, phrase_after, subject
from isnad.read.languages.english.attributing.table import Frames, frame_data, frames_of, words
from isnad.read.languages.english.attributing.tagging import Word
from isnad.read.languages.english.attributing.voice import be_before, have_before

# Verbs that their subject may follow after a comma alone ("..., said Name"; Quirk et al. 1985, 14.29).
INVERTING = frozenset(
    ("say", "add", "explain", "note", "recall", "admit", "insist", "warn", "report", "argue", "announce")
)


def after_heard(w: list[Word], i: int, taken: int) -> Heard | None:
    """The attribution of the verb at ``i`` where what is said stands before it ('"...", she said')."""
    verb = w[i].verb
    frames = frames_of().get(verb.base) if verb is not None else None
    if frames is None or w[i].tag not in "VE" or not ({"that", "quote"} & set(frames.kinds)) or be_before(w, i):
        return None
    if w[i].tag == "E" and not have_before(w, i):
        return None
    if _inverts(w, i):
        return _after_content(w, i, frames, taken, None)
    source = subject(w, i)
    if complement(w, i, frames) is not None and source is not None:
        return None
    return _after_content(w, i, frames, taken, source)


def unnamed_heard(w: list[Word], i: int, taken: int) -> Heard | None:
    """'The mill is empty, it is believed': said behind a comma by someone not named."""
    if w[i].tag != "E" or not be_before(w, i) or w[i].base not in frame_data()["impersonal"]["to"]:
        return None
    start = group_start(w, i)
    ends = i + 1 >= len(w) or w[i + 1].tag in ".,;"
    if not ends or start < 2 or w[start - 1].low != "it" or w[start - 2].tag != ",":
        return None
    a = before(w, start - 2, taken)
    if a >= start - 2:
        return None
    return Heard(w[i].base, "belief", "passive that", (start, i + 1), None, [(a, start - 2)], passive=True)


def _inverts(w: list[Word], i: int) -> bool:
    """Whether the speaker stands behind the verb: a quotation or a comma before it, a noun phrase alone after it."""
    n, j = len(w), i + 1
    if i == 0 or j >= n or w[i - 1].tag not in "Q," or w[j].tag not in "DNPM" or not says_now(w[i]):
        return False
    if w[i - 1].tag == "Q":
        return True
    if w[i].verb is None or w[i].base not in INVERTING:
        return False
    close = phrase_after(w, j, wide=True)
    stop = next((k for k in range(close, n) if w[k].tag in ".;WQ" or w[k].tag == "K"), n)
    return not any(x.tag in FINITE for x in w[close:stop]) and any(x.tag in FINITE for x in w[: i - 1])


def says_now(word: Word) -> bool:
    return word.verb is not None and bool(word.forms & {"past", "third"})


def _after_content(w: list[Word], i: int, frames: Frames, taken: int, source: Span | None) -> Heard | None:
    """'"...", she said', '"...", said the mayor of X', 'The bill, he said, was dead'."""
    kind = frames.kinds.get("that") or frames.kinds.get("quote") or "speech"
    clausal = "that" in frames.kinds or "told" in frames.kinds
    start = group_start(w, i)
    n = len(w)
    left = w[start - 1] if start else None
    if source is not None and source[1] <= i and left is not None:
        edge = source[0] - 1
        while edge >= 0 and w[edge].tag in "A":
            edge -= 1
        mark = w[edge] if edge >= 0 else None
        if mark is None or mark.tag not in ",Q-" or source[0] <= taken:
            return None
        return _with_before(w, i, (kind, clausal), source, (taken, source[0]), i + 1)
    if left is None or left.tag not in ",Q-" or i != start:
        return None
    j = i + 1
    if j >= n or w[j].tag not in "DNPMR" or (w[j].tag == "R" and w[j].low not in words("words", "subjects")):
        return None
    close = _inverted(w, j)
    if close <= j:
        return None
    return _with_before(w, i, (kind, clausal), (j, close), (taken, i), close)


def _inverted(w: list[Word], j: int) -> int:
    """The end of a source after its cue, with what is added between commas."""
    close = phrase_after(w, j, wide=True)
    for k in range(j + 1, close):  # "said Smith on Tuesday"
        if w[k].tag == "I" and w[k].low in ("on", "in", "during", "at", "after", "about") and w[j].tag in "PR":
            close = k
            break
    n = len(w)
    if close < n and w[close].tag == "W":
        return next((k for k in range(close + 1, n) if w[k].tag in ".;Q,"), n)
    if close < n and w[close].tag == "," and close + 1 < n and w[close + 1].tag in "DNPWMA":
        whole = next((k for k in range(close + 1, n) if w[k].tag in ".;Q"), n)
        if whole - close < 20 and not any(x.tag in FINITE + "KE" for x in w[close + 1 : whole]):
            return whole
        stop = next(
            (k for k in range(close + 1, n) if w[k].tag in ".;Q" or (w[k].tag == "," and w[close + 1].tag != "W")), n
        )
        if not any(x.tag in FINITE for x in w[close + 1 : stop]) or w[close + 1].tag == "W":
            return stop
    return close


def _with_before(w: list[Word], i: int, how: tuple[str, bool], source: Span, left: Span, right: int) -> Heard | None:
    """An attribution whose content stands before it, and after it where the sentence goes on."""
    kind, clausal = how
    a = before(w, left[1], left[0])
    b = left[1]
    while b > a and w[b - 1].tag in ",-AC":
        b -= 1
    quoted = any(x.tag == "Q" for x in w[a:b])
    if not quoted and (not clausal or _has_object(w, i, source)):
        return None
    contents: list[Span] = []
    if b > a:
        goes_on = right < len(w) and w[right].tag == ","
        if not quoted and not goes_on and not any(x.tag in FINITE for x in w[a:b]):
            return None
        contents.append((a, b))
    contents += _going_on(w, right, quoted)
    if not contents:
        return None
    return made_of(w, i, ("before", kind, i + 1, contents, None), source)


def _has_object(w: list[Word], i: int, source: Span) -> bool:
    """Whether a noun phrase follows the verb that is no speaker and no one told ("has estimated a range")."""
    told = w[i].verb is not None and "told" in frames_of()[w[i].base].kinds
    return source[1] <= i and not told and i + 1 < len(w) and w[i + 1].tag in "DNPM" and past_time(w, i + 1) == i + 1


def _going_on(w: list[Word], right: int, quoted: bool) -> list[Span]:
    """Content behind the cue that goes on with what stood before it."""
    n = len(w)
    k = past_time(w, right)
    if not quoted:
        if k < n and w[k].tag == "," and k + 1 < n and w[k + 1].tag not in "K":
            return [(k + 1, finish(w, k + 1, "that", right))]
        return []
    while k < n and w[k].tag not in "Q.;":
        if w[k].tag in FINITE + "K" or w[k].tag == "C":
            return []
        k += 1
    if k < n and w[k].tag == "Q":
        return [(k, finish(w, k, "quote", right))]
    return []
