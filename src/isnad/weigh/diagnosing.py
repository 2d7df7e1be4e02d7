"""Diagnosing: which evidence tells hypotheses apart, and on which one source their order hangs.

What may live here: the steps of the analysis of competing hypotheses that come after the marks (Heuer 1999, Psychology
of Intelligence Analysis, ch. 8: step 3, how diagnostic each item is; step 6, how sensitive the outcome is to a few
critical items). The order that is tested is that of least inconsistency; no order is a verdict.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from isnad.records.assessment import (
    COUNTED,
    Consistency,
    Diagnosticity,
    Evidence,
    Hypothesis,
    Observation,
    Sensitivity,
)
from isnad.weigh.observing import opposing
from isnad.weigh.responsibility import against, rank

RELATIONS = ("alleged_by", "hedged_by", "one_of_by", "denied_by", "excluded_by", "conceded_by", "withdrawn_by")
Told = Mapping[str, frozenset[str]]  # the origins that tell of each observation


def diagnosticity_of(hypotheses: Sequence[Hypothesis]) -> tuple[Diagnosticity, ...]:
    """How many pairs of hypotheses each claim and observation tells apart, the most diagnostic first.

    Two are told apart where it is inconsistent with one and not with the other: what fits one and says nothing of the
    other refutes neither. What was taken back tells nothing apart.
    """
    marks: dict[tuple[str, str], list[Consistency]] = {}
    gone: set[tuple[str, str]] = set()
    for hypothesis in hypotheses:
        for row in hypothesis.evidence:
            key = (row.claim, row.observation)
            marks.setdefault(key, []).append(row.mark)
            gone |= {key} if row.superseded_by else set()
    pairs = len(hypotheses) * (len(hypotheses) - 1) // 2
    made = []
    for key, found in marks.items():
        refuted = sum(mark is Consistency.INCONSISTENT for mark in found)
        told = 0 if key in gone else refuted * (len(found) - refuted)
        made.append(Diagnosticity(claim=key[0], told_apart=told, pairs=pairs, observation=key[1]))
    return tuple(sorted(made, key=lambda d: -d.told_apart))


def sensitivity_of(
    hypotheses: Sequence[Hypothesis], observations: Sequence[Observation] = (), observing: str = COUNTED
) -> tuple[Sensitivity, ...]:
    """What hypotheses would stand in another order without, those that decide the first before others.

    An origin is left out with all it says, and what it alone raised falls away; so does an observation that nobody
    else tells of. Each observation is left out too, where they are counted. Only pairs of which the second then has
    less against it count as turned: where two come out level, the order between them rests on less than the method
    asks for, and its change says nothing. So does the first change where nobody else speaks of it.
    """
    told = {each.id: frozenset(each.origins) for each in observations}
    origins = dict.fromkeys(row.origin for h in hypotheses for row in h.evidence if not row.observation)
    origins |= dict.fromkeys(origin for each in told.values() for origin in sorted(each))
    found = []
    for left_out in (*origins, *(told if observing == COUNTED else ())):
        left = [_without(each, left_out, told) for each in hypotheses]
        changed = _changed(hypotheses, left_out, [h for h in left if _spoken(h)], observing)
        found += [changed] if changed.turned or changed.first else []
    return tuple(sorted(found, key=lambda s: (not s.first, -len(s.turned), s.origin)))


def _changed(
    hypotheses: Sequence[Hypothesis], left_out: str, left: Iterable[Hypothesis], observing: str
) -> Sensitivity:
    """How the order of those that are left differs from that of all."""
    order = [h.statement for h in hypotheses]
    ranked = sorted(left, key=lambda h: rank(h, observing))
    weight = {h.statement: against(h, observing) for h in ranked}
    pairs = combinations([statement for statement in order if statement in weight], 2)
    turned = tuple((one, other) for one, other in pairs if weight[one] > weight[other])
    now = tuple(h.statement for h in ranked)
    first = bool(now) and (order[0] not in weight or weight[order[0]] > weight[now[0]])
    return Sensitivity(origin=left_out, order=now, turned=turned, first=first)


def _without(hypothesis: Hypothesis, left_out: str, told: Told) -> Hypothesis:
    """A hypothesis as it would be, had an origin said nothing, or an observation not been made."""
    still = {each: origins - {left_out} for each, origins in told.items() if each != left_out}

    def stays(row: Evidence) -> bool:
        return bool(still.get(row.observation)) if row.observation else row.origin != left_out

    kept: dict[str, Any] = {name: tuple(o for o in getattr(hypothesis, name) if o != left_out) for name in RELATIONS}
    left = replace(hypothesis, evidence=tuple(filter(stays, hypothesis.evidence)), **kept)
    return replace(left, observed_against=opposing(left.evidence, left.opposed_by, still))


def _spoken(hypothesis: Hypothesis) -> bool:
    """Whether anybody still speaks of it."""
    return any(getattr(hypothesis, name) for name in RELATIONS)
