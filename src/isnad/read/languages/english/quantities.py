"""Quantities: the people that numbers count, and those told of one by one or in pairs.

What may live here: the noun phrase that a number heads, and what it says of them. The number itself is read in
``amounts.py``; words without a number stand for what ``conventions.py`` says.
"""

import re
from dataclasses import dataclass

from isnad.read.languages.english.ages import age_in_list
from isnad.read.languages.english.amounts import AGE, Quantity, quantity_at
from isnad.read.languages.english.conventions import CONVENTION
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.numerals import plain_number
from isnad.read.languages.english.phrases import DEMONYM
from isnad.read.languages.english.tokens import Token, shortened
from isnad.read.languages.english.unarticled import one_more

AGED_WORD = re.compile(r"^\w+-(?:year|month|week|day)-olds?$")

# The words besides numbers that a counted noun phrase begins with.
OPENERS = frozenset((*CONVENTION, "half", "no", "nobody", "none", "a", "an", "another", "his", "her", "their",
                     "both"))  # fmt: skip
OF_THOSE = ("those", "the", "its", "his", "their")
GROWN = 18  # years
PAIRS = frozenset(("couple", "pair"))
PLURAL = frozenset(("people", "children", "women", "men", "police", "troops", "personnel", "dead", "family", "crew",
                    "casualties", "displaced"))  # fmt: skip
AFTER_BARE = frozenset(("more", "others", "other", ",", "and", "were", "people"))


@dataclass(slots=True)
class Counted:
    """A quantity with the people it counts, in ``tokens[first:after]``; ``head`` is "" where no noun is said."""

    first: int
    after: int
    quantity: Quantity
    group: str
    head: str
    partitive: bool = False  # "of them", "of whom"


def _year(tokens: list[Token], q: Quantity) -> bool:
    """Whether a bare number reads as a year ("in 2011")."""
    text = tokens[q.after - 1].text
    return q.after - q.first == 1 and len(text) == 4 and text.isdigit() and 1900 <= int(text) <= 2100


def counted_people(tokens: list[Token]) -> list[Counted]:
    """Every counted noun phrase of people in a sentence, in order."""
    found: list[Counted] = []
    i = 0
    while i < len(tokens):
        made = _counted_at(tokens, i) if tokens[i].tag == "M" or tokens[i].low in OPENERS else None
        if made is None and found and tokens[i].low == "as":
            made = _as_many(tokens, i, found[-1])
        if made is None and found and found[-1].quantity.high == 1 and _close_behind(tokens, found[-1], i):
            made = Counted(i, i + 1, Quantity(i, i + 1, 1, 1), _group(tokens, i, i), tokens[i].low)
        if made is not None:
            found.append(made)
            i = made.after
        else:
            i += 1
    return found


def _as_many(tokens: list[Token], i: int, last: Counted) -> Counted | None:
    """As many once more: "ten dead and as many wounded"."""
    after = [t.low for t in tokens[i + 1 : i + 3]]
    alike = after[:1] == ["many"] and after[1:] and after[1] in lexicon().outcome_of and tokens[i - 1].low == "and"
    q = last.quantity
    return Counted(i, i + 2, Quantity(i, i + 2, q.low, q.high), "people", "") if alike else None


def _close_behind(tokens: list[Token], last: Counted, i: int) -> bool:
    """Whether a noun without an article stands behind the one counted last: "a man, woman and child"."""
    return last.after < i <= last.after + 2 and bool(last.head) and one_more(tokens, i)


def _two_at(tokens: list[Token], i: int) -> Counted | None:
    """Two told of by a noun that stands for two: "a couple", "a pair of brothers", "his parents", "both medics"."""
    t, j = tokens[i], i + 1
    if t.low == "both":
        said_more = i > 0 and (tokens[i - 1].low == "," or tokens[i - 1].tag == "A")  # "two men, both farmers"
        own = not said_more and j < len(tokens) and tokens[j].tag == "N" and _plural_follows(tokens, j)
        return Counted(i, j + 1, Quantity(i, j, 2, 2), _group(tokens, j, j), tokens[j].low) if own else None
    if t.low in ("his", "her", "their") and j < len(tokens) and tokens[j].low == "parents":
        return Counted(i, j + 1, Quantity(i, j + 1, 2, 2), "people", "parents")
    while t.low == "a" and j < min(len(tokens), i + 3) and tokens[j].tag in "NV" and tokens[j].low not in PAIRS:
        j += 1  # "a married couple"
    if t.low != "a" or j >= len(tokens) or tokens[j].low not in PAIRS:
        return None
    if j + 1 < len(tokens) and tokens[j + 1].low == "of":
        head = _head(tokens, j + 2) if tokens[j].low == "pair" else None
        if head is None:
            return None
        return Counted(i, head + 1, Quantity(i, j + 2, 2, 2), _group(tokens, j, head), tokens[head].low)
    return Counted(i, j + 1, Quantity(i, j + 1, 2, 2), "people", "couple") if tokens[j].low == "couple" else None


