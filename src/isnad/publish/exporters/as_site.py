"""Dossiers as a static website: lists with a map and a search, a page for each incident, a feed, and the data.

What may live here: this exporter. The pages of incidents are those of ``as_html``, the data those of other exporters;
lists, search and map are cut in ``publish/site``. The site works from a folder on a stick: the search is in scripts
beside the pages, for a page opened from a file may fetch nothing.
"""

from collections.abc import Iterator, Sequence
from itertools import count

from isnad.publish.drawing.map import Point, incident_map
from isnad.publish.exporter import LANGUAGES, Exporter, file_stem, in_tongue
from isnad.publish.exporters.as_airwars import AS_AIRWARS
from isnad.publish.exporters.as_geojson import AsGeoJson
from isnad.publish.exporters.as_html import dossier_pages, page
from isnad.publish.exporters.as_jsonl import AsJsonLines
from isnad.publish.exporters.as_rss import AsRss
from isnad.publish.site.areas import Area, areas_of
from isnad.publish.site.listing import Row, pages_of, parts_of, row_of
from isnad.publish.speaking.tongue import tongue_of
from isnad.publish.tables.package import DICTIONARY
from isnad.records.dossier import Dossier

_DATA: tuple[Exporter, ...] = (AS_AIRWARS, AsGeoJson(), AsJsonLines())


class AsSite:
    """``index.html`` and ``list-N.html``, ``area-N.html`` of the map, ``ID.html`` for each incident, ``search/``,
    all of them in Arabic too (``index.ar.html``); ``feed.xml``, ``data/``. No page is larger than its incident, or 250
    lines of a list."""

    name = "site"

    def export(self, dossiers: Sequence[Dossier]) -> Iterator[tuple[str, bytes]]:
        """The pages of incidents, then what needed all of them."""
        rows: dict[str, list[Row]] = {language: [] for language in LANGUAGES}
        points: list[Point] = []
        case = version = ""
        for dossier in dossiers:
            case, version = case or dossier.case, version or dossier.version
            yield from dossier_pages(dossier)
            for language, held in rows.items():
                held.append(row_of(dossier, language))
            points += _points(dossier)
        for language, held in rows.items():
            yield from _Lists(case, version, held, language).files(points)
        yield from AsRss().export(dossiers)
        for number, exporter in enumerate(_DATA):
            for name, data in exporter.export(dossiers):
                if name != DICTIONARY or number == 0:  # the tables' dictionary tells of the others' properties too
                    yield f"data/{name}", data


class _Lists:
    """The pages that list incidents, in one language, and what their search looks through."""

    def __init__(self, case: str, version: str, rows: Sequence[Row], language: str) -> None:
        self._told = {"case": case, "version": version, "all": len(rows)}
        self._rows = rows
        self._language = language
        self._say = tongue_of(language).say
        self._by_file = {row.file: row for row in rows}

    def files(self, points: Sequence[Point]) -> Iterator[tuple[str, bytes]]:
        """All of them; ``points`` are those of the map, in the order of the rows."""
        parts = 0
        for parts, data in enumerate(parts_of(self._rows), start=1):
            yield f"search/{self._language}-{parts}.js", data
        areas = areas_of([self._named(point) for point in points])
        yield from self._pages(next(areas), "index", "list", parts)
        for area in areas:
            yield from self._pages(area, area.name, area.name, parts)

    def _named(self, point: Point) -> Point:
        """A point that leads to the page in this language, and is called as there."""
        file = in_tongue(point.href, self._language)
        return point._replace(href=file, name=self._by_file[file].name)

    def _pages(self, area: Area, first: str, others: str, parts: int) -> Iterator[tuple[str, bytes]]:
        """The pages of the whole list, or of an area's: its map stands on the first."""
        rows = [self._by_file[file] for file in area.files] if area.name else self._rows
        cut = pages_of(rows)
        stems = [first, *(f"{others}-{number}" for number in range(2, len(cut) + 1))]
        if area.name:  # "area-1-2" may be an area in an area
            stems = [first, *(f"{others}-page-{number}" for number in range(2, len(cut) + 1))]
        names = [in_tongue(stem, self._language) for stem in stems]
        index = in_tongue("index", self._language)
        for number, name, stem, held in zip(count(1), names, stems, cut, strict=False):
            drawn = incident_map(self._led(area.points), say=self._say) if number == 1 else ""
            script = "search.js" if rows and not area.name else ""
            told = {**self._told, "rows": held, "number": len(rows), "map": drawn, "names": names, "at": number}
            told |= {"index": index, "area": area.name, "parts": parts}
            yield name, page("site.html.j2", self._language, stem, script=script, beside=bool(script), **told)

    def _led(self, points: Sequence[Point]) -> list[Point]:
        """Points as they are drawn: those that stand for many lead to the page of their area in this language."""
        return [
            p._replace(name=self._say.count(p.number, "incident"), href=_localised(p.href, self._language))
            if p.number > 1
            else p
            for p in points
        ]


def _localised(href: str, language: str) -> str:
    """The page of an area in a language; a place in the same page stays."""
    return href if href.startswith("#") else in_tongue(href.removesuffix(".html"), language)


def _points(dossier: Dossier) -> Iterator[Point]:
    where = dossier.incident.where
    if where is not None and where.longitude is not None and where.latitude is not None:
        exact = where.where_prec == 1
        stem, name = file_stem(dossier), dossier.incident.name
        yield Point(stem, name, where.longitude, where.latitude, exact, where.accuracy_m, where.line)
