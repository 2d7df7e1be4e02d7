"""Grade: how well an incident is evidenced, in Airwars' five terms.

What may live here: the clauses of the grading, each in our own words after Airwars' published methodology for
allegations of civilian harm (airwars.org, "Methodology"), and the order in which they are tried.

- Confirmed: a belligerent has accepted responsibility for the harm.
- Discounted: those harmed were combatants, or it did not happen as first reported.
- Contested: claims of responsibility compete, as between several belligerents.
- Fair: a reasonable level of public reporting from two or more credible sources, and a likely belligerent.
- Weak: a single source, whatever it says.

Sources are counted as independent origins that could be asked again (``origins.py``). A recorder's analyst also weighs
footage and the belligerents' own strike reports; what the reports' words give is a first grade, with its reasons.
"""

from collections.abc import Sequence

from isnad.records.assessment import Grade, GradeTerm, Hypothesis, Tally
from isnad.records.claim import Casualties, Claim, Denial, Occurrence, Relation, Responsibility, Stance, Status
from isnad.weigh.origins import Origins

ENOUGH = 2  # independent origins for Fair


def grade_of(
    claims: Sequence[Claim], tallies: Sequence[Tally], hypotheses: Sequence[Hypothesis], origins: Origins
) -> Grade:
    """The first clause that holds, in the order Confirmed, Discounted, Contested, Fair, Weak."""
    accepted = [h for h in hypotheses if h.conceded_by]
    if accepted:
        who = _listed([h.statement for h in accepted])
        return Grade(
            term=GradeTerm.CONFIRMED, clause="a belligerent accepts responsibility", reasons=(f"accepted: {who}",)
        )
    if _only_belligerents(tallies):
        return Grade(
            term=GradeTerm.DISCOUNTED,
            clause="those harmed are said to be belligerents, by every source that counts them",
            reasons=tuple(f"{t.high} {t.group} {t.outcome}, status: {t.status}" for t in tallies),
        )
    competing = _competing(hypotheses, claims, origins)
    if competing:
        return Grade(term=GradeTerm.CONTESTED, clause="claims of responsibility compete", reasons=competing)
    return _by_reporting(claims, hypotheses, origins)


def _by_reporting(claims: Sequence[Claim], hypotheses: Sequence[Hypothesis], origins: Origins) -> Grade:
    behind = reporting(claims, origins)
    names = _listed(sorted(origins.name(o) for o in behind))
    told = f"{len(behind)} independent {'origin' if len(behind) == 1 else 'origins'} could be asked again: {names}"
    blamed = [h.statement for h in hypotheses if h.alleged_by or h.hedged_by or h.one_of_by]
    if len(behind) >= ENOUGH and blamed:
        clause = "two or more independent sources report it, and name a likely belligerent"
        return Grade(term=GradeTerm.FAIR, clause=clause, reasons=(told, f"alleged: {_listed(blamed)}"))
    if len(behind) >= ENOUGH:
        clause = "two or more independent sources report it, but none names a likely belligerent"
        return Grade(term=GradeTerm.WEAK, clause=clause, reasons=(told, "Fair asks for a likely belligerent"))
    clause = "a single source" if len(behind) == 1 else "no source that could be asked again"
    return Grade(term=GradeTerm.WEAK, clause=clause, reasons=(told,))


def reporting(claims: Sequence[Claim], origins: Origins) -> tuple[str, ...]:
    """Named origins that report harm or the attack itself, outright or with a hedge."""
    told = (
        origins.of[c.id]
        for c in claims
        if isinstance(c.content, Casualties | Occurrence) and c.stance in (Stance.ASSERTED, Stance.HEDGED)
    )
    return origins.named(dict.fromkeys(told))


def _only_belligerents(tallies: Sequence[Tally]) -> bool:
    stated = [t for t in tallies if t.high]
    return bool(stated) and all(t.status is Status.BELLIGERENT for t in stated)


def _competing(hypotheses: Sequence[Hypothesis], claims: Sequence[Claim], origins: Origins) -> tuple[str, ...]:
    """Why responsibility is contested; empty where it is not."""
    blamed = [h for h in hypotheses if h.alleged_by or h.hedged_by or h.one_of_by]
    reasons = []
    if len(blamed) > 1:
        reasons.append(f"alleged in different claims: {_listed([h.statement for h in blamed])}")
    either = [h.statement for h in hypotheses if h.one_of_by]
    if either:
        reasons.append(f"named as one of several: {_listed(either)}")
    denied = [h for h in blamed if h.denied_by]
    reasons += [f"denied: {h.statement}, by {_listed([origins.name(o) for o in h.denied_by])}" for h in denied]
    for claim in claims:
        said = claim.content
        if isinstance(said, Responsibility) and said.relation is Relation.DENIES and said.denial is Denial.OCCURRENCE:
            reasons.append(f"{origins.name(origins.of[claim.id])} denies that it happened")
    return tuple(dict.fromkeys(reasons))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(names)) or "none"
