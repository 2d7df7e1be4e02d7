"""The ground of maps: land, coasts and borders, as paths for a drawing or as tiles for a map that is moved.

What may live here: reading the file that was made of Natural Earth's data while building, and cutting from it what a
box shows. Borders are as Natural Earth draws them, which says nothing of whose a place is. Where the file is not there,
maps have a net of degrees and the names of places alone.
"""

import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from isnad.web.atlas.projection import HIGHEST, Chart

PER_DEGREE = 10_000  # as hatch_front.py keeps coordinates
TILE = 512  # units of a tile's drawing, which is shown 256 wide: lines fall on halves of a pixel
DEEPEST = 11  # zoom to which tiles are made; closer in, the lines of this scale tell no more
MARGIN = 12.0  # units beyond the edge within which lines go on, so that they meet those of the next tile
# Units of a degree below which a drawing falls on every so many units, for it holds much.
GRAINS = ((4.0, 4), (30.0, 2))
KEPT, VIEWS = 600, 40  # tiles, and charts
SPECK = 3.0  # units; what is smaller is not drawn
Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ground:
    """Points (degrees of longitude, and height as ``mercator`` has it) of all lines, one after the other; for each kind
    where its lines begin and end, and the box of each."""

    points: Points
    lines: dict[str, NDArray[np.int64]]
    boxes: dict[str, Points]

    def near(self, kind: str, box: tuple[float, float, float, float], least: float) -> Iterator[Points]:
        """The lines of a kind whose box meets a box and is at least so many degrees wide or high."""
        west, low, east, high = box
        held = self.boxes[kind]
        meets = (held[:, 0] <= east) & (held[:, 2] >= west) & (held[:, 1] <= high) & (held[:, 3] >= low)
        meets &= np.maximum(held[:, 2] - held[:, 0], held[:, 3] - held[:, 1]) >= least
        for first, last in self.lines[kind][meets]:
            yield self.points[first:last]


@cache
def ground() -> Ground | None:
    """The ground; None where this copy of isnad was built without it."""
    try:
        data = zlib.decompress(files("isnad.web").joinpath("built/ground.bin").read_bytes())
    except (OSError, zlib.error):
        return None
    (size,) = struct.unpack_from("<I", data)
    numbers = json.loads(data[4 : 4 + size])
    steps = np.frombuffer(data, "<i4", offset=4 + size).reshape(-1, 2)
    places = np.cumsum(steps, axis=0, dtype=np.int64) / PER_DEGREE
    latitudes = np.radians(np.clip(places[:, 1], -HIGHEST, HIGHEST))
    points = np.column_stack((places[:, 0], np.degrees(np.arcsinh(np.tan(latitudes)))))
    lines, boxes, at = {}, {}, 0
    for kind, lengths in numbers.items():
        ends = at + np.cumsum(np.array(lengths, np.int64))
        starts = np.concatenate(([at], ends[:-1]))
        at = int(ends[-1])
        lines[kind] = np.column_stack((starts, ends))
        high = np.maximum.reduceat(points[:at], starts)
        low = np.minimum.reduceat(points[:at], starts)
        boxes[kind] = np.column_stack((low, high))
    return Ground(points, lines, boxes)


def paths(chart: Chart) -> dict[str, str]:
    """What a chart shows of the ground, as the paths of ``land``, ``coasts`` and ``borders``."""
    return dict(_paths(chart.scale, chart.left, chart.top, chart.width, chart.height))


@lru_cache(maxsize=VIEWS)
def _paths(scale: float, left: float, top: float, width: float, height: float) -> tuple[tuple[str, str], ...]:
    held, chart = ground(), _Laid(scale, left, top, width, height)
    return tuple((kind, _path(held, kind, chart)) for kind in held.lines) if held is not None else ()


