"""Take: open what the user points at, a file, a folder or a URL, one item after the other.

What may live here: finding and opening files safely. Nothing here decides what is kept.
"""

import contextlib
import mimetypes
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from isnad.preserve.item import Limits, Taken
from isnad.preserve.manifest import Row, Told, is_manifest_name, is_to_come, rows_of
from isnad.preserve.trouble import Trouble, problem_of, shown, trouble
from isnad.records.problem import Problem, Severity

SECRET_HEAD = 1 << 16  # bytes in which a key is looked for
_SECRET = re.compile(rb"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?= |-)|AGE-SECRET-KEY-(?:PQ-)?1(?=[0-9A-Z]{40})")
MANIFEST_LIMIT = 64 << 20  # bytes; a longer CSV is data, not a list of files


@cache
def _types() -> mimetypes.MimeTypes:
    """The table built in: the machine's own would differ between machines."""
    return mimetypes.MimeTypes(filenames=())


def take(source: str, told: Told | None = None, limits: Limits | None = None) -> Iterator[Taken | Problem]:
    """The items at a source: a URL, a file, a folder (with all below it) or a manifest.

    A file that by its bytes is a container (a WARC, a WACZ, a ZIP, a platform's export) comes first as itself
    (``container``), then each item in it; ``limits.max_bytes`` bounds one of them. In a folder, ``manifest.json`` and
    any CSV with a ``file`` column say of files who published them; what ``told`` says fills their gaps.
    """
    told, limits = told or Told(), limits or Limits()
    yield from _to_come(told, source)
    if "://" in source[:12]:
        from isnad.preserve.web.fetch import fetch

        yield from fetch(source, told, limits)
        return
    path = Path(source)
    try:
        kind = path.stat().st_mode
    except (OSError, ValueError) as error:
        yield problem_of(error if isinstance(error, OSError) else OSError(str(error)), source)
        return
    if stat.S_ISDIR(kind):
        yield from _folder(path, told, limits)
    else:
        yield from _given(path, told, limits)


def _to_come(told: Told, where: str) -> Iterator[Problem]:
    if is_to_come(told.published, datetime.now(UTC)):
        yield Problem(
            what=f"It is said to be published on {told.published}, which is still to come.",
            where=shown(where),
            todo="It is kept as you said. If that is a typing error, add it again with the right date.",
            severity=Severity.WARNING,
        )


def count(source: str) -> int:
    """How many items a source holds at most, for a progress display."""
    if "://" in source[:12] or not os.path.isdir(source):
        return 1
    return sum(len(files) for _, _, files in os.walk(source))


def _given(path: Path, told: Told, limits: Limits) -> Iterator[Taken | Problem]:
    """A file, and if it is a manifest, the files it lists."""
    rows, problems = _manifest(path)
    yield from problems
    if rows is None:
        yield from _one(path, shown(path.name), told, limits=limits)
        return
    inside = shown(path.resolve().parent.name)
    yield from _one(path, f"{inside}/{shown(path.name)}", Told(), manifest=True)
    yield from _listed(path.parent, inside, {row.file: row for row in rows}, shown(path.name), told, limits)


def _folder(folder: Path, told: Told, limits: Limits) -> Iterator[Taken | Problem]:
    inside = shown(folder.resolve().name)
    found: list[str] = []
    rows: dict[str, Row] = {}
    for relative in _walk(folder):
        if isinstance(relative, Problem):
            yield relative
            continue
        path = folder / relative
        lists, problems = _manifest(path) if is_manifest_name(path.name) else (None, ())
        yield from (replace(problem, where=f"{inside}/{shown(relative)}") for problem in problems)
        if problems:  # a manifest that cannot be read is kept, and is no report
            yield from _one(path, f"{inside}/{shown(relative)}", Told(), manifest=True)
            continue
        if lists is None:
            found.append(relative)
            continue
        yield from _one(path, f"{inside}/{shown(relative)}", Told(), manifest=True)
        at = PurePosixPath(relative).parent
        here = {_plain(at / row.file): row for row in lists}
        yield from (each for row in lists for each in _to_come(row.told, f"{inside}/{shown(relative)}, {row.file}"))
        yield from (_missing(name, f"{inside}/{shown(relative)}") for name in here if not (folder / name).exists())
        rows |= here
    private = {} if limits.sensitive else _private_parts(found)
    left = _Left(inside)
    for relative in found:
        if what := private.get(relative):
            left.add(what, relative)
            continue
        row = rows.get(relative)
        said = row.told.over(told) if row else told
        place = os.path.join(folder, relative)  # a string: a folder of 10,000 files makes 10,000 of them
        within = folder if os.path.islink(place) else None  # of what was walked to, only the file itself may be a link
        origin = f"{inside}/{shown(relative)}"
        yield from _one(place, origin, said, within=within, limits=limits, left=None if limits.sensitive else left)
    yield from left.told()


