"""Answers an exam: reads its reports as a case would and writes what isnad makes of them.

Usage: python benchmarks/exam.py EXAM_DIR OUT.jsonl [--gazetteer FILE] [--jobs N]

EXAM_DIR holds reports.jsonl and, for exams of incidents, groups.jsonl; nothing else of it is opened. OUT.jsonl is for
the exam's score.py. Prints reports per second and peak memory; how far it is, on standard error. Without groups.jsonl
the attributions of each report are answered. What fails is named and counted, and the rest goes on.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from exam_answers import answer_dated, clusters
from exam_reading import Read, Row, as_of_others, read_all, reader, rows

SHOWN = 10  # faults named; the rest are counted


def main(arguments: Sequence[str] | None = None) -> None:
    given = _asked(arguments)
    began = time.perf_counter()
    reports = rows(given.exam / "reports.jsonl")
    listed = given.exam / "groups.jsonl"
    groups = rows(listed) if listed.exists() else []
    read = reader("incidents" if groups else "attributions", str(given.gazetteer or ""))
    reads = list(read_all(reports, read, given.jobs))
    faults = [f"report {each.id}: {each.fault}" for each in reads if each.fault]
    print(f"read: {_rate(len(reports), began)}; {sum(len(r.claims) for r in reads)} claims")
    given_rows = {row["id"]: row for row in reports}
    again = partial(as_of_others, given=given_rows, gazetteer=str(given.gazetteer or ""))
    answers = incidents(reads, groups, faults, again) if groups else attributions(reads)
    with given.out.open("w", encoding="utf-8") as out:
        for each in answers:
            out.write(json.dumps(each, ensure_ascii=False) + "\n")
    _end(faults, len(reports), began)


def attributions(reads: Iterable[Read]) -> Iterator[dict[str, Any]]:
    """Answers to an exam of attributions."""
    for read in reads:
        yield {"id": read.id, "attributions": list(read.attributions)}


def incidents(
    reads: Sequence[Read], groups: Sequence[Row], faults: list[str], again: Callable[[Sequence[Read]], list[Read]]
) -> Iterator[dict[str, Any]]:
    """Answers to an exam of incidents: the fields of each group, then the linking of the whole pool."""
    yield from fields_of(reads, groups, faults, again)
    began = time.perf_counter()
    yield from guarded(lambda: list(clusters(reads)), "linking the pool", faults) or []
    print(f"linked the pool: {_rate(len(reads), began)}")


def fields_of(
    reads: Sequence[Read], groups: Sequence[Row], faults: list[str], again: Callable[[Sequence[Read]], list[Read]]
) -> Iterator[dict[str, Any]]:
    """The fields of each group's incident. ``again`` reads those of a group that have no day as of the others'."""
    began = time.perf_counter()
    known = {read.id: read for read in reads}
    for done, group in enumerate(groups, start=1):
        mine = [known[ident] for ident in group["reports"] if ident in known]
        made = guarded(partial(answer_dated, group["incident"], mine, again), group["incident"], faults)
        yield made or {"incident": group["incident"]}
        if done % 50 == 0 or done == len(groups):
            print(f"\ranswered {done}/{len(groups)}", end="" if done < len(groups) else "\n", file=sys.stderr)
    print(f"linked and weighed each group: {_rate(len(groups), began, 'groups')}")


def guarded(make: Callable[[], Any], name: str, faults: list[str]) -> Any:
    """What is made, or None and one more fault."""
    try:
        return make()
    except Exception as error:
        faults.append(f"{name}: {type(error).__name__}: {error}")
        return None


def _rate(number: int, began: float, noun: str = "reports") -> str:
    took = time.perf_counter() - began
    return f"{number} {noun} in {took:.1f} s ({number / took:.1f}/s)"


def _end(faults: Sequence[str], number: int, began: float) -> None:
    for fault in faults[:SHOWN]:
        print(f"failed: {fault}")
    print(f"failures: {len(faults)}")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"all: {_rate(number, began)}; peak memory {own:.0f} MB" + (f", largest child {child:.0f} MB" if child else "")
    )


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, usage=argparse.SUPPRESS
    )
    parser.add_argument("exam", type=Path, metavar="EXAM_DIR")
    parser.add_argument("out", type=Path, metavar="OUT.jsonl")
    parser.add_argument("--gazetteer", type=Path, help="places to read with besides the world's (CSV or GeoNames)")
    parser.add_argument("--jobs", type=int, default=1, help="processes that read")
    given = parser.parse_args(arguments)
    if not (given.exam / "reports.jsonl").is_file():
        sys.exit(f"{given.exam} holds no reports.jsonl. Give the folder of an exam.")
    return given


if __name__ == "__main__":
    main()
