"""Strength: in plain words, what holds a confined child on this machine, and what does not.

What may live here: asking a child what locks took hold, and the sentences for them.
"""

from dataclasses import dataclass
from typing import Any

from isnad.preserve.confined.bounds import Bounds, Broke
from isnad.preserve.confined.frames import Parcel
from isnad.preserve.confined.workers import given_back, kind_of, taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """``full``: every lock this house knows took hold. ``holds`` and ``lacks`` are sentences for people."""

    full: bool
    holds: tuple[str, ...]
    lacks: tuple[str, ...] = ()


def strength() -> Strength:
    """What a child on this machine is held by: a child is started and asked, nothing is assumed."""
    try:
        worker = taken(kind_of(Bounds(), None))
        if not worker.holds:
            worker.ask(Parcel(("builtins:str", ())), 60)
            worker.wait()
            worker.answered(60)
    except Broke as broke:
        return Strength(full=False, holds=(), lacks=(f"No confined child can be started here: {broke}.",))
    given_back(worker)
    return _in_words(worker.holds)


def _in_words(holds: dict[str, Any]) -> Strength:
    on_linux = holds.get("system") == "linux"
    told = [
        (True, "Time, memory, open files and the length of answers are bounded; its environment holds no secret.", ""),
        (
            bool(holds.get("seccomp")),
            "The kernel refuses it the network, other programs, other processes, and writing (seccomp).",
            "The kernel does not filter its calls: only Python's own checks stand between it and the network.",
        ),
        (
            bool(holds.get("landlock")),
            f"The kernel lets it read Python's own files and what it is handed (Landlock {holds.get('landlock')}).",
            "It could read any file that you can read: this kernel has no Landlock.",
        ),
        (
            bool(holds.get("network")),
            "It has a network of its own with nothing on it (namespace).",
            "It has no network namespace of its own; this counts only where seccomp fails too.",
        ),
        (on_linux, "", "On this system memory may not be bounded. For hostile material use Linux."),
    ]
    good = tuple(words for took, words, _ in told if took and words)
    lacks = tuple(words for took, _, words in told if not took and words)
    return Strength(full=not lacks, holds=good, lacks=lacks)
