"""The words that isnad publishes with: hedged, counted, and the same everywhere.

What may live here: tables of wording and functions that fill them. A sentence made here never
states as fact who did something: it says who alleges, denies, or is said to have done it.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime

from isnad.records.assessment import Figure, GradeTerm, Hypothesis, Observation, ObservationKind, Sensitivity, Tally
from isnad.records.chain import Chain, Narrator
from isnad.records.claim import (
    Casualties,
    Character,
    Claim,
    Content,
    Count,
    Denial,
    Occurrence,
    Outcome,
    Presence,
    Relation,
    Responsibility,
    Scope,
    Stance,
    Status,
    Whereabouts,
)
from isnad.records.when import Interval
from isnad.records.where import Place

PLURALS = {"person": "people", "child": "children", "woman": "women", "man": "men", "hypothesis": "hypotheses"}

# Who stands where on responsibility: (column heading, verb for one, verb for several). Never "is responsible".
RELATIONS: dict[str, tuple[str, str, str]] = {
    "alleged_by": ("alleged", "alleges", "allege"),
    "hedged_by": ("alleged with a hedge", "says it is believed", "say it is believed"),
    "one_of_by": ("named as one of several", "names it as one of several", "name it as one of several"),
    "denied_by": ("denied", "denies", "deny"),
    "excluded_by": ("excluded", "excludes", "exclude"),
    "conceded_by": ("conceded", "concedes", "concede"),
}
RELATION_KINDS: dict[str, tuple[Relation, ...]] = {
    "alleged_by": (Relation.ALLEGES,),
    "hedged_by": (Relation.ALLEGES,),
    "one_of_by": (Relation.ALLEGES_ONE_OF,),
    "denied_by": (Relation.DENIES,),
    "excluded_by": (Relation.EXCLUDES,),
    "conceded_by": (Relation.CONCEDES,),
}
MATRIX_KEY = (
    "+ fits, − speaks against, · says nothing on it, ( ) taken back. “apart”: of the pairs of hypotheses, how many a "
    "claim tells apart, by speaking against one of the two alone; 0: it tells nothing of who it was (after Heuer 1999)."
)
TALLY_RULES = {  # weigh/rules.py, with its sources
    "standing": "what each origin says last: smallest, most given, largest",
    "ucdp": "of origins that could be asked again: low, best and high; of equals the lower is best (after UCDP GED)",
    "airwars": "the smallest and the largest that any source ever gave, and no best (after Airwars)",
    "median": "the median of origins, with a quarter of them on either side",
}
OBSERVED_KEY = (
    "“+ 1”: what others tell of the means speaks against it, by a table of who has which (weigh/means.csv); all "
    "observations together count as one origin more."
)
NOT_COUNTED = "By a decision in this case, observations are shown and do not count in the order."
WITHDRAWN = "no longer alleged by"  # an origin that said so once and says otherwise now

# Airwars' grading of civilian harm incidents, in our words (airwars.org, methodology note).
GRADES: dict[GradeTerm, str] = {
    GradeTerm.CONFIRMED: "A belligerent has accepted responsibility for the harm.",
    GradeTerm.FAIR: "Two or more credible and independent sources tell of it, and of the same alleged belligerent.",
    GradeTerm.WEAK: "A single source tells of it, or sources that all rest on one.",
    GradeTerm.CONTESTED: "Sources compete over who was responsible.",
    GradeTerm.DISCOUNTED: "Later reporting holds that no civilian was harmed, or that it did not happen so.",
}

WHERE_PREC = {  # UCDP GED codebook, where_prec
    1: "the exact place",
    2: "within some 25 km",
    3: "the district only",
    4: "the province only",
    5: "a line or vague area",
    6: "the country only",
    7: "international waters or airspace",
}

STANCES: dict[Stance, str] = {
    Stance.ASSERTED: "asserted",
    Stance.HEDGED: "hedged",
    Stance.CONDITIONAL: "conditional",
    Stance.DENIED: "denied",
    Stance.QUESTIONED: "questioned",
    Stance.NONCOMMITTAL: "takes no side",
}

SCOPES: dict[Scope, str] = {
    Scope.INCIDENT: "this incident",
    Scope.OTHER_INCIDENT: "another incident",
    Scope.PERIOD: "a period of time",
    Scope.CAMPAIGN: "a campaign",
    Scope.WAR: "the whole war",
}

DENIALS: dict[Denial | None, str] = {
    Denial.RESPONSIBILITY: "denies being responsible",
    Denial.OCCURRENCE: "denies that it happened",
    Denial.CASUALTIES: "denies the casualties",
    None: "denies it",
}

# What each claim on responsibility is as evidence in the matrix; what a denial denies is told after it.
EVIDENCE: dict[Relation, str] = {
    Relation.ALLEGES: "allegation",
    Relation.ALLEGES_ONE_OF: "allegation of one of several",
    Relation.EXCLUDES: "exclusion",
    Relation.DENIES: "denial",
    Relation.CONCEDES: "admission",
    Relation.SPEAKS_OF: "takes no side",
}

# Who was there, after "tells of": of nobody that they did it.
WHEREABOUTS: dict[Whereabouts, str] = {
    Whereabouts.OVERHEAD: "aircraft of {parties} overhead",
    Whereabouts.NEAR: "forces of {parties} near by",
    Whereabouts.HOLDS: "{parties} holding the place",
    Whereabouts.FIRED_FROM: "{parties} holding where fire came from",
}

OWN_VOICE = "in its own voice"
NO_VERDICT = (
    "Nothing on this page is a finding of who was responsible. It shows who is said to have said what, "
    "and from whom they have it."
)
# Fixed English names: those of a locale would change the bytes.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def counted(number: int, noun: str, plural: str = "") -> str:
    """``9 reports``, ``1 report``, ``2 independent origins``."""
    return f"{number:,} {noun if number == 1 else plural or PLURALS.get(noun, noun + 's')}"


def listed(items: Iterable[str], last: str = "and") -> str:
    """``A``, ``A and B``, ``A, B and C``."""
    words = list(items)
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def range_of(low: int | None, high: int | None, *, high_open: bool = False) -> str:
    """A count in figures: ``26``, ``22–26``, ``26 or more``, ``22–26 or more``, ``up to 35``, ``not numbered``."""
    if low is None and high is None:
        return "not numbered"
    if low is None:
        return f"up to {high:,}"
    more = " or more" if high_open or high is None else ""
    return f"{low:,}{more}" if high is None or high == low else f"{low:,}–{high:,}{more}"


def tally_range(tally: Tally) -> str:
    """The range of a tally in figures."""
    return range_of(tally.low, tally.high, high_open=tally.high_open)


def convention_of(words: str, convention: tuple[int | None, int | None]) -> str:
    """``“dozens” (read as 24 or more by convention; not counted)``."""
    return f"“{words}” (read as {range_of(*convention)} by convention; not counted)"


def group_of(group: str, status: Status, number: int | None = None) -> str:
    """Who is counted: ``civilians``, ``people``, ``children``, ``women (belligerent)``; singular for one."""
    if group == "people" and status is not Status.UNDETERMINED:
        many, one = f"{status.value}s", status.value
        return one if number == 1 else many
    singular = {plural: one for one, plural in PLURALS.items()}
    one = singular.get(group, group[:-1] if group.endswith("s") and not group.endswith("ss") else group)
    name = one if number == 1 else group
    return name if status is Status.UNDETERMINED or group == "fighters" else f"{name} ({status.value})"


def count_of(count: Count) -> str:
    """One Count in words: ``22–26 civilians said killed``."""
    group = group_of(count.group, count.status, count.low if count.low == count.high else None)
    if not count.numbered:
        unread = f"“{count.words}” (not numbered)"
        range_words = convention_of(count.words, count.convention) if count.convention else unread
        return f"{group} said {count.outcome.value}: {range_words}"
    return f"{range_of(count.low, count.high)} {group} said {count.outcome.value}"


def figure_of(figure: Figure) -> str:
    """One Figure in short: ``14``, ``21 or more``, ``≈ 24 or more`` for a convention."""
    return f"{'≈ ' if figure.convention else ''}{range_of(figure.low, figure.high)}"


def steps_of(figures: Iterable[Figure]) -> str:
    """The small step line of one origin: ``9 → 14 → 17 → 21 or more``; the same figure again is no step."""
    steps: list[str] = []
    for figure in figures:
        words = figure_of(figure)
        if not steps or steps[-1] != words:
            steps.append(words)
    return " → ".join(steps)


def parties_of(parties: Iterable[str], *, jointly: bool = True) -> str:
    """Parties named together: ``A and B``; ``A or B`` where one of them is meant."""
    return listed(parties, "and" if jointly else "or") or "a party not named"


def hypothesis_label(hypothesis: Hypothesis) -> str:
    """A hypothesis' short name; a name, never a statement."""
    several = len(hypothesis.parties) > 1
    return parties_of(hypothesis.parties, jointly=hypothesis.jointly) + (
        ", jointly" if several and hypothesis.jointly else ""
    )


