"""Reading: the second and third step, captures to reports to claims, in confined children.

What may live here: choosing a plug-in for a capture and the one guard round it: whatever a format or a
language raises, and whatever becomes of the child they run in, is a Problem that names the capture, and the
others go on.
"""

import contextlib
import errno
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from importlib import import_module
from io import BufferedIOBase, BytesIO
from pathlib import Path
from typing import Any

from isnad import plugins
from isnad.casebook import Casebook, isnad_version
from isnad.index import Index, Reading
from isnad.preserve.confined import child
from isnad.preserve.confined.child import Bounds, Broke, Handed, many
from isnad.preserve.people.own import must_be_own, own_mark
from isnad.preserve.progress import Progress
from isnad.preserve.trouble import Trouble, gone_problem, problem_of, trouble
from isnad.read.language import Tables
from isnad.read.tongue import language_of
from isnad.records.capture import Capture, digest_of
from isnad.records.claim import Claim
from isnad.records.codec import canonical, from_plain, to_plain
from isnad.records.problem import Problem, Severity
from isnad.records.report import Report

CHARACTERS = 200_000  # of one report that are read: a hundred pages
BYTES = 4 * CHARACTERS  # of one text that are read: UTF-8 needs at most four for a character
BOUNDS = Bounds(seconds=120, memory=2 << 30, reply_bytes=32 << 20)  # of reading one capture: it takes 0.2 GB and 10 ms


def read_captures(
    book: Casebook, tell: Progress, *, jobs: int = 1, executor: Executor | None = None, cached: bool = True
) -> tuple[tuple[Reading, ...], tuple[Problem, ...]]:
    """What is read from each capture, in their order; from the index where it is known and ``cached`` allows.

    It is read in ``jobs`` confined children; where an executor is given, wherever that runs ``read_one``.
    """
    tables = tables_in(book)
    index = _index(book, tables)
    try:
        ids = [capture.id for capture in book.captures]
        known = index.get(ids) if cached else {}
        found = [_task(book, capture, tables) for capture in book.captures if capture.id not in known]
        tasks = [each for each in found if isinstance(each, Task)]
        made = [each for each in found if isinstance(each, Reading)]
        of_tables: tuple[Problem, ...] | None = None
        for reading, told in _confined(tasks, jobs) if executor is None else _run(tasks, executor):
            made.append(reading)
            of_tables = of_tables if told is None else told
            tell("reading", len(known) + len(made), len(ids))
        if cached and made:
            index.put(made)
        known |= {reading.capture: reading for reading in made}
        if of_tables is None:  # nothing was read, or elsewhere
            of_tables = _tables(_at_hand(tables))[1]
        missing = tuple(_no_table(table) for table in tables if not _there(table.source))
        wrong = (*plugins.shelf("formats").problems, *plugins.shelf("languages").problems, *missing, *of_tables)
        return tuple(known[ident] for ident in ids), (*wrong, *index.problems)
    finally:
        index.close()


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


def fresh_readings(book: Casebook, tell: Progress, *, jobs: int = 1) -> Iterator[Reading]:
    """Each capture read anew, one after the other; nothing is looked up or kept in the index, nor held in memory."""
    tables, captures = tables_in(book), book.captures
    found = [_task(book, capture, tables) for capture in captures]
    yield from (each for each in found if isinstance(each, Reading))
    for done, (reading, _) in enumerate(_confined([each for each in found if isinstance(each, Task)], jobs), start=1):
        tell("reading", done, len(captures))
        yield reading


@dataclass(frozen=True, slots=True)
class TableAt:
    """A table of a case and where its bytes lie; a task carries this and not the bytes."""

    role: str
    name: str
    digest: str
    source: "Source" = field(compare=False)


@dataclass(frozen=True, slots=True)
class Task:
    """All that reading one capture needs. It pickles, so any executor on any machine that sees the case can do it."""

    capture: Capture
    source: "Source"
    tables: tuple[TableAt, ...]


Source = Path | BufferedIOBase | Handed
"""Where bytes lie: a path, and in a confined child the file that was handed."""


