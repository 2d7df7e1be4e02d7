"""Apposed: the persons of a sentence, each with what stands beside the phrase and says who it is.

What may live here: ages, "of Place", "identified as Name", ", a student," behind a phrase, and the order of the
phrases. What a phrase itself tells is read in ``described.py``.
"""

from collections.abc import Collection
from functools import cache

from isnad.read.languages.english.described import (
    AGED_WORD,
    DEFINITE,
    FEMALE,
    GROWN,
    KIN,
    MALE,
    ORDINALS,
    VERBAL,
    Person,
    age_at,
    aged_at,
    capital_at,
    common_at,
    heads,
    listed,
    name_at,
    numbered_at,
    single_at,
)
from isnad.read.languages.english.headlines import bare_at
from isnad.read.languages.english.kindred import nouns
from isnad.read.languages.english.numerals import number_at
from isnad.read.languages.english.quantities import Counted
from isnad.read.languages.english.tokens import Token

OLDEST = 115  # years; a larger number behind a name is no age
ALSO = frozenset(("also", "better", "otherwise", "commonly", "widely", "sometimes"))
REACH = 30  # tokens of an apposition between a name and its verb


def persons_in(tokens: list[Token], surnames: Collection[str], counted: list[Counted]) -> list[Person]:
    """The persons a sentence speaks of, in order. ``surnames`` are last names of the report's full names so far,
    ``counted`` the people counted in it."""
    numbers = {c.first: c for c in counted if c.quantity.convention or _numeral(tokens, c)}
    found: list[Person] = []
    i = 0
    while i < len(tokens):
        made = _person_at(tokens, i, surnames, numbers)
        if made is None:
            i += 1
            continue
        made = _extended(tokens, made, surnames)
        found.append(made)
        i = max(made.after, i + 1)
    return found


def _numeral(tokens: list[Token], c: Counted) -> bool:
    """Whether a number stands in the phrase ("two men", not "a man")."""
    inside = range(c.first, min(c.after, len(tokens)))
    return any(number_at(tokens, k) is not None and age_at(tokens, k) is None for k in inside)


def _person_at(tokens: list[Token], i: int, surnames: Collection[str], numbers: dict[int, Counted]) -> Person | None:
    t = tokens[i]
    if t.tag == "P":
        if i == 0 and t.low in heads() and not capital_at(tokens, 1):
            return common_at(tokens, 0, 0, 0, "new")  # a headline: "Man shot"
        aged = aged_at(tokens, i, surnames) if AGED_WORD.match(t.low) else None  # "Six-year-old Name Name was"
        return aged or name_at(tokens, i, surnames) or bare_at(tokens, i)
    if t.low in MALE or (t.low in FEMALE and not (t.low == "her" and _opens_noun(tokens, i + 1))):
        return Person(i, i + 1, "pronoun", sex="m" if t.low in MALE else "f")
    if t.low in ("they", "them", "themselves"):
        return Person(i, i + 1, "pronoun", number=0)
    if t.tag == "N" and "-" not in t.low and i not in numbers and t.low not in _openers():
        return None  # most nouns
    if t.tag in "DMGN" or t.low in ORDINALS or i in numbers:
        with_article = aged_at(tokens, i, surnames) or numbered_at(tokens, i, numbers) or single_at(tokens, i)
        return with_article or bare_at(tokens, i)
    return None


@cache
def _openers() -> frozenset[str]:
    """Words that open a phrase for persons, whatever they were taken for."""
    return heads() | ORDINALS.keys() | DEFINITE | KIN | {"both", "all", "a", "an", "one", "another"}


def _opens_noun(tokens: list[Token], j: int) -> bool:
    return j < len(tokens) and tokens[j].tag in "NPM" and tokens[j].low not in listed("body")


def _extended(tokens: list[Token], person: Person, surnames: Collection[str]) -> Person:
    """The phrase with what is apposed to it: an age, where from, "identified as Name", ", a student,"."""
    j = person.after
    for _ in range(4):
        after = _past_one(tokens, j, person, surnames)
        if after is None:
            break
        j = after
    person.after = j
    return person


def _described_again(tokens: list[Token], j: int, person: Person) -> int | None:
    """The end of what says once more who is meant: "the victim, a 14-year-old male, was taken"."""
    made = single_at(tokens, j) if j < len(tokens) and tokens[j].low in ("a", "an") else None
    closed = made is not None and made.after < len(tokens) and tokens[made.after].low == ","
    if made is None or not closed or made.form != "new" or (person.sex and made.sex not in ("", person.sex)):
        return None
    if made.after + 1 >= len(tokens) or tokens[made.after + 1].tag not in VERBAL:
        return None  # "the driver, a passenger, and a child"
    person.sex, person.age, person.young = person.sex or made.sex, made.age, made.young
    return made.after + 1


