"""Here: captures read on this machine, in confined children.

What may live here: how tasks are shared out among children and what is made of a child that gave no answer.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from isnad.preserve.confined.child import Broke, Handed, shards
from isnad.preserve.trouble import gone_problem
from isnad.reading.answers import Answer, Answers, answer_of, answer_to, received, sent
from isnad.reading.one import BOUNDS, TableAt, Task, at_hand, broke_problem, ready_to_read, without
from isnad.records.capture import Capture
from isnad.records.problem import Problem

SHARD = 32  # captures that a child is given at once: asking costs the parent more than what it asks
ROUNDS = 16  # shards for each child at least, where there are captures enough: that all end at about the same time

Found = Task | Answer
"""What is to be read, and what is known of a capture already: that its bytes cannot be had, say."""


def read_here(found: Iterable[Found], tables: tuple[TableAt, ...], jobs: int, number: int) -> Answers:
    """The answers in the order of what was ``found``, about ``number`` of them, by ``jobs`` children."""
    # A child can open no path. All tasks of a run have the same tables.
    handed = tuple(replace(table, source=_handed(table.source)) for table in at_hand(tables))
    asked: deque[Found] = deque()

    def tasks() -> Iterator[Task]:
        for each in found:
            asked.append(each)
            if isinstance(each, Task):
                yield Task(each.capture, _handed(each.source), handed)

    size = min(SHARD, number // (ROUNDS * jobs))
    for answer in shards(read_shard, tasks(), size=size, jobs=jobs, bounds=BOUNDS, ready=ready_to_read):
        while not isinstance(task := asked.popleft(), Task):
            yield task
        yield _taken(answer, task.capture)
    yield from (each for each in asked if isinstance(each, Answer))


def read_shard(tasks: list[Task]) -> Iterator[bytes]:
    """In a child: the answers to these tasks, each as soon as it is there."""
    for task in tasks:
        yield sent(answer_to(task))


def broken_answer(capture: Capture, problem: Problem) -> Answer:
    """The answer for a capture that could not be read; it is tried again the next time."""
    return answer_of(without(capture, problem, broken=True), capture)


def _taken(answer: bytes | Broke, capture: Capture) -> Answer:
    if isinstance(answer, Broke):
        return broken_answer(capture, _ended(answer, capture))
    try:
        return received(answer, capture)
    except (ValueError, TypeError) as error:
        return broken_answer(capture, broke_problem("The process that read it", error, capture))


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


def _handed(source: Any) -> Any:
    return source if isinstance(source, Handed | bytes) else Handed(source)
