"""Manifests: C2PA provenance that came with a medium, found by walking its container. Kept as it is, never rewritten.

What may live here: where a manifest store stands in each container (C2PA specification 2.1, appendix A, "Embedding
manifests"), and its bytes. Whether it is valid is not judged here: that takes the trust lists and c2pa-python.
"""

import hashlib
import struct
from collections.abc import Iterator
from typing import Any, BinaryIO

MOST_BYTES = 16 << 20  # of a manifest store that are taken out
MOST_BOXES = 100_000  # that are walked
_STORE = bytes.fromhex("63327061001100108000 00AA00389B71".replace(" ", ""))  # the store's type in its description box
_BMFF = bytes.fromhex("D8FEC3D61B0E483C92975828877EC481")  # A.5.1: the uuid box that holds a store
_STANDALONE = {0x01, *range(0xD0, 0xD8)}  # JPEG markers without a length (ITU-T T.81, B.1.1.3)

Piece = tuple[int, int]  # offset and length in the file


def manifest_in(stream: BinaryIO) -> dict[str, Any] | None:
    """The C2PA manifest store in a medium: ``container`` it was found in, ``pieces`` (offset and length of each stretch
    of its bytes, in order), ``size``, ``digest`` of them put together, ``complete``. None where there is none.

    A file that ends too soon, or lies about its lengths, gives what is there.
    """
    head = stream.read(16)
    stream.seek(0, 2)
    size = stream.tell()
    for name, matches, walk in _WALKS:
        if matches(head):
            found = ((at, min(length, size - at)) for at, length in walk(stream))
            pieces = [(at, length) for at, length in found if length > 0]
            return _store(stream, name, pieces) if pieces else None
    return None


def bytes_of(stream: BinaryIO, pieces: list[Piece]) -> bytes:
    """The bytes of a store, put together from its pieces."""
    parts = []
    for at, length in pieces:
        stream.seek(at)
        parts.append(stream.read(length))
    return b"".join(parts)


def _store(stream: BinaryIO, container: str, pieces: list[Piece]) -> dict[str, Any] | None:
    if sum(length for _, length in pieces) > MOST_BYTES:
        return {
            "container": container,
            "pieces": pieces,
            "size": sum(n for _, n in pieces),
            "digest": "",
            "complete": False,
        }
    data = bytes_of(stream, pieces)
    if data[4:8] != b"jumb" or _STORE not in data[:64]:  # another use of JUMBF (JPEG 360, JPEG Snack) is no manifest
        return None
    stated = struct.unpack(">I", data[:4])[0]
    return {
        "container": container,
        "pieces": [list(piece) for piece in pieces],
        "size": len(data),
        "digest": "sha256:" + hashlib.sha256(data).hexdigest(),
        "complete": stated == len(data),
    }


def _jpeg(stream: BinaryIO) -> Iterator[Piece]:
    """APP11 segments with the identifier "JP" (ISO/IEC 19566-5, D.2), in the order of their packet numbers."""
    found: dict[int, list[tuple[int, Piece]]] = {}
    at = 2
    for _ in range(MOST_BOXES):
        stream.seek(at)
        mark = stream.read(4)
        if len(mark) < 4 or mark[0] != 0xFF or mark[1] in (0xD9, 0xDA):
            break
        if mark[1] in _STANDALONE or mark[1] == 0xFF:
            at += 1 if mark[1] == 0xFF else 2
            continue
        length = struct.unpack(">H", mark[2:])[0]
        if mark[1] == 0xEB and length > 18:
            inside = stream.read(16)
            if inside[:2] == b"JP" and len(inside) == 16:
                number, packet = struct.unpack(">HI", inside[2:8])
                # Each packet repeats the box's header; all but the first leave it out of the box's bytes.
                header = 8 if inside[8:12] != b"\0\0\0\1" else 16
                skip = 8 if packet == 1 else 8 + header
                found.setdefault(number, []).append((packet, (at + 4 + skip, length - 2 - skip)))
        at += 2 + length
    for packets in found.values():
        pieces = [piece for _, piece in sorted(packets)]
        if _STORE in bytes_of(stream, pieces[:1])[:64]:
            yield from pieces
            return


def _png(stream: BinaryIO) -> Iterator[Piece]:
    """The chunk caBX."""
    at = 8
    for _ in range(MOST_BOXES):
        stream.seek(at)
        head = stream.read(8)
        if len(head) < 8:
            return
        length = struct.unpack(">I", head[:4])[0]
        if head[4:] == b"caBX":
            yield at + 8, length
            return
        at += 12 + length


def _bmff(stream: BinaryIO) -> Iterator[Piece]:
    """The top-level box uuid with C2PA's type: version and flags, a purpose "manifest", an offset, then the store."""
    at = 0
    for _ in range(MOST_BOXES):
        stream.seek(at)
        head = stream.read(16)
        if len(head) < 8:
            return
        length, start = struct.unpack(">I", head[:4])[0], at + 8
        if length == 1 and len(head) == 16:
            length, start = struct.unpack(">Q", head[8:])[0], at + 16
        if not length:  # to the end of the file (ISO/IEC 14496-12, 4.2)
            length = stream.seek(0, 2) - at
        if length < 8:
            return
        if head[4:8] == b"jumb":
            yield at, length
            return
        if head[4:8] == b"uuid":
            stream.seek(start)
            inside = stream.read(16 + 4 + 64)
            purpose, _, _ = inside[20:].partition(b"\0")
            if inside[:16] == _BMFF and purpose == b"manifest":
                first = start + 20 + len(purpose) + 1 + 8
                yield first, at + length - first
                return
        at += length


def _riff(stream: BinaryIO) -> Iterator[Piece]:
    """The chunk C2PA."""
    at = 12
    for _ in range(MOST_BOXES):
        stream.seek(at)
        head = stream.read(8)
        if len(head) < 8:
            return
        length = struct.unpack("<I", head[4:])[0]
        if head[:4] == b"C2PA":
            yield at + 8, length
            return
        at += 8 + length + length % 2


_WALKS = (
    ("JPEG APP11", lambda head: head.startswith(b"\xff\xd8\xff"), _jpeg),
    ("PNG caBX", lambda head: head.startswith(b"\x89PNG"), _png),
    ("RIFF C2PA", lambda head: head.startswith(b"RIFF"), _riff),
    ("ISO-BMFF uuid", lambda head: head[4:8] in (b"ftyp", b"styp", b"moov", b"wide", b"free", b"jumb"), _bmff),
)
