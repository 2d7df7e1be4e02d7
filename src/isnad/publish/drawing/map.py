"""Incidents on a map without a ground: where they lie to each other, under a net of degrees.

What may live here: this drawing. No coast and no border is drawn: they would be somebody's claim, and a file of theirs.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from isnad.publish.drawing.scale import Scale
from isnad.publish.drawing.svg import drawing, link, shortened, tag, text, width_of
from isnad.publish.speaking.speech import ENGLISH, Speech

WIDTH, MOST, LEAST, MARGIN = 980.0, 680.0, 180.0, 46.0
LARGEST = 24.0  # radius of a cluster
NAMED = 24  # incidents that are named beside their points
_STEPS = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 45)  # degrees between lines of the net
_LINES = 8
_SHOWN = 8.0  # from which radius a circle is drawn: a smaller one lies under its point
_DEGREE_M = 111_195  # metres to a degree of latitude


class Point(NamedTuple):
    """An incident on the map, or a cluster of a ``number`` of them: the page it leads to, its name, where it lies, by
    how many metres that may be off, and of a road the two ends (latitude before longitude)."""

    href: str
    name: str
    longitude: float
    latitude: float
    exact: bool
    accuracy_m: int = 0
    line: tuple[tuple[float, float], ...] = ()
    number: int = 1


def incident_map(points: Sequence[Point], ident: str = "map", say: Speech = ENGLISH) -> Markup:
    """Points in the order in which they are named; empty where there are none."""
    if not points:
        return Markup("")
    west, east = _bounds([p.longitude for p in points])
    south, north = _bounds([p.latitude for p in points])
    narrowed = max(0.2, math.cos(math.radians((south + north) / 2)))
    room = (WIDTH - 2 * MARGIN) / narrowed
    wanted = room * (north - south) / (east - west)  # as high as a degree is as long in both ways
    held = min(MOST, max(LEAST, wanted))
    if held < wanted:
        west, east = _widened(west, east, room * (north - south) / held)
    elif held > wanted:
        south, north = _widened(south, north, held * (east - west) / room)
    height = held + 2 * MARGIN
    across = Scale(first=west, last=east, start=MARGIN, end=WIDTH - MARGIN)
    down = Scale(first=-north, last=-south, start=MARGIN, end=height - MARGIN)
    net = [*_meridians(across, west, east, height), *_parallels(down, south, north)]
    dots = [_dot(point, across.at(point.longitude), down.at(-point.latitude), say) for point in points]
    reaches = [reach for point in points if (reach := _reach(point, across, down))]
    title = say("Where the incidents are said to have been")
    told = f"{say.count(sum(p.number for p in points), 'incident')}. {say('No coast and no border is drawn.')}"
    return drawing(WIDTH, height, ident, title, told, *net, *reaches, *dots, *_names(points, across, down))


def _bounds(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    room = max(0.05, (high - low) * 0.06)
    return low - room, high + room


def _widened(low: float, high: float, spread: float) -> tuple[float, float]:
    middle = (low + high) / 2
    return middle - spread / 2, middle + spread / 2


def _step(spread: float) -> float:
    return next((step for step in _STEPS if spread / step <= _LINES), _STEPS[-1])


def _lines(first: float, last: float) -> list[float]:
    step = _step(last - first)
    return [number * step for number in range(math.ceil(first / step), math.floor(last / step) + 1)]


def _meridians(across: Scale, west: float, east: float, height: float) -> list[Markup]:
    made = []
    for degree in _lines(west, east):
        x = across.at(degree)
        made.append(tag("line", x1=x, x2=x, y1=MARGIN - 12, y2=height - MARGIN + 12, class_="grid"))
        made.append(text(x, height - 14, f"{abs(degree):g}° {'E' if degree >= 0 else 'W'}", "tick", "middle"))
    return made


def _parallels(down: Scale, south: float, north: float) -> list[Markup]:
    made = []
    for degree in _lines(south, north):
        y = down.at(-degree)
        made.append(tag("line", x1=MARGIN - 12, x2=WIDTH - MARGIN + 12, y1=y, y2=y, class_="grid"))
        made.append(text(2, y + 4, f"{abs(degree):g}° {'N' if degree >= 0 else 'S'}", "tick"))
    return made


def _dot(point: Point, x: float, y: float, say: Speech) -> Markup:
    if point.number > 1:
        size = min(LARGEST, 10 + 3 * math.log10(point.number) ** 1.5)
        held = tag("circle", cx=x, cy=y, r=size, class_="dot hue1 cluster")
        return link(point.href, held, text(x, y + 4, str(point.number), "small value", "middle"), label=point.name)
    shape = tag("circle", cx=x, cy=y, r=5.0, class_="dot hue1" if point.exact else "dot hue1 soft")
    return link(point.href, shape, label=point.name if point.exact else f"{point.name} ({say('place known roughly')})")


def _reach(point: Point, across: Scale, down: Scale) -> Markup:
    """The circle in which the place lies; of a road, its line."""
    if point.line:
        (y1, x1), (y2, x2) = ((down.at(-latitude), across.at(longitude)) for latitude, longitude in point.line)
        return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, class_="reach hue1")
    x, y = across.at(point.longitude), down.at(-point.latitude)
    radius = abs(down.at(-point.latitude - point.accuracy_m / _DEGREE_M) - y)
    return tag("circle", cx=x, cy=y, r=min(radius, WIDTH), class_="reach hue1") if radius >= _SHOWN else Markup("")


def _names(points: Sequence[Point], across: Scale, down: Scale) -> list[Markup]:
    """Names of the first points, each where no other stands yet."""
    taken: list[tuple[float, float, float, float]] = []
    made = []
    for point in [each for each in points if each.number == 1][:NAMED]:
        words = shortened(point.name, 170, 12)
        x, y, wide = across.at(point.longitude) + 9, down.at(-point.latitude) + 4, width_of(words, 12)
        x = x if x + wide < WIDTH - 4 else x - wide - 18
        box = (x, y - 11, x + wide, y + 3)
        if not any(box[0] < t[2] and t[0] < box[2] and box[1] < t[3] and t[1] < box[3] for t in taken):
            taken.append(box)
            made.append(text(x, y, words, "small value"))
    return made
