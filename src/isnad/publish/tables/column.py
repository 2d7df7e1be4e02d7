"""Column, Table: a table of open data, told once for its rows, its dictionary and its schema.

What may live here: these types, and how rows become CSV that no spreadsheet takes for formulas.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from isnad.records.dossier import Dossier

Kind = Literal["string", "integer", "number", "boolean", "date", "datetime"]

# What makes a formula of a cell in a spreadsheet (OWASP, CSV injection), wide forms too; white space before it is
# passed over by some. A tab or return at the start is one of these.
_FORMULA = re.compile(r"[\s\u00a0\ufeff]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]|[\t\r]")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
GUARD = "'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name, what kind of value stands in it, what it says, and how a row gives it."""

    name: str
    kind: Kind
    says: str
    value: Callable[[Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: its name, what one row is, its columns in order, and the rows that a dossier gives."""

    name: str
    says: str
    columns: tuple[Column, ...]
    rows: Callable[[Dossier], Iterable[Any]]

    @property
    def file(self) -> str:
        """The name of its file as CSV."""
        return f"{self.name}.csv"

    def values(self, dossier: Dossier) -> Iterator[tuple[Any, ...]]:
        """The rows of a dossier as Python values, None where a cell is empty."""
        asked = [column.value for column in self.columns]
        for row in self.rows(dossier):
            yield tuple([None if (value := ask(row)) == "" else value for ask in asked])


def csv_of(rows: Iterable[Iterable[Any]]) -> bytes:
    """Rows as CSV (RFC 4180) in UTF-8: numbers bare, text guarded, dates in ISO 8601, nothing for None."""
    made = io.StringIO(newline="")
    csv.writer(made, lineterminator="\r\n").writerows([cell(value) for value in row] for row in rows)
    return made.getvalue().encode()


def cell(value: Any) -> str:
    """A value as a cell. Text that a spreadsheet would take for a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if value.__class__ is str and value[:1].isalnum() and value.isprintable():  # most are so
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return repr(value)
    text = _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", str(value))
    return GUARD + text if _FORMULA.match(text) else text
