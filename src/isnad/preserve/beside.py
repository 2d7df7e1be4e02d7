"""Beside: work that a thread does while this one goes on.

What may live here: the thread, and its error, which comes up where it is waited for. ``concurrent.futures`` does the
same and more; to load it takes as long as to check hundreds of small files.
"""

from collections.abc import Callable
from threading import Thread


class Beside:
    """``work`` is begun at once. Ended by ``wait``, which raises what the work raised."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._work()
        except BaseException as error:
            self._error = error

    def wait(self) -> None:
        """Wait for its end."""
        self._thread.join()
        if self._error is not None:
            raise self._error
