"""Tables of places: from the text of a file to rows.

What may live here: what columns are called in published place lists, and reading them. Known: CSV with a
header (OCHA's administrative lists and P-code tables, a recorder's own spreadsheet) and the GeoNames dump
(19 tab-separated columns, http://download.geonames.org/export/dump/readme.txt).
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from isnad.read.gazetteers.names import in_arabic_script, sound
from isnad.read.gazetteers.place_words import Kind, strip_place_words, word_kind
from isnad.records.problem import Problem, Severity

COUNTRY, FIRST_ORDER, SECOND_ORDER, SETTLEMENT = 6, 4, 3, 1
"""UCDP GED ``where_prec`` of a country, a first-order and a second-order unit, and an exact spot."""


class Row(NamedTuple):  # of what is looked up several are made a name, and nothing is made sooner
    """One place of a table. ``names`` begin with ``name``. ``within`` are its wider units from the widest, and
    ``levels`` the ``where_prec`` of each; ``within_also`` other names of the same units, where the table has them.
    ``population`` is 0 where it is not known. ``fixed_spelling`` says that the names are of a language with one
    Latin spelling, so that they count only to the letter; romanised names do not have it.
    ``radius_m`` is how far a unit reaches from its middle, 0 where that is not known."""

    name: str
    latitude: float
    longitude: float
    names: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    within_also: tuple[tuple[str, ...], ...] = ()
    ident: str = ""
    population: int = 0
    where_prec: int = SETTLEMENT
    fixed_spelling: bool = False
    radius_m: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    """Which columns of a table play which part, by position."""

    name: int
    latitude: int
    longitude: int
    alternates: tuple[int, ...]
    within: int | None
    within_also: tuple[int, ...]
    units: tuple[tuple[int, int], ...]  # column, where_prec; from the widest
    ident: int | None
    population: int | None
    kind: int | None


_NAME = ("nameen", "englishname", "name", "asciiname", "placename", "place", "settlement", "locality", "featurename",
         "community", "village", "town", "city", "toponym", "title", "label")  # fmt: skip
_LATITUDE = ("latitude", "lat", "y", "ycoord", "pointy", "latdd", "latitudey", "centroidlat", "latwgs84")
_LONGITUDE = ("longitude", "lon", "lng", "long", "x", "xcoord", "pointx", "londd", "longitudex", "centroidlon",
              "lonwgs84")  # fmt: skip
_IDENT = ("pcode", "geonameid", "id", "ident", "code", "osmid", "placeid")
_POPULATION = ("population", "pop", "poptotal", "totalpopulation")
_KIND = ("kind", "type", "placetype", "featuretype", "featureclass", "feature", "level", "admlevel")
_LEVEL_OF_KIND = {Kind.FIRST: FIRST_ORDER, Kind.SECOND: SECOND_ORDER}
_UNIT_LEVELS = (
    (COUNTRY, re.compile(r"(?:adm|admin)0(?:name|en|nameen)?|country(?:name)?")),
    (
        FIRST_ORDER,
        re.compile(r"(?:adm|admin)1(?:name|en|nameen)?|province|governorate|state|region|oblast|muhafaza\w*"),
    ),
    (SECOND_ORDER, re.compile(r"(?:adm|admin)2(?:name|en|nameen)?|district|county|raion")),
    (SECOND_ORDER, re.compile(r"(?:adm|admin)3(?:name|en|nameen)?|subdistrict|nahi?ya|municipality")),
    (SETTLEMENT, re.compile(r"(?:adm|admin)4(?:name|en|nameen)?")),
)
_OTHER_NAME = re.compile(
    r"alt|alias|also|variant|names?[a-z]{2,3}$|names$|(?:other|local|native|arabic|english|latin)names?$|[a-z]+namear$"
)
_ALSO_WITHIN = re.compile(r"within[a-z]{2,3}")
_PARTED = re.compile(r"\s*[|;]\s*")
_TWO_NAMES = re.compile(r"\s+/\s+")
_ARABIC_PARTED = re.compile(r"\s*[_/|;]\s*")  # Arabic lists put second names after a low line or stroke
_CHAIN = re.compile(r"\s*>\s*")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


def _plain(header: str) -> str:
    return re.sub(r"[^a-z0-9]", "", header.lower().lstrip("\ufeff"))


def _first(plain: Sequence[str], wanted: Sequence[str]) -> int | None:
    return next((plain.index(word) for word in wanted if word in plain), None)


def _columns(header: Sequence[str], source: str) -> _Columns:
    """Raises ValueError where names or coordinates have no column one can tell."""
    plain = [_plain(h) for h in header]
    units = [(i, level) for level, pattern in _UNIT_LEVELS for i, h in enumerate(plain) if pattern.fullmatch(h)]
    name = _first(plain, _NAME)
    if name is None and units:  # a list of units alone: its narrowest unit is what a row is about
        name = units.pop()[0]
    latitude, longitude = _first(plain, _LATITUDE), _first(plain, _LONGITUDE)
    if name is None or latitude is None or longitude is None:
        lacking = [w for w, i in (("name", name), ("latitude", latitude), ("longitude", longitude)) if i is None]
        raise ValueError(
            f"{source}, line 1: no column for {' and '.join(lacking)} among {', '.join(header)}. "
            "Name the columns name, latitude, longitude (alternate_name, within, population if you have them)."
        )
    within, taken = _first(plain, ("within",)), {name, latitude, longitude, *(i for i, _ in units)}
    return _Columns(
        name=name,
        latitude=latitude,
        longitude=longitude,
        alternates=tuple(i for i, h in enumerate(plain) if i not in taken and (_OTHER_NAME.match(h) or h in _NAME[:4])),
        within=within,
        within_also=tuple(i for i, h in enumerate(plain) if _ALSO_WITHIN.fullmatch(h)),
        units=tuple((i, level) for i, level in units if i != name),
        ident=next((i for w in _IDENT for i, h in enumerate(plain) if h == w or h.endswith("pcode")), None),
        population=_first(plain, _POPULATION),
        kind=_first(plain, _KIND),
    )


def _cell(cells: Sequence[str], column: int | None) -> str:
    return cells[column].strip() if column is not None and column < len(cells) else ""


def degrees(text: str, bound: float, what: str) -> float:
    """A decimal number of degrees within plus or minus ``bound``; raises ValueError saying what is wrong."""
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{what} {text!r} is not a decimal number" if text else f"there is no {what}")
    value = float(text.replace(",", "."))
    if abs(value) > bound:
        raise ValueError(f"{what} {text} lies outside -{bound:g} to {bound:g}")
    return value


def _alternates(cells: Sequence[str], columns: _Columns) -> list[str]:
    found: list[str] = []
    for column in columns.alternates:
        cell = _cell(cells, column)
        arabic = in_arabic_script(cell)
        parts = (_ARABIC_PARTED if arabic else _PARTED).split(cell)
        found.extend(part for part in parts if part)
    return found


def _chain(cells: Sequence[str], columns: _Columns, widest: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Names and levels of the wider units. A chain's first unit has the level ``widest``, those below it 3."""
    names = [(_cell(cells, i), level) for i, level in columns.units]
    chain = [part for part in _CHAIN.split(_cell(cells, columns.within)) if part]
    levels = [widest if i == 0 and not any(n for n, _ in names) else SECOND_ORDER for i in range(len(chain))]
    both = [(name, level) for name, level in (*names, *zip(chain, levels, strict=True)) if name]
    return tuple(name for name, _ in both), tuple(level for _, level in both)


