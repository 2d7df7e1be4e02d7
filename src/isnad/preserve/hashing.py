"""Hashing: the digests of all files in many folders, on all cores, in flat memory.

What may live here: the workers, what they are given and what they answer; ``digesting`` is what each does.
"""

import json
import os
import struct
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from threading import Lock
from typing import Any, NamedTuple, Self

from isnad.preserve import digesting
from isnad.preserve.beside import Beside
from isnad.preserve.digesting import ANSWER, folder_digests

_AHEAD = 1 << 20  # bytes of answers that wait for being read (Linux; fewer elsewhere)


class Odd(NamedTuple):
    """A thing in a folder that is no file named by its digest: the hex ``found`` instead and the ``size``, or the
    number of an error (21: a folder, 40: a link, or no file)."""

    name: str
    found: str
    size: int
    error: int


class Swept(NamedTuple):
    """What is in a ``folder``: of files that have the digest they are named by, 32 bytes and 8 of the size, one after
    the other; and the rest."""

    folder: str
    good: bytes
    odd: tuple[Odd, ...]


class Sweep:
    """The digests of every file in the folders of two letters ``names`` below ``base``. ``take`` is given one folder
    after the other, in no order, by one thread at a time.

    It is begun at once by ``jobs`` - 1 other processes, so that this one has a core for other work, and ended by
    ``finish``, in which this one takes part. All take the next name from one pipe by themselves: they need not wait
    for each other.
    """

    def __init__(self, base: str, names: Sequence[str], take: Callable[[Swept], None], jobs: int | None = None) -> None:
        self._base, self._take, self._telling = base, take, Lock()
        self._names, sink = os.pipe()
        os.write(sink, "".join(names).encode())  # 256 at most: they fit
        os.close(sink)
        self._workers = [_started(base, self._names) for _ in range((jobs or cores()) - 1)]
        self._followed = [Beside(partial(self._follow, worker)) for worker in self._workers]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._names)
        for worker in self._workers:
            worker.kill()
            worker.communicate()

    def finish(self) -> None:
        """Compute what is left to do, and wait for the others. Raises OSError where one of them was ended."""
        while name := os.read(self._names, 2).decode():
            self._tell(swept(name, *folder_digests(f"{self._base}/{name}")))
        for each in self._followed:
            each.wait()

    def _follow(self, worker: "subprocess.Popen[bytes]") -> None:
        for found in _answers(worker):
            self._tell(found)

    def _tell(self, found: Swept) -> None:
        with self._telling:
            self._take(found)


def cores() -> int:
    """How many processes compute digests where nobody says it."""
    return os.cpu_count() or 1


def _answers(worker: "subprocess.Popen[bytes]") -> Iterator[Swept]:
    """The answers up to the empty one that says that nothing is left to do."""
    assert worker.stdout is not None
    try:
        while lengths := ANSWER.unpack(worker.stdout.read(ANSWER.size)):
            name, good, odd = (worker.stdout.read(length) for length in lengths)
            if not name:
                return
            yield swept(name.decode(), good, json.loads(odd))
    except (struct.error, ValueError) as error:
        raise OSError(5, "A process that hashes was ended") from error


def _started(base: str, source: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-I", "-S", digesting.__file__, base]
    return subprocess.Popen(command, stdin=source, stdout=subprocess.PIPE, pipesize=_AHEAD)


def swept(folder: str, good: bytes, odd: Iterable[Sequence[Any]]) -> Swept:
    """The same to be read."""
    return Swept(folder, good, tuple(Odd(*each) for each in odd))
