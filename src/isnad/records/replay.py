"""Replaying judgements on claims: rejections, their taking back, corrections.

What may live here: what judgements do to claims, as a pure function that linking and weighing share.
SAME and DIFFERENT concern clusters and are followed where clusters are made.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from isnad.records.claim import Claim
from isnad.records.codec import from_plain, to_plain
from isnad.records.judgement import Decision, Judgement
from isnad.records.problem import Problem, Severity
from isnad.records.shape import LIST, shape_at

FIXED = frozenset(("id", "quote"))  # what a claim is bound to cannot be corrected away; reject the claim instead


def in_order(judgements: Iterable[Judgement]) -> list[Judgement]:
    """Judgements from the earliest to the latest; ids settle those of one moment."""
    return sorted(judgements, key=lambda j: (j.at, j.id))


def chosen_of(judgements: Iterable[Judgement], subject: str, among: Collection[str]) -> str:
    """What was chosen last for the whole case on a subject, if it is among these; else an empty text."""
    made = [j.value for j in in_order(judgements) if j.decision is Decision.RULE and subject in j.subjects]
    return made[-1] if made and made[-1] in among else ""


def apply(claims: Sequence[Claim], judgements: Iterable[Judgement]) -> tuple[tuple[Claim, ...], tuple[Problem, ...]]:
    """The claims as they stand after all judgements, in the order given, and what could not be followed.

    Rejected claims are left out unless a later judgement accepts them; corrected ones keep their id, so
    that judgements go on meeting them. Applying the same judgements twice changes nothing more.
    """
    standing = {claim.id: claim for claim in claims}
    rejected: set[str] = set()
    problems: list[Problem] = []
    for judgement in in_order(judgements):
        for subject in judgement.subjects:
            if judgement.decision is Decision.REJECT:
                rejected.add(subject)
            elif judgement.decision is Decision.ACCEPT:
                rejected.discard(subject)
            elif judgement.decision is Decision.CORRECT and subject in standing:
                try:
                    standing[subject] = corrected(standing[subject], judgement.field, judgement.value)
                except ValueError as error:
                    problems.append(_unfollowed(judgement, subject, error))
    kept = tuple(standing[claim.id] for claim in claims if claim.id not in rejected)
    return kept, tuple(problems)


def corrected(claim: Claim, field: str, value: str) -> Claim:
    """The claim with one field set to a value given as JSON; ``field`` is a dotted path.

    Raises ValueError where the path leads nowhere, the field is fixed or the value does not fit there.
    """
    steps = field.split(".")
    if steps[0] in FIXED or not all(steps):
        raise ValueError(f"the field {field!r} of a claim cannot be corrected")
    if not hasattr(claim, steps[0]):
        raise ValueError(f"a claim has no field {steps[0]!r}")
    plain = to_plain(claim)
    given = json.loads(value)
    _put(plain, steps, given)
    takes = shape_at(claim, steps)
    # What is in no record would be passed over in silence, and of a text each letter would become an item of a list.
    if not takes or (isinstance(given, str) and takes.startswith(LIST)):
        raise ValueError(_unfit(claim, steps, value))
    try:
        made = from_plain(plain, Claim)
    except ValueError as error:
        raise ValueError(_unfit(claim, steps, value)) from error
    return replace(made, id=claim.id, quote=claim.quote)


def _unfit(claim: Claim, steps: Sequence[str], value: str) -> str:
    """Why a value does not fit: what the field takes, or what it then has to agree with."""
    takes = shape_at(claim, steps)
    if not takes:
        return f"the path {'.'.join(steps)!r} leads nowhere in this claim"
    return f"{value} does not fit {'.'.join(steps)}, which takes {takes}, in agreement with what stands beside it"


def _put(plain: Any, steps: Sequence[str], value: Any) -> None:
    """Sets the end of a path in plain data; fields at their default, which the codec leaves out, are made."""
    here = plain
    for step, following in pairwise(steps):
        if isinstance(here, list):
            here = here[_place_in(here, step)]
        else:
            here = here.setdefault(step, [] if following.isdigit() else {})
        if not isinstance(here, dict | list):
            raise ValueError(f"the path {'.'.join(steps)!r} leads nowhere: nothing lies below {step!r}")
    if isinstance(here, list):
        here[_place_in(here, steps[-1])] = value
    else:
        here[steps[-1]] = value


def _place_in(items: list[Any], step: str) -> int:
    if not step.isdigit() or int(step) >= len(items):
        raise ValueError(f"there is no item {step!r}; the list has {len(items)}")
    return int(step)


def _unfollowed(judgement: Judgement, subject: str, error: ValueError) -> Problem:
    return Problem(
        what=f"The correction of {judgement.field or 'no field'!r} by {judgement.by} could not be followed: {error}",
        where=f"judgement {judgement.id} on claim {subject}",
        todo="Make another judgement with a path such as content.counts.0.low and a JSON value that fits it.",
        severity=Severity.WARNING,
    )