def tables_in(book: Casebook) -> tuple[TableAt, ...]:
    """The case's own gazetteers and tables of belligerents."""
    return tuple(TableAt(t.role, t.name, t.digest, book.store.path(t.digest)) for t in book.tables)


def read_one(task: Task) -> Reading:
    """Read one capture: the guard round formats and languages. Whatever they raise becomes a Problem."""
    capture = task.capture
    try:
        data, cut = _bounded(task.source, capture)
    except Trouble as error:
        return _without(capture, error.problem, broken=True)
    except OSError as error:
        return _without(capture, gone_problem(error, capture.origin), broken=True)
    who = "A format"
    try:
        chosen = plugins.choose(capture, data[: plugins.HEAD], plugins.shelf("formats").items)
        if chosen is None or isinstance(chosen, Problem):
            return _without(capture, chosen or _not_recognised(capture, data), *cut)
        who = f"The format '{chosen.name}'"
        report, problems = chosen.read(capture, data)
    except Exception as error:
        return _without(capture, _broke(who, error, capture), *cut, broken=True)
    if report is None:
        return _without(capture, *problems, *cut)
    report, long = _shortened(report, capture)
    read = _claims_of(report, capture, task.tables)
    return replace(read, report=report, problems=(*problems, *cut, *long, *read.problems))


def read_confined(task: Task) -> Any:
    """``read_one`` in a child, and what was wrong with its tables, as plain data."""
    return [to_plain(read_one(task)), [to_plain(problem) for problem in _tables(_at_hand(task.tables))[1]]]


def ready_to_read() -> None:
    """What a child does before it is locked: read a page of ours, so that all is loaded that reading loads.

    Afterwards it could not: some libraries unpack their models into a temporary file, and byte-code must be kept.
    """
    with ThreadPoolExecutor(2) as pool:  # what only unpacks does so beside the imports, and ends before the locks
        pool.submit(language_of, "Two people were killed at the old weir.")
        pool.submit(_tables, ())
        with contextlib.suppress(ImportError):
            import_module("trafilatura")
    data = _REHEARSAL.encode("cp1256")  # not UTF-8: guessing an encoding is loaded too
    capture = Capture(
        id="",
        digest=digest_of(data),
        size=len(data),
        origin="rehearsal",
        captured=datetime(2021, 3, 2, tzinfo=UTC),
        tool="",
    )
    for text in (data, data.replace(b"<", b"[")):
        sample = replace(capture, digest=digest_of(text))
        read_one(Task(sample, BytesIO(text), ()))


Read = tuple[Reading, tuple[Problem, ...] | None]
"""A reading, and what was wrong with the tables it was read with; None where that was not told."""


def _confined(tasks: Sequence[Task], jobs: int) -> Iterator[Read]:
    """The readings in the order of the tasks, by ``jobs`` children."""
    # A child can open no path. All tasks of a run have the same tables.
    tables = tuple(replace(t, source=_handed(t.source)) for task in tasks[:1] for t in _at_hand(task.tables))
    calls = ((Task(task.capture, _handed(task.source), tables),) for task in tasks)
    answers = many(read_confined, calls, jobs=min(jobs, len(tasks)), bounds=BOUNDS, ready=ready_to_read)
    for task, answer in zip(tasks, answers, strict=True):
        yield _believed(answer, task)


def _believed(answer: Any, task: Task) -> Read:
    """What a child answered, as far as it can be: a reading of this capture whose quotes stand in its report."""
    capture = task.capture
    if isinstance(answer, Broke):
        return _without(capture, _ended(answer, capture), broken=True), None
    try:
        plain, told = answer
        reading = from_plain(plain, Reading)
        problems = tuple(from_plain(problem, Problem) for problem in told)
        report = reading.report
        mine = reading.capture == capture.id and (report is None or report.digest == capture.digest)
        if not mine or not all(report is not None and report.holds(claim.quote) for claim in reading.claims):
            raise ValueError("its answer does not fit the capture")
    except (ValueError, TypeError) as error:
        return _without(capture, _broke("The process that read it", error, capture), broken=True), None
    return reading, problems


