"""Areas: a map of many incidents as clusters, each of which leads to a page with a map and a list of its own.

What may live here: cutting points into areas. Drawing them is ``drawing/map.py``'s.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from isnad.publish.drawing.map import Point

MANY = 150  # points that are drawn one by one; more are drawn as clusters
CELLS = 12  # clusters across a map


class Area(NamedTuple):
    """A page of the map: what is drawn on it, and the pages of the incidents in it, in their order."""

    name: str
    points: tuple[Point, ...]
    files: tuple[str, ...]


def areas_of(points: Sequence[Point], name: str = "") -> Iterator[Area]:
    """The map and, where it is one of clusters, the areas that these lead to: the whole first, under an empty name."""
    files = tuple(point.href for point in points)
    cells = _cells(points) if len(points) > MANY else {}
    if len(cells) < 2:  # few points, or all in one place, where no cutting helps
        yield Area(name, tuple(points) if len(points) <= MANY else _one(points), files)
        return
    drawn: list[Point] = []
    inside: list[tuple[str, list[Point]]] = []
    for number, held in enumerate(cells.values(), start=1):
        if len(held) == 1:
            drawn.append(held[0])
            continue
        child = f"{name}-{number}" if name else f"area-{number}"
        inside.append((child, held))
        drawn.append(_cluster(held, f"{child}.html"))
    yield Area(name, tuple(drawn), files)
    for child, held in inside:
        yield from areas_of(held, child)


def _cells(points: Sequence[Point]) -> dict[tuple[int, int], list[Point]]:
    """Points by the cell of a net that they lie in, from the north-west on."""
    west, south = min(p.longitude for p in points), min(p.latitude for p in points)
    wide = max(max(p.longitude for p in points) - west, max(p.latitude for p in points) - south) / CELLS
    if not wide:
        return {}
    made: dict[tuple[int, int], list[Point]] = {}
    for point in points:
        across = min(CELLS - 1, int((point.longitude - west) / wide))
        down = min(CELLS - 1, int((point.latitude - south) / wide))
        made.setdefault((-down, across), []).append(point)
    return dict(sorted(made.items()))


def _cluster(held: Sequence[Point], href: str) -> Point:
    return Point(
        href=href,
        name=f"{len(held)} incidents",
        longitude=sum(p.longitude for p in held) / len(held),
        latitude=sum(p.latitude for p in held) / len(held),
        exact=True,
        number=len(held),
    )


def _one(points: Sequence[Point]) -> tuple[Point, ...]:
    """One point for many that lie in one place: the list beside the map has them all."""
    return (_cluster(points, "#list-h"),)
