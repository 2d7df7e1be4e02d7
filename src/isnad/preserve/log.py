"""Log: what was done in a case, one line an entry, each holding the digest of the line before.

What may live here: entries, their chain, appending and reading. The source of truth of a case:
lines are only ever added. A line is canonical JSON and a newline; its digest is over both, so that
``sed -n 5p entries.jsonl | sha256sum`` gives the ``prev`` of the sixth line.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from isnad.preserve.store import sync_folder, write_all, write_whole
from isnad.preserve.trouble import trouble
from isnad.records.capture import digest_of
from isnad.records.codec import canonical
from isnad.records.problem import Problem, Severity

BEFORE_FIRST = digest_of(b"")  # the first entry's ``prev``: nothing stands before it
_sync = getattr(os, "fdatasync", os.fsync)  # macOS has only the latter
_RESTORE = "Put back a copy of log/entries.jsonl from before the change; isnad check CASE tells what fails."


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing done. ``at`` is wall time (ISO 8601, UTC), ``actor`` who did it, ``tool`` with what,
    ``kind`` what it is ("capture", "judgement", "table" ...), ``payload`` the record as plain data."""

    seq: int
    prev: str
    at: str
    actor: str
    tool: str
    kind: str
    payload: dict[str, Any]

    def line(self) -> bytes:
        """The exact bytes of the entry in the log."""
        return canonical({name: getattr(self, name) for name in self.__slots__}) + b"\n"


def entry_of(line: bytes) -> Entry:
    """The entry in a line. Raises ValueError where it is none."""
    data = json.loads(line)
    if not isinstance(data, dict) or not set(Entry.__slots__) <= set(data) or not isinstance(data["payload"], dict):
        raise ValueError("an entry is a JSON object with " + ", ".join(Entry.__slots__))
    entry = Entry(**{name: data[name] for name in Entry.__slots__})
    if type(entry.seq) is not int or not all(isinstance(getattr(entry, n), str) for n in ("prev", "at", "kind")):
        raise ValueError("an entry's seq is a whole number; its prev, at and kind are text")
    return entry


class Log:
    """The log at ``path``. ``refresh`` reads what was added since; ``append`` needs the case's lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.entries: list[Entry] = []
        self.problems: list[Problem] = []  # lines that break the chain or cannot be read
        self.torn = b""  # bytes after the last newline, as last read
        self._end = 0
        self._tip = BEFORE_FIRST
        self._lines = 0

    @property
    def tip(self) -> str:
        """The digest of the last line: whoever knows it can prove later that the log up to there is unchanged."""
        return self._tip

    def refresh(self) -> None:
        """Take in the lines written since the last time. Raises OSError, and Trouble if lines went missing."""
        with self.path.open("rb") as stream:
            if stream.seek(0, os.SEEK_END) < self._end:
                raise trouble("The log has become shorter while it was in use.", self.path, _RESTORE)
            stream.seek(self._end)
            for line in stream:
                if not line.endswith(b"\n"):
                    self.torn = line
                    return
                self._take(line)
        self.torn = b""

    def append(self, *, at: str, actor: str, tool: str, kind: str, payload: dict[str, Any]) -> Entry:
        """Add one entry; when this returns, it is on the disk.

        Raises OSError (the log is then as it was) and Trouble where the log is broken: a
        broken chain is not built upon.
        """
        self.refresh()
        if self.problems:
            raise trouble("The log is broken, so nothing is added to it.", self.path, _RESTORE)
        if self.torn:
            raise trouble(
                "The log ends in half a line.", self.path, "Run any command that writes: it sets the half line aside."
            )
        entry = Entry(seq=self._lines, prev=self._tip, at=at, actor=actor, tool=tool, kind=kind, payload=payload)
        self._write(entry.line())
        self._take(entry.line())
        return entry

    def set_torn_aside(self) -> str:
        """Move half a line at the end into ``torn-<digest>.txt``; the file's name, empty where there was none."""
        self.refresh()
        if not self.torn:
            return ""
        name = f"torn-{digest_of(self.torn)[7:23]}.txt"
        write_whole(self.path.parent / name, self.torn)
        os.truncate(self.path, self._end)
        self.torn = b""
        return name

    def torn_files(self) -> Iterator[str]:
        """Names of the files that hold torn ends."""
        yield from sorted(path.name for path in self.path.parent.glob("torn-*.txt"))

    def _take(self, line: bytes) -> None:
        where = f"log/{self.path.name}, line {self._lines + 1}"
        try:
            entry = entry_of(line)
        except (ValueError, TypeError, RecursionError):
            self._fault("This line of the log cannot be read.", where)
        else:
            if entry.prev != self._tip or entry.seq != self._lines:
                self._fault(
                    "The chain is broken here: a line was changed, added, moved or taken out at or before it.", where
                )
            elif canonical(json.loads(line)) + b"\n" != line:
                self._fault("This line is not in the form isnad writes.", where)
            self.entries.append(entry)
        self._lines += 1
        self._end += len(line)
        self._tip = digest_of(line)

    def _fault(self, what: str, where: str) -> None:
        self.problems.append(Problem(what=what, where=where, todo=_RESTORE, severity=Severity.ERROR))

    def _write(self, line: bytes) -> None:
        new = not self.path.exists()
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            try:
                write_all(handle, line)
                _sync(handle)
            except OSError:
                os.ftruncate(handle, self._end)  # what was not acknowledged does not stay by half
                raise
        finally:
            os.close(handle)
        if new:
            sync_folder(self.path.parent)
