"""Problem: what is wrong, where, and what to do. Problems are returned, not raised.

What may live here: the Problem value and its severities.
"""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem matters to the one who works."""

    NOTE = "note"  # worth knowing, nothing is missing
    WARNING = "warning"  # something was kept but not fully read
    ERROR = "error"  # something could not be done


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that went wrong.

    ``what`` says what is wrong in one sentence, ``where`` names the file, URL,
    report or claim it concerns, and ``todo`` says what the user can do about it.
    """

    what: str
    where: str
    todo: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.severity}: {self.where}: {self.what} {self.todo}".strip()
