"""RULES: what each makes of one history, which one a case follows, and what none of them changes."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from link.invented import MAY, MIRVELD, Item, Pool, chain, on, people

from isnad.link import link
from isnad.records.assessment import DEFAULT_RULE, Assessment, Figure, Tally
from isnad.records.judgement import Decision, Judgement
from isnad.weigh import weigh
from isnad.weigh.rules import RULES, gives, rule_of, stands


def pool() -> Pool:
    """The Union says 5, then 12; the Board 12; the Radio 20 or more; activists 2."""
    told = (("Herders Union", 5, 3), ("Herders Union", 12, 5), ("Clinic Board", 12, 5), ("Valley Radio", 20, 6))
    items = [
        Item(f"r{n}", f"Paper {n}", MAY[day]).counts(
            f"By {root}, report {n}: {number} dead.",
            people(number, None if number == 20 else "same"),
            where=MIRVELD,
            when=on(MAY[3]),
            chain=chain(root),
        )
        for n, (root, number, day) in enumerate(told)
    ]
    few = Item("few", "Paper few", MAY[4]).counts(
        "Activists spoke of two dead.", people(2), where=MIRVELD, when=on(MAY[3]), chain=chain(opened="Activists")
    )
    return Pool(*items, few)


def weighed(rule: str = "", *judgements: Judgement) -> Assessment:
    made = pool()
    (incident,) = link(made.claims, made.reports)
    return weigh(incident, made.claims, made.reports, judgements, rule=rule)


def whole(assessment: Assessment) -> Tally:
    return next(t for t in assessment.tallies if t.group == "people")


@pytest.mark.parametrize(
    ("rule", "low", "best", "high"),
    [("standing", 2, 12, 20), ("ucdp", 12, 12, 20), ("airwars", 2, None, 20), ("median", 12, 12, 12)],
)
def test_each_rule_by_hand(rule: str, low: int, best: int | None, high: int) -> None:
    found = whole(weighed(rule))
    assert (found.low, found.best, found.high, found.high_open) == (low, best, high, True)


def test_airwars_keeps_the_toll_of_the_first_hours() -> None:
    made = pool()
    kept = [c for c in made.claims if c.quote.report != made.report("few").id]
    (incident,) = link(kept, made.reports)
    assert whole(weigh(incident, kept, made.reports, rule="airwars")).low == 5
    assert whole(weigh(incident, kept, made.reports, rule="standing")).low == 12


def test_the_history_and_the_rest_are_the_same_under_every_rule() -> None:
    by_rule = {rule: weighed(rule) for rule in RULES}
    assert {whole(a).history for a in by_rule.values()} == {whole(by_rule[DEFAULT_RULE]).history}
    assert len({(a.origins, a.hypotheses, a.grade.term) for a in by_rule.values()}) == 1
    assert {a.rule for a in by_rule.values()} == set(RULES)


def chose(rule: str, hour: int) -> Judgement:
    at = datetime(2031, 6, 1, hour, tzinfo=UTC)
    subjects, decision = ("tally",), Decision.RULE
    return Judgement(id=f"j{hour}", by="R. Okvist", why="ours", at=at, decision=decision, subjects=subjects, value=rule)


def test_the_rule_chosen_last_is_followed_and_one_that_is_not_known_is_not() -> None:
    assert weighed("", chose("median", 2), chose("ucdp", 1)).rule == "median"
    assert rule_of([]) == rule_of([chose("of tomorrow", 1)]) == DEFAULT_RULE
    assert weighed("airwars", chose("median", 1)).rule == "airwars"


figures = st.lists(
    st.builds(
        Figure,
        claim=st.uuids().map(str),
        origin=st.sampled_from("abcd"),
        low=st.integers(0, 50),
        high=st.none(),
        reported=st.none(),
        superseded_by=st.sampled_from(("", "x")),
    ),
    max_size=8,
)


@given(figures, st.sampled_from(sorted(RULES)))
def test_low_best_and_high_are_in_order_and_somebody_gives_them(history: list[Figure], rule: str) -> None:
    found = RULES[rule](history, frozenset("ab"))
    told = [n for n in (found.low, found.best, found.high) if n is not None]
    assert told == sorted(told)
    assert all(any(gives(f, n) for f in history) for n in told)
    if any(stands(f) for f in history):
        assert found.low is not None


@given(figures, st.sampled_from(sorted(RULES)), st.integers(1, 20))
def test_repetition_changes_nothing(history: list[Figure], rule: str, times: int) -> None:
    again = [*history, *(f for f in history for _ in range(times) if f.origin == "a")]
    assert RULES[rule](again, frozenset("ab")) == RULES[rule](history, frozenset("ab"))
