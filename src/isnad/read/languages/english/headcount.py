"""Headcount: how many children, women and men the persons told of come to, beside the figures that say so.

What may live here: whether the persons of a report are a list of its dead, and which groups of them say more than its
figures do. A count holds no name.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from isnad.read.languages.english.kindred import OFFSPRING, Known, group_of
from isnad.read.languages.english.voices import Line
from isnad.records.claim import Basis, Casualties, Claim, Count, Outcome

GROUPS = ("children", "women", "men")
LIST = 3  # persons of one sentence that make a list of the dead where no figure counts as many
COUNTED = "counted from the persons told of"


def headcount(people: Sequence[Known], event: int, claims: list[Claim], lines: Sequence[Line]) -> tuple[Count, ...]:
    """Children, women and men killed in a happening, of whom more are told of than figures count."""
    killed = [known for known in people if known.event == event and known.outcome is Outcome.KILLED]
    if not _fit(killed, event, claims, lines):
        killed = [known for known in killed if not known.in_passing]
        if not _fit(killed, event, claims, lines):
            return ()  # more than are counted, and not told of as a list: not all of them are the dead
    groups = _grouped(killed)
    told_apart = _told_apart(claims, event)
    more = {g: n for g, n in sorted(groups.items()) if n > _stated(claims, event, g) and g not in told_apart}
    maybe = sum(known.kin in OFFSPRING and not group_of(known) for known in killed)
    return tuple(_count(group, n, n + maybe if group == "children" else n) for group, n in more.items())


def _grouped(killed: Sequence[Known]) -> Counter[str]:
    return Counter(group for known in killed if (group := group_of(known)))


def _fit(killed: Sequence[Known], event: int, claims: list[Claim], lines: Sequence[Line]) -> bool:
    """Whether these can all be the dead: no more than the report counts, or told of as a list."""
    groups = _grouped(killed)
    told = sum(max(groups[group], _stated(claims, event, group)) for group in GROUPS)
    return told <= _stated(claims, event, "") or _longest_list(killed, lines) >= LIST


def _count(group: str, low: int, high: int) -> Count:
    """A count from persons; sons and daughters of whom no age is told may be children or not."""
    words = f"{low} {group}, {COUNTED}" if low == high else f"{low} to {high} {group}, {COUNTED}"
    return Count(outcome=Outcome.KILLED, low=low, high=high, group=group, words=words, basis=Basis.PERSONS)


def _longest_list(killed: Sequence[Known], lines: Sequence[Line]) -> int:
    """The most persons killed whom one sentence is the first to tell of."""
    starts = [line.span.start for line in lines]
    told = Counter(bisect_right(starts, known.spans[0][0]) for known in killed if group_of(known))
    return max(told.values(), default=0)


def _told_apart(claims: list[Claim], event: int) -> frozenset[str]:
    """The groups whose number the report itself gives within its largest toll: who is listed does not raise them."""
    own = [k.content for k in claims if k.event == event and not k.chain.links]
    counts = (count for content in own if isinstance(content, Casualties) for count in content.counts)
    wholes = [count for count in counts if count.outcome is Outcome.KILLED and count.parts]
    most = max(wholes, key=lambda c: c.low or 0, default=None)
    if most is None or (most.low or 0) < _stated(claims, event, ""):
        return frozenset()
    return frozenset(part.group for part in most.parts if part.low == part.high != 1)


def _stated(claims: list[Claim], event: int, group: str) -> int:
    """The largest number of a group, or of any where none is named, killed in a happening that a figure gives."""
    whole = [c for k in claims if k.event == event and isinstance(k.content, Casualties) for c in k.content.counts]
    told = [c for w in whole for c in (w, *w.parts) if group in ("", c.group) and c.outcome is Outcome.KILLED]
    return max((c.low or c.high or 0 for c in told), default=0)
