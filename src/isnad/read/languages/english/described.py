"""Described: the noun phrases by which a sentence speaks of persons: named, described, pointed back at, or numbered.

What may live here: where such a phrase begins and ends, and what it tells of sex, age and name. Nothing on what befell
them, and nothing on who is who from one sentence to the next.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache

from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.quantities import Counted, counted_people, number_at
from isnad.read.languages.english.tokens import Token

GROWN = 18  # the age from which one is no child (Convention on the Rights of the Child, art. 1)
OLDEST = 115
AGED = re.compile(r"^(?:-?(?:years?|months?|weeks?|days?)-?olds?|-olds?)$")
AGED_WORD = re.compile(r"^(\w+)-(year|month|week|day)-old$")
UNITS = re.compile(r"^-?(year|month|week|day)")
PLACED = frozenset(("in", "at", "near", "on", "outside", "around", "to", "across", "through", "off", "via"))
DEFINITE = frozenset(("the", "this", "that", "these", "those"))
KIN = frozenset(("his", "her", "their", "my", "our"))
MALE, FEMALE = frozenset(("he", "him", "himself")), frozenset(("she", "her", "herself"))
VERBAL = "VA"
CAPITALS = 0.7  # the share of longer words in capitals from which a line is a headline
REACH = 30  # tokens of an apposition between a name and its verb


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

    @property
    def single(self) -> bool:
        """Whether one person is spoken of."""
        return self.number == 1


@cache
def listed(name: str) -> frozenset[str]:
    return lexicon().words("mentions", name)


@cache
def _heads() -> frozenset[str]:
    return listed("male") | listed("female") | listed("young") | listed("either")


def as_sentence(tokens: list[Token]) -> list[Token]:
    """The tokens of a headline in capitals with the tags its words have within a sentence; others as they are."""
    words = [t for t in tokens if len(t.text) > 3 and t.text[0].isalpha()]
    if len(words) < 3 or sum(t.text[0].isupper() for t in words) < CAPITALS * len(words):
        return tokens
    return [replace(t, tag=_lower_tag(t)) if t.tag == "P" else t for t in tokens]


def _lower_tag(token: Token) -> str:
    """The tag of a capital word in a headline: a verb or a noun for people where it is one in lower case."""
    known = lexicon()
    if token.low in _heads() or token.low in known.group_of:
        return "N"
    if token.low in known.verbs or token.low in known.outcome_of:
        return "V"
    for name, tag in (("prepositions", "I"), ("conjunctions", "C"), ("determiners", "D"), ("adverbs", "B")):
        if token.low in known.words("words", name):
            return tag
    return "P"


ORDINALS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9}


def persons_in(tokens: list[Token], surnames: Collection[str]) -> list[Person]:
    """The persons a sentence speaks of, in order. ``surnames`` are last names of the report's full names so far."""
    numbers = {c.first: c for c in counted_people(tokens) if c.quantity.convention or _numeral(tokens, c)}
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
        if i == 0 and t.low in _heads() and not _p(tokens, 1):
            return _common(tokens, 0, 0, 0, "new")  # a headline: "Man shot"
        return _name(tokens, i, surnames)
    if t.low in MALE or (t.low in FEMALE and not (t.low == "her" and _opens_noun(tokens, i + 1))):
        return Person(i, i + 1, "pronoun", sex="m" if t.low in MALE else "f")
    if t.low in ("they", "them", "themselves"):
        return Person(i, i + 1, "pronoun", number=0)
    if t.tag in "DMGN" or t.low in ORDINALS or i in numbers:
        return _aged(tokens, i, surnames) or _numbered(tokens, i, numbers) or _single(tokens, i)
    return None


def _opens_noun(tokens: list[Token], j: int) -> bool:
    return j < len(tokens) and tokens[j].tag in "NPM" and tokens[j].low not in listed("body")


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


