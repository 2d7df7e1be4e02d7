"""A pool that grows report by report, in any order, with judgements in between: linked as from nothing each time."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isnad.link import Remembered, link, mention
from isnad.link.naming import Names
from isnad.records.claim import Claim
from isnad.records.judgement import Decision, Judgement
from isnad.records.report import Report
from link.invented import DALUN, MAY, MIRVELD, OSKARRA, Item, Pool, judged, on, people
from link.scattered import drawn

Stand = tuple[list[Claim], list[Report], list[Judgement]]


def growing(number: int, reports: int = 30) -> Iterator[Stand]:
    """What a case holds after each of the batches in which a pool drawn by lot is added, and after each judgement."""
    pool, chance = drawn(number, reports), random.Random(number)
    parts = [(report, [c for c in pool.claims if c.quote.report == report.id]) for report in pool.reports]
    chance.shuffle(parts)
    held: Stand = ([], [], [])
    while parts:
        for report, claims in [parts.pop() for _ in range(min(len(parts), chance.choice((1, 1, 2, 9))))]:
            held[0].extend(claims)
            held[1].append(report)
        yield held
        if len(held[0]) > 1 and chance.random() < 0.4:
            held[2].append(_judged(chance, held))
            yield held


def _judged(chance: random.Random, held: Stand) -> Judgement:
    decision = chance.choice((Decision.SAME, Decision.DIFFERENT, Decision.REJECT, Decision.ACCEPT, Decision.CORRECT))
    pair = decision in (Decision.SAME, Decision.DIFFERENT)
    corrected = {"field": "event", "value": "1"} if decision is Decision.CORRECT else {}
    return judged(decision, *chance.sample(held[0], 1 + pair), hour=len(held[2]) % 24, **corrected)


@settings(max_examples=12, deadline=None)
@given(number=st.integers(0, 10_000))
def test_what_is_added_little_by_little_is_linked_as_the_whole_is(number: int) -> None:
    before = Remembered()
    for claims, reports, judgements in growing(number):
        assert link(claims, reports, judgements, before=before) == link(claims, reports, judgements)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The reports of which mentions are made, in their order."""
    done: list[str] = []
    real = mention._mention
    monkeypatch.setattr(mention, "_mention", lambda source, *rest: done.append(source.key[0]) or real(source, *rest))
    return done


def two() -> list[Item]:
    return [
        Item("one", "Post", MAY[3]).counts("Nine died in Mirveld.", people(9), where=MIRVELD, when=on(MAY[3])),
        Item("two", "Gazette", MAY[3], head="Shells fell near Oskarra, and near Dalun as well."),
    ]


def test_only_what_is_new_is_made_anew(made: list[str]) -> None:
    before, three = Remembered(), Item("three", "Radio", MAY[4])
    three.counts("Ten died in Mirveld.", people(10), where=MIRVELD, when=on(MAY[3]))
    pool, more = Pool(*two()), Pool(three)
    link(pool.claims, pool.reports, before=before)
    made.clear()
    link([*pool.claims, *more.claims], [*pool.reports, *more.reports], before=before)
    assert made == [more.reports[0].id]


def test_a_village_that_is_newly_known_is_found_where_it_was_named_before(made: list[str]) -> None:
    before = Remembered()
    pool, more = (
        Pool(*two()),
        Pool(Item("three", "Radio", MAY[4]).counts("Ten died in Oskarra.", people(10), where=OSKARRA, when=on(MAY[3]))),
    )
    link(pool.claims, pool.reports, before=before)
    made.clear()
    whole = ([*pool.claims, *more.claims], [*pool.reports, *more.reports])
    assert link(*whole, before=before) == link(*whole)
    assert sorted(made[:2]) == sorted((pool.report("two").id, more.reports[0].id))


def test_names_that_differ_are_told_by_the_words_they_begin_with() -> None:
    some, more = Names([MIRVELD, MIRVELD]), Names([MIRVELD, DALUN])
    assert more.other_than(some) == some.other_than(more) == {"dalun"}
    assert Names([MIRVELD]).other_than(some) == set()
