"""Feeds, tables and outboxes: each entry, row and post an item, cut out to the byte; what they are not stays a file."""

import json

import pytest

from isnad.preserve.containers.exports import READERS, export_items, kind_of, may_be_export
from isnad.preserve.containers.parts import Bounds
from isnad.preserve.containers.posts import Export

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
RSS = """<?xml version="1.0" encoding="utf-8"?>
<!-- made by hand --><rss version="2.0"><channel><title>Reed &amp; Times</title><link>https://reed.example</link>
<item><title>Weir</title><link>https://reed.example/1?a=1&amp;b=2</link>
<pubDate>Tue, 02 Mar 2021 10:00:00 +0200</pubDate>
<dc:creator>A. Reed</dc:creator><description><![CDATA[<p>Nine people </item> were killed.</p>]]></description>
<enclosure url="https://reed.example/1.jpg" /></item>
<item><guid>x</guid><link>https://reed.example/2</link><description>Two</description></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Reed Times</title>
<entry><title>Weir</title><link rel="self" href="https://reed.example/self"/><link href="https://reed.example/1"/>
<published>2021-03-02T10:00:00Z</published><author><name>A. Reed</name></author>
<content>Nine</content></entry></feed>"""
TABLE = (
    "\ufeffPage Name,Post Created,URL,Message,Link Text\r\n"
    'Kol Now,2021-03-02 10:00:00 EET,https://f.example/1,"Nine ""people"",\r\nwere killed",x\r\n'
    "Kol Now,2021-03-03 10:00:00 EET,https://f.example/2,The ministry denied it.,\r\n"
)


def post(number: int, **more: object) -> dict[str, object]:
    url = f"https://m.example/@kol/{number}"
    note = {"id": url, "type": "Note", "url": url, "published": "2021-03-02T10:00:00Z", "content": f"<p>{number}</p>"}
    return {"type": "Create", "actor": "https://m.example/users/kol", "to": [PUBLIC], "object": note, **more}


OUTBOX = {
    "@context": "https://www.w3.org/ns/activitystreams",
    "type": "OrderedCollection",
    "totalItems": 4,
    "orderedItems": [
        post(1),
        post(2, to=["https://m.example/followers"]),
        {"type": "Announce", "object": "u"},
        post(3),
    ],
}


def taken(data: bytes, bounds: Bounds | None = None):
    """(kind, items with their bytes, faults)."""
    kind = kind_of(data)
    assert may_be_export(data[:4096])
    export = Export(pieces=lambda: iter([data[:700], data[700:]]), name="in/x", bounds=bounds or Bounds())
    items, faults = [], []
    for event in export_items(kind, export):
        if isinstance(event, bytes):
            items[-1][1] += event
        elif "item" in event:
            items.append([event["item"], b""])
        elif "fault" in event:
            faults.append(event["fault"][0])
    for said, body in items:
        place = said["within"]
        assert data[place["offset"] : place["offset"] + place["length"]] == body
    return kind, items, faults


def test_the_entries_of_a_feed_are_items():
    kind, items, faults = taken(RSS.encode())
    assert kind == "feed"
    first, second = (said for said, _ in items)
    assert first["told"] == {
        "publisher": "Reed & Times", "published": "2021-03-02T10:00:00+02:00", "url": "https://reed.example/1?a=1&b=2",
    }  # fmt: skip
    assert [":author", "A. Reed"] in first["headers"]
    assert [":media", "https://reed.example/1.jpg"] in first["headers"]
    assert items[0][1].endswith(b'1.jpg" /></item>')
    assert second["told"]["url"] == "https://reed.example/2"
    assert faults == ["2 posts were taken from it."]


def test_an_entry_of_atom_leads_to_its_page():
    _, ((said, _),), _ = taken(ATOM.encode())
    assert said["told"] == {
        "publisher": "Reed Times", "published": "2021-03-02T10:00:00Z", "url": "https://reed.example/1",
    }  # fmt: skip


def test_the_rows_of_a_table_of_posts_are_items():
    kind, items, _ = taken(TABLE.encode())
    assert kind == "table"
    said, body = items[0]
    assert said["told"]["publisher"] == "Kol Now"
    assert said["told"]["url"] == "https://f.example/1"
    assert said["told"]["published"].startswith("2021-03-02 10:00")
    assert body.decode() == TABLE.split("\r\n", 1)[1].rsplit("\r\nKol", 1)[0]
    assert [":words", "3,4"] in said["headers"]
    assert len(items) == 2


@pytest.mark.parametrize("spaced", [True, False])
def test_the_public_posts_of_an_outbox_are_items(spaced):
    kind, items, faults = taken(json.dumps(OUTBOX, indent=2 if spaced else None).encode())
    assert kind == "activity"
    assert [said["told"]["url"] for said, _ in items] == ["https://m.example/@kol/1", "https://m.example/@kol/3"]
    assert items[0][0]["told"]["publisher"] == "kol"
    assert "1 posts that are not public" in faults[-1]


@pytest.mark.parametrize(
    "data",
    [
        b"name,lat,lon\nHarrun,1,2\n",
        b"file,publisher,published,url,title\na.txt,Reed,2021,u,t\n",
        b"Nine people were killed, the Monitor said, and text, url and date are unknown.\nMore.",
        b"date,text\n2021,Nine\n",
        b"<html><body><rss></rss></body></html>",
        b'<?xml version="1.0"?><html xmlns="x"><feed></feed></html>',
        b'{"orderedItems": []}',
        b'{"orderedItems": [1]}',
        b"message,message,date,url\na,b,c,d\n",
        b"",
    ],
)
def test_what_only_looks_like_an_export_is_none(data):
    assert kind_of(data) == ""


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (RSS[:400].encode(), "has no end"),
        (RSS.replace("]]>", "").encode(), "has no end"),
        (b"<rss>" + b"<item>" * 100_000, "has no end"),
        (b"<rss>" + b"<item " * 100_000, ""),
        (b"<rss><item>" + b"<link " * 100_000 + b"</item>", ""),
        (TABLE.encode() + b'a,b,c,"' + b"x" * 3_000_000, "no end within"),
        (TABLE.encode() + b'"' * 100_000, ""),
        (json.dumps(OUTBOX).encode()[:-40], "At byte"),
        (b'{"orderedItems": [' + json.dumps(post(1)).encode() + b", " + b"[" * 100_000, "At byte"),
    ],
)
def test_what_is_cut_or_made_to_harm_is_told(data, says):
    _, _, faults = taken(data)
    assert says in " ".join(faults)


@pytest.mark.parametrize("data", [RSS.encode(), TABLE.encode(), json.dumps(OUTBOX).encode()])
def test_no_more_items_are_taken_than_the_bound(data):
    _, items, faults = taken(data, Bounds(items=1))
    assert len(items) == 1
    assert "more than 1" in " ".join(faults)


def test_every_kind_has_a_reader():
    assert set(READERS) == {"telegram", "tweets", "lines", "feed", "activity", "table"}
