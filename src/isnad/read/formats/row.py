"""Rows: one post of a table, as CrowdTangle and others export them: a row of CSV as it stands, to the byte.

What may live here: which cells are a post's words, and where in the bytes these stand (RFC 4180). The table is taken
apart, and its columns are told from its head, elsewhere (preserve, containers/tables.py).
"""

import re
from collections.abc import Iterator

from isnad.read.formats.decoding import Decoded, decode, problems_of
from isnad.read.formats.kinds import refusal
from isnad.read.formats.making import Found, report_of
from isnad.records.capture import Capture
from isnad.records.problem import Problem, Severity
from isnad.records.report import Passage, Report

MEDIA_TYPE = "application/x-table-row+csv"
CELL = r'[ \t]*"(?P<quoted>(?:[^"]|"")*)"[^{0}\r\n]*|(?P<bare>[^{0}\r\n]*)'


class Row:
    """A post that is one row of a table."""

    @property
    def name(self) -> str:
        """``row``."""
        return "row"

    def recognises(self, capture: Capture, head: bytes) -> bool:  # noqa: ARG002 (it was cut out as one)
        """Whether it was taken from a table as a post."""
        return capture.media_type == MEDIA_TYPE

    def read(self, capture: Capture, data: bytes) -> tuple[Report | None, tuple[Problem, ...]]:
        """The cells that hold its words, each once; None where they are empty."""
        if refused := refusal(capture, data):
            return None, (refused,)
        said = dict(capture.headers)
        decoded = decode(data, (said.get(":encoding", ""),))
        wanted = [int(each) for each in said.get(":words", "").split(",") if each.isdigit()]
        cells = list(_cells(decoded.text, said.get(":delimiter", ",")[:1] or ","))
        held: dict[str, tuple[int, int, bool]] = {}
        for number in wanted:
            if number < len(cells):
                first, last, quoted = cells[number]
                words = decoded.text[first:last].replace('""', '"') if quoted else decoded.text[first:last]
                if words.strip():
                    held.setdefault(words, (first, last, quoted))
        if not held:
            return None, (_wordless(capture),)
        text = "\n".join(held)
        found = Found(text=text, encoding=decoded.encoding, passages=tuple(_passages(held, decoded)))
        report, undated = report_of(capture, self.name, found)
        return report, (*problems_of(decoded, capture.origin), *undated)


def _cells(text: str, delimiter: str) -> Iterator[tuple[int, int, bool]]:
    """(first, last, whether it is quoted) of the inside of each cell."""
    cell = re.compile(CELL.format(re.escape(delimiter)))
    at = 0
    while (found := cell.match(text, at)) is not None:
        group = "quoted" if found["quoted"] is not None else "bare"
        yield found.start(group), found.end(group), group == "quoted"
        at = found.end()
        if not text.startswith(delimiter, at):
            return
        at += 1


def _passages(held: dict[str, tuple[int, int, bool]], decoded: Decoded) -> Iterator[Passage]:
    """What stands in the bytes to the letter: a doubled quotation mark begins another stretch."""
    start = 0
    for words, (first, last, quoted) in held.items():
        at = first
        source = decoded.text[first:last]
        place = start
        for piece in re.split(r'(?<=")(?=")', source) if quoted else [source]:
            # '""' stands for one mark: of each pair the second half begins the next stretch, and is left out there
            skip = 1 if piece.startswith('"') and at > first else 0
            length = len(piece) - skip
            if length:
                low, high = decoded.byte_at(at + skip), decoded.byte_at(at + len(piece))
                yield Passage(start=place, end=place + length, first_byte=low, end_byte=high, exact=True)
            place += length
            at += len(piece)
        start += len(words) + 1


def _wordless(capture: Capture) -> Problem:
    what = "The post has no words."
    todo = "Its bytes are kept. Look at what it shows; write a caption or transcript into a .txt file and add that."
    return Problem(what=what, where=capture.origin, todo=todo, severity=Severity.WARNING)
