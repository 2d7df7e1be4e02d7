"""Diagnosing: which evidence tells hypotheses apart, and on which one source their order hangs.

What may live here: the steps of the analysis of competing hypotheses that come after the marks (Heuer 1999, Psychology
of Intelligence Analysis, ch. 8: step 3, how diagnostic each item is; step 6, how sensitive the outcome is to a few
critical items). The order that is tested is that of least inconsistency; no order is a verdict.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from isnad.records.assessment import Consistency, Diagnosticity, Hypothesis, Sensitivity
from isnad.weigh.responsibility import rank

RELATIONS = ("alleged_by", "hedged_by", "one_of_by", "denied_by", "excluded_by", "conceded_by", "withdrawn_by")


def diagnosticity_of(hypotheses: Sequence[Hypothesis]) -> tuple[Diagnosticity, ...]:
    """How many pairs of hypotheses each claim tells apart, the most diagnostic first.

    Two are told apart where it is inconsistent with one and not with the other: what fits one and says nothing of the
    other refutes neither. What was taken back tells nothing apart.
    """
    marks: dict[str, list[Consistency]] = {}
    gone: set[str] = set()
    for hypothesis in hypotheses:
        for row in hypothesis.evidence:
            marks.setdefault(row.claim, []).append(row.mark)
            gone |= {row.claim} if row.superseded_by else set()
    pairs = len(hypotheses) * (len(hypotheses) - 1) // 2
    made = []
    for claim, found in marks.items():
        against = sum(mark is Consistency.INCONSISTENT for mark in found)
        told = 0 if claim in gone else against * (len(found) - against)
        made.append(Diagnosticity(claim=claim, told_apart=told, pairs=pairs))
    return tuple(sorted(made, key=lambda d: -d.told_apart))


def sensitivity_of(hypotheses: Sequence[Hypothesis]) -> tuple[Sensitivity, ...]:
    """The sources without which the hypotheses would stand in another order, those that decide the first before others.

    An origin is left out with all it says, and what it alone raised falls away. Only pairs of which the second then has
    less against it count as turned: where two come out level, the order between them rests on less than the method
    asks for, and its change says nothing. So does the first change where nobody else speaks of it.
    """
    order = [h.statement for h in hypotheses]
    origins = dict.fromkeys(row.origin for h in hypotheses for row in h.evidence)
    found = []
    for origin in origins:
        left = sorted((h for each in hypotheses if _spoken(h := _without(each, origin))), key=rank)
        against = {h.statement: h.inconsistencies for h in left}
        pairs = combinations([statement for statement in order if statement in against], 2)
        turned = tuple((one, other) for one, other in pairs if against[one] > against[other])
        now = tuple(h.statement for h in left)
        first = bool(now) and (order[0] not in against or against[order[0]] > against[now[0]])
        if turned or first:
            found.append(Sensitivity(origin=origin, order=now, turned=turned, first=first))
    return tuple(sorted(found, key=lambda s: (not s.first, -len(s.turned), s.origin)))


def _without(hypothesis: Hypothesis, origin: str) -> Hypothesis:
    """A hypothesis as it would be, had an origin said nothing."""
    kept: dict[str, Any] = {name: tuple(o for o in getattr(hypothesis, name) if o != origin) for name in RELATIONS}
    evidence = tuple(row for row in hypothesis.evidence if row.origin != origin)
    return replace(hypothesis, evidence=evidence, **kept)


def _spoken(hypothesis: Hypothesis) -> bool:
    """Whether anybody still speaks of it."""
    return any(getattr(hypothesis, name) for name in RELATIONS)
