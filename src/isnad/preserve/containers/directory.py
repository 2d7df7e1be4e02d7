"""Directory: what a ZIP file says it holds, read strictly, each claim held against the bytes it points at.

What may live here: the frame of ZIP (APPNOTE 6.3.10, sections 4.3 to 4.5) with one reading only. Programs differ on
which of two lists, two names or two sizes they believe; where a file leaves them that choice it is said, and what it
concerns is not read. So this is our own: the standard library believes the list at the end and reads on.
"""

import io
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from isnad.preserve.containers.parts import CHUNK, FREE, RATIO

LOCAL = b"PK\x03\x04"
_CENTRAL, _END, _END64, _LOCATOR, _DESCRIPTOR = (
    b"PK\x01\x02",
    b"PK\x05\x06",
    b"PK\x06\x06",
    b"PK\x06\x07",
    b"PK\x07\x08",
)
_MAX16, _MAX32 = 0xFFFF, 0xFFFFFFFF
_UNPACKED = 256 << 20  # bytes of a member that are unpacked into memory
NAME = 1_024  # bytes of a name
_ENCRYPTED, _TRAILING, _UTF8, _MASKED = 0x1, 0x8, 0x800, 0x2000
_LINK, _REGULAR, _FOLDER = 0o120000, 0o100000, 0o040000
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Unread(Exception):
    """The list of a ZIP cannot be believed as a whole; the message says why."""


class Lie(Exception):
    """An entry's bytes are not what was said of them; the message says how."""


@dataclass(slots=True)
class Entry:
    """A file in a ZIP. ``offset`` is that of its data, ``stored`` and ``size`` its bytes packed and unpacked.

    ``begin`` and ``end`` are all that belongs to it, in bytes of the ZIP. ``wrong`` says why it is not read.
    """

    name: str
    raw: bytes
    method: int
    flags: int
    crc: int
    stored: int
    size: int
    begin: int
    mode: int
    offset: int = 0
    end: int = 0
    wrong: str = ""

    @property
    def folder(self) -> bool:
        """Whether it is the name of a folder, which holds nothing."""
        return self.name.endswith("/") and not self.size


def entries(file: BinaryIO, most: int) -> tuple[list[Entry], list[str]]:
    """The entries in the order of the list, and what is wrong with the file as a whole.

    Raises Unread where the list at the end cannot be found or believed, or names more than ``most`` entries.
    """
    size = file.seek(0, 2)
    at, count, length, wrong = _end(file, size)
    if count > most:
        raise Unread(f"It lists {count:,} files, more than {most:,}")
    start = at - length
    found = list(_listed(file, start, at, count))
    for entry in found:
        _held_against(file, entry, start)
    wrong += _doubled(found) + _placed(found, start)
    return found, wrong


def content(file: BinaryIO, entry: Entry, most: int, start: int = 0, length: int = -1) -> Iterator[bytes]:
    """The bytes of an entry, or ``length`` of them from ``start``, in pieces.

    Raises Lie where it unpacks to other than was said, or out of all proportion, and where it is over ``most`` bytes.
    """
    bound = min(most, max(FREE, RATIO * entry.stored))
    if entry.wrong:
        raise Lie(entry.wrong)
    if entry.size > bound:
        raise Lie(f"It is said to hold {entry.size:,} bytes, over the bound of {bound:,} for {entry.stored:,} packed")
    given, crc = 0, 0
    for data in _unpacked(file, entry):
        crc = zlib.crc32(data, crc)
        first, last = max(0, start - given), len(data) if length < 0 else max(0, start + length - given)
        given += len(data)
        if given > entry.size:
            raise Lie(f"It unpacks to more than the {entry.size:,} bytes that it is said to hold")
        if piece := data[first:last]:
            yield piece
        if length >= 0 and given >= start + length:
            return
    if given != entry.size or crc != entry.crc:
        raise Lie(
            f"It unpacks to {given:,} bytes with checksum {crc:08x}; {entry.size:,} and {entry.crc:08x} were said"
        )


def member_file(file: BinaryIO, entry: Entry) -> tuple[BinaryIO, int, int]:
    """A file, a start and a size that hold a member's bytes: the ZIP itself where the member is stored as it is.

    Raises Lie, also for a packed member that is too large to unpack into memory; WACZ wants WARCs stored.
    """
    if not entry.method and not entry.wrong:
        return file, entry.offset, entry.size
    return io.BytesIO(b"".join(content(file, entry, _UNPACKED))), 0, entry.size


