import io
import sqlite3
from dataclasses import replace

import pytest
from casework import gazetteer_in, isnad, reports_in

from isnad import new_case, reading
from isnad.checking import quotes
from isnad.checking.answer import Verdict
from isnad.preserve.progress import silent


@pytest.fixture
def case(tmp_path):
    made = new_case(tmp_path / "case", gazetteers=[gazetteer_in(tmp_path)])
    made.add(reports_in(tmp_path / "in"))
    made.results()
    return made


def spoiled(case, path, data):
    path.chmod(0o644)
    path.write_bytes(data)


def named(check):
    return {section.name: section for section in check.sections}


def test_a_case_left_alone_holds(case):
    found = case.check(deep=True)
    assert (found.verdict, [p.where for p in found.problems]) == (Verdict.HOLDS, ["log"])  # no outside clock: said
    assert named(found)["quotes"].checked > 3
    assert named(found)["preserved files"].checked == 5  # two reports, their manifest, the gazetteer, the settings
    assert named(found)["signatures"].checked == case.book.log.size
    assert "quotes" not in named(case.check())
    assert found.tip == case.book.log.tip
    assert found.not_proven


def test_every_byte_of_an_object_counts(case):
    path = case.book.store.path(case.book.captures[0].digest)
    data = path.read_bytes()
    for at in range(0, len(data), 23):
        spoiled(case, path, data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert case.check().verdict is Verdict.FAILS
    spoiled(case, path, data)
    assert case.check().verdict is Verdict.HOLDS


def test_bytes_that_were_changed_are_not_read_and_the_others_are(case):
    path = case.book.store.path(case.book.captures[0].digest)
    spoiled(case, path, path.read_bytes().replace(b"Five", b"Nine"))
    (case.book.derived / "index.sqlite").unlink()
    found = reading.read_captures(case.book, silent)[0]
    assert [r.report is None for r in found] == [True, False]
    assert "were changed" in found[0].problems[0].what


def test_a_missing_object_fails_and_the_rest_is_checked(case):
    case.book.store.path(case.book.captures[0].digest).unlink()
    found = case.check(deep=True)
    assert found.verdict is Verdict.FAILS
    assert "missing" in found.problems[0].what
    assert named(found)["quotes"].checked > 0


@pytest.mark.parametrize(
    ("publisher", "words"), [("Sedge Post", "id no longer fits"), ("Reed Times", "chain is broken")]
)
def test_a_changed_log_fails_in_its_last_line_as_well(case, publisher, words):
    text = case.book.log.path.read_text(encoding="utf-8")
    assert publisher not in text.splitlines()[-1] or words.startswith("id")
    case.book.log.path.write_text(text.replace(publisher, "Hedge Post"), encoding="utf-8")
    run = isnad("check", case.book.root)
    assert run.returncode == 1
    assert words in run.stderr
    assert "The case FAILS" in run.stdout


def test_an_index_that_tells_another_story_fails(case):
    with sqlite3.connect(case.book.derived / "index.sqlite") as base:
        base.execute("UPDATE readings SET reading = CAST(replace(CAST(reading AS TEXT), 'Five', 'Nine') AS BLOB)")
    base.close()
    found = case.check(deep=True)
    assert found.verdict is Verdict.FAILS
    assert named(found)["readings in the index"].failed == 1


def test_words_that_no_passage_ties_to_bytes_are_not_verifiable_and_never_fine(case, monkeypatch):
    def untied(*given, **named):
        for each in reading.fresh_readings(*given, **named):
            yield replace(each, report=replace(each.report, passages=()))

    monkeypatch.setattr(quotes, "fresh_readings", untied)
    (case.book.derived / "index.sqlite").unlink()
    assert case.check(deep=True).verdict is Verdict.NOT_VERIFIABLE


def test_what_lies_about_is_named_and_breaks_nothing(case):
    (case.book.root / "objects" / "sha256" / "note.txt").write_text("hello")
    with case.book.log.path.open("ab") as stream:
        stream.write(b'{"half')
    case.book.refresh()
    case.book.store.put(io.BytesIO(b"no line in the log"))
    found = case.check()
    assert found.verdict is Verdict.HOLDS
    assert {p.where for p in found.problems if p.where != "log"} == {
        "objects",
        "objects/sha256/note.txt",
        "log/entries.jsonl",
    }


def test_checking_writes_nothing_but_the_index(case):
    def state():
        files = (p for p in case.book.root.rglob("*") if p.is_file() and case.book.derived not in p.parents)
        return {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in files}

    before = state()
    case.check(deep=True)
    assert state() == before
