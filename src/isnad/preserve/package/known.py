"""Known: where the records of a case's WARCs stand, kept from when they were read first.

What may live here: that index, in ``derived``: computed, never evidence, and made again where it is missing. A WARC is
named by its digest, so what is kept of it cannot be out of date.
"""

import contextlib
import json
import sqlite3
from dataclasses import astuple
from pathlib import Path

from isnad.preserve.package.scan import Record

FILE = "warc-records.sqlite"
_FORM = 1  # raised with every change of Record, so that older files are made anew
_TABLE = f"CREATE TABLE IF NOT EXISTS records_{_FORM} (warc TEXT PRIMARY KEY, records TEXT) WITHOUT ROWID"


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

    def get(self, warc: str) -> list[Record] | None:
        """The records of a WARC that an index may name; None where it was not read yet."""
        if self._base is None:
            return None
        with contextlib.suppress(sqlite3.Error, ValueError, TypeError):
            row = self._base.execute(f"SELECT records FROM records_{_FORM} WHERE warc = ?", (warc,)).fetchone()
            return [_record(*said) for said in json.loads(row[0])] if row else None
        return None

    def put(self, warc: str, records: list[Record]) -> None:
        """Keep the records of a WARC that was read to its end."""
        if self._base is not None:
            with contextlib.suppress(sqlite3.Error):
                said = json.dumps([astuple(record) for record in records])
                self._base.execute(f"INSERT OR REPLACE INTO records_{_FORM} VALUES (?, ?)", (warc, said))

    def close(self) -> None:
        """Let go of the database."""
        if self._base is not None:
            with contextlib.suppress(sqlite3.Error):
                self._base.execute("COMMIT")
            self._base.close()
            self._base = None


def _record(
    kind: str,
    uri: str,
    id: str,
    date: str,
    offset: int,
    length: int,
    digest: str,
    stored: str,
    media_type: str,
    status: str,
) -> Record:
    return Record(
        kind=kind,
        uri=uri,
        id=id,
        date=date,
        offset=offset,
        length=length,
        digest=digest,
        stored=stored,
        media_type=media_type,
        status=status,
    )
