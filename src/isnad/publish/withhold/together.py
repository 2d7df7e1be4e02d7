"""Together: many wordings looked through at once, which is many times as quick as one by one.

What may live here: joining wordings so that nothing is met across two of them, and giving each what was met in it.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from itertools import accumulate

Hit = tuple[int, int, str]
"""Something withheld of a wording: its start, its end, and the rule."""

APART = "\n\n\n\n\0\n\n\n\n"  # between wordings: no word, no blank, and too far for two words of one name


class Together:
    """What is withheld of wordings. ``hits`` tells it of one, in order and without overlaps."""

    def __init__(self, hits: Callable[[str], list[Hit]]) -> None:
        self._hits = hits
        self._met: dict[str, list[Hit]] = {}
        self.clean: set[str] = set()  # of which nothing is withheld, and which spell nothing in bytes, as addresses do

    def take(self, wordings: Iterable[str]) -> None:
        """Look through these."""
        new = set(wordings) - self.clean
        plain = {each for each in new if each.isascii()}  # looked through more quickly
        for some in (plain, new - plain):
            if some:
                self._look(tuple(some))

    def of(self, wording: str) -> list[Hit]:
        """What is withheld of a wording."""
        if wording in self.clean:
            return []
        if wording not in self._met:
            self._met[wording] = self._hits(wording)
        return self._met[wording]

    def _look(self, several: tuple[str, ...]) -> None:
        starts = list(accumulate((len(each) + len(APART) for each in several), initial=0))
        met: dict[str, list[Hit]] = {each: [] for each in several if "%" in each}
        for start, end, rule in self._hits(APART.join(several)):
            number = bisect_right(starts, start) - 1
            met.setdefault(several[number], []).append((start - starts[number], end - starts[number], rule))
        self._met |= met
        self.clean.update(each for each in several if each not in met)
