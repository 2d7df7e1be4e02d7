"""What captured bytes are when they are no text, told from their first bytes.

What may live here: magic numbers, the names to give them, and what a user can do about each.
Numbers after the kinds' own specifications, as gathered in the ``file`` utility's tables.
"""

import re
from dataclasses import dataclass

from isnad.records.capture import Capture
from isnad.records.problem import Problem, Severity

HEAD = 4_096  # bytes a Format is shown
NUL_SHARE = 0.001  # more zero bytes than this, and the file is no text
CONTROL_SHARE = 0.02  # likewise for control characters that no text holds

_PICTURE = "See: isnad media CASE. To have the words it shows read, type them into a .txt file and add that."
_SOUND = "See: isnad media CASE. To have its words read, write a transcript into a .txt file and add that."
_UNPACK = "Unpack it and add the files in it."
_OFFICE = "Save it as plain text or as a web page in the program that made it, and add that."


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of file that holds no text to read as it is: its name, and what can be done."""

    name: str
    todo: str

    @property
    def medium(self) -> bool:
        """Whether it is a picture or a recording: evidence as it is, with nothing amiss."""
        return self.todo in (_PICTURE, _SOUND)


_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (rb"%PDF-", "a PDF document", "Save its text as .txt (or the page it came from as .html) and add that."),
    (rb"\xff\xd8\xff", "a JPEG picture", _PICTURE),
    (rb"\x89PNG\r\n\x1a\n", "a PNG picture", _PICTURE),
    (rb"GIF8[79]a", "a GIF picture", _PICTURE),
    (rb"BM.{4}\x00\x00\x00\x00", "a BMP picture", _PICTURE),
    (rb"II\*\x00|MM\x00\*", "a TIFF picture", _PICTURE),
    (rb"RIFF.{4}WEBP", "a WebP picture", _PICTURE),
    (rb".{4}ftyp(?:avif|heic|heix|mif1)", "a HEIC or AVIF picture", _PICTURE),
    (rb".{4}ftyp", "an MP4 or QuickTime recording", _SOUND),
    (rb"RIFF.{4}(?:AVI |WAVE)", "an AVI or WAV recording", _SOUND),
    (rb"\x1aE\xdf\xa3", "a WebM or Matroska recording", _SOUND),
    (rb"OggS|ID3|fLaC|\xff[\xfb\xf3\xf2]", "a sound recording", _SOUND),
    (rb"PK\x03\x04.{26}mimetypeapplication/epub", "an EPUB book", _OFFICE),
    (rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis", "an OpenDocument file", _OFFICE),
    (
        rb"PK\x03\x04.{26}(?:\[Content_Types\]|_rels/|word/|xl/|ppt/|docProps/)",
        "an Office document (docx, xlsx, pptx)",
        _OFFICE,
    ),
    (rb"PK\x03\x04|PK\x05\x06", "a ZIP archive", _UNPACK),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an older Office document (doc, xls, msg)", _OFFICE),
    (rb"\{\\rtf", "a rich-text (RTF) document", _OFFICE),
    (rb"\x1f\x8b|BZh|\xfd7zXZ\x00|\x28\xb5\x2f\xfd", "a compressed file", _UNPACK),
    (rb"Rar!\x1a\x07|7z\xbc\xaf\x27\x1c", "a RAR or 7-Zip archive", _UNPACK),
    (rb".{257}ustar", "a TAR archive", _UNPACK),
    (rb"WARC/1\.[01]\r?\n", "a web archive (WARC)", "Extract the page from it and add the .html file."),
    (rb"SQLite format 3\x00", "an SQLite database", "Export the rows that matter as text or CSV and add that."),
    (
        rb"\x7fELF|MZ.{58}|\xca\xfe\xba\xbe|\xfe\xed\xfa|\xcf\xfa\xed\xfe",
        "a program",
        "It holds no report: leave it out.",
    ),
)
_COMPILED = tuple((re.compile(magic, re.DOTALL), Kind(name=name, todo=todo)) for magic, name, todo in _MAGIC)
_UNKNOWN = Kind(name="a binary file of a kind not known here", todo="Save what it says as .txt or .html and add that.")
_CONTROL = bytes(b for b in range(32) if b not in b"\t\n\v\f\r\x1b")
_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")  # UTF-16 and UTF-32 hold zero bytes by right


def _wide(head: bytes) -> bool:
    """Whether zero bytes stand almost only in one half of the byte pairs, as in UTF-16 without a mark."""
    few, many = sorted((head[0::2].count(0), head[1::2].count(0)))
    return (
        many * 20 >= len(head)
        and few * 20 <= many
        and len(head.translate(None, _CONTROL)) >= len(head) - many - len(head) // 50
    )


def not_text(head: bytes) -> Kind | None:
    """What the bytes are if they are no text, None if they may be; ``head`` are the first 4,096 or all of them."""
    for magic, kind in _COMPILED:
        if magic.match(head):
            return kind
    if head.startswith(_MARKS):
        return None
    if not _wide(head[:HEAD]):
        zeros = head.count(0)
        strange = len(head) - len(head.translate(None, _CONTROL))
        if zeros > len(head) * NUL_SHARE or strange > len(head) * CONTROL_SHARE:
            return _UNKNOWN
    return None


def refusal(capture: Capture, data: bytes) -> Problem | None:
    """The Problem of a capture that holds no text at all (empty, or binary), None where there is something to read."""
    if not data.strip():
        what = "It is empty." if not data else "It holds nothing but white space."
        return Problem(
            what=what, where=capture.origin, todo="Check that the download or copy was complete, then add it again."
        )
    kind = not_text(data)
    if kind is None:
        return None
    severity = Severity.NOTE if kind.medium else Severity.ERROR
    todo = f"{kind.todo} The bytes are kept."
    return Problem(what=f"It is {kind.name}, not text.", where=capture.origin, todo=todo, severity=severity)