def observation_of(observation: Observation) -> str:
    """What was observed, with how many tell of it: ``4 origins tell of aircraft``."""
    number = len(observation.origins)
    if observation.kind is ObservationKind.PATTERN:
        alleges = f"{counted(number, 'origin')} {'alleges' if number == 1 else 'allege'}"
        return f"{alleges} that another attack near by, with {observation.what}, was by {observation.party}"
    return f"{counted(number, 'origin')} {'tells' if number == 1 else 'tell'} of {_told_of(observation)}"


def observed_of(observation: Observation) -> str:
    """What was observed, with the origins left out: ``Told of aircraft``."""
    if observation.kind is ObservationKind.PATTERN:
        return f"Another attack near by, with {observation.what}, alleged of {observation.party}"
    return f"Told of {_told_of(observation)}"


def _told_of(observation: Observation) -> str:
    if observation.kind is ObservationKind.PRESENCE:
        return WHEREABOUTS[Whereabouts(observation.what)].format(parties=observation.party)
    return observation.what


def evidence_of(claim: Claim) -> str:
    """What a claim on responsibility is as evidence: ``denial of occurrence``, ``admission``; empty for any other."""
    said = claim.content
    if not isinstance(said, Responsibility):
        return ""
    return f"{EVIDENCE[said.relation]} {said.denial or ''}".strip()


