"""Names of persons in Arabic: where one begins and ends among the tokens of a sentence.

What may live here: the grammar of names. A chain begins with a given name, a kunya ("أبو ...", "أم ...") or a word
after a cue that names somebody ("المدعو ..."), and goes on with names of fathers ("بن ..." or nothing between),
compounds ("عبد ال...", "... الدين") and a family's name. Who is named, and whether they are private, is in persons.py.
Grammar: Wright II § 77 (ابن), § 96 (compounds); A. Schimmel, Islamic Names (1989), on ism, kunya, nasab and nisba.
"""

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from isnad.read.languages.arabic.letters import fold
from isnad.read.languages.arabic.tokens import Token

LONGEST = 6  # names in a chain
_PREFIXES = ("و", "ف", "ل", "ب", "ك", "ول", "وب")
_KUNYA = frozenset(("ابو", "ابا", "ابي"))
_NASAB = frozenset(("بن", "ابن", "بنت", "ال", "ولد"))
_COMPOUND = frozenset(("الدين", "الاسلام", "الله", "الحق", "النبي"))
_IN_NAME = frozenset(("given", "title", "place_part", "voices", "vague", "says", "befalls"))
_INSIDE = frozenset(("الحاج", "الشيخ", "السيد", "حاج", "الحج"))
_VERBAL = ("ي", "ت")  # the prefixes of most verbs in the present
_PRONOUNS = ("هم", "هما", "كم")


@dataclass(frozen=True, slots=True)
class Span:
    """A name at tokens ``first:last``; ``cut`` letters of the first are written onto it. ``given`` are its parts that
    are given names and nothing else, ``parts`` all of them."""

    first: int
    last: int
    cut: int
    given: int
    parts: int
    kunya: bool = False


@cache
def words(*path: str) -> frozenset[str]:
    """A list of naming.toml, folded."""
    held: Any = _tables()
    for key in path:
        held = held[key]
    return frozenset(map(fold, held))


