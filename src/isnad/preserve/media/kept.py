"""Kept: what was learnt of media, beside a case in ``derived/``, so that no picture is decoded twice.

What may live here: a SQLite file, thumbnails and manifests taken out, all of which may be deleted at any time. Each
working copy has a note beside it that says of what it was made, and by what. None of it is evidence.
"""

import base64
import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from isnad.preserve.media.manifests import bytes_of
from isnad.preserve.store import open_own, write_whole
from isnad.records.codec import canonical

_TABLES = (
    "CREATE TABLE IF NOT EXISTS looks (digest TEXT PRIMARY KEY, found BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS likenesses (of TEXT PRIMARY KEY, found BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS made (by TEXT NOT NULL)",
)
_WAIT = 10.0  # seconds for another process that writes


class Kept:
    """What was learnt, by digest. ``by`` names the tools that all depends on; what others made goes.

    Never raises for the state of its file: a broken one is made anew, and where none can be written it works in memory.
    """

    def __init__(self, folder: Path, by: str) -> None:
        self._folder, self._by = folder, by
        self._path = folder / "media.sqlite"
        try:
            self._base = self._opened(self._path)
        except (sqlite3.Error, OSError):
            self._base = self._anew()

    def looks(self, digests: Iterable[str]) -> dict[str, dict[str, Any]]:
        """What was learnt of these media, as far as it is known."""
        return self._got("SELECT found FROM looks WHERE digest = ?", digests)

    def keep_look(self, digest: str, found: dict[str, Any]) -> None:
        """Keep what was learnt of one medium; a write that fails is learnt again next time."""
        self._put("INSERT OR REPLACE INTO looks VALUES (?, ?)", digest, found)

    def likenesses(self, of: str) -> Any:
        """The likenesses of a set of media, named by a digest of it; None where they are not known."""
        return self._got("SELECT found FROM likenesses WHERE of = ?", (of,)).get(of)

    def keep_likenesses(self, of: str, found: Any) -> None:
        """Keep the likenesses of a set; those of the last few sets are kept."""
        self._put("INSERT OR REPLACE INTO likenesses VALUES (?, ?)", of, found)
        self._put("DELETE FROM likenesses WHERE rowid <= (SELECT MAX(rowid) FROM likenesses) - 8")

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def _got(self, query: str, keys: Iterable[str]) -> dict[str, Any]:
        found = {}
        try:
            for key in keys:
                row = self._base.execute(query, (key,)).fetchone()
                if row:
                    found[key] = json.loads(row[0])
        except (sqlite3.DatabaseError, ValueError, UnicodeDecodeError):
            self._base.close()
            self._base = self._anew()
            return {}
        return found

    def _put(self, query: str, *values: Any) -> None:
        try:
            with self._base:
                self._base.execute(query, [v if isinstance(v, str) else canonical(v) for v in values])
        except sqlite3.Error:
            return

    def _opened(self, path: Path | str) -> sqlite3.Connection:
        if isinstance(path, Path):
            path.parent.mkdir(parents=True, exist_ok=True)
        base = sqlite3.connect(path, timeout=_WAIT)
        try:
            with base:
                for table in _TABLES:
                    base.execute(table)
                if base.execute("SELECT by FROM made").fetchall() != [(self._by,)]:
                    for name in ("looks", "likenesses", "made"):
                        base.execute(f"DELETE FROM {name}")
                    base.execute("INSERT INTO made VALUES (?)", (self._by,))
        except sqlite3.Error:
            base.close()
            raise
        return base

    def _anew(self) -> sqlite3.Connection:
        try:
            for ending in ("", "-journal", "-wal", "-shm"):
                self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
            return self._opened(self._path)
        except (sqlite3.Error, OSError):
            return self._opened(":memory:")


def keep_copies(folder: Path, digest: str, path: Path, found: dict[str, Any], tool: str) -> None:
    """Keep the working copies of one medium: its thumbnail, and the C2PA manifest that came with it.

    ``folder`` is the case's ``derived``, ``path`` where the medium lies, ``tool`` what made the copies. Raises OSError.
    """
    note = {"of": digest, "made_by": tool, "is": "a working copy, never evidence; it may be deleted"}
    small = found.get("thumbnail")
    if small:
        name = folder / "thumbnails" / digest[7:9] / digest[7:]
        told = {**note, "width": small["width"], "height": small["height"], "metadata": "none: pixels only"}
        _write(name, ".jpg", base64.b64decode(small["data"]), told)
    store = found.get("manifest")
    if store and store["digest"]:
        with open_own(path) as stream:
            data = bytes_of(stream, [(at, length) for at, length in store["pieces"]])
        told = {**note, "container": store["container"], "pieces": store["pieces"], "digest": store["digest"]}
        _write(folder / "manifests" / digest[7:9] / digest[7:], ".c2pa", data, told)


def _write(name: Path, ending: str, data: bytes, told: dict[str, Any]) -> None:
    name.parent.mkdir(parents=True, exist_ok=True)
    write_whole(name.with_name(name.name + ending), data)
    write_whole(name.with_name(name.name + ".json"), json.dumps(told, indent=2, sort_keys=True).encode() + b"\n")
