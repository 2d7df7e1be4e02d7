"""Linkage: average linkage of whole reports under the limits, all clusters that are each other's surest at once.

What may live here: the ties between clusters as columns, and the rounds in which clusters join.
"""

from dataclasses import dataclass, fields

import numpy as np

from isnad.link.columns import Flags
from isnad.link.limits import Limits
from isnad.link.scoring import Scorer
from isnad.link.tables import Numbers, Values, bounds, distinct, ranked, spread, summed

MARGIN = 0.5  # log odds; what fits two clusters as well as that fits neither
FAINT = -3.0  # log odds; what is tied by less is no tie, and what was never compared is held to be tied by as much
HOPE = -2.0  # mean log odds of the pairs compared between two clusters, from which on all their pairs are


@dataclass(slots=True)
class _Ties:
    """Two clusters each, by the first mention of either, ``a`` below ``b``; the sum of the scores of the pairs compared
    between them, and how many those are; how many of them lie apart; and whether the two are torn, see
    ``_Linkage._torn``."""

    a: Numbers
    b: Numbers
    total: Values
    known: Numbers
    days: Numbers
    far: Numbers
    never: Numbers
    torn: Flags

    def only(self, kept: Numbers | Flags) -> "_Ties":
        return _Ties(*(getattr(self, f.name)[kept] for f in fields(self)))

    def summed(self, at: Numbers, a: Numbers, b: Numbers) -> "_Ties":
        """Ties between these clusters, of those that belong to each."""
        counts = (self.known, self.days, self.far, self.never)
        known, days, far, never = (summed(at, part, len(a)).astype(np.int64) for part in counts)
        return _Ties(a, b, summed(at, self.total, len(a)), known, days, far, never, np.zeros(len(a), bool))

    def with_all(self, other: "_Ties") -> "_Ties":
        return _Ties(*(np.concatenate((getattr(self, f.name), getattr(other, f.name))) for f in fields(self)))


def linked(i: Numbers, j: Numbers, scorer: Scorer, limits: Limits) -> Numbers:
    """For each mention the first of its cluster.

    Average linkage (Sokal and Michener 1958): two clusters that a pair ties join while the mean score between them is
    above 0 and no limit bars them, those surest of each other first. So one odd likeness does not chain two incidents
    together. Pairs that blocking did not find are compared once those that it found give hope. Clusters that are each
    other's surest join in one round, as of all that joined before them none could have come between (Murtagh 1983).
    Mentions must come sorted by key: then the outcome does not depend on the order in which claims came in.
    """
    return _Linkage(i, j, scorer, limits).home


