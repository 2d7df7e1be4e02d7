"""Blocks: digests of a long file's blocks, by which damage is found to a megabyte and not only seen.

What may live here: keeping those digests beside the case, in ``derived/blocks``, and looking for the first block that
changed. They prove nothing: the file's own digest does; they only tell where to look.
"""

import contextlib
import hashlib
import os
from itertools import count
from pathlib import Path

BLOCK = 1 << 20  # bytes of a block


def keep(derived: Path, digest: str, blocks: list[bytes]) -> None:
    """Keep the digests of a file's blocks (SHA-256, 32 bytes each). What cannot be kept is done without."""
    with contextlib.suppress(OSError):
        path = _path(derived, digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_NONBLOCK, 0o644)
        with open(handle, "wb") as stream:
            stream.write(b"".join(blocks))


def first_changed(derived: Path, digest: str, path: Path, size: int) -> tuple[int, int]:
    """The stretch of bytes that holds the first wrong one; all of the file where no blocks are known.

    Where all blocks that are there are right (the file was cut at a block's end), an empty stretch at ``size``.
    """
    from isnad.preserve.store import open_own  # which imports this file

    try:
        with open_own(_path(derived, digest)) as known, open_own(path) as stream:
            for number in count():
                block, data = known.read(32), stream.read(BLOCK)
                if len(block) < 32:
                    break
                if hashlib.sha256(data).digest() != block:
                    return number * BLOCK, max(number * BLOCK + 1, min(size, (number + 1) * BLOCK))
    except OSError:
        return 0, size
    return size, size


def _path(derived: Path, digest: str) -> Path:
    name = digest.removeprefix("sha256:")
    return derived / "blocks" / name[:2] / name
