"""Alike: which of a case's media look the same, pictures and films together.

What may live here: from the prints of single pictures to likenesses of media. What follows for origins is weigh's.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from isnad.preserve.media.nearest import PDQ, Library, Near
from isnad.preserve.media.prints import Print
from isnad.records.media import Likeness

SHARE = 0.2  # of the shorter film's pictures that must be found in the other,
LEAST = 2  # and at least so many, or one title card would make two films one
KEPT = 8  # likenesses of one medium that are kept, and any that joins what was apart: a thousand copies are one group

Pictures = Sequence[Mapping[str, Any]]  # as ``looking.look`` gives them: "at" in seconds, "prints"


@dataclass(frozen=True, slots=True)
class _Hit:
    mine: int
    theirs: int
    near: Near


class Shelf:
    """The pictures of many media, in which one medium is sought."""

    def __init__(self, media: Mapping[str, Pictures]) -> None:
        """``media`` are the pictures of each medium by its id: one of a picture, several of a film."""
        self._pictures = dict(media)
        self._at = [(ident, n) for ident, pictures in self._pictures.items() for n in range(len(pictures))]
        self._library = Library(_prints(self._pictures[ident][n]) for ident, n in self._at)

    def like(self, ident: str, pictures: Pictures) -> list[Likeness]:
        """The media on the shelf that look like one, the nearest first; itself is not among them."""
        hits: defaultdict[str, list[_Hit]] = defaultdict(list)
        for mine, picture in enumerate(pictures):
            for near in self._library.like(_prints(picture)):
                other, theirs = self._at[near.owner]
                if other != ident:
                    hits[other].append(_Hit(mine, theirs, near))
        found = (self._likeness(ident, len(pictures), other, each) for other, each in hits.items())
        return sorted(filter(None, found), key=_order)

    def _likeness(self, one: str, pictures: int, other: str, hits: Sequence[_Hit]) -> Likeness | None:
        of = min(pictures, len(self._pictures[other]))
        frames = min(len({h.mine for h in hits}), len({h.theirs for h in hits}), of)
        film = max(pictures, len(self._pictures[other])) > 1
        if film and frames < min(of, max(LEAST, ceil(SHARE * of))):
            return None
        best = min((h.near for h in hits), key=lambda n: (n.method != PDQ, n.distance, n.trimmed, n.turn))
        return Likeness(
            one=one,
            other=other,
            method=best.method,
            distance=best.distance,
            turn=best.turn,
            trimmed=best.trimmed,
            frames=frames if film else 0,
            of=of if film else 0,
        )


def alike(media: Mapping[str, Pictures]) -> tuple[Likeness, ...]:
    """The likenesses among media. Each pair is told once, ``one`` before ``other`` by id; of very many copies of one
    picture not every pair is told, but they hang together.
    """
    ordered = dict(sorted(media.items()))
    shelf = Shelf(ordered)
    parent: dict[str, str] = {}
    told: dict[tuple[str, str], Likeness] = {}
    for ident, pictures in ordered.items():
        earlier = [like for like in shelf.like(ident, pictures) if like.other < ident]
        for n, like in enumerate(earlier):
            mine, theirs = _root(parent, ident), _root(parent, like.other)
            if n < KEPT or mine != theirs:
                told[like.other, ident] = _swapped(like)
            parent[mine] = theirs
    return tuple(told[pair] for pair in sorted(told))


def _root(parent: Mapping[str, str], one: str) -> str:
    while parent.get(one, one) != one:
        one = parent[one]
    return one


_BACK = {"quarter left": "quarter right", "quarter right": "quarter left"}  # the other turns are their own reverse


def _swapped(like: Likeness) -> Likeness:
    return Likeness(
        one=like.other,
        other=like.one,
        method=like.method,
        distance=like.distance,
        turn=_BACK.get(like.turn, like.turn),
        trimmed=like.trimmed,
        frames=like.frames,
        of=like.of,
    )


def _prints(picture: Mapping[str, Any]) -> Sequence[Print]:
    prints: list[Print] = list(picture["prints"])
    return prints


def _order(like: Likeness) -> tuple[bool, int, str]:
    return (like.method != PDQ, like.distance, like.other)
