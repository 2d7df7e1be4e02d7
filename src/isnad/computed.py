"""Computed: what was computed of a case, kept so that only what something changed for is computed anew.

What may live here: a SQLite file that may be deleted at any time, of values by digests of all that they were computed
from. It is never evidence. What another isnad or another user kept goes; what was damaged is computed again.
"""

import contextlib
import hashlib
import sqlite3
from collections.abc import Collection, Mapping
from pathlib import Path

from isnad.records.problem import Problem, Severity

FILE = "computed.sqlite"
_TABLES = (
    "CREATE TABLE IF NOT EXISTS scope (name TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS computed (kind TEXT, key BLOB, value BLOB NOT NULL, proof BLOB NOT NULL, "
    "PRIMARY KEY (kind, key))",
)
_WAIT = 10.0  # seconds for another process that writes
_SPARE = 2  # times what was asked for last, that is kept: another rule or an older judgement may be asked for again


class Computed:
    """Values by kind and key. ``scope`` names all that they depend on besides what their keys are digests of.

    Never raises for the state of its file: a broken one is made anew, one that cannot be written is done without;
    ``problems`` says so.
    """

    def __init__(self, folder: Path, scope: str) -> None:
        self.problems: list[Problem] = []
        self._path, self._scope = folder / FILE, scope
        try:
            self._base = self._connected()
        except (sqlite3.Error, OSError):
            self._base = self._rebuilt()

    def get(self, kind: str, keys: Collection[bytes]) -> dict[bytes, bytes]:
        """The values known under these keys; without those that were damaged."""
        if not keys:
            return {}
        asked = "SELECT key, value, proof FROM computed WHERE kind = ?"
        try:
            rows = self._base.execute(asked, (kind,))
            return {key: value for key, value, proof in rows if key in keys and proof == _proof(kind, key, value)}
        except sqlite3.DatabaseError:
            self._base.close()
            self._base = self._rebuilt()
            return {}

    def one(self, kind: str, key: bytes) -> bytes | None:
        """The value known under this key; None where there is none, or it was damaged."""
        try:
            asked = "SELECT value, proof FROM computed WHERE kind = ? AND key = ?"
            row = self._base.execute(asked, (kind, key)).fetchone()
        except sqlite3.DatabaseError:
            return None
        return row[0] if row and row[1] == _proof(kind, key, row[0]) else None

    def keys(self, kind: str) -> set[bytes]:
        """The keys under which values of a kind are kept, damaged ones among them."""
        try:
            return {key for (key,) in self._base.execute("SELECT key FROM computed WHERE kind = ?", (kind,))}
        except sqlite3.DatabaseError:
            return set()

    def forget(self, kind: str) -> None:
        """Drop all values of a kind, as far as the file can be written."""
        with contextlib.suppress(sqlite3.Error), self._base:
            self._base.execute("DELETE FROM computed WHERE kind = ?", (kind,))

    def put(self, kind: str, values: Mapping[bytes, bytes], used: Collection[bytes]) -> None:
        """Keep new values of a kind, of which those ``used`` are worth keeping; where that fails they are computed
        again next time."""
        rows = [(kind, key, value, _proof(kind, key, value)) for key, value in values.items()]
        try:
            with self._base:
                self._base.executemany("INSERT OR REPLACE INTO computed VALUES (?, ?, ?, ?)", rows)
                if rows:
                    self._drop(kind, used)
        except sqlite3.Error as error:
            self._note(f"What was computed could not be kept ({error}), so it is computed again next time.")

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def _drop(self, kind: str, used: Collection[bytes]) -> None:
        """Drop what was not used, where that is most of all."""
        known = [key for (key,) in self._base.execute("SELECT key FROM computed WHERE kind = ?", (kind,))]
        if len(known) > _SPARE * len(used):
            rest = [(kind, key) for key in known if key not in used]
            self._base.executemany("DELETE FROM computed WHERE kind = ? AND key = ?", rest)

    def _connected(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        base = sqlite3.connect(self._path, timeout=_WAIT)
        try:
            self._begin(base)
        except sqlite3.Error:
            base.close()
            raise
        return base

    def _begin(self, base: sqlite3.Connection) -> None:
        with base:
            for table in _TABLES:
                base.execute(table)
            if base.execute("SELECT name FROM scope").fetchall() != [(self._scope,)]:
                base.execute("DELETE FROM computed")
                base.execute("DELETE FROM scope")
                base.execute("INSERT INTO scope VALUES (?)", (self._scope,))

    def _rebuilt(self) -> sqlite3.Connection:
        """The file made anew; where it cannot be, one in memory."""
        try:
            existed = self._path.exists()
            for ending in ("", "-journal", "-wal", "-shm"):
                self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
            base = self._connected()
            if existed:
                self._note("What was computed could not be read, so it was computed anew.")
        except (sqlite3.Error, OSError) as error:
            self._note(f"What was computed cannot be kept ({error}), so it is computed again each time.")
            base = sqlite3.connect(":memory:")
            self._begin(base)
        return base

    def _note(self, what: str) -> None:
        todo = "Nothing to do: it is computed from the captures."
        self.problems.append(Problem(what=what, where=f"derived/{FILE}", todo=todo, severity=Severity.NOTE))


def _proof(kind: str, key: bytes, value: object) -> bytes:
    """By which a value that was damaged, or stands under another's key, is known; none where it is no bytes at all."""
    return (
        b"" if not isinstance(value, bytes) else hashlib.blake2b(kind.encode() + key + value, digest_size=16).digest()
    )


def key_of(*parts: str) -> bytes:
    """A digest of some texts, in their order."""
    return hashlib.blake2b("\0".join(f"{len(part)} {part}" for part in parts).encode(), digest_size=32).digest()
