"""Out: records of WARC 1.1, each its own gzip member, with its place known as it is written.

What may live here: writing of WARC. Ids and dates come from the caller or from the content: the same calls give the
same bytes. warcio writes the records; digests are SHA-256 in hexadecimal, as sha256sum prints them (base32 would need
an '=', which the grammar of a digest does not allow: WARC 1.1, section 5.8), and blocks are the bytes as they came.
"""

import hashlib
import io
import re
import uuid
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO

from isnad.records.capture import Capture, digest_of

if TYPE_CHECKING:
    from warcio.statusandheaders import StatusAndHeaders

MEDIA_TYPE = "application/warc"
_NAMES = uuid.UUID("7a3f6a5e-0f0d-5d1c-9a51-5f2f5a0f7c11")  # fixed for good: ids of records are derived below it
_RULES = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_FIELDS = "application/warc-fields"
_CHUNK = 1 << 18
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_TYPE = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]+/[!#$%&'*+.^_`|~0-9a-z-]+")  # RFC 9110, section 8.3.1
_STATUS = re.compile(r"[1-9][0-9]{2}")
_LEVEL = 6
_PACKED = ("image/", "audio/", "video/", "font/woff")
_UNPACKED = ("image/svg", "image/bmp", "image/x-ms-bmp", "image/x-icon", "image/vnd.microsoft.icon", "audio/midi")
_PACKED_FILES = frozenset(
    "application/" + name
    for name in (
        "zip", "gzip", "x-gzip", "x-bzip2", "x-xz", "zstd", "x-7z-compressed", "vnd.rar", "x-rar-compressed",
        "epub+zip", "java-archive", "vnd.android.package-archive", "x-apple-diskimage", "wacz", "warc+gzip", "ogg",
        "mp4",
        "vnd.openxmlformats-officedocument.wordprocessingml.document",
        "vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "vnd.openxmlformats-officedocument.presentationml.presentation",
    )
)  # fmt: skip


_Extra = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A record that was written: ``offset`` and ``length`` are those of its gzip member in the file, in bytes.

    ``record`` is its WARC-Record-ID without the angle brackets, ``media_type`` and ``status`` are those of what it
    holds (for a response the server's, 0 where there is none). ``payload_digest`` is WARC-Payload-Digest: of a response
    the bytes after its head as they came; empty for records without one.
    """

    kind: str
    uri: str
    record: str
    date: str
    offset: int
    length: int
    block_digest: str
    payload_digest: str = ""
    media_type: str = ""
    status: int = 0


class WarcOut:
    """Writes records to ``stream``, one after the other; ``software`` is named in the first, the warcinfo.

    Offsets count from where the stream stands at first. All methods raise ValueError where a value would break a header
    field or a stream gives other bytes than announced, and OSError as the stream does.
    """

    def __init__(self, stream: BinaryIO, software: str) -> None:
        from warcio.warcwriter import WARCWriter

        self.software = software
        self._member = _Member(stream)
        self._writer = WARCWriter(self._member, gzip=False, warc_version="1.1")
        self._info = ""

    def info(self, date: datetime, fields: Mapping[str, str] | None = None) -> Placed:
        """The warcinfo record, to be written first; ``fields`` such as ``isPartOf`` come after software and format."""
        said = {"software": self.software, "format": "WARC File Format 1.1", "conformsTo": _RULES, **(fields or {})}
        placed = self._small("warcinfo", "", date, _as_fields(said), _FIELDS)
        self._info = placed.record
        return placed

    def exchange(
        self,
        uri: str,
        date: datetime,
        *,
        request: bytes,
        response: BinaryIO,
        size: int,
        address: str = "",
        truncated: str = "",
        facts: Mapping[str, str] | None = None,
        chain: str = "",
    ) -> tuple[Placed, ...]:
        """A request and its response, the bytes as they were on the wire; the response is the second given back.

        ``response`` (seekable) is read from where it stands, ``size`` bytes: status line, head and body; with none,
        there is no record of a response. ``facts`` become a metadata record and ``chain`` (PEM) a resource, each
        WARC-Concurrent-To the one before it that has a payload. Bytes that are no HTTP/1 response become a resource.
        """
        at = (("WARC-IP-Address", address),) if address else ()
        placed = [self._small("request", uri, date, request, "application/http;msgtype=request", at)]
        if size:
            cut = (("WARC-Truncated", truncated),) if truncated else ()
            placed.append(self._answer(uri, date, response, size, (*at, *_with(placed[0].record), *cut)))
        also = _with(placed[-1].record)
        if facts:
            placed.append(self._small("metadata", uri, date, _as_fields(facts), _FIELDS, also))
        if chain:
            data = chain.encode("ascii")
            name = "urn:isnad:" + digest_of(data)
            placed.append(self._small("resource", name, date, data, "application/pem-certificate-chain", also))
        return tuple(placed)

    def resource(
        self,
        stream: BinaryIO,
        size: int,
        date: datetime,
        *,
        media_type: str = "",
        uri: str = "",
        digest: str = "",
        kind: str = "resource",
        concurrent: str = "",
    ) -> Placed:
        """Bytes that are no HTTP exchange: ``size`` of them from where the stream stands.

        With ``digest`` (``sha256:`` and hexadecimal) the stream is read once and need not be seekable. ``uri`` is
        ``urn:isnad:`` and the digest by default; ``concurrent`` is the id of a record made in the same act.
        """
        digest = digest or _digests(stream, size, 0)[0]
        block = _Block(stream=stream, size=size, digest=digest, payload=digest)
        level = 0 if is_packed(media_type) else _LEVEL
        served = media_type or "application/octet-stream"
        return self._write(kind, uri or f"urn:isnad:{digest}", date, block, served, _with(concurrent), level=level)

    def _answer(self, uri: str, date: datetime, response: BinaryIO, size: int, extra: _Extra) -> Placed:
        head, head_size = head_of(response, size)
        if head is None:
            digest = _digests(response, size, 0)[0]
            block = _Block(stream=response, size=size, digest=digest, payload=digest)
            return self._write("resource", f"urn:isnad:{digest}", date, block, "application/octet-stream", extra)
        whole, body = _digests(response, size, head_size)
        block = _Block(stream=response, size=size, digest=whole, payload=body)
        served = media_type_of(head.get_header("content-type") or "")
        packed = is_packed(served) or bool(head.get_header("content-encoding"))
        level, kind = (0 if packed else _LEVEL), "application/http;msgtype=response"
        placed = self._write("response", uri, date, block, kind, extra, level=level)
        code = head.get_statuscode()
        return replace(placed, media_type=served, status=int(code) if _STATUS.fullmatch(code) else 0)

    def _small(self, kind: str, uri: str, date: datetime, data: bytes, media_type: str, extra: _Extra = ()) -> Placed:
        """A record held in memory. The payload of a request without a body is empty, that of a warcinfo is none."""
        digest = digest_of(data)
        payload = {"warcinfo": "", "request": digest_of(b"")}.get(kind, digest)
        block = _Block(stream=io.BytesIO(data), size=len(data), digest=digest, payload=payload)
        return self._write(kind, uri, date, block, media_type, extra)

    def _write(
        self, kind: str, uri: str, date: datetime, block: "_Block", media_type: str, extra: _Extra, level: int = _LEVEL
    ) -> Placed:
        from warcio.recordloader import ArcWarcRecord
        from warcio.statusandheaders import StatusAndHeaders

        when, offset = _date(date), self._member.written
        record = uuid.uuid5(_NAMES, f"{kind} {uri} {when} {block.digest} {offset}").urn
        fields = [("WARC-Type", kind), ("WARC-Record-ID", f"<{record}>"), ("WARC-Date", when)]
        fields += [("WARC-Target-URI", uri)] if uri else []
        fields += [("WARC-Warcinfo-ID", f"<{self._info}>")] if self._info else []
        fields += [*extra, ("WARC-Block-Digest", block.digest)]
        fields += [("WARC-Payload-Digest", block.payload)] if block.payload else []
        if any(_CONTROL.search(value) for value in (media_type, *(v for _, v in fields))):
            raise ValueError(f"a control character in a header field of a {kind} record: {fields!r}")
        heads = StatusAndHeaders("", fields, protocol="WARC/1.1")
        self._member.begin(level)
        self._writer.write_record(ArcWarcRecord("warc", kind, heads, block, None, media_type, block.size))
        block.prove()
        return Placed(
            kind=kind,
            uri=uri,
            record=record,
            date=when,
            offset=offset,
            length=self._member.written - offset,
            block_digest=block.digest,
            payload_digest=block.payload,
            media_type=media_type,
        )


def write_file_records(out: WarcOut, items: Iterable[tuple[Capture, BinaryIO]]) -> Iterator[Placed]:
    """A resource record for each item that was given as a file, named ``urn:isnad:`` and its digest.

    What was said of its address is no proof that it came from there, and so is not its name here. Raises ValueError
    where a stream does not give the bytes that its capture names.
    """
    for capture, stream in items:
        yield out.resource(stream, capture.size, capture.captured, media_type=capture.media_type, digest=capture.digest)


def is_packed(media_type: str) -> bool:
    """Whether data of this media type is compressed as it is, so that compressing it again only costs time."""
    kind = media_type.split(";")[0].strip().lower()
    return kind in _PACKED_FILES or (kind.startswith(_PACKED) and not kind.startswith(_UNPACKED))


def media_type_of(content_type: str) -> str:
    """The media type that a Content-Type field names, in small letters; empty where it names none."""
    kind = content_type.split(";")[0].strip().lower()
    return kind if _TYPE.fullmatch(kind) else ""


def head_of(stream: BinaryIO, size: int) -> "tuple[StatusAndHeaders | None, int]":
    """The head of an HTTP/1 response as warcio reads it, and its size in bytes; the stream stands where it did.

    What a payload is follows from where warcio sees the head end, since its checker and its readers are in use.
    None where the bytes do not begin as a response does.
    """
    from warcio.limitreader import LimitReader
    from warcio.statusandheaders import StatusAndHeadersParser

    start = stream.tell()
    limited = LimitReader(stream, size)
    try:
        if not limited.read(5).startswith(b"HTTP/"):
            return None, 0
        stream.seek(start)
        limited = LimitReader(stream, size)
        return StatusAndHeadersParser(["HTTP/"], verify=False).parse(limited), limited.tell()
    finally:
        stream.seek(start)


class _Block:
    """A record's block: gives ``size`` bytes of a stream and afterwards proves that they were the ones announced."""

    def __init__(self, *, stream: BinaryIO, size: int, digest: str, payload: str) -> None:
        self.stream, self.size, self.digest, self.payload = stream, size, digest, payload
        self._left, self._sum = size, hashlib.sha256()

    def read(self, _size: int = -1) -> bytes:
        data = self.stream.read(min(self._left, _CHUNK))  # in larger pieces than warcio asks for
        self._left -= len(data)
        self._sum.update(data)
        return data

    def prove(self) -> None:
        if self._left or "sha256:" + self._sum.hexdigest() != self.digest:
            raise ValueError(f"the bytes written are not those announced: {self.digest}, {self.size} bytes")


class _Member:
    """A stream whose every record is one gzip member; no time and no name stand in it (RFC 1952, section 2.3)."""

    def __init__(self, stream: BinaryIO) -> None:
        self.written = 0
        self._stream = stream
        self._packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)

    def begin(self, level: int) -> None:
        self._packer = zlib.compressobj(level, zlib.DEFLATED, zlib.MAX_WBITS + 16)

    def write(self, data: bytes) -> None:
        self._put(self._packer.compress(data))

    def flush(self) -> None:
        """The end of a record, as warcio tells it."""
        self._put(self._packer.flush())

    def _put(self, data: bytes) -> None:
        self._stream.write(data)
        self.written += len(data)


def _digests(stream: BinaryIO, size: int, head: int) -> tuple[str, str]:
    """Digests of ``size`` bytes and of those after the first ``head``; the stream stands where it did."""
    start, left = stream.tell(), size
    whole, body = hashlib.sha256(), hashlib.sha256()
    while left and (data := stream.read(min(left, _CHUNK))):
        whole.update(data)
        if head < len(data):
            body.update(data[head:])
        head = max(0, head - len(data))
        left -= len(data)
    stream.seek(start)
    return "sha256:" + whole.hexdigest(), "sha256:" + body.hexdigest()


def _with(record: str) -> _Extra:
    return (("WARC-Concurrent-To", f"<{record}>"),) if record else ()


def _as_fields(said: Mapping[str, str]) -> bytes:
    """application/warc-fields (WARC 1.1, annex on its media type): a name and a value a line."""
    for name, value in said.items():
        if _CONTROL.search(name + value):
            raise ValueError(f"a control character in {name}: {value!r}")
    return "".join(f"{name}: {value}\r\n" for name, value in said.items()).encode()


def _date(date: datetime) -> str:
    """WARC-Date: UTC, with microseconds (WARC 1.1, section 5.4)."""
    return date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
