"""Log: what was done in a case, one line an entry, each holding the digest of the line before.

What may live here: the chain on disk and its Merkle tree; reading and appending. The source of truth of a case: lines
are only ever added. ``sed -n 5p entries.jsonl | sha256sum`` gives the ``prev`` of the sixth line.
"""

import contextlib
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from isnad.preserve.custody.entry import BEFORE_FIRST, Entry, entry_of
from isnad.preserve.custody.merkle import Frontier, leaf_hash
from isnad.preserve.store import sync_folder, write_all, write_whole
from isnad.preserve.trouble import trouble
from isnad.records.capture import digest_of
from isnad.records.problem import Problem, Severity

_sync = getattr(os, "fdatasync", os.fsync)  # macOS has only the latter
RESTORE = "Put back a copy of log/ from before the change; isnad check CASE tells what fails."


class Log:
    """The log at ``path``. ``refresh`` reads what was added since; ``write`` needs the case's lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.entries: list[Entry] = []
        self.problems: list[Problem] = []  # lines that break the chain or cannot be read
        self.tree = Frontier()
        self.roots: dict[int, bytes] = {}  # of the sizes that were asked for with ``watch``
        self.torn = b""  # bytes after the last newline, as last read
        self._wanted: set[int] = set()
        self._end = 0
        self._tip = BEFORE_FIRST

    @property
    def tip(self) -> str:
        """The digest of the last line."""
        return self._tip

    @property
    def size(self) -> int:
        """How many lines were taken in."""
        return self.tree.size

    @property
    def end(self) -> int:
        """Where the last line that was taken in ends, in bytes."""
        return self._end

    def watch(self, sizes: Iterable[int]) -> None:
        """Ask that the roots at these sizes are kept in ``roots`` when their lines are read."""
        self._wanted.update(sizes)
        if self.size in self._wanted:
            self.roots[self.size] = self.tree.root()

    def refresh(self, limit: int | None = None) -> None:
        """Take in lines written since, up to ``limit`` lines in all. Raises OSError, Trouble if lines went missing."""
        with self.path.open("rb") as stream:
            if stream.seek(0, os.SEEK_END) < self._end:
                raise trouble("The log has become shorter while it was in use.", self.path, RESTORE)
            stream.seek(self._end)
            self.torn = b""
            for line in stream:
                if limit is not None and self.size >= limit:
                    return
                if not line.endswith(b"\n"):
                    self.torn = line
                    return
                self._take(line)

    def write(self, entries: Sequence[Entry], lines: Sequence[bytes]) -> None:
        """Add lines; when this returns, they are on the disk. Raises OSError; the log is then as it was."""
        new = not self.path.exists()
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            try:
                write_all(handle, b"".join(lines))
                _sync(handle)
            except OSError:
                with contextlib.suppress(OSError):  # a tail that stays is after the checkpoint: it is set aside later
                    os.ftruncate(handle, self._end)
                raise
        finally:
            os.close(handle)
        if new:
            sync_folder(self.path.parent)
        for entry, line in zip(entries, lines, strict=True):
            self._count(entry, line)

    def set_tail_aside(self, quarantine: Path) -> str:
        """Move what follows the lines taken in to ``tail-<digest>.txt`` there; its name, empty where nothing did."""
        with self.path.open("rb") as stream:
            stream.seek(self._end)
            tail = stream.read()
        if not tail:
            return ""
        quarantine.mkdir(parents=True, exist_ok=True)
        name = f"tail-{digest_of(tail)[7:23]}.txt"
        write_whole(quarantine / name, tail)
        os.truncate(self.path, self._end)
        self.torn = b""
        return name

    def leaves(self) -> Iterator[bytes]:
        """The leaf hashes of all lines taken in, read anew from the disk. Raises OSError."""
        with self.path.open("rb") as stream:
            for _ in range(self.size):
                yield leaf_hash(stream.readline())

    def roots_at(self, sizes: Iterable[int]) -> dict[int, bytes]:
        """The roots of the first so many lines, read anew from the disk; sizes beyond the end are left out."""
        wanted, tree, found = {size for size in sizes if size > 0}, Frontier(), {}
        for leaf in self.leaves() if wanted else ():
            tree.append(leaf)
            if tree.size in wanted:
                found[tree.size] = tree.root()
        return found

    def _take(self, line: bytes) -> None:
        where = f"log/{self.path.name}, line {self.size + 1}"
        entry: Entry | None = None
        try:
            entry = entry_of(line)
        except (ValueError, TypeError, RecursionError):
            self._fault("This line of the log cannot be read.", where)
        else:
            if entry.line() != line:
                self._fault("This line is not in the form isnad writes.", where)
            if entry.prev != self._tip or entry.seq != self.size:
                what = "The chain is broken here: a line was changed, added, moved or taken out at or before it."
                self._fault(what, where)
        self._count(entry, line)

    def _count(self, entry: Entry | None, line: bytes) -> None:
        self.entries += [entry] if entry is not None else []
        self.tree.append(leaf_hash(line))
        self._end += len(line)
        self._tip = digest_of(line)
        if self.size in self._wanted:
            self.roots[self.size] = self.tree.root()

    def _fault(self, what: str, where: str) -> None:
        self.problems.append(Problem(what=what, where=where, todo=RESTORE, severity=Severity.ERROR))
