"""Lookup: one dossier with its records findable by id, and a letter for each origin.

What may live here: finding records in a dossier. Nothing is decided or worded here.
"""

from functools import cached_property

from isnad.records.assessment import Figure, Hypothesis, Origin, Tally
from isnad.records.claim import Casualties, Claim, Content, Occurrence, Outcome, Presence, Relation, Responsibility
from isnad.records.dossier import Dossier
from isnad.records.report import Quote, Report

HUES = 6  # colours that stay apart for the eye and keep contrast on both grounds; the letter carries the meaning


def letters(number: int) -> str:
    """0 → A, 25 → Z, 26 → AA: the columns of a spreadsheet."""
    word = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        word = chr(ord("A") + rest) + word
    return word


class Lookup:
    """Finds what belongs together in one dossier. Ids that lead nowhere give None, never an error."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.claims = {c.id: c for c in (*dossier.claims, *dossier.nearby)}
        self.reports = {r.id: r for r in dossier.reports}
        self.captures = {c.id: c for c in dossier.captures}
        ranked = sorted(dossier.assessment.origins, key=lambda o: (-len(set(o.reports)), o.open, o.name, o.id))
        self.origins = {o.id: o for o in ranked}
        self.observations = {o.id: o for o in dossier.assessment.observations}
        self._rank = {o.id: n for n, o in enumerate(ranked)}
        self._in_order: dict[type[Content], list[Claim]] = {}
        self._origin_of = {claim: o.id for o in reversed(ranked) for claim in o.claims}

    def letter(self, origin: str) -> str:
        """The letter of an origin, from A for the one most reports rest on; ``?`` for one that is not listed."""
        return letters(self._rank[origin]) if origin in self._rank else "?"

    def rank(self, origin: str) -> int:
        """Where an origin stands in the order of letters; after all others where it is not listed."""
        return self._rank.get(origin, len(self._rank))

    def hue(self, origin: str) -> int:
        """1 to HUES, 0 for an origin that is not listed."""
        return self._rank[origin] % HUES + 1 if origin in self._rank else 0

    def origin_of(self, claim: str) -> Origin | None:
        """The independent origin a claim rests on."""
        return self.origins.get(self._origin_of.get(claim, ""))

    def report_of(self, claim: Claim) -> Report | None:
        """The report a claim stands in."""
        return self.reports.get(claim.quote.report)

    def claim_at(self, quote: Quote) -> Claim | None:
        """The claim bound to exactly these words."""
        found = (c for c in self.claims.values() if c.quote == quote)
        return min(found, key=lambda c: c.id, default=None)

    def in_reading_order(self, kind: type[Content]) -> list[Claim]:
        """The incident's claims with this kind of content: by report (oldest first), then by place in its text."""
        if kind not in self._in_order:
            self._in_order[kind] = self._ordered(kind)
        return self._in_order[kind]

    def _ordered(self, kind: type[Content]) -> list[Claim]:
        order = self._places
        chosen = [c for c in self.dossier.claims if isinstance(c.content, kind)]
        return sorted(chosen, key=lambda c: (order.get(c.quote.report, len(order)), c.quote.start, c.quote.end, c.id))

    def reports_by_time(self) -> list[Report]:
        """Reports, oldest first; those without a date last."""
        return self._by_time

    @cached_property
    def _by_time(self) -> list[Report]:
        return sorted(
            self.dossier.reports,
            key=lambda r: (
                r.published is None,
                r.published.start.timestamp() if r.published else 0.0,
                r.publisher,
                r.id,
            ),
        )

    def place_in_time(self, report: str) -> int:
        """Where a report of the dossier stands in ``reports_by_time``."""
        return self._places[report]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {report.id: number for number, report in enumerate(self._by_time)}

    def named(self, origin: str) -> str:
        """An origin's name."""
        return self.origins[origin].name if origin in self.origins else "origin not listed"

    def source(self, ident: str) -> str:
        """An origin by its letter and name; of an observation, what is told."""
        observed = self.observations.get(ident)
        return f"what is told of {observed.what}" if observed else f"{self.letter(ident)} ({self.named(ident)})"

    def standing(self, tally: Tally) -> list[Figure]:
        """The figures of a tally that no newer figure of the same origin has replaced."""
        return [f for f in tally.history if not f.superseded_by]

    def bound(self, tally: Tally, value: int | None) -> Figure | None:
        """A figure that gives this value of the tally: standing ones first, stated before conventional."""
        if value is None:
            return None
        met = [(f, n) for n, f in enumerate(tally.history) if value in (f.low, f.high)]
        found = min(met, key=lambda each: (bool(each[0].superseded_by), each[0].convention, -each[1]), default=None)
        return found[0] if found else None

    def voice(self, hypothesis: Hypothesis, origin: str, wanted: tuple[Relation, ...]) -> Claim | None:
        """The claim by which an origin stands in this relation to a hypothesis."""
        held = [self.claims[e.claim] for e in hypothesis.evidence if e.origin == origin and e.claim in self.claims]
        own = self.origins.get(origin)
        pool = held + [self.claims[c] for c in (own.claims if own else ()) if c in self.claims]
        about = [c for c in pool if isinstance(c.content, Responsibility)]
        fitting = [
            c
            for c in about
            if isinstance(c.content, Responsibility)
            and c.content.relation in wanted
            and set(c.content.parties) & set(hypothesis.parties)
        ]
        return next(iter([*fitting, *about]), None)

    def largest(self, outcome: Outcome) -> Tally | None:
        """The tally that covers most people for an outcome: of everyone where there is one."""
        fitting = [t for t in self.dossier.assessment.tallies if t.outcome is outcome]
        return max(fitting, key=lambda t: (t.group == "people", t.high or t.low or 0), default=None)

    @property
    def roots(self) -> list[Origin]:
        """Origins in the order of their letters."""
        return list(self.origins.values())


KINDS: tuple[tuple[type[Content], str], ...] = (
    (Casualties, "casualties"),
    (Responsibility, "responsibility"),
    (Occurrence, "occurrence"),
    (Presence, "presence"),
)


def kind_of(content: Content) -> str:
    """A short name of a content's kind, as classes and anchors use it."""
    return next((name for kind, name in KINDS if isinstance(content, kind)), "character")
