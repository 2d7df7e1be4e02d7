"""Exonyms: names of one place that no rule of spelling could join.

What may live here: reading ``exonyms.csv`` (``name,also``; several values parted by ``|``). Kept small: only
names that world news uses beside the local one.
"""

import csv
import io
from functools import cache
from importlib.resources import files

from isnad.read.gazetteers.names import sound


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    table = files("isnad.read.gazetteers").joinpath("exonyms.csv").read_text(encoding="utf-8")
    found: dict[str, tuple[str, ...]] = {}
    for row in csv.DictReader(io.StringIO(table)):
        names = (row["name"], *row["also"].split("|"))
        for name in names:
            found[sound(name)] = names
    return found


def other_names(name: str) -> tuple[str, ...]:
    """The exonyms and endonyms of the same place, this one's own spellings left out; empty for most names."""
    key = sound(name)
    return tuple(other for other in _groups().get(key, ()) if sound(other) != key)
