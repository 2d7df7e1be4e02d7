"""Answers of an exam of incidents: what isnad's own linking and weighing say, on the form the exam hands out.

What may live here: choosing the incident a group of reports is about, and putting its assessment on the form. Choices
that the form asks for and the house does not make:

- The incident of a group is the one most of its reports tell of (the order in which a case lists incidents).
- A range goes from the lowest to the highest figure that stands. Where no one counts all people, the counts of
  children, women and men are added, for they do not overlap; failing those, the largest count of a group is taken.
- No figure: null. But where the dead are counted and no injured, or the injured and no dead, 0 is answered for the
  other: the registries write it so, and ``score.py`` takes 0 and null alike where nothing was recorded.
- A time of several days: its first. None: the day the earliest report was published, for most news is of its day.
- Belligerents: whoever is alleged (with a hedge, as one of several) or accepts it; who is only denied or excluded is not.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from exam_reading import Read

from isnad.link import link
from isnad.records.assessment import Assessment, Hypothesis, Tally
from isnad.records.claim import Claim, Outcome, Status
from isnad.records.incident import Incident
from isnad.records.report import Report
from isnad.weigh import weigh

GROUPS = ("children", "women", "men")  # disjoint, and what the exams ask for
FORM_NAMES = {  # isnad's names of parties -> the recorders' names of the same
    "Russia": "Russian Military",
    "Turkey": "Turkish Military",
    "Israel": "Israeli Military",
    "Iran": "Iranian Military",
    "Jordan": "Jordanian Military",
    "Syrian government": "Syrian Regime",
    "People's Protection Units (YPG)": "YPG",
    "United States": "US-led Coalition",  # the recorders of Syria have one box for both
    "Hamas": "Palestinian Militants",
    "Palestinian Islamic Jihad": "Palestinian Militants",
}
STRIKES = {  # Airwars' strike types; "Airstrike and/or Artillery" names no one kind and is no answer
    term.lower(): term
    for term in (
        "Airstrike",
        "Artillery",
        "Drone Strike",
        "Ground operation",
        "Counter-Terrorism Action (Ground)",
        "Naval bombardment",
    )
}


def answer(group: str, reads: Sequence[Read]) -> dict[str, Any]:
    """The fields of one incident, from the reports of its group alone."""
    reports = [read.report for read in reads if read.report is not None]
    claims = [claim for read in reads for claim in read.claims]
    chosen = incident_of(claims, reports)
    if chosen is None:
        return {"incident": group, "date": _first_published(reports)}
    return {"incident": group, **fields(chosen, weigh(chosen, claims, reports), reports)}


def incident_of(claims: Sequence[Claim], reports: Sequence[Report]) -> Incident | None:
    """The incident most of these reports tell of, None where they tell of none."""
    return min(link(claims, reports), key=lambda i: (-len(i.reports), -len(i.claims), i.id), default=None)


def fields(incident: Incident, assessment: Assessment, reports: Iterable[Report]) -> dict[str, Any]:
    """An incident and its assessment on the exam's form."""
    killed, injured = _range(assessment.tallies, Outcome.KILLED), _range(assessment.tallies, Outcome.INJURED)
    where = incident.where
    day = incident.when.first_day.isoformat() if incident.when else _first_published(reports)
    return {
        "date": day,
        "killed": killed or ([0, 0] if injured else None),
        "injured": injured or ([0, 0] if killed else None),
        "killed_groups": {group: _tally(assessment.tallies, Outcome.KILLED, group) for group in GROUPS},
        "latitude": where.latitude if where else None,
        "longitude": where.longitude if where else None,
        "belligerents": sorted({FORM_NAMES.get(p, p) for h in assessment.hypotheses if _held(h) for p in h.parties}),
        "strike_types": sorted({STRIKES[act.lower()] for act in incident.acts if act.lower() in STRIKES}),
    }


def clusters(reads: Iterable[Read]) -> Iterable[dict[str, Any]]:
    """For each report of the pool the incidents that hold a claim of it; how the pool is grouped is not known."""
    reads = list(reads)
    reports = [read.report for read in reads if read.report is not None]
    told: dict[str, list[str]] = {report.id: [] for report in reports}
    for incident in link([claim for read in reads for claim in read.claims], reports):
        for report in incident.reports:
            told[report].append(incident.id)
    for read in reads:
        yield {"report": read.id, "clusters": told[read.report.id] if read.report is not None else []}


def _range(tallies: Sequence[Tally], outcome: Outcome) -> list[int] | None:
    whole = _tally(tallies, outcome, "people")
    if whole is not None:
        return whole
    parts = [part for group in GROUPS if (part := _tally(tallies, outcome, group))]
    if parts:
        return [sum(low for low, _ in parts), sum(high for _, high in parts)]
    others = {t.group for t in tallies} - {*GROUPS, "people"}
    return max((part for g in others if (part := _tally(tallies, outcome, g))), key=lambda p: p[::-1], default=None)


def _tally(tallies: Sequence[Tally], outcome: Outcome, group: str) -> list[int] | None:
    """Lowest and highest standing figure of a group that is not of belligerents."""
    for tally in tallies:
        civil = tally.status is not Status.BELLIGERENT
        if civil and tally.group == group and tally.outcome is outcome and tally.high is not None:
            return [tally.high if tally.low is None else tally.low, tally.high]
    return None


def _held(hypothesis: Hypothesis) -> bool:
    return bool(hypothesis.alleged_by or hypothesis.hedged_by or hypothesis.one_of_by or hypothesis.conceded_by)


def _first_published(reports: Iterable[Report]) -> str | None:
    days = [report.published.first_day for report in reports if report.published is not None]
    return min(days).isoformat() if days else None
