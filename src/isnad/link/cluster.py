"""Clustering: mentions that are held to tell of one incident.

What may live here: the limits no likeness overrules, and the average linkage under them.
"""

import heapq
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from isnad.link.mention import Mention

DAYS_APART = 2  # more than this between two stated times: two attacks (linking brief; UCDP GED codes one event a day)
KM_APART = 80.0  # more than this between two known villages: two attacks
MARGIN = 0.5  # log odds; what fits two clusters as well as that fits neither
FAINT = -3.0  # log odds; what is tied by less is not looked at again when clusters have grown

Score = Callable[[int, int], float]


@dataclass(slots=True, eq=False)
class Cluster:
    """Positions of mentions held together, with what the limits need to know of them."""

    members: list[int]
    reports: dict[str, tuple[str, int, int]]
    dated: list[Mention]
    placed: list[Mention]
    foes: set[int]
    because: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, position: int, mention: Mention, foes: Iterable[int] = ()) -> "Cluster":
        """A cluster of one."""
        return cls(
            members=[position],
            reports={mention.report: mention.key},
            dated=[mention] if mention.when else [],
            placed=[mention] if mention.precise else [],
            foes=set(foes),
        )

    def barred_from(self, other: "Cluster") -> bool:
        """Whether a limit or a judgement keeps the two apart.

        Limits: times of which most are stated more than two days apart; villages of which most lie more than 80 km
        apart, neither report naming any of the other's; two happenings of one report, which its writer told apart (a
        judgement may say otherwise). Most, and not any: of many reports one is misread, or misdated by its author.
        """
        return self.parted_from(other) or self._told_apart(other) or self._far_from(other)

    def parted_from(self, other: "Cluster") -> bool:
        """Whether a person judged two of their claims to be of different incidents."""
        return not self.foes.isdisjoint(other.members) or not other.foes.isdisjoint(self.members)

    def _told_apart(self, other: "Cluster") -> bool:
        few, many = sorted((self.reports, other.reports), key=len)
        return any(many.get(report, key) != key for report, key in few.items())

    def _far_from(self, other: "Cluster") -> bool:
        return _mostly(_days_apart, self.dated, other.dated) or _mostly(_far_apart, self.placed, other.placed)

    def take_in(self, other: "Cluster") -> None:
        """Joins the other's mentions to this cluster."""
        self.members = sorted(self.members + other.members)
        self.reports = {**other.reports, **self.reports}
        self.dated += other.dated
        self.placed += other.placed
        self.foes |= other.foes
        self.because += other.because


def _mostly(apart: Callable[[Mention, Mention], bool], ones: Sequence[Mention], others: Sequence[Mention]) -> bool:
    return 2 * sum(apart(one, other) for one in ones for other in others) > len(ones) * len(others)


def _days_apart(one: Mention, other: Mention) -> bool:
    return one.when is not None and other.when is not None and one.when.days_from(other.when) > DAYS_APART


def _far_apart(one: Mention, other: Mention) -> bool:
    if not (one.where and other.where) or one.places.keys() & other.places.keys():
        return False
    return (one.where.kilometres_from(other.where) or 0.0) > KM_APART


def average(one: Cluster, other: Cluster, score: Score) -> float:
    """The mean score between the mentions of two clusters."""
    return _sum(one, other, score) / (len(one.members) * len(other.members))


def _sum(one: Cluster, other: Cluster, score: Score) -> float:
    return math.fsum(score(a, b) for a in one.members for b in other.members)


def cluster(
    mentions: Sequence[Mention],
    edges: Iterable[tuple[int, int]],
    score: Score,
    foes: Mapping[int, set[int]],
) -> list[Cluster]:
    """Clusters of all mentions, in order of their first member.

    Average linkage (Sokal and Michener 1958): of all clusters that an edge ties, the two between which the mean score
    is highest join, as long as it is above 0 and no limit bars them. So one odd likeness does not chain two incidents
    together, and what joins first is what is surest. Mentions must come sorted by key: then the outcome does not
    depend on the order in which claims came in.
    """
    return _Linkage(mentions, edges, score, foes).clusters()


