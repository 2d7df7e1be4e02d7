"""Cdxj: the index of a WACZ: a line a capture, sorted, in packed blocks, and an index of the blocks (ZipNum).

What may live here: writing of this index, and sorting more lines than memory should hold. All of a line but the place
of its record is made once, when the record is met first (``known.py``): an export only puts the pieces together.
"""

import hashlib
import heapq
import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from isnad.preserve.package.zipped import ZipOut

if TYPE_CHECKING:
    from isnad.preserve.package.scan import Record

INDEX, BLOCKS = "indexes/index.cdx.gz", "indexes/index.idx"
_BLOCK = 1024  # lines packed together, as other writers of WACZ have it
_LEVEL = 1  # of packing: half of a line are digests, which 6 packs 7 % smaller in three times the time
_NO_DIGITS = dict.fromkeys((ord(c) for c in "-:TZ.tz "), None)
_JSON = json.JSONEncoder().encode
_TEXT = json.JSONEncoder(ensure_ascii=False).encode
_HTML = ("text/html", "application/xhtml+xml")
_HELD = 32 << 20  # bytes of lines held before they are sorted and set aside on the disk


class Ready(NamedTuple):
    """What a WACZ says of a record, ready but for where it stands there: the record is at byte ``offset`` of its WARC.

    ``head`` is its line of the index up to the number of its place; empty where no index names it. ``stored`` is the
    Digest of its bytes as stored, ``page`` the end of its line in the list of pages, where ``is_page``, or of others.
    """

    offset: int
    head: bytes
    stored: bytes
    page: bytes
    is_page: bool


def ready_of(record: "Record") -> Ready:
    """What a WACZ says of a record.

    Values are text, as in the files of all known writers; a resource has no ``status``, since no server gave one.
    """
    head = ""
    if record.indexed:
        from isnad.preserve.package.surt import surt

        said = {"url": record.uri, "mime": "warc/revisit" if record.kind == "revisit" else record.media_type or "unk"}
        said |= {"status": record.status} if record.status else {}
        said |= {"digest": record.digest, "length": str(record.length)}
        stamp = record.date.translate(_NO_DIGITS)[:14].ljust(14, "0")
        head = f'{surt(record.uri)} {stamp} {_JSON(said)[:-1]}, "offset": "'
    return Ready(
        record.offset,
        head.encode(),
        _JSON(record.stored)[1:-1].encode(),
        f',"ts":{_TEXT(record.date)},"url":{_TEXT(record.uri)}}}\n'.encode("utf-8", "surrogatepass"),
        record.media_type in _HTML and "://" in record.uri,
    )


def named(filename: str) -> bytes:
    """What stands in a line between the place of a record and its digest, for the records of a file."""
    return f'", "filename": {_JSON(filename)}, "recordDigest": "'.encode()


def line_of(ready: Ready, name: bytes, start: int = 0) -> bytes:
    """The line for a record of a WARC that begins at byte ``start`` of the file ``named`` so."""
    return b'%s%d%s%s"}\n' % (ready.head, start + ready.offset, name, ready.stored)


class SortedLines:
    """Takes lines in any order and gives them back sorted by their bytes (CDXJ 0.1.0, section Sorting)."""

    def __init__(self, held: int = _HELD) -> None:
        self._most, self._size = held, 0
        self._lines: list[bytes] = []
        self._aside = ExitStack()
        self._files: list[Iterable[bytes]] = []

    def add(self, line: bytes) -> None:
        """Take a line, which ends with a line end. Raises OSError where the disk is full."""
        self._lines.append(line)
        self._size += len(line)
        if self._size > self._most:
            from tempfile import TemporaryFile

            file = self._aside.enter_context(TemporaryFile())  # noqa: SIM115 (closed with all others)
            file.writelines(sorted(self._lines))
            file.seek(0)
            self._files.append(file)
            self._lines, self._size = [], 0

    def __iter__(self) -> Iterator[bytes]:
        """All lines, sorted, once."""
        self._lines.sort()
        with self._aside:
            yield from heapq.merge(*self._files, self._lines) if self._files else self._lines


def packed_blocks(lines: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    """Sorted lines as packed blocks, each with the key of its first line."""
    rest = iter(lines)
    while block := list(islice(rest, _BLOCK)):
        packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)
        yield block[0].decode().split(" {", 1)[0], packer.compress(b"".join(block)) + packer.flush()


def write_index(out: ZipOut, packed: Iterable[tuple[str, bytes]]) -> None:
    """Write packed blocks, and the index of the blocks."""
    head = {"format": "cdxj-gzip-1.0", "filename": INDEX.rpartition("/")[2]}
    blocks = [f"!meta 0 {json.dumps(head)}\n"]
    with out.member(INDEX) as stream:
        for key, data in packed:
            digest = "sha256:" + hashlib.sha256(data).hexdigest()
            place = {"offset": stream.written, "length": len(data), "digest": digest}
            blocks.append(f"{key} {json.dumps(place)}\n")
            stream.write(data)
    out.put(BLOCKS, "".join(blocks).encode())
