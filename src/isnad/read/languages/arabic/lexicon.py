"""The words of arabic.toml, each with the forms it takes on in a text, ready to be looked up.

What may live here: loading the data file, and the morphology that makes forms (article, particles written onto
a word, dual, accusative). Grammar of sentences lives in the other files of this folder.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from isnad.read.languages.arabic.letters import fold

# Particles written onto the word that follows (Wright I §§ 356-368): conjunctions before prepositions before article.
_CONJUNCTIONS = ("", "و", "ف")
_PREPOSITIONS = ("", "ب", "ل", "ك")
VERB_PREFIXES = ("", "و", "ف", "س", "وس")


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of a word or phrase: what ``kind`` of thing it is for the grammar, with its ``value``.

    ``prefix`` is what was written onto it, ``definite`` whether it has the article, ``length`` its words.
    """

    kind: str
    value: Any
    prefix: str = ""
    definite: bool = False
    length: int = 1


@dataclass(slots=True)
class Lexicon:
    """Forms to senses. ``phrases`` are keyed by their first word."""

    words: dict[str, list[Sense]] = field(default_factory=dict)
    phrases: dict[str, list[tuple[tuple[str, ...], Sense]]] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    needs: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)  # see arabic.toml, outcome.*.needs

    def add(self, kind: str, value: Any, written: Iterable[str], *, noun: bool = True, article: bool = True) -> None:
        """Add words or phrases of one kind in all the forms their first word takes."""
        for entry in written:
            first, *rest = fold(entry).split()
            for form, prefix, definite in _forms(first, noun):
                if definite and not article:
                    continue
                sense = Sense(kind, value, prefix, definite, 1 + len(rest))
                if rest:
                    self.phrases.setdefault(form, []).append((tuple(rest), sense))
                else:
                    self.words.setdefault(form, []).append(sense)


def _forms(word: str, noun: bool) -> Iterator[tuple[str, str, bool]]:
    """(form, what is written onto it, has the article) of one folded word."""
    if not noun:
        yield from ((p + word, p, False) for p in VERB_PREFIXES)
        return
    definite = word.startswith("ال") and len(word) > 4  # given with its article
    for c in _CONJUNCTIONS:
        for p in _PREPOSITIONS:
            if definite:
                yield c + (p + word if p != "ل" else "لل" + word[2:]), c + p, True
            else:
                yield c + p + word, c + p, False
                yield c + (p + "ال" + word if p != "ل" else "لل" + word), c + p, True


def duals(singular: str) -> tuple[str, ...]:
    """The dual of a singular noun in both cases (Wright I § 299); of a phrase, that of its first word."""
    first, *rest = singular.split()
    stem = first[:-1] + "ت" if first.endswith("ة") else first
    return tuple(" ".join([stem + ending, *rest]) for ending in ("ان", "ين"))


def accusative(singular: str) -> tuple[str, ...]:
    """The indefinite accusative, which writes an alif, where the word takes one (Wright I § 8)."""
    return () if singular.endswith(("ة", "اء", "ى", "ا")) or " " in singular else (singular + "ا",)


def kin(word: str, plural: bool) -> Iterator[tuple[str, str]]:
    """(form, number) of a noun with a pronoun of the third person: one, or of a singular also two (Wright I § 317)."""
    stem = word[:-1] + "ت" if word.endswith("ة") else word[:-1] + "ئ" if word.endswith("ء") else word
    for pronoun in ("ه", "ها", "هم", "هما"):
        yield stem + pronoun, "plural" if plural else "singular"
        if not plural:
            yield stem + "ي" + pronoun, "dual"
            yield stem + "ا" + pronoun, "dual"


def constructs(plural: str) -> tuple[str, ...]:
    """A sound masculine plural before the noun it belongs to, where it loses its nun (Wright I § 315): "مقاتلي"."""
    return (plural[:-1],) if plural.endswith(("ين", "ون")) and " " not in plural and len(plural) > 5 else ()


def ours(plural: str) -> tuple[str, ...]:
    """A plural with the pronoun of the first person: "مقاتلينا", "جنودنا"."""
    return tuple(stem + "نا" for stem in (constructs(plural) or (plural,)))


