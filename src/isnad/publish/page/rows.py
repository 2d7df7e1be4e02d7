"""Rows of the page's tables: plain values that the templates only have to lay out.

What may live here: gathering what belongs in one row. Words come from ``wording``.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from isnad.publish import wording
from isnad.publish.lookup import Lookup
from isnad.publish.withhold.rules import RULES, Rule
from isnad.records.assessment import Consistency, Figure, Hypothesis, Observation, Origin, Tally
from isnad.records.claim import Casualties, Character, Claim, Content, Occurrence, Presence, Responsibility
from isnad.records.dossier import Dossier

MARKS = {Consistency.CONSISTENT: "+", Consistency.INCONSISTENT: "−", Consistency.NEUTRAL: "·"}
MARK_WORDS = {
    Consistency.CONSISTENT: "fits",
    Consistency.INCONSISTENT: "speaks against",
    Consistency.NEUTRAL: "says nothing on it",
}
CLAIM_GROUPS: tuple[tuple[str, str, type[Content]], ...] = (
    ("casualties", "Figures", Casualties),
    ("responsibility", "Responsibility", Responsibility),
    ("occurrence", "What is said to have happened", Occurrence),
    ("character", "What kind of act it is said to be", Character),
    ("presence", "Who is said to have been there", Presence),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """One origin's figures in a tally, oldest first. ``aside`` are words read by convention: never a step."""

    origin: str
    letter: str
    name: str
    steps: tuple[Figure, ...]
    aside: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One mark of the matrix."""

    sign: str
    word: str
    reason: str
    claim: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """One claim, or observation, held against every hypothesis; None where it was not held against one.

    ``told_apart`` is how many of the ``pairs`` of hypotheses it tells apart; ``gone``: its source took it back.
    ``observed`` says what was observed: the claim and the origin are then the first that tell of it.
    """

    claim: Claim
    origin: str
    cells: tuple[Cell | None, ...]
    told_apart: int = 0
    pairs: int = 0
    gone: bool = False
    observed: Observation | None = None

    @property
    def label(self) -> str:
        """What it is as evidence: ``denial of occurrence``, ``admission``; of an observation, what was observed."""
        return wording.observation_of(self.observed) if self.observed else wording.evidence_of(self.claim)


def histories(tally: Tally, lookup: Lookup) -> list[History]:
    """Each origin's own history, in the order of letters; repeats of one figure are one step."""
    by_origin: dict[str, list[Figure]] = {}
    for figure in tally.history:
        by_origin.setdefault(figure.origin, []).append(figure)
    return [
        History(
            origin=o,
            letter=lookup.letter(o),
            name=lookup.named(o),
            steps=_steps(f for f in by_origin[o] if not f.convention),
            aside=_steps(f for f in by_origin[o] if f.convention),
        )
        for o in sorted(by_origin, key=lambda o: (lookup.rank(o), o))
    ]


def _steps(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    steps: list[Figure] = []
    for figure in figures:
        if not steps or (steps[-1].low, steps[-1].high) != (figure.low, figure.high):
            steps.append(figure)
    return tuple(steps)


def voices(hypothesis: Hypothesis, lookup: Lookup) -> list[tuple[str, list[tuple[str, str]]]]:
    """For each relation its heading and the origins that stand in it: (letter, id of the claim that shows it)."""
    found = []
    for column, (heading, _, _) in wording.RELATIONS.items():
        held = []
        for origin in sorted(set(getattr(hypothesis, column)), key=lambda o: (lookup.rank(o), o)):
            claim = lookup.voice(hypothesis, origin, wording.RELATION_KINDS[column])
            held.append((origin, claim.id if claim else ""))
        found.append((heading, held))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A claim that its own origin took back: the claim, and the one that did."""

    letter: str
    origin: str
    said: Claim
    now: Claim


def withdrawals(hypothesis: Hypothesis, lookup: Lookup) -> list[Withdrawal]:
    """What was once alleged of a hypothesis and taken back, oldest first, one for each origin."""
    found: dict[str, Withdrawal] = {}
    for e in hypothesis.evidence:
        said, now = lookup.claims.get(e.claim), lookup.claims.get(e.superseded_by)
        fits = e.mark is Consistency.CONSISTENT and e.origin in hypothesis.withdrawn_by
        if said is not None and now is not None and fits:
            row = Withdrawal(letter=lookup.letter(e.origin), origin=lookup.named(e.origin), said=said, now=now)
            found.setdefault(e.origin, row)
    return list(found.values())


def matrix(hypotheses: tuple[Hypothesis, ...], lookup: Lookup) -> list[MatrixRow]:
    """Claims and observations against hypotheses: claims in reading order, hypotheses in the assessment's."""
    held: dict[tuple[str, str], dict[int, Cell]] = {}
    origin_of: dict[tuple[str, str], str] = {}
    gone: set[tuple[str, str]] = set()
    for column, hypothesis in enumerate(hypotheses):
        for e in hypothesis.evidence:
            key = (e.observation, e.claim)
            origin_of[key] = e.origin
            gone |= {key} if e.superseded_by else set()
            reason = f"{e.reason}; taken back by the same source since" if e.superseded_by else e.reason
            cell = Cell(sign=MARKS[e.mark], word=MARK_WORDS[e.mark], reason=reason, claim=e.claim)
            held.setdefault(key, {})[column] = cell
    order = {c.id: n for n, c in enumerate(lookup.in_reading_order(Responsibility))}
    known = (key for key in held if key[1] in lookup.claims)
    told = {d.observation + d.claim: d for d in lookup.dossier.assessment.diagnosticity}
    return [
        MatrixRow(
            claim=lookup.claims[key[1]],
            origin=origin_of[key],
            cells=tuple(held[key].get(n) for n in range(len(hypotheses))),
            told_apart=told["".join(key)].told_apart if "".join(key) in told else 0,
            pairs=told["".join(key)].pairs if "".join(key) in told else 0,
            gone=key in gone,
            observed=lookup.observations.get(key[0]),
        )
        for key in sorted(known, key=lambda key: (order.get(key[1], len(order)), key))
    ]


def claim_groups(lookup: Lookup) -> list[tuple[str, str, list[Claim]]]:
    """The incident's claims by kind: (kind, heading, claims); kinds without a claim are left out."""
    groups = [(kind, heading, lookup.in_reading_order(content)) for kind, heading, content in CLAIM_GROUPS]
    return [g for g in groups if g[2]]


def withheld(dossier: Dossier) -> list[tuple[Rule, int]]:
    """Each rule by which something was left out, and how often."""
    times: dict[str, int] = {}
    for note in dossier.withheld:
        times[note.rule] = times.get(note.rule, 0) + note.times
    return [(rule, times[name]) for name, rule in RULES.items() if name in times]


def rests_on(origin: Origin, lookup: Lookup) -> list[str]:
    """The reports that rest on an origin, oldest first: ids."""
    return sorted({r for r in origin.reports if r in lookup.reports}, key=lookup.place_in_time)
