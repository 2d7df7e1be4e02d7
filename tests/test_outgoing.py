"""What leaves a case: redacted, searched, and nothing at all where the search finds something."""

import csv
import json
import os

import pytest
from casework import gazetteer_in, isnad

from isnad import Trouble, new_case, open_case, outgoing
from isnad.plugins import shelf
from isnad.preserve.confined.child import Broke
from isnad.publish.withhold.redact import Redactor
from isnad.reading import named

TEXT = """Mill hit in Harrun

Three people were killed in an air strike on Harrun on Tuesday, the Delta Monitor said. Those killed were Olan Pirr
(45), his wife Hetta Pirr and their daughter Sanne Pirr (12). “The roof fell,” said Dorit Valk, a resident.
"""
NAMES = ("Olan", "Hetta", "Sanne", "Pirr", "Dorit", "Valk", "@mill_watch", "N. Aster")
FORMS = [each.name for each in shelf("exporters").items]


@pytest.fixture
def case(tmp_path):
    made = new_case(tmp_path / "case", gazetteers=[gazetteer_in(tmp_path)])
    (tmp_path / "named.txt").write_text(TEXT + "Pictures by @mill_watch.\n", encoding="utf-8")
    made.add(tmp_path / "named.txt", published="2021-03-03", publisher="Sedge Post")
    made.judge("reject", made.dossiers()[0].claims[-1].id, by="N. Aster", why="counted twice")
    return made


def everything(paths):
    return "\n".join(path.read_bytes().decode("utf-8", "replace") for path in paths)


@pytest.mark.parametrize("form", FORMS)
def test_no_form_lets_a_name_out(case, tmp_path, form):
    written = case.export(form, tmp_path / "out")
    assert written
    assert [name for name in NAMES if name in everything(written)] == []


def test_beside_every_export_stands_what_was_withheld_and_why(case, tmp_path):
    case.export("json", tmp_path / "out")
    rows = list(csv.DictReader((tmp_path / "out" / "withheld.csv").open(encoding="utf-8")))
    assert {"victims", "witnesses", "accounts", "analysts"} <= {row["rule"] for row in rows}
    assert all(row["why"] and int(row["times"]) for row in rows)


def test_a_name_that_a_decision_allows_leaves(case, tmp_path):
    olan = next(each for each in case.withheld() if each.thing == "Olan Pirr")
    case.allow(olan.id, by="N. Aster", why="the family asked for it")
    page = everything(case.export("html", tmp_path / "out"))
    assert "Olan Pirr" in page
    assert "Hetta" not in page
    case.withhold(olan.id, by="N. Aster", why="the family asked again")
    assert "Olan" not in everything(case.export("html", tmp_path / "out"))


def test_what_slips_through_is_refused_and_nothing_stays(case, tmp_path, monkeypatch):
    monkeypatch.setattr(Redactor, "dossier", lambda self, dossier: dossier)
    (tmp_path / "out").mkdir()
    for form in ("html", "json", "jsonl"):  # those that hold whole reports
        with pytest.raises(Trouble) as caught:
            case.export(form, tmp_path / "out" / form)
        assert "isnad withheld CASE" in caught.value.problem.todo
        assert not any(name in str(caught.value.problem) for name in NAMES)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_reader_of_names_that_fails_leaves_the_quotes_alone(case, tmp_path, monkeypatch):
    monkeypatch.setattr(named, "many", lambda _, calls, **how: (Broke("error", "failed") for _ in calls))
    assert {each.rule for each in case.withheld()} >= {"unread"}
    texts = [
        r["text"] for p in case.export("json", tmp_path / "out")[1:2] for r in json.loads(p.read_text())["reports"]
    ]
    assert texts
    assert not any("Hetta" in text or "roof" in text for text in texts)


def test_who_is_named_is_read_once_and_kept_for_this_folder_alone(case, monkeypatch):
    first = case.withheld()
    monkeypatch.setattr(named, "many", lambda _, calls, **how: (1 / 0 for _ in calls))
    assert case.withheld() == first
    kept = case.book.derived / named.FILE
    for spoiled in (b"{", b"[]", kept.read_bytes().replace(b'"key": "', b'"key": "0')):
        kept.write_bytes(spoiled)
        with pytest.raises(ZeroDivisionError):
            case.withheld()


def test_it_is_told_how_far_an_export_is(case, tmp_path):
    told = []
    case.progress = lambda *each: told.append(each)
    case.results()
    told.clear()
    case.export("html", tmp_path / "out")
    number = len(case.dossiers())
    assert [each for each in told if each[0] == "writing"] == [("writing", n + 1, number) for n in range(number)]
    assert ("looking for names", number, number) in told
    written = os.listdir(tmp_path / "out")
    assert [whole for step, _, whole in told if step == "searching"] == [len(written)] * len(written)


def test_exports_are_the_same_each_time(case, tmp_path):
    first, second = ([p.read_bytes() for p in case.export("html", tmp_path / each)] for each in "ab")
    assert first == second


def test_many_dossiers_are_redacted_when_they_are_asked_for(case, monkeypatch):
    monkeypatch.setattr(outgoing, "FEW", 0)
    private, people = outgoing.review(case.book, case.dossiers())
    published = outgoing.Published(case.dossiers(), Redactor(private, people).dossier)
    assert list(published) == list(published)
    assert published[-1] == published[len(published) - 1]
    counted = published.times
    assert list(published[:1]) == [published[0]]
    assert published.times == counted


def test_the_review_and_the_decisions_on_the_command_line(case, tmp_path):
    where = case.book.root
    shown = isnad("withheld", where)
    assert (shown.returncode, shown.stderr) == (0, "")
    row = next(line for line in shown.stdout.splitlines() if "Sanne Pirr" in line)
    ident = row.split("\t")[0]
    assert isnad("withheld", where, "--allow", ident).returncode == 2
    assert isnad("withheld", where, "--allow", "zz", "--by", "N. Aster", "--why", "x").returncode == 1
    assert isnad("withheld", where, "--name", "X", "--rule", "asides", "--by", "N", "--why", "x").returncode == 1
    refused = isnad("withheld", where, "--name", "X", "--rule", "places", "--by", "N", "--why", "x")
    assert refused.returncode == 1
    assert "There are: victims, witnesses" in refused.stderr
    assert isnad("withheld", where, "--allow", ident, "--by", "N. Aster", "--why", "asked").returncode == 0
    assert "allowed by N. Aster: asked" in isnad("withheld", where).stdout
    assert isnad("withheld", where, "--withhold", ident, "--by", "N. Aster", "--why", "asked").returncode == 0
    assert "allowed by" not in isnad("withheld", where).stdout
    named = isnad("withheld", where, "--name", "Delta Monitor", "--by", "N. Aster", "--why", "in danger")
    assert named.returncode == 0
    assert "Delta Monitor" not in everything(open_case(where).export("html", tmp_path / "out"))
    assert open_case(where).check().verdict.name == "HOLDS"
