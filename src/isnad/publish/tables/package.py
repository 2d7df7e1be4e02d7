"""What lies beside tables: a data dictionary, and a description that programs read (Frictionless Data Package 1.0).

What may live here: files made from the columns alone.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from isnad.publish.tables.column import Table, csv_of

DICTIONARY = "dictionary.csv"
DESCRIPTION = "datapackage.json"
NO_VERDICT = (
    "Nothing in these tables is a finding. Figures are what sources are said to have said; parties are alleged, denied "
    "or excluded by somebody. What could harm someone is withheld: withheld.csv says what, and why."
)
CSV_TYPE = "text/csv"


def dictionary(tables: Sequence[Table]) -> bytes:
    """A data dictionary: each column of each table, its kind and what it says."""
    rows = [(t.name, c.name, c.kind, c.says) for t in tables for c in t.columns]
    return csv_of([("table", "column", "kind", "says"), *rows])


def description(name: str, title: str, tables: Sequence[Table], version: str, extra: Iterable[Any] = ()) -> bytes:
    """``datapackage.json``. Offsets, kinds and meanings are those of the dictionary."""
    package = {
        "profile": "data-package",
        "name": f"isnad-{name}",
        "title": title,
        "description": NO_VERDICT,
        "version": version or "0",
        "resources": [*(_resource(table) for table in tables), *extra],
    }
    return (json.dumps(package, ensure_ascii=False, indent=1, sort_keys=False) + "\n").encode()


def _resource(table: Table) -> dict[str, Any]:
    fields = [{"name": c.name, "type": c.kind, "description": c.says} for c in table.columns]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": table.file,
        "title": table.says,
        "format": "csv",
        "mediatype": CSV_TYPE,
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": True, "header": True},
        "schema": {"fields": fields, "missingValues": [""]},
    }
