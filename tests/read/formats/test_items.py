"""Entries of feeds, rows of tables, posts of an outbox: their words, each proved from the bytes of the item."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from read.formats.invented_pages import capture_of

from isnad.preserve.containers import feeds, outbox, tables
from isnad.read.formats import BUILT_IN
from isnad.read.formats.entry import MEDIA_TYPE as OF_ENTRY
from isnad.read.formats.entry import Entry
from isnad.read.formats.message import Message
from isnad.read.formats.row import MEDIA_TYPE as OF_ROW
from isnad.read.formats.row import Row
from isnad.read.proof import Answer, proves

OF_POST = outbox.MEDIA_TYPE


def test_both_rooms_call_the_items_alike():
    assert (OF_ENTRY, OF_ROW) == (feeds.MEDIA_TYPE, tables.MEDIA_TYPE)


def read(form, data: bytes, media_type: str, **headers: str):
    given = tuple((f":{name}", value) for name, value in headers.items())
    capture = replace(capture_of(data, origin="in/item"), media_type=media_type, headers=given)
    assert next(each.name for each in BUILT_IN if each.recognises(capture, data[:4096])) == form.name
    report, problems = form.read(capture, data)
    for passage in report.passages[:500] if report else ():
        only = replace(report, passages=(passage,))  # lest each look through all
        assert proves(report.quote(passage.start, passage.end), only, data).answer is Answer.PROVED
    return report, problems


def is_proved(report, words: str, data: bytes) -> bool:
    at = report.text.index(words)
    return proves(report.quote(at, at + len(words)), report, data).answer is Answer.PROVED


ESCAPED = """<item><title>Weir &amp; mill hit</title><pubDate>Tue, 02 Mar 2021 10:00:00 +0200</pubDate>
<description>&lt;p&gt;Nine &lt;b&gt;people&lt;/b&gt; were killed in Harrun&amp;#8217;s market.&lt;/p&gt;
&lt;p&gt;قُتل تسعة&lt;/p&gt;</description></item>"""
CDATA = """<entry><title type="html"><![CDATA[Weir & mill hit]]></title><published>2021-03-02T10:00:00Z</published>
<summary>Short</summary><content type="html"><![CDATA[<p>Nine <b>people</b> were killed in Harrun&#8217;s market.</p>
<script>no</script><p>قُتل تسعة</p>]]></content></entry>"""
PLAIN = """<item><title>Weir &amp; mill hit</title><dc:date>2021-03-02</dc:date>
<content:encoded>Nine people were killed in Harrun’s market.</content:encoded></item>"""
XHTML = """<entry><title>Weir &amp; mill hit</title><updated>2021-03-02T10:00:00Z</updated><content type="xhtml">
<div xmlns="x"><p>Nine <b>people</b> were killed in Harrun&#8217;s market.</p></div></content></entry>"""


@pytest.mark.parametrize("source", [ESCAPED, CDATA, PLAIN, XHTML], ids=["escaped", "cdata", "plain", "xhtml"])
def test_the_words_of_an_entry_are_read_and_proved_however_they_are_written(source):
    data = source.encode()
    report, problems = read(Entry(), data, OF_ENTRY)
    assert report.text.split("\n")[:2] == ["Weir & mill hit", "Nine people were killed in Harrun’s market."]
    assert (report.title, report.published.edtf(), problems) == ("Weir & mill hit", "2021-03-02", ())
    assert is_proved(report, "Weir", data)
    assert is_proved(report, "were killed in Harrun", data)


def test_an_entry_in_another_encoding_keeps_its_places():
    data = ESCAPED.replace("’", "'").encode("cp1256")
    report, _ = read(Entry(), data, OF_ENTRY, encoding="windows-1256")
    assert is_proved(report, "قُتل تسعة", data)


@pytest.mark.parametrize(
    "source",
    [
        "<item></item>",
        "<item><title/><description></description></item>",
        "<item><description>" + "&lt;" * 100_000 + "</description></item>",
        "<item><description>" + "<![CDATA[" * 50_000 + "</description></item>",
        "<item><title>" + "<b>" * 100_000 + "deep</title></item>",
        "<item>" + "<title>x" * 50_000 + "</item>",
        '<item><description>&xxe; <!ENTITY xxe SYSTEM "file:///etc/passwd"></description></item>',
        "<item><description>cut",
    ],
)
def test_hostile_entries_are_read_or_refused(source):
    report, problems = read(Entry(), source.encode(), OF_ENTRY)
    assert report is not None or problems
    assert "root:" not in (report.text if report else "")


@given(st.text(max_size=200))
def test_whatever_an_entry_says_its_passages_are_proved(words):
    read(Entry(), f"<item><description>{words}</description></item>".encode("utf-8", "replace"), OF_ENTRY)


def test_the_cells_of_a_row_that_hold_words_are_read_and_proved():
    data = 'Harrun Now,7,"Nine ""people"" were killed\nin Harrun, قُتل",https://x.example/1,A link'.encode()
    report, _ = read(Row(), data, OF_ROW, words="2,4,9", delimiter=",")
    assert report.text == 'Nine "people" were killed\nin Harrun, قُتل\nA link'
    assert is_proved(report, report.text.split("\nA link")[0], data)
    assert is_proved(report, "A link", data)
    spoiled = data.replace(b"Nine", b"Five")
    assert not is_proved(report, "Nine", spoiled)


@given(st.lists(st.text(max_size=20), min_size=1, max_size=5), st.integers(0, 4))
def test_whatever_a_row_holds_its_words_are_proved(cells, number):
    row = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells).encode("utf-8", "replace")
    report, _ = read(Row(), row, OF_ROW, words=str(number))
    if report is not None:
        assert proves(report.quote(0, len(report.text)), report, row).answer is Answer.PROVED


@pytest.mark.parametrize("data", [b'"', b'""",' * 20_000, b"," * 100_000, b'"a', b"\xff\xfe,a", b'a"b"c,d'])
def test_hostile_rows_are_read_or_refused(data):
    report, problems = read(Row(), data, OF_ROW, words="0,1")
    assert report is not None or problems


@pytest.mark.parametrize("escaped", [True, False])
def test_the_markup_of_a_post_is_taken_out_and_its_words_are_proved(escaped):
    content = '<p>Nine <span class="x">people</span> were killed in "Harrun" &amp; Kol 😀.</p><p>قُتل<br/>تسعة</p>'
    row = {"type": "Create", "object": {"type": "Note", "content": content, "url": "https://m.example/1"}}
    data = json.dumps(row, ensure_ascii=escaped).encode()
    report, _ = read(Message(), data, OF_POST)
    assert report.text == 'Nine people were killed in "Harrun" & Kol 😀.\nقُتل\nتسعة'
    for words in ("Nine", "were killed in", "Kol 😀.", "قُتل"):
        assert is_proved(report, words, data), words


@given(st.text(max_size=100), st.booleans())
def test_whatever_a_post_says_its_passages_are_proved(words, escaped):
    data = json.dumps({"object": {"content": words}}, ensure_ascii=escaped).encode("utf-8", "replace")
    read(Message(), data, OF_POST)
