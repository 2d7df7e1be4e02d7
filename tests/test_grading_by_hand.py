"""A grade or a note that a person gives an incident: shown beside what is computed, and changing none."""

import json

import pytest
from casework import isnad

from isnad import new_case
from isnad.cli.demo import practice
from isnad.preserve.trouble import Trouble


@pytest.fixture
def case(tmp_path):
    source = practice()
    made = new_case(tmp_path / "case", gazetteers=sorted(source.glob("gazetteer*.csv")))
    made.jobs = 1
    made.add(source / "reports")
    return made


def test_a_grade_is_shown_beside_and_changes_nothing_that_is_computed(case, tmp_path):
    before = case.dossiers()[0]
    case.judge("grade", "1", by="Bo", why="one network", value="Weak")
    case.judge("note", "1", by="Cy", why="promised", value="Call the clinic again")
    now = case.dossier(before.incident.id)
    assert now.assessment == before.assessment
    assert (now.graded.value, [n.value for n in now.notes]) == ("Weak", ["Call the clinic again"])
    shown = isnad("show", case.book.root, "1").stdout
    assert "judged Weak" in shown
    assert "Call the clinic again" in shown
    case.export("html", tmp_path / "html", "1")
    assert "An analyst judged it" in "".join(p.read_text() for p in (tmp_path / "html").glob("*.html"))
    case.export("json", tmp_path / "json", "1")
    assert json.loads((tmp_path / "json" / "index.json").read_text())["dossiers"][0]["grade_judged"] == "Weak"
    case.judge("reject", now.graded.subjects[0], by="Cy", why="misread")
    (again,) = (d for d in case.dossiers() if d.graded)  # its id may be another claim's now
    case.judge("grade", again.incident.id, by="Bo", why="looked again", value="computed")
    assert [d for d in case.dossiers() if d.graded] == []


def test_what_is_no_grade_is_refused(case):
    with pytest.raises(Trouble, match="no grade"):
        case.judge("grade", "1", by="Bo", why="x", value="Sure")
    assert isnad("judge", case.book.root, "grade", "1", "--by", "Bo", "--why", "x").returncode == 2
