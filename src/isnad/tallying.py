"""Tallying: a case's tolls by each tally rule, and the choice of one.

What may live here: putting the rules side by side, and the judgement that chooses one for the case.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from isnad.casebook import Casebook
from isnad.judging import judge
from isnad.pipeline import Results, weigh_anew
from isnad.preserve.trouble import trouble
from isnad.records.assessment import Tally
from isnad.records.claim import Outcome, Status
from isnad.records.incident import Incident
from isnad.records.judgement import Decision, Judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """One toll of one incident, by each rule. ``chosen`` is the rule that the case follows."""

    incident: Incident
    outcome: Outcome
    tallies: Mapping[str, Tally]
    chosen: str


def side_by_side(
    results: Results, incidents: Iterable[Incident], judgements: Sequence[Judgement]
) -> Iterator[SideBySide]:
    """The dead and the injured of each incident, all people who are not said to be belligerents, by each rule."""
    from isnad.weigh.rules import RULES, rule_of

    for incident in incidents:
        weighed = {rule: weigh_anew(results, incident, judgements, rule) for rule in RULES}
        for outcome in (Outcome.KILLED, Outcome.INJURED):
            found = {
                rule: tally
                for rule, assessment in weighed.items()
                for tally in assessment.tallies
                if tally.outcome is outcome and tally.group == "people" and tally.status is not Status.BELLIGERENT
            }
            if found:
                chosen = results.rule or rule_of(judgements)
                yield SideBySide(incident=incident, outcome=outcome, tallies=found, chosen=chosen)


def known_rule(rule: str) -> str:
    """The rule, if there is one of that name. Raises Trouble where there is none; no name is none given."""
    from isnad.weigh.rules import RULES

    if rule and rule not in RULES:
        raise trouble(f"There is no tally rule '{rule}'.", "--rule", f"There are: {', '.join(RULES)}.")
    return rule


def choose(book: Casebook, rule: str, *, by: str, why: str) -> Judgement:
    """Record the rule that a named person chooses for the case. Raises Trouble."""
    from isnad.weigh.rules import SUBJECT

    if not known_rule(rule):
        raise trouble("No tally rule was named.", "--choose", "See the rules: isnad tally --help.")
    return judge(book, Decision.RULE, (SUBJECT,), by=by, why=why, field=SUBJECT, value=rule, asked="--choose")
