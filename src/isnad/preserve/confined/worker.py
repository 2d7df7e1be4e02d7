"""Worker: the child's side: come up, lock all doors, then answer one call after another.

What may live here: the child's main loop. It begins in an interpreter of its own, never in a fork of the parent.
"""

import contextlib
import fcntl
import os
import signal
import socket
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from isnad.preserve.confined.frames import DATA, END, FAILED, HELLO, LEAVING, VALUE, as_plain, receive, reply
from isnad.preserve.confined.lockdown import lock_down

_WORDS = 600
_SHARE = 0.75  # of the room it had when it came up: a child that has filled more after a call makes room by ending


def main() -> None:
    """Speak over the socket whose number is the first argument, until the parent is gone."""
    line = socket.socket(fileno=int(sys.argv[1]))
    line.setblocking(True)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's matter
    _end_with_parent()
    try:
        first = receive(line)
        sys.argv[1:] = []
        if first["ready"]:
            _found(first["ready"])()
        sys.dont_write_bytecode = True  # from here on it could not
        size = _SizeOf()
        holds = lock_down(first["limits"])
    except EOFError:
        return
    except Exception as error:
        reply(line, FAILED, _told(error))
        return
    reply(line, HELLO, as_plain(holds))
    most = size.now() + _SHARE * (first["limits"]["memory"] - size.now())
    while True:
        try:
            name, arguments = receive(line)
        except EOFError:
            return
        last, data = _answer(line, name, arguments, first["reply_bytes"])
        full = size.now() > most
        if full:
            reply(line, LEAVING)
        reply(line, last, data)
        if full:
            return


def _end_with_parent() -> None:
    """Standard input is a pipe that the parent holds open: when it closes, SIGIO ends this process, even in C code."""
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    with contextlib.suppress(OSError):  # a system may not do this for pipes: then it ends when it next listens
        fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC | os.O_NONBLOCK)
        if os.read(0, 1) == b"":  # it was gone already; else there is nothing to read, which is an OSError
            os._exit(0)


def _found(name: str) -> Callable[..., Any]:
    module, _, qualified = name.partition(":")
    found: Any = import_module(module)
    for part in qualified.split("."):
        found = getattr(found, part)
    return found  # type: ignore[no-any-return]


def _answer(line: socket.socket, name: str, arguments: tuple[Any, ...], most: int) -> tuple[bytes, bytes]:
    """Do as asked, and give the frame to end with."""
    try:
        made = _found(name)(*arguments)
        if not hasattr(made, "__next__"):
            return VALUE, _held(as_plain(made), most)
        for item in made:
            kind, data = (DATA, bytes(item)) if isinstance(item, bytes | bytearray) else (VALUE, as_plain(item))
            reply(line, kind, _held(data, most))
        return END, b""
    except Exception as error:
        return FAILED, _told(error)
    finally:
        for each in arguments:
            if hasattr(each, "close"):
                each.close()


def _held(data: bytes, most: int) -> bytes:
    if len(data) > most:
        raise _TooLong(f"the answer has {len(data):,} bytes, and {most:,} are allowed")
    return data


class _TooLong(Exception):
    """An answer longer than the bound."""


def _told(error: Exception) -> bytes:
    reason, words = "error", f"{type(error).__name__}: {error}"
    if isinstance(error, MemoryError):
        reason, words = "memory", "it ran out of the memory allowed"
    elif isinstance(error, _TooLong):
        reason, words = "refused", str(error)
    return as_plain({"reason": reason, "words": words[:_WORDS]})


class _SizeOf:
    """The address space of this process, where the system tells; opened before the doors are locked."""

    def __init__(self) -> None:
        try:
            self._file = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            self._file = -1

    def now(self) -> int:
        """Bytes; 0 where it is not known."""
        if self._file < 0:
            return 0
        return int(os.pread(self._file, 100, 0).split()[0]) * os.sysconf("SC_PAGESIZE")
