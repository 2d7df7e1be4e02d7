"""Feeds, invented and hostile."""

import pytest

from isnad.preserve.watching import feeds
from isnad.preserve.watching.feeds import read_feed

AT = "https://sedge.example/news/feed.xml"
RSS = """<?xml version="1.0" encoding="windows-1256"?><rss version="2.0"><channel><title>صحيفة القصب</title>
<link>https://sedge.example/</link>
<item><title>قصف قرب السد &amp;amp; الجسر</title><link>/news/1#top</link>
<pubDate>Tue, 02 Mar 2021 10:00:00 +0200</pubDate></item>
<item><title>Again</title><link>https://sedge.example/news/1</link></item>
<item><title>Elsewhere</title><link>http://reed.example/2?a=1&amp;b=2</link><pubDate>yesterday</pubDate></item>
<item><title>No</title><link>javascript:alert(1)</link></item>
<item><title>No</title><link>file:///etc/passwd</link></item>
<item><title>No</title><link>https://name:word@sedge.example/</link></item>
<item><title>No address</title></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://sedge.example/base/"><title type="html">Sedge
&lt;b&gt;Post&lt;/b&gt;</title><entry><title>One</title><link rel="self" href="self"/><link rel="alternate" href="one"/>
<published>2021-03-02T10:00:00Z</published><updated>2021-03-05T10:00:00Z</updated></entry>
<entry><title>Two</title><link href="two"/><updated>2021-03-05T10:00:00Z</updated></entry></feed>"""


def test_a_feed_in_a_script_and_coding_of_its_own():
    feed, problems = read_feed(RSS.encode("cp1256"), AT, "application/rss+xml")
    assert feed.title == "صحيفة القصب"
    assert [(link.url, link.published) for link in feed.links] == [
        ("https://sedge.example/news/1", "2021-03-02T08:00:00Z"),
        ("http://reed.example/2?a=1&b=2", "yesterday"),
    ]
    assert feed.links[0].title.startswith("قصف قرب السد")
    assert [p.what for p in problems] == ["4 of the feed's entries have no address that can be fetched."]


def test_an_update_is_no_day_of_publication():
    feed, problems = read_feed(ATOM.encode(), AT, "application/atom+xml")
    assert [(link.url, link.title, link.published) for link in feed.links] == [
        ("https://sedge.example/base/one", "One", "2021-03-02T10:00:00Z"),
        ("https://sedge.example/base/two", "Two", ""),
    ]
    assert not problems


LAUGHS = '<!DOCTYPE rss [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12)
)
ITEM = "<item><title>T</title><link>https://sedge.example/{}</link></item>"


@pytest.mark.parametrize(
    "data",
    [
        LAUGHS + f"]><rss version='2.0'><channel><title>&m;</title>{ITEM.format(1)}</channel></rss>",
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><title>&x;</title>'
        f"{ITEM.format(1)}</channel></rss>",
        "<rss version='2.0'><channel>" + "<a>" * 5_000 + ITEM.format(1),
        "<rss version='2.0'><channel>" + "".join(ITEM.format(n) for n in range(1500)),
    ],
    ids=["entities", "outside", "deep", "many"],
)
def test_a_hostile_feed_costs_little_and_says_nothing_of_this_machine(data):
    feed, problems = read_feed(data.encode(), AT, "application/rss+xml")
    assert len(feed.links) <= feeds.ENTRIES
    assert len(feed.title) <= 300
    assert "root" not in feed.title
    assert feed.links or problems
    assert read_feed(ATOM.encode(), AT, "")[0].links  # the next one is read as ever


def test_what_takes_too_long_or_too_much_is_stopped(monkeypatch):
    monkeypatch.setattr(feeds, "parse", sleeper)
    monkeypatch.setattr(feeds, "BOUNDS", feeds.Bounds(seconds=0.5))
    feed, problems = read_feed(b"<rss/>", AT, "")
    assert not feed.links
    assert "Reading this feed was stopped" in problems[0].what


def sleeper(data, url, media_type):
    import time

    time.sleep(60)


@pytest.mark.parametrize("answer", [None, [], {"feed": True}, {"feed": True, "title": 1, "entries": []}, {"feed": 1}])
def test_a_child_that_was_taken_over_is_not_believed(monkeypatch, answer):
    monkeypatch.setattr(feeds, "call", lambda *_, **__: answer)
    assert "no answer that fits" in read_feed(b"", AT, "")[1][0].what


def test_its_entries_are_not_believed_either(monkeypatch):
    entries = [1, {"url": "https://sedge.example/1"}, {"url": 5, "title": "", "published": ""}]
    entries += [{"url": "https://sedge.example/" + "x" * 3000, "title": "", "published": ""}]
    entries += [{"url": "https://sedge.example/1", "title": "a\nb\x00" * 500, "published": "c" * 500}]
    monkeypatch.setattr(feeds, "call", lambda *_, **__: {"feed": True, "title": "T", "entries": entries})
    feed, _ = read_feed(b"", AT, "")
    assert [link.url for link in feed.links] == ["https://sedge.example/1"]
    assert len(feed.links[0].title) == 300
    assert len(feed.links[0].published) == 60


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"<html><body>A page.</body></html>", "no RSS or Atom"), (b"", "no RSS"), (b" " * (feeds.LARGEST + 1), "larger")],
)
def test_what_is_no_feed_is_said_to_be_none(data, said):
    feed, problems = read_feed(data, AT, "text/html")
    assert not feed.links
    assert said in problems[0].what