def _level(kind: str, names: Iterable[str]) -> int:
    """The ``where_prec`` of a row: of a unit where a column or one of its own names says so ("Nura District")."""
    if kind.lower() == "country":
        return COUNTRY
    said = word_kind(kind)
    if said is not None:
        return _LEVEL_OF_KIND.get(said, SETTLEMENT)
    kinds = {kind for name in names for kind in strip_place_words(name).kinds}
    if Kind.SETTLEMENT in kinds:  # a "district" of a city is a "neighbourhood" in the next column
        return SETTLEMENT
    return next((level for kind, level in _LEVEL_OF_KIND.items() if kind in kinds), SETTLEMENT)


def _row(cells: Sequence[str], columns: _Columns, widest: int) -> Row:
    """Raises ValueError saying what is wrong with the row."""
    name = _cell(cells, columns.name)
    alternates = _alternates(cells, columns)
    if not name and not alternates:
        raise ValueError("there is no name")
    within, levels = _chain(cells, columns, widest)
    # Some published lists fill the alternate column with the unit the place lies in: that is no name of it.
    units = {sound(unit) for unit in within} - {sound(name)} if alternates else set()
    also = [tuple(part for part in _CHAIN.split(_cell(cells, i)) if part) for i in columns.within_also]
    own = [name, *_TWO_NAMES.split(name)] if name else []
    names = dict.fromkeys([*own, *(a for a in alternates if sound(a) not in units)])
    level = _level(_cell(cells, columns.kind), names)
    bare = [strip_place_words(each).name for each in tuple(names)]
    # A settlement keeps its one word ("New Town"); of more, what it is called after tells it too ("town of Nura Dam").
    names |= dict.fromkeys(each for each in bare if each and (level != SETTLEMENT or " " in each))
    population = _cell(cells, columns.population).replace(",", "").replace(" ", "")
    return Row(
        name=name or alternates[0],
        names=tuple(names),
        latitude=degrees(_cell(cells, columns.latitude), 90, "latitude"),
        longitude=degrees(_cell(cells, columns.longitude), 180, "longitude"),
        within=within,
        levels=levels,
        within_also=tuple(chain for chain in also if len(chain) == len(within)),
        ident=_cell(cells, columns.ident),
        population=int(population) if population.isdecimal() else 0,
        where_prec=level,
    )


