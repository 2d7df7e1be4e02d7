"""Web pages: the article in a page, each paragraph tied to the bytes it stands in.

What may live here: reading HTML. trafilatura finds the article; where its words stand in the page is our own work.
"""

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from isnad.read.formats import dateline
from isnad.read.formats.alignment import Tie, ties_of
from isnad.read.formats.decoding import Decoded, declared, decode, problems_of
from isnad.read.formats.furniture import aside_of
from isnad.read.formats.kinds import not_text, refusal
from isnad.read.formats.markup import Stream, squeezed
from isnad.read.formats.shown import media_in
from isnad.read.proof import Answer, proves
from isnad.read.tongue import language_of
from isnad.records.capture import Capture
from isnad.records.codec import report_id
from isnad.records.problem import Problem, Severity
from isnad.records.report import Passage, Report
from isnad.records.when import Interval

LARGEST = 20_000_000  # characters; trafilatura refuses larger pages, and so does this
TOP_LINES = 5  # lines of the article in which a date by itself is its dateline
DATELINE = 60  # characters; a longer line is a sentence of the story
LEAST = 25  # letters; less than this is no article
_SIGNS = re.compile(
    r"\s*(?:<!--.*?-->\s*|<\?xml.*?\?>\s*)*"
    r"<(?:!doctype\s+html|html|head|body|title|meta|article|section|main|div|p|h[1-6])\b",
    re.IGNORECASE | re.DOTALL,
)
_TAGS = re.compile(r"</?(?:html|head|body|div|p|span|a|br|h[1-6]|li|article|section)\b[^>]*>", re.IGNORECASE)
_SAID_DATES = (  # where pages say when they were published, the most exact first
    "//meta[@property='article:published_time' or @itemprop='datePublished']/@content",
    "//time[@itemprop='datePublished' or @pubdate]/@datetime",
    "//article//time/@datetime",
)
_JSON_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')


_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
)  # what XML 1.0 (2.2) does not allow; lxml raises at it
_REFERENCE = re.compile(r"&#(?:0*([0-9]{1,7})|[xX]0*([0-9a-fA-F]{1,6}));?")


