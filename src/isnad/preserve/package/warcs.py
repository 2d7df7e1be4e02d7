"""Warcs: a WARC that is to be put into a package: its bytes held against its digest, and what is said of its records.

What may live here: taking in WARCs that are small enough to be held in memory. Bytes are hashed as they are read, so
that what goes into a package is what was hashed.
"""

import hashlib
import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from isnad.preserve.package.cdxj import Ready, ready_of
from isnad.preserve.trouble import gone_problem
from isnad.records.problem import Problem

if TYPE_CHECKING:
    from isnad.preserve.package.known import KnownRecords
    from isnad.preserve.package.lines import Place
    from isnad.preserve.package.scan import Broken, Record

GZIP = b"\x1f\x8b"
_READ = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK  # what is no plain file gives other bytes, or none


class WarcPart(NamedTuple):
    """A WARC to be put in: ``digest`` and ``size`` of the bytes that ``open`` gives; ``name`` as told in problems.

    ``captures`` are those of the case that it holds, by the place of each one's record in bytes. ``within`` is the
    Digest of the evidentiary copy it is a part of, where it is not that copy itself. ``path`` is the file that holds
    just these bytes, where there is one: it is read with fewer steps.
    """

    digest: str
    size: int
    open: Callable[[], BinaryIO]
    name: str
    captures: "Mapping[int, Place]" = MappingProxyType({})
    within: str = ""
    path: str = ""


class Held(NamedTuple):
    """A small WARC in memory, and what is said of the records in it; ``broken`` where they end."""

    warc: WarcPart
    data: bytes
    ready: list[Ready]
    broken: "Broken | None" = None


def held(warc: WarcPart, known: "KnownRecords | None") -> Held | Problem:
    """A WARC that is read to its end, or the Problem of one that is gone or changed; ``known`` keeps what is found."""
    try:
        data = taken(warc)
    except OSError as error:
        return gone_problem(error, warc.name)
    if (found := hashlib.sha256(data).hexdigest()) != warc.digest[7:]:
        return digest_problem(warc.open, warc.digest, warc.name) or changed(found, warc)  # it may be longer than read
    from isnad.preserve.package.scan import Broken, scan_held

    try:
        records = scan_held(data, {at: place.length for at, place in warc.captures.items()})
        return Held(warc, data, known.put(warc.digest, records) if known else ready_for(records))
    except Broken as error:
        return Held(warc, data, ready_for(_until_broken(data)), error)


def taken(warc: WarcPart) -> bytes:
    """All bytes of a WARC that should have its size; more or fewer of one that has not. Raises OSError."""
    if not warc.path:
        with warc.open() as source:
            return source.read()
    size, handle = warc.size, os.open(warc.path, _READ)
    try:
        data = os.read(handle, size + 1)
        while len(data) < size and (more := os.read(handle, size + 1 - len(data))):
            data += more
        return data
    finally:
        os.close(handle)


def ready_for(records: "Iterable[Record]") -> list[Ready]:
    """What a WACZ says of records."""
    return [ready_of(record) for record in records]


def _until_broken(data: bytes) -> "Iterator[Record]":
    from isnad.preserve.package.scan import Broken, scan

    try:
        yield from scan(io.BytesIO(data))
    except Broken:
        return


def digest_problem(opened: Callable[[], BinaryIO], digest: str, name: str) -> Problem | None:
    """The Problem of bytes that cannot be read, or are no longer those their Digest names."""
    try:
        with opened() as stream:
            found = hashlib.file_digest(stream, "sha256")  # type: ignore[arg-type]
    except OSError as error:
        return gone_problem(error, name)
    return None if found.hexdigest() == digest[7:] else _other(found.hexdigest(), digest, name)


def changed(found: str, warc: WarcPart) -> Problem:
    """The Problem of a WARC whose bytes have the SHA-256 ``found`` instead."""
    return _other(found, warc.digest, warc.name)


def _other(found: str, digest: str, name: str) -> Problem:
    what = f"Its bytes are not those that were preserved: their SHA-256 is {found}, not {digest[7:]}."
    todo = "It was left out. Put it back from a copy of the case: isnad check CASE."
    return Problem(what=what, where=name, todo=todo)
