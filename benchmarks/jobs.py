"""What a second process gains in reading, and whether memory stays flat: the same invented reports, one job, then two.

Usage: python benchmarks/jobs.py [--reports N ...] [--jobs N ...] [--rounds N]

For each number of reports a case is made in a temporary folder, and read anew by each number of jobs in turn, each time
by a new Python, as ``isnad`` would: nothing is in memory from before. Printed: the shortest time of the rounds, how
many times as fast as the first number of jobs, and the peak memory of the process that asks and of the largest child.
Two jobs need two idle cores and a third process's share of them; what the parent itself takes is printed beside it.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from invented import PRACTICE, reports
from speed import _write

import isnad

READ = """
import json, resource, sys, time
from isnad.casebook import Casebook
from isnad.preserve.progress import silent
from isnad.reading import Readings
book = Casebook(__import__("pathlib").Path(sys.argv[1]))
claims = 0
began = time.perf_counter()
for reading in Readings(book, silent, jobs=int(sys.argv[2]), cached=False):
    claims += len(reading.claims)
took = time.perf_counter() - began
mine, theirs = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
from isnad.preserve.confined.workers import end_all
end_all()
theirs = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"took": took, "claims": claims, "cpu": mine.ru_utime + mine.ru_stime,
                  "children": theirs.ru_utime + theirs.ru_stime, "peak": mine.ru_maxrss, "child": theirs.ru_maxrss}))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, nargs="+", default=[1_000, 10_000], metavar="N")
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2], metavar="N")
    parser.add_argument("--rounds", type=int, default=2, metavar="N")
    given = parser.parse_args()
    print(
        f"{'reports':>8s} {'jobs':>4s} {'seconds':>8s} {'gain':>5s} {'parent s':>8s} {'peak MB':>8s} {'child MB':>8s}"
    )
    for number in given.reports:
        with tempfile.TemporaryDirectory() as temporary:
            _compare(_case(Path(temporary), number), number, given.jobs, given.rounds)


def _case(folder: Path, number: int) -> Path:
    _write(folder / "reports", list(reports(number)))
    tables = {"gazetteers": [PRACTICE / "gazetteer.csv"], "belligerents": PRACTICE / "belligerents.csv"}
    isnad.new_case(folder / "case", **tables).add(folder / "reports")
    return folder / "case"


def _compare(case: Path, number: int, jobs: list[int], rounds: int) -> None:
    best: dict[int, dict[str, float]] = {}
    for _ in range(rounds):
        for each in jobs:
            found = _read(case, each)
            if each not in best or found["took"] < best[each]["took"]:
                best[each] = found
    if len({found["claims"] for found in best.values()}) > 1:
        sys.exit("Read by more jobs, the reports give other claims.")
    first = best[jobs[0]]["took"]
    for each, found in best.items():
        print(
            f"{number:8d} {each:4d} {found['took']:8.1f} {first / found['took']:5.2f} {found['cpu']:8.1f} "
            f"{found['peak'] / 1024:8.0f} {found['child'] / 1024:8.0f}",
            flush=True,
        )


def _read(case: Path, jobs: int) -> dict[str, float]:
    done = subprocess.run([sys.executable, "-c", READ, str(case), str(jobs)], capture_output=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
