"""Why: a claim taken apart into what was read from which words, by which lines of code, and which line of which table
lists those words.

What may live here: that taking apart. Pure: what was made on the way (``trace``) and where words are listed
(``lines``) is given to it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from isnad.read.belligerents import Belligerents
from isnad.read.lines import Hit, Lines, Listed
from isnad.read.sentences import sentences
from isnad.read.trace import Mark, Step
from isnad.records.claim import Casualties, Character, Claim, Count, Occurrence, Presence, Responsibility, Scope, Stance
from isnad.records.report import Quote, Report

_SPAN = tuple[int, int]
# Which tables of a data file, by the first part of their names in any language, bear on which part of a claim: a word
# may stand in several lists, and only those that could have led to this reading are shown with it.
_SOURCE = ("cues", "narrators", "names", "said", "voices", "stance")
_CUE = ("cues", "narrators", "said", "voices", "stance")
_FIGURE = (
    "numbers",
    "groups",
    "persons",
    "people",
    "others",
    "vague",
    "bounds",
    "counting",
    "outcomes",
    "outcome",
    "among",
)
_TIME, _PLACE = ("time",), ("place",)
_RULE: dict[type, tuple[str, ...]] = {
    Casualties: ("outcomes", "outcome", "among", "counting"),
    Occurrence: ("acts", "act"),
    Character: ("character",),
    Presence: ("presence",),
}
_STANCE = ("stance", "hedges", "cues", "said", "blame")  # tables whose words bear on a stance
_SCOPE = ("scope",)
_PARTIES = ("force", "blame", "belligerents")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that a claim holds. ``what`` names it ("rule", "figure", "source" ...), ``value`` is what was read,
    ``quote`` the words it was read from (None where the reader kept none), ``steps`` the lines of the grammar that made
    it, the innermost first, ``listed`` the lines of tables that hold those words."""

    what: str
    value: str
    quote: Quote | None = None
    steps: tuple[Step, ...] = ()
    listed: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a claim was read as it was."""

    claim: Claim
    report: Report
    reasons: tuple[Reason, ...]


def explained(
    claim: Claim,
    report: Report,
    marks: Sequence[Mark],
    lines: Lines | None,
    belligerents: Belligerents,
    parties: Iterable[Listed] = (),
) -> Explanation:
    """Take a claim of this report apart. ``lines`` are those of its language's data file, None where it has none that
    can be looked into; ``parties`` those of the tables of belligerents."""
    taker = _Taker(claim, report, marks, lines)
    reasons = (
        *taker.rules(),
        *taker.contents(belligerents, tuple(parties)),
        *taker.sources(),
        *taker.stance(),
        *taker.setting(),
    )
    return Explanation(claim=claim, report=report, reasons=reasons)


class _Taker:
    def __init__(self, claim: Claim, report: Report, marks: Sequence[Mark], lines: Lines | None) -> None:
        self._claim, self._report, self._marks, self._lines = claim, report, marks, lines
        at = claim.quote.start
        around = [s for s in sentences(report.text, report.language) if s.start <= at < s.end]
        self._sentence = (around[0].start, max(around[0].end, claim.quote.end)) if around else (at, claim.quote.end)

    def rules(self) -> Iterator[Reason]:
        """The rules that read it, as the claim itself names them: "rule: words"."""
        for said in self._claim.because:
            rule, _, words = said.partition(": ")
            span = self._find(words) or _span(self._claim.quote)
            rules = {rule, *rule.split(", ")}  # of several joined into one claim
            marks = [mark for mark in self._marks if mark.rule in rules and (mark.start < 0 or _meet(mark, span))]
            yield self._reason("rule", rule, span, marks, _RULE.get(type(self._claim.content), ()))

    def contents(self, belligerents: Belligerents, parties: Sequence[Listed]) -> Iterator[Reason]:
        """What it says."""
        match self._claim.content:
            case Casualties(counts=counts):
                for count in counts:
                    yield from self._count(count, "figure")
            case Responsibility(relation=relation, parties=named, ground=ground):
                yield self._reason("relation", relation.value, _span(self._claim.quote), (), _PARTIES)
                yield from self._parties(named, belligerents, parties)
                if ground:
                    yield self._reason("ground", ground, self._find(ground))
            case Occurrence(act=act, means=means, target=target):
                yield self._reason("act", act, self._find(means, fold=True), (), ("acts", "act"))
                if target:
                    yield self._within("target", target, ("targets", "target"), f".{target}")
            case Character(term=term):
                yield self._reason("character", term, self._find(term, fold=True), (), ("character",))
            case Presence(whereabouts=whereabouts, parties=named):
                yield self._reason("whereabouts", whereabouts.value, _span(self._claim.quote), (), ("presence",))
                yield from self._parties(named, belligerents, parties)

    def _count(self, count: Count, what: str) -> Iterator[Reason]:
        span = self._find(count.words)
        value = f"{count.outcome.value}, {count.group}: {_range(count)}"
        marks = [mark for mark in self._marks if span and (mark.start, mark.end) == span and not mark.rule]
        yield self._reason(what, value, span, marks, _FIGURE)
        for part in count.parts:
            yield from self._count(part, "figure within it")

    def _parties(self, named: Iterable[str], belligerents: Belligerents, parties: Sequence[Listed]) -> Iterator[Reason]:
        first, end = self._sentence
        mentions = belligerents.mentions(self._report.text[first:end])
        for name in named:
            found = [m for m in mentions if m.party == name]
            if not found:
                yield Reason(what="party", value=name)
            for mention in found:
                span = (first + mention.start, first + mention.end)
                words = _plain(self._report.text[slice(*span)])
                hits = [Hit(start=span[0], end=span[1], listed=row) for row in parties if _plain(row.entry) == words]
                yield Reason(what="party", value=name, quote=self._report.quote(*span), listed=tuple(hits))

    def sources(self) -> Iterator[Reason]:
        """Who says it."""
        chain = self._claim.chain
        for link in chain.links:
            span = _span(link.cue) if link.cue else None
            value = f"{link.narrator.name} ({link.narrator.kind.value}) {link.manner.value}"
            marks = [mark for mark in self._marks if span is not None and (mark.start, mark.end) == span]
            yield self._reason("source", value, span, marks, _CUE)
            words = self._find(link.narrator.words or link.narrator.name)
            if words is not None and words != span:
                yield self._reason("its name", link.narrator.name, words, (), _SOURCE)
        if chain.open:
            yield self._reason("source not named", chain.opened_by or "open", self._find(chain.opened_by), (), _SOURCE)

    def stance(self) -> Iterator[Reason]:
        """How far it is stood behind, and how wide it is, where that is not the plain case."""
        if self._claim.stance is not Stance.ASSERTED:
            yield self._within("stance", self._claim.stance.value, _STANCE)
        if self._claim.scope is not Scope.INCIDENT:
            yield self._within("scope", self._claim.scope.value, _SCOPE)
        if self._claim.event:
            yield Reason(what="happening", value=f"number {self._claim.event} of those that the report tells of")

    def setting(self) -> Iterator[Reason]:
        """Where and when."""
        if self._claim.where is not None:
            place = self._claim.where
            value = f"{place.name}, {place.ident or 'in no gazetteer'}"
            span = self._find(place.words)
            marks = [m for m in self._marks if _meet(m, span) and m.kind == "Spot"]
            yield self._reason("place", value, span, marks, _PLACE)
        if self._claim.when is not None:
            when = self._claim.when
            span = self._find(when.words)
            marks = [m for m in self._marks if _meet(m, span) and m.kind == "Dated"]
            yield self._reason("time", when.edtf(), span, marks, _TIME)

    def _within(self, what: str, value: str, tables: tuple[str, ...], ending: str = "") -> Reason:
        """What follows from words of the sentence that the reader did not keep: those that such tables list."""
        hits = self._hits(self._sentence, tables)
        return Reason(what=what, value=value, listed=tuple(h for h in hits if h.listed.table.endswith(ending)))

    def _reason(
        self, what: str, value: str, span: _SPAN | None, marks: Sequence[Mark] = (), tables: tuple[str, ...] = ()
    ) -> Reason:
        if span is None:
            return Reason(what=what, value=value)
        steps = dict.fromkeys(step for mark in marks for step in mark.steps)
        return Reason(
            what=what,
            value=value,
            quote=self._report.quote(*span),
            steps=tuple(steps),
            listed=self._hits(span, tables),
        )

    def _hits(self, span: _SPAN, tables: tuple[str, ...]) -> tuple[Hit, ...]:
        found = self._lines.hits(self._report.text, *span) if self._lines is not None else ()
        return tuple(h for h in found if not tables or h.listed.table.partition(".")[0] in tables)

    def _find(self, words: str, *, fold: bool = False) -> _SPAN | None:
        """Where words stand: in the quote, else in its sentence, else nearest to it. White space may be any."""
        if not words.strip():
            return None
        pattern = r"\s*".join(re.escape(word) for word in words.split())
        found = [m.span() for m in re.finditer(pattern, self._report.text, re.IGNORECASE if fold else 0)]
        if not found and self._lines is not None:  # a reader may keep words as it folded them
            found = self._lines.places(self._report.text, words)
        quote = self._claim.quote
        near = [s for s in found if quote.start <= s[0] and s[1] <= quote.end]
        near = near or [s for s in found if self._sentence[0] <= s[0] and s[1] <= self._sentence[1]]
        return min(near or found, key=lambda s: abs(s[0] - quote.start), default=None)


def _span(quote: Quote) -> _SPAN:
    return quote.start, quote.end


def _meet(mark: Mark, span: _SPAN | None) -> bool:
    return span is not None and mark.start < span[1] and span[0] < mark.end


def _range(count: Count) -> str:
    if not count.numbered:
        return f"no number; {count.convention} by convention" if count.convention else "no number"
    return f"low {count.low}, high {count.high}"


def _plain(words: str) -> str:
    return words.casefold().replace("’", "'").replace("‘", "'")
