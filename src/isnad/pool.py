"""Pool: the records of a case findable by report, to weigh incidents and cut dossiers from.

What may live here: finding what an incident rests on, and which claims stand after the judgements.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import chain

from isnad.casebook import isnad_version
from isnad.index import Reading
from isnad.records.assessment import Assessment
from isnad.records.capture import Capture
from isnad.records.claim import Claim, Scope
from isnad.records.dossier import Dossier
from isnad.records.incident import Incident
from isnad.records.judgement import Judgement
from isnad.records.replay import apply
from isnad.records.report import Report

ATTACKS = (Scope.INCIDENT, Scope.OTHER_INCIDENT)


class Pool:
    """What was read of a case and what was judged of it. ``judge`` is the one thing that changes it.

    ``claims`` are as they were read, ``standing`` as they are after the judgements.
    """

    def __init__(
        self, title: str, captures: Iterable[Capture], readings: Sequence[Reading], judgements: Sequence[Judgement]
    ) -> None:
        self._title, self._judgements = title, judgements
        self.reports = tuple(r.report for r in readings if r.report is not None)
        self.claims = tuple(claim for r in readings for claim in r.claims)
        kept, self.unfollowed = apply(self.claims, judgements)
        self._captures = {c.id: c for c in captures}
        self._readings = {r.report.id: r for r in readings if r.report is not None}
        self._standing: dict[str, list[Claim]] = {claim.quote.report: [] for claim in self.claims}
        for claim in kept:
            self._standing[claim.quote.report].append(claim)

    @property
    def standing(self) -> tuple[Claim, ...]:
        """The claims that stand, in the order in which they were read."""
        return tuple(chain.from_iterable(self._standing.values()))

    def judge(self, judgements: Sequence[Judgement], reports: Iterable[str]) -> None:
        """Take these judgements for those that there are; of claims they say something new in these reports alone."""
        self._judgements = judgements
        for report in reports:
            read = self._readings[report].claims
            about = {claim.id for claim in read}
            self._standing[report] = list(apply(read, [j for j in judgements if not about.isdisjoint(j.subjects)])[0])

    def read(self, report: str) -> tuple[Claim, ...]:
        """The claims of a report as they were read."""
        return self._readings[report].claims

    def report(self, ident: str) -> Report | None:
        """A report as it was read."""
        return self._readings[ident].report

    def as_judged(self, reports: Iterable[str]) -> dict[str, Claim | None]:
        """The claims of some reports as they stand; None for one that is rejected."""
        found: dict[str, Claim | None] = {c.id: None for report in reports for c in self.read(report)}
        return found | {c.id: c for report in reports for c in self._standing[report]}

    def still(self, incident: Incident, again: Container[str]) -> tuple[str, ...]:
        """The claims of an incident that stand now; with those of ``again`` that tell of a happening it has."""
        mine = set(incident.claims)
        happenings = {(c.quote.report, c.event) for r in self._of(incident) for c in r.claims if c.id in mine}
        held = [c for report in incident.reports for c in self._standing.get(report, ())]
        joins = [c for c in held if c.id in again and (c.quote.report, c.event) in happenings and c.scope in ATTACKS]
        return tuple(sorted({c.id for c in held if c.id in mine} | {c.id for c in joins}))

    def around(self, incident: Incident) -> tuple[list[Claim], list[Report]]:
        """All claims in an incident's reports as they were read, and those reports."""
        readings = self._of(incident)
        return [c for r in readings for c in r.claims], [r.report for r in readings if r.report is not None]

    def weighed_with(self, incident: Incident, in_time: Mapping[str, Report]) -> tuple[list[Claim], list[Report]]:
        """What weighing an incident asks for: as ``around``, with the reports in the order they were seen."""
        claims, reports = self.around(incident)
        return claims, [in_time[report.id] for report in reports]

    def dossier(self, incident: Incident, assessment: Assessment) -> Dossier:
        """One incident with everything it rests on."""
        readings, mine = self._of(incident), set(incident.claims)
        claims = [claim for ident in incident.reports for claim in self._standing.get(ident, ())]
        read = {claim.id for reading in readings for claim in reading.claims}
        return Dossier(
            case=self._title,
            incident=incident,
            assessment=assessment,
            claims=tuple(claim for claim in claims if claim.id in mine),
            nearby=tuple(claim for claim in claims if claim.id not in mine),
            reports=tuple(r.report for r in readings if r.report is not None),
            captures=tuple(self._captures[r.capture] for r in readings),
            judgements=tuple(j for j in self._judgements if read.intersection(j.subjects)),
            problems=tuple(problem for r in readings for problem in r.problems),
            version=isnad_version(),
        )

    def _of(self, incident: Incident) -> list[Reading]:
        return [self._readings[ident] for ident in incident.reports if ident in self._readings]
