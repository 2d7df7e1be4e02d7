"""Assessments that were kept: the same as those weighed anew, and only what changed is weighed again."""

import shutil
import sqlite3
from contextlib import closing

import pytest
from casework import gazetteer_in, reports_in
from hypothesis import given, settings
from hypothesis import strategies as st
from link.scattered import growing

from isnad import new_case, open_case, pipeline, weighed
from isnad.computed import FILE, Computed
from isnad.index import Reading
from isnad.link import Remembered, link
from isnad.pool import Pool
from isnad.preserve.progress import silent
from isnad.records.media import Footage, Likeness, Sighting
from isnad.weighed import Weighing


@pytest.fixture
def case(tmp_path):
    made = new_case(tmp_path / "case", gazetteers=[gazetteer_in(tmp_path)])
    made.add(reports_in(tmp_path / "in"))
    made.add(
        text_in(tmp_path / "dalun.txt", "Four people were killed in a raid on Far Dalun on 3 March 2031, police said.")
    )
    return made


@pytest.fixture
def weighs(monkeypatch):
    """The incidents that are weighed, by id, in their order."""
    done, real = [], weighed.weigh
    monkeypatch.setattr(weighed, "weigh", lambda incident, *given: done.append(incident.id) or real(incident, *given))
    return done


def text_in(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def anew(case):
    """What comes of a case when nothing is known of it."""
    (case.book.derived / FILE).unlink()
    return pipeline.read_case(case.book)


def test_what_was_weighed_once_is_not_weighed_again(case, weighs):
    first = case.results()
    assert weighs == [i.id for i in first.incidents]
    assert open_case(case.book.root).results() == first
    assert len(weighs) == len(first.incidents)


def test_a_report_more_has_its_incident_alone_weighed(case, weighs, tmp_path):
    before = {i.id for i in case.results().incidents}
    weighs.clear()
    case.add(text_in(tmp_path / "new.txt", "Two people were killed in Ost Harbin on 9 May 2031, police said."))
    after = case.results()
    assert set(weighs) == {i.id for i in after.incidents} - before
    assert after == anew(case)


def test_a_judgement_has_what_it_is_about_weighed_and_nothing_else(case, weighs):
    first = case.results()
    weighs.clear()
    incident = first.incidents[0]
    case.judge("reject", incident.claims[-1], by="A. Reader", why="misread")
    after = case.results()
    assert set(weighs) <= {incident.id}
    assert after == anew(case)
    case.judge("accept", incident.claims[-1], by="A. Reader", why="rightly read")
    weighs.clear()
    assert case.results() == anew(case)


def test_what_is_held_in_memory_changes_nothing(case, tmp_path):
    case.results()
    case.add(text_in(tmp_path / "new.txt", "Two people were killed in Ost Harbin on 9 May 2031, police said."))
    held = case.results()
    assert held == open_case(case.book.root).results()
    before = {reading.capture: reading for reading in held.readings}
    case.judge("reject", held.claims[0].id, by="A. Reader", why="misread")
    assert all(reading is before[reading.capture] for reading in case.results().readings)
    (tmp_path / "more.csv").write_text("name,latitude,longitude\nFar Dalun,20.5,22.5\n")
    case.add_gazetteer(tmp_path / "more.csv")
    assert case.results() == anew(case)
    assert case.results().claims != held.claims


def test_another_rule_has_all_weighed_and_the_first_is_kept(case, weighs):
    first = case.results()
    case.choose_rule("median", by="A. Reader", why="to compare")
    assert case.results() == anew(case)
    weighs.clear()
    assert pipeline.read_case(case.book, rule="median").assessments == case.results().assessments
    assert weighs == []
    assert (
        pipeline.read_case(case.book, rule=next(iter(first.assessments.values())).rule).assessments == first.assessments
    )


@pytest.mark.parametrize("change", ["value = value || ' '", "value = '{}'"])
def test_what_was_damaged_is_weighed_again(case, weighs, change):
    first = case.results()
    with closing(sqlite3.connect(case.book.derived / FILE)) as base, base:
        base.execute(f"UPDATE computed SET {change}")
    weighs.clear()
    assert open_case(case.book.root).results() == first
    assert len(weighs) == len(first.incidents)


def test_a_received_case_is_weighed_anew_whatever_it_keeps(case, weighs, tmp_path):
    first = case.results()
    shutil.copytree(case.book.root, tmp_path / "received")
    weighs.clear()
    assert open_case(tmp_path / "received").results().assessments == first.assessments
    assert len(weighs) == len(first.incidents)


def comes_of(claims, reports, judgements, kept, before=None, held=None):
    """The incidents of a case that holds these, and what they are weighed as. Two in five reports show one picture."""
    readings = [
        Reading(capture=r.id, report=r, claims=tuple(c for c in claims if c.quote.report == r.id)) for r in reports
    ]
    pool = Pool("case", (), readings, judgements)
    shows = [Sighting(report=r.id, medium=f"{ord(r.id[-1]) % 5}") for r in reports if ord(r.id[-1]) % 5 < 2]
    footage = Footage(sightings=tuple(shows), likenesses=(Likeness(one="0", other="1", method="PDQ", distance=4),))
    incidents = link(claims, reports, judgements, before=before)
    weighing = Weighing(pool, {r.id: r for r in reports}, judgements, footage, "", ())
    return incidents, weighing.assessments(incidents, kept, silent, {} if held is None else held)


@settings(max_examples=8, deadline=None)
@given(number=st.integers(0, 10_000))
def test_what_is_added_little_by_little_comes_to_what_the_whole_comes_to(number, tmp_path_factory):
    folder, before, held = tmp_path_factory.mktemp("kept"), Remembered(), {}
    for n, stand in enumerate(growing(number, reports=20)):
        with closing(Computed(folder, "grown")) as kept, closing(Computed(folder / str(n), "whole")) as nothing:
            whole = comes_of(*stand, nothing)
            assert comes_of(*stand, kept) == whole
            assert comes_of(*stand, kept, before, held) == whole
            assert kept.problems == []


def test_an_incident_is_weighed_with_the_footage_that_concerns_it_alone():
    like = [Likeness(one=a, other=b, method="PDQ", distance=1) for a, b in ("ab", "bc", "cd", "xy")]
    footage = Footage(
        sightings=tuple(Sighting(report=r, medium=m) for r, m in ("1a", "2d", "3x")), likenesses=tuple(like)
    )
    some = weighed._Shown(footage).by(("1", "4"))
    assert (some.sightings, some.likenesses) == (footage.sightings[:1], tuple(like[:3]))