def _name(tokens: list[Token], i: int, surnames: Collection[str]) -> Person | None:
    """A run of capitals that can be a person's name."""
    j = i
    while j < len(tokens) and (
        tokens[j].tag == "P" or (tokens[j].low == "." and j > i and len(tokens[j - 1].text) <= 3 and _p(tokens, j + 1))
    ):
        j += 1
    run = [t for t in tokens[i:j] if t.low != "."]
    start = 0
    while start < len(run) - 1 and (run[start].low.rstrip(".") in listed("titles") or run[start].low in _heads()):
        start += 1
    names = run[start:]
    before = tokens[i - 1].low if i else ""
    if i and tokens[i - 1].tag == "P" and (before not in listed("not_names") or len(names) < 2):
        return None  # the rest of a name that is no person's
    if any(t.low in listed("not_names") for t in names) or before in PLACED or tokens[i].tag == "H":
        return None
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
    if i and start == 0 and tokens[i - 1].low in _heads() and tokens[i - 1].tag == "N":
        first, head = i - 1, tokens[i - 1].low  # "volunteer Name Name"
        while first and (
            tokens[first - 1].tag == "P" or (tokens[first - 1].tag == "N" and tokens[first - 1].low != ",")
        ):
            first -= 1
    sex = "m" if head in listed("male") else "f" if head in listed("female") else ""
    return Person(first, j, "name", name=tuple(t.low for t in names if len(t.text) > 1), sex=sex, head=head)


def _p(tokens: list[Token], j: int) -> bool:
    return j < len(tokens) and tokens[j].tag == "P"


def _aged(tokens: list[Token], i: int, surnames: Collection[str]) -> Person | None:
    """'19-year-old Name Name', and 'the 12-year-old' with no noun after it."""
    start = i + 1 if tokens[i].tag == "D" and tokens[i].low not in KIN else i
    if start >= len(tokens):
        return None
    age = age_at(tokens, start)
    if age is None:
        return None
    if age[1] < len(tokens) and tokens[age[1]].tag == "P" and (made := _name(tokens, age[1], surnames)):
        return replace(made, first=i, age=age[0], young=age[0] < GROWN)
    if _head_from(tokens, age[1]) is not None:
        return None
    return Person(i, age[1], _form(tokens, i), age=age[0], young=age[0] < GROWN) if start > i else None


def _form(tokens: list[Token], i: int) -> str:
    low = tokens[i].low
    if low in ("another",):
        return "further"
    return "known" if low in DEFINITE or low in KIN else "new"


def _numbered(tokens: list[Token], i: int, numbers: dict[int, Counted]) -> Person | None:
    """'two men', 'three others', 'both', 'all three', 'the other two', 'a couple'."""
    low = tokens[i].low
    if low == "both" and i + 1 < len(tokens):
        return Person(i, i + 1, "known", number=2)
    definite, j = low in DEFINITE or low in KIN or low == "all", i
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
        )
    if low in ("a", "the", "an") and i + 1 < len(tokens):
        k = i + 1
        while k < min(len(tokens), i + 4) and tokens[k].tag in "NV" and tokens[k].low not in listed("pairs"):
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


def _head_from(tokens: list[Token], start: int) -> int | None:
    """The last of the nouns for one person in the phrase whose modifiers begin at ``start``."""
    head = None
    for k in range(start, min(len(tokens), start + 7)):
        t = tokens[k]
        if t.low in _heads() and t.tag != "V":
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


def _single(tokens: list[Token], i: int) -> Person | None:
    """'a man', 'the victim', 'his 12-year-old son', 'another', 'a third victim', 'one'; in headlines 'man'."""
    t, j, ordinal = tokens[i], i + 1, 0
    if t.low in ("one", "another") and j < len(tokens) and _verbal(tokens, j):
        return Person(i, j, "further" if t.low == "another" else "number", stated=t.low == "one")
    in_list = i > 0 and tokens[i - 1].low in (",", "and") and tokens[0].low in _heads()
    bare = t.tag == "N" and t.low in _heads() and (i == 0 or in_list or tokens[i - 1].low in (":", "-", "–", "—", "|"))
    if bare:
        head = _head_from(tokens, i)
        return None if head is None else _common(tokens, i, i, head, "new")
    if t.tag == "G":
        j = i + 1
    elif t.low in ORDINALS or (t.tag != "D" and t.low not in ("one", "his", "her", "their")):
        return None
    if j < len(tokens) and tokens[j].low in ORDINALS:
        ordinal = ORDINALS[tokens[j].low]
        if j + 1 >= len(tokens) or _verbal(tokens, j + 1) or tokens[j + 1].low in ("at", "in", ","):
            return Person(i, j + 1, "further", ordinal=ordinal)
        j += 1
    head = _head_from(tokens, j)
    if head is None or t.low in ("no", "any", "each", "every", "both", "all", "several", "many", "some", "few"):
        return None
    form = "further" if ordinal or t.low == "another" or tokens[j].low == "other" else _form(tokens, i)
    made = _common(tokens, i, j, head, "known" if t.tag == "G" else form)
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


