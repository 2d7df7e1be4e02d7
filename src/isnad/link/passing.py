"""Passing: happenings that a report tells of beside its main one join an incident where village and day are the same.

What may live here: the pass of linking that comes after whole reports were linked.
"""

from collections.abc import Sequence

import numpy as np

from isnad.link.cluster import Cluster, unite
from isnad.link.features import BLUR_KM, alike
from isnad.link.mention import EXACT, Mention
from isnad.link.scoring import Scorer
from isnad.link.tables import Numbers

GROWN = 1.5  # times: three who are said killed in the evening may be four the next day
NEAR = 1  # days apart at most: a strike falls at midnight


def join(home: list[Cluster], i: Numbers, j: Numbers, mentions: Sequence[Mention], scorer: Scorer) -> None:
    """Joins each happening told in passing to what it is surest of, strongest first; ``i`` and ``j`` are the pairs that
    blocking found.

    A line of a bulletin has few words of its own, so likeness alone would join it to another village's line of the
    same day: see ``_one``.
    """
    main = scorer.columns.main
    told = ~(main[i] & main[j])
    i, j = i[told], j[told]
    values = np.round(scorer.scores(i, j, 0.0), 6)
    surest = np.lexsort((j, i, -values))
    for n, m in zip(i[surest[values[surest] > 0]].tolist(), j[surest[values[surest] > 0]].tolist(), strict=True):
        if home[n] is not home[m] and _one(mentions[n], mentions[m]) and not home[n].barred_from(home[m]):
            unite(home, home[n], home[m])


def _one(one: Mention, other: Mention) -> bool:
    """Whether both lie in one village on one day and count alike; or, where one counts nobody, on the very day in the
    very village."""
    agreed = _agree(one.killed, other.killed) or _agree(one.injured, other.injured)
    count = _counts(one) + _counts(other)
    if not agreed and (count == 2 or (count == 1 and not _firm(one, other))):
        return False
    return _one_day(one, other, agreed) and _one_spot(one, other)


def _counts(mention: Mention) -> bool:
    return bool(mention.killed or mention.injured)


def _firm(one: Mention, other: Mention) -> bool:
    days = one.when is not None and other.when is not None and one.when.days_from(other.when) == 0
    return days and one.precise and other.precise


def _one_day(one: Mention, other: Mention, agreed: bool) -> bool:
    """Whether the days they state are one, or where one states none, whether they count alike and may be of one."""
    if one.when and other.when:
        return one.when.days_from(other.when) <= NEAR
    return agreed and not (one.span and other.span and one.span.days_from(other.span) > NEAR)


def _agree(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether a number of the one is a number of the other, or what its toll may have grown to."""
    return any(a <= GROWN * b and b <= GROWN * a for a in one for b in other)


def _one_spot(one: Mention, other: Mention) -> bool:
    if not (one.where and other.where):
        return False
    if max(one.where.where_prec, other.where.where_prec) > EXACT:
        return False
    if not (one.precise and other.precise):
        return alike(one.where, other.where)
    apart = one.where.kilometres_from(other.where)
    return apart is not None and apart <= BLUR_KM[1]
