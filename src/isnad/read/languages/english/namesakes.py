"""Namesakes: names of persons, families, bodies and papers that are also names of places somewhere.

What may live here: by what stands beside a run of capitals it is told that no place is meant.
"""

from collections.abc import Collection, Iterable
from functools import cache

from isnad.read.languages.english.kindred import nouns
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.place_nouns import UNITS
from isnad.read.languages.english.tokens import Token

# Behind a name, what tells that it is a family's ("the Name and Name families", "the Name family home").
KINDRED = frozenset(("family", "families", "clan", "clans", "tribe", "household", "brothers", "sisters", "siblings"))
MEDIA = frozenset(("news", "agency", "tv", "radio", "channel", "network", "newspaper", "correspondent", "website",
                   "media", "press"))  # fmt: skip
LOCATIVE = frozenset(("in", "near", "at", "outside", "inside", "around", "across", "within", "towards", "toward"))
BEFORE_NAME = frozenset(("-old", "old", "named", "called", "dr", "mr", "mrs", "ms", "hajj", "sheikh", "user"))
JOINED = 8  # tokens within which a second family's name closes a list of families


def no_place(tokens: list[Token], i: int, j: int, parties: list[tuple[int, int]]) -> bool:
    """Whether a run of capitals is a party, an organisation, a title or an acronym, and so no place."""
    placed = j < len(tokens) and tokens[j].low in UNITS
    if parties and any(a < tokens[j - 1].end and tokens[i].start < b for a, b in parties) and not placed:
        return True
    known = lexicon()
    words = [t.low for t in tokens[i:j]]
    if not _bodies().isdisjoint(words) or (len(words) == 1 and words[0] in known.cues):
        return True
    no_names, target_of = known.words("persons", "no_names"), known.target_of
    if not placed and all(w in no_names or w in target_of for w in words):
        return True
    if not placed and (_of_kindred(tokens, i, j) or _speaks(tokens, j)):
        return True
    return not placed and all(t.text.isupper() and len(t.text) <= 5 and t.text.isalpha() for t in tokens[i:j])


def _of_kindred(tokens: list[Token], i: int, j: int) -> bool:
    """Whether a run names a family: "the Name family home", "the Name and Name families"."""
    k = j
    if k < len(tokens) and tokens[k].low in KINDRED:
        return True
    if not (i and tokens[i - 1].low == "the"):
        return False
    while k < min(len(tokens), j + JOINED) and (
        tokens[k].tag == "P" or tokens[k].low in ("and", ",") or "-" in tokens[k].text
    ):
        k += 1
    return k > j and k < len(tokens) and tokens[k].low in ("families", "clans", "tribes", "brothers")


def _speaks(tokens: list[Token], j: int) -> bool:
    """Whether a run is a paper or a speaker: "Name news", "Name stated that"."""
    k = j
    while k < len(tokens) and tokens[k].tag == "B":
        k += 1
    if k >= len(tokens):
        return False
    return tokens[j].low in MEDIA or (tokens[k].tag == "V" and tokens[k].low in lexicon().cues)


@cache
def _bodies() -> frozenset[str]:
    known = lexicon()
    return known.words("narrators", "organisations") | known.words("narrators", "roles")


def of_a_person(tokens: list[Token], i: int) -> bool:
    """Whether what "of" or "and" puts before a name is a person or what is a person's: "the wife of X"."""
    if tokens[i - 1].low == "and":
        return i > 1 and tokens[i - 2].tag not in ("P", "N")
    if tokens[i - 1].low not in ("of", "from", "to"):
        return False
    word = tokens[i - 2].low if i > 1 else ""
    return word in nouns() or word in lexicon().words("kinds", "of_persons") or word in lexicon().cues


def persons_named(lines: Iterable[list[Token]]) -> frozenset[str]:
    """The words of the names that a report plainly gives to persons: behind an age, a word for kin or a title, or
    before an age in brackets."""
    found: set[str] = set()
    for tokens in lines:
        k, n = 0, len(tokens)
        for first in [first for first, token in enumerate(tokens) if token.tag == "P"]:
            if first < k:
                continue
            k = first
            after = k + 1
            while after < n and tokens[after].tag == "P":
                after += 1
            if _is_persons(tokens, k, after):
                found.update(t.low for t in tokens[k:after])
            k = after + 1
    return frozenset(found)


def _is_persons(tokens: list[Token], first: int, after: int) -> bool:
    before = tokens[first - 1].low if first else ""
    if after < len(tokens) and tokens[after].tag == "N" and after - first == 1:
        return False  # "a 30-year-old Dolmir man"
    aged = after + 1 < len(tokens) and tokens[after].low == "(" and tokens[after + 1].low.isdigit()
    return (
        aged or before in BEFORE_NAME or before.endswith("-old") or (before in nouns() and tokens[first - 1].tag == "N")
    )


def namesake(tokens: list[Token], i: int, j: int, persons: Collection[str]) -> bool:
    """Whether a name is rather that of a person whom the report names elsewhere: no word for "in" stands before it."""
    if not persons or j - i > 2 or tokens[i].low not in persons:
        return False
    before = tokens[i - 1].low if i else ""
    return before not in LOCATIVE
