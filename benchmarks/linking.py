"""How well and how fast a made pool is linked: BCubed, seconds, peak memory, and how cost grows.

Usage: python benchmarks/linking.py [--sizes N ...] [--overlap 0..1] [--peer] [--levels] [--near] [--cache F] [--jobs N]

Makes the largest pool (``make_pool.py``), reads it as a case would, and links the beginning of it at each size (25, 50
and 100 thousand reports), each in a process of its own so that its peak memory is its own. Prints claims, BCubed
precision, recall and F1 over reports, seconds of linking, processor seconds of all threads (which others on the machine
lengthen less), peak memory with the claims in it, and last the exponent of growth: the slope of log seconds, and of log
processor seconds, over log reports. Reading is done once and kept in the cache, by all it depends on.

``--peer`` links the same claims with splink too (group ``peer``). ``--levels`` measures the smallest size at rising
overlap instead, and ``--kinds`` tells how well reports of each kind (reprints, bulletins ...) are placed. ``--near``
links and weighs each size, and then with one report more and one judgement more: see ``one_more.py``.
"""

import argparse
import hashlib
import json
import math
import pickle
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from bcubed import bcubed
from exam_reading import read_all, reader
from make_pool import Made, country, pool, write

from isnad.plugins import reading_digest
from isnad.records.claim import Claim
from isnad.records.report import Report

SIZES = (25_000, 50_000, 100_000)
LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)
PART = 500  # reports in one file of the cache
SEED = 7
HERE = Path(__file__).parent
_MAKERS = ("make_pool.py", "made_country.py", "pool_words.toml")


