"""Dossiers as a static website: an index with a map and a search, a page for each incident, a feed, and the data.

What may live here: this exporter. The pages of incidents are those of ``as_html``, the data those of other exporters.
The site works from a folder on a stick: the index carries what its search needs, for a page opened from a file may
fetch nothing.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from isnad.publish import wording
from isnad.publish.drawing.map import Point, incident_map
from isnad.publish.exporter import Exporter, file_stem
from isnad.publish.exporters.as_airwars import AS_AIRWARS
from isnad.publish.exporters.as_geojson import AsGeoJson
from isnad.publish.exporters.as_html import dossier_page, page
from isnad.publish.exporters.as_jsonl import AsJsonLines
from isnad.publish.exporters.as_rss import AsRss
from isnad.publish.lookup import Lookup
from isnad.publish.tables.package import DICTIONARY
from isnad.publish.tables.values import publishers_of
from isnad.records.claim import Outcome
from isnad.records.dossier import Dossier

_DATA: tuple[Exporter, ...] = (AS_AIRWARS, AsGeoJson(), AsJsonLines())


class AsSite:
    """``index.html``, ``ID.html`` for each incident, ``feed.xml``, ``search.json`` and ``data/``."""

    name = "site"

    def export(self, dossiers: Sequence[Dossier]) -> Iterator[tuple[str, bytes]]:
        """The pages, then what needed all of them."""
        rows: list[dict[str, str]] = []
        points: list[Point] = []
        case = version = ""
        for dossier in dossiers:
            case, version = case or dossier.case, version or dossier.version
            yield dossier_page(dossier)
            rows.append(_row(dossier))
            points += _points(dossier)
        index = [{"file": row["file"], "words": row["words"]} for row in rows]
        told = {"case": case, "version": version, "rows": rows, "map": incident_map(points), "index": _inline(index)}
        yield "index.html", page("site.html.j2", script="search.js" if rows else "", **told)
        yield "search.json", (json.dumps(index, ensure_ascii=False) + "\n").encode()
        yield from AsRss().export(dossiers)
        for number, exporter in enumerate(_DATA):
            for name, data in exporter.export(dossiers):
                if name != DICTIONARY or number == 0:  # the tables' dictionary tells of the others' properties too
                    yield f"data/{name}", data


def _row(dossier: Dossier) -> dict[str, str]:
    """What the index says of one incident, as words."""
    incident, made, lookup = dossier.incident, dossier.assessment, Lookup(dossier)
    parties = [party for hypothesis in made.hypotheses for party in hypothesis.parties]
    days = wording.days_of(incident.when)
    edtf = incident.when.edtf() if incident.when else ""
    place = wording.place_of(incident.where)
    words = [incident.name, *incident.names, place, days, edtf, *incident.acts, *incident.targets, *parties]
    return {
        "file": f"{file_stem(dossier)}.html",
        "name": incident.name,
        "place": place,
        "days": days,
        "killed": wording.toll_of(lookup.largest(Outcome.KILLED), Outcome.KILLED),
        "injured": wording.toll_of(lookup.largest(Outcome.INJURED), Outcome.INJURED),
        "grade": made.grade.term.value,
        "support": wording.support_of(len(incident.reports), len(made.independent)),
        "words": " ".join(dict.fromkeys([*words, made.grade.term.value, *publishers_of(dossier)])),
    }


def _points(dossier: Dossier) -> Iterator[Point]:
    where = dossier.incident.where
    if where is not None and where.longitude is not None and where.latitude is not None:
        exact = where.where_prec == 1
        page, name = f"{file_stem(dossier)}.html", dossier.incident.name
        yield Point(page, name, where.longitude, where.latitude, exact, where.accuracy_m, where.line)


def _inline(data: Any) -> Any:
    """JSON that may stand within an element of script: no sign of it can end the element."""
    from markupsafe import Markup

    said = json.dumps(data, ensure_ascii=False).replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return Markup(said)
