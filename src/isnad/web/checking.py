"""Checking: whether the case still is what its log says, found out in the background.

What may live here: the last check and what became of it. "Not checked" is an answer of its own and never looks fine.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from isnad.checking.answer import Check, Verdict
from isnad.checking.at import check_at
from isnad.preserve.progress import Progress
from isnad.web.background import Background


@dataclass(frozen=True, slots=True)
class Checked:
    """An answer: of how many lines of the log, when, and whether every quote was looked at."""

    answer: Check
    lines: int
    at: datetime
    deep: bool

    @property
    def colour(self) -> str:
        """``green``, ``red``, or ``amber`` where something could not be verified."""
        return {Verdict.HOLDS: "green", Verdict.FAILS: "red"}.get(self.answer.verdict, "amber")


class Checker(Background):
    """Checks a case when asked, one check at a time."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, "The check", "isnad check CASE")
        self.last: Checked | None = None

    def begin(self, lines: int, *, deep: bool) -> None:
        """Start a check unless one is running."""
        self._start(partial(self._check, lines, deep))

    def _check(self, lines: int, deep: bool, tell: Progress) -> None:
        answer = check_at(self._root, tell, jobs=1, deep=deep)
        self.last = Checked(answer, lines, datetime.now(UTC), deep)
