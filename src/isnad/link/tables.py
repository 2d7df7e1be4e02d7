"""Tables: what each mention has several of, as columns, and what pairs of mentions share of it.

What may live here: rows of numbers of uneven length laid end to end (as compressed sparse rows are), and sums over
what two rows share, for many pairs at once with bounded memory.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Values = NDArray[np.float64]
LAID = 128  # first rows of pairs that are compared at once; of more the board they are laid on outgrows the cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Row ``n`` holds ``ids[starts[n]:starts[n + 1]]``, each once and in rising order, each with a value; ids lie below
    ``width``."""

    starts: Numbers
    ids: Numbers
    values: Values
    width: int

    @classmethod
    def of(cls, rows: Numbers, ids: Numbers, count: int, width: int, values: Values | None = None) -> "Table":
        """The table of ``count`` rows whose entries are told by row and id, in any order, each pair once."""
        order = np.argsort(rows * max(1, width) + ids, kind="stable")
        given = np.ones(len(ids)) if values is None else values[order]
        return cls(starts=bounds(rows, count), ids=ids[order], values=given, width=width)

    @property
    def sizes(self) -> Numbers:
        """How many entries each row has."""
        return np.diff(self.starts)

    @property
    def rows(self) -> Numbers:
        """The row of each entry."""
        return np.repeat(np.arange(len(self.starts) - 1), self.sizes)

    def only(self, kept: NDArray[np.bool_]) -> "Table":
        """The table with those entries alone."""
        before = np.concatenate(([0], np.cumsum(kept)))
        return Table(starts=before[self.starts], ids=self.ids[kept], values=self.values[kept], width=self.width)

    def take(self, rows: Numbers) -> "Table":
        """A table of these rows, in this order."""
        where, starts = spread(self.starts[rows], self.sizes[rows])
        return Table(starts=starts, ids=self.ids[where], values=self.values[where], width=self.width)

    def shared(self, i: Numbers, j: Numbers) -> Values:
        """Of each pair of rows the sum, over the ids they share, of one's value times the other's.

        Summed in the order of ids. Costs least where ``i`` is sorted.
        """
        found, column = np.zeros(len(i)), np.full(self.width, -1, np.int32)
        some = np.flatnonzero((self.sizes[i] > 0) & (self.sizes[j] > 0))
        order = some if len(some) < 2 or (np.diff(i[some]) >= 0).all() else some[np.argsort(i[some], kind="stable")]
        for part in _boards(i[order]):
            pairs = order[part]
            found[pairs] = self._on_a_board(i[pairs], j[pairs], column)
        return found

    def _on_a_board(self, i: Numbers, j: Numbers, column: NDArray[np.int32]) -> Values:
        """The sums of pairs with few first rows, each of which is laid on a row of a board with a column for each id
        that any of them has; ``column`` is -1 everywhere before and after."""
        fresh = np.concatenate(([True], np.diff(i) > 0))
        first, row = i[fresh], np.cumsum(fresh) - 1
        where, starts = spread(self.starts[first], self.sizes[first])
        ids = distinct(self.ids[where])
        column[ids] = np.arange(len(ids))
        board = np.zeros((len(first), len(ids)))
        board[np.repeat(np.arange(len(first)), np.diff(starts)), column[self.ids[where]]] = self.values[where]
        where, starts = spread(self.starts[j], self.sizes[j])
        at = column[self.ids[where]]
        known = np.flatnonzero(at >= 0)
        pair = np.repeat(np.arange(len(j)), self.sizes[j])[known]
        met = board[row[pair], at[known]] * self.values[where[known]]
        column[ids] = -1
        return summed(pair, met, len(j))


def _boards(i: Numbers) -> Iterator[slice]:
    """Stretches of sorted pairs with at most ``LAID`` first rows."""
    if not len(i):
        return
    fresh = np.concatenate(([0], np.cumsum(np.diff(i) > 0)))
    start = 0
    for end in np.searchsorted(fresh, np.arange(LAID, fresh[-1] + LAID + 1, LAID)).tolist():
        yield slice(start, end)
        start = end


def spread(starts: Numbers, sizes: Numbers) -> tuple[Numbers, Numbers]:
    """Where the entries of stretches lie, one stretch after the other, and where each begins among them."""
    begins = np.concatenate(([0], np.cumsum(sizes)))
    where = np.arange(begins[-1]) + np.repeat(starts - begins[:-1], sizes)
    return where, begins


def summed(at: Numbers, values: NDArray[Any], count: int) -> Values:
    """The sum of the values that belong to each of ``count``, in the order given."""
    return np.bincount(at, values, count).astype(np.float64, copy=False)


def distinct(values: Any) -> Any:
    """Each value once, in order; by sorting, which is quicker than the table numpy's ``unique`` makes of them."""
    values = np.sort(values)
    return values[np.concatenate(([True], values[1:] != values[:-1]))] if len(values) else values


def ranked(values: Any) -> tuple[Any, Numbers]:
    """Each value once, in order, and where each that was given stands among them."""
    order = np.argsort(values)
    fresh = np.ones(len(values), bool)
    fresh[1:] = values[order[1:]] != values[order[:-1]]
    at = np.empty(len(values), np.int64)
    at[order] = np.cumsum(fresh) - 1
    return values[order[fresh]], at


def numbered(hashes: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], Numbers]:
    """As ``ranked``, of numbers spread evenly over 64 bits: each is looked for from where its first bits begin."""
    known = distinct(hashes)
    shift = np.uint64(64 - max(1, len(known).bit_length()))
    begins = bounds((known >> shift).astype(np.int64), 1 << (64 - int(shift)))
    at = begins[(hashes >> shift).astype(np.int64)]
    beyond = np.flatnonzero(known[at] != hashes)
    while len(beyond):
        at[beyond] += 1
        beyond = beyond[known[at[beyond]] != hashes[beyond]]
    return known, at


def bounds(rows: Numbers, count: int) -> Numbers:
    """Where each of ``count`` rows begins, and where the last ends, when entries stand row by row."""
    return np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=count)))).astype(np.int64)


def laid(arrays: Iterable[Any], kind: Any = np.int64) -> tuple[Any, Numbers]:
    """Rows of uneven length end to end, and the row of each entry."""
    given = list(arrays)
    sizes = np.fromiter((len(each) for each in given), np.int64, len(given))
    flat = np.concatenate(given) if given else np.zeros(0)
    return flat.astype(kind, copy=False), np.repeat(np.arange(len(given)), sizes)
