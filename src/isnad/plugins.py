"""Plug-ins: the shelves of formats, languages and exporters, built in and installed.

What may live here: finding plug-ins and making the tables they are given. An installed package offers one by
an entry point in the group ``isnad.formats``, ``isnad.languages`` or ``isnad.exporters`` that names an object
or a class without arguments. A plug-in that cannot be loaded is a Problem; the others go on.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

from isnad.records.capture import Capture
from isnad.records.problem import Problem, Severity

if TYPE_CHECKING:
    from isnad.read.format import Format
    from isnad.read.language import Tables
    from isnad.records.party import Party

LAST_RESORT = "plain"  # takes any text, so it is asked only where no other format recognises a capture
HEAD = 4_096  # bytes a Format is shown
_BUILT_IN = {
    "formats": ("isnad.read.formats:BUILT_IN",),
    "languages": ("isnad.read.languages.english:English", "isnad.read.languages.arabic:Arabic"),
    "exporters": ("isnad.publish.exporters:BUILT_IN",),
}
_READERS = ("isnad.read", "isnad.records")  # packages whose code and data decide what is read
_WEIGHERS = ("isnad.link", "isnad.weigh")  # and, with those, what is linked and weighed


@dataclass(frozen=True, slots=True)
class Shelf:
    """The plug-ins of one kind, and what was wrong with others."""

    items: tuple[Any, ...]
    problems: tuple[Problem, ...] = ()


@cache
def shelf(kind: str) -> Shelf:
    """The shelf of "formats", "languages" or "exporters": the built-in ones, then the installed ones by name."""
    items: list[Any] = []
    problems: list[Problem] = []
    offered = [(where, where) for where in _BUILT_IN[kind]]
    offered += sorted((point.name, point.value) for point in entry_points(group=f"isnad.{kind}"))
    for name, where in offered:
        try:
            items += _loaded(where)
        except Exception as error:  # whatever a foreign package raises must not stop the rest
            todo = "Update or uninstall the package it comes from."
            what = f"The plug-in '{name}' for {kind} could not be loaded: {error}."
            problems.append(Problem(what=what, where=where, todo=todo, severity=Severity.WARNING))
    return Shelf(tuple(items), tuple(problems))


def _loaded(where: str) -> tuple[Any, ...]:
    module, _, attribute = where.partition(":")
    found: Any = import_module(module)
    for part in attribute.split("."):
        found = getattr(found, part)
    if isinstance(found, tuple):
        return found
    return (found() if isinstance(found, type) else found,)


def choose(capture: Capture, head: bytes, formats: Iterable["Format"]) -> "Format | Problem | None":
    """The one format that recognises a capture; None where none does, a Problem where several do.

    Two that claim it are never settled by their order; only plain text stands back for any other.
    """
    claiming = [each for each in formats if each.recognises(capture, head)]
    others = [each for each in claiming if each.name != LAST_RESORT]
    if len(others) > 1:
        names = " and ".join(f"'{each.name}'" for each in others)
        todo = "Uninstall one of the two plug-ins, or ask their authors to recognise less."
        return Problem(what=f"Several formats claim it: {names}.", where=capture.origin, todo=todo)
    return next(iter(others or claiming), None)


@dataclass(frozen=True, slots=True)
class TableFile:
    """A gazetteer or table of belligerents of a case, as its bytes lie on disk."""

    role: str
    name: str
    data: bytes


def tables_of(added: tuple[TableFile, ...]) -> "tuple[Tables, tuple[Problem, ...]]":
    """What languages read with: the case's own tables before the ones that come with isnad."""
    from isnad.read.belligerents import Belligerents
    from isnad.read.gazetteer import layered
    from isnad.read.language import Tables

    parties = list(_built_in_belligerents())
    gazetteers: list[Any] = []
    problems: list[Problem] = []
    for table in added:
        made, wrong = table_of(table)
        problems += wrong
        if table.role == "belligerents":
            parties += made or ()
        elif made is not None:
            gazetteers.append(made)
    world, wrong = _world()
    return Tables(gazetteer=layered(*gazetteers, *world), belligerents=Belligerents(parties)), (*problems, *wrong)