def _no_table(table: TableAt) -> Problem:
    return problem_of(FileNotFoundError(errno.ENOENT, "missing"), table.name)


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


def _claims_of(report: Report, capture: Capture, tables: tuple[TableAt, ...]) -> Reading:
    readers = [each for each in plugins.shelf("languages").items if each.code == report.language]
    if not readers:
        return _without(capture, _no_language(report, capture))
    found: list[Claim] = []
    broke: list[Problem] = []
    for reader in readers:
        try:
            found += reader.read(report, _tables(_at_hand(tables))[0])
        except Exception as error:
            broke.append(_broke(f"The reader of language '{reader.code}'", error, capture))
    true = tuple(claim for claim in found if report.holds(claim.quote))
    if len(true) < len(found):
        what = f"{len(found) - len(true)} claims were dropped: their quotes do not stand in the report."
        broke.append(Problem(what=what, where=capture.origin, todo=_REPORT_IT))
    return Reading(capture=capture.id, claims=true, problems=tuple(broke), broken=bool(broke))


@lru_cache(maxsize=4)
def _tables(tables: tuple[TableAt, ...]) -> tuple[Tables, tuple[Problem, ...]]:
    """Made once a process: a gazetteer of the world takes its time."""
    files: list[plugins.TableFile] = []
    problems: list[Problem] = []
    for table in tables:
        try:
            with _opened(table.source) as stream:
                files.append(plugins.TableFile(table.role, table.name, stream.read()))
        except OSError as error:
            problems.append(problem_of(error, table.name))
    made, wrong = plugins.tables_of(tuple(files))
    return made, (*problems, *wrong)


def _index(book: Casebook, tables: tuple[TableAt, ...]) -> Index:
    """The index of a case: of what this user read, in this folder. A case that came from others is read anew, or its
    sender could have it say what no captured byte says. Raises Trouble where it would be written outside the case."""
    must_be_own(book.root)
    with contextlib.suppress(OSError):  # of a case that cannot be written to nothing is kept
        book.derived.mkdir(exist_ok=True)
    return Index(book.derived, _key(tables, own_mark(book.derived, book.ring.root)))


def _key(tables: tuple[TableAt, ...], mark: str) -> str:
    used = [[t.role, t.name, t.digest, _there(t.source)] for t in tables]
    parts = [isnad_version(), plugins.reading_digest(), used, mark]
    return hashlib.sha256(canonical(parts)).hexdigest()


def _task(book: Casebook, capture: Capture, tables: tuple[TableAt, ...]) -> Task | Reading:
    """The task for a capture; a reading without anything where its bytes cannot be had."""
    try:
        return Task(capture, book.path_of(capture), tables)
    except Trouble as error:
        return _without(capture, error.problem, broken=True)


def _run(tasks: Sequence[Task], pool: Executor) -> Iterator[Read]:
    """The readings in the order of the tasks, by an executor: what confines them there is its owner's matter."""
    futures = [(task, pool.submit(read_one, task)) for task in tasks]
    try:
        for task, future in futures:
            try:
                yield future.result(), None
            except BrokenProcessPool as error:  # the process died, killed or out of memory
                yield _without(task.capture, _broke("The process that read it", error, task.capture), broken=True), None
    finally:
        for _, future in futures:
            future.cancel()


def _at_hand(tables: tuple[TableAt, ...]) -> tuple[TableAt, ...]:
    return tuple(table for table in tables if _there(table.source))


def _there(source: Source) -> bool:
    return not isinstance(source, Path) or source.exists()


def _handed(source: Source) -> Handed:
    return source if isinstance(source, Handed) else Handed(source)


def _opened(source: Source) -> BufferedIOBase:
    """A file to read from its beginning. Raises OSError."""
    if isinstance(source, Path):
        return source.open("rb")
    if isinstance(source, Handed):
        raise TypeError("a Handed file is opened by the child it is handed to")
    source.seek(0)
    return source