def _add_people(lexicon: Lexicon, data: dict[str, Any]) -> None:
    listed = {fold(w) for row in data["people"] for w in row["plural"]}
    for row in data["people"]:
        of = (row["group"], row["status"])
        for singular in row["singular"]:
            lexicon.add("person", (*of, "singular"), (singular, *accusative(singular)))
            for dual in duals(singular):  # "مدنيين" is read two ways: two, or any number
                lexicon.add("person", (*of, "both" if fold(dual) in listed else "dual"), (dual,))
        lexicon.add("person", (*of, "plural"), row["plural"])
        for plural in row["plural"]:
            lexicon.add("person", (*of, "plural"), constructs(plural), article=False)
        for plural in row.get("ours", ()):
            lexicon.add("person", (*of, "plural"), ours(plural), article=False)
        for word in row.get("kin", ()):
            for form, number in kin(word, fold(word) in listed):
                lexicon.add("person", (*of, number), (form,), article=False)
    listed = {fold(w) for w in data["others"]["plural"]}
    for number in ("singular", "dual", "plural"):
        for word in data["others"][number]:
            lexicon.add("others", "both" if number == "dual" and fold(word) in listed else number, (word,))


def _add_outcomes(lexicon: Lexicon, data: dict[str, Any]) -> None:
    for outcome, row in data["outcome"].items():
        lexicon.add("befalls", outcome, row["nouns"])
        lexicon.add("befell", outcome, row["verbs"], noun=False)
        lexicon.add("fells", outcome, row["active"], noun=False)
        listed = {fold(w) for w in row["people_plural"]}
        for verb, needed in row["needs"]:
            key = (outcome, fold(verb))
            lexicon.needs[key] = (*lexicon.needs.get(key, ()), fold(needed))
        for singular in row["people_singular"]:
            lexicon.add("victim", (outcome, "singular"), (singular, *accusative(singular)))
            for dual in duals(singular):
                lexicon.add("victim", (outcome, "both" if fold(dual) in listed else "dual"), (dual,))
        lexicon.add("victim", (outcome, "plural"), row["people_plural"])


def _add_lists(lexicon: Lexicon, data: dict[str, Any]) -> None:
    """The plain lists: section and key become the kind or the value."""
    for value, written in data["numbers"].items():
        if value != "source":
            lexicon.add("number", int(value), written)
    for word, (low, high) in ((w, r) for w, r in data["vague"].items() if w not in ("source", "plural")):
        lexicon.add("vague", (low, high or None), (word,))
    for section in ("bounds", "counting", "blame", "cited", "attack", "place"):
        for key, written in data[section].items():
            if key != "source":
                lexicon.add(key if section != "place" else f"place_{key}", key, written)
    for section, kind in (
        ("scope", "scope"),
        ("among", "among"),
        ("hedges", "hedge"),
        ("act", "act"),
        ("target", "target"),
        ("character", "character"),
        ("compass", "compass"),
        ("voices", "voice"),
    ):
        for key, written in data[section].items():
            if key == "source":
                continue
            if section == "target":
                written = (*written, *(form for word in written for form in accusative(word)))
            name = {"local": "voice_local", "title": "title", "title_adjective": "title_adjective"}.get(key, kind)
            lexicon.add(name, key, written)
    for manner, written in data["said"].items():
        if manner.isupper():
            lexicon.add("says", manner, written, noun=False)
        elif manner != "source":
            lexicon.add(f"says_{manner}", manner, written, noun=manner in ("that", "of"))


def _add_times(lexicon: Lexicon, data: dict[str, Any]) -> None:
    time = data["time"]
    for kind, key in (
        ("month", "months"),
        ("hijri", "hijri"),
        ("weekday", "weekdays"),
        ("day", "days"),
        ("days_after", "after"),
    ):
        for number, written in time[key].items():
            lexicon.add(kind, int(number), written)
    lexicon.add("daypart", "part", time["parts"])
    lexicon.add("no_day", "no_day", time["no_day"])
    lexicon.add("given", "given", data["names"]["given"])


@cache
def lexicon() -> Lexicon:
    """The shipped words. Raises nothing: the file is part of the package and a test reads all of it."""
    text = resources.files("isnad.read.languages.arabic").joinpath("arabic.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    made = Lexicon(data=data)
    _add_people(made, data)
    _add_outcomes(made, data)
    _add_lists(made, data)
    _add_times(made, data)
    for entries in made.phrases.values():
        entries.sort(key=lambda e: -e[1].length)
    return made
