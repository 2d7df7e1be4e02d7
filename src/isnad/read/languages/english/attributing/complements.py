"""Complements: which frame of a verb is met by what follows it.

What may live here: the frames of ``frames.toml`` matched to the right of one verb, clauses before phrases.
"""

from isnad.read.languages.english.attributing.contents import begins_clause, finish, past_time
from isnad.read.languages.english.attributing.heard import Span
from isnad.read.languages.english.attributing.subjects import FINITE, phrase_after, subject
from isnad.read.languages.english.attributing.table import Frames, words
from isnad.read.languages.english.attributing.tagging import Word

Met = tuple[str, str, int, list[Span], Span | None]  # frame, kind, end of cue, contents, the one told


def complement(w: list[Word], i: int, frames: Frames) -> Met | None:
    """The frame of an active verb that what follows it meets."""
    j, n = i + 1, len(w)
    if j >= n:
        return None
    second = w[j].low
    kinds = frames.kinds
    if second in frames.particles:
        met = _frame(w, i, j + 1, frames.particles[second])
        if met is not None:
            return met
    if second == "as" and "as" in kinds and gap(w, i):  # "what they described as"
        return "as", kinds["as"], i + 1, [(j + 1, finish(w, j + 1, "as", i))], None
    if second in frames.prepositions and w[j].tag in "ITAS":
        met = _prepositional(w, i, j, frames.prepositions[second])
        if met is not None:
            return met
    if "told" in kinds or frames.objects:
        met = _told(w, i, j, frames)
        if met is not None:
            return met
    met = _frame(w, i, j, kinds)
    if met is None and j < n and w[j].tag == "A":
        k = j
        while k < n and w[k].tag == "A":
            k += 1
        if k < n and w[k].low in frames.prepositions and w[k].tag in "ITAS":
            return _prepositional(w, i, k, frames.prepositions[w[k].low])
        met = _frame(w, i, k, kinds)
    return met


def _prepositional(w: list[Word], i: int, j: int, kind: str) -> Met | None:
    k = j + 1
    if k >= len(w) or w[k].tag in ".,;:C" or w[k].low in words("sources", "times"):
        return None
    end = finish(w, k, "prep", i)
    return ("prep " + w[j].low, kind, j + 1, [(k, end)], None) if end > k else None


def _told(w: list[Word], i: int, j: int, frames: Frames) -> Met | None:
    """'told Reuters that', 'accused X of Y': the one told or judged, then the content."""
    n = len(w)
    if w[j].tag not in "DNPMRG" or w[j].low in ("that", "there"):
        return None
    close = phrase_after(w, j)
    if close >= n:
        return None
    kind = frames.kinds.get("told", "")
    if kind:
        k = past_time(w, close)
        for skip in range(k, min(n, k + 12)):
            t = w[skip]
            if t.tag == "Q" or (t.tag == "S" and t.low in ("that", "whether")) or t.tag == "W" or t.tag == ":":
                a = skip + (t.tag == ":")
                return ("told", kind, i + 1, [(a, finish(w, a, "told", i))], (j, close)) if a < n else None
            if t.tag in FINITE + "K.;" or t.tag in "T":
                break
        if begins_clause(w, k) and w[k].tag in "DNPRM":
            return "told", kind, i + 1, [(k, finish(w, k, "told", i))], (j, close)
    for k in range(j + 1, min(n, close + 1)):
        if w[k].low in frames.objects and w[k].tag in "ITS":
            a = k + 1
            if a < n and w[a].tag not in ".,;":
                return "object " + w[k].low, frames.objects[w[k].low], i + 1, [(j, finish(w, a, "prep", i))], None
    return None


def _frame(w: list[Word], i: int, j: int, kinds: dict[str, str]) -> Met | None:
    """The first of a verb's frames that the words from ``j`` meet, clauses before phrases."""
    n = len(w)
    if j >= n:
        return None
    clause = kinds.get("that", "")
    quote = kinds.get("quote", "") or clause
    k = past_time(w, j)
    if k < n and w[k].tag == "," and k + 1 < n and w[k + 1].tag == "Q":
        k += 1
    if quote and k < n:
        met = _quoted(w, i, k, quote, bool(clause))
        if met is not None:
            return met
    if clause and k < n:
        if w[k].tag == "S" and w[k].low == "that":
            return "that", clause, i + 1, [(k, finish(w, k, "that", i))], None
        by_ing = w[k].tag == "K" and "ing" in kinds
        if (
            not by_ing
            and begins_clause(w, k)
            and not (
                k == j
                and w[j].tag == "S"
                and w[j].low in ("if", "as", "when", "after", "because", "while", "once", "since")
            )
        ):
            return "that", clause, i + 1, [(k, finish(w, k, "that", i))], None
        if w[k].tag in "BHLOV" and gap(w, i):  # "which the probe said were covered up"
            return "that", clause, i + 1, [(k, finish(w, k, "that", i))], None
        met = _far_that(w, i, k, clause)
        if met is not None:
            return met
        if w[i].base == "say" and k == j and w[k].tag in "DPNMR" and _long_rest(w, k):
            return "that", clause, i + 1, [(k, finish(w, k, "that", i))], None
    return _phrasal(w, i, j, kinds)


