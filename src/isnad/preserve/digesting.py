"""Digesting: the digests of the files in a folder; the worker behind ``hashing``.

What may live here: what one worker does. It is run by this file's path, and imports nothing of isnad and as little else
as it can, so that a worker is there in some 15 ms. A task is the two letters of a folder's name. The answer is three
lengths, then the name, then the digests and sizes of files that have the digest that they are named by, then JSON of
every other thing in the folder: its name, the hex digest found instead, its size, the number of an error.
"""

import hashlib
import os
import sys
from struct import Struct

ANSWER = Struct(">III")
FILE = Struct(">32sQ")
A_FOLDER, NO_FILE = 21, 40  # EISDIR; ELOOP, what O_NOFOLLOW gives for a link, said of pipes and devices too
_CHUNK = 1 << 20
Odd = tuple[str, str, int, int]


def folder_digests(folder: str) -> tuple[bytes, list[Odd]]:
    """What one folder holds: 40 bytes for each file that has the digest it is named by, and the rest."""
    good, odd = bytearray(), []
    try:
        here = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            with os.scandir(here) as found:
                things = sorted(
                    (each.name, each.is_file(follow_symlinks=False), each.is_dir(follow_symlinks=False))
                    for each in found
                )
            for name, is_file, is_folder in things:
                digest, size, number = _digest(name, here) if is_file else ("", 0, A_FOLDER if is_folder else NO_FILE)
                if digest == name and folder.endswith("/" + name[:2]):
                    good += FILE.pack(bytes.fromhex(digest), size)
                else:
                    odd.append((name, digest, size, number))
        finally:
            os.close(here)
    except OSError as error:
        odd.append(("", "", 0, error.errno or 5))
    return bytes(good), odd


_BUFFER = bytearray(_CHUNK)
_VIEW = memoryview(_BUFFER)


def _digest(name: str, here: int) -> tuple[str, int, int]:
    """Hex SHA-256, size and 0 of a file in an open folder; or "", 0 and the number of an error. A pipe that has taken
    a file's place since is not waited for."""
    try:
        handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=here)
        try:
            size = os.readv(handle, [_BUFFER])
            sha = hashlib.sha256(_VIEW[:size])
            if size == _CHUNK:  # fewer is the end of a file
                while count := os.readv(handle, [_BUFFER]):
                    sha.update(_VIEW[:count])
                    size += count
            return sha.hexdigest(), size, 0
        finally:
            os.close(handle)
    except OSError as error:
        return "", 0, error.errno or 5


def _work(base: str) -> None:
    out = sys.stdout.buffer
    while name := os.read(0, 2).decode():  # two letters from a pipe come whole, and to one worker only
        good, odd = folder_digests(f"{base}/{name}")
        said = _as_json(odd)
        out.write(ANSWER.pack(len(name), len(good), len(said)) + name.encode() + good + said)
        out.flush()
    out.write(ANSWER.pack(0, 0, 0))
    out.flush()


def _as_json(odd: list[Odd]) -> bytes:
    if not odd:
        return b"[]"
    import json  # it takes as long to load as the rest of a worker, and is hardly ever needed

    return json.dumps(odd).encode()


if __name__ == "__main__":
    _work(sys.argv[1])
