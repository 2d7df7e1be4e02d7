"""Many: the captures of a case read one after the other, by as many confined children as there are cores.

What may live here: who reads what and when, what the index knows, and the order. A reading is in hand when it is
given on; none is held but the few that go into the index together, however large the case is.
"""

import contextlib
import errno
import hashlib
import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from typing import Any

from isnad import plugins
from isnad.casebook import Casebook, isnad_version
from isnad.index import Index, Reading
from isnad.preserve.confined import child
from isnad.preserve.confined.child import Broke, Handed, many
from isnad.preserve.people.own import must_be_own, own_mark
from isnad.preserve.progress import Progress
from isnad.preserve.trouble import Trouble, gone_problem, problem_of
from isnad.reading.one import (
    BOUNDS,
    Task,
    at_hand,
    broke_problem,
    read_confined,
    read_one,
    ready_to_read,
    tables_in,
    tables_of,
    there,
    without,
)
from isnad.records.capture import Capture
from isnad.records.codec import canonical, from_bytes, from_plain, to_plain
from isnad.records.problem import Problem

EACH = 250  # captures to read for which another child pays: it takes a second of processor time to come up
HAND = 256  # readings that go into the index together
AHEAD = 1_024  # tasks that an executor is given before the first is taken from it


class Readings:
    """What is read from each capture of a case, in their order; from the index where it is known and ``cached`` allows.

    It is read in ``jobs`` confined children, by default as many as pay and as this process may use cores; where an
    executor is given, wherever that runs ``read_one``. However many read, the readings are the same. Iterated once;
    ``problems`` are then what was wrong with the case's tables, the plug-ins and the index.
    """

    def __init__(
        self,
        book: Casebook,
        tell: Progress,
        *,
        jobs: int | None = None,
        executor: Executor | None = None,
        cached: bool = True,
    ) -> None:
        self.problems: tuple[Problem, ...] = ()
        self._book, self._tell, self._jobs, self._executor, self._cached = book, tell, jobs, executor, cached
        self._tables = tables_in(book)
        self._of_tables: tuple[Problem, ...] | None = None
        self._unfit: set[str] = set()  # captures whose rows in the index could not be used
        self._done = 0

    def __iter__(self) -> Iterator[Reading]:
        index = _index(self._book, self._tables)
        try:
            captures = self._book.captures
            at = 0
            while at < len(captures):  # once; anew from where the index turned out to be broken
                for reading in self._from(captures[at:] if at else captures, index):
                    at += 1
                    yield reading
        finally:
            self.problems = (*self._wrong(), *index.problems)
            index.close()

    def _from(self, captures: Sequence[Capture], index: Index) -> Iterator[Reading]:
        """The readings of these captures; none after one that the index said it knew and does not."""
        known = index.known() - self._unfit if self._cached else set[str]()
        self._done = len(self._book.captures) - len(captures) + sum(capture.id in known for capture in captures)
        fresh = self._fresh([capture for capture in captures if capture.id not in known])
        hand: list[tuple[str, bytes]] = []
        try:
            for capture in captures:
                if capture.id not in known:
                    made = next(fresh)
                    if self._cached and not made.reading.broken:
                        hand.append((capture.id, made.encoded or canonical(to_plain(made.reading))))
                    reading: Reading | None = made.reading
                else:
                    reading = index.get([capture.id]).get(capture.id)
                if reading is None:
                    self._unfit.add(capture.id)
                    return
                if len(hand) == HAND:
                    index.put(hand)
                    hand = []
                yield reading
        finally:  # also when it is left half way: what was read is kept
            fresh.close()
            index.put(hand)

    def _fresh(self, captures: Sequence[Capture]) -> "Made":
        found = (task_for(self._book, capture, self._tables) for capture in captures)
        if self._executor is None:
            made = confined(found, self._tables, jobs_for(len(captures), self._jobs))
        else:
            made = _run(found, self._executor)
        with contextlib.closing(made):
            whole = len(self._book.captures)
            for each in made:
                self._of_tables = self._of_tables if each.of_tables is None else each.of_tables
                self._done += 1
                self._tell("reading", self._done, whole)
                yield each

    def _wrong(self) -> Iterator[Problem]:
        yield from (*plugins.shelf("formats").problems, *plugins.shelf("languages").problems)
        yield from (_no_table(table) for table in self._tables if not there(table.source))
        # None: nothing was read, or elsewhere.
        yield from tables_of(at_hand(self._tables))[1] if self._of_tables is None else self._of_tables


