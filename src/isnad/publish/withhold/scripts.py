"""Names met in another script: "نشوان الجميل" in Arabic, "Nashwan al-Jamil" in English.

What may live here: from a name or a text to keys that do not depend on the script. How a word sounds is given from
without (``Sound``); nothing is decided here.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

Sound = Callable[[str], str]
"""From a word to its consonants: the same for one word in two scripts, empty for none."""

_KEPT = 16_384  # words whose sounds are kept
LEAST = 5  # consonants that the words of a name have to have in all
LONGEST = 6  # words of a name
WIDEST = 8  # characters between two words of one
_LATIN = re.compile(r"[^\W\d_]+(?:['’‘`][^\W\d_]+)*")
_CAPITAL = re.compile(  # others are no names; a set of letters at the beginning is looked for most quickly
    r"[^\W\d_a-z\u0620-\u06ff](?<![^\W\d_].)(?<![^\W\d_]['’‘`].)[^\W\d_]*(?:['’‘`][^\W\d_]+)*"
)
_ARABIC_WORD = re.compile(r"[\u0620-\u065f\u066e-\u06d3]+")
_ARABIC = re.compile(r"[\u0620-\u064a]")
_SMALL = frozenset(
    ("al", "el", "as", "ash", "an", "ar", "az", "ad", "at", "bin", "ibn", "bint", "بن", "ابن", "بنت", "آل")
)
_SERVANT = re.compile(r"abd(?:[aeu]l)?|abdu|[وفبل]?عبد", re.IGNORECASE)
_SERVANT_OF = re.compile(r"^(?:abd[aeu]l(?=\w{3})|([وفبل]?)عبدال(?=\w{2}))", re.IGNORECASE)
_ARTICLE = re.compile(r"^ال(?=\w{2})")
_PARTS = re.compile(r"[.,;:!?()\n\r،؛؟]")
T = TypeVar("T")


class _Heard(NamedTuple):
    key: str
    start: int
    end: int


class _Word(NamedTuple):
    """What is known of a word wherever it stands: its sound, the sound after "Abdul", and whether it is that itself."""

    key: str
    after_servant: str
    servant: bool = False


_BREAK = _Word("", "")  # a word of no name that is looked for


def in_arabic(text: str) -> bool:
    """Whether a text holds an Arabic letter."""
    return not text.isascii() and _ARABIC.search(text) is not None


class Heard(Generic[T]):
    """Names of several words, each with what it means, that are met in the other script."""

    def __init__(self, sound: Sound) -> None:
        self._sound = lru_cache(_KEPT)(sound)  # a page says the same words again and again
        self._of: dict[bool, dict[tuple[str, ...], T]] = {True: {}, False: {}}  # by whether met in Arabic
        self._keys: dict[bool, set[str]] = {True: set(), False: set()}  # the sounds of their words
        self._known: dict[bool, dict[str, _Word | None]] = {True: {}, False: {}}

    @property
    def in_latin(self) -> bool:
        """Whether any name is looked for in Latin letters."""
        return bool(self._of[False])

    def add(self, name: str, meaning: T) -> None:
        """Look for a name; one of too few consonants would be met everywhere."""
        arabic = in_arabic(name)
        said = tuple(heard.key for heard in self._words_of_name(name, _ARABIC_WORD if arabic else _LATIN))
        for key in {said, (*said[:1], *said[-1:])} if len(said) > 1 else ():
            if all(key) and sum(len(each.strip("~")) for each in key) >= LEAST:
                self._of[not arabic].setdefault(key, meaning)
                self._keys[not arabic].update(key)
                self._known[not arabic].clear()

    def find(self, text: str) -> Iterator[tuple[int, int, T]]:
        """Where names stand in a text in the other script."""
        for arabic, names in self._of.items():
            if names and (not arabic or in_arabic(text)):
                for run in _runs(self._words(text, arabic=arabic), text):
                    yield from _in_run(run, names)

    def _words_of_name(self, name: str, pattern: re.Pattern[str]) -> Iterator[_Heard]:
        """The words of a name with their sounds; small words between are passed over, and "Abdul" joins the next."""
        begun: int | None = None
        end = 0
        for match in pattern.finditer(name):
            word, start = match[0], match.start()
            if word.lower() in _SMALL:
                continue
            if begun is not None and start - end > WIDEST:
                begun = None
            end = match.end()
            if _SERVANT.fullmatch(word.lower()):
                begun = start
                continue
            servant = begun is not None
            yield _Heard(self._key(word, servant=servant), start if begun is None else begun, end)
            begun = None

    def _words(self, text: str, *, arabic: bool) -> Iterator[_Heard]:
        """The words of a script that may be of a name that is looked for, with their sounds, as ``_words_of_name`` has
        them. Between them an empty one stands for all that ends a name: nearly all words of a text are such, so that
        what is known of a word is kept."""
        known = self._known[arabic]
        begun: int | None = None  # where "Abdul" stood before this word
        end = 0  # of the last word that may be of a name
        broken = True  # whether what was yielded last ends a name
        for match in (_ARABIC_WORD if arabic else _CAPITAL).finditer(text):
            word = match[0]
            told = known[word] if word in known else self._told(word, arabic=arabic)
            if told is None or (told is _BREAK and broken and begun is None):
                continue
            start = match.start()
            upper = arabic or word[0].isupper()
            if told is _BREAK or not upper or not (arabic or _only_small(text[end:start])):
                begun = None
                if not broken:
                    yield _Heard("", start, start)
                broken = True
                end = match.end() if upper else end
                if told is _BREAK or not upper:
                    continue
            if begun is not None and start - end > WIDEST:
                begun = None
            end = match.end()
            if told.servant:
                begun = start
                continue
            key = told.key if begun is None else told.after_servant
            yield _Heard(key, start if begun is None else begun, end)
            begun, broken = None, not key

    def _told(self, word: str, *, arabic: bool) -> _Word | None:
        """What is known of a word; None for a small one, which is passed over."""
        lower, keys = word.lower(), self._keys[arabic]
        told: _Word | None = None
        if lower not in _SMALL:
            both = [self._key(word, servant=servant) for servant in (False, True)]
            plain, after = (key if key in keys else "" for key in both)
            told = _Word(plain, after, bool(_SERVANT.fullmatch(lower)))
            told = told if any(told) else _BREAK
        if len(self._known[arabic]) >= _KEPT:
            self._known[arabic].clear()
        self._known[arabic][word] = told
        return told

    def _key(self, word: str, *, servant: bool) -> str:
        """The sound of a word, "Abdul" and what follows it as one without the article between."""
        split = _SERVANT_OF.match(word)
        rest = word[split.end() :] if split else word
        rest = _ARTICLE.sub("", rest) if rest.startswith("ال") else rest
        return "abd" + self._sound(rest) if split or servant else self._sound(rest)


def _runs(heard: Iterable[_Heard], text: str) -> Iterator[list[_Heard]]:
    """Words that stand near each other."""
    run: list[_Heard] = []
    for each in heard:
        if run and (not each.key or not _near(text[run[-1].end : each.start])):
            yield run
            run = []
        if each.key:
            run.append(each)
    yield run


def _near(between: str) -> bool:
    """Whether only what may stand within a name parts two words of it: blanks, hyphens, articles."""
    return len(between) <= WIDEST and not _PARTS.search(between)


def _only_small(between: str) -> bool:
    """Whether no other words stand between two with capitals, as far as these are near each other."""
    return len(between) > WIDEST or all(word.lower() in _SMALL for word in _LATIN.findall(between))


def _in_run(run: Sequence[_Heard], names: dict[tuple[str, ...], T]) -> Iterator[tuple[int, int, T]]:
    keys = tuple(each.key for each in run)
    for first in range(len(run) - 1):
        for last in range(min(len(run), first + LONGEST), first + 1, -1):
            if keys[first:last] in names:
                yield run[first].start, run[last - 1].end, names[keys[first:last]]
                break