def _allowed(reference: re.Match[str]) -> str:
    """A numeric reference as it stands; one to a character that XML does not allow becomes U+FFFD."""
    code = int(reference[1]) if reference[1] else int(reference[2], 16)
    strange = code > 0x10FFFF or 0xD800 <= code <= 0xDFFF or (code <= 0x10FFFF and _CONTROL.match(chr(code)))
    return "&#xFFFD;" if strange else reference[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What an extractor made of a page."""

    text: str = ""
    title: str = ""
    publisher: str = ""
    url: str = ""
    published: Interval | None = None
    language: str = ""
    media: tuple[str, ...] = ()


def _lines(raw: str, stream: Stream) -> Iterator[str]:
    """The extractor's lines without the list marks and table bars that it added itself."""
    for line in raw.split("\n"):
        clean = " ".join(line.split())
        if clean.startswith("- ") and squeezed(clean) not in stream.letters:
            clean = clean[2:]
        if clean.startswith("|"):
            cells = (" ".join(cell.split()) for cell in clean.split("|"))
            yield from (cell for cell in cells if cell and cell.strip("-"))
        elif clean:
            yield clean


def _date_of(tree: Any, source: str, document: Any, text: str) -> Interval | None:
    """The page's date: what it says to machines, else what htmldate finds, else a dateline at the article's top."""
    said: list[str] = [value for path in _SAID_DATES[:1] for value in tree.xpath(path)]
    said += [m[1] for m in _JSON_DATE.finditer(source)][:1]
    said += [value for path in _SAID_DATES[1:] for value in tree.xpath(path)][:1]
    said += [document.date or ""]
    lines = text.split("\n", TOP_LINES)[:TOP_LINES]
    said += [line for line in lines if len(line) <= DATELINE]
    return next((found for words in said if (found := dateline.date_in(words))), None)


def _extracted(source: str, capture: Capture, stream: Stream) -> _Page:
    """The article as trafilatura finds it; empty where it finds none."""
    from trafilatura import bare_extraction
    from trafilatura.metadata import extract_metadata
    from trafilatura.utils import load_html

    # htmldate takes today as the latest date if not told one; a capture is never of a later day. Its extensive search
    # takes years from the copyright line or numbers from the story: no date is better than a wrong one.
    dates = {
        "max_date": (capture.captured.date() + timedelta(days=1)).isoformat(),
        "original_date": True,
        "extensive_search": False,
    }
    tree = load_html(_REFERENCE.sub(_allowed, _CONTROL.sub(" ", source))) if len(source) <= LARGEST else None
    if tree is None:
        return _Page()
    whole = deepcopy(tree)  # the extractor prunes the tree it is given
    about = extract_metadata(tree, default_url=capture.url or None, date_config=dates)
    language = (tree.get("lang") or "")[:2].lower()
    found = bare_extraction(
        tree, url=capture.url or None, fast=True, include_comments=False, date_extraction_params=dates
    )
    text = "\n".join(_lines(getattr(found, "text", None) or "", stream))
    return _Page(
        text=text if len(squeezed(text)) >= LEAST else "",
        title=" ".join((about.title or "").split()),
        publisher=about.sitename or "",
        url=about.url or "",
        published=_date_of(whole, source, about, text),
        language=language,
        media=media_in(whole, capture.url or about.url or ""),
    )


def _with_title(text: str, title: str, stream: Stream) -> str:
    """The text with the page's title as its first line, where the page shows it and the text does not."""
    letters = squeezed(title)
    if not letters or letters not in stream.letters or letters in squeezed(text[: len(title) * 3 + 200]):
        return text
    return f"{title}\n{text}"


def _passages(ties: Iterable[Tie], text: str, decoded: Decoded) -> Iterator[Passage]:
    for tie in ties:
        first, last = decoded.byte_at(tie.first), decoded.byte_at(tie.last)
        exact = decoded.text[tie.first : tie.last] == text[tie.start : tie.end]
        yield Passage(start=tie.start, end=tie.end, first_byte=first, end_byte=last, exact=exact)


class Html:
    """A web page in HTML or XHTML, in any encoding."""

    @property
    def name(self) -> str:
        """``html``."""
        return "html"

    def recognises(self, capture: Capture, head: bytes) -> bool:
        """Whether it begins like a page, or was served as one, or holds several of a page's tags."""
        if not_text(head) is not None:
            return False
        text = decode(head, declared(capture, head)).text
        if _SIGNS.match(text):
            return True
        return ("html" in capture.media_type.lower() and "<" in text) or len(_TAGS.findall(text)) >= 5

    def read(self, capture: Capture, data: bytes) -> tuple[Report | None, tuple[Problem, ...]]:
        """The page's article; where none is found all its visible text, with a warning; None where it shows no text."""
        refused = refusal(capture, data)
        if refused:
            return None, (refused,)
        decoded = decode(data, declared(capture, data))
        stream = Stream(decoded.text)
        page = _extracted(decoded.text, capture, stream)
        text = _with_title(page.text, page.title, stream) if page.text else "\n".join(stream.lines)
        if not squeezed(text):
            return None, (_nothing_shown(capture),)
        ties = ties_of(text, stream)
        published, undated = dateline.published(capture, page.published)
        url = capture.url or page.url
        language = language_of(text)
        report = Report(
            id=report_id(capture),
            capture=capture.id,
            digest=capture.digest,
            text=text,
            format=self.name,
            encoding=decoded.encoding,
            language=language if language != "und" else page.language or "und",
            publisher=capture.publisher or page.publisher or dateline.publisher_of(url),
            title=capture.title or page.title,
            url=url,
            published=published,
            passages=tuple(_passages(ties, text, decoded)),
            media=page.media,
            aside=aside_of(stream, ties, text, decoded) if page.text else (),
        )
        report = _confirmed(report, data)
        return report, (*_problems(capture, page, report), *problems_of(decoded, capture.origin), *undated)


def _confirmed(report: Report, data: bytes) -> Report:
    """The report with only the passages that another parser reads alike.

    Browsers and parsers differ on broken markup; what they do not agree on is not offered as a proof.
    """

    def agreed(passage: Passage) -> bool:
        return proves(report.quote(passage.start, passage.end), only(passage), data).answer is Answer.PROVED

    def only(passage: Passage) -> Report:
        return replace(report, passages=(passage,))  # the others have no say, and need no reading through

    return replace(report, passages=tuple(p for p in report.passages if p.exact or agreed(p)))


def _nothing_shown(capture: Capture) -> Problem:
    return Problem(
        what="The page shows no text; it may be drawn by a script or ask for a login.",
        where=capture.origin,
        todo="Open it in a browser, save it as a complete page or copy its words into a .txt file, and add that. "
        "The bytes are kept.",
    )


def _problems(capture: Capture, page: _Page, report: Report) -> Iterator[Problem]:
    if not page.text:
        yield Problem(
            what="No article was found in the page, so all its visible text is kept, menus and all.",
            where=capture.origin,
            todo="Read its claims with care; if it is an article, save its text as .txt and add that.",
            severity=Severity.WARNING,
        )
    letters = len(squeezed(report.text))
    lost = letters - sum(len(squeezed(report.text[p.start : p.end])) for p in report.passages)
    if lost:
        yield Problem(
            what=f"{lost} of {letters} characters could not be found again in the page's bytes.",
            where=capture.origin,
            todo="Quotes from them cannot be proved from the bytes; compare them with the page by eye.",
            severity=Severity.NOTE,
        )
