"""Hashing: the digests of many files, on all cores, in flat memory.

What may live here: the workers and their lines. This file is also the worker: it is run by its path, and imports
nothing of isnad and little else, so that a worker is there in some 20 ms. A task is a line with a path (a JSON string);
the answer is a line with the digest, the size and 0, or the number of an error.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import islice

CHUNK = 1 << 20
AHEAD = 64  # tasks that are under way with one worker, so that neither side waits; their lines fit a pipe's buffer


def digests(paths: Iterable[str], jobs: int | None = None) -> Iterator[tuple[str, str, int, int]]:
    """For each path: the path, hex SHA-256, size in bytes and 0, or "", 0 and the error's number; in their order."""
    workers = [_started() for _ in range(jobs or os.cpu_count() or 1)]
    try:
        yield from _dealt(workers, iter(paths))
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()


def _dealt(workers: "list[subprocess.Popen[bytes]]", paths: Iterator[str]) -> Iterator[tuple[str, str, int, int]]:
    """Tasks go round the workers in hands of ``AHEAD``; answers are taken in the same order."""
    waiting: list[tuple[subprocess.Popen[bytes], list[str]]] = []
    for worker in workers * 2:  # two hands each: one is worked on while the other lies ready
        if hand := list(islice(paths, AHEAD // 2)):
            _give(worker, hand)
            waiting.append((worker, hand))
    while waiting:
        worker, hand = waiting.pop(0)
        for path in hand:
            assert worker.stdout is not None
            answer = worker.stdout.readline().split()
            if len(answer) != 3:
                raise OSError(5, "A process that hashes was ended", path)
            yield path, answer[0].decode().strip("-"), int(answer[1]), int(answer[2])
        if hand := list(islice(paths, AHEAD // 2)):
            _give(worker, hand)
            waiting.append((worker, hand))


def _give(worker: "subprocess.Popen[bytes]", hand: list[str]) -> None:
    assert worker.stdin is not None
    worker.stdin.write(b"".join(json.dumps(path).encode() + b"\n" for path in hand))
    worker.stdin.flush()


def _started() -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-I", "-S", __file__]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def _work() -> None:
    buffer = bytearray(CHUNK)
    view = memoryview(buffer)
    out = sys.stdout.buffer
    for line in sys.stdin.buffer:
        try:
            handle = os.open(json.loads(line), os.O_RDONLY | os.O_NOFOLLOW)
            try:
                sha, size = hashlib.sha256(), 0
                while count := os.readv(handle, [buffer]):
                    sha.update(view[:count])
                    size += count
            finally:
                os.close(handle)
            out.write(f"{sha.hexdigest()} {size} 0\n".encode())
        except OSError as error:
            out.write(f"- 0 {error.errno or 5}\n".encode())
        out.flush()


if __name__ == "__main__":
    _work()