def _long_rest(w: list[Word], k: int) -> bool:
    """Whether enough follows to be a clause whose verb was not seen."""
    stop = next((m for m in range(k, len(w)) if w[m].tag in ".;Q"), len(w))
    return stop - k >= 4


def _quoted(w: list[Word], i: int, k: int, kind: str, clausal: bool) -> Met | None:
    """A quotation or a colon, right behind the verb or behind words that hold no verb."""
    n = len(w)
    for m in range(k, min(n, k + 16)):
        t = w[m]
        if t.tag == "Q":
            return "quote", kind, i + 1, [(m, finish(w, m, "quote" if clausal else "np", i))], None
        if t.tag == ":":
            if m + 1 < n:
                return "colon", kind, i + 1, [(m + 1, n if w[m + 1].tag != "Q" else finish(w, m + 1, "quote", i))], None
            return "colon", kind, i + 1, [], None
        if t.tag in FINITE + "STWK.;-" or t.tag == "C":
            return None
    return None


def _far_that(w: list[Word], i: int, k: int, kind: str) -> Met | None:
    """'said in a statement on Tuesday that', 'wrote on Twitter that'."""
    n = len(w)
    if w[k].tag not in "IAT,":
        return None
    for m in range(k, min(n, k + 16)):
        if w[m].low == "that" and w[m].tag in "SDW" and w[m].tag != "D":
            return "that", kind, i + 1, [(m, finish(w, m, "that", i))], None
        if w[m].tag in FINITE + "K.;:WQ":
            return None
    close = phrase_after(w, k + 1, wide=True) if w[k].tag in "IT" else k
    close = past_time(w, close)
    if w[k].tag != "," and close < n and close > k and w[close].tag in "DRP" and begins_clause(w, close):
        return "that", kind, i + 1, [(close, finish(w, close, "that", i))], None
    return None


def _phrasal(w: list[Word], i: int, j: int, kinds: dict[str, str]) -> Met | None:
    n = len(w)
    t = w[j]
    if "wh" in kinds and (t.tag == "W" or t.low in ("whether", "if")) and t.low not in ("who's",):
        return "wh", kinds["wh"], i + 1, [(j, finish(w, j, "wh", i))], None
    if "to" in kinds and t.tag == "T" and j + 1 < n and w[j + 1].tag in "VBHAOEF":
        return "to", kinds["to"], i + 1, [(j, finish(w, j, "to", i))], None
    if "ing" in kinds and t.tag == "K":
        return "ing", kinds["ing"], i + 1, [(j, finish(w, j, "ing", i))], None
    if t.tag in "DNPMRFGQ" or (t.tag == "A" and j + 1 < n and w[j + 1].tag in "NM"):
        return _object(w, i, j, kinds)
    return None


def _object(w: list[Word], i: int, j: int, kinds: dict[str, str]) -> Met | None:
    """Frames with an object: "urged him to", "described it as", "called it a lie", "opposed the bill"."""
    n = len(w)
    close = phrase_after(w, j) if w[j].tag != "Q" else j + 1
    wide = phrase_after(w, j, wide=True) if w[j].tag != "Q" else j + 1
    for stop in dict.fromkeys((close, wide)):
        if stop >= n:
            continue
        if "np-to" in kinds and w[stop].tag == "T" and stop + 1 < n and w[stop + 1].tag in "VBHOA":
            return "np-to", kinds["np-to"], i + 1, [(j, finish(w, stop, "to", i))], None
        if "as" in kinds and w[stop].low == "as":
            return "as", kinds["as"], i + 1, [(j, finish(w, stop + 1, "as", i))], None
    if "pred" in kinds and (w[j].tag in "QF" or gap(w, i)):  # "what critics called a farce"
        return "pred", kinds["pred"], i + 1, [(j, finish(w, j, "pred", i))], None
    if "pred" in kinds and _predicated(w, j, close):
        return "pred", kinds["pred"], i + 1, [(j, finish(w, close if close < n else j, "pred", i))], None
    if "np" in kinds and w[j].low not in ("there",):
        return "np", kinds["np"], i + 1, [(j, finish(w, j, "np", i))], None
    return None


def gap(w: list[Word], i: int) -> bool:
    """Whether the verb's object stands before its subject ("what they called", "a law that critics called")."""
    who = subject(w, i)
    return who is not None and who[0] > 0 and w[who[0] - 1].tag == "W"


def _predicated(w: list[Word], j: int, close: int) -> bool:
    """Whether a predicate follows an object: a quotation, a new noun phrase or adjective after it."""
    n = len(w)
    if w[j - 1].base in ("call", "dub", "label", "deem") and close > j:
        return True
    if close < n and w[close].tag in "QDF":
        return True
    if w[j].tag == "R" and close < n and w[close].tag in "NPAD":
        return True
    return any(w[k].tag == "F" for k in range(j + 1, min(close, n))) or any(
        w[k].tag == "N" and w[k - 1].tag == "P" for k in range(j + 1, min(close, n))
    )
