"""sources: the register, and a rating that goes into the log and into nothing else."""

import json

import pytest
from casework import dale_case, isnad

from isnad.casebook import Casebook

BY = ("--by", "Ada", "--why", "ten years of its work")


@pytest.fixture
def case(tmp_path):
    return dale_case(tmp_path)


def test_sources_are_listed_with_what_they_gave(case):
    header, *lines = (line.split("\t") for line in isnad("sources", case).stdout.splitlines())
    monitor = dict(zip(header, next(line for line in lines if line[0] == "Delta Monitor"), strict=True))
    assert (monitor["kind"], monitor["rated"]) == ("organisation", "")
    assert (monitor["incidents"], monitor["reports"], monitor["took back"]) == ("2", "3", "1")
    assert int(monitor["superseded"]) >= 1


def test_a_rating_is_a_judgement_that_a_later_one_overrules(case):
    before = isnad("show", case, "1").stdout
    assert isnad("sources", case, "--rate", "the Delta Monitor", "b", *BY).returncode == 0
    assert isnad("sources", case, "--rate", "Delta Monitor", "C", *BY).returncode == 0
    sources = [json.loads(line) for line in isnad("sources", case, "--json").stdout.splitlines()]
    rating = next(s["rating"] for s in sources if s["name"] == "Delta Monitor")
    assert (rating["letter"], rating["by"]) == ("C", "Ada")
    assert [j.value for j in Casebook(case).judgements] == ["B", "C"]
    assert isnad("show", case, "1").stdout == before
    assert isnad("check", case).returncode == 0


@pytest.mark.parametrize(
    ("rate", "more", "code"),
    [
        (("Delta Monitor", "Q"), BY, 1),
        (("Nobody", "A"), BY, 1),
        (("Delta Monitor", "A"), (), 2),
    ],
)
def test_what_cannot_be_rated_is_refused(case, rate, more, code):
    assert isnad("sources", case, "--rate", *rate, *more).returncode == code
    assert Casebook(case).judgements == ()


def test_help_says_that_nothing_is_weighed_by_it():
    said = " ".join(isnad("sources", "--help").stdout.split())
    assert "None of this weighs anything" in said
