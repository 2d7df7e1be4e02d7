"""Dossiers as a static website: lists with a map and a search, a page for each incident, a feed, and the data.

What may live here: this exporter. The pages of incidents are those of ``as_html``, the data those of other exporters;
lists, search and map are cut in ``publish/site``. The site works from a folder on a stick: the search is in scripts
beside the pages, for a page opened from a file may fetch nothing.
"""

from collections.abc import Iterator, Sequence
from itertools import count

from isnad.publish.drawing.map import Point, incident_map
from isnad.publish.exporter import Exporter, file_stem
from isnad.publish.exporters.as_airwars import AS_AIRWARS
from isnad.publish.exporters.as_geojson import AsGeoJson
from isnad.publish.exporters.as_html import dossier_page, page
from isnad.publish.exporters.as_jsonl import AsJsonLines
from isnad.publish.exporters.as_rss import AsRss
from isnad.publish.site.areas import Area, areas_of
from isnad.publish.site.listing import Row, pages_of, parts_of, row_of
from isnad.publish.tables.package import DICTIONARY
from isnad.records.dossier import Dossier

_DATA: tuple[Exporter, ...] = (AS_AIRWARS, AsGeoJson(), AsJsonLines())


class AsSite:
    """``index.html`` and ``list-N.html``, ``area-N.html`` of the map, ``ID.html`` for each incident, ``search/``,
    ``feed.xml`` and ``data/``. No page is larger than its incident, or than 250 lines of a list."""

    name = "site"

    def export(self, dossiers: Sequence[Dossier]) -> Iterator[tuple[str, bytes]]:
        """The pages of incidents, then what needed all of them."""
        rows: list[Row] = []
        points: list[Point] = []
        case = version = ""
        for dossier in dossiers:
            case, version = case or dossier.case, version or dossier.version
            yield dossier_page(dossier)
            rows.append(row_of(dossier))
            points += _points(dossier)
        parts = 0
        for parts, data in enumerate(parts_of(rows), start=1):
            yield f"search/{parts}.js", data
        lists = _Lists(case, version, rows, parts)
        areas = areas_of(points)
        yield from lists.pages(next(areas), "index", "list")
        for area in areas:
            yield from lists.pages(area, area.name, area.name)
        yield from AsRss().export(dossiers)
        for number, exporter in enumerate(_DATA):
            for name, data in exporter.export(dossiers):
                if name != DICTIONARY or number == 0:  # the tables' dictionary tells of the others' properties too
                    yield f"data/{name}", data


class _Lists:
    """The pages that list incidents."""

    def __init__(self, case: str, version: str, rows: Sequence[Row], parts: int) -> None:
        self._told = {"case": case, "version": version, "parts": parts, "all": len(rows)}
        self._rows = rows
        self._by_file = {row.file: row for row in rows}

    def pages(self, area: Area, first: str, others: str) -> Iterator[tuple[str, bytes]]:
        """The pages of the whole list, or of an area's: its map stands on the first."""
        rows = [self._by_file[file] for file in area.files] if area.name else self._rows
        cut = pages_of(rows)
        names = [f"{first}.html", *(f"{others}-{number}.html" for number in range(2, len(cut) + 1))]
        if area.name:  # "area-1-2" may be an area in an area
            names = [f"{first}.html", *(f"{others}-page-{number}.html" for number in range(2, len(cut) + 1))]
        for number, name, held in zip(count(1), names, cut, strict=False):
            drawn = incident_map(area.points) if number == 1 else ""
            script = "search.js" if rows and not area.name else ""
            told = {**self._told, "rows": held, "number": len(rows), "map": drawn, "names": names, "at": number}
            yield name, page("site.html.j2", script=script, beside=bool(script), area=area.name, **told)


def _points(dossier: Dossier) -> Iterator[Point]:
    where = dossier.incident.where
    if where is not None and where.longitude is not None and where.latitude is not None:
        exact = where.where_prec == 1
        page, name = f"{file_stem(dossier)}.html", dossier.incident.name
        yield Point(page, name, where.longitude, where.latitude, exact, where.accuracy_m, where.line)
