"""Store: bytes by their digest, in ``sha256/ab/abcd...`` below a folder.

What may live here: putting bytes in, getting them out, naming what is there. There is no deleting. An object is written
to a temporary file, synced, then renamed: a name that looks like a digest always holds whole bytes, whenever the power
fails. Many are staged first and settled together, since asking the disk to be sure costs the same for one as for all.
"""

import contextlib
import errno
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from functools import partial
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from isnad.preserve.blocks import BLOCK, keep

CHUNK = 1 << 20  # bytes that are held at a time
FEW = 8  # files that are synced one by one; beyond that the whole file system is, where that can be done
LINE = 1 << 26  # bytes of a line of a log; a line about a hundred thousand others has some 700,000
MOST = 1 << 20  # bytes of what is read whole and is small: a checkpoint, a key, case.toml
NEW = ".new-"  # what a file's name begins with until it is written whole
_HEX = frozenset("0123456789abcdef")


class Store:
    """Objects below ``root``. Only one writer at a time may stage, settle and sweep."""

    def __init__(self, root: Path, *, lasting: bool = True, blocks: Path | None = None) -> None:
        """``lasting`` false: what can be made again (working copies) is not synced. ``blocks`` is the derived folder
        in which the digests of long files' blocks are kept."""
        self.root = root
        self._temporary = root / "tmp"
        self._objects = str(root / "sha256")
        self._lasting = lasting
        self._blocks = blocks
        self._staged: dict[str, str] = {}
        self._count = 0

    def path(self, digest: str) -> Path:
        """Where the object of this Digest (``sha256:...``) lies, whether or not it is there."""
        if not is_digest(digest):
            raise ValueError(f"not a SHA-256 digest: {digest!r}")
        return Path(self._place(digest))

    def _place(self, digest: str) -> str:
        """The same as text: ten thousand paths put together by pathlib take longer than their files take to write."""
        return f"{self._objects}/{digest[7:9]}/{digest[7:]}"

    def get(self, digest: str) -> bytes:
        """The object's bytes, unchecked. Raises OSError."""
        with open_own(self.path(digest)) as stream:
            return stream.read()

    def put(self, stream: BinaryIO) -> tuple[str, int]:
        """Keep all bytes of the stream; their digest and number. Raises OSError, leaving no half object."""
        try:
            kept = self.stage(stream)
            self.settle()
        except BaseException:
            self.drop()
            raise
        return kept

    def stage(self, stream: BinaryIO) -> tuple[str, int]:
        """Write all bytes of the stream to a temporary file, to be kept by ``settle``; their digest and number.

        An object already there is kept; if its bytes have rotted, the good ones take its place. Raises OSError.
        """
        handle, path = self._new()
        try:
            try:
                hexdigest, size, blocks = _copy(stream, handle)
                os.fchmod(handle, 0o444)
            finally:
                os.close(handle)
            digest = "sha256:" + hexdigest
            if digest in self._staged or self._is_kept(digest):
                os.unlink(path)
            else:
                self._staged[digest] = path
                if self._blocks is not None and len(blocks) > 1:
                    keep(self._blocks, digest, blocks)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)
            raise
        return digest, size

    def unstage(self, digest: str) -> None:
        """Let go of one that is staged; one that is kept already stays."""
        if path := self._staged.pop(digest, ""):
            os.unlink(path)

    def settle(self) -> None:
        """Make what is staged last: bytes first, then names. Raises OSError; what was not renamed stays staged."""
        if not self._staged:
            return
        if self._lasting:
            _sync_files(self._staged.values(), self.root)
        folders = {os.path.dirname(self._place(digest)) for digest in self._staged}
        new = [folder for folder in folders if not os.path.isdir(folder)]
        for folder in new:
            os.makedirs(folder, exist_ok=True)
        for digest, path in list(self._staged.items()):
            os.replace(path, self._place(digest))
            del self._staged[digest]
        if self._lasting:
            _sync_folders([*folders, *([self._objects] if new else [])], self.root)

    def drop(self) -> None:
        """Let go of what is staged."""
        for path in self._staged.values():
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)
        self._staged.clear()

    def digests(self) -> Iterator[str]:
        """The names of all objects, sorted; files whose name is no digest are left to ``strangers``."""
        yield from (f"sha256:{os.path.basename(path)}" for path, proper in self._files() if proper)

    def strangers(self) -> Iterator[Path]:
        """Files below ``root`` that are no object, temporary ones left out."""
        yield from (Path(path) for path, proper in self._files() if not proper)

    def _files(self) -> Iterator[tuple[str, bool]]:
        """Every file below ``root`` in order, and whether it is an object: plain, and where its name says."""
        for here, folders, files in os.walk(self.root):
            if here == str(self._temporary):
                continue
            folders.sort()
            above, name = os.path.split(here)
            links = [each for each in folders if os.path.islink(f"{here}/{each}")]  # told, and not followed
            for each in sorted([*files, *links]):
                path = f"{here}/{each}"
                shape = len(each) == 64 and _HEX.issuperset(each) and name == each[:2] and above == self._objects
                yield path, shape and stat.S_ISREG(os.lstat(path).st_mode)

    def sweep(self) -> None:
        """Remove temporary files that an interrupted writer left: they were never acknowledged."""
        for path in self._temporary.glob("*"):
            path.unlink(missing_ok=True)

    def _new(self) -> tuple[int, str]:
        self._count += 1
        path = f"{self._temporary}/{os.getpid()}-{id(self):x}-{self._count}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        try:
            return os.open(path, flags, 0o600), path
        except FileNotFoundError:
            self._temporary.mkdir(parents=True, exist_ok=True)
            return os.open(path, flags, 0o600), path

    def _is_kept(self, digest: str) -> bool:
        path = self._place(digest)
        try:
            return digest_at(Path(path)) == digest
        except FileNotFoundError:
            return False
        except OSError as error:
            if error.errno == errno.ELOOP:  # a link, even to these very bytes, is not the object: it takes its place
                return False
            raise


