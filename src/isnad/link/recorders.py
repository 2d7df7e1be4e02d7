"""Other recorders' incidents held against ours: which row is of which incident.

What may live here: the comparison of a row with an incident by day and place, each as well known as it is, and the
matching of rows to incidents. A row is held against what the case says; it joins no cluster and changes none.

The score is in log odds of the kind that linking uses (Fellegi and Sunter 1969): days that agree, places nearer than
both are known, and tolls that meet speak for it; one day between or a toll of twice the size speaks against. A row has
one incident, and a recorder's rows first go to different ones: who counts an attack twice is told apart by that.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from isnad.records.incident import Incident
from isnad.records.likeness import spelt_alike
from isnad.records.recorded import Estimate, Recorded
from isnad.records.where import Place

ENOUGH = 2.0  # log odds from which a row is held to be of an incident: 7 to 1
SLACK_DAYS = 1  # days between two stated times that may be a night between
# Kilometres by which a place of each UCDP where_prec may be off.
OFF_KM = {1: 5.0, 2: 25.0, 3: 40.0, 4: 100.0, 5: 100.0, 6: 500.0, 7: 500.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A row held to be of an incident. ``again``: another row of its recorder fits this incident better."""

    incident: str
    row: Recorded
    score: float
    reasons: tuple[str, ...]
    again: bool = False


def matched(incidents: Sequence[Incident], rows: Iterable[Recorded], tolls: dict[str, Estimate]) -> tuple[Match, ...]:
    """Which row is of which incident, best first. ``tolls`` are the dead of each incident, where they are known.

    The order of what is given changes nothing.
    """
    by_month: dict[str, list[Incident]] = {}
    for incident in incidents:
        for month in _months(incident):
            by_month.setdefault(month, []).append(incident)
    found = []
    for row in sorted(rows, key=lambda r: (r.table, r.id)):
        near = {i.id: i for month in _months(row) for i in by_month.get(month, ())}
        for incident in near.values():
            made = compared(incident, row, tolls.get(incident.id, Estimate()))
            if made is not None and made.score >= ENOUGH:
                found.append(made)
    found.sort(key=lambda m: (-m.score, m.incident, m.row.table, m.row.id))
    return tuple(_one_each(found))


def _one_each(found: Sequence[Match]) -> Iterable[Match]:
    """Each row once: at first each incident once for each table, then what is left where it fits best."""
    placed: set[tuple[str, str]] = set()
    taken: set[tuple[str, str]] = set()
    for match in found:
        row, place = (match.row.table, match.row.id), (match.row.table, match.incident)
        if row not in placed and place not in taken:
            placed.add(row)
            taken.add(place)
            yield match
    for match in found:
        row = (match.row.table, match.row.id)
        if row not in placed:
            placed.add(row)
            yield Match(incident=match.incident, row=match.row, score=match.score, reasons=match.reasons, again=True)


def _months(of: Incident | Recorded) -> set[str]:
    """The months its days lie in, with a day on either side."""
    if of.when is None:
        return set()
    first, last = of.when.first_day.toordinal() - SLACK_DAYS, of.when.last_day.toordinal() + SLACK_DAYS
    days = (type(of.when.first_day).fromordinal(n) for n in (*range(first, last, 28), last))
    return {day.isoformat()[:7] for day in days}


def compared(incident: Incident, row: Recorded, toll: Estimate) -> Match | None:
    """A row held against an incident; None where days or places exclude that they are one."""
    told = [_days(incident, row), _places(incident.where, row.where, incident.names), _tolls(toll, row.killed)]
    if any(each is None for each in told):
        return None
    heard = [each for each in told if each is not None]
    reasons = tuple(f"{why} ({value:+.1f})" for value, why in heard if why)
    return Match(incident=incident.id, row=row, score=round(sum(v for v, _ in heard), 3), reasons=reasons)


def _days(incident: Incident, row: Recorded) -> tuple[float, str] | None:
    if incident.when is None or row.when is None:
        return None
    gap = incident.when.days_from(row.when)
    if gap > SLACK_DAYS:
        return None
    value = -0.5 if gap else 2.0 / max(1.0, math.log2(max(incident.when.day_count, row.when.day_count)) + 1)
    return value, f"day: {incident.when.edtf()} | {row.when.edtf()}"


def _places(ours: Place | None, theirs: Place | None, names: Sequence[str]) -> tuple[float, str] | None:
    if ours is None or theirs is None:
        return 0.0, ""
    apart = ours.kilometres_from(theirs)
    if apart is None:
        alike = any(spelt_alike(a, b) for a in (ours.name, *names) for b in (theirs.name,) if a and b)
        return (1.5 if alike else -1.5), f"place: {ours.name} | {theirs.name}"
    reach = math.hypot(OFF_KM[ours.where_prec], OFF_KM[theirs.where_prec])
    if apart > 2 * reach:
        return None
    value = 2.0 * (1 - apart / reach) if reach <= OFF_KM[3] else 0.5 * (1 - apart / reach)
    return value, f"place: {ours.name} | {theirs.name}, {apart:.0f} km apart"


def _tolls(ours: Estimate, theirs: Estimate) -> tuple[float, str] | None:
    if ours.least is None or ours.most is None or theirs.least is None or theirs.most is None:
        return 0.0, ""
    why = f"killed: {ours.least} to {ours.most} | {theirs.least} to {theirs.most}"
    if theirs.least <= ours.most and ours.least <= theirs.most:
        return min(1.5, math.log2(1 + theirs.most) / 2), why
    less, more = sorted((ours.most, theirs.most))
    return (-1.0 if more > 2 * less else 0.0), why
