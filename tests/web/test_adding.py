"""Adding: what is sent is captured in the background, within bounds, and nothing of it leads out of its folder."""

import io
import json
import time

import pytest

from isnad.casebook import Casebook
from isnad.web.intake import refusal, safe_name

TEXT = (
    "Three killed in Ain Zarjun\n\nThree people were killed in an air strike on Ain Zarjun on Tuesday, a doctor said.\n"
)


def settled(analyst, seconds=30):
    """Wait until nothing is captured or computed any more."""
    end, bench = time.monotonic() + seconds, analyst.bench
    while (bench.intake.busy or bench.unsettled) and time.monotonic() < end:
        time.sleep(0.02)
        bench.book.refresh()
    assert not bench.unsettled


def test_pasted_text_becomes_a_report(analyst):
    before = len(analyst.bench.standing.results.reports)
    answer = analyst.post("/add", text=TEXT, publisher="Sedge Post", published="2019-05-15", by="Bo")
    assert (answer.status_code, answer.headers["location"]) == (303, "/add")
    settled(analyst)
    reports = analyst.bench.standing.results.reports
    assert len(reports) == before + 1
    report = next(r for r in reports if r.publisher == "Sedge Post")
    assert "Three people were killed" in report.text
    page = analyst.get("/add")
    assert page.xpath(f"//section[@id='takings']//a[@href='/report/{report.id}']")
    entry = next(e for e in Casebook(analyst.bench.root).entries("capture") if e.payload["publisher"] == "Sedge Post")
    assert entry.actor == "Bo"
    assert entry.payload["origin"].startswith("pasted-")


def test_files_and_their_manifest(analyst):
    manifest = json.dumps([{"file": "a.txt", "publisher": "Reed Times", "published": "2019-05-15"}])
    sent = [("files", ("a.txt", TEXT.encode())), ("files", ("manifest.json", manifest.encode()))]
    assert analyst.post("/add", files=sent, by="Bo").status_code == 303
    settled(analyst)
    assert [r.publisher for r in analyst.bench.standing.results.reports].count("Reed Times") == 1


def test_the_same_file_again_is_said_to_be_there(analyst):
    for _ in range(2):
        analyst.post("/add", files=[("files", ("b.txt", TEXT.encode()))], by="Bo")
        settled(analyst)
    assert "was here already" in analyst.get("/add").text_content()


def test_what_cannot_be_read_is_kept_and_told(analyst):
    analyst.post("/add", files=[("files", ("c.pdf", b"%PDF-1.4 broken"))], by="Bo")
    settled(analyst)
    shown = analyst.get("/add").xpath("//section[@id='takings']")[0].text_content()
    assert "kept" in shown
    assert "not read" in shown


@pytest.mark.parametrize(
    ("fields", "files", "said"),
    [
        ({"text": TEXT, "by": ""}, None, "name"),
        ({"by": "Bo"}, None, ""),
        ({"links": "file:///etc/passwd", "by": "Bo"}, None, "no link"),
        ({"links": "javascript:alert(1)", "by": "Bo"}, None, "no link"),
        ({"by": "Bo"}, [("files", ("x.exe", b"MZ"))], "not taken here"),
        ({"by": "Bo"}, [("files", ("x", b"MZ"))], "not taken here"),
    ],
)
def test_what_is_not_taken(analyst, fields, files, said):
    before = analyst.bench.book.log.size
    answer = analyst.post("/add", files=files, **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert analyst.bench.intake.takings == []
    assert analyst.bench.book.log.size == before


def test_a_link_into_this_machine_is_not_fetched(analyst):
    analyst.post("/add", links="http://127.0.0.1:9/secret", by="Bo")
    settled(analyst)
    (taking,) = analyst.bench.intake.takings
    assert [i.capture for i in taking.items] == [""]
    assert taking.items[0].problem


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../case.toml", "case.toml"),
        ("..\\..\\x.txt", "x.txt"),
        ("/etc/passwd", "passwd"),
        ("..", "unnamed"),
        ("", "unnamed"),
        (".hidden.txt", "hidden.txt"),
        ("a\x00b\n.txt", "ab.txt"),
        ("تقرير.html", "تقرير.html"),
        ("x" * 500 + ".html", "x" * 150 + ".html"),
    ],
)
def test_names_of_files_lead_nowhere(given, safe):
    assert safe_name(given) == safe


def test_kinds():
    assert refusal("a.HTML") is None
    assert refusal("a.sh")


def test_a_table_is_added_and_a_broken_one_refused(analyst):
    table = b"name,latitude,longitude\nSedge Hill,20.5,22.5\n"
    send = {"files": [("file", ("hills.csv", io.BytesIO(table)))], "role": "gazetteer"}
    assert analyst.post("/case/table", **send).status_code == 303
    assert "hills.csv" in analyst.get("/case").xpath("//section[@id='tables']")[0].text_content()
    for data, role in ((b"nonsense", "gazetteer"), (table, "keys")):
        send = {"files": [("file", ("x.csv", io.BytesIO(data)))], "role": role}
        assert analyst.post("/case/table", **send).status_code == 422
    assert len(analyst.bench.book.tables) == 3


def test_a_line_ends_as_it_was_typed(analyst):
    analyst.post("/add", text=TEXT.replace("\n", "\r\n"), by="Bo")
    settled(analyst)
    capture = analyst.bench.standing.results.captures[-1]
    assert analyst.bench.book.bytes_of(capture.digest).decode() == TEXT.strip()
