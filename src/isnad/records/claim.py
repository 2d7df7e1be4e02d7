"""Count, Basis, Stance, Claim: what is said (the matn), bound to its words and its chain.

What may live here: the contents a claim can have. Terms follow UCDP GED, Airwars and the
Every Casualty Counts standards where they have one; docs/glossary.md lists them.
"""

from dataclasses import dataclass
from enum import StrEnum

from isnad.records.chain import Chain
from isnad.records.report import Quote
from isnad.records.when import Interval
from isnad.records.where import Place


class Stance(StrEnum):
    """How far the speaker stands behind what is said."""

    ASSERTED = "asserted"
    HEDGED = "hedged"
    CONDITIONAL = "conditional"
    DENIED = "denied"
    QUESTIONED = "questioned"
    NONCOMMITTAL = "noncommittal"


class Outcome(StrEnum):
    """What befell the people counted."""

    KILLED = "killed"
    INJURED = "injured"
    MISSING = "missing"
    TRAPPED = "trapped"
    DETAINED = "detained"
    DISPLACED = "displaced"


class Status(StrEnum):
    """Civilian or not, as the source says it."""

    CIVILIAN = "civilian"
    BELLIGERENT = "belligerent"
    UNDETERMINED = "undetermined"


class Scope(StrEnum):
    """What a figure is about. Only INCIDENT figures enter an incident's tally."""

    INCIDENT = "incident"  # the attack this report is about
    OTHER_INCIDENT = "another incident"
    PERIOD = "period"
    CAMPAIGN = "campaign"
    WAR = "war"


class Basis(StrEnum):
    """How a number was come by. Only a stated one stands in the report's words."""

    STATED = "stated"
    PERSONS = "persons"  # counted from the persons that the report names or describes
    REST = "rest"  # those said to be hit, less those who died of it
    ADDED = "added"  # a number stated of further people, with those told of before


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number of people of one group with one outcome.

    ``low`` and ``high`` are both included; ``high`` None is open ("26+": low 26). Both None: said without
    a number ("many", "dozens"), then ``convention`` gives the documented range that stands for
    the word, kept apart from stated numbers. ``group`` is "people", "children", "women", "men", "teachers" ...
    ``words`` are the words it was said in; ``parts`` are counts said to lie within it.
    ``basis`` tells a number that was counted or reckoned from one that the report states.
    """

    outcome: Outcome
    low: int | None
    high: int | None
    group: str = "people"
    status: Status = Status.UNDETERMINED
    words: str = ""
    convention: tuple[int, int | None] | None = None
    parts: "tuple[Count, ...]" = ()  # quoted as a whole: the codec resolves it so
    basis: Basis = Basis.STATED

    def __post_init__(self) -> None:
        if self.low is None and self.high is not None and self.high < 0:
            raise ValueError("a count is not negative")
        if self.low is not None and (self.low < 0 or (self.high is not None and self.high < self.low)):
            raise ValueError("a Count needs 0 <= low <= high")

    @property
    def numbered(self) -> bool:
        """Whether a number was stated."""
        return self.low is not None or self.high is not None

    @property
    def arithmetic(self) -> str:
        """How the parts compare with the whole; empty where nothing can be said.

        Parts may overlap (a child may be a pupil) or leave people out, so only an excess of
        disjoint parts contradicts: children, women and men are disjoint.
        """
        disjoint = [p for p in self.parts if p.group in ("children", "women", "men") and p.low is not None]
        if len(disjoint) < 2 or self.low is None:
            return ""
        total = sum(p.low or 0 for p in disjoint)
        sums = " + ".join(f"{p.low} {p.group}" for p in disjoint)
        if self.high is not None and total > self.high:
            return f"{sums} = {total}: more than the whole of {self.high}"
        if total == self.low:
            return f"{sums} = {total}: the parts agree with the whole"
        covered = {p.group for p in disjoint} >= {"children", "women", "men"}
        if covered and total < self.low:
            return f"{sums} = {total}: {self.low - total} fewer than the whole of {self.low}"
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Casualties:
    """How many people, and what befell them."""

    counts: tuple[Count, ...]


class Relation(StrEnum):
    """What a claim of responsibility does with the parties it names."""

    ALLEGES = "alleges"  # one party, or several acting jointly
    ALLEGES_ONE_OF = "alleges_one_of"
    EXCLUDES = "excludes"
    DENIES = "denies"
    CONCEDES = "concedes"  # accepts, or claims, its own responsibility
    SPEAKS_OF = "speaks_of"  # noncommittal


class Denial(StrEnum):
    """What a denial denies."""

    RESPONSIBILITY = "of responsibility"
    OCCURRENCE = "of occurrence"
    CASUALTIES = "of casualties"


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsibility:
    """Who is alleged, excluded, denied or conceded to be responsible.

    ``parties`` are the belligerents' own names from the table of belligerents (the words where it has none).
    ``ground`` is the reason given ("you need planes to launch bombs"), ``denial`` what a denial denies.
    """

    relation: Relation
    parties: tuple[str, ...]
    ground: str = ""
    denial: Denial | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """That something happened: the act in the field's terms (Airwars' strike types where it has
    one: "Airstrike", "Artillery", "Ground operation" ...), its means, and what was hit."""

    act: str
    means: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """What kind of act it is said to be: "double tap", "deliberate", "war crime"."""

    term: str


class Whereabouts(StrEnum):
    """How somebody is told to have been there."""

    OVERHEAD = "overhead"  # its aircraft were seen or heard, or flew over
    NEAR = "near by"  # its forces stood there
    HOLDS = "holds the place"
    FIRED_FROM = "holds where fire came from"


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Who is told to have been there, or to hold the place. It alleges, excludes and denies nothing of anybody, and so
    is no Responsibility: "the rebel-held town" says who holds a town, and not who struck it.

    ``parties`` are the belligerents' own names from the table of belligerents.
    """

    whereabouts: Whereabouts
    parties: tuple[str, ...]


Content = Casualties | Responsibility | Occurrence | Character | Presence


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One proposition bound to its exact words (``quote``) and its chain of speakers.

    ``where`` and ``when`` are those of the incident the claim is about, as well as the report
    gives them. ``event`` numbers the happenings told of within one report (0 is its main one):
    claims of one report with the same number are about the same happening. ``because`` names
    the rules that read it, each with the words it read (``rule: words``).
    """

    id: str
    quote: Quote
    chain: Chain
    stance: Stance
    content: Content
    scope: Scope = Scope.INCIDENT
    where: Place | None = None
    when: Interval | None = None
    event: int = 0
    because: tuple[str, ...] = ()
