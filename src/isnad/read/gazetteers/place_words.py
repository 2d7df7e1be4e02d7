"""Words that stand beside the names of places and say what kind of place is meant.

What may live here: reading ``place_words.csv`` and taking such words off a name. The rows are data: a
language adds its own by adding rows ``language,word,kind``. Kinds, with the UCDP ``where_prec`` they ask for:
``settlement`` (1), ``near`` (2), ``second`` and ``first`` order units (3, 4), ``around`` a town or unit (the unit,
else 2), ``part`` of one (a point of the compass), ``link`` (no meaning of its own), ``one of several``
villages of one name ("Upper Zarjun", beside a Lower), which is part of the name and never taken off what is asked for.
"""

import csv
import io
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files


class Kind(StrEnum):
    """What a place word says of the name beside it."""

    SETTLEMENT = "settlement"
    SECOND = "second"
    FIRST = "first"
    AROUND = "around"
    NEAR = "near"
    PART = "part"
    LINK = "link"
    ONE_OF_SEVERAL = "one of several"


_NO_WORDS_BESIDE = frozenset((Kind.LINK, Kind.ONE_OF_SEVERAL))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stripped:
    """A name without its place words, and the kinds they were of (links left out)."""

    name: str
    kinds: tuple[Kind, ...]


_POSSESSIVE = re.compile(r"(?<=\w)(?:['’]s|['’](?=\s))(?!\w)")


@cache
def _rows() -> tuple[tuple[str, str, Kind], ...]:
    table = files("isnad.read.gazetteers").joinpath("place_words.csv").read_text(encoding="utf-8")
    return tuple((row["language"], row["word"], Kind(row["kind"])) for row in csv.DictReader(io.StringIO(table)))


def place_words(language: str, *kinds: Kind) -> frozenset[str]:
    """The place words of one language (ISO 639-1), of these kinds or of every kind but ``link`` and ``one of several``.

    Lower case where the script has it; a word may hold a space ("refugee camp"). Empty for a language without rows.
    """
    wanted = kinds or tuple(kind for kind in Kind if kind not in _NO_WORDS_BESIDE)
    return frozenset(word for code, word, kind in _rows() if code == language and kind in wanted)


@cache
def _kinds() -> dict[str, Kind]:
    return {word: kind for _, word, kind in _rows() if kind is not Kind.ONE_OF_SEVERAL}


@cache
def _telling_apart() -> frozenset[str]:
    return frozenset(word for _, word, kind in _rows() if kind is Kind.ONE_OF_SEVERAL)


def shared_name(name: str) -> str:
    """The name that a village shares with others, which a word before or after it tells apart; empty where there is
    no such word.

    >>> shared_name("Upper Zarjun"), shared_name("عين الزهر كبيرة"), shared_name("Zarjun")
    ('Zarjun', 'عين الزهر', '')
    """
    words = name.split()
    if len(words) > 1 and words[0].lower() in _telling_apart():
        return " ".join(words[1:])
    return " ".join(words[:-1]) if len(words) > 1 and words[-1].lower() in _telling_apart() else ""


@cache
def _most_words() -> int:
    return max(word.count(" ") + 1 for word in _kinds())


@cache
def _outermost(front: bool) -> frozenset[str]:
    """The words that place words begin with, or end with."""
    return frozenset(word.split()[0 if front else -1] for word in _kinds())


def word_kind(word: str) -> Kind | None:
    """The kind of one place word, None where it is none."""
    return _kinds().get(word.strip().lower())


def _edge(tokens: list[str], *, front: bool) -> tuple[int, Kind | None]:
    """How many tokens at this edge are one place word, and its kind."""
    if tokens[0 if front else -1].lower() not in _outermost(front):
        return 0, None
    for size in range(min(_most_words(), len(tokens) - 1), 0, -1):
        edge = tokens[:size] if front else tokens[-size:]
        kind = _kinds().get(" ".join(edge).lower())
        if kind is not None:
            return size, kind
    return 0, None


def _peeled(tokens: list[str], *, front: bool) -> list[tuple[int, Kind]]:
    """The place words at one end, from the outside in: how many tokens are off by then, and the kind of the last."""
    off: list[tuple[int, Kind]] = []
    gone = 0
    while len(tokens) - gone > 1:
        size, kind = _edge(tokens[gone:] if front else tokens[: len(tokens) - gone], front=front)
        if kind is None:
            break
        gone += size
        off.append((gone, kind))
    return off


def strippings(name: str) -> tuple[Stripped, ...]:
    """All ways of taking place words off the ends of a name, the fewest first; at least one word always stays.

    "Port Sudan city" may be Port Sudan, a city, or Sudan, a port: whoever asks tries them in order.
    """
    tokens = (_POSSESSIVE.sub("", name) if "'" in name or "’" in name else name).split()
    if len(tokens) < 2:
        return (Stripped(name=tokens[0] if tokens else "", kinds=()),)
    fronts, backs = [_peeled(tokens, front=front) for front in (True, False)]
    found: list[tuple[int, int, Stripped]] = []
    for i in range(len(fronts) + 1):
        for j in range(len(backs) + 1):
            low, high = fronts[i - 1][0] if i else 0, len(tokens) - (backs[j - 1][0] if j else 0)
            kinds = tuple(kind for _, kind in (*fronts[:i], *backs[:j]) if kind is not Kind.LINK)
            if low < high:
                found.append((i + j, i, Stripped(name=" ".join(tokens[low:high]), kinds=kinds)))
    return tuple(stripped for _, _, stripped in sorted(found, key=lambda item: item[:2]))


def strip_place_words(name: str) -> Stripped:
    """Take all place words off both ends.

    >>> strip_place_words("the southern countryside of Idlib province").name
    'Idlib'
    """
    if " " not in name:
        return Stripped(name=name, kinds=())
    return strippings(name)[-1]