def is_digest(text: str) -> bool:
    """Whether this is the name of an object: ``sha256:`` and 64 hex digits."""
    return text.startswith("sha256:") and len(text) == 71 and _HEX.issuperset(text[7:])


def open_own(path: Path | str) -> BufferedReader:
    """Open a file of a case, which may have come from a stranger, to be read. Raises OSError.

    A link, pipe or device is none (errno ELOOP): it would lead out of the case, never end, or never begin.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.ELOOP, "It is no plain file", str(path))
        return open(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def read_own(path: Path | str, most: int = MOST) -> bytes:
    """All bytes of a small file of a case. Raises OSError as ``open_own``, and where it has over ``most`` bytes."""
    with open_own(path) as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"It has more than {most:,} bytes", str(path))
    return data


def lines_in(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a log. One of over ``LINE`` bytes is cut there, and so does not end as a line does: a file that is
    one hole of a terabyte costs its sender nothing."""
    return iter(partial(stream.readline, LINE), b"")


def digest_at(path: Path) -> str:
    """The digest of the bytes at a path, read in pieces. Raises OSError, as ``open_own`` does."""
    with open_own(path) as stream:
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


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file so that it is there whole or not at all. Raises OSError."""
    import tempfile  # it takes as long to load as it takes to check 300 lines of the log

    handle, name = tempfile.mkstemp(dir=path.parent, prefix=NEW)
    try:
        try:
            write_all(handle, data)
            os.fchmod(handle, mode)
            os.fsync(handle)
        finally:
            os.close(handle)
        os.replace(name, path)
        sync_folder(path.parent)
    finally:
        Path(name).unlink(missing_ok=True)


def _copy(stream: BinaryIO, handle: int) -> tuple[str, int, list[bytes]]:
    """Digest, size, and the digests of the blocks of what was copied."""
    sha, size, blocks = hashlib.sha256(), 0, []
    while chunk := _block(stream):
        sha.update(chunk)
        write_all(handle, chunk)
        size += len(chunk)
        if size > BLOCK or len(chunk) == BLOCK:  # the many short files have no second digest to pay for
            blocks.append(hashlib.sha256(chunk).digest())
    return sha.hexdigest(), size, blocks


def _block(stream: BinaryIO) -> bytes:
    """A whole block; less only at the end. A stream may give fewer bytes than it was asked for."""
    data = stream.read(BLOCK)
    while data and len(data) < BLOCK and (more := stream.read(BLOCK - len(data))):
        data += more
    return data


def _sync_files(paths: Iterable[str], root: Path) -> None:
    several = list(paths)
    if len(several) > FEW and _sync_all(root):
        return
    for path in several:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sync_folders(folders: list[str], root: Path) -> None:
    if len(folders) > FEW and _sync_all(root):
        return
    for folder in folders:
        sync_folder(Path(folder))


def _sync_all(root: Path) -> bool:
    """Sync the file system that holds ``root`` (syncfs(2), Linux); whether that could be done. Raises OSError."""
    import ctypes

    syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if syncfs is None:
        return False
    handle = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if syncfs(handle) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(root))
    finally:
        os.close(handle)
    return True
