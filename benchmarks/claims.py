"""Writes the claims isnad reads from a folder of reports, for score_claims.py.

Usage: python benchmarks/claims.py REPORTS_DIR OUT.jsonl [--gazetteer FILE]

REPORTS_DIR holds text and HTML files and may hold a manifest.json that says who published each, and when. They are
added to a case in a temporary folder and read as any case is. Of each claim one line is written, with the words and
the reasons besides what is scored. Several counts of one outcome in a claim (20 children and 6 women) are added.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import isnad
from isnad.preserve.progress import silent
from isnad.reading import read_captures
from isnad.records.chain import Narrator, NarratorKind
from isnad.records.claim import Casualties, Character, Claim, Count, Outcome, Responsibility, Status


def main(arguments: Sequence[str] | None = None) -> None:
    given = _asked(arguments)
    began = time.perf_counter()
    lines = list(claims_in(given.reports, [given.gazetteer] if given.gazetteer else []))
    given.out.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in lines), encoding="utf-8")
    print(f"{len(lines)} claims in {time.perf_counter() - began:.1f} s")


def claims_in(folder: Path, gazetteers: Sequence[Path] = ()) -> Iterator[dict[str, Any]]:
    """The claims read from the files of a folder, one plain object each; what goes wrong is told on standard error."""
    with tempfile.TemporaryDirectory() as temporary:
        case = isnad.new_case(Path(temporary) / "case", gazetteers=gazetteers)
        problems = list(case.add(folder.resolve()).problems)
        readings, wrong = read_captures(case.book, silent)
        problems += [*wrong, *(problem for reading in readings for problem in reading.problems)]
        origins = {capture.id: capture.origin for capture in case.book.captures}
    for problem in problems:
        print(problem, file=sys.stderr)
    for reading in readings:
        name = origins[reading.capture].removeprefix(f"{folder.resolve().name}/")
        for claim in reading.claims:
            if (said := line_of(claim)) is not None:
                yield {"report": name, **said}


def line_of(claim: Claim) -> dict[str, Any] | None:
    """A claim as score_claims.py reads it; None for what it does not score (occurrences, presence)."""
    line: dict[str, Any] = {
        "start": claim.quote.start,
        "end": claim.quote.end,
        "stance": claim.stance.value,
        "scope": claim.scope.value,
        "chain": [_voice(link.narrator) for link in claim.chain.links],
        "open": claim.chain.open,
        "quote": claim.quote.text,
        "where": claim.where.name if claim.where else None,
        "when": claim.when.edtf() if claim.when else None,
        "event": claim.event,
        "because": list(claim.because),
    }
    match claim.content:
        case Casualties(counts=counts):
            return {**line, "kind": "casualties", "status": _status(counts), **_ranges(counts)}
        case Responsibility(relation=relation, parties=parties):
            return {**line, "kind": "responsibility", "relation": relation.value, "parties": list(parties)}
        case Character(term=term):
            return {**line, "kind": "character", "term": term}
    return None


def _voice(narrator: Narrator) -> str:
    """A narrator as a recorder may enter one: by role and name ("UN director Name Name")."""
    named = narrator.kind is NarratorKind.PERSON and narrator.role and narrator.role not in narrator.name
    return f"{narrator.role} {narrator.name}" if named else narrator.name


def _ranges(counts: Sequence[Count]) -> dict[str, list[int | None]]:
    """Low and high for the dead and the injured; an outcome without a number is left out."""
    found: dict[str, list[int | None]] = {}
    for outcome in (Outcome.KILLED, Outcome.INJURED):
        numbered = [count for count in counts if count.outcome is outcome and count.numbered]
        if len(numbered) == 1:
            found[outcome.value] = [numbered[0].low, numbered[0].high]
        elif numbered:
            highs = [count.high for count in numbered]
            whole = None if None in highs else sum(high for high in highs if high is not None)
            found[outcome.value] = [sum(count.low or 0 for count in numbered), whole]
    return found


def _status(counts: Sequence[Count]) -> str:
    """What all counts are said to be; undetermined where they differ."""
    told = {Status.CIVILIAN if count.group == "civilians" else count.status for count in counts}
    return told.pop().value if len(told) == 1 else Status.UNDETERMINED.value


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, usage=argparse.SUPPRESS
    )
    parser.add_argument("reports", type=Path, metavar="REPORTS_DIR")
    parser.add_argument("out", type=Path, metavar="OUT.jsonl")
    parser.add_argument("--gazetteer", type=Path, help="places to read with besides the world's (CSV or GeoNames)")
    given = parser.parse_args(arguments)
    if not given.reports.is_dir():
        sys.exit(f"{given.reports} is no folder of reports.")
    return given


if __name__ == "__main__":
    main()
