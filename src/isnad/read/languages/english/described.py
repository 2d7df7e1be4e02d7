"""Described: the noun phrases by which a sentence speaks of persons: named, described, pointed back at, or numbered.

What may live here: where such a phrase begins and ends, and what it tells of sex, age and name. Nothing on what befell
them, and nothing on who is who from one sentence to the next.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache

from isnad.read.languages.english.ages import SUFFIXES
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.numerals import number_at
from isnad.read.languages.english.quantities import Counted
from isnad.read.languages.english.tokens import Token
from isnad.read.languages.english.unarticled import one_more

GROWN = 18  # the age from which one is no child (Convention on the Rights of the Child, art. 1)
AGED = re.compile(r"^(?:-?(?:years?|months?|weeks?|days?)-?olds?|-olds?)$")
AGED_WORD = re.compile(r"^(\w+)-(year|month|week|day)-old$")
UNITS = re.compile(r"^-?(year|month|week|day)")
PLACED = frozenset(("in", "at", "near", "on", "outside", "around", "to", "across", "through", "off", "via"))
COMPASS = frozenset(("north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest", "outside",
                     "outskirts", "side", "part", "city", "town", "village"))  # fmt: skip
DEFINITE = frozenset(("the", "this", "that", "these", "those"))
SINGULAR = frozenset(("this", "that"))  # "and that two men were killed" opens a clause
KIN = frozenset(("his", "her", "their", "my", "our"))
MALE, FEMALE = frozenset(("he", "him", "himself")), frozenset(("she", "her", "herself"))
VERBAL = "VA"
CAPITALS = 0.7  # the share of longer words in capitals from which a line is a headline


@dataclass(slots=True)
class Person:
    """One person, or a numbered few, spoken of in ``tokens[first:after]``; ``after`` is behind age and apposition.

    ``form``: "name", "new" (a man), "known" (the man), "pronoun", "number" (two men), "further" (two others, another
    man). ``number`` is 0 where several are spoken of and not how many.
    """

    first: int
    after: int
    form: str
    number: int = 1
    name: tuple[str, ...] = ()
    sex: str = ""
    age: int | None = None
    young: bool = False
    suspect: bool = False
    head: str = ""
    ordinal: int = 0
    kin: bool = False
    stated: bool = False  # a number stands in the words
    low: int | None = None
    bounded: bool = False  # "at least two"
    more: int = 0  # how many more they may be: 3 of "15 to 18"

    @property
    def single(self) -> bool:
        """Whether one person is spoken of."""
        return self.number == 1


@cache
def listed(name: str) -> frozenset[str]:
    return lexicon().words("mentions", name)


@cache
def heads() -> frozenset[str]:
    return listed("male") | listed("female") | listed("young") | listed("either") | listed("occupations")


def as_sentence(tokens: list[Token]) -> list[Token]:
    """The tokens of a headline in capitals with the tags its words have within a sentence; others as they are."""
    low = capitals = 0
    most = (1 - CAPITALS) * len(tokens)  # words in lower case from which it is none, however many words are long
    for token in tokens:
        text = token.text
        if len(text) > 3 and text[0].isalpha():
            if text[0].isupper():
                capitals += 1
            else:
                low += 1
                if low > most:
                    return tokens
    if low + capitals < 3 or capitals < CAPITALS * (low + capitals):
        return tokens
    return [replace(t, tag=_lower_tag(t)) if t.tag == "P" else t for t in tokens]


def _lower_tag(token: Token) -> str:
    """The tag of a capital word in a headline: a verb or a noun for people where it is one in lower case."""
    known = lexicon()
    if token.low in heads() or token.low in known.group_of or AGED.match(token.low):
        return "N"
    if token.low in known.verbs or token.low in known.outcome_of:
        return "V"
    for name, tag in (("prepositions", "I"), ("conjunctions", "C"), ("determiners", "D"), ("adverbs", "B")):
        if token.low in known.words("words", name):
            return tag
    return "P"


ORDINALS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9}


def age_at(tokens: list[Token], i: int) -> tuple[int, int] | None:
    """An age and the token after it, of "12-year-old", "two-year-old", "6 month old" that begins at ``i``."""
    whole = AGED_WORD.match(tokens[i].low)
    if whole:
        made = number_at(tokens, i, word=whole.group(1))
        return None if made is None else (made if whole.group(2) == "year" else 0, i + 1)
    if tokens[i].tag != "M":
        return None
    value = number_at(tokens, i)
    j = i + 1
    if value is None or j >= len(tokens):
        return None
    if tokens[j].low in ("-", "–") and j + 1 < len(tokens):
        j += 1
    unit = UNITS.match(tokens[j].low)
    if unit is None:
        return None
    if not AGED.match(tokens[j].low):
        j += 1
        while j < len(tokens) and tokens[j].low == "-":
            j += 1
        if j >= len(tokens) or tokens[j].low not in ("old", "olds"):
            return None
    return (value if unit.group(1) == "year" else 0), j + 1


def name_at(tokens: list[Token], i: int, surnames: Collection[str]) -> Person | None:
    """A run of capitals that can be a person's name."""
    j = i
    while j < len(tokens) and (tokens[j].tag == "P" or (j > i and _within_name(tokens, j))):
        j += 1
    run = [t for t in tokens[i:j] if t.tag == "P" and t.low not in SUFFIXES]
    if not run:
        return None
    start = 0
    while start < len(run) - 1 and (run[start].low.rstrip(".") in listed("titles") or run[start].low in heads()):
        start += 1
    names = run[start:]
    before = tokens[i - 1].low if i else ""
    if i and tokens[i - 1].tag == "P" and (before not in listed("not_names") or len(names) < 2):
        return None  # the rest of a name that is no person's
    if any(t.low in listed("not_names") for t in names) or before in PLACED or tokens[i].tag == "H":
        return None
    if before == "of" and i > 1 and tokens[i - 2].low in COMPASS:
        return None  # "west of Place"
    if (
        len(names) > 6
        or any(t.text.isupper() and len(t.text) > 3 for t in names)
        or any(c.isdigit() for c in names[0].text)
    ):
        return None
    if len(names) == 1 and not start and (names[0].low not in surnames or (j < len(tokens) and tokens[j].tag == "N")):
        return None
    if before == "the" and names[0].low not in surnames:
        return None
    if j < len(tokens) and (tokens[j].tag == "G" or tokens[j].low in listed("of_a_name")):
        return None  # "Name's brother" is the brother, "the Name family" no one
    first, head = i, ""
    if i and start == 0 and tokens[i - 1].low in heads() and tokens[i - 1].tag == "N":
        first, head = i - 1, tokens[i - 1].low  # "volunteer Name Name"
        while first and (
            tokens[first - 1].tag == "P" or (tokens[first - 1].tag == "N" and tokens[first - 1].low != ",")
        ):
            first -= 1
    sex = "m" if head in listed("male") else "f" if head in listed("female") else ""
    return Person(first, j, "name", name=tuple(t.low for t in names if len(t.text) > 1), sex=sex, head=head)


