"""What people judged to be the same or different, as it binds clusters.

What may live here: reading SAME and DIFFERENT off a line of judgements, and following SAME once clusters stand.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from isnad.link.cluster import Cluster, unite
from isnad.link.mention import Mention
from isnad.records.judgement import Decision, Judgement
from isnad.records.replay import in_order

Pair = tuple[str, str]


def verdicts(judgements: Iterable[Judgement]) -> dict[Pair, Judgement]:
    """The latest SAME or DIFFERENT on each pair of claims, earliest first; later ones overrule earlier ones."""
    latest: dict[Pair, Judgement] = {}
    for judgement in in_order(judgements):
        if judgement.decision in (Decision.SAME, Decision.DIFFERENT):
            for one, other in combinations(sorted(set(judgement.subjects)), 2):
                latest.pop((one, other), None)
                latest[one, other] = judgement
    return latest


def parted(found: Mapping[Pair, Judgement]) -> list[Pair]:
    """Pairs of claims that tell of different incidents."""
    return [pair for pair, judgement in found.items() if judgement.decision is Decision.DIFFERENT]


def foes(pairs: Iterable[Pair], mentions: Sequence[Mention]) -> dict[int, set[int]]:
    """For each mention, the mentions it may never share a cluster with."""
    at = positions(mentions)
    kept: dict[int, set[int]] = {}
    for one, other in pairs:
        if one in at and other in at and at[one] != at[other]:
            kept.setdefault(at[one], set()).add(at[other])
            kept.setdefault(at[other], set()).add(at[one])
    return kept


def positions(mentions: Sequence[Mention]) -> dict[str, int]:
    """The position of the mention that holds each claim."""
    return {claim.id: n for n, mention in enumerate(mentions) for claim in mention.claims}


def follow(home: list[Cluster], mentions: Sequence[Mention], found: Mapping[Pair, Judgement]) -> None:
    """Joins what was judged the same, the latest judgement first.

    The clusters of the two claims join as wholes: who says that two incidents are one means all of them. Limits do not
    count against a person's word; only another judgement does, and then the reason says which was not followed.
    """
    at = positions(mentions)
    for (one, other), judgement in reversed(list(found.items())):
        if judgement.decision is not Decision.SAME or one not in at or other not in at:
            continue
        first, second = home[at[one]], home[at[other]]
        if first is second:
            first.because.append(f"judged the same by {judgement.by}: {judgement.why}")
        elif first.parted_from(second):
            told = f"the same by {judgement.by}: {judgement.why}"
            first.because.append(f"not followed, other judgements part them: {told}")
        else:
            joined = unite(home, first, second)
            joined.because.append(f"judged the same by {judgement.by}: {judgement.why}")
