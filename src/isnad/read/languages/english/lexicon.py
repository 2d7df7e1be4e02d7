"""The words of English, as the two .toml files beside it list them, in the shapes the grammar looks them up in.

What may live here: loading and inflecting the lists. No grammar, and no word that is not in the data file.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from isnad.records.chain import Manner

VOWELS = "aeiou"
FILES = ("english.toml", "happenings.toml", "presence.toml")


def _regular(base: str) -> tuple[str, ...]:
    """Base, third person, past, participle and -ing form of a regular verb (Quirk et al. 1985, 3.5-3.10)."""
    if base.endswith("e"):
        return base, base + "s", base + "d", base + "d", base[:-1] + "ing"
    if base.endswith("y") and base[-2] not in VOWELS:
        return base, base[:-1] + "ies", base[:-1] + "ied", base[:-1] + "ied", base + "ing"
    doubles = len(base) > 2 and base[-1] in "bdgmnprt" and base[-2] in VOWELS and base[-3] not in VOWELS
    stem = base + base[-1] if doubles and len(base) <= 4 else base
    third = base + ("es" if base.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
    return base, third, stem + "ed", stem + "ed", stem + "ing"


@dataclass(frozen=True, slots=True)
class Cue:
    """What a form of a cue verb tells: its manner, its base form, which form it is, whether it is weak evidence."""

    manner: Manner
    base: str
    form: str  # "base", "third", "past", "participle", "ing", "past participle"
    weak: bool


@dataclass(frozen=True)
class Lexicon:
    """English word lists, ready for look-up; all keys are lower case."""

    raw: dict[str, dict[str, list[str]]]
    cues: dict[str, Cue]
    verbs: frozenset[str]
    group_of: dict[str, str]
    outcome_of: dict[str, tuple[str, str]]
    violent_forms: frozenset[str]
    act_of: dict[str, str]
    target_of: dict[str, str]
    acts: frozenset[str]
    targets: frozenset[str]

    def words(self, table: str, name: str) -> frozenset[str]:
        """One list as a set."""
        return _as_set(table, name)

    def forms(self, base: str) -> tuple[str, ...]:
        """The five forms of a verb."""
        return _irregular().get(base) or _regular(base)


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    tables: dict[str, dict[str, list[str]]] = {}
    for name in FILES:
        tables |= tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))
    return tables


@cache
def _as_set(table: str, name: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _data()[table][name])


@cache
def _irregular() -> dict[str, tuple[str, ...]]:
    return {line.split()[0]: tuple(line.split()) for line in _data()["verbs"]["irregular"]}


def _forms(base: str) -> tuple[str, ...]:
    return _irregular().get(base) or _regular(base)


def _plural(noun: str) -> str:
    """The plural of a noun for a person (Quirk et al. 1985, 5.79-5.92)."""
    if noun.endswith("man"):
        return noun[:-2] + "en"
    if noun == "passerby":
        return "passersby"
    if noun == "passer-by":
        return "passers-by"
    if noun.endswith("y") and noun[-2] not in VOWELS:
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "sh", "ch", "x")) else "s")


def _cues(data: dict[str, list[str]]) -> dict[str, Cue]:
    found: dict[str, Cue] = {}
    names = ("base", "third", "past", "participle", "ing")
    weak = set(data["weak"])
    for manner in Manner:
        for base in data.get(manner.name.lower(), ()):
            for name, form in zip(names, _forms(base), strict=True):
                if form in found and found[form].base == base:
                    name = "past participle"
                if form not in found or found[form].base == base:
                    found[form] = Cue(manner, base, name, base in weak)
    return found


def _outcomes(data: dict[str, list[str]]) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for name, words in data.items():
        outcome, _, kind = name.partition("_")
        if kind == "active":
            for base in words:
                for form_name, form in zip(("base", "third", "past", "participle", "ing"), _forms(base), strict=True):
                    either = form_name in ("past", "participle")
                    found[form] = (outcome, "either" if either else "active")
        elif kind in ("participle", "intransitive", "noun"):
            for word in words:
                known = found.get(word)
                found[word] = (outcome, "either" if known and known[1] == "either" else kind)
    return found


@cache
def lexicon() -> Lexicon:
    """The one lexicon, built on first use."""
    data = _data()
    cues = _cues(data["cues"])
    violent = [
        *data["force"]["does"],
        *(v for k, words in data["outcomes"].items() if k.endswith("active") for v in words),
    ]
    verbs = (
        {form for base in (*data["verbs"]["clause"], *violent) for form in _forms(base)}
        | set(cues)
        | set(data["words"]["auxiliaries"])
        | set(data["verbs"]["pasts"])
    )
    violent_forms = frozenset(form for base in data["force"]["does"] for form in _forms(base))
    groups = {
        word: name.replace("_", " ")
        for name, words in data["groups"].items()
        if name != "belligerent"
        for word in reversed(words)
    }
    for role in (*data["narrators"]["roles"], *data["narrators"]["anonymous"]):
        if role not in ("prime", "monitor", "general", "local", "source", "principal"):
            for form in (role, role + "s"):
                groups.setdefault(form, "people")
    for one in data["mentions"]["occupations"]:
        for form in (one, _plural(one)):
            groups.setdefault(form, "people")
    for name in ("children", "women", "men", "fighters"):
        groups.update(dict.fromkeys(data["groups"][name], name))
    acts = {word: term for term, words in data["acts"].items() for word in words}
    targets = {word: kind for kind, words in data["targets"].items() for word in words}
    outcomes = _outcomes(data["outcomes"])
    return Lexicon(
        data,
        cues,
        frozenset(verbs),
        groups,
        outcomes,
        violent_forms,
        acts,
        targets,
        frozenset(acts),
        frozenset(targets),
    )
