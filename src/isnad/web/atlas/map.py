"""The map: incidents as points with their precision, gathered where they would lie on one another.

What may live here: this drawing, and the same as data for a map that is moved (``static/map.js``). Its ground is land
and borders where there are any, a net of degrees and the names of places that gazetteers hold.
"""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from isnad.publish.drawing.svg import drawing, link, tag, text, width_of
from isnad.publish.speaking.strings import Say
from isnad.web.atlas.context import Known
from isnad.web.atlas.ground import paths
from isnad.web.atlas.projection import Box, Chart, clamped, round_about
from isnad.web.listed import Row

WIDTH, HEIGHT = 560.0, 460.0
CELL = 46.0  # points closer than this are gathered
MANY = 300  # incidents of which the cell is shown closer in, and not their own outline
NAMES = 26  # places that are named at most
WORLD = Box(-170.0, -60.0, 180.0, 75.0)
Address = Callable[[Row], str]
BoxAddress = Callable[[Box], str]


@dataclass(frozen=True, slots=True)
class Map:
    """A map as it is drawn, and what stands on it as JSON."""

    drawing: Markup
    data: str


@dataclass(slots=True)
class Gathered:
    """Incidents that are drawn as one, and the cell of the grid in which they lie."""

    rows: list[Row]
    x: float
    y: float
    cell: tuple[int, int]

    def box(self, chart: Chart) -> Box:
        """Where they lie; of many, their whole cell."""
        if len(self.rows) > MANY:
            left, top = self.cell[0] * CELL, self.cell[1] * CELL
            return chart.stretch(left, top, left + CELL, top + CELL)
        places = [(r.latitude, r.longitude) for r in self.rows if r.latitude is not None and r.longitude is not None]
        found = round_about(places)
        assert found is not None
        return found


def view_of(rows: Iterable[Row], box: Box | None) -> Box:
    """What a map shows: the box asked for, else all of the incidents, else the world."""
    places = ((r.latitude, r.longitude) for r in rows if r.latitude is not None and r.longitude is not None)
    return box or round_about(places) or WORLD


def map_of(
    rows: Sequence[Row], chart: Chart, known: Iterable[Known], address: Address, zoom: BoxAddress, t: Say
) -> Map:
    """The map of the incidents whose places are known."""
    gathered = sorted(_gathered(rows, chart), key=lambda g: (g.y, g.x))
    marks = [_Mark.of(g, chart, address, zoom, t) for g in gathered]
    named = list(_named(known, chart, [(g.x - 16, g.y - 16, g.x + 16, g.y + 16) for g in gathered]))
    ground = [tag("rect", x=0.0, y=0.0, width=WIDTH, height=HEIGHT, class_="sea")]
    ground += [tag("path", d=d, class_=kind) for kind, d in paths(chart).items() if d]
    shown = [_precision(g, chart) for g in gathered if len(g.rows) == 1] + [each.drawn() for each in marks]
    placed = sum(len(g.rows) for g in gathered)
    told = t("{n} incidents at {places} points, each leads to its page or closer in.", n=placed, places=len(gathered))
    drawn = drawing(
        WIDTH, HEIGHT, "map", t("Map of the incidents"), told,
        *ground, *_net(chart), *(_name(place, chart) for place in named), *shown,
    )  # fmt: skip
    box = chart.box
    data = {
        "box": [box.west, box.south, box.east, box.north],
        "marks": [each.plain(chart) for each in marks],
        "names": [[p.name, round(p.latitude, 4), round(p.longitude, 4), p.rank] for p in named],
    }
    return Map(drawn, json.dumps(data, ensure_ascii=False, separators=(",", ":")))


def _gathered(rows: Sequence[Row], chart: Chart) -> list[Gathered]:
    """Incidents by cells of a grid; each group lies at the mean of its members."""
    cells: dict[tuple[int, int], list[Any]] = {}
    scale, left, top, width, height = chart.scale, chart.left, chart.top, chart.width, chart.height
    for row in rows:  # the one loop that all incidents of a case go through for each page
        longitude = row.longitude
        if longitude is None:
            continue
        x, y = left + scale * longitude, top - scale * row.height
        if 0 <= x <= width and 0 <= y <= height:
            key = (int(x / CELL), int(y / CELL))
            held = cells.get(key)
            if held is None:
                cells[key] = [x, y, [row]]
            else:
                held[0] += x
                held[1] += y
                held[2].append(row)
    return [Gathered(held, x / len(held), y / len(held), key) for key, (x, y, held) in cells.items()]


def _precision(gathered: Gathered, chart: Chart) -> Markup:
    """The circle in which the place lies, for no outlines of towns and units are at hand; of a road, its line."""
    row = gathered.rows[0]
    if row.line:
        (x1, y1), (x2, y2) = (chart.place(latitude, longitude) for latitude, longitude in row.line)
        return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, class_="precision")
    radius = chart.radius(row.latitude or 0.0, row.accuracy_m / 1_000)
    if radius < 8:
        return Markup("")
    return tag("circle", cx=gathered.x, cy=gathered.y, r=min(radius, WIDTH), class_="precision")


