"""Incidents as a list has them: plain values that are filtered and sorted, worked out once for each.

What may live here: what a row of the list holds. What is asked for stands in ``asked``.
"""

from dataclasses import dataclass
from datetime import date

from isnad.publish.lookup import Lookup
from isnad.records.assessment import Tally
from isnad.records.claim import Outcome
from isnad.records.dossier import Dossier
from isnad.web.atlas.projection import mercator
from isnad.web.letters import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One incident. ``parties`` are the alleged ones, ``places`` its place and the wider ones, ``spelt`` its names in
    plain letters; ``latitude`` is None where its place is not resolved."""

    id: str
    name: str
    places: tuple[str, ...]
    spelt: str
    latitude: float | None
    longitude: float | None
    height: float  # of its latitude in Mercator's projection
    accuracy_m: int  # by which the point may be off
    line: tuple[tuple[float, float], ...]  # of a road, its ends
    first: date | None
    last: date | None
    grade: str
    given: str  # the grade that a person gave it, empty where none did
    acts: tuple[str, ...]
    parties: tuple[str, ...]
    killed: Tally | None
    injured: Tally | None
    least: int  # the lowest and the highest figure of ``killed``, -1 where there is none
    most: int
    reports: tuple[str, ...]
    claims: int
    origins: int


def row_of(dossier: Dossier) -> Row:
    """The row of a dossier."""
    incident, made, lookup = dossier.incident, dossier.assessment, Lookup(dossier)
    where, when = incident.where, incident.when
    places = tuple(dict.fromkeys((where.name, *reversed(where.within)))) if where else ()
    alleged = [h for h in made.hypotheses if h.alleged_by or h.hedged_by or h.one_of_by]
    killed = lookup.largest(Outcome.KILLED)
    return Row(
        id=incident.id,
        name=incident.name,
        places=places,
        spelt=plain(" | ".join((incident.name, *incident.names, *places))),
        latitude=where.latitude if where else None,
        longitude=where.longitude if where else None,
        height=mercator(where.latitude) if where and where.latitude is not None else 0.0,
        accuracy_m=where.accuracy_m if where else 0,
        line=where.line if where else (),
        first=when.first_day if when else None,
        last=when.last_day if when else None,
        grade=made.grade.term.value,
        given=dossier.graded.value if dossier.graded else "",
        acts=tuple(dict.fromkeys(act.lower() for act in incident.acts)),  # a reader may write it in capitals of its own
        parties=tuple(sorted({party for h in alleged for party in h.parties})),
        killed=killed,
        least=min(_figures(killed), default=-1),
        most=max(_figures(killed), default=-1),
        injured=lookup.largest(Outcome.INJURED),
        reports=incident.reports,
        claims=len(incident.claims),
        origins=len(made.independent),
    )


def _figures(tally: Tally | None) -> list[int]:
    return [] if tally is None else [v for v in (tally.low, tally.best, tally.high) if v is not None]
