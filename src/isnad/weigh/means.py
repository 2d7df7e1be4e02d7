"""Means: who is taken to have which means of attack, and which words of a report tell of one.

What may live here: looking things up in two tables that anybody can review: ``means.csv`` (by kind of actor, or by a
party's name where it is an exception; each line with its argument and source) and ``means_told.csv`` (words that tell
of a means for sure). What a case's own table of belligerents says of a party goes before both.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from isnad.records.claim import Occurrence
from isnad.records.likeness import fold
from isnad.records.party import WITHOUT, Party

_LEADS = tuple("وفبل")  # "and", "so", "by", "for": written onto the Arabic word that follows


class Has(StrEnum):
    """Whether somebody has a means."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table of means: ``who`` is a kind of actor or a party's name."""

    means: str
    who: str
    has: Has
    why: str
    source: str


class Armoury:
    """What the parties of a war are taken to have."""

    def __init__(self, parties: Iterable[Party] = ()) -> None:
        self._parties: dict[str, Party] = {}
        for party in parties:
            known = self._parties.get(party.name, party)
            self._parties[party.name] = Party(
                name=party.name,
                kind=party.kind or known.kind,
                names=tuple(dict.fromkeys((*known.names, *party.names))),
                means=tuple(dict.fromkeys((*party.means, *known.means))),  # what is told last goes before
            )

    def line(self, means: str, party: str) -> Line | None:
        """What is known of a party and a means: by the case's table, by its name, by its kind; None where nothing."""
        known = self._parties.get(party, Party(name=party))
        for told in known.means:
            if told.removeprefix(WITHOUT) == means:
                has = Has.NO if told.startswith(WITHOUT) else Has.YES
                why = f"the case’s table of belligerents gives it {told}"
                return Line(means=means, who=party, has=has, why=why, source="the case’s table of belligerents")
        return lines().get((means, party)) or lines().get((means, known.kind))

    def called(self, name: str, party: str) -> bool:
        """Whether a name is one of those by which the table calls a party."""
        known = self._parties.get(party, Party(name=party))
        return bool(name) and fold(name) in {fold(each) for each in (known.name, *known.names)}


@cache
def lines() -> dict[tuple[str, str], Line]:
    """The lines of the table of means, by means and who has it."""
    made = (Line(r["means"], r["who"], Has(r["has"]), r["why"], r["source"]) for r in _rows("means.csv"))
    return {(line.means, line.who): line for line in made}


def told_by(said: Occurrence) -> str:
    """The means that a claim's words tell of for sure; empty where they name none."""
    words = said.means.strip()
    found = _words().get(fold(words), "")
    return found or (_words().get(fold(words[1:]), "") if words[:1] in _LEADS else "")


@cache
def _words() -> dict[str, str]:
    return {fold(word): row["means"] for row in _rows("means_told.csv") for word in row["words"].split("|")}


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return csv.DictReader(io.StringIO(text))
