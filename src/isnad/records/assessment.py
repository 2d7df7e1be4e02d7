"""Origin, Tally, Hypothesis, Grade, Assessment: what the claims of one incident amount to.

What may live here: results of weighing. None of them names a perpetrator as a fact.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from isnad.records.claim import Outcome, Status
from isnad.records.finding import Finding

DEFAULT_RULE = "standing"  # the tally rule of a case that chose none


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One independent root behind claims: repetition of it is not corroboration.

    ``claims`` and ``reports`` are ids. ``because`` says why those reports count once (same root, reprint ...).
    """

    id: str
    name: str
    claims: tuple[str, ...]
    reports: tuple[str, ...]
    open: bool = False
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One count by one origin at one time. ``superseded_by`` is the claim of the same origin that
    replaced it, empty while it stands. ``convention`` marks a range that stands for a word ("dozens")."""

    claim: str
    origin: str
    low: int | None
    high: int | None
    reported: datetime | None
    words: str = ""
    convention: bool = False
    superseded_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Low, best and high for one group and outcome, with its history (oldest first).

    By which rule is the assessment's ``rule``: by the default ``low`` and ``high`` bound the figures that stand and
    ``best`` is the figure with most independent origins (the latest on a tie). None where only words without a number
    are known, or the rule gives none. ``high_open`` says that some source puts no upper bound.
    """

    group: str
    outcome: Outcome
    status: Status
    low: int | None
    best: int | None
    high: int | None
    high_open: bool
    origins: int
    history: tuple[Figure, ...]
    disagreements: tuple[Finding, ...] = ()


class Consistency(StrEnum):
    """Marks of the analysis of competing hypotheses (Heuer 1999, ch. 8)."""

    CONSISTENT = "consistent"
    INCONSISTENT = "inconsistent"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One claim of responsibility held against one hypothesis.

    ``superseded_by`` is the later claim of the same origin that takes it back; empty while it stands.
    """

    claim: str
    origin: str
    mark: Consistency
    reason: str
    superseded_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """A possible answer to who was responsible, never a verdict.

    ``parties`` act alone (one) or ``jointly`` (several). The tuples hold origin ids: who alleges it,
    who alleges it with a hedge, who names it as one of several, who denies, who excludes it, who concedes: as each
    says it last. ``withdrawn_by`` once alleged it and now says otherwise.
    """

    statement: str
    parties: tuple[str, ...]
    jointly: bool = False
    alleged_by: tuple[str, ...] = ()
    hedged_by: tuple[str, ...] = ()
    one_of_by: tuple[str, ...] = ()
    denied_by: tuple[str, ...] = ()
    excluded_by: tuple[str, ...] = ()
    conceded_by: tuple[str, ...] = ()
    withdrawn_by: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    grounds: tuple[str, ...] = ()

    @property
    def inconsistencies(self) -> int:
        """Distinct origins whose standing claims speak against it."""
        against = (e for e in self.evidence if e.mark is Consistency.INCONSISTENT and not e.superseded_by)
        return len({e.origin for e in against})


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosticity:
    """How much a claim tells hypotheses apart.

    Of so many ``pairs``, ``told_apart`` are those of which it is inconsistent with one alone. 0: it tells nothing.
    """

    claim: str
    told_apart: int
    pairs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """A source without which the hypotheses stand in another order.

    ``order`` is theirs without it, least inconsistent first; ``turned`` are the pairs (first, second) of which the
    second has less against it then; ``first`` says that another hypothesis would come first, be it because nobody else
    speaks of the one that does now.
    """

    origin: str
    order: tuple[str, ...]
    turned: tuple[tuple[str, str], ...]
    first: bool


class GradeTerm(StrEnum):
    """Airwars' grading of an incident's evidence."""

    CONFIRMED = "Confirmed"
    FAIR = "Fair"
    WEAK = "Weak"
    CONTESTED = "Contested"
    DISCOUNTED = "Discounted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """The grade and the clause of the codebook that gave it."""

    term: GradeTerm
    clause: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """All that was computed of one incident.

    ``scoped_out`` explains figures that were kept out of the tally, ``rule`` names the tally rule.
    """

    incident: str
    headline: Finding
    origins: tuple[Origin, ...]
    tallies: tuple[Tally, ...]
    hypotheses: tuple[Hypothesis, ...]
    grade: Grade
    contradictions: tuple[Finding, ...] = ()
    scoped_out: tuple[Finding, ...] = ()
    rule: str = DEFAULT_RULE
    diagnosticity: tuple[Diagnosticity, ...] = ()
    sensitivity: tuple[Sensitivity, ...] = ()

    @property
    def independent(self) -> tuple[Origin, ...]:
        """The origins that could be asked again and that stand behind a figure or an allegation.

        An unnamed origin ("activists") is shown, but one cannot tell whether it is another one's echo.
        """
        behind = {figure.origin for tally in self.tallies for figure in tally.history}
        behind |= {row.origin for hypothesis in self.hypotheses for row in hypothesis.evidence}
        return tuple(origin for origin in self.origins if not origin.open and origin.id in behind)
