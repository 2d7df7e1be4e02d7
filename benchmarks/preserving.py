"""What preserving costs beside the plain thing, in one run: ``python benchmarks/preserving.py [--items N]``.

Two pairs, by turns; printed are the median of each, and ours over the other's as the median of the ratios.

1. N small files (10,000 of 10 kB) added, logged, signed and synced to the disk, beside a plain WARC writer (warcio,
   a resource record each, one .warc.gz, SHA-1 as it has by default, synced once at the end).
2. One file of 20 MB added, beside the published path of auto-archiver 1.2.9: SHA-256 in pieces of 16 MB, then
   ``shutil.copy2`` (no log, no sync).
"""

import argparse
import hashlib
import os
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from warcio.warcwriter import WARCWriter

from isnad.casebook import new_casebook

SMALL, LARGE, PIECE = 10_000, 20_000_000, 16_000_000  # bytes
WORDS = ("strike", "market", "reported", "killed", "wounded", "village", "monitor", "witnesses", "convoy", "clinic")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as temporary:
        root = Path(temporary)
        os.environ["ISNAD_HOME"] = str(root / "home")
        _small(root, given.items, given.rounds)
        _one_large(root, given.rounds * 3)


def _small(root: Path, items: int, rounds: int) -> None:
    source = root / "small"
    source.mkdir()
    draw = random.Random(4)
    for n in range(items):
        (source / f"{n:06d}.txt").write_text(f"{n} " + " ".join(draw.choices(WORDS, k=SMALL // 8)))

    def ours(turn: int) -> None:
        book = new_casebook(root / f"case-{turn}", "Benchmark")
        kept = sum(each.new for each in book.add(str(source)))
        assert kept == items

    _pair(f"{items:,} files of 10 kB", ours, lambda turn: _plain_warc(source, root / f"plain-{turn}.warc.gz"), rounds)


def _plain_warc(source: Path, target: Path) -> None:
    with target.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for path in sorted(source.iterdir()):
            with path.open("rb") as data:
                record = writer.create_warc_record(
                    f"file:///{path.name}", "resource", payload=data, length=path.stat().st_size,
                    warc_content_type="text/plain",
                )  # fmt: skip
                writer.write_record(record)
        stream.flush()
        os.fsync(stream.fileno())


def _one_large(root: Path, rounds: int) -> None:
    path = root / "large.mp4"
    book = new_casebook(root / "large", "Benchmark")

    def fresh(turn: int) -> None:
        path.write_bytes(random.Random(turn).randbytes(LARGE))

    def theirs(turn: int) -> None:
        sha = hashlib.sha256()
        with path.open("rb") as stream:
            while piece := stream.read(PIECE):
                sha.update(piece)
        shutil.copy2(path, root / f"copy-{turn}-{sha.hexdigest()[:8]}")

    _pair("one file of 20 MB", lambda _: list(book.add(str(path))) and None, theirs, rounds, before=fresh)


def _pair(
    name: str,
    ours: Callable[[int], None],
    theirs: Callable[[int], None],
    rounds: int,
    before: Callable[[int], None] = lambda _: None,
) -> float:
    took: list[tuple[float, float]] = []
    for turn in range(rounds):
        before(turn)
        took.append((_timed(ours, turn), _timed(theirs, turn)))
    mine, other = (statistics.median(each[side] for each in took) for side in (0, 1))
    ratio = statistics.median(a / b for a, b in took)
    print(f"{name}: ours {mine:.3f} s, the other {other:.3f} s, ratio {ratio:.2f}", flush=True)
    return ratio


def _timed(work: Callable[[int], None], turn: int) -> float:
    start = time.perf_counter()
    work(turn)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