def read_captures(
    book: Casebook,
    tell: Progress,
    *,
    jobs: int | None = None,
    executor: Executor | None = None,
    cached: bool = True,
) -> tuple[tuple[Reading, ...], tuple[Problem, ...]]:
    """``Readings`` all at once, and what was wrong."""
    readings = Readings(book, tell, jobs=jobs, executor=executor, cached=cached)
    return tuple(readings), readings.problems


def jobs_for(number: int, jobs: int | None = None) -> int:
    """How many children are to read so many captures: ``jobs`` where that is said, else as many as pay."""
    return max(1, min(number, jobs or min(_cores(), 1 + number // EACH)))


def begin() -> None:
    """Have the first child that reads come up, beside what is done until ``read_captures``: it takes a second."""
    with contextlib.suppress(Broke):  # reading tells of it
        child.begin(BOUNDS, ready_to_read)


def known_readings(book: Casebook, captures: Iterable[str]) -> dict[str, Reading]:
    """What the index holds for these captures; nothing is read."""
    index = _index(book, tables_in(book))
    try:
        return index.get(captures)
    finally:
        index.close()


def fresh_readings(book: Casebook, tell: Progress, *, jobs: int | None = None) -> Iterator[Reading]:
    """Each capture read anew, one after the other; nothing is looked up or kept in the index, nor held in memory."""
    tables, captures = tables_in(book), book.captures
    found = (task_for(book, capture, tables) for capture in captures)
    for done, made in enumerate(confined(found, tables, jobs_for(len(captures), jobs)), start=1):
        tell("reading", done, len(captures))
        yield made.reading


@dataclass(frozen=True, slots=True)
class _Made:
    """A reading; ``encoded`` as it goes into the index, where it came so; ``of_tables`` what was wrong with the tables
    it was read with, None where that was not told."""

    reading: Reading
    encoded: bytes | None = None
    of_tables: tuple[Problem, ...] | None = None


Made = Generator[_Made, None, None]


def confined(found: Iterable[Task | Reading], tables: tuple[Any, ...], jobs: int) -> Made:
    """The readings in the order of the tasks, by ``jobs`` children; those that are made already in between."""
    # A child can open no path. All tasks of a run have the same tables.
    handed = tuple(replace(table, source=_handed(table.source)) for table in at_hand(tables))
    asked: deque[Task | Reading] = deque()

    def calls() -> Iterator[tuple[Task]]:
        for each in found:
            asked.append(each)
            if isinstance(each, Task):
                yield (Task(each.capture, _handed(each.source), handed),)

    for answer in many(read_confined, calls(), jobs=jobs, bounds=BOUNDS, ready=ready_to_read):
        while not isinstance(task := asked.popleft(), Task):
            yield _Made(task)
        yield _believed(answer, task)
    yield from (_Made(each) for each in asked if isinstance(each, Reading))


def _believed(answer: Any, task: Task) -> _Made:
    """What a child answered, as far as it can be: a reading of this capture whose quotes stand in its report."""
    capture = task.capture
    if isinstance(answer, Broke):
        return _Made(without(capture, _ended(answer, capture), broken=True))
    try:
        encoded, told = answer
        data = encoded.encode()
        reading = from_bytes(data, Reading)
        problems = tuple(from_plain(problem, Problem) for problem in told)
        report = reading.report
        mine = reading.capture == capture.id and (report is None or report.digest == capture.digest)
        if not mine or not all(report is not None and report.holds(claim.quote) for claim in reading.claims):
            raise ValueError("its answer does not fit the capture")
    except (ValueError, TypeError, AttributeError) as error:
        return _Made(without(capture, broke_problem("The process that read it", error, capture), broken=True))
    return _Made(reading, data, problems)


def _ended(broke: Broke, capture: Capture) -> Problem:
    """The Problem for a child that gave no answer."""
    if isinstance(broke.__cause__, OSError):
        return gone_problem(broke.__cause__, capture.origin)
    what = f"Reading it was stopped: {broke.words}."
    if broke.reason == "time":
        what = f"Reading it was stopped: it took longer than {BOUNDS.seconds:.0f} seconds."
    elif broke.reason == "memory":
        what = f"Reading it was stopped: it took more memory than the {BOUNDS.memory >> 20:,} MB allowed."
    return Problem(what=what, where=capture.origin, todo=_STOPPED)


_STOPPED = (
    "Its bytes are kept, and other reports are not affected. It may be made to do harm: open it on no machine "
    "that matters. Save its text as .txt and add that."
)


def _run(found: Iterable[Task | Reading], pool: Executor) -> Made:
    """The readings in the order of the tasks, by an executor: what confines them there is its owner's matter."""
    asked: deque[tuple[Task, Future[Reading] | BrokenProcessPool] | Reading] = deque()
    source = iter(found)
    try:
        while True:
            while len(asked) < AHEAD and (task := next(source, None)) is not None:
                asked.append((task, _submitted(pool, task)) if isinstance(task, Task) else task)
            if not asked:
                return
            each = asked.popleft()
            yield _Made(each) if isinstance(each, Reading) else _result(*each)
    finally:
        for each in asked:
            if not isinstance(each, Reading) and isinstance(each[1], Future):
                each[1].cancel()


def _submitted(pool: Executor, task: Task) -> "Future[Reading] | BrokenProcessPool":
    try:
        return pool.submit(read_one, task)
    except BrokenProcessPool as error:
        return error


def _result(task: Task, future: "Future[Reading] | BrokenProcessPool") -> _Made:
    try:
        if isinstance(future, BrokenProcessPool):
            raise future
        return _Made(future.result())
    except BrokenProcessPool as error:  # the process died, killed or out of memory
        return _Made(without(task.capture, broke_problem("The process that read it", error, task.capture), broken=True))


def task_for(book: Casebook, capture: Capture, tables: tuple[Any, ...]) -> Task | Reading:
    """The task for a capture; a reading without anything where its bytes cannot be had."""
    try:
        return Task(capture, book.path_of(capture), tables)
    except Trouble as error:
        return without(capture, error.problem, broken=True)


def _index(book: Casebook, tables: tuple[Any, ...]) -> Index:
    """The index of a case: of what this user read, in this folder. A case that came from others is read anew, or its
    sender could have it say what no captured byte says. Raises Trouble where it would be written outside the case."""
    must_be_own(book.root)
    with contextlib.suppress(OSError):  # of a case that cannot be written to nothing is kept
        book.derived.mkdir(exist_ok=True)
    return Index(book.derived, key_of(tables, own_mark(book.derived, book.ring.root)))


def key_of(tables: tuple[Any, ...], mark: str) -> str:
    """What tells readings apart: all that reading depends on besides the capture."""
    used = [[t.role, t.name, t.digest, there(t.source)] for t in tables]
    parts = [isnad_version(), plugins.reading_digest(), used, mark]
    return hashlib.sha256(canonical(parts)).hexdigest()


def _no_table(table: Any) -> Problem:
    return problem_of(FileNotFoundError(errno.ENOENT, "missing"), table.name)


def _handed(source: Any) -> Handed:
    return source if isinstance(source, Handed) else Handed(source)


def _cores() -> int:
    """How many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not every system has it
        return os.cpu_count() or 1
