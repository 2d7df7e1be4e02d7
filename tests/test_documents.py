"""Documents, feeds and tables go through a case as any report does: captured, read in a locked child, checked."""

import json

import pytest
from casework import gazetteer_in
from read.formats.documents import docx, odt, pdf, run

from isnad import new_case
from isnad.records.problem import Severity

STORY = "At least two people were killed in Harrun on Tuesday, the Delta Monitor said."
CUT = STORY.index("Delta")
DATE = "Tue, 02 Mar 2021 10:00:00 +0200"
FEED = "<rss><channel><title>Reed</title>{}<description>{}</description></item></channel></rss>"
ITEM = f"<item><title>Weir</title><link>https://reed.example/1</link><pubDate>{DATE}</pubDate>"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
NOTE = {"id": "https://m.example/1", "url": "https://m.example/1", "published": "2021-03-02T10:00:00Z"}
OUTBOX = {
    "type": "OrderedCollection",
    "orderedItems": [
        {
            "type": "Create",
            "actor": "https://m.example/kol",
            "to": [PUBLIC],
            "object": NOTE | {"content": f"<p>{STORY}"},
        }
    ],
}
FILES = {
    "a.pdf": pdf([STORY[:CUT].strip(), STORY[CUT:]]),
    "b.docx": docx(f"<w:p>{run(STORY)}</w:p>"),
    "c.odt": odt(f"<text:p>{STORY}</text:p>"),
    "d.eml": f"From: Reed <d@reed.example>\nDate: {DATE}\nMessage-ID: <1@r>\nSubject: Weir\n\n{STORY}\n".encode(),
    "e.xml": FEED.format(ITEM, STORY).encode(),
    "f.csv": f'Page Name,Post Created,URL,Message\nKol,2021-03-02,https://f.example/1,"{STORY}"\n'.encode(),
    "outbox.json": json.dumps(OUTBOX).encode(),
}
UNPROVABLE = {"pdf", "office"}  # their words do not stand in their bytes


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    tmp_path = tmp_path_factory.mktemp("documents")
    made = new_case(tmp_path / "case", gazetteers=[gazetteer_in(tmp_path)])
    (tmp_path / "in").mkdir()
    for name, data in FILES.items():
        (tmp_path / "in" / name).write_bytes(data)
    assert not [p for p in made.add(tmp_path / "in").problems if p.severity is not Severity.NOTE]
    return made


def test_each_is_read_into_the_same_claim(case):
    found = {reading.report.format: reading for reading in case.results().readings if reading.report}
    assert set(found) == {"pdf", "office", "mail", "entry", "row", "message"}
    for name, reading in found.items():
        assert STORY in reading.report.text, name
        (claim,) = (c for c in reading.claims if "two people were killed" in c.quote.text)
        assert claim.content.counts[0].low == 2, name
        assert claim.chain.names == ("Delta Monitor",), name


def test_posts_and_entries_say_who_published_them_and_when(case):
    said = {r.format: (r.publisher, r.published and r.published.edtf()) for r in case.results().reports}
    assert said["entry"] == ("Reed", "2021-03-02")
    assert said["row"] == ("Kol", "2021-03-02")
    assert said["message"] == ("kol", "2021-03-02")
    assert said["mail"] == ("Reed", "2021-03-02")


def test_every_quote_is_proved_where_the_format_has_a_place_for_it(case):
    formats = {report.id: report.format for report in case.results().reports}
    open_ones = [
        p.where.removeprefix("report ") for p in case.check(deep=True).problems if "could not be proved" in p.what
    ]
    assert open_ones
    assert {formats[ident] for ident in open_ones} == UNPROVABLE
