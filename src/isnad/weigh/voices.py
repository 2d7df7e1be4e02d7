"""Voices: which names, in whatever spelling, belong to one speaker.

What may live here: the matching of narrators' names within one incident. It knows how names are written (articles,
acronyms, short forms, scripts, handles), never who is who: there is no list of organisations here.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from isnad.records.chain import Chain, Narrator, NarratorKind
from isnad.records.likeness import fold, initials, skeleton, spelt_alike

_BRACKETED = re.compile(r"^(?P<name>[^()]+?)\s*\((?P<alias>@?[^()]{2,30})\)\s*$")
_HANDLE = re.compile(r"@(\w{2,})")
_IN_BRACKETS = re.compile(r"\s\((@?[\w&-]{2,20})\)")  # what a text may declare as another name of what stands before
_APART = re.compile(r"[()\n.]")  # no name that is declared so runs over these
SHORTEST, LONGEST = 4, 81  # characters of a name that is declared so
_SMALL = frozenset(("of", "for", "and", "in", "on", "to", "at", "de", "la", "le", "du", "des", "et", "with"))
BODIES = frozenset((NarratorKind.ORGANISATION, NarratorKind.AGENCY, NarratorKind.OUTLET, NarratorKind.UNKNOWN))


@dataclass(slots=True)
class _Name:
    """A folded name with all it was met as."""

    key: str
    shown: set[str] = field(default_factory=set)
    kinds: set[NarratorKind] = field(default_factory=set)
    reports: set[str] = field(default_factory=set)

    @property
    def tokens(self) -> list[str]:
        return [t for t in self.key.split() if t not in _SMALL]

    @property
    def body(self) -> bool:
        return bool(self.kinds & BODIES) and NarratorKind.PERSON not in self.kinds

    @property
    def person(self) -> bool:
        return NarratorKind.PERSON in self.kinds


class Voices:
    """Names met in one incident, joined where they are one speaker's.

    ``met`` are narrators with the report they stand in; ``texts`` the reports' texts by id, where short forms are
    declared ("Valley Monitor for Rights (VMR)"). Names are joined when they fold alike, when one is declared or
    reads as the other's acronym, when spellings agree across scripts, and when one is the short form of exactly
    one other ("the Observatory"). A short form that fits two speakers joins neither.
    """

    def __init__(self, met: Iterable[tuple[Narrator, str]], texts: Mapping[str, str] | None = None) -> None:
        self._names: dict[str, _Name] = {}
        self._parent: dict[str, str] = {}
        self._leads_to: defaultdict[str, set[str]] = defaultdict(set)
        self._speak_for_others: set[str] = set()
        spoken = [(n, report) for n, report in met if n.named and n.name.strip()]
        for narrator, report in spoken:
            self._meet(narrator.name, narrator.kind, report)
            if narrator.speaks_for.strip():
                self._meet(narrator.speaks_for, NarratorKind.UNKNOWN, report)
                self._speak_for_others.add(_folded(narrator.name))
        self._declared(texts or {})
        self._acronyms()
        self._spellings()
        self._short_forms()
        for narrator, _ in spoken:
            if narrator.speaks_for.strip():
                self._leads_to[self.key(narrator.name)].add(self.key(narrator.speaks_for))
        self._one_spokesman()

    def key(self, name: str) -> str:
        """What all names of one speaker have in common: the least of their folded names."""
        bare = _BRACKETED.match(name)
        return self._find(_folded(bare["name"] if bare else name))

    def shown(self, key: str) -> str:
        """The fullest name met, not that of a spokesman where there is another; the first of several as full."""
        names = self._of(key)
        heads = [name for name in names if name not in self._speak_for_others] or names
        forms = [form for name in heads for form in self._names[name].shown]
        return min(forms, key=lambda form: (-len(form.split()), form.isupper(), -len(form), form), default=key)

    def aliases(self, key: str) -> tuple[str, ...]:
        """All names met, in alphabetical order."""
        return tuple(sorted({form for name in self._of(key) for form in self._names[name].shown}))

    def voice(self, narrator: Narrator) -> str:
        """The key of the speaker behind a narrator: the body or leader spoken for, where one is known.

        A spokesman met without his body in one report speaks for the one he is given in another, unless he is
        given two.
        """
        key = self.key(narrator.speaks_for or narrator.name)
        for _ in range(3):  # spokesman, leader, body: no longer ladder was met
            further = self._leads_to.get(key, set()) - {key}
            if len(further) != 1:
                break
            key = next(iter(further))
        return key

    def _meet(self, name: str, kind: NarratorKind, report: str) -> None:
        bracketed = _BRACKETED.match(name)
        forms = [bracketed["name"]] if bracketed else [name]
        if bracketed and _is_alias(bracketed["alias"]):
            forms.append(bracketed["alias"])
        for form in forms:
            key = _folded(form)
            if key:
                met = self._names.setdefault(key, _Name(key))
                met.shown.add(form.strip())
                met.kinds.add(kind)
                met.reports.add(report)
        self._join(*(_folded(form) for form in forms))

    def _declared(self, texts: Mapping[str, str]) -> None:
        """Joins "Full Name (FN)" and "Full Name (@handle)" where a text declares it and both were met."""
        for report in sorted(texts):
            text = texts[report]
            for match in _IN_BRACKETS.finditer(text):
                alias = _folded(match[1])
                name = _APART.split(text[max(0, match.start() - LONGEST) : match.start()])[-1]
                if alias not in self._names or len(name) < SHORTEST:
                    continue
                before = fold(name)
                ends = [k for k in self._names if k != alias and f" {before}".endswith(f" {k}")]
                if ends:
                    self._join(max(ends, key=lambda k: (len(k), k)), alias)

    def _acronyms(self) -> None:
        by_initials: defaultdict[str, set[str]] = defaultdict(set)
        for key, name in self._names.items():
            if name.body:
                for letters in initials(key):
                    by_initials[letters].add(key)
        for key, name in sorted(self._names.items()):
            capitals = any(sum(c.isupper() for c in form) >= 2 for form in name.shown)
            full = {self._find(k) for k in by_initials.get(key, ())}
            if " " not in key and len(key) >= 2 and capitals and len(full) == 1:
                self._join(key, *full)

    def _spellings(self) -> None:
        by_sound: defaultdict[str, list[str]] = defaultdict(list)
        for key in sorted(self._names):
            by_sound[skeleton(key)].append(key)
        for alike in by_sound.values():
            for one, other in pairwise(alike):
                same_kind = self._names[one].person == self._names[other].person or self._unknown(one, other)
                if same_kind and len(skeleton(one)) >= 4 and spelt_alike(one, other):
                    self._join(one, other)

    def _unknown(self, *keys: str) -> bool:
        return any(self._names[key].kinds == {NarratorKind.UNKNOWN} for key in keys)

    def _short_forms(self) -> None:
        """Joins a short form to the one longer name that holds it: first those of the same report, then all."""
        by_token: defaultdict[str, set[str]] = defaultdict(set)
        for key, name in self._names.items():
            for token in name.tokens:
                by_token[skeleton(token)].add(key)
        for key in sorted(self._names, key=lambda k: (-len(self._names[k].tokens), k)):
            longer = self._holders(self._names[key], by_token)
            beside = {self._find(k) for k in longer if self._names[k].reports & self._names[key].reports}
            everywhere = {self._find(k) for k in longer}
            for found in (beside, everywhere):
                if len(found - {self._find(key)}) == 1 and len(found) == 1:
                    self._join(key, *found)
                    break
                if len(found) > 1:
                    break

    def _holders(self, short: _Name, by_token: Mapping[str, set[str]]) -> list[str]:
        sounds = [skeleton(t) for t in short.tokens]
        if not sounds or max(map(len, short.tokens)) < 3:
            return []
        met = set.intersection(*(by_token.get(s, set()) for s in sounds)) - {short.key}
        return sorted(k for k in met if self._may_shorten(short, self._names[k], sounds))

    def _may_shorten(self, short: _Name, full: _Name, sounds: list[str]) -> bool:
        if len(full.tokens) <= len(short.tokens):
            return False
        if short.person or full.person:
            last = [skeleton(t) for t in full.tokens][-len(sounds) :]
            alone = self._unknown(short.key) or _surname_alone(short, full)
            return full.person and (short.person or alone) and last == sounds
        return short.body and full.body

    def _one_spokesman(self) -> None:
        """Joins two bodies with names in different scripts, if one person speaks for both: one is a translation."""
        for person in sorted(self._leads_to):
            bodies = sorted({self._find(k) for k in self._leads_to[person]})
            if len(bodies) == 2 and self._latin(bodies[0]) != self._latin(bodies[1]):
                self._join(*bodies)
                self._leads_to[person] = {self._find(bodies[0])}

    def _latin(self, key: str) -> bool:
        return all(form.isascii() for name in self._of(key) for form in self._names[name].shown)

    def translated(self, one: str, other: str) -> bool:
        """Whether two keys are names in different scripts that share a sounding word."""
        if one not in self._names or other not in self._names or self._latin(one) == self._latin(other):
            return False
        heard = [
            {skeleton(t) for n in self._of(k) for t in self._names[n].tokens if len(skeleton(t)) >= 3}
            for k in (one, other)
        ]
        return bool(heard[0] & heard[1])

    def join(self, one: str, other: str) -> None:
        """Holds two keys for one speaker from now on."""
        self._join(one, other)

    def _of(self, key: str) -> list[str]:
        return sorted(name for name in self._names if self._find(name) == self._find(key))

    def _find(self, key: str) -> str:
        while self._parent.get(key, key) != key:
            key = self._parent[key]
        return key

    def _join(self, *keys: str) -> None:
        roots = sorted({self._find(k) for k in keys if k})
        for root in roots[1:]:
            self._parent[root] = roots[0]


def _surname_alone(short: _Name, full: _Name) -> bool:
    """Whether one word of a report may be the surname of a person in it, though it was taken for a state's name.

    Headlines name people by surnames before any report says who they are, and one name alone reads like a country.
    """
    return len(short.tokens) == 1 and short.kinds == {NarratorKind.STATE} and bool(short.reports & full.reports)


def _is_alias(form: str) -> bool:
    """A handle or an acronym, as against a note in brackets."""
    return form.startswith("@") or (" " not in form and sum(c.isupper() for c in form) >= 2)


def _folded(name: str) -> str:
    """A handle found in the name, else the name folded."""
    handle = _HANDLE.search(name)
    return f"@{handle[1].lower()}" if handle else fold(name)


def narrators(chains: Iterable[tuple[Chain, str]]) -> list[tuple[Narrator, str]]:
    """All narrators of these chains with their report."""
    return [(link.narrator, report) for chain, report in chains for link in chain.links]