def _unpacked(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    place, left = entry.offset, entry.stored
    packer = zlib.decompressobj(-zlib.MAX_WBITS) if entry.method else None
    while left:
        file.seek(place)
        data = file.read(min(left, CHUNK))
        if not data:
            raise Lie("The file ends within it")
        place, left = place + len(data), left - len(data)
        if packer is None:
            yield data
            continue
        try:
            while data and not packer.eof:
                yield packer.decompress(data, CHUNK)
                data = packer.unconsumed_tail
        except zlib.error as error:
            raise Lie(f"It cannot be unpacked ({str(error).rpartition(': ')[2]})") from error
    if packer is None:
        return
    while not packer.eof and (data := packer.decompress(b"", CHUNK)):
        yield data
    if not packer.eof or packer.unused_data:
        raise Lie("Its packed bytes do not end where they were said to")


def _end(file: BinaryIO, size: int) -> tuple[int, int, int, list[str]]:
    """Where the list ends, how many it names, its length, and what is odd about that."""
    tail_at = max(0, size - (_MAX16 + 22))
    file.seek(tail_at)
    tail = file.read(_MAX16 + 22)
    ends = [m.start() for m in re.finditer(re.escape(_END), tail) if _closes(tail, m.start())]
    if not ends:
        raise Unread("It has no list of its files at its end: it was cut off, or something was put behind it")
    wrong = ["It has more than one end, so programs differ on what it holds"] if len(ends) > 1 else []
    at = tail_at + ends[-1]
    disk, disk_of_list, here, count, length, start = struct.unpack_from("<4H2L", tail, ends[-1] + 4)
    if disk or disk_of_list or here != count:
        raise Unread("It is said to be one part of several")
    if at >= 20 and tail[ends[-1] - 20 : ends[-1] - 16] == _LOCATOR:
        at, count, length, start = _end64(file, at, tail[ends[-1] - 20 : ends[-1]], (count, length, start))
    if start + length != at:
        what = f"Its list should begin at byte {start} and begins at {at - length}"
        raise Unread(f"{what}: something was put before it, or it tells untruths")
    return at, count, length, wrong


def _closes(tail: bytes, at: int) -> bool:
    return len(tail) >= at + 22 and at + 22 + int.from_bytes(tail[at + 20 : at + 22], "little") == len(tail)


def _end64(file: BinaryIO, at: int, locator: bytes, small: tuple[int, int, int]) -> tuple[int, int, int, int]:
    disk, place, disks = struct.unpack_from("<LQL", locator, 4)
    if disk or disks > 1 or place > at - 76:
        raise Unread("Its ZIP64 end is said to be where it cannot be")
    file.seek(place)
    data = file.read(56)
    if data[:4] != _END64:
        raise Unread("Its ZIP64 end is not where it is said to be")
    length64, _, _, _, _, here, count, length, start = struct.unpack("<Q2H2L4Q", data[4:56])
    if place + 12 + length64 != at - 20 or here != count:
        raise Unread("Its ZIP64 end does not fit")
    for wide, narrow, most in zip((count, length, start), small, (_MAX16, _MAX32, _MAX32), strict=True):
        if narrow not in (most, wide):
            raise Unread("Its two ends say different things (ZIP64)")
    return place, count, length, start


def _listed(file: BinaryIO, start: int, end: int, count: int) -> Iterator[Entry]:
    if start < 0:
        raise Unread("Its list is said to be longer than the file")
    place, held = start, b""
    for n in range(count):
        if len(held) < 46 + NAME:
            file.seek(place)
            held = file.read(min(1 << 18, end - place))
        if held[:4] != _CENTRAL or len(held) < 46:
            raise Unread(f"Its list names {count:,} files and breaks off after {n:,}")
        fields = struct.unpack_from("<6H3L5H2L", held, 4)
        named, extra, comment = fields[9:12]
        whole = 46 + named + extra + comment
        if whole > len(held):
            file.seek(place)
            held = file.read(min(max(whole, 1 << 18), end - place))
        if whole > len(held):
            raise Unread(f"Its list names {count:,} files and breaks off after {n:,}")
        yield _entry(fields, held[46 : 46 + named], held[46 + named : 46 + named + extra])
        place, held = place + whole, held[whole:]
    if place != end:
        raise Unread(f"Its list goes on after the {count:,} files that it is said to name")


def _entry(fields: tuple[int, ...], raw: bytes, extra: bytes) -> Entry:
    made_by, _, flags, method, _, _, crc, stored, size, *_ = fields
    disk, _, attributes, begin = fields[12:16]
    wide = _wide(extra, [size == _MAX32, stored == _MAX32, begin == _MAX32])
    wrong = ""
    if wide is None:
        wrong = "Its ZIP64 field does not fit what is said beside it"
    else:
        size, stored, begin = (w if w is not None else n for w, n in zip(wide, (size, stored, begin), strict=True))
    try:
        name = raw.decode("utf-8") if flags & _UTF8 or _is_utf8(raw) else raw.decode("cp437")
    except UnicodeDecodeError:
        name, wrong = raw.decode("utf-8", "replace"), "Its name is said to be UTF-8 and is not"
    mode = attributes >> 16 if made_by >> 8 == 3 else 0
    entry = Entry(name, raw, method, flags, crc, stored, size, begin, mode & 0o170000, wrong=wrong)
    if disk:
        entry.wrong = "It is said to lie in another part"
    entry.wrong = entry.wrong or _refused(entry)
    return entry


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _wide(extra: bytes, wanted: list[bool]) -> list[int | None] | None:
    """The 64-bit values for those of size, stored, offset that have no room; None where they are not given."""
    place = 0
    data = b""
    while place + 4 <= len(extra):
        tag, length = struct.unpack_from("<2H", extra, place)
        if tag == 1:
            data = extra[place + 4 : place + 4 + length]
            break
        place += 4 + length
    if len(data) < 8 * sum(wanted):
        return None
    values = iter(struct.unpack_from(f"<{sum(wanted)}Q", data))
    return [next(values) if want else None for want in wanted]


def _refused(entry: Entry) -> str:
    """Why an entry is not read, by what is said of it alone."""
    parts = entry.name.removesuffix("/").split("/")
    if len(entry.raw) > NAME:
        return f"Its name is {len(entry.raw):,} bytes long"
    if _CONTROL.search(entry.name) or "\\" in entry.name:
        return "Its name holds a backslash or a control character"
    if entry.name.startswith("/") or re.match(r"[A-Za-z]:", entry.name) or ".." in parts or "" in parts or "." in parts:
        return "Its name leads out of the folder, or round about"
    if entry.flags & (_ENCRYPTED | _MASKED):
        return "It is encrypted"
    if entry.mode == _LINK:
        return "It is a link"
    if entry.mode not in (0, _REGULAR, _FOLDER):
        return "It is a device or a pipe"
    if entry.method not in (0, 8):
        return f"It is packed by method {entry.method}, which is not unpacked here"
    if not entry.method and entry.stored != entry.size:
        return "It is not packed, and two sizes are said of it"
    return ""


def _held_against(file: BinaryIO, entry: Entry, end: int) -> None:
    """Hold the list against the entry's own head and, where it has one, its tail."""
    file.seek(entry.begin)
    head = file.read(30)
    if entry.begin > end - 30 or head[:4] != LOCAL:
        entry.wrong = entry.wrong or "It is not where the list says"
        return
    _, flags, method, _, _, crc, stored, size, named, extra = struct.unpack("<5H3L2H", head[4:30])
    raw, more = file.read(named), file.read(extra)
    entry.offset = entry.begin + 30 + named + extra
    entry.end = entry.offset + entry.stored
    if entry.end > end:
        entry.wrong = entry.wrong or "It is said to go on beyond the end of the files"
        return
    wide = _wide(more, [size == _MAX32, stored == _MAX32])
    if wide is not None:
        size, stored = (w if w is not None else n for w, n in zip(wide, (size, stored), strict=True))
    told = (entry.crc, entry.stored, entry.size)
    same = (crc, stored, size) == told or (flags & _TRAILING and not any((crc, stored, size)))
    if raw != entry.raw or method != entry.method or (flags ^ entry.flags) & 0x2849 or not same:
        entry.wrong = entry.wrong or "The list and its own head say different things of it"
    elif flags & _TRAILING:
        _tail(file, entry, end, told)


def _tail(file: BinaryIO, entry: Entry, end: int, told: tuple[int, int, int]) -> None:
    file.seek(entry.end)
    data = file.read(min(24, end - entry.end))
    for form in ("<3L", "<L2Q"):
        body = struct.pack(form, *told) if form != "<3L" or max(told) <= _MAX32 else b""
        for whole in (_DESCRIPTOR + body, body):
            if body and data.startswith(whole):
                entry.end += len(whole)
                return
    entry.wrong = entry.wrong or "The list and its own tail say different things of it"


def _doubled(found: list[Entry]) -> list[str]:
    named: dict[str, list[Entry]] = {}
    for entry in found:
        named.setdefault(entry.name, []).append(entry)
    for same in named.values():
        if len(same) > 1:
            for entry in same:
                entry.wrong = entry.wrong or f"There are {len(same)} files of this name; which is meant cannot be known"
    return []


def _placed(found: list[Entry], end: int) -> list[str]:
    """Mark what overlaps (a bomb, or two readings of one stretch); say where bytes belong to no file."""
    wrong: list[str] = []
    last: Entry | None = None
    reached = 0
    for entry in sorted((e for e in found if e.end), key=lambda e: (e.begin, e.end)):
        if entry.begin < reached:
            what = "It shares bytes with another file"
            entry.wrong = entry.wrong or what
            if last is not None:
                last.wrong = last.wrong or what
        elif entry.begin > reached:
            wrong.append(f"{entry.begin - reached:,} bytes from byte {reached} on belong to no file in its list")
        if entry.end >= reached:
            last, reached = entry, entry.end
    if reached < end:
        wrong.append(f"{end - reached:,} bytes from byte {reached} on belong to no file in its list")
    return wrong
