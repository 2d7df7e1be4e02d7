"""Linking: which claims share an incident, whatever the order, and what judgements do to it."""

import random
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from isnad.link import link
from isnad.link.naming import Names
from isnad.records.claim import Character, Relation, Scope
from isnad.records.incident import Incident
from isnad.records.judgement import Decision
from isnad.records.when import Interval
from isnad.records.where import Place
from link.invented import (
    DALUN,
    KESMAR,
    MAY,
    MEERVELD,
    MIRVELD,
    OSKARRA,
    Item,
    Pool,
    chain,
    judged,
    on,
    people,
)
from link.scattered import drawn

YEAR = (date(2030, 1, 1), date(2030, 12, 31))


def a_week() -> Pool:
    """Three attacks in six reports: two villages on one day, and one of them again four days later."""
    return Pool(
        Item("one", "Kesmar Post", MAY[3])
        .counts("Nine people died in Mirveld when jets hit the market.", people(9), where=MIRVELD, when=on(MAY[3]))
        .tells("Jets hit the market of Mirveld.", where=MIRVELD, when=on(MAY[3]), target="market"),
        Item("two", "The Torhal Gazette", MAY[4])
        .counts("Fourteen were killed at the market of Meerveld.", people(14), where=MEERVELD, when=on(MAY[3]))
        .counts("Two died in Oskarra the same day.", people(2), where=OSKARRA, when=on(MAY[3]), event=1),
        Item("three", "Brenn Radio", MAY[3]).counts(
            "In Oskarra two shepherds were shot.", people(2), where=OSKARRA, when=on(MAY[3])
        ),
        Item("four", "Kesmar Post", MAY[8]).counts(
            "Mirveld was hit again and three died.", people(3), where=MIRVELD, when=on(MAY[7])
        ),
        Item("five", "Kesmar Post", MAY[9])
        .counts("Three were killed in Mirveld on Thursday.", people(3), where=MIRVELD, when=on(MAY[7]))
        .counts("Sixty died in the province this week.", people(60), where=KESMAR, scope=Scope.PERIOD)
        .counts("Thousands died in the war.", people(9000), scope=Scope.WAR),
        Item("six", "Far News", MAY[4]).counts("Five died in Dalun.", people(5), where=DALUN, when=on(MAY[3])),
    )


def found(pool: Pool, incidents: tuple[Incident, ...]) -> set[tuple[str, frozenset[str]]]:
    """Each incident's place with the names of its reports."""
    names = {r.id: r.capture for r in pool.reports}
    return {(i.where.name if i.where else "", frozenset(names[r] for r in i.reports)) for i in incidents}


def test_a_year_named_in_passing_is_not_the_day_of_what_a_report_tells() -> None:
    item = Item("one", "Post", MAY[4])
    item.counts("Nine people died in Mirveld.", people(9), where=MIRVELD)
    item.counts("Forty were killed there in 2030.", people(40), where=MIRVELD, when=Interval.days(*YEAR))
    pool = Pool(item)
    assert [incident.when for incident in link(pool.claims, pool.reports)] == [None]


def test_villages_days_and_spellings_are_told_apart_and_put_together() -> None:
    pool = a_week()
    assert found(pool, link(pool.claims, pool.reports)) == {
        ("Mirveld", frozenset(("one", "two"))),
        ("Oskarra", frozenset(("two", "three"))),
        ("Mirveld", frozenset(("four", "five"))),
        ("Dalun", frozenset(("six",))),
    }


def test_an_incident_says_its_name_spellings_and_reasons() -> None:
    pool = a_week()
    first = next(i for i in link(pool.claims, pool.reports) if len(i.claims) == 3)
    assert first.name == "Mirveld, 2031-05-04"
    assert set(first.names) == {"Mirveld", "Meerveld"}
    assert first.acts == ("airstrike",)
    assert first.targets == ("market",)
    assert any("2031-05-04 | 2031-05-04" in reason for reason in first.because)


def test_totals_of_a_period_or_the_war_join_no_incident() -> None:
    pool = a_week()
    linked = {c for i in link(pool.claims, pool.reports) for c in i.claims}
    assert {c.scope for c in pool.claims if c.id not in linked} == {Scope.PERIOD, Scope.WAR}


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_order_does_not_matter(seed: int) -> None:
    pool, chance = a_week(), random.Random(seed)
    claims, reports = list(pool.claims), list(pool.reports)
    chance.shuffle(claims)
    chance.shuffle(reports)
    assert link(claims, reports) == link(pool.claims, pool.reports)


