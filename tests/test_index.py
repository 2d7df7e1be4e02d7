import shutil
import sqlite3

import pytest
from casework import gazetteer_in, reports_in

from isnad import new_case, open_case
from isnad.index import Index, Reading
from isnad.records.codec import canonical, to_plain
from isnad.records.problem import Problem, Severity


@pytest.fixture
def case(tmp_path):
    made = new_case(tmp_path / "case", gazetteers=[gazetteer_in(tmp_path)])
    made.add(reports_in(tmp_path / "in"))
    return made


def exported(case, to):
    return {form: [(p.name, p.read_bytes()) for p in case.export(form, to / form)] for form in ("json", "html")}


def test_without_the_index_exports_come_out_byte_for_byte_the_same(case, tmp_path):
    first = exported(case, tmp_path / "1")
    assert any(name != "index.json" for name, _ in first["json"])
    cached = exported(open_case(case.book.root), tmp_path / "2")
    shutil.rmtree(case.book.derived)
    rebuilt = exported(open_case(case.book.root), tmp_path / "3")
    assert first == cached == rebuilt
    assert (case.book.derived / "index.sqlite").exists()


@pytest.mark.parametrize("spoil", [b"", b"not a database", None])
def test_a_broken_index_is_made_anew_with_a_note(case, spoil):
    before = case.results()
    path = case.book.derived / "index.sqlite"
    data = path.read_bytes()
    path.write_bytes(data[:5000] + b"\xff" * 3000 if spoil is None else spoil)
    after = open_case(case.book.root).results()
    assert (after.dossiers, after.claims) == (before.dossiers, before.claims)
    notes = [p for p in after.problems if "index" in p.what]
    assert all(p.severity is Severity.NOTE for p in notes)
    assert notes or spoil == b""


def test_rows_that_do_not_decode_are_read_again(case):
    before = case.results()
    with sqlite3.connect(case.book.derived / "index.sqlite") as base:
        base.execute("UPDATE readings SET reading = '{\"capture\": 3'")
    base.close()
    assert open_case(case.book.root).results().claims == before.claims


def test_a_folder_that_cannot_be_written_is_done_without(case, tmp_path):
    before = case.results()
    shutil.rmtree(case.book.derived)
    case.book.derived.write_text("a file where the folder should be")
    after = open_case(case.book.root).results()
    assert after.dossiers == before.dossiers
    assert any("read again each time" in p.what for p in after.problems)


READING = Reading(capture="c", problems=(Problem(what="w", where="x", todo="t"),))


def test_what_was_put_is_got_under_its_key_alone(tmp_path):
    index = Index(tmp_path, "one")
    index.put([("c", canonical(to_plain(READING)))])
    assert index.known() == {"c"}
    assert index.get(["c", "d"]) == {"c": READING}
    index.close()
    other = Index(tmp_path, "two")
    assert other.get(["c"]) == {}
    assert other.known() == set()
    other.close()


def test_a_new_gazetteer_makes_the_case_be_read_anew(tmp_path):
    case = new_case(tmp_path / "case")
    case.add(reports_in(tmp_path / "in"))
    assert not any(c.where and c.where.resolved and c.where.name == "Harrun" for c in case.results().claims)
    case.add_gazetteer(gazetteer_in(tmp_path))
    assert any(c.where and c.where.resolved and c.where.name == "Harrun" for c in case.results().claims)
