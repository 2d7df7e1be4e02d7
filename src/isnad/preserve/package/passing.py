"""Passing: bytes that a thread works off, while the one who gives them goes on.

What may live here: the thread, what waits for it, and how much may wait. Hashing, packing and writing let go of
Python's lock, so that two cores are used.
"""

from collections.abc import Callable
from queue import SimpleQueue

from isnad.preserve.beside import Beside

AHEAD = 4 << 20  # bytes that may wait, beside one piece


class Passing:
    """``work`` is done with each piece, in order, in one thread. Where it fails, nothing more is worked off, and the
    error comes up at the next ``give`` or at ``wait``."""

    def __init__(self, work: Callable[[bytes], None]) -> None:
        self._work = work
        self._given: SimpleQueue[bytes] = SimpleQueue()
        self._done: SimpleQueue[int] = SimpleQueue()  # bytes of each piece that is worked off; none after a failure
        self._ahead = 0
        self._beside = Beside(self._run)

    def give(self, data: bytes) -> None:
        """Leave a piece to the thread; waits while much is before it. Nothing is done with an empty one."""
        while self._ahead > AHEAD:
            if not (size := self._done.get()):
                self._beside.wait()  # raises what ended it
            self._ahead -= size
        if data:
            self._ahead += len(data)
            self._given.put(data)

    def wait(self) -> None:
        """Wait until all is worked off, and end the thread."""
        self._given.put(b"")
        self._beside.wait()

    def _run(self) -> None:
        try:
            while data := self._given.get():
                self._work(data)
                self._done.put(len(data))
        finally:
            self._done.put(0)
