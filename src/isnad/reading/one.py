"""One: what is done with one capture, in a confined child: a format makes its report, languages read its claims.

What may live here: choosing a plug-in for a capture and the one guard round it: whatever a format or a language
raises is a Problem that names the capture, and the others go on.
"""

import contextlib
import gc
import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from importlib import import_module
from io import BufferedIOBase, BytesIO
from pathlib import Path

from isnad import plugins
from isnad.casebook import Casebook
from isnad.index import Reading
from isnad.preserve.confined.child import Bounds, Handed
from isnad.preserve.trouble import Trouble, gone_problem, problem_of, trouble
from isnad.read.language import Tables
from isnad.read.tongue import language_of, languages_in
from isnad.records.capture import Capture, digest_of
from isnad.records.claim import Claim
from isnad.records.problem import Problem, Severity
from isnad.records.report import Report

CHARACTERS = 200_000  # of one report that are read: a hundred pages
BYTES = 4 * CHARACTERS  # of one text that are read: UTF-8 needs at most four for a character
BOUNDS = Bounds(seconds=120, memory=2 << 30, reply_bytes=32 << 20)  # of reading one capture: it takes 0.2 GB and 10 ms
_COLLECTED = 10_000  # objects made before garbage is looked for in a child: most are let go of at once


@dataclass(frozen=True, slots=True)
class TableAt:
    """A table of a case and where its bytes lie; a task carries this and not the bytes."""

    role: str
    name: str
    digest: str
    source: "Source" = field(compare=False)


@dataclass(frozen=True, slots=True)
class Task:
    """All that reading one capture needs."""

    capture: Capture
    source: "Source"
    tables: tuple[TableAt, ...]


Source = Path | BufferedIOBase | Handed | bytes
"""Where bytes lie: a path, in a confined child the file that was handed, or the bytes themselves, on their way."""


def tables_in(book: Casebook) -> tuple[TableAt, ...]:
    """The case's own gazetteers and tables of belligerents."""
    return tuple(TableAt(t.role, t.name, t.digest, book.store.path(t.digest)) for t in book.tables)


def read_one(task: Task) -> Reading:
    """Read one capture: the guard round formats and languages. Whatever they raise becomes a Problem."""
    capture = task.capture
    try:
        data, cut = _bounded(task.source, capture)
    except Trouble as error:
        return without(capture, error.problem, broken=True)
    except OSError as error:
        return without(capture, gone_problem(error, capture.origin), broken=True)
    who = "A format"
    try:
        chosen = plugins.choose(capture, data[: plugins.HEAD], plugins.shelf("formats").items)
        if chosen is None or isinstance(chosen, Problem):
            return without(capture, chosen or _not_recognised(capture, data), *cut)
        who = f"The format '{chosen.name}'"
        report, problems = chosen.read(capture, data)
    except Exception as error:
        return without(capture, broke_problem(who, error, capture), *cut, broken=True)
    if report is None:
        return without(capture, *problems, *cut)
    report, long = _shortened(report, capture)
    read = _claims_of(report, capture, task.tables)
    return replace(read, report=report, problems=(*problems, *cut, *long, *read.problems))


def ready_to_read() -> None:
    """What a child does before it is locked: read a page of ours, so that all is loaded that reading loads.

    Afterwards it could not: some libraries unpack their models into a temporary file, and byte-code must be kept.
    """
    with ThreadPoolExecutor(2) as pool:  # what only unpacks does so beside the imports, and ends before the locks
        pool.submit(language_of, "Two people were killed at the old weir.")
        pool.submit(tables_of, ())
        for name in ("trafilatura", "pypdfium2", "lxml.etree"):
            with contextlib.suppress(ImportError):
                import_module(name)
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
    gc.freeze()  # tables and modules stay: the collector need not look through them again and again
    gc.set_threshold(_COLLECTED, *gc.get_threshold()[1:])


def _claims_of(report: Report, capture: Capture, tables: tuple[TableAt, ...]) -> Reading:
    written = languages_in(report.text, report.language)
    readers = [each for each in plugins.shelf("languages").items if each.code in written]
    if not readers:
        return without(capture, _no_language(report, capture))
    found: list[Claim] = []
    broke: list[Problem] = []
    for reader in readers:
        try:
            found += reader.read(report, tables_of(at_hand(tables))[0])
        except Exception as error:
            broke.append(broke_problem(f"The reader of language '{reader.code}'", error, capture))
    true = tuple(claim for claim in found if report.holds(claim.quote))
    if len(true) < len(found):
        what = f"{len(found) - len(true)} claims were dropped: their quotes do not stand in the report."
        broke.append(Problem(what=what, where=capture.origin, todo=_REPORT_IT))
    return Reading(capture=capture.id, claims=true, problems=tuple(broke), broken=bool(broke))


@lru_cache(maxsize=4)
def tables_of(tables: tuple[TableAt, ...]) -> tuple[Tables, tuple[Problem, ...]]:
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


def wrong_with(tables: tuple[TableAt, ...]) -> tuple[Problem, ...]:
    """What is wrong with the plug-ins and tables that this process reads with."""
    shelves = (plugins.shelf("formats"), plugins.shelf("languages"))
    return (*(problem for shelf in shelves for problem in shelf.problems), *tables_of(at_hand(tables))[1])


def at_hand(tables: tuple[TableAt, ...]) -> tuple[TableAt, ...]:
    return tuple(table for table in tables if there(table.source))


def there(source: Source) -> bool:
    return not isinstance(source, Path) or source.exists()


def _opened(source: Source) -> BufferedIOBase:
    """A file to read from its beginning. Raises OSError."""
    if isinstance(source, Path):
        return source.open("rb")
    if isinstance(source, Handed):
        raise TypeError("a Handed file is opened by the child it is handed to")
    if isinstance(source, bytes):
        return BytesIO(source)
    source.seek(0)
    return source


def bytes_of(source: Source) -> bytes:
    """All of it. Raises OSError."""
    with _opened(source) as stream:
        return stream.read()


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


def without(capture: Capture, *problems: Problem, broken: bool = False) -> Reading:
    return Reading(capture=capture.id, problems=problems, broken=broken)


def broke_problem(who: str, error: BaseException, capture: Capture) -> Problem:
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
