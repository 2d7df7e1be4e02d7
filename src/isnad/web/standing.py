"""The case as it stands: what was computed of it, findable by id, and never changed once it is made.

What may live here: one immutable view of a case. A newer state is another view.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from isnad.index import Reading
from isnad.pipeline import Results
from isnad.publish.lookup import Lookup
from isnad.records.capture import Capture
from isnad.records.claim import Claim
from isnad.records.dossier import Dossier
from isnad.records.judgement import Judgement
from isnad.web.listed import Row, row_of
from isnad.web.search import Search
from isnad.web.suggesting import Suggestion, suggestions

DRAWN = 400  # incidents whose drawings are kept


def _alike(one: Dossier, other: Dossier) -> bool:
    """Whether the drawings of two dossiers are the same."""
    return one is other or (
        one.assessment == other.assessment and one.claims == other.claims and one.reports == other.reports
    )


def _rows(results: Results, before: "Standing | None") -> Iterator[Row]:
    """The rows of the list; of dossiers that stayed the very same they are not worked out anew."""
    known = {id(d): row for d, row in zip(before.results.dossiers, before.rows, strict=True)} if before else {}
    for number, dossier in enumerate(results.dossiers, start=1):
        row = known.get(id(dossier))
        yield (row if row.number == number else replace(row, number=number)) if row else row_of(number, dossier)


class Standing:
    """All that pages show of a case at ``lines`` lines of its log. Ids that lead nowhere give None."""

    def __init__(
        self,
        title: str,
        lines: int,
        results: Results,
        judgements: tuple[Judgement, ...],
        search: Search,
        before: "Standing | None" = None,
        linked: int = -1,
    ) -> None:
        """``before`` is the state that this one takes the place of. ``linked`` are the lines after which it was last
        computed which reports belong together; all of them unless that is said."""
        self.linked = lines if linked < 0 else linked
        self.title, self.lines, self.results, self.judgements, self.search = title, lines, results, judgements, search
        self.rows: tuple[Row, ...] = tuple(_rows(results, before))
        self._dossiers = {d.incident.id: d for d in results.dossiers}
        self._rows = {row.id: row for row in self.rows}
        self._readings = {r.report.id: r for r in results.readings if r.report is not None}
        self._captures = {c.id: c for c in results.captures}
        self._claims = {c.id: c for c in results.claims}
        self._orders: dict[str, list[Row]] = {}
        self._lookups: dict[str, Lookup] = {}
        self._drawn: dict[str, dict[str, Any]] = before.drawings(self._dossiers) if before else {}
        self._moved = self._moves(before) if before else {}

    def dossier(self, incident: str) -> Dossier | None:
        """The dossier of an incident."""
        return self._dossiers.get(incident)

    def row(self, incident: str) -> Row | None:
        """An incident as the list has it."""
        return self._rows.get(incident)

    def lookup(self, incident: str) -> Lookup | None:
        """The lookup of an incident's dossier."""
        found = self._dossiers.get(incident)
        if found is None:
            return None
        if incident not in self._lookups:
            self._lookups[incident] = Lookup(found)
        return self._lookups[incident]

    def moved(self, incident: str) -> str:
        """Where an incident went that had this id before a judgement: the one that holds most of its claims now."""
        return self._moved.get(incident, "")

    def ordered(self, name: str, key: Callable[[Row], Any]) -> list[Row]:
        """The rows in an order, worked out once for each."""
        if name not in self._orders:
            self._orders[name] = sorted(self.rows, key=key)
        return self._orders[name]

    @cached_property
    def acts(self) -> list[tuple[str, int]]:
        """The acts of the incidents with their number, the commonest first."""
        return Counter(act for row in self.rows for act in row.acts).most_common()

    @cached_property
    def parties(self) -> list[tuple[str, int]]:
        """The alleged belligerents with the number of their incidents, the commonest first."""
        return Counter(party for row in self.rows for party in row.parties).most_common()

    def drawn(self, incident: str, draw: Callable[[Lookup], dict[str, Any]]) -> dict[str, Any]:
        """What ``draw`` makes of an incident that is there, made once and kept while its dossier stays the same."""
        if incident not in self._drawn:
            lookup = self.lookup(incident)
            assert lookup is not None
            while len(self._drawn) >= DRAWN:
                self._drawn.pop(next(iter(self._drawn)), None)
            self._drawn[incident] = draw(lookup)
        return self._drawn[incident]

    def drawings(self, dossiers: Mapping[str, Dossier]) -> dict[str, dict[str, Any]]:
        """The drawings that also hold for these dossiers."""
        return {
            each: drawn
            for each, drawn in list(self._drawn.items())
            if (now := dossiers.get(each)) is not None and _alike(now, self._dossiers[each])
        }

    def reading(self, report: str) -> Reading | None:
        """What was read of a report: its claims before any judgement."""
        return self._readings.get(report)

    def capture(self, capture: str) -> Capture | None:
        """A capture that stands."""
        return self._captures.get(capture)

    def claim(self, claim: str) -> Claim | None:
        """A claim as it stands after the judgements; None where it is rejected."""
        return self._claims.get(claim)

    def raw(self, claim: str) -> Claim | None:
        """A claim as it was read."""
        return self._raw.get(claim)

    def incidents_of_report(self, report: str) -> list[str]:
        """The incidents that a report tells of, the most reported first."""
        return self._of_report.get(report, [])

    def incident_of(self, claim: str) -> str:
        """The incident a claim belongs to; empty where to none."""
        return self._of_claim.get(claim, "")

    def judgements_on(self, subject: str) -> list[Judgement]:
        """The judgements on a claim, oldest first."""
        return self._judged.get(subject, [])

    def _moves(self, before: "Standing") -> dict[str, str]:
        went = {i.id: i.claims for i in before.results.incidents if i.id not in self._dossiers}
        found: dict[str, str] = {}
        for ident, claims in went.items():
            now = Counter(home for claim in claims if (home := self.incident_of(claim)))
            found |= {ident: now.most_common(1)[0][0]} if now else {}
        return {old: found.get(new, new) for old, new in before._moved.items()} | found

    @cached_property
    def suggested(self) -> list[Suggestion]:
        """The claims that are worth a look first."""
        return suggestions(self.results.dossiers, self.judgements_on)

    @cached_property
    def by_day(self) -> dict[int, list[Row]]:
        """Incidents by the number of the day on which they began, as far as that is known."""
        found: dict[int, list[Row]] = {}
        for row in self.rows:
            if row.first is not None:
                found.setdefault(row.first.toordinal(), []).append(row)
        return found

    @cached_property
    def _raw(self) -> dict[str, Claim]:
        return {c.id: c for r in self.results.readings for c in r.claims}

    @cached_property
    def _of_claim(self) -> dict[str, str]:
        return {claim: i.id for i in self.results.incidents for claim in i.claims}

    @cached_property
    def _of_report(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for incident in self.results.incidents:
            for report in incident.reports:
                found.setdefault(report, []).append(incident.id)
        return found

    @cached_property
    def _judged(self) -> dict[str, list[Judgement]]:
        found: dict[str, list[Judgement]] = {}
        for judgement in self.judgements:
            for subject in judgement.subjects:
                found.setdefault(subject, []).append(judgement)
        return found
