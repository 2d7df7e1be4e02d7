"""FACTORS: how a claim on responsibility bears on a hypothesis.

What may live here: named functions of a claim and a hypothesis's parties that give a mark with its reason, or None
where the factor does not apply, and their table. The first that applies gives the mark (Heuer 1999, ch. 8: work
across the matrix, one piece of evidence against all hypotheses).
"""

from collections.abc import Callable
from dataclasses import dataclass

from isnad.records.assessment import Consistency
from isnad.records.chain import NarratorKind
from isnad.records.claim import Claim, Denial, Relation, Responsibility, Stance
from isnad.weigh.means import Armoury
from isnad.weigh.sides import own_side

Mark = tuple[Consistency, str]
FITS, AGAINST, NEITHER = Consistency.CONSISTENT, Consistency.INCONSISTENT, Consistency.NEUTRAL
LOOSE = frozenset((Stance.HEDGED, Stance.CONDITIONAL, Stance.QUESTIONED))
UNARMED = Armoury()


@dataclass(frozen=True, slots=True)
class Held:
    """A claim on responsibility, unpacked; ``armoury`` knows by what names parties are called."""

    claim: Claim
    said: Responsibility
    armoury: Armoury = UNARMED

    @property
    def parties(self) -> frozenset[str]:
        """Whom it names."""
        return frozenset(self.said.parties)

    @property
    def by(self) -> str:
        """The name of who says so, with the body spoken for; empty where the report itself does."""
        root = self.claim.chain.root
        return f"{root.name} {root.speaks_for} {root.role}".strip() if root else ""


def not_taken(held: Held, _: frozenset[str]) -> Mark | None:
    """Speaks of a party without taking a side: nothing follows."""
    if held.said.relation is Relation.SPEAKS_OF or held.claim.stance is Stance.NONCOMMITTAL:
        return NEITHER, "speaks of responsibility without taking a side"
    return None


def denial_of_occurrence(held: Held, _: frozenset[str]) -> Mark | None:
    """That nothing happened, or nobody was hurt, bears on the grade; among who may have done it it does not tell."""
    if held.said.relation is Relation.DENIES and held.said.denial in (Denial.OCCURRENCE, Denial.CASUALTIES):
        return NEITHER, f"a denial {held.said.denial.value}: does not tell the hypotheses apart"
    return None


def own_denial(held: Held, parties: frozenset[str]) -> Mark | None:
    """A party's denial of its own part is to be expected whether it had one or not, so it is not diagnostic (Heuer)."""
    if _denies(held) and held.parties & parties and not _by_third_party(held):
        return NEITHER, "a party's own denial: expected under every hypothesis"
    return None


def denial_by_others(held: Held, parties: frozenset[str]) -> Mark | None:
    """A denial on behalf of somebody else speaks against that party's part, as an exclusion does."""
    if not _denies(held):
        return None
    if held.parties & parties and _by_third_party(held):
        return AGAINST, f"{held.by} denies a part of {_named(held.parties & parties)}"
    return NEITHER, "a denial of another's part"


def exclusion(held: Held, parties: frozenset[str]) -> Mark | None:
    """A party said not to have done it, with the ground given; it does not speak for anyone else."""
    if held.said.relation is not Relation.EXCLUDES:
        return None
    if held.parties & parties:
        ground = f" (“{held.said.ground}”)" if held.said.ground else ""
        return AGAINST, f"excludes {_named(held.parties & parties)}{ground}"
    return NEITHER, "excludes another party"


def concession(held: Held, parties: frozenset[str]) -> Mark | None:
    """Who accepts or claims responsibility speaks for its own part and against hypotheses without it."""
    if held.said.relation is not Relation.CONCEDES:
        return None
    if held.parties <= parties:
        return FITS, f"{_named(held.parties)} accepts or claims responsibility"
    return AGAINST, f"{_named(held.parties)}, left out here, accepts or claims responsibility"


def either_or(held: Held, parties: frozenset[str]) -> Mark | None:
    """One of several: fits each alone, says nothing of them together, speaks against all others."""
    if held.said.relation is not Relation.ALLEGES_ONE_OF:
        return None
    if len(parties) == 1 and parties <= held.parties:
        return FITS, f"names it as one of {_named(held.parties)}"
    if parties & held.parties:
        return NEITHER, f"names one of {_named(held.parties)}, not several together"
    return _against(held, f"names {_named(held.parties)} only")


def allegation(held: Held, parties: frozenset[str]) -> Mark | None:
    """Names one party, or several acting jointly: fits that hypothesis and speaks against the others.

    An allegation against one of two joint parties leaves the other open. A hedged one ("is believed") speaks for
    its party and against nobody.
    """
    if held.said.relation is not Relation.ALLEGES:
        return None
    if parties == held.parties:
        return FITS, "alleges it" if held.claim.stance is Stance.ASSERTED else "alleges it with a hedge"
    if held.parties < parties:
        return NEITHER, f"alleges {_named(held.parties)} without saying whether others took part"
    if parties < held.parties:
        return _against(held, f"alleges {_named(held.parties)} jointly")
    return _against(held, f"alleges {_named(held.parties)}")


FACTORS: tuple[Callable[[Held, frozenset[str]], Mark | None], ...] = (
    not_taken,
    denial_of_occurrence,
    own_denial,
    denial_by_others,
    exclusion,
    concession,
    either_or,
    allegation,
)


def mark(held: Held, parties: frozenset[str]) -> tuple[Consistency, str, str]:
    """The mark, its reason and the name of the factor that gave it."""
    for factor in FACTORS:
        found = factor(held, parties)
        if found is not None:
            return (*found, factor.__name__)
    return NEITHER, "says nothing of it", "none"


def _against(held: Held, reason: str) -> Mark:
    if held.claim.stance in LOOSE:
        return NEITHER, f"{reason}, with a hedge"
    return AGAINST, reason


def _denies(held: Held) -> bool:
    """A denial, or an allegation that its speaker denies."""
    blames = held.said.relation in (Relation.ALLEGES, Relation.ALLEGES_ONE_OF)
    return held.said.relation is Relation.DENIES or (blames and held.claim.stance is Stance.DENIED)


def _by_third_party(held: Held) -> bool:
    """Whether a denial comes from a body whose names have nothing of the party's; a person may speak for it."""
    root = held.claim.chain.root
    if root is None:
        return False
    if not root.speaks_for and root.kind not in (NarratorKind.ORGANISATION, NarratorKind.STATE):
        return False
    return not own_side((root.name, root.speaks_for, root.role), held.parties, held.armoury)


def _named(parties: frozenset[str]) -> str:
    return " and ".join(sorted(parties)) or "nobody"
