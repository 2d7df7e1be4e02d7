"""Platforms' exports: each post is its own stretch of the export, to the byte, and says who, when and where."""

import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from preserve.containers.made import parsed, told, zipped

from isnad.preserve.containers.elements import NotSo, Walk
from isnad.preserve.containers.kinds import kind_in
from isnad.preserve.containers.parsing import pieces_in
from isnad.preserve.containers.parts import Bounds

MESSAGES = [
    {"id": 1, "type": "service", "date": "2031-03-04T08:00:00", "action": "create_channel"},
    {
        "id": 7,
        "type": "message",
        "date": "2031-03-04T13:15:00",
        "date_unixtime": "1930385700",
        "from": "Kol Watch",
        "forwarded_from": "Sedge Post",
        "reply_to_message_id": 1,
        "photo": "photos/photo_1@04-03-2031.jpg",
        "text": ["قُتل 12 في ", {"type": "bold", "text": 'سوق كول "القديم"'}, "\n😀 ]}"],
    },
    {
        "id": 8,
        "type": "message",
        "date": "2031-03-04T14:00:00",
        "from": "Kol Watch",
        "file": "(File not included.)",
        "text": "",
    },
]
CHANNEL = {"name": "Kol Watch", "type": "public_channel", "id": 99, "messages": MESSAGES}


def out(value: object, escaped: bool = False) -> bytes:
    return json.dumps(value, ensure_ascii=escaped, indent=1).encode()


def again(data: bytes, kind: str, items) -> list[bytes]:
    form = kind if kind == "zip" else "json"
    places = [{"container": "", "kind": form, **said["within"]} for said, _ in items]
    return [b"".join(pieces_in(io.BytesIO(data), place, 1 << 30)) for place in places]


@pytest.mark.parametrize("escaped", [True, False])
@pytest.mark.parametrize("order", [None, lambda pair: pair[0] == "messages", lambda pair: pair[0] != "messages"])
def test_a_telegram_export(escaped, order):
    data = out(dict(sorted(CHANNEL.items(), key=order)) if order else CHANNEL, escaped)
    assert kind_in(io.BytesIO(data)).name == "telegram"
    items, faults = parsed(data, "telegram")
    assert [json.loads(body) for _, body in items] == MESSAGES[1:]
    assert all(data[(at := said["within"]["offset"]) : at + len(body)] == body for said, body in items)
    assert again(data, "telegram", items) == [body for _, body in items]
    said = items[0][0]
    assert said["told"] == {"publisher": "Kol Watch", "published": "2031-03-04T10:15:00Z", "url": ""}
    assert [":forwarded-from", "Sedge Post"] in said["headers"]
    assert [":media", "photos/photo_1@04-03-2031.jpg"] in said["headers"]
    assert items[1][0]["told"]["published"] == "2031-03-04T14:00:00"  # no zone was said, so none is made up
    assert [name for name, _ in items[1][0]["headers"]] == [":post-id", ":chat", ":from"]
    assert "2 posts were taken from it. Left out: 1 notices of the service." in told(faults, "note")


def test_all_chats_of_a_telegram_account():
    other = {"name": "Aunt", "type": "personal_chat", "id": 1, "messages": [{**MESSAGES[1], "from": "Aunt B."}]}
    data = out(
        {"about": "All", "contacts": {"list": [{"a": 1}]}, "chats": {"about": "x", "list": [CHANNEL, {}, other]}}
    )
    assert kind_in(io.BytesIO(data)).name == "telegram"
    items, faults = parsed(data, "telegram")
    assert "1 messages of private chats" in told(faults, "note")
    assert [said["told"]["publisher"] for said, _ in items] == ["Kol Watch", "Kol Watch"]


def test_an_address_only_where_the_export_says_the_name():
    items, _ = parsed(out({**CHANNEL, "username": "kol_watch"}), "telegram")
    assert items[0][0]["told"]["url"] == items[0][0]["origin"] == "https://t.me/kol_watch/7"
    items, _ = parsed(out({**CHANNEL, "username": "../evil"}), "telegram")
    assert items[0][0]["told"]["url"] == ""


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_export_in_a_zip_brings_the_media_that_posts_show(method):
    photo = b"\xff\xd8\xff photo"
    members = {
        "Export/result.json": out(CHANNEL),
        "Export/photos/photo_1@04-03-2031.jpg": photo,
        "Export/css/a.css": b"x",
    }
    data = zipped(members, method)
    items, faults = parsed(data, "zip")
    assert [body for _, body in items[-1:]] == [photo]
    assert [said["within"]["member"] for said, _ in items] == [
        *["Export/result.json"] * 2,
        "Export/photos/photo_1@04-03-2031.jpg",
    ]
    assert again(data, "zip", items) == [body for _, body in items]
    assert "1 files that no post shows were left out" in told(faults, "note")


TWEET = {
    "id_str": "1636000000000000001",
    "created_at": "Tue Mar 04 10:15:00 +0000 2031",
    "full_text": "قُتل 12 &amp; more https://t.co/x",
    "extended_entities": {"media": [{"media_url_https": "https://pbs.example/media/A.jpg"}, {"media_url": "https://pbs.example/B.jpg"}]},
    "in_reply_to_status_id_str": "5",
}  # fmt: skip
TWEETS = b"window.YTD.tweets.part0 = " + out([{"tweet": TWEET}, {"x": 1}])


