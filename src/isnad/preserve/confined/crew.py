"""Crew: several children at work on many items, their answers in order.

What may live here: who is asked what, and when. No threads: the parent waits for all of them at once, so that Ctrl-C
ends it, and them, at any moment.
"""

import contextlib
import selectors
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from isnad.preserve.confined.bounds import Broke
from isnad.preserve.confined.frames import DATA, END, VALUE, Parcel, plain
from isnad.preserve.confined.workers import Kind, Worker, given_back, taken

_AHEAD = 8  # calls for each child that may be asked while the answer to an earlier one is waited for
_BEFORE_IT = 2  # calls that lie before a child: it need not wait for us between two


@dataclass(slots=True)
class Call:
    """Items that a child is given together; an answer is owed for each, and ``first`` is the number of the first."""

    first: int
    items: Sequence[Any]
    answered: int = 0

    def rest(self, at: int, end: int | None = None) -> "Call":
        """Of these items those from ``at`` on, or up to ``end``."""
        return Call(self.first + at, self.items[at:end])


class Crew:
    """``jobs`` children of a kind that call one function; ``seconds`` for each answer.

    With a ``shard`` of 0 an item is the arguments of a call, and what the function gives is its answer. Else the
    function is given up to so many items as one list, and yields an answer, as bytes, for each of them.
    """

    def __init__(self, function: str, kind: Kind, jobs: int, seconds: float, shard: int = 0) -> None:
        self._function, self._kind, self._jobs, self._seconds, self._shard = function, kind, jobs, seconds, shard
        self._at_work: dict[Worker, deque[Call]] = {}
        self._again: deque[Call] = deque()  # lay before a child that ended, and were never begun
        self._next: tuple[Call, Parcel] | None = None
        self._drawn = 0
        self._answers: dict[int, Any] = {}
        self._selector = selectors.DefaultSelector()

    def answers(self, items: Iterator[Any]) -> Iterator[Any]:
        """The answers in the order of the items."""
        turn = 0
        while True:
            self._share_out(items, turn)
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

    def _share_out(self, items: Iterator[Any], turn: int) -> None:
        while True:
            self._next = self._next or self._draw(items, turn)
            if self._next is None:
                return
            call, parcel = self._next
            try:
                worker = self._with_room(parcel)
            except Broke as broke:
                parcel.close()
                self._next = None
                self._answers |= dict.fromkeys(range(call.first, call.first + len(call.items)), broke)
                continue
            if worker is None:
                return
            self._next = None
            self._at_work[worker].append(call)
            try:
                worker.ask(parcel, self._seconds)
            except Broke as broke:
                if len(self._at_work[worker]) > 1:  # it died at an earlier call, and never had this one
                    self._again.append(self._at_work[worker].pop())
                    self._take_last_words(worker)
                self._broken(worker, broke)

    def _draw(self, items: Iterator[Any], turn: int) -> tuple[Call, Parcel] | None:
        """The next call, its files opened; None where there is none, or it is too far ahead."""
        size = max(1, self._shard)
        while self._again or self._drawn < turn + _AHEAD * self._jobs * size:
            if self._again:
                call = self._again.popleft()
            else:
                call = Call(self._drawn, list(islice(items, size)))
                if not call.items:
                    return None
                self._drawn += len(call.items)
            try:
                return call, Parcel((self._function, (call.items,) if self._shard else call.items[0]))
            except OSError as error:
                self._not_opened(call, error)
        return None

    def _not_opened(self, call: Call, error: OSError) -> None:
        """A file of this call cannot be opened: its items are asked one by one, to find whose it is."""
        if len(call.items) > 1:
            self._again.extendleft(call.rest(at, at + 1) for at in reversed(range(len(call.items))))
            return
        broke = Broke("error", str(error))
        broke.__cause__ = error
        self._answers[call.first] = broke

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
                if not self._took(calls[0], frame):
                    worker.more_time(self._seconds)
                    continue
            except Broke as broke:
                if broke.reason != "error":
                    raise
                self._again += self._blamed(calls[0], broke)  # the function raised: the child is none the worse
            calls.popleft()
            worker.answered(self._seconds)
        if not calls:
            self._let_go(worker)
            given_back(worker)
        elif worker.tired:
            self._again += self._let_go(worker)
            worker.kill()

    def _took(self, call: Call, frame: tuple[bytes, bytes]) -> bool:
        """Take the answer in a frame; whether it ends the call. Raises Broke where it is none."""
        owed = len(call.items) - call.answered
        if self._shard and frame[0] == END and not owed:
            return True
        if self._shard and (frame[0] != DATA or not owed):
            raise Broke("refused", "it gave other answers than it was asked for")
        self._answers[call.first + call.answered] = frame[1] if self._shard else value_in(frame)
        call.answered += 1
        return not self._shard

    def _take_last_words(self, worker: Worker) -> None:
        """Take the answers that a child gave before it died, so that the right item answers for that."""
        calls = self._at_work[worker]
        with contextlib.suppress(Broke):
            while calls:
                frame = worker.frame()
                if frame is None:
                    worker.fill()
                elif self._took(calls[0], frame):
                    calls.popleft()

    def _broken(self, worker: Worker, broke: Broke) -> None:
        """The item it was at is answered by how it broke; what lay before it is asked again."""
        calls = self._let_go(worker)
        if calls:
            begun, *rest = calls
            self._again += (*self._blamed(begun, broke), *rest)
        worker.kill()

    def _blamed(self, call: Call, broke: Broke) -> Iterator[Call]:
        """What is to be asked again of a call that broke. The item it was at is to blame only where nothing came before
        it: otherwise it is asked once more, alone, and answers for itself."""
        at, whole = call.answered, len(call.items)
        if at == 0:
            self._answers[call.first] = broke
        elif at < whole:
            yield call.rest(at, at + 1)
        if at + 1 < whole:
            yield call.rest(at + 1)

    def _let_go(self, worker: Worker) -> deque[Call]:
        self._selector.unregister(worker.line)
        return self._at_work.pop(worker)


def value_in(frame: tuple[bytes, bytes]) -> Any:
    """The one value that answers a call. Raises Broke."""
    if frame[0] != VALUE:
        raise Broke("refused", "it gave an answer of another kind")
    return plain(frame[1])
