"""Checking: whether a case still is what it says it is.

What may live here: recomputing every digest, following the log's chain, reading every capture afresh and
holding each quote against the captured bytes. Nothing here trusts the index or writes to the case.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from isnad.casebook import Casebook
from isnad.index import Reading
from isnad.preserve.store import digest_at
from isnad.preserve.trouble import Trouble, gone_problem
from isnad.read.proof import Answer, Proof, proves
from isnad.reading import Progress, known_readings, read_captures, silent
from isnad.records.codec import with_id
from isnad.records.problem import Problem, Severity
from isnad.records.report import Quote

NOT_PROVEN = (
    "That a server really sent a page, or that a file is what the one who added it said.",
    "That the log was not written anew as a whole: compare its last digest with one kept outside this folder.",
)
_COPY = "Put the file back from a copy of the case; what the log says of it still stands."


class Verdict(IntEnum):
    """The answer of a check, and the exit code of ``isnad check``. Not verifiable never looks like fine."""

    HOLDS = 0
    FAILS = 1
    NOT_VERIFIABLE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One thing checked: how many of it, how many failed, and how many could not be verified."""

    name: str
    checked: int
    failed: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The answer. ``tip`` is the digest of the log's last line: keep it outside the folder."""

    verdict: Verdict
    sections: tuple[Section, ...]
    problems: tuple[Problem, ...]
    tip: str
    not_proven: tuple[str, ...] = NOT_PROVEN


def check_case(book: Casebook, progress: Progress | None = None, *, jobs: int = 1) -> Check:
    """Check a case: its log, its objects, and every quote back to the captured bytes."""
    tell = progress or silent
    log, log_problems = _log(book)
    objects, object_problems = _objects(book, tell)
    readings, _ = read_captures(book, tell, jobs=jobs, cached=False)
    quotes, quote_problems = _quotes(book, readings)
    index, index_problems = _index(book, readings)
    sections = (log, objects, quotes, index)
    failed = any(section.failed for section in sections)
    open_ = any(section.open for section in sections)
    verdict = Verdict.FAILS if failed else Verdict.NOT_VERIFIABLE if open_ else Verdict.HOLDS
    problems = (*log_problems, *object_problems, *quote_problems, *index_problems, *_leftovers(book))
    return Check(verdict=verdict, sections=sections, problems=problems, tip=book.log.tip)


def _log(book: Casebook) -> tuple[Section, list[Problem]]:
    """The chain, and each record's id, which comes from its content: the chain alone cannot see to its last line."""
    problems = list(book.problems)
    unfit = [capture.id for capture in book.all_captures if with_id(capture).id != capture.id]
    unfit += [judgement.id for judgement in book.judgements if with_id(judgement).id != judgement.id]
    for ident in unfit:
        what, todo = (
            "Its line in the log was changed: its id no longer fits its content.",
            "Put back a copy of the log.",
        )
        problems.append(Problem(what=what, where=f"log/entries.jsonl, id {ident}", todo=todo))
    failed = sum(p.severity is Severity.ERROR for p in problems)
    return Section(
        name="lines of the log", checked=len(book.log.entries), failed=failed, open=len(problems) - failed
    ), problems


def _objects(book: Casebook, tell: Progress) -> tuple[Section, list[Problem]]:
    named = book.named_objects
    problems: list[Problem] = []
    for done, (digest, size) in enumerate(sorted(named.items())):
        tell("checking bytes", done, len(named))
        problems += _object(book, digest, size)
    return Section(name="captured files", checked=len(named), failed=len(problems)), problems


def _object(book: Casebook, digest: str, size: int) -> Iterator[Problem]:
    path = book.store.path(digest)
    where = str(path.relative_to(book.root))
    try:
        if digest_at(path) != digest:
            yield Problem(
                what="Its bytes were changed: they no longer have the digest in the log.", where=where, todo=_COPY
            )
        elif path.stat().st_size != size:
            yield Problem(what=f"The log says {size} bytes, and it has another number.", where=where, todo=_COPY)
    except OSError as error:
        yield gone_problem(error, where)


def _quotes(book: Casebook, readings: Iterable[Reading]) -> tuple[Section, list[Problem]]:
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
    return Section(name="quotes", checked=answers.total(), failed=failed, open=open_), problems


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


def _index(book: Casebook, fresh: Iterable[Reading]) -> tuple[Section, list[Problem]]:
    """Whether the index, as far as it goes, says what a fresh reading says."""
    kept = known_readings(book)
    wrong = [new.capture for new in fresh if kept.get(new.capture, new) != new]
    what, todo = (
        "The index does not say what the captured bytes say.",
        "Delete the folder derived/: it is computed again.",
    )
    problems = [Problem(what=what, where=f"capture {capture}", todo=todo) for capture in wrong]
    return Section(name="readings in the index", checked=len(kept), failed=len(wrong)), problems


def _leftovers(book: Casebook) -> Iterator[Problem]:
    """What lies in the folder and is named nowhere: worth a look, but it breaks nothing."""
    named = book.named_objects
    orphans = [digest for digest in book.store.digests() if digest not in named]
    if orphans:
        what = (
            f"Objects without a line in the log: {len(orphans)}. "
            "Either adding broke off, or lines were taken from the log's end."
        )
        todo = "Compare the last digest with the one you kept; if nothing was taken out, add the file again."
        yield Problem(what=what, where="objects", todo=todo, severity=Severity.NOTE)
    for path in book.store.strangers():
        todo = "Find out who put it there, and take it out."
        where = str(path.relative_to(book.root))
        yield Problem(what="This file is no object of the case.", where=where, todo=todo, severity=Severity.WARNING)
    if book.log.torn:
        what = "The log ends in half a line: writing broke off, or another isnad is writing now."
        todo = "Nothing to do: the next command that writes sets it aside and says so."
        yield Problem(what=what, where="log/entries.jsonl", todo=todo, severity=Severity.NOTE)
