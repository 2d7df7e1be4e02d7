"""What each tally rule would have come to, beside what registries and recorders wrote down.

Usage: python benchmarks/tally_rules.py EXAM_DIR [--gazetteer FILE] [--jobs N]

For each group of reports the incident is chosen as for an exam (``exam_answers.py``), and its dead and injured are
tallied by each rule of ``weigh/rules.py``, with none of the choices that an exam's form asks for. Of the groups with
several origins for a figure, where rules can differ, it prints: how many; how often the range is the truth's, meets
it, or holds all of it; how often the best lies in it; and how wide the range is, as the median of high over low.
"""

import argparse
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from exam_answers import Chosen, chosen
from exam_reading import Read, read_all, reader, rows

from isnad.records.assessment import Tally
from isnad.records.claim import Outcome, Status
from isnad.weigh import weigh
from isnad.weigh.rules import RULES

Range = tuple[int, int]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("exam", type=Path)
    parser.add_argument("--gazetteer", default="")
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args(arguments)
    reports = rows(given.exam / "reports.jsonl")
    reads = {each.id: each for each in read_all(reports, reader("incidents", given.gazetteer), given.jobs)}
    truth = {each["incident"]: each for each in rows(given.exam / "truth.jsonl")}
    met = list(_met(rows(given.exam / "groups.jsonl"), reads, truth))
    print(f"{'outcome':9}{'rule':10}{'n':>6}{'exact':>8}{'meets':>8}{'holds':>8}{'best in':>9}{'width':>8}")
    for outcome in ("killed", "injured"):
        for rule in RULES:
            _line(outcome, rule, [(found[rule], said) for what, said, found in met if what == outcome])


def _met(
    groups: Sequence[dict[str, Any]], reads: dict[str, Read], truth: dict[str, dict[str, Any]]
) -> Iterator[tuple[str, Range, dict[str, Tally]]]:
    """For each outcome that the truth counts and several origins do: the truth, and the tally by each rule."""
    for group in groups:
        found = chosen(group["incident"], [reads[ident] for ident in group["reports"]])
        known = truth.get(group["incident"], {})
        for outcome in (Outcome.KILLED, Outcome.INJURED):
            said = known.get(outcome.value)
            if found is None or not said or None in said or not said[1]:
                continue
            tallies = {rule: _tally(found, outcome, rule) for rule in RULES}
            whole = {rule: tally for rule, tally in tallies.items() if tally is not None and tally.high is not None}
            if len(whole) == len(RULES) and whole["standing"].origins > 1:
                yield outcome.value, (said[0], said[1]), whole


def _tally(found: Chosen, outcome: Outcome, rule: str) -> Tally | None:
    assessment = weigh(found.incident, found.claims, found.reports, found.judgements, rule=rule)
    mine = (t for t in assessment.tallies if t.outcome is outcome and t.group == "people")
    return next((t for t in mine if t.status is not Status.BELLIGERENT), None)


def _line(outcome: str, rule: str, pairs: Sequence[tuple[Tally, Range]]) -> None:
    if not pairs:
        return
    ranges = [((t.low if t.low is not None else t.high or 0, t.high or 0), t.best, said) for t, said in pairs]
    exact = sum(mine == said for mine, _, said in ranges)
    meets = sum(mine[0] <= said[1] and said[0] <= mine[1] for mine, _, said in ranges)
    holds = sum(mine[0] <= said[0] and said[1] <= mine[1] for mine, _, said in ranges)
    bests = [said[0] <= best <= said[1] for _, best, said in ranges if best is not None]
    width = statistics.median(mine[1] / max(1, mine[0]) for mine, _, _ in ranges)
    shares = "".join(f"{number / len(ranges):8.3f}" for number in (exact, meets, holds))
    best = f"{sum(bests) / len(bests):9.3f}" if bests else f"{'none':>9}"
    print(f"{outcome:9}{rule:10}{len(ranges):6}{shares}{best}{width:8.2f}")


if __name__ == "__main__":
    main()
