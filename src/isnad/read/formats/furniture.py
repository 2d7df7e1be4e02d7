"""Furniture: what a page shows beside its story: menus, login walls, links to other stories, captions said twice.

What may live here: what the extractor left out of a page, put in words and kept with its place, so that nobody needs to
take its word for what is story. The words that kinds are known by stand in ``furniture.toml``.
"""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby

from isnad.read.formats.alignment import Tie
from isnad.read.formats.decoding import Decoded
from isnad.read.formats.markup import Run, Stream, squeezed
from isnad.records.report import Aside

SHOWN = 1_000  # characters of one stretch that are kept as text; its place holds all of it
MOST = 200  # stretches of one page
SHORT = 40  # characters of a menu's item
ITEMS = 3  # short lines in a row that are a menu
HEADING = 60  # characters; in a longer line a word such as "share" or "comment" is part of a sentence
_SENTENCE = re.compile(r"[.!?؟]$")
REPEATED, MENU, OTHER = "said in the report as well", "menu", "not taken for part of the story"
STORIES = "other stories"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the page that is not in the report, and where it stands in the source."""

    text: str
    first: int
    last: int


def aside_of(stream: Stream, ties: Sequence[Tie], text: str, decoded: Decoded) -> tuple[Aside, ...]:
    """What the page shows and the report ``text`` does not hold, in order, lines of one kind together."""
    said = squeezed(text)
    lines = list(_left_out(stream, ties))
    kinds = _menus(lines, [_why(line, said) for line in lines])
    found: list[Aside] = []
    at = 0
    for why, group in groupby(kinds):
        number = len(list(group))
        part = lines[at : at + number]
        at += number
        if len(found) < MOST:
            words = "\n".join(line.text for line in part)[:SHOWN]
            first, last = decoded.byte_at(part[0].first), decoded.byte_at(part[-1].last)
            found.append(Aside(why=why, text=words, first_byte=first, end_byte=last))
    return tuple(found)


def _left_out(stream: Stream, ties: Sequence[Tie]) -> Iterator[_Line]:
    """The lines of the page's body of which no letter is in the report."""
    taken = sorted((tie.first, tie.last) for tie in ties)
    starts = [first for first, _ in taken]
    body = stream.source.lower().find("<body")
    for _, row in groupby((run for run in stream.runs if run.start >= body), key=lambda run: run.line):
        runs = list(row)
        inked = [run for run in runs if squeezed(run.text)]
        text = " ".join("".join(run.text for run in runs).split())
        if inked and not any(_in(run, starts, taken) for run in inked):
            yield _Line(text, inked[0].start, inked[-1].end)


def _in(run: Run, starts: list[int], taken: list[tuple[int, int]]) -> bool:
    """Whether a stretch that was taken meets the run."""
    after = bisect_left(starts, run.end)
    return any(last > run.start for _, last in taken[max(0, after - 3) : after])


def _why(line: _Line, said: str) -> str:
    letters = squeezed(line.text)
    if letters in said:
        return REPEATED
    if len(line.text) > HEADING:
        return OTHER
    low = line.text.casefold()
    return next((why for why, words in _kinds() if words.search(low)), OTHER)


def _menus(lines: list[_Line], kinds: list[str]) -> list[str]:
    """The kinds, with the lists below a heading, and runs of short lines that nothing else is known of being menus."""
    found = list(kinds)
    for number in range(1, len(lines)):  # what stands below "Most read" is what is read most
        if found[number - 1] == STORIES and found[number] == OTHER and not _SENTENCE.search(lines[number].text):
            found[number] = STORIES
    kinds, at = list(found), 0
    for plain, group in groupby(zip(lines, kinds, strict=True), key=lambda each: _is_item(*each)):
        number = len(list(group))
        if plain and number >= ITEMS:
            found[at : at + number] = [MENU] * number
        at += number
    return found


def _is_item(line: _Line, kind: str) -> bool:
    return kind == OTHER and len(line.text) <= SHORT


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    data = tomllib.loads(files(__package__).joinpath("furniture.toml").read_text(encoding="utf-8"))
    return tuple(
        (kind["why"], re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, kind['words']))})(?!\w)"))
        for kind in data["kind"]
    )
