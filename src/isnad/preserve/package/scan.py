"""Scan: where the records of a WARC stand and what they are, in one pass that also passes the bytes on.

What may live here: finding records. warcio reads a record's fields ten times slower than is needed to index a case
while it is copied (benchmarks/wacz_export.py), and gives no digest of the record as it is stored; so only what an
index says of a record is read here. Where the log says how long a record is, only its head is unpacked.
"""

import hashlib
import io
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from mmap import mmap
from typing import Any, BinaryIO

INDEXED = ("response", "resource", "revisit", "metadata")  # as cdxj-indexer has it
GZIP = b"\x1f\x8b"
CHUNK = 1 << 18
_PIECE = 1 << 13  # bytes unpacked at a time: what is beyond a member's end has to be copied
_HEAD = 1 << 16  # bytes within which the head of a record, and of the response in it, must end
_NOT_INDEXED = "application/warc-fields"
_KNOWN_HEAD = 1 << 12  # bytes unpacked of a record whose place is known
_FOLDED = re.compile(rb"\r?\n[ \t]+")
_NEEDED = frozenset(
    b"warc-type warc-target-uri warc-record-id warc-date warc-payload-digest content-type content-length".split()
)
_DIGITS = 18  # of a length; Python reads no number of over 4,300
_SHORT = 1 << 11  # bytes of a gzip member within which records that no index names end as a rule
_ASIDE = re.compile(rb"WARC/1\.[01]\r\nWARC-Type: (warcinfo|request|metadata)\r\n")
_OF_FIELDS = b"\r\nContent-Type: application/warc-fields\r\n"
_LENGTH = re.compile(rb"\r\nContent-Length: (\d{1,9})\r\n")
Sink = Callable[[bytes], Any]
Held = bytes | mmap


class Broken(Exception):
    """A WARC cannot be followed from a place on; ``offset`` is the last good place in bytes, the message says why."""

    def __init__(self, why: str, offset: int) -> None:
        super().__init__(why)
        self.offset = offset


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record of a WARC: ``offset`` and ``length`` as stored, in bytes; ``digest`` is that of its payload, ``stored``
    that of its bytes as stored (of its gzip member). ``media_type`` and ``status`` are those of a response's head."""

    kind: str
    uri: str
    id: str
    date: str
    offset: int
    length: int
    digest: str
    stored: str
    media_type: str = ""
    status: str = ""

    @property
    def indexed(self) -> bool:
        """Whether it stands in an index: requests, warcinfo and what describes a capture are found by reading on."""
        described = self.kind in ("resource", "metadata") and self.media_type == _NOT_INDEXED
        return self.kind in INDEXED and bool(self.uri) and not described


def scan(stream: BinaryIO, sink: Sink = lambda _: None) -> Iterator[Record]:
    """The records of a WARC, gzip member by member or not packed; every byte read is given to ``sink`` as well.

    Raises Broken where records end, but only once all bytes have gone to ``sink``: a damaged WARC stays evidence.
    Memory is flat: no record is held whole.
    """
    source = _Source(stream, sink)
    try:
        yield from _packed(source) if source.begins(GZIP) else _plain(source)
    finally:
        while source.take():
            pass


def scan_held(data: Held, lengths: Mapping[int, int]) -> list[Record]:
    """The records of a WARC held in memory, without some that no index names.

    ``lengths`` gives those of records by their places, as the log has them from when they were written or found.
    Of a record so known only the head is unpacked; its length is held against the size that ends its gzip member
    (RFC 1952, section 2.3.1), and where anything does not fit, the member is read like any other. The places found so
    are never taken from the bytes alone, which whoever was captured may have made to look like a record.
    """
    if data[:2] != GZIP:
        return list(_plain(_Source.over(data)))
    found: list[Record] = []
    source = _Source.over(data)
    while (place := source.place) < len(data):
        length = lengths.get(place, 0)
        if length == 0 and (passed := _passed(data, place)):
            source.take(passed)
            continue
        record = _known(data, place, length) if length else None
        if record is None:
            record = _member(source)
        else:
            source.take(length)
        found.append(record)
    return found


