"""Feeds: the addresses that an RSS or Atom feed names.

What may live here: reading a feed. feedparser does it, in a confined child without a network: a feed is hostile input
like any other. What the child says is text to be checked, and an address is taken only if it may be fetched at all.
"""

import io
from dataclasses import dataclass
from typing import Any

from isnad.preserve.confined.child import Bounds, Broke, call
from isnad.preserve.trouble import Trouble
from isnad.preserve.watching.history import Link, key_of
from isnad.preserve.web.addresses import parsed
from isnad.records.problem import Problem, Severity

LARGEST = 10 << 20  # bytes of a feed that are read
ENTRIES = 1000  # of a feed that are read, in its order: feeds name the newest first
BOUNDS = Bounds(seconds=60, cpu_seconds=120, memory=1 << 30, reply_bytes=8 << 20)
_URL, _WORDS, _DATE = 2000, 300, 60  # characters of an address, a title, a date
_KEPT = "Its bytes are kept. Look at the address in a browser: it may have moved."
_REHEARSAL = """<?xml version="1.0" encoding="windows-1256"?><rss version="2.0"><channel><title>سد</title>
<item><title>&lt;b&gt;Weir&lt;/b&gt;</title><link>/a</link><pubDate>Tue, 02 Mar 2021 10:00:00 +0200</pubDate></item>
</channel></rss>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed's ``title`` and the addresses of its entries, each once, in its order."""

    title: str = ""
    links: tuple[Link, ...] = ()


def read_feed(data: bytes, url: str, media_type: str) -> tuple[Feed, tuple[Problem, ...]]:
    """The feed in these bytes, fetched from ``url`` (where the way there ended); empty with a Problem if it is none."""
    if len(data) > LARGEST:
        return Feed(), (_wrong(f"This feed is larger than {LARGEST >> 20} MB, so it was not read.", url),)
    try:
        said = call(parse, data, url, media_type, bounds=BOUNDS, ready=rehearse)
    except Broke as broke:
        return Feed(), (_wrong(f"Reading this feed was stopped: {broke.words}.", url),)
    match said:
        case {"feed": True, "title": str(title), "entries": list(entries)}:
            links, problems = _links(entries[:ENTRIES], url)
            return Feed(title=_line(title, _WORDS), links=links), problems
        case {"feed": False}:
            return Feed(), (_wrong("This is no RSS or Atom feed.", url),)
    return Feed(), (_wrong("The process that read this feed gave no answer that fits.", url),)


def parse(data: bytes, url: str, media_type: str) -> dict[str, Any]:
    """What feedparser makes of a feed, as plain data. It runs in a child that can reach nothing."""
    import feedparser

    headers = {"content-location": url, "content-type": media_type or "application/xml"}
    found = feedparser.parse(io.BytesIO(data), response_headers=headers, sanitize_html=False)
    entries = [
        {"url": _text(each, "link", _URL + 1), "title": _text(each, "title", _WORDS), "published": _day(each)}
        for each in found.entries[:ENTRIES]
    ]
    return {
        "feed": bool(found.get("version") or entries),
        "title": _text(found.feed, "title", _WORDS),
        "entries": entries,
    }


def rehearse() -> None:
    """What a child does before it is locked: read a feed of ours, so that all is loaded that reading loads."""
    for coding in ("cp1256", "utf-8"):
        parse(_REHEARSAL.encode(coding), "https://weir.example/feed", "application/rss+xml")
    parse(_REHEARSAL.replace("</item>", "").encode("cp1256"), "https://weir.example/feed", "")  # the lenient parser


def _text(entry: Any, name: str, most: int) -> str:
    said = entry.get(name)
    return said[:most] if isinstance(said, str) else ""


def _day(entry: Any) -> str:
    """When an entry was published, in UTC, or in the feed's own words; that it was updated is another matter."""
    read = entry.get("published_parsed") if "published_parsed" in entry else None
    if read:
        return f"{read[0]:04}-{read[1]:02}-{read[2]:02}T{read[3]:02}:{read[4]:02}:{read[5]:02}Z"
    return _text(entry, "published", _DATE) if "published" in entry else ""


def _links(entries: list[Any], feed: str) -> tuple[tuple[Link, ...], tuple[Problem, ...]]:
    """The entries' addresses that may be fetched; how many may not is told once."""
    found: dict[str, Link] = {}
    unfit = 0
    for each in entries:
        if not isinstance(each, dict) or not all(isinstance(each.get(n), str) for n in ("url", "title", "published")):
            unfit += 1
            continue
        url = _fit(each["url"])
        unfit += not url
        if url and url not in found:
            title, published = _line(each["title"], _WORDS), _line(each["published"], _DATE)
            found[url] = Link(url=url, title=title, published=published, feed=feed)
    problems = []
    if unfit:
        what = f"{unfit} of the feed's entries have no address that can be fetched."
        problems.append(Problem(what=what, where=feed, todo="Look at the feed itself.", severity=Severity.NOTE))
    return tuple(found.values()), tuple(problems)


def _fit(url: str) -> str:
    """The address as it is asked for; empty where it may not be."""
    if not 0 < len(url) <= _URL:
        return ""
    try:
        return key_of(str(parsed(url)))
    except (Trouble, ValueError):
        return ""


def _line(words: str, most: int) -> str:
    return " ".join(words.split())[:most]


def _wrong(what: str, where: str) -> Problem:
    return Problem(what=what, where=where, todo=_KEPT)
