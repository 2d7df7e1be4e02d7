"""Whether a Quote stands in the captured bytes.

What may live here: the check of quotes against bytes, and nothing that made the quotes. It shares no code with the
formats: it takes the bytes a Passage names, decodes them afresh, and reads the markup out with the standard library's
parser. It does not compare digests; ``isnad check`` does, before this.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from html.parser import HTMLParser

from isnad.records.report import Passage, Quote, Report

MESSAGE = "message"  # the format of reports whose inexact passages are insides of JSON strings
_ESCAPE = re.compile(r"""\\(?:(["\\/bfnrt])|u([0-9a-fA-F]{4}))""")
_SHORT = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class Answer(StrEnum):
    """Three answers: what could not be checked never looks like what passed."""

    PROVED = "proved"
    NOT_PROVED = "not proved"
    NOT_COVERED = "no passage covers it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The answer for one quote and, unless it is proved, the reason."""

    answer: Answer
    reason: str = ""


class _Shown(HTMLParser):
    """Gathers the characters that a stretch of HTML shows."""

    _UNSEEN = frozenset({"script", "style", "template", "textarea", "iframe", "noembed", "noframes", "xmp"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if not self._within and tag in self._UNSEEN:
            self._within = tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # HTML knows no self-closing <script/>

    def handle_endtag(self, tag: str) -> None:
        if tag == self._within:
            self._within = ""

    def handle_data(self, data: str) -> None:
        if not self._within:
            self.parts.append(data)


def _letters(text: str) -> str:
    """The characters that leave ink: neither white space nor soft hyphens, direction marks and other controls."""
    return "".join(c for c in text if not c.isspace() and c.isprintable())


def _string(source: str) -> str:
    """What the inside of a JSON string says (RFC 8259, section 7); an escape that is none stands for itself.

    Not the standard library's reader: it gives up at the first fault, and damage elsewhere spoils no words.
    """
    units = _ESCAPE.sub(lambda m: _SHORT[m[1]] if m[1] else chr(int(m[2], 16)), source)
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")  # a pair is one character


def _without_markup(source: str) -> str:
    parser = _Shown()
    parser.feed(source)
    parser.close()
    return "".join(parser.parts)


def _stands(shown: str, before: int, words: str, after: int) -> bool:
    """Whether the words stand in what is shown, ``before`` characters from its start or ``after`` from its end.

    Either will do: damage elsewhere in the passage moves one of the two, damage to the words spoils both.
    """
    from_end = len(shown) - after - len(words)
    return shown.startswith(words, before) or (from_end >= 0 and shown.startswith(words, from_end))


def _checked(passage: Passage, first: int, last: int, report: Report, data: bytes) -> str:
    """Why ``text[first:last]`` does not stand in the passage's bytes; empty where it does."""
    where = f"bytes {passage.first_byte} to {passage.end_byte}"
    if not 0 <= passage.first_byte <= passage.end_byte <= len(data):
        return f"{where} lie outside the capture of {len(data)} bytes"
    source = data[passage.first_byte : passage.end_byte].decode(report.encoding, "replace")
    around = report.text[passage.start : first], report.text[first:last], report.text[last : passage.end]
    if passage.exact:
        before, words, after = around
    elif report.format == MESSAGE:
        source = _string(source)
        before, words, after = around
    else:
        source = _letters(_without_markup(source))
        before, words, after = (_letters(part) for part in around)
    return "" if _stands(source, len(before), words, len(after)) else f"{where} do not read {report.text[first:last]!r}"


def _covers(quote: Quote, report: Report) -> Iterator[tuple[Passage, int, int]]:
    """The passages that share text with the quote, with the part they share."""
    for passage in report.passages:
        first, last = max(quote.start, passage.start), min(quote.end, passage.end)
        if first < last:
            yield passage, first, last


def proves(quote: Quote, report: Report, data: bytes) -> Proof:
    """Whether the quote stands in the report's text and, through its passages, in the captured bytes.

    Exact passages must decode to the quote to the letter, those of a message once JSON's escapes are read; others must
    show the same letters once markup, character references and white space are taken out. Every letter of the quote
    must lie in a passage.
    """
    if not report.holds(quote):
        return Proof(answer=Answer.NOT_PROVED, reason="the words do not stand in the report's text at this place")
    bare = [c if not c.isspace() and c.isprintable() else " " for c in quote.text]
    try:
        for passage, first, last in _covers(quote, report):
            fault = _checked(passage, first, last, report, data)
            if fault:
                return Proof(answer=Answer.NOT_PROVED, reason=fault)
            bare[first - quote.start : last - quote.start] = " " * (last - first)
    except LookupError:
        return Proof(answer=Answer.NOT_PROVED, reason=f"the encoding {report.encoding!r} is not known here")
    left = "".join(bare).split()
    if left:
        return Proof(answer=Answer.NOT_COVERED, reason=f"no bytes are known for {' '.join(left)!r}")
    return Proof(answer=Answer.PROVED)
