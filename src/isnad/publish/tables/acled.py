"""ACLED's columns: one incident a row.

What may live here: this table. Names, order and terms are those of the ACLED Codebook (2024). What ACLED's coders judge
by their own rules stays empty.
"""

from datetime import datetime

from isnad.publish.tables.column import Table
from isnad.publish.tables.shared import (
    alleged_column,
    column,
    coordinate_columns,
    country_column,
    place_column,
    publishers_column,
    unit_columns,
    unset,
)
from isnad.publish.tables.values import day, kinds_of, toll
from isnad.records.claim import Outcome, Status
from isnad.records.dossier import Dossier

_ACLED = "ACLED's"
_TIME = {1: 1, 2: 2, 3: 2, 4: 3, 5: 3}  # from date_prec: 1 a day, 2 about a week, 3 a month or more
_SPACE = {1: 1, 2: 2}  # from where_prec: 1 the place itself, 2 near it, else 3 a region


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


COLUMNS = (
    column("event_id_cnty", "string", "The incident's id in isnad.", lambda d: d.incident.id),
    column("event_date", "date", "The first day on which it may have been.", day),
    column("year", "integer", "The year of that day.", lambda d: getattr(day(d), "year", None)),
    column("time_precision", "integer", "1 a day, 2 about a week, 3 a month or more; from UCDP's date_prec.",
            lambda d: _TIME[d.incident.when.date_prec] if d.incident.when else None),
    unset("disorder_type", "string", _ACLED),
    column("event_type", "string", "ACLED's term for the acts told of, where they have one in common.",
            lambda d: _kind(d, "acled_event")),
    column("sub_event_type", "string", "As event_type.", lambda d: _kind(d, "acled_sub_event")),
    alleged_column("actor1"),
    unset("assoc_actor_1", "string", _ACLED),
    unset("inter1", "string", _ACLED),
    column("actor2", "string", "Civilians, where a source says that civilians were killed or injured.", _civilians),
    unset("assoc_actor_2", "string", _ACLED),
    unset("inter2", "string", _ACLED),
    unset("interaction", "string", _ACLED),
    unset("civilian_targeting", "string", _ACLED),
    unset("iso", "integer", _ACLED),
    unset("region", "string", _ACLED),
    country_column(),
    *unit_columns("admin1", "admin2"),
    unset("admin3", "string", _ACLED),
    place_column("location"),
    *coordinate_columns(),
    column("geo_precision", "integer", "1 the place itself, 2 near it, 3 a wider region; from UCDP's where_prec.",
            _precision),
    publishers_column("source"),
    unset("source_scale", "string", _ACLED),
    column("notes", "string", "What is said, and by how many.", lambda d: d.assessment.headline.statement),
    column("fatalities", "integer", "People said killed: the lowest figure that stands.", _fatalities),
    column("tags", "string", "isnad's grade (in the terms of Airwars), independent origins and reports.", _tags),
    column("timestamp", "datetime", "When the newest of its reports was captured.", _captured),
)  # fmt: skip

ACLED = Table(name="acled", says="One incident a row, in ACLED's columns.", columns=COLUMNS, rows=lambda d: (d,))
