"""Wacz_held: whether the web archive of a package holds the WARCs and files that its log names, and nothing else.

What may live here: the archive's bytes against the log. A WACZ's own digests can be written anew by whoever changes it,
and that is all its validator looks at.
"""

import hashlib
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, cast

from isnad.preserve.containers.wacz_check import checks_of
from isnad.preserve.custody.entry import Entry
from isnad.preserve.package.aside import FOLDER
from isnad.preserve.package.files import Files, unreadable
from isnad.preserve.package.source import named_by
from isnad.preserve.package.wacz_out import FILES, PARTS
from isnad.preserve.store import CHUNK
from isnad.records.problem import Problem, Severity

_TODO = "Ask for the package again; the objects in it may still be good."
_ASIDE = "This WARC was damaged when it was preserved, and stands here as it was, with the bytes that the log names."
_AS_IT_CAME = "Not all of it can be read. Its sound records are in the archive; for the rest ask where it came from."
_ARCHIVES = (".warc", ".warc.gz")
_UNREAD = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, KeyError, IndexError,
)  # fmt: skip


def wacz_held_problems(files: Files, name: str, entries: Sequence[Entry]) -> Iterator[Problem]:
    """What is wrong with the web archive at this path of a package, on its own and against these lines."""
    try:
        with files.open(name) as stream:
            for checked in checks_of(stream, name):
                yield from (problem for problem in checked.problems if problem.severity is not Severity.NOTE)
        with files.open(name) as stream, zipfile.ZipFile(stream) as archive:
            yield from _parts(files, archive, name, entries)
    except OSError as error:
        yield unreadable(error, name)
    except _UNREAD as error:
        yield _problem(f"It cannot be read ({error}).", name)


def _parts(files: Files, archive: zipfile.ZipFile, name: str, entries: Sequence[Entry]) -> Iterator[Problem]:
    containers = {digest for entry in entries for digest in named_by(entry)}
    captured = {str(entry.payload.get("digest")) for entry in entries if entry.kind == "capture"}
    ends: dict[str, int] = {}
    rows = _rows(archive)
    for row in rows:
        path, offset, size = row["file"], int(row["offset"]), int(row["size"])
        where = f"{name}, {path}"
        if offset != ends.get(path, 0):
            yield _problem(f"{PARTS} leaves bytes before {offset} out.", where)
        ends[path] = offset + size
        with archive.open(path) as stream:
            stream.seek(offset)
            found = _digest(stream, size)
        if found != row["digest"]:
            yield _problem(f"What stands at byte {offset} is not the WARC that {PARTS} names.", where)
        elif not row["within"]:
            if found not in containers:
                yield _problem(f"The WARC at byte {offset} is none that the log names.", where)
            elif path.startswith(f"{FOLDER}/"):
                yield Problem(what=_ASIDE, where=where, todo=_AS_IT_CAME, severity=Severity.NOTE)
        else:
            yield from _within(files, archive, row, captured, where)
    for digest in sorted(_held_in(files, entries) - {row[name] for row in rows for name in ("digest", "within")}):
        yield _problem(f"The WARC {digest}, which the lines shown speak of, is not in it.", name)
    for info in archive.infolist():
        if not info.filename.startswith("archive/"):
            continue
        if info.filename == FILES:
            with archive.open(info) as stream:
                yield from _payloads(cast(BinaryIO, stream), captured, f"{name}, {FILES}")
        elif ends.get(info.filename) != info.file_size:
            yield _problem(f"It has bytes that {PARTS} does not name.", f"{name}, {info.filename}")


def _held_in(files: Files, entries: Sequence[Entry]) -> set[str]:
    """Web archives that captures stand in, where these or the captures' own bytes are in the package."""
    found = set()
    for entry in entries:
        place = entry.payload.get("within") if entry.kind == "capture" else None
        if isinstance(place, dict) and place.get("kind") in ("warc", "wacz") and place.get("length"):
            digests = {"objects": str(place.get("container")), "items": str(entry.payload.get("digest"))}
            if any(f"data/{folder}/sha256/{d[7:9]}/{d[7:]}" in files for folder, d in digests.items()):
                found.add(digests["objects"])
    return found


def _rows(archive: zipfile.ZipFile) -> list[dict[str, str]]:
    lines = archive.read(PARTS).decode("ascii").splitlines()
    names = lines[0].split(",") if lines else []
    rows = [dict(zip(names, line.split(","), strict=True)) for line in lines[1:]]
    if names != ["digest", "size", "file", "offset", "within"]:
        raise ValueError(f"{PARTS} has other columns")
    return rows


def _within(
    files: Files, archive: zipfile.ZipFile, row: dict[str, str], captured: set[str], where: str
) -> Iterator[Problem]:
    """A WARC that stands in a WACZ that is here, or records cut out of a container that is not, or is a WARC itself."""
    hexdigest = row["within"].removeprefix("sha256:")
    container = f"data/objects/sha256/{hexdigest[:2]}/{hexdigest}"
    if container in files and _is_zip(files, container):
        with files.open(container) as held, zipfile.ZipFile(held) as inner:
            names = [info for info in inner.infolist() if info.filename.endswith(_ARCHIVES)]
            for info in names:
                with inner.open(info) as stream:
                    if _digest(stream, info.file_size) == row["digest"]:
                        return
        yield _problem("It is not a WARC of the WACZ that it is said to come from.", where)
        return
    with archive.open(row["file"]) as stream:
        stream.seek(int(row["offset"]))
        yield from _payloads(cast(BinaryIO, _Bounded(stream, int(row["size"]))), captured, where)


def _is_zip(files: Files, name: str) -> bool:
    with files.open(name) as held:
        return zipfile.is_zipfile(held)


def _payloads(stream: BinaryIO, captured: set[str], where: str) -> Iterator[Problem]:
    """Whether every response and resource is a capture that a line names, by the digest of its decoded payload."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        for record in ArchiveIterator(stream):
            if record.rec_type not in ("response", "resource"):
                continue
            sums = hashlib.sha256()
            while data := record.content_stream().read(CHUNK):
                sums.update(data)
            if "sha256:" + sums.hexdigest() not in captured:
                uri = record.rec_headers.get_header("WARC-Target-URI")
                yield _problem(f"The record of {uri} is no capture that a line names.", where)
    except (ArchiveLoadFailed, ValueError) as error:
        yield _problem(f"It cannot be read as a WARC ({str(error).strip()}).", where)


class _Bounded:
    """The next ``size`` bytes of a stream."""

    def __init__(self, stream: Any, size: int) -> None:
        self._stream, self._left = stream, size

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._stream.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(data)
        return data


def _digest(stream: Any, size: int) -> str:
    sums = hashlib.sha256()
    while size > 0 and (data := stream.read(min(size, CHUNK))):
        sums.update(data)
        size -= len(data)
    return "sha256:" + sums.hexdigest()


def _problem(what: str, where: str) -> Problem:
    return Problem(what=what, where=where, todo=_TODO)
