"""Why a claim was read as it was: its rule, its words, the line of the grammar and the line of the table."""

import json
import sys

import pytest
from casework import gazetteer_in, isnad
from house.tree import PACKAGE

from isnad import Trouble, new_case
from isnad.read.trace import tracing

TEXT = """Mill hit in Harrun

At least nine people, two of them children, were killed in an air strike on Harrun on Tuesday, the Delta Monitor said.

The Delta Monitor said that Birchland warplanes had bombed the mill. It was reportedly a massacre.
"""
ARABIC = "قال المرصد إن تسعة مدنيين قتلوا في غارة جوية على سوق في هارون يوم الثلاثاء.\n"
PARTIES = "name,kind,aliases,adjectives\nAsh,state,,\nBirchland,state,Birchland army,Birchland\n"


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    folder = tmp_path_factory.mktemp("explaining")
    (folder / "parties.csv").write_text(PARTIES, encoding="utf-8")
    made = new_case(folder / "case", gazetteers=[gazetteer_in(folder)], belligerents=folder / "parties.csv")
    (folder / "en.txt").write_text(TEXT, encoding="utf-8")
    (folder / "ar.txt").write_text(ARABIC, encoding="utf-8")
    made.add(folder / "en.txt", folder / "ar.txt", published="2021-03-03", publisher="Sedge Post")
    return made


def claim_of(case, kind, language="en"):
    results = case.results()
    reports = {report.id for report in results.reports if report.language == language}
    return next(c for c in results.claims if c.quote.report in reports and type(c.content).__name__ == kind)


def reasons(case, kind, language="en"):
    return case.explain(claim_of(case, kind, language).id[:12]).reasons


def the(found, what):
    return next(reason for reason in found if reason.what == what)


def entries(reason):
    return {(hit.listed.table, hit.listed.entry) for hit in reason.listed}


def test_a_figure_is_led_back_to_its_rule_and_its_words_to_their_lines(case):
    found = reasons(case, "Casualties")
    rule = the(found, "rule")
    assert rule.steps
    assert ("outcomes.killed_active", "kill") in entries(rule)
    figure = the(found, "figure")
    assert figure.value == "killed, people: low 9, high None"
    assert ("numbers.least", "at least") in entries(figure)
    assert ("groups.people", "people") in entries(figure)
    part = the(found, "figure within it")
    assert ("groups.children", "children") in entries(part)


def test_the_lines_named_are_those_of_the_files(case):
    for kind, language in (("Casualties", "en"), ("Responsibility", "en"), ("Occurrence", "en"), ("Casualties", "ar")):
        explanation = case.explain(claim_of(case, kind, language).id)
        for reason in explanation.reasons:
            assert reason.quote is None or explanation.report.holds(reason.quote)
            for step in reason.steps:
                source = (PACKAGE / step.file).read_text(encoding="utf-8").splitlines()
                assert f"def {step.function}(" in "\n".join(source[: step.line]), step
            for hit in reason.listed:
                listed = hit.listed
                whole = PARTIES if listed.file == "parties.csv" else (PACKAGE / listed.file).read_text(encoding="utf-8")
                assert listed.entry in whole.splitlines()[listed.line - 1], hit


def test_a_party_is_led_back_to_its_row(case):
    party = the(reasons(case, "Responsibility"), "party")
    assert party.value == "Birchland"
    assert {(hit.listed.file, hit.listed.line) for hit in party.listed} == {("parties.csv", 3)}


def test_sources_places_times_and_doubts_have_their_words(case):
    found = reasons(case, "Casualties")
    source = the(found, "source")
    assert (source.quote.text, ("cues.said", "say") in entries(source)) == ("said", True)
    assert source.steps
    assert the(found, "its name").quote.text == "the Delta Monitor"
    assert "Harrun, places.csv" in the(found, "place").value
    assert ("time.weekdays", "tuesday") in entries(the(found, "time"))
    doubt = the(reasons(case, "Character"), "source not named")
    assert ("stance.open", "reportedly") in entries(doubt)


def test_arabic_is_explained_too(case):
    found = reasons(case, "Casualties", "ar")
    assert any(table.startswith("outcome.killed") for table, _ in entries(the(found, "rule")))
    assert ("people.plural", "مدنيين") in entries(the(found, "figure"))
    assert the(found, "figure").steps


def test_a_claim_that_is_not_there_is_told(case):
    for ident in ("", "zzzz"):
        with pytest.raises(Trouble, match="No claims have an id"):
            case.explain(ident)


def test_the_command_says_it_and_what_was_judged(case):
    claim = claim_of(case, "Casualties")
    case.judge("accept", claim.id, by="Ada", why="seen on film")
    shown = isnad("explain", case.book.root, claim.id)
    assert shown.returncode == 0
    assert "figure: killed, people: low 9, high None: “At least nine people”" in shown.stdout
    assert "english.toml:" in shown.stdout
    assert "judged: accept, by Ada: seen on film" in shown.stdout
    plain = json.loads(isnad("explain", case.book.root, claim.id[:12], "--json").stdout)
    assert plain["claim"]["id"] == claim.id
    assert plain["judgements"][0]["by"] == "Ada"
    assert {"rule", "figure", "source", "place"} <= {reason["what"] for reason in plain["reasons"]}
    assert isnad("explain", case.book.root, "zzzz").returncode == 1


def test_reading_is_the_same_watched_and_nothing_watches_when_it_is_over():
    from isnad.plugins import shelf, tables_of
    from isnad.records.report import Report

    report = Report(id="r", capture="c", digest="", text=TEXT, format="plain", encoding="utf-8", language="en")
    (reader,) = [each for each in shelf("languages").items if each.code == "en"]
    tables = tables_of(())[0]
    alone = reader.read(report, tables)
    with tracing() as marks:
        assert reader.read(report, tables) == alone
    assert marks
    with pytest.raises(AttributeError), tracing():
        reader.read(None, tables)
    assert sys.getprofile() is None
