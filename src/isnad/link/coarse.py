"""Coarse mentions: those that know no village are attached to an incident that does, if only one will do.

What may live here: the second pass of linking.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from isnad.link.cluster import Cluster, unite
from isnad.link.describing import only_in_passing
from isnad.link.features import BLUR_KM, alike
from isnad.link.mention import EXACT, Mention
from isnad.link.scoring import Scorer
from isnad.records.where import Place

FLOOR = -0.5  # mean score; a province, a day and a kind of attack that agree come near it, a dateline alone does not
MARGIN = 1.0  # how much better than the next the best must be (odds of e to 1)


def attach(home: list[Cluster], clusters: Sequence[Cluster], mentions: Sequence[Mention], scorer: Scorer) -> None:
    """Attaches clusters that hold no known village to the best precise one of the same date, if unambiguous.

    "An attack in the north of the province on Wednesday" may be any of Wednesday's attacks there: where two
    fit nearly as well, it stays by itself. What fits is told of the clusters as they stand before any is attached.
    """
    met = _met(clusters, mentions)
    fits = iter(_averages([(coarse, one) for coarse, many in met for one in many], scorer))
    for coarse, many in met:
        ranked = sorted(((-next(fits), one.members[0], one) for one in many), key=lambda item: item[:2])
        if not ranked or -ranked[0][0] < FLOOR:
            continue
        if len(ranked) > 1 and ranked[1][0] - ranked[0][0] < MARGIN:
            continue
        if coarse.barred_from(ranked[0][2]):
            continue  # by what was attached to it meanwhile
        known = _known(coarse, mentions)
        reason = f"only {known} is known of it, and one incident of that date fits ({-ranked[0][0]:+.1f})"
        unite(home, ranked[0][2], coarse).because.append(reason)


def _met(clusters: Sequence[Cluster], mentions: Sequence[Mention]) -> list[tuple[Cluster, list[Cluster]]]:
    """Each coarse cluster with the precise ones of its days that may hold it."""
    by_day: defaultdict[int, list[Cluster]] = defaultdict(list)
    for one in clusters:
        if one.placed:
            for day in _days(one, mentions):
                by_day[day].append(one)
    found = []
    for coarse in clusters:
        if coarse.placed or not _may_be_found(coarse, mentions):
            continue
        met = {id(c): c for day in sorted(_days(coarse, mentions)) for c in by_day[day]}
        within = [c for c in met.values() if _within_reach(coarse, c, mentions) and not coarse.barred_from(c)]
        found.append((coarse, within))
    return found


def _averages(pairs: Sequence[tuple[Cluster, Cluster]], scorer: Scorer) -> list[float]:
    """The mean score between the mentions of the two clusters of each pair."""
    met = [(n, min(a, b), max(a, b)) for n, (x, y) in enumerate(pairs) for a in x.members for b in y.members]
    if not met:
        return []
    at, i, j = np.array(met, np.int64).T
    order = np.lexsort((j, i))
    scores = np.empty(len(order))
    scores[order] = scorer.scores(i[order], j[order])
    found: list[float] = (np.bincount(at, scores) / np.bincount(at)).tolist()
    return found


def _may_be_found(one: Cluster, mentions: Sequence[Mention]) -> bool:
    return bool(_places(one, mentions)) and not only_in_passing(mentions[n] for n in one.members)


def _days(one: Cluster, mentions: Sequence[Mention]) -> set[int]:
    """The days on which it may lie; the stated ones where any is stated."""
    stated = [m.when for m in (mentions[n] for n in one.members) if m.when]
    spans = stated or [m.told for m in (mentions[n] for n in one.members) if m.told]
    return {
        n
        for span in spans
        if span.day_count <= 8
        for n in range(span.first_day.toordinal(), span.last_day.toordinal() + 1)
    }


def _places(one: Cluster, mentions: Sequence[Mention]) -> list[Place]:
    return [m.where for m in (mentions[n] for n in one.members) if m.where]


def _within_reach(coarse: Cluster, precise: Cluster, mentions: Sequence[Mention]) -> bool:
    """Whether each wider unit named may hold one of the villages; a village no gazetteer knew must have its name."""
    spots = _places(precise, mentions)
    for wide in _places(coarse, mentions):
        if wide.where_prec <= EXACT:
            if not any(alike(wide, spot) for spot in spots):
                return False
        elif not any(_may_hold(wide, spot) for spot in spots):
            return False
    return True


def _may_hold(wide: Place, spot: Place) -> bool:
    if any(alike(wide, Place(name=unit)) for unit in spot.within):
        return True
    apart = wide.kilometres_from(spot)
    if apart is None:
        return not spot.within
    return apart <= 2 * BLUR_KM[wide.where_prec]


def _known(one: Cluster, mentions: Sequence[Mention]) -> str:
    names = sorted({p.name for p in _places(one, mentions)})
    return " and ".join(names) if names else "the date"