def _problem(source: str, line: int, fault: ValueError) -> Problem:
    return Problem(
        what=f"this place was left out: {fault}.",
        where=f"{source}, line {line}",
        todo="Correct the row and add the table again; all other rows were kept.",
        severity=Severity.WARNING,
    )


def _delimiter(header: str) -> str:
    return max(",;\t|", key=header.count)


def rows_of_csv(
    text: str, source: str = "gazetteer", widest: int = FIRST_ORDER
) -> tuple[list[Row], tuple[Problem, ...]]:
    """Rows of a table with a header, and a Problem with its line number for each row that had to be left out.

    ``widest`` is the ``where_prec`` of the first unit in a ``within`` chain "A > B > C" (6 where chains begin with
    the country). Raises ValueError where the header has no name or no coordinates.
    """
    text = text.lstrip("\ufeff")
    header = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(header))
    columns = _columns(next(reader, []), source)
    rows: list[Row] = []
    problems: list[Problem] = []
    for cells in reader:
        if not any(cells):
            continue
        try:
            row = _row(cells, columns, widest)
        except ValueError as fault:
            problems.append(_problem(source, reader.line_num, fault))
        else:
            rows.append(row if row.ident else row._replace(ident=f"line {reader.line_num}"))
    return rows if columns.kind is not None else _units_marked(rows), tuple(problems)


def _units_marked(rows: list[Row]) -> list[Row]:
    """In a table without a column for kinds, a row that others lie within by name and chain is a unit.

    A row called as the unit it lies in itself is that unit's seat, so a settlement.
    """
    levels = {row.within[: depth + 1]: row.levels[depth] for row in rows for depth in range(len(row.within))}
    marked = []
    for row in rows:
        bare = strip_place_words(row.name).name or row.name
        level = levels.get((*row.within, bare), levels.get((*row.within, row.name)))
        seat = row.within[-1:] in ((bare,), (row.name,))
        unit = level is not None and not seat and row.where_prec == SETTLEMENT
        marked.append(row._replace(where_prec=level) if unit and level else row)
    return marked


