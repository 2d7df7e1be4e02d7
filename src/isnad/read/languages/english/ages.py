"""Ages: which bare numbers are the ages of persons, or labels, and count no one.

What may live here: numbers beside a name or a noun for people, lists of ages, numbers of rooms and of telephones.
Ages that say so themselves ("12-year-old") are read in ``described.py``.
"""

from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.tokens import Token

OLDEST = 115  # years
AGES = frozenset(("age", "ages", "aged"))
SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))  # behind a name, and no part by which one is spoken of
IN_LIST = frozenset((",", "and", "or", "to", "of", "from", "between", "were", "are", "-"))
# Nouns and abbreviations whose number is a label ("room 8", "Route 34") or an age.
LABELLED = frozenset(("aged", "age", "no", "no.", "number", "room", "apartment", "apt", "unit", "suite", "route",
                      "highway", "interstate", "channel", "district", "ward", "zone", "sector"))  # fmt: skip
EMERGENCY = frozenset(("911", "999", "112"))  # numbers that one calls for help


def of_calls(number: Token, following: list[Token]) -> bool:
    """Whether a number is the one that is called for help ("a 911 call")."""
    calls = ("call", "dispatch", "operator", "tape", "recording")
    return number.low in EMERGENCY and any(t.low.startswith(calls) for t in following)


def age_beside_name(tokens: list[Token], i: int) -> bool:
    """Whether a number is an age set beside a name: "Name Name, 34, was", "Name Name (34)"."""
    if not tokens[i].low.isdigit() or int(tokens[i].low) > OLDEST or i < 2:
        return False
    suffixed = tokens[i - 2].low == "." and i > 3 and tokens[i - 3].low in SUFFIXES  # "Name Name Jr., 34,"
    if tokens[i - 2].tag != "P" and not suffixed:
        return False
    after = tokens[i + 1].low if i + 1 < len(tokens) else "."
    return (tokens[i - 1].low, after) in ((",", ","), ("(", ")"), (",", "."), (",", ";"))


def age_in_list(tokens: list[Token], i: int) -> bool:
    """Whether a bare number is one of several ages: "ages 20 and 22", "between the ages of 18 and 22", "two men, 30
    and 42," and the second of "Name Name, 66 and Name Name, 64"."""
    k = i - 1
    while k >= 0 and (tokens[k].tag == "M" or tokens[k].low in IN_LIST):
        k -= 1
    if k >= 0 and tokens[k].low in AGES:
        return True
    after = next((t for t in tokens[k + 1 : i] if t.low not in IN_LIST), None)
    opened = k >= 0 and k + 1 < i and tokens[k + 1].low == ","
    if opened and after is not None and tokens[k].low in lexicon().group_of and k and tokens[k - 1].tag == "M":
        return True
    names = [
        n for n in range(2, i) if tokens[n].low.isdigit() and tokens[n - 1].low == "," and tokens[n - 2].tag == "P"
    ]
    return tokens[i - 1].low == "," and tokens[i - 2].tag == "P" and bool(names) and int_or_none(tokens[i]) is not None


def int_or_none(token: Token) -> int | None:
    """The age that a token can be."""
    return int(token.low) if token.low.isdigit() and int(token.low) <= OLDEST else None
