"""Figures: the counts of an incident's claims, by group and outcome, with what superseded what.

What may live here: which counts are figures of an incident at all, and how one origin's figures follow each other.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from isnad.records.assessment import Figure
from isnad.records.claim import Casualties, Claim, Count, Outcome, Scope, Stance, Status
from isnad.records.report import Report
from isnad.records.when import Interval
from isnad.weigh.origins import Origins, in_time, reported

EVERYONE = frozenset(("", "people", "persons", "civilians", "casualties", "victims"))
STANDS = frozenset((Stance.ASSERTED, Stance.HEDGED))
OF_AN_INCIDENT = frozenset((Scope.INCIDENT, Scope.OTHER_INCIDENT))


@dataclass(frozen=True, slots=True)
class Group:
    """What a tally is of. Belligerents are tallied apart from all others, whatever group they are counted in."""

    name: str
    outcome: Outcome
    belligerent: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """One count of one claim, with its group and the group's status."""

    group: Group
    count: Count
    claim: Claim
    part: bool


def group_of(count: Count) -> Group:
    """The tally a count belongs to; civilians and people of undetermined status are counted together."""
    name = "people" if count.group in EVERYONE else count.group
    return Group(name, count.outcome, count.status is Status.BELLIGERENT)


def enters(claim: Claim) -> bool:
    """Whether a claim's counts are figures of its incident: about an attack, and stood behind by the speaker."""
    return isinstance(claim.content, Casualties) and claim.scope in OF_AN_INCIDENT and claim.stance in STANDS


def counted(claims: Sequence[Claim]) -> Iterator[Counted]:
    """All counts of claims that enter, wholes before their parts.

    A part whose group and outcome are its whole's ("seven of them", no kind said) says nothing of its own.
    """
    for claim in claims:
        if not enters(claim) or not isinstance(claim.content, Casualties):
            continue
        for whole in claim.content.counts:
            yield Counted(group_of(whole), whole, claim, False)
            for part in whole.parts:
                if group_of(part) != group_of(whole):
                    yield Counted(group_of(part), part, claim, True)


def histories(
    claims: Sequence[Claim], origins: Origins, reports: Mapping[str, Report]
) -> dict[Group, tuple[tuple[Figure, Count], ...]]:
    """For each group the figures given, oldest first, each with the count it was read from.

    An origin's figure enters once, when it was first given: saying it again changes nothing, even after a newer one
    (papers reprint yesterday's figure). Of one origin's figures

    - a newer one supersedes an older one, where the reports' dates leave no doubt which is newer;
    - of several in one report the largest stands: the others are parts of it or earlier tolls;
    - where the dates leave the order open, the larger is held to be the newer: tolls grow as bodies are found.
    """
    found: dict[Group, list[Counted]] = defaultdict(list)
    for item in counted(sorted(claims, key=lambda c: in_time(c, reports))):
        found[item.group].append(item)
    return {group: _history(items, origins, reports) for group, items in found.items()}


def _history(
    items: Sequence[Counted], origins: Origins, reports: Mapping[str, Report]
) -> tuple[tuple[Figure, Count], ...]:
    given = [(f, i) for i in items if (f := _figure(i, origins.of[i.claim.id], reports)) is not None]
    if any(f.high != 0 for f, _ in given):
        given = [(f, i) for f, i in given if f.high != 0]  # "no one died" contradicts a toll; it is not its least
    shadows = _shadows(given)
    first: dict[tuple[object, ...], tuple[Figure, Counted, str]] = {}
    for (figure, item), shadow in zip(given, shadows, strict=True):
        first.setdefault((figure.origin, figure.low, figure.high, figure.convention), (figure, item, shadow))
    rivals: defaultdict[str, list[tuple[Figure, Counted]]] = defaultdict(list)
    for figure, item, shadow in first.values():
        if not figure.convention and not shadow:
            rivals[figure.origin].append((figure, item))
    told = []
    for figure, item, shadow in first.values():
        newer = "" if figure.convention else shadow or _successor(figure, item, rivals[figure.origin], reports)
        told.append((replace(figure, superseded_by=newer), item.count))
    return tuple(sorted(told, key=lambda pair: _step(pair[0])))


