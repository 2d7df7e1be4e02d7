"""Bagged: a folder that is a BagIt bag (RFC 8493, version 1.0), the same byte for byte for the same files.

What may live here: the writing of bags. ``bagit.make_bag`` cannot be used for that: it writes the day of its making,
lists tag files in the order the disk gives them, moves the files in place from under the working directory, and reads
everything twice; that library is our validator (its command stands in the README of every package). A digest is taken
while a file is written.
"""

import hashlib
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from isnad.preserve.package.zipped import ZipOut
from isnad.preserve.store import CHUNK, sync_folder

MANIFEST, TAGS = "manifest-sha256.txt", "tagmanifest-sha256.txt"
BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


class BagOut:
    """A bag written to a new ``folder``. Names come from the caller alone, and no name twice. Raises OSError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.written: dict[str, str] = {}  # path below ``data`` -> hexadecimal digest
        self._bytes = 0
        (folder / "data").mkdir(parents=True)

    def put(self, path: str, data: bytes) -> None:
        """Write a small file below ``data``."""
        with self.create(path) as stream:
            stream.write(data)
        self.note(path, hashlib.sha256(data).hexdigest(), len(data))

    def copy(self, path: str, source: BinaryIO) -> str:
        """Copy a file below ``data``; its Digest. It is listed once ``note`` was called: it may have to go again."""
        sums = hashlib.sha256()
        with self.create(path) as stream:
            while data := source.read(CHUNK):
                sums.update(data)
                stream.write(data)
        return "sha256:" + sums.hexdigest()

    def create(self, path: str) -> BinaryIO:
        """A new file below ``data``."""
        target = self.folder / "data" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        return target.open("xb")

    def note(self, path: str, hexdigest: str, size: int) -> None:
        """List a file that was written below ``data``."""
        self.written[path] = hexdigest
        self._bytes += size

    def drop(self, path: str) -> None:
        """Take back a file that was not listed."""
        (self.folder / "data" / path).unlink()

    def finish(self, about: dict[str, str], tags: dict[str, bytes]) -> None:
        """Write the bag's own files: what it is ``about`` and further ``tags``, then the lists with digests."""
        listed = "".join(f"{self.written[path]}  data/{path}\n" for path in sorted(self.written))
        said = {**about, "Payload-Oxum": f"{self._bytes}.{len(self.written)}"}
        info = "".join(f"{name}: {' '.join(value.split())}\n" for name, value in sorted(said.items()))
        files = {"bagit.txt": BAGIT, "bag-info.txt": info.encode(), MANIFEST: listed.encode(), **tags}
        sums = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
        for name, data in {**files, TAGS: sums.encode()}.items():
            (self.folder / name).write_bytes(data)
        for path in self.folder.rglob("*"):
            if path.is_file():
                path.chmod(0o444)
        sync_folder(self.folder)


def zip_folder(folder: Path, to: Path, name: str) -> None:
    """Write a folder as a ZIP in which it is called ``name`` (RFC 8493, section 4). Raises OSError."""
    with to.open("xb") as stream:
        out = ZipOut(stream)
        try:
            for path, size in _files(folder):
                _pack(folder / path, f"{name}/{path}", size, out)
        except BaseException:
            out.abandon()
            raise
        out.close()
        stream.flush()
        os.fsync(stream.fileno())


def _pack(path: Path, name: str, size: int, out: ZipOut) -> None:
    packed = name.endswith((".jsonl", ".json", ".txt", ".csv"))
    with path.open("rb") as source, out.member(name, size=size, packed=packed) as member:
        while data := source.read(CHUNK):
            member.write(data)


def _files(folder: Path) -> Iterator[tuple[str, int]]:
    for path in sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()):
        yield path, (folder / path).stat().st_size


def is_zip(path: Path) -> bool:
    """Whether a path is a ZIP rather than a folder."""
    return path.is_file() and zipfile.is_zipfile(path)
