"""What stands between isnad and the disk here: it counts what is asked of the disk, and lets one of these things fail.

``Shim`` counts calls that change files. At the one that is planned, the process ends as by kill -9 (nothing is flushed,
no handler runs), or the call fails as a disk makes it fail. ``before`` and ``half`` (of a write) are the two moments
that differ: what ends a process after a call is what ends it before the next one.
"""

import builtins
import contextlib
import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

KILLED = 77  # the exit code of a process that the shim ended
CHANGES = ("write", "replace", "rename", "fsync", "fdatasync", "truncate", "ftruncate", "mkdir", "rmdir", "fchmod")
REMOVES = ("unlink", "remove")


@dataclass
class Shim:
    """``at`` is the number of the call (from 1) that fails, 0 for none; ``how`` is "kill", "half" (kills after half of
    a write), or the number of an error. ``lasting``: every later call that needs room fails too, as on a full disk."""

    at: int = 0
    how: str | int = "kill"
    lasting: bool = False
    count: int = 0
    calls: list[str] = field(default_factory=list)
    traced: list[tuple[str, str]] = field(default_factory=list)  # each call and the path that it is about

    def before(self, name: str, args: tuple[Any, ...], real: Callable[..., Any]) -> None:
        place = " -> ".join(_path(each) for each in args[: 2 if name == "replace" else 1])
        if place.startswith("pipe:"):  # no disk has a part in it
            return
        self.count += 1
        self.calls.append(name)
        self.traced.append((name, place))
        due = self.count == self.at or (self.lasting and 0 < self.at < self.count and name not in REMOVES)
        if not due:
            return
        if self.how == "half" and name == "write":
            real(args[0], bytes(args[1])[: len(args[1]) // 2])
        if isinstance(self.how, str):
            os._exit(KILLED)
        raise OSError(self.how, os.strerror(self.how))

    @contextlib.contextmanager
    def on(self) -> Iterator["Shim"]:
        """While this lasts, calls go through the shim."""
        saved: list[tuple[Any, str, Any]] = []

        def put(place: Any, name: str, made: Any) -> None:
            saved.append((place, name, getattr(place, name)))
            setattr(place, name, made)

        for name in (*CHANGES, *REMOVES):
            put(os, name, self._wrapped(name, getattr(os, name)))
        put(os, "open", self._opening(os.open))
        put(builtins, "open", self._named(builtins.open))
        put(io, "open", self._named(io.open))
        from isnad.preserve import store
        from isnad.preserve.custody import log

        put(log, "_sync", os.fdatasync)
        put(store, "_sync_all", self._wrapped("syncfs", store._sync_all))
        try:
            yield self
        finally:
            for place, name, real in reversed(saved):
                setattr(place, name, real)

    def _wrapped(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            self.before(name, args, real)
            return real(*args, **named)

        return call

    def _opening(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any, flags: int, *args: Any, **named: Any) -> Any:
            if flags & (os.O_CREAT | os.O_TRUNC):
                self.before("create", (path,), real)
            return real(path, flags, *args, **named)

        return call

    def _named(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(file: Any, mode: str = "r", *args: Any, **named: Any) -> Any:
            if set(mode) & set("wax+") and not isinstance(file, int):
                self.before("open to write", (file,), real)
            return real(file, mode, *args, **named)

        return call


def _path(what: Any) -> str:
    """The path that a call is about, of an open file too."""
    return os.readlink(f"/proc/self/fd/{what}") if isinstance(what, int) else os.fsdecode(what)


def in_child(work: Callable[[Callable[[str], None]], None], shim: Shim) -> tuple[list[str], int]:
    """Run ``work`` in a forked process under the shim. What it said before it ended, and its exit code.

    ``work`` gets a function to acknowledge with: what went through it is out of the process, as printed words are.
    """
    inside, outside = os.pipe()
    real = os.write
    pid = os.fork()
    if pid == 0:
        code = 70
        try:
            os.close(inside)
            with shim.on():
                work(lambda words: real(outside, f"{words}\n".encode()) and None)
            code = 0
        finally:
            os._exit(code)
    os.close(outside)
    with open(inside, encoding="utf-8") as stream:
        said = stream.read().splitlines()
    return said, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def count(work: Callable[[Callable[[str], None]], None]) -> list[str]:
    """The calls that ``work`` makes, run in this process."""
    with Shim().on() as shim:
        work(lambda words: None)
    return shim.calls


def files_in(folder: Path, names: str, text: str = "What {} tells.\n") -> Path:
    """A folder with one small file for each of these letters."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / f"{name}.txt").write_text(text.format(name), encoding="utf-8")
    return folder
