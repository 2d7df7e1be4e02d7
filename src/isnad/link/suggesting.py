"""Suggesting: where a person's look at what was linked is worth most.

What may live here: which pairs and clusters lie near the line, and their order. Of linking's core it takes mentions,
``pairs``, scores and ``reasons``, and nothing of how clusters come about.

The order. A score is in log odds, so it says how likely a pair is one attack, and the entropy of that (in bits) how
little is known: uncertainty sampling (Lewis and Gale 1994), 1 at the line and less on either side of it. What is
decided moves as many reports as the smaller side has, and counts by their logarithm: one look at twenty reports is
worth more than one look at one, but not twenty times as much.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import combinations, islice

import numpy as np

from isnad.link import judged
from isnad.link.blocking import pairs
from isnad.link.features import reasons
from isnad.link.mention import mentions_of
from isnad.link.scoring import Scorer
from isnad.link.vocabulary import Vocabulary
from isnad.records.claim import Claim
from isnad.records.incident import Incident
from isnad.records.judgement import Decision, Judgement
from isnad.records.replay import apply
from isnad.records.report import Report

EXEMPLARS = 6  # mentions that stand for a side when two sides are compared
ALL_PAIRS = 40  # mentions of a cluster up to which each is compared with each; beyond, those that blocking pairs
AT_ONCE = 2_000  # pairs of sides that are compared at once: some 70,000 scores
FAR = -6.0  # log odds below which two incidents are not asked about: 1 in 400
REASONS = 6  # of a pair, strongest first


class Kind(StrEnum):
    """What a suggestion asks."""

    APART = "two incidents that may be one"
    TOGETHER = "one incident that may be two"
    ALONE = "a report of no incident"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Something a person might decide.

    ``score`` is in log odds (above 0: held to be one attack), None where nothing is there to compare with; ``worth`` is
    what orders suggestions. ``incidents`` are those concerned, ``sides`` the claims on either side, ``closest`` the two
    reports that ``reasons`` compare, and ``subjects`` a claim of each, to judge by: empty where a side has none.
    """

    kind: Kind
    score: float | None
    worth: float
    incidents: tuple[str, ...]
    sides: tuple[tuple[str, ...], tuple[str, ...]]
    closest: tuple[str, ...]
    subjects: tuple[str, ...]
    reasons: tuple[str, ...]


def suggest(
    claims: Sequence[Claim],
    reports: Iterable[Report],
    incidents: Sequence[Incident],
    judgements: Sequence[Judgement] = (),
    limit: int | None = None,
) -> tuple[Suggestion, ...]:
    """What is most worth a person's look in these incidents, the most informative first.

    What was judged already is not asked again. The outcome does not depend on the order of anything given.
    """
    known = {report.id: report for report in reports}
    look = _Look(claims, known, incidents, judgements)
    found = [*look.apart(), *look.together(), *look.alone()]
    found.sort(key=lambda s: (-s.worth, s.kind.value, s.incidents, s.closest))
    return tuple(found[:limit])


def likely(value: float) -> float:
    """The probability that log odds stand for."""
    return 1 / (1 + math.exp(-max(-700.0, min(700.0, value))))


def unknown(value: float) -> float:
    """How little a score tells, in bits: 1 at the line, near 0 far from it."""
    p = likely(value)
    return -sum(q * math.log2(q) for q in (p, 1 - p) if q > 0)


Sides = tuple[Sequence[int], Sequence[int]]
"""Two groups of mentions that may be of one attack."""


