import contextlib
import sqlite3
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from casework import gazetteer_in, reports_in

from isnad import new_case, pipeline, plugins, reading
from isnad.plugins import Shelf, choose
from isnad.preserve.progress import silent
from isnad.preserve.trouble import Trouble
from isnad.reading import Readings, elsewhere, jobs_for, known_readings, many
from isnad.reading.answers import answer_to
from isnad.records.capture import Capture, digest_of


@pytest.fixture
def case(tmp_path):
    made = new_case(tmp_path / "case", gazetteers=[gazetteer_in(tmp_path)])
    made.add(reports_in(tmp_path / "in"))
    return made


class Here(Executor):
    """Runs what it is given at once, in this process: a confined child would not see what a test put on a shelf."""

    def submit(self, do, /, *arguments):
        done = Future()
        done.set_result(do(*arguments))
        return done


def in_this_process(shard, tables):
    return tuple(answer_to(replace(task, tables=tables)) for task in shard.tasks)


@pytest.fixture
def shelves(monkeypatch):
    """Put other plug-ins on the shelves, and read in this process."""

    def put(kind, *items):
        monkeypatch.setattr(
            pipeline,
            "read_captures",
            lambda *given, **named: reading.read_captures(*given, **named | {"executor": Here()}),
        )
        monkeypatch.setattr(elsewhere, "process", in_this_process)
        real = plugins.shelf(kind).items
        other = Shelf((*items, *real))
        before = plugins.shelf
        monkeypatch.setattr(plugins, "shelf", lambda asked: other if asked == kind else before(asked))

    return put


class Fake:
    """A format, language and exporter that does what the test says."""

    def __init__(self, name="fake", code="en", recognises=True, raises=None):
        self.name, self.code, self._recognises, self._raises = name, code, recognises, raises

    def recognises(self, capture, head):
        return self._recognises and capture.origin.endswith("morning.txt")

    def read(self, *_):
        raise self._raises or AssertionError("not asked for")

    def export(self, dossiers):
        yield "first.txt", b"1"
        raise self._raises


def test_from_captures_to_dossiers(case):
    found = case.results()
    assert len(found.reports) == 2
    assert found.claims
    assert found.incidents
    assert [d.incident for d in found.dossiers] == list(found.incidents)
    first = found.dossiers[0]
    assert {c.id for c in first.claims} <= set(first.incident.claims)
    assert all(any(r.holds(c.quote) for r in first.reports) for c in (*first.claims, *first.nearby))


def test_any_executor_gives_the_same_results(case):
    alone = case.results()
    for options in ({"executor": ThreadPoolExecutor(2)}, {"jobs": 2}):
        (case.book.derived / "index.sqlite").unlink()
        assert pipeline.read_case(case.book, **options) == alone


def test_progress_is_told_of_every_step(case):
    steps = []
    pipeline.read_case(case.book, lambda step, done, whole: steps.append(step))
    assert list(dict.fromkeys(steps)) == ["reading", "linking", "weighing"]


@pytest.mark.parametrize("kind", ["formats", "languages"])
def test_a_plug_in_that_fails_is_a_problem_and_the_others_go_on(case, shelves, kind):
    shelves(kind, Fake(raises=RuntimeError("boom")))
    found = case.results()
    told = [p for p in found.problems if "boom" in p.what]
    assert told
    assert all(p.todo and p.where.startswith("in/") for p in told)
    assert any(r.publisher == "Reed Times" for r in found.reports)


def test_what_failed_is_tried_again_the_next_time(case, shelves, monkeypatch):
    shelves("formats", Fake(raises=MemoryError("none left")))
    assert len(case.results().reports) == 1
    monkeypatch.undo()
    assert len(pipeline.read_case(case.book).reports) == 2


def test_a_quote_that_does_not_stand_in_the_report_is_dropped_and_said(case, shelves):
    class Liar(Fake):
        def read(self, report, tables):
            claim = next(iter(plugins.shelf("languages").items[1].read(report, tables)))
            return (replace(claim, quote=replace(claim.quote, text="x" * len(claim.quote.text))),)

    shelves("languages", Liar())
    assert any("do not stand in the report" in p.what for p in case.results().problems)


def test_two_formats_that_claim_one_capture_are_a_problem_not_an_order(case, shelves):
    shelves("formats", Fake("one"), Fake("two"))
    told = [p for p in case.results().problems if "Several formats" in p.what]
    assert [p.where for p in told] == ["in/morning.txt"]
    assert "'one' and 'two'" in told[0].what


def test_plain_text_stands_back_for_any_other():
    capture = Capture(
        id="c",
        digest=digest_of(b""),
        size=0,
        origin="morning.txt",
        captured=datetime(2021, 3, 2, tzinfo=UTC),
        tool="t",
    )
    plain, other = Fake(plugins.LAST_RESORT), Fake("other")
    assert choose(capture, b"", (plain, other)) is other
    assert choose(capture, b"", (plain,)) is plain
    assert choose(capture, b"", ()) is None


def test_an_exporter_that_fails_is_a_problem(case, shelves, tmp_path):
    shelves("exporters", Fake(raises=RuntimeError("boom")))
    with pytest.raises(Trouble) as caught:
        case.export("fake", tmp_path / "out")
    assert "boom" in caught.value.problem.what
    assert not (tmp_path / "out").exists()


def test_a_plug_in_that_cannot_be_loaded_is_named(monkeypatch):
    class Point:
        name, value, dist = "broken", "no_such_module:X", None

    monkeypatch.setattr(plugins, "entry_points", lambda group: [Point] if group == "isnad.formats" else [])
    shelf = plugins.shelf.__wrapped__("formats")
    assert shelf.items
    assert "broken" in shelf.problems[0].what


def test_corrections_and_rejections_change_what_is_shown_and_are_replayed(case):
    claim = case.dossiers()[0].claims[0]
    case.judge("reject", claim.id[:10], by="Ada", why="misread")
    assert claim.id not in {c.id for c in case.results().claims}
    case.judge("accept", claim.id, by="Ada", why="it was right")
    assert claim.id in {c.id for c in case.results().claims}


@pytest.mark.parametrize("number", [0, 1, 249, 250, 10_000])
def test_as_many_read_as_pay_and_as_there_are_cores(number, monkeypatch):
    monkeypatch.setattr(many, "_cores", lambda: 4)
    assert jobs_for(number) == {0: 1, 1: 1, 249: 1, 250: 2, 10_000: 4}[number]
    assert jobs_for(number, 3) == min(max(number, 1), 3)


def test_readings_come_one_by_one_and_those_that_came_are_kept(case):
    readings = iter(Readings(case.book, silent, jobs=2))
    first = next(readings)
    readings.close()
    kept = known_readings(case.book, [capture.id for capture in case.book.captures])
    assert kept[first.capture] == first
    assert list(Readings(case.book, silent)) == list(Readings(case.book, silent, cached=False))


def test_a_row_of_the_index_that_is_broken_costs_no_other(case):
    before = list(Readings(case.book, silent))
    broken = case.book.captures[-1].id
    with contextlib.closing(sqlite3.connect(case.book.derived / "index.sqlite")) as base, base:
        base.execute("UPDATE readings SET reading = '[]' WHERE capture = ?", (broken,))
    told = []
    assert list(Readings(case.book, lambda *given: told.append(given))) == before
    assert told == [("reading", len(before), len(before))]  # that one alone was read anew
