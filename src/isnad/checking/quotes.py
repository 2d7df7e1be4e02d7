"""Quotes: whether every quote stands in the captured bytes, and every working copy in its evidentiary one.

What may live here: reading each capture afresh, and holding its quotes and the index against that.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from isnad.casebook import Casebook
from isnad.checking.answer import Part, part
from isnad.checking.proving import quotes_in, unproved
from isnad.index import Reading
from isnad.preserve.confined.child import Broke, Handed, many
from isnad.preserve.progress import Progress
from isnad.preserve.trouble import Trouble
from isnad.read.proof import Answer
from isnad.reading import BOUNDS, fresh_readings, jobs_for, known_readings
from isnad.records.codec import to_plain
from isnad.records.problem import Problem, Severity
from isnad.records.report import Quote

HAND = 64  # readings that are held in memory at a time


def deep(book: Casebook, tell: Progress, jobs: int | None) -> Iterator[Part]:
    """Working copies, quotes, and the index, as far as each goes."""
    yield _working(book)
    quotes, kept, wrong = 0, 0, []
    problems: list[Problem] = []
    readings = fresh_readings(book, tell, jobs=jobs)
    while hand := list(islice(readings, HAND)):
        told = [reading for reading in hand if reading.report is not None and reading.claims]
        quotes += sum(1 for reading in told for _ in quotes_in(reading))
        problems += _unproved_in(book, told, jobs)
        known = known_readings(book, [reading.capture for reading in hand])
        kept += len(known)
        wrong += [_stale(new) for new in hand if known.get(new.capture, new) != new]
    yield part("quotes", quotes, problems)
    yield part("readings in the index", kept, wrong)


def _working(book: Casebook) -> Part:
    """Every working copy, taken out of its container anew."""
    problems = []
    inside = [capture for capture in book.captures if capture.within is not None]
    for capture in inside:
        try:
            book.copies.take_out(capture)
        except Trouble as error:
            problems.append(error.problem)
    return part("items in containers", len(inside), problems)


def _unproved_in(book: Casebook, readings: Sequence[Reading], jobs: int | None) -> Iterator[Problem]:
    """The quotes of these readings that the captured bytes do not bear out."""
    files: dict[str, Handed] = {}
    for reading in readings:
        assert reading.report is not None
        try:
            files[reading.capture] = Handed(book.path_for(reading.report.digest))
        except Trouble:
            continue  # told by the section on preserved files
    mine = [reading for reading in readings if reading.capture in files]
    calls = ((to_plain(reading), files[reading.capture]) for reading in mine)
    for reading, answer in zip(mine, many(unproved, calls, jobs=jobs_for(len(mine), jobs), bounds=BOUNDS), strict=True):
        quotes = list(quotes_in(reading))
        if isinstance(answer, Broke):
            if not isinstance(answer.__cause__, OSError):  # a missing file is told by its own section
                yield from (_unproved(quote, Answer.NOT_COVERED, answer.words) for quote in quotes[:1])
            continue
        yield from (_unproved(quotes[n], Answer(said), reason) for n, said, reason in answer)


def _unproved(quote: Quote, answer: Answer, reason: str) -> Problem:
    words = quote.text if len(quote.text) <= 60 else quote.text[:57] + "..."
    severity = Severity.WARNING if answer is Answer.NOT_COVERED else Severity.ERROR
    what = f"The words “{words}” could not be proved from the captured bytes: {reason}."
    todo = "Open the captured file and look for them; reject the claim if they are not there."
    return Problem(what=what, where=f"report {quote.report}", todo=todo, severity=severity)


def _stale(reading: Reading) -> Problem:
    what = "The index does not say what the captured bytes say."
    todo = "Delete the folder derived/: it is computed again."
    return Problem(what=what, where=f"capture {reading.capture}", todo=todo)
