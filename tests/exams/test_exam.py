"""The benchmarks answer exams of invented reports: those of the practice case."""

import json
from pathlib import Path
from typing import Any

import claims
import exam
import pytest
from exam_places import most_told
from exam_reading import read_attributions, read_claims, report_of
from invented import PRACTICE, reports

from isnad.records.where import Place

TEXTS = sorted(PRACTICE.glob("reports/*.txt"))
GAZETTEER = str(PRACTICE / "gazetteer.csv")


def row(path: Path) -> dict[str, Any]:
    said = {each["file"]: each for each in json.loads((PRACTICE / "reports" / "manifest.json").read_text("utf-8"))}
    return {"id": path.stem, **said[path.name], "text": path.read_text("utf-8")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [row(path) for path in TEXTS]
    groups = [{"incident": "market", "reports": [each["id"] for each in rows]}, {"incident": "none", "reports": []}]
    for name, lines in (("reports", [*rows, {"id": "broken", "text": ""}]), ("groups", groups)):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return tmp_path


def answers(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_an_exam_of_incidents_is_answered_whole(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exam.main([str(folder), str(folder / "out.jsonl"), "--gazetteer", GAZETTEER])
    made = answers(folder / "out.jsonl")
    fields = {each["incident"]: each for each in made if "incident" in each}
    assert set(fields) == {"market", "none"}
    market = fields["market"]
    assert market["date"] == "2019-05-14"
    assert market["killed"][0] <= 17
    assert 19 <= market["killed"][1] < 40
    assert market["latitude"] == pytest.approx(20.612, abs=0.05)
    linked = {each["report"]: each["clusters"] for each in made if "report" in each}
    assert set(linked) == {*(path.stem for path in TEXTS), "broken"}
    assert linked["broken"] == []
    assert set(linked["01-nine-dead"]) & set(linked["06-rescue-seventeen-ar"])
    printed = capsys.readouterr().out
    assert "failures: 1" in printed
    assert "report broken" in printed


def test_the_place_that_most_reports_come_to_is_answered() -> None:
    village, beside = (Place(name="Dolmir", latitude=20.6, longitude=at) for at in (40.00, 40.02))
    other = Place(name="Orvan", latitude=20.9, longitude=40.5)
    province = Place(name="Varlany", latitude=20.0, longitude=41.0, where_prec=4)
    unknown = Place(name="Teshk")
    assert most_told(other, [village, None, beside, other, unknown]) == village
    assert most_told(other, [village, other]) == other  # of equals that of all together
    assert most_told(province, [province, village]) == village
    assert most_told(unknown, [None, unknown]) == unknown


def test_an_exam_without_groups_is_one_of_attributions(folder: Path) -> None:
    (folder / "groups.jsonl").unlink()
    exam.main([str(folder), str(folder / "out.jsonl")])
    made = {each["id"]: each["attributions"] for each in answers(folder / "out.jsonl")}
    text = (PRACTICE / "reports" / "01-nine-dead.txt").read_text("utf-8")
    spans = [{part: [text[a:b] for a, b in each[part]] for part in each} for each in made["01-nine-dead"]]
    assert any(s["cue"] == ["said"] and any("Munir Tawqani" in each for each in s["source"]) for s in spans)
    assert made["broken"] == []


def test_contents_hold_neither_source_nor_cue() -> None:
    for path in TEXTS:
        for each in read_attributions(row(path)).attributions:
            taken = [*each["source"], *each["cue"]]
            assert not any(a < y and x < b for a, b in each["content"] for x, y in taken)


def test_a_report_that_fails_is_a_fault_and_no_exception() -> None:
    assert "nothing but white space" in read_claims({"id": "x", "text": "\n"}).fault


def test_dates_and_language_are_read_as_in_a_case() -> None:
    post = {"id": "p", "url": "https://twitter.com/a/status/791310000000000000", "text": "قُتل ثلاثة أشخاص في القصف"}
    read = report_of(post)
    assert read.language == "ar"
    assert read.published is not None
    assert read.published.edtf() == "2016-10-26"


def test_claims_are_written_with_the_words_they_were_read_from(tmp_path: Path) -> None:
    claims.main([str(PRACTICE / "reports"), str(tmp_path / "out.jsonl"), "--gazetteer", GAZETTEER])
    made = answers(tmp_path / "out.jsonl")
    assert {each["kind"] for each in made} == {"casualties", "responsibility", "character"}
    for each in made:
        if each["report"].endswith(".txt"):
            text = (PRACTICE / "reports" / each["report"]).read_text("utf-8")
            assert text[each["start"] : each["end"]] == each["quote"]
    nine = [each for each in made if each["report"] == "01-nine-dead.txt" and each.get("killed") == [9, None]]
    assert nine
    assert nine[0]["chain"][-1] == "Halvar Conflict Monitor"


def test_counts_of_one_outcome_are_added(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "a.txt").write_text("The raid killed 20 children and 6 women, the council said.", "utf-8")
    claims.main([str(tmp_path / "reports"), str(tmp_path / "out.jsonl")])
    killed = [each["killed"] for each in answers(tmp_path / "out.jsonl") if each["kind"] == "casualties"]
    assert killed == [[26, 26]]


def test_invented_reports_are_the_same_for_the_same_seed() -> None:
    once, again, other = (list(reports(40, seed)) for seed in (1, 1, 2))
    assert once == again
    assert once != other
    assert len({each.file for each in once}) == 40
    assert not any("{" in each.text for each in once)
