"""Deciding: what a judgement on incidents is about, and how the incidents stand before and after it.

What may live here: who is meant by a number, an id or a name, an incident's figures in brief, and what a decision that
nobody took yet would change. The decision itself is the casebook's to keep, and linking's to follow.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from isnad.link.suggesting import Kind, Suggestion, likely, suggest
from isnad.pipeline import Results, weigh_anew
from isnad.preserve.trouble import trouble
from isnad.records.assessment import Assessment, Tally
from isnad.records.claim import Outcome, Status
from isnad.records.codec import id_of
from isnad.records.incident import Incident
from isnad.records.judgement import Judgement

NUMBER = 5  # digits from which on a figure is no number of the list but the beginning of an id
MORE = 7  # claims of an incident that is judged as a whole, beside the one it has its id from
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


def named(incidents: Sequence[Incident], given: str, title: str) -> int:
    """Which incident is meant by its number in the list, the beginning of its id, or a part of its name: its place.

    Raises Trouble where none, or more than one, is meant.
    """
    if numbered(given, len(incidents)):
        return int(given) - 1
    found = [n for n, i in enumerate(incidents) if i.id.startswith(given)] if given else []
    words = given.casefold()
    found = found or [n for n, i in enumerate(incidents) if words in " ".join((i.name, *i.names)).casefold()]
    if len(found) == 1:
        return found[0]
    listed = [incidents[n] for n in found[:LISTED]] or incidents[:LISTED]
    known = "; ".join(f"{i.id} {i.name}" for i in listed) or "none yet"
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
        return founding(results.incidents[named(results.incidents, given, title)])
    claims = {claim.id for reading in results.readings for claim in reading.claims}
    found = sorted(ident for ident in claims if given and ident.startswith(given))
    if len(found) == 1:
        return found[0]
    if found or not incidents or not given:
        todo = "Ids stand in: isnad show CASE INCIDENT, and in its JSON export."
        raise trouble(f"{len(found) or 'No'} claims have an id that begins so.", given or "(empty)", todo)
    return founding(results.incidents[named(results.incidents, given, title)])


@lru_cache(maxsize=1_000)  # an incident may have thousands of claims
def founding(incident: Incident) -> str:
    """The claim that an incident has its id from: it stays in it as others join, so it stands for the whole."""
    return next((c for c in incident.claims if id_of("incident", c) == incident.id), incident.claims[0])


def standing_for(incident: Incident) -> tuple[str, ...]:
    """The claims by which an incident as a whole is judged: the one it has its id from, and some more, by which it is
    known should that one be rejected."""
    first = founding(incident)
    return (first, *[claim for claim in incident.claims if claim != first][:MORE])


def holding(results: Results, claims: Iterable[str]) -> tuple[Standing, ...]:
    """The incidents that hold these claims, each once."""
    wanted = set(claims)
    return tuple(
        standing_of(incident, results.assessments[incident.id])
        for incident in results.incidents
        if wanted.intersection(incident.claims)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A suggestion with what deciding would change: the incidents concerned as they stand, and as they then would."""

    suggestion: Suggestion
    now: tuple[Standing, ...]
    then: tuple[Standing, ...]

    def plain(self) -> dict[str, Any]:
        """For other programs."""
        asked = self.suggestion
        return {
            "kind": asked.kind.value,
            "decision": decision_of(asked),
            "subjects": list(asked.subjects),
            "score": asked.score,
            "likely": None if asked.score is None else round(likely(asked.score), 4),
            "worth": asked.worth,
            "reports": list(asked.closest),
            "reasons": list(asked.reasons),
            "now": [standing.plain() for standing in self.now],
            "then": [standing.plain() for standing in self.then],
        }


def questions(results: Results, judgements: Sequence[Judgement], limit: int | None) -> tuple[Question, ...]:
    """What is most worth a person's look, the most informative first, each with what deciding it would change."""
    claims = [claim for reading in results.readings for claim in reading.claims]
    found = suggest(claims, results.reports, results.incidents, judgements, limit)
    known = {incident.id: incident for incident in results.incidents}
    told_in = {claim.id: claim.quote.report for claim in claims}
    made = []
    for asked in found:
        mine = [known[each] for each in asked.incidents]
        now = tuple(standing_of(each, results.assessments[each.id]) for each in mine)
        then = [standing_of(each, weigh_anew(results, each, judgements)) for each in _supposed(asked, mine, told_in)]
        made.append(Question(suggestion=asked, now=now, then=tuple(then)))
    return tuple(made)


def decision_of(asked: Suggestion) -> str:
    """The decision that would change something; empty where there is none to take."""
    if not asked.subjects:
        return ""
    return "different" if asked.kind is Kind.TOGETHER else "same"


def _supposed(asked: Suggestion, mine: Sequence[Incident], told_in: Mapping[str, str]) -> Iterable[Incident]:
    """The incidents there would be, if it were decided so. An approximation: others are held to stay as they are."""
    if not asked.subjects:
        return
    if asked.kind is Kind.TOGETHER:
        for side in asked.sides:
            yield _made_of(told_in, mine[0], side)
    elif asked.kind is Kind.APART:
        yield _made_of(told_in, mine[0], (*mine[0].claims, *mine[1].claims))
    else:
        yield _made_of(told_in, mine[0], (*mine[0].claims, *asked.sides[0]))


def _made_of(told_in: Mapping[str, str], incident: Incident, claims: Iterable[str]) -> Incident:
    """An incident of these claims, with what else is known of the one given. ``told_in`` has the report of each."""
    ids = set(claims)
    reports = {told_in[claim] for claim in ids if claim in told_in}
    return replace(incident, claims=tuple(sorted(ids)), reports=tuple(sorted(reports)))


def _bounds(tally: Tally | None) -> dict[str, Any] | None:
    if tally is None:
        return None
    return {"low": tally.low, "best": tally.best, "high": tally.high, "high_open": tally.high_open}
