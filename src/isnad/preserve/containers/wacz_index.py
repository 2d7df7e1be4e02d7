"""Wacz index: the records of a WACZ against the lines that its indexes and pages say of them.

What may live here: reading CDXJ (compressed or not) and pages, and comparing. What they say alike is what a change has
to touch in more than one place; who touches them all, and the hashes, leaves no trace in the file (see wacz_check).
"""

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from isnad.preserve.containers.digests import parted, payload_digests
from isnad.preserve.containers.directory import Entry, Lie, content, member_file
from isnad.preserve.containers.members import GZIP, Damaged, Member, Raw, TooMuch
from isnad.preserve.containers.parts import Bounds
from isnad.preserve.containers.records import Record, Wrong, records

_LINE = 1 << 20  # bytes of one line of an index
_NEEDED = ("response", "resource", "revisit")  # what every indexer lists
_FIELDS = "application/warc-fields"
_HUGE = 1 << 40
Fault = tuple[str, str]  # what is wrong (empty: one thing was compared and right) and in which member


class Index:
    """What is known of each record, by WARC and offset. ``walk`` comes first, ``lines`` second, the others then."""

    def __init__(self, file: BinaryIO, entries: dict[str, Entry]) -> None:
        self._file, self._entries = file, entries
        self._warcs = [name for name in entries if name.startswith("archive/")]
        self._records: dict[tuple[int, int], tuple[bytes, int, bool]] = {}
        self._listed: set[tuple[int, int]] = set()
        self._urls: set[bytes] = set()
        self._any_index = False
        self._last: tuple[int, tuple[BinaryIO, int, int]] | None = None

    def _held(self, number: int) -> tuple[BinaryIO, int, int]:
        """The bytes of a WARC; of one that is packed, unpacked only once in a row."""
        if self._last is None or self._last[0] != number:
            self._last = number, member_file(self._file, self._entries[self._warcs[number]])
        return self._last[1]

    def walk(self) -> Iterator[Fault]:
        """Every record of every WARC; its own faults are those of reading it (``warc/read.py``) and not told here."""
        for number, name in enumerate(self._warcs):
            try:
                held, start, size = self._held(number)
                for record in records(held, start, size, Bounds(item=0)):
                    if isinstance(record, Wrong):
                        yield f"{record.what} (byte {record.at})", name
                        continue
                    self._records[number, record.offset] = (_what(record), record.length, _indexed(record))
                    self._urls.add(_short(record.uri))
                    yield "", name
            except Lie as error:
                yield str(error), name

    def lines(self) -> Iterator[Fault]:
        """Each line of each index: whether the record it names is there and is what the line says."""
        numbers = {name.removeprefix("archive/"): n for n, name in enumerate(self._warcs)}
        for name in self._entries:
            if not name.startswith("indexes/") or name.endswith(".idx"):
                continue
            try:
                for nth, line in enumerate(lines_of(self._file, self._entries[name]), 1):
                    said = _cdxj(line)
                    if said is None:
                        yield f"Line {nth} is no line of an index", name
                        continue
                    self._any_index = True
                    wrong = self._line(said, numbers)
                    yield (f"Line {nth} {wrong}" if wrong else ""), name
            except (Lie, Damaged, TooMuch, ValueError) as error:
                yield f"It cannot be read: {error}", name

    def unlisted(self) -> Iterator[Fault]:
        """Each record that an indexer would list: whether it is listed."""
        if not self._any_index:
            return
        for key, (_, _, indexed) in self._records.items():
            if indexed:
                what = "" if key in self._listed else f"The record at byte {key[1]} is in no index: it may be put in"
                yield what, self._warcs[key[0]]

    def pages(self) -> Iterator[Fault]:
        """Each page: whether a record of its address is there."""
        for name in self._entries:
            if not (name.startswith("pages/") and name.endswith(".jsonl")):
                continue
            try:
                for nth, line in enumerate(lines_of(self._file, self._entries[name]), 1):
                    said = _json(line)
                    if said is None:
                        yield f"Line {nth} is no JSON object", name
                    elif isinstance(url := said.get("url"), str):
                        missing = f"Line {nth} names the page {url[:200]!r}, and no record is of it"
                        yield ("" if _short(url) in self._urls else missing), name
            except (Lie, Damaged, TooMuch, ValueError) as error:
                yield f"It cannot be read: {error}", name

    def _line(self, said: dict[str, Any], numbers: dict[str, int]) -> str:
        """What is wrong with a line; empty where all it says is so."""
        where = str(said.get("filename", ""))
        number = numbers.get(where.removeprefix("archive/"))
        if number is None:
            return f"names the WARC {where[:100]!r}, which is not there"
        offset, length = _number(said.get("offset")), _number(said.get("length"))
        known = self._records.get((number, offset))
        url = str(said.get("url", ""))
        if known is None:
            return f"names a record at byte {offset} of {where[:100]}, and none begins there"
        self._listed.add((number, offset))
        if length >= 0 and not known[1] <= length <= known[1] + 4:  # some count the line ends after a record
            return f"says that the record at byte {offset} is {length} bytes long; it is {known[1]}"
        digest = parted(str(said.get("digest", "")))
        if _claimed(url, str(said["time"]), digest) == known[0]:
            return ""
        return self._differs(number, offset, said, digest)

    def _differs(self, number: int, offset: int, said: dict[str, Any], digest: tuple[str, bytes] | None) -> str:
        """In what a line and its record differ, the record read again."""
        held, start, size = self._held(number)
        record = next(iter(records(held, start + offset, size - offset, Bounds())))
        if not isinstance(record, Record):
            return f"names a record at byte {offset} that cannot be read"
        url, own = str(said.get("url", "")), record.fields.get("warc-payload-digest", "")
        if url != record.uri:
            return f"says that the record at byte {offset} is of {url[:200]!r}; it is of {record.uri[:200]!r}"
        if _stamp(str(said["time"])) != _stamp(record.fields.get("warc-date", "")):
            date = record.fields.get("warc-date", "")[:40]
            return f"says that the record at byte {offset} is of {str(said['time'])[:20]}; it says {date!r} itself"
        if digest is None or record.block is None:
            return ""  # neither says anything of it
        if own and parted(own) == digest:
            return ""
        if record.kind == "revisit":
            return "" if not own else f"gives another digest than the revisit at byte {offset} itself"
        if digest[1] in payload_digests(record.fields, record.block, record.size, digest[0], record.head):
            return ""
        return f"gives another digest than the record at byte {offset} has"


