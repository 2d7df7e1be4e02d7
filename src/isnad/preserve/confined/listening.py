"""Listening: Python's own audit events as a second line, and the only one on systems without the first.

What may live here: which events are refused. Code in C passes it by, so it is never counted as a lock.
"""

import os
import sys
from typing import Any

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_REFUSED = frozenset({
    "socket.__new__", "socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
    "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo", "socket.sethostname",
    "subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile",
    "pty.spawn", "os.kill", "os.killpg", "signal.pthread_kill",
    "os.remove", "os.rename", "os.link", "os.symlink", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod", "os.chown",
    "os.chflags", "os.lockf", "os.utime", "os.setxattr", "os.removexattr", "resource.setrlimit", "resource.prlimit",
})  # fmt: skip


def listen(roots: tuple[str, ...] | None) -> None:
    """Refuse from now on: to reach out, to start anything, to write; and to read outside ``roots``, if any are given.

    https://docs.python.org/3/library/audit_events.html
    """

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _REFUSED:
            raise PermissionError(f"{event} is not allowed in a confined child")
        if event == "open":
            path, mode, flags = (*arguments, None, None)[:3]
            if _writes(mode, flags):
                raise PermissionError("writing is not allowed in a confined child")
            if roots is not None and isinstance(path, str | bytes) and not _under(os.fsdecode(path), roots):
                raise PermissionError("reading this is not allowed in a confined child")

    sys.addaudithook(hook)


def _writes(mode: object, flags: object) -> bool:
    by_mode = isinstance(mode, str) and not {"w", "a", "x", "+"}.isdisjoint(mode)
    return by_mode or (isinstance(flags, int) and bool(flags & _WRITING))


def _under(path: str, roots: tuple[str, ...]) -> bool:
    real = os.path.realpath(path)
    return any(real == root or real.startswith(root + os.sep) for root in roots)
