"""same and different: who is meant, what is said of what they did, and how they are undone."""

import json

import pytest
from casework import dale_case, isnad

from isnad.casebook import Casebook

WHY = ("--by", "Ada", "--why", "the mayor told us so")


@pytest.fixture
def case(tmp_path):
    """Harrun on the second and again on the eighth of March, and Velmora on the second."""
    return dale_case(tmp_path)


def listed(case):
    """The ids of the incidents by their names."""
    rows = [line.split("\t") for line in isnad("show", case).stdout.splitlines()[1:]]
    return {row[2]: row[1] for row in rows}


def test_incidents_are_joined_by_number_name_and_id_and_parted_again(case):
    before = listed(case)
    assert set(before) == {"Harrun, 2021-03-02", "Velmora, 2021-03-02", "Harrun, 2021-03-08"}
    joined = isnad("same", case, "1", "Velmora", *WHY)
    assert (joined.returncode, joined.stderr) == (0, "")
    assert joined.stdout.count("before\t") == 2
    assert joined.stdout.count("now\t") == 1
    assert len(listed(case)) == 2
    undo = next(line for line in joined.stdout.splitlines() if line.startswith("To undo it: "))
    words = undo.removeprefix("To undo it: isnad ").split()
    parted = isnad(*words[:4], *WHY)
    assert parted.stdout.count("now\t") == 2
    assert listed(case) == before
    assert [j.decision.value for j in Casebook(case).judgements] == ["same", "different"]


def test_json_gives_the_judgement_and_both_states(case):
    ids = list(listed(case).values())
    run = isnad("same", case, ids[0][:8], ids[1][:8], *WHY, "--json")
    found = json.loads(run.stdout)
    assert found["judgement"]["by"] == "Ada"
    assert (len(found["before"]), len(found["now"])) == (2, 1)
    assert found["now"][0]["killed"]["high"] == 5


def test_what_another_judgement_forbids_is_said_to_be_not_followed(case):
    claims = [json.loads(line) for line in isnad("show", case, "--json").stdout.splitlines()]
    first, second = (dossier["claims"] for dossier in claims[:2])
    for one in first:
        for other in second[:1]:
            assert isnad("different", case, one["id"], other["id"], *WHY).returncode == 0
    run = isnad("same", case, first[0]["id"], second[-1]["id"], *WHY)
    assert ("Not followed" in run.stdout) == (run.stdout.count("now\t") == 2)


@pytest.mark.parametrize("wrong", [("1", "1"), ("1", "Atlantis"), ("1", "9"), ("1",), ("1", "")])
def test_what_is_not_known_or_is_one_thing_twice_is_refused(case, wrong):
    run = isnad("same", case, *wrong, *WHY)
    assert run.returncode in (1, 2)
    assert run.stderr
    assert Casebook(case).judgements == ()


def test_the_older_command_takes_numbers_and_names_too(case):
    assert isnad("judge", case, "same", "Velmora", "1", *WHY).returncode == 0
    assert len(listed(case)) == 2


@pytest.mark.parametrize("command", ["same", "different"])
def test_help_says_what_may_be_given(command):
    said = " ".join(isnad(command, "--help").stdout.split())
    for words in ("by number in the list", "into the log", "another one undoes it"):
        assert words in said


def test_suggest_shows_reasons_consequences_and_how_to_decide(case):
    run = isnad("suggest", case)
    assert run.returncode == 0
    first = run.stdout.split("\n2. ")[0]
    assert first.startswith("1. ")
    for words in (" | ", "now   ", "if ", "one attack)", "isnad "):
        assert words in first
    command = next(line for line in first.splitlines() if line.startswith("   isnad ")).split()
    assert isnad(*command[1:5], *WHY).returncode == 0
    assert first not in isnad("suggest", case).stdout
    assert isnad("suggest", case, "--limit", "1").stderr == "1 asked.\n"


def test_suggest_as_json_gives_a_record_a_line_most_informative_first(case):
    found = [json.loads(line) for line in isnad("suggest", case, "--json").stdout.splitlines()]
    assert found
    assert [f["worth"] for f in found] == sorted((f["worth"] for f in found), reverse=True)
    for each in found:
        assert set(each) >= {"kind", "decision", "subjects", "score", "reasons", "now", "then"}
        assert len(each["subjects"]) in (0, 2)
