"""Incidents as GeoJSON (RFC 7946): longitude before latitude, WGS 84.

What may live here: this exporter. Its properties are columns of the table of incidents, so that they mean the same.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from isnad.publish import wording
from isnad.publish.tables.airwars import INCIDENTS
from isnad.publish.tables.column import Column, Table
from isnad.publish.tables.package import DICTIONARY, dictionary
from isnad.publish.tables.values import alleged_words
from isnad.records.dossier import Dossier
from isnad.records.where import Place

FILE = "incidents.geojson"
_OWN = (
    Column(name="where_prec", kind="integer", says="UCDP's code for how well the place is known: 1 to 7.",
           value=lambda d: getattr(d.incident.where, "where_prec", None)),
    Column(name="accuracy_m", kind="integer", says="Metres by which the point may be off.",
           value=lambda d: d.incident.where.accuracy_m if d.incident.where and d.incident.where.resolved else None),
    Column(name="precision", kind="string", says="The same as where_prec, in words.",
           value=lambda d: wording.WHERE_PREC[d.incident.where.where_prec] if d.incident.where else None),
    Column(name="alleged", kind="string", says="Who is alleged to be responsible. Never a finding.",
           value=alleged_words),
)  # fmt: skip
PLACES = Table(
    name="incidents",
    says="The properties of each incident.",
    rows=lambda d: (d,),
    columns=tuple(c for c in INCIDENTS.columns if c.name not in ("latitude", "longitude")) + _OWN,
)


class AsGeoJson:
    """``incidents.geojson``, one feature an incident: a point, the line of a road told of by two places, or no geometry
    where the place is not resolved; and a data dictionary of the properties."""

    name = "geojson"

    def export(self, dossiers: Sequence[Dossier]) -> Iterator[tuple[str, bytes]]:
        """One feature after the other."""
        yield FILE, b'{"type":"FeatureCollection","features":['
        for number, dossier in enumerate(dossiers):
            yield FILE, (b",\n" if number else b"\n") + _feature(dossier)
        yield FILE, b"\n]}\n"
        yield DICTIONARY, dictionary((PLACES,))


def _feature(dossier: Dossier) -> bytes:
    (values,) = PLACES.values(dossier)
    properties = {column.name: _plain(value) for column, value in zip(PLACES.columns, values, strict=True)}
    feature = {
        "type": "Feature",
        "id": dossier.incident.id,
        "geometry": _geometry(dossier.incident.where),
        "properties": properties,
    }
    return json.dumps(feature, ensure_ascii=False).encode("utf-8", "replace")


def _geometry(where: Place | None) -> dict[str, Any] | None:
    if where is None or not where.resolved:
        return None
    if where.line:
        return {"type": "LineString", "coordinates": [[longitude, latitude] for latitude, longitude in where.line]}
    return {"type": "Point", "coordinates": [where.longitude, where.latitude]}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
