"""Tables: the parts of a WACZ around its WARCs: lists of pages and of parts, and what the package says of itself.

What may live here: their forms (WACZ 1.1.1, sections on pages and on datapackage.json), and how their lines are held.
"""

import hashlib
import json
from datetime import UTC
from typing import TYPE_CHECKING, BinaryIO, cast

from isnad.preserve.package.zipped import Member, MemberOut

if TYPE_CHECKING:
    from isnad.preserve.package.scan import Record
    from isnad.preserve.package.wacz_out import About
    from isnad.preserve.warc.out import Placed

VERSION = "1.1.1"
_HELD = 8 << 20  # bytes of a table's lines in memory
_PIECE = 1 << 20
_TEXT = json.JSONEncoder(ensure_ascii=False).encode


class Table:
    """Lines kept until they are written; what memory should not hold waits on the disk."""

    def __init__(self, head: bytes) -> None:
        self._lines, self._size = [head], 0
        self._file: BinaryIO | None = None

    def add(self, line: bytes) -> None:
        """Take a line, which ends with a line end."""
        self._lines.append(line)
        self._size += len(line)
        if self._size > _HELD:
            from tempfile import TemporaryFile

            self._file = self._file or cast(BinaryIO, TemporaryFile())  # noqa: SIM115 (closed when it is written out)
            self._file.writelines(self._lines)
            self._lines, self._size = [], 0

    def to(self, out: MemberOut) -> None:
        """Write all lines out and let go of them."""
        if self._file:
            self._file.seek(0)
            with self._file as lines:
                while data := lines.read(_PIECE):
                    out.write(data)
        out.write(b"".join(self._lines))


class Hashing:
    """Passes bytes on and hashes them, record by record."""

    def __init__(self, out: MemberOut) -> None:
        self._out, self._sum = out, hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Pass bytes on."""
        self._sum.update(data)
        return self._out.write(data)

    def taken(self) -> str:
        """The Digest of what was written since this was asked last."""
        digest, self._sum = "sha256:" + self._sum.hexdigest(), hashlib.sha256()
        return digest


def record_of(placed: "Placed", stored: str) -> "Record":
    """What an index says of a record that was just written; ``stored`` is the Digest of its bytes as stored."""
    from isnad.preserve.package.scan import Record

    return Record(
        kind=placed.kind,
        uri=placed.uri,
        id=placed.record,
        date=placed.date,
        offset=placed.offset,
        length=placed.length,
        digest=placed.payload_digest,
        stored=stored,
        media_type=placed.media_type,
    )


def page_head(name: str, title: str) -> bytes:
    """The first line of a list of pages."""
    return f'{{"format":"json-pages-1.0","id":{_TEXT(name)},"title":{_TEXT(title)}}}\n'.encode()


def datapackage(members: list[Member], about: "About") -> bytes:
    """``datapackage.json``: the files of the WACZ, with their digests."""
    listed = [
        {"name": m.path.rpartition("/")[2].lower(), "path": m.path, "hash": m.digest, "bytes": m.size} for m in members
    ]
    return pretty(
        {
            "profile": "data-package",
            "wacz_version": VERSION,
            "title": about.title,
            "description": "Exported from a case of isnad. isnad/parts.csv says where each evidentiary copy stands.",
            "created": about.made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "software": about.software,
            "resources": listed,
        }
    )


def pretty(data: object) -> bytes:
    """JSON for people to read as well."""
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