@settings(max_examples=20, deadline=None)
@given(number=st.integers(0, 10_000))
def test_order_does_not_matter_in_pools_drawn_by_lot(number: int) -> None:
    pool, chance = drawn(number, reports=40), random.Random(number)
    claims, reports = list(pool.claims), list(pool.reports)
    chance.shuffle(claims)
    chance.shuffle(reports)
    assert link(claims, reports) == link(pool.claims, pool.reports)


def test_ids_hold_when_later_reports_join() -> None:
    pool = a_week()
    before = {i.id for i in link(pool.claims, pool.reports)}
    later = Pool(
        *pool.items,
        Item("seven", "Late Review", MAY[20]).counts(
            "Seventeen died in Mirveld that day.", people(17), where=MIRVELD, when=on(MAY[3])
        ),
        Item("eight", "Late Review", MAY[21]).counts("One died in Dalun.", people(1), where=DALUN, when=on(MAY[14])),
    )
    after = {i.id for i in link(later.claims, later.reports)}
    assert before < after
    assert len(after) == len(before) + 1


def test_two_happenings_of_one_report_stay_apart_unless_judged_the_same() -> None:
    pool = Pool(
        Item("one", "Kesmar Post", MAY[3])
        .counts("Nine died in Mirveld.", people(9), where=MIRVELD, when=on(MAY[3]))
        .counts("In Mirveld nine died.", people(9), where=MIRVELD, when=on(MAY[3]), event=1)
    )
    assert len(link(pool.claims, pool.reports)) == 2
    same = judged(Decision.SAME, *pool.claims)
    (one,) = link(pool.claims, pool.reports, [same])
    assert any("R. Okvist" in reason for reason in one.because)


def test_a_figure_of_another_incident_left_in_the_main_happening_does_not_join_it() -> None:
    pool = Pool(
        Item("one", "Kesmar Post", MAY[3])
        .counts("Nine died in Mirveld.", people(9), where=MIRVELD, when=on(MAY[3]))
        .counts("Four died in Dalun.", people(4), where=DALUN, when=on(MAY[3]), scope=Scope.OTHER_INCIDENT)
    )
    assert found(pool, link(pool.claims, pool.reports)) == {
        ("Mirveld", frozenset(("one",))),
        ("Dalun", frozenset(("one",))),
    }


def test_blame_and_character_go_with_the_happening_they_were_read_in() -> None:
    pool = Pool(
        Item("one", "Kesmar Post", MAY[3])
        .counts("Nine died in Mirveld.", people(9), where=MIRVELD, when=on(MAY[3]))
        .blames("Avar did it.", Relation.ALLEGES, "Avar", chain=chain("Valley Monitor"))
        .says("It was a double tap.", Character(term="double tap"), event=3)
    )
    (incident,) = link(pool.claims, pool.reports)
    assert set(incident.claims) == {c.id for c in pool.claims}


def test_a_statement_that_tells_of_no_happening_makes_no_incident() -> None:
    pool = Pool(Item("one", "Kesmar Post", MAY[3]).blames("Avar is to blame.", Relation.ALLEGES, "Avar"))
    assert link(pool.claims, pool.reports) == ()


def test_a_province_attaches_to_the_one_village_hit_that_day() -> None:
    pool = Pool(
        Item("one", "Kesmar Post", MAY[3]).counts("Nine died in Mirveld.", people(9), where=MIRVELD, when=on(MAY[3])),
        Item("two", "Far News", MAY[3]).counts(
            "Strikes on Kesmar killed nine.", people(9), where=KESMAR, when=on(MAY[3])
        ),
    )
    (incident,) = link(pool.claims, pool.reports)
    assert incident.where == MIRVELD
    assert len(incident.reports) == 2


def test_a_province_stays_by_itself_where_two_villages_fit() -> None:
    pool = Pool(
        Item("one", "Kesmar Post", MAY[3]).tells("Mirveld was hit.", where=MIRVELD, when=on(MAY[3])),
        Item("two", "Brenn Radio", MAY[3]).tells("Oskarra was hit.", where=OSKARRA, when=on(MAY[3])),
        Item("three", "Far News", MAY[3]).tells("Kesmar was hit.", where=KESMAR, when=on(MAY[3])),
    )
    assert len(link(pool.claims, pool.reports)) == 3


def test_a_village_no_gazetteer_knows_is_found_by_its_name() -> None:
    unknown = [Place(name=n, words=n) for n in ("Zarbokan", "Zarboqan")]
    pool = Pool(
        Item("one", "Kesmar Post", MAY[3]).counts(
            "Nine died in Zarbokan.", people(9), where=unknown[0], when=on(MAY[3])
        ),
        Item("two", "Far News", MAY[4]).counts(
            "Zarboqan buried its nine dead.", people(9), where=unknown[1], when=on(MAY[3])
        ),
    )
    (incident,) = link(pool.claims, pool.reports)
    assert incident.names == ("Zarbokan", "Zarboqan")


