"""Background: long work beside the pages, one piece at a time, with how far it is.

What may live here: starting work in a thread, and telling of it. What the work is, and what came of it, is said by who
starts it.
"""

import threading
from collections.abc import Callable
from pathlib import Path

from isnad.preserve.progress import Progress
from isnad.preserve.trouble import Trouble
from isnad.records.problem import Problem


class Background:
    """Work on a case that pages tell of while it runs. What breaks it off is its ``problem`` until it begins anew."""

    def __init__(self, root: Path, broken: str, command: str) -> None:
        """``broken`` says what broke off, ``command`` does the same without the workbench."""
        self._root, self._broken, self._command = root, broken, command
        self._turn = threading.Lock()
        self.running = False
        self.step, self.done, self.whole = "", 0, 0
        self.problem: Problem | None = None

    def _start(self, work: Callable[[Progress], None], whole: int = 0) -> bool:
        """Begin unless something runs; whether it did. ``whole``: the number of things there are, where known."""
        with self._turn:
            if self.running:
                return False
            self.running, self.problem = True, None
            self.step, self.done, self.whole = "", 0, whole
        threading.Thread(target=self._run, args=(work,), name=type(self).__name__, daemon=True).start()
        return True

    def _run(self, work: Callable[[Progress], None]) -> None:
        try:
            work(self._tell)
        except Trouble as error:
            self.problem = error.problem
        except Exception as error:  # a page must be able to say so
            what = f"{self._broken} broke off ({type(error).__name__}: {error})."
            self.problem = Problem(what=what, where=self._root.name, todo=f"Run: {self._command}")
        finally:
            self.running = False

    def _tell(self, step: str, done: int, whole: int) -> None:
        self.step, self.done, self.whole = step, done, whole