def _past_one(tokens: list[Token], j: int, person: Person, surnames: Collection[str]) -> int | None:
    n = len(tokens)
    if j >= n:
        return None
    low, nxt = tokens[j].low, tokens[j + 1].low if j + 1 < n else ""
    if (
        low == ","
        and j + 2 < n
        and tokens[j + 1].tag == "M"
        and tokens[j + 2].low in ("fatally", "of")
        and person.number != 1
    ):
        close = next((k for k in range(j + 2, min(n, j + 8)) if tokens[k].low in (",", ".")), None)
        return (
            close + 1 if close and tokens[close].low == "," and close + 1 < n and tokens[close + 1].tag == "A" else None
        )
    behind = tokens[j].tag == "M" and tokens[j - 1].low == ","  # "his father, Name Name, 37,"
    if (low in (",", "(") or behind) and j + 1 < n:
        k = j if behind else j + 1
        while k < n and tokens[k].low in ("aged", "age", "ages"):
            k += 1
        age = (
            number_at(tokens, k)
            if k < n and tokens[k].tag == "M" and not (person.name and _of_the_next(tokens, k))
            else None
        )
        if age is not None and age <= OLDEST and _closes_age(tokens, k + 1):
            person.age, person.young = age, age < GROWN
            k += 1
            while k < n and tokens[k].low in ("years", "year", "old", "years-old", "-"):
                k += 1
            if person.number > 1 and k + 1 < n and tokens[k].low in ("and", ",") and tokens[k + 1].tag == "M":
                while (
                    k + 1 < n and (tokens[k].low in ("and", ",") or tokens[k].tag == "M") and tokens[k + 1].tag in "MSC"
                ):
                    k += 1
                k += 1
            return k + 1 if k < n and tokens[k].low in (",", ")") else k
    if (
        person.single
        and person.form != "name"
        and not person.name
        and capital_at(tokens, j)
        and (made := name_at(tokens, j, surnames))
    ):
        person.name, person.form = made.name, "name"  # "his wife Name Name"
        return made.after
    related = person.kin or person.head in nouns()
    if person.single and related and not person.name and (given := _given_name(tokens, j)):
        return given
    if low == "," and person.single and related and (after := _called(tokens, j + 1, person, surnames)):
        return after
    if low in ("a", "an", "the") and tokens[j - 1].low == "," and person.form == "name" and person.single:
        return _apposed(tokens, j - 1, person, surnames)  # "Name Name, 34, a teacher in Place, was"
    if low == "," and person.form == "known" and person.single and (after := _described_again(tokens, j + 1, person)):
        return after
    if low == "(":
        close = next((k for k in range(j, min(n, j + 14)) if tokens[k].low == ")"), None)
        return close + 1 if close else None
    if low in ("of", "from") and capital_at(tokens, j + 1):
        k = j + 1
        while k < n and (tokens[k].tag == "P" or (tokens[k].low == "," and capital_at(tokens, k + 1) and k - j < 6)):
            k += 1
        return k + 1 if k < n and tokens[k].low == "," else k
    if low in ("in",) and nxt in KIN:
        k = j + 2
        while k < n and (tokens[k].low in ("early", "mid", "late", "mid-", "-", "to") or tokens[k].tag in "MN"):
            k += 1
            if tokens[k - 1].low.endswith("s"):
                break
        return k if k > j + 2 else None
    alias = j + (low == ",")
    if alias + 2 < n and tokens[alias].low in ALSO and tokens[alias + 1].low == "known" and person.form == "name":
        return _alias(tokens, alias + 2)
    if low in ("identified", "named", "known") or (low == "," and nxt in ("identified", "named", "known")):
        return _identified(tokens, j, person, surnames)
    if low == "," and person.number > 1 and capital_at(tokens, j + 1):
        return _their_names(tokens, j + 1)
    if low == "," and person.single and j + 1 < n:
        return _apposed(tokens, j, person, surnames)
    return None


def _of_the_next(tokens: list[Token], k: int) -> bool:
    """Whether an age is of who is named behind it: "Name Name, 19-year-old Name Name and"."""
    aged = age_at(tokens, k)
    return aged is not None and capital_at(tokens, aged[1])


def _given_name(tokens: list[Token], j: int) -> int | None:
    """The token after a first name alone, behind a word for kin: "her son Name", "his father, Name, was"."""
    k = j + (tokens[j].low == ",")
    if not capital_at(tokens, k) or capital_at(tokens, k + 1) or tokens[k].low in listed("not_names"):
        return None
    closed = k + 1 < len(tokens) and tokens[k + 1].low == ","
    if k > j:
        return k + 2 if closed else None
    return k + 1


