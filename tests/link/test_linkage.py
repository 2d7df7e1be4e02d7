"""Linkage: pairs that must never join do not, alone in a pool too, and however alike they are."""

from itertools import permutations

import numpy as np
import pytest

from isnad.link import link
from isnad.link.blocking import pairs
from isnad.link.limits import Limits
from isnad.link.linkage import linked
from isnad.link.mention import Mention, mentions_of
from isnad.link.scoring import Scorer
from isnad.link.vocabulary import Vocabulary
from isnad.records.judgement import Decision
from isnad.records.where import Place
from link.invented import DALUN, MAY, MIRVELD, OSKARRA, Item, Pool, judged, on, people

NOBODY = np.array([], np.int64)


def told(name: str, day: int = 3, where: Place = MIRVELD, dead: int = 9) -> Item:
    """A report of an attack in words that all such reports share."""
    words = f"Jets hit the market of {where.name} at noon and {dead} people were killed, the clinic said."
    return Item(name, f"Paper {name}", MAY[4]).counts(words, people(dead), where=where, when=on(MAY[day]))


def alone(*items: Item) -> tuple[list[Mention], Scorer]:
    """The mentions of a pool that holds nothing else, and what compares them."""
    pool = Pool(*items)
    mentions = mentions_of(pool.claims, {r.id: r for r in pool.reports})
    return mentions, Scorer(mentions, Vocabulary(mentions))


def homes(mentions: list[Mention], scorer: Scorer, foes: dict[int, set[int]], *, blocked: bool = True) -> list[int]:
    """The cluster of each mention, with the pairs that blocking finds or with none."""
    i, j = pairs(mentions, Vocabulary(mentions), scorer.columns) if blocked else (NOBODY, NOBODY)
    return linked(i, j, scorer, Limits(mentions, scorer.columns, foes)).tolist()


def test_two_that_are_alike_join_where_nothing_bars_them() -> None:
    assert homes(*alone(told("one"), told("two")), {}) == [0, 0]


@pytest.mark.parametrize("blocked", [True, False])
@pytest.mark.parametrize("foes", [{0: {1}}, {1: {0}}, {0: {1}, 1: {0}}])
def test_two_that_are_judged_different_stay_apart_alone(foes: dict[int, set[int]], *, blocked: bool) -> None:
    assert homes(*alone(told("one"), told("two")), foes, blocked=blocked) == [0, 1]


def test_a_third_that_fits_both_joins_one_of_them() -> None:
    found = homes(*alone(told("one"), told("two"), told("three")), {0: {1}, 1: {0}})
    assert found[0] != found[1]
    assert len(set(found)) == 2


@pytest.mark.parametrize("other", [told("two", day=6), told("two", where=DALUN)], ids=["three days on", "far away"])
def test_two_too_far_apart_in_time_or_space_stay_apart_alone(other: Item) -> None:
    assert homes(*alone(told("one"), other), {}) == [0, 1]


def test_nobody_and_one_alone_are_what_they_are() -> None:
    assert homes(*alone(told("one")), {}) == [0]
    assert homes([], Scorer([], Vocabulary([])), {}, blocked=False) == []


def test_two_reports_judged_different_alone_in_a_pool_are_two_incidents_in_any_order() -> None:
    pool = Pool(told("one"), told("two"))
    apart = judged(Decision.DIFFERENT, pool.claim("one"), pool.claim("two"))
    for claims in permutations(pool.claims):
        assert [i.reports for i in link(claims, pool.reports, [apart])] == [
            i.reports for i in link(pool.claims, pool.reports, [apart])
        ]
    assert len(link(pool.claims, pool.reports, [apart])) == 2
    together = judged(Decision.SAME, pool.claim("one"), pool.claim("two"), hour=1)
    assert len(link(pool.claims, pool.reports, [apart, together])) == 1


def test_two_claims_of_one_report_judged_different_alone_in_a_pool_are_two_incidents() -> None:
    item = told("one")
    item.counts("Four more died there, it said.", people(4), where=MIRVELD, when=on(MAY[3]))
    pool = Pool(item)
    assert len(link(pool.claims, pool.reports)) == 1
    found = link(pool.claims, pool.reports, [judged(Decision.DIFFERENT, *pool.claims)])
    assert [len(incident.claims) for incident in found] == [1, 1]


def test_the_villages_of_one_bulletin_alone_in_a_pool_are_an_incident_each() -> None:
    bulletin = Item("bulletin", "Kesmar Post", MAY[4])
    for event, where in enumerate((MIRVELD, OSKARRA, DALUN)):
        words = f"Jets hit the market of {where.name} and nine people were killed."
        bulletin.counts(words, people(9), where=where, when=on(MAY[3]), event=event)
    pool = Pool(bulletin)
    for claims in permutations(pool.claims):
        found = link(claims, pool.reports)
        assert sorted(i.where.name for i in found if i.where) == ["Dalun", "Mirveld", "Oskarra"]
        assert [len(i.claims) for i in found] == [1, 1, 1]
