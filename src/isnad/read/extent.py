"""Extent: how far off the point of a place may lie, and places that are told of by others.

What may live here: arithmetic of places for the readers of every language: the radius of a town by its people, a place
so many kilometres off another, the road between two. Words are the languages' own.
"""

import math
from dataclasses import replace
from functools import lru_cache

from isnad.records.where import EARTH_RADIUS_KM, OFF_M, Place

# People a square kilometre of built-up ground, by which a town taken for a disc is measured: a convention of isnad's,
# to be read as an order of size. Towns of some 3,000 to 10,000 a square kilometre come out a third too wide or narrow.
PEOPLE_PER_KM2 = 5_000
BESIDE_M = 5_000  # what "near" adds to the extent of a town
EDGE_M = 2_000  # what "the outskirts of" adds to it
COMPASS_SHARE = 0.4  # of a distance: the sine of 22.5 degrees, half of one of eight points of the compass
ROUND_M = 1_000  # at which distances in kilometres are rounded
LONGEST_KM = 300.0  # a road told of by places further apart is told of by namesakes of theirs
FUZZY_KM = 25.0  # UCDP: a line between places further apart than this is coded 5
NEAR, LINE = 2, 5  # UCDP where_prec
POINTS = {"n": 0.0, "ne": 45.0, "e": 90.0, "se": 135.0, "s": 180.0, "sw": 225.0, "w": 270.0, "nw": 315.0}


@lru_cache(maxsize=4_096)
def town_m(population: int) -> int:
    """The radius of a town of so many people, in metres; 0 where it is no more than is said of any village.

    >>> town_m(800), town_m(500_000)
    (0, 5600)
    """
    radius = round(1_000 * math.sqrt(population / (math.pi * PEOPLE_PER_KM2)), -2)
    return int(radius) if radius > OFF_M[1] else 0


def beside(place: Place, more: int = BESIDE_M) -> Place:
    """What is said to lie near a place, or on its edge; of a unit's own extent nothing is taken."""
    if not place.resolved or place.where_prec > NEAR:
        return place
    return replace(place, off_m=(place.off_m or OFF_M[1]) + more)


def inside(place: Place) -> int:
    """How far off the middle of a town a quarter of it may lie, in metres; 0 where it is in no town."""
    return (place.off_m or OFF_M[1]) if place.where_prec == 1 else 0


def moved(place: Place, kilometres: float, point: str) -> Place:
    """The place so far off another on a point of the compass: "5 km north of" it."""
    if place.latitude is None or place.longitude is None or place.where_prec > NEAR:
        return place
    bearing, turn = math.radians(POINTS[point]), kilometres / EARTH_RADIUS_KM
    south = math.radians(place.latitude)
    latitude = math.asin(math.sin(south) * math.cos(turn) + math.cos(south) * math.sin(turn) * math.cos(bearing))
    east = math.atan2(
        math.sin(bearing) * math.sin(turn) * math.cos(south), math.cos(turn) - math.sin(south) * math.sin(latitude)
    )
    longitude = (place.longitude + math.degrees(east) + 540) % 360 - 180
    off = max(place.accuracy_m if place.where_prec == 1 else OFF_M[1], COMPASS_SHARE * 1_000 * kilometres + ROUND_M)
    return replace(
        place,
        latitude=round(math.degrees(latitude), 5),
        longitude=round(longitude, 5),
        where_prec=NEAR,
        off_m=int(round(off, -2)),
    )


def between(one: Place, other: Place, words: str) -> Place | None:
    """The road between two places: its middle, half its length and both ends; None where either is not resolved."""
    apart = one.kilometres_from(other)
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    if not apart or apart > LONGEST_KM or max(one.where_prec, other.where_prec) > NEAR:
        return None
    return Place(
        name=f"{one.name} – {other.name}",
        words=words,
        within=_shared(one, other),
        latitude=round((one.latitude + other.latitude) / 2, 5),
        longitude=round((one.longitude + other.longitude) / 2, 5),
        where_prec=LINE if apart > FUZZY_KM else NEAR,
        off_m=max(OFF_M[1], int(round(500 * apart, -2))),
        line=((one.latitude, one.longitude), (other.latitude, other.longitude)),
    )


def _shared(one: Place, other: Place) -> tuple[str, ...]:
    """The wider units that hold both, from the widest."""
    deep = next((n for n, (a, b) in enumerate(zip(one.within, other.within, strict=False)) if a != b), None)
    return one.within[: min(len(one.within), len(other.within)) if deep is None else deep]
