"""Workers: the children themselves, as the parent sees them: started, asked, kept for the next call, ended.

What may live here: processes and their pool. A child that broke in any way is killed and never asked again.
"""

import atexit
import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from isnad.preserve.confined.bounds import REASONS, Bounds, Broke
from isnad.preserve.confined.frames import DATA, END, FAILED, HELLO, LEAVING, VALUE, Inbox, Parcel, line, plain

START = 120.0  # seconds a child may take to come up: byte-code may have to be made
_HELLO_BYTES = 1 << 14
_IDLE = 4  # children kept waiting for the next call
_PASSED_ON = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TZ")  # what an interpreter may need to start and tell the time
_CLEAN = {
    "PATH": os.defpath,
    "LC_ALL": "C.UTF-8",
    "HOME": "/nonexistent",
    "OPENBLAS_NUM_THREADS": "1",  # Landlock binds the thread that asks for it: there must be no other
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",  # glibc sets 64 MB of address space aside for each thread, and the bound would count that
}
_BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[2]); from isnad.preserve.confined.worker import main; main()"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What makes two children alike: one may be asked in the other's stead."""

    cpu_seconds: int
    memory: int
    files: int
    reply_bytes: int
    ready: str
    path: tuple[str, ...]


def kind_of(bounds: Bounds, ready: Callable[[], object] | None) -> Kind:
    """The kind of child that a call with these bounds needs."""
    named = name_of(ready) if ready else ""
    path = readable(tuple(sys.path), os.getcwd())
    return Kind(bounds.cpu_seconds, bounds.memory, bounds.files, bounds.reply_bytes, named, path)


def name_of(function: Callable[..., Any]) -> str:
    """Where a child finds a function. Raises ValueError where it cannot: it must be at the top of a module."""
    module, name = function.__module__, function.__qualname__
    if module == "__main__" or "<" in name:
        raise ValueError(f"{module}.{name} is not at the top of a module that can be imported")
    return f"{module}:{name}"


@lru_cache(maxsize=8)
def readable(path: tuple[str, ...], folder: str) -> tuple[str, ...]:
    """Where modules are found, and so what a child may read: of ``sys.path`` all but the folder one happens to stand
    in, and homes; and our own."""
    here, home = Path(folder).resolve(), Path("~").expanduser().resolve()
    ours = Path(__file__).resolve().parents[3]
    kept = [ours]
    for entry in filter(None, path):
        each = Path(entry).resolve()
        if each != here and each != home and each not in home.parents:
            kept.append(each)
    order = [Path(entry).resolve() for entry in path if entry]
    return tuple(dict.fromkeys(str(each) for each in (*order, ours) if each in kept))


