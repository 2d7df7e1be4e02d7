"""Parts: what a parser of containers says, as plain data that can cross from a confined child, and its bounds.

What may live here: the shapes of that talk. A parser yields ``fault(...)`` at any time, and for each item
``item(...)``, its bytes in pieces, and ``END`` (or ``DROPPED``: forget this item, the faults before say why).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from isnad.records.problem import Problem, Severity

Event = dict[str, Any] | bytes
Events = Iterator[Event]
END: dict[str, Any] = {"end": True}
DROPPED: dict[str, Any] = {"end": False}
CHUNK = 1 << 16
RATIO = 200  # unpacked to packed; text reaches 10 to 50, zlib can 1,032
FREE = 16 << 20  # bytes that may be unpacked whatever the ratio
CONTAINED = "The file is kept as it is, so nothing is lost. "
COPY = "Get the file again from where it came from and compare; what could be read was taken."


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much is taken from one container: ``item`` bytes of one item, ``total`` bytes unpacked, ``items`` items."""

    item: int = 100_000_000
    total: int = 1 << 40
    items: int = 1_000_000
    warned: bool = True  # whether it is to be said that private parts of an export stand in it

    def packed(self, stored: int) -> int:
        """What ``stored`` bytes may unpack to as one item."""
        return min(self.item, max(FREE, RATIO * stored))


def fault(what: str, where: str, todo: str = COPY, severity: Severity = Severity.ERROR) -> dict[str, Any]:
    """One thing that is wrong with the container, as plain data."""
    return {"fault": [what, where, todo, severity.value]}


def problem_in(event: dict[str, Any]) -> Problem:
    """The Problem that a ``fault`` stands for."""
    what, where, todo, severity = event["fault"]
    return Problem(what=what, where=where, todo=todo, severity=Severity(severity))


def item(
    origin: str,
    *,
    media_type: str = "",
    headers: Sequence[tuple[str, str]] = (),
    told: dict[str, str] | None = None,
    truncated: str = "",
    member: str = "",
    record: str = "",
    offset: int = 0,
    length: int = 0,
) -> dict[str, Any]:
    """An item that follows; its fields are those of ``Taken`` and ``Within``."""
    within = {"member": member, "record": record, "offset": offset, "length": length}
    said = {"origin": origin, "media_type": media_type, "told": told or {}, "truncated": truncated}
    return {"item": {**said, "headers": [list(pair) for pair in headers], "within": within}}


def megabytes(size: int) -> str:
    """A number of bytes, as messages name it."""
    return f"{size / 1_000_000:,.0f} MB" if size >= 1_000_000 else f"{size:,} bytes"
