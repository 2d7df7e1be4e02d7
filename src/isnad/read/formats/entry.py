"""Entries: one entry of an RSS or Atom feed, as it stands in the feed, to the byte.

What may live here: which of an entry's elements are its words, and where in the bytes these stand. The entry is cut out
of the feed where that is taken apart (preserve, containers/feeds.py). No XML parser sees it: an entry is a few elements
that hold text, entities of a feed's own are never resolved, and words must keep their place.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from isnad.read.formats import dateline
from isnad.read.formats.decoding import Decoded, declared, decode, problems_of
from isnad.read.formats.kinds import refusal
from isnad.read.formats.making import Found, report_of
from isnad.read.formats.markup import Stream, squeezed
from isnad.read.formats.runs import pieces_of
from isnad.read.proof import Answer, proves
from isnad.records.capture import Capture
from isnad.records.problem import Problem, Severity
from isnad.records.report import Passage, Report

MEDIA_TYPE = "application/x-feed-entry+xml"
_ELEMENT = re.compile(r"<(?P<name>title|description|summary|content:encoded|content)(?=[\s>])[^>]{0,2000}(?<!/)>")
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_ESCAPED = re.compile(r"&(?:amp|lt|gt|quot|apos|#39|#34);")
_SIGNS = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&#39;": "'", "&#34;": '"'}
_MARKED = re.compile(r"&lt;/?[a-zA-Z][^&]{0,200}?(?:&gt;|&quot;)|&amp;(?:#\d|#x|[a-z]+;)")
_DATE = re.compile(r"<(pubDate|published|dc:date|issued|updated)\b[^>]{0,500}>\s*(?:<!\[CDATA\[)?([^<]{4,60})")


class Entry:
    """An entry of a feed."""

    @property
    def name(self) -> str:
        """``entry``."""
        return "entry"

    def recognises(self, capture: Capture, head: bytes) -> bool:  # noqa: ARG002 (it was cut out as one)
        """Whether it was taken from a feed as an entry."""
        return capture.media_type == MEDIA_TYPE

    def read(self, capture: Capture, data: bytes) -> tuple[Report | None, tuple[Problem, ...]]:
        """Its title and the longest of its texts; None where it has no words."""
        if refused := refusal(capture, data):
            return None, (refused,)
        decoded = decode(data, (*(v for k, v in capture.headers if k == ":encoding"), *declared(capture, data)))
        parts = _parts(decoded.text)
        text = "\n".join(line for part in parts for line in part.stream.lines)
        if not squeezed(text):
            return None, (_wordless(capture),)
        said = _DATE.search(decoded.text)
        title = parts[0].stream.lines[0] if parts and parts[0].stream.lines else ""
        found = Found(
            text=text,
            encoding=decoded.encoding,
            passages=_passages(text, parts, decoded),
            title=title[:500],
            published=dateline.date_in(said[2]) if said else None,
        )
        report, undated = report_of(capture, self.name, found)
        agreed = tuple(p for p in report.passages if p.exact or _agreed(report, p, data))
        return replace(report, passages=agreed), (*problems_of(decoded, capture.origin), *undated)


@dataclass(frozen=True, slots=True)
class _Part:
    """One of an entry's texts as a page, and where each of its characters stands in the entry."""

    stream: Stream
    places: Sequence[int]


def _parts(source: str) -> list[_Part]:
    """The title, and the fullest of the texts."""
    found = [(name, _page(source, start, end)) for name, start, end in _elements(source)]
    titles = [part for name, part in found if name == "title" and part.stream.lines][:1]
    texts = [part for name, part in found if name != "title" and part.stream.lines]
    fullest = max(texts, key=lambda each: len(each.stream.letters), default=None)
    if fullest is not None and titles and fullest.stream.letters.startswith(titles[0].stream.letters):
        titles = []
    return [*titles, *([fullest] if fullest is not None else [])]


def _elements(source: str) -> Iterator[tuple[str, int, int]]:
    """(name, start, end) of the inside of each element that may hold words; none lies in another."""
    at = 0
    while (found := _ELEMENT.search(source, at)) is not None:
        end = source.find(f"</{found['name']}", found.end())
        if end < 0:
            return
        yield found["name"], found.end(), end
        at = end


def _page(source: str, start: int, end: int) -> _Part:
    """An element's inside: markup in CDATA, markup that is escaped, or text with references."""
    inner = source[start:end]
    marks = _CDATA if "<![CDATA[" in inner else _ESCAPED if _MARKED.search(inner) else None
    parts: list[str] = []
    places: list[int] = []
    at = 0
    for mark in [*marks.finditer(inner), None] if marks else [None]:
        until = mark.start() if mark else len(inner)
        parts.append(inner[at:until])
        places += range(start + at, start + until)
        if mark and marks is _ESCAPED:
            parts.append(_SIGNS[mark[0]])
            places.append(start + until)
        at = mark.end() if mark else until
    return _Part(Stream("".join(parts)), [*places, start + len(inner)])


def _passages(text: str, parts: list[_Part], decoded: Decoded) -> tuple[Passage, ...]:
    made: list[Passage] = []
    at = 0
    for part in parts:
        for tie in pieces_of(text, part.stream, at):
            a, b = part.places[tie.first], part.places[tie.last - 1] + 1
            exact = decoded.text[a:b] == text[tie.start : tie.end]
            if not exact:  # a reference, or signs that were escaped: they go to the next character's place
                b = part.places[tie.last]
            first, last = decoded.byte_at(a), decoded.byte_at(b)
            made.append(Passage(start=tie.start, end=tie.end, first_byte=first, end_byte=last, exact=exact))
        at += sum(len(line) + 1 for line in part.stream.lines)
    return tuple(made)


def _agreed(report: Report, passage: Passage, data: bytes) -> bool:
    only = replace(report, passages=(passage,))
    return proves(report.quote(passage.start, passage.end), only, data).answer is Answer.PROVED


def _wordless(capture: Capture) -> Problem:
    what, todo = "The entry has no words.", "Its bytes are kept. Add the page that it leads to."
    return Problem(what=what, where=capture.origin, todo=todo, severity=Severity.WARNING)
