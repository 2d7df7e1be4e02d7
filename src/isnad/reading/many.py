"""Many: the captures of a case read one after the other, by as many confined children as there are cores.

What may live here: who reads what and when, what the index knows, and the order. A reading is in hand when it is
given on; none is held but the few that go into the index together, however large the case is.
"""

import contextlib
import errno
import hashlib
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from types import MappingProxyType
from typing import Any

from isnad import plugins
from isnad.casebook import Casebook, isnad_version
from isnad.index import Index, Reading
from isnad.preserve.confined import child
from isnad.preserve.confined.child import Broke
from isnad.preserve.people.own import must_be_own, own_mark
from isnad.preserve.progress import Progress
from isnad.preserve.trouble import Trouble, problem_of
from isnad.reading.answers import Answers
from isnad.reading.elsewhere import Elsewhere
from isnad.reading.here import Found, broken_answer, read_here
from isnad.reading.one import BOUNDS, TableAt, Task, ready_to_read, tables_in, there, wrong_with
from isnad.records.capture import Capture
from isnad.records.codec import canonical
from isnad.records.problem import Problem

EACH = 250  # captures to read for which another child pays: it takes a second of processor time to come up
HAND = 256  # readings that go into the index together
NOTHING: Mapping[str, Reading] = MappingProxyType({})


class Readings:
    """What is read from each capture of a case, in their order; from the index where it is known and ``cached`` allows.

    It is read in ``jobs`` confined children, by default as many as pay and as this process may use cores; where an
    executor is given, wherever that runs ``process``. However many read, the readings are the same. What the index
    knows is not decoded where it is ``held``, by its capture, as read with the same tables. Iterated once; ``problems``
    are then what was wrong with the case's tables, the plug-ins, the executor and the index.
    """

    def __init__(
        self,
        book: Casebook,
        tell: Progress,
        *,
        jobs: int | None = None,
        executor: Executor | None = None,
        cached: bool = True,
        held: Mapping[str, Reading] = NOTHING,
    ) -> None:
        self.problems: tuple[Problem, ...] = ()
        self._book, self._tell, self._jobs, self._executor, self._cached = book, tell, jobs, executor, cached
        self._held = held
        self._tables = tables_in(book)
        self._of_means: tuple[Problem, ...] | None = None
        self._of_executor: list[Problem] = []
        self._unfit: set[str] = set()  # captures whose rows in the index could not be used

    def __iter__(self) -> Iterator[Reading]:
        with self._index() as index:
            captures = self._book.captures
            at = 0
            while at < len(captures):  # once; anew from where the index turned out to be broken
                for reading in self._from(captures[at:] if at else captures, index):
                    at += 1
                    yield reading

    def told(self, of: Collection[str]) -> Iterator[Problem]:
        """Read what the index does not know yet, and keep the answers there as they came, without making records of
        them; what was wrong with the captures ``of`` these ids. No list of captures is held, however many there are."""
        with self._index() as index:
            known = index.known() if self._cached else set[str]()
            whole, number, captures = self._book.captures_but(known)
            for answer in self._fresh(captures, number, whole, index):
                if answer.capture.id in of:
                    yield from answer.problems
            for ident in (each for each in of if each in known):
                for reading in index.get([ident]).values():
                    yield from reading.problems

    def _from(self, captures: Sequence[Capture], index: Index) -> Iterator[Reading]:
        """The readings of these captures; none after one that the index said it knew and does not."""
        known = index.known() - self._unfit if self._cached else set[str]()
        number = sum(each.id not in known for each in captures)
        unknown = (each for each in captures if each.id not in known)
        with contextlib.closing(self._fresh(unknown, number, len(self._book.captures), index)) as fresh:
            for capture in captures:
                if capture.id not in known:
                    reading: Reading | None = next(fresh).reading()
                elif capture.id in self._held:
                    reading = self._held[capture.id]
                else:
                    reading = index.get([capture.id]).get(capture.id)
                if reading is None:
                    self._unfit.add(capture.id)
                    return
                yield reading

    def _fresh(self, captures: Iterable[Capture], number: int, whole: int, index: Index) -> Answers:
        """The answers for so many captures that are not known, which go into the index."""
        found = (task_for(self._book, each, self._tables) for each in captures)
        hand: list[tuple[str, bytes]] = []
        try:
            with contextlib.closing(self._read(found, number)) as answers:
                for done, answer in enumerate(answers, start=whole - number + 1):
                    self._of_means = self._of_means if answer.of_means is None else answer.of_means
                    if self._cached and not answer.broken:
                        hand.append((answer.capture.id, answer.data))
                    if len(hand) == HAND:
                        index.put(hand)
                        hand = []
                    self._tell("reading", done, whole)
                    yield answer
        finally:  # also when it is left half way: what was read is kept
            index.put(hand)

    def _read(self, found: Iterator[Found], number: int) -> Answers:
        if self._executor is None:
            return read_here(found, self._tables, jobs_for(number, self._jobs), number)
        elsewhere = Elsewhere(self._executor, self._tables, number, self._of_executor)
        return elsewhere.answers(found)

    @contextlib.contextmanager
    def _index(self) -> Iterator[Index]:
        index = index_of(self._book)
        try:
            yield index
        finally:
            self.problems = (*self._wrong(), *self._of_executor, *index.problems)
            index.close()

    def _wrong(self) -> Iterator[Problem]:
        # Whoever read told; to find it out here, where nothing was read, all readers are loaded.
        yield from wrong_with(self._tables) if self._of_means is None else self._of_means
        yield from (_no_table(table) for table in self._tables if not there(table.source))