def test_a_reprint_with_neither_place_nor_time_joins_its_print() -> None:
    words = (
        "Rescuers pulled the baker Ilmar Sodek and both his sons from under the oven house at noon, nine died in all"
    )
    pool = Pool(
        Item("one", "Kesmar Post", MAY[3]).counts(words, people(9), where=MIRVELD, when=on(MAY[3])),
        Item("two", "Far News", MAY[9]).counts(words, people(9)),
    )
    (incident,) = link(pool.claims, pool.reports)
    assert len(incident.reports) == 2


def test_a_judgement_of_difference_parts_what_features_join() -> None:
    pool = a_week()
    different = judged(Decision.DIFFERENT, pool.claim("one"), pool.claim("two"))
    parted = found(pool, link(pool.claims, pool.reports, [different]))
    assert ("Mirveld", frozenset(("one",))) in parted
    assert ("Mirveld", frozenset(("two",))) in parted


def test_a_judgement_of_sameness_joins_what_limits_part() -> None:
    pool = a_week()
    same = judged(Decision.SAME, pool.claim("one"), pool.claim("six"))
    groups = {reports for _, reports in found(pool, link(pool.claims, pool.reports, [same]))}
    assert frozenset(("one", "two", "six")) in groups


def test_later_judgements_overrule_earlier_ones() -> None:
    pool = a_week()
    pair = (pool.claim("one"), pool.claim("two"))
    apart, together = judged(Decision.DIFFERENT, *pair, hour=1), judged(Decision.SAME, *pair, hour=2)
    plain = found(pool, link(pool.claims, pool.reports))
    assert found(pool, link(pool.claims, pool.reports, [together, apart])) == plain
    apart_again = judged(Decision.DIFFERENT, *pair, hour=3)
    assert found(pool, link(pool.claims, pool.reports, [apart_again, together])) != plain


def test_difference_holds_against_sameness_by_way_of_a_third() -> None:
    pool = a_week()
    one, two, six = pool.claim("one"), pool.claim("two"), pool.claim("six")
    judgements = [
        judged(Decision.DIFFERENT, one, six, hour=1),
        judged(Decision.SAME, one, two, hour=2),
        judged(Decision.SAME, two, six, hour=3),
    ]
    incidents = link(pool.claims, pool.reports, judgements)
    assert not any({one.id, six.id} <= set(i.claims) for i in incidents)


def test_two_claims_of_one_happening_can_be_judged_different() -> None:
    pool = Pool(
        Item("one", "Kesmar Post", MAY[3])
        .counts("Nine died in Mirveld.", people(9), where=MIRVELD, when=on(MAY[3]))
        .counts("Four died at the bridge.", people(4), where=MIRVELD, when=on(MAY[3]))
    )
    incidents = link(pool.claims, pool.reports, [judged(Decision.DIFFERENT, *pool.claims)])
    assert sorted(len(i.claims) for i in incidents) == [1, 1]


def test_a_rejected_claim_is_in_no_incident() -> None:
    pool = a_week()
    rejected = judged(Decision.REJECT, pool.claim("six"))
    assert all(pool.claim("six").id not in i.claims for i in link(pool.claims, pool.reports, [rejected]))


@settings(max_examples=25, deadline=None)
@given(copies=st.integers(1, 60))
def test_reprints_make_no_new_incident(copies: int) -> None:
    pool = a_week()
    more = Pool(
        *pool.items,
        *(
            Item(f"copy {n}", f"Outlet {n}", MAY[4]).counts(
                "Nine people died in Mirveld when jets hit the market.", people(9), where=MIRVELD, when=on(MAY[3])
            )
            for n in range(copies)
        ),
    )
    assert {i.id for i in link(more.claims, more.reports)} == {i.id for i in link(pool.claims, pool.reports)}


def test_a_report_without_a_claim_joins_the_attack_on_the_village_it_names() -> None:
    pool = a_week()
    bare = Pool(*pool.items, Item("bare", "Rook Channel", MAY[3], head="Again over Dalun. #Dalun"))
    groups = found(bare, link(bare.claims, bare.reports))
    assert ("Dalun", frozenset(("six", "bare"))) in groups
    assert link([], bare.reports) == ()


def test_an_arabic_village_is_found_in_a_text_with_what_is_written_joined_to_it() -> None:
    names = Names([replace(MIRVELD, words="زرجونة"), DALUN])
    assert {place.ident: n for place, n in names.named_in("قصف على الزرجونه وزرجونة").items()} == {"t:1": 2}
    assert not names.named_in("Nothing is named here.")


def test_no_incidents_in_nothing() -> None:
    assert link([], []) == ()
