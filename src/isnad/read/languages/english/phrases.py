"""Noun phrases: where the phrase beside a cue begins and ends.

What may live here: the walk left and right from a word over the tags of ``tokens``; nothing on meaning.
It must work where commas have been lost, as in much archived press text.
"""

import re
from functools import cache

from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.tokens import Token

INSIDE = frozenset("NPMGHX")
DEMONYM = re.compile(
    r"(?:ish|ese|ian|ean|can|gan|pan|nan|man|ic|ench|utch|wiss|i|ite|-led|-backed|-based|-held|-run|U\.S\.|US|UN|U\.N\.|UK|EU)$"
)
JOINS = frozenset(("of", "for", "at", "from"))
TIME = re.compile(r"^(?:mon|tues|wednes|thurs|fri|satur|sun)day$|^(?:today|yesterday|tonight|earlier|later|overnight)$")


def is_head(token: Token) -> bool:
    """Whether a lower-case noun can head a speaker: a role, an organisation, a group of people."""
    return token.low in _heads() or token.low.rstrip("s") in _heads()


@cache
def _heads() -> frozenset[str]:
    known = lexicon()
    return frozenset(
        w for n in ("roles", "anonymous", "collective", "organisations") for w in known.words("narrators", n)
    )


def clause_start(tokens: list[Token], i: int) -> int:
    """The first token of the stretch before ``i`` that no stop, quotation mark or conjunction breaks."""
    j = i
    while j > 0:
        t = tokens[j - 1]
        if t.tag in "SQ" and t.low not in "()":
            break
        if t.tag == "C" and t.low not in ("and", "or"):
            break
        j -= 1
    return j


def skip_back(tokens: list[Token], i: int) -> int:
    """From a verb back over auxiliaries, adverbs and time words ("has also", "on Wednesday")."""
    j = i
    while j > 0:
        t = tokens[j - 1]
        if t.tag in "AB" or TIME.match(t.low) or (t.low in ("on", "n't", "late", "early") and j < i):
            j -= 1
        elif t.low == "," and j > 2 and tokens[j - 3].low == "," and tokens[j - 2].tag in "BC":
            j -= 3  # ", however,"
        elif t.low == ")":
            k = j - 1
            while k > 0 and tokens[k].low != "(" and j - k < 12:
                k -= 1
            if tokens[k].low != "(" or k == 0:
                break
            j = k
            continue
        else:
            break
    return j


def noun_phrase_before(tokens: list[Token], end: int, floor: int) -> int | None:
    """The first token of the shortest noun phrase that ends before ``end``; None where none does.

    A determiner opens it; so does the turn from a name to a common noun that is no part of it.
    """
    if end <= floor:
        return None
    if tokens[end - 1].tag == "R":
        return end - 1
    if tokens[end - 1].tag not in INSIDE:
        return None
    j = end - 1
    while j > floor:
        here, left = tokens[j], tokens[j - 1]
        if here.tag == "D":
            if left.low in JOINS and j - 2 >= floor and tokens[j - 2].tag in "NP":
                j -= 2
                continue
            break
        if left.tag == "D":
            j -= 1
            continue
        if left.tag in INSIDE:
            if (
                left.tag == "P"
                and here.tag == "N"
                and not DEMONYM.search(left.text)
                and not is_head(here)
                and left.low not in ("u.n", "un")
            ):
                break
            if (
                left.tag == "N"
                and here.tag == "P"
                and not is_head(left)
                and left.low not in ("agency",)
                and not left.low.endswith(("-based", "-led", "-backed"))
            ):
                break
            j -= 1
            continue
        if (
            left.low in ("and", "or", "&")
            and j - 2 >= floor
            and tokens[j - 2].tag in INSIDE
            and tokens[j - 2].tag != "M"
        ):
            j -= 2
            continue
        if left.low in JOINS and j - 2 >= floor and tokens[j - 2].tag in "NP":
            j -= 2
            continue
        break
    return j


def widened(tokens: list[Token], start: int) -> int:
    """The phrase's start moved back to its clause's start where only a noun phrase lies between."""
    begin = clause_start(tokens, start)
    if begin == start:
        return start
    while begin < start and tokens[begin].low in ("and", "or"):
        begin += 1
    between = tokens[begin:start]
    if (
        not between
        or between[0].tag in "IBA"
        or any(t.tag in "VARSQB" or (t.tag == "C" and t.low != "and") for t in between)
    ):
        return start
    return begin


def noun_phrase_after(tokens: list[Token], start: int, ceiling: int) -> int:
    """The token after the noun phrase that begins at ``start``.

    Without commas, a lower-case noun after a name that is no role or organisation begins the next phrase.
    """
    j, named = start, False
    while j < ceiling:
        t = tokens[j]
        if t.tag == "R" and j == start:
            return j + 1
        apposed = j > start and is_head(tokens[j - 1]) and j + 1 < ceiling and tokens[j + 1].tag == "P"
        if t.tag == "D" and j > start and tokens[j - 1].low not in (*JOINS, "and", "in") and not apposed:
            break  # but "a group the Name" is one phrase
        if t.tag == "N" and t.low.endswith("ing") and j > start and j + 1 < ceiling and tokens[j + 1].tag in "ID":
            break  # "an activist speaking to"
        if t.tag in INSIDE or t.tag == "D":
            if named and t.tag == "N" and not is_head(t) and not DEMONYM.search(tokens[j - 1].text):
                break
            named = t.tag == "P"
        elif t.low == "(":
            close = next((k for k in range(j, min(ceiling, j + 8)) if tokens[k].low == ")"), None)
            if close is None:
                break
            j = close
        elif not ((t.low in JOINS or t.low in ("and", "in")) and j + 1 < ceiling and tokens[j + 1].tag in "NPDH"):
            break
        j += 1
    return j