_GEONAMES_COLUMNS = 19
_GEONAMES_LEVELS = {"PCLI": COUNTRY, "PCLD": COUNTRY, "PCL": COUNTRY, "TERR": COUNTRY, "ADM1": FIRST_ORDER,
                    "ADM2": SECOND_ORDER, "ADM3": SECOND_ORDER, "ADM4": SECOND_ORDER}  # fmt: skip
_VAGUE = 5  # UCDP: "a line or vague area"


def is_geonames_dump(text: str) -> bool:
    """Whether the first line has the columns of a GeoNames dump."""
    cells = text.split("\n", 1)[0].lstrip("\ufeff").split("\t")
    return len(cells) == _GEONAMES_COLUMNS and cells[0].isdecimal()


def _geonames_lines(text: str, classes: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.lstrip("\ufeff").split("\n"), start=1):
        if line.strip():
            cells = line.rstrip("\r").split("\t")
            if len(cells) != _GEONAMES_COLUMNS or cells[6] in classes:
                yield number, cells


def _geonames_row(cells: list[str], units: dict[tuple[str, ...], str]) -> Row:
    if len(cells) != _GEONAMES_COLUMNS:
        raise ValueError(f"a GeoNames row has {_GEONAMES_COLUMNS} tab-separated columns, this has {len(cells)}")
    if not cells[1]:
        raise ValueError("there is no name")
    codes = ((cells[8],), (cells[8], cells[10]), (cells[8], cells[10], cells[11]))
    chain = [
        (units[c], level) for c, level in zip(codes, (COUNTRY, FIRST_ORDER, SECOND_ORDER), strict=True) if c in units
    ]
    where_prec = _GEONAMES_LEVELS.get(cells[7], _VAGUE if cells[6] == "L" else SETTLEMENT)
    chain = [(name, level) for name, level in chain if where_prec < level]
    return Row(
        name=cells[1],
        names=tuple(dict.fromkeys(n for n in (cells[1], cells[2], *cells[3].split(",")) if n)),
        latitude=degrees(cells[4], 90, "latitude"),
        longitude=degrees(cells[5], 180, "longitude"),
        within=tuple(name for name, _ in chain),
        levels=tuple(level for _, level in chain),
        ident=cells[0],
        population=int(cells[14]) if cells[14].isdecimal() else 0,
        where_prec=where_prec,
    )


def rows_of_geonames(
    text: str, source: str = "GeoNames", classes: str = "PAL"
) -> tuple[list[Row], tuple[Problem, ...]]:
    """Rows of a GeoNames dump (``allCountries.txt``, ``SY.txt``), and a Problem for each that was left out.

    ``classes`` are the feature classes taken: populated places, administrative units and areas by default.
    Units are named in ``within`` where the dump holds their own rows; unknown codes are left out.
    """
    lines = list(_geonames_lines(text, classes))
    units: dict[tuple[str, ...], str] = {}
    for _, cells in lines:
        if len(cells) == _GEONAMES_COLUMNS and cells[6] == "A":
            depth = {COUNTRY: 0, FIRST_ORDER: 1}.get(_GEONAMES_LEVELS.get(cells[7], 0), 2 if cells[7] == "ADM2" else -1)
            if depth >= 0:
                units.setdefault((cells[8], cells[10], cells[11])[: depth + 1], cells[1])
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, cells in lines:
        try:
            rows.append(_geonames_row(cells, units))
        except ValueError as fault:
            problems.append(_problem(source, number, fault))
    return rows, tuple(problems)


def rows_of(text: str, source: str = "gazetteer", widest: int = FIRST_ORDER) -> tuple[list[Row], tuple[Problem, ...]]:
    """Rows of a table in either format, told apart by its first line. Raises ValueError as ``rows_of_csv`` does."""
    return rows_of_geonames(text, source) if is_geonames_dump(text) else rows_of_csv(text, source, widest)
