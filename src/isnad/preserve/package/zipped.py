"""Zipped: ZIP files that are the same byte for byte for the same content.

What may live here: writing of ZIP. Times are those ZIP begins at (1980), rights are fixed, and a member's digest is
taken while it is written, so that nothing is read twice. A large member is hashed and written by a thread, while the
caller reads what comes next and holds it against its own digest.
"""

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, BinaryIO

from isnad.preserve.package.passing import Passing

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_READ_ONLY = 0o100444 << 16
_TOGETHER = 1 << 17  # bytes passed on at once
_LEVEL = "compress_level" if hasattr(zipfile.ZipInfo, "compress_level") else "_compresslevel"  # before Python 3.13
_LARGE = 1 << 31  # bytes from which a member gets ZIP64 fields, where its size is only guessed


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member that was written: its ``path`` in the ZIP, ``digest`` and ``size`` in bytes before packing."""

    path: str
    digest: str
    size: int


class MemberOut:
    """A member being written: a stream that counts and hashes. Small pieces are passed on together; from the second
    time on by a thread, so that what is given has to stay as it is."""

    def __init__(self, stream: IO[bytes], digest: str = "") -> None:
        """``digest`` of all that will be written, where the caller has it and it need not be taken again."""
        self._stream, self._sum, self._digest, self.written = stream, hashlib.sha256(), digest, 0
        self._waiting: list[bytes] = []
        self._size = 0
        self._passing: Passing | None = None
        self.dropped = False

    def write(self, data: bytes) -> int:
        size = len(data)
        self._waiting.append(data)
        self._size += size
        self.written += size
        if self._size >= _TOGETHER:
            if self._passing is None:
                self._passing = Passing(self._put)
            self._passing.give(self._gathered())
        return size

    def _gathered(self) -> bytes:
        data = b"".join(self._waiting) if len(self._waiting) > 1 else self._waiting[0]
        self._waiting, self._size = [], 0
        return data

    def _put(self, data: bytes) -> None:
        self._stream.write(data)
        if not self._digest:
            self._sum.update(data)

    def flush(self) -> None:
        """Pass on what waits, and wait until it is written. The ZIP itself is flushed as a whole. Raises OSError."""
        passing, self._passing = self._passing, None
        if passing is not None:
            passing.wait()
        if self._waiting:
            self._put(self._gathered())

    def drop(self) -> None:
        """Take it back: once its block ends, the ZIP is as if it had never been begun."""
        self.dropped = True

    @property
    def digest(self) -> str:
        """The Digest of what was written so far."""
        self.flush()
        return self._digest or "sha256:" + self._sum.hexdigest()


class ZipOut:
    """A ZIP written to a seekable ``stream``; ``members`` are those written, in order. Raises OSError."""

    def __init__(self, stream: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(stream, "w", allowZip64=True)
        self._to = stream
        self.members: list[Member] = []

    @contextmanager
    def member(
        self, path: str, *, size: int = 0, packed: bool = False, quick: bool = False, digest: str = ""
    ) -> Iterator[MemberOut]:
        """Write a member of about ``size`` bytes, and of this ``digest`` where it is known; ``packed`` deflates it
        (never what is packed already), ``quick`` in a third of the time, some 10 % larger."""
        info = zipfile.ZipInfo(path, _FIRST_DAY)
        info.create_system, info.external_attr = 3, _READ_ONLY  # as on Unix, whatever this machine is
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        if quick:
            setattr(info, _LEVEL, 1)
        with self._zip.open(info, "w", force_zip64=size + size // 16 > _LARGE) as stream:
            out = MemberOut(stream, digest)
            try:
                yield out
            finally:  # also where the caller failed: no thread goes on with a file that is given up
                out.flush()
        if out.dropped:
            self._take_back(info)
        else:
            self.members.append(Member(path=path, digest=out.digest, size=out.written))

    def _take_back(self, info: zipfile.ZipInfo) -> None:
        self._zip.filelist.remove(info)
        del self._zip.NameToInfo[info.filename]
        self._zip.start_dir = info.header_offset  # where the next member, or the ZIP's own index, begins
        self._to.seek(info.header_offset)
        self._to.truncate()

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
