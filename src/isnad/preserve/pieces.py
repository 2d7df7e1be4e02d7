"""Pieces: a stream over pieces of bytes.

What may live here: that one adapter between what gives bytes as they come and what reads them.
"""

import io
from collections.abc import Iterator


class Pieces(io.RawIOBase):
    """A stream that gives the bytes of these pieces, one after the other; nothing is held but one piece."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes; all that is left where it is negative."""
        if size < 0:
            return self._rest + b"".join(self._pieces)
        while not self._rest and (piece := next(self._pieces, None)) is not None:
            self._rest = piece
        given, self._rest = self._rest[:size], self._rest[size:]
        return given
