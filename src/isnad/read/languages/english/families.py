"""Families: the children, women and men of several persons told of together ("his wife and their two children").

What may live here: what the words for kin in a list say of the groups its members belong to. Sons and daughters of no
age said are of none: they may be grown.
"""

from collections import Counter
from collections.abc import Sequence

from isnad.read.languages.english.described import GROWN, Person
from isnad.read.languages.english.kindred import nouns
from isnad.read.languages.english.tokens import Token

BY_SEX = {"m": "men", "f": "women"}
OWNERS = {"his": "men", "her": "women"}  # who has a spouse or children of their own is grown
OWNED = frozenset(("wife", "husband", "spouse", "children", "child", "son", "sons", "daughter", "daughters", "fiancee"))
YOUNG = frozenset(("young", "little", "small", "infant", "newborn", "baby", "toddler", "teenage", "minor", "underage"))


def groups_told(tokens: list[Token], persons: Sequence[Person]) -> tuple[tuple[str, int], ...]:
    """How many children, women and men a list of persons holds, as far as its words tell; none of one person alone."""
    if len(persons) < 2:
        return ()
    counts: Counter[str] = Counter()
    for at, person in enumerate(persons):
        follower = persons[at + 1] if at + 1 < len(persons) else None
        if person.head == "couple":
            counts.update(("men", "women"))
            continue
        group = _group(tokens, person) or _owner(tokens, person, follower)
        if group and person.number:
            counts[group] += person.number
    return tuple(sorted(counts.items()))


def _group(tokens: list[Token], person: Person) -> str:
    if person.age is not None and person.age >= GROWN:
        return BY_SEX.get(person.sex, "")
    noun = nouns().get(person.head)
    sex, grown = (noun[0], noun[1]) if noun is not None else ("", None)
    if grown and not (person.age is not None and person.age < GROWN):
        return {"male": "men", "female": "women"}.get(sex, "")  # "a young woman" too
    words = {t.low for t in tokens[person.first : person.after]}
    if person.young or words & YOUNG:
        return "children"
    return BY_SEX.get(person.sex, "") if noun is None and person.number > 1 and person.stated else ""


def _owner(tokens: list[Token], person: Person, follower: Person | None) -> str:
    """The group of one named without a word for sex, by whose kin come next: "Otto Vane and his two children"."""
    if follower is None or person.form != "name" or person.sex or person.age is not None or not person.single:
        return ""
    opener = tokens[follower.first].low
    return OWNERS.get(opener, "") if follower.head in OWNED else ""
