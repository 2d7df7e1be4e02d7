"""tally: the rules side by side, and a case's own choice."""

import json

import pytest
from casework import dale_case, isnad

from isnad.casebook import Casebook

BY = ("--by", "Ada", "--why", "as the commission tallies")


@pytest.fixture
def case(tmp_path):
    return dale_case(tmp_path)


def test_the_rules_stand_side_by_side_with_the_one_that_is_followed_marked(case):
    run = isnad("tally", case, "Harrun, 2021-03-02")
    header, row = (line.split("\t") for line in run.stdout.splitlines())
    assert header[3:] == ["standing *", "ucdp", "airwars", "median"]
    assert row[2:] == ["said killed", "5", "5", "2–5 or more", "5"]


def test_a_choice_is_a_judgement_that_the_case_follows_until_another_is_made(case):
    assert isnad("tally", case, "--choose", "airwars", *BY).returncode == 0
    shown = isnad("show", case, "Harrun, 2021-03-02").stdout
    assert "by the rule “airwars”" in shown
    once = isnad("show", case, "Harrun, 2021-03-02", "--rule", "standing").stdout
    assert "by the rule" not in once
    assert isnad("tally", case, "--choose", "standing", *BY).returncode == 0
    assert isnad("show", case, "Harrun, 2021-03-02").stdout == once
    assert [j.value for j in Casebook(case).judgements] == ["airwars", "standing"]


def test_json_gives_each_rule(case):
    found = [json.loads(line) for line in isnad("tally", case, "--json").stdout.splitlines()]
    harrun = next(f for f in found if f["incident"]["name"] == "Harrun, 2021-03-02")
    assert harrun["rules"]["airwars"] == {"low": 2, "best": None, "high": 5, "high_open": True, "origins": 1}
    assert harrun["chosen"] == "standing"


def test_what_is_no_rule_is_refused(case):
    assert isnad("tally", case, "--choose", "mine", *BY).returncode == 1
    assert isnad("show", case, "1", "--rule", "mine").returncode == 1
    assert isnad("tally", case, "--choose", "ucdp").returncode == 2
    assert Casebook(case).judgements == ()
    assert "after UCDP GED" in isnad("tally", "--help").stdout
