"""Files: a package as it was received, a folder or a ZIP, read without being unpacked.

What may live here: reading of packages. Names are taken for what they are: what leads out of the package, stands there
twice or is a link is a Problem and is not read.
"""

import csv
import hashlib
import io
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from isnad.preserve.store import CHUNK
from isnad.preserve.trouble import problem_of, trouble
from isnad.records.problem import Problem

SMALL = 256 << 20  # bytes of a file that is read whole: a log of a million lines has some 500 MB, and is not
TIGHT = 100  # times that a file is packed at most: lists, logs and web archives hold digests, which pack to a half
_LOOSE = 1 << 20  # bytes up to which a file may be packed as it likes
_ANY = ("data/objects/", "data/items/")  # preserved files, which may be anything; they are read piece by piece
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # of others a byte may stand for a million
_TODO = "Ask for the package again; do not trust this one."


class Files:
    """The files of a package by their paths in it; ``problems`` are what is wrong with their names."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.sizes: dict[str, int] = {}
        self._zip: zipfile.ZipFile | None = None
        self._top = ""
        if path.is_file():
            self._open_zip()
        elif path.is_dir():
            self._walk()
        else:
            raise trouble("There is no package here.", path, "Give the folder or ZIP of a package.")

    def __contains__(self, name: str) -> bool:
        return name in self.sizes

    def below(self, *folders: str) -> list[str]:
        """The paths below these folders, sorted."""
        return sorted(name for name in self.sizes if name.startswith(tuple(f"{folder}/" for folder in folders)))

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """A file's bytes. Raises OSError, and KeyError where it is not there."""
        if name not in self.sizes:
            raise KeyError(name)
        if self._zip is None:
            with (self.path / name).open("rb") as stream:
                yield stream
            return
        try:
            with self._zip.open(self._top + name) as member:
                yield cast(BinaryIO, member)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
            raise OSError(f"it cannot be unpacked ({error})") from error

    def read(self, name: str) -> bytes:
        """All of a file's bytes. Raises OSError, KeyError."""
        with self.open(name) as stream:
            data = stream.read(SMALL + 1)
        if len(data) > SMALL:
            raise OSError(f"it is larger than {SMALL} bytes")
        return data

    def digest(self, name: str) -> tuple[str, int]:
        """Hexadecimal SHA-256 and size of a file. Raises OSError, KeyError."""
        sums, size = hashlib.sha256(), 0
        with self.open(name) as stream:
            while data := stream.read(CHUNK):
                sums.update(data)
                size += len(data)
        return sums.hexdigest(), size

    def rows(self, name: str) -> list[dict[str, str]]:
        """The rows of a CSV file; none where it is not there or cannot be read."""
        try:
            text = self.read(name).decode("utf-8")
            return [{k: v or "" for k, v in row.items() if k} for row in csv.DictReader(io.StringIO(text, newline=""))]
        except (OSError, KeyError, ValueError, csv.Error):
            return []

    def close(self) -> None:
        """Let go of the ZIP."""
        if self._zip is not None:
            self._zip.close()

    def _walk(self) -> None:
        for path in sorted(self.path.rglob("*")):
            name = str(path.relative_to(self.path))
            if path.is_symlink():
                self._wrong(name, "It is a link, which can lead anywhere.")
            elif path.is_file():
                self.sizes[name] = path.stat().st_size
            elif not path.is_dir():
                self._wrong(name, "It is neither file nor folder.")

    def _open_zip(self) -> None:
        try:
            self._zip = zipfile.ZipFile(self.path)
        except (zipfile.BadZipFile, NotImplementedError) as error:
            raise trouble(f"It cannot be opened as a ZIP: {error}.", self.path, _TODO) from error
        tops = {PurePosixPath(info.filename).parts[:1] for info in self._zip.infolist()}
        if len(tops) != 1:
            self._wrong(self.path.name, "A package in a ZIP is one folder, and this has more (RFC 8493, section 4).")
            return
        self._top = "/".join(next(iter(tops))) + "/"
        over, folded = _overlapping(self._zip), set()
        for info in self._zip.infolist():
            name = info.filename.removeprefix(self._top)
            parts = PurePosixPath(info.filename).parts
            alike = unicodedata.normalize("NFC", name).casefold()
            if info.filename.startswith("/") or ".." in parts or "\\" in info.filename or "\0" in info.filename:
                self._wrong(info.filename, "Its name leads out of the package.")
            elif name in self.sizes:
                self._wrong(name, "It is there twice, so that two programs may see different bytes.")
            elif alike in folded:
                self._wrong(name, "Another differs from it by capitals or accents alone: one may hide the other.")
            elif info.header_offset in over:
                self._wrong(name, "It shares its bytes with another, so that a small ZIP is endless when unpacked.")
            elif info.compress_type not in _METHODS or _is_bomb(name, info):
                self._wrong(name, "It is packed in a way, or so tightly, as no package is, so it was not unpacked.")
            elif not info.is_dir():
                self.sizes[name] = info.file_size
            folded.add(alike)

    def _wrong(self, where: str, what: str) -> None:
        self.problems.append(Problem(what=what, where=where, todo=_TODO))


def _overlapping(archive: zipfile.ZipFile) -> set[int]:
    """Where the members begin whose bytes reach into the next one, or into the list of members."""
    every = sorted(archive.infolist(), key=lambda info: info.header_offset)
    ends = [*(info.header_offset for info in every[1:]), archive.start_dir]
    least = 30  # bytes of a member's own header (APPNOTE, section 4.3.7), before its name
    pairs = zip(every, ends, strict=True) if every else ()
    return {
        info.header_offset
        for info, end in pairs
        if info.header_offset + least + len(info.orig_filename) + info.compress_size > end
    }


def _is_bomb(name: str, info: zipfile.ZipInfo) -> bool:
    return not name.startswith(_ANY) and info.file_size > max(_LOOSE, TIGHT * info.compress_size)


def unreadable(error: OSError, name: str) -> Problem:
    """The Problem of a file of a package that cannot be read."""
    if error.errno:
        return problem_of(error, name)
    return Problem(what=f"It cannot be read: {error}.", where=name, todo=_TODO)
