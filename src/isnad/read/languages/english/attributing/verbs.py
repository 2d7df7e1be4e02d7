"""Verbs: attributions made by a verb whose content follows it.

What may live here: for one verb of one clause, by whom its frame is met, in each of its forms.
"""

from isnad.read.languages.english.attributing.complements import Met, complement
from isnad.read.languages.english.attributing.contents import before, begins_clause, finish
from isnad.read.languages.english.attributing.heard import Heard, Span, made_of
from isnad.read.languages.english.attributing.subjects import controller, phrase_after, phrase_to, shared, subject
from isnad.read.languages.english.attributing.table import Frames, frames_of
from isnad.read.languages.english.attributing.tagging import Word
from isnad.read.languages.english.attributing.voice import asked, be_before, have_before, passive, reduced


def verb_heard(w: list[Word], i: int, last: Heard | None) -> Heard | None:
    """The attribution that the verb at ``i`` makes, if it makes one."""
    verb = w[i].verb
    frames = frames_of().get(verb.base) if verb is not None else None
    if verb is None or frames is None:
        return None
    if verb.base == "ask" and (i == 0 or w[i - 1].low in ("when", "if", ".", "F")):
        return asked(w, i)
    if w[i].tag == "E" and be_before(w, i):
        return passive(w, i)
    if w[i].tag == "E" and not have_before(w, i):
        return reduced(w, i)
    if w[i].tag == "K" and not be_before(w, i):
        return _participial(w, i, frames, last)
    return _active(w, i, frames)


def _active(w: list[Word], i: int, frames: Frames) -> Heard | None:
    met = complement(w, i, frames)
    source = subject(w, i)
    if met is not None and source is not None and not _unlikely(w, source, met):
        return made_of(w, i, met, source)
    kind = frames.kinds.get("that") or frames.kinds.get("told")
    if met is None and kind and source is not None and source[0] and w[source[0] - 1].low == "as":
        return _as_clause(w, i, kind, source)
    return None


def _as_clause(w: list[Word], i: int, kind: str, source: Span) -> Heard | None:
    """'As X told the paper, the bill is dead': the clause that "as" leans on."""
    n = len(w)
    comma = next((k for k in range(i + 1, min(n, i + 16)) if w[k].tag in ",:-"), None)
    lead = source[0] - 1
    if comma is not None and comma + 1 < n and (lead == 0 or w[lead - 1].tag in ".,C-"):
        end = finish(w, comma + 1, "that", i)
        if end > comma + 1:
            return Heard(w[i].low, kind, "as clause", (i, i + 1), source, [(comma + 1, end)])
    if lead and w[lead - 1].tag == ",":
        return Heard(w[i].low, kind, "as clause", (i, i + 1), source, [(before(w, lead, 0), lead - 1)])
    return None


def _unlikely(w: list[Word], source: Span, met: Met) -> bool:
    """Whether a subject cannot speak: "it" before a clause of seeming, "what", "there"."""
    first = w[source[0]]
    return first.low in ("there", "what", "which", "nothing", "whatever") and met[1] != "showing"


def _participial(w: list[Word], i: int, frames: Frames, last: Heard | None) -> Heard | None:
    """', saying that ...', 'emails showing ...', 'by calling ...': said by the noun before or the clause's subject."""
    met = complement(w, i, frames)
    if met is None:
        return None
    k = i - 1
    while k >= 0 and w[k].tag == "A":
        k -= 1
    if k < 0:
        return None
    t = w[k]
    if t.tag in "DG":
        return None
    if t.tag in "NPMR" and k:
        source = phrase_to(w, k, k + 1)
        return made_of(w, i, met, source) if source else None
    source = None
    if t.tag in ",Q-" and last is not None and last.source is not None and not last.passive:
        source = last.source
    elif t.tag == "C":
        source = shared(w, k) or (last.source if last else None)
    source = source or controller(w, k) or _next_subject(w, i, met)
    return made_of(w, i, met, source) if source else None


def _next_subject(w: list[Word], i: int, met: Met) -> Span | None:
    """'Calling it a lie, she walked out': the subject of the clause that follows."""
    end = max((b for _, b in met[3]), default=i)
    comma = next((k for k in range(i, len(w)) if w[k].tag == ","), None)
    if comma is None or comma + 1 >= len(w) or not begins_clause(w, comma + 1):
        return None
    if end > comma:
        met[3][:] = [(a, min(b, comma)) for a, b in met[3]]
    return comma + 1, phrase_after(w, comma + 1)
