"""The words of ``frames.toml`` and ``verbs.toml`` in the shapes the grammar looks them up in.

What may live here: loading and inflecting the lists. No grammar, and no word that is not in a data file.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

VOWELS = "aeiou"
FORMS = ("base", "third", "past", "participle", "ing")
STRONG = {"speech": 3, "showing": 2, "belief": 1, "attitude": 0, "seeming": 0}


@dataclass(frozen=True, slots=True)
class Verb:
    """One form of a verb: its base and the names of the forms it may be."""

    base: str
    forms: frozenset[str]


@dataclass(slots=True)
class Frames:
    """What a verb takes: frames by name, with the kind of attribution each makes; prepositions after it or its object.

    ``particles`` are second parts ("point out") that take frames of their own.
    """

    kinds: dict[str, str] = field(default_factory=dict)
    prepositions: dict[str, str] = field(default_factory=dict)
    objects: dict[str, str] = field(default_factory=dict)
    particles: dict[str, dict[str, str]] = field(default_factory=dict)


@cache
def frame_data() -> dict[str, Any]:
    """What ``frames.toml`` says."""
    return tomllib.loads(files(__package__).joinpath("frames.toml").read_text(encoding="utf-8"))


@cache
def _verb_data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("verbs.toml").read_text(encoding="utf-8"))


@cache
def words(table: str, name: str) -> frozenset[str]:
    """One list of ``frames.toml`` as a set."""
    return frozenset(frame_data()[table][name])


@cache
def seldom_nouns() -> frozenset[str]:
    """Verbs that are hardly ever nouns."""
    return frozenset(_verb_data()["seldom_nouns"])


@cache
def _irregular() -> dict[str, tuple[str, ...]]:
    lines = (each.split() for each in _verb_data()["irregular"].replace("\n", " ").split(";"))
    return {line[0]: tuple(line) for line in lines if line}


def _regular(base: str) -> list[tuple[str, ...]]:
    """The forms of a regular verb, in each spelling there is (Quirk et al. 1985, 3.5-3.10)."""
    if base.endswith("e"):
        ing = base + "ing" if base.endswith(("ee", "oe", "ye")) else base[:-1] + "ing"
        return [(base, base + "s", base + "d", base + "d", ing)]
    if base.endswith("y") and base[-2] not in VOWELS:
        return [(base, base[:-1] + "ies", base[:-1] + "ied", base[:-1] + "ied", base + "ing")]
    third = base + ("es" if base.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
    plain = (base, third, base + "ed", base + "ed", base + "ing")
    stem = base + base[-1]
    doubled = (base, third, stem + "ed", stem + "ed", stem + "ing")
    short = len(base) <= 4 and base[-1] in "bdgmnprt" and base[-2] in VOWELS and base[-3:-2] not in tuple(VOWELS)
    data = _verb_data()
    if base in data["both"]:
        return [plain, doubled]
    return [doubled] if short or base in data["doubling"] else [plain]


def _spellings(base: str) -> list[tuple[str, ...]]:
    known = _irregular().get(base)
    return [known] if known else _regular(base)


@cache
def verb_forms() -> dict[str, Verb]:
    """Every form of every verb, to what it may be. Of two verbs that share a form, the base form's own wins."""
    bases = dict.fromkeys(_verb_data()["bases"].split())
    bases.update(dict.fromkeys(_irregular()))
    bases.update(dict.fromkeys(base for base in frames_of()))
    found: dict[str, Verb] = {}
    for base in bases:
        for forms in _spellings(base):
            for name, form in zip(FORMS, forms, strict=True):
                known = found.get(form)
                if known is None or known.base == base:
                    found[form] = Verb(base, (known.forms if known else frozenset()) | {name})
    return found


@cache
def frames_of() -> dict[str, Frames]:
    """Base form to what it takes."""
    found: dict[str, Frames] = {}
    for group in frame_data()["class"]:
        kind = group["kind"]
        for entry in group.get("verbs", ()):
            _enter(found, entry, group["frames"], kind)
        for entry in group.get("object", ()):
            base, preposition = entry.split()
            found.setdefault(base, Frames()).objects.setdefault(preposition, kind)
    return found


def _enter(found: dict[str, Frames], entry: str, frames: Iterable[str], kind: str) -> None:
    base, _, second = entry.partition(" ")
    frame = found.setdefault(base, Frames())
    if not second:
        for name in frames:
            if STRONG[kind] >= STRONG.get(frame.kinds.get(name, ""), -1):
                frame.kinds[name] = kind
    elif frames:
        frame.particles.setdefault(second, {}).update(dict.fromkeys(frames, kind))
    else:
        frame.prepositions.setdefault(second, kind)


@cache
def pairs(table: str, name: str) -> dict[str, frozenset[str]]:
    """Entries of two or more words, as first word to all that may follow it ("support" to "for")."""
    found: dict[str, set[str]] = {}
    for entry in frame_data()[table][name]:
        first, _, rest = entry.partition(" ")
        found.setdefault(first, set()).add(rest)
    return {first: frozenset(rest) for first, rest in found.items()}
