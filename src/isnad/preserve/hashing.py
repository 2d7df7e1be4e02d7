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
from typing import Any, NamedTuple

from isnad.preserve import digesting
from isnad.preserve.beside import Beside
from isnad.preserve.digesting import ANSWER

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


def sweep(base: str, names: Sequence[str], take: Callable[[Swept], None], jobs: int | None = None) -> None:
    """Compute the digest of every file in the folders of two letters ``names`` below ``base``; ``take`` is given one
    folder after the other, in no order.

    The workers take the next name from one pipe by themselves: they need not wait for this process, which has other
    things to do meanwhile. Raises OSError where a worker was ended.
    """
    source, sink = os.pipe()
    os.write(sink, "".join(names).encode())  # 256 at most: they fit
    os.close(sink)
    telling = Lock()

    def follow(worker: "subprocess.Popen[bytes]") -> None:
        for found in _answers(worker):
            with telling:
                take(found)

    workers = [_started(base, source) for _ in range(jobs or os.cpu_count() or 1)]
    os.close(source)
    try:
        for done in [Beside(partial(follow, worker)) for worker in workers]:
            done.wait()
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()


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
