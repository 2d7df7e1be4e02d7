"""hypotheses: both orders side by side, and a case's own choice."""

import json
from pathlib import Path

import pytest
from casework import isnad

from isnad.casebook import Casebook

CASES = Path(__file__).parents[1] / "cases"
BY = ("--by", "Ada", "--why", "the table is not agreed on")


@pytest.fixture
def case(tmp_path):
    made = tmp_path / "case"
    tables = ("--gazetteer", CASES / "places.csv", "--belligerents", CASES / "parties.csv")
    assert isnad("new", made, *tables).returncode == 0
    assert isnad("add", made, CASES / "told-with-aircraft" / "reports").returncode == 0
    return made


def test_both_orders_stand_side_by_side_with_the_one_that_is_followed_marked(case):
    header, *rows = (line.split("\t") for line in isnad("hypotheses", case, "1").stdout.splitlines())
    assert header[3:] == ["against", "counted *", "shown", "observed"]
    assert [row[2:] for row in rows] == [
        ["Sarvani government", "1", "1", "2", "+ Told of aircraft"],
        ["River Front", "1 + 1", "2", "1", "− Told of aircraft"],
    ]


def test_a_choice_is_a_judgement_that_the_case_follows(case):
    shown = isnad("show", case, "1").stdout
    assert "2 origins tell of aircraft" in " ".join(shown.split())
    assert isnad("hypotheses", case, "--observations", "shown", *BY).returncode == 0
    found = [json.loads(line) for line in isnad("hypotheses", case, "--json").stdout.splitlines()]
    assert [f["hypothesis"] for f in found] == ["River Front alone", "Sarvani government alone"]
    assert {f["chosen"] for f in found} == {"shown"}
    assert [(o["kind"], o["mark"]) for f in found for o in f["observations"]] == [
        ("means", "inconsistent"),
        ("means", "consistent"),
    ]
    assert found[0]["against"] == {"origins": 1, "observed": 1}
    assert "observations are shown and do not count" in isnad("show", case, "1").stdout
    assert isnad("hypotheses", case, "--observations", "counted", *BY).returncode == 0
    assert isnad("show", case, "1").stdout == shown
    assert [j.value for j in Casebook(case).judgements] == ["shown", "counted"]


def test_what_is_no_choice_is_refused(case):
    assert isnad("hypotheses", case, "--observations", "mine", *BY).returncode == 1
    assert isnad("hypotheses", case, "--observations", "shown").returncode == 2
    assert Casebook(case).judgements == ()
