"""The made pools: of one seed always the same, with their truth; and the measure they are held against."""

import json
from collections import Counter
from pathlib import Path

import linking
import make_pool
import pytest
from bcubed import bcubed
from exam_reading import read_claims
from hypothesis import given
from hypothesis import strategies as st
from made_country import country, gazetteer

from isnad.read.gazetteers.table import rows_of


def test_a_pool_is_the_same_each_time_and_the_beginning_of_a_larger_one() -> None:
    small, large = (list(make_pool.pool(number, villages=300)) for number in (200, 400))
    assert small == large[:200]
    assert small != list(make_pool.pool(200, seed=8, villages=300))
    assert len({each.id for each in large}) == 400


def test_overlap_raises_what_gets_in_the_way() -> None:
    kinds = [Counter(each.kind for each in make_pool.pool(600, overlap, villages=300)) for overlap in (0.0, 0.5, 1.0)]
    assert set(kinds[0]) <= {"first", "noise"}
    assert kinds[0]["first"] > kinds[1]["first"] > kinds[2]["first"]
    for kind in ("reprint", "translation", "follow", "bulletin", "wrong day", "vague", "look back"):
        assert kinds[2][kind] > 0


def test_the_truth_is_written_beside_the_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_pool.main([str(tmp_path), "--reports", "120", "--villages", "200"])
    told, truth = (
        [json.loads(line) for line in (tmp_path / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
        for name in ("reports", "truth")
    )
    assert [each["id"] for each in told] == [each["report"] for each in truth]
    assert {each["language"] for each in told} == {"en", "ar"}
    assert "120 reports of" in capsys.readouterr().out
    places, problems = rows_of((tmp_path / "gazetteer.csv").read_text(encoding="utf-8"), "gazetteer.csv")
    assert problems == ()
    assert len(places) >= 200
    assert all(bool(each["incidents"]) == (each["kind"] != "noise") for each in truth)


def test_its_sentences_are_read(tmp_path: Path) -> None:
    """Of first reports most give figures, a village and a day: the pool measures linking and not reading."""
    villages = country(200)
    path = tmp_path / "gazetteer.csv"
    path.write_text(gazetteer(villages), encoding="utf-8")
    first = [each for each in make_pool.pool(60, villages=200) if each.kind == "first"]
    reads = [read_claims(each.row(), str(path)) for each in first]
    placed = [any(c.where and c.where.resolved and c.when for c in read.claims) for read in reads]
    assert sum(placed) >= 0.9 * len(first)


def test_bcubed_as_reckoned_by_hand() -> None:
    truth = {"a": ["1"], "b": ["1"], "c": ["1"], "d": ["2"]}
    assert bcubed(truth, truth).f1 == 1.0
    alone = bcubed({each: [each] for each in truth}, truth)
    assert (alone.precision, alone.recall) == (1.0, pytest.approx((3 * (1 / 3) + 1) / 4))
    together = bcubed({each: ["x"] for each in truth}, truth)
    assert (together.precision, together.recall) == (pytest.approx((3 * (3 / 4) + 1 / 4) / 4), 1.0)
    two = bcubed({"a": ["x", "y"], "b": ["x"], "c": ["y"]}, {"a": ["1", "2"], "b": ["1"], "c": ["2"]})
    assert (two.precision, two.recall) == (1.0, 1.0)


@given(st.dictionaries(st.text(min_size=1), st.lists(st.sampled_from("wxyz"), max_size=3), min_size=1))
def test_bcubed_of_a_clustering_with_itself_is_one_whatever_its_names(clusters: dict[str, list[str]]) -> None:
    renamed = {item: [f"{each}'" for each in found] for item, found in clusters.items()}
    assert bcubed(renamed, clusters).f1 == pytest.approx(1.0)


def test_a_small_pool_is_linked_and_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    linking.main(["--sizes", "60", "120", "--cache", str(tmp_path), "--kinds"])
    said = capsys.readouterr().out
    assert "grows as n^" in said
    rows = [line.split() for line in said.splitlines() if line.startswith("isnad ")][:2]
    assert [row[2] for row in rows] == ["60", "120"]
    assert all(0.5 < float(row[6]) <= 1 for row in rows)
