"""Presence: who is told to have been there, and who to hold the place, as observations.

What may live here: finding them in claims, and how one bears on a hypothesis.

- **There.** Aircraft of somebody overhead, or forces near by, fit a hypothesis of which that party is one: it would
  have to have been there. Of others they say nothing: that no report tells of somebody's aircraft does not mean that
  none flew (Heuer 1999, ch. 9, on the absence of evidence), and who was there need not have been there alone. So they
  never speak against a hypothesis, and no order hangs on them.
- **Holding.** Who holds the place, or holds where fire came from, is shown and speaks neither for nor against. Who
  holds a place is struck there by others, and strikes it by error or in a quarrel within; lines move and are reported
  late; and that fire came from a side is argued over by both. It is to be expected under each of these hypotheses, and
  so tells none of them apart, however strongly it suggests one of them (Heuer 1999, ch. 4 and 8, on diagnosticity).

What only the party's own side tells of its being there says nothing, as with means.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from isnad.records.assessment import Observation, ObservationKind
from isnad.records.claim import Claim, Presence, Stance, Whereabouts
from isnad.records.codec import id_of
from isnad.weigh.factors import FITS, NEITHER, Mark
from isnad.weigh.origins import Origins

THERE = (Whereabouts.OVERHEAD, Whereabouts.NEAR)
OUTRIGHT = (Stance.ASSERTED, Stance.HEDGED)
TOLD = {
    Whereabouts.OVERHEAD: "aircraft of {party} are told of overhead",
    Whereabouts.NEAR: "forces of {party} are told of near by",
}


def presences_in(claims: Iterable[Claim], origins: Origins) -> tuple[Observation, ...]:
    """An observation for each way in which each party is told to be there, of each origin its first claim.

    ``claims`` stand in order of time.
    """
    told: defaultdict[tuple[Whereabouts, str], dict[str, Claim]] = defaultdict(dict)
    for claim in claims:
        said = claim.content
        if isinstance(said, Presence) and claim.stance in OUTRIGHT:
            for party in said.parties:
                told[said.whereabouts, party].setdefault(origins.of[claim.id], claim)
    order = list(Whereabouts)
    return tuple(_observation(*key, told[key]) for key in sorted(told, key=lambda key: (order.index(key[0]), key[1])))


def _observation(whereabouts: Whereabouts, party: str, told: Mapping[str, Claim]) -> Observation:
    kind, claims = ObservationKind.PRESENCE, tuple(claim.id for claim in told.values())
    ident = id_of("observation", kind, whereabouts, party)
    return Observation(id=ident, kind=kind, what=whereabouts, party=party, claims=claims, origins=tuple(told))


def mark(observation: Observation, parties: frozenset[str], own: bool) -> Mark:
    """How it bears on the hypothesis of these parties; ``own``: nobody but their own side tells of it."""
    where = Whereabouts(observation.what)
    if where not in THERE:
        return NEITHER, "who holds a place may be struck there or strike it: expected under every hypothesis"
    if observation.party not in parties:
        return NEITHER, f"that {observation.party} is told to have been there says nothing of others"
    if own:
        return NEITHER, "told by its own side alone: expected under every hypothesis"
    return FITS, f"{TOLD[where].format(party=observation.party)}: expected if it did this, possible if it did not"
