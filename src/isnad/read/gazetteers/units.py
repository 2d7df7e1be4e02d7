"""Administrative units that a table only names in passing: made from the places that lie within them.

What may live here: deriving rows of units from the ``within`` chains of other rows.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from isnad.read.gazetteers.names import sound, sounds_of_lines
from isnad.read.gazetteers.place_words import Kind, strip_place_words
from isnad.read.gazetteers.table import SETTLEMENT, Row
from isnad.records.where import Place

LEAST = 5  # places from which the outermost tells how far a unit reaches


def centroid(points: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """Mean of points (latitude, longitude) on the sphere, in degrees; right across the date line too."""
    x = y = z = 0.0
    for latitude, longitude in points:
        phi, lam = math.radians(latitude), math.radians(longitude)
        x, y, z = x + math.cos(phi) * math.cos(lam), y + math.cos(phi) * math.sin(lam), z + math.sin(phi)
    return round(math.degrees(math.atan2(z, math.hypot(x, y))), 5), round(math.degrees(math.atan2(y, x)), 5)


def _names(name: str, members: Sequence[Row], depth: int, namesakes: Sequence[Row]) -> tuple[str, ...]:
    """The unit's names: as the chains have it, without its word of kind, in the table's other scripts,
    and those of its namesake seat (a province is mostly called as its town)."""
    found = dict.fromkeys((name, *(chain[depth] for row in members for chain in row.within_also)))
    # North Darfur is not Darfur: a point of the compass stays.
    found |= dict.fromkeys(s.name for s in map(strip_place_words, tuple(found)) if Kind.PART not in s.kinds)
    for row in namesakes[:1]:
        found |= dict.fromkeys(row.names)
    return tuple(found)


def _by_sound(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    settled = list(rows)
    for row, key in zip(settled, sounds_of_lines([row.name for row in settled]), strict=True):
        found[key].append(row)
    return found


def _chains_of(row: Row) -> set[tuple[str, ...]]:
    """The chain of a unit that is a row itself, by sounds, under each of its names and without its word of kind."""
    above = tuple(map(sound, row.within))
    names = row.names or (row.name,)
    return {(*above, sound(each)) for name in names for each in (name, strip_place_words(name).name)}


def _inside(chain: tuple[str, ...], rows: Iterable[Row]) -> list[Row]:
    """Those of the rows that lie in the unit, most populous first."""
    return sorted((row for row in rows if row.within[: len(chain)] == chain), key=lambda row: -row.population)


def _reach(middle: Place, inside: Sequence[Row]) -> int:
    """How far from its middle a unit's places lie, in metres; 0 where there are too few of them to tell."""
    if len(inside) < LEAST:
        return 0
    places = (Place(name=row.name, latitude=row.latitude, longitude=row.longitude) for row in inside)
    return int(round(max(1_000 * (middle.kilometres_from(place) or 0.0) for place in places), -3))


def units_of(rows: Sequence[Row]) -> list[Row]:
    """A row for each unit named in a ``within`` chain and not a row itself; its place is its members' centroid,
    its population their sum."""
    members: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    known: set[tuple[str, ...]] = set()
    for row in rows:
        if row.where_prec != SETTLEMENT:
            known |= _chains_of(row)
            continue
        for depth in range(len(row.within)):
            members[row.within[: depth + 1]].append(row)
    units = []
    sounding = _by_sound(row for row in rows if row.where_prec == SETTLEMENT)
    for chain, inside in members.items():
        depth = len(chain) - 1
        level = inside[0].levels[depth]
        if level == SETTLEMENT or tuple(map(sound, chain)) in known:
            continue
        latitude, longitude = centroid((row.latitude, row.longitude) for row in inside)
        middle = Place(name=chain[-1], latitude=latitude, longitude=longitude)
        units.append(
            Row(
                name=chain[-1],
                names=_names(chain[-1], inside, depth, _inside(chain, sounding.get(sound(chain[-1]), ()))),
                latitude=latitude,
                longitude=longitude,
                within=chain[:-1],
                levels=inside[0].levels[:depth],
                ident=" > ".join(chain),
                population=sum(row.population for row in inside),
                where_prec=level,
                fixed_spelling=all(row.fixed_spelling for row in inside),
                radius_m=_reach(middle, inside),
            )
        )
    return units
