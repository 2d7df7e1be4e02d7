"""Amounts: a number as it stands in a sentence, with the bound before it and the range after it.

What may live here: from tokens to low and high ("at least 12", "up to 20", "between 30 and 40", "rose from 30 to 42"),
and which numbers are ages and count no one. The noun phrase that a number heads is read in ``quantities.py``.
"""

import re
from dataclasses import dataclass
from functools import cache

from isnad.read.languages.english.ages import LABELLED, age_beside_name, of_calls
from isnad.read.languages.english.conventions import CONVENTION, NUMBERS
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.numerals import SCALES, plain_number
from isnad.read.languages.english.tokens import Token

AGE = re.compile(
    r"^(?:-|year|years|yr|month|months|-year-old|week|day|days|hour|hours|km|kilometres|kilometers|miles|metres|meters|percent|%|am|pm|a\.m|p\.m|gmt|minutes|o'clock)"
)
# What stands between a lower bound and an upper one.
HEDGED_UP = frozenset(("and", "but", "possibly", "perhaps", "potentially", "likely", "or", ",", "up", "to", "as",
                       "many", "at", "most", "maybe", "even", "more", "than"))  # fmt: skip
REACH = 8  # tokens between the two
# Verbs whose "from" names the figure before: "rose from 30 to 42".
MOVED = frozenset(("rose", "risen", "rising", "rise", "rises", "climbed", "climbing", "climbs", "grew", "grown",
                   "jumped", "increased", "increasing", "increases", "up", "raised", "went", "gone"))  # fmt: skip
# What makes a number one of years, or of the children a parent has.
NOT_COUNTED = frozenset(("younger than", "older than", "mother of", "father of", "mom of", "dad of", "parent of"))
OF_AN_AGE = frozenset(("boy", "girl", "child", "infant", "baby", "toddler", "boys", "girls", "children", "youth", "man",
                       "woman", "teenager"))  # fmt: skip


@dataclass(slots=True)
class Quantity:
    """A number of something in ``tokens[first:after]``; ``low`` and ``high`` as in records.Count."""

    first: int
    after: int
    low: int | None
    high: int | None
    convention: tuple[int, int | None] | None = None


@cache
def _bounds() -> dict[str, str]:
    numbers = lexicon().raw["numbers"]
    return {phrase: kind for kind in ("least", "more", "most", "fewer", "about") for phrase in numbers[kind]}


def _bound_before(tokens: list[Token], i: int) -> tuple[str, int]:
    """The bound that stands before token ``i`` and where it begins ("at least", "up to", "another")."""
    for size in (4, 3, 2, 1):
        if i - size >= 0:
            kind = _bounds().get(" ".join(t.low for t in tokens[i - size : i]))
            if kind:
                return kind, i - size
    return "", i


def quantity_at(tokens: list[Token], i: int) -> Quantity | None:
    """The quantity whose number begins at token ``i``, with the bound before it and the range after it."""
    t = tokens[i]
    if t.low == "many" and i and tokens[i - 1].low in ("as", "so", "how", "too"):
        return None  # "to kill as many people as possible" counts nobody
    if t.low in CONVENTION:
        after = i + 2 if i + 1 < len(tokens) and tokens[i + 1].low == "of" else i + 1
        first = (
            i - 1
            if i and tokens[i - 1].low in ("a", "many", "the", "of") and t.low in ("number", "few", "handful", "dozens")
            else i
        )
        if t.low == "number" and i > 1 and tokens[i - 1].low in NUMBERS and tokens[i - 2].low in ("a", "an"):
            return Quantity(i - 2, after, None, None, NUMBERS[tokens[i - 1].low])
        if t.low in ("number", "handful", "few") and not (i and tokens[i - 1].low == "a"):
            return None
        return Quantity(first, after, None, None, CONVENTION[t.low])
    plain = plain_number(tokens, i)
    if plain is None:
        return None
    value, after, opened = plain
    if _aged(tokens, after) or (i and tokens[i - 1].low in LABELLED):
        return None
    if age_beside_name(tokens, i) or of_calls(t, tokens[after : after + 1]):
        return None
    if i > 1 and f"{tokens[i - 2].low} {tokens[i - 1].low}" in NOT_COUNTED:
        return None
    if i > 1 and tokens[i - 1].low == "of" and tokens[i - 2].low in OF_AN_AGE:
        return None  # "a boy of six"
    begins = i - (t.low in SCALES and i > 0 and tokens[i - 1].low == "a")  # "more than a dozen"
    kind, first = _bound_before(tokens, begins)
    first = first if kind else i
    low: int | None = value
    high: int | None = None if opened else value
    ranged = _range_after(tokens, i, after) if not _risen(tokens, first) else None
    if ranged is not None and _aged(tokens, ranged[1]):
        return None  # "a 31 to 33-year-old"
    if ranged is not None and low is not None and ranged[0] > low:
        high, after = ranged
        if i and tokens[i - 1].low == "between":
            first = i - 1
    elif kind == "least":
        high = None
        upper = _up_to(tokens, after)
        if upper is not None and upper[0] > value:
            high, after = upper
    elif kind == "more" and _bound_before(tokens, first)[0] == "most":
        low, high, first = None, value + 1, _bound_before(tokens, first)[1]  # "up to more than 50"
    elif kind == "more":
        low, high = value + 1, None
    elif kind == "most":
        low, high = None, value
    elif kind == "fewer" and tokens[begins - 1].low == "than":
        low, high = None, value - 1
    return Quantity(first, after, low, high)


def _aged(tokens: list[Token], after: int) -> bool:
    """Whether a number that ends here is of years, kilometres and the like: "12-year-old", not "3-5 people"."""
    if after >= len(tokens) or not AGE.match(tokens[after].low):
        return False
    return not (tokens[after].low == "-" and after + 1 < len(tokens) and tokens[after + 1].tag == "M")


def _up_to(tokens: list[Token], after: int) -> tuple[int, int] | None:
    """The upper bound behind a lower one, and the token after it: "at least one but possibly up to 12"."""
    j = after
    while j < min(len(tokens), after + REACH) and tokens[j].low in HEDGED_UP:
        j += 1
    between = [t.low for t in tokens[after:j]]
    if j >= len(tokens) or tokens[j].tag != "M" or not {"up", "many", "most"} & set(between):
        return None
    number = plain_number(tokens, j)
    return (number[0] + (between[-2:] == ["more", "than"]), number[1]) if number else None


def _risen(tokens: list[Token], first: int) -> bool:
    """Whether a number is one that a figure moved from: "rose from 30 to 42" tells of 42."""
    return (
        first > 1 and tokens[first - 1].low == "from" and bool({t.low for t in tokens[first - 3 : first - 1]} & MOVED)
    )


def _range_after(tokens: list[Token], i: int, after: int) -> tuple[int, int] | None:
    if after + 1 >= len(tokens):
        return None
    word = tokens[after].low
    joins = word in ("to", "-", "–") or (word == "and" and i > 0 and tokens[i - 1].low == "between")
    second = plain_number(tokens, after + 1) if (joins or word == "or") and tokens[after + 1].tag == "M" else None
    return (second[0], second[1]) if second and (joins or second[1] == after + 2) else None
