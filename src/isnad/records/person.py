"""Person: someone whom a report names, or describes as killed or hurt.

What may live here: records of victims, and of others who are named. They are no part of a Claim, an Incident or a
computed Dossier, so no exporter meets them: a name leaves a case only where a recorded decision allows it, person by
person.
"""

from dataclasses import dataclass
from enum import StrEnum

from isnad.records.claim import Outcome
from isnad.records.report import Quote


class Sex(StrEnum):
    """As a report says it: by kinship, a pronoun or a noun; never by what a name suggests."""

    FEMALE = "female"
    MALE = "male"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone told of, once for each report however often it speaks of them.

    ``outcome`` is None where they are named and nothing is told to have befallen them: ``role`` is then the office
    that they are heard in, empty for a witness or a bystander. ``name`` is empty where they are only described.
    ``age`` is in whole years, None where none is given; ``adult`` is what words other than an age say ("his wife",
    "a boy"), None where they say nothing. ``kinship`` and ``role`` are the report's words ("daughter", "paramedic").
    ``quotes`` are the words they were read from; ``claims`` the ids of the claims that stand in the same words.
    ``because`` names what told the sex and the age.
    """

    name: str
    outcome: Outcome | None
    sex: Sex = Sex.UNSAID
    age: int | None = None
    adult: bool | None = None
    kinship: str = ""
    role: str = ""
    quotes: tuple[Quote, ...] = ()
    claims: tuple[str, ...] = ()
    event: int = 0
    because: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """The casualty group they are told to belong to; empty where age or sex is not said."""
        grown = self.adult if self.age is None else self.age >= 18  # Convention on the Rights of the Child, art. 1
        if grown is None or (grown and self.sex is Sex.UNSAID):
            return ""
        if not grown:
            return "children"
        return "women" if self.sex is Sex.FEMALE else "men"
