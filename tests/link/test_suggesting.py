"""Suggesting: what is near the line is asked about, most informative first, and what was judged is not."""

import math
import random

import pytest

from isnad.link import link
from isnad.link.suggesting import Kind, Suggestion, likely, suggest, unknown
from isnad.records.claim import Scope
from isnad.records.judgement import Decision, Judgement
from link.invented import DALUN, KESMAR, MAY, MIRVELD, OSKARRA, Item, Pool, judged, on, people


def pool() -> Pool:
    """Mirveld and Oskarra on one day, alike in all but the village; and a report that tells of no attack."""
    return Pool(
        Item("one", "Kesmar Post", MAY[3]).counts(
            "Nine people died in Mirveld when jets hit the market.", people(9), where=MIRVELD, when=on(MAY[3])
        ),
        Item("two", "The Torhal Gazette", MAY[4]).counts(
            "Jets killed nine in Mirveld market.", people(9), where=MIRVELD, when=on(MAY[3])
        ),
        Item("three", "Brenn Radio", MAY[4]).counts(
            "Nine people died in Oskarra when jets hit the market.", people(9), where=OSKARRA, when=on(MAY[3])
        ),
        Item("four", "Far News", MAY[20]).counts("Five died in Dalun.", people(5), where=DALUN, when=on(MAY[19])),
        Item("five", "Kesmar Post", MAY[4]).counts(
            "Sixty died in the province this month, after jets hit the market of Mirveld.",
            people(60),
            where=KESMAR,
            scope=Scope.PERIOD,
        ),
    )


def asked(pool: Pool, *judgements: Judgement) -> tuple[Suggestion, ...]:
    incidents = link(pool.claims, pool.reports, judgements)
    return suggest(pool.claims, pool.reports, incidents, judgements)


def names(pool: Pool, suggestion: Suggestion) -> set[str]:
    return {r.capture for r in pool.reports if r.id in suggestion.closest}


def test_what_lies_near_the_line_comes_first() -> None:
    assert unknown(0.0) == 1.0
    assert unknown(2.0) == pytest.approx(unknown(-2.0))
    assert unknown(1.0) > unknown(3.0) > unknown(30.0) >= 0.0
    assert likely(0.0) == 0.5
    found = asked(pool())
    assert [s.worth for s in found] == sorted((s.worth for s in found), reverse=True)


def test_each_kind_is_asked_with_both_values_and_claims_to_judge_by() -> None:
    made = pool()
    found = asked(made)
    apart = next(s for s in found if s.kind is Kind.APART)
    assert "three" in names(made, apart)
    assert len(apart.incidents) == 2
    assert any("distance: " in r and " | " in r for r in apart.reasons)
    tie = next(s for s in found if s.kind is Kind.TOGETHER)
    assert len(tie.incidents) == 1
    of = {c.id: c.quote.report for c in made.claims}
    for suggestion in (apart, tie):
        assert [of[c] for c in suggestion.subjects] == list(suggestion.closest)
        assert not set(suggestion.sides[0]) & set(suggestion.sides[1])


def test_places_are_told_by_their_names_and_not_by_rows_of_a_gazetteer() -> None:
    told = [reason for s in asked(pool()) for reason in s.reasons if reason.startswith("places named: ")]
    assert told
    assert all("t:" not in reason for reason in told)
    assert any("Mirveld" in reason for reason in told)


def test_a_report_of_no_incident_is_asked_about_beside_what_is_nearest() -> None:
    made = pool()
    (incident,) = [i for i in link(made.claims, made.reports) if len(i.reports) > 1 and i.where == MIRVELD]
    without = [i for i in link(made.claims, made.reports) if made.report("four").id not in i.reports]
    found = suggest(made.claims, made.reports, without)
    alone = next(s for s in found if s.kind is Kind.ALONE and names(made, s) == {"four"})
    assert (alone.score, alone.worth, alone.subjects) == (None, 0.0, ())
    assert found[-1].worth == 0.0
    assert incident.id in {i for s in found for i in s.incidents}


def test_what_was_judged_is_not_asked_again() -> None:
    made = pool()
    one, two, three = (made.claim(n) for n in ("one", "two", "three"))
    before = asked(made)
    after = asked(made, judged(Decision.DIFFERENT, one, three), judged(Decision.DIFFERENT, two, three, hour=1))
    assert any(s.kind is Kind.APART and "three" in names(made, s) for s in before)
    assert not any(s.kind is Kind.APART and "three" in names(made, s) for s in after)
    told = asked(made, judged(Decision.SAME, one, two))
    assert not any(s.kind is Kind.TOGETHER and names(made, s) == {"one", "two"} for s in told)


def test_order_of_what_is_given_changes_nothing() -> None:
    made = pool()
    expected = asked(made)
    chance = random.Random(7)
    for _ in range(5):
        claims, reports = list(made.claims), list(made.reports)
        chance.shuffle(claims)
        chance.shuffle(reports)
        incidents = list(link(claims, reports))
        chance.shuffle(incidents)
        assert suggest(claims, reports, incidents) == expected


def test_no_more_is_given_than_is_asked_for() -> None:
    made = pool()
    found = asked(made)
    assert suggest(made.claims, made.reports, link(made.claims, made.reports), limit=1) == found[:1]
    assert suggest([], [], []) == ()
    assert all(math.isfinite(s.worth) for s in found)
