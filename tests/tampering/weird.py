"""Odd things that one who holds all keys may write into a log: one value of a line replaced, removed or put in.

Whatever it is, isnad and verify.py must give the same answer and neither may break off; benchmarks/faults.py --odd N
does what the test does, many times more.
"""

import copy
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tampering.scene import Scene, by_isnad, by_verify, rebuilt

from isnad.checking.answer import Verdict

VALUES: tuple[Any, ...] = (
    None, 0, -1, 1 << 70, 1.5, True, "", "x", "16", "é\u2028", "../../x", "sha256:" + "0" * 64, [], [1], {}, {"a": 1},
    [[[]]], ["a", 1], "2026-01-01T00:00:00Z", "isnad.case/0123456789abcdef", "case", "key", "batch", "capture",
    "sealed", "forgotten", "anchor", "cosignature", "analyst", "witness", "added", "replaced", "retired", "compromised",
)  # fmt: skip
FIELDS = ("x", "sig", "key", "objects", "private", "mono", "config", "id")


def odd(scene: Scene, seed: int, folder: Path, entries: list[dict], keys: dict) -> tuple[Verdict, Verdict] | None:
    """The answers of isnad and of verify.py to one odd log; None where it cannot even be written.

    Half of the logs are spoiled only after what stamps and witnesses have seen, so that those still hold.
    """
    chance, made = random.Random(seed), copy.deepcopy(entries)
    for _ in range(chance.choice((1, 1, 2))):
        _spoil(chance, made[scene.stamped[-1] :] if seed % 2 else made)
    try:
        lines, note = rebuilt(made, keys)
    except (TypeError, ValueError, KeyError, AttributeError):
        return None
    scene.write(lines, note or scene.late)
    return by_isnad(scene.root, folder / f"fresh-{seed}"), by_verify(scene.root, folder)[0]


def _spoil(chance: random.Random, entries: list[dict]) -> None:
    entry = chance.choice(entries)
    *way, last = chance.choice([path for path in _paths(entry) if path and path[0] != "sig"])
    place: Any = entry
    for step in way:
        place = place[step]
    what = chance.random()
    if what < 0.15 and isinstance(place, dict):
        del place[last]
    elif what < 0.25 and isinstance(place, dict):
        place[chance.choice(FIELDS)] = chance.choice(VALUES)
    else:
        place[last] = chance.choice(VALUES)


def _paths(value: Any, before: tuple = ()) -> Iterator[tuple]:
    yield before
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, each in inside:
        yield from _paths(each, (*before, step))