def _passed(data: Held, place: int) -> int:
    """The length of a small record that no index names, written as most are; 0 where it has to be read to know."""
    piece = data[place : place + _SHORT]
    member = zlib.decompressobj(zlib.MAX_WBITS + 16)
    try:
        whole = member.decompress(piece, _PIECE)
    except zlib.error:
        return 0
    kind = _ASIDE.match(whole)
    if not member.eof or not kind or (kind[1] == b"metadata" and _OF_FIELDS not in whole):
        return 0
    end = whole.find(b"\r\n\r\n") + 4
    size = _LENGTH.search(whole, 0, end)
    fits = size and len(size[1]) <= _DIGITS and end + int(size[1]) + 4 == len(whole)
    return len(piece) - len(member.unused_data) if fits else 0


def _known(data: Held, place: int, length: int) -> Record | None:
    """A record whose place is known, where its length fits and its head is short and names the payload's digest."""
    stored = data[place : place + length]
    record = _Parsing(place)
    try:
        record.feed(zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(stored[:_KNOWN_HEAD], _KNOWN_HEAD))
    except (zlib.error, Broken):
        return None
    if not record.described or record.size & 0xFFFFFFFF != int.from_bytes(stored[-4:], "little"):
        return None
    return record.done(length, hashlib.sha256(stored).hexdigest(), known=True)


class _Source:
    """A stream read in pieces; ``place`` is where in it the next unused byte stands."""

    def __init__(self, stream: BinaryIO, sink: Sink) -> None:
        self._stream, self._sink = stream, sink
        self._held, self._at, self._before = b"", 0, 0

    @classmethod
    def over(cls, data: Held) -> "_Source":
        """All of what is held in memory."""
        source = cls(io.BytesIO(), lambda _: None)
        source._held = data  # type: ignore[assignment]  # a mapped file gives bytes for a slice as well
        return source

    @property
    def place(self) -> int:
        return self._before + self._at

    def begins(self, mark: bytes) -> bool:
        """Whether the first bytes, of which nothing has been taken yet, are these."""
        while len(self._held) < len(mark) and (data := self._stream.read(CHUNK)):
            self._sink(data)
            self._held += data
        return self._held.startswith(mark)

    def more(self) -> bool:
        """Whether anything is left."""
        if self._at == len(self._held):
            self._fill()
        return self._at < len(self._held)

    def take(self, size: int = CHUNK) -> bytes:
        """The next bytes, at most ``size``; none at the end."""
        if self._at == len(self._held):
            self._fill()
        given = self._held[self._at : self._at + size]
        self._at += len(given)
        return given

    def back(self, size: int) -> None:
        """Give back the last bytes of what was taken just now."""
        self._at -= size

    def _fill(self) -> None:
        self._before += len(self._held)
        self._held, self._at = self._stream.read(CHUNK), 0
        self._sink(self._held)


def _packed(source: _Source) -> Iterator[Record]:
    """Records that are each a gzip member of their own, as annex D of WARC 1.1 recommends."""
    while source.more():
        yield _member(source)


def _member(source: _Source) -> Record:
    """The record in the gzip member that begins here."""
    offset = source.place
    member, stored, record = zlib.decompressobj(zlib.MAX_WBITS + 16), hashlib.sha256(), _Parsing(offset)
    while not member.eof:
        data = piece = source.take(_PIECE)
        if not data:
            raise Broken("It ends within a record.", offset)
        try:
            while piece and not member.eof:
                if record.feed(member.decompress(piece, CHUNK)):
                    raise Broken("Records are not packed one by one, so that none can be found by its place.", offset)
                piece = member.unconsumed_tail
        except zlib.error as error:
            raise Broken(f"A gzip member cannot be unpacked ({error}).", offset) from error
        rest = len(member.unused_data)
        stored.update(data[: len(data) - rest])
        source.back(rest)
    return record.done(source.place - offset, stored.hexdigest())


def _plain(source: _Source) -> Iterator[Record]:
    """Records that stand one after the other, not packed."""
    while source.more():
        offset, stored, record = source.place, hashlib.sha256(), _Parsing(source.place)
        while not record.whole:
            data = source.take(_PIECE)
            if not data:
                raise Broken("It ends within a record.", offset)
            over = record.feed(data)
            stored.update(data[: len(data) - over])
            source.back(over)
        yield record.done(source.place - offset, stored.hexdigest())


