"""Claims with their chains as Parquet, for analysis with DuckDB, pandas and the like.

What may live here: this exporter. The columns are those of the CSV; pyarrow is asked for when it runs.
"""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from isnad.publish.tables.claims import CLAIMS
from isnad.publish.tables.package import DICTIONARY, dictionary
from isnad.records.dossier import Dossier

FILE = "claims.parquet"
ROWS = 8_192  # in one row group: what is held in memory
PAGE = 1 << 16  # bytes of a column that are held before they are written


class AsParquet:
    """``claims.parquet`` and its data dictionary. Needs the package pyarrow."""

    name = "parquet"

    def export(self, dossiers: Sequence[Dossier]) -> Iterator[tuple[str, bytes]]:
        """The file in pieces, one row group after the other."""
        import pyarrow
        from pyarrow.parquet import ParquetWriter

        schema = _schema(pyarrow)
        sink = _Sink()
        pages = {"data_page_size": PAGE, "dictionary_pagesize_limit": PAGE}
        with ParquetWriter(sink, schema, compression="zstd", **pages) as writer:
            rows: list[tuple[Any, ...]] = []
            for dossier in dossiers:
                rows += CLAIMS.values(dossier)
                if len(rows) >= ROWS:
                    writer.write_table(_table(pyarrow, schema, rows))
                    rows = []
                    yield FILE, sink.drained()
            if rows:
                writer.write_table(_table(pyarrow, schema, rows))
        yield FILE, sink.drained()
        yield DICTIONARY, dictionary((CLAIMS,))


class _Sink(io.RawIOBase):
    """Takes what a writer writes and gives it on in pieces."""

    def __init__(self) -> None:
        self._held, self._at = bytearray(), 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held += data
        self._at += len(data)
        return len(data)

    def tell(self) -> int:
        return self._at

    def drained(self) -> bytes:
        """What was written since the last time."""
        data, self._held = bytes(self._held), bytearray()
        return data


def _schema(arrow: Any) -> Any:
    kinds = {"string": arrow.string(), "integer": arrow.int64(), "boolean": arrow.bool_(), "number": arrow.float64()}
    fields = [arrow.field(c.name, kinds[c.kind], metadata={"description": c.says}) for c in CLAIMS.columns]
    return arrow.schema(fields, metadata={"description": CLAIMS.says})


def _table(arrow: Any, schema: Any, rows: list[tuple[Any, ...]]) -> Any:
    columns = zip(*rows, strict=True)
    arrays = [arrow.array([_plain(v) for v in column], type=f.type) for column, f in zip(columns, schema, strict=True)]
    return arrow.Table.from_arrays(arrays, schema=schema)


def _plain(value: Any) -> Any:
    return str(value).encode("utf-8", "replace").decode() if isinstance(value, str) else value