def _counted_at(tokens: list[Token], i: int) -> Counted | None:
    t = tokens[i]
    if t.low in ("a", "his", "her", "their", "both") and (two := _two_at(tokens, i)) is not None:
        return two
    if t.tag == "M" or t.low in CONVENTION or t.low in ("half",):
        q = quantity_at(tokens, i)
        if q is not None:
            return _with_head(tokens, q)
        if i > 1 and tokens[i - 1].low in ("and", ",") and i + 2 < len(tokens) and AGE.match(tokens[i + 1].low):
            return _single(tokens, i)  # "a girl and 10-year old boy"
    if t.low in ("no", "nobody", "none") or (t.low == "no" and i + 1 < len(tokens) and tokens[i + 1].low == "one"):
        return _nobody(tokens, i)
    if t.low in ("a", "an", "another", "his", "her", "their") and i + 1 < len(tokens):
        number = plain_number(tokens, i + 1)
        aged = number is not None and number[1] < len(tokens) and AGE.match(tokens[number[1]].low)
        if (number is not None and not aged) or tokens[i + 1].low in CONVENTION:
            return None
        return _single(tokens, i)
    return None


def _nobody(tokens: list[Token], i: int) -> Counted | None:
    after = i + 1
    if (
        after < len(tokens)
        and tokens[i].low == "no"
        and tokens[after].low
        in ("one", "casualties", "deaths", "fatalities", "injuries", "victims", "people", "civilians")
    ):
        head = tokens[after].low
        return Counted(i, after + 1, Quantity(i, after, 0, 0), "civilians" if head == "civilians" else "people", head)
    if tokens[i].low == "none" and after + 1 < len(tokens) and tokens[after].low == "of":
        numbered = after + 2 < len(tokens) and tokens[after + 2].tag == "M"
        found = _head(tokens, after + 2 + numbered)
        if found is not None:
            of_them = tokens[found].low
            return Counted(i, found + 1, Quantity(i, after, 0, 0), _group(tokens, after, found), of_them)
    return Counted(i, after, Quantity(i, after, 0, 0), "people", "") if tokens[i].low == "nobody" else None


def _with_head(tokens: list[Token], q: Quantity) -> Counted | None:
    """The phrase a quantity opens: its modifiers and the last noun for people in them."""
    after = tokens[q.after : q.after + 2]
    if len(after) == 2 and after[0].low == "of" and after[1].low in ("them", "whom", *OF_THOSE):
        return _partitive(tokens, q)
    head = _head(tokens, q.after)
    if head is None:
        return _bare(tokens, q)
    if tokens[head].low == "family" and q.low == q.high == 1:
        return None  # "three generations of one family" is nobody's number
    return Counted(q.first, head + 1, q, _group(tokens, q.after, head), tokens[head].low)


def _partitive(tokens: list[Token], q: Quantity) -> Counted | None:
    """'seven of them children', 'two of its fighters'."""
    groups, after = lexicon().group_of, q.after + 2
    head = next((k for k in range(after, min(len(tokens), after + 4)) if tokens[k].low in groups), None)
    if tokens[q.after + 1].low in OF_THOSE:
        return Counted(q.first, head + 1, q, groups[tokens[head].low], tokens[head].low) if head is not None else None
    if after + 1 < len(tokens) and tokens[after].low in ("are", "were", "was") and tokens[after + 1].low in groups:
        after = head = after + 1  # "five of whom were children"
    named = head == after
    group = groups[tokens[after].low] if named else "people"
    return Counted(q.first, after + named, q, group, "", partitive=True)


def _head(tokens: list[Token], start: int) -> int | None:
    """The last noun for people in the phrase that begins at ``start``."""
    groups, head, k = lexicon().group_of, None, start
    while k < min(len(tokens), start + 8):
        t = tokens[k]
        if t.low in groups and t.tag != "V":
            head = k
        elif head is not None and _named_between(tokens, k):
            pass  # "three female SDF fighters"
        elif head is None and t.tag == "P" and t.low.endswith("s") and DEMONYM.search(t.text[:-1]) and t.low != "his":
            head = k
        elif head is not None and t.low in ("and", "or") and _plural_follows(tokens, k + 1):
            k += 1
            head = k
        elif head is None and shortened(tokens, k):
            pass  # "two St. Arden boys"
        elif head is not None or not (_modifies(t) or _begins_age(tokens, k)):
            break
        k += 1
    return head


def _begins_age(tokens: list[Token], k: int) -> bool:
    """Whether a number within a phrase is the age of those counted: "two 10-year-old girls"."""
    return tokens[k].tag == "M" and k + 1 < len(tokens) and bool(AGE.match(tokens[k + 1].low))


def _named_between(tokens: list[Token], k: int) -> bool:
    groups, following = lexicon().group_of, tokens[k + 1 : k + 3]
    heads = any(x.low in groups and x.tag == "N" for x in following)
    return tokens[k].tag in "NP" and heads and all(x.tag in "NP" for x in following[:1])


def _plural_follows(tokens: list[Token], k: int) -> bool:
    plural = ("s", "staff", "people", "children", "women", "men", "personnel")
    return k < len(tokens) and tokens[k].low in lexicon().group_of and tokens[k].low.endswith(plural)


