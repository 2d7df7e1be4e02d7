"""Store: bytes by their digest, in ``objects/sha256/ab/abcd...``.

What may live here: putting bytes in, getting them out, naming what is there. There is no
deleting. An object is written to a temporary file, synced, then renamed: a name that looks like
a digest always holds whole bytes, whenever the power fails.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

CHUNK = 1 << 20
_HEX = frozenset("0123456789abcdef")


class Store:
    """Objects below ``root``. Only one writer at a time may call ``put`` and ``sweep``."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._temporary = root / "tmp"

    def path(self, digest: str) -> Path:
        """Where the object of this Digest (``sha256:...``) lies, whether or not it is there."""
        if not is_digest(digest):
            raise ValueError(f"not a SHA-256 digest: {digest!r}")
        name = digest[7:]
        return self.root / "sha256" / name[:2] / name

    def get(self, digest: str) -> bytes:
        """The object's bytes, unchecked. Raises OSError."""
        return self.path(digest).read_bytes()

    def put(self, stream: BinaryIO) -> tuple[str, int]:
        """Keep all bytes of the stream; their digest and number. Raises OSError, leaving no half object.

        An object already there is kept; if its bytes have rotted, the good ones take its place.
        """
        self._temporary.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._temporary)
        try:
            try:
                hexdigest, size = _copy(stream, handle)
                os.fchmod(handle, 0o444)
                os.fsync(handle)
            finally:
                os.close(handle)
            target = self.path("sha256:" + hexdigest)
            if not target.exists() or digest_at(target) != "sha256:" + hexdigest:
                _move(Path(name), target)
        finally:
            Path(name).unlink(missing_ok=True)
        return "sha256:" + hexdigest, size

    def digests(self) -> Iterator[str]:
        """The names of all objects, sorted; files whose name is no digest are left to ``strangers``."""
        for path in sorted((self.root / "sha256").glob("*/*")):
            if self._proper(path):
                yield "sha256:" + path.name

    def strangers(self) -> Iterator[Path]:
        """Files below ``objects`` that are no object, temporary ones left out."""
        for path in sorted(self.root.rglob("*")):
            if not path.is_dir() and path.parent != self._temporary and not self._proper(path):
                yield path

    def sweep(self) -> None:
        """Remove temporary files that an interrupted ``put`` left: they were never acknowledged."""
        for path in self._temporary.glob("*"):
            path.unlink(missing_ok=True)

    def _proper(self, path: Path) -> bool:
        name = path.name
        shape = len(name) == 64 and _HEX.issuperset(name) and path.parent.name == name[:2]
        return shape and path.parent.parent == self.root / "sha256" and path.is_file() and not path.is_symlink()


def is_digest(text: str) -> bool:
    """Whether this is the name of an object: ``sha256:`` and 64 hex digits."""
    return text.startswith("sha256:") and len(text) == 71 and _HEX.issuperset(text[7:])


def digest_at(path: Path) -> str:
    """The digest of the bytes at a path, read in pieces. Raises OSError."""
    with path.open("rb") as stream:
        return "sha256:" + hashlib.file_digest(stream, "sha256").hexdigest()


def sync_folder(path: Path) -> None:
    """Make the names in a folder last through a loss of power."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_all(handle: int, data: bytes) -> None:
    """Write every byte: ``os.write`` may write fewer. Raises OSError."""
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all. Raises OSError."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        try:
            write_all(handle, data)
            os.fchmod(handle, 0o644)
            os.fsync(handle)
        finally:
            os.close(handle)
        os.replace(name, path)
        sync_folder(path.parent)
    finally:
        Path(name).unlink(missing_ok=True)


def _copy(stream: BinaryIO, handle: int) -> tuple[str, int]:
    sha, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        sha.update(chunk)
        write_all(handle, chunk)
        size += len(chunk)
    return sha.hexdigest(), size


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(source, target)
    sync_folder(target.parent)
    sync_folder(target.parent.parent)
