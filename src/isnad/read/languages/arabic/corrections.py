"""Corrections: figures that a report gives only to take them back.

What may live here: the one pass over a report's claims that finds a toll replaced by a smaller one. A toll that grew
needs none: the older figure was true when it was given.
"""

from collections.abc import Iterable
from dataclasses import replace

from isnad.records.claim import Casualties, Claim, Count, Scope, Stance
from isnad.records.codec import with_id

COME_TO = "a toll come to"
REPLACED = "a toll that was replaced"
_EVERYONE = ("people", "civilians")


def taken_back(claims: Iterable[Claim], corrects: str) -> list[Claim]:
    """The claims, a toll that its own speaker replaces by a smaller one no longer stood behind (denied).

    ``corrects`` are the words by which the report says that it corrects a figure, empty where it does not: then only a
    figure that a toll went down from ("من 23 إلى 19") is taken back.
    """
    ordered = sorted(claims, key=lambda c: (c.quote.start, c.quote.end))
    made: list[Claim] = []
    for n, claim in enumerate(ordered):
        replaced = bool(corrects) or any(b.startswith(REPLACED) for b in claim.because)
        later = next((c for c in ordered[n + 1 :] if _replaces(c, claim)), None) if replaced else None
        if later is None:
            made.append(claim)
            continue
        because = (*claim.because, f"taken back: {corrects or later.quote.text}")
        made.append(with_id(replace(claim, id="", stance=Stance.DENIED, because=because)))
    return made


def _replaces(newer: Claim, older: Claim) -> bool:
    """Whether one claim gives the smaller toll that another's became: same happening, same voice, all the dead."""
    one, other = _toll(older), _toll(newer)
    return (
        one is not None
        and other is not None
        and any(b.startswith(COME_TO) for b in newer.because)
        and (newer.event, newer.scope, newer.chain.names) == (older.event, Scope.INCIDENT, older.chain.names)
        and one.outcome is other.outcome
        and (other.low or 0) < (one.low or 0)
    )


def _toll(claim: Claim) -> Count | None:
    """The count of all people in a claim that gives one."""
    if not isinstance(claim.content, Casualties):
        return None
    return next((c for c in claim.content.counts if c.group in _EVERYONE and c.low is not None), None)
