"""Seeking: long patterns tried only where one of their first words stands.

What may live here: the search for a pattern that begins at a word. A pattern of many alternatives, tried at every
letter of a text, costs more than all else that is done with it; most words cannot begin it.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import compress

RUN = re.compile(r"\w+|[;:.‘'’]")  # what a match can begin with: a word, a stop, the quotation mark of a name


def first_words(phrases: Iterable[str]) -> frozenset[str]:
    """The first word of each phrase, in lower case."""
    return frozenset(RUN.findall(phrase)[0].lower() for phrase in phrases)


def opener(first: frozenset[str], more: Callable[[str], bool]) -> Callable[[str], bool]:
    """Whether a word may begin a pattern: one of ``first``, or ``more`` says so. Words come again and again. A word
    with letters beyond ASCII always may: how patterns fold those is theirs to say."""

    @lru_cache(maxsize=1 << 15)
    def opens(word: str) -> bool:
        return word.lower() in first or not word.isascii() or more(word)

    return opens


@lru_cache(maxsize=1)
def _runs(text: str) -> tuple[list[int], list[str]]:
    """Where the words of a text begin, and the words."""
    return [run.start() for run in RUN.finditer(text)], RUN.findall(text)


@lru_cache(maxsize=8)
def _places(opens: Callable[[str], bool], text: str) -> list[int]:
    """Where a pattern may begin in a whole text: a report is gone through sentence by sentence, by several patterns."""
    starts, words = _runs(text)
    return list(compress(starts, map(opens, words)))


def places(opens: Callable[[str], bool], text: str, start: int, end: int) -> list[int]:
    """Where a pattern may begin in ``text[start:end]``, in order."""
    found = _places(opens, text)
    return found[bisect_left(found, start) : bisect_left(found, end)]


def matches(pattern: re.Pattern[str], where: Iterable[int], text: str, end: int) -> Iterator[re.Match[str]]:
    """What ``pattern.finditer`` finds in ``text`` up to ``end``, for a pattern that only begins at these places."""
    at = 0
    for place in where:
        match = pattern.match(text, place, end) if place >= at else None
        if match is not None:
            at = match.end()
            yield match
