"""Listing: what the lists and the search of a site say of each incident, in pages and files of bounded size.

What may live here: rows, and cutting them.
"""

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from isnad.publish import wording
from isnad.publish.exporter import file_stem, in_tongue
from isnad.publish.lookup import Lookup
from isnad.publish.speaking.speech import Speech
from isnad.publish.tables.values import publishers_of
from isnad.records.assessment import Tally
from isnad.records.claim import Outcome
from isnad.records.dossier import Dossier

ROWS = 250  # incidents on one page: about 200 kB
PART = 200_000  # characters of one file of the search


class Row(NamedTuple):
    """One incident in a list, in words of one language. ``term`` is its grade's sign for the style sheet, ``more`` what
    it is found by besides."""

    file: str
    name: str
    place: str
    days: str
    killed: str
    injured: str
    grade: str
    support: str
    term: str
    more: str


def row_of(dossier: Dossier, language: str = "en") -> Row:
    """What the lists say of one incident."""
    from isnad.publish.speaking.tongue import tongue_of

    incident, made, lookup, tongue = dossier.incident, dossier.assessment, Lookup(dossier), tongue_of(language)
    parties = [party for hypothesis in made.hypotheses for party in hypothesis.parties]
    edtf = incident.when.edtf() if incident.when else ""
    more = [*incident.names, edtf, *incident.acts, *incident.targets, *parties, *publishers_of(dossier)]
    return Row(
        file=in_tongue(file_stem(dossier), language),
        name=tongue.plainly(incident.name),
        place=wording.place_of(incident.where) if incident.where else tongue.t("place not known"),
        days=tongue.plainly(wording.days_of(incident.when)),
        killed=_toll(lookup.largest(Outcome.KILLED), tongue.say),
        injured=_toll(lookup.largest(Outcome.INJURED), tongue.say),
        grade=tongue.t(made.grade.term.value),
        support=tongue.say.support(len(incident.reports), len(made.independent)),
        term=made.grade.term.value.lower(),
        more=" ".join(dict.fromkeys(each for each in more if each)),
    )


def _toll(tally: Tally | None, say: Speech) -> str:
    """One figure for lists; ``—`` where nothing was read."""
    return "—" if tally is None else say.tally(tally)


def pages_of(rows: Sequence[Row]) -> list[Sequence[Row]]:
    """Rows in pages; one empty page where there are none."""
    return [rows[at : at + ROWS] for at in range(0, len(rows), ROWS)] or [()]


def parts_of(rows: Sequence[Row]) -> Iterator[bytes]:
    """The files of the search, in order: each is a script that hands its rows over, for a page opened from a folder
    may run a script that lies beside it, and fetch nothing."""
    held: list[str] = []
    size = 0
    for row in rows:
        said = json.dumps(row, ensure_ascii=True)  # in ASCII no host can serve it in a wrong encoding
        if held and size + len(said) > PART:
            yield _part(held)
            held, size = [], 0
        held.append(said)
        size += len(said)
    if held:
        yield _part(held)


def _part(said: Sequence[str]) -> bytes:
    return ("isnadRows([\n" + ",\n".join(said) + "\n]);\n").encode()
