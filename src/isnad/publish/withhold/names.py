"""Names and handles found again in text: in other case, with other marks, in an address.

What may live here: how a thing that is withheld is met again. Nothing is decided here.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from isnad.publish.withhold.words import MARKS, folded, words

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

_WORD = re.compile(rf"[^\W_][^\W_{MARKS}]*(?:[{MARKS}]+[^\W_{MARKS}]*)*")
_BEFORE_ARABIC = frozenset("وفبلكس")  # written together with the word that follows: and, so, by, for, as
_ARTICLE = re.compile(r"^(?:[وفبك]?ال|[وف]?لل)(?=\w{3})")
_SERVANT = re.compile(r"[وفبل]?عبد")
_SERVANT_AT = re.compile(r"^([وفبل]?)عبدال(?=\w{2})")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")  # no spaces between words
BETWEEN = 4  # characters that may part two words of one name
LEAST = 3  # letters of a part of a name that is met by itself
LEAST_FAMILY = 6  # letters of an Arabic family's name, the article among them, that is met by itself
FEW = 8  # words that are looked for one by one before all are at once
KEPT = 1 << 10  # texts whose words are
REMEMBERED = 1 << 14  # words of which it is kept whether they begin a name
T = TypeVar("T")


class Word(NamedTuple):
    """A word where it stands: folded, as it is written, and from where to where."""

    folded: str
    raw: str
    start: int
    end: int


def words_in(text: str) -> tuple[Word, ...]:
    """The words of a text in order."""
    return tuple([_word(match) for match in _WORD.finditer(text)])


def _word(match: re.Match[str]) -> Word:
    return Word(folded(match[0]), match[0], *match.span())


words_in_short = lru_cache(maxsize=KEPT)(words_in)  # the same names, labels and reasons come again and again


def words_of(text: str) -> list[str]:
    """The words of a name, folded."""
    return [word.folded for word in words_in_short(text)]


def key_of(name: str) -> tuple[str, ...]:
    """The same for all spellings of a name."""
    return tuple(word.folded for word in _spelled(words_in_short(name)))


class Names(Generic[T]):
    """Things that are looked for, each with what it means. A name of one word keeps its case, for Rose is not every
    rose; so does none of several words. A handle that is a common word is met with its @ or in an address alone."""

    def __init__(self) -> None:
        self._of: dict[str, tuple[Any, ...]] = {}  # by its first two words, each thing and what it means in turn
        self._unspaced: list[tuple[str, T]] = []
        self.firsts: set[str] = set()
        self._longest = 1  # words of a thing
        self._may_begin: dict[str, int] = {}

    def add(self, thing: str, meaning: T) -> None:
        """Look for a thing."""
        said = _spelled_in(thing)
        if not said or _UNSPACED.search(thing):
            self._unspaced.append((thing, meaning))
            return
        self.firsts.add(said[0].folded)
        self._longest = max(self._longest, len(said))
        self.__dict__.pop("_search", None)
        self._may_begin.clear()
        key = " ".join([word.folded for word in said[:2]])
        self._of[key] = (*self._of.get(key, ()), thing, meaning)

    def find(self, text: str) -> Iterator[tuple[int, int, T]]:
        """Where things stand in a text."""
        for thing, meaning in self._unspaced:
            yield from ((m.start(), m.end(), meaning) for m in re.finditer(re.escape(thing), text))
        if not self.firsts:
            return
        if text.isascii():
            yield from self._in_plain(text)
            return
        for at, joined in self._begins(text):
            said = tuple(_word(m) for m in islice(_WORD.finditer(text, at), self._longest * 2))  # "عبد" joins the next
            spelled = said if joined else _spelled(said)
            for words_said in (said,) if spelled is said else (said, spelled):
                for form in _forms(words_said[0].folded):
                    if form in self.firsts:
                        yield from self._from(text, words_said, 0, form)

    def _begins(self, text: str) -> Iterator[tuple[int, bool]]:
        """Where words stand that may begin a name, and whether "عبد" before joins them. Nearly all words of a text
        begin none, and the same come again and again: so of each word it is kept whether it may."""
        known, servant = self._may_begin, -BETWEEN - 1  # where the last "عبد" ended
        for match in _WORD.finditer(text):
            raw = match[0]
            may = known[raw] if raw in known else self._told(raw)
            if may:
                start = match.start()
                yield start, start - servant <= BETWEEN
                if may > 1:
                    servant = match.end()

    def _told(self, raw: str) -> int:
        """0 for a word that begins no name that is looked for, 2 for "عبد", which may begin many."""
        if len(self._may_begin) >= REMEMBERED:
            self._may_begin.clear()
        word = folded(raw)
        plain = _SERVANT_AT.sub(r"\1عبد", _ARTICLE.sub("", word))
        begins = any(form in self.firsts for each in {word, plain} for form in _forms(each))
        self._may_begin[raw] = 2 if _SERVANT.fullmatch(word) else int(begins)
        return self._may_begin[raw]

    def _in_plain(self, text: str) -> Iterator[tuple[int, int, T]]:
        """The same for text without accents, where only what begins like a name is looked at."""
        lower = text.lower()
        for start, end in self._begun_in(lower):
            if not (lower[start - 1 : start].isalnum() or lower[end : end + 1].isalnum()):
                said = [_word(m) for m in islice(_WORD.finditer(text, start), self._longest)]
                yield from self._from(text, said, 0, said[0].folded)

    def _begun_in(self, lower: str) -> Iterator[tuple[int, int]]:
        """Where the first words of names stand in a text in small letters."""
        if len(self.firsts) > FEW:
            yield from ((at, end) for _, at, end in self._search.find_matches_as_indexes(lower, overlapping=True))
            return
        for first in self.firsts:
            at = lower.find(first)
            while at >= 0:
                yield at, at + len(first)
                at = lower.find(first, at + 1)

    @cached_property
    def _search(self) -> "AhoCorasick":
        from ahocorasick_rs import AhoCorasick

        return AhoCorasick(sorted(self.firsts))

    def _from(self, text: str, said: Sequence[Word], at: int, form: str) -> Iterator[tuple[int, int, T]]:
        keys = [form] + [f"{form} {word.folded}" for word in said[at + 1 : at + 2]]
        for key in keys:
            held = self._of.get(key, ())
            for thing, meaning in zip(held[::2], held[1::2], strict=True):
                wanted = _spelled_in(thing)
                met = said[at : at + len(wanted)]
                if len(wanted) == 1 and not _alone(wanted[0], thing, said[at], text):
                    continue
                if _agree(wanted, met):
                    start = met[0].start
                    yield (start - (text[start - 1 : start] == "@"), met[-1].end, meaning)


@lru_cache(maxsize=KEPT)
def _spelled_in(thing: str) -> tuple[Word, ...]:
    """The words of a thing as they are met."""
    said = words_in(thing)
    return _spelled(said) if len(said) > 1 else said


def _spelled(said: tuple[Word, ...]) -> tuple[Word, ...]:
    """Words of Arabic as they are met in names of several: without the article, "عبد" with the word that follows it,
    for one name is written in all these ways."""
    if not any(_ARTICLE.match(word.folded) or _SERVANT.match(word.folded) for word in said):
        return said
    made: list[Word] = []
    for word in said:
        plain = _ARTICLE.sub("", word.folded)
        if made and word.start - made[-1].end <= BETWEEN and _SERVANT.fullmatch(made[-1].folded):
            before = made.pop()
            made.append(
                Word(before.folded + plain.removeprefix("ال"), f"{before.raw} {word.raw}", before.start, word.end)
            )
        else:
            made.append(word._replace(folded=_SERVANT_AT.sub(r"\1عبد", plain)))
    return tuple(made)


def _forms(word: str) -> tuple[str, ...]:
    """A word, and what is left of it without what Arabic writes before a word."""
    if len(word) < LEAST or word[0] not in _BEFORE_ARABIC:
        return (word,)
    return (word, word[1:], word[2:]) if word[1] in _BEFORE_ARABIC and len(word) > LEAST else (word, word[1:])


def _agree(wanted: Sequence[Word], met: Sequence[Word]) -> bool:
    """Whether words in a text are those of a name, and stand near each other."""
    rest = all(a.folded == b.folded for a, b in zip(wanted[1:], met[1:], strict=False))
    near = all(b.start - a.end <= BETWEEN for a, b in pairwise(met))
    return len(met) == len(wanted) and rest and near


def _alone(wanted: Word, thing: str, met: Word, text: str) -> bool:
    """Whether a word met is a name of one word."""
    if thing.startswith("@") and wanted.raw.isalpha():
        return text[met.start - 1 : met.start] in ("@", "/")
    cased = wanted.raw != wanted.raw.lower()
    return not cased or met.raw != met.raw.lower()


def parts_of(name: str, public: Iterable[str]) -> Iterator[str]:
    """The words of a person's name that may stand for the person, but for those that name something public here. Of
    an Arabic name only the family's with its article: the others are borne by many, and there are no capitals."""
    said = words_in_short(name)
    known = {*public, *words("no_name")}
    for word in said if len(said) > 1 else ():
        arabic = "\u0620" <= word.folded[0] <= "\u06d3"
        if arabic and not (word.folded.startswith("ال") and len(word.folded) >= LEAST_FAMILY):
            continue
        if len(word.folded) >= LEAST and word.folded not in known and not word.folded.isdigit():
            yield word.raw