def parties_of(added: tuple[TableFile, ...]) -> "tuple[Party, ...]":
    """The parties as weighing knows them, those that come with isnad before the case's own. A table that cannot be
    read is passed over: whoever reads with it tells of that."""
    from isnad.records.party import Party

    known = list(_built_in_belligerents())
    for table in added:
        known += (table_of(table)[0] or ()) if table.role == "belligerents" else ()
    return tuple(Party(name=p.name, kind=p.kind, names=p.aliases, means=p.means) for p in known)


def table_of(table: TableFile) -> tuple[Any, tuple[Problem, ...]]:
    """A table made of its bytes and the Problems of its rows; None where it cannot be read at all."""
    try:
        return (_belligerents if table.role == "belligerents" else _gazetteer)(table)
    except (ValueError, KeyError) as error:
        what = f"This table ({table.role}) cannot be read: {error}."
        return None, (Problem(what=what, where=table.name, todo="Mend the file and add it again."),)


def _belligerents(table: TableFile) -> tuple[Any, tuple[Problem, ...]]:
    from isnad.read.belligerents import rows_of

    return rows_of(table.data.decode("utf-8-sig")), ()


def _gazetteer(table: TableFile) -> tuple[Any, tuple[Problem, ...]]:
    from isnad.read.gazetteers.finder import TableGazetteer
    from isnad.read.gazetteers.table import rows_of

    rows, problems = rows_of(table.data.decode("utf-8-sig"), table.name)
    if not rows:
        raise ValueError("no place could be read from it")
    return TableGazetteer(rows, table.name), problems


def _world() -> tuple[tuple[Any, ...], tuple[Problem, ...]]:
    from isnad.read.gazetteers.world import world

    try:
        return (world(),), ()
    except (OSError, ValueError) as error:
        what, todo = (
            f"The gazetteer of the world is not there: {error}",
            "Install isnad again; a case's own gazetteers still work.",
        )
        return (), (Problem(what=what, where="isnad", todo=todo, severity=Severity.WARNING),)


@cache
def _built_in_belligerents() -> Any:
    from isnad.read.belligerents import rows_of

    return rows_of(files("isnad.read").joinpath("belligerents.csv").read_text(encoding="utf-8"))


@cache
def reading_digest() -> str:
    """A digest of all code and data that reading depends on, and of the plug-ins installed."""
    sha = hashlib.sha256(_code_of(_READERS))
    for kind in ("formats", "languages"):
        for point in sorted(entry_points(group=f"isnad.{kind}"), key=lambda p: p.value):
            sha.update(f"{kind}\0{point.value}\0{point.dist.version if point.dist else ''}\0".encode())
    return sha.hexdigest()


@cache
def weighing_digest() -> str:
    """A digest of all code and data that linking and weighing depend on besides what reading does."""
    return hashlib.sha256(_code_of(_WEIGHERS)).hexdigest()


@cache
def joining_digest() -> str:
    """A digest of the code that joins what is read, linked and weighed to how a case stands."""
    found = (each for each in files("isnad").iterdir() if each.name.endswith(".py"))
    code = b"".join(each.name.encode() + b"\0" + each.read_bytes() for each in sorted(found, key=lambda e: e.name))
    return hashlib.sha256(_code_of(("isnad.watching",)) + code).hexdigest()


def _code_of(packages: Iterable[str]) -> bytes:
    found = (each for package in packages for each in _contents(files(package), package))
    return b"".join(f"{name}\0{len(data)}\0".encode() + data for name, data in found)


def _contents(folder: Traversable, name: str) -> Iterable[tuple[str, bytes]]:
    for each in sorted(folder.iterdir(), key=lambda e: e.name):
        if each.is_dir() and each.name != "__pycache__":
            yield from _contents(each, f"{name}/{each.name}")
        elif each.is_file() and not each.name.endswith(".pyc"):
            yield f"{name}/{each.name}", each.read_bytes()
