"""Pipeline: the five steps in order, on one screen.

What may live here: joining the rooms. bytes -> Capture -> Report -> Claims -> Incident -> Assessment -> Dossier.
"""

from collections.abc import Container, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from isnad.casebook import Casebook, isnad_version
from isnad.index import Reading
from isnad.media import footage_of
from isnad.preserve.progress import Progress, silent
from isnad.reading import read_captures
from isnad.records.assessment import Assessment
from isnad.records.capture import Capture
from isnad.records.claim import Claim, Scope
from isnad.records.dossier import Dossier
from isnad.records.incident import Incident
from isnad.records.judgement import Decision, Judgement
from isnad.records.media import Footage
from isnad.records.problem import Problem
from isnad.records.replay import apply
from isnad.records.report import Report
from isnad.watching.versions import one_of_each_text, versions_in_time

NO_FOOTAGE = Footage()
ATTACKS = (Scope.INCIDENT, Scope.OTHER_INCIDENT)
CLAIMS = (Decision.ACCEPT, Decision.REJECT, Decision.CORRECT)  # decisions on claims, and not on which belong together


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """All that comes of a case: computed, so it may be thrown away and comes out the same again.

    ``seen`` are the reports as they were weighed: versions of one page with one voice, in the order they were seen;
    ``footage`` is what they show and ``rule`` how tolls were tallied: to weigh again.
    """

    captures: tuple[Capture, ...]
    readings: tuple[Reading, ...]
    reports: tuple[Report, ...]
    claims: tuple[Claim, ...]
    incidents: tuple[Incident, ...]
    assessments: Mapping[str, Assessment]
    dossiers: tuple[Dossier, ...]
    problems: tuple[Problem, ...]
    seen: tuple[Report, ...] = ()
    footage: Footage = NO_FOOTAGE
    rule: str = ""


def read_case(
    book: Casebook,
    progress: Progress | None = None,
    *,
    jobs: int | None = None,
    executor: Executor | None = None,
    rule: str = "",
) -> Results:
    """Everything from a case's captures and judgements. ``jobs`` processes read (as many as cores by
    default, where that pays), or the executor given. ``rule`` is the tally rule, else the one the case chose.

    The same captures, judgements, tables and version give the same results, however many read.
    """
    from isnad.link import link
    from isnad.weigh import weigh

    tell = progress or silent
    readings, problems = read_captures(book, tell, jobs=jobs, executor=executor)
    readings = one_of_each_text(readings)  # a watched page that only loads differently is no second report
    pool = _Pool(book, readings)
    in_time = {report.id: report for report in versions_in_time(book, pool.reports)}
    incidents = tuple(sorted(link(pool.claims, pool.reports, book.judgements), key=_most_reported))
    tell("linking", len(pool.claims), len(pool.claims))
    footage, unseen = footage_of(book, pool.reports, tell)
    assessments: dict[str, Assessment] = {}
    for done, incident in enumerate(incidents, start=1):
        claims, reports = pool.around(incident)
        seen = [in_time[report.id] for report in reports]
        assessments[incident.id] = weigh(incident, claims, seen, book.judgements, footage, rule)
        tell("weighing", done, len(incidents))
    dossiers = tuple(pool.dossier(incident, assessments[incident.id]) for incident in incidents)
    return Results(
        captures=book.captures,
        readings=readings,
        reports=pool.reports,
        claims=pool.standing,
        incidents=incidents,
        assessments=assessments,
        dossiers=dossiers,
        problems=(*book.problems, *problems, *pool.unfollowed, *unseen, *(p for r in readings for p in r.problems)),
        seen=tuple(in_time.values()),
        footage=footage,
        rule=rule,
    )


def reweighed(book: Casebook, results: Results, since: int) -> Results:
    """``results`` with the judgements after the first ``since`` followed at once, as far as that needs no linking: the
    incidents whose claims they concern are weighed anew. Which claims tell of one incident stays as it was."""
    from isnad.weigh import weigh

    about = {s for j in book.judgements[since:] if j.decision in CLAIMS for s in j.subjects}
    pool = _Pool(book, results.readings)
    touched = {claim.quote.report for claim in pool.claims if claim.id in about}
    in_time = {report.id: report for report in results.seen}
    assessments, dossiers = dict(results.assessments), []
    for dossier in results.dossiers:
        incident = dossier.incident
        if touched.isdisjoint(incident.reports):
            dossiers.append(dossier)
            continue
        incident = replace(incident, claims=pool.still(incident, about))
        if not incident.claims:
            continue
        claims, reports = pool.around(incident)
        seen = [in_time[report.id] for report in reports]
        assessments[incident.id] = weigh(incident, claims, seen, book.judgements, results.footage, results.rule)
        dossiers.append(pool.dossier(incident, assessments[incident.id]))
    return replace(
        results,
        claims=pool.standing,
        incidents=tuple(dossier.incident for dossier in dossiers),
        assessments=assessments,
        dossiers=tuple(dossiers),
    )


def weigh_anew(results: Results, incident: Incident, judgements: Sequence[Judgement], rule: str = "") -> Assessment:
    """What an incident of these claims and reports would be weighed as, under these judgements.

    For what might be, or was: the incident need be none of ``results``, but its claims and reports are.
    """
    from isnad.weigh import weigh

    told_in = frozenset(incident.reports)
    claims = [c for r in results.readings if r.report is not None and r.report.id in told_in for c in r.claims]
    return weigh(incident, claims, results.seen, judgements, results.footage, rule or results.rule)


def _most_reported(incident: Incident) -> tuple[int, int, str]:
    return (-len(incident.reports), -len(incident.claims), incident.id)


class _Pool:
    """The records of a case findable by report, to weigh incidents and cut dossiers from.

    ``claims`` are as they were read, ``standing`` as they are after the judgements.
    """

    def __init__(self, book: Casebook, readings: Sequence[Reading]) -> None:
        self._title, self._judgements = book.title, book.judgements
        self.reports = tuple(r.report for r in readings if r.report is not None)
        self.claims = tuple(claim for r in readings for claim in r.claims)
        self.standing, self.unfollowed = apply(self.claims, book.judgements)
        self._captures = {c.id: c for c in book.captures}
        self._readings = {r.report.id: r for r in readings if r.report is not None}
        self._standing: dict[str, list[Claim]] = {}
        for claim in self.standing:
            self._standing.setdefault(claim.quote.report, []).append(claim)

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
