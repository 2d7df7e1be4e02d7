"""Acts: the terms for kinds of attack, and what Airwars and ACLED call each.

What may live here: the table ``acts.csv`` beside this file. UCDP GED codes who fights whom (``type_of_violence``) and
not with what, so it has no column there.
"""

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of attack: our term and the field's; empty where it has none, or more than one that may fit."""

    term: str
    airwars: str
    acled_event: str
    acled_sub_event: str
    note: str
    source: str


@cache
def kinds() -> dict[str, Kind]:
    """The kinds of attack by their terms."""
    text = files(__package__).joinpath("acts.csv").read_text(encoding="utf-8")
    return {row[0]: Kind(*row) for row in list(csv.reader(io.StringIO(text)))[1:]}
