"""PDF: the words of a document's pages, in the order they are written in.

What may live here: reading PDF (ISO 32000) with PDFium, the reader of the Chromium browser, by pypdfium2; and making
paragraphs of its lines. PDFium has Arabic in the right order where others turn it round. A PDF draws letters and holds
no text: no stretch of its bytes is a sentence, so its quotes are to be compared with the page by eye.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

from isnad.read.formats.kinds import refusal
from isnad.read.formats.making import Found, report_of
from isnad.records.capture import Capture
from isnad.records.problem import Problem, Severity
from isnad.records.report import Aside, Report

LARGEST = 200_000_000  # bytes
PAGES = 400  # that are read
CHARACTERS = 250_000  # after which no further page is read: more of one report is not read anyway
EDGE = 2  # lines at the top and bottom of a page that may be its header and footer
REPEATED = 3  # pages on which an edge's line must stand to be one
FULL = 0.75  # of a page's longest line; a line that ends a sentence before this ends a paragraph
SHORT = 0.5  # of it; a line that is shorter and followed by a capital is a heading or the end of a list's item
_END = re.compile(r"[.!?؟:…][\"”’»)\]]*$")
_ITEM = re.compile(r"^(?:[•·▪●○◦–—*-]|\(?\d{1,3}[.)]|\(?[a-z]\))\s")
_NUMBER = re.compile(r"\d+")
_BROKEN = ("\u0002", "\ufffe", "\u00ad")  # how PDFium gives a hyphen that parts a word at a line's end


class Pdf:
    """A PDF document that holds text."""

    @property
    def name(self) -> str:
        """``pdf``."""
        return "pdf"

    def recognises(self, capture: Capture, head: bytes) -> bool:  # noqa: ARG002 (the bytes alone decide)
        """Whether it begins as a PDF does."""
        return head.startswith(b"%PDF-")

    def read(self, capture: Capture, data: bytes) -> tuple[Report | None, tuple[Problem, ...]]:
        """The text of its pages; None where it is locked, damaged, or holds pictures of text alone."""
        if not self.recognises(capture, data) and (refused := refusal(capture, data)):
            return None, (refused,)
        if len(data) > LARGEST:
            return None, (_not_read(capture, f"it has more than {LARGEST // 1_000_000} MB"),)
        pages, title, fault, whole = _pages(data)
        if fault:
            return None, (_not_read(capture, fault),)
        text, aside = text_of(pages)
        if not text.strip():
            return None, (_pictures(capture, whole),)
        report, undated = report_of(capture, self.name, Found(text=text, title=title, aside=aside))
        cut = (_cut(capture, len(pages), whole),) if len(pages) < whole else ()
        return report, (_unbound(capture), *cut, *undated)


def _pages(data: bytes) -> tuple[list[str], str, str, int]:
    """The text of each page, the document's title, why it cannot be read (else empty), and how many pages it has."""
    pypdfium2: Any = import_module("pypdfium2")  # it has no types
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        return [], "", "it is locked with a password" if locked else f"it is damaged ({error})", 0
    try:
        found: list[str] = []
        for number in range(min(len(document), PAGES)):
            found.append(_page(document, number, pypdfium2.PdfiumError))
            if sum(map(len, found)) > CHARACTERS:
                break
        title = " ".join((document.get_metadata_value("Title") or "").split())[:500]
        return found, title, "", len(document)
    finally:
        document.close()


def _page(document: Any, number: int, fault: type[Exception]) -> str:
    """A page's text; empty where that page is damaged."""
    try:
        page = document[number]
        text: str = page.get_textpage().get_text_bounded()
        page.close()
        return text
    except fault:
        return ""


def text_of(pages: Sequence[str]) -> tuple[str, tuple[Aside, ...]]:
    """The paragraphs of the pages, and the lines at their edges that come again and again."""
    cut = [[line for raw in page.splitlines() if (line := " ".join(raw.split()))] for page in pages]
    counts = Counter(key for lines in cut for key in {_alike(line) for line in _edges(lines)})
    often = {key for key, number in counts.items() if number >= REPEATED or key == "#"}
    aside: dict[str, None] = {}
    kept: list[str] = []
    for lines in cut:
        last = len(lines) - EDGE
        for number, line in enumerate(lines):
            if (number < EDGE or number >= last) and _alike(line) in often:
                aside[line] = None
            else:
                kept.append(line)
    said = (Aside(why="repeated on the pages", text="\n".join(aside)),) if aside else ()
    return "\n".join(paragraphs(kept)), said


def _edges(lines: list[str]) -> list[str]:
    return lines[:EDGE] + lines[max(EDGE, len(lines) - EDGE) :]


def _alike(line: str) -> str:
    """A line as it comes again: page numbers differ."""
    return _NUMBER.sub("#", line.casefold())


def paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """The lines joined where a paragraph goes on, words parted by a hyphen joined."""
    longest = sorted(map(len, lines))[int(len(lines) * 0.9)] if lines else 0
    held = ""
    for number, line in enumerate(lines):
        held += line
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if held.endswith(_BROKEN) and following:
            held = held[:-1]
        elif following and not _ends(line, following, longest):
            held += " "
        else:
            yield held.translate(dict.fromkeys(map(ord, _BROKEN)))
            held = ""


def _ends(line: str, following: str, longest: int) -> bool:
    if _ITEM.match(following):
        return True
    if _END.search(line):
        return len(line) < FULL * longest
    return len(line) < SHORT * longest and not following[:1].islower()


def _not_read(capture: Capture, why: str) -> Problem:
    todo = "Its bytes are kept. Open it in another program, save its text as .txt, and add that."
    return Problem(what=f"This PDF cannot be read: {why}.", where=capture.origin, todo=todo)


def _pictures(capture: Capture, pages: int) -> Problem:
    what = (
        f"This PDF holds no text; its {pages} page{'s are' if pages != 1 else ' is'} pictures, as a scanner makes them."
    )
    todo = "Its bytes are kept. Have a program read the pictures, look through its text, save it as .txt, and add that."
    return Problem(what=what, where=capture.origin, todo=todo)


def _cut(capture: Capture, read: int, pages: int) -> Problem:
    todo = "All of it is kept. Split the document and add the parts to have all of it read."
    what = f"Only the first {read} of {pages} pages were read."
    return Problem(what=what, where=capture.origin, todo=todo, severity=Severity.WARNING)


def _unbound(capture: Capture) -> Problem:
    what = "A PDF draws its letters, so no quote can be proved from its bytes alone."
    todo = "Compare quotes that matter with its pages by eye."
    return Problem(what=what, where=capture.origin, todo=todo, severity=Severity.NOTE)
