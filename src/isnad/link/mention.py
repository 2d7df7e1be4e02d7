"""Mention: what one report tells of one happening; the unit that is linked.

What may live here: the gathering of claims into mentions and what is compared of each.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from isnad.link.families import families_in
from isnad.link.naming import Names
from isnad.link.remembered import Remembered, Source
from isnad.link.repeated import Repeated
from isnad.link.weekdays import weekday_in
from isnad.link.wording import Hashes, Wordings
from isnad.records.claim import (
    Casualties,
    Character,
    Claim,
    Occurrence,
    Outcome,
    Presence,
    Responsibility,
    Scope,
    Status,
)
from isnad.records.likeness import fold, sentence_around
from isnad.records.report import Report
from isnad.records.when import Interval
from isnad.records.where import Place

OF_AN_INCIDENT = (Scope.INCIDENT, Scope.OTHER_INCIDENT)  # looked through by identity; hashing an Enum takes longer
EXACT = 2  # UCDP where_prec up to which a place is a village, town or spot, or near one
SHOWN = 30  # characters of a title by which the first line of the text is known to be it
LEAD = 1_500  # characters of a report, after its title, that stand for what it is mainly of
PLACED = 3  # how often a village counts as named where a claim says that it happened there
TOLD_WITHIN = timedelta(days=3)  # news of an attack with no date is held to be at most this old
A_DAY = timedelta(days=1)
A_MONTH = 31  # days; a longer time said in what a report is mainly of ("in 2019") tells of what went before


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mention:
    """One happening as one report tells it.

    ``where`` is the most precise place met, ``when`` the stated time, ``told`` the stretch in which it must lie
    if the report is news. ``killed`` and ``injured`` are the numbers given for all people. What a report is mainly of
    stands for the whole of it: ``words`` and ``runs`` are those of the report, as numbers and as often as they stand
    there, ``places`` the share that each village (by its key) has in what it names; of any other happening they are
    the wording near its quotes and the villages of its own claims. ``families`` are keys of those that are named,
    ``weekday`` is the day of the week that a report names first.
    """

    report: str
    event: int
    part: int
    claims: tuple[Claim, ...]
    where: Place | None
    when: Interval | None
    told: Interval | None
    acts: frozenset[str]
    targets: frozenset[str]
    killed: frozenset[int]
    injured: frozenset[int]
    words: Hashes
    runs: Hashes
    language: str
    publisher: str = ""
    places: Mapping[str, float] = field(default_factory=dict)
    families: frozenset[str] = frozenset()
    weekday: int | None = None
    last: int | None = field(init=False)
    weekdays: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        """Keeps the last day on which it may lie, as an ordinal: it is asked for at every comparison."""
        object.__setattr__(self, "last", self.span.last_day.toordinal() if self.span else None)
        object.__setattr__(self, "weekdays", frozenset(self._weekdays()))

    def _weekdays(self) -> Iterable[int]:
        """The days of the week on which it may lie: the one named, those stated, or that of publication and the one
        before; none of a time of more than two days."""
        if self.span is None:
            return () if self.weekday is None else (self.weekday,)
        first, last = self.span.first_day.toordinal(), self.span.last_day.toordinal()
        if self.when is None:
            first = last - 1
        return ((day - 1) % 7 for day in range(first, last + 1)) if last - first < 2 else ()

    @property
    def main(self) -> bool:
        """Whether it is what its report is mainly of."""
        return self.event == 0

    @property
    def tells(self) -> bool:
        """Whether a claim was read in it, or a place."""
        return bool(self.claims or self.places)

    @property
    def key(self) -> tuple[str, int, int]:
        """What orders mentions, whatever order claims came in."""
        return (self.report, self.event, self.part)

    @property
    def precise(self) -> bool:
        """Whether it names a village, town or spot that a gazetteer knew."""
        return self.where is not None and self.where.resolved and self.where.where_prec <= EXACT

    @property
    def span(self) -> Interval | None:
        """When it lies: as stated, else within the days that news is told in."""
        return self.when or self.told

    def __str__(self) -> str:
        return f"{self.report}/{self.event}"


OTHER = -1  # the event number of claims about "another incident" that were left in a report's main happening


def event_of(claim: Claim) -> int:
    """The happening of its report that a claim is about; figures of another incident never join the main one."""
    return OTHER if claim.scope is Scope.OTHER_INCIDENT and claim.event == 0 else claim.event


def mentions_of(
    claims: Iterable[Claim],
    reports: Mapping[str, Report],
    apart: Iterable[tuple[str, str]] = (),
    before: Remembered | None = None,
) -> list[Mention]:
    """The mentions in these claims, ordered by key. ``apart`` are pairs of claims judged to be of different incidents;
    ``before`` holds the mentions of a pool, and then of this one: what is the same in both is not made again.

    Claims of a period, a campaign or the war are about no incident and join none. Claims of responsibility or
    character belong to the happening they were read in; where that happening holds nothing else, and neither
    place nor time, they belong to their report's main one. Who was there, or holds the place, makes no happening: such
    a claim goes with what is told of its own happening, else of the main one, and where neither is told it joins
    none; nothing is compared by it. A report in which no claim was read of what it is mainly of
    has a mention without claims: what it names and its words may still show which attack it is on.
    """
    claims = list(claims)
    names = Names(claim.where for claim in _telling(claims) if claim.where)
    told: defaultdict[tuple[str, int], list[Claim]] = defaultdict(list)
    there: list[Claim] = []
    for claim in claims:
        if claim.scope in OF_AN_INCIDENT:
            here = there if isinstance(claim.content, Presence) else told[claim.quote.report, event_of(claim)]
            here.append(claim)
    for key in sorted(told):
        main = (key[0], 0)
        if key != main and main in told and all(_bodiless(c) for c in told[key]):
            told[main].extend(told.pop(key))
    for claim in there:
        keys = ((claim.quote.report, event) for event in (event_of(claim), 0))
        if home := next((key for key in keys if key in told), None):
            told[home].append(claim)
    parted: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in apart:
        parted[one].add(other)
        parted[other].add(one)
    for report in reports:
        told.setdefault((report, 0), [])
    repeated = Repeated(reports.values())
    whole = {report.id: _whole(report, repeated) for report in reports.values()}
    sources = [
        Source((*key, part), group, reports.get(key[0]), "" if key[1] else whole.get(key[0], ""))
        for key in sorted(told)
        for part, group in enumerate(_parts(sorted(told[key], key=_reading_order), parted) or [[]])
    ]
    known = before.of(sources, names) if before else {}
    fresh = [source for source in sources if source.key not in known] if known else sources
    made = _made_of(fresh, names)
    if known:
        rest = iter(made)
        made = [known[source.key] if source.key in known else next(rest) for source in sources]
    if before is not None:
        before.take(sources, made, names)
    return made


def _made_of(sources: Sequence[Source], names: Names) -> list[Mention]:
    texts = Wordings([each.whole if _stands_for_all(each) else _wording(each) for each in sources])
    return [_mention(*made) for made in zip(sources, texts.words(), texts.runs(), texts.places(names), strict=True)]


def _stands_for_all(source: Source) -> bool:
    """Whether it is what its report is mainly of, and so compared by all of that."""
    return source.report is not None and not source.key[1]


def _reading_order(claim: Claim) -> tuple[int, int, str]:
    return (claim.quote.start, claim.quote.end, claim.id)


def _telling(claims: Iterable[Claim]) -> list[Claim]:
    """Those that tell of what happened, by which happenings are compared."""
    return [claim for claim in claims if not isinstance(claim.content, Presence)]


def _bodiless(claim: Claim) -> bool:
    """Says who or of what kind, but not what, where or when."""
    return isinstance(claim.content, Responsibility | Character) and claim.where is None and claim.when is None


def _parts(group: Sequence[Claim], parted: Mapping[str, set[str]]) -> list[list[Claim]]:
    """One happening's claims, split where a person judged that two of them tell of different incidents.

    The claim read first stays; one judged different from a claim in a part opens a part of its own, with what
    stands in the same words.
    """
    if not any(claim.id in parted for claim in group):
        return [list(group)] if group else []
    parts: list[list[Claim]] = []
    for claim in group:
        foes = parted.get(claim.id, set())
        fitting = [p for p in parts if not any(c.id in foes for c in p)]
        beside = [p for p in fitting if any(c.quote.meets(claim.quote) for c in p)]
        if beside or fitting:
            (beside or fitting)[0].append(claim)
        else:
            parts.append([claim])
    return parts


def _mention(source: Source, words: Hashes, runs: Hashes, named: Mapping[Place, int]) -> Mention:
    key, claims, report = source.key, source.claims, source.report
    occurrences = [c.content for c in claims if isinstance(c.content, Occurrence)]
    casualties = [c.content for c in claims if isinstance(c.content, Casualties)]
    telling = _telling(claims)
    placed = [c.where for c in telling if c.where]
    if not _stands_for_all(source):
        named = {}
    return Mention(
        report=key[0],
        event=key[1],
        part=key[2],
        claims=tuple(claims),
        where=best_place(placed) or (max(named, key=named.__getitem__) if named and not claims else None),
        when=best_time([c.when for c in telling if c.when and (key[1] or _within_a_month(c.when))]),
        told=_told(report),
        acts=frozenset(fold(o.act) for o in occurrences if o.act),
        targets=frozenset(fold(o.target) for o in occurrences if o.target),
        killed=_numbers(casualties, Outcome.KILLED),
        injured=_numbers(casualties, Outcome.INJURED),
        words=words,
        runs=runs,
        language=report.language if report else "und",
        publisher=fold(report.publisher) if report else "",
        places=_shares(placed, named),
        families=families_in(report.text) if report and not key[1] else frozenset(),
        weekday=weekday_in(source.whole),
    )


def _shares(placed: Iterable[Place], named: Mapping[Place, int]) -> dict[str, float]:
    """The share of each village in what is named: where a claim says it lies counts ``PLACED``, a naming one."""
    counted: defaultdict[str, int] = defaultdict(int)
    for place in placed:
        if place.where_prec <= EXACT:
            counted[place_key(place)] += PLACED
    for place, times in named.items():
        counted[place_key(place)] += times
    whole = sum(counted.values())
    return {key: number / whole for key, number in sorted(counted.items())}


def place_key(place: Place) -> str:
    """What two mentions of one place share."""
    return place.ident or fold(place.name)


def _whole(report: Report, repeated: Repeated) -> str:
    """What stands for a report: its title, where the text does not open with it, and the first of its text."""
    text = repeated.without(report)
    shown = bool(report.title) and text.startswith(report.title[:SHOWN])
    return text[:LEAD] if shown else f"{report.title} {text[:LEAD]}"


def _wording(source: Source) -> str:
    claims, report = _telling(source.claims), source.report
    if report is None:
        return " ".join(c.quote.text for c in claims)
    met = dict.fromkeys(sentence_around(report.text, c.quote.start, c.quote.end) for c in claims)
    return " ".join(met)


def _within_a_month(when: Interval) -> bool:
    return when.end - when.start <= A_DAY or when.day_count <= A_MONTH


def _told(report: Report | None) -> Interval | None:
    if report is None or report.published is None:
        return None
    return Interval(start=report.published.start - TOLD_WITHIN, end=report.published.end)


def _numbers(told: Iterable[Casualties], outcome: Outcome) -> frozenset[int]:
    """The numbers given for all people with this outcome; belligerents apart."""
    general = [
        n
        for each in told
        for n in each.counts
        if n.outcome is outcome and n.group in ("people", "civilians") and n.status is not Status.BELLIGERENT
    ]
    return frozenset(v for n in general for v in (n.low if n.low is not None else n.high,) if v is not None)


def best_place(places: Sequence[Place]) -> Place | None:
    """The most precise place; of several the one named most often, then the first by name."""
    if len(places) < 2:
        return places[0] if places else None
    often = Counter([(p.name, p.ident) for p in places])
    if len(often) == 1:
        return min(places, key=lambda p: (_vagueness(p), p.words))
    return min(places, key=lambda p: (_vagueness(p), -often[p.name, p.ident], p.name, p.ident, p.words))


def _vagueness(place: Place) -> tuple[bool, int]:
    """Resolved villages first, then villages no gazetteer knew, then wider units."""
    return (place.where_prec > EXACT, place.where_prec if place.resolved else EXACT + 1)


def best_time(times: Sequence[Interval]) -> Interval | None:
    """What all share; where they share nothing the one given most often, then the narrowest, then the earliest."""
    if len(times) < 2:
        return times[0] if times else None
    start, end = max(t.start for t in times), min(t.end for t in times)
    if start < end:
        given = [t for t in times if (t.start, t.end) == (start, end)]
        return min(given, key=lambda t: t.words) if given else Interval(start=start, end=end)
    days = [(t.first_day, t.last_day) for t in times]
    often = Counter(days)
    ranked = zip(times, days, strict=True)
    return min(ranked, key=lambda told: (-often[told[1]], told[0].end - told[0].start, told[0].start, told[0].words))[0]
