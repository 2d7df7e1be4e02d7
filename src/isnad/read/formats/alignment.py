"""Finding extracted text again in the page it was extracted from.

What may live here: tying stretches of a text to a Stream's source. Extractors drop elements, even out white space and
add list marks; so a line is sought whole, then piece by piece, and what is not found is said to be so.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from isnad.read.formats.markup import Stream

SEED = 20  # letters a piece is sought by: as few as hardly ever stand twice in a page
SHORT = 16  # letters; a shorter piece must be whole words, lest "12" be found within "2012"
FIRM = 24  # letters; only a longer find moves the place where the next is sought


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """``text[start:end]`` and ``source[first:last]`` show the same letters."""

    start: int
    end: int
    first: int
    last: int


def _find(stream: Stream, needle: str, near: int) -> int:
    """Where the letters stand, from ``near`` on or else anywhere; -1 where nowhere."""
    for start in (near, 0):
        at = stream.letters.find(needle, start)
        while at >= 0 and len(needle) < SHORT and not stream.stands_alone(at, at + len(needle)):
            at = stream.letters.find(needle, at + 1)
        if at >= 0:
            return at
    return -1


def _pieces(stream: Stream, needle: str, near: int) -> Iterator[tuple[int, int, int]]:
    """(first, last, place) of the parts of the letters that stand in the stream in the same order."""
    at, letters = 0, stream.letters
    while len(needle) - at >= SEED:
        place = letters.find(needle[at : at + SEED], near)
        if place < 0:
            at += 1
            continue
        length = SEED
        while at + length < len(needle) and letters.startswith(needle[at + length], place + length):
            length += 1
        yield at, at + length, place
        at, near = at + length, place + length


class _Letters:
    """A line's letters and where each stands in the text."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.places = [i for i in range(start, end) if not text[i].isspace() and text[i].isprintable()]
        self.word = "".join(text[i] for i in self.places)

    def stretch(self, first: int, last: int) -> tuple[int, int]:
        return self.places[first], self.places[last - 1] + 1


def ties_of(text: str, stream: Stream) -> tuple[Tie, ...]:
    """Where each line of the text stands in the page's source, in the order of the text."""
    found: list[Tie] = []
    near = start = 0
    for line in text.split("\n"):
        end = start + len(line)
        letters = _Letters(text, start, end)
        start = end + 1
        if not letters.word:
            continue
        place = _find(stream, letters.word, near)
        whole = [(0, len(letters.word), place)] if place >= 0 else _pieces(stream, letters.word, near)
        for first, last, at in whole:
            a, b = letters.stretch(first, last)
            begin, finish = stream.span(at, at + last - first)
            found.append(Tie(start=a, end=b, first=begin, last=finish))
            if last - first >= FIRM:
                near = at + last - first
    return tuple(found)
