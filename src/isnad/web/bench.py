"""The bench: an open case that is kept computed while people look at it and decide.

What may live here: when the case is computed anew, and how judgements are written. A thread of its own follows the
log, whoever adds to it, and has another process compute; pages are given the newest state that is ready and never wait
for the next.
"""

import contextlib
import gc
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from isnad.case import open_case
from isnad.casebook import Casebook
from isnad.deciding import Question
from isnad.following import QUICK, Following
from isnad.preserve.trouble import Trouble
from isnad.records.judgement import Judgement
from isnad.records.problem import Problem
from isnad.records.source import Source
from isnad.sourcing import rated, sources_of
from isnad.web.atlas.context import Context
from isnad.web.atlas.tiles import tiles_of
from isnad.web.checking import Checker
from isnad.web.computing import Computing, failed
from isnad.web.intake import Intake
from isnad.web.originals import Originals
from isnad.web.placing import Placing
from isnad.web.reviewing import Reviewer
from isnad.web.search import Search
from isnad.web.standing import Standing
from isnad.web.veil import Veil

REST, LONGEST_REST = 3.0, 60.0  # of the time a computation took, and seconds, for which the next one waits
LOOK = 2.0  # seconds between looks at a log to which somebody else may have added


class Newer(Exception):
    """Somebody decided on the same meanwhile. ``judgements`` are theirs."""

    def __init__(self, judgements: Sequence[Judgement]) -> None:
        super().__init__("somebody decided on the same meanwhile")
        self.judgements = tuple(judgements)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the computing has come."""

    step: str = ""
    done: int = 0
    whole: int = 0


class Bench:
    """A case at work. ``close`` ends its thread."""

    def __init__(self, root: Path, *, actor: str = "", jobs: int | None = None, apart: bool = False) -> None:
        """Open the case at ``root``; ``apart`` has a process of its own compute it. Raises Trouble where there is
        none."""
        self.root, self._apart = root, apart
        self.book = Casebook(root, actor=actor)
        self.pen = threading.Lock()  # held by who writes through ``book``
        self.progress = Progress()
        self.problem: Problem | None = None
        self._case = open_case(root, actor=actor)
        self.context, self.placing = Context(self._case.book), Placing(self._case.book)
        self.veil, self.originals = Veil(self.placing), Originals(self._case.book)
        self._search = Search(self._case.book.derived)
        self._computing = Computing(root, self._case.title, actor=actor, jobs=jobs, apart=apart, tell=self._tell)
        self.checker, self.reviewer, self.tiles = Checker(root), Reviewer(root), tiles_of(root)
        self._came = threading.Event()  # set when something new may have come into the log
        self.intake = Intake(root, self._came)
        self._looking = False
        self._state = threading.Condition()
        self._standing: Standing | None = None
        self._following: Following | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="bench", daemon=True)
        self._thread.start()

    @property
    def standing(self) -> Standing | None:
        """The newest state that is computed; None until there is a first."""
        return self._standing

    @property
    def asked(self) -> tuple[Question, ...] | None:
        """Which incidents may be one or several, as people may be asked; None until that was looked for."""
        return self._computing.asked

    @property
    def behind(self) -> bool:
        """Whether more was written, by anybody, as far as is known, than what belongs together was computed of."""
        made = self._standing
        known = max(self.book.log.size, self._case.book.log.size)
        return made is None or made.linked < known

    @property
    def unsettled(self) -> bool:
        """Whether it is behind, or has yet to look whether it is."""
        return self.behind or self._looking or self._came.is_set()

    def reach(self, lines: int, seconds: float) -> Standing | None:
        """The newest state, waited for until it knows this many lines, or for so many seconds."""
        self._came.set()
        with self._state:
            self._state.wait_for(
                lambda: self._ended.is_set() or (self._standing is not None and self._standing.lines >= lines), seconds
            )
        return self._standing

    def judge(self, judgements: Sequence[Judgement], seen: Mapping[str, str]) -> int:
        """Write judgements; the number of lines the log has then. ``seen`` says for each subject which judgement was
        the last that the person had before them.

        What needs no linking is followed at once; the rest comes when the case was computed anew. Raises Newer, and
        writes nothing, where there is a later one; Trouble where it cannot be written.
        """
        with self.pen, self.book.writing():
            later = [
                made
                for subject, last in seen.items()
                if (made := _last(self.book.judgements, subject)) is not None and made.id != last
            ]
            if later:
                raise Newer(list(dict.fromkeys(later)))
            for judgement in judgements:
                self.book.judge(judgement)
        with self.pen:
            if (standing := self._standing) is not None:
                with contextlib.suppress(Exception):  # it is written; what fails here, the whole computation tells
                    self._show(standing)
            return self.book.log.size

    def sources(self, standing: Standing) -> tuple[Source, ...]:
        """The sources of the case, as it was last computed as a whole, with the letters they have now."""
        made = self._computing.sources
        return sources_of(self.book, standing.results) if made is None else rated(made, self.book.judgements)

    def close(self) -> None:
        """End the thread that follows the log."""
        with self._state:
            self._ended.set()
            self._state.notify_all()
        self._came.set()
        self.intake.close()
        self._computing.close()
        self._thread.join(timeout=30)
        self._search.close()

    def _follow(self) -> None:
        while not self._ended.is_set():
            took = 0.0
            try:
                self._looking = True
                self._came.clear()
                self._case.book.refresh()
                took = self._compute()
                self._looking = False
            except Trouble as error:
                self.problem = None if self._ended.is_set() else error.problem
            except Exception as error:  # a page must be able to say so; the next change may go well
                if not self._ended.is_set():
                    self.problem = failed(self.root, error)
            self._ended.wait(min(took * REST, LONGEST_REST))  # others must have their turn where many decide
            self._came.wait(LOOK)

    def _compute(self) -> float:
        """Compute the case where more was written since it was; the seconds that took."""
        made, began = self._standing, time.monotonic()
        known = made.linked if made is not None else 0
        if made is not None and known == self._case.book.log.size:
            return 0.0
        for lines, results, judgements in self._computing.anew(known):
            if not self._search.shared:
                self._search.take(results.reports)
            standing = Standing(self._case.title, lines, results, judgements, self._search, self._standing)
            following = Following(self._case.title, results, judgements)
            with self.pen:
                self._following = following
                self._show(standing)
            self.problem = None
            standing.warm()
            if self._apart:
                gc.freeze()  # what there is now stays: nobody waits while all of it is looked through for what can go
        return time.monotonic() - began

    def _show(self, made: Standing) -> None:
        """Show a state, with the judgements that were written since followed as far as that is quick; by who holds
        ``pen``."""
        judgements, lines = self.book.judgements, self.book.log.size
        if self._following is not None and len(judgements) > len(made.judgements):
            followed = self._following.follow(judgements)
            quick = all(j.decision in QUICK for j in judgements[len(made.judgements) :])
            made = made.after(lines if quick else made.lines, followed, judgements)
        with self._state:
            self._standing = made
            self._state.notify_all()

    def _tell(self, step: str, done: int, whole: int) -> None:
        self.progress = Progress(step, done, whole)


def _last(judgements: Sequence[Judgement], subject: str) -> Judgement | None:
    return next((each for each in reversed(judgements) if subject in each.subjects), None)