def _common(tokens: list[Token], first: int, start: int, head: int, form: str) -> Person:
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


def _extended(tokens: list[Token], person: Person, surnames: Collection[str]) -> Person:
    """The phrase with what is apposed to it: an age, where from, "identified as Name", ", a student,"."""
    j = person.after
    for _ in range(4):
        after = _past_one(tokens, j, person, surnames)
        if after is None:
            break
        j = after
    return replace(person, after=j)


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
    if low in (",", "(") and j + 1 < n:
        k = j + 1
        while k < n and tokens[k].low in ("aged", "age", "ages"):
            k += 1
        age = number_at(tokens, k) if k < n and tokens[k].tag == "M" else None
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
        and _p(tokens, j)
        and (made := _name(tokens, j, surnames))
    ):
        person.name, person.form = made.name, "name"  # "his wife Name Name"
        return made.after
    if low == "(":
        close = next((k for k in range(j, min(n, j + 14)) if tokens[k].low == ")"), None)
        return close + 1 if close else None
    if low in ("of", "from") and _p(tokens, j + 1):
        k = j + 1
        while k < n and (tokens[k].tag == "P" or (tokens[k].low == "," and _p(tokens, k + 1) and k - j < 6)):
            k += 1
        return k + 1 if k < n and tokens[k].low == "," else k
    if low in ("in",) and nxt in KIN:
        k = j + 2
        while k < n and (tokens[k].low in ("early", "mid", "late", "mid-", "-", "to") or tokens[k].tag in "MN"):
            k += 1
            if tokens[k - 1].low.endswith("s"):
                break
        return k if k > j + 2 else None
    if low in ("identified", "named", "known") or (low == "," and nxt in ("identified", "named", "known")):
        return _identified(tokens, j, person, surnames)
    if low == "," and person.number > 1 and _p(tokens, j + 1):
        return _their_names(tokens, j + 1)
    if low == "," and person.single and j + 1 < n:
        return _apposed(tokens, j, person, surnames)
    return None


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


def _identified(tokens: list[Token], j: int, person: Person, surnames: Collection[str]) -> int | None:
    for k in range(j, min(len(tokens), j + 6)):
        if tokens[k].tag == "P" and (made := _name(tokens, k, surnames)) is not None:
            person.name, person.form = made.name, "name"
            return made.after
        if tokens[k].tag not in "VBI,S" and tokens[k].low not in ("as",):
            return None
    return None


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
            if tokens[k].low in KIN and tokens[close].low == "and":
                break
            if tokens[close].low == "," and tokens[close + 1].tag == "A":
                return close + 1  # ", a member of the committee and son of Name, was"
            if tokens[close].low in (".", ";"):
                break
    if tokens[k].tag == "P" and person.form != "name":
        made = _name(tokens, k, surnames)
        if made is None or len(made.name) < 2:
            return None
        person.name, person.form = made.name, "name"
    elif (
        tokens[k].tag in "D"
        and (person.form == "name" or person.stated)
        and tokens[k].low in ("a", "an", "the", "his", "her", "my", "our")
    ):
        made = _single(tokens, k)
        if made is None or (tokens[k].low in KIN and not _singular_verb(tokens, made.after)):
            return None  # "Name, her husband and son": a list
        person.sex, person.young = person.sex or made.sex, person.young or made.young
        person.age = made.age if person.age is None else person.age
    else:
        return None
    after = made.after
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
