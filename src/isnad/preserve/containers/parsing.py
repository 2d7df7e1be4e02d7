"""Parsing: the one door to the parsers of all kinds of containers.

What may live here: what a confined child is asked to run: the items of a container, and one of them again. Both take an
open file, for a child can open none; the same code reads both times, so the same bytes come out.
"""

import os
import re
from collections.abc import Iterator
from typing import BinaryIO

from isnad.preserve.containers.archive import archive_items
from isnad.preserve.containers.directory import Entry, Lie, Unread, content, member_file
from isnad.preserve.containers.exports import export_items
from isnad.preserve.containers.kinds import WACZ, WARC, ZIP, listed
from isnad.preserve.containers.parts import CHUNK, Bounds, Events
from isnad.preserve.containers.posts import Export
from isnad.preserve.containers.records import Record, records
from isnad.preserve.trouble import trouble
from isnad.preserve.warc.payload import TooLarge
from isnad.preserve.warc.read import block_payload, warc_items
from isnad.records.capture import Within

_NTH = re.compile(r"(.*)#([0-9]{1,9})", re.DOTALL)
_TODO = "Check the container with: isnad check CASE. If its digest holds, please report this."


def parse(file: BinaryIO, kind: str, name: str, bounds: Bounds) -> Events:
    """The items in a container of a known kind, as plain data (see ``parts.py``). Runs in a confined child."""
    if kind == WARC:
        yield from warc_items(file, name, bounds)
    elif kind in (WACZ, ZIP):
        yield from archive_items(file, kind, name, bounds)
    else:
        yield from export_items(kind, Export(pieces=lambda: pieces_of(file), name=name, bounds=bounds))


def pieces_of(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of an open file from its start, in pieces."""
    file.seek(0)
    while data := file.read(CHUNK):
        yield data


def ready() -> None:
    """What a child loads before it is locked."""
    import encodings.cp437
    import encodings.latin_1  # noqa: F401

    import warcio.bufferedreaders
    import warcio.limitreader
    import warcio.statusandheaders  # noqa: F401


def pieces_in(file: BinaryIO, place: dict[str, str | int], most: int) -> Iterator[bytes]:
    """The bytes of one item of an open container; ``place`` is a Within as plain data. Raises Trouble."""
    within = Within(**place)  # type: ignore[arg-type]
    try:
        if within.kind == "warc":
            yield from _of_warc(file, 0, file.seek(0, os.SEEK_END), within, most)
        elif within.kind == "json":
            yield from _slice(file, within.offset, within.length, most)
        elif within.kind in ("wacz", "zip"):
            yield from _of_zip(file, within, most)
        else:
            raise LookupError(f"a container of the kind {within.kind!r} is not known here")
    except (Lie, Unread, LookupError) as error:
        raise trouble(f"The item could not be taken out again: {error}.", within.container, _TODO) from error
    except TooLarge as error:
        todo = "Take it out of the container with another program."
        raise trouble(f"The item unpacks to more than {error} bytes.", within.container, todo) from error


def _of_warc(file: BinaryIO, start: int, size: int, within: Within, most: int) -> Iterator[bytes]:
    ident, nth = within.record, 1
    if not within.length and (found := _NTH.fullmatch(within.record)):  # one of several records in one gzip member
        ident, nth = found[1], int(found[2])
    reach = min(within.length or size, size - within.offset)
    for record in records(file, start + within.offset, reach, Bounds(item=most)):
        if isinstance(record, Record) and record.id == ident and record.nth == nth:
            if record.block is None:
                raise TooLarge(str(most))
            for piece in block_payload(record, most):
                assert isinstance(piece, bytes)
                yield piece
            return
    raise LookupError(f"no record {within.record!r} stands at byte {within.offset}")


def _of_zip(file: BinaryIO, within: Within, most: int) -> Iterator[bytes]:
    entry = _entries(file).get(within.member)
    if entry is None:
        raise LookupError(f"there is no file {within.member!r} in it")
    if within.kind == "wacz":
        yield from _of_warc(*member_file(file, entry), within, most)
    elif within.length and entry.method:
        yield from content(file, entry, 1 << 40, within.offset, min(within.length, most))
    elif within.length:
        yield from _slice(file, entry.offset + within.offset, within.length, most)
    else:
        yield from content(file, entry, most)


_known: tuple[tuple[int, ...], dict[str, Entry]] | None = None


def _entries(file: BinaryIO) -> dict[str, Entry]:
    """The list of a ZIP, read once and not for each of its items: a child is asked for many."""
    global _known
    try:
        state = os.fstat(file.fileno())
    except OSError:  # it is no file of the system, but held in memory
        return {entry.name: entry for entry in listed(file)[0] if not entry.wrong}
    key = (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns)
    if _known is None or _known[0] != key:
        _known = key, {entry.name: entry for entry in listed(file)[0] if not entry.wrong}
    return _known[1]


def _slice(file: BinaryIO, start: int, length: int, most: int) -> Iterator[bytes]:
    if length > most:
        raise TooLarge(str(most))
    file.seek(start)
    while length:
        data = file.read(min(length, CHUNK))
        if not data:
            raise LookupError("it ends before the item does")
        length -= len(data)
        yield data
