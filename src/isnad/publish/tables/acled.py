"""ACLED's columns: one incident a row.

What may live here: this table. Names, order and terms are those of the ACLED Codebook (2024). What ACLED's coders judge
by their own rules stays empty.
"""

from datetime import datetime
from typing import Any

from isnad.publish.tables.column import Column, Kind, Table
from isnad.publish.tables.values import (
    PARTED,
    alleged_words,
    day,
    kinds_of,
    publishers_of,
    toll,
    units_of,
)
from isnad.records.claim import Outcome, Status
from isnad.records.dossier import Dossier

_UNSET = "Left empty: it is ACLED's own code or judgement."
_TIME = {1: 1, 2: 2, 3: 2, 4: 3, 5: 3}  # from date_prec: 1 a day, 2 about a week, 3 a month or more
_SPACE = {1: 1, 2: 2}  # from where_prec: 1 the place itself, 2 near it, else 3 a region


def _nothing(_: Dossier) -> None:
    return None


def _kind(dossier: Dossier, field: str) -> str:
    """The one term that the acts told of have in common; empty where they differ."""
    terms = {getattr(kind, field) for kind in kinds_of(dossier.incident.acts)} - {""}
    return terms.pop() if len(terms) == 1 else ""


def _civilians(dossier: Dossier) -> str:
    told = any(toll(dossier, outcome, Status.CIVILIAN) for outcome in (Outcome.KILLED, Outcome.INJURED))
    return "Civilians (said to be)" if told else ""


def _fatalities(dossier: Dossier) -> int | None:
    killed = toll(dossier, Outcome.KILLED)
    return None if killed is None else killed.low


def _precision(dossier: Dossier) -> int | None:
    where = dossier.incident.where
    return None if where is None else _SPACE.get(where.where_prec, 3)


def _tags(dossier: Dossier) -> str:
    grade = dossier.assessment.grade
    return f"grade={grade.term.value}; origins={len(dossier.assessment.independent)}; reports={len(dossier.reports)}"


def _captured(dossier: Dossier) -> datetime | None:
    return max((capture.captured for capture in dossier.captures), default=None)


def _column(name: str, kind: Kind, says: str, value: Any = _nothing) -> Column:
    return Column(name=name, kind=kind, says=says, value=value)


COLUMNS = (
    _column("event_id_cnty", "string", "The incident's id in isnad.", lambda d: d.incident.id),
    _column("event_date", "date", "The first day on which it may have been.", day),
    _column("year", "integer", "The year of that day.", lambda d: getattr(day(d), "year", None)),
    _column("time_precision", "integer", "1 a day, 2 about a week, 3 a month or more; from UCDP's date_prec.",
            lambda d: _TIME[d.incident.when.date_prec] if d.incident.when else None),
    _column("disorder_type", "string", _UNSET),
    _column("event_type", "string", "ACLED's term for the acts told of, where they have one in common.",
            lambda d: _kind(d, "acled_event")),
    _column("sub_event_type", "string", "As event_type.", lambda d: _kind(d, "acled_sub_event")),
    _column("actor1", "string", "Who is alleged to be responsible, each said to be alleged. Never a finding.",
            alleged_words),
    _column("assoc_actor_1", "string", _UNSET),
    _column("inter1", "string", _UNSET),
    _column("actor2", "string", "Civilians, where a source says that civilians were killed or injured.", _civilians),
    _column("assoc_actor_2", "string", _UNSET),
    _column("inter2", "string", _UNSET),
    _column("interaction", "string", _UNSET),
    _column("civilian_targeting", "string", _UNSET),
    _column("iso", "integer", _UNSET),
    _column("region", "string", _UNSET),
    _column("country", "string", "The country, where the gazetteer is known to give it.",
            lambda d: units_of(d.incident.where).country),
    _column("admin1", "string", "First-order unit.", lambda d: units_of(d.incident.where).first),
    _column("admin2", "string", "Second-order unit.", lambda d: units_of(d.incident.where).second),
    _column("admin3", "string", _UNSET),
    _column("location", "string", "The place that the coordinates are of.",
            lambda d: getattr(d.incident.where, "name", None)),
    _column("latitude", "number", "WGS 84 degrees.", lambda d: getattr(d.incident.where, "latitude", None)),
    _column("longitude", "number", "WGS 84 degrees.", lambda d: getattr(d.incident.where, "longitude", None)),
    _column("geo_precision", "integer", "1 the place itself, 2 near it, 3 a wider region; from UCDP's where_prec.",
            _precision),
    _column("source", "string", "Publishers.", lambda d: PARTED.join(publishers_of(d))),
    _column("source_scale", "string", _UNSET),
    _column("notes", "string", "What is said, and by how many.", lambda d: d.assessment.headline.statement),
    _column("fatalities", "integer", "People said killed: the lowest figure that stands.", _fatalities),
    _column("tags", "string", "isnad's grade (in the terms of Airwars), independent origins and reports.", _tags),
    _column("timestamp", "datetime", "When the newest of its reports was captured.", _captured),
)  # fmt: skip

ACLED = Table(name="acled", says="One incident a row, in ACLED's columns.", columns=COLUMNS, rows=lambda d: (d,))
