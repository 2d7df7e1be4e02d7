"""Dossier: all that is needed to check an assessment.

What may live here: the bundle that the exporters publish.
"""

from dataclasses import dataclass

from isnad.records.assessment import Assessment
from isnad.records.capture import Capture
from isnad.records.claim import Claim
from isnad.records.incident import Incident
from isnad.records.judgement import AS_COMPUTED, Decision, Judgement
from isnad.records.person import Person
from isnad.records.problem import Problem
from isnad.records.report import Report
from isnad.records.withheld import Withheld


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One incident with its assessment and everything it rests on, down to the captures.

    ``nearby`` are the claims read from the same reports that are not about this incident (periods, wars,
    other attacks): shown, never tallied. ``version`` is isnad's. In a published dossier ``withheld`` says what
    was left out of it, and ``people`` are the victims whom the case allows to be named; in a dossier that was computed
    both are empty.
    """

    case: str
    incident: Incident
    assessment: Assessment
    claims: tuple[Claim, ...]
    reports: tuple[Report, ...]
    captures: tuple[Capture, ...]
    judgements: tuple[Judgement, ...] = ()
    nearby: tuple[Claim, ...] = ()
    problems: tuple[Problem, ...] = ()
    version: str = ""
    people: tuple[Person, ...] = ()
    withheld: tuple[Withheld, ...] = ()

    @property
    def graded(self) -> Judgement | None:
        """The grade that a person gave the incident; it stands beside the computed one, never in its place."""
        given = self._about(Decision.GRADE)
        return given[-1] if given and given[-1].value != AS_COMPUTED else None

    @property
    def notes(self) -> tuple[Judgement, ...]:
        """What people noted of the incident, oldest first."""
        return self._about(Decision.NOTE)

    def _about(self, decision: Decision) -> tuple[Judgement, ...]:
        """The judgements of a kind on this incident, oldest first: it holds the first of their claims that stands."""
        mine, elsewhere = {claim.id for claim in self.claims}, {claim.id for claim in self.nearby}
        made = [
            j
            for j in self.judgements
            if j.decision is decision and next((s in mine for s in j.subjects if s in mine or s in elsewhere), False)
        ]
        return tuple(sorted(made, key=lambda j: (j.at, j.id)))
