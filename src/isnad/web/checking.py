"""Checking: whether the case still is what its log says, found out in the background.

What may live here: the last check and what became of it. "Not checked" is an answer of its own and never looks fine.
"""

import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from isnad.checking.answer import Check, Verdict
from isnad.checking.at import check_at
from isnad.preserve.trouble import Trouble
from isnad.records.problem import Problem


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


class Checker:
    """Checks a case when asked, one check at a time."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._turn = threading.Lock()
        self.last: Checked | None = None
        self.running = False
        self.step, self.done, self.whole = "", 0, 0
        self.problem: Problem | None = None

    def begin(self, lines: int, *, deep: bool) -> None:
        """Start a check unless one is running."""
        with self._turn:
            if self.running:
                return
            self.running, self.problem = True, None
        threading.Thread(target=self._check, args=(lines, deep), name="checking", daemon=True).start()

    def _check(self, lines: int, deep: bool) -> None:
        try:
            answer = check_at(self._root, self._tell, jobs=1, deep=deep)
            self.last = Checked(answer, lines, datetime.now(UTC), deep)
        except Trouble as error:
            self.problem = error.problem
        except Exception as error:  # what could not be checked must be told as that
            what = f"The check broke off ({type(error).__name__}: {error})."
            self.problem = Problem(what=what, where=self._root.name, todo="Run: isnad check CASE")
        finally:
            self.running = False

    def _tell(self, step: str, done: int, whole: int) -> None:
        self.step, self.done, self.whole = step, done, whole