class _Look:
    """A pool once more as linking sees it, with the incidents that came of it."""

    def __init__(
        self,
        claims: Sequence[Claim],
        reports: Mapping[str, Report],
        incidents: Sequence[Incident],
        judgements: Sequence[Judgement],
    ) -> None:
        kept, _ = apply(claims, judgements)
        self.found = judged.verdicts(judgements)
        self.mentions = mentions_of(kept, reports, judged.parted(self.found))
        self.vocabulary = Vocabulary(self.mentions)
        self._scorer = Scorer(self.mentions, self.vocabulary)
        self.incidents = {incident.id: incident for incident in sorted(incidents, key=lambda i: i.id)}
        self._met: dict[tuple[int, int], float] = {}

    @cached_property
    def home(self) -> list[str]:
        """The incident of each mention, empty where it is in none."""
        of_claim = {claim: i.id for i in self.incidents.values() for claim in i.claims}
        of_report: dict[str, list[str]] = {}
        for incident in self.incidents.values():
            for report in incident.reports:
                of_report.setdefault(report, []).append(incident.id)
        found = []
        for mention in self.mentions:
            told = [of_claim[c.id] for c in mention.claims if c.id in of_claim]
            found.append(told[0] if told else "" if mention.claims else (of_report.get(mention.report) or [""])[0])
        return found

    @cached_property
    def members(self) -> dict[str, list[int]]:
        """The mentions of each incident."""
        found: dict[str, list[int]] = {}
        for n, incident in enumerate(self.home):
            if incident:
                found.setdefault(incident, []).append(n)
        return found

    @cached_property
    def _at(self) -> dict[str, int]:
        """The mention that holds each claim."""
        return judged.positions(self.mentions)

    @cached_property
    def edges(self) -> list[tuple[int, int]]:
        """The pairs that blocking brings together."""
        i, j = pairs(self.mentions, self.vocabulary, self._scorer.columns)
        edges = list(zip(i.tolist(), j.tolist(), strict=True))
        self._compare(edges)
        return edges

    def score(self, i: int, j: int) -> float:
        """The score of two mentions, each pair compared once."""
        pair = (i, j) if i < j else (j, i)
        if pair not in self._met:
            self._compare([pair])
        return self._met[pair]

    def _compare(self, asked: Iterable[tuple[int, int]]) -> None:
        """Keeps the scores of pairs that will be asked for, compared all at once."""
        new = sorted({(i, j) for i, j in asked if i < j} - self._met.keys())
        i, j = np.array(new, np.int64).reshape(-1, 2).T
        self._met.update(zip(new, self._scorer.scores(i, j).tolist(), strict=True))

    def reasons(self, i: int, j: int) -> tuple[str, ...]:
        """What speaks for and against two mentions, strongest first, with both values; places by their names."""
        one, other = self.mentions[i], self.mentions[j]
        told = reasons(one, other, self.vocabulary)[:REASONS]
        for key in sorted({*one.places, *other.places}, key=lambda k: (-len(k), k)):
            told = tuple(reason.replace(key, self._named.get(key, key)) for reason in told)
        return tuple(told)

    @cached_property
    def _named(self) -> dict[str, str]:
        """The names of places by the rows of gazetteers that they are compared by."""
        places = (claim.where for mention in self.mentions for claim in mention.claims)
        return {place.ident: place.name for place in places if place is not None and place.ident}

    def means(self, sides: Sequence[Sides]) -> list[float]:
        """The mean score between the two of each, by a few of each. Compared very many at once: one by one it would
        take minutes in a case of a few thousand reports."""
        found: list[float] = []
        for at in range(0, len(sides), AT_ONCE):
            some = [
                [(min(a, b), max(a, b)) for a in one[:EXEMPLARS] for b in other[:EXEMPLARS]]
                for one, other in sides[at : at + AT_ONCE]
            ]
            i, j = np.array([pair for each in some for pair in each], np.int64).T
            scores = iter(self._scorer.scores(i, j).tolist())
            found += [math.fsum(islice(scores, len(each))) / len(each) for each in some]
        return found

    def apart(self) -> list[Suggestion]:
        """Pairs of incidents near the line."""
        best: dict[tuple[str, str], tuple[float, int, int]] = {}
        for i, j in self.edges:
            one, other = sorted((self.home[i], self.home[j]))
            if one and one != other:
                told = (self.score(i, j), i, j)
                best[one, other] = max(told, best.get((one, other), told))
        decided = self._decided(Decision.DIFFERENT)
        near = [(pair, i, j) for pair, (closest, i, j) in sorted(best.items())
                if closest > FAR and frozenset(pair) not in decided]  # fmt: skip
        values = self.means([(self.members[one], self.members[other]) for (one, other), _, _ in near])
        made = []
        for (pair, i, j), value in zip(near, values, strict=True):
            shared = set(self.incidents[pair[0]].reports) & set(self.incidents[pair[1]].reports)
            if value <= 0 and (shared or value <= FAR):
                continue  # its writer told them apart, or nothing speaks for it
            made.append(self._apart(pair, value, (i, j) if self.home[i] == pair[0] else (j, i), len(shared)))
        return made

    def _apart(self, pair: tuple[str, str], value: float, closest: tuple[int, int], shared: int) -> Suggestion:
        told = list(self.reasons(*closest))
        uncertain = unknown(value)
        if value > 0:  # the score says one, a limit two: that they disagree is worth a look, however high the score
            uncertain = 1.0
            why = f"{shared} reports tell of both" if shared else "a limit of days or distance, or a third, parts them"
            told.append(f"kept apart though the score is above the line: {why}")
        sides = (self._claims(self.members[pair[0]]), self._claims(self.members[pair[1]]))
        return self._made(Kind.APART, value, uncertain, pair, sides, closest, told)

    def together(self) -> list[Suggestion]:
        """Incidents held together by one weak tie: the weakest edge of the strongest tree over its mentions."""
        among: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for i, j in self.edges:
            if self.home[i] and self.home[i] == self.home[j]:
                among[self.home[i]].append((i, j))
        spoken_in = {
            incident: spoken
            for incident, members in sorted(self.members.items())
            if len(spoken := [n for n in members if self.mentions[n].claims]) > 1
        }
        self._compare(
            pair for spoken in spoken_in.values() if len(spoken) <= ALL_PAIRS for pair in combinations(spoken, 2)
        )
        self._compare((spoken[0], n) for spoken in spoken_in.values() for n in spoken[1:])
        made = []
        for incident, spoken in spoken_in.items():
            edges = among[incident] if len(spoken) > ALL_PAIRS else list(combinations(spoken, 2))
            tie = self._weakest(spoken, edges)
            if tie is not None:
                value, closest, one, other = tie
                sides = (self._claims(one), self._claims(other))
                told = self.reasons(*closest)
                made.append(self._made(Kind.TOGETHER, value, unknown(value), (incident,), sides, closest, told))
        return made

    def _weakest(
        self, members: Sequence[int], edges: Iterable[tuple[int, int]]
    ) -> tuple[float, tuple[int, int], list[int], list[int]] | None:
        """The weakest tie of a cluster, and what it holds together. None where people judged all of it the same."""
        inside = set(members)
        side = {n: [n] for n in members}
        for (one, other), judgement in self.found.items():
            i, j = self._at.get(one, -1), self._at.get(other, -1)
            if judgement.decision is Decision.SAME and i in inside and j in inside:
                _unite(side, i, j)
        strong = sorted(((self.score(i, j), i, j) for i, j in edges if i in inside and j in inside), reverse=True)
        rest = ((self.score(members[0], n), members[0], n) for n in members[1:])  # what no edge reaches
        weakest: tuple[float, tuple[int, int], list[int], list[int]] | None = None
        for value, i, j in (*strong, *sorted(rest, reverse=True)):
            if side[i] is not side[j]:
                if weakest is None or value < weakest[0]:
                    weakest = (value, (i, j), [], [])
                _unite(side, i, j)
        if weakest is None:
            return None
        return self._cut(weakest[0], weakest[1], members, strong)

    def _cut(
        self, value: float, tie: tuple[int, int], members: Sequence[int], strong: Sequence[tuple[float, int, int]]
    ) -> tuple[float, tuple[int, int], list[int], list[int]]:
        """The two sides of a tie: what stronger ties hold together with either end."""
        side = {n: [n] for n in members}
        for stronger, i, j in strong:
            if stronger > value:
                _unite(side, i, j)
        one = sorted(side[tie[0]])
        return value, tie, one, sorted(set(members) - set(one))

    def alone(self) -> list[Suggestion]:
        """Reports that are in no incident, with the incident that is nearest."""
        out = {m.report for m in self.mentions} - {r for i in self.incidents.values() for r in i.reports}
        best: dict[str, tuple[float, int, int]] = {}
        for i, j in self.edges:
            for mine, theirs in ((i, j), (j, i)):
                if self.mentions[mine].report in out and self.home[theirs]:
                    told = (self.score(i, j), mine, theirs)
                    report = self.mentions[mine].report
                    best[report] = max(told, best.get(report, told))
        made = []
        own: dict[str, list[int]] = {}
        for n, mention in enumerate(self.mentions):
            if mention.report in out:
                own.setdefault(mention.report, []).append(n)
        for report in sorted(out):
            found = best.get(report)
            if found is None or found[0] <= FAR:
                made.append(self._nothing_near(report, own[report]))
                continue
            value, mine, theirs = found
            sides = (self._claims([mine]), self._claims(self.members[self.home[theirs]]))
            why = self.reasons(mine, theirs)
            home = (self.home[theirs],)
            made.append(self._made(Kind.ALONE, value, unknown(value), home, sides, (mine, theirs), why))
        return made

    def _nothing_near(self, report: str, own: Sequence[int]) -> Suggestion:
        return Suggestion(
            kind=Kind.ALONE,
            score=None,
            worth=0.0,
            incidents=(),
            sides=(self._claims(own), ()),
            closest=(report,),
            subjects=(),
            reasons=("no report of an incident is near it in place, day and words",),
        )

    def _made(
        self,
        kind: Kind,
        value: float,
        uncertain: float,
        incidents: tuple[str, ...],
        sides: tuple[tuple[str, ...], tuple[str, ...]],
        closest: tuple[int, int],
        told: Sequence[str],
    ) -> Suggestion:
        ends = [self.mentions[n] for n in closest]
        spoken = [[c.id for c in end.claims] or side for end, side in zip(ends, sides, strict=True)]
        subjects = tuple(claims[0] for claims in spoken if claims)
        moved = min((len({self._report[c] for c in side}) for side in sides if side), default=1)
        return Suggestion(
            kind=kind,
            score=round(value, 3),
            worth=round(uncertain * math.log2(1 + moved), 4),
            incidents=incidents,
            sides=sides,
            closest=tuple(end.report for end in ends),
            subjects=subjects if len(subjects) == 2 else (),
            reasons=tuple(told),
        )

    @cached_property
    def _report(self) -> dict[str, str]:
        return {claim.id: mention.report for mention in self.mentions for claim in mention.claims}

    def _claims(self, members: Iterable[int]) -> tuple[str, ...]:
        return tuple(sorted(claim.id for n in members for claim in self.mentions[n].claims))

    def _decided(self, decision: Decision) -> set[frozenset[str]]:
        """The pairs of incidents with claims of which a person decided so."""
        of_claim = {claim: i.id for i in self.incidents.values() for claim in i.claims}
        return {
            frozenset((of_claim[one], of_claim[other]))
            for (one, other), judgement in self.found.items()
            if judgement.decision is decision and one in of_claim and other in of_claim
        }


def _unite(side: dict[int, list[int]], i: int, j: int) -> None:
    """Makes one side of two, in place."""
    one, other = side[i], side[j]
    if one is other:
        return
    if len(one) < len(other):
        one, other = other, one
    one += other
    for n in other:
        side[n] = one
