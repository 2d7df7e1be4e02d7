"""Portions: what is long, cut so that no page of it is heavier than the others.

What may live here: cutting a sequence by how much its entries weigh on a page. What is cut, and how heavy an entry is,
stands in ``parts``.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

HEAVIEST = 160_000  # bytes on a page of its own, about
MOST = 100  # entries on such a page


def number_of(asked: str) -> int:
    """The number of a page as it was asked for; 1 where that is none."""
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """Some entries of ``number``, and where they stand: on page ``at`` of ``pages``, or at 0 beside other parts."""

    name: str
    entries: Sequence[object]
    number: int
    at: int = 0
    pages: int = 1
    before: int = 0  # entries on the pages before

    @property
    def left(self) -> int:
        """How many are not among them."""
        return self.number - len(self.entries)


class Cut:
    """A sequence cut into pages. ``weigh`` says how many bytes one of its entries takes, about."""

    def __init__(self, name: str, entries: Sequence[object], weigh: Callable[[Any], int]) -> None:
        self.name, self.entries, self._weigh = name, entries, weigh

    @cached_property
    def weight(self) -> int:
        """Of all of it."""
        return sum(map(self._weigh, self.entries))

    @cached_property
    def _begins(self) -> list[int]:
        """Where each page begins."""
        begins: list[int] = []
        heavy = HEAVIEST
        for number, entry in enumerate(self.entries):
            weight = self._weigh(entry)
            heavy += weight
            if heavy > HEAVIEST or number - begins[-1] >= MOST:
                begins.append(number)
                heavy = weight
        return begins

    def beginning(self, most: int) -> Portion:
        """As many of the first as weigh no more than this, one at least."""
        heavy, number = 0, 0
        for entry in self.entries:
            heavy += self._weigh(entry)
            if heavy > most and number:
                break
            number += 1
        return self.chosen(self.entries[:number])

    def chosen(self, entries: Sequence[object]) -> Portion:
        """These of them."""
        return Portion(name=self.name, entries=entries, number=len(self.entries))

    def page(self, at: int) -> Portion:
        """One page, the last where there are fewer."""
        begins = self._begins or [0]
        at = min(max(1, at), len(begins))
        start, end = [*begins, len(self.entries)][at - 1 : at + 1]
        return Portion(
            name=self.name,
            entries=self.entries[start:end],
            number=len(self.entries),
            at=at,
            pages=len(begins),
            before=start,
        )

    def page_of(self, index: int) -> int:
        """The page on which an entry stands."""
        return max(1, bisect_right(self._begins, index))
