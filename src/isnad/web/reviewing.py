"""Reviewing: what no export lets out, looked for in the background, with what was decided of it.

What may live here: the last look through the case and what it found. Decisions are laid over it whenever it is asked
for, so that one is seen at once; what reports tell is looked through anew once it changed.
"""

import threading
from collections.abc import Sequence
from pathlib import Path

from isnad import outgoing
from isnad.casebook import Casebook
from isnad.preserve.trouble import Trouble
from isnad.publish.withhold.private import Met, Private, decided
from isnad.records.judgement import Decision, Judgement
from isnad.records.problem import Problem
from isnad.web.standing import Standing

OF_THIS = frozenset((Decision.ALLOW, Decision.WITHHOLD))  # decisions that change nothing of what is looked for


class Reviewer:
    """Looks through a case when asked, one look at a time."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._turn = threading.Lock()
        self._met: Met | None = None
        self._tried: tuple[object, ...] = ()  # the state that was looked through last, or could not be
        self._given: tuple[int, tuple[Private, ...]] | None = None  # the number of judgements, and what they leave
        self.running = False
        self.step, self.done, self.whole = "", 0, 0
        self.problem: Problem | None = None

    def begin(self, standing: Standing, *, again: bool = False) -> None:
        """Look through this state, unless that is done or under way. What broke off is tried ``again``."""
        state = _state_of(standing)
        with self._turn:
            if self.running or (self._tried == state and not (again and self.problem)):
                return
            self.running, self.problem, self._tried = True, None, state
            self.step, self.done, self.whole = "", 0, standing.number
        threading.Thread(target=self._look, args=(standing,), name="reviewing", daemon=True).start()

    def things(self, judgements: Sequence[Judgement]) -> tuple[Private, ...] | None:
        """All that the rules are about, by the last look that was done; None before there was one."""
        met = self._met
        if met is None:
            return None
        with self._turn:
            if self._given is None or self._given[0] != len(judgements):
                self._given = (len(judgements), decided(met, judgements))
            return self._given[1]

    def _look(self, standing: Standing) -> None:
        try:
            looked, people = outgoing.look(Casebook(self._root), standing.results.dossiers, self._tell)
            met = looked.found(people)
            with self._turn:
                self._met, self._given = met, None
        except Trouble as error:
            self.problem = error.problem
        except Exception as error:  # a page must be able to say so
            what = f"The look through the case broke off ({type(error).__name__}: {error})."
            self.problem = Problem(what=what, where=self._root.name, todo="Run: isnad withheld CASE")
        finally:
            self.running = False

    def _tell(self, step: str, done: int, whole: int) -> None:
        self.step, self.done, self.whole = step, done, whole


def _state_of(standing: Standing) -> tuple[object, ...]:
    """What a look through a case depends on: the reports, and the decisions on what they tell."""
    read = tuple(capture.id for capture in standing.results.captures)
    return read, tuple(j.id for j in standing.judgements if j.decision not in OF_THIS)
