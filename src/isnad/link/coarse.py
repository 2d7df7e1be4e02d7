"""Coarse mentions: those that know no village are attached to an incident that does, if only one will do.

What may live here: the second pass of linking.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from isnad.link.cluster import Cluster, Score, average, unite
from isnad.link.describing import only_in_passing
from isnad.link.features import BLUR_KM, alike
from isnad.link.mention import EXACT, Mention
from isnad.records.where import Place

FLOOR = -0.5  # mean score; a province, a day and a kind of attack that agree come near it, a dateline alone does not
MARGIN = 1.0  # how much better than the next the best must be (odds of e to 1)


def attach(home: list[Cluster], clusters: Sequence[Cluster], mentions: Sequence[Mention], score: Score) -> None:
    """Attaches clusters that hold no known village to the best precise one of the same date, if unambiguous.

    "An attack in the north of the province on Wednesday" may be any of Wednesday's attacks there: where two
    fit nearly as well, it stays by itself.
    """
    by_day: defaultdict[date, list[Cluster]] = defaultdict(list)
    precise = [c for c in clusters if c.placed]
    for one in precise:
        for day in _days(one, mentions):
            by_day[day].append(one)
    for coarse in [c for c in clusters if not c.placed and _may_be_found(c, mentions)]:
        met = {id(c): c for day in _days(coarse, mentions) for c in by_day[day]}
        ranked = sorted(
            (
                (-average(coarse, one, score), one.members[0], one)
                for one in met.values()
                if not coarse.barred_from(one) and _within_reach(coarse, one, mentions)
            ),
            key=lambda item: item[:2],
        )
        if not ranked or -ranked[0][0] < FLOOR:
            continue
        if len(ranked) > 1 and ranked[1][0] - ranked[0][0] < MARGIN:
            continue
        known = _known(coarse, mentions)
        reason = f"only {known} is known of it, and one incident of that date fits ({-ranked[0][0]:+.1f})"
        unite(home, ranked[0][2], coarse).because.append(reason)


def _may_be_found(one: Cluster, mentions: Sequence[Mention]) -> bool:
    return bool(_places(one, mentions)) and not only_in_passing(mentions[n] for n in one.members)


def _days(one: Cluster, mentions: Sequence[Mention]) -> set[date]:
    """The days on which it may lie; the stated ones where any is stated."""
    stated = [m.when for m in (mentions[n] for n in one.members) if m.when]
    spans = stated or [m.told for m in (mentions[n] for n in one.members) if m.told]
    return {
        date.fromordinal(n)
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
