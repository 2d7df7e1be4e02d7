"""Places named in one Arabic sentence: how they lie to each other, and which of them a claim is about.

What may live here: choices between places that are read already. ``where_prec`` codes are UCDP GED's.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from isnad.read.languages.arabic.letters import fold
from isnad.read.languages.arabic.tokens import Token
from isnad.records.where import Place

DISTRICT = 3  # UCDP where_prec of a district
REACH = 60  # kilometres: across a district; a village "in the district of" a town lies no further from it
ACROSS = 120  # kilometres: across a province, of which "west of" its capital may be any part
_ATTACKS = frozenset(("act", "does", "force", "place_near"))  # before a hospital that was struck, or stands beside
LISTED = 3  # tokens of the next name of a list, with "في" behind it


@dataclass(frozen=True, slots=True)
class Spot:
    """A place at tokens ``first:last``; ``region`` is a province or countryside, not the very place; ``bare`` has no
    word like "قرية" before it; ``bearing`` begins with "شمالي", "قرب" or their like, ``inside`` with "في" or "ب"."""

    first: int
    last: int
    place: Place
    region: bool
    bare: bool = False
    bearing: bool = False
    inside: bool = False

    @property
    def key(self) -> str:
        """What tells this place from others."""
        return self.place.ident or fold(self.place.name)


def in_one_phrase(tokens: list[Token], last: int, first: int) -> bool:
    """Whether one place ends right before another begins, or only the next of a list stands between: "وكفر ... في"."""
    gap = tokens[last:first]
    named = all(t.word and (not t.senses or "place_part" in t.senses) for t in gap[:-1])
    return len(gap) <= 1 or (len(gap) <= LISTED + 1 and named and gap[0].text.startswith("و"))


def lies_in(spot: Spot, holder: Spot, others: Iterable[Place] = ()) -> bool:
    """Whether a place that no gazetteer has, or only far from where the words put it, lies in the next one named. Of a
    village and a district that lie far apart ``others``, which the report names as well, tell which was found."""
    if holder.place.where_prec > DISTRICT:
        return False
    if not spot.place.resolved:
        return True
    if spot.bare or not (holder.inside or holder.region):
        return False
    reach = ACROSS if holder.bearing and holder.region else REACH if holder.region else REACH / 2
    if (spot.place.kilometres_from(holder.place) or 0.0) <= reach:
        return False
    return not (_by(spot.place, others) and not _by(holder.place, others))


def _by(place: Place, others: Iterable[Place]) -> bool:
    """Whether one of the others lies in reach of this place."""
    return any((apart := place.kilometres_from(other)) is not None and apart <= REACH for other in others)


def begins_inside(tokens: list[Token], first: int) -> bool:
    """Whether "في" or "ب" stands before a place: what is told happened in it."""
    return tokens[first].text[:1] == "ب" or (first > 0 and tokens[first - 1].text == "في")


def elsewhere(tokens: list[Token], first: int) -> bool:
    """Whether the place is where people come from, were taken to or were fired on from."""
    near = range(max(0, first - 3), first + 1)
    return any("place_elsewhere" in tokens[k].senses and not _struck(tokens, k) for k in near)


def _struck(tokens: list[Token], at: int) -> bool:
    """Whether a hospital is what was attacked ("استهداف المشفى الوطني في"), and not where people were taken to."""
    if "target" not in tokens[at].senses or (at and tokens[at - 1].text in ("في", "إلى")):
        return False
    return any(t.senses.keys() & _ATTACKS for t in tokens[max(0, at - 3) : at])


def about(spots: list[Spot], first: int, last: int, next_first: int, opened: int, apart: bool = False) -> Spot | None:
    """The place that what stands at tokens ``first:last`` is about: the first one named after it and before the next
    claim, else the last named before it. Settlements go before regions. ``opened`` is where the next clause begins,
    whose places are its own if the claim's has one. ``apart``: what comes next has its own."""
    for wanted in ([s for s in spots if not s.region], spots):
        after = [s for s in wanted if last - 1 <= s.first < next_first]
        before = [s for s in wanted if s.first < first]
        if before and after and after[0].first >= opened:
            return before[-1]
        if after or before:
            return after[0] if after else before[-1]
        if wanted and not apart:
            return wanted[0]  # "مقتل 3 وإصابة 4 ... في قرية": the place comes last, for all of them
    return None
