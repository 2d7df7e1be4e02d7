"""Projection: places to points of a drawing, and the boxes that a map shows.

What may live here: arithmetic of Mercator's projection (Snyder 1987, pp. 38-47, on the sphere).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

HIGHEST = 80.0  # degrees of latitude that are drawn
SMALLEST = 0.02  # degrees that a box is wide at least
KM_PER_DEGREE = 111.195  # of a great circle on the sphere that distances are reckoned on
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """West, south, east and north bounds in degrees."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, latitude: float, longitude: float) -> bool:
        """Whether a place lies within."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east

    def __str__(self) -> str:
        return ",".join(
            f"{each:.4f}".rstrip("0").rstrip(".") for each in (self.west, self.south, self.east, self.north)
        )


def box_of(said: str) -> Box | None:
    """The box that an address names; None where it names none."""
    parts = said.split(",")
    try:
        west, south, east, north = (float(each) for each in parts)
    except ValueError:
        return None
    fits = -180 <= west < east <= 180 and -90 <= south < north <= 90
    return Box(west, south, east, north) if fits else None


def round_about(places: Iterable[Point]) -> Box | None:
    """The box of some places (latitude, longitude), with room about them; None where there are none."""
    latitudes, longitudes = [], []
    for latitude, longitude in places:
        latitudes.append(latitude)
        longitudes.append(longitude)
    if not latitudes:
        return None
    south, north, west, east = min(latitudes), max(latitudes), min(longitudes), max(longitudes)
    room = max(0.12 * max(north - south, east - west), SMALLEST)
    return clamped(west - room, south - room, east + room, north + room)


def clamped(west: float, south: float, east: float, north: float) -> Box:
    """A box within the world, no smaller than may be."""
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    half_x, half_y = max((east - west) / 2, SMALLEST / 2), max((north - south) / 2, SMALLEST / 2)
    return Box(
        max(-180.0, middle_x - half_x), max(-HIGHEST, middle_y - half_y),
        min(180.0, middle_x + half_x), min(HIGHEST, middle_y + half_y),
    )  # fmt: skip


def mercator(latitude: float) -> float:
    """How far from the equator a latitude is drawn, in degrees of longitude."""
    held = max(-HIGHEST, min(HIGHEST, latitude))
    return math.degrees(math.asinh(math.tan(math.radians(held))))


def latitude_of(height: float) -> float:
    """The latitude that is drawn so far from the equator."""
    return math.degrees(math.atan(math.sinh(math.radians(height))))


class Chart:
    """A box laid on a drawing of so many units, whole and undistorted."""

    def __init__(self, box: Box, width: float, height: float) -> None:
        self.box, self.width, self.height = box, width, height
        low, high = mercator(box.south), mercator(box.north)
        self.scale = min(width / (box.east - box.west), height / max(high - low, 1e-9))
        self.left = width / 2 - self.scale * (box.west + box.east) / 2
        self.top = height / 2 + self.scale * (low + high) / 2

    def at(self, longitude: float, mercator_height: float) -> Point:
        """Where a longitude and a height of ``mercator`` are drawn."""
        return self.left + self.scale * longitude, self.top - self.scale * mercator_height

    def place(self, latitude: float, longitude: float) -> Point:
        """Where a place is drawn."""
        return self.at(longitude, mercator(latitude))

    def radius(self, latitude: float, kilometres: float) -> float:
        """How long so many kilometres are drawn at a latitude."""
        return kilometres / (KM_PER_DEGREE * math.cos(math.radians(latitude))) * self.scale

    @property
    def shown(self) -> Box:
        """All that the drawing shows, which may be more than its box."""
        return self.stretch(0.0, 0.0, self.width, self.height)

    def stretch(self, left: float, top: float, right: float, bottom: float) -> Box:
        """What a stretch of the drawing shows."""
        west, east = (left - self.left) / self.scale, (right - self.left) / self.scale
        north, south = latitude_of((self.top - top) / self.scale), latitude_of((self.top - bottom) / self.scale)
        return Box(max(-180.0, west), south, min(180.0, east), north)