def _modifies(t: Token) -> bool:
    """Whether a word can stand between a number and its noun."""
    if t.low in lexicon().outcome_of and t.tag != "P":
        return False
    participle = t.tag == "V" and t.low.endswith(("ed", "ing"))
    return t.tag in "NPGXB" or participle or t.low in ("of", "-", "more", "other") or bool(AGED_WORD.match(t.low))


def _bare(tokens: list[Token], q: Quantity) -> Counted | None:
    """A quantity with no noun for people: "22 killed", "and wounded 20", "the toll rose to 26"."""
    follower = tokens[q.after] if q.after < len(tokens) else None
    counts = follower is not None and (
        follower.low in lexicon().outcome_of or follower.tag in "AB" or follower.low in AFTER_BARE
    )
    following = [t.low for t in tokens[q.after : q.after + 2]]
    counts = (
        counts
        or following in (["to", "be"], ["to", "have"])
        or (q.first > 0 and tokens[q.first - 1].low in lexicon().outcome_of)
        or _of_harm(tokens, q)
    )
    if _year(tokens, q) or _of_a_name(tokens, q):
        return None
    if not counts:
        return Counted(q.first, q.after, q, "people", "") if _toll_near(tokens, q) else None
    after = q.after + (follower is not None and follower.low == "more")
    return Counted(q.first, after, q, "people", "")


def _of_harm(tokens: list[Token], q: Quantity) -> bool:
    """Whether a number is of those whom a noun of harm is said of: "the injury of dozens"."""
    of = q.first > 1 and tokens[q.first - 1].low == "of"
    return of and lexicon().outcome_of.get(tokens[q.first - 2].low, ("", ""))[1] == "noun"


def _of_a_name(tokens: list[Token], q: Quantity) -> bool:
    """Whether a bare number is an age behind a name ("Name Name, 34, died") or a day of a month ("shot Dec. 25")."""
    after = tokens[q.after].low if q.after < len(tokens) else ""
    before = tokens[max(0, q.first - 3) : q.first]
    if not before or q.after - q.first != 1:
        return False
    if after == "," and before[-1].low == "," and len(before) > 1 and before[-2].tag in "PN":
        return True  # "Name Name, 34, died", "the fourth victim, 24, was shot"
    if before[-1].low in ("a", "an") or age_in_list(tokens, q.first):
        return True  # "an 18 and 15 year old"
    word = next((t.low for t in reversed(before) if t.low != "."), "")
    return any(word in names.split() for names in lexicon().raw["time"]["months"]) and before[-1].low != ","


def _toll_near(tokens: list[Token], q: Quantity) -> bool:
    near = tokens[max(0, q.first - 10) : q.first]
    return any(t.low in ("toll", "tally", "number", "count") for t in near)


def _group(tokens: list[Token], start: int, head: int) -> str:
    """The group of a phrase: an adjective may say more than its noun ("civilian people", "female fighters")."""
    groups = lexicon().group_of
    group = groups.get(tokens[head].low, "people")
    words = {t.low for t in tokens[start : head + 1]}
    if words & {"ambulance"} and words & {"driver", "drivers", "crew", "worker", "workers"}:
        return "health workers"
    if group == "offspring":
        return "people"
    if group in ("people", "civilians") and words & {"male", "female"} and not words & {"suspect", "suspects"}:
        return "men" if "male" in words else "women"
    if group == "people" and words & {"civilian", "civilians", "non-combatant"}:
        return "civilians"
    if "women" in words and "children" in words:
        return "people"
    if group in ("men", "women", "people") and _of_children(tokens[start:head]):
        return "children"  # "a 17-year-old man"
    return group


def _of_children(tokens: list[Token]) -> bool:
    """Whether an age within a phrase is below that of the grown (Convention on the Rights of the Child, art. 1)."""
    ages = [int(t.low.split("-")[0]) for t in tokens if AGED_WORD.match(t.low) and t.low[0].isdigit()]
    ages += [int(t.low) for n, t in enumerate(tokens) if t.low.isdigit() and _begins_age(tokens, n)]
    return bool(ages) and max(ages) < GROWN


def _single(tokens: list[Token], i: int) -> Counted | None:
    """'a woman', 'her husband', 'another child': one person, where the noun is singular."""
    groups = lexicon().group_of
    for k in range(i + 1, min(len(tokens), i + 7)):
        t = tokens[k]
        if t.low in groups and t.tag != "V":
            following = tokens[k + 1] if k + 1 < len(tokens) else None
            if (
                following is not None
                and following.low in groups
                and following.tag == "N"
                and t.low not in ("man", "woman", "child")
            ):
                continue
            plural = t.low.endswith("s") or t.low in PLURAL
            if plural or (following is not None and following.tag in "G"):
                return None
            return Counted(i, k + 1, Quantity(i, k + 1, 1, 1), _group(tokens, i, k), t.low)
        if t.tag not in "NPXM" and t.low != "elderly" and not (t.tag == "V" and t.low.endswith(("ed", "ing"))):
            return None
    return None
