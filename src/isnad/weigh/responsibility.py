"""Responsibility: the hypotheses that claims raise, and the evidence for and against each. Never a verdict.

What may live here: the analysis of competing hypotheses (Heuer 1999, Psychology of Intelligence Analysis, ch. 8) over
claims. Hypotheses are ranked by how little speaks against them, as the method asks, not by how much speaks for them.
"""

from collections.abc import Callable, Mapping, Sequence

from isnad.records.assessment import Consistency, Evidence, Hypothesis
from isnad.records.claim import Claim, Denial, Relation, Responsibility, Stance
from isnad.records.report import Report
from isnad.weigh.factors import Held, mark
from isnad.weigh.origins import Origins, in_time

BLAMES = (Relation.ALLEGES, Relation.ALLEGES_ONE_OF)


def hypotheses_of(claims: Sequence[Claim], origins: Origins, reports: Mapping[str, Report]) -> tuple[Hypothesis, ...]:
    """Each party named in any relation, alone; parties alleged jointly, or as one of several, also together.

    Denied and excluded parties stay on the list: a hypothesis that was ruled out is shown with what rules it out.
    Ordered by fewest origins against, then by most that accept, allege, and name it with a hedge or among others.
    """
    held = [
        Held(c, c.content)
        for c in sorted(claims, key=lambda c: in_time(c, reports))
        if isinstance(c.content, Responsibility) and c.content.parties
    ]
    held = _once_each(held, origins)
    alone = {frozenset((party,)) for h in held for party in h.parties}
    joint = {h.parties for h in held if h.said.relation in BLAMES and len(h.parties) > 1}
    made = [_hypothesis(parties, held, origins) for parties in sorted(alone | joint, key=sorted)]
    return tuple(sorted(made, key=_rank))


def _once_each(held: Sequence[Held], origins: Origins) -> list[Held]:
    """The first claim in which an origin says a thing: saying it again adds no evidence."""
    first: dict[tuple[object, ...], Held] = {}
    for h in held:
        said = (h.said.relation, h.parties, h.said.denial, h.claim.stance)
        first.setdefault((origins.of[h.claim.id], *said), h)
    return list(first.values())


def _hypothesis(parties: frozenset[str], held: Sequence[Held], origins: Origins) -> Hypothesis:
    evidence, grounds = [], []
    for h in held:
        found, reason, _ = mark(h, parties)
        evidence.append(Evidence(claim=h.claim.id, origin=origins.of[h.claim.id], mark=found, reason=reason))
        if found is not Consistency.NEUTRAL and h.said.ground:
            grounds.append(h.said.ground)
    names = tuple(sorted(parties))
    return Hypothesis(
        statement=f"{names[0]} alone" if len(names) == 1 else " and ".join(names) + " jointly",
        parties=names,
        jointly=len(names) > 1,
        alleged_by=_who(held, origins, lambda h: h.parties == parties and _alleges(h, Stance.ASSERTED)),
        hedged_by=_who(
            held, origins, lambda h: h.parties == parties and _alleges(h, Stance.HEDGED, Stance.CONDITIONAL)
        ),
        one_of_by=_who(held, origins, lambda h: parties <= h.parties and len(parties) == 1 and _one_of(h)),
        denied_by=_who(held, origins, lambda h: bool(parties & h.parties) and _denies(h)),
        excluded_by=_who(held, origins, lambda h: bool(parties & h.parties) and h.said.relation is Relation.EXCLUDES),
        conceded_by=_who(
            held, origins, lambda h: h.parties <= parties and h.said.relation is Relation.CONCEDES and _stood_behind(h)
        ),
        evidence=tuple(evidence),
        grounds=tuple(dict.fromkeys(grounds)),
    )


def _who(held: Sequence[Held], origins: Origins, meets: Callable[[Held], bool]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(origins.of[h.claim.id] for h in held if meets(h)))


def _alleges(held: Held, *stances: Stance) -> bool:
    return held.said.relation is Relation.ALLEGES and held.claim.stance in stances


def _one_of(held: Held) -> bool:
    return held.said.relation is Relation.ALLEGES_ONE_OF and _stood_behind(held)


def _stood_behind(held: Held) -> bool:
    return held.claim.stance in (Stance.ASSERTED, Stance.HEDGED)


def _denies(held: Held) -> bool:
    """A denial of a part in it (or of all of it), or an allegation that its speaker denies."""
    if held.said.relation is Relation.DENIES:
        return held.said.denial is not Denial.CASUALTIES
    return held.said.relation in BLAMES and held.claim.stance is Stance.DENIED


def _rank(hypothesis: Hypothesis) -> tuple[int, int, int, int, int, str]:
    looser = {*hypothesis.hedged_by, *hypothesis.one_of_by} - {*hypothesis.alleged_by}
    return (
        hypothesis.inconsistencies,
        -len(hypothesis.conceded_by),
        -len(hypothesis.alleged_by),
        -len(looser),
        len(hypothesis.parties),
        hypothesis.statement,
    )
