"""Suggesting: which claims are worth a look first, because most hangs on them.

What may live here: reasons to look at a claim, each with what it weighs. Pure; a claim that was judged is left out.
"""

import heapq
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from isnad.records.assessment import Figure, Tally
from isnad.records.claim import Casualties
from isnad.records.dossier import Dossier

MOST = 200  # that are kept
ALONE_HIGH = "One origin alone sets the highest figure."
ALONE_LOW = "One origin alone sets the lowest figure."
UNNAMED = "A figure that stands, and nobody is named behind it."
UNEVEN = "Its parts are more than its whole."


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A claim to look at, the incident it belongs to, and why: strings of the workbench's table."""

    claim: str
    incident: str
    why: tuple[str, ...]
    weight: float


# What was found of a dossier, by its incident, with that dossier: another one is looked through anew.
Looked = dict[str, tuple[Dossier, list[Suggestion]]]


def suggestions(dossiers: Iterable[Dossier], judged: Callable[[str], object], looked: Looked) -> list[Suggestion]:
    """What is worth a look, the most informative first. ``looked`` holds what was found before, and takes what is."""
    found: list[Suggestion] = []
    for dossier in dossiers:
        known = looked.get(dossier.incident.id)
        if known is None or known[0] is not dossier:
            known = looked[dossier.incident.id] = (dossier, list(_of(dossier)))
        found += [each for each in known[1] if not judged(each.claim)]
    return heapq.nsmallest(MOST, found, key=lambda s: (-s.weight, s.claim))


def _of(dossier: Dossier) -> Iterator[Suggestion]:
    reasons: dict[str, dict[str, float]] = {}
    for claim, why, weight in (*_of_tallies(dossier), *_of_parts(dossier)):
        held = reasons.setdefault(claim, {})
        held[why] = max(weight, held.get(why, 0.0))
    share = math.log2(1 + len(dossier.incident.reports))
    for claim, held in reasons.items():
        yield Suggestion(claim, dossier.incident.id, tuple(held), share * sum(held.values()))


def _of_tallies(dossier: Dossier) -> Iterator[tuple[str, str, float]]:
    unnamed = {origin.id for origin in dossier.assessment.origins if origin.open}
    for tally in dossier.assessment.tallies:
        standing = [f for f in tally.history if not f.superseded_by and not f.convention]
        for figure in standing:
            if figure.origin in unnamed:
                yield figure.claim, UNNAMED, 0.3
        if len({f.origin for f in standing}) > 1 and tally.low is not None and tally.high is not None:
            yield from _alone(tally, standing)


def _alone(tally: Tally, standing: list[Figure]) -> Iterator[tuple[str, str, float]]:
    """The figures at the ends of a range that one origin alone gives, by how far they stretch it."""
    for value, why in ((tally.high, ALONE_HIGH), (tally.low, ALONE_LOW)):
        at = [f for f in standing if value in (f.low, f.high)]
        rest = [v for f in standing if value not in (f.low, f.high) for v in (f.low, f.high) if v is not None]
        if value is not None and rest and len({f.origin for f in at}) == 1:
            nearest = min(abs(value - other) for other in rest)
            if nearest:
                yield at[-1].claim, why, nearest / max(value, *rest, 1)


def _of_parts(dossier: Dossier) -> Iterator[tuple[str, str, float]]:
    for claim in dossier.claims:
        if isinstance(claim.content, Casualties) and any("more than" in c.arithmetic for c in claim.content.counts):
            yield claim.id, UNEVEN, 0.5
