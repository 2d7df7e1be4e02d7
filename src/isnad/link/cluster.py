"""Clustering: mentions that are held to tell of one incident.

What may live here: the limits no likeness overrules, and the greedy average linkage under them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from isnad.link.mention import Mention
from isnad.records.where import Place

DAYS_APART = 2  # more than this between two stated times: two attacks (linking brief; UCDP GED codes one event a day)
KM_APART = 80.0  # more than this between two known villages: two attacks
EXEMPLARS = 6  # mentions of a cluster that stand for it when two clusters are compared

Score = Callable[[int, int], float]


@dataclass(slots=True, eq=False)
class Cluster:
    """Positions of mentions held together, with what the limits need to know of them."""

    members: list[int]
    reports: dict[str, tuple[str, int, int]]
    days: tuple[date, date] | None
    spots: tuple[Place, ...]
    foes: set[int]
    because: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, position: int, mention: Mention, foes: Iterable[int] = ()) -> "Cluster":
        """A cluster of one."""
        when = mention.when
        return cls(
            members=[position],
            reports={mention.report: mention.key},
            days=(when.last_day, when.first_day) if when else None,
            spots=(mention.where,) if mention.precise and mention.where else (),
            foes=set(foes),
        )

    def barred_from(self, other: "Cluster") -> bool:
        """Whether a limit or a judgement keeps the two apart.

        Limits: stated times more than two days apart; known villages more than 80 km apart; two happenings of one
        report, which its writer told apart (a judgement may say otherwise).
        """
        return self.parted_from(other) or self._told_apart(other) or self._far_from(other)

    def parted_from(self, other: "Cluster") -> bool:
        """Whether a person judged two of their claims to be of different incidents."""
        return not self.foes.isdisjoint(other.members) or not other.foes.isdisjoint(self.members)

    def _told_apart(self, other: "Cluster") -> bool:
        few, many = sorted((self.reports, other.reports), key=len)
        return any(many.get(report, key) != key for report, key in few.items())

    def _far_from(self, other: "Cluster") -> bool:
        if self.days and other.days:
            soonest_end, latest_start = min(self.days[0], other.days[0]), max(self.days[1], other.days[1])
            if (latest_start - soonest_end).days > DAYS_APART:
                return True
        return any((a.kilometres_from(b) or 0.0) > KM_APART for a in self.spots for b in other.spots)

    def take_in(self, other: "Cluster") -> None:
        """Joins the other's mentions to this cluster."""
        self.members = sorted(self.members + other.members)
        self.reports = {**other.reports, **self.reports}
        if self.days and other.days:
            self.days = (min(self.days[0], other.days[0]), max(self.days[1], other.days[1]))
        self.days = self.days or other.days
        known = {(p.latitude, p.longitude): p for p in (*other.spots, *self.spots)}
        self.spots = tuple(known[spot] for spot in sorted(known, key=str))
        self.foes |= other.foes
        self.because += other.because


def average(one: Cluster, other: Cluster, score: Score) -> float:
    """The mean score between the exemplars of two clusters."""
    met = [score(a, b) for a in one.members[:EXEMPLARS] for b in other.members[:EXEMPLARS]]
    return sum(met) / len(met)


def cluster(
    mentions: Sequence[Mention],
    edges: Sequence[tuple[int, int]],
    score: Score,
    foes: Mapping[int, set[int]],
) -> list[Cluster]:
    """Clusters of all mentions, in order of their first member.

    Greedy: edges are taken strongest first, and two clusters join where no limit bars them and the mean score
    between them is above 0 (average linkage, so that one odd likeness does not chain two incidents together). Edges
    that failed are tried once more after all others, since clusters have grown. Mentions must come sorted by key:
    then the outcome does not depend on the order in which claims came in. Cost is that of sorting the edges.
    """
    home = [Cluster.of(n, mention, foes.get(n, ())) for n, mention in enumerate(mentions)]
    strong = sorted(((round(score(i, j), 6), i, j) for i, j in edges), key=lambda e: (-e[0], e[1], e[2]))
    queue = [(i, j) for value, i, j in strong if value > 0]
    for _ in range(2):
        queue = [edge for edge in queue if not _join(home, *edge, score)]
    return list(distinct(home))


def _join(home: list[Cluster], i: int, j: int, score: Score) -> bool:
    one, other = home[i], home[j]
    if one is other:
        return True
    if one.barred_from(other) or average(one, other, score) <= 0:
        return False
    unite(home, one, other)
    return True


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
