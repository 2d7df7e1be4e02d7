"""Log: what was done in a case, one line an entry, each holding the digest of the line before.

What may live here: the chain on disk, its Merkle tree, and where its lines lie; reading and appending. The source of
truth of a case: lines are only ever added. ``sed -n 5p entries.jsonl | sha256sum`` gives the ``prev`` of the sixth
line. Lines are not held in memory: of each, some 24 bytes say where it lies and what it has to be.
"""

import contextlib
import os
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from isnad.preserve.custody.entry import BEFORE_FIRST, Entry, entry_of
from isnad.preserve.custody.merkle import Frontier, leaf_hash
from isnad.preserve.custody.usual import usual
from isnad.preserve.store import lines_in, open_own, sync_folder, write_all, write_whole
from isnad.preserve.trouble import trouble
from isnad.records.capture import digest_of
from isnad.records.problem import Problem, Severity

_sync = getattr(os, "fdatasync", os.fsync)  # macOS has only the latter
_TAIL = 1 << 30  # bytes after the last line that are set aside
RESTORE = "Put back a copy of log/ from before the change; isnad check CASE tells what fails."
Hearer = Callable[
    [Entry, bytes], None
]  # is told of each entry and its leaf hash when its line is read, not when it is written


class Log:
    """The log at ``path``. ``refresh`` reads what was added since; ``write`` needs the case's lock."""

    def __init__(self, path: Path, hearers: Iterable[Hearer] = ()) -> None:
        self.path = path
        self.problems: list[Problem] = []  # lines that break the chain or cannot be read
        self.tree = Frontier()
        self.roots: dict[int, bytes] = {}  # of the sizes that were asked for with ``watch``
        self.torn = b""  # bytes after the last newline, as last read
        self._hearers = tuple(hearers)
        self._wanted: set[int] = set()
        self._ends = array("Q")  # where each line ends
        self._marks = array("Q")  # the first eight bytes of each line's leaf hash
        self._kinds: dict[str, array[int]] = {}  # the seqs of the lines of each kind; lines that cannot be read: none
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

    @property
    def entries(self) -> list[Entry]:
        """All entries at once: for a short log."""
        return list(self.read())

    @property
    def kinds(self) -> Mapping[str, Sequence[int]]:
        """Where the entries of each kind stand."""
        return self._kinds

    def read(self, since: int = 0) -> Iterator[Entry]:
        """The entries from line ``since`` (counted from 0) on; lines that cannot be read are left out.

        Raises OSError, and Trouble where a line is not the one that was taken in.
        """
        if since < self.size:
            yield from (entry for entry, _ in self._read(range(since, self.size)))

    def with_leaves(self) -> Iterator[tuple[Entry, bytes]]:
        """All entries, each with its leaf hash. Raises as ``read`` does."""
        if self.size:
            yield from self._read(range(self.size))

    def of(self, *kinds: str) -> Iterator[Entry]:
        """The entries of these kinds, oldest first. Raises as ``read`` does."""
        if any(kind in self._kinds for kind in kinds):
            seqs = sorted(seq for kind in set(kinds) for seq in self._kinds.get(kind, ()))
            yield from (entry for entry, _ in self._read(seqs))

    def some(self, seqs: Sequence[int]) -> Iterator[Entry]:
        """The entries in these lines, which stand in order. Raises as ``read`` does."""
        yield from (entry for entry, _ in self._read(seqs))

    def at(self, seq: int) -> Entry | None:
        """The entry in line ``seq``; None where it cannot be read. Raises as ``read`` does."""
        return next((entry for entry, _ in self._read([seq])), None)

    def _read(self, seqs: Sequence[int]) -> Iterator[tuple[Entry, bytes]]:
        with open_own(self.path) as stream:
            here = 0
            for seq in seqs:
                start = self._ends[seq - 1] if seq else 0
                if start != here:
                    stream.seek(start)
                here = self._ends[seq]
                line = stream.read(here - start)
                leaf = leaf_hash(line)
                if _mark(leaf) != self._marks[seq]:
                    what = "The log was changed while it was in use."
                    raise trouble(what, f"log/{self.path.name}, line {seq + 1}", RESTORE)
                if (entry := _entry(line)) is not None:
                    yield entry, leaf

    def watch(self, sizes: Iterable[int]) -> None:
        """Ask that the roots at these sizes are kept in ``roots`` when their lines are read."""
        self._wanted.update(sizes)
        if self.size in self._wanted:
            self.roots[self.size] = self.tree.root()

    def refresh(self, limit: int | None = None) -> None:
        """Take in lines written since, up to ``limit`` lines in all. Raises OSError, Trouble if lines went missing."""
        with open_own(self.path) as stream:
            if stream.seek(0, os.SEEK_END) < self.end:
                raise trouble("The log has become shorter while it was in use.", self.path, RESTORE)
            stream.seek(self.end)
            self.torn = b""
            for line in lines_in(stream):
                if limit is not None and self.size >= limit:
                    return
                if not line.endswith(b"\n"):
                    self.torn = line
                    return
                self._take(line)

    def write(self, entries: Sequence[Entry], lines: Sequence[bytes]) -> None:
        """Add lines; when this returns, they are on the disk. Raises OSError; the log is then as it was."""
        new = not self.path.exists()
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o644)
        try:
            try:
                write_all(handle, b"".join(lines))
                _sync(handle)
            except OSError:
                with contextlib.suppress(OSError):  # a tail that stays is after the checkpoint: it is set aside later
                    os.ftruncate(handle, self.end)
                raise
        finally:
            os.close(handle)
        if new:
            sync_folder(self.path.parent)
        for entry, line in zip(entries, lines, strict=True):
            self._count(entry, line)

    def set_tail_aside(self, quarantine: Path) -> str:
        """Move what follows the lines taken in to ``tail-<digest>.txt`` there; its name, empty where nothing did."""
        with open_own(self.path) as stream:
            if stream.seek(0, os.SEEK_END) - self.end > _TAIL:
                todo = f"Nobody's commit explains them. Cut the log there: truncate -s {self.end} log/entries.jsonl"
                raise trouble(f"More than {_TAIL:,} bytes follow the log's last line.", self.path, todo)
            stream.seek(self.end)
            tail = stream.read()
        if not tail:
            return ""
        quarantine.mkdir(parents=True, exist_ok=True)
        name = f"tail-{digest_of(tail)[7:23]}.txt"
        write_whole(quarantine / name, tail)
        os.truncate(self.path, self.end)
        self.torn = b""
        return name

    def leaves(self) -> Iterator[bytes]:
        """The leaf hashes of all lines taken in, read anew from the disk. Raises OSError."""
        with open_own(self.path) as stream:
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
        entry: Entry | None = usual(line)  # its form is the one isnad writes
        if entry is None:
            entry = _entry(line)
            if entry is None:
                self._fault("This line of the log cannot be read.")
            elif entry.line() != line:
                self._fault("This line is not in the form isnad writes.")
        if entry is not None and (entry.prev != self._tip or entry.seq != self.tree.size):
            what = "The chain is broken here: a line was changed, added, moved or taken out at or before it."
            self._fault(what)
        leaf = self._count(entry, line)
        if entry is not None:
            for hearer in self._hearers:
                hearer(entry, leaf)

    def _count(self, entry: Entry | None, line: bytes) -> bytes:
        leaf, size = leaf_hash(line), self.tree.size
        if entry is not None:
            if (held := self._kinds.get(kind := entry.kind)) is None:
                held = self._kinds[kind] = array("L")
            held.append(size)
        self.tree.append(leaf)
        self._end += len(line)
        self._ends.append(self._end)
        self._marks.append(_mark(leaf))
        self._tip = digest_of(line)
        if size + 1 in self._wanted:
            self.roots[size + 1] = self.tree.root()
        return leaf

    def _fault(self, what: str) -> None:
        where = f"log/{self.path.name}, line {self.size + 1}"
        self.problems.append(Problem(what=what, where=where, todo=RESTORE, severity=Severity.ERROR))


def _entry(line: bytes) -> Entry | None:
    try:
        return usual(line) or entry_of(line)
    except (ValueError, TypeError, RecursionError):
        return None


def _mark(leaf: bytes) -> int:
    """Eight bytes of a leaf hash: to find another line with the same takes some 2**64 trials."""
    return int.from_bytes(leaf[:8])
