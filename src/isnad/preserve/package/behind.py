"""Behind: one thread that does, a few pieces behind, what takes time and leaves Python free: hashing, writing.

What may live here: that thread. While it writes a file of many WARCs, the next ones are read and checked.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

_PIECES = 4  # that wait for it at most, so that memory is flat
_WORTH = 4 << 20  # bytes of a file from which a thread pays


class Behind:
    """Does what it is given, in order. What goes wrong there is raised by the next call of ``put`` or ``wait``; what
    was given after it is not done."""

    def __init__(self) -> None:
        from queue import Queue

        self._todo: Queue[tuple[Callable[[bytes], Any], bytes] | None] = Queue(_PIECES)
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        given = self._todo.get()
        while given is not None:
            try:
                if self._error is None:
                    do, data = given
                    do(data)
            except BaseException as error:  # it belongs to the caller
                self._error = error
            given = None  # let go of the bytes before waiting for more
            self._todo.task_done()
            given = self._todo.get()
        self._todo.task_done()

    def put(self, do: Callable[[bytes], Any], data: bytes) -> None:
        """Have this done with these bytes, which nobody may change."""
        self._raise()
        self._todo.put((do, data))

    def wait(self) -> None:
        """Return once all is done."""
        self._todo.join()
        self._raise()

    def end(self) -> None:
        """Do what was given, and end."""
        self._todo.put(None)
        self._thread.join()

    def _raise(self) -> None:
        if self._error is not None:
            raise self._error


@contextmanager
def behind(size: int) -> Iterator[Behind | None]:
    """Such a thread for a file of about ``size`` bytes, None where it would not pay. It ends with the block."""
    if size < _WORTH or os.cpu_count() == 1:
        yield None
        return
    thread = Behind()
    try:
        yield thread
    finally:
        thread.end()