def main(arguments: Sequence[str] | None = None) -> None:
    given = _asked(arguments)
    if given.one:
        measured = _one_more if given.by == "near" else _measured
        print(json.dumps(measured(given.cache, given.one, given.overlap, given.by)))
        return
    if given.near:
        _near(given)
        return
    levels = LEVELS if given.levels else (given.overlap,)
    sizes = sorted(given.sizes)[:1] if given.levels else sorted(given.sizes)
    wide = {"overlap": 8, "reports": 9, "claims": 9, "P": 7, "R": 7, "F1": 7, "seconds": 9, "cpu s": 9, "peak MB": 9}
    print(" " * 8 + "".join(f"{name:>{width}}" for name, width in wide.items()))
    for by in ("isnad", *(["splink"] if given.peer else [])):
        for overlap in levels:
            read_pool(given.cache, sizes[-1], overlap, given.jobs)
            rows = []
            for size in sizes:
                rows.append(_apart(given.cache, size, overlap, by))
                _line(by, overlap, rows[-1], given.kinds)
            if len(rows) > 1:
                grown = [_slope([(r["reports"], r[name]) for r in rows]) for name in ("seconds", "cpu")]
                print(f"{by:8}grows as n^{grown[0]:.2f}, processor seconds as n^{grown[1]:.2f}")


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), metavar="N")
    parser.add_argument("--overlap", type=float, default=0.5)
    parser.add_argument("--peer", action="store_true", help="splink too")
    parser.add_argument("--levels", action="store_true", help="the smallest size at rising overlap")
    parser.add_argument("--kinds", action="store_true", help="how well each kind of report is placed")
    parser.add_argument("--near", action="store_true", help="what one report more, or one judgement, costs")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "isnad-pools")
    parser.add_argument("--jobs", type=int, default=1, help="processes that read")
    parser.add_argument("--one", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--by", default="isnad", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def _near(given: argparse.Namespace) -> None:
    """What one report more and one judgement more cost, of what the whole does; by processor seconds."""
    print(f"{'reports':>9}{'whole':>9}  {'':18}{'cpu s':>8}{'of whole':>10}{'loading':>9}")
    read_pool(given.cache, max(given.sizes) + 1, given.overlap, given.jobs)
    for size in sorted(given.sizes):
        row = _apart(given.cache, size, given.overlap, "near")
        start = f"{size:9,}{row['full']:9.1f}"
        for name in ("again opened", "report opened", "report held", "judged opened", "judged held"):
            loads = row.get(name.replace("opened", "loading")) if "opened" in name else 0.0
            share = f"{loads / row[name]:9.0%}"
            print(f"{start}  {name:18}{row[name]:8.2f}{row[name] / row['full']:10.1%}{share}", flush=True)
            start = " " * len(start)


def _one_more(cache: Path, size: int, overlap: float, _: str) -> dict[str, float]:
    import one_more

    return one_more.measured(list(islice(_kept(cache, size + 1, overlap), size + 1)))


def _line(by: str, overlap: float, row: dict[str, Any], kinds: bool) -> None:
    scores = "".join(f"{row[name]:7.3f}" for name in ("precision", "recall", "f1"))
    counts = f"{row['reports']:9,}{row['claims']:9,}"
    print(f"{by:8}{overlap:8.2f}{counts}{scores}{row['seconds']:9.1f}{row['cpu']:9.1f}{row['peak']:9.0f}", flush=True)
    if kinds:
        for kind, (many, one, all_of_it) in sorted(row["kinds"].items()):
            print(f"{'':16}{kind:14}{many:9,}{'':9}{one:7.3f}{all_of_it:7.3f}")


def _slope(points: Sequence[tuple[float, float]]) -> float:
    """The least squares slope of log y over log x."""
    logs = [(math.log(x), math.log(max(y, 1e-3))) for x, y in points]
    middle = [sum(side) / len(logs) for side in zip(*logs, strict=True)]
    across = sum((x - middle[0]) ** 2 for x, _ in logs)
    return sum((x - middle[0]) * (y - middle[1]) for x, y in logs) / across if across else 0.0


def _apart(cache: Path, size: int, overlap: float, by: str) -> dict[str, Any]:
    """One measurement in a process of its own."""
    command = [
        sys.executable,
        __file__,
        "--one",
        str(size),
        "--overlap",
        str(overlap),
        "--by",
        by,
        "--cache",
        str(cache),
    ]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise SystemExit(ran.stderr)
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found


def _measured(cache: Path, size: int, overlap: float, by: str) -> dict[str, Any]:
    """Links the first ``size`` reports, and holds the clusters against the truth."""
    told = list(islice(_kept(cache, size, overlap), size))
    began, spent = time.perf_counter(), time.process_time()
    found = _by_splink(told) if by == "splink" else _by_isnad(told)
    seconds, cpu, peak = time.perf_counter() - began, time.process_time() - spent, _peak()
    made = list(pool(size, overlap, SEED))
    truth = {each.id: list(each.incidents) for each in made}
    agreement = bcubed({ident: found.get(ident, []) for ident in truth}, truth)
    return {
        "reports": size,
        "claims": sum(len(claims) for _, claims in told),
        "precision": agreement.precision,
        "recall": agreement.recall,
        "f1": agreement.f1,
        "seconds": seconds,
        "cpu": cpu,
        "peak": peak,
        "kinds": _by_kind(made, found),
    }


def _peak() -> float:
    """The most memory this process held, in MB. Linux's ``ru_maxrss`` begins with what the parent held at its fork."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _by_isnad(told: Sequence[tuple[Report, Sequence[Claim]]]) -> dict[str, list[str]]:
    from isnad.link import link

    names = {report.id: report.capture for report, _ in told}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for incident in link([claim for _, claims in told for claim in claims], [report for report, _ in told]):
        for report in incident.reports:
            found[names[report]].append(incident.id)
    return found


def _by_splink(told: Sequence[tuple[Report, Sequence[Claim]]]) -> dict[str, list[str]]:
    import by_splink

    return by_splink.clusters(told)


def _by_kind(made: Sequence[Made], found: dict[str, list[str]]) -> dict[str, tuple[int, float, float]]:
    """For each kind of report how many there are; of what they share a cluster with, how much is right; and how much of
    what they should share one with is there: the means over its reports, a report standing beside itself."""
    truth = {each.id: frozenset(each.incidents) for each in made}
    mates: defaultdict[str, set[str]] = defaultdict(set)
    for ident, clusters in found.items():
        for cluster in clusters:
            mates[cluster].add(ident)
    told: defaultdict[str, set[str]] = defaultdict(set)
    for each in made:
        for incident in each.incidents:
            told[incident].add(each.id)
    sums: defaultdict[str, list[float]] = defaultdict(lambda: [0, 0.0, 0.0])
    for each in made:
        beside = {m for c in found.get(each.id, ()) for m in mates[c]} | {each.id}
        wanted = {m for i in each.incidents for m in told[i]} | {each.id}
        right = sum(m == each.id or bool(truth[m] & truth[each.id]) for m in beside)
        row = sums[each.kind]
        row[0] += 1
        row[1] += right / len(beside)
        row[2] += len(beside & wanted) / len(wanted)
    return {kind: (int(n), one / n, other / n) for kind, (n, one, other) in sums.items()}


def _folder(cache: Path, overlap: float) -> Path:
    """Where readings of a pool are kept: by the code that makes it and the code that reads it."""
    sha = hashlib.sha256(f"{SEED} {overlap} {reading_digest()}".encode())
    for name in _MAKERS:
        sha.update((HERE / name).read_bytes())
    return cache / sha.hexdigest()[:16]


def read_pool(cache: Path, size: int, overlap: float, jobs: int = 1) -> None:
    """Reads the pool's reports that were not read before, a part at a time."""
    folder = _folder(cache, overlap)
    folder.mkdir(parents=True, exist_ok=True)
    missing = [n for n in range(0, size, PART) if not _part(folder, n).exists()]
    if not missing:
        return
    made = list(pool(-(-size // PART) * PART, overlap, SEED))
    write(folder, made, country(4_000, SEED))
    read, began, done = reader("incidents", str(folder / "gazetteer.csv")), time.perf_counter(), 0
    for n in missing:
        reads = list(read_all([each.row() for each in made[n : n + PART]], read, jobs))
        faults = [each.fault for each in reads if each.fault]
        if faults:
            raise SystemExit(f"reading failed: {faults[0]}")
        _part(folder, n).write_bytes(pickle.dumps([(each.report, each.claims) for each in reads]))
        done += len(reads)
    print(f"read {done:,} reports in {time.perf_counter() - began:.0f} s with {jobs} processes", file=sys.stderr)


def _part(folder: Path, first: int) -> Path:
    return folder / f"read-{first:07d}.pickle"


def _kept(cache: Path, size: int, overlap: float) -> Iterator[tuple[Report, tuple[Claim, ...]]]:
    folder = _folder(cache, overlap)
    for n in range(0, size, PART):
        yield from pickle.loads(_part(folder, n).read_bytes())


if __name__ == "__main__":
    main()
