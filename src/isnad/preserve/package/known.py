"""Known: what a WACZ says of the records of a case's WARCs, kept from when they were captured or read first.

What may live here: that table, in ``derived``: computed, never evidence, and made again where it is missing. A WARC is
named by its digest, so what is kept of it cannot be out of date; each row has a sum, so that rot is not handed on.
"""

import contextlib
import os
import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from io import BufferedIOBase
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from isnad.preserve.package.cdxj import Ready, ready_of

if TYPE_CHECKING:
    from isnad.preserve.package.scan import Record

FILE = "warc-records.sqlite"
_FORM = 3  # raised with every change of what is kept, so that older files are made anew
_TABLE = f"CREATE TABLE IF NOT EXISTS ready_{_FORM} (warc TEXT PRIMARY KEY, sum INTEGER, said BLOB)"
HELD = 64 << 20  # bytes up to which a WARC is held in memory while it is read
_ASKED = 500  # asked for at once: SQLite took no more than 999 values in older versions


class KnownRecords:
    """Records by the digest of their WARC, in a folder's database. Where that cannot be used nothing is known, and
    nothing is lost. Not for several threads."""

    def __init__(self, folder: Path) -> None:
        self._base: sqlite3.Connection | None = None
        with contextlib.suppress(sqlite3.Error, OSError):
            folder.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(folder / FILE, isolation_level=None)
            self._base.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;" + _TABLE)
            self._base.execute("BEGIN")

    def get(self, warcs: Iterable[str]) -> dict[str, list[Ready]]:
        """What is known of these WARCs; those that were not read yet are left out."""
        found: dict[str, list[Ready]] = {}
        asked = list(warcs) if self._base is not None else []
        for start in range(0, len(asked), _ASKED):
            some = asked[start : start + _ASKED]
            with contextlib.suppress(sqlite3.Error, ValueError, TypeError):
                marks = ",".join("?" * len(some))
                question = f"SELECT warc, sum, said FROM ready_{_FORM} WHERE warc IN ({marks})"
                for warc, total, said in self._base.execute(question, some):  # type: ignore[union-attr]
                    if zlib.crc32(said) == total:
                        found[warc] = _unpacked(said)
        return found

    def put(self, warc: str, records: "Iterable[Record]") -> list[Ready]:
        """Keep the records of a WARC that was read to its end; what is kept of them."""
        kept = [ready_of(record) for record in records]
        if self._base is not None:
            with contextlib.suppress(sqlite3.Error):
                said = _packed(kept)
                self._base.execute(
                    f"INSERT OR REPLACE INTO ready_{_FORM} VALUES (?, ?, ?)", (warc, zlib.crc32(said), said)
                )
        return kept

    def close(self) -> None:
        """Let go of the database."""
        if self._base is not None:
            with contextlib.suppress(sqlite3.Error):
                self._base.execute("COMMIT")
            self._base.close()
            self._base = None


def note_records(folder: Path, warcs: Iterable[tuple[str, Path, Mapping[int, int]]]) -> None:
    """Keep what stands in WARCs that were just captured, so that an export need not read it first.

    Each has a digest, a path and the lengths of the records known by their places, of which only the heads are read. A
    file that is no WARC, or not a sound one, is passed over: an export says what is wrong with it. They are read in a
    confined child, since whoever made them may mean harm.
    """
    from isnad.preserve.confined.child import Broke, Handed, many
    from isnad.preserve.package.scan import Record

    asked = list(warcs)
    calls = ((Handed(path), dict(lengths)) for _, path, lengths in asked)
    with contextlib.closing(KnownRecords(folder)) as known:
        for (digest, _, _), answer in zip(asked, many(records_in, calls), strict=True):
            if answer and not isinstance(answer, Broke):
                with contextlib.suppress(ValueError, TypeError):
                    known.put(digest, [Record(**said) for said in answer])


def records_in(file: BufferedIOBase, lengths: Mapping[int, int]) -> list[dict[str, Any]]:
    """In a child: the records of a WARC as plain data. Raises Broken where it is not sound."""
    from isnad.preserve.package.scan import scan, scan_held

    short = os.fstat(file.fileno()).st_size <= HELD
    found = scan_held(file.read(), lengths) if short else scan(cast(BinaryIO, file))
    return [asdict(record) for record in found]


def _packed(kept: Iterable[Ready]) -> bytes:
    """No field holds a zero: JSON and the keys of an index escape it."""
    return b"".join(b"%d\0%s\0%s\0%d\0%s\0" % (r.offset, r.head, r.stored, r.is_page, r.page) for r in kept)


def _unpacked(said: bytes) -> list[Ready]:
    """Raises ValueError, TypeError."""
    fields = said.split(b"\0")
    del fields[-1:]
    return [
        Ready(int(offset), head, stored, page, is_page == b"1")
        for offset, head, stored, is_page, page in zip(*[iter(fields)] * 5, strict=True)
    ]
