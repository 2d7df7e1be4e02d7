"""Weights of linking, learnt: a logistic regression on pairs of whole reports of exams of incidents.

What may live here: drawing the pairs, fitting, and the table. `python benchmarks/link_weights.py EXAM_DIR ...
[--gazetteer FILE]` reads every report of each exam (a minute or two), takes the pairs of which both reports belong to
incidents of the even half, and prints for each of FEATURES the weight it has and the weight that was learnt. An exam's
pairs weigh together as much as another's. All pairs that blocking finds are used, and as many drawn from the others as
``DRAWN``, which stand for the rest; a pair that is of one incident weighs the less the more reports the incident has,
so that each report counts alike, as in BCubed. What features.py holds is rounded from this; its PRIOR was raised from
what is learnt, with both halves in view, to where precision was near .85: the measure weighs recall as much.
"""

import argparse
import random
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
from exam_reading import Read, read_all, reader, rows

from isnad.link.blocking import pairs
from isnad.link.features import FEATURES, PRIOR
from isnad.link.mention import mentions_of
from isnad.link.scoring import Scorer
from isnad.link.vocabulary import Vocabulary

DRAWN = 30_000
APART = 0.2  # what a pair of two incidents weighs; there are hundreds of them for each pair of one
WEIGHED = 20_000  # what the pairs of one exam weigh together
RIDGE = 1.0
STEPS = 40  # of Newton's method; it stands still after a dozen


def samples(exam: Path, reads: list[Read]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Likenesses (one column a feature, and one of ones), whether the two are of one incident, and weights."""
    groups = rows(exam / "groups.jsonl")
    even, told, size = set(), defaultdict(set), Counter[str]()
    for number, group in enumerate(groups):
        for report in group["reports"]:
            told[report].add(group["incident"])
            size[report] += len(group["reports"])
            if number % 2 == 0:
                even.add(report)
    given = {read.report.id: read.id for read in reads if read.report is not None}
    reports = {read.report.id: read.report for read in reads if read.report is not None}
    mentions = mentions_of([claim for read in reads for claim in read.claims], reports)
    vocabulary = Vocabulary(mentions)
    mine = [n for n, mention in enumerate(mentions) if mention.main and given[mention.report] in even]
    chosen = set(mine)
    scorer = Scorer(mentions, vocabulary)
    found = zip(*(side.tolist() for side in pairs(mentions, vocabulary, scorer.columns)), strict=True)
    met = {(i, j) for i, j in found if i in chosen and j in chosen}
    rest = len(mine) * (len(mine) - 1) // 2 - len(met)
    drawn, chance = set(), random.Random(1)
    while len(drawn) < min(DRAWN, rest // 2):
        i, j = sorted(chance.sample(mine, 2))
        if (i, j) not in met:
            drawn.add((i, j))
    table, same, weights = [], [], []
    for those, each in ((met, 1.0), (drawn, rest / len(drawn))):
        likenesses = np.nan_to_num(scorer.likenesses(*np.array(sorted(those)).T))
        for (i, j), row in zip(sorted(those), likenesses.tolist(), strict=True):
            one, other = given[mentions[i].report], given[mentions[j].report]
            table.append([*row, 1.0])
            same.append(bool(told[one] & told[other]))
            weights.append(1 / min(size[one], size[other]) if same[-1] else APART * each)
    return np.array(table), np.array(same, float), np.array(weights)


def fitted(table: np.ndarray, same: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Logistic regression with a small ridge, by Newton's method."""
    learnt = np.zeros(table.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-table @ learnt))
        slope = table.T @ (weights * (same - likely)) - RIDGE * learnt
        bend = (table * (weights * likely * (1 - likely))[:, None]).T @ table + RIDGE * np.eye(len(learnt))
        learnt += np.linalg.solve(bend, slope)
    return learnt


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("exams", nargs="+", type=Path)
    parser.add_argument("--gazetteer", default="")
    args = parser.parse_args()
    drawn = []
    for exam in args.exams:
        reads = list(read_all(rows(exam / "reports.jsonl"), reader("incidents", args.gazetteer)))
        table, same, weights = samples(exam, reads)
        drawn.append((table, same, weights / weights.sum() * WEIGHED))
        print(f"{exam.name}: {len(same)} pairs, {int(same.sum())} of one incident", flush=True)
    learnt = fitted(*(np.concatenate(part) for part in zip(*drawn, strict=True)))
    print(f"{'feature':<16}{'held':>8}{'learnt':>8}")
    for name, held, value in zip(
        [*(f.name for f in FEATURES), "PRIOR"], [*(f.weight for f in FEATURES), PRIOR], learnt, strict=True
    ):
        print(f"{name:<16}{held:>8.1f}{value:>8.2f}")


if __name__ == "__main__":
    main()
