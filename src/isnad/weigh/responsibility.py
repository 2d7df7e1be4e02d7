"""Responsibility: the hypotheses that claims raise, and the evidence for and against each. Never a verdict.

What may live here: the analysis of competing hypotheses (Heuer 1999, Psychology of Intelligence Analysis, ch. 8) over
claims and observations (``observing.py``). Hypotheses come of claims alone. They are ranked by how little speaks
against them, as the method asks, not by how much speaks for them.

A source that corrects itself. What an origin says later takes back what it said before where the later claim would be
marked as inconsistent with the earlier one's hypothesis (``factors.py``): "believed Russian" gives way to "the regime",
not to "perhaps the regime"; a denial of one's own part gives way to accepting it. As with figures, a claim counts by
when it was first made, so that a late reprint revives nothing, and the reports' dates must leave no doubt of the order.
What was taken back stays in the matrix, marked, and counts for nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from isnad.records.assessment import COUNTED, Consistency, Evidence, Hypothesis
from isnad.records.claim import Claim, Denial, Relation, Responsibility, Stance
from isnad.records.report import Report
from isnad.weigh.factors import Held, mark
from isnad.weigh.observing import Observed, opposing
from isnad.weigh.origins import Origins, in_time

BLAMES = (Relation.ALLEGES, Relation.ALLEGES_ONE_OF)
NOTHING = Observed()


def hypotheses_of(
    claims: Sequence[Claim],
    origins: Origins,
    reports: Mapping[str, Report],
    observed: Observed = NOTHING,
    observing: str = COUNTED,
) -> tuple[Hypothesis, ...]:
    """Each party named in any relation, alone; parties alleged jointly, or as one of several, also together.

    Denied and excluded parties stay on the list: a hypothesis that was ruled out is shown with what rules it out.
    What was observed is held against each and raises none. Ordered by least inconsistency (``rank``).
    """
    held = [
        Held(c, c.content, observed.armoury)
        for c in sorted(claims, key=lambda c: in_time(c, reports))
        if isinstance(c.content, Responsibility) and c.content.parties
    ]
    again, held = held, _once_each(held, origins)
    gone = _taken_back(held, again, origins, reports)
    alone = {frozenset((party,)) for h in held for party in h.parties}
    joint = {h.parties for h in held if h.said.relation in BLAMES and len(h.parties) > 1}
    made = [_hypothesis(parties, held, origins, gone) for parties in sorted(alone | joint, key=sorted)]
    told = {each.id: frozenset(each.origins) for each in observed.observations}
    looked = [_observed(hypothesis, observed.held_against(frozenset(hypothesis.parties)), told) for hypothesis in made]
    return tuple(sorted(looked, key=lambda h: rank(h, observing)))


def _observed(hypothesis: Hypothesis, rows: tuple[Evidence, ...], told: Mapping[str, frozenset[str]]) -> Hypothesis:
    against = opposing(rows, hypothesis.opposed_by, told)
    return replace(hypothesis, evidence=(*hypothesis.evidence, *rows), observed_against=against)


def _once_each(held: Sequence[Held], origins: Origins) -> list[Held]:
    """The first claim in which an origin says a thing: saying it again adds no evidence."""
    first: dict[tuple[object, ...], Held] = {}
    for h in held:
        said = (h.said.relation, h.parties, h.said.denial, h.claim.stance)
        first.setdefault((origins.of[h.claim.id], *said), h)
    return list(first.values())


def _taken_back(
    held: Sequence[Held], again: Sequence[Held], origins: Origins, reports: Mapping[str, Report]
) -> dict[str, str]:
    """For each claim that its own origin took back, the claim that did. ``again`` has the repetitions too.

    An unnamed origin takes nothing back: nobody can tell whether it is the same voice.
    """
    spoken: dict[str, list[Held]] = {}
    for h in held:
        spoken.setdefault(origins.of[h.claim.id], []).append(h)
    gone = {}
    for origin in origins.named(spoken):
        for n, old in enumerate(spoken[origin]):
            for new in spoken[origin][n + 1 :]:
                if _gives_way(old, new) and _after(new, old, reports) and not _says_both(old, new, again, origins):
                    gone[old.claim.id] = new.claim.id
    return gone


def _gives_way(old: Held, new: Held) -> bool:
    """Whether a claim cannot stand beside a later one of the same origin."""
    if old.said.relation is Relation.DENIES and new.said.relation is Relation.CONCEDES:
        return bool(old.parties & new.parties)
    blames = old.said.relation in BLAMES and _stood_behind(old)
    return blames and mark(new, old.parties)[0] is Consistency.INCONSISTENT


def _after(new: Held, old: Held, reports: Mapping[str, Report]) -> bool:
    """Whether the reports' dates leave no doubt that one came after the other."""
    later, sooner = (reports.get(h.claim.quote.report) for h in (new, old))
    if later is None or sooner is None or later.published is None or sooner.published is None:
        return False
    return later.published.start >= sooner.published.end


def _says_both(old: Held, new: Held, again: Iterable[Held], origins: Origins) -> bool:
    """Whether the later report has its origin say the older thing outright too: then nothing was taken back."""
    return any(
        h.claim.quote.report == new.claim.quote.report
        and origins.of[h.claim.id] == origins.of[new.claim.id]
        and (h.said.relation, h.parties) == (old.said.relation, old.parties)
        and h.claim.stance is Stance.ASSERTED
        for h in again
    )


def _hypothesis(parties: frozenset[str], held: Sequence[Held], origins: Origins, gone: Mapping[str, str]) -> Hypothesis:
    evidence, grounds = [], []
    for h in held:
        found, reason, _ = mark(h, parties)
        by, taken = origins.of[h.claim.id], gone.get(h.claim.id, "")
        evidence.append(Evidence(claim=h.claim.id, origin=by, mark=found, reason=reason, superseded_by=taken))
        if found is not Consistency.NEUTRAL and h.said.ground and not taken:
            grounds.append(h.said.ground)
    back = [h for h in held if h.claim.id in gone and h.said.relation in BLAMES]
    held = [h for h in held if h.claim.id not in gone]
    alleged = _who(held, origins, lambda h: h.said.relation in BLAMES and _stood_behind(h) and _names(h, parties))
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
        withdrawn_by=tuple(o for o in _who(back, origins, lambda h: _names(h, parties)) if o not in alleged),
        evidence=tuple(evidence),
        grounds=tuple(dict.fromkeys(grounds)),
    )


def _who(held: Sequence[Held], origins: Origins, meets: Callable[[Held], bool]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(origins.of[h.claim.id] for h in held if meets(h)))


def _names(held: Held, parties: frozenset[str]) -> bool:
    """Whether it points to these parties, alone or as one of several."""
    either = held.said.relation is Relation.ALLEGES_ONE_OF and len(parties) == 1 and parties <= held.parties
    return held.parties == parties or either


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


def against(hypothesis: Hypothesis, observing: str) -> int:
    """How much speaks against it: origins by their claims, and what was observed as one more where it is counted."""
    return hypothesis.inconsistencies + (hypothesis.observed_against if observing == COUNTED else 0)


def rank(hypothesis: Hypothesis, observing: str) -> tuple[int, int, int, int, int, str]:
    """What orders hypotheses: least against them, then most that accept, allege, and name it more loosely."""
    looser = {*hypothesis.hedged_by, *hypothesis.one_of_by} - {*hypothesis.alleged_by}
    return (
        against(hypothesis, observing),
        -len(hypothesis.conceded_by),
        -len(hypothesis.alleged_by),
        -len(looser),
        len(hypothesis.parties),
        hypothesis.statement,
    )
