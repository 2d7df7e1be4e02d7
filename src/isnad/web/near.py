"""Near: which other incidents may be the same one, by place and time.

What may live here: finding them for a form to offer. Whether they are the same is a person's word.
"""

from isnad.records.incident import Incident
from isnad.web.listed import Row
from isnad.web.standing import Standing

KILOMETRES, DAYS = 60.0, 10  # beyond which an incident is not offered
MOST = 8


def nearest(standing: Standing, incident: Incident) -> list[tuple[Row, float | None]]:
    """Other incidents near in place and time, the nearest first, with their distance where both places are known."""
    found = []
    for row in standing.rows:
        if row.id == incident.id:
            continue
        other = standing.dossier(row.id)
        assert other is not None
        days = _days(incident, other.incident)
        if days is None or days > DAYS:
            continue
        distance = _distance(incident, other.incident)
        if distance is not None and distance > KILOMETRES:
            continue
        found.append((distance is None, (distance or 0.0) + 3.0 * days, row.number, row, distance))
    return [(row, distance) for *_, row, distance in sorted(found, key=lambda f: f[:3])[:MOST]]


def _days(one: Incident, other: Incident) -> int | None:
    return one.when.days_from(other.when) if one.when and other.when else None


def _distance(one: Incident, other: Incident) -> float | None:
    return one.where.kilometres_from(other.where) if one.where and other.where else None
