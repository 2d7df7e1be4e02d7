"""The table of belligerents: names and aliases of parties that can be alleged, excluded or deny.

What may live here: reading the table and finding its names in text. The rows are data:
``belligerents.csv`` beside this file, extended by a case's own file of the same columns
(``name,kind,aliases,adjectives,means``; several values in a field are parted by ``|``).
"""

import csv
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

from isnad.records.party import MEANS, WITHOUT

_LETTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True, kw_only=True)
class Belligerent:
    """One party. ``kind`` is state, armed group or coalition. ``aliases`` name it by themselves
    ("Assad regime", "Kremlin"), ``adjectives`` name it before a word of force ("Russian" in "Russian jets"). ``means``
    is what it is said to have, or not, where its kind does not tell ("drones", "no aircraft")."""

    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    means: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A party named in ``text[start:end]``; ``adjective`` says that a word of force must follow."""

    start: int
    end: int
    party: str
    adjective: bool


def _folded(text: str) -> str:
    """Case and curly apostrophes folded, one character for one, so that offsets hold."""
    low = text.lower()
    if len(low) != len(text):  # some letters have a lower case of two characters
        low = "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
    return low.replace("’", "'").replace("‘", "'")


def rows_of(table: str) -> tuple[Belligerent, ...]:
    """Parties from CSV text with a header; raises ValueError naming the line at fault.

    A row may say ``alias_of`` another: its name and aliases then join that party's.
    """
    found: dict[str, Belligerent] = {}
    for number, row in enumerate(csv.DictReader(io.StringIO(table.lstrip("\ufeff"))), start=2):
        name = (row.get("name") or "").strip()
        if not name:
            raise ValueError(f"line {number} of the table of belligerents has no name")
        parted = {
            k: tuple(p.strip() for p in (row.get(k) or "").split("|") if p.strip())
            for k in ("aliases", "adjectives", "means")
        }
        for told in parted["means"]:
            if told.removeprefix(WITHOUT) not in MEANS:
                raise ValueError(f"line {number} tells of means '{told}'; there are {', '.join(MEANS)}")
        owner = (row.get("alias_of") or "").strip() or name
        known = found.get(owner, Belligerent(name=owner, kind=(row.get("kind") or "").strip()))
        found[owner] = Belligerent(
            name=owner,
            kind=known.kind or (row.get("kind") or "").strip(),
            aliases=(*known.aliases, *((name,) if name != owner else ()), *parted["aliases"]),
            adjectives=(*known.adjectives, *parted["adjectives"]),
            means=(*known.means, *parted["means"]),
        )
    return tuple(found.values())


class Belligerents:
    """Finds the parties of a table in text; longest names win, whole words only."""

    def __init__(self, parties: Iterable[Belligerent]) -> None:
        self.parties = tuple(parties)

    @cached_property
    def _terms(self) -> dict[str, tuple[str, bool]]:
        terms: dict[str, tuple[str, bool]] = {}
        for party in self.parties:
            for adjective in party.adjectives:
                terms.setdefault(_folded(adjective), (party.name, True))
        for party in self.parties:
            for alias in (party.name, *party.aliases):
                terms[_folded(alias)] = (party.name, False)
        return terms

    @cached_property
    def _acronyms(self) -> frozenset[str]:
        """Terms that are words in lower case: "US" is a party, "us" is not."""
        terms = (t for p in self.parties for t in (p.name, *p.aliases, *p.adjectives))
        return frozenset(_folded(t) for t in terms if t.isupper() and len(t) <= 4)

    def _only_a_word(self, index: int, words: str) -> bool:
        return self._keys[index] in self._acronyms and not words.isupper()

    @cached_property
    def _keys(self) -> list[str]:
        return list(self._terms)

    @cached_property
    def _matcher(self) -> AhoCorasick:
        return AhoCorasick(self._keys, matchkind=MatchKind.Standard)

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Parties named in the text, in order; where names overlap the longest is taken."""
        if not self._keys:
            return ()
        return self._remembered(text)

    @cached_property
    def _remembered(self) -> Callable[[str], tuple[Mention, ...]]:
        """What was found last, for a sentence is asked about by more than one reader."""
        return lru_cache(maxsize=512)(self._mentions)

    def _mentions(self, text: str) -> tuple[Mention, ...]:
        low, found = _folded(text), []
        for index, start, end in self._matcher.find_matches_as_indexes(low, overlapping=True):
            before = start > 0 and _LETTER.match(low[start - 1])
            after = end < len(low) and _LETTER.match(low[end])
            if not before and not after and not self._only_a_word(index, text[start:end]):
                party, adjective = self._terms[self._keys[index]]
                found.append(Mention(start, end, party, adjective))
        found.sort(key=lambda m: (m.start, -(m.end - m.start)))
        kept: list[Mention] = []
        for mention in found:
            if not kept or mention.start >= kept[-1].end:
                kept.append(mention)
        return tuple(kept)