def _within_name(tokens: list[Token], j: int) -> bool:
    """Whether a name goes on over what is no capital word: "J. Name", "Name A Name", "Name Jr.", 'Name "Nick" Name'."""
    t, before = tokens[j], tokens[j - 1]
    if t.low == ".":
        return before.low in SUFFIXES or (len(before.text) <= 3 and capital_at(tokens, j + 1))
    if t.text == "A":
        return capital_at(tokens, j + 1)
    return quoted_within(tokens, j) or (j > 2 and quoted_within(tokens, j - 2))


def quoted_within(tokens: list[Token], j: int) -> bool:
    """Whether a nickname in quotes or brackets stands here between the parts of a name."""
    if not 0 < j < len(tokens) - 3:
        return False
    if tokens[j].tag != "Q" and tokens[j].low != "(":
        return False
    closes = tokens[j + 2].tag == "Q" or tokens[j + 2].low == ")"
    around = tokens[j - 1].tag == "P" and capital_at(tokens, j + 3)
    return closes and around and capital_at(tokens, j + 1)


def capital_at(tokens: list[Token], j: int) -> bool:
    return j < len(tokens) and tokens[j].tag == "P"


def aged_at(tokens: list[Token], i: int, surnames: Collection[str]) -> Person | None:
    """'19-year-old Name Name', and 'the 12-year-old' with no noun after it."""
    start = i + 1 if tokens[i].tag == "D" and tokens[i].low not in KIN else i
    if start >= len(tokens):
        return None
    age = age_at(tokens, start)
    if age is None:
        return None
    if age[1] < len(tokens) and tokens[age[1]].tag == "P" and (made := name_at(tokens, age[1], surnames)):
        return replace(made, first=i, age=age[0], young=age[0] < GROWN)
    if head_from(tokens, age[1]) is not None:
        return None
    return Person(i, age[1], _form(tokens, i), age=age[0], young=age[0] < GROWN) if start > i else None


def _form(tokens: list[Token], i: int) -> str:
    low = tokens[i].low
    if low in ("another",):
        return "further"
    return "known" if low in DEFINITE or low in KIN else "new"


def numbered_at(tokens: list[Token], i: int, numbers: dict[int, Counted]) -> Person | None:
    """'two men', 'three others', 'both', 'all three', 'the other two', 'a couple'."""
    low = tokens[i].low
    if low == "both" and i + 1 < len(tokens):
        return Person(i, i + 1, "known", number=2)
    definite, j = low in DEFINITE - SINGULAR or low in KIN or low == "all", i
    if definite:
        j += 1
    if definite and j < len(tokens) and tokens[j].low == "other":
        j += 1
    c = numbers.get(j) or numbers.get(i)
    if c is not None and c.partitive:
        return Person(c.first, c.after, "number", number=c.quantity.low or 0, head="of", stated=True)
    if c is not None and not _is_age(tokens, c) and not _dated(tokens, c):
        words = {t.low for t in tokens[c.first : c.after]}
        further = bool(words & {"others", "other", "more", "another", "additional"})
        form = "known" if definite and not (words & {"others", "other"}) else "further" if further else "number"
        q = c.quantity
        low_bound = q.high is None
        sex = "m" if c.group == "men" else "f" if c.group == "women" else ""
        return Person(
            i,
            c.after,
            form,
            number=q.low or 0,
            sex=sex,
            young=c.group == "children",
            head=c.head,
            suspect=c.head in ("suspects", "suspect", "gunmen"),
            stated=True,
            bounded=low_bound,
            more=(q.high or 0) - (q.low or 0) if q.low and q.high else 0,
        )
    if low in ("a", "the", "an") and i + 1 < len(tokens):
        k = i + 1
        while k < min(len(tokens), i + 4) and tokens[k].tag in "NVP" and tokens[k].low not in listed("pairs"):
            k += 1
        if (
            k < len(tokens)
            and tokens[k].low in listed("pairs")
            and not (k + 1 < len(tokens) and tokens[k + 1].low == "of")
        ):
            return Person(i, k + 1, "known" if low == "the" else "number", number=2, head="couple", stated=low != "the")
    return None