def against_of(hypothesis: Hypothesis) -> str:
    """How much speaks against a hypothesis: origins by their claims, and what was observed besides: ``3 + 1``."""
    observed = hypothesis.observed_against
    return f"{hypothesis.inconsistencies} + {observed}" if observed else str(hypothesis.inconsistencies)


def sensitivity_of(sensitivity: Sensitivity, name: str) -> str:
    """What hangs on one source: ``Without A: less would speak against X than against Y; X would stand first.``"""
    told = [f"less would speak against {other} than against {one}" for one, other in sensitivity.turned[:3]]
    told += [f"{len(sensitivity.turned) - 3} more pairs would turn"] if len(sensitivity.turned) > 3 else []
    told += [f"{sensitivity.order[0]} would stand first"] if sensitivity.first else []
    return f"Without {name}: {'; '.join(told)}."


def responsibility_of(content: Responsibility, stance: Stance) -> str:
    """A claim of responsibility, with the speaker left out: ``alleges that X was responsible``."""
    parties = parties_of(content.parties)
    either = parties_of(content.parties, jointly=False)
    sentences = {
        Relation.ALLEGES: f"alleges that {parties} was responsible",
        Relation.ALLEGES_ONE_OF: f"alleges that one of these was responsible: {either}",
        Relation.EXCLUDES: f"holds that {parties} was not responsible",
        Relation.DENIES: f"{parties} {DENIALS[content.denial]}",
        Relation.CONCEDES: f"{parties} is said to accept responsibility",
        Relation.SPEAKS_OF: f"speaks of {either} without taking a side",
    }
    words = sentences[content.relation]
    if content.relation is Relation.ALLEGES and stance is Stance.HEDGED:
        words = f"says that {parties} is believed to be responsible"
    elif stance in (Stance.CONDITIONAL, Stance.QUESTIONED):
        words += f" ({STANCES[stance]})"
    return words + (f", on the ground: “{content.ground}”" if content.ground else "")


def occurrence_of(content: Occurrence) -> str:
    """What is said to have happened: ``artillery (shells) on market, as told``."""
    means = f" ({content.means})" if content.means else ""
    return f"tells of {content.act or 'an attack'}{means}{f' on {content.target}' if content.target else ''}"


def content_of(content: Content, stance: Stance) -> str:
    """What a claim says, in hedged words and without its speaker."""
    match content:
        case Casualties(counts=counts):
            return "; ".join(count_of(c) for c in counts) or "speaks of casualties"
        case Responsibility():
            return responsibility_of(content, stance)
        case Occurrence():
            return occurrence_of(content)
        case Presence(whereabouts=whereabouts, parties=parties):
            return f"tells of {WHEREABOUTS[whereabouts].format(parties=parties_of(parties))}"
        case Character(term=term):
            return f"calls it “{term}”" if stance is Stance.ASSERTED else f"speaks of “{term}”"


