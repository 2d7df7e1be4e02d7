"""Kindred: what the words for kin, for people and for names say of a person: sex, whether grown, who is who.

What may live here: the persons of one report as far as it has told of them, and what single words add. How sentences
are read is in ``people.py``. A sex is only ever what the report says of it, never what a name suggests.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from isnad.read.languages.english.described import GROWN
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.phrases import DEMONYM
from isnad.records.claim import Outcome
from isnad.records.person import Person, Sex

NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
           "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"]  # fmt: skip
SPLIT = re.compile(r"\s+")
OLDEST = 115
OFFSPRING = frozenset(
    ("son", "daughter", "child", "grandson", "granddaughter", "grandchild", "infant", "baby", "newborn")
)
KUNYAS = {"abu": "male", "abo": "male", "umm": "female", "um": "female", "omm": "female", "om": "female"}


@dataclass(slots=True)
class Known:
    """Someone told of, as far as the report has told."""

    name: tuple[str, ...]
    shown: str
    sex: str = ""
    age: int | None = None
    adult: bool | None = None
    kin: str = ""
    role: str = ""
    outcome: Outcome = Outcome.KILLED
    event: int = 0
    in_passing: bool = False  # first told of in a sentence without a word of harm
    spans: list[tuple[int, int]] = field(default_factory=list)
    because: list[str] = field(default_factory=list)


@cache
def listed(name: str) -> frozenset[str]:
    return lexicon().words("persons", name)


@cache
def nouns() -> dict[str, tuple[str, bool | None, str, bool]]:
    """Nouns for people -> sex, whether grown, the noun in the singular, whether there are several."""
    words = lexicon().raw["persons"]
    kinds: tuple[tuple[str, str, bool | None], ...] = (
        ("male_grown", "male", True), ("female_grown", "female", True), ("male", "male", None),
        ("female", "female", None), ("either", "", None), ("either_grown", "", True), ("man", "male", True),
        ("woman", "female", True), ("boy", "male", False), ("girl", "female", False), ("child", "", False),
        ("roles", "", True),
    )  # fmt: skip
    plurals = {p.split()[1]: p.split()[0] for p in words["plurals"]}
    found: dict[str, tuple[str, bool | None, str, bool]] = {}
    for name, sex, adult in kinds:
        for word in words[name]:
            found[word] = (sex, adult, word, False)
            found[plurals.get(word, _plural(word))] = (sex, adult, word, True)
            if word.endswith("-in-law"):
                found[f"{word}s"] = (sex, adult, word, True)
    return found


def _plural(word: str) -> str:
    if "-in-law" in word:
        return word.replace("-in-law", "s-in-law")
    return word[:-1] + "ies" if word.endswith("y") else word + "s"


def years_of(number: str, unit: str) -> int:
    value = int(number) if number.isdigit() else NUMBERS.index(number.lower()) + 1
    return value if unit.lower() == "year" else 0


@lru_cache(maxsize=4096)
def parts_of(shown: str) -> tuple[str, ...]:
    """The parts of a name, folded; none where a word among them is that of a place, a body or a day."""
    words = [w.strip("‘’'.,").lower() for w in SPLIT.split(shown)]
    words = [w for w in words if w]
    if any(w in listed("no_names") or w.removesuffix("’s").removesuffix("'s") in listed("no_names") for w in words):
        return ()
    if len(words) == 1 and (words[0] in lexicon().verbs or words[0] in _common() or DEMONYM.search(words[0].title())):
        return ()
    while words and words[0] in _common():
        words.pop(0)
    return tuple(re.sub(r"^(?:al|el|as|ash|an|ar|az|ad|at|ul)[-‑]", "", w) for w in words)


@cache
def _common() -> frozenset[str]:
    """Words that stand capitalised at the head of a sentence."""
    words = lexicon().raw["words"]
    return frozenset(
        w
        for name in ("determiners", "prepositions", "conjunctions", "pronouns", "auxiliaries", "adverbs")
        for w in words[name]
    )


@lru_cache(maxsize=4096)
def _heard(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word[:1] + re.sub(r"[aeiouy’'‑-]", "", word[1:]))


def told_before(found: Sequence[Known], parts: tuple[str, ...], age: int | None) -> Known | None:
    """The one told of before by this name: the same first name, and the last or all others among theirs."""
    heard = tuple(map(_heard, parts))
    for known in reversed(found):
        if not known.name or _heard(known.name[0]) != heard[0] or (age is not None and not _may_be(known, age)):
            continue
        theirs = tuple(map(_heard, known.name))
        if len(heard) == 1 or len(theirs) == 1 or set(heard) <= set(theirs) or set(theirs) <= set(heard):
            return known
        if heard[-1] == theirs[-1] and len(heard) != len(theirs):
            return known
    return None


def _may_be(known: Known, age: int) -> bool:
    """Whether someone told of may be as old as said: no grandfather is two years old."""
    if known.age is not None:
        return known.age == age
    return known.adult is None or known.adult == (age >= GROWN)


def learn_sex(known: Known, sex: str, why: str) -> None:
    if not known.sex:
        known.sex = sex
        known.because.append(why)


def learn_age(known: Known, age: int) -> None:
    if known.age is None and age <= OLDEST:
        known.age = age


def by_kunya(known: Known, word: str) -> None:
    learn_sex(known, KUNYAS[word.lower()], f"kunya: {word}")
    if known.age is None and known.adult is None:
        known.adult = True


def by_parts(known: Known) -> None:
    """What the words within a name say: "bint" and "bin", daughter and son of; "Umm" at its head, mother of."""
    if known.name[:1] and known.name[0] in KUNYAS:
        by_kunya(known, known.name[0])
    for part in known.name[1:]:
        if part in ("bint", "bin", "ibn"):
            learn_sex(known, "female" if part == "bint" else "male", f"name: {part}")


def group_of(known: Known) -> str:
    """The casualty group of someone told of, as ``Person.group`` has it."""
    return Person(
        name="", outcome=known.outcome, sex=Sex(known.sex or "unsaid"), age=known.age, adult=known.adult
    ).group
