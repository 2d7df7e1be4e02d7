"""Place, and how well it is known.

What may live here: places, the distance between two, their codes of precision, and how far off a point may lie.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG 1980
# Metres by which the point may be off, by UCDP's where_prec, where nothing is known of the place's own extent: a
# village and the minute of arc to which gazetteers round (1.85 km); what UCDP says of "near"; half a usual unit.
OFF_M = {1: 2_000, 2: 25_000, 3: 25_000, 4: 75_000, 5: 75_000, 6: 250_000, 7: 250_000}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place as a report gives it, resolved where a gazetteer knew it.

    ``name`` is the gazetteer's name (or the report's words where unresolved),
    ``words`` the report's own words, ``within`` the wider units from the widest to the
    narrowest. ``latitude`` and ``longitude`` are WGS 84 degrees; both None: unresolved.
    ``where_prec`` is UCDP GED's code: 1 exact spot, 2 within some 25 km (near, outskirts of),
    3 second-order unit (district), 4 first-order unit (province), 5 a line or vague area,
    6 country, 7 international waters or airspace. ``ident`` names gazetteer and row.
    ``off_m`` is how far off the point may lie, in metres, where the place's own extent is known; 0: as its
    ``where_prec`` says (``accuracy_m`` is the one or the other). ``line`` are the two ends of a road, latitude before
    longitude; its point is then the middle.
    """

    name: str
    words: str = ""
    within: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    where_prec: int = 1
    ident: str = ""
    off_m: int = 0
    line: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("a Place has both coordinates or none")
        if self.latitude is not None and not -90 <= self.latitude <= 90:
            raise ValueError("latitude lies between -90 and 90")
        if self.longitude is not None and not -180 <= self.longitude <= 180:
            raise ValueError("longitude lies between -180 and 180")
        if not 1 <= self.where_prec <= 7:
            raise ValueError("where_prec is a UCDP code from 1 to 7")
        if self.off_m < 0:
            raise ValueError("a point is off by no less than 0 metres")
        if self.line and len(self.line) != 2:
            raise ValueError("a line has two ends")

    @property
    def resolved(self) -> bool:
        """Whether a gazetteer gave coordinates."""
        return self.latitude is not None

    @property
    def accuracy_m(self) -> int:
        """Metres by which the point may be off."""
        return self.off_m or OFF_M[self.where_prec]

    def meets(self, other: "Place") -> bool:
        """Whether one is the other, or lies within it, as far as their names tell."""
        same = self.ident == other.ident if self.ident and other.ident else self.name == other.name
        return same or self.name in other.within or other.name in self.within

    def kilometres_from(self, other: "Place") -> float | None:
        """Great-circle distance in kilometres (haversine), None where one is unresolved."""
        if self.latitude is None or self.longitude is None or other.latitude is None or other.longitude is None:
            return None
        return _kilometres(self.latitude, self.longitude, other.latitude, other.longitude)


@lru_cache(maxsize=1 << 14)  # the places of one report are compared again and again
def _kilometres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    south, west, north, east = map(math.radians, (latitude, longitude, other_latitude, other_longitude))
    h = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin((east - west) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))