def _called(tokens: list[Token], k: int, person: Person, surnames: Collection[str]) -> int | None:
    """The end of what says of a child of someone's who they are: "her son, the child Name Name, was"."""
    made = single_at(tokens, k) if k < len(tokens) and tokens[k].tag == "D" else None
    if made is None or made.head not in listed("young") or not capital_at(tokens, made.after):
        return None
    named = name_at(tokens, made.after, surnames)
    if named is None or (person.sex and made.sex not in ("", person.sex)):
        return None
    person.name, person.form, person.young = named.name, "name", True
    return named.after + (named.after < len(tokens) and tokens[named.after].low == ",")


def _closes_age(tokens: list[Token], k: int) -> bool:
    return k >= len(tokens) or tokens[k].low in (
        ",",
        ".",
        ")",
        "of",
        "from",
        "was",
        "is",
        "were",
        "has",
        "had",
        "and",
        "died",
        "years",
        "year",
        "who",
        ";",
        "-",
        "shot",
        "in",
        "on",
        "dead",
    )


def _alias(tokens: list[Token], j: int) -> int | None:
    """The token after another name of the same person: "also known as Abu Name,"."""
    k = j + 1
    while k < len(tokens) and tokens[k].tag == "P":
        k += 1
    if tokens[j].low not in ("as", "by") or k == j + 1:
        return None
    return k + 1 if k < len(tokens) and tokens[k].low == "," else k


def _identified(tokens: list[Token], j: int, person: Person, surnames: Collection[str]) -> int | None:
    for k in range(j, min(len(tokens), j + 6)):
        if tokens[k].tag == "P" and (made := name_at(tokens, k, surnames)) is not None:
            person.name, person.form = made.name, "name"
            return made.after
        if tokens[k].tag not in "VBI,S" and tokens[k].low not in ("as",):
            return None
    return None


def _of_years(tokens: list[Token], k: int, person: Person) -> int | None:
    """An age behind "of": "a boy of six"."""
    closed = k + 1 < len(tokens) and tokens[k + 1].low in (",", ".", ";", ")")
    of_an_age = person.head in listed("young") or person.head in ("man", "woman")
    age = number_at(tokens, k) if of_an_age and closed and tokens[k].tag == "M" else None
    return age if age is not None and age <= OLDEST else None


def _their_names(tokens: list[Token], j: int) -> int | None:
    """The token after the names of those who were numbered ("two sons, Name Name and Name Name, were")."""
    k = j
    while k < len(tokens) and (tokens[k].tag in "PM" or tokens[k].low in (",", "and", "(", ")", "aged")):
        k += 1
    return k if k < len(tokens) and tokens[k].tag == "A" else None


def _singular_verb(tokens: list[Token], j: int) -> bool:
    return j + 1 < len(tokens) and tokens[j].low == "," and tokens[j + 1].low in ("was", "is", "has", "had", "died")


def _apposed(tokens: list[Token], j: int, person: Person, surnames: Collection[str]) -> int | None:
    """The token after ", a student," or ", Name Name," that says who the person is; None where a list goes on."""
    k = j + 1
    if person.form == "name" and tokens[k].low in ("a", "an", "the", "his", "her", "who", "one", "whose"):
        for close in range(k + 1, min(len(tokens) - 1, k + REACH)):
            listing = tokens[close].low == "," and tokens[close + 1].low == "and"
            if listing or (tokens[k].low in KIN and tokens[close].low == "and"):
                break
            if tokens[close].low == "," and (tokens[close + 1].tag == "A" or tokens[close + 1].low in listed("dying")):
                return close + 1  # ", a member of the committee and son of Name, was"
            if tokens[close].low in (".", ";"):
                break
    if tokens[k].tag == "P" and person.form != "name":
        made = name_at(tokens, k, surnames)
        if made is None or len(made.name) < 2:
            return None
        person.name, person.form = made.name, "name"
    elif (
        tokens[k].tag in "D"
        and (person.form == "name" or person.stated)
        and tokens[k].low in ("a", "an", "the", "his", "her", "my", "our")
    ):
        made = single_at(tokens, k)
        if made is None or (tokens[k].low in KIN and not _singular_verb(tokens, made.after)):
            return None  # "Name, her husband and son": a list
        person.sex, person.young = person.sex or made.sex, person.young or made.young
        person.age = made.age if person.age is None else person.age
    else:
        return None
    after = made.after
    if tokens[after : after + 1] and tokens[after].low == "of" and (years := _of_years(tokens, after + 1, made)):
        person.age, person.young, after = years, years < GROWN, after + 2  # ", a boy of six,"
    while (
        after < len(tokens)
        and after - made.after < 8
        and tokens[after].tag in "IPN"
        and tokens[after].low not in ("and", "with")
    ):
        after += 1
    if after < len(tokens) and tokens[after].low == ",":
        return after + 1
    return after if after >= len(tokens) or tokens[after].tag in VERBAL or tokens[after].low in (".", "and") else None
