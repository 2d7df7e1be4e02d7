"""Zipped: ZIP files that are the same byte for byte for the same content.

What may live here: writing of ZIP. Times are those ZIP begins at (1980), rights are fixed, and a member's digest is
taken while it is written, so that nothing is read twice.
"""

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, BinaryIO

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_READ_ONLY = 0o100444 << 16
_LARGE = 1 << 31  # bytes from which a member gets ZIP64 fields, where its size is only guessed


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member that was written: its ``path`` in the ZIP, ``digest`` and ``size`` in bytes before packing."""

    path: str
    digest: str
    size: int


class MemberOut:
    """A member being written: a stream that counts and hashes."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._sum, self.written = stream, hashlib.sha256(), 0

    def write(self, data: bytes) -> int:
        self._stream.write(data)
        self._sum.update(data)
        self.written += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing: the ZIP is flushed as a whole."""

    @property
    def digest(self) -> str:
        """The Digest of what was written so far."""
        return "sha256:" + self._sum.hexdigest()


class ZipOut:
    """A ZIP written to a seekable ``stream``; ``members`` are those written, in order. Raises OSError."""

    def __init__(self, stream: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(stream, "w", allowZip64=True)
        self.members: list[Member] = []

    @contextmanager
    def member(self, path: str, *, size: int = 0, packed: bool = False) -> Iterator[MemberOut]:
        """Write a member of about ``size`` bytes; ``packed`` deflates it (never what is packed already)."""
        info = zipfile.ZipInfo(path, _FIRST_DAY)
        info.create_system, info.external_attr = 3, _READ_ONLY  # as on Unix, whatever this machine is
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        with self._zip.open(info, "w", force_zip64=size + size // 16 > _LARGE) as stream:
            out = MemberOut(stream)
            yield out
        self.members.append(Member(path=path, digest=out.digest, size=out.written))

    def put(self, path: str, data: bytes, *, packed: bool = True) -> None:
        """Write a small member whole."""
        with self.member(path, size=len(data), packed=packed) as out:
            out.write(data)

    def abandon(self) -> None:
        """Leave it unfinished: else Python writes an index when it lets go of it, into whatever stands there then."""
        self._zip.fp = None

    def close(self) -> None:
        """Write the ZIP's own index; without it there is no ZIP."""
        self._zip.close()
