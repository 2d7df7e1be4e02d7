"""Objects: whether every preserved file still has its bytes, and where the first wrong one is.

What may live here: digests computed anew, on all cores, held against what the log names, and what a wrong one means.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from isnad.checking.answer import Part, part
from isnad.preserve.blocks import BLOCK, first_changed
from isnad.preserve.hashing import Odd, Sweep, Swept
from isnad.preserve.progress import Progress
from isnad.preserve.sizes import Sizes
from isnad.preserve.store import is_digest
from isnad.preserve.trouble import gone_problem
from isnad.records.capture import Capture
from isnad.records.problem import Problem, Severity

if TYPE_CHECKING:
    from isnad.casebook import Casebook

_COPY = "Put the file back from a copy of the case; what the log says of it still stands."
_MISSING = 2  # ENOENT
_NAME = re.compile("[0-9a-f]{2}")


class Objects:
    """What lies in a case's folder of objects. It is read while the log is followed, and held against it later."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.sizes = Sizes()  # of the files that have the digest they are named by
        self.odd: dict[str, Odd] = {}  # by its path below the case
        self.strangers: list[str] = []  # paths below the case of what is no object, and not named like one
        self._orphans = 0  # files that are whole and named nowhere, when they were held against the log

    def begin(self, tell: Progress, jobs: int | None) -> Sweep:
        """Begin to compute every digest; they are all there when what is given back is finished."""
        base = self.root / "objects"
        names = list(self._folders(base))
        done = 0

        def take(swept: Swept) -> None:
            nonlocal done
            self.sizes.add_rows(swept.good)
            for each in swept.odd:
                self._odd(base / "sha256" / swept.folder, each)
            done += 1
            tell("checking bytes", done, len(names))

        return Sweep(str(base / "sha256"), names, take, jobs)

    def _folders(self, base: Path) -> Iterator[str]:
        """The names of the folders of objects; whatever else is there is none of the case's."""
        for above in (base, base / "sha256"):
            for each in sorted(_entries(above), key=lambda entry: entry.name):
                proper = each.is_dir(follow_symlinks=False)
                if above != base and proper and _NAME.fullmatch(each.name):
                    yield each.name
                elif not (above == base and proper and each.name in ("sha256", "tmp")):
                    self._strange(Path(each.path))

    def _odd(self, folder: Path, each: Odd) -> None:
        path = folder / each.name if each.name else folder
        if is_digest(f"sha256:{each.name}") and folder.name == each.name[:2]:
            self.odd[self._in(path)] = each
        else:
            self._strange(path)

    def _strange(self, path: Path) -> None:
        if path.is_dir() and not path.is_symlink():
            self.strangers += [self._in(Path(here) / name) for here, _, names in os.walk(path) for name in names]
        else:
            self.strangers.append(self._in(path))

    def _in(self, path: Path) -> str:
        return str(path.relative_to(self.root))

    def against(self, book: "Casebook", named: Sizes) -> Part:
        """Every object that the log names and does not say to be gone."""
        problems: list[Problem] = []
        number = self._orphans = 0
        odd = {bytes.fromhex(each.name) for each in self.odd.values()}
        gone = {bytes.fromhex(digest[7:]) for digest in book.protected.absent}
        for first in range(256):  # a part of them at a time
            want, there = named.beginning(first), self.sizes.beginning(first)
            for digest in gone & want.keys():
                del want[digest]
            number += len(want)
            if want != there:
                odd -= want.keys()
                self._orphans += len(there.keys() - want.keys())
                for digest in sorted(digest for digest, size in want.items() if there.get(digest) != size):
                    problems += self._wrong(book, digest, want[digest], there.get(digest))
        self._orphans += len(odd)
        return part("preserved files", number, problems)

    def _wrong(self, book: "Casebook", digest: bytes, said: int, size: int | None) -> Iterator[Problem]:
        name = f"sha256:{digest.hex()}"
        where = self._in(book.store.path(name))
        found = self.odd.get(where, Odd("", "", size or 0, _MISSING if size is None else 0))
        if found.error == _MISSING:
            yield gone_problem(FileNotFoundError(_MISSING, ""), where)
        elif found.error:
            yield gone_problem(OSError(found.error, os.strerror(found.error)), where)
        else:
            yield from _changed(book, name, said, found.size)

    def unnamed(self) -> Iterator[Problem]:
        """What lies in the folder and was found to be named nowhere: worth a look, but it breaks nothing."""
        if self._orphans:
            what = (
                f"Objects without a line in the log: {self._orphans}. "
                "Either adding broke off, or lines were taken from the log's end."
            )
            todo = "Compare with a checkpoint kept outside; if nothing was taken out, add the file again."
            yield Problem(what=what, where="objects", todo=todo, severity=Severity.NOTE)
        for path in sorted(self.strangers):
            todo = "Find out who put it there, and take it out."
            yield Problem(what="This file is no object of the case.", where=path, todo=todo, severity=Severity.WARNING)


def _entries(folder: Path) -> "list[os.DirEntry[str]]":
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:  # what is missing is told by what the log names
        return []


def _changed(book: "Casebook", digest: str, said: int, size: int) -> Iterator[Problem]:
    path = book.store.path(digest)
    start, end = first_changed(book.derived, digest, path, min(said, size))
    what = "Its bytes were changed: they no longer have the digest in the log."
    if size != said:
        what += f" The log says {said:,} bytes, and it has {size:,}."
    if start == min(said, size) and size < said:
        what += f" What is there is right; from byte {start:,} on it is missing."
    elif end - start <= BLOCK:
        what += f" The first wrong byte is among bytes {start:,} to {end - 1:,}."
    else:
        what += f" It is not known where among its {end:,} bytes (derived/blocks was deleted)."
    hit = [c for c in book.captures if _touched(c, digest, start)]
    if hit:
        what += f" {len(hit)} report{'s rest' if len(hit) > 1 else ' rests'} on it, the first: {hit[0].origin}."
    yield Problem(what=what, where=str(path.relative_to(book.root)), todo=_COPY)


def _touched(capture: Capture, digest: str, start: int) -> bool:
    if capture.within is None:
        return capture.digest == digest
    inside = capture.within
    end = inside.offset + inside.length if inside.length and not inside.member else None
    return inside.container == digest and (end is None or end > start)
