"""Payload: what a response record holds after transfer- and content-decoding, within bounds.

What may live here: reading of bodies. The bytes are those that warcio's ``record.content_stream()`` gives, so that
anyone can take a working copy out again with it; but no more of them than asked for, whatever the packing claims.
"""

import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from isnad.preserve.warc.out import head_of

if TYPE_CHECKING:
    from warcio.statusandheaders import StatusAndHeaders

RATIO = 200  # unpacked to packed: far above text (some 10 to 50), far below what zlib can (1,032)
_FREE = 16 << 20  # bytes that may be unpacked whatever the ratio
_CHUNK = 1 << 16
_PACKINGS = ("gzip", "deflate")


class TooLarge(Exception):
    """The body unpacks to more than the bound; the message names it in bytes."""


def unread_packing(head: "StatusAndHeaders") -> str:
    """The content-coding of a body that nothing here unpacks, so that its payload is as it came; empty if none."""
    packing = (head.get_header("content-encoding") or "").strip().lower()
    return "" if packing in ("", "identity", *_PACKINGS) else packing


def payload(response: BinaryIO, size: int, max_bytes: int) -> Iterator[bytes]:
    """The decoded body of the response block that ``response`` stands before, in pieces.

    Raises TooLarge where it has more than ``max_bytes``, or more than 200 times what came and 16 MiB. Where packing or
    chunks are broken it gives what warcio gives: what could be read, or the bytes as they are.
    """
    from warcio.limitreader import LimitReader

    head, start = head_of(response, size)
    if head is None:
        return
    at = response.tell()
    response.seek(at + start)
    bound = min(max_bytes, max(_FREE, RATIO * (size - start)))
    body = _reader(LimitReader(response, size - start), head, bound)
    given = 0
    while data := body.read(_CHUNK):
        given += len(data)
        if given > bound:
            raise TooLarge(str(bound))
        yield data


def _reader(stream: Any, head: "StatusAndHeaders", bound: int) -> Any:
    """The reader that ``ArcWarcRecord.content_stream`` would make, with unpackers that stop at the bound."""
    from warcio.bufferedreaders import BufferedReader, ChunkedDataReader

    packing = (head.get_header("content-encoding") or "").lower()
    chunked = head.get_header("transfer-encoding") == "chunked"
    if packing not in _PACKINGS:
        return ChunkedDataReader(stream) if chunked else stream
    reader = ChunkedDataReader(stream) if chunked else BufferedReader(stream)
    reader.DECOMPRESSORS = {
        "gzip": _unpacker(zlib.MAX_WBITS + 16, bound),
        "deflate": _unpacker(zlib.MAX_WBITS, bound),
        "deflate_alt": _unpacker(-zlib.MAX_WBITS, bound),
    }
    reader.set_decomp(packing)
    return reader


def _unpacker(bits: int, bound: int) -> "Callable[[], _Unpacker]":
    return lambda: _Unpacker(bits, bound)


class _Unpacker:
    """What warcio expects of a decompressor. Beyond the bound it gives one byte more, and then nothing."""

    def __init__(self, bits: int, bound: int) -> None:
        self._inner = zlib.decompressobj(bits)
        self._left = bound + 1

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes) -> bytes:
        if self._left <= 0:
            return b""
        first = not self._given
        try:
            out = self._inner.decompress(data, self._left)
        except zlib.error:
            if first:
                raise  # warcio then takes the body for not packed
            return b""
        self._left -= len(out)
        self._given = self._given or bool(out)
        return out

    _given = False

    def flush(self) -> bytes:
        return b""
