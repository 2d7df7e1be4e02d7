"""Frames: what goes over the line between parent and child.

What may live here: the framing of both directions. To the child go pickles and open files, from one that is trusted.
From the child come a letter, a length and that many bytes of JSON or data, and nothing that could run in the parent.
"""

import array
import contextlib
import copyreg
import fcntl
import io
import json
import os
import pickle
import socket
import stat
import struct
import time
from pathlib import Path
from typing import Any, BinaryIO

from isnad.preserve.confined.bounds import Broke, Handed

HELLO, VALUE, DATA, END, FAILED, LEAVING = b"H", b"V", b"D", b".", b"!", b"L"
_DOWN = struct.Struct(">QI")  # to the child: length of the pickle, number of open files sent with it
_UP = struct.Struct(">cI")  # from the child: kind, length
_MOST_FILES = 200  # SCM_MAX_FD is 253 on Linux
_PIECE = 1 << 18
_LINE_HOLDS = 1 << 17


class Parcel:
    """A message to a child, pickled, with the files handed in it opened. Raises OSError where one cannot be."""

    def __init__(self, message: object) -> None:
        self._files: list[int] = []
        self._opened = contextlib.ExitStack()
        with contextlib.ExitStack() as undo:
            undo.callback(self.close)
            self._data = _pickled(message, self._files, self._opened)
            undo.pop_all()

    @property
    def small(self) -> bool:
        """Whether it fits beside another one into what the line holds, so that sending it never waits."""
        return len(self._data) <= _LINE_HOLDS // 4

    def send(self, line: socket.socket, deadline: float) -> None:
        """Send it. Raises OSError."""
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", self._files))] if self._files else []
        line.settimeout(max(0.001, deadline - time.monotonic()))
        line.sendmsg([_DOWN.pack(len(self._data), len(self._files))], rights)
        line.sendall(self._data)

    def close(self) -> None:
        """Let go of the files that were opened for it."""
        self._opened.close()


def line() -> tuple[socket.socket, socket.socket]:
    """A line: the parent's end and the child's."""
    ends = socket.socketpair()
    for end in ends:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _LINE_HOLDS)
    return ends


def _pickled(message: object, files: list[int], opened: contextlib.ExitStack) -> bytes:
    def numbered(handed: Handed) -> tuple[Any, tuple[int]]:
        if len(files) == _MOST_FILES:
            raise ValueError(f"more than {_MOST_FILES} files handed at once")
        files.append(_descriptor(handed, opened))
        return _the_file, (len(files) - 1,)

    buffer = io.BytesIO()
    pickler = pickle.Pickler(buffer, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = copyreg.dispatch_table | {Handed: numbered}
    pickler.dump(message)
    return buffer.getvalue()


def _the_file(number: int) -> BinaryIO:
    """Stands in a pickle for a file handed with it; ``receive`` puts the file in its place."""
    raise NotImplementedError(number)


def _descriptor(handed: Handed, opened: contextlib.ExitStack) -> int:
    if isinstance(handed.file, Path):  # O_NONBLOCK: a pipe with no writer must not hold us up
        descriptor = os.open(handed.file, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        opened.callback(os.close, descriptor)
    else:
        descriptor = handed.file.fileno()
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        raise OSError(f"{handed.file} is not a regular file")
    if fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_ACCMODE != os.O_RDONLY:
        raise ValueError("a file handed to a child must be open for reading only")
    return descriptor if isinstance(handed.file, Path) else _anew(descriptor, opened)


def _anew(descriptor: int, opened: contextlib.ExitStack) -> int:
    """The same file opened once more: what is handed over as it is shares its place with us, and the child's reading
    would move ours. Where the system has no such path, the place is shared, and callers seek in earnest."""
    try:
        again = os.open(f"/proc/self/fd/{descriptor}", os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return descriptor
    opened.callback(os.close, again)
    return again


def receive(line: socket.socket) -> Any:
    """In the child: the next message, files and all. Raises EOFError when the parent is gone."""
    head, files = _head(line)
    length, number = _DOWN.unpack(head)
    if len(files) != number:
        raise EOFError("the files did not come through")
    data = bytearray()
    while len(data) < length:
        piece = os.read(line.fileno(), min(_PIECE, length - len(data)))
        if not piece:
            raise EOFError
        data += piece

    class Unpickler(pickle.Unpickler):
        def find_class(self, module: str, name: str) -> Any:
            if (module, name) == (__name__, _the_file.__name__):
                return lambda number: open(files[number], "rb")
            return super().find_class(module, name)

    return Unpickler(io.BytesIO(data)).load()


def _head(line: socket.socket) -> tuple[bytes, list[int]]:
    files = array.array("i")
    head = b""
    while len(head) < _DOWN.size:
        piece, rights, _, _ = line.recvmsg(_DOWN.size - len(head), socket.CMSG_SPACE(_MOST_FILES * files.itemsize))
        if not piece:
            raise EOFError
        head += piece
        for level, kind, data in rights:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                files.frombytes(data[: len(data) - len(data) % files.itemsize])
    return head, list(files)


def reply(line: socket.socket, kind: bytes, data: bytes = b"") -> None:
    """In the child: one frame to the parent; waits while the parent takes nothing."""
    left = memoryview(_UP.pack(kind, len(data)) + data)
    while left:
        left = left[os.write(line.fileno(), left) :]


class Inbox:
    """The parent's end: the frames that came, each held to a length."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._held = bytearray()

    def fill(self, deadline: float) -> None:
        """Take what has come. Raises Broke: "time" past the deadline, "crash" where the child is gone."""
        left = deadline - time.monotonic()
        if left <= 0:
            raise Broke("time", "it took too long")
        self._line.settimeout(left)
        try:
            piece = self._line.recv(_PIECE)
        except TimeoutError:
            raise Broke("time", "it took too long") from None
        except OSError as error:
            raise Broke("crash", f"the line to it broke ({error})") from None
        if not piece:
            raise Broke("crash", "it ended without an answer")
        self._held += piece

    def frame(self, most: int) -> tuple[bytes, bytes] | None:
        """The next whole frame; None until it has come. Raises Broke "refused" for one longer than ``most``."""
        if len(self._held) < _UP.size:
            return None
        kind, length = _UP.unpack_from(self._held)
        if length > most:
            raise Broke("refused", f"it sent {length:,} bytes at once, and {most:,} are allowed")
        end = _UP.size + length
        if len(self._held) < end:
            return None
        data = bytes(memoryview(self._held)[_UP.size : end])
        del self._held[:end]
        return kind, data

    @property
    def empty(self) -> bool:
        """Whether nothing lies here that nobody asked for."""
        return not self._held


def plain(data: bytes) -> Any:
    """The value in JSON that a child sent. Raises Broke "refused" for anything else."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Broke("refused", f"it sent no plain data ({type(error).__name__})") from None


def as_plain(value: object) -> bytes:
    """In the child: a value as JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
