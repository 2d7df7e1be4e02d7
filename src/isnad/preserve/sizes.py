"""Sizes: the sizes of very many objects by their digests, in 40 bytes each.

What may live here: that one table. A dict of a hundred thousand digests takes four times as much, and a check holds
two.
"""

from struct import Struct

_ROW = Struct(">32sQ")


class Sizes:
    """Rows of a digest (32 bytes) and a size, apart by the first byte of the digest: that many can be looked through
    at a time."""

    def __init__(self) -> None:
        self._parts = [bytearray() for _ in range(256)]

    def add(self, digest: bytes, size: int) -> None:
        """Add a row; of several for one digest the last counts. Sizes are below 2**64."""
        self._parts[digest[0]] += _ROW.pack(digest, size)

    def add_rows(self, rows: bytes) -> None:
        """Add rows of digests that begin with the same byte, packed as ``digesting`` answers them."""
        if rows:
            self._parts[rows[0]] += rows

    def beginning(self, first: int) -> dict[bytes, int]:
        """The sizes of the digests that begin with this byte."""
        return dict(_ROW.iter_unpack(self._parts[first]))
