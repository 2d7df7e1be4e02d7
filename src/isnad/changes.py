"""Changes: how an incident's grade, tally and blame moved as reports and judgements came in.

What may live here: weighing an incident again as it stood after each step, and telling two weighings apart. Nothing of
this is kept: what stood then is computed from what was there then. Which reports belong to the incident is as it is
held now.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from isnad.casebook import Casebook
from isnad.pipeline import Results, weigh_anew
from isnad.publish import wording
from isnad.records.assessment import Assessment, Hypothesis, Tally
from isnad.records.claim import Status
from isnad.records.incident import Incident
from isnad.records.judgement import Judgement
from isnad.records.report import Report

ONE_BY_ONE = 200  # reports up to which each is a step; beyond, those of one day are taken together
GRADE, NOTHING = "grade", "—"
BLAME = (
    ("conceded_by", "accepted"),
    ("alleged_by", "alleged"),
    ("hedged_by", "alleged with a hedge"),
    ("one_of_by", "named as one of several"),
    ("denied_by", "denied"),
    ("excluded_by", "excluded"),
    ("withdrawn_by", "no longer alleged"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that a step moved: ``before`` and ``after`` in words; empty where there was nothing, or is no more."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What came in at one time, and what it moved. ``state`` is all that stood after it, by the same names."""

    at: datetime | None
    reports: tuple[Report, ...] = ()
    judgement: Judgement | None = None
    changes: tuple[Change, ...]
    state: Mapping[str, str]

    def plain(self) -> dict[str, Any]:
        """For other programs."""
        judged = self.judgement
        return {
            "at": self.at.isoformat() if self.at else None,
            "reports": [{"id": r.id, "publisher": r.publisher, "title": r.title, "url": r.url} for r in self.reports],
            "judgement": {"id": judged.id, "by": judged.by, "why": judged.why} if judged else None,
            "changes": [{"what": c.what, "before": c.before, "after": c.after} for c in self.changes],
            "state": dict(self.state),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    at: datetime | None
    reports: tuple[Report, ...] = ()
    judgement: Judgement | None = None


def by_publication(results: Results, incident: Incident, judgements: Sequence[Judgement]) -> Iterator[Step]:
    """The steps in the order in which reports were published, those without a date last. Judgements hold throughout."""
    wanted = set(incident.reports)
    reports = sorted((r for r in results.seen if r.id in wanted), key=_when)
    events = [_Event(at=r.published.start if r.published else None, reports=(r,)) for r in reports]
    yield from _replayed(results, incident, _grouped(events), judgements)


def by_adding(book: Casebook, results: Results, incident: Incident, judgements: Sequence[Judgement]) -> Iterator[Step]:
    """The steps in the order in which reports were captured and judgements made."""
    wanted, added = set(incident.reports), _first_captured(book)
    events = [_Event(at=added.get(r.capture), reports=(r,)) for r in results.seen if r.id in wanted]
    read = {c.id for r in results.readings if r.report is not None and r.report.id in wanted for c in r.claims}
    made = [_Event(at=j.at, judgement=j) for j in judgements if read.intersection(j.subjects)]
    later = sorted(events, key=lambda e: (e.at is None, e.at, _when(e.reports[0])))
    whole = sorted([*_grouped(later), *made], key=lambda e: (e.at is None, e.at, e.judgement is not None))
    yield from _replayed(results, incident, whole, ())


def _first_captured(book: Casebook) -> dict[str, datetime]:
    """When the bytes of each capture were first in the case: adding them again with a date adds no report."""
    first: dict[str, datetime] = {}
    for capture in book.all_captures:
        first[capture.digest] = min(capture.captured, first.get(capture.digest, capture.captured))
    return {capture.id: first[capture.digest] for capture in book.all_captures}


def _when(report: Report) -> tuple[bool, float, str]:
    published = report.published
    return (published is None, published.start.timestamp() if published else 0.0, report.id)


def _grouped(events: Sequence[_Event]) -> list[_Event]:
    """The events one by one; where they are very many, those of a day as one."""
    if len(events) <= ONE_BY_ONE:
        return list(events)
    days: dict[object, _Event] = {}
    for event in events:
        day = event.at.date() if event.at else None
        before = days.get(day, _Event(at=event.at))
        days[day] = replace(before, reports=(*before.reports, *event.reports))
    return list(days.values())


def _replayed(
    results: Results, incident: Incident, events: Iterable[_Event], judgements: Sequence[Judgement]
) -> Iterator[Step]:
    """Each event with what it moved. ``judgements`` hold from the first step on."""
    claims, held = _claims_by_report(results, incident), list(judgements)
    known: list[str] = []
    before: dict[str, str] = {}
    for event in events:
        known += [report.id for report in event.reports]
        held += [event.judgement] if event.judgement else []
        if not known:
            continue
        mine = tuple(sorted(c for report in known for c in claims.get(report, ())))
        assessment = weigh_anew(results, replace(incident, claims=mine, reports=tuple(sorted(known))), held)
        after = state_of(assessment)
        changes = differences(before, after)
        yield Step(at=event.at, reports=event.reports, judgement=event.judgement, changes=tuple(changes), state=after)
        before = after


def _claims_by_report(results: Results, incident: Incident) -> dict[str, list[str]]:
    """The incident's claims, and those that a person rejected out of it: they were in it until then."""
    standing, mine = {c.id for c in results.claims}, set(incident.claims)
    found: dict[str, list[str]] = {}
    for reading in results.readings:
        if reading.report is None or reading.report.id not in incident.reports:
            continue
        events = {c.event for c in reading.claims if c.id in mine}
        rejected = (c.id for c in reading.claims if c.id not in standing and c.event in events)
        found[reading.report.id] = [*(c.id for c in reading.claims if c.id in mine), *rejected]
    return found


def state_of(assessment: Assessment) -> dict[str, str]:
    """Grade, tallies and blame in words, each under its name."""
    state = {GRADE: f"{assessment.grade.term.value}: {assessment.grade.clause}"}
    for tally in assessment.tallies:
        if tally.high is not None or tally.low is not None:
            apart = " (belligerent)" if tally.status is Status.BELLIGERENT else ""
            state[f"{tally.group}{apart} said {tally.outcome.value}"] = _toll(tally)
    state |= {f"blame: {h.statement}": _blame(h) for h in assessment.hypotheses}
    return state


def _toll(tally: Tally) -> str:
    best = f", best {tally.best:,}" if tally.best is not None and tally.low != tally.high else ""
    return f"{wording.tally_range(tally)}{best} ({wording.counted(tally.origins, 'origin')})"


def _blame(hypothesis: Hypothesis) -> str:
    told = [f"{verb} by {n}" for name, verb in BLAME if (n := len(getattr(hypothesis, name)))]
    against = wording.against_of(hypothesis)
    return ", ".join([*told, *([f"{against} against"] if against != "0" else [])]) or "spoken of"


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    """What is not the same, in the order of what stands after."""
    for what in dict.fromkeys((*after, *before)):
        if before.get(what) != after.get(what):
            yield Change(what=what, before=before.get(what, ""), after=after.get(what, ""))
