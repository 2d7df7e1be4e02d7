"""Quotes: whether every quote stands in the captured bytes, and every working copy in its evidentiary one.

What may live here: reading each capture afresh, and holding its quotes and the index against that.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from isnad.casebook import Casebook
from isnad.checking.answer import Part, Section, part
from isnad.index import Reading
from isnad.preserve.trouble import Trouble
from isnad.read.proof import Answer, Proof, proves
from isnad.reading import Progress, known_readings, read_captures
from isnad.records.problem import Problem, Severity
from isnad.records.report import Quote


def deep(book: Casebook, tell: Progress, jobs: int) -> Iterator[Part]:
    """Working copies, quotes, and the index, as far as each goes."""
    yield _working(book)
    readings, _ = read_captures(book, tell, jobs=jobs, cached=False)
    yield _quotes(book, readings)
    yield _index(book, readings)


def _working(book: Casebook) -> Part:
    """Every working copy, taken out of its container anew."""
    problems = []
    inside = [capture for capture in book.captures if capture.within is not None]
    for capture in inside:
        try:
            book.take_out(capture)
        except Trouble as error:
            problems.append(error.problem)
    return part("items in containers", len(inside), problems)


def _quotes(book: Casebook, readings: Iterable[Reading]) -> Part:
    """Every quote of every claim, and the words of every link of its chain, against the captured bytes."""
    answers: Counter[Answer] = Counter()
    problems: list[Problem] = []
    for reading in readings:
        report = reading.report
        if report is None or not reading.claims:
            continue
        try:
            data = book.bytes_of(report.digest)
        except Trouble:
            continue  # told by the section on captured files
        for quote in _quotes_in(reading):
            proof = proves(quote, report, data)
            answers[proof.answer] += 1
            if proof.answer is not Answer.PROVED:
                problems.append(_unproved(quote, proof))
    failed, open_ = answers[Answer.NOT_PROVED], answers[Answer.NOT_COVERED]
    return Part(Section(name="quotes", checked=answers.total(), failed=failed, open=open_), tuple(problems))


def _quotes_in(reading: Reading) -> Iterator[Quote]:
    for claim in reading.claims:
        yield claim.quote
        yield from (link.cue for link in claim.chain.links if link.cue is not None)


def _unproved(quote: Quote, proof: Proof) -> Problem:
    words = quote.text if len(quote.text) <= 60 else quote.text[:57] + "..."
    severity = Severity.WARNING if proof.answer is Answer.NOT_COVERED else Severity.ERROR
    what = f"The words “{words}” could not be proved from the captured bytes: {proof.reason}."
    todo = "Open the captured file and look for them; reject the claim if they are not there."
    return Problem(what=what, where=f"report {quote.report}", todo=todo, severity=severity)


def _index(book: Casebook, fresh: Iterable[Reading]) -> Part:
    """Whether the index, as far as it goes, says what a fresh reading says."""
    kept = known_readings(book)
    wrong = [new.capture for new in fresh if kept.get(new.capture, new) != new]
    what, todo = (
        "The index does not say what the captured bytes say.",
        "Delete the folder derived/: it is computed again.",
    )
    problems = [Problem(what=what, where=f"capture {capture}", todo=todo) for capture in wrong]
    return part("readings in the index", len(kept), problems)
