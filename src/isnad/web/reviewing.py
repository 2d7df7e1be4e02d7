"""Reviewing: what no export lets out, looked for in the background, with what was decided of it.

What may live here: the last look through the case and what it found. Decisions are laid over it whenever it is asked
for, so that one is seen at once; what reports tell is looked through anew once it changed.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from isnad import outgoing
from isnad.casebook import Casebook
from isnad.preserve.progress import Progress
from isnad.publish.withhold.private import Met, Private, decided
from isnad.records.judgement import Decision, Judgement
from isnad.web.background import Background
from isnad.web.standing import Standing

OF_THIS = frozenset((Decision.ALLOW, Decision.WITHHOLD))  # decisions that change nothing of what is looked for


class Reviewer(Background):
    """Looks through a case when asked, one look at a time."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, "The look through the case", "isnad withheld CASE")
        self._met: Met | None = None
        self._tried: tuple[object, ...] = ()  # the state that was looked through last, or could not be
        self._given: tuple[int, tuple[Private, ...]] | None = None  # the number of judgements, and what they leave

    def begin(self, standing: Standing, *, again: bool = False) -> None:
        """Look through this state, unless that is done or under way. What broke off is tried ``again``."""
        state = _state_of(standing)
        if self._tried == state and not (again and self.problem):
            return
        if self._start(partial(self._look, standing), standing.number):
            self._tried = state

    def things(self, judgements: Sequence[Judgement]) -> tuple[Private, ...] | None:
        """All that the rules are about, by the last look that was done; None before there was one."""
        met = self._met
        if met is None:
            return None
        with self._turn:
            if self._given is None or self._given[0] != len(judgements):
                self._given = (len(judgements), decided(met, judgements))
            return self._given[1]

    def _look(self, standing: Standing, tell: Progress) -> None:
        looked, people = outgoing.look(Casebook(self._root), standing.results.dossiers, tell)
        met = looked.found(people)
        with self._turn:
            self._met, self._given = met, None


def _state_of(standing: Standing) -> tuple[object, ...]:
    """What a look through a case depends on: the reports, and the decisions on what they tell."""
    read = tuple(capture.id for capture in standing.results.captures)
    return read, tuple(j.id for j in standing.judgements if j.decision not in OF_THIS)
