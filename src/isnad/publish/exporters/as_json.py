"""Dossiers as JSON: one canonical file each, and an index.

What may live here: this exporter. The shape of the records themselves is the codec's.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from isnad.publish.exporter import file_stem
from isnad.records.codec import canonical, encode, to_plain
from isnad.records.dossier import Dossier

INDEX = "index.json"


class AsJson:
    """``ID.json`` for each dossier, to the letter what ``isnad.records.codec.decode`` reads back, and ``index.json``.

    Canonical JSON: UTF-8, keys sorted, no white space, one line with a line end; fields at their default
    are left out. Offsets of quotes are Unicode code points into the report's ``text``, which is in the same file.
    """

    name = "json"

    def export(self, dossiers: Sequence[Dossier]) -> Iterator[tuple[str, bytes]]:
        """One file after the other, and a line of the index with each."""
        yield INDEX, b'{"dossiers":['
        for number, dossier in enumerate(dossiers):
            yield f"{file_stem(dossier)}.json", encode(dossier) + b"\n"
            yield INDEX, (b"," if number else b"") + canonical(_entry(dossier))
        yield INDEX, b'],"kind":"index"}\n'


def _entry(dossier: Dossier) -> dict[str, Any]:
    """What the index says of one dossier: keys never change their meaning, new ones may join."""
    incident, assessment = dossier.incident, dossier.assessment
    return {
        "case": dossier.case,
        "file": f"{file_stem(dossier)}.json",
        "grade": assessment.grade.term.value,
        **({"grade_judged": dossier.graded.value} if dossier.graded else {}),
        "headline": assessment.headline.statement,
        "id": incident.id,
        "name": incident.name,
        "origins": len(assessment.independent),
        "reports": len(incident.reports),
        "tallies": [
            {
                "group": t.group,
                "outcome": t.outcome.value,
                "status": t.status.value,
                "low": t.low,
                "best": t.best,
                "high": t.high,
                "high_open": t.high_open,
                "origins": t.origins,
            }
            for t in assessment.tallies
        ],
        "version": dossier.version,
        "when": incident.when.edtf() if incident.when else "",
        "where": to_plain(incident.where) if incident.where else None,
    }
