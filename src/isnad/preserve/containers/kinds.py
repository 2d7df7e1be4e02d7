"""Kinds: which container a file is, told by its bytes; its name has no say.

What may live here: recognising, and saying where a file is two things at once.
"""

import re
from dataclasses import asdict, dataclass
from typing import BinaryIO

from isnad.preserve.containers.directory import LOCAL, Entry, Unread, entries
from isnad.preserve.containers.exports import HEAD, MEDIA_TYPES, TITLES, kind_of, may_be_export
from isnad.preserve.containers.members import GZIP, Damaged, Lines, Member, Raw, TooMuch
from isnad.preserve.containers.parts import megabytes

WARC, WACZ, ZIP = "warc", "wacz", "zip"
_WARC = re.compile(rb"WARC/\d\.\d{1,2}\r?\n")
_ENDS = b"PK\x05\x06"
_LOOK = 4_096  # bytes that tell whether a closer look is worth it
_TAIL = 0xFFFF + 22
_UNPACKED = 1 << 40  # bytes of one gzip member that are looked through
_MOST = 1_000_000  # files in one ZIP
_MEDIA_TYPES = {WARC: "application/warc", WACZ: "application/wacz", ZIP: "application/zip"}
_NAMES = {
    WARC: (".warc", ".warc.gz"),
    WACZ: (".wacz",),
    ZIP: (".zip",),
}
# Documents of office programs and books are ZIP files, and one item each.
_DOCUMENTS = ("[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF", "META-INF/container.xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a container is: ``name`` for programs, ``title`` for people, ``also`` what else it may be taken for."""

    name: str
    title: str
    media_type: str
    also: str = ""


def may_be_one(file: BinaryIO) -> bool:
    """Whether a file begins or ends like a container, or like JSON: only then is it worth a closer look."""
    file.seek(0)
    head = file.read(_LOOK)
    begins = head.startswith((b"WARC/", GZIP, LOCAL, _ENDS))
    return begins or may_be_export(head) or _ends_as_zip(file)


def kind_as_data(file: BinaryIO) -> dict[str, str] | None:
    """``kind_in`` as plain data, for a confined child."""
    kind = kind_in(file)
    return None if kind is None else asdict(kind)


def kind_in(file: BinaryIO) -> Kind | None:
    """Which container a file is; None where it is none. ``file`` may stand anywhere."""
    file.seek(0)
    head = file.read(HEAD)
    also = "a ZIP file" if not head.startswith((b"PK\x03\x04", _ENDS)) and _ends_as_zip(file) else ""
    if _WARC.match(head) or (head.startswith(GZIP) and _packed_warc(file)):
        return Kind(name=WARC, title="a WARC", media_type=_MEDIA_TYPES[WARC], also=also)
    if head.startswith((LOCAL, _ENDS)):
        name = _zip_kind(file)
        title = {WACZ: "a WACZ", ZIP: "a ZIP file"}.get(name, "")
        return Kind(name=name, title=title, media_type=_MEDIA_TYPES[name]) if name else None
    posts = kind_of(head)
    if posts:
        return Kind(name=posts, title=TITLES[posts], media_type=MEDIA_TYPES.get(posts, "application/json"), also=also)
    return None


def cut_gzip(file: BinaryIO) -> dict[str, int | str] | None:
    """Where and why the gzip members of a file cannot be followed to its end (RFC 1952, section 2.3); None where they
    can. What is unpacked is thrown away, piece by piece. For a confined child, as plain data."""
    size = file.seek(0, 2)
    raw = Raw(file, 0, size)
    while raw.place < size:
        member = Member(raw, [_UNPACKED])
        try:
            while member.read():
                pass
        except Damaged as error:
            return {"at": error.at, "why": str(error), "cut": error.cut}
        except TooMuch:
            return {"at": raw.place, "why": f"it unpacks to more than {megabytes(_UNPACKED)}", "cut": False}
    return None


def is_two_things(file: BinaryIO) -> bool:
    """Whether a file that does not begin as a ZIP can be opened as one all the same."""
    file.seek(0)
    return not file.read(4).startswith(b"PK") and _ends_as_zip(file)


def belied(kind: Kind, name: str) -> str:
    """What to say where a file's name promises another kind; empty where it does not."""
    lower = name.lower()
    promised = next((k for k, ends in _NAMES.items() if lower.endswith(ends)), "")
    if promised in ("", kind.name) or (promised == ZIP and kind.name == WACZ):
        return ""
    return f"Its name says {promised} and its bytes are {kind.title}; the bytes were followed."


def is_wacz(found: list[Entry]) -> bool:
    """Whether files of these names make a WACZ (WACZ 1.1.1, section 4)."""
    names = {entry.name for entry in found}
    return any(name.startswith("archive/") and ".warc" in name for name in names) and (
        "datapackage.json" in names or any(name.startswith("indexes/") for name in names)
    )


def listed(file: BinaryIO) -> tuple[list[Entry], list[str]]:
    """The entries of a ZIP within bounds. Raises Unread."""
    return entries(file, _MOST)


def _zip_kind(file: BinaryIO) -> str:
    try:
        found, _ = listed(file)
    except Unread:
        return ZIP  # taken for what it begins as; reading it says what is wrong
    if any(entry.name in _DOCUMENTS for entry in found):
        return ""
    return WACZ if is_wacz(found) else ZIP


def _packed_warc(file: BinaryIO) -> bool:
    size = file.seek(0, 2)
    try:
        return bool(_WARC.match(Lines(Member(Raw(file, 0, size), [1 << 20])).peek(16)))
    except (Damaged, TooMuch):
        return False


def _ends_as_zip(file: BinaryIO) -> bool:
    """Whether readers that look for a list at the end would find one."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    at = tail.rfind(_ENDS)
    whole = len(tail) >= at + 22 if at >= 0 else False
    return (
        whole and int.from_bytes(tail[at + 10 : at + 12], "little") > 0 and b"PK\x01\x02" in _list(file, tail, at, size)
    )


def _list(file: BinaryIO, tail: bytes, at: int, size: int) -> bytes:
    length = int.from_bytes(tail[at + 12 : at + 16], "little")
    begins = size - len(tail) + at - length
    if begins < 0:
        return b""
    file.seek(begins)
    return file.read(4)
