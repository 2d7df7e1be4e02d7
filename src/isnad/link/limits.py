"""Limits: what no likeness overrules, told of pairs of mentions and so of clusters.

What may live here: which two mentions lie too far apart in time or space, and which a report or a person told apart.
Two clusters are barred from each other where most of their pairs are too far apart, and not where any is: of many
reports one is misread, or misdated by its author. So bars are counts of pairs, which add up as clusters grow.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from isnad.link.columns import Columns, Flags
from isnad.link.in_bulk import gap_of, kilometres
from isnad.link.mention import EXACT, Mention
from isnad.link.tables import Numbers, distinct

DAYS_APART = 2  # more than this between two stated times: two attacks (linking brief; UCDP GED codes one event a day)
KM_APART = 80.0  # more than this between two known villages: two attacks


@dataclass(frozen=True, slots=True)
class Apart:
    """Of pairs: whether stated times lie more than two days apart; whether villages do more than 80 km, neither
    report naming any of the other's; whether they never join, which a writer or a person told."""

    days: Numbers
    far: Numbers
    never: Numbers


class Limits:
    """The limits between mentions told by their positions. ``dated`` are those with a stated time, ``placed`` those
    with a village that a gazetteer knew."""

    def __init__(self, mentions: Sequence[Mention], columns: Columns, foes: Mapping[int, Iterable[int]]) -> None:
        self._columns = columns
        self.dated: Flags = columns.dated
        self.placed: Flags = ~np.isnan(columns.latitude) & (columns.where_prec <= EXACT)
        report = {name: n for n, name in enumerate(dict.fromkeys(m.report for m in mentions))}
        self._report = np.array([report[m.report] for m in mentions], np.int64)
        size = len(mentions)
        self._foes = np.array(sorted(min(i, j) * size + max(i, j) for i, many in foes.items() for j in many), np.int64)

    def never(self) -> Numbers:
        """The pairs of whole reports that never join, each as the number ``i * size + j``, in order."""
        size, main = len(self._report), np.flatnonzero(self._columns.main)
        parts = main[np.argsort(self._report[main], kind="stable")]
        i, j = np.divmod(self._foes, max(1, size))
        told = [self._foes[self._columns.main[i] & self._columns.main[j]]]
        for step in range(1, int(np.bincount(self._report[main]).max(initial=0))):
            i, j = parts[:-step], parts[step:]
            same = self._report[i] == self._report[j]
            told.append(np.minimum(i, j)[same] * size + np.maximum(i, j)[same])
        codes: Numbers = distinct(np.concatenate(told))
        return codes

    def apart(self, i: Numbers, j: Numbers) -> Apart:
        """Which limits bar each pair."""
        columns = self._columns
        days = columns.dated[i] & columns.dated[j] & (gap_of(columns, i, j) > DAYS_APART)
        far = np.zeros(len(i), bool)
        both = np.flatnonzero(self.placed[i] & self.placed[j])
        with_gap = both[kilometres(columns, i[both], j[both]) > KM_APART]
        far[with_gap] = columns.places.shared(i[with_gap], j[with_gap]) == 0
        never = self._report[i] == self._report[j]
        if len(self._foes):
            never |= np.isin(np.minimum(i, j) * len(self._report) + np.maximum(i, j), self._foes)
        return Apart(days.astype(np.int64), far.astype(np.int64), never.astype(np.int64))
