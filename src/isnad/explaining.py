"""Explaining: why a claim was read as it was; its report is read once more, with the grammar watched.

What may live here: finding the claim, having its capture read in a confined child that traces, and joining what comes
back with the tables' lines. Reading is deterministic, so what is traced is what was read.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.resources import files
from typing import Any

from isnad import plugins
from isnad.casebook import Casebook
from isnad.index import Reading
from isnad.preserve.confined.child import Broke, Handed, call
from isnad.preserve.trouble import Trouble, problem_of, trouble
from isnad.read.lines import Lines, Listed, listed_parties
from isnad.read.trace import Mark, tracing
from isnad.read.why import Explanation, explained
from isnad.reading import BOUNDS, Task, read_one, ready_to_read, tables_in
from isnad.records.claim import Claim
from isnad.records.codec import from_plain, to_plain

_BUILT_IN = "read/belligerents.csv"


def explain(book: Casebook, readings: Iterable[Reading], claim: str) -> Explanation:
    """Why the claim with an id that begins so was read as it was. Raises Trouble where none, or more than one, does."""
    reading, found = _meant(readings, claim)
    assert reading.report is not None
    again, marks = _read_again(book, reading)
    if found.id not in {each.id for each in again.claims}:
        todo = "Its words and rules stand in: isnad show CASE --json. Please report this."
        raise trouble("Read again, its report gives other claims.", f"claim {found.id}", todo)
    tables = tuple(plugins.TableFile(each.role, each.name, book.bytes_of(each.digest)) for each in book.tables)
    belligerents = plugins.tables_of(tables)[0].belligerents
    lines = _lines_of(reading.report.language)
    return explained(found, reading.report, marks, lines, belligerents, _parties(tables))


def _meant(readings: Iterable[Reading], ident: str) -> tuple[Reading, Claim]:
    found = [(r, c) for r in readings for c in r.claims if ident and c.id.startswith(ident)]
    if len(found) != 1:
        what = f"{len(found) or 'No'} claims have an id that begins so."
        raise trouble(what, ident or "(empty)", "Ids stand in: isnad show CASE INCIDENT, and in its JSON export.")
    return found[0]


def traced(task: Task) -> Any:
    """``read_one`` in a child with the grammar watched: the reading and the marks, as plain data."""
    with tracing() as marks:
        reading = read_one(task)
    return [to_plain(reading), [to_plain(mark) for mark in marks]]


def _read_again(book: Casebook, reading: Reading) -> tuple[Reading, tuple[Mark, ...]]:
    """The reading once more, with its marks. Raises Trouble."""
    capture = next(each for each in book.captures if each.id == reading.capture)
    tables = [replace(t, source=Handed(book.path_for(t.digest))) for t in tables_in(book)]
    task = Task(capture, Handed(book.path_of(capture)), tuple(tables))
    try:
        plain, marks = call(traced, task, bounds=BOUNDS, ready=ready_to_read)
        return from_plain(plain, Reading), tuple(from_plain(mark, Mark) for mark in marks)
    except Broke as error:
        todo = "Its bytes are kept, and the claim's words stand in: isnad show CASE --json"
        raise trouble(f"Reading it again was stopped: {error.words}.", capture.origin, todo) from error
    except OSError as error:
        raise Trouble(problem_of(error, capture.origin)) from error


def _lines_of(language: str) -> Lines | None:
    """The lines of the data file of a language's reader, where it offers them by a method ``lines``."""
    for reader in plugins.shelf("languages").items:
        if reader.code == language and hasattr(reader, "lines"):
            found: Lines = reader.lines()
            return found
    return None


def _parties(tables: Iterable[plugins.TableFile]) -> Iterator[Listed]:
    built_in = files("isnad.read").joinpath("belligerents.csv").read_text(encoding="utf-8")
    yield from listed_parties(built_in, _BUILT_IN)
    for table in tables:
        if table.role == "belligerents":
            yield from listed_parties(table.data.decode("utf-8-sig"), table.name)
