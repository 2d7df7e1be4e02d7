"""Nearest: which of very many pictures look like one, exactly, by counting the bits in which prints differ.

What may live here: the search and how near is near. A scan with numpy's population count finds all, with no index to
go wrong: a million prints take some hundredths of a second (``benchmarks/likeness.py``).

Two pictures look alike where PDQ differs in at most ``PDQ_NEAR`` bits; or where the difference hash differs in at
most ``DHASH_NEAR`` and PDQ, in the same turn, in at most ``PDQ_SEEN``. The second finds what carries a mark or a
caption. The difference hash alone errs: 4 of 1.3 million unlike pairs came within 26 bits of each other; with PDQ as
a second witness none came within 80.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from isnad.preserve.media.prints import Print

BITS = 256
PDQ_NEAR = 31  # PDQ's authors' own bound (2019)
DHASH_NEAR, PDQ_SEEN = 44, 84  # half way between what is found and the nearest unlike pair (benchmarks/likeness.py)
CLEAR = 50  # PDQ's authors' least quality: a plainer picture is like too many. One of two must have it,
FAINT = 25  # and the other this: a darkened copy of a clear picture is plainer than it
PDQ, DHASH = "PDQ", "dHash"
_BLOCK = 1 << 16  # prints in one step: their words stay in the processor's cache


class Bits:
    """Prints of one method in memory, 32 bytes each; found again by their place in the sequence they came in."""

    def __init__(self, bits: Sequence[str]) -> None:
        """``bits`` are 64 hex digits each."""
        import numpy as np

        rows = np.frombuffer(bytes.fromhex("".join(bits)), dtype=np.uint64).reshape(-1, 4)
        self._words = np.ascontiguousarray(rows.T)

    def __len__(self) -> int:
        return int(self._words.shape[1])

    def within(self, bits: str, most: int) -> list[tuple[int, int]]:
        """(place, distance) of every print that differs from ``bits`` in at most ``most`` bits, nearest first."""
        import numpy as np

        sought = np.frombuffer(bytes.fromhex(bits), dtype=np.uint64)
        found: list[tuple[int, int]] = []
        for start in range(0, len(self), _BLOCK):
            found += self._block(sought, start, most)
        return sorted(found, key=lambda pair: (pair[1], pair[0]))

    def _block(self, sought: Any, start: int, most: int) -> list[tuple[int, int]]:
        """Half the words rule out nearly all; only what is left is counted to the end."""
        import numpy as np

        words = self._words[:, start : start + _BLOCK]
        half = np.bitwise_count(words[0] ^ sought[0])
        half += np.bitwise_count(words[1] ^ sought[1])
        left = np.flatnonzero(half <= most)
        if not left.size:
            return []
        rest = words[2:, left] ^ sought[2:, None]
        whole = half[left].astype(np.int64) + np.bitwise_count(rest).sum(axis=0, dtype=np.int64)
        near = whole <= most
        return list(zip((left[near] + start).tolist(), whole[near].tolist(), strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """One print found near to one sought: whose it is, by which method, in how many bits they differ, how it was
    turned, whether a border was taken off either."""

    owner: int
    method: str
    distance: int
    turn: str
    trimmed: bool


class Library:
    """The prints of many pictures, each as it stands and without its borders. A picture is sought in all its turns."""

    def __init__(self, pictures: Iterable[Sequence[Print]]) -> None:
        """``pictures`` are each picture's prints; its place among them is its ``owner`` number."""
        every = ((n, p) for n, prints in enumerate(pictures) for p in prints if not p["turn"])
        kept = [(n, p) for n, p in every if p["quality"] >= FAINT]
        self._owners = [n for n, _ in kept]
        self._prints = [p for _, p in kept]
        self._pdq = Bits([p["pdq"] for p in self._prints])
        self._dhash = Bits([p["dhash"] for p in self._prints])

    def __len__(self) -> int:
        return len(self._prints)

    def like(self, prints: Iterable[Print]) -> list[Near]:
        """The pictures that look like one, each once, by its nearest print; nearest first."""
        best: dict[int, Near] = {}
        for sought in prints:
            for near in self._near(sought) if sought["quality"] >= FAINT else ():
                if near.owner not in best or _order(near) < _order(best[near.owner]):
                    best[near.owner] = near
        return sorted(best.values(), key=_order)

    def _near(self, sought: Print) -> Iterator[Near]:
        for place, distance in self._pdq.within(sought["pdq"], PDQ_NEAR):
            if comparable(sought, self._prints[place]):
                yield self._made(place, sought, PDQ, distance)
        for place, distance in self._dhash.within(sought["dhash"], DHASH_NEAR):
            stored = self._prints[place]
            if comparable(sought, stored) and apart(sought["pdq"], stored["pdq"]) <= PDQ_SEEN:
                yield self._made(place, sought, DHASH, distance)

    def _made(self, place: int, sought: Print, method: str, distance: int) -> Near:
        trimmed = sought["trimmed"] or self._prints[place]["trimmed"]
        owner = self._owners[place]
        return Near(owner=owner, method=method, distance=distance, turn=sought["turn"], trimmed=trimmed)


def apart(one: str, other: str) -> int:
    """In how many bits two prints of 64 hex digits differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def comparable(one: Print, other: Print) -> bool:
    """Whether there is enough in two pictures to tell them from others."""
    low, high = sorted((one["quality"], other["quality"]))
    return low >= FAINT and high >= CLEAR


def _order(near: Near) -> tuple[bool, int, bool, str, int]:
    """PDQ before the difference hash, the nearer first, the plainer explanation first."""
    return (near.method != PDQ, near.distance, near.trimmed, near.turn, near.owner)