def test_an_archive_of_tweets():
    account = b'window.YTD.account.part0 = [ { "account" : { "username" : "samir_kol" } } ]'
    members = {
        "data/tweets.js": TWEETS,
        "data/account.js": account,
        "data/direct-messages.js": b"private",
        "data/tweets_media/1636000000000000001-A.jpg": b"\xff\xd8\xff A",
    }
    data = zipped(members, zipfile.ZIP_DEFLATED)
    items, _ = parsed(data, "zip")
    said, body = items[0]
    assert json.loads(body) == {"tweet": TWEET}
    url = "https://x.com/i/status/1636000000000000001"
    assert said["told"] == {"publisher": "@samir_kol", "published": "2031-03-04T10:15:00Z", "url": url}
    media = [value for name, value in said["headers"] if name == ":media"]
    assert media == ["tweets_media/1636000000000000001-A.jpg", "https://pbs.example/B.jpg"]
    assert [body for _, body in items[1:]] == [b"\xff\xd8\xff A"]
    assert again(data, "zip", items) == [body for _, body in items]


def test_tweets_by_themselves():
    assert kind_in(io.BytesIO(TWEETS)).name == "tweets"
    items, _ = parsed(TWEETS, "tweets")
    assert again(TWEETS, "tweets", items) == [items[0][1]]
    assert items[0][0]["told"]["publisher"] == ""


def test_lines_of_posts():
    rows = [
        {"id": 1, "text": "Kol was hit", "date": 1930385700, "author": {"name": "Sedge Post"},
         "url": "https://s.example/1", "media": [{"url": "a.jpg"}]},
        {"id": "2", "text": "twice", "date": "4 March 2031", "author": "Sedge Post"},
    ]  # fmt: skip
    data = b"\xef\xbb\xbf" + b"\r\n".join(
        [out(rows[0]).replace(b"\n", b""), b"", b"broken", b"[1]", json.dumps(rows[1]).encode()]
    )
    assert kind_in(io.BytesIO(data.replace(b"broken", b"").replace(b"[1]", b""))).name == "lines"
    items, faults = parsed(data, "lines")
    assert [json.loads(body) for _, body in items] == rows
    assert again(data, "lines", items) == [body for _, body in items]
    assert items[0][0]["told"] == {
        "publisher": "Sedge Post",
        "published": "2031-03-04T10:15:00Z",
        "url": "https://s.example/1",
    }
    assert items[1][0]["told"]["published"] == "4 March 2031"
    assert told(faults).count("this line was left out") == 2


@pytest.mark.parametrize(
    "data",
    [
        b'{"file": "a.txt"}',
        b'{"messages": [{"id": 1}]}',
        b'{"messages": 5}',
        b'{"id": 1, "text": "x"}',
        b"{ not json",
        b"{" * 200_000,
        b'{"a":' * 100_000,
        b"window.YTD.ad_impressions.part0 = []",
    ],
    ids=lambda data: data[:20].decode(),
)
def test_other_json_is_just_a_file(data):
    assert kind_in(io.BytesIO(data)) is None


def test_a_broken_export_gives_what_comes_before():
    whole = out({**CHANNEL, "messages": MESSAGES * 9})
    items, _ = parsed(whole, "telegram")
    for at in range(len(whole) // 2, len(whole), 41):
        some, faults = parsed(whole[:at], "telegram")
        assert "so what comes after was not read" in told(faults)
        assert [body for _, body in some] == [body for _, body in items][: len(some)]


def test_bad_letters_cost_one_post():
    data = out(CHANNEL).replace("القديم".encode(), b"\xff\xfe")
    items, faults = parsed(data, "telegram")
    assert len(items) == 1
    assert "so this message was left out" in told(faults)


def test_more_posts_than_the_bound_are_said():
    items, faults = parsed(out(CHANNEL), "telegram", Bounds(items=1))
    assert len(items) == 1
    assert "more than 1 posts" in told(faults)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)


@given(st.lists(values, max_size=6), st.integers(1, 9), st.booleans(), st.sampled_from([None, 1, 2]))
def test_the_places_of_elements_are_exact_however_the_bytes_come(rows, size, escaped, indent):
    data = json.dumps(rows, ensure_ascii=escaped, indent=indent).encode("utf-8", "surrogatepass")
    found = list(Walk(iter([data[at : at + size] for at in range(0, len(data), size)])).elements())
    assert [data[each.offset : each.offset + len(each.data)] for each in found] == [each.data for each in found]
    assert [json.loads(each.data.decode("utf-8", "surrogatepass")) for each in found] == rows


@given(st.binary(max_size=40), st.integers(0, 400), st.integers(0, 40))
def test_no_bytes_make_it_raise_anything_else(new, at, over):
    whole = out(CHANNEL)
    data = whole[:at] + new + whole[at + over :]
    for kind in ("telegram", "lines", "tweets"):
        items, _ = parsed(data, kind)
        assert again(data, kind, items) == [body for _, body in items]


def test_an_element_that_does_not_end_is_not_held_for_ever():
    endless = Walk(iter(lambda: b"x" * (1 << 20), None))
    endless.passed(b"")
    with pytest.raises(NotSo):
        Walk(iter([b'["', *[b"x" * (1 << 20)] * 9])).element()
