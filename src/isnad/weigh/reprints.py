"""Reprints: claims that stand in near-identical words, and reports that are one text.

What may live here: finding them. What follows for origins is decided in origins.py.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from isnad.records.claim import Claim
from isnad.records.likeness import containment, sentence_around, shingles
from isnad.records.report import Report

ALIKE = 0.75  # share of a sentence's four-word runs found again; an edit of one word in twelve leaves two thirds
FAMILY = 0.6  # the same of a whole report: agencies' texts are cut and given a new head
LEAST = 4  # runs (seven words); shorter sentences agree by chance
SKETCH = (
    12  # smallest hashes under which texts meet: texts of containment .6 and like length share one with odds of .99
)


class Groups:
    """Things found to belong together; the least of a group names it."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, one: str) -> str:
        """The name of the group."""
        while self._parent.get(one, one) != one:
            one = self._parent[one]
        return one

    def join(self, one: str, other: str) -> None:
        """Makes two groups one."""
        low, high = sorted((self.find(one), self.find(other)))
        if low != high:
            self._parent[high] = low


def same_words(claims: Sequence[Claim], reports: Mapping[str, Report]) -> Groups:
    """Claims of different reports whose sentences are nearly identical, grouped by claim id."""
    texts = {c.id: _sentence(c, reports) for c in claims}
    home = {c.id: c.quote.report for c in claims}
    return _alike(texts, ALIKE, home)


def same_text(reports: Iterable[Report]) -> Groups:
    """Reports whose texts are largely one, grouped by report id."""
    texts = {r.id: shingles(r.text) for r in reports}
    return _alike(texts, FAMILY, {r: r for r in texts})


def _sentence(claim: Claim, reports: Mapping[str, Report]) -> frozenset[int]:
    report = reports.get(claim.quote.report)
    text = sentence_around(report.text, claim.quote.start, claim.quote.end) if report else claim.quote.text
    return shingles(text)


def _alike(texts: Mapping[str, frozenset[int]], least: float, home: Mapping[str, str]) -> Groups:
    groups = Groups()
    blocks: defaultdict[int, list[str]] = defaultdict(list)
    for one in sorted(texts):
        if len(texts[one]) < LEAST:
            continue
        sketch = sorted(texts[one])[:SKETCH]
        met = sorted({other for value in sketch for other in blocks[value] if home[other] != home[one]})
        like = [other for other in met if containment(texts[one], texts[other]) >= least]
        for other in like:
            groups.join(one, other)
        if not like:  # one text stands for its group, so that a thousand reprints cost a thousand comparisons
            for value in sketch:
                blocks[value].append(one)
    return groups
