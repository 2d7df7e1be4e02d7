"""Judgement: what a named person decided.

What may live here: decisions and what they are about. A decision is never edited; another is made.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Decision(StrEnum):
    """What a judgement decides."""

    SAME = "same"  # these claims or incidents tell of one incident
    DIFFERENT = "different"  # these do not
    REJECT = "reject"  # this claim is not to be used (misread, out of scope, retracted)
    ACCEPT = "accept"  # takes a rejection back
    CORRECT = "correct"  # this field of this claim is to read so
    RATE = "rate"  # this source has this letter of the Admiralty code
    RULE = "rule"  # this case's tallies follow this rule; or its observations are counted, or shown
    ALLOW = "allow"  # this may be published though a rule withholds it
    WITHHOLD = "withhold"  # this may not be published
    GRADE = "grade"  # this incident deserves this grade
    NOTE = "note"  # this is to be known of this incident


ON_CLAIMS = (Decision.ACCEPT, Decision.REJECT, Decision.CORRECT)
ON_CLUSTERS = (Decision.SAME, Decision.DIFFERENT)
ON_INCIDENTS = (Decision.GRADE, Decision.NOTE)
AS_COMPUTED = "computed"  # the value of a GRADE that takes an earlier one back


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A decision by ``by``, for the reason ``why``, at ``at`` (UTC).

    ``subjects`` are claim ids (two or more for SAME and DIFFERENT, one otherwise). For CORRECT, ``field`` is a
    dotted path within the claim ("content.counts.0.low") and ``value`` its new value as JSON. For RATE the subject is a
    source's name and ``value`` the letter; for RULE it is "tally" and ``value`` the rule's name, or
    "observations" and "counted" or "shown". For ALLOW and
    WITHHOLD, ``subjects`` are the things themselves (a name, a handle, a report's id) and ``field`` the rule's name.
    For GRADE and NOTE they are claims of the incident, the one that it has its id from first; ``value`` is the grade's
    term, or "computed", and the note. They stand beside what is computed and change nothing of it.
    Later judgements overrule earlier ones on the same subjects.
    """

    id: str
    by: str
    why: str
    at: datetime
    decision: Decision
    subjects: tuple[str, ...]
    field: str = ""
    value: str = ""

    def __post_init__(self) -> None:
        if not self.by.strip() or not self.why.strip():
            raise ValueError("a Judgement needs a name and a reason")
        least = 2 if self.decision in ON_CLUSTERS else 1
        if len(set(self.subjects)) < least:
            raise ValueError(f"a judgement of kind '{self.decision}' needs {least} different claims")
