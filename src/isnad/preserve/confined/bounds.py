"""Bounds: what a confined call may use, what it is handed, and how it ends when it ends badly.

What may live here: the words in which callers and children agree. No process is started here.
"""

from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path
from typing import Literal, get_args

Reason = Literal["time", "memory", "crash", "refused", "error"]
REASONS: tuple[str, ...] = get_args(Reason)
_WORDS = 600  # characters of what a child says of its failure that are passed on


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one call in a child may use. Past a bound the call ends with a ``Broke``; the next has a new child.

    ``seconds``: wall time for an answer, and in a stream for each next item. ``cpu_seconds``: processor time of the
    whole call. ``memory``: bytes of address space, libraries included. ``reply_bytes``: the longest answer, and the
    longest item of a stream. ``files``: open files at a time.
    """

    seconds: float = 60.0
    cpu_seconds: int = 900
    memory: int = 2 << 30
    reply_bytes: int = 16 << 20
    files: int = 128


@dataclass(frozen=True, slots=True)
class Handed:
    """A file for the child, anywhere within the arguments: the function gets it as a binary file open for reading.

    The parent opens it, so that the child needs no right to any path. Give a path of a regular file, or a file that
    is open for reading only (its position is then shared).
    """

    file: Path | BufferedIOBase


class Broke(Exception):
    """A confined call gave no answer.

    ``reason``: "time" and "memory" (a bound was passed), "crash" (the child died), "refused" (what it sent was not
    plain data, or too much), "error" (the function raised; ``words`` are its class and message). ``words`` may come
    from hostile bytes: clean them before a terminal sees them.
    """

    def __init__(self, reason: Reason, words: str) -> None:
        super().__init__(words[:_WORDS])
        self.reason: Reason = reason
        self.words = words[:_WORDS]
