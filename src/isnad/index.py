"""Index: what was read from each capture, kept so that it need not be read again.

What may live here: a SQLite file that may be deleted at any time. It is never evidence: ``isnad check`` reads
the captured bytes afresh. The standard library's sqlite3 is enough for one table with one key; SQLAlchemy Core
comes in when claims are searched across cases and on PostgreSQL.
"""

import contextlib
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from isnad.records.claim import Claim
from isnad.records.codec import from_bytes
from isnad.records.problem import Problem, Severity
from isnad.records.report import Report

_TABLE = "CREATE TABLE IF NOT EXISTS readings (capture TEXT PRIMARY KEY, key TEXT NOT NULL, reading BLOB NOT NULL)"
_WAIT = 10.0  # seconds for another process that writes to the index


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read from one capture: its report if there is one, the claims in it, and what went wrong.

    ``broken`` says that reading failed on the way (a plug-in raised, memory or disk ran out): it may go well
    the next time, so it is not kept.
    """

    capture: str
    report: Report | None = None
    claims: tuple[Claim, ...] = ()
    problems: tuple[Problem, ...] = ()
    broken: bool = False


def decoded(data: bytes, capture: str) -> Reading:
    """The reading of this capture in canonical JSON. Raises ValueError where it is none, or one of its quotes does not
    stand in its report: whoever wrote it, nothing else is believed."""
    reading = from_bytes(data, Reading)
    report = reading.report
    if reading.capture != capture or not all(report is not None and report.holds(c.quote) for c in reading.claims):
        raise ValueError("its answer does not fit the capture")
    return reading


class Index:
    """Readings by capture. ``key`` names all that a reading depends on besides the capture; other keys' rows go.

    Never raises for the state of its file: a broken one is made anew, one that cannot be written is done
    without; ``problems`` says so.
    """

    def __init__(self, folder: Path, key: str) -> None:
        self.problems: list[Problem] = []
        self._path = folder / "index.sqlite"
        self._key = key
        self._base = self._opened()

    def known(self) -> set[str]:
        """The captures of which a reading is kept."""
        try:
            rows = self._base.execute("SELECT capture FROM readings WHERE key = ?", (self._key,))
            return {capture for (capture,) in rows}
        except sqlite3.DatabaseError:
            self._rebuild()
            return set()

    def get(self, captures: Iterable[str]) -> dict[str, Reading]:
        """The readings known of these captures; without those that do not decode."""
        try:
            return {capture: found for capture in captures if (found := self._one(capture)) is not None}
        except sqlite3.DatabaseError:
            self._rebuild()
            return {}

    def put(self, encoded: Iterable[tuple[str, bytes]]) -> None:
        """Keep readings, each by its capture as canonical JSON; where that fails they are read again next time."""
        rows = [(capture, self._key, data) for capture, data in encoded]
        if not rows:
            return
        try:
            with self._base:
                self._base.executemany("INSERT OR REPLACE INTO readings VALUES (?, ?, ?)", rows)
        except sqlite3.Error as error:
            self._note(f"The index could not be written ({error}), so the case is read again next time.")

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def _one(self, capture: str) -> Reading | None:
        row = self._base.execute(
            "SELECT reading FROM readings WHERE capture = ? AND key = ?", (capture, self._key)
        ).fetchone()
        try:
            return decoded(row[0], capture) if row else None
        except ValueError:
            return None

    def _opened(self) -> sqlite3.Connection:
        try:
            return self._connected()
        except (sqlite3.Error, OSError):
            return self._rebuild()

    def _connected(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        base = sqlite3.connect(self._path, timeout=_WAIT)
        try:
            with base:
                base.execute(_TABLE)
                if base.execute("SELECT 1 FROM readings WHERE key != ? LIMIT 1", (self._key,)).fetchone():
                    base.execute("DELETE FROM readings WHERE key != ?", (self._key,))
        except sqlite3.Error:
            base.close()
            raise
        return base

    def _rebuild(self) -> sqlite3.Connection:
        """Make the file anew; where it cannot be, work in memory."""
        with contextlib.suppress(AttributeError):
            self._base.close()
        try:
            existed = self._path.exists()
            for ending in ("", "-journal", "-wal", "-shm"):
                self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
            self._base = self._connected()
            if existed:
                self._note("The index could not be read and was made anew.")
        except (sqlite3.Error, OSError) as error:
            self._note(f"The index cannot be written ({error}), so the case is read again each time.")
            self._base = sqlite3.connect(":memory:")
            self._base.execute(_TABLE)
        return self._base

    def _note(self, what: str) -> None:
        todo = "Nothing to do: it is computed from the captures."
        self.problems.append(Problem(what=what, where=f"derived/{self._path.name}", todo=todo, severity=Severity.NOTE))
