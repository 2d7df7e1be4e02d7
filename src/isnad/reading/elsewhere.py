"""Elsewhere: captures read wherever a ``concurrent.futures.Executor`` runs what it is given.

What may live here: what travels there and back, and what is done where an executor does not answer. ``process`` needs
no folder of the case: a shard carries all bytes that reading needs. It reads in a confined child of its machine.
"""

import asyncio
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import IO, Any

from isnad import plugins
from isnad.casebook import isnad_version
from isnad.preserve.trouble import trouble
from isnad.reading.answers import Answer, Answers
from isnad.reading.here import Found, read_here
from isnad.reading.one import TableAt, Task, at_hand, bytes_of
from isnad.records.problem import Problem, Severity

SHARD = 32  # captures that travel together
ROUNDS = (
    64  # shards that a case gives at least, where it has captures enough: it is not known how many machines there are
)
SHARD_BYTES = 1 << 20  # and not many more bytes
LARGE = 4 << 20  # bytes of a capture that does not travel: it is read here
AHEAD = 256  # shards that an executor is given before the first is taken from it


@dataclass(frozen=True, slots=True)
class Shard:
    """Captures to read, each with its bytes, and the isnad that asks: another would read other claims."""

    tasks: tuple[Task, ...]
    asked_by: str


class OtherIsnad(Exception):
    """The isnad that was asked is not the one that asks."""


def process(shard: Shard, tables: tuple[TableAt, ...] = ()) -> tuple[Answer, ...]:
    """The answers to a shard, in its order. Pure: the same shard gives the same answers on any machine."""
    if shard.asked_by != this_isnad():
        raise OtherIsnad(f"there is isnad {isnad_version()}, or other plug-ins for reading")
    return tuple(read_here(shard.tasks, tuple(map(_on_disk, tables)), 1, len(shard.tasks)))


@cache
def this_isnad() -> str:
    """What tells this isnad's reading from that of others: its version, its code and data, its plug-ins."""
    return f"{isnad_version()} {plugins.reading_digest()}"


@dataclass(slots=True)
class Elsewhere:
    """Reading by an executor. What it does not answer for, whatever the reason, is read here, and told once.

    An executor may have a method ``share``: it is given the tables once and gives what stands for them in each call.
    """

    executor: Executor
    tables: tuple[TableAt, ...]
    number: int
    problems: list[Problem] = field(default_factory=list)
    _gone: bool = False  # it takes nothing more
    _unanswered: int = 0
    _why: str = ""

    def answers(self, found: Iterable[Found]) -> Answers:
        """The answers in the order of what was ``found``. Raises Trouble where another isnad would answer."""
        share: Callable[[Any], Any] = getattr(self.executor, "share", lambda tables: tables)
        tables = share(tuple(replace(t, source=bytes_of(t.source)) for t in at_hand(self.tables)))
        source = _shards(found, max(1, min(SHARD, self.number // ROUNDS)))
        asked: deque[tuple[Shard | Found, Future[tuple[Answer, ...]] | None]] = deque()
        try:
            while True:
                while len(asked) < AHEAD and (shard := next(source, None)) is not None:
                    asked.append((shard, self._asked(shard, tables)))
                if not asked:
                    break
                yield from self._answered(*asked.popleft())
        finally:
            for _, future in asked:
                if future is not None:
                    future.cancel()
            if self._unanswered:
                self.problems.append(_not_answered(self._unanswered, self._why))

    def _asked(self, shard: Shard | Found, tables: Any) -> "Future[tuple[Answer, ...]] | None":
        if self._gone or not isinstance(shard, Shard):
            return None
        try:
            return self.executor.submit(process, shard, tables)
        except Exception as error:  # shut down, broken, not to be reached: whatever it raises, it takes nothing
            self._gone, self._why = True, _said(error)
            return None

    def _answered(self, shard: Shard | Found, future: "Future[tuple[Answer, ...]] | None") -> Iterator[Answer]:
        if not isinstance(shard, Shard):
            return read_here((shard,), self.tables, 1, 1)
        try:
            answers = future.result() if future else ()
            if [each.capture for each in answers] == [task.capture for task in shard.tasks]:
                return iter(answers)
            self._why = self._why or "its answers do not fit the captures"
        except (OtherIsnad, ImportError) as error:
            todo = "Install the same version there, with the same plug-ins, or read without it."
            raise trouble("The machines that are to read have another isnad.", _said(error), todo) from error
        except (Exception, asyncio.CancelledError) as error:  # a worker was killed, a line broke, the executor ended
            self._gone, self._why = self._gone or isinstance(error, BrokenExecutor), _said(error)
        self._unanswered += len(shard.tasks)
        return read_here(shard.tasks, self.tables, 1, len(shard.tasks))


def _shards(found: Iterable[Found], size: int) -> Iterator[Shard | Found]:
    """What travels together and, one by one, what stays."""
    tasks: list[Task] = []
    held = 0
    for each in found:
        carried = _carried(each)
        if tasks and (carried is None or len(tasks) == size or held > SHARD_BYTES):
            yield Shard(tuple(tasks), this_isnad())
            tasks, held = [], 0
        if carried is None:
            yield each
        else:
            tasks.append(carried)
            held += carried.capture.size
    if tasks:
        yield Shard(tuple(tasks), this_isnad())


def _carried(each: Found) -> Task | None:
    """The task with its bytes; None where it stays here: it is large, or its bytes cannot be had."""
    if not isinstance(each, Task) or each.capture.size > LARGE:
        return None
    try:
        return Task(each.capture, bytes_of(each.source), ())
    except OSError:
        return None


_kept: dict[str, IO[bytes]] = {}  # the tables this process was given, by their digests, in files without a name


def _on_disk(table: TableAt) -> TableAt:
    """A table in a file, which a child is handed and need not be sent."""
    if table.digest not in _kept:
        file = tempfile.NamedTemporaryFile()  # noqa: SIM115  it is kept for the next shard, and goes with this process
        file.write(bytes_of(table.source))
        file.flush()
        _kept[table.digest] = file
    return replace(table, source=Path(_kept[table.digest].name))


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def _not_answered(number: int, why: str) -> Problem:
    what = f"{number:,} reports were not read by the engine, but here ({why})."
    todo = "Nothing is lost. Look at the engine's own log before the next time."
    return Problem(what=what, where="engine", todo=todo, severity=Severity.WARNING)