class _Linkage:
    """The clusters that stand, by number, the sum of scores between those that are tied, and what may join next."""

    def __init__(
        self,
        mentions: Sequence[Mention],
        edges: Iterable[tuple[int, int]],
        score: Score,
        foes: Mapping[int, set[int]],
    ) -> None:
        self._score = score
        self._standing = {n: Cluster.of(n, mention, foes.get(n, ())) for n, mention in enumerate(mentions)}
        self._ties: dict[int, dict[int, float]] = {}
        self._queue: list[tuple[float, int, int, int, int]] = []
        self._next = len(mentions)
        for i, j in edges:
            value = score(i, j)
            if value > FAINT:
                self._tie(i, j, value)

    def clusters(self) -> list[Cluster]:
        while self._queue:
            *_, i, j = heapq.heappop(self._queue)
            if i in self._standing and j in self._standing and not (self._torn(i, j) or self._torn(j, i)):
                self._join(i, j)
        return sorted(self._standing.values(), key=lambda c: c.members[0])

    def _tie(self, i: int, j: int, total: float) -> None:
        self._ties.setdefault(i, {})[j] = total
        self._ties.setdefault(j, {})[i] = total
        one, other = self._standing[i], self._standing[j]
        mean = total / (len(one.members) * len(other.members))
        if mean > 0 and not one.barred_from(other):
            first, second = sorted((one.members[0], other.members[0]))
            heapq.heappush(self._queue, (-round(mean, 6), first, second, i, j))

    def _torn(self, i: int, j: int) -> bool:
        """Whether the first knows no village and might as well be of a third that will not join the second: then it
        may be any of that day's attacks, and stays by itself."""
        one = self._standing[i]
        if one.placed:
            return False
        least = self._mean(i, j) - MARGIN
        return any(
            self._mean(i, n) > max(0.0, least) and not one.barred_from(third) and not self._may_join(j, n)
            for n in self._ties[i]
            if n != j and (third := self._standing[n]).placed
        )

    def _may_join(self, i: int, j: int) -> bool:
        return j in self._ties[i] and self._mean(i, j) > 0 and not self._standing[i].barred_from(self._standing[j])

    def _mean(self, i: int, j: int) -> float:
        return self._ties[i][j] / (len(self._standing[i].members) * len(self._standing[j].members))

    def _join(self, i: int, j: int) -> None:
        ties = {i: self._ties.pop(i), j: self._ties.pop(j)}
        one, other = self._standing[i], self._standing[j]
        new, self._next = self._next, self._next + 1
        near = sorted((ties[i].keys() | ties[j].keys()) - {i, j})
        sums = {}
        for n in near:
            third = self._standing[n]
            parts = (ties[k][n] if n in ties[k] else _sum(self._standing[k], third, self._score) for k in (i, j))
            sums[n] = sum(parts)
            self._ties[n].pop(i, None)
            self._ties[n].pop(j, None)
        one.take_in(other)
        del self._standing[i], self._standing[j]
        self._standing[new] = one
        self._ties[new] = {}
        for n in near:
            self._tie(new, n, sums[n])


def unite(home: list[Cluster], one: Cluster, other: Cluster) -> Cluster:
    """Makes one cluster of two, wherever their mentions are at home."""
    large, small = (one, other) if len(one.members) >= len(other.members) else (other, one)
    moved = small.members
    large.take_in(small)
    for n in moved:
        home[n] = large
    return large


def distinct(home: Iterable[Cluster]) -> Iterator[Cluster]:
    """Each cluster once, in order of its first mention."""
    seen: set[int] = set()
    for one in home:
        if id(one) not in seen:
            seen.add(id(one))
            yield one