@dataclass(frozen=True, slots=True)
class _Mark:
    """What stands for gathered incidents, and where it leads."""

    gathered: Gathered
    href: str
    label: str

    @classmethod
    def of(cls, gathered: Gathered, chart: Chart, address: Address, zoom: BoxAddress, t: Say) -> "_Mark":
        first, number = gathered.rows[0], len(gathered.rows)
        if number == 1:
            return cls(gathered, address(first), first.name)
        names = ", ".join(dict.fromkeys(row.places[0] if row.places else row.name for row in gathered.rows[:5]))
        label = t("{n} incidents, among them {names}. Closer in.", n=number, names=names)
        return cls(gathered, zoom(gathered.box(chart)), label)

    def drawn(self) -> Markup:
        """As a drawing."""
        held, number = self.gathered, len(self.gathered.rows)
        if number == 1:
            point = tag("circle", cx=held.x, cy=held.y, r=7.0, class_=f"incident {held.rows[0].grade.lower()}")
            return link(self.href, _room(held, 12.0), point, label=self.label)
        radius = _radius(number)
        circle = tag("circle", cx=held.x, cy=held.y, r=radius, class_="cluster")
        words = text(held.x, held.y + 4.5, f"{number:,}", "number", "middle")
        return link(self.href, _room(held, radius), circle, words, label=self.label)

    def plain(self, chart: Chart) -> dict[str, Any]:
        """As data: of one incident with its precision, of several with their number."""
        held, number = self.gathered, len(self.gathered.rows)
        at = chart.stretch(held.x, held.y, held.x, held.y)
        told = {"at": [round(at.north, 5), round(at.west, 5)], "href": self.href, "label": self.label}
        if number > 1:
            return told | {"n": number, "r": round(_radius(number))}
        row = held.rows[0]
        return told | {"grade": row.grade.lower()} | ({"line": row.line} if row.line else {"off": row.accuracy_m})


def _radius(number: int) -> float:
    return min(10 + 4 * math.log(number), 30.0)


def _room(gathered: Gathered, radius: float) -> Markup:
    """A target that is large enough to be hit (WCAG 2.5.8)."""
    return tag("circle", cx=gathered.x, cy=gathered.y, r=max(radius, 12.0), class_="room")


def _net(chart: Chart) -> list[Markup]:
    """Meridians and parallels at round degrees, each with its number."""
    shown = chart.shown
    step = next(
        (s for s in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30) if (shown.east - shown.west) / s <= 6), 30
    )
    parts = []
    for number in range(math.ceil(shown.west / step), math.floor(shown.east / step) + 1):
        x, _ = chart.place(0.0, number * step)
        parts.append(tag("line", x1=x, x2=x, y1=0.0, y2=HEIGHT, class_="net"))
        parts.append(text(x + 3, HEIGHT - 5, _degrees(number * step, "E", "W"), "tick"))
    for number in range(math.ceil(shown.south / step), math.floor(shown.north / step) + 1):
        _, y = chart.place(number * step, 0.0)
        parts.append(tag("line", x1=0.0, x2=WIDTH, y1=y, y2=y, class_="net"))
        parts.append(text(4, y - 4, _degrees(number * step, "N", "S"), "tick"))
    return parts


def _degrees(value: float, positive: str, negative: str) -> str:
    number = f"{abs(value):.2f}".rstrip("0").rstrip(".")
    return f"{number}°{'' if not value else f' {positive}' if value > 0 else f' {negative}'}"


def _named(known: Iterable[Known], chart: Chart, taken: list[tuple[float, float, float, float]]) -> Iterator[Known]:
    """The places whose names there is room for, those that come first before the others."""
    shown = 0
    for place in known:
        if shown >= NAMES:
            return
        x, y = chart.place(place.latitude, place.longitude)
        wide = width_of(place.name, 11.5)
        box = (x - 4, y - 9, x + wide + 8, y + 6) if place.rank else (x - wide / 2, y - 9, x + wide / 2, y + 6)
        if box[0] < 0 or box[2] > WIDTH or box[1] < 12 or box[3] > HEIGHT - 16:
            continue
        if any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
            continue
        taken.append(box)
        shown += 1
        yield place


def _name(place: Known, chart: Chart) -> Markup:
    x, y = chart.place(place.latitude, place.longitude)
    if not place.rank:
        return text(x, y + 4, place.name.upper(), "country", "middle")
    return tag("g", tag("circle", cx=x, cy=y, r=1.8, class_="town"), text(x + 5, y + 4, place.name, "place"))


def moves(chart: Chart) -> dict[str, Box]:
    """The boxes closer in, further out and to each side of what is shown."""
    box = chart.shown
    wide, high = box.east - box.west, box.north - box.south

    def moved(x: float, y: float, by: float) -> Box:
        half_x, half_y = wide * by / 2, high * by / 2
        middle_x, middle_y = (box.west + box.east) / 2 + x * wide, (box.south + box.north) / 2 + y * high
        return clamped(middle_x - half_x, middle_y - half_y, middle_x + half_x, middle_y + half_y)

    return {
        "closer": moved(0, 0, 0.5),
        "further": moved(0, 0, 2.0),
        "west": moved(-0.4, 0, 1),
        "east": moved(0.4, 0, 1),
        "north": moved(0, 0.4, 1),
        "south": moved(0, -0.4, 1),
    }
