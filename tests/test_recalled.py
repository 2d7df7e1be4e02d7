"""What is recalled of a case is what computing it gives, for as long as nothing changed and nothing is damaged."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from casework import gazetteer_in, isnad, reports_in
from test_practice import FOLDER

from isnad import case as cases
from isnad import new_case, open_case, pipeline, recalled
from isnad.computed import FILE
from isnad.media import Shown
from isnad.recalled import Recalled
from isnad.records.problem import Problem

BY = {"by": "A. Reader", "why": "compared with the page"}


@pytest.fixture(scope="session")
def practice(tmp_path_factory):
    """The practice case, computed, with judgements of every kind that dossiers show."""
    folder = tmp_path_factory.mktemp("practice")
    made = new_case(folder / "case", gazetteers=[FOLDER / "gazetteer.csv"], belligerents=FOLDER / "belligerents.csv")
    made.add(FOLDER / "reports")
    (folder / "again.txt").write_text("Two people were killed in a raid on Ost Harbin on 9 May 2031, police said.")
    made.add(folder / "again.txt", url="https://page.example/1")
    (folder / "again.txt").write_text("Two people were killed in a raid on Ost Harbin  on 9 May 2031, police said.")
    made.add(folder / "again.txt", url="https://page.example/1")
    first, second, *_ = made.dossiers()
    told = next(c for c in first.claims if hasattr(c.content, "counts"))
    made.judge("reject", first.claims[-1].id, **BY)
    made.judge("correct", told.id, field="content.counts.0.low", value=1, **BY)
    made.judge("reject", second.claims[0].id, **BY)
    made.judge("accept", second.claims[0].id, **BY)
    made.judge("grade", "1", value="Weak", **BY)
    made.judge("note", "1", value="Ask the monitor again.", **BY)
    made.results()
    return made


@pytest.fixture
def case(tmp_path):
    made = new_case(tmp_path / "case", gazetteers=[gazetteer_in(tmp_path)])
    made.add(reports_in(tmp_path / "in"))
    made.results()
    return made


@pytest.fixture
def computes(monkeypatch):
    """How often a case was computed."""
    done, real = [], pipeline.read_case
    monkeypatch.setattr(cases.pipeline, "read_case", lambda book, *a, **k: done.append(book) or real(book, *a, **k))
    return done


def test_what_is_recalled_is_what_computing_gives(practice, computes):
    again, whole = open_case(practice.book.root).standing(), practice.results()
    assert isinstance(again, Recalled)
    assert again.incidents == whole.incidents
    assert tuple(again.dossiers) == whole.dossiers
    assert dict(again.assessments) == whole.assessments
    assert again.problems == whole.problems
    assert again.dossiers[-1] == whole.dossiers[-1]
    assert again.dossiers[1:3] == list(whole.dossiers[1:3])
    with pytest.raises(IndexError):
        again.dossiers[len(whole.dossiers)]
    assert computes == []


@pytest.mark.parametrize("form", ["jsonl", "claims", "html"])
def test_what_leaves_it_is_the_same_to_the_byte(practice, tmp_path, computes, form):
    whole = practice.export(form, tmp_path / "whole")
    again = open_case(practice.book.root).export(form, tmp_path / "again")
    assert computes == []
    assert [p.read_bytes() for p in again] == [p.read_bytes() for p in whole]


def test_a_dossier_asks_for_its_own_reports_alone(practice, monkeypatch):
    again, asked = open_case(practice.book.root), []
    real = recalled.index_of(again.book).get
    monkeypatch.setattr("isnad.index.Index.get", lambda _, captures: asked.extend(captures) or real(captures))
    found = again.dossier("2")
    assert sorted(asked) == sorted(report.capture for report in found.reports)
    assert found == practice.dossier("2")


@pytest.mark.parametrize("change", ["report", "judgement", "table", "rule", "rule for once"])
def test_after_a_change_it_is_computed(case, tmp_path, computes, change):
    if change == "report":
        (tmp_path / "new.txt").write_text("Two people were killed in Harrun on 9 May 2031, police said.")
        case.add(tmp_path / "new.txt")
    elif change == "judgement":
        case.judge("reject", case.dossiers()[0].claims[0].id, **BY)
    elif change == "table":
        (tmp_path / "more.csv").write_text("name,latitude,longitude\nFar Dalun,20.5,22.5\n")
        case.add_gazetteer(tmp_path / "more.csv")
    elif change == "rule":
        case.choose_rule("median", **BY)
    again = open_case(case.book.root, rule="median" if change == "rule for once" else "")
    computes.clear()
    assert again.dossiers() == again.results().dossiers
    assert len(computes) == 1
    assert tuple(open_case(case.book.root, rule=again.rule).dossiers()) == again.results().dossiers
    assert len(computes) == 1


def test_what_another_process_adds_meanwhile_is_not_passed_over(case, tmp_path):
    looking = open_case(case.book.root)
    before = tuple(looking.dossiers())
    (tmp_path / "new.txt").write_text("Two people were killed in Harrun on 9 May 2031, police said.")
    open_case(case.book.root).add(tmp_path / "new.txt")
    assert len(looking.dossiers()) > len(before)


@pytest.mark.parametrize("spoil", ["value = x'00'", "proof = x'00'", "value = 'words'"])
def test_a_damaged_list_is_computed(case, computes, spoil):
    spoilt(case, FILE, f"UPDATE computed SET {spoil} WHERE kind = '{recalled.KIND}'")
    again = open_case(case.book.root)
    assert again.dossiers() == case.results().dossiers
    assert len(computes) == 1


@pytest.mark.parametrize(
    ("file", "spoil"),
    [
        (FILE, "UPDATE computed SET value = '{}' WHERE kind = 'assessment'"),
        (FILE, "DELETE FROM computed WHERE kind = 'assessment'"),
        ("index.sqlite", "UPDATE readings SET reading = '{}'"),
        ("index.sqlite", "DELETE FROM readings"),
    ],
)
def test_what_is_damaged_or_gone_of_what_it_rests_on_is_computed(case, file, spoil):
    spoilt(case, file, spoil)
    again = open_case(case.book.root)
    assert tuple(again.dossiers()) == case.results().dossiers
    assert dict(again.standing().assessments) == case.results().assessments
    assert tuple(open_case(case.book.root).dossiers()) == case.results().dossiers


def test_what_goes_while_it_is_used_is_computed(case, computes):
    again = open_case(case.book.root)
    dossiers = again.dossiers()
    spoilt(case, "index.sqlite", "DELETE FROM readings")
    assert tuple(dossiers) == case.results().dossiers
    assert len(computes) == 1


def test_a_received_case_is_computed_whatever_it_keeps(case, tmp_path, computes):
    shutil.copytree(case.book.root, tmp_path / "received")
    assert open_case(tmp_path / "received").dossiers() == case.results().dossiers
    assert len(computes) == 1


def test_a_case_that_was_not_read_well_is_not_kept(case, monkeypatch):
    monkeypatch.setattr(cases.pipeline, "read_case", lambda *_, **__: whole)
    whole = replace(case.results(), kept={})
    spoilt(case, FILE, f"DELETE FROM computed WHERE kind = '{recalled.KIND}'")
    assert open_case(case.book.root).results() is whole
    assert open_case(case.book.root).standing() is whole


@pytest.mark.parametrize("lasting", [True, False])
def test_what_was_wrong_with_a_picture_is_recalled_unless_it_may_go_well_next_time(case, monkeypatch, lasting):
    spoilt(case, FILE, f"DELETE FROM computed WHERE kind = '{recalled.KIND}'")
    wrong = Shown(problems=(Problem(what="It cannot be decoded.", where="a.jpg", todo="Look at it."),), lasting=lasting)
    monkeypatch.setattr(pipeline, "footage_of", lambda *_: wrong)
    assert wrong.problems[0] in open_case(case.book.root).results().problems
    again = open_case(case.book.root).standing()
    assert isinstance(again, Recalled) == lasting
    assert wrong.problems[0] in again.problems


def test_the_list_is_shown_without_computing(case, computes):
    listed, one = isnad("show", case.book.root).stdout, isnad("show", case.book.root, "1", "--json").stdout
    assert computes == []
    (case.book.derived / FILE).unlink()
    assert (isnad("show", case.book.root).stdout, isnad("show", case.book.root, "1", "--json").stdout) == (listed, one)
    assert len(computes) == 1


def spoilt(case, file, change):
    with closing(sqlite3.connect(case.book.derived / file)) as base, base:
        base.execute(change)
