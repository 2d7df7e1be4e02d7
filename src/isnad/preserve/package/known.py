"""Known: what a WACZ says of the records of a case's WARCs, kept from when they were captured or read first.

What may live here: that table, in ``derived``: computed, never evidence, and made again where it is missing. A WARC is
named by its digest, so what is kept of it cannot be out of date. Each row has a sum under this user's own mark for the
folder (``people/own.py``): neither rot nor what a stranger wrote there gets into an index. It is read again instead.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from hashlib import blake2b
from io import BufferedIOBase
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from isnad.preserve.custody.keys import home
from isnad.preserve.package.cdxj import Ready, ready_of
from isnad.preserve.people.own import own_mark

if TYPE_CHECKING:
    from isnad.preserve.package.scan import Record

FILE = "warc-records.sqlite"
_FORM = 4  # raised with every change of what is kept, so that older files are made anew
_TABLES = (
    f"CREATE TABLE IF NOT EXISTS ready_{_FORM} (id INTEGER PRIMARY KEY, sum BLOB, said BLOB)",
    f"CREATE TABLE IF NOT EXISTS warcs_{_FORM} (warc TEXT PRIMARY KEY, ready INTEGER) WITHOUT ROWID",
    f"CREATE TABLE IF NOT EXISTS lines_{_FORM} (first INTEGER PRIMARY KEY, sum BLOB, said BLOB)",
)
_SUM = 16  # bytes
_TOGETHER = 256  # WARCs in a row, which are captured one after the other, and asked for one after the other as a rule
_AHEAD = 4096  # WARCs of rows that were read, and not asked for yet
HELD = 64 << 20  # bytes up to which a WARC is held in memory while it is read


class KnownRecords:
    """Records by the digest of their WARC, in a folder's database. Where that cannot be used nothing is known, and
    nothing is lost. Not for several threads."""

    def __init__(self, folder: Path) -> None:
        self._base: sqlite3.Connection | None = None
        self._mark = b""
        self._last = 0  # row of WARCs
        self._bad: set[int] = set()
        self._new: dict[str, list[Ready]] = {}
        self._ahead: dict[str, list[Ready]] = {}
        with contextlib.suppress(sqlite3.Error, OSError):
            folder.mkdir(parents=True, exist_ok=True)
            self._mark = own_mark(folder, home()).encode()
            self._base = sqlite3.connect(folder / FILE, isolation_level=None)
            self._base.executescript(";".join(("PRAGMA journal_mode = WAL", "PRAGMA synchronous = OFF", *_TABLES)))
            self._base.execute("BEGIN")
            ((self._last,),) = self._base.execute(f"SELECT coalesce(max(id), 0) FROM ready_{_FORM}")

    def get(self, warcs: Iterable[str]) -> dict[str, list[Ready]]:
        """What is known of these WARCs; those that were not read yet are left out."""
        found: dict[str, list[Ready]] = {}
        ahead = self._ahead
        for warc in warcs:
            ready = ahead.pop(warc, None)
            if ready is None:
                self._look_up(warc)
                ready = ahead.pop(warc, None) or self._new.get(warc)
            if ready is not None:
                found[warc] = ready
        return found

    def _look_up(self, warc: str) -> None:
        """Read the row of a WARC, which tells of others as well."""
        with contextlib.suppress(sqlite3.Error, ValueError, TypeError, IndexError):
            if self._base is None or not self._last:
                return
            for (row,) in self._base.execute(f"SELECT ready FROM warcs_{_FORM} WHERE warc = ?", (warc,)):
                if row not in self._bad:
                    self._bad.add(row)  # until it is seen to be good: none is read again for each of its WARCs
                    self._read(row)
                    self._bad.discard(row)

    def _read(self, row: int) -> None:
        question = f"SELECT sum, said FROM ready_{_FORM} WHERE id = ?"
        ((total, said),) = self._base.execute(question, (row,))  # type: ignore[union-attr]
        if self._sum(f"warcs {row}", said) != total:
            raise ValueError("another's, or rotten")
        if len(self._ahead) > _AHEAD:
            self._ahead.clear()
        self._ahead.update(_unpacked(said))

    def put(self, warc: str, records: "Iterable[Record]") -> list[Ready]:
        """Keep the records of a WARC that was read to its end; what is kept of them."""
        self._new[warc] = kept = [ready_of(record) for record in records]
        if len(self._new) >= _TOGETHER:
            self._keep()
        return kept

    def _keep(self) -> None:
        new, self._new = self._new, {}
        with contextlib.suppress(sqlite3.Error):
            if self._base is not None and new:
                self._last += 1
                said = _packed(new)
                row = (self._last, self._sum(f"warcs {self._last}", said), said)
                self._base.execute(f"INSERT OR REPLACE INTO ready_{_FORM} VALUES (?, ?, ?)", row)
                named = ((warc, self._last) for warc in new)
                self._base.executemany(f"INSERT OR REPLACE INTO warcs_{_FORM} VALUES (?, ?)", named)

    def stretches(self) -> frozenset[int]:
        """The numbers of the lines at which noted stretches of the log begin."""
        with contextlib.suppress(sqlite3.Error):
            if self._base is not None:
                return frozenset(first for (first,) in self._base.execute(f"SELECT first FROM lines_{_FORM}"))
        return frozenset()

    def stretch(self, first: int) -> bytes | None:
        """What is noted of the stretch that begins with this line."""
        with contextlib.suppress(sqlite3.Error, ValueError, TypeError):
            if self._base is not None:
                question = f"SELECT sum, said FROM lines_{_FORM} WHERE first = ?"
                for total, said in self._base.execute(question, (first,)):
                    if self._sum(f"line {first}", said) == total:
                        return cast(bytes, said)
        return None

    def put_stretch(self, first: int, said: bytes) -> None:
        """Note a stretch."""
        with contextlib.suppress(sqlite3.Error):
            if self._base is not None:
                row = (first, self._sum(f"line {first}", said), said)
                self._base.execute(f"INSERT OR REPLACE INTO lines_{_FORM} VALUES (?, ?, ?)", row)

    def _sum(self, what: str, said: bytes) -> bytes:
        """Raises TypeError where ``said`` is something else: whoever wrote there may have put in anything."""
        return blake2b(b"%b %b" % (what.encode(), said), key=self._mark, digest_size=_SUM).digest()

    def close(self) -> None:
        """Let go of the database."""
        self._keep()
        if self._base is not None:
            with contextlib.suppress(sqlite3.Error):
                self._base.execute("COMMIT")
            self._base.close()
            self._base = None


def note_records(folder: Path, warcs: Iterable[tuple[str, Path, Mapping[int, int]]]) -> None:
    """Keep what stands in WARCs that were just captured, and what the log says of them, so that an export need not read
    it first. ``folder`` is ``derived`` of a case.

    Each has a digest, a path and the lengths of the records known by their places, of which only the heads are read. A
    file that is no WARC, or not a sound one, is passed over: an export says what is wrong with it. They are read in a
    confined child, since whoever made them may mean harm.
    """
    from isnad.preserve.confined.child import Broke, Handed, many
    from isnad.preserve.package.noted import note_lines
    from isnad.preserve.package.scan import Record

    asked = list(warcs)
    calls = ((Handed(path), dict(lengths)) for _, path, lengths in asked)
    with contextlib.closing(KnownRecords(folder)) as known:
        for (digest, _, _), answer in zip(asked, many(records_in, calls), strict=True):
            if answer and not isinstance(answer, Broke):
                with contextlib.suppress(ValueError, TypeError):
                    known.put(digest, [Record(**said) for said in answer])
        with contextlib.suppress(OSError, ValueError, RecursionError):
            note_lines(folder.parent, known)


def records_in(file: BufferedIOBase, lengths: Mapping[int, int]) -> list[dict[str, Any]]:
    """In a child: the records of a WARC as plain data. Raises Broken where it is not sound."""
    from isnad.preserve.package.scan import scan, scan_held

    short = os.fstat(file.fileno()).st_size <= HELD
    found = scan_held(file.read(), lengths) if short else scan(cast(BinaryIO, file))
    return [asdict(record) for record in found]


def _packed(kept: Mapping[str, list[Ready]]) -> bytes:
    """No field holds a zero: JSON and the keys of an index escape it."""
    fields: list[bytes] = []
    for warc, ready in kept.items():
        fields += (warc.encode(), b"%d" % len(ready))
        for each in ready:
            fields += (b"%d" % each.offset, each.head, each.stored, each.page, b"%d" % each.is_page)
    return b"\0".join(fields)


def _unpacked(said: bytes) -> Iterator[tuple[str, list[Ready]]]:
    """Raises ValueError, IndexError."""
    fields, at = said.split(b"\0"), 0
    while at < len(fields):
        end = at + 2 + 5 * int(fields[at + 1])
        yield (
            fields[at].decode(),
            [
                Ready(int(fields[n]), fields[n + 1], fields[n + 2], fields[n + 3], fields[n + 4] == b"1")
                for n in range(at + 2, end, 5)
            ],
        )
        at = end
