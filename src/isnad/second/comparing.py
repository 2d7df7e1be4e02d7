"""Comparing: where the two readers of a report agree, where they differ, and what only one of them read.

Neither is right by being the first or the second; nothing is merged. A person looks at the words and judges. Who was
there (Presence) is not asked of the second reader, and so not compared.

What may live here: pairing claims by what they are about, and naming what differs. Pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from isnad.publish.wording import chain_of, content_of
from isnad.records.claim import Casualties, Character, Claim, Count, Occurrence, Responsibility

NEAR = 80  # characters between two quotes that may still be of one thing said
AGREE, DIFFER, GRAMMAR, MODEL = "agree", "differ", "grammar alone", "model alone"
_SUBJECTS = {
    Casualties: "casualties",
    Responsibility: "responsibility",
    Occurrence: "occurrence",
    Character: "character",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that two claims say differently: ``what``, and each reader's words for it."""

    what: str
    grammar: str
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What the two readers have on one thing said: one claim each, or the claim of the one that read it."""

    subject: str
    grammar: Claim | None = None
    model: Claim | None = None
    differences: tuple[Difference, ...] = ()

    @property
    def state(self) -> str:
        """ "agree", "differ", "grammar alone" or "model alone"."""
        if self.grammar is None or self.model is None:
            return MODEL if self.grammar is None else GRAMMAR
        return DIFFER if self.differences else AGREE

    @property
    def start(self) -> int:
        """Where in the report's text it is said."""
        return min(claim.quote.start for claim in (self.grammar, self.model) if claim is not None)


def pairs(grammar: Sequence[Claim], model: Sequence[Claim], publisher: str = "") -> tuple[Pair, ...]:
    """The claims of two readers of one report, put side by side in the order of the text."""
    grammar = [claim for claim in grammar if type(claim.content) in _SUBJECTS]
    left, made = list(model), []
    closest = sorted(_candidates(grammar, model), key=lambda c: (c[0], c[1].quote.start, c[1].id, c[2].id))
    taken: set[int] = set()
    for _, ours, theirs in closest:
        if id(ours) in taken or id(theirs) in taken:
            continue
        taken |= {id(ours), id(theirs)}
        left.remove(theirs)
        differences = tuple(_differences(ours, theirs, publisher))
        made.append(Pair(subject=_subject(ours), grammar=ours, model=theirs, differences=differences))
    made += [Pair(subject=_subject(each), grammar=each) for each in grammar if id(each) not in taken]
    made += [Pair(subject=_subject(each), model=each) for each in left]
    return tuple(sorted(made, key=lambda p: (p.start, p.subject, p.state)))


def _candidates(grammar: Sequence[Claim], model: Sequence[Claim]) -> Iterator[tuple[int, Claim, Claim]]:
    """Claims that may be of one thing said, with how far they are apart: first those that say the same."""
    for ours in grammar:
        for theirs in model:
            if type(ours.content) is not type(theirs.content):
                continue
            gap = max(ours.quote.start, theirs.quote.start) - min(ours.quote.end, theirs.quote.end)
            same = _same(ours, theirs)
            if gap <= NEAR or (same and isinstance(ours.content, Occurrence | Character)):
                yield max(gap, 0) * 2 + (not same), ours, theirs


def _same(ours: Claim, theirs: Claim) -> bool:
    return not any(True for _ in _of_content(ours, theirs))


def _subject(claim: Claim) -> str:
    return _SUBJECTS[type(claim.content)]


def _differences(ours: Claim, theirs: Claim, publisher: str) -> Iterator[Difference]:
    yield from _of_content(ours, theirs)
    for what in ("stance", "scope"):
        if getattr(ours, what) is not getattr(theirs, what):
            yield Difference(what=what, grammar=getattr(ours, what).value, model=getattr(theirs, what).value)
    if not _one_source(ours, theirs):
        yield Difference(
            what="source", grammar=chain_of(ours.chain, publisher), model=chain_of(theirs.chain, publisher)
        )


def _of_content(ours: Claim, theirs: Claim) -> Iterator[Difference]:
    match ours.content, theirs.content:
        case Casualties(counts=one), Casualties(counts=other):
            same = _figures(one) == _figures(other)
        case Responsibility() as a, Responsibility() as b:
            same = (a.relation, frozenset(a.parties), a.denial) == (b.relation, frozenset(b.parties), b.denial)
        case Occurrence() as c, Occurrence() as d:
            same = (c.act, c.target) == (d.act, d.target)
        case Character() as e, Character() as f:
            same = e.term == f.term
        case _:
            same = False
    if not same:
        words = (content_of(claim.content, claim.stance) for claim in (ours, theirs))
        yield Difference(what=_subject(ours), grammar=next(words), model=next(words))


def _figures(counts: Sequence[Count]) -> frozenset[tuple[str, str, int | None, int | None]]:
    """Every figure, parts included: readers may nest them differently. Words without a number count as such."""
    flat = [*counts, *(part for count in counts for part in count.parts)]
    return frozenset((c.outcome.value, c.group, c.low, c.high) for c in flat)


def _one_source(ours: Claim, theirs: Claim) -> bool:
    """Whether the original source is one voice: the same name, or one holds the other ("the Delta Monitor")."""
    one, other = (c.chain.root.name.casefold() if c.chain.root else "" for c in (ours, theirs))
    return one == other or bool(one and other and (one in other or other in one))
