"""Deciding: what a judgement on incidents is about, and how the incidents stand before and after it.

What may live here: who is meant by a number, an id or a name, and an incident's figures in brief. The decision itself
is the casebook's to keep, and linking's to follow.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from isnad.pipeline import Results
from isnad.preserve.trouble import trouble
from isnad.records.assessment import Assessment, Tally
from isnad.records.claim import Outcome, Status
from isnad.records.codec import id_of
from isnad.records.dossier import Dossier
from isnad.records.incident import Incident

NUMBER = 5  # digits from which on a figure is no number of the list but the beginning of an id
LISTED = 10  # incidents that are named where none, or more than one, was meant


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An incident in brief: what a judgement may change of it."""

    id: str
    name: str
    reports: int
    killed: Tally | None
    injured: Tally | None
    grade: str

    def plain(self) -> dict[str, Any]:
        """For other programs."""
        return {
            "id": self.id,
            "name": self.name,
            "reports": self.reports,
            "killed": _bounds(self.killed),
            "injured": _bounds(self.injured),
            "grade": self.grade,
        }


def standing_of(incident: Incident, assessment: Assessment) -> Standing:
    """An incident in brief, as it is weighed."""
    return Standing(
        id=incident.id,
        name=incident.name,
        reports=len(incident.reports),
        killed=toll(assessment, Outcome.KILLED),
        injured=toll(assessment, Outcome.INJURED),
        grade=assessment.grade.term.value,
    )


def toll(assessment: Assessment, outcome: Outcome) -> Tally | None:
    """The tally of all people who are not said to be belligerents."""
    found = (t for t in assessment.tallies if t.group == "people" and t.outcome is outcome)
    return next((t for t in found if t.status is not Status.BELLIGERENT), None)


def named(dossiers: Sequence[Dossier], given: str, title: str) -> Dossier:
    """The dossier meant by its number in the list, the beginning of its id, or a part of its name.

    Raises Trouble where none, or more than one, is meant.
    """
    if numbered(given, len(dossiers)):
        return dossiers[int(given) - 1]
    found = [d for d in dossiers if d.incident.id.startswith(given)] if given else []
    words = given.casefold()
    found = found or [d for d in dossiers if words in " ".join((d.incident.name, *d.incident.names)).casefold()]
    if len(found) == 1:
        return found[0]
    known = "; ".join(f"{d.incident.id} {d.incident.name}" for d in (found or dossiers)[:LISTED]) or "none yet"
    what = f"{len(found) or 'No'} incident{'s are' if len(found) > 1 else ' is'} called '{given}'."
    raise trouble(what, title, f"Give the id or number of one of these: {known}.")


def numbered(given: str, many: int) -> bool:
    """Whether this is a number in the list of incidents."""
    return given.isdecimal() and len(given) < NUMBER and 1 <= int(given) <= many


def subject(results: Results, given: str, title: str, *, incidents: bool) -> str:
    """The id of the claim that is judged: the one with an id that begins so, or the one that an incident is known by.

    ``incidents`` says that an incident may be meant, by its number, id or name. Raises Trouble where nothing, or more
    than one thing, is meant.
    """
    if incidents and given.isdecimal() and len(given) < NUMBER:  # a number of the list, be it a wrong one
        return founding(named(results.dossiers, given, title).incident)
    claims = {claim.id for reading in results.readings for claim in reading.claims}
    found = sorted(ident for ident in claims if given and ident.startswith(given))
    if len(found) == 1:
        return found[0]
    if found or not incidents or not given:
        todo = "Ids stand in: isnad show CASE INCIDENT, and in its JSON export."
        raise trouble(f"{len(found) or 'No'} claims have an id that begins so.", given or "(empty)", todo)
    return founding(named(results.dossiers, given, title).incident)


def founding(incident: Incident) -> str:
    """The claim that an incident has its id from: it stays in it as others join, so it stands for the whole."""
    return next((c for c in incident.claims if id_of("incident", c) == incident.id), incident.claims[0])


def holding(results: Results, claims: Iterable[str]) -> tuple[Standing, ...]:
    """The incidents that hold these claims, each once."""
    wanted = set(claims)
    return tuple(
        standing_of(incident, results.assessments[incident.id])
        for incident in results.incidents
        if wanted.intersection(incident.claims)
    )


def _bounds(tally: Tally | None) -> dict[str, Any] | None:
    if tally is None:
        return None
    return {"low": tally.low, "best": tally.best, "high": tally.high, "high_open": tally.high_open}
