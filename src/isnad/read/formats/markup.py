"""The visible text of an HTML page as a stream, each character with its place in the source.

What may live here: taking markup apart and knowing where. After the WHATWG HTML Standard's tokenizer (13.2.5), as far
as it bears on which characters show.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape

# Comments end at "-->" or "--!>"; "<!-->" is one as well. Other declarations and instructions end at ">".
_COMMENT = r"<!--(?:-?>|.*?(?:--!?>|\Z))|<[!?][^>]*>?"
_ATTRIBUTES = r"(?:[^>\"']|\"[^\"]*\"|'[^']*')*"
_UNSEEN = (
    rf"<(?P<unseen>script|style|template|textarea|iframe|noembed|noframes|xmp)\b{_ATTRIBUTES}>"
    r".*?(?:</(?P=unseen)\b[^>]*>|\Z)"
)
_TAG = rf"</?(?P<tag>[A-Za-z][^\s/>]*){_ATTRIBUTES}>|</?[A-Za-z][^>]*(?:>|\Z)|</[^>]*>"
_MARKUP = re.compile(f"{_COMMENT}|{_UNSEEN}|{_TAG}", re.DOTALL | re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
_BLOCK = re.compile(  # elements that begin a line of their own
    "address|article|aside|blockquote|body|br|caption|center|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer"
    "|form|h[1-6]|head|header|hr|html|legend|li|main|menu|nav|ol|option|p|pre|section|select|summary|table|tbody|td|tfoot"
    "|th|thead|title|tr|ul|video|audio",
    re.IGNORECASE,
)


def squeezed(text: str) -> str:
    """The text without white space and without what leaves no ink: soft hyphens, direction marks, controls."""
    plain = "".join(text.split())
    return plain if plain.isprintable() else "".join(c for c in plain if c.isprintable())


@dataclass(frozen=True, slots=True)
class Run:
    """Visible characters that stand together in ``source[start:end]``: plain text, or one entity."""

    start: int
    end: int
    text: str
    entity: bool
    line: int  # runs of one line have no block element between them


def _texts(source: str) -> Iterator[tuple[int, int, int]]:
    """(start, end, line) of the stretches between markup."""
    at = line = 0
    for mark in _MARKUP.finditer(source):
        if mark.start() > at:
            yield at, mark.start(), line
        if _BLOCK.fullmatch(mark["tag"] or ""):
            line += 1
        at = mark.end()
    if at < len(source):
        yield at, len(source), line


def runs_of(source: str) -> tuple[Run, ...]:
    """The visible runs of a page's source, in order. The page's title is among them."""
    found: list[Run] = []
    for start, end, line in _texts(source):
        at = start
        for entity in _ENTITY.finditer(source, start, end):
            text = unescape(entity[0])
            if text == entity[0]:
                continue
            if entity.start() > at:
                found.append(Run(at, entity.start(), source[at : entity.start()], False, line))
            found.append(Run(entity.start(), entity.end(), text, True, line))
            at = entity.end()
        if at < end:
            found.append(Run(at, end, source[at:end], False, line))
    return tuple(found)


class Stream:
    """A page's visible characters without white space, and the way back into its source."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.runs = runs_of(source)
        self._starts: list[int] = []
        parts, length = [], 0
        for run in self.runs:
            letters = squeezed(run.text)
            self._starts.append(length)
            parts.append(letters)
            length += len(letters)
        self.letters = "".join(parts)

    def _run_at(self, at: int) -> tuple[Run, int]:
        number = bisect_right(self._starts, at) - 1  # the last of the runs that begin here holds the letter
        return self.runs[number], at - self._starts[number]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The source's offsets from the letter ``first`` to the end of the letter before ``last``."""
        run, into = self._run_at(first)
        start = run.start if run.entity else _offset_of(run.text, into) + run.start
        run, into = self._run_at(last - 1)
        end = run.end if run.entity else _offset_of(run.text, into) + run.start + 1
        return start, end

    def stands_alone(self, first: int, last: int) -> bool:
        """Whether no letter or digit touches the stretch on either side, as none does a whole word."""
        start, end = self.span(first, last)
        source = self.source
        before = start == 0 or not source[start - 1].isalnum() or not source[start].isalnum()
        return before and (end >= len(source) or not source[end].isalnum() or not source[end - 1].isalnum())

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The visible text as lines, one a block, white space evened out; without the page's head."""
        body = self.source.lower().find("<body")
        rows: dict[int, list[str]] = {}
        for run in self.runs:
            if run.start >= body:
                rows.setdefault(run.line, []).append(run.text)
        lines = (" ".join("".join(row).split()) for row in rows.values())
        return tuple(line for line in lines if squeezed(line))


def _offset_of(text: str, nth: int) -> int:
    """Where the nth (from 0) character of the squeezed text stands in the text."""
    for offset, character in enumerate(text):
        if not character.isspace() and character.isprintable():
            if not nth:
                return offset
            nth -= 1
    raise IndexError("no such letter in this run")
