"""Cluster: mentions that are held to tell of one incident.

What may live here: what a cluster holds, what keeps two apart, and how two become one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from isnad.link.limits import DAYS_APART, KM_APART
from isnad.link.mention import Mention


@dataclass(slots=True, eq=False)
class Cluster:
    """Positions of mentions held together, with what the limits need to know of them."""

    members: list[int]
    reports: dict[str, tuple[str, int, int]]
    dated: list[Mention]
    placed: list[Mention]
    foes: set[int]
    because: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, members: Sequence[int], mentions: Sequence[Mention], foes: Iterable[int] = ()) -> "Cluster":
        """A cluster of these mentions."""
        mine = [mentions[n] for n in members]
        return cls(
            members=list(members),
            reports={mention.report: mention.key for mention in mine},
            dated=[mention for mention in mine if mention.when],
            placed=[mention for mention in mine if mention.precise],
            foes=set(foes),
        )

    def barred_from(self, other: "Cluster") -> bool:
        """Whether a limit or a judgement keeps the two apart.

        Limits: times of which most are stated more than two days apart; villages of which most lie more than 80 km
        apart, neither report naming any of the other's; two happenings of one report, which its writer told apart (a
        judgement may say otherwise). See ``limits.py``, where the same is asked of many at once.
        """
        return self.parted_from(other) or self._told_apart(other) or self._far_from(other)

    def parted_from(self, other: "Cluster") -> bool:
        """Whether a person judged two of their claims to be of different incidents."""
        return not self.foes.isdisjoint(other.members) or not other.foes.isdisjoint(self.members)

    def _told_apart(self, other: "Cluster") -> bool:
        return not self.reports.keys().isdisjoint(other.reports)

    def _far_from(self, other: "Cluster") -> bool:
        return _mostly(_days_apart, self.dated, other.dated) or _mostly(_far_apart, self.placed, other.placed)

    def take_in(self, other: "Cluster") -> None:
        """Joins the other's mentions to this cluster."""
        self.members = sorted(self.members + other.members)
        self.reports = {**other.reports, **self.reports}
        self.dated += other.dated
        self.placed += other.placed
        self.foes |= other.foes
        self.because += other.because


def _mostly(apart: Callable[[Mention, Mention], bool], ones: Sequence[Mention], others: Sequence[Mention]) -> bool:
    return 2 * sum(apart(one, other) for one in ones for other in others) > len(ones) * len(others)


def _days_apart(one: Mention, other: Mention) -> bool:
    return one.when is not None and other.when is not None and one.when.days_from(other.when) > DAYS_APART


def _far_apart(one: Mention, other: Mention) -> bool:
    if not (one.where and other.where) or one.places.keys() & other.places.keys():
        return False
    return (one.where.kilometres_from(other.where) or 0.0) > KM_APART


def unite(home: list[Cluster], one: Cluster, other: Cluster) -> Cluster:
    """Makes one cluster of two, wherever their mentions are at home."""
    large, small = (one, other) if len(one.members) >= len(other.members) else (other, one)
    moved = small.members
    large.take_in(small)
    for n in moved:
        home[n] = large
    return large


def distinct(home: Iterable[Cluster]) -> Iterator[Cluster]:
    """Each cluster once, in order of its first mention."""
    seen: set[int] = set()
    for one in home:
        if id(one) not in seen:
            seen.add(id(one))
            yield one