class Worker:
    """One child. ``holds`` is what it says of its own locks, once it has come up."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.holds: dict[str, Any] = {}
        self.waiting = 0  # calls it has not answered
        self._busy = 0.0  # seconds it was at work
        self._began = self._seconds = 0.0
        self._up = self._leaving = False
        self.line, theirs = line()
        with theirs:
            command = [sys.executable, "-I", "-c", _BOOT, str(theirs.fileno()), json.dumps(kind.path)]
            try:
                # Its standard input stays open as long as we live, and no longer: it ends with us.
                self._process = subprocess.Popen(
                    command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                    pass_fds=(theirs.fileno(),), start_new_session=True, cwd="/", env=_environment(),
                )  # fmt: skip
            except OSError as error:
                self.line.close()
                raise Broke("error", f"no child could be started ({error})") from None
        self._inbox = Inbox(self.line)
        self.deadline = time.monotonic() + START
        limits = {"memory": kind.memory, "cpu_seconds": 2 * kind.cpu_seconds, "files": kind.files}
        self._send(Parcel({"limits": limits, "ready": kind.ready, "reply_bytes": kind.reply_bytes}))

    def ask(self, parcel: Parcel, seconds: float) -> None:
        """Send a call; the answer comes in frames. Time counts from when the calls before it are answered."""
        if not self.waiting:
            self._began, self._seconds = time.monotonic(), seconds
            self.deadline = self._began + (seconds if self._up else START)
        self.waiting += 1
        self._send(parcel)

    def answered(self, seconds: float) -> None:
        """A call is answered, and the next, if there is one, begins."""
        now = time.monotonic()
        self.waiting -= 1
        self._busy += now - self._began
        self._began, self.deadline = now, now + seconds

    def more_time(self, seconds: float) -> None:
        """Set the deadline anew, from now."""
        self.deadline = time.monotonic() + seconds

    def frame(self) -> tuple[bytes, bytes] | None:
        """The next frame that is no greeting; None until one has come. Raises Broke."""
        while (frame := self._inbox.frame(self.kind.reply_bytes if self._up else _HELLO_BYTES)) is not None:
            kind, data = frame
            if not self._up and kind == HELLO:
                self._up, self.holds = True, _said(plain(data))
                self.more_time(self._seconds)
            elif self._up and kind == LEAVING:
                self._leaving = True
            elif kind == FAILED:
                raise _failure(plain(data))
            elif self._up and kind in (VALUE, DATA, END):
                return frame
            else:
                raise Broke("refused", "it spoke out of turn")
        return None

    def wait(self) -> tuple[bytes, bytes]:
        """The next frame, by the deadline. Raises Broke."""
        while (frame := self.frame()) is None:
            self.fill()
        return frame

    def fill(self) -> None:
        """Take what has come. Raises Broke, with how the child died where it did."""
        try:
            self._inbox.fill(self.deadline)
        except Broke as broke:
            raise self._how(broke) from None

    @property
    def tired(self) -> bool:
        """Whether it should get no further call: it said so, or another might not have its whole processor time."""
        return self._leaving or self._busy >= self.kind.cpu_seconds

    @property
    def fit(self) -> bool:
        """Whether it may be kept: alive, not tired, and nothing lies there that nobody asked for."""
        if not self._up and not self.waiting:
            self._hear_greeting()
        silent = self._inbox.empty and not select.select([self.line], [], [], 0)[0]
        return silent and not self.waiting and not self.tired and self._process.poll() is None

    def _hear_greeting(self) -> None:
        """Take the greeting of a child that came up while nobody asked it for anything, if it lies there whole."""
        with contextlib.suppress(Broke):  # what is wrong with it is left lying, or it is dead: it is not fit then
            while not self._up and select.select([self.line], [], [], 0)[0]:
                self._inbox.fill(self.deadline)
                self.frame()

    def kill(self) -> None:
        """End it at once, whatever it is doing."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._close()
        self._process.wait()

    def _close(self) -> None:
        self.line.close()
        if self._process.stdin:
            with contextlib.suppress(OSError):
                self._process.stdin.close()

    def _send(self, parcel: Parcel) -> None:
        try:
            parcel.send(self.line, self.deadline)
        except (BrokenPipeError, ConnectionResetError) as error:
            raise self._how(Broke("crash", f"the line to it broke ({error})")) from None
        except TimeoutError:
            raise Broke("time", "it did not take what was sent") from None
        finally:
            parcel.close()

    def _how(self, broke: Broke) -> Broke:
        """What the way a child ended says of the reason."""
        if broke.reason != "crash":
            return broke
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:  # it closed the line and goes on
            return broke
        if code == -signal.SIGXCPU:
            return Broke("time", "its processor time was used up")
        if code == -signal.SIGKILL:
            return Broke("memory", "the system killed it, most likely for want of memory")
        if code < 0:
            return Broke("crash", f"it crashed ({_signal(-code)})")
        return Broke("crash", f"it ended without an answer (exit code {code})")


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _said(holds: Any) -> dict[str, Any]:
    if not isinstance(holds, dict):
        raise Broke("refused", "its greeting is none")
    return holds


def _failure(told: Any) -> Broke:
    match told:
        case {"reason": str(reason), "words": str(words)} if reason in REASONS:
            return Broke(reason, words)  # type: ignore[arg-type]
    return Broke("refused", "it told of a failure in no known form")


def _environment() -> dict[str, str]:
    return _CLEAN | {name: os.environ[name] for name in _PASSED_ON if name in os.environ}


_lock = threading.Lock()
_idle: list[Worker] = []


def taken(kind: Kind) -> Worker:
    """A child of this kind: one that waits, or a new one."""
    while True:
        with _lock:
            found = next((each for each in reversed(_idle) if each.kind == kind), None)
            if found is None:
                break
            _idle.remove(found)
        if found.fit:
            return found
        found.kill()
    return Worker(kind)


def given_back(worker: Worker) -> None:
    """Keep a child for the next call, if it is fit for one; the one that waited longest goes where there are many."""
    if not worker.fit:
        worker.kill()
        return
    with _lock:
        _idle.append(worker)
        ended = [_idle.pop(0) for _ in range(len(_idle) - _IDLE)]
    for each in ended:
        each.kill()


@atexit.register
def end_all() -> None:
    """End the children that wait."""
    with _lock:
        ended, _idle[:] = list(_idle), []
    for each in ended:
        each.kill()


def _forget() -> None:
    """After a fork the children are still the parent's: leave them to it."""
    global _lock
    _lock = threading.Lock()
    _idle.clear()


os.register_at_fork(after_in_child=_forget)