def read_captures(
    book: Casebook,
    tell: Progress,
    *,
    jobs: int | None = None,
    executor: Executor | None = None,
    cached: bool = True,
    held: Mapping[str, Reading] = NOTHING,
) -> tuple[tuple[Reading, ...], tuple[Problem, ...]]:
    """``Readings`` all at once, and what was wrong."""
    readings = Readings(book, tell, jobs=jobs, executor=executor, cached=cached, held=held)
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
    with contextlib.closing(index_of(book)) as index:
        return index.get(captures)


def fresh_readings(book: Casebook, tell: Progress, *, jobs: int | None = None) -> Iterator[Reading]:
    """Each capture read anew, one after the other; nothing is looked up or kept in the index, nor held in memory."""
    tables, captures = tables_in(book), book.captures
    found = (task_for(book, capture, tables) for capture in captures)
    number = len(captures)
    for done, answer in enumerate(read_here(found, tables, jobs_for(number, jobs), number), start=1):
        tell("reading", done, number)
        yield answer.reading()


def task_for(book: Casebook, capture: Capture, tables: tuple[TableAt, ...]) -> Found:
    """The task for a capture; an answer without anything where its bytes cannot be had."""
    try:
        return Task(capture, book.path_of(capture), tables)
    except Trouble as error:
        return broken_answer(capture, error.problem)


def index_of(book: Casebook) -> Index:
    """The index of a case, for the tables it has now: of what this user read, in this folder. A case that came from
    others is read anew, or its sender could have it say what no captured byte says. Raises Trouble where it would be
    written outside the case."""
    must_be_own(book.root)
    with contextlib.suppress(OSError):  # of a case that cannot be written to nothing is kept
        book.derived.mkdir(exist_ok=True)
    return Index(book.derived, key_of(tables_in(book), own_mark(book.derived, book.ring.root)))


def key_of(tables: tuple[Any, ...], mark: str) -> str:
    """What tells readings apart: all that reading depends on besides the capture."""
    used = [[t.role, t.name, t.digest, there(t.source)] for t in tables]
    parts = [isnad_version(), plugins.reading_digest(), used, mark]
    return hashlib.sha256(canonical(parts)).hexdigest()


def _no_table(table: Any) -> Problem:
    return problem_of(FileNotFoundError(errno.ENOENT, "missing"), table.name)


def _cores() -> int:
    """How many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not every system has it
        return os.cpu_count() or 1
