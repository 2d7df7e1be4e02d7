"""A report's text with the words of its claims marked up.

What may live here: turning spans of text into nested elements. The law: taking the elements away
gives the text back to the letter, and every ident stands exactly once.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

WHOLE = 200_000  # characters: a longer text is shown in windows round its marks, so that the page stays readable
AROUND = 3_000  # characters shown on either side of a mark in such a text


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Words to mark: ``text[start:end]``. ``kind`` is the class of the mark, ``note`` what it says on hover."""

    start: int
    end: int
    ident: str
    kind: str
    note: str = ""


def marked(text: str, spans: Iterable[Span], offset: int = 0) -> Markup:
    """The escaped text with a ``<mark>`` for each span. Spans within spans nest; where two cross, the
    inner one is closed and opened again without its ident. ``offset`` is where ``text`` starts."""
    todo = sorted(spans, key=lambda s: (s.start, -s.end, s.ident))
    out: list[str] = []
    stack: list[Span] = []
    at = 0

    def write(to: int) -> None:
        nonlocal at
        out.append(str(escape(text[at:to])))
        at = to

    def close(to: int) -> None:
        """Ends every mark that ends at or before this place; those that go on are opened again."""
        while stack and any(s.end - offset <= to for s in stack):
            write(min(s.end for s in stack) - offset)
            again: list[Span] = []
            while any(s.end - offset <= at for s in stack):
                last = stack.pop()
                out.append("</mark>")
                if last.end - offset > at:
                    again.append(last)
            for span in reversed(again):
                out.append(_open(span, first=False))
                stack.append(span)

    for span in todo:
        close(span.start - offset)
        write(span.start - offset)
        out.append(_open(span, first=True))
        stack.append(span)
    close(len(text))
    write(len(text))
    return Markup("".join(out))


def _open(span: Span, *, first: bool) -> Markup:
    ident = Markup(' id="{}" tabindex="-1"').format(span.ident) if first else Markup("")
    note = Markup(' title="{}"').format(span.note) if span.note else Markup("")
    return Markup('<mark class="{}"{}{}>').format(span.kind, ident, note)


def passages(text: str, spans: list[Span]) -> list[tuple[int, Markup, int]]:
    """The text in pieces: (characters left out before, marked text, its start). One piece for a text of
    usual length; windows round the marks for one longer than WHOLE."""
    if len(text) <= WHOLE:
        return [(0, marked(text, spans), 0)]
    windows: list[list[int]] = [[0, AROUND]]
    for span in sorted(spans, key=lambda s: s.start):
        start, end = max(0, span.start - AROUND), min(len(text), span.end + AROUND)
        if start <= windows[-1][1]:
            windows[-1][1] = max(windows[-1][1], end)
        else:
            windows.append([start, end])
    pieces, before = [], 0
    for start, end in windows:
        inside = [s for s in spans if start <= s.start < end]
        pieces.append((start - before, marked(text[start:end], inside, start), start))
        before = end
    if before < len(text):
        pieces.append((len(text) - before, Markup(""), len(text)))
    return pieces
