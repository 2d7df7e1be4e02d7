"""The UCDP Georeferenced Event Dataset: its 49 columns, in order.

What may live here: this table. Names, order and codes are those of the codebook (Högbladh, UCDP GED Codebook). Columns
that would take UCDP's own judgement, or its numbers for conflicts and actors, stay empty.
"""

import math

from isnad.publish import wording
from isnad.publish.lookup import Lookup
from isnad.publish.tables.column import Table
from isnad.publish.tables.shared import (
    alleged_column,
    column,
    coordinate_columns,
    country_column,
    of_place,
    place_column,
    publishers_column,
    unit_columns,
    unset,
)
from isnad.publish.tables.values import PARTED, day, roots_of, toll
from isnad.records.claim import Outcome, Status
from isnad.records.dossier import Dossier
from isnad.records.report import Report
from isnad.records.where import Place

_UCDP = "UCDP's"


def number_of(dossier: Dossier) -> int:
    """The incident's id as a whole number that every program holds exactly (below 2**52)."""
    digits = dossier.incident.id[:13]
    try:
        return int(digits, 16)
    except ValueError:
        return int.from_bytes(dossier.incident.id.encode()[:6], "big")


def grid_cell(place: Place | None) -> int | None:
    """The PRIO-GRID cell (half a degree; Tollefsen 2012): rows from the south, columns from the west, from 1."""
    if place is None or place.latitude is None or place.longitude is None:
        return None
    row = min(359, math.floor((place.latitude + 90) * 2))
    column = min(719, math.floor((place.longitude + 180) * 2))
    return row * 720 + column + 1


def _best(dossier: Dossier, bound: str) -> int | None:
    killed = toll(dossier, Outcome.KILLED)
    return None if killed is None else getattr(killed, bound)


def _civilians(dossier: Dossier) -> int | None:
    killed = toll(dossier, Outcome.KILLED, Status.CIVILIAN)
    return None if killed is None else killed.best


def _unknown(dossier: Dossier) -> int | None:
    best = _best(dossier, "best")
    return None if best is None else max(0, best - (_civilians(dossier) or 0))


def _article(report: Report) -> str:
    day_of = report.published.first_day.isoformat() if report.published else ""
    return ",".join((report.publisher or "publisher not given", day_of, report.title))


def _reports(dossier: Dossier) -> list[Report]:
    return Lookup(dossier).reports_by_time()


def _days(dossier: Dossier) -> str:
    days = (r.published.first_day.isoformat() for r in _reports(dossier) if r.published is not None)
    return PARTED.join(dict.fromkeys(days))


def _point(dossier: Dossier) -> str:
    place = dossier.incident.where
    if place is not None and place.line:
        return f"LINESTRING ({', '.join(f'{longitude} {latitude}' for latitude, longitude in place.line)})"
    return f"POINT ({place.longitude} {place.latitude})" if place is not None and place.resolved else ""


def _clarity(dossier: Dossier) -> int:
    when = dossier.incident.when
    return 2 if when is None or when.date_prec >= 4 else 1


COLUMNS = (
    column("id", "integer", "The incident's id as a whole number: its first 13 hexadecimal digits.", number_of),
    column("relid", "string", "The incident's id in isnad.", lambda d: d.incident.id),
    column("year", "integer", "The year of the first day.", lambda d: getattr(day(d), "year", None)),
    unset("active_year", "boolean", _UCDP),
    unset("code_status", "string", _UCDP),
    unset("type_of_violence", "integer", _UCDP),
    unset("conflict_dset_id", "string", _UCDP),
    unset("conflict_new_id", "integer", _UCDP),
    unset("conflict_name", "string", _UCDP),
    unset("dyad_dset_id", "string", _UCDP),
    unset("dyad_new_id", "integer", _UCDP),
    unset("dyad_name", "string", _UCDP),
    unset("side_a_dset_id", "string", _UCDP),
    unset("side_a_new_id", "integer", _UCDP),
    alleged_column("side_a"),
    unset("side_b_dset_id", "string", _UCDP),
    unset("side_b_new_id", "integer", _UCDP),
    unset("side_b", "string", _UCDP),
    column("number_of_sources", "integer", "Reports that tell of it, also those that rest on one origin.",
            lambda d: len(d.reports)),
    column("source_article", "string", "Publisher, day and title of each report.",
            lambda d: PARTED.join(_article(r) for r in _reports(d))),
    publishers_column("source_office"),
    column("source_date", "string", "Days of publication.", _days),
    column("source_headline", "string", "Titles.", lambda d: PARTED.join(r.title for r in _reports(d) if r.title)),
    column("source_original", "string",
            "Original sources of the figures: the last voice of each chain, or that it is not named.",
            lambda d: PARTED.join(roots_of(d))),
    column("where_prec", "integer", "1 exact spot, 2 within some 25 km, 3 second-order unit, 4 first-order unit, "
            "5 a line or vague area, 6 country, 7 international waters or airspace.", of_place("where_prec")),
    place_column("where_coordinates"),
    column("where_description", "string", "The place and its wider units.",
            lambda d: wording.place_of(d.incident.where) if d.incident.where else None),
    *unit_columns("adm_1", "adm_2"),
    *coordinate_columns(),
    column("geom_wkt", "string", "The point, or the line of a road, as well-known text.", _point),
    column("priogrid_gid", "integer", "The PRIO-GRID cell.", lambda d: grid_cell(d.incident.where)),
    country_column(),
    unset("country_id", "integer", _UCDP),
    unset("region", "string", _UCDP),
    column("event_clarity", "integer", "1 a day or days are known, 2 a month or less is known.", _clarity),
    column("date_prec", "integer", "1 a day, 2 two to six days, 3 a week, 4 a month, 5 more.",
            lambda d: getattr(d.incident.when, "date_prec", None)),
    column("date_start", "date", "The first day on which it may have been.", day),
    column("date_end", "date", "The last day on which it may have been.", lambda d: day(d, last=True)),
    unset("deaths_a", "integer", _UCDP),
    unset("deaths_b", "integer", _UCDP),
    column("deaths_civilians", "integer", "Civilians said killed: best figure.", _civilians),
    column("deaths_unknown", "integer", "People said killed whose status no figure tells: best, less civilians.",
            _unknown),
    column("best", "integer", "People said killed: the figure with most independent origins, the latest on a tie.",
            lambda d: _best(d, "best")),
    column("high", "integer", "The highest figure that stands. Some source may put no upper bound: see the claims.",
            lambda d: _best(d, "high")),
    column("low", "integer", "The lowest figure that stands.", lambda d: _best(d, "low")),
    unset("gwnoa", "integer", _UCDP),
    unset("gwnob", "integer", _UCDP),
)  # fmt: skip

GED = Table(name="ged", says="One incident a row, in the columns of UCDP GED.", columns=COLUMNS, rows=lambda d: (d,))
