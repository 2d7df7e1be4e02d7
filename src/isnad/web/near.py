"""Near: which other incidents may be the same one, by place and time.

What may live here: finding them for a form to offer. Whether they are the same is a person's word.
"""

from collections.abc import Iterator

from isnad.records.incident import Incident
from isnad.records.when import Interval
from isnad.web.listed import Row
from isnad.web.standing import Standing

KILOMETRES, DAYS = 60.0, 10  # beyond which an incident is not offered
MOST = 8
LONGEST = 60  # days of an incident whose day is hardly known that are looked through


def nearest(standing: Standing, incident: Incident) -> list[tuple[Row, float | None]]:
    """Other incidents near in place and time, the nearest first, with their distance where both places are known."""
    if incident.when is None:
        return []
    found = []
    for row in _about(standing, incident.when):
        other = standing.dossier(row.id)
        assert other is not None
        days = incident.when.days_from(other.incident.when) if other.incident.when else DAYS
        distance = _distance(incident, other.incident)
        if row.id != incident.id and days <= DAYS and (distance is None or distance <= KILOMETRES):
            found.append((distance is None, (distance or 0.0) + 3.0 * days, row.id, row, distance))
    return [(row, distance) for *_, row, distance in sorted(found, key=lambda f: f[:3])[:MOST]]


def _about(standing: Standing, when: Interval) -> Iterator[Row]:
    """The incidents that began near these days."""
    last = min(when.last_day.toordinal(), when.first_day.toordinal() + LONGEST)
    for day in range(when.first_day.toordinal() - DAYS - 1, last + DAYS + 2):
        yield from standing.by_day.get(day, ())


def _distance(one: Incident, other: Incident) -> float | None:
    return one.where.kilometres_from(other.where) if one.where and other.where else None
