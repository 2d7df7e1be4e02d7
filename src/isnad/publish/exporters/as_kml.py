"""Incidents as KML 2.2, for Google Earth and other viewers.

What may live here: this exporter. Incidents whose place is not resolved are left out, for KML has no place for them.
"""

from collections.abc import Iterator, Sequence

from isnad.publish import wording
from isnad.publish.exporters.xml import tag, text
from isnad.publish.tables.values import alleged_words, toll
from isnad.records.claim import Outcome
from isnad.records.dossier import Dossier
from isnad.records.where import Place

FILE = "incidents.kml"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'


class AsKml:
    """``incidents.kml``, a placemark for each incident whose place is known."""

    name = "kml"

    def export(self, dossiers: Sequence[Dossier]) -> Iterator[tuple[str, bytes]]:
        """One placemark after the other."""
        yield FILE, f"{_HEAD}{tag('name', 'Incidents')}{tag('description', wording.NO_VERDICT)}\n".encode()
        for dossier in dossiers:
            if dossier.incident.where is not None and dossier.incident.where.resolved:
                yield FILE, _placemark(dossier).encode()
        yield FILE, b"</Document></kml>\n"


def _placemark(dossier: Dossier) -> str:
    incident, where, when = dossier.incident, dossier.incident.where, dossier.incident.when
    assert where is not None
    span = f"<TimeSpan>{tag('begin', when.first_day)}{tag('end', when.last_day)}</TimeSpan>" if when is not None else ""
    held = {
        "incident": incident.id,
        "said killed": wording.toll_of(toll(dossier, Outcome.KILLED), Outcome.KILLED),
        "said injured": wording.toll_of(toll(dossier, Outcome.INJURED), Outcome.INJURED),
        "alleged": alleged_words(dossier),
        "grade": dossier.assessment.grade.term.value,
        "where_prec": where.where_prec,
        "accuracy_m": where.accuracy_m,
        "precision": wording.WHERE_PREC[where.where_prec],
    }
    data = "".join(f'<Data name="{name}">{tag("value", value)}</Data>' for name, value in held.items() if value != "")
    return (
        f"<Placemark>{tag('name', incident.name)}{tag('description', dossier.assessment.headline.statement)}{span}"
        f"<ExtendedData>{data}</ExtendedData>"
        f"{_shape(where)}</Placemark>\n"
    )


def _shape(where: Place) -> str:
    """The point; of a road, the line and its middle."""
    point = f"<Point><coordinates>{text(where.longitude)},{text(where.latitude)}</coordinates></Point>"
    if not where.line:
        return point
    ends = " ".join(f"{text(longitude)},{text(latitude)}" for latitude, longitude in where.line)
    line = f"<LineString><coordinates>{ends}</coordinates></LineString>"
    return f"<MultiGeometry>{point}{line}</MultiGeometry>"
