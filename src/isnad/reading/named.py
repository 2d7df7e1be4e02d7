"""Whom reports name: read in confined children when something is to leave the case, and kept for the next time.

What may live here: asking languages that can tell for the persons in a report. They stay apart from readings, which
name nobody.
"""

import contextlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from isnad import plugins
from isnad.casebook import Casebook
from isnad.preserve.confined.child import Broke, Handed, many
from isnad.preserve.people.own import own_mark
from isnad.preserve.store import write_whole
from isnad.read.tongue import languages_in
from isnad.reading.many import jobs_for, key_of
from isnad.reading.one import BOUNDS, TableAt, at_hand, ready_to_read, tables_in, tables_of
from isnad.records.codec import from_plain, to_plain
from isnad.records.person import Person
from isnad.records.report import Report

FILE = "named.json"  # in the case's derived folder: delete it whenever you like


def people_in(book: Casebook, reports: Iterable[Report], about: int) -> dict[str, tuple[Person, ...]]:
    """Whom each report names, or describes as killed or hurt. A report is not in it where nobody can tell: its language
    has no reader of names, or that reader failed. ``about`` how many reports there are; none of them is held."""
    tables = tables_in(book)
    key = key_of(tables, own_mark(book.derived, book.ring.root))
    kept = _kept(book, key)
    known: dict[str, list[Any]] = {}
    handed = tuple(replace(t, source=Handed(book.path_for(t.digest))) for t in at_hand(tables))
    asked: dict[str, None] = {}

    def calls() -> Iterator[tuple[Report, tuple[TableAt, ...]]]:
        for report in reports:
            if report.id in kept:
                known[report.id] = kept[report.id]
            elif report.id not in asked and _tellers(report):
                asked[report.id] = None
                yield report, handed

    jobs = jobs_for(max(1, about - len(kept)))
    answers = list(many(named_in, calls(), jobs=jobs, bounds=BOUNDS, ready=ready_to_read))
    found = {ident: answer for ident, answer in zip(asked, answers, strict=True) if not isinstance(answer, Broke)}
    if found:
        _keep(book, key, kept | found)
    return {ident: tuple(from_plain(each, Person) for each in people) for ident, people in (known | found).items()}


def named_in(report: Report, tables: tuple[TableAt, ...]) -> Any:
    """The persons of one report, as plain data, in a child: in each language that stands in it."""
    given = tables_of(at_hand(tables))[0]
    people = [person for code in _tellers(report) for person in _readers()[code].people(report, given)]
    return [to_plain(person) for person in people]


def _tellers(report: Report) -> tuple[str, ...]:
    """The languages that can tell whom a report names; none where its own language cannot."""
    readers = _readers()
    if report.language not in readers:
        return ()
    return tuple(code for code in languages_in(report.text, report.language) if code in readers)


def _readers() -> dict[str, Any]:
    return {each.code: each for each in plugins.shelf("languages").items if hasattr(each, "people")}


def _kept(book: Casebook, key: str) -> dict[str, list[Any]]:
    """What was kept of what this user read in this very folder; nothing where it cannot be read."""
    try:
        held = json.loads((book.derived / FILE).read_bytes())
        return dict(held["reports"]) if held["key"] == key else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _keep(book: Casebook, key: str, people: dict[str, list[Any]]) -> None:
    data = json.dumps({"key": key, "reports": people}, ensure_ascii=False).encode()
    with contextlib.suppress(OSError):  # of a case that cannot be written to nothing is kept
        write_whole(book.derived / FILE, data, mode=0o600)
