"""Difference: what was put into a text and what was taken out, sentence by sentence.

What may live here: comparing two texts that were cut into sentences. Pure. By the standard library's difflib.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

MOST = 2000  # sentences of a text that are compared: beyond, a text made for it would keep us for hours
AROUND = 1  # sentences shown before and after a change
KEPT, OUT, IN, LEFT = " ", "-", "+", "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """``lines`` are (mark, sentence): "-" was taken out, "+" was put in, " " stands near, "…" for those left out.

    ``cut`` says that only the beginning of a text was compared.
    """

    lines: tuple[tuple[str, str], ...]
    added: int
    removed: int
    cut: bool = False

    @property
    def same(self) -> bool:
        """Whether the two say the same, as far as they were compared; white space does not count."""
        return not self.added and not self.removed and not self.cut

    @property
    def words(self) -> str:
        """In short: "text the same", or how many sentences came and went."""
        if self.same:
            return "text the same"
        return f"+{self.added} −{self.removed} sentences" + (", compared in part" if self.cut else "")


def difference(old: Sequence[str], new: Sequence[str]) -> Difference:
    """What turns one list of sentences into another."""
    cut = max(len(old), len(new)) > MOST
    before, after = ([" ".join(s.split()) for s in text[:MOST]] for text in (old, new))
    lines: list[tuple[str, str]] = []
    for kind, i, j, k, m in SequenceMatcher(None, before, after).get_opcodes():
        if kind == "equal":
            lines += [(KEPT, sentence) for sentence in before[i:j]]
        else:
            lines += [(OUT, sentence) for sentence in before[i:j]]
            lines += [(IN, sentence) for sentence in after[k:m]]
    added, removed = (sum(mark == wanted for mark, _ in lines) for wanted in (IN, OUT))
    return Difference(lines=_near(lines), added=added, removed=removed, cut=cut)


def _near(lines: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The changes with what stands around them."""
    changed = [n for n, (mark, _) in enumerate(lines) if mark != KEPT]
    shown = sorted({n for c in changed for n in range(max(0, c - AROUND), min(len(lines), c + AROUND + 1))})
    if not shown:
        return ()
    found: list[tuple[str, str]] = [(LEFT, "")] if shown[0] else []
    for n, following in pairwise([*shown, len(lines)]):
        found.append(lines[n])
        if following > n + 1:
            found.append((LEFT, ""))
    return tuple(found)
