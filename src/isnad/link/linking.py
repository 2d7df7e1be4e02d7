"""Linking from end to end: claims in, incidents out.

What may live here: the order of the steps.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor

import numpy as np

from isnad.link import coarse, judged, passing
from isnad.link.blocking import pairs
from isnad.link.cluster import Cluster, distinct
from isnad.link.describing import incident_of, tells_of_an_incident
from isnad.link.features import FEATURES, Feature, told
from isnad.link.limits import Limits
from isnad.link.linkage import linked
from isnad.link.mention import Mention, mentions_of
from isnad.link.remembered import Remembered
from isnad.link.scoring import Scorer
from isnad.link.vocabulary import Vocabulary
from isnad.records.claim import Claim
from isnad.records.incident import Incident
from isnad.records.judgement import Judgement
from isnad.records.replay import apply
from isnad.records.report import Report

REASONED = 8  # mentions of an incident whose likeness to the first is told in its reasons
STRONGEST = 4  # reasons told of each


def link(
    claims: Sequence[Claim],
    reports: Iterable[Report],
    judgements: Sequence[Judgement] = (),
    features: Sequence[Feature] = FEATURES,
    executor: Executor | None = None,
    before: Remembered | None = None,
) -> tuple[Incident, ...]:
    """The incidents that these claims tell of, ordered by date, place and id.

    Each claim is in at most one incident; claims of a period, a campaign or the war are in none, and so are rejected
    ones. Judgements bind: claims judged the same share an incident, claims judged different never do. The outcome
    does not depend on the order of claims, reports or judgements, nor on the executor that compares pairs, if one is
    given, nor on what is remembered of a pool that was linked ``before``: that only saves time. Cost grows with the
    pairs that blocking finds.
    """
    known = {report.id: report for report in reports}
    kept, _ = apply(claims, judgements)
    found = judged.verdicts(judgements)
    mentions = mentions_of(kept, known, judged.parted(found), before)
    vocabulary = Vocabulary(mentions)
    scorer = Scorer(mentions, vocabulary, features, executor)
    home = _clusters(mentions, vocabulary, scorer, judged.foes(judged.parted(found), mentions))
    coarse.attach(home, list(distinct(home)), mentions, scorer)
    judged.follow(home, mentions, found)
    groups = [group for group in distinct(home) if tells_of_an_incident(mentions[n] for n in group.members)]
    made = [
        incident_of([mentions[n] for n in group.members], known, (*group.because, *because))
        for group, because in zip(groups, _reasons(groups, mentions, scorer, features), strict=True)
    ]
    return tuple(sorted(made, key=lambda i: (i.when.start.isoformat() if i.when else "~", i.name, i.id)))


def _clusters(
    mentions: Sequence[Mention], vocabulary: Vocabulary, scorer: Scorer, foes: dict[int, set[int]]
) -> list[Cluster]:
    """For each mention, by position, the cluster it is in: whole reports first, then what they tell in passing."""
    i, j = pairs(mentions, vocabulary, scorer.columns)
    whole = scorer.columns.main[i] & scorer.columns.main[j]
    first = linked(i[whole], j[whole], scorer, Limits(mentions, scorer.columns, foes))
    members: dict[int, list[int]] = {}
    for n, group in enumerate(first.tolist()):
        members.setdefault(group, []).append(n)
    made = {
        group: Cluster.of(own, mentions, {foe for n in own for foe in foes.get(n, ())} if foes else ())
        for group, own in members.items()
    }
    home = [made[group] for group in first.tolist()]
    passing.join(home, i, j, mentions, scorer)
    return home


def _reasons(
    groups: Sequence[Cluster], mentions: Sequence[Mention], scorer: Scorer, features: Sequence[Feature]
) -> list[list[str]]:
    """Why each of the first few mentions of a cluster stands beside the first, both values given."""
    beside = [(group.members[0], other) for group in groups for other in group.members[1 : 1 + REASONED]]
    i, j = np.array(beside, np.int64).reshape(-1, 2).T
    likenesses = iter(scorer.likenesses(i, j).tolist())
    found = []
    for group in groups:
        first, *others = group.members
        one, because = mentions[first], []
        for n in others[:REASONED]:
            other = mentions[n]
            strongest = told(one, other, next(likenesses), features, STRONGEST)
            because.append(f"{one.report} and {other.report}: " + "; ".join(strongest))
        found.append(because)
    return found
