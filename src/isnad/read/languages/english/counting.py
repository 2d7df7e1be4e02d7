"""Counting: the counts that one reading of harm comes to.

What may live here: what is coordinated added up ("a man and his daughter"), parts kept within wholes, and the status
that a group has by its name. Whom a word of harm is said of is read in ``casualties.py``.
"""

from dataclasses import replace

from isnad.read.languages.english.casualties import Harm
from isnad.read.languages.english.quantities import Counted
from isnad.read.languages.english.tokens import Token
from isnad.records.claim import Count, Outcome, Status

CIVILIAN = frozenset(("civilians", "children", "women", "teachers", "health workers", "journalists", "rescuers"))


def count_of(tokens: list[Token], harm: Harm) -> tuple[Count, ...]:
    """The Counts of a harm: the whole (what is coordinated is added up) with its parts."""
    words = _words(tokens, harm.people[0].first, harm.people[-1].after)
    singles = [_count(tokens, c, harm.outcome) for c in harm.people]
    parts = tuple(_count(tokens, c, harm.outcome) for c in harm.parts)
    if harm.only_parts:  # a part of the toll that is of no group we know goes by its own noun, not as "people"
        named = [
            replace(s, group=c.head) if s.group == "people" and c.head else s
            for s, c in zip(singles, harm.people, strict=True)
        ]
        return (*named, *parts)
    if len(singles) == 1:
        return (replace(singles[0], parts=parts),) if parts else (singles[0],)
    numbered = [s for s in singles if s.numbered]
    if not numbered:
        return tuple(singles)
    listed = sum(s.low or 0 for s in singles[1:])
    if _named_after(tokens, harm.people, singles):
        return (replace(singles[0], parts=(*singles[1:], *parts)),)  # "two civilians, a man and his daughter"
    general = harm.people[0].group in ("people", "civilians")
    if general and len(singles) > 2 and singles[0].low == listed and all(s.low == s.high for s in singles):
        return (replace(singles[0], parts=(*singles[1:], *parts)),)  # "three civilians, two women and a man"
    group = singles[0].group if len({s.group for s in singles}) == 1 else "people"
    status = singles[0].status if len({s.status for s in singles}) == 1 else Status.UNDETERMINED
    low = sum(s.low or 0 for s in numbered)
    high = None if any(s.high is None for s in singles) else sum(s.high or 0 for s in singles)
    return (
        Count(
            outcome=harm.outcome, low=low, high=high, group=group, status=status, words=words, parts=(*singles, *parts)
        ),
    )


def _named_after(tokens: list[Token], people: list[Counted], singles: list[Count]) -> bool:
    """Whether a number of people of no kind is followed, behind a comma, by the single ones it is made of."""
    first, second = people[0], people[1]
    apposed = [t.low for t in tokens[first.after : second.first]] == [","]
    rest = [s.low for s in singles[1:]]
    general = first.group in ("people", "civilians") and (len(people) == 2 or (singles[0].low or 0) > 1)
    return apposed and general and all(n == 1 for n in rest) and len(rest) <= (singles[0].low or 0)


def _words(tokens: list[Token], first: int, after: int) -> str:
    out = ""
    for i in range(first, after):
        out += ("" if i == first or tokens[i].start == tokens[i - 1].end else " ") + tokens[i].text
    return out


def _count(tokens: list[Token], c: Counted, outcome: Outcome) -> Count:
    status = (
        Status.BELLIGERENT if c.group == "fighters" else Status.CIVILIAN if c.group in CIVILIAN else Status.UNDETERMINED
    )
    q = c.quantity
    low, high = q.low, q.high
    return Count(
        outcome=outcome,
        low=low,
        high=high,
        group=c.group,
        status=status,
        words=_words(tokens, c.first, c.after),
        convention=q.convention,
    )
