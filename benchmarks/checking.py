"""How fast a case is checked beside sha256sum, and in how much memory: ``python benchmarks/checking.py [--rounds N]``.

The command ``isnad check`` beside ``sha256sum`` over the same files on all cores (``xargs -P``), by turns, first once
for nothing: printed is the median of the ratios, more than 100 % being faster than sha256sum. 10,000 files of 8, 16,
32 and 64 kB, which cost a line of the log each, 100,000 files of 8 kB, of which Python's start (0.1 s) is a smaller
part, and 100 files of 20 MB. Last, the peak memory over cases of 1,000, 10,000 and 100,000 lines.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from isnad.casebook import new_casebook
from isnad.preserve.item import Taken
from isnad.preserve.manifest import Told
from isnad.preserve.pieces import Pieces

# files, bytes of each
SIZES = ((10_000, 8_000), (10_000, 16_000), (10_000, 32_000), (10_000, 64_000), (100_000, 8_000), (100, 20_000_000))
LINES = (1_000, 10_000, 100_000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as everywhere, a second run finds what the first one compiled
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as temporary:
        root = Path(temporary)
        os.environ["ISNAD_HOME"] = str(root / "home")
        for number, size in SIZES:
            _speed(
                _case(root / f"case-{number}-{size}", number, size), f"{number:,} files of {size:,} bytes", given.rounds
            )
        for number in LINES:
            print(
                f"{number:,} files: peak memory {_memory(_case(root / f'lines-{number}', number, 100)):.1f} MB",
                flush=True,
            )


def _case(root: Path, number: int, size: int) -> Path:
    """A case of that many files of random bytes, each a capture of its own."""
    book = new_casebook(root, "Benchmark")
    draw = random.Random(size)
    for start in range(0, number, 500):
        with book.writing():
            for n in range(start, min(number, start + 500)):
                stream = cast(BinaryIO, Pieces(_pieces(draw, size)))
                book.keep(Taken(stream=stream, origin=f"{n}.bin", media_type="application/octet-stream", told=Told()))
    return root


def _pieces(draw: random.Random, size: int) -> Iterator[bytes]:
    yield draw.randbytes(size)


def _speed(case: Path, name: str, rounds: int) -> None:
    files = [str(path) for path in (case / "objects" / "sha256").glob("*/*")]
    listed = case.with_suffix(".txt")
    listed.write_text("\n".join(files))
    cores = os.cpu_count() or 1
    hand = max(1, min(500, len(files) // cores // 4))

    def theirs() -> None:
        with listed.open() as stream:
            command = ["xargs", f"-P{cores}", f"-n{hand}", "sha256sum"]
            subprocess.run(command, stdin=stream, check=True, stdout=subprocess.DEVNULL)

    _check(case)
    theirs()
    took = [(_timed(lambda: _check(case)), _timed(theirs)) for _ in range(rounds)]
    mine, other = (statistics.median(each[side] for each in took) for side in (0, 1))
    speed = 100 * statistics.median(b / a for a, b in took)
    print(f"{name}: check {mine:.3f} s, sha256sum {other:.3f} s; speed of check {speed:.0f} % of it", flush=True)


def _check(case: Path) -> None:
    command = Path(sys.executable).with_name("isnad")  # as a user has it
    subprocess.run([command, "check", case], check=True, capture_output=True)


def _memory(case: Path) -> float:
    """Peak memory in MB of a check: the largest process, asked of a process that waits for nothing else."""
    code = f"import subprocess, resource; subprocess.run({[sys.executable, '-m', 'isnad', 'check', str(case)]!r}, "
    code += "check=True, capture_output=True); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return int(found.stdout) / 1000 / (1000 if sys.platform == "darwin" else 1)


def _timed(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