@cache
def _tables() -> dict[str, Any]:
    text = resources.files("isnad.read.languages.arabic").joinpath("naming.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def given_names() -> dict[str, bool]:
    """The given names of given.csv, folded; whether each is an ordinary word too."""
    text = resources.files("isnad.read.languages.arabic").joinpath("given.csv").read_text(encoding="utf-8")
    return {fold(row["name"]): row["word"] == "yes" for row in csv.DictReader(text.splitlines())}


def bare(word: str, known: frozenset[str]) -> tuple[str, int]:
    """A word of a list without what is written onto it, and how many letters that is; as it is where not in it."""
    if word not in known:
        for prefix in _PREFIXES:
            rest = word.removeprefix(prefix)
            for form in (rest, "ا" + rest if prefix == "ل" and rest.startswith("ل") else rest):
                if rest != word and form in known:
                    return form, len(prefix)
    return word, 0


def chain_at(tokens: list[Token], i: int, *, cued: str = "", called: bool = False, listed: bool = False) -> Span | None:
    """The name that begins at token i. After a cue (``weak`` or ``strong``) or in a list a word that nobody has heard
    of may begin it, where a name follows, or (``called``) by itself."""
    start = _first(tokens, i)
    if (
        start is None
        and (called or cued or listed)
        and _unheard(tokens, i, cued="" if called else cued or "weak", listed=listed)
    ):
        start = (i + 1, 0, 0, False)
    if start is None:
        return None
    at, cut, given, kunya = start
    parts = 1
    while at < len(tokens) and parts < LONGEST:
        more = _further(tokens, at)
        if more is None:
            break
        at, sure = more
        given += sure
        parts += 1
    return Span(i, at, cut, given, parts, kunya)


def _first(tokens: list[Token], i: int) -> tuple[int, int, int, bool] | None:
    """Of a first name: the token after, letters written onto it, 1 where it is a name and nothing else, if a kunya."""
    word = tokens[i].text
    plain = frozenset(given_names())
    kunya, cut = bare(word, _KUNYA | {"ام"})
    if kunya in _KUNYA or (kunya == "ام" and not cut) or word == "وام":
        return (i + 2, cut, 1, True) if _named_so(tokens, i + 1, mother=kunya == "ام") else None
    servant, cut = bare(word, frozenset(("عبد",)))
    following = tokens[i + 1].text if i + 1 < len(tokens) else ""
    if servant == "عبد":
        return (i + 2, cut, 1, False) if following.startswith("ال") and len(following) > 3 else None
    if _of_servant(word):
        return (i + 1, 0 if word.startswith("عبد") else 1, 1, False)
    name, cut = bare(word, plain)
    if following in _COMPOUND and name in plain:
        return (i + 2, cut, 1, False)
    if following == "الدين" and 2 < len(word) < 6 and not tokens[i].senses.keys() - _IN_NAME:
        return (i + 2, 0, 1, False)
    if name in plain:
        return (i + 1, cut, int(not given_names()[name]), False)
    return None


def _of_servant(word: str) -> bool:
    """Whether a word is "عبد" and a name of God, written together."""
    rest = word[1:] if word[:4] in ("وعبد", "لعبد") else word
    return rest.startswith("عبدال") and len(rest) > 6


def _named_so(tokens: list[Token], i: int, *, mother: bool) -> bool:
    """Whether the word at i may be whom a kunya calls somebody after."""
    if i >= len(tokens) or not _arabic(tokens[i].text) or tokens[i].text in words("never", "words"):
        return False
    if tokens[i].text in given_names():
        return True
    return not mother and not tokens[i].senses.keys() - _IN_NAME


def _unheard(tokens: list[Token], i: int, *, cued: str, listed: bool) -> bool:
    """Whether the word at i may be a name that no list has: before another name, after a strong cue before what may be
    a family's, and before anything where ``cued`` is empty."""
    word = tokens[i].text
    if not _unknown(tokens[i], verbal=listed) or word.startswith("ال"):
        return False
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if not cued or following is None:
        return not cued
    family = cued == "strong" and following.text.startswith("ال") and _family(following)
    return family or following.text.removeprefix("ال") in given_names()


def _unknown(token: Token, *, verbal: bool = False) -> bool:
    """Whether a token is a word of which nothing is known, and which does not look like a verb or adverb (``verbal``:
    it may, as names in a list do)."""
    word = token.text
    if not _arabic(word) or len(word) < 3 or word in words("never", "words") or token.senses.keys() - _IN_NAME:
        return False
    looks = len(word) > 3 and word.endswith(_PRONOUNS)
    if not verbal:  # "خوفا": an adverb, as most words are that end so
        looks = looks or (len(word) > 3 and (word.startswith(_VERBAL) or word.endswith("ا")))
    return not looks and bare(word, words("never", "words"))[1] == 0 and not _joined(word)


def _joined(word: str) -> bool:
    """Whether a word has "and" written onto it."""
    return word[0] == "و" and len(word) > 3 and word not in given_names()


def _further(tokens: list[Token], i: int) -> tuple[int, bool] | None:
    """(token after, whether a given name and nothing else) of a further part of a name at i."""
    word = tokens[i].text
    if _last_of_line(tokens, i):
        return (i + 1, False)
    if not _arabic(word) or (word in words("never", "words") and word not in _NASAB):
        return None
    if word in _NASAB or word in _KUNYA or (word == "عبد" and i + 1 < len(tokens)):
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        if following is None:
            return None
        named = _arabic(following.text)
        named = named and (word == "عبد" or following.text not in words("never", "words"))
        servant = named and following.text == "عبد" and i + 2 < len(tokens)  # "بن عبد الله"
        return (i + 2 + servant, True) if named else None
    if word in given_names() or _of_servant(word):
        more = i + 1 < len(tokens) and tokens[i + 1].text in _COMPOUND
        return (i + 1 + more, not given_names().get(word, False))
    if word in _INSIDE or _family(tokens[i]):
        return (i + 1, False)
    return None


def _last_of_line(tokens: list[Token], i: int) -> bool:
    """Whether the word ends a line that holds little more than a name, where "الشمالي" is a family's and no bearing."""
    ends = i + 1 == len(tokens) or tokens[i + 1].number
    return len(tokens) <= LONGEST and ends and tokens[i].text.startswith("ال") and len(tokens[i].text) > 4


def _family(token: Token) -> bool:
    """Whether a word may be the name of a family behind other names."""
    word = token.text
    if word in words("never", "words") or not _arabic(word):
        return False
    if _joined(word):
        return False
    if word.startswith("ال") and len(word) > 4:
        return word[2:] in given_names() or not token.senses.keys() - _IN_NAME
    return _unknown(token)


def _arabic(word: str) -> bool:
    return "ء" <= word[0] <= "ي" and len(word) > 1
