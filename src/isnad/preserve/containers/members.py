"""Members: the bytes of a WARC as stored, gzip member by member or plain, with every end and checksum looked at.

What may live here: reading forward through a file and knowing the place of every byte. Standard readers take the end
of the file for the end of the last member; here it is a fault with its place (RFC 1952, section 2.3).
"""

import contextlib
import zlib
from collections.abc import Iterator
from typing import BinaryIO

GZIP = b"\x1f\x8b\x08"
_CHUNK = 1 << 14


class Damaged(Exception):
    """The bytes cannot be followed. ``at`` is the byte where it shows, ``cut`` whether the file just ends there."""

    def __init__(self, why: str, at: int, *, cut: bool = False) -> None:
        super().__init__(why)
        self.at, self.cut = at, cut


class TooMuch(Exception):
    """More was unpacked than the bound allows."""


class Raw:
    """``size`` bytes of a file from ``start``; ``place`` counts from there."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        self._file, self._start, self.size = file, start, size
        self.seek(0)

    def seek(self, place: int) -> None:
        """Go on reading from a place."""
        self._file.seek(self._start + place)
        self.place, self._held = place, b""

    def take(self) -> bytes:
        """The next piece; empty at the end."""
        data, self._held = self._held, b""
        if not data:
            data = self._file.read(min(_CHUNK, self.size - self.place))
        self.place += len(data)
        return data

    def back(self, data: bytes) -> None:
        """Give back the end of what was taken."""
        self._held = data + self._held
        self.place -= len(data)

    def find(self, mark: bytes, place: int) -> int:
        """Where a mark stands at or after a place; -1 where it does not. Reading goes on from there."""
        self.seek(place)
        tail = b""
        while data := self.take():
            at = (tail + data).find(mark)
            if at >= 0:
                found = self.place - len(data) - len(tail) + at
                self.seek(found)
                return found
            tail = (tail + data)[-len(mark) + 1 :]
        return -1


class Plain:
    """The whole file as one run of bytes, not packed."""

    packed = False

    def __init__(self, raw: Raw, allowance: list[int]) -> None:
        self._raw, self._allowance = raw, allowance
        self.ended = False

    def read(self) -> bytes:
        """The next piece; empty at the end."""
        data = self._raw.take()
        self.ended = not data
        self._allowance[0] -= len(data)
        if self._allowance[0] < 0:
            raise TooMuch
        return data


class Member:
    """One gzip member, from where ``raw`` stands. ``allowance`` is shared: the bytes that may still be unpacked."""

    packed = True

    def __init__(self, raw: Raw, allowance: list[int]) -> None:
        self._raw, self._allowance = raw, allowance
        self._packer = zlib.decompressobj(zlib.MAX_WBITS + 16)
        self.start = raw.place
        self.ended = False
        self._given = 0
        self._why = ""

    def read(self) -> bytes:
        """The next piece unpacked; empty at the member's end, once its checksum and length have proved right.

        Raises Damaged where they do not, or the file ends first; TooMuch.
        """
        while not self.ended:
            if self._why:
                raise Damaged(self._why, self.start)
            data = self._packer.unconsumed_tail or self._raw.take()
            try:
                out = self._packer.decompress(data, _CHUNK * 4)
            except zlib.error as error:
                self._why = str(error).rpartition(": ")[2]
                out = self._before_fault()
            if self._packer.eof:
                self.ended = True
                self._raw.back(self._packer.unused_data)
            elif not data and not out:
                raise Damaged("the file ends within it", self._raw.place, cut=True)
            if out:
                self._given += len(out)
                self._allowance[0] -= len(out)
                if self._allowance[0] < 0:
                    raise TooMuch
                return out
        return b""

    def _before_fault(self) -> bytes:
        """What else comes out before the bytes are wrong. zlib withholds it by pieces; byte by byte it is always the
        same, however the pieces fell: an item taken from a damaged member can be taken out again."""
        self._raw.seek(self.start)
        packer, skip, found = zlib.decompressobj(zlib.MAX_WBITS + 16), self._given, []
        while data := self._raw.take():
            before = packer.copy()
            try:
                pieces = [packer.decompress(data)]
            except zlib.error:
                pieces = list(_singly(before, data))
                data = b""
            for piece in pieces:
                found.append(piece[skip:])
                skip = max(0, skip - len(piece))
            if not data:
                break
        return b"".join(found)


def _singly(packer: "zlib._Decompress", data: bytes) -> Iterator[bytes]:
    with contextlib.suppress(zlib.error):
        for at in range(len(data)):
            yield packer.decompress(data[at : at + 1])


class Lines:
    """Bytes of a member or a plain file, taken head by head and block by block; ``used`` counts those taken."""

    def __init__(self, source: Plain | Member) -> None:
        self.source = source
        self.used = 0
        self._held = b""

    def peek(self, size: int) -> bytes:
        """The next bytes, not taken; fewer at the end."""
        while len(self._held) < size and (data := self.source.read()):
            self._held += data
        return self._held[:size]

    def until(self, mark: bytes, most: int) -> bytes | None:
        """The bytes up to and with a mark; None where it does not come within ``most`` bytes."""
        searched = 0
        while (at := self._held.find(mark, searched)) < 0:
            searched = max(0, len(self._held) - len(mark) + 1)
            if len(self._held) > most or not (data := self.source.read()):
                return None
            self._held += data
        return self.take(at + len(mark))

    def take(self, most: int) -> bytes:
        """At most so many bytes of those at hand; empty at the end."""
        data = self._held or self.source.read()
        given, self._held = data[:most], data[most:]
        self.used += len(given)
        return given
