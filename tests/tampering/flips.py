"""One byte of a case turned over, and whether that shows: for every byte, or for some of them.

benchmarks/faults.py --every-byte turns every byte of every file; the tests turn some of each.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from tampering.scene import Scene, answer, by_verify

from isnad.checking.answer import Verdict

# No evidence: what is computed or empty, and what only explains. Of the latter a change is told and breaks nothing.
NOTHING = ("lock", "index.csv", "derived")
TOLD = ("README.txt", "verify.py", "cosignatures", "case.toml")
NOT_COMPARED = (b"made_by", b"created")  # lines of case.toml that say again what the log says


def files(scene: Scene) -> list[Path]:
    """Every file of the case that says anything."""
    every = (path for path in sorted(scene.root.rglob("*")) if path.is_file())
    return [path for path in every if path.relative_to(scene.root).parts[0] not in NOTHING]


def places(path: Path, few: int) -> list[int]:
    """Some places of a file: its first byte, its last, and ``few`` between, the same in every run."""
    size = path.stat().st_size
    return sorted({0, size - 1, *range(0, size, max(1, size // few))})


@contextlib.contextmanager
def turned(path: Path, at: int) -> Iterator[None]:
    """The lowest bit of this byte turned over."""
    data = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    try:
        yield
    finally:
        path.write_bytes(data)


def silent(scene: Scene, path: Path, at: int, folder: Path, *, verify: bool) -> str:
    """What is wrong with the answer to this byte turned over; empty where it is right."""
    name, where = path.name, f"{path.relative_to(scene.root)} byte {at}"
    line = path.read_bytes()[:at].rpartition(b"\n")[2] + path.read_bytes()[at:].partition(b"\n")[0]
    with turned(path, at):
        found = answer(scene.root, folder / "fresh")
        verdict = found.verdict if found else Verdict.FAILS
        if verify:
            said = by_verify(scene.root, folder)[0]
            opened = found is not None  # a folder that isnad refuses to open is not verifiable to verify.py
            if said is not verdict and (opened or said is Verdict.HOLDS):
                return f"{where}: isnad says {verdict.name}, verify.py says {said.name}"
    if verdict is not Verdict.HOLDS:
        return ""
    told = found is not None and any(name in problem.where for problem in found.problems)
    if name in TOLD and (told or line.startswith(NOT_COMPARED)):
        return ""
    return f"{where}: it holds"
