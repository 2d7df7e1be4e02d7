"""Scoring: the log odds of many pairs of mentions at once, here or by other processes.

What may live here: pairs cut into parts of bounded memory, and what the features give for each part.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import partial

import numpy as np

from isnad.link import features
from isnad.link.columns import Columns
from isnad.link.features import FEATURES, PRIOR, Feature
from isnad.link.in_bulk import IN_BULK
from isnad.link.mention import Mention
from isnad.link.tables import Numbers, Values
from isnad.link.vocabulary import Vocabulary

PART = 1 << 16  # pairs compared at once: some 50 MB of passing columns
WORTH_SENDING = 1 << 15  # pairs from which on an executor is asked: what sending costs is then little beside the work


class Scorer:
    """Compares mentions told by their positions. Given an executor, many pairs are compared by it, with the same
    outcome: what is sent is the rows that a part needs, and features known to it by name."""

    def __init__(
        self,
        mentions: Sequence[Mention],
        vocabulary: Vocabulary,
        table: Sequence[Feature] = FEATURES,
        executor: Executor | None = None,
    ) -> None:
        self.columns = Columns.of(mentions, vocabulary)
        self._mentions, self._vocabulary = mentions, vocabulary
        self._features, self._executor = tuple(table), executor

    def likenesses(self, i: Numbers, j: Numbers) -> Values:
        """A row for each pair, a column for each feature; not a number where a feature does not tell."""
        bulk = [(n, f) for n, f in enumerate(self._features) if f.compare in IN_BULK]
        known = [f.compare for _, f in bulk]
        found = np.full((len(i), len(self._features)), np.nan)
        if known:
            found[:, [n for n, _ in bulk]] = self._spread(partial(_compared, known), i, j)
        for n, feature in enumerate(self._features):
            if feature.compare not in IN_BULK:
                found[:, n] = self._one_by_one(feature, i, j)
        return found

    def scores(self, i: Numbers, j: Numbers, floor: float | None = None) -> Values:
        """Log odds that the two of each pair tell of one attack. What cannot come above the floor, if there is one, is
        not compared to the end: its score is then some number below."""
        known = sorted((f for f in self._features if f.compare in IN_BULK), key=lambda f: f.compare in COSTLY)
        weighed = [(f.compare, f.weight) for f in known]
        least = None if floor is None or len(known) < len(self._features) else floor
        odds = self._spread(partial(_weighed, weighed, least), i, j)
        for feature in self._features:
            if feature.compare not in IN_BULK:
                odds += feature.weight * np.nan_to_num(self._one_by_one(feature, i, j))
        return odds

    def _one_by_one(self, feature: Feature, i: Numbers, j: Numbers) -> Values:
        pairs = zip(i.tolist(), j.tolist(), strict=True)
        told = (feature.compare(self._mentions[a], self._mentions[b], self._vocabulary) for a, b in pairs)
        return np.array([np.nan if likeness is None else likeness for likeness in told], float)

    def _spread(self, work: Callable[[Columns, Numbers, Numbers], Values], i: Numbers, j: Numbers) -> Values:
        """The work done part by part, and what came of it in the order of the pairs."""
        if self._executor is None or len(i) < WORTH_SENDING:
            parts = (slice(n, n + PART) for n in range(0, max(1, len(i)), PART))
            return np.concatenate([work(self.columns, i[part], j[part]) for part in parts])
        order = np.argsort(self.columns.last[i], kind="stable")  # pairs of one day share their rows
        lots = [order[n : n + PART] for n in range(0, len(order), PART)]
        waiting = [_asked(self._executor, work, self._packed(i[lot], j[lot])) for lot in lots]
        told = np.concatenate([answer() for answer in waiting])
        found = np.empty_like(told)
        found[order] = told
        return found

    def _packed(self, i: Numbers, j: Numbers) -> tuple[Columns, Numbers, Numbers]:
        rows, at = np.unique(np.concatenate((i, j)), return_inverse=True)
        return self.columns.take(rows), at[: len(i)], at[len(i) :]


def _asked(
    executor: Executor, work: Callable[[Columns, Numbers, Numbers], Values], rows: tuple[Columns, Numbers, Numbers]
) -> Callable[[], Values]:
    """What gives the executor's answer; where there is none (its machines are gone, the line broke) the work is done
    here. Should the work itself be at fault, it raises here too."""
    try:
        future = executor.submit(_alone, work, *rows)
    except (RuntimeError, OSError):  # broken, or shut down
        return lambda: _alone(work, *rows)

    def answer() -> Values:
        try:
            return future.result()
        except Exception:  # each engine has its own kinds: a worker killed, a line that broke
            return _alone(work, *rows)

    return answer


def _alone(work: Callable[[Columns, Numbers, Numbers], Values], columns: Columns, i: Numbers, j: Numbers) -> Values:
    """A part in a process of its own; pairs sorted, as comparing is quickest."""
    order = np.argsort(i, kind="stable")
    told = work(columns, i[order], j[order])
    found = np.empty_like(told)
    found[order] = told
    return found


Compare = Callable[..., float | None]
COSTLY = (features.wording, features.rarest_words, features.rare_words)  # asked last, where so much still hangs on them


def _compared(known: Sequence[Compare], columns: Columns, i: Numbers, j: Numbers) -> Values:
    return np.stack([IN_BULK[compare](columns, i, j) for compare in known], axis=1)


def _weighed(
    known: Sequence[tuple[Compare, float]], floor: float | None, columns: Columns, i: Numbers, j: Numbers
) -> Values:
    odds = np.full(len(i), PRIOR)
    for n, (compare, weight) in enumerate(known):
        if floor is None or compare not in COSTLY:
            odds += weight * np.nan_to_num(IN_BULK[compare](columns, i, j))
            continue
        most = sum(abs(each) for _, each in known[n:])  # a likeness is 1 at most
        may = np.flatnonzero(odds + most > floor)
        odds[may] += weight * np.nan_to_num(IN_BULK[compare](columns, i[may], j[may]))
    return odds