class _Parsing:
    """A record while its bytes come in."""

    def __init__(self, offset: int) -> None:
        self._offset = offset
        self._head = b""  # of the record, then of the response in it; empty once both are read
        self._fields: dict[str, str] | None = None
        self.size = 0  # of the whole record, not packed
        self._left = 0  # bytes of the record that are still to come, with the two line ends after its block
        self._inner = False  # whether the head of a response is being read
        self._payload: Any = None
        self._media_type = self._status = ""

    @property
    def described(self) -> bool:
        """Whether all that an index says of it has been read, and its payload need not be hashed."""
        return self._fields is not None and not self._inner and self._payload is None

    @property
    def whole(self) -> bool:
        return self._fields is not None and self._left == 0

    def feed(self, data: bytes) -> int:
        """Take in the next bytes; how many of them are beyond the record's end."""
        if self._fields is None:
            self._head += data
            end = self._head.find(b"\r\n\r\n")
            if end < 0:
                if len(self._head) > _HEAD or not self._head.startswith(b"WARC/"[: len(self._head)]):
                    raise Broken("No record of a WARC begins here.", self._offset)
                return 0
            data = self._begin(self._head[:end], self._head[end + 4 :])
        over = max(0, len(data) - self._left)
        data = data[: self._left]
        self._left -= len(data)
        if self._inner:
            self._read_inner(data)
        elif self._payload is not None:
            self._hash(data)
        return over

    def done(self, length: int, stored: str, known: bool = False) -> Record:
        """The record, now that all its bytes were fed, or as many as are needed where its length is ``known``."""
        if self._fields is None or (self._left and not known):
            raise Broken("A record is shorter than it says.", self._offset)
        said = self._fields
        digest = said.get("warc-payload-digest") or ("sha256:" + self._payload.hexdigest() if self._payload else "")
        return Record(
            kind=said.get("warc-type", ""),
            uri=said.get("warc-target-uri", "").strip("<>"),  # WARC 1.0 writes it in angle brackets
            id=said.get("warc-record-id", "").strip("<>"),
            date=said.get("warc-date", ""),
            offset=self._offset,
            length=length,
            digest=digest,
            stored="sha256:" + stored,
            media_type=self._media_type,
            status=self._status,
        )

    def _begin(self, head: bytes, rest: bytes) -> bytes:
        said = _fields(head)
        size = said.get("content-length", "")
        if not (size.isascii() and size.isdecimal() and len(size) <= _DIGITS) or not said.get("warc-type"):
            raise Broken("A record does not say its length and type.", self._offset)
        self._fields, self._left, self._head = said, int(size) + 4, b""
        self.size = len(head) + 4 + self._left
        self._media_type = _media_type(said.get("content-type", ""))
        self._inner = self._media_type == "application/http" and said["warc-type"] in ("response", "revisit")
        if said["warc-type"] in INDEXED and not said.get("warc-payload-digest"):
            self._payload = hashlib.sha256()
        return rest

    def _read_inner(self, data: bytes) -> None:
        """Read the head of a response; what comes after it is the payload."""
        self._head += data
        end = self._head.find(b"\r\n\r\n")
        if end < 0 and self._left and len(self._head) < _HEAD:
            return
        head, body = (self._head, b"") if end < 0 else (self._head[:end], self._head[end + 4 :])
        status = head[:64].split(b"\r\n")[0].split(b" ")
        self._status = status[1].decode("ascii", "replace") if len(status) > 1 and status[1].isdigit() else ""
        self._media_type = _media_type(_fields(head).get("content-type", ""))
        self._inner, self._head = False, b""
        if self._payload is not None:
            self._hash(body)

    def _hash(self, data: bytes) -> None:
        """Hash what is payload: not the two line ends (four bytes) after the block."""
        tail = max(0, 4 - self._left)  # how much of them this piece ends with
        self._payload.update(data[: max(0, len(data) - tail)] if tail else data)


def _fields(head: bytes) -> dict[str, str]:
    """The header fields an index needs, by their names in small letters; of a repeated one the first.

    A line that begins with white space goes on from the line before (WARC 1.1, section 4).
    """
    if b"\n " in head or b"\n\t" in head:
        head = _FOLDED.sub(b" ", head)
    said: dict[str, str] = {}
    for line in head.split(b"\n"):
        name, _, value = line.partition(b":")
        name = name.strip().lower()
        if name in _NEEDED:
            said.setdefault(name.decode(), value.strip().decode("utf-8", "replace"))
    return said


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()