def _listed(
    folder: Path, inside: str, rows: dict[str, Row], manifest: str, told: Told, limits: Limits
) -> Iterator[Taken | Problem]:
    for name, row in rows.items():
        yield from _to_come(row.told, f"{manifest}, {name}")
        if not (folder / name).exists():
            yield _missing(name, manifest)
        else:
            origin = f"{inside}/{shown(_plain(PurePosixPath(name)))}"
            yield from _one(folder / name, origin, row.told.over(told), within=folder, limits=limits)


def _plain(path: PurePosixPath) -> str:
    return os.path.normpath(str(path))


def _missing(name: str, manifest: str) -> Problem:
    return Problem(
        what=f"The manifest names '{shown(name)}', and there is no such file.",
        where=manifest,
        todo="Put the file there or take the line out, then add the folder again; the other files are not affected.",
    )


class _Left:
    """The private parts of exports that were left out of a folder, by what they hold."""

    def __init__(self, inside: str) -> None:
        self._inside, self._names = inside, dict[str, list[str]]()

    def add(self, what: str, name: str) -> None:
        self._names.setdefault(what, []).append(shown(name))

    def told(self) -> Iterator[Problem]:
        """One warning for each kind, with every name."""
        for what, names in self._names.items():
            yield Problem(
                what=f"Left out, as private parts of an export: {what}, {len(names):,} file{'s' * (len(names) > 1)}: "
                + ", ".join(names),
                where=self._inside,
                todo="To take them sealed, add the folder with --protect (who can open it: isnad protect --help). In "
                "clear, only if that endangers nobody: give such a file by its own path.",
                severity=Severity.WARNING,
            )


def _private_parts(names: list[str]) -> dict[str, str]:
    from isnad.preserve.containers.sensitive import private_parts

    return private_parts(names)


def _private_part(stream: BinaryIO, origin: str) -> str:
    """What private part of an export an open file of a folder is, by its first bytes; empty where it is none.

    One that holds public posts as well cannot be kept without them, so it is left out as well.
    """
    if not origin.lower().endswith((".js", ".json")):
        return ""
    from isnad.preserve.containers.sensitive import HEAD, told_by_head

    stream.seek(0)
    if what := told_by_head(stream.read(HEAD)):
        return what
    from isnad.preserve.containers.mixed import NAMES

    if os.path.basename(origin).lower() not in NAMES:
        return ""
    from isnad.preserve.containers.opened import mixed_in

    found = mixed_in(stream)
    return f"{', '.join(found)} (with any posts beside them)" if found else ""


def _in_clear(what: str, where: str) -> Problem:
    return Problem(
        what=f"It is a private part of an export: {what}. It is kept in clear, as you gave it by its own path.",
        where=where,
        todo="To keep it sealed, add it with --protect; what is in clear now: isnad protect CASE ID.",
        severity=Severity.WARNING,
    )


