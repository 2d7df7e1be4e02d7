"""Digests: what a WARC record says of its own bytes, held against them.

What may live here: block and payload digests (WARC 1.1, sections 5.8 and 5.9). Three answers: right, wrong, and nothing
to check, which is never taken for right.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

_KNOWN = {
    name: name.replace("-", "") for name in ("sha1", "sha-1", "sha256", "sha-256", "sha384", "sha512", "sha-512", "md5")
}
_SIZES = {name: hashlib.new(name, usedforsecurity=False).digest_size for name in set(_KNOWN.values())}
_HEX = re.compile(r"[0-9a-fA-F]+")
_BASE32 = re.compile(r"[A-Z2-7]+")
_AS_DIGITS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHIJKLMNOPQRSTUV")  # what int() reads
_CHUNK = 1 << 18
Head = tuple[Any, int]
"""The head of an HTTP response as warcio reads it (None: there is none) and its size in bytes."""


def parted(said: str) -> tuple[str, bytes] | None:
    """Algorithm and digest of a labelled digest, in hexadecimal or base32; None where it is neither.

    A bare base32 SHA-1, as older indexes write it, is taken for one.
    """
    label, colon, value = said.strip().rpartition(":")
    algorithm = _KNOWN.get(label.lower()) if colon else "sha1"
    if algorithm is None:
        return None
    size = _SIZES[algorithm]
    if len(value) == 2 * size:
        return (algorithm, bytes.fromhex(value)) if _HEX.fullmatch(value) else None
    bare = value.rstrip("=").upper()
    spare = 5 * len(bare) - 8 * size  # bits that fill up the last letter
    if not 0 <= spare < 5 or not _BASE32.fullmatch(bare):
        return None
    number = int(bare.translate(_AS_DIGITS), 32)
    return None if number & ((1 << spare) - 1) else (algorithm, (number >> spare).to_bytes(size))


class Digests:
    """The digests of one record, while its block goes by."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._fields = fields
        self._said = {name: fields.get(f"warc-{name}-digest", "") for name in ("block", "payload")}
        self._parted = {name: parted(said) for name, said in self._said.items() if said}
        block = self._parted.get("block")
        self._block = hashlib.new(block[0], usedforsecurity=False) if block else None

    def update(self, data: bytes) -> None:
        """Take in a piece of the block."""
        if self._block is not None:
            self._block.update(data)

    def judged(self, block: BinaryIO | None, size: int, head: Head) -> tuple[list[str], list[str]]:
        """What is wrong, and which digests were not checked. ``block`` stands at its start, and does so afterwards;
        ``head`` is that of the HTTP response in it."""
        wrong: list[str] = []
        unchecked: list[str] = []
        for name, text in self._said.items():
            said = self._parted.get(name)
            if text and said is None:
                wrong.append(f"Its {name} digest {text[:80]!r} is of no kind known here")
            if said is None or (name == "payload" and not self._holds_payload(block)):
                unchecked.append(name)
            elif name == "block":
                if self._block is not None and self._block.digest() != said[1]:
                    wrong.append("Its block digest does not match: its bytes were changed, or cut")
            elif block is not None and said[1] not in payload_digests(self._fields, block, size, said[0], head):
                wrong.append("Its payload digest does not match: its bytes were changed, or cut")
        return wrong, unchecked

    def _holds_payload(self, block: BinaryIO | None) -> bool:
        """Whether the record has its payload itself: a revisit's digest is that of the record it refers to."""
        return block is not None and self._fields.get("warc-type", "").lower() != "revisit"


def payload_digests(
    fields: Mapping[str, str], block: BinaryIO, size: int, algorithm: str, head: Head
) -> Iterator[bytes]:
    """Digests that a payload may rightly be given: of the body as it came and, where it came in chunks, without them.

    The standard says only "the payload"; writers read that either way.
    """
    start = block.tell()
    http, skip = head
    if http is None and fields.get("warc-type", "").lower() == "request":
        skip = _end_of_head(block, size)
    try:
        block.seek(start + skip)
        yield _digest(block, size - skip, algorithm)
        if http is not None and "chunked" in (http.get_header("transfer-encoding") or "").lower():
            block.seek(start + skip)
            yield _unchunked(block, size - skip, algorithm)
    finally:
        block.seek(start)


def _end_of_head(block: BinaryIO, size: int) -> int:
    start = block.tell()
    data = block.read(min(size, 1 << 16))
    block.seek(start)
    at = data.find(b"\r\n\r\n")
    return at + 4 if at >= 0 else min(size, len(data))


def _digest(stream: BinaryIO, size: int, algorithm: str) -> bytes:
    made = hashlib.new(algorithm, usedforsecurity=False)
    while size > 0 and (data := stream.read(min(size, _CHUNK))):
        made.update(data)
        size -= len(data)
    return made.digest()


def _unchunked(stream: BinaryIO, size: int, algorithm: str) -> bytes:
    from warcio.bufferedreaders import ChunkedDataReader
    from warcio.limitreader import LimitReader

    made = hashlib.new(algorithm, usedforsecurity=False)
    reader = ChunkedDataReader(LimitReader(stream, size))
    while data := reader.read(_CHUNK):
        made.update(data)
    return made.digest()