def lines_of(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    """The lines of a member, unpacked where it is gzip. Raises Lie, Damaged, TooMuch, ValueError for a long line."""
    held = b""
    for piece in _pieces(file, entry):
        *whole, held = (held + piece).split(b"\n")
        if len(held) > _LINE:
            raise ValueError("a line is too long")
        yield from (line for line in whole if line.strip())
    if held.strip():
        yield held


def _pieces(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    head = b"".join(content(file, entry, _HUGE, 0, 3))
    if head != GZIP:
        yield from content(file, entry, _HUGE)
        return
    held, start, size = member_file(file, entry)
    raw, allowance = Raw(held, start, size), [max(1 << 26, 200 * size)]
    while raw.place < raw.size:
        member = Member(raw, allowance)
        while data := member.read():
            yield data


def _cdxj(line: bytes) -> dict[str, Any] | None:
    """A line of CDXJ: a key, a time, and JSON."""
    parts = line.split(b" ", 2)
    said = _json(parts[2]) if len(parts) == 3 else None
    return None if said is None or not re.fullmatch(rb"\d{4,17}", parts[1]) else {**said, "time": parts[1].decode()}


def _json(line: bytes) -> dict[str, Any] | None:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _number(value: Any) -> int:
    words = str(value)[:20]
    return int(words) if words.isascii() and words.isdigit() else -1


def _stamp(date: str) -> str:
    """A time to the second as 14 digits, from ISO 8601 or from digits."""
    return re.sub(r"\D", "", date)[:14]


def _short(words: str) -> bytes:
    return hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=12).digest()


def _what(record: Record) -> bytes:
    """What a record says of itself, in a few bytes, so that a million fit into memory."""
    return _claimed(
        record.uri, record.fields.get("warc-date", ""), parted(record.fields.get("warc-payload-digest", ""))
    )


def _claimed(url: str, date: str, digest: tuple[str, bytes] | None) -> bytes:
    return _short(f"{url} {_stamp(date)} {digest[0] + digest[1].hex() if digest else ''}")


def _indexed(record: Record) -> bool:
    described = record.fields.get("content-type", "").split(";")[0].strip().lower() == _FIELDS
    return record.kind in _NEEDED and bool(record.uri) and not described