def _walk(folder: Path) -> Iterator[str | Problem]:
    """Paths of the files below, sorted; hidden ones are left out and said so once."""
    hidden = 0
    refused: list[Problem] = []
    for here, folders, files in os.walk(folder, onerror=lambda e: refused.append(problem_of(e, e.filename))):
        if "case.toml" in files and os.path.isfile(os.path.join(here, "log", "entries.jsonl")):
            folders.clear()
            yield _case(os.path.relpath(here, folder) if here != str(folder) else folder.name)
            continue
        links = [name for name in folders if os.path.islink(os.path.join(here, name))]
        yield from (_link(os.path.relpath(os.path.join(here, name), folder)) for name in links)
        hidden += sum(name.startswith(".") for name in (*files, *folders))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith("."):
                yield os.path.relpath(os.path.join(here, name), folder)
    yield from refused
    if hidden:
        yield Problem(
            what=f"{hidden} hidden file{'s were' if hidden > 1 else ' was'} left out.",
            where=shown(folder.name),
            todo="Give a hidden file by its own path if it is evidence.",
            severity=Severity.NOTE,
        )


def _case(where: str) -> Problem:
    return Problem(
        what="It is a case of isnad, and a case is no report, so it was left out.",
        where=shown(where),
        todo="Export it, or make a package of it (isnad package), and give that if it is meant.",
        severity=Severity.WARNING,
    )


def _link(where: str) -> Problem:
    return Problem(
        what="It is a link to a folder, and links to folders are not followed.",
        where=shown(where),
        todo="Give the folder it leads to as a source of its own.",
        severity=Severity.WARNING,
    )


def _manifest(path: Path) -> tuple[tuple[Row, ...] | None, tuple[Problem, ...]]:
    """The rows of a manifest, None if the file is none."""
    if not is_manifest_name(path.name):
        return None, ()
    try:
        with _opened(path) as stream:
            if os.fstat(stream.fileno()).st_size > MANIFEST_LIMIT:
                return None, ()
            return rows_of(path.name, stream.read()), ()
    except ValueError as error:
        todo = "Mend it and add again: its files were added without publisher, date and URL."
        return None, (Problem(what=f"The manifest cannot be read: {error}.", where=shown(path.name), todo=todo),)
    except (OSError, Trouble):
        return None, ()  # the same refusal is met, and told, when the file itself is taken


def _one(
    path: Path | str,
    origin: str,
    told: Told,
    *,
    manifest: bool = False,
    within: Path | None = None,
    limits: Limits | None = None,
    left: "_Left | None" = None,
) -> Iterator[Taken | Problem]:
    try:
        if within is not None and not Path(path).resolve().is_relative_to(within.resolve()):
            todo = "Give the file it leads to as a source of its own, if it belongs to the case."
            raise trouble("It leads out of the folder, so it was left out.", origin, todo)
        with _opened(path) as stream:
            if limits is not None and (secret := _SECRET.search(stream.read(SECRET_HEAD))):
                what = f"It holds a private key ({secret[0].decode()}), so it was left out."
                todo = "Keep keys out of what you add. If it is evidence itself, put it into a ZIP and add that."
                raise trouble(what, origin, todo)
            what = _private_part(stream, origin) if limits is not None and not limits.sensitive else ""
            if what and left is not None:
                left.add(what, origin.partition("/")[2])
                return
            if what:
                yield _in_clear(what, origin)
            stream.seek(0)
            found = None if limits is None else _container(stream, origin, told, limits)
            if found is not None:
                yield from found
                return
            stream.seek(0)
            kind = _types().guess_type(os.path.basename(path))[0] or ""
            yield Taken(origin=origin, stream=stream, media_type=kind, told=told, manifest=manifest)
    except Trouble as error:
        yield error.problem
    except OSError as error:
        yield problem_of(error, origin)


def _container(stream: BinaryIO, origin: str, told: Told, limits: Limits) -> Iterator[Taken | Problem] | None:
    """The container that an open file is, and what is in it; None where it is just a file."""
    from isnad.preserve.containers.kinds import may_be_one

    if not may_be_one(stream):
        return None
    from isnad.preserve.containers.opened import container

    return container(stream, origin, told, limits)


@contextlib.contextmanager
def _opened(path: Path | str) -> Iterator[BinaryIO]:
    """A regular file opened for reading; never waits on a pipe and never opens a device twice."""
    real = os.path.realpath(path) if os.path.islink(path) else path
    handle = os.open(real, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    with open(handle, "rb") as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise trouble(
                "It is not a regular file.", os.path.basename(path), "Save its content to a file and give that."
            )
        yield stream
