"""Finding: what the check of one anchor gave.

What may live here: the three answers and what goes with them.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Answer(StrEnum):
    """The three answers. What cannot be verified never looks like what holds."""

    HOLDS = "holds"
    FAILS = "fails"
    NOT_VERIFIABLE = "not verifiable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The answer, and why where it is not HOLDS.

    ``stated`` is the time the anchor itself states and ``until`` the time by which the stamped bytes existed, which is
    later by the accuracy or slack of the method. ``by`` names the programs that judged it, ``note`` what to know of
    an anchor that holds.
    """

    answer: Answer
    reason: str = ""
    stated: datetime | None = None
    until: datetime | None = None
    by: tuple[str, ...] = ()
    note: str = ""


def fails(reason: str) -> Finding:
    """A Finding that the anchor is not what it should be."""
    return Finding(answer=Answer.FAILS, reason=reason)


def open_(reason: str) -> Finding:
    """A Finding that it cannot be told."""
    return Finding(answer=Answer.NOT_VERIFIABLE, reason=reason)
