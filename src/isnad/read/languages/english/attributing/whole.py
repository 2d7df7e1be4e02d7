"""The whole report: its attributions in order, with quotations that run on given to their speaker.

What may live here: what joins units; the choice of the first hop. No grammar of one sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from isnad.read.languages.english.attributing.closing import after_heard, unnamed_heard
from isnad.read.languages.english.attributing.heard import Heard
from isnad.read.languages.english.attributing.others import (
    adverb_heard,
    colon_heard,
    count_heard,
    noun_heard,
    predicate_heard,
    preposition_heard,
    seeming_heard,
)
from isnad.read.languages.english.attributing.table import frames_of, pairs, words
from isnad.read.languages.english.attributing.tagging import Word
from isnad.read.languages.english.attributing.units import Unit, units_of
from isnad.read.languages.english.attributing.verbs import verb_heard
from isnad.read.languages.english.tokens import Token, tokenize
from isnad.read.sentences import Sentence, sentences
from isnad.records.report import Report

Span = tuple[int, int]


@dataclass(slots=True)
class Attributed:
    """An attribution in characters of the report's text. ``source`` is empty where none is named."""

    kind: str
    frame: str
    base: str
    cue: Span
    source: list[Span] = field(default_factory=list)
    contents: list[Span] = field(default_factory=list)
    passive: bool = False
    negated: bool = False
    aside: bool = False
    unit: int = -1

    @property
    def because(self) -> str:
        """The rule that read it."""
        return f"{self.kind}: {self.base} ({self.frame})"


def heard_in(w: list[Word]) -> list[Heard]:
    """The first-hop attributions of one unit, in order of their cues."""
    found: list[Heard] = []
    first = colon_heard(w)
    if first is not None:
        found.append(first)
    taken = 0
    for i in _closers(w):  # what is said before its cue comes first, as all within it is another's words
        made = _closing(w, i, taken) if first is None or not first.holds(i) else None
        if made is not None and made.contents:
            found = [h for h in found if not made.holds(h.cue[0])]
            found.append(made)
            taken = max(made.cue[1], *(b for _, b in made.contents))
    last: Heard | None = None
    for i in range(len(w)):
        held = _held(found, i)
        if held is not None:
            last = held
            continue
        if not _may_begin(w[i]) or _within(found, i):
            continue
        made = _at(w, i, last)
        if made is not None and made.contents:
            made.contents = _free(made.contents, found)
            if made.contents:
                found.append(made)
                last = made
    return sorted(found, key=lambda h: h.cue)


def _held(found: list[Heard], i: int) -> Heard | None:
    """The attribution whose cue holds a word."""
    for heard in found:
        if heard.cue[0] <= i < heard.cue[1]:
            return heard
    return None


def _within(found: list[Heard], i: int) -> bool:
    """Whether a word lies in what is said by any of these."""
    for heard in found:
        for a, b in heard.contents:
            if a <= i < b:
                return True
    return False


def _free(contents: list[tuple[int, int]], found: list[Heard]) -> list[tuple[int, int]]:
    """Contents cut where another attribution's source or cue begins."""
    kept = []
    for a, b in contents:
        for h in found:
            first = min(h.cue[0], h.source[0] if h.source else h.cue[0], *(x for x, _ in h.contents))
            if a < first < b and h.frame in ("before", "preposition"):
                b = first
        if a < b:
            kept.append((a, b))
    return kept


def _closers(w: list[Word]) -> list[int]:
    """The words that may be a cue behind what is said."""
    frames, prepositions = frames_of(), pairs("sources", "prepositions")
    return [
        i
        for i, word in enumerate(w)
        if word.low in prepositions or (word.verb is not None and word.tag in "VE" and word.verb.base in frames)
    ]


def _may_begin(word: Word) -> bool:
    """Whether a word may be a cue at all."""
    return word.tag in "AINE" or (word.tag in "VK" and word.verb is not None and word.verb.base in frames_of())


def _closing(w: list[Word], i: int, taken: int) -> Heard | None:
    word = w[i]
    if word.tag in "VE" and word.base in frames_of():
        return after_heard(w, i, taken) or unnamed_heard(w, i, taken)
    return preposition_heard(w, i, taken) if word.low in pairs("sources", "prepositions") else None


def _at(w: list[Word], i: int, last: Heard | None) -> Heard | None:
    word = w[i]
    if word.tag in "VKE" and word.base in frames_of():
        made = seeming_heard(w, i) or verb_heard(w, i, last)
        if made is not None:
            return made
    if word.tag in "NEI" and (word.low in _predicates()):
        made = predicate_heard(w, i)
        if made is not None:
            return made
    if word.tag == "A":
        return adverb_heard(w, i)
    if word.tag == "I":
        return count_heard(w, i, 0)
    return noun_heard(w, i) if word.tag == "N" else None


@cache
def _predicates() -> frozenset[str]:
    return words("predicates", "that") | words("predicates", "to") | frozenset(pairs("predicates", "prep"))


def attributed(
    text: str, lines: Sequence[tuple[Sentence, list[Token]]], only: frozenset[str] | None = None
) -> list[Attributed]:
    """Every first-hop attribution of a report; ``lines`` are its sentences with their tokens.

    Where ``only`` is given, sentences with none of its words are passed over.
    """
    found: list[Attributed] = []
    speaker: Attributed | None = None  # who spoke last, whom a quotation on its own belongs to
    where = -9
    for number, unit in enumerate(units_of(text, list(lines), only)):
        heard = heard_in(unit.words)
        for each in heard:
            made = _in_text(unit.words, each)
            made.unit = number
            found.append(made)
        spoken = [f for f in found if f.unit == number and f.source and f.kind in ("speech", "belief", "showing")]
        if spoken:
            quotations = [x.start for x in unit.words if x.tag == "Q"]
            quoting = [f for f in spoken if any(a <= start < b for start in quotations for a, b in f.contents)]
            speaker, where = (quoting or spoken)[-1], unit.paragraph
        elif speaker is not None and _runs_on(unit, heard, unit.paragraph - where):
            speaker.contents += [(x.start, x.end) for x in unit.words if x.tag == "Q"]
            where = unit.paragraph
    return found


def _runs_on(unit: Unit, heard: list[Heard], apart: int) -> bool:
    """Whether a quotation is the last speaker's: alone in the next paragraph, or first in a sentence of this."""
    if unit.quoted_only:
        return apart <= 1
    return apart == 0 and not heard and unit.words[0].tag == "Q"


def attributions_of(report: Report) -> list[Attributed]:
    """Every first-hop attribution of a report: of speech, belief and attitude, and what papers and pictures show."""
    spans = sentences(report.text, "en")
    return attributed(report.text, [(span, tokenize(report.text, span.start, span.end)) for span in spans])


def _in_text(w: list[Word], heard: Heard) -> Attributed:
    made = Attributed(heard.kind, heard.frame, heard.base, _chars(w, heard.cue))
    made.passive, made.negated, made.aside = heard.passive, heard.negated, heard.aside
    if heard.source is not None:
        made.source = [_chars(w, heard.source)]
    for span in heard.contents:
        a, b = span
        while a < b and w[a].tag in ",:;-":
            a += 1
        while b > a and w[b - 1].tag in ",;-.C":
            b -= 1
        if a < b:
            made.contents.append(_chars(w, (a, b)))
    return made


def _chars(w: list[Word], span: Span) -> Span:
    a, b = span
    return w[a].start, w[max(a, b - 1)].end
