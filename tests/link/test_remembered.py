"""A pool that grows report by report, in any order, with judgements in between: linked as from nothing each time."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isnad.link import Remembered, link, mention
from isnad.link.naming import Names
from link.invented import DALUN, MAY, MIRVELD, OSKARRA, Item, Pool, on, people
from link.scattered import growing


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