def claim_of(claim: Claim) -> str:
    """What a claim says; anything but a figure of this incident says what it is about."""
    words = content_of(claim.content, claim.stance)
    return words if claim.scope is Scope.INCIDENT else f"{words}: about {SCOPES[claim.scope]}"


def narrator_of(narrator: Narrator) -> str:
    """A narrator by name, with role and whom it speaks for."""
    role = f"{narrator.role} of {narrator.speaks_for}" if narrator.role and narrator.speaks_for else narrator.role
    role = role or (f"for {narrator.speaks_for}" if narrator.speaks_for else "")
    return f"{narrator.name} ({role})" if role else narrator.name


def hops_of(chain: Chain) -> list[str]:
    """The voices of a chain, outermost first; an open end is named as one."""
    names = [narrator_of(link.narrator) for link in chain.links]
    if chain.open:
        ending = f"source not named (“{chain.opened_by}”)" if chain.opened_by else "source not named"
        anonymous = bool(chain.links) and not chain.links[-1].narrator.named
        names = [*names[:-1], f"{names[-1]}, not named"] if anonymous else [*names, ending]
    return names


def chain_of(chain: Chain, publisher: str) -> str:
    """``Orrin Courier ← Halden Wire ← Velmar Observatory``."""
    hops = hops_of(chain)
    return " ← ".join([publisher or "report", *(hops or [OWN_VOICE])])


def day_of(day: date) -> str:
    """``4 March 2031``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def days_of(interval: Interval | None) -> str:
    """Days of an interval in words; ``date not known`` for none."""
    if interval is None:
        return "date not known"
    first, last = interval.first_day, interval.last_day
    if first == last:
        return day_of(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day_of(last)}"
    return f"{day_of(first)} – {day_of(last)}"


def moment_of(moment: datetime | None) -> str:
    """``4 March 2031, 09:20 UTC``; ``date not known`` for none. Midnight sharp is taken for a day without a time."""
    if moment is None:
        return "date not known"
    moment = moment.astimezone(UTC)
    clock = "" if (moment.hour, moment.minute) == (0, 0) else f", {moment:%H:%M} UTC"
    return day_of(moment.date()) + clock


def published_of(interval: Interval | None) -> str:
    """When a report was published, as well as it is known."""
    if interval is None:
        return "date not known"
    return (
        days_of(interval)
        if interval.day_count > 1 or (interval.end - interval.start).days
        else moment_of(interval.start)
    )


def place_of(place: Place | None) -> str:
    """``Soranqa, Orrin district, Velmar``: narrowest first."""
    if place is None:
        return "place not known"
    return ", ".join(dict.fromkeys([place.name, *reversed(place.within)]))


def position_of(place: Place | None) -> str:
    """Coordinates and how well they are known (UCDP ``where_prec``)."""
    if place is None:
        return ""
    if place.latitude is None or place.longitude is None:
        return "not found in a gazetteer"
    north, east = "N" if place.latitude >= 0 else "S", "E" if place.longitude >= 0 else "W"
    spot = f"{abs(place.latitude):.4f}° {north}, {abs(place.longitude):.4f}° {east}"
    return f"{spot} ({WHERE_PREC[place.where_prec]})"


def toll_of(tally: Tally | None, outcome: Outcome) -> str:
    """One figure for lists: ``22–26``, ``—`` where nothing was read."""
    if tally is None:
        return "—"
    return tally_range(tally) if tally.outcome is outcome else "—"


def support_of(reports: int, origins: int) -> str:
    """``9 reports, 2 independent origins``."""
    return f"{counted(reports, 'report')}, {counted(origins, 'independent origin')}"


_OVER_A_RULE = re.compile(r"(not|doubted|denied|persons|told of together|(?:added|stated|persons|rest) \d+ of \d+): ")


def rules_of(why: str) -> tuple[list[str], str]:
    """The rules that one reason of a claim names, the outermost first, and the words that they read; empty where it
    names none."""
    over = []
    while found := _OVER_A_RULE.match(why):
        over.append(found[1])
        why = why[found.end() :]
    rules, _, words = why.partition(": ")
    return [*over, *(each for each in rules.split(", ") if each)], words