class _Linkage:
    def __init__(self, i: Numbers, j: Numbers, scorer: Scorer, limits: Limits) -> None:
        self._scorer, self._limits = scorer, limits
        count = len(limits.dated)
        self.home: Numbers = np.arange(count)
        self._size = np.ones(count, np.int64)
        self._dated, self._placed = limits.dated.astype(np.int64), limits.placed.astype(np.int64)
        barred = limits.never()
        codes = distinct(np.concatenate((i * count + j, barred)))  # what never joins is told, however little ties it
        i, j = codes // max(1, count), codes % max(1, count)
        score = scorer.scores(i, j, FAINT)
        tied = (score > FAINT) | np.isin(codes, barred)
        self._ties = self._made(i[tied], j[tied], score[tied])
        while self._joined():
            pass

    def _made(self, i: Numbers, j: Numbers, score: Values) -> _Ties:
        apart = self._limits.apart(i, j)
        known = np.ones(len(i), np.int64)
        return _Ties(i, j, score, known, apart.days, apart.far, apart.never, np.zeros(len(i), bool))

    def _joined(self) -> bool:
        """One round; whether anything came of it."""
        ties = self._ties
        beyond = (ties.total - FAINT * ties.known) / (self._size[ties.a] * self._size[ties.b])
        mean = np.round(FAINT + beyond, 6).astype(np.float64)
        may = (mean > 0) & ~self._barred(ties)
        open_ = np.flatnonzero(may & ~ties.torn)
        order = open_[np.lexsort((ties.b[open_], ties.a[open_], -mean[open_]))]
        rank = np.arange(len(order))
        best = np.full((2, len(self.home)), len(order))
        for row, side in zip(best, (ties.a[order], ties.b[order]), strict=True):
            row[side[::-1]] = rank[::-1]  # of what is written to one place the last stands: the surest
        first = best.min(axis=0)
        both = order[(first[ties.a[order]] == rank) & (first[ties.b[order]] == rank)]
        both = both[self._settled(both, np.flatnonzero(may), first)]
        if not len(both):
            return False
        torn = self._torn(both, ties.a, ties.b, mean, may) | self._torn(both, ties.b, ties.a, mean, may)
        ties.torn[both[torn]] = True
        self._join(ties.a[both[~torn]], ties.b[both[~torn]])
        return True

    def _settled(self, both: Numbers, ends: Numbers, first: Numbers) -> Flags:
        """Whether nothing near is to join before: asked where one of the two knows no village, for what else it might
        be of is told by what its neighbours have become."""
        a, b = self._ties.a, self._ties.b
        vague = (self._placed[a[both]] == 0) | (self._placed[b[both]] == 0)
        asked = np.zeros(len(self.home), bool)
        asked[a[both[vague]]] = asked[b[both[vague]]] = True
        soonest = first.copy()
        for mine, third in ((a[ends], b[ends]), (b[ends], a[ends])):
            near = asked[mine]
            np.minimum.at(soonest, mine[near], first[third[near]])
        settled: Flags = ~vague | (np.minimum(soonest[a[both]], soonest[b[both]]) >= first[a[both]])
        return settled

    def _barred(self, ties: _Ties) -> Flags:
        days = 2 * ties.days > self._dated[ties.a] * self._dated[ties.b]
        far = 2 * ties.far > self._placed[ties.a] * self._placed[ties.b]
        barred: Flags = days | far | (ties.never > 0)
        return barred

    def _torn(self, both: Numbers, one: Numbers, other: Numbers, mean: Values, may: Flags) -> Flags:
        """Whether the first knows no village and might as well be of a third that will not join the second: then it
        may be any of that day's attacks, and stays by itself."""
        vague = both[self._placed[one[both]] == 0]
        partner = np.full(len(self.home), -1)
        least = np.zeros(len(self.home))
        partner[one[vague]], least[one[vague]] = other[vague], np.maximum(0.0, mean[vague] - MARGIN)
        torn = np.zeros(len(self.home), bool)
        a, b, ends = self._ties.a, self._ties.b, np.flatnonzero(may)
        size, met = len(self.home), a[ends] * len(self.home) + b[ends]  # sorted, as ties are
        for mine, third in ((a, b), (b, a)):
            asked = ends[partner[mine[ends]] >= 0]
            me, it = mine[asked], third[asked]
            fits = (it != partner[me]) & (mean[asked] > least[me]) & (self._placed[it] > 0)
            me, it = me[fits], it[fits]
            code = np.minimum(partner[me], it) * size + np.maximum(partner[me], it)
            at = np.minimum(np.searchsorted(met, code), max(0, len(met) - 1))
            torn[me[met[at] != code]] = True
        found: Flags = torn[one[both]] & (self._placed[one[both]] == 0)
        return found

    def _join(self, a: Numbers, b: Numbers) -> None:
        if not len(a):
            return
        into = np.arange(len(self.home))
        into[b] = a
        ties = self._ties
        moved = np.zeros(len(self.home), bool)
        moved[a] = moved[b] = True
        touched = moved[ties.a] | moved[ties.b]
        still, grown = ties.only(~touched), ties.only(touched)
        grown = self._with_missing(grown, into, a, b)
        for count in (self._size, self._dated, self._placed):
            count[a] += count[b]
        self.home = into[self.home]
        ties = still.with_all(self._merged(grown, into))
        self._ties = ties.only(np.lexsort((ties.b, ties.a)))

    def _worth(self, ties: _Ties, into: Numbers, codes: Numbers) -> Flags:
        """Whether what is lacking lies between clusters of which the pairs compared give hope that they join."""
        size = len(into)
        merged = self._merged(ties, into)
        hopeful = merged.total > HOPE * merged.known
        met = (merged.a * size + merged.b)[hopeful]
        one, other = into[codes // size], into[codes % size]
        return np.isin(np.minimum(one, other) * size + np.maximum(one, other), met)

    def _merged(self, ties: _Ties, into: Numbers) -> _Ties:
        one, other = into[ties.a], into[ties.b]
        apart = one != other
        ties, one, other = ties.only(apart), one[apart], other[apart]
        code = np.minimum(one, other) * len(into) + np.maximum(one, other)
        codes, at = ranked(code)
        return ties.summed(at, codes // len(into), codes % len(into))

    def _with_missing(self, ties: _Ties, into: Numbers, a: Numbers, b: Numbers) -> _Ties:
        """The ties with those that lack between parts of clusters that are to be tied, and may well join: all their
        pairs are compared."""
        size = len(into)
        other_part = np.full(size, -1)
        other_part[a], other_part[b] = b, a
        present = ties.a * size + ties.b  # sorted
        lacking = []
        beside_a, beside_b = other_part[ties.a], other_part[ties.b]
        for one, other in ((beside_a, ties.b), (ties.a, beside_b), (beside_a, beside_b)):
            real = (one >= 0) & (other >= 0) & (into[one] != into[other])
            lacking.append(np.minimum(one, other)[real] * size + np.maximum(one, other)[real])
        codes = distinct(np.concatenate(lacking))
        codes = codes[present[np.minimum(np.searchsorted(present, codes), len(present) - 1)] != codes]
        codes = codes[self._worth(ties, into, codes)]
        if not len(codes):
            return ties
        one, other = codes // size, codes % size
        order = np.argsort(self.home, kind="stable")
        starts, count = bounds(self.home, size), self._size[one] * self._size[other]
        block = np.repeat(np.arange(len(codes)), count)
        within, _ = spread(np.zeros(len(codes), np.int64), count)
        width = self._size[other][block]
        i = order[starts[one][block] + within // width]
        j = order[starts[other][block] + within % width]
        i, j = np.minimum(i, j), np.maximum(i, j)
        return ties.with_all(self._made(i, j, self._scorer.scores(i, j)).summed(block, one, other))
