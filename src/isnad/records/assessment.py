"""Origin, Tally, Hypothesis, Grade, Assessment: what the claims of one incident amount to.

What may live here: results of weighing. None of them names a perpetrator as a fact.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from isnad.records.claim import Outcome, Status
from isnad.records.finding import Finding

DEFAULT_RULE = "standing"  # the tally rule of a case that chose none
COUNTED, SHOWN = "counted", "shown"  # what a case may do with observations; the first where it chose nothing


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
    """One claim of responsibility, or one observation, held against one hypothesis.

    ``superseded_by`` is the later claim of the same origin that takes it back; empty while it stands. Of an
    ``observation`` (its id) ``claim`` and ``origin`` are the first that tell of it.
    """

    claim: str
    origin: str
    mark: Consistency
    reason: str
    superseded_by: str = ""
    observation: str = ""


class ObservationKind(StrEnum):
    """What an observation is of."""

    MEANS = "means"  # with what it was done
    PATTERN = "pattern"  # whom the same reports allege to have done another attack near by, with what
    PRESENCE = "presence"  # who was there, or holds the place


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What reports tell that bears on who could have done it, without saying who did.

    It raises no hypothesis and nobody's support. ``what`` is a means ("aircraft") or whereabouts ("overhead"),
    ``party`` whom a pattern or a presence is of.
    ``claims`` are those that tell of it, the first of each origin; ``origins`` are theirs, in the same order.
    """

    id: str
    kind: ObservationKind
    what: str
    claims: tuple[str, ...]
    origins: tuple[str, ...]
    party: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """A possible answer to who was responsible, never a verdict.

    ``parties`` act alone (one) or ``jointly`` (several). The tuples hold origin ids: who alleges it,
    who alleges it with a hedge, who names it as one of several, who denies, who excludes it, who concedes: as each
    says it last. ``withdrawn_by`` once alleged it and now says otherwise. ``observed_against`` is 1 where an
    observation speaks against it that not only origins tell of whose claims do so anyway, else 0.
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
    observed_against: int = 0

    @property
    def opposed_by(self) -> frozenset[str]:
        """The origins whose standing claims speak against it."""
        said = (e for e in self.evidence if not e.superseded_by and not e.observation)
        return frozenset(e.origin for e in said if e.mark is Consistency.INCONSISTENT)

    @property
    def inconsistencies(self) -> int:
        """How many distinct origins' standing claims speak against it. Observations are no origin's claims on it."""
        return len(self.opposed_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosticity:
    """How much a claim, or an observation that it is the first to tell of, tells hypotheses apart.

    Of so many ``pairs``, ``told_apart`` are those of which it is inconsistent with one alone. 0: it tells nothing.
    """

    claim: str
    told_apart: int
    pairs: int
    observation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """A source, or an observation (``origin`` is then its id), without which hypotheses stand in another order.

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

    ``scoped_out`` explains figures that were kept out of the tally, ``rule`` names the tally rule. ``observing`` says
    whether observations are counted in the order of hypotheses, or only shown.
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
    observations: tuple[Observation, ...] = ()
    observing: str = COUNTED

    @property
    def independent(self) -> tuple[Origin, ...]:
        """The origins that could be asked again and that stand behind a figure or an allegation.

        An unnamed origin ("activists") is shown, but one cannot tell whether it is another one's echo.
        """
        behind = {figure.origin for tally in self.tallies for figure in tally.history}
        rows = (row for hypothesis in self.hypotheses for row in hypothesis.evidence)
        behind |= {row.origin for row in rows if not row.observation}
        return tuple(origin for origin in self.origins if not origin.open and origin.id in behind)
