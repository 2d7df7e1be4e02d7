"""Gazetteer: names of places to places.

What may live here: the protocols that gazetteers follow, and the gazetteer made of several.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from isnad.records.where import Place


class Gazetteer(Protocol):
    """Finds places by name. Pure once made: its rows are given to it."""

    def find(self, name: str, near: Sequence[Place] = ()) -> tuple[Place, ...]:
        """Places that this name may mean, best first; empty where none is close enough.

        ``near`` are places the text has named before: candidates close to them, or within them, come first.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place that a name may mean. ``score`` is 1 for a name met to the letter and nothing else known;
    surroundings may raise it above 1. ``spelt`` says that the name itself was met, and not one that sounds much like
    it. ``reasons`` say what the score is made of, in order."""

    place: Place
    score: float
    reasons: tuple[str, ...] = ()
    population: int = 0
    spelt: bool = True


@runtime_checkable
class ScoringGazetteer(Gazetteer, Protocol):
    """A gazetteer that also shows how sure it is, runners-up included."""

    def find_scored(self, name: str, near: Sequence[Place] = ()) -> tuple[Candidate, ...]:
        """All candidates, best first, those that ``find`` leaves out included."""
        ...

    @property
    def extent(self) -> tuple[float, float, float, float] | None:
        """South, west, north and east bounds in degrees; None where there are no places or it is the world."""
        ...


SURE_ENOUGH = 0.86
"""Score from which ``find`` names a place: a spelling that differs by one sound passes, one by two does not.
Chosen on invented and published name pairs (benchmarks/places.py reports what it costs)."""

_OWN_TABLE = 0.015  # less than lies between a name to the letter (1.0) and one that sounds alike (.98)
_IN_REGION = 0.03  # outweighs the difference between a city and a village of the same name
_PLACED_UNIT = 0.014  # a unit that says which country it lies in, before one whose level is only guessed
_MARGIN_DEGREES = 0.5  # about 50 km round the rows of a case's gazetteer is still its region
_KEPT = 4_096  # answers that are kept: reports of one attack ask for the same names
_SAME_PLACE_NORTH = 0.14  # degrees of latitude: more than 15 km
_SAME_PLACE_KM = 15.0  # rows of two gazetteers with one name and this close are one place


def _inside(place: Place, extent: tuple[float, float, float, float]) -> bool:
    south, west, north, east = extent
    return (
        place.latitude is not None
        and place.longitude is not None
        and south - _MARGIN_DEGREES <= place.latitude <= north + _MARGIN_DEGREES
        and west - _MARGIN_DEGREES <= place.longitude <= east + _MARGIN_DEGREES
    )


class Layered:
    """Several gazetteers as one: earlier ones first among equals, and their region pulls ties in later ones."""

    def __init__(self, *layers: ScoringGazetteer) -> None:
        self.layers = layers
        self._found: dict[tuple[str, tuple[Place, ...]], tuple[Place, ...]] = {}

    @property
    def extent(self) -> tuple[float, float, float, float] | None:
        """The extent of the first layer that has one."""
        return next((layer.extent for layer in self.layers if layer.extent is not None), None)

    def find_scored(self, name: str, near: Sequence[Place] = ()) -> tuple[Candidate, ...]:
        """Candidates of all layers, best first; a place that an earlier layer has too is shown once."""
        kept: list[Candidate] = []
        for depth, layer in enumerate(self.layers):
            for candidate in layer.find_scored(name, near):
                if not any(_same_place(candidate.place, other.place) for other in kept):
                    kept.append(self._weighed(candidate, depth))
                elif candidate.place.off_m:
                    _size(kept, candidate.place)
        kept.sort(key=lambda c: -c.score)
        return tuple(kept)

    def find(self, name: str, near: Sequence[Place] = ()) -> tuple[Place, ...]:
        """Places that this name may mean, best first; empty where none is close enough."""
        asked = (name, tuple(near))
        if asked not in self._found:
            if len(self._found) >= _KEPT:
                self._found.clear()
            self._found[asked] = tuple(c.place for c in self.find_scored(name, near) if c.score >= SURE_ENOUGH)
        return self._found[asked]

    def _weighed(self, candidate: Candidate, depth: int) -> Candidate:
        """A candidate as this stack sees it. Nothing is added to one that is not sure enough by itself."""
        if candidate.score < SURE_ENOUGH:
            return candidate
        place, own = candidate.place, depth < len(self.layers) - 1
        unit = place.where_prec in (3, 4)
        inside = any(layer.extent and _inside(place, layer.extent) for layer in self.layers[:depth])
        if own and not unit:
            added, reason = _OWN_TABLE, "in the case's own gazetteer"
        elif inside:
            added, reason = _PLACED_UNIT if unit else _IN_REGION, "in the region of the case's gazetteer"
        else:
            return candidate
        return replace(candidate, score=round(candidate.score + added, 4), reasons=(*candidate.reasons, reason))


def _size(kept: list[Candidate], known: Place) -> None:
    """Give the place that an earlier layer has too the extent that a later one knows."""
    for n, other in enumerate(kept):
        if not other.place.off_m and _same_place(known, other.place):
            kept[n] = replace(other, place=replace(other.place, off_m=known.off_m))


def _same_place(one: Place, other: Place) -> bool:
    if one.where_prec != other.where_prec or one.where_prec > 2:  # units are told apart by more than their centre
        return False
    south, north = one.latitude, other.latitude
    if south is not None and north is not None and abs(south - north) > _SAME_PLACE_NORTH:
        return False  # most are told apart by this, without trigonometry
    apart = one.kilometres_from(other)
    return apart is not None and apart <= _SAME_PLACE_KM


def layered(*layers: ScoringGazetteer) -> Layered:
    """The gazetteer made of these, the most particular first (the case's own, then the world's)."""
    return Layered(*layers)
