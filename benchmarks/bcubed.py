"""Extended BCubed: how well clusters that may overlap agree with the true ones (Amigó et al. 2009, Inf. Retrieval 12).

What may live here: the measure. An item that is in no cluster stands for itself; each item counts the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """Precision, recall and their harmonic mean."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def bcubed(found: Mapping[str, Iterable[str]], truth: Mapping[str, Iterable[str]]) -> Agreement:
    """How well the clusters found for each item agree with the true ones."""
    mine = {item: frozenset(clusters) for item, clusters in found.items()}
    gold = {item: frozenset(clusters) for item, clusters in truth.items()}
    return Agreement(_half(mine, gold), _half(gold, mine))


def _half(these: Mapping[str, frozenset[str]], those: Mapping[str, frozenset[str]]) -> float:
    """The mean over items of how far those agree that an item and its mates by these belong together."""
    mates: defaultdict[str, list[str]] = defaultdict(list)
    for item, clusters in these.items():
        for cluster in clusters:
            mates[cluster].append(item)
    total = 0.0
    for item, clusters in these.items():
        beside = {other for cluster in clusters for other in mates[cluster]} | {item}
        total += sum(_shared(item, other, these, those) for other in beside) / len(beside)
    return total / max(1, len(these))


def _shared(item: str, other: str, these: Mapping[str, frozenset[str]], those: Mapping[str, frozenset[str]]) -> float:
    """Of the clusters that two items share by these, the part that they share by those, at most all."""
    if item == other:
        return 1.0
    ours = len(these[item] & these[other])
    return min(ours, len(those[item] & those[other])) / ours
