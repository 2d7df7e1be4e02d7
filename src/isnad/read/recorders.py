"""Tables of other recorders: rows of UCDP GED, ACLED, or in the manner of Airwars, to Recorded.

What may live here: recognising columns by their names, and reading days, places and numbers as these tables write them.
What the columns are called stands in ``recorders.toml``.
"""

import csv
import io
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from isnad.records.problem import Problem, Severity
from isnad.records.recorded import Estimate, Recorded
from isnad.records.when import Interval
from isnad.records.where import Place

OTHER_FORM = "another table"
_ISO = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)")
_SLASHED = re.compile(r"(\d\d?)[/.](\d\d?)[/.](\d{4})")
_WORDED = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%d-%b-%Y", "%d-%B-%Y")
_NUMBER = re.compile(r"\d[\d,]*")
_DEGREES = re.compile(r"-?\d+(?:\.\d+)?")


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads(files("isnad.read").joinpath("recorders.toml").read_text(encoding="utf-8"))


def recorded_of(text: str, table: str) -> tuple[tuple[Recorded, ...], tuple[Problem, ...]]:
    """The rows of a table (CSV with a header), and what is wrong with others.

    Raises ValueError where no column says when or none says where: then it is no table of incidents.
    """
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=_parted_by(text))
    header = next(reader, [])
    columns = _columns(header)
    if "first_day" not in columns or not columns.keys() & {"place", "latitude", "position"}:
        raise ValueError("no column says on which day, or none where; rows need a date and a place or coordinates")
    form = _form(header)
    lines = [[cell.strip() for cell in line] for line in reader]
    day_first, sure = _order([_cell(line, columns, "first_day") for line in lines])
    rows, problems = [], []
    for number, line in enumerate(lines, start=2):
        if not any(line):
            continue
        row = _row(line, columns, form, table, number, day_first)
        rows.append(row)
        if row.when is None:
            what, todo = "This row has no day that could be read.", "Write it as 2021-03-02."
            problems.append(Problem(what=what, where=f"{table}, line {number}", todo=todo, severity=Severity.WARNING))
    if not sure:
        what = "Whether days or months come first in this table's dates cannot be told; days are held to."
        problems.append(Problem(what=what, where=table, todo="Write them as 2021-03-02.", severity=Severity.WARNING))
    return tuple(rows), tuple(problems)


def _parted_by(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max((",", ";", "\t"), key=first.count)


def _plain(name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum())


def _form(header: Sequence[str]) -> str:
    names = {_plain(name) for name in header}
    return next((form["name"] for form in _told()["form"] if names.issuperset(form["signs"])), OTHER_FORM)


def _columns(header: Sequence[str]) -> dict[str, list[int]]:
    """The columns of each role, the one that is named first in the table of names before others."""
    places = {_plain(name): n for n, name in reversed(list(enumerate(header)))}
    found = {role: [places[n] for n in names if n in places] for role, names in _told()["columns"].items()}
    return {role: at for role, at in found.items() if at}


def _cell(line: Sequence[str], columns: Mapping[str, Sequence[int]], role: str) -> str:
    """The first cell of a role that holds anything."""
    return next((line[n] for n in columns.get(role, ()) if n < len(line) and line[n]), "")


def _row(
    line: Sequence[str], columns: Mapping[str, Sequence[int]], form: str, table: str, number: int, day_first: bool
) -> Recorded:
    cells = {role: _cell(line, columns, role) for role in columns}
    nobody = _told()["nobody"]["words"]
    parties = [line[n] for n in columns.get("parties", ()) if n < len(line) and line[n]]
    return Recorded(
        id=cells.get("id") or f"line {number}",
        recorder=form,
        table=table,
        when=_when(cells, day_first),
        where=_where(cells),
        killed=_estimate(cells, "killed"),
        injured=_estimate(cells, "injured"),
        parties=tuple(p for p in dict.fromkeys(parties) if not any(word in p.lower() for word in nobody)),
        act=cells.get("act", ""),
        grade=cells.get("grade", ""),
        source=cells.get("source", ""),
    )


def _when(cells: Mapping[str, str], day_first: bool) -> Interval | None:
    """The days between which it lies; ACLED's code of precision widens its one day."""
    first = _day(cells.get("first_day", ""), day_first)
    if first is None:
        return None
    last = _day(cells.get("last_day", ""), day_first) or first
    spread = timedelta(days=_told()["codes"]["days"].get(cells.get("day_code", ""), 0))
    return Interval.days(min(first, last) - spread, max(first, last) + spread)


def _day(said: str, day_first: bool) -> date | None:
    try:
        if iso := _ISO.match(said):
            return date(*(int(part) for part in iso.groups()))
        if slashed := _SLASHED.match(said):
            one, two, year = (int(part) for part in slashed.groups())
            return date(year, two, one) if day_first else date(year, one, two)
    except ValueError:
        return None
    for form in _WORDED:
        try:
            return datetime.strptime(said, form).date()
        except ValueError:
            continue
    return None


def _order(days: Sequence[str]) -> tuple[bool, bool]:
    """Whether days come before months in dates such as 02/03/2021, and whether that is sure."""
    slashed = [tuple(map(int, m.groups()[:2])) for m in map(_SLASHED.match, days) if m]
    if any(two > 12 for _, two in slashed):
        return False, True
    return True, not slashed or any(one > 12 for one, _ in slashed)


def _where(cells: Mapping[str, str]) -> Place | None:
    name = cells.get("place", "")
    position = list(_positions(cells))
    if not name and not position:
        return None
    prec = _prec(cells)
    latitude, longitude = position if len(position) == 2 else (None, None)
    try:
        return Place(name=name, words=name, latitude=latitude, longitude=longitude, where_prec=prec)
    except ValueError:
        return Place(name=name, words=name, where_prec=prec) if name else None


def _positions(cells: Mapping[str, str]) -> Iterator[float]:
    together = _DEGREES.findall(cells.get("position", ""))
    both = [cells.get("latitude", ""), cells.get("longitude", "")]
    for said in both if all(_DEGREES.fullmatch(each) for each in both) else together[:2]:
        yield float(said)


def _prec(cells: Mapping[str, str]) -> int:
    """How well the place is known, as UCDP's ``where_prec``."""
    code = cells.get("where_code", "")
    if code in {"1", "2", "3", "4", "5", "6", "7"}:
        return int(code)
    if spot := _told()["codes"]["spots"].get(cells.get("spot_code", "")):
        return int(spot)
    words = cells.get("accuracy", "").lower()
    return next((prec for word, prec in _told()["accuracy"].items() if word in words), 1)


def _estimate(cells: Mapping[str, str], outcome: str) -> Estimate:
    """Low, best and high; "3 to 5" in one cell is a range."""
    low, best, high = (
        [int(n.replace(",", "")) for n in _NUMBER.findall(cells.get(f"{outcome}_{part}", "").split(".")[0])]
        for part in ("low", "best", "high")
    )
    if len(best) > 1:
        return Estimate(low=min(best), high=max(best))
    return Estimate(low=min(low, default=None), best=next(iter(best), None), high=max(high, default=None))
