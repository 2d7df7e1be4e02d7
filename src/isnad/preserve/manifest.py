"""Manifest: a table that says of files who published them, when and where.

What may live here: reading such tables, JSON or CSV. Pure: text in, rows out.
"""

import csv
import io
import json
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

_FILE = ("file", "path", "filename", "file_name")
_EASTMOST = timezone(timedelta(hours=14))
_FIELDS = {
    "publisher": ("publisher", "source", "outlet"),
    "published": ("published", "date", "published_at"),
    "url": ("url", "link"),
    "title": ("title", "headline"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the one who adds a file says of it, to the letter; empty where nothing was said."""

    publisher: str = ""
    published: str = ""
    url: str = ""
    title: str = ""

    def over(self, other: "Told") -> "Told":
        """This, with the gaps filled from another."""
        return Told(**{name: getattr(self, name) or getattr(other, name) for name in _FIELDS})


def is_to_come(published: str, now: datetime) -> bool:
    """Whether a day or moment in ISO 8601 is still to come everywhere on earth; other spellings are not judged here.

    Where no zone is said, it is still the day before in the west when a day begins in the east (UTC+14).
    """
    try:
        said = datetime.fromisoformat(published.strip())
    except ValueError:
        return False
    return said > now if said.tzinfo else said > now.astimezone(_EASTMOST).replace(tzinfo=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One file of a manifest; ``file`` is relative to the manifest's folder."""

    file: str
    told: Told


def is_manifest_name(name: str) -> bool:
    """Whether a file of this name may be a manifest: ``manifest.json`` or any CSV."""
    return name.lower() == "manifest.json" or name.lower().endswith(".csv")


def rows_of(name: str, data: bytes) -> tuple[Row, ...] | None:
    """The rows of a manifest, None where this is not one: a JSON that lists no files, a CSV without a ``file`` column.

    JSON: a list of objects with a ``file``, or an object that holds such a list or maps files to objects.
    Raises ValueError where a ``manifest.json`` is broken.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if name.lower().endswith(".csv"):
            return None
        raise ValueError("it is not UTF-8") from error
    return _csv_rows(text) if name.lower().endswith(".csv") else _json_rows(text)


def _csv_rows(text: str) -> tuple[Row, ...] | None:
    reader = csv.DictReader(io.StringIO(text), skipinitialspace=True)
    try:
        header = [(name or "").strip().lower() for name in reader.fieldnames or ()]
        if not set(header).intersection(_FILE) or not set(header).intersection(
            n for ns in _FIELDS.values() for n in ns
        ):
            return None
        return tuple(filter(None, (_row({(k or "").strip().lower(): v for k, v in row.items()}) for row in reader)))
    except csv.Error:
        return None


def _json_rows(text: str) -> tuple[Row, ...] | None:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it is not JSON ({error})") from error
    for rows in _lists_in(data):
        found = tuple(filter(None, (_row(item) for item in rows if isinstance(item, dict))))
        if found:
            return found
    return None


def _lists_in(data: Any) -> list[list[Any]]:
    if isinstance(data, list):
        return [data]
    if not isinstance(data, dict):
        return []
    lists = [value for value in data.values() if isinstance(value, list)]
    mapped = [{"file": key, **value} for key, value in data.items() if isinstance(value, dict)]
    return [*lists, mapped]


def _row(fields: dict[str, Any]) -> Row | None:
    file = _first(fields, _FILE)
    told = Told(**{name: _first(fields, names) for name, names in _FIELDS.items()})
    return Row(file=file, told=told) if file else None


def _first(fields: dict[str, Any], names: tuple[str, ...]) -> str:
    values = (fields.get(name) for name in names)
    return next((str(v).strip() for v in values if isinstance(v, str | int | float) and str(v).strip()), "")
