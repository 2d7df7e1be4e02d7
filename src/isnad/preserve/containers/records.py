"""Records: the records of a WARC one after the other, each with its place, its block and all that is wrong with it.

What may live here: the frame of WARC 1.0 and 1.1 (ISO 28500), read strictly. warcio's iterator takes a cut file for a
whole one and a broken frame for a blank line, so the frame is our own; what a payload is stays warcio's to say.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from isnad.preserve.containers.digests import Digests, Head
from isnad.preserve.containers.members import GZIP, Damaged, Lines, Member, Plain, Raw, TooMuch
from isnad.preserve.containers.parts import Bounds
from isnad.preserve.warc.out import head_of

HEAD = 1 << 16  # bytes within which a record's head must end
_LOST = 1_000  # places where reading was taken up again, after which it is not
_FIRST = re.compile(rb"WARC/(?:0\.1[78]|1\.[01])\r?\n")
_END = b"\r\n\r\n"
_ONCE = ("warc-type", "warc-record-id", "warc-date", "warc-target-uri", "content-length", "content-type")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?Z)?)?)?")  # WARC 1.1, section 5.4
_LENGTH = re.compile(r"\d{1,18}")


@dataclass(frozen=True, slots=True)
class Wrong:
    """A fault: ``at`` is a byte of the WARC as stored."""

    what: str
    at: int


@dataclass(slots=True, kw_only=True)
class Record:
    """One record. ``offset`` and ``length`` are its place as stored; ``own`` whether it has a gzip member to itself.

    ``block`` stands at the block's first byte and is good until the next record is asked for; it is None where the
    block is larger than the bound. ``size`` bytes of it came, of ``claimed``; ``nth`` counts records in one member.
    ``head`` is that of the HTTP response in the block.
    """

    fields: dict[str, str]
    offset: int
    length: int = 0
    claimed: int = 0
    size: int = 0
    nth: int = 1
    own: bool = True
    block: BinaryIO | None = None
    head: Head = (None, 0)
    wrong: list[Wrong] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """WARC-Type, in small letters."""
        return self.fields.get("warc-type", "").lower()

    @property
    def id(self) -> str:
        """WARC-Record-ID without its angle brackets."""
        return self.fields.get("warc-record-id", "").strip("<>")

    @property
    def uri(self) -> str:
        """WARC-Target-URI; WARC 1.0 wrote it in angle brackets by mistake, which were no part of it."""
        uri = self.fields.get("warc-target-uri", "")
        return uri[1:-1] if uri.startswith("<") and uri.endswith(">") else uri

    @property
    def whole(self) -> bool:
        """Whether all of its block came."""
        return self.size == self.claimed


def records(file: BinaryIO, start: int, size: int, bounds: Bounds) -> Iterator[Record | Wrong]:
    """The records in ``size`` bytes from ``start``; after damage reading goes on at the next place that can be read."""
    raw, allowance = Raw(file, start, size), [bounds.total]
    packed = raw.take()[:3] == GZIP
    raw.seek(0)
    try:
        yield from _packed(raw, allowance, bounds) if packed else _plain(raw, allowance, bounds)
    except TooMuch:
        yield Wrong(f"It unpacks to more than {bounds.total:,} bytes, so reading stopped here", raw.place)


def _packed(raw: Raw, allowance: list[int], bounds: Bounds) -> Iterator[Record | Wrong]:
    lost = 0
    while raw.place < raw.size:
        offset = raw.place
        member = Member(raw, allowance)
        try:
            yield from _in_member(Lines(member), offset, raw, bounds)
        except Damaged as error:
            yield Wrong(f"This gzip member is damaged: {error}", error.at if error.cut else offset)
            if error.cut:
                return
            member.ended = False
        if not member.ended:
            skipped = raw.find(GZIP, offset + 1)
            end = skipped if skipped >= 0 else raw.size
            yield Wrong(f"{end - offset:,} bytes from here were passed over to find what can be read", offset)
            lost += 1
            if lost == _LOST:
                yield Wrong(f"It is damaged in {lost:,} places, so reading stopped here", offset)
            if skipped < 0 or lost == _LOST:
                return


def _in_member(lines: Lines, offset: int, raw: Raw, bounds: Bounds) -> Iterator[Record | Wrong]:
    """The records of one gzip member, which should be one (WARC 1.1, annex D); else their length is not known."""
    nth = 0
    while lines.peek(1):
        nth += 1
        record = _head(lines, offset)
        if isinstance(record, Wrong):
            yield record
            _drain(lines)
            return
        record.nth = nth
        broken = _filled(record, lines, bounds) or _closed(record, lines)
        record.own = nth == 1 and (broken is not None or not lines.peek(1))
        record.length = raw.place - offset if record.own else 0
        _judge(record)
        if broken is None or broken.cut or record.whole:  # else what came before it broke may be anything
            yield record
        if broken is not None:
            raise broken


def _plain(raw: Raw, allowance: list[int], bounds: Bounds) -> Iterator[Record | Wrong]:
    lines = Lines(Plain(raw, allowance))
    base = lost = 0
    while lines.peek(1):
        offset = base + lines.used
        record = _head(lines, offset)
        here = offset + 1
        if isinstance(record, Record):
            _filled(record, lines, bounds)
            record.length = base + lines.used - offset
            _closed(record, lines)
            here = base + lines.used
            _judge(record)
        yield record
        if isinstance(record, Record):
            if not record.whole:
                return
            if not lines.peek(1) or lines.peek(5) == b"WARC/":
                continue
        found = raw.find(b"\nWARC/1.", max(0, here - 1))
        end = found + 1 if found >= 0 else raw.size
        yield Wrong(f"{end - here:,} bytes from here belong to no record and were passed over", here)
        lost += 1
        if lost == _LOST:
            yield Wrong(f"It is damaged in {lost:,} places, so reading stopped here", end)
        if found < 0 or lost == _LOST:
            return
        raw.seek(end)
        lines, base = Lines(Plain(raw, allowance)), end


def _head(lines: Lines, offset: int) -> Record | Wrong:
    head = lines.until(_END, HEAD)
    if head is None or not (first := _FIRST.match(head)):
        return Wrong("No WARC record begins here", offset)
    record = Record(fields={}, offset=offset)
    name = ""
    for line in head[first.end() : -len(_END)].decode("utf-8", "replace").split("\r\n"):
        if line[:1] in (" ", "\t") and name:
            record.fields[name] += " " + line.strip()
            continue
        name, colon, value = line.partition(":")
        name = name.strip().lower()
        if not colon:
            name = ""
            record.wrong.append(Wrong(f"A line of its head is no header field: {line[:80]!r}", offset))
        elif name in record.fields and name in _ONCE:
            record.wrong.append(Wrong(f"Its head says {name} twice; the first is used", offset))
            name = ""
        else:
            record.fields[name] = value.strip()
    return _named(record)


def _named(record: Record) -> Record:
    """The record, with what its head must say and does not (WARC 1.1, section 4) among its faults."""
    for name in ("warc-type", "warc-record-id", "warc-date"):
        if not record.fields.get(name):
            record.wrong.append(Wrong(f"Its head gives no {name}", record.offset))
    date = record.fields.get("warc-date", "")
    if date and not _DATE.fullmatch(date):
        record.wrong.append(Wrong(f"Its WARC-Date {date[:40]!r} is no date of this format", record.offset))
    length = record.fields.get("content-length", "")
    if not _LENGTH.fullmatch(length):
        record.wrong.append(Wrong(f"Its Content-Length {length[:40]!r} is no number", record.offset))
        length = "0"
    record.claimed = int(length)
    return record


def _filled(record: Record, lines: Lines, bounds: Bounds) -> Damaged | None:
    """Take the block, into memory: a confined child has no disk. One over the bound is read and hashed but not held."""
    digests, block = Digests(record.fields), io.BytesIO()
    held = record.claimed <= bounds.item
    broken = None
    try:
        while record.size < record.claimed and (data := lines.take(record.claimed - record.size)):
            record.size += len(data)
            digests.update(data)
            if held:
                block.write(data)
    except Damaged as error:
        broken = error
    if not record.whole:
        what = f"Only {record.size:,} of the {record.claimed:,} bytes that its Content-Length names are there"
        record.wrong.append(Wrong(what, record.offset))
    if held:
        block.seek(0)
        record.block = block
        record.head = head_of(block, record.size) if record.kind == "response" else (None, 0)
    wrong, record.unchecked = digests.judged(record.block, record.size, record.head)
    record.wrong += [Wrong(what, record.offset) for what in wrong]
    return broken


def _closed(record: Record, lines: Lines) -> Damaged | None:
    """Take the two line ends after a block; in a gzip member only another record may follow."""
    if not record.whole:
        return None
    try:
        if lines.peek(4) == _END:
            left = len(_END)
            while left:
                left -= len(lines.take(left))
        else:
            what = f"It is followed by {lines.peek(4)!r} and not by two line ends: its Content-Length may be wrong"
            record.wrong.append(Wrong(what, record.offset))
        lines.peek(1)
    except Damaged as error:
        return error
    return None


def _judge(record: Record) -> None:
    cut = record.fields.get("warc-truncated")
    if cut:
        record.wrong.append(Wrong(f"Its maker says that it was cut off ({cut[:40]})", record.offset))
    if "warc-segment-number" in record.fields:
        record.wrong.append(Wrong("It is one segment of several, which are not joined here", record.offset))


def _drain(lines: Lines) -> None:
    while lines.take(1 << 20):
        pass
