"""Lines: lines of the log as isnad itself writes them most, read in a tenth of the time.

What may live here: the form of a line that says of a capture, or of a container, and nothing unusual. A line that has
this form to the letter means what ``custody/entry.py`` and the records make of it; any other is left to them. A log of
10,000 pages has 20,000 such lines, and reading them with all checks takes longer than exporting what they name. For the
same reason a capture is made a record only where one is asked for: to find it in a web archive takes its ``Place``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from isnad.preserve.custody.entry import Entry, entry_of
from isnad.preserve.store import is_digest, open_own
from isnad.preserve.trouble import trouble
from isnad.records.capture import Capture, Within
from isnad.records.codec import from_plain

_TEXT = r'"[^"\\\x00-\x1f]*+"'  # a JSON string without escapes (RFC 8259, section 7)
_KEPT = r'"([^"\\\x00-\x1f]*+)"'
_DIGEST = r'"(sha256:[0-9a-f]{64})"'
_COUNT = r"(?:0|[1-9][0-9]{0,15})"
_NUMBER = rf"({_COUNT[3:]}"
_FIELD = rf"\[{_TEXT},{_TEXT}\]"
_HEAD = rf'\{{"actor":{_TEXT},"at":{_KEPT},"config":{_DIGEST},"key":{_TEXT},"kind":"%s","mono":\[{_TEXT},{_COUNT}\],'
_OBJECT = rf'"objects":\[\{{"digest":{_DIGEST},"size":{_NUMBER}\}}\],'
_TAIL = rf',"prev":{_TEXT},"seq":{_NUMBER}(?:,"sig":{_TEXT})?,"tool":{_TEXT}\}}\n'
_WITHIN = (
    rf'\{{"container":{_DIGEST},"kind":{_KEPT}(?:,"length":{_NUMBER})?(?:,"member":{_KEPT})?'
    rf'(?:,"offset":{_NUMBER})?(?:,"record":{_KEPT})?\}}'
)
_CAPTURE = re.compile(
    _HEAD % "capture"
    + rf'(?:{_OBJECT})?"payload":\{{"captured":{_KEPT},"digest":{_DIGEST}(?:,"headers":\[({_FIELD}(?:,{_FIELD})*)\])?'
    + rf',"id":{_KEPT}(?:,"media_type":{_KEPT})?,"origin":{_KEPT}(?:,"published":{_KEPT})?(?:,"publisher":{_KEPT})?'
    + rf',"size":{_NUMBER}(?:,"title":{_KEPT})?,"tool":{_KEPT}(?:,"truncated":{_KEPT})?(?:,"url":{_KEPT})?'
    + rf'(?:,"within":{_WITHIN})?\}}'
    + _TAIL
)
_CONTAINER = re.compile(
    _HEAD % "container"
    + rf'{_OBJECT}"payload":\{{"digest":{_TEXT},"name":{_TEXT},"size":{_COUNT}(?:,"url":{_TEXT})?\}}'
    + _TAIL
)
# The groups of a capture that every export asks for: the others only where it is made a record.
_FOUND = (1, 2, 3, 4, 5, 8, 10, 14, 18, 19, 20, 21, 22, 24)


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
    found: "Capture | re.Match[str] | None" = None
    place: Place | None = None


def quick_line(raw: bytes) -> Line | None:
    """What such a line says; None where it has another form, so that it has to be read with all care."""
    try:
        text = raw.decode()
        if '"kind":"capture",' not in text:
            if not (found := _CONTAINER.fullmatch(text)):
                return None
            at, config, digest, size, seq = found.groups()
            return Line(int(seq), at, "container", config, ((digest, int(size)),))
        if not (found := _CAPTURE.fullmatch(text)):
            return None
        (
            at, config, object_, object_size, captured, ident, origin, title, container, kind, length, member, offset,
            seq,
        ) = found.group(*_FOUND)  # fmt: skip
        datetime.fromisoformat(captured)
    except ValueError:  # no UTF-8, or no time
        return None
    place = None
    if container:
        place = Place(ident, title or "", origin, container, kind, member or "", int(offset or 0), int(length or 0))
    objects = ((object_, int(object_size)),) if object_ else ()
    return Line(int(seq), at, "capture", config, objects, found, place)


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
        self._held: dict[int, Capture | re.Match[str] | int] = {}

    def put(self, captures: "Iterable[tuple[int, Capture | re.Match[str] | int]]") -> None:
        """Take some in."""
        self._held.update(captures)

    def __getitem__(self, seq: int) -> Capture:
        held = self._held[seq]
        if isinstance(held, int):
            held = self._read(held, seq)
        if isinstance(held, re.Match):
            held = capture_of(held)
        self._held[seq] = held
        return held

    def _read(self, start: int, seq: int) -> "Capture | re.Match[str]":
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


def capture_of(found: re.Match[str]) -> Capture:
    """The capture that a line says of."""
    (
        _, _, _, _, captured, digest, headers, ident, media_type, origin, published, publisher, size, title, tool,
        truncated, url, container, kind, length, member, offset, record, _,
    ) = found.groups("")  # fmt: skip
    within = None
    if container:
        within = Within(
            container=container,
            kind=kind,
            member=member,
            record=record,
            offset=int(offset or 0),
            length=int(length or 0),
        )
    return Capture(
        id=ident,
        digest=digest,
        size=int(size),
        origin=origin,
        captured=datetime.fromisoformat(captured),
        tool=tool,
        media_type=media_type,
        publisher=publisher,
        published=published,
        url=url,
        title=title,
        headers=_headers(headers) if headers else (),
        within=within,
        truncated=truncated,
    )


def _headers(text: str) -> tuple[tuple[str, str], ...]:
    """The pairs of ``["a","b"],["c","d"]``, in which nothing is escaped: a quote ends a text."""
    texts = text.split('"')[1::2]
    return tuple(zip(texts[::2], texts[1::2], strict=True))
