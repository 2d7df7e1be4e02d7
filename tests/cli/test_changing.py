"""log: how an incident came to stand as it does, by publication and by adding."""

import json

import pytest
from casework import dale_case, isnad

from isnad.casebook import Casebook


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    """The monitor says two and Ardan aircraft, and two days later five and Bresk forces."""
    return dale_case(tmp_path_factory.mktemp("log"))


def rows(case, *options):
    lines = isnad("log", case, "Harrun, 2021-03-02", *options).stdout.splitlines()
    assert lines[0].split("\t") == ["when", "by", "what", "before", "after"]
    return [line.split("\t") for line in lines[1:]]


def test_the_toll_grows_by_the_report_that_raised_it(case):
    moved = [
        (when, by.split(" (")[0], before, after) for when, by, what, before, after in rows(case) if "killed" in what
    ]
    assert [m[:2] for m in moved] == [("2021-03-02", "Sedge Post"), ("2021-03-04", "Reed Times")]
    assert moved[0][2] == "—"
    assert moved[0][3] == moved[1][2]
    assert moved[1][3].startswith("5 ")


def test_a_source_that_corrects_itself_changes_what_stands_and_keeps_what_stood_then(case):
    ardan = [(when, after) for when, _, what, _, after in rows(case) if what == "blame: Ardania alone"]
    assert "alleged with a hedge by 1" in ardan[0][1]
    assert ardan[1][0] == "2021-03-04"
    assert "no longer alleged by 1" in ardan[1][1]
    shown = isnad("show", case, "Harrun, 2021-03-02").stdout
    assert "no longer alleged by" in " ".join(shown.split())


def test_json_gives_each_step_with_all_that_stood_after_it(case):
    steps = [json.loads(line) for line in isnad("log", case, "Harrun, 2021-03-02", "--json").stdout.splitlines()]
    assert [len(s["reports"]) for s in steps] == [1, 1]
    assert steps[0]["state"]["people said killed"] != steps[1]["state"]["people said killed"]
    assert steps[1]["judgement"] is None
    for step in steps:
        for change in step["changes"]:
            assert step["state"].get(change["what"], "") == change["after"]


def test_by_adding_judgements_stand_between_the_reports(tmp_path):
    case = dale_case(tmp_path)
    dossiers = [json.loads(line) for line in isnad("show", case, "--json").stdout.splitlines()]
    five = next(c for d in dossiers for c in d["claims"] if "Five people" in c["quote"]["text"])
    why = ("--by", "Ada", "--why", "it counts another village")
    before = rows(case, "--by-added")
    assert isnad("judge", case, "reject", five["id"], *why).returncode == 0
    after = rows(case, "--by-added")
    assert [r[2:] for r in after[: len(before)]] == [r[2:] for r in before]
    last = after[-1]
    assert f"judgement {Casebook(case).judgements[0].id} (reject, by Ada)" == last[1]
    assert (last[2], last[3].split()[0]) == ("people said killed", "5")
    assert not any("5 (" in r[4] for r in rows(case))


def test_what_moves_nothing_is_a_dash(tmp_path):
    case = dale_case(tmp_path)
    again = tmp_path / "again.txt"
    again.write_text(
        (tmp_path / "in" / "second.txt").read_text(encoding="utf-8") + "\nPrinted again.\n", encoding="utf-8"
    )
    added = isnad("add", case, again, "--publisher", "Marsh Mail", "--published", "2021-03-05")
    assert added.returncode == 0
    assert ["—", "", ""] in [row[2:] for row in rows(case)]


def test_no_such_incident_is_told(case):
    assert isnad("log", case, "Atlantis").returncode == 1
    assert "compared with the one before" in " ".join(isnad("log", "--help").stdout.split())