def _step(figure: Figure) -> tuple[int, bool, int]:
    """By day; within a day what was replaced comes before what stands, the smaller first."""
    day = figure.reported.toordinal() if figure.reported else 0
    return (day, not figure.superseded_by, size(figure))


def _shadows(given: Sequence[tuple[Figure, Counted]]) -> list[str]:
    """For each figure the claim of the same origin and report that gives a larger one, empty for the largest.

    One person told of without a number ("her brother was killed") is one of those whom the same report counts,
    whoever counts them. So are the fewer of whom a report goes on to tell in its own voice ("two of the men were shot
    in the leg"): with its first figure it says how many it holds there to be, but not with those. A range is shadowed
    by a figure within it: "three dead or injured", then one dead, says the same twice, the second time exactly.
    """
    largest: dict[tuple[str, str], Figure] = {}
    for figure, item in given:
        report = item.claim.quote.report
        for here in ((figure.origin, report), ("", report)):
            if not figure.convention and (here not in largest or size(figure) > size(largest[here])):
                largest[here] = figure
    first = _first_told(given)
    told = []
    for figure, item in given:
        report = item.claim.quote.report
        own = not item.claim.chain.links and item.claim.quote.start > first[report] and item.group.name == "people"
        top = largest.get(("" if own or _uncounted(figure) else figure.origin, report), figure)
        exact = _within(figure, report, given)
        told.append(exact or ("" if figure.convention or size(figure) == size(top) else top.claim))
    return told


def _within(figure: Figure, report: str, given: Sequence[tuple[Figure, Counted]]) -> str:
    """The claim of the same origin and report that gives one number within this figure's range, else empty."""
    if figure.convention or figure.low is None or figure.high is None or figure.low == figure.high:
        return ""
    for other, item in given:
        point = other.low if other.low == other.high and not other.convention else None
        same = other.origin == figure.origin and item.claim.quote.report == report
        if same and point is not None and figure.low <= point <= figure.high:
            return other.claim
    return ""


def _first_told(given: Sequence[tuple[Figure, Counted]]) -> dict[str, int]:
    """Where each report gives its first figure."""
    first: dict[str, int] = {}
    for _, item in given:
        quote = item.claim.quote
        first[quote.report] = min(quote.start, first.get(quote.report, quote.start))
    return first


def _uncounted(figure: Figure) -> bool:
    """Whether a figure of one was told without a number."""
    said = figure.words.lower().split()
    return figure.low == figure.high == 1 and "one" not in said and not any(c.isdigit() for c in figure.words)


def _figure(item: Counted, origin: str, reports: Mapping[str, Report]) -> Figure | None:
    count = item.count
    armed = 0 if item.group.belligerent else _belligerents_in(count)
    low, high, convention = _less(count.low, armed), _less(count.high, armed), False
    if not count.numbered:
        if count.convention is None:
            return None
        (low, high), convention = count.convention, True
    return Figure(
        claim=item.claim.id,
        origin=origin,
        low=low,
        high=high,
        reported=reported(item.claim, reports),
        words=count.words or item.claim.quote.text,
        convention=convention,
    )


def _belligerents_in(count: Count) -> int:
    """How many belligerents a count says are among those it counts ("ten people, one of whom was a fighter")."""
    armed = (p for p in count.parts if p.status is Status.BELLIGERENT and p.outcome is count.outcome)
    return max((p.low for p in armed if p.low is not None and p.low == p.high), default=0)


def _less(number: int | None, by: int) -> int | None:
    return None if number is None else max(number - by, 0)


def _successor(
    figure: Figure, item: Counted, rivals: Sequence[tuple[Figure, Counted]], reports: Mapping[str, Report]
) -> str:
    """The claim of the same origin that replaced this figure, empty while it stands."""
    mine = _published(item.claim, reports)
    for rival, other in rivals:  # in time order: the first newer one is what replaced it
        theirs = _published(other.claim, reports)
        if mine and theirs and theirs.start >= mine.end:
            return rival.claim
        if not (mine and theirs and mine.start >= theirs.end) and size(rival) > size(figure):
            return rival.claim
    return ""


def size(figure: Figure) -> int:
    """How many people a figure speaks of, as one number to compare it by."""
    return figure.low if figure.low is not None else figure.high or 0


def _published(claim: Claim, reports: Mapping[str, Report]) -> Interval | None:
    report = reports.get(claim.quote.report)
    return report.published if report else None
