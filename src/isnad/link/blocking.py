"""Blocking: which mentions are compared at all, so that cost grows nearly linearly.

What may live here: keys under which mentions meet, and the pairs that meet. What no key brings together is never
linked by a feature: blocking recall caps everything, so keys overlap on purpose (place, name, wording, rare words).
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isnad.link.columns import Columns
from isnad.link.mention import EXACT, Mention
from isnad.link.tables import Numbers, Table, distinct, spread
from isnad.link.vocabulary import Vocabulary
from isnad.link.wording import mixed
from isnad.records.likeness import skeleton

LONGEST = 8  # days; a longer stretch is no day's key
SKETCH = 8  # smallest hashes of runs that stand for a text (Broder 1997): half-alike texts share one with odds of .99
MANY = 4  # villages of a mention by which it is met: those it names most
RARE = 20  # its rarest words, by which it is met within a fortnight,
RAREST = 12  # and by which it is met at any time,
MET_BY = 20  # where no more mentions have them
FEW = 60  # reports of one day that all meet, so that one which names nothing finds the only attack of its day
SLIGHT = 30  # mentions that share a weak key; what more share tells next to nothing, and would cost the most
CROWD = 120  # mentions in one block; in a larger one each is paired with the next ``NEXT`` in time only
NEXT = 10
NO_MONTH = -1
EPOCH = 719_163  # the ordinal of 1970-01-01

Keys = NDArray[np.uint64]
Keyed = tuple[Numbers, Keys]  # rows of mentions, and the key each has


def pairs(
    mentions: Sequence[Mention], vocabulary: Vocabulary, columns: Columns | None = None
) -> tuple[Numbers, Numbers]:
    """Pairs of positions i < j, in order, that share a strong key or two weak ones.

    All keys of a kind are made at once, and all meetings under them: a pool of 100,000 reports has tens of millions.
    """
    size = len(mentions)
    if not size:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    blocks = _Blocks(mentions, columns or Columns.of(mentions, vocabulary), vocabulary)
    slight = [_meetings(keyed, blocks.turn, most=SLIGHT) for keyed in blocks.weak()]
    weak = np.sort(np.concatenate([*slight, _meetings(blocks.villages(), blocks.turn)]))
    weak = weak[1:][weak[1:] == weak[:-1]]
    strong = [_meetings(keyed, blocks.turn) for keyed in blocks.strong()]
    codes = distinct(np.concatenate([*strong, weak, _meetings(blocks.day(), blocks.turn, most=FEW)]))
    return codes // size, codes % size


def _meetings(keyed: Keyed, turn: Numbers, most: int = 0) -> Numbers:
    """The pairs of all blocks, each as the number ``i * size + j``; of a crowd only neighbours in time (``turn``), of a
    block of more than ``most`` none."""
    rows, keys = keyed
    order = np.argsort(keys)
    rows, keys = rows[order], keys[order]
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.zeros(0, np.int64)
    sizes = np.diff(np.append(starts, len(keys)))
    for n in np.flatnonzero(sizes > CROWD).tolist():
        block = slice(starts[n], starts[n] + sizes[n])
        rows[block] = rows[block][np.argsort(turn[rows[block]])]
    wanted = (sizes > 1) & (sizes <= most) if most else sizes > 1
    starts, sizes = starts[wanted], sizes[wanted]
    where, begins = spread(starts, sizes)
    after = np.repeat(begins[1:], sizes) - np.arange(len(where)) - 1  # how many of its block come after each
    after = np.where(np.repeat(sizes, sizes) > CROWD, np.minimum(after, NEXT), after)
    others, _ = spread(where + 1, after)
    one, other = rows[np.repeat(where, after)], rows[others]
    return np.minimum(one, other) * len(turn) + np.maximum(one, other)


class _Blocks:
    """The keys of all mentions, one kind after the other."""

    def __init__(self, mentions: Sequence[Mention], columns: Columns, vocabulary: Vocabulary) -> None:
        self._mentions, self._columns, self._vocabulary = mentions, columns, vocabulary
        times = [mention.span.start.timestamp() if mention.span else 0.0 for mention in mentions]
        self.turn: Numbers = np.empty(len(mentions), np.int64)
        self.turn[np.argsort(np.array(times), kind="stable")] = np.arange(len(mentions))
        days = columns.last - columns.since + 1
        self._short = columns.timed & (days <= LONGEST)
        self._precise = ~np.isnan(columns.latitude) & (columns.where_prec <= EXACT)
        self._placed = columns.spot >= 0
        names = _codes(skeleton(place.name) for place in columns.spots)
        self._name = np.append(names, 0)[columns.spot]
        met = vocabulary.met
        self._villages = self._most_named()
        self._met, self._known = met, vocabulary.telling.only(met[vocabulary.telling.ids] > 1)

    def strong(self) -> Iterator[Keyed]:
        """Keys of which one is enough."""
        rows, villages = self._villages
        yield self._each_day(rows, villages)  # a village named, on a day
        rows = np.flatnonzero(self._placed)
        yield self._each_day(rows, self._name[rows])  # a name spelt alike, on a day
        yield self._rare_words()

    def weak(self) -> Iterator[Keyed]:
        """Keys of which it takes two."""
        yield _first(self._vocabulary.prints, SKETCH)
        yield self._names_of_a_month()
        yield self._words_of_a_fortnight()
        vague = np.flatnonzero(~self._precise).tolist()
        for told in ("targets", "killed"):
            yield self._each_day(*_told((n, getattr(self._mentions[n], told)) for n in vague))

    def villages(self) -> Keyed:
        """The villages named, at any time: a weak key too."""
        rows, villages = self._villages
        return rows, _key(villages)

    def day(self) -> Keyed:
        """The last day on which what a report is mainly of may lie."""
        rows = np.flatnonzero(self._columns.main & self._columns.timed)
        return rows, _key(self._columns.last[rows])

    def _each_day(self, rows: Numbers, *parts: Numbers) -> Keyed:
        """A key for each day on which it may lie and one more on each side; none where that is too vague."""
        short = self._short[rows]
        rows, parts = rows[short], tuple(part[short] for part in parts)
        since = self._columns.since[rows] - 1
        count = self._columns.last[rows] - since + 2
        days, _ = spread(since, count)
        return np.repeat(rows, count), _key(days, *(np.repeat(part, count) for part in parts))

    def _most_named(self) -> tuple[Numbers, Numbers]:
        """The villages each mention names most, the first of one share by name: a mention's stand in their order."""
        named = self._columns.places
        kept = np.ones(len(named.ids), bool)
        for n in np.flatnonzero(named.sizes > MANY).tolist():
            shares = list(self._mentions[n].places.values())
            rest = sorted(range(len(shares)), key=lambda k: (-shares[k], k))[MANY:]
            kept[named.starts[n] + np.array(rest)] = False
        return named.rows[kept], named.ids[kept]

    def _names_of_a_month(self) -> Keyed:
        columns = self._columns
        rows = np.flatnonzero(self._placed & (~columns.timed | (columns.where_prec <= EXACT)))
        months = [np.where(columns.timed[rows], _month(day[rows]), NO_MONTH) for day in (columns.since, columns.last)]
        two = np.flatnonzero(months[0] != months[1])
        names = self._name[rows]
        return np.concatenate((rows, rows[two])), np.concatenate(
            (_key(names, months[0]), _key(names[two], months[1][two]))
        )

    def _words_of_a_fortnight(self) -> Keyed:
        """Fortnights that overlap by a week: any two mentions within a week of each other share one."""
        rows, words = _first(self._known, RARE, plain=True)
        dated = self._columns.timed[rows]
        rows, words = rows[dated], words[dated]
        week = self._columns.since[rows] // 7
        return np.concatenate((rows, rows)), np.concatenate((_key(words, week), _key(words, week + 1)))

    def _rare_words(self) -> Keyed:
        rows, words = _first(self._known, RAREST, plain=True)
        rare = self._met[words] <= MET_BY
        return rows[rare], _key(words[rare])


def _key(*parts: Any) -> Keys:
    made = np.zeros(len(parts[0]), np.uint64)
    for part in parts:
        made = mixed(made ^ part.astype(np.int64).view(np.uint64))
    return made


def _first(table: Table, many: int, plain: bool = False) -> Any:
    """The first few entries of each row: the rows, and the ids or keys made of them."""
    at = np.arange(len(table.ids)) - np.repeat(table.starts[:-1], table.sizes)
    rows, ids = table.rows[at < many], table.ids[at < many]
    return (rows, ids) if plain else (rows, _key(ids))


def _codes(values: Iterable[Hashable]) -> Numbers:
    codes: dict[Hashable, int] = {}
    return np.array([codes.setdefault(value, len(codes)) for value in values], np.int64)


def _told(given: Iterable[tuple[int, Iterable[Hashable]]]) -> tuple[Numbers, Numbers]:
    """A row and a code for each thing told."""
    told = [(n, each) for n, several in given for each in several]
    return np.array([n for n, _ in told], np.int64), _codes(each for _, each in told)


def _month(days: Numbers) -> Numbers:
    months: Numbers = (days - EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months
