"""Source: a voice of a case, with its track record there.

What may live here: what is known of one source. None of it weighs anything: it is shown beside tallies, never in them.
"""

from dataclasses import dataclass

from isnad.records.chain import NarratorKind

LETTERS = {  # Admiralty code for the reliability of a source (NATO STANAG 2511; AJP-2.1)
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """An Admiralty letter that a named person gave a source, and why."""

    letter: str
    by: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """How a source's figures fared beside those of other sources, counted over the tallies of a case.

    ``first`` counts tallies of several sources in which none spoke on an earlier day; ``corroborated`` its figures that
    another source gives too; ``superseded`` those it replaced itself; ``contradicted`` standing ones that leave no room
    for a standing one of another source. ``withdrawn`` counts the hypotheses on responsibility that it took back.
    """

    figures: int = 0
    first: int = 0
    corroborated: int = 0
    superseded: int = 0
    contradicted: int = 0
    withdrawn: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A voice behind claims of a case. ``open``: nobody who could be asked again.

    ``affiliation`` are the bodies it is said to speak for, and the parties whose names these are. ``incidents`` and
    ``reports`` are how many rest on it, ``rating`` is None where nobody gave one.
    """

    name: str
    open: bool
    kind: NarratorKind
    names: tuple[str, ...]
    affiliation: tuple[str, ...]
    incidents: int
    reports: int
    record: Record
    rating: Rating | None = None
