"""Office: the words of word-processor documents: Office Open XML (docx) and OpenDocument (odt).

What may live here: opening such a document and walking its text (ECMA-376 part 1, section 17; ODF 1.3 part 3, sections
5 and 6). By zipfile and lxml: python-docx leaves out the text of content controls and of tracked insertions. What
tracked changes deleted is not read. No entity is resolved, and nothing is unpacked past a bound. The words lie packed
in the file, so no stretch of its bytes is a sentence.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from isnad.read.formats.kinds import refusal
from isnad.read.formats.making import Found, report_of
from isnad.records.capture import Capture
from isnad.records.problem import Problem, Severity
from isnad.records.report import Aside, Report

LARGEST = 200_000_000  # bytes of a file
UNPACKED = 50_000_000  # bytes of one part: a book has one or two million
MEMBERS = 10_000
_BEGINS = re.compile(
    rb"PK\x03\x04.{26}(?:mimetypeapplication/vnd\.oasis|\[Content_Types\]|_rels/|word/|docProps/)", re.DOTALL
)
_WORD, _OPEN = "word/document.xml", "content.xml"
# Read after the story, as they may hold what is said on whose word; headers and footers are set aside.
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_EDGES = re.compile(r"word/(?:header|footer)\d*\.xml")
_TABS, _BREAKS = {"tab", "s"}, {"br", "cr", "line-break"}
_LEFT = {"delText", "instrText", "tracked-changes", "annotation", "Fallback", "del", "moveFrom"}


class Fault(Exception):
    """Why a document cannot be read."""


class Office:
    """A word-processor document."""

    @property
    def name(self) -> str:
        """``office``."""
        return "office"

    def recognises(self, capture: Capture, head: bytes) -> bool:  # noqa: ARG002 (the bytes alone decide)
        """Whether it begins as documents of office programs do."""
        return _BEGINS.match(head) is not None

    def read(self, capture: Capture, data: bytes) -> tuple[Report | None, tuple[Problem, ...]]:
        """Its paragraphs, one a line; None where it is no text document, locked or damaged."""
        if not self.recognises(capture, data) and (refused := refusal(capture, data)):
            return None, (refused,)
        try:
            lines, aside, title = _read(data)
        except Fault as fault:
            return None, (_not_read(capture, str(fault)),)
        text = "\n".join(lines)
        if not text.strip():
            return None, (_not_read(capture, "it holds no text"),)
        report, undated = report_of(capture, self.name, Found(text=text, title=title, aside=aside))
        return report, (_unbound(capture), *undated)


def _read(data: bytes) -> tuple[list[str], tuple[Aside, ...], str]:
    """The lines of a document, what was set aside, and its title. Raises Fault."""
    if len(data) > LARGEST:
        raise Fault(f"it has more than {LARGEST // 1_000_000} MB")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = set(packed.namelist()[:MEMBERS])
            if _WORD in names:
                lines = [line for name in (_WORD, *_NOTES) if name in names for line in _lines(_tree(packed, name))]
                edges = sorted(name for name in names if _EDGES.fullmatch(name))
                around = dict.fromkeys(line for name in edges for line in _lines(_tree(packed, name)))
                aside = (Aside(why="header or footer", text="\n".join(around)),) if around else ()
                return lines, aside, _title(packed, names, "docProps/core.xml")
            if _OPEN in names and b"opendocument.text" in _mimetype(packed, names):
                return list(_lines(_tree(packed, _OPEN))), (), _title(packed, names, "meta.xml")
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError) as error:
        raise Fault(f"it is damaged ({error})") from error
    except RuntimeError as error:  # as zipfile says that a part is encrypted
        raise Fault(f"it is locked ({error})") from error
    raise Fault("it is no text document, but a table, a presentation, a drawing or another kind")


def _mimetype(packed: zipfile.ZipFile, names: set[str]) -> bytes:
    return _unpacked(packed, "mimetype", 200) if "mimetype" in names else b""


def _unpacked(packed: zipfile.ZipFile, name: str, most: int = UNPACKED) -> bytes:
    """A part's bytes. Raises Fault for more than the bound; no more is unpacked than the list says."""
    if packed.getinfo(name).file_size > most:
        raise Fault(f"its part {name} unpacks to more than {most:,} bytes")
    return packed.read(name)


def _tree(packed: zipfile.ZipFile, name: str) -> Any:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(_unpacked(packed, name), parser)
    except etree.XMLSyntaxError as error:
        raise Fault(f"its part {name} is damaged ({error})") from error


def _local(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _lines(tree: Any) -> Iterator[str]:
    """The paragraphs, one a line; cells of a table are paragraphs too."""
    held: list[str] = []
    for kind, text in _pieces(tree):
        if kind == "end":
            yield from (line for each in "".join(held).split("\n") if (line := " ".join(each.split())))
            held = []
        else:
            held.append(text)
    yield from (line for each in "".join(held).split("\n") if (line := " ".join(each.split())))


def _pieces(tree: Any) -> Iterator[tuple[str, str]]:
    """Walk without recursion: the text of runs, and ends of paragraphs."""
    from lxml import etree

    left = 0  # depth within what is left out
    inside = _local(tree) != "document-content"  # ODF: text stands right in paragraphs; OOXML: in elements "t"
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        name = _local(element)
        if event == "start":
            left += name in _LEFT
            if not left and (name == "t" if inside else _in_paragraph(element)):
                yield "text", element.text or ""
            if not left and name in _TABS:
                yield "text", " "
            elif not left and name in _BREAKS:
                yield "text", "\n"
            continue
        left -= name in _LEFT
        if not left and name in ("p", "h"):
            yield "end", ""
        if not left and not inside and _in_paragraph(element.getparent()):
            yield "text", element.tail or ""


def _in_paragraph(element: Any) -> bool:
    while element is not None:
        if _local(element) in ("p", "h"):
            return True
        element = element.getparent()
    return False


def _title(packed: zipfile.ZipFile, names: set[str], name: str) -> str:
    if name not in names:
        return ""
    try:
        tree = _tree(packed, name)
    except Fault:
        return ""
    found = next((each.text or "" for each in tree.iter() if _local(each) == "title"), "")
    return " ".join(found.split())[:500]


def _not_read(capture: Capture, why: str) -> Problem:
    todo = "Its bytes are kept. Save it as plain text or as a web page in the program that made it, and add that."
    return Problem(what=f"This document cannot be read: {why}.", where=capture.origin, todo=todo)


def _unbound(capture: Capture) -> Problem:
    what = "Its words lie packed in the file, so no quote can be proved from its bytes alone."
    todo = "Compare quotes that matter with the document by eye."
    return Problem(what=what, where=capture.origin, todo=todo, severity=Severity.NOTE)
