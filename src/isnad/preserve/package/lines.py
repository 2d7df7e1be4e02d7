"""Lines: what a package needs to know of each line of the log.

What may live here: that, taken from a line of the usual form (``custody/usual.py``) or from any other. A log of 10,000
pages has 20,000 lines, and to read them with all care takes longer than to export what they name. For the same reason
a capture is made a record only where one is asked for: to find it in a web archive takes its ``Place``.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, cast

from isnad.preserve.custody.entry import Entry, entry_of
from isnad.preserve.custody.usual import Usual, usual
from isnad.preserve.store import is_digest, open_own
from isnad.preserve.trouble import trouble
from isnad.records.capture import Capture
from isnad.records.codec import from_plain

_PLACE = ("id", "title", "origin", "container", "form", "member", "offset", "length")


class Place(NamedTuple):
    """Where a capture stands in its ``container``, as ``Within`` has it, and what a list of pages says of it."""

    id: str
    title: str
    origin: str
    container: str
    kind: str
    member: str
    offset: int
    length: int


class Line(NamedTuple):
    """What a package needs of a line: its ``kind``, the ``config`` it names (empty where that is no object), and the
    other ``objects`` with their sizes. Of one that says of a capture, ``found`` is that, or what it is made from, and
    ``place`` where it stands, if that is in another file."""

    seq: int
    at: str
    kind: str
    config: str
    objects: tuple[tuple[str, int], ...]
    found: Capture | Usual | None = None
    place: Place | None = None


def quick_line(raw: bytes) -> Line | None:
    """What such a line says; None where it has another form, so that it has to be read with all care."""
    found = usual(raw)
    if found is None or not found.is_dated:
        return None
    if found.kind != "capture":
        return Line(found.seq, found.at, found.kind, found.config, found.objects)
    return Line(found.seq, found.at, found.kind, found.config, found.objects, found, _place_in(found))


def _place_in(found: Usual) -> Place | None:
    ident, title, origin, container, kind, member, offset, length = found.texts(*_PLACE)
    if not container:
        return None
    return Place(ident, title, origin, container, kind, member, int(offset or 0), int(length or 0))


def careful_line(entry: Entry) -> Line:
    """The same of any line, which was read with all care. Raises ValueError where its capture is none."""
    config = entry.config if is_digest(entry.config) else ""
    capture = from_plain(entry.payload, Capture) if entry.kind == "capture" else None
    place = place_of(capture) if capture else None
    return Line(entry.seq, entry.at, entry.kind, config, tuple(entry.named.items()), capture, place)


def place_of(capture: Capture) -> Place | None:
    """The place of a capture that stands in another file."""
    at = capture.within
    if at is None:
        return None
    return Place(capture.id, capture.title, capture.origin, at.container, at.kind, at.member, at.offset, at.length)


class Captures(Mapping[int, Capture]):
    """Captures by the numbers of their lines. One is made a record when it is asked for: from what was found in its
    line, or from where that begins in the ``log``, in bytes."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._held: dict[int, Capture | Usual | int] = {}

    def put(self, captures: Iterable[tuple[int, Capture | Usual | int]]) -> None:
        """Take some in."""
        self._held.update(captures)

    def __getitem__(self, seq: int) -> Capture:
        held = self._held[seq]
        if isinstance(held, int):
            held = self._read(held, seq)
        if isinstance(held, Usual):
            held = cast(Capture, held.capture())
        self._held[seq] = held
        return held

    def _read(self, start: int, seq: int) -> Capture | Usual:
        with open_own(self._log) as stream:
            stream.seek(start)
            raw = stream.readline()
        try:
            line = quick_line(raw) or careful_line(entry_of(raw))
        except (ValueError, RecursionError):
            line = None
        if line is None or line.seq != seq or line.found is None:
            todo = "Try again; if it stays so: isnad check CASE"
            raise trouble(f"Line {seq + 1} was changed while it was read.", self._log, todo)
        return line.found

    def __contains__(self, seq: object) -> bool:
        return seq in self._held

    def __iter__(self) -> Iterator[int]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)
