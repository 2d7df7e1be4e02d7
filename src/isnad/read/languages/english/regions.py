"""Regions: where on earth most of what a report names lies.

What may live here: weighing the places that a report surely or perhaps names against each other. Which names are
places is read in ``spots.py``.
"""

from isnad.read.languages.english.spots import NEARBY, PRECISE, Spot
from isnad.records.where import Place

SURE_REGION = 3.5  # what the names of a report must weigh together for it to lie in one region (floors of linking)
SHARED = 0.5  # how much a place counts for the region of a report whose name others bear
MANY = 30  # places of a report that are looked at for its region


def region_of(found: list[Spot], maybe: list[Place]) -> list[Place]:
    """A few of the places that lie together where most of what a report names does; none where nothing says where that
    is. A unit speaks for its surroundings by itself, a town if another name lies near; what may be a place, or bears a
    name that others bear as well, counts less.
    """
    resolved = [s for s in found if s.place.resolved][:MANY]
    said = [
        (s.place.words, SHARED if s.shared else 2.0 if s.place.where_prec > PRECISE else 1.0, s.place) for s in resolved
    ]
    said += [(p.words, 0.6, p) for p in maybe[:MANY]]
    best, most = None, SURE_REGION
    for words, sure, place in said:
        near: dict[str, float] = {}
        for other, weight, there in said:
            if other != words and (place.kilometres_from(there) or 0.0) <= NEARBY:
                near[other] = max(near.get(other, 0.0), weight)
        if sure != SHARED and sure + sum(near.values()) > most:
            best, most = place, sure + sum(near.values())
    if best is None:
        return []
    together = {p.ident: p for _, _, p in said if (best.kilometres_from(p) or 0.0) <= NEARBY}
    return list(together.values())[:4]