def _is_age(tokens: list[Token], c: Counted) -> bool:
    """Whether a number is an age that stands behind a name ("Name, 34, was killed")."""
    return (
        not c.head
        and c.first > 0
        and tokens[c.first - 1].low == ","
        and (c.after >= len(tokens) or tokens[c.after].low in (",", ".", ")", "was", "is", "of", "has", "died"))
    )


def _dated(tokens: list[Token], c: Counted) -> bool:
    """Whether a number with no noun is a day or stands in a name ("July 12", "Route 66")."""
    return not c.head and c.first > 0 and tokens[c.first - 1].tag == "P"


def head_from(tokens: list[Token], start: int) -> int | None:
    """The last of the nouns for one person in the phrase whose modifiers begin at ``start``."""
    head = None
    for k in range(start, min(len(tokens), start + 7)):
        t = tokens[k]
        if t.low in heads() and t.tag != "V":
            head = k
        elif head is not None or not _modifier(tokens, k):
            break
    return head


def _modifier(tokens: list[Token], k: int) -> bool:
    t = tokens[k]
    if t.low in ("-", "year-old", "old", "year"):
        return True
    if t.tag == "V":
        return t.low.endswith(("ed", "ing")) or t.low in ("led",)
    return t.tag in "NPMB" or t.tag == "G" or (t.tag == "X" and t.low == "-")


def single_at(tokens: list[Token], i: int) -> Person | None:
    """'a man', 'the victim', 'his 12-year-old son', 'another', 'a third victim', 'one'; in headlines 'man'."""
    t, j, ordinal = tokens[i], i + 1, 0
    if t.low in ("one", "another") and j < len(tokens) and _verbal(tokens, j):
        return Person(i, j, "further" if t.low == "another" else "number", stated=t.low == "one")
    in_list = i > 0 and tokens[i - 1].low in (",", "and") and (tokens[0].low in heads() or one_more(tokens, i))
    bare = t.tag == "N" and t.low in heads() and (i == 0 or in_list or tokens[i - 1].low in (":", "-", "–", "—", "|"))
    if bare:
        head = head_from(tokens, i)
        return None if head is None else common_at(tokens, i, i, head, "new")
    if t.tag == "G":
        j = i + 1
    elif t.low in ORDINALS or (t.tag != "D" and t.low not in ("one", "his", "her", "their")):
        return None
    if j < len(tokens) and tokens[j].low in ORDINALS:
        ordinal = ORDINALS[tokens[j].low]
        if j + 1 >= len(tokens) or _verbal(tokens, j + 1) or tokens[j + 1].low in ("at", "in", ","):
            return Person(i, j + 1, "further", ordinal=ordinal)
        j += 1
    head = head_from(tokens, j)
    if (
        head is None
        or (head + 1 < len(tokens) and tokens[head + 1].tag == "G")
        or t.low in ("no", "any", "each", "every", "both", "all", "several", "many", "some", "few")
    ):
        return None
    form = "further" if ordinal or t.low == "another" or tokens[j].low == "other" else _form(tokens, i)
    made = common_at(tokens, i, j, head, "known" if t.tag == "G" else form)
    made.ordinal = ordinal
    made.kin = t.tag == "G" or t.low in KIN
    made.stated = t.low == "one"
    return made


def _verbal(tokens: list[Token], j: int) -> bool:
    return (
        tokens[j].tag in VERBAL
        or tokens[j].low in lexicon().outcome_of
        or tokens[j].low in ("in", "at", "later", "who")
    )


def common_at(tokens: list[Token], first: int, start: int, head: int, form: str) -> Person:
    """A person by a common noun, with what the phrase tells of sex and age."""
    words = {t.low for t in tokens[start : head + 1]}
    age = next((a for k in range(start, head) if (a := age_at(tokens, k))), None)
    sex = "m" if words & listed("male") else "f" if words & listed("female") else ""
    young = (age[0] < GROWN) if age else bool(words & listed("young"))
    return Person(
        first,
        head + 1,
        form,
        sex=sex,
        age=age[0] if age else None,
        young=young,
        suspect=bool(words & listed("suspects")),
        head=tokens[head].low,
    )
