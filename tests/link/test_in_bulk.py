"""What features give in bulk is what they give pair by pair, for all rows and for some taken from them."""

import math
import random
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from isnad.link.columns import Columns
from isnad.link.features import FEATURES, killed, score
from isnad.link.in_bulk import IN_BULK
from isnad.link.mention import Mention, mentions_of
from isnad.link.scoring import Scorer
from isnad.link.vocabulary import Vocabulary
from link.scattered import drawn


def mentions(number: int) -> list[Mention]:
    pool = drawn(number)
    return mentions_of(pool.claims, {r.id: r for r in pool.reports})


def every_pair(size: int) -> tuple[np.ndarray, np.ndarray]:
    i, j = np.array(list(combinations(range(size), 2))).T
    return i, j


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("feature", FEATURES, ids=lambda f: f.name)
def test_a_feature_gives_in_bulk_what_it_gives_of_one_pair(feature, number):
    pool = mentions(number)
    vocabulary, (i, j) = Vocabulary(pool), every_pair(len(pool))
    bulk = IN_BULK[feature.compare](Columns.of(pool, vocabulary), i, j).tolist()
    alone = [feature.compare(pool[a], pool[b], vocabulary) for a, b in zip(i.tolist(), j.tolist(), strict=True)]
    told = [likeness for likeness in alone if likeness is not None]
    assert told, "the pool does not try this feature"
    assert [None if math.isnan(x) else round(x, 9) for x in bulk] == [x if x is None else round(x, 9) for x in alone]


def test_tolls_of_a_survey_are_compared_as_those_of_a_report():
    pool, chance = mentions(0), random.Random(3)
    some = [replace(m, killed=frozenset(chance.choices(range(1, 400), k=chance.choice((0, 1, 3, 200))))) for m in pool]
    vocabulary, (i, j) = Vocabulary(some), every_pair(len(some))
    bulk = IN_BULK[killed](Columns.of(some, vocabulary), i, j).tolist()
    alone = [killed(some[a], some[b], vocabulary) for a, b in zip(i.tolist(), j.tolist(), strict=True)]
    assert [None if math.isnan(x) else round(x, 9) for x in bulk] == [x if x is None else round(x, 9) for x in alone]


def test_every_feature_has_its_like_in_bulk():
    assert {f.compare for f in FEATURES} == IN_BULK.keys()


def test_scores_are_those_of_one_pair():
    pool = mentions(7)
    vocabulary, (i, j) = Vocabulary(pool), every_pair(len(pool))
    bulk = Scorer(pool, vocabulary).scores(i, j)
    assert bulk == pytest.approx([score(pool[a], pool[b], vocabulary) for a, b in zip(i, j, strict=True)], abs=1e-9)


def test_rows_taken_alone_compare_as_they_do_among_all():
    pool = mentions(11)
    columns, (i, j) = Columns.of(pool, Vocabulary(pool)), every_pair(20)
    rows = np.arange(len(pool))[::-3][:20].copy()
    some = columns.take(rows)
    for compare, bulk in IN_BULK.items():
        assert bulk(some, i, j) == pytest.approx(bulk(columns, rows[i], rows[j]), nan_ok=True), compare.__name__


def test_a_feature_known_only_one_by_one_counts_too():
    pool = mentions(3)
    vocabulary, (i, j) = Vocabulary(pool), every_pair(len(pool))

    def same_language(one: Mention, other: Mention, _: Vocabulary) -> float | None:
        return 1.0 if one.language == other.language else None

    mine = (*FEATURES, type(FEATURES[0])(name="tongue", weight=2.0, compare=same_language, show=lambda m: m.language))
    scorer = Scorer(pool, vocabulary, mine)
    assert scorer.scores(i, j) == pytest.approx(
        [score(pool[a], pool[b], vocabulary, mine) for a, b in zip(i, j, strict=True)], abs=1e-9
    )
    assert np.nan_to_num(scorer.likenesses(i, j)[:, -1]).tolist() == [
        float(pool[a].language == pool[b].language) for a, b in zip(i, j, strict=True)
    ]
