"""Linking from end to end: claims in, incidents out.

What may live here: the order of the steps.
"""

from collections.abc import Iterable, Sequence

from isnad.link import judged, passing
from isnad.link.blocking import pairs
from isnad.link.cluster import Cluster, Score, cluster, distinct
from isnad.link.coarse import attach
from isnad.link.describing import incident_of, tells_of_an_incident
from isnad.link.features import FEATURES, Feature, Vocabulary, reasons, score
from isnad.link.mention import Mention, mentions_of
from isnad.records.claim import Claim
from isnad.records.incident import Incident
from isnad.records.judgement import Judgement
from isnad.records.replay import apply
from isnad.records.report import Report

REASONED = 8  # mentions of an incident whose likeness to the first is told in its reasons


def link(
    claims: Sequence[Claim],
    reports: Iterable[Report],
    judgements: Sequence[Judgement] = (),
    features: Sequence[Feature] = FEATURES,
) -> tuple[Incident, ...]:
    """The incidents that these claims tell of, ordered by date, place and id.

    Each claim is in at most one incident; claims of a period, a campaign or the war are in none, and so are rejected
    ones. Judgements bind: claims judged the same share an incident, claims judged different never do. The outcome
    does not depend on the order of claims, reports or judgements. Cost grows with the pairs that blocking finds.
    """
    known = {report.id: report for report in reports}
    kept, _ = apply(claims, judgements)
    found = judged.verdicts(judgements)
    mentions = mentions_of(kept, known, judged.parted(found))
    vocabulary = Vocabulary(mentions)
    scored = _scorer(mentions, vocabulary, features)
    home = _clusters(mentions, vocabulary, scored, judged.foes(judged.parted(found), mentions))
    attach(home, list(distinct(home)), mentions, scored)
    judged.follow(home, mentions, found)
    made = []
    for group in distinct(home):
        members = [mentions[n] for n in group.members]
        if tells_of_an_incident(members):
            made.append(incident_of(members, known, (*group.because, *_told(members, vocabulary, features))))
    return tuple(sorted(made, key=lambda i: (i.when.start.isoformat() if i.when else "~", i.name, i.id)))


def _clusters(
    mentions: Sequence[Mention], vocabulary: Vocabulary, scored: Score, foes: dict[int, set[int]]
) -> list[Cluster]:
    """For each mention, by position, the cluster it is in: whole reports first, then what they tell in passing."""
    edges = pairs(mentions, vocabulary)
    whole = [(i, j) for i, j in edges if mentions[i].main and mentions[j].main]
    groups = cluster(mentions, whole, scored, foes)
    at: dict[int, Cluster] = {n: group for group in groups for n in group.members}
    home = [at[n] for n in range(len(mentions))]
    passing.join(home, edges, mentions, scored)
    return home


def _scorer(mentions: Sequence[Mention], vocabulary: Vocabulary, features: Sequence[Feature]) -> Score:
    """The score of two mentions by position; each pair is compared once."""
    met: dict[tuple[int, int], float] = {}

    def scored(i: int, j: int) -> float:
        pair = (i, j) if i < j else (j, i)
        value = met.get(pair)
        if value is None:
            value = met[pair] = score(mentions[pair[0]], mentions[pair[1]], vocabulary, features)
        return value

    return scored


def _told(members: Sequence[Mention], vocabulary: Vocabulary, features: Sequence[Feature]) -> list[str]:
    """Why each of the first few mentions stands beside the first, both values given."""
    first, *others = members
    return [
        f"{first.report} and {other.report}: " + "; ".join(reasons(first, other, vocabulary, features)[:4])
        for other in others[:REASONED]
    ]
