"""Pipeline: the five steps in order, on one screen.

What may live here: joining the rooms. bytes -> Capture -> Report -> Claims -> Incident -> Assessment -> Dossier.
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from isnad import plugins
from isnad.casebook import Casebook, isnad_version
from isnad.index import Reading
from isnad.preserve.trouble import Trouble
from isnad.reading import Progress, read_captures, silent
from isnad.records.assessment import Assessment
from isnad.records.capture import Capture
from isnad.records.claim import Claim
from isnad.records.dossier import Dossier
from isnad.records.incident import Incident
from isnad.records.judgement import Judgement
from isnad.records.problem import Problem
from isnad.records.replay import apply
from isnad.records.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """All that comes of a case: computed, so it may be thrown away and comes out the same again."""

    captures: tuple[Capture, ...]
    readings: tuple[Reading, ...]
    reports: tuple[Report, ...]
    claims: tuple[Claim, ...]
    incidents: tuple[Incident, ...]
    assessments: Mapping[str, Assessment]
    dossiers: tuple[Dossier, ...]
    problems: tuple[Problem, ...]


def read_case(
    book: Casebook, progress: Progress | None = None, *, jobs: int = 1, executor: Executor | None = None
) -> Results:
    """Everything from a case's captures and judgements. ``jobs`` processes read, or the executor given.

    The same captures, judgements, tables and version give the same results, however many read.
    """
    from isnad.link import link
    from isnad.weigh import weigh

    tell = progress or silent
    readings, problems = read_captures(book, tell, jobs=jobs, executor=executor)
    reports = tuple(r.report for r in readings if r.report is not None)
    claims = tuple(claim for r in readings for claim in r.claims)
    standing, unfollowed = apply(claims, book.judgements)
    tell("linking", 0, 1)
    incidents = tuple(
        sorted(link(claims, reports, book.judgements), key=lambda i: (-len(i.reports), -len(i.claims), i.id))
    )
    assessments: dict[str, Assessment] = {}
    for done, incident in enumerate(incidents):
        tell("weighing", done, len(incidents))
        assessments[incident.id] = weigh(incident, claims, reports, book.captures, book.judgements)
    whole = _Whole(book, readings, standing)
    dossiers = tuple(whole.dossier(incident, assessments[incident.id]) for incident in incidents)
    tell("done", 1, 1)
    return Results(
        captures=book.captures,
        readings=readings,
        reports=reports,
        claims=standing,
        incidents=incidents,
        assessments=assessments,
        dossiers=dossiers,
        problems=(*book.problems, *problems, *unfollowed, *(p for r in readings for p in r.problems)),
    )


class _Whole:
    """The records of a case findable by id, to cut dossiers from."""

    def __init__(self, book: Casebook, readings: Iterable[Reading], standing: Iterable[Claim]) -> None:
        self._title, self._judgements = book.title, book.judgements
        self._readings = {r.report.id: r for r in readings if r.report is not None}
        self._captures = {c.id: c for c in book.captures}
        self._claims: dict[str, list[Claim]] = {}
        for claim in standing:
            self._claims.setdefault(claim.quote.report, []).append(claim)

    def dossier(self, incident: Incident, assessment: Assessment) -> Dossier:
        """One incident with everything it rests on."""
        readings = [self._readings[ident] for ident in incident.reports if ident in self._readings]
        mine = set(incident.claims)
        claims = [claim for ident in incident.reports for claim in self._claims.get(ident, ())]
        return Dossier(
            case=self._title,
            incident=incident,
            assessment=assessment,
            claims=tuple(claim for claim in claims if claim.id in mine),
            nearby=tuple(claim for claim in claims if claim.id not in mine),
            reports=tuple(r.report for r in readings if r.report is not None),
            captures=tuple(self._captures[r.capture] for r in readings),
            judgements=tuple(j for j in self._judgements if _concerns(j, incident)),
            problems=tuple(problem for r in readings for problem in r.problems),
            version=isnad_version(),
        )


def _concerns(judgement: Judgement, incident: Incident) -> bool:
    """Whether a judgement is about this incident, one of its claims, or a claim taken out of one of its reports."""
    return bool({incident.id, *incident.claims}.intersection(judgement.subjects))


def export(dossiers: Sequence[Dossier], exporter: str) -> tuple[list[tuple[str, bytes]], tuple[Problem, ...]]:
    """The files an exporter makes of dossiers. Raises Trouble where no exporter has this name."""
    offered = plugins.shelf("exporters")
    chosen = next((each for each in offered.items if each.name == exporter), None)
    if chosen is None:
        names = ", ".join(sorted(each.name for each in offered.items))
        raise Trouble(Problem(what=f"There is no exporter '{exporter}'.", where="--as", todo=f"There are: {names}."))
    try:
        return list(chosen.export(dossiers)), offered.problems
    except Exception as error:
        what = f"The exporter '{exporter}' failed ({type(error).__name__}: {error})."
        return [], (
            *offered.problems,
            Problem(what=what, where="export", todo="Please report this; another --as may work."),
        )
