"""Stretches: a long report cut into pages that each hold some of its text with the claims that begin in it.

What may live here: where a report is cut, and which stretch holds a place of its text. One that fits is one stretch.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from isnad.publish.page.marking import Span

FITS = 260_000  # bytes of text, marks and cards on one page, about
SURE = 12_000  # characters that the first page holds in any case: links to words after them say where these stand
STEP = 1_000  # characters between two places where a text may be cut, at least
MARK, CARD = 200, 1_200  # bytes of one


@dataclass(frozen=True, slots=True)
class Stretch:
    """One page of a report's text: ``text[start:end]``."""

    start: int
    end: int


def stretches(text: str, spans: Sequence[Span], claims: Sequence[int]) -> list[Stretch]:
    """A text in stretches. ``claims`` says where each claim begins. No mark goes over an end of a stretch."""
    if _weight(text, spans, claims, 0, len(text)) <= FITS:
        return [Stretch(0, len(text))]
    found, start = [], 0
    ends = _ends(text, spans)
    for number, end in enumerate(ends):
        last = end == len(text)
        beyond = not last and _weight(text, spans, claims, start, ends[number + 1]) > FITS // 2
        if last or (beyond and end >= SURE):
            found.append(Stretch(start, end))
            start = end
    return found


def _ends(text: str, spans: Sequence[Span]) -> list[int]:
    """Where a text may be cut: after some characters, at the end of a line or a sentence, and never within a mark."""
    marks = sorted((s.start, s.end) for s in spans)
    ends: list[int] = []
    at, number = 0, 0
    while at < len(text):
        least = at + STEP
        near = [n for sign in ("\n", ". ", " ") if (n := text.find(sign, least, least + STEP)) > 0]
        at = near[0] + 1 if near else min(len(text), least)
        while number < len(marks) and marks[number][0] < at:  # a mark goes over it: after that mark, then
            at = max(at, marks[number][1])
            number += 1
        if at < len(text):
            ends.append(at)
    return [*ends, len(text)]


def _weight(text: str, spans: Sequence[Span], claims: Sequence[int], start: int, end: int) -> int:
    marks = sum(MARK + len(s.note.encode()) for s in spans if start <= s.start < end)
    return len(text[start:end].encode()) + marks + CARD * sum(start <= each < end for each in claims)


def stretch_of(found: Sequence[Stretch], place: int) -> int:
    """The number of the stretch that holds a place of the text, from 1."""
    return next((n for n, each in enumerate(found, start=1) if place < each.end), len(found))