@lru_cache(maxsize=KEPT)
def tile(zoom: int, column: int, row: int) -> str | None:
    """A tile as SVG, in greys that let both themes through; None where there is none."""
    if not (0 <= zoom <= DEEPEST and 0 <= column < 2**zoom and 0 <= row < 2**zoom) or ground() is None:
        return None
    scale = TILE * 2**zoom / 360
    parts = dict(_paths.__wrapped__(scale, scale * 180 - column * TILE, scale * 180 - row * TILE, TILE, TILE))
    styles = {
        "land": 'fill="#808080" fill-opacity=".13"',
        "coasts": 'fill="none" stroke="#808080" stroke-opacity=".75"',
        "borders": 'fill="none" stroke="#808080" stroke-opacity=".9" stroke-dasharray="6 3" stroke-width="1.5"',
    }
    drawn = "".join(f'<path {styles[kind]} d="{d}"/>' for kind, d in parts.items() if d)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {TILE} {TILE}" width="256" height="256">{drawn}</svg>'


class _Laid(Chart):
    """A chart by its measures."""

    def __init__(self, scale: float, left: float, top: float, width: float, height: float) -> None:
        self.scale, self.left, self.top, self.width, self.height = scale, left, top, width, height


def _path(held: Ground, kind: str, chart: Chart) -> str:
    room = MARGIN / chart.scale
    west, east = (0 - chart.left) / chart.scale - room, (chart.width - chart.left) / chart.scale + room
    low, high = (chart.top - chart.height) / chart.scale - room, chart.top / chart.scale + room
    found = []
    for line in held.near(kind, (west, low, east, high), SPECK / chart.scale):
        parts = [_cut(line, west, low, east, high)] if kind == "land" else _within(line, west, low, east, high)
        for part in parts:
            drawn = _drawn(part, chart)
            if len(drawn) > (2 if kind == "land" else 1):
                (x, y), steps = drawn[0].tolist(), np.diff(drawn, axis=0).ravel().tolist()
                found.append(f"M{x} {y}l{' '.join(map(str, steps))}{'z' if kind == 'land' else ''}")
    return "".join(found)


def _drawn(part: Points, chart: Chart) -> NDArray[np.int64]:
    """Points as units of the drawing, without those that fall on the one before."""
    at = np.column_stack((chart.left + chart.scale * part[:, 0], chart.top - chart.scale * part[:, 1]))
    grain = next((grain for far, grain in GRAINS if chart.scale < far), 1)
    whole = np.rint(at / grain).astype(np.int64) * grain
    if len(whole) < 2:
        return whole
    moved = np.any(whole[1:] != whole[:-1], axis=1)
    kept: NDArray[np.int64] = whole[np.concatenate(([True], moved))]
    return kept


def _cut(ring: Points, west: float, low: float, east: float, high: float) -> Points:
    """A ring cut to a box, side by side (Sutherland and Hodgman 1974)."""
    for axis, limit, sign in ((0, west, 1), (0, east, -1), (1, low, 1), (1, high, -1)):
        if not len(ring):
            break
        inside = sign * (ring[:, axis] - limit) >= 0
        if inside.all():
            continue
        following, next_inside = np.roll(ring, -1, axis=0), np.roll(inside, -1)
        crosses = inside != next_inside
        step = following[:, axis] - ring[:, axis]
        share = np.where(crosses, (limit - ring[:, axis]) / np.where(step == 0, 1.0, step), 0.0)
        met = ring + share[:, None] * (following - ring)
        ring = np.stack((ring, met), axis=1)[np.stack((inside, crosses), axis=1)]
    return ring


def _within(line: Points, west: float, low: float, east: float, high: float) -> list[Points]:
    """The parts of a line that lie in a box, each with the point before and after."""
    x, y = line[:, 0], line[:, 1]
    inside = (x >= west) & (x <= east) & (y >= low) & (y <= high)
    if inside.all():
        return [line]
    kept = inside.copy()
    kept[1:] |= inside[:-1]
    kept[:-1] |= inside[1:]
    numbers = np.flatnonzero(kept)
    if not len(numbers):
        return []
    return [line[part] for part in np.split(numbers, np.flatnonzero(np.diff(numbers) > 1) + 1)]
