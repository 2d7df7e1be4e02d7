"""Shared: columns that several foreign tables have under names of their own: who is alleged, units, coordinates.

What may live here: making such a column under the name that a table has for it. Terms of one table are its own.
"""

from typing import Any

from isnad.publish.tables.column import Column, Kind
from isnad.publish.tables.values import PARTED, alleged_words, publishers_of, units_of
from isnad.records.dossier import Dossier


def column(name: str, kind: Kind, says: str, value: Any) -> Column:
    """A column of incidents."""
    return Column(name=name, kind=kind, says=says, value=value)


def unset(name: str, kind: Kind, whose: str) -> Column:
    """A column that takes the own number or judgement of ``whose`` project, and so stays empty."""
    return column(name, kind, f"Left empty: it is {whose} own number or judgement.", lambda _: None)


def alleged_column(name: str) -> Column:
    """Who is alleged to be responsible."""
    says = "Who is alleged to be responsible, each said to be alleged. Never a finding."
    return column(name, "string", says, alleged_words)


def publishers_column(name: str) -> Column:
    """Who published what the incident rests on."""
    return column(name, "string", "Publishers.", lambda d: PARTED.join(publishers_of(d)))


def place_column(name: str) -> Column:
    """The place that the coordinates are of."""
    return column(name, "string", "The place that the coordinates are of.", of_place("name"))


def country_column() -> Column:
    """The country."""
    says = "The country, where the gazetteer is known to give it."
    return column("country", "string", says, lambda d: units_of(d.incident.where).country)


def unit_columns(first: str, second: str) -> tuple[Column, Column]:
    """The units within the country."""
    return (
        column(first, "string", "First-order unit.", lambda d: units_of(d.incident.where).first),
        column(second, "string", "Second-order unit.", lambda d: units_of(d.incident.where).second),
    )


def coordinate_columns() -> tuple[Column, Column]:
    """Latitude, then longitude."""
    return (
        column("latitude", "number", "WGS 84 degrees.", of_place("latitude")),
        column("longitude", "number", "WGS 84 degrees.", of_place("longitude")),
    )


def of_place(field: str) -> Any:
    """Gives a field of an incident's place; None where it has no place."""

    def value(dossier: Dossier) -> Any:
        return getattr(dossier.incident.where, field, None)

    return value
