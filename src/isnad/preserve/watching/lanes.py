"""Lanes: many addresses visited side by side, and each host in its turn.

What may live here: the threads that visit. A host is asked one thing at a time, and not again before a gap has
passed; one that hangs keeps its own addresses waiting and nobody else's.
"""

import heapq
import itertools
import queue
import threading
import time
from collections.abc import Callable, Generator, Iterable
from typing import Generic, TypeVar

Job = TypeVar("Job")
Answer = TypeVar("Answer")
_LOOK = 0.2  # seconds after which one that waits looks whether all is to end


class Lanes(Generic[Job, Answer]):
    """Visits ``jobs`` (each with its host) by ``ask``; ``free`` says of each host when it may be asked (monotonic)."""

    def __init__(self, ask: Callable[[Job], Answer], free: dict[str, float], *, gap: float, width: int) -> None:
        self._ask, self._free, self._gap, self._width = ask, free, gap, width
        self._turn = threading.Condition()
        self._waiting: list[tuple[float, int, str]] = []  # hosts at rest that have jobs: when free, their place
        self._jobs: dict[str, list[Job]] = {}
        self._left = 0
        self._ended = False
        self._count = itertools.count()

    def answers(self, jobs: Iterable[tuple[str, Job]]) -> Generator[Answer, None, None]:
        """The answers as they come. Left before its end, no further visit begins."""
        total = 0
        for host, job in jobs:
            self._jobs.setdefault(host, []).append(job)
            total += 1
        self._left = total
        self._waiting = [(self._free.get(host, 0.0), next(self._count), host) for host in self._jobs]
        heapq.heapify(self._waiting)
        # A few answers may lie ready, for each holds what it fetched.
        done: queue.Queue[Answer] = queue.Queue(maxsize=self._width)
        for _ in range(min(self._width, len(self._jobs))):
            threading.Thread(target=self._work, args=(done,), daemon=True).start()
        try:
            for _ in range(total):
                yield done.get()
        finally:
            with self._turn:
                self._ended = True
                self._turn.notify_all()

    def _work(self, done: "queue.Queue[Answer]") -> None:
        while (host := self._next()) is not None:
            answer = self._ask(self._jobs[host].pop(0))
            self._rest(host)
            while not self._ended:
                try:
                    done.put(answer, timeout=_LOOK)
                    break
                except queue.Full:
                    continue

    def _next(self) -> str | None:
        """A host that may be asked now, waited for; None where there is nothing more to begin."""
        with self._turn:
            while self._left and not self._ended:
                if not self._waiting:  # all that is left is at hosts that are being asked
                    self._turn.wait(_LOOK)
                    continue
                wait = self._waiting[0][0] - time.monotonic()
                if wait <= 0:
                    self._left -= 1
                    return heapq.heappop(self._waiting)[2]
                self._turn.wait(min(wait, _LOOK))
            return None

    def _rest(self, host: str) -> None:
        with self._turn:
            self._free[host] = time.monotonic() + self._gap
            if self._jobs[host]:
                heapq.heappush(self._waiting, (self._free[host], next(self._count), host))
            self._turn.notify_all()
