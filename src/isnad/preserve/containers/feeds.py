"""Feeds: RSS and Atom, each entry an item whose bytes are its very stretch of the feed.

What may live here: finding the entries and what they say of themselves, without an XML parser: nothing is resolved,
expanded or fetched, and every entry keeps its place. What is escaped or in CDATA is passed over when their ends are
sought.
"""

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from html import unescape

from isnad.preserve.containers.elements import Element
from isnad.preserve.containers.parts import CONTAINED, Events, fault
from isnad.preserve.containers.posts import Export, Said

FEED = "feed"
TITLE = "a feed (RSS or Atom)"
MEDIA_TYPE = "application/x-feed-entry+xml"
LARGEST = 64 << 20  # bytes of a feed
BEGINS = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>|<\?[^>]{0,400}\?>|<!--.{0,2000}?-->|<!DOCTYPE[^>\[]{0,300}>|\s)*"
    rb"<(?:rss|rdf:RDF|(?:\w+:)?feed)[\s>]",
    re.DOTALL,
)
_START = re.compile(rb"<(item|entry)(?=[\s>])[^>]{0,2000}>")
_ENCODING = re.compile(rb"""^\s*(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([A-Za-z0-9_:.-]{2,40})""")
_LINK = re.compile(r"<link\b([^>]{0,3000}?)/?>\s*(?:<!\[CDATA\[)?\s*([^<\s\]]*)")
_HREF = re.compile(r"""\bhref\s*=\s*["']([^"']*)["']""")
_RELATION = re.compile(r"""\brel\s*=\s*["']([^"']*)["']""")
_MEDIA = re.compile(
    r"""<(?:enclosure|media:content|media:thumbnail)\b[^>]{0,500}?\burl\s*=\s*["']([^"']{1,2000})["']"""
)


def feed_items(export: Export) -> Events:
    """The entries of a feed."""
    data = b"".join(export.pieces())[: LARGEST + 1]
    if len(data) > LARGEST:
        yield fault(f"It has more than {LARGEST >> 20} MB, so no entry was taken.", export.name, CONTAINED)
        return
    coding = _ENCODING.match(data)
    encoding = coding[1].decode("ascii").lower() if coding else "utf-8"
    first = _START.search(data)
    publisher = _words(_decoded(data[: first.start()] if first else b"", encoding), "title")
    for place, end in _entries(data):
        if export.taken == export.bounds.items:
            yield fault(f"It holds more than {export.taken:,} entries.", export.name, CONTAINED)
            return
        if end < 0:
            yield fault(f"The entry at byte {place:,} has no end, so it was not taken.", export.name, CONTAINED)
            return
        element = Element(place, data[place:end])
        said = _said(_decoded(element.data, encoding), publisher, encoding)
        yield from export.post(FEED, element, said.url, said, MEDIA_TYPE)


def _entries(data: bytes) -> Iterator[tuple[int, int]]:
    """(start, end) of each entry; the end is -1 where it has none."""
    at = 0
    while (found := _START.search(data, at)) is not None:
        close = re.compile(rb"<!\[CDATA\[|</" + found[1] + rb"\s*>")
        at = found.end()
        while (mark := close.search(data, at)) is not None and mark[0].startswith(b"<!"):
            at = data.find(b"]]>", mark.end())
            if at < 0:
                mark = None
                break
        yield found.start(), mark.end() if mark else -1
        if mark is None:
            return
        at = mark.end()


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding, "replace")
    except LookupError:
        return data.decode("utf-8", "replace")


def _said(text: str, publisher: str, encoding: str) -> Said:
    author = _words(text, "dc:creator") or _words(text, "name") or _words(text, "author")
    return Said(
        publisher=publisher,
        published=next((_when(said) for n in _DATES if (said := _words(text, n))), ""),
        url=_link(text),
        media=tuple(dict.fromkeys(unescape(url) for url in _MEDIA.findall(text))),
        more=((":author", author), (":encoding", encoding)),
    )


_DATES = ("pubDate", "published", "dc:date", "issued", "updated")


def _words(text: str, name: str) -> str:
    found = re.search(rf"<{name}\b[^>]{{0,500}}>(.{{0,2000}}?)</{name}\s*>", text, re.DOTALL)
    if not found:
        return ""
    bare = unescape(found[1].replace("<![CDATA[", "").replace("]]>", ""))
    return " ".join(re.sub(r"<[^>]*>", " ", bare).split())[:500]


def _link(text: str) -> str:
    """The address of the page an entry stands for: Atom's alternate, RSS's link."""
    for given, inside in _LINK.findall(text):
        href, relation = _HREF.search(given), _RELATION.search(given)
        if href and (relation is None or relation[1] == "alternate"):
            return unescape(href[1])[:2000]
        if not href and inside:
            return unescape(inside)[:2000]
    return ""


def _when(words: str) -> str:
    """A time as RFC 5322 has it, as ISO 8601; others as they stand."""
    try:
        return parsedate_to_datetime(words).isoformat()
    except (ValueError, TypeError, IndexError):
        return words
