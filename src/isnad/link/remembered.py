"""Remembered: the mentions of a pool that was linked before, taken again where all that they are made of is the same.

What may live here: what a mention is made of, and whether it is the same. Nothing here changes what comes of linking.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from isnad.link.naming import Names
from isnad.link.tables import laid
from isnad.link.wording import hashes_of, told_by_hash
from isnad.records.claim import Claim
from isnad.records.report import Report

if TYPE_CHECKING:
    from isnad.link.mention import Mention

Key = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Source:
    """What one mention is made of: its claims, their report, and the words that stand for all of that."""

    key: Key
    claims: Sequence[Claim]
    report: Report | None
    whole: str

    def same(self, other: "Source") -> bool:
        """Whether it is made of the very same records. Where equal ones were read anew it is made anew too."""
        if self.report is not other.report or len(self.claims) != len(other.claims) or self.whole != other.whole:
            return False
        return all(one is another for one, another in zip(self.claims, other.claims, strict=True))


@dataclass(slots=True)
class Remembered:
    """The mentions of the last pool, with what each was made of and the names that villages had in it."""

    _made: dict[Key, tuple[Source, "Mention"]] = field(default_factory=dict)
    _names: Names | None = None

    def of(self, sources: Iterable[Source], names: Names) -> dict[Key, "Mention"]:
        """Those that need not be made anew in a pool with these names."""
        met = ((source, self._made[source.key]) for source in sources if source.key in self._made)
        same = {source.key: mention for source, (before, mention) in met if source.same(before)}
        if self._names is not None and (other := names.other_than(self._names)):
            for key in _naming(same, other):
                del same[key]
        return same

    def take(self, sources: Iterable[Source], mentions: Iterable["Mention"], names: Names) -> None:
        """Remember these, and no others."""
        self._made = {source.key: (source, mention) for source, mention in zip(sources, mentions, strict=True)}
        self._names = names


def _naming(mentions: dict[Key, "Mention"], words: Collection[str]) -> list[Key]:
    """The mentions of whole reports in which one of these words stands, by which a village may be named."""
    whole = [key for key, mention in mentions.items() if mention.main]
    if not all(map(told_by_hash, words)):
        return whole
    held, rows = laid([mentions[key].words for key in whole], np.uint64)
    met = np.zeros(len(whole), bool)
    met[rows[np.isin(held, hashes_of(words))]] = True
    return [whole[n] for n in np.flatnonzero(met).tolist()]
