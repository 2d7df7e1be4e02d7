"""Passing: happenings that a report tells of beside its main one join an incident where village and day are the same.

What may live here: the pass of linking that comes after whole reports were linked.
"""

from collections.abc import Iterable, Sequence

from isnad.link.cluster import Cluster, Score, unite
from isnad.link.features import BLUR_KM, alike
from isnad.link.mention import Mention

NEAR = 1  # days apart at most: a strike falls at midnight


def join(home: list[Cluster], edges: Iterable[tuple[int, int]], mentions: Sequence[Mention], score: Score) -> None:
    """Joins each happening told in passing to what it is surest of, strongest first.

    A line of a bulletin has few words of its own, so likeness alone would join it to another village's line of the
    same day: both must lie where the other does, on its day.
    """
    told = ((i, j) for i, j in edges if not (mentions[i].main and mentions[j].main))
    alike_ones = [(score(i, j), i, j) for i, j in told if _one_spot(mentions[i], mentions[j])]
    for value, i, j in sorted(alike_ones, key=lambda edge: (-round(edge[0], 6), edge[1], edge[2])):
        if value > 0 and home[i] is not home[j] and not home[i].barred_from(home[j]):
            unite(home, home[i], home[j])


def _one_spot(one: Mention, other: Mention) -> bool:
    if not (one.when and other.when and one.where and other.where) or one.when.days_from(other.when) > NEAR:
        return False
    if not (one.precise and other.precise):
        return alike(one.where, other.where)
    apart = one.where.kilometres_from(other.where)
    return apart is not None and apart <= BLUR_KM[1]
