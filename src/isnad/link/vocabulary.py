"""Vocabulary: how rare words, runs of words and villages are in a pool, and how full of attacks its days.

What may live here: what is counted over a whole pool, and what that makes of the wording of one mention.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from isnad.link.mention import Mention
from isnad.link.tables import Numbers, Table, distinct, laid, numbered
from isnad.link.wording import Hashes, mixed

ENOUGH = 100  # mentions from which on the rarity of words is taken at its full worth
COMMON = 0.05  # a word in more than this share of mentions tells nothing: log-in walls are one in ten of some pools
RARE = 4.0  # what a village is held to be worth in a pool too small to tell: one mention in 55
SELDOM = 9  # mentions; a word that stands in more is no longer one of the rarest
STOCK = 100  # mentions; a run of words that stands in more is what pages and channels put beside their reports


class Vocabulary:
    """What is rare in a pool.

    ``telling`` are the words of each mention that are not common, the rarest first, each with its worth: its inverse
    document frequency (Sparck Jones 1972). ``prints`` are the runs of words of each that are no stock phrases.
    """

    def __init__(self, mentions: Sequence[Mention]) -> None:
        words, self._words, held = _columns([m.words for m in mentions])
        runs, self._runs, printed = _columns([m.runs for m in mentions])
        once = _first_of_each(words, runs, self._words, self._runs, [m.tells for m in mentions])
        self.size = int(once.sum())
        self._met = np.bincount(words.ids[once[words.rows]], minlength=words.width)
        self._named: defaultdict[str, float] = defaultdict(float)
        for n in np.flatnonzero(once).tolist():
            for place, share in mentions[n].places.items():
                self._named[place] += share
        self._hit = _hit([mentions[n] for n in np.flatnonzero(once).tolist()])
        self.stock = printed > STOCK
        self._common = self._met > max(5.0, self.size * COMMON)
        self._worth = np.log(1 + self.size / np.maximum(1, self._met))
        self.prints = runs.only(~self.stock[runs.ids])
        self.telling = self._by_rarity(words.only(~self._common[words.ids]))
        self.held, self.printed = held[self._rarest], printed

    def _by_rarity(self, words: Table) -> Table:
        """The words numbered anew, by how rarely they are met; those of one rarity by their hashes."""
        self._rarest: Numbers = np.lexsort((np.arange(words.width), self._met))
        rank = np.empty_like(self._rarest)
        rank[self._rarest] = np.arange(words.width)
        ids = rank[words.ids]
        return Table.of(words.rows, ids, len(words.starts) - 1, words.width, self._worth[words.ids])

    @property
    def met(self) -> Numbers:
        """In how many mentions each word of ``telling`` is met; a reprint's words are met once."""
        found: Numbers = self._met[self._rarest]
        return found

    def rarity(self, place: str) -> float:
        """How rare a place's name is, by its inverse document frequency in this pool; in a pool too small to tell, one
        village is held to be as rare as in another, see ``RARE``."""
        met = math.log((1 + self.size) / max(1, self._named.get(place, 0)))
        return self.trust * met + (1 - self.trust) * max(met, RARE)

    def attacks(self, day: int) -> int:
        """How many places the pool's reports mainly tell of that day, told by its ordinal."""
        return self._hit.get(day, 0)

    def crowd(self, one: Mention, other: Mention) -> float:
        """How full of attacks the emptier of their two days is: 0 for none or one place of which the pool's reports
        mainly tell, 1 for about sixty, on the scale of the logarithm."""
        days = [m.last for m in (one, other) if m.last is not None]
        return min(1.0, math.log2(max(1, min(map(self.attacks, days), default=1))) / 6)

    @property
    def trust(self) -> float:
        """How far rarity in this pool can be relied on, 0 to 1: a hundred mentions are held to be enough."""
        return min(1.0, self.size / ENOUGH)

    def prints_of(self, mention: Mention) -> Hashes:
        """The runs of words of a mention that are no stock phrases."""
        runs = np.unique(mention.runs)
        at, known = _found(runs, self._runs)
        return runs[~(known & self.stock[at])] if len(self._runs) else runs

    def cosine(self, one: Mention, other: Mention) -> float | None:
        """Of their telling words' inverse document frequencies, 0 to 1; None where one has no words that tell."""
        first, second = self._telling_of(one), self._telling_of(other)
        both = np.intersect1d(first, second, assume_unique=True)
        sizes = [float((self._worth[words] ** 2).sum()) for words in (first, second, both)]
        return sizes[2] / math.sqrt(sizes[0] * sizes[1]) if sizes[0] and sizes[1] else None

    def seldom(self, one: Mention, other: Mention) -> float:
        """The worth of the rarest words that both have."""
        both = np.intersect1d(self._telling_of(one), self._telling_of(other), assume_unique=True)
        return float(self._worth[both[self._met[both] <= SELDOM]].sum())

    def _telling_of(self, mention: Mention) -> Numbers:
        at, known = _found(np.unique(mention.words), self._words)
        return at[known & ~self._common[at]] if len(self._words) else at[:0]


def _columns(given: Sequence[Hashes]) -> tuple[Table, Hashes, Numbers]:
    """What each mention has, by number; the hash of each number; and how many mentions have it."""
    flat, rows = laid(given, np.uint64)
    hashes, ids = numbered(flat)
    codes = distinct(rows * max(1, len(hashes)) + ids)
    rows, ids = np.divmod(codes, max(1, len(hashes)))
    return Table.of(rows, ids, len(given), len(hashes)), hashes, np.bincount(ids, minlength=len(hashes))


def _found(sought: Hashes, known: Hashes) -> tuple[Numbers, Any]:
    """Where each stands among the known ones, and whether it does."""
    if not len(known):
        return np.zeros(len(sought), np.int64), np.zeros(len(sought), bool)
    at = np.minimum(np.searchsorted(known, sought), len(known) - 1)
    return at, known[at] == sought


def _first_of_each(words: Table, runs: Table, word: Hashes, run: Hashes, tells: Sequence[bool]) -> Any:
    """Whether each mention is counted: a reprint makes nothing less rare; what asks to log in does."""
    told = np.array(tells, bool)
    marks = np.zeros(len(told), np.uint64)
    for table, hashes in ((words, word), (runs, run)):
        upto = np.concatenate((np.zeros(1, np.uint64), np.cumsum(mixed(hashes)[table.ids], dtype=np.uint64)))
        marks = mixed(marks) + upto[table.starts[1:]] - upto[table.starts[:-1]]
    first = np.zeros(len(told), bool)
    telling = np.flatnonzero(told)
    first[telling[np.unique(marks[telling], return_index=True)[1]]] = True
    return first | ~told


def _hit(mentions: Sequence[Mention]) -> Mapping[int, int]:
    """How many villages are the main one of a report whose attack may lie on that last day."""
    hit: dict[int, set[str]] = {}
    for mention in mentions:
        if mention.main and mention.last is not None and mention.places:
            village = max(mention.places, key=lambda p: (mention.places[p], p))
            hit.setdefault(mention.last, set()).add(village)
    return {day: len(named) for day, named in hit.items()}
