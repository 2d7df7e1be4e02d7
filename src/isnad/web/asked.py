"""Asked: what a reader wants to see of the list, read from the address of the page.

What may live here: the filters and how they are written in an address; what meets them is found here too.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from isnad.records.assessment import GradeTerm
from isnad.web.atlas.projection import Box, box_of
from isnad.web.letters import plain
from isnad.web.listed import Row
from isnad.web.standing import Standing

PAGE = 50  # incidents on one page of the list
ORDERS: dict[str, tuple[str, Callable[[Row], Any]]] = {
    "reports": ("most reported", lambda r: (-len(r.reports), -r.claims, r.id)),
    "newest": ("newest first", lambda r: (r.last is None, -(r.last or date.min).toordinal(), r.id)),
    "oldest": ("oldest first", lambda r: (r.first is None, r.first or date.max, r.id)),
    "killed": ("most said killed", lambda r: (-r.most, r.id)),
    "origins": ("most independent origins", lambda r: (-r.origins, r.id)),
    "place": ("place", lambda r: (not r.places, r.spelt, r.id)),
}
GRADES = tuple(term.value for term in GradeTerm)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for; everything empty asks for all."""

    words: str = ""
    place: str = ""
    since: date | None = None
    until: date | None = None
    grade: tuple[str, ...] = ()
    act: tuple[str, ...] = ()
    party: tuple[str, ...] = ()
    killed: int | None = None  # by one figure at least so many
    killed_to: int | None = None  # by one figure at most so many
    origins: int | None = None
    box: Box | None = None
    order: str = "reports"
    page: int = 1

    def address(self, path: str = "/", **other: Any) -> str:
        """The address that asks for this, with some of it changed."""
        asked = replace(self, **{"page": 1, **other})
        said: list[tuple[str, str]] = []
        for field in fields(asked):
            value = getattr(asked, field.name)
            if value == field.default:
                continue
            said += [(field.name, str(each)) for each in (value if isinstance(value, tuple) else (value,))]
        return f"{path}?{urlencode(said)}" if said else path

    @property
    def narrowed(self) -> bool:
        """Whether anything but the order is asked for."""
        return replace(self, order="reports", page=1) != Asked()


def asked_of(query: Mapping[str, str], several: Callable[[str], list[str]]) -> Asked:
    """What an address asks for; what does not fit is passed over."""
    order = query.get("order", "")
    return Asked(
        words=query.get("words", "").strip()[:300],
        place=query.get("place", "").strip()[:100],
        since=_day(query.get("since", "")),
        until=_day(query.get("until", "")),
        grade=tuple(g for g in several("grade") if g in GRADES),
        act=tuple(a for a in several("act")[:50] if a),
        party=tuple(p for p in several("party")[:50] if p),
        killed=_number(query.get("killed", "")),
        killed_to=_number(query.get("killed_to", "")),
        origins=_number(query.get("origins", "")),
        box=box_of(query.get("box", "")),
        order=order if order in ORDERS else "reports",
        page=max(1, _number(query.get("page", "")) or 1),
    )


def meeting(standing: Standing, asked: Asked) -> list[Row]:
    """The incidents that meet what is asked for, in its order."""
    rows: Iterable[Row] = standing.ordered(asked.order, ORDERS[asked.order][1])
    for test in _tests(standing, asked):
        rows = filter(test, rows)
    return list(rows)


def _tests(standing: Standing, asked: Asked) -> list[Callable[[Row], bool]]:
    tests: list[Callable[[Row], bool]] = []
    if (since := asked.since) is not None:
        tests.append(lambda r: r.last is not None and r.last >= since)
    if (until := asked.until) is not None:
        tests.append(lambda r: r.first is not None and r.first <= until)
    if asked.grade:
        tests.append(lambda r: r.grade in asked.grade)
    if asked.act:
        tests.append(lambda r: bool(set(r.acts) & set(asked.act)))
    if asked.party:
        tests.append(lambda r: bool(set(r.parties) & set(asked.party)))
    if (killed := asked.killed) is not None:
        tests.append(lambda r: r.most >= killed)
    if (killed_to := asked.killed_to) is not None:
        tests.append(lambda r: 0 <= r.least <= killed_to)
    if (origins := asked.origins) is not None:
        tests.append(lambda r: r.origins >= origins)
    if (box := asked.box) is not None:
        tests.append(lambda r: _inside(r, box))
    if asked.place:
        place = plain(asked.place)
        tests.append(lambda r: place in r.spelt)
    if (found := standing.search.reports(asked.words)) is not None:
        words = plain(asked.words)
        tests.append(lambda r: words in r.spelt or not found.isdisjoint(r.reports))
    return tests


def _inside(row: Row, box: Box) -> bool:
    return row.latitude is not None and row.longitude is not None and box.holds(row.latitude, row.longitude)


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _number(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None
