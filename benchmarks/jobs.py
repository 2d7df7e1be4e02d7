"""What a second process gains in reading, and whether memory stays flat: the same invented reports, one job, then two.

Usage: python benchmarks/jobs.py [--reports N ...] [--jobs N ...] [--rounds N] [--short] [--records]

For each number of reports a case is made in a temporary folder, and read anew by each number of jobs in turn, each time
by a new Python: into the index, as ``isnad add`` does, or with --records as ``isnad show`` does, records and all.
Printed: the shortest time of the rounds and how many times as fast that is as the first number of jobs; the processor
time of the process that asks and of the children, least of the rounds; the gain that these allow where as many cores
are idle as there are jobs, which tells more on a machine that others use too; and the peak memory of the one that asks
and of the largest child. --short leaves two paragraphs of each report: for memory, where the number counts.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from invented import PRACTICE, reports
from speed import _write

import isnad

READ = """
import json, resource, sys, time
from pathlib import Path
from isnad.casebook import Casebook
from isnad.preserve.progress import silent
from isnad.reading import Readings
book = Casebook(Path(sys.argv[1]))
(book.derived / "index.sqlite").unlink(missing_ok=True)
readings = Readings(book, silent, jobs=int(sys.argv[2]))
claims = 0
began = time.perf_counter()
if sys.argv[3] == "records":
    for reading in readings:
        claims += len(reading.claims)
else:
    for problem in readings.told(()):
        pass
took = time.perf_counter() - began
mine = resource.getrusage(resource.RUSAGE_SELF)
from isnad.preserve.confined.workers import end_all
end_all()
theirs = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"took": took, "claims": claims, "parent": mine.ru_utime + mine.ru_stime,
                  "children": theirs.ru_utime + theirs.ru_stime, "peak": mine.ru_maxrss, "child": theirs.ru_maxrss}))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, nargs="+", default=[1_000, 10_000], metavar="N")
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2], metavar="N")
    parser.add_argument("--rounds", type=int, default=2, metavar="N")
    parser.add_argument("--short", action="store_true", help="two paragraphs of each report")
    parser.add_argument("--records", action="store_true", help="make records of what is read")
    given = parser.parse_args()
    print(
        f"{'reports':>8s} {'jobs':>4s} {'seconds':>8s} {'gain':>5s} {'parent s':>8s} {'children s':>10s} "
        f"{'idle gain':>9s} {'peak MB':>8s} {'child MB':>8s}"
    )
    for number in given.reports:
        with tempfile.TemporaryDirectory() as temporary:
            case = _case(Path(temporary), number, short=given.short)
            _compare(case, number, given.jobs, given.rounds, "records" if given.records else "index")


def _case(folder: Path, number: int, *, short: bool) -> Path:
    made = list(reports(number))
    if short:
        made = [replace(each, text="\n\n".join(each.text.split("\n\n")[:2]) + f"\n\n{each.file}\n") for each in made]
    _write(folder / "reports", made)
    tables = {"gazetteers": [PRACTICE / "gazetteer.csv"], "belligerents": PRACTICE / "belligerents.csv"}
    isnad.new_case(folder / "case", **tables).add(folder / "reports")
    return folder / "case"


def _compare(case: Path, number: int, jobs: list[int], rounds: int, into: str) -> None:
    best: dict[int, dict[str, float]] = {}
    read: set[float] = set()
    for _ in range(rounds):
        for each in jobs:
            found = _read(case, each, into)
            read.add(found["claims"])
            least = best.setdefault(each, found)
            least |= {name: min(least[name], found[name]) for name in found}
    if len(read) > 1:
        sys.exit("Read by more jobs, the reports give other claims.")
    first = best[jobs[0]]
    for each, found in best.items():
        print(
            f"{number:8d} {each:4d} {found['took']:8.1f} {first['took'] / found['took']:5.2f} {found['parent']:8.2f} "
            f"{found['children']:10.2f} {_idle(first, jobs[0]) / _idle(found, each):9.2f} "
            f"{found['peak'] / 1024:8.0f} {found['child'] / 1024:8.0f}",
            flush=True,
        )


def _idle(found: dict[str, float], jobs: int) -> float:
    """Seconds it takes where as many cores are idle as there are jobs; to one job a second core is there to ask it."""
    return max(found["parent"], found["children"] / jobs, (found["parent"] + found["children"]) / max(2, jobs))


def _read(case: Path, jobs: int, into: str) -> dict[str, float]:
    done = subprocess.run([sys.executable, "-c", READ, str(case), str(jobs), into], capture_output=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
