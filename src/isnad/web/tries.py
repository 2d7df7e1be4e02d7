"""Tries: how often somebody may be wrong before they have to wait.

What may live here: counting wrong tries of late. Who is not there is counted like who is.
"""

import threading
import time
from collections import OrderedDict, deque

KEPT = 10_000  # of whom tries are remembered; the one quiet for longest goes first


class Tries:
    """Wrong tries by whom or what they concern, each counted for ``seconds``."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most, self._seconds = most, seconds
        self._turn = threading.Lock()
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()

    def count(self, about: str) -> None:
        """A wrong try."""
        with self._turn:
            self._wrong.setdefault(about, deque(maxlen=self._most)).append(time.monotonic())
            self._wrong.move_to_end(about)
            while len(self._wrong) > KEPT:
                self._wrong.popitem(last=False)

    def spent(self, about: str) -> bool:
        """Whether so many came of late that none is looked at now."""
        with self._turn:
            held = self._wrong.get(about)
            return held is not None and len(held) == self._most and time.monotonic() - held[0] < self._seconds
