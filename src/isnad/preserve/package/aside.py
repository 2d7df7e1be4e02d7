"""Aside: a WARC that cannot be followed record by record, in a web archive that others can still read.

What may live here: where its bytes go, and which of its records the archive can hold. It was damaged before it came, or
packed so that no record has a place. Every reader of a WACZ stops or complains there, so the file stands whole beside
the archive, and what is sound of it within.
"""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from isnad.preserve.containers.parts import Bounds
from isnad.preserve.package.lines import Place
from isnad.preserve.package.scan import Broken, Record, scan
from isnad.preserve.warc.read import items_in
from isnad.records.problem import Severity

if TYPE_CHECKING:
    from isnad.preserve.package.warcs import WarcPart

FOLDER = "aside"
_HELD = Bounds()


def sound_records(warc: "WarcPart") -> Iterator[tuple[Place, Record, bytes]]:
    """The records of captures in such a WARC of which nothing is wrong, with their bytes as stored, in order.

    Raises OSError. The place and length of each are those in the log.
    """
    reached = 0
    with warc.open() as source:
        for offset, place in sorted(warc.captures.items()):
            if not place.length or offset < reached:
                continue
            source.seek(offset)
            data = source.read(place.length)
            if record := _sound(data):
                reached = offset + place.length
                yield place, record, data


def _sound(data: bytes) -> Record | None:
    """The one record in these bytes, where every check that is made when a WARC is added passes."""
    try:
        records = list(scan(io.BytesIO(data)))
    except Broken:
        return None
    if len(records) != 1 or records[0].length != len(data):
        return None
    told = (event for event in items_in(io.BytesIO(data), 0, len(data), "", _HELD) if isinstance(event, dict))
    faults = (event["fault"][3] for event in told if "fault" in event)
    return None if any(severity != Severity.NOTE.value for severity in faults) else records[0]
