"""Crew: several children at work on many calls, their answers in order.

What may live here: who is asked what, and when. No threads: the parent waits for all of them at once, so that Ctrl-C
ends it, and them, at any moment.
"""

import selectors
import time
from collections import deque
from collections.abc import Iterator
from typing import Any

from isnad.preserve.confined.bounds import Broke
from isnad.preserve.confined.frames import VALUE, Parcel, plain
from isnad.preserve.confined.workers import Kind, Worker, given_back, taken

Numbered = tuple[int, tuple[object, ...]]
_AHEAD = 8  # calls for each child that may be asked while the answer to an earlier one is waited for
_BEFORE_IT = 2  # calls that lie before a child: it need not wait for us between two


class Crew:
    """``jobs`` children of a kind that call one function; ``seconds`` for each answer."""

    def __init__(self, function: str, kind: Kind, jobs: int, seconds: float) -> None:
        self._function, self._kind, self._jobs, self._seconds = function, kind, jobs, seconds
        self._at_work: dict[Worker, deque[Numbered]] = {}
        self._again: deque[Numbered] = deque()  # lay before a child that ended, and were never begun
        self._next: tuple[Numbered, Parcel] | None = None
        self._drawn = 0
        self._answers: dict[int, Any] = {}
        self._selector = selectors.DefaultSelector()

    def answers(self, calls: Iterator[tuple[object, ...]]) -> Iterator[Any]:
        """The answers in the order of the calls."""
        turn = 0
        while True:
            self._share_out(calls, turn)
            if turn in self._answers:
                yield self._answers.pop(turn)
                turn += 1
            elif self._at_work:
                self._hear_all()
            else:
                return

    def end(self) -> None:
        """Kill those still at work."""
        for worker in list(self._at_work):
            self._let_go(worker)
            worker.kill()
        if self._next is not None:
            self._next[1].close()
        self._selector.close()

    def _share_out(self, calls: Iterator[tuple[object, ...]], turn: int) -> None:
        while True:
            self._next = self._next or self._draw(calls, turn)
            if self._next is None:
                return
            call, parcel = self._next
            try:
                worker = self._with_room(parcel)
            except Broke as broke:
                parcel.close()
                self._next, self._answers[call[0]] = None, broke
                continue
            if worker is None:
                return
            self._next = None
            self._at_work[worker].append(call)
            try:
                worker.ask(parcel, self._seconds)
            except Broke as broke:
                self._broken(worker, broke)

    def _draw(self, calls: Iterator[tuple[object, ...]], turn: int) -> tuple[Numbered, Parcel] | None:
        """The next call, its files opened; None where there is none, or it is too far ahead."""
        while self._again or self._drawn < turn + _AHEAD * self._jobs:
            if self._again:
                call = self._again.popleft()
            else:
                arguments = next(calls, None)
                if arguments is None:
                    return None
                call = (self._drawn, arguments)
                self._drawn += 1
            try:
                return call, Parcel((self._function, call[1]))
            except OSError as error:
                broke = Broke("error", str(error))
                broke.__cause__ = error
                self._answers[call[0]] = broke
        return None

    def _with_room(self, parcel: Parcel) -> Worker | None:
        """A child that may be asked now: another one while there are fewer than may be. Raises Broke."""
        if len(self._at_work) < self._jobs:
            worker = taken(self._kind)
            self._at_work[worker] = deque()
            self._selector.register(worker.line, selectors.EVENT_READ, worker)
            return worker
        worker = min(self._at_work, key=lambda each: each.waiting)
        return worker if worker.waiting < _BEFORE_IT and parcel.small and not worker.tired else None

    def _hear_all(self) -> None:
        """Wait until a child has said something or the first deadline has passed."""
        first = min(worker.deadline for worker in self._at_work)
        spoke = {key.data for key, _ in self._selector.select(max(0.0, first - time.monotonic()))}
        for worker in [w for w in self._at_work if w in spoke or w.deadline <= time.monotonic()]:
            try:
                worker.fill()
                self._hear(worker)
            except Broke as broke:
                self._broken(worker, broke)

    def _hear(self, worker: Worker) -> None:
        calls = self._at_work[worker]
        while calls:
            try:
                frame = worker.frame()
                if frame is None:
                    break
                answer = value_in(frame)
            except Broke as broke:
                if broke.reason != "error":
                    raise
                answer = broke  # the function raised: the child is none the worse
            self._answers[calls.popleft()[0]] = answer
            worker.answered(self._seconds)
        if not calls:
            self._let_go(worker)
            given_back(worker)
        elif worker.tired:
            self._again += self._let_go(worker)
            worker.kill()

    def _broken(self, worker: Worker, broke: Broke) -> None:
        """The call it was at is answered by how it broke; one that lay before it is asked again."""
        begun, *rest = self._let_go(worker)
        self._answers[begun[0]] = broke
        self._again += rest
        worker.kill()

    def _let_go(self, worker: Worker) -> deque[Numbered]:
        self._selector.unregister(worker.line)
        return self._at_work.pop(worker)


def value_in(frame: tuple[bytes, bytes]) -> Any:
    """The one value that answers a call. Raises Broke."""
    if frame[0] != VALUE:
        raise Broke("refused", "it gave an answer of another kind")
    return plain(frame[1])