def _bounded(source: Source, capture: Capture) -> tuple[bytes, tuple[Problem, ...]]:
    """A capture's bytes; of a text that is too long, the first ``BYTES`` up to the end of a line.

    Raises OSError, and Trouble where they are no longer the bytes that were captured.
    """
    with _opened(source) as stream:
        if "sha256:" + hashlib.file_digest(stream, "sha256").hexdigest() != capture.digest:
            what, todo = "Its captured bytes were changed, so it was not read.", "Run: isnad check CASE"
            raise trouble(what, capture.origin, todo)
        stream.seek(0)
        head = stream.read(plugins.HEAD)
        if capture.size > BYTES and plugins.choose(capture, head, plugins.shelf("formats").items) is None:
            return head, ()  # a film, say: nothing will read it, so nothing of it need be held in memory
        if capture.size <= BYTES or b"\0" in head:  # what is no text cannot be read in part
            stream.seek(0)
            return stream.read(), ()  # a film may be huge: never twice in memory
        data = head + stream.read(BYTES - len(head))
    end = data.rfind(b"\n", len(data) - (1 << 16)) + 1 or _character_end(data)
    return data[:end], (_too_long(capture, f"the first {end:,} of {capture.size:,} bytes"),)


def _character_end(data: bytes) -> int:
    end = len(data)
    while end and data[end - 1] & 0xC0 == 0x80:  # inside a character of UTF-8
        end -= 1
    return max(0, end - 1)


def _shortened(report: Report, capture: Capture) -> tuple[Report, tuple[Problem, ...]]:
    if len(report.text) <= CHARACTERS:
        return report, ()
    # Cut where a passage begins: a quote from half a passage could not be proved from the bytes.
    cut = next((p.start for p in report.passages if 0 < p.start < CHARACTERS < p.end), CHARACTERS)
    passages = tuple(p for p in report.passages if p.end <= cut)
    short = replace(report, text=report.text[:cut], passages=passages)
    return short, (_too_long(capture, f"the first {cut:,} of {len(report.text):,} characters"),)


_REHEARSAL = """<html><head><title>Weir</title></head><body><article><p>Two people were killed at the old weir near
Paris on Tuesday, the Reed Times said. Seven others were wounded, two of them children.</p>
<p>قال المرصد إن شخصين قتلا قرب السد القديم.</p></article></body></html>"""
_REPORT_IT = "Please report this with the file, if you may: its bytes are kept, and other reports are not affected."
_STOPPED = (
    "Its bytes are kept, and other reports are not affected. It may be made to do harm: open it on no machine "
    "that matters. Save its text as .txt and add that."
)


def _without(capture: Capture, *problems: Problem, broken: bool = False) -> Reading:
    return Reading(capture=capture.id, problems=problems, broken=broken)


def _broke(who: str, error: BaseException, capture: Capture) -> Problem:
    what = f"{who} failed on it ({type(error).__name__}: {error})."
    return Problem(what=what, where=capture.origin, todo=_REPORT_IT)


def _not_recognised(capture: Capture, data: bytes) -> Problem:
    from isnad.read.formats import refusal

    todo = "Its bytes are kept. Save its text as .txt or .html and add that."
    known = refusal(capture, data)
    return known or Problem(what="No reader knows this kind of file.", where=capture.origin, todo=todo)


def _no_language(report: Report, capture: Capture) -> Problem:
    known = ", ".join(sorted(each.code for each in plugins.shelf("languages").items))
    what = f"No claims were read from it: its language ({report.language}) has no reader yet (there are: {known})."
    todo = "Its text is kept and shown. Add a translation as a file of its own, or a plug-in for the language."
    return Problem(what=what, where=capture.origin, todo=todo, severity=Severity.WARNING)


def _too_long(capture: Capture, part: str) -> Problem:
    todo = "All of it is kept. Split the file and add the parts to have all of it read."
    return Problem(what=f"Only {part} were read.", where=capture.origin, todo=todo, severity=Severity.WARNING)
