"""Answers: what comes back of one capture, from whoever read it, and how far it is believed.

What may live here: the form an answer travels in, and the laws it is held to before anything is made of it.
"""

import json
from collections.abc import Generator
from dataclasses import dataclass

from isnad.index import Reading, decoded
from isnad.reading.one import Task, broke_problem, read_one, without, wrong_with
from isnad.records.capture import Capture
from isnad.records.codec import canonical, from_plain, to_plain
from isnad.records.problem import Problem


@dataclass(frozen=True, slots=True)
class Answer:
    """A reading as the index keeps it, and what is told without making records of it.

    ``problems`` are those of the reading, ``broken`` as there; ``of_means`` what was wrong with the plug-ins and tables
    it was read with, None where that was not told.
    """

    capture: Capture
    data: bytes
    problems: tuple[Problem, ...] = ()
    broken: bool = False
    of_means: tuple[Problem, ...] | None = None

    def reading(self) -> Reading:
        """The reading, if it is one of this capture and all its quotes stand in its report; else a Problem of it."""
        try:
            reading = decoded(self.data, self.capture.id)
            if reading.report is not None and reading.report.digest != self.capture.digest:
                raise ValueError("its answer does not fit the capture")
        except ValueError as error:
            problem = broke_problem("The process that read it", error, self.capture)
            return without(self.capture, problem, broken=True)
        return reading


Answers = Generator[Answer, None, None]


def answer_of(reading: Reading, capture: Capture, of_means: tuple[Problem, ...] | None = None) -> Answer:
    """A reading, made here, as an answer."""
    return Answer(capture, canonical(to_plain(reading)), reading.problems, reading.broken, of_means)


def answer_to(task: Task) -> Answer:
    """Read a capture in this very process."""
    return answer_of(read_one(task), task.capture, wrong_with(task.tables))


def sent(answer: Answer) -> bytes:
    """An answer as a child sends it: a line with what is told, empty for most, and the reading as it is kept."""
    told = {"problems": answer.problems, "broken": answer.broken, "means": answer.of_means or ()}
    head = {name: to_plain(value) for name, value in told.items() if value}
    return (canonical(head) if head else b"") + b"\n" + answer.data


def received(frame: bytes, capture: Capture) -> Answer:
    """What a child sent. Nothing of it is believed yet: see ``Answer.reading``. Raises ValueError."""
    head, _, data = frame.partition(b"\n")
    if not head:
        return Answer(capture, data, of_means=())
    told = json.loads(head)
    if not isinstance(told, dict):
        raise ValueError("its answer has no head")
    problems, of_means = (
        tuple(from_plain(each, Problem) for each in told.get(name, ())) for name in ("problems", "means")
    )
    return Answer(capture, data, problems, bool(told.get("broken")), of_means)
