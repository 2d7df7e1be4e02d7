"""How fast a real case of many incidents leaves it by the command line: ``python benchmarks/exporting_case.py``.

A pool of invented reports (``make_pool.py``) is made, of which ``--reports`` of each incident are kept until there are
``--incidents`` of them; they are added to a case and read. Then each form is exported as a user would, in a process of
its own, after the case was computed and names were looked for once. The same is done of a tenth of the incidents:
memory is flat where the two peaks are near each other. Printed are the seconds on the wall and of the processor, the
two peaks in MB, and what was written in MB.
"""

import argparse
import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from exporting import FORMS
from make_pool import Made, country, pool, write

SEED = 7
PER_INCIDENT = 5  # reports of the pool for each incident that is wanted: it has more than four for each
ISNAD = (sys.executable, "-m", "isnad")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("forms", nargs="*", default=list(FORMS))
    parser.add_argument("--incidents", type=int, default=20_000)
    parser.add_argument("--reports", type=int, default=1, help="of each incident at most")
    parser.add_argument("--folder", type=Path, help="where the cases are made, and kept for the next time")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        folder = given.folder or Path(passing)
        os.environ["ISNAD_HOME"] = str(folder / "home")
        cases = [_case(folder / f"of-{n}", n, given.reports) for n in (given.incidents // 10, given.incidents)]
        print(f"{'form':10}{'wall s':>8}{'CPU s':>8}{'peak MB, a tenth':>18}{'peak MB':>9}{'written MB':>12}")
        for form in given.forms:
            (_, _, small, _), (wall, cpu, peak, size) = (_exported(case, form) for case in cases)
            print(f"{form:10}{wall:8.1f}{cpu:8.1f}{small:18.0f}{peak:9.0f}{size:12.1f}", flush=True)


def _case(folder: Path, incidents: int, reports: int) -> Path:
    """A case of so many incidents, read and computed, with names looked for."""
    case = folder / "case"
    if not case.exists():
        inside = folder / "in"
        inside.mkdir(parents=True)
        made = list(pool(PER_INCIDENT * incidents, 0.5, SEED))
        write(folder, made, country(4_000, SEED))
        with (inside / "manifest.csv").open("w", newline="", encoding="utf-8") as stream:
            rows = csv.writer(stream)
            rows.writerow(("file", "publisher", "published", "url"))
            for each in _some(made, incidents, reports):
                (inside / f"{each.id}.txt").write_text(each.text, encoding="utf-8")
                rows.writerow((f"{each.id}.txt", each.publisher, each.published.isoformat(), each.row()["url"]))
        _run("new", case, "--gazetteer", folder / "gazetteer.csv")
        _run("add", case, inside)
    listed = _run("show", case).count("\n")
    with tempfile.TemporaryDirectory() as out:
        _run("export", case, "--as", "rss", "--to", Path(out) / "out")
    print(f"{listed:,} incidents in a case made for {incidents:,}", file=sys.stderr)
    return case


def _some(made: list[Made], incidents: int, reports: int) -> Iterator[Made]:
    """Reports of the first so many incidents of a pool, so many of each."""
    met: Counter[str] = Counter()
    for each in made:
        main = next(iter(each.incidents), "")
        if main and met[main] < reports and (main in met or len(met) < incidents):
            met[main] += 1
            yield each


def _exported(case: Path, form: str) -> tuple[float, float, float, float]:
    with tempfile.TemporaryDirectory() as out:
        began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        measured = "import resource, sys; from isnad.cli import run; code = run(sys.argv[1:]); "
        measured += "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr); sys.exit(code)"
        command = [sys.executable, "-c", measured, "export", str(case), "--as", form, "--to", str(Path(out) / "out")]
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
        wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        size = sum(path.stat().st_size for path in Path(out).rglob("*") if path.is_file())
        return wall, cpu, int(ran.stderr.split()[-1]) / 1024, size / 1e6


def _run(*arguments: object) -> str:
    command = [*ISNAD, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    main()
