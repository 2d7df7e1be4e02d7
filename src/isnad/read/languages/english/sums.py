"""Sums: what the persons and numbers of a whole report come to, set beside the figures that single sentences give.

What may live here: which sentences are counted together, and what is added to the claims. Who is who is told in
``roster.py``, the reckoning done in ``reckoning.py``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain

from isnad.read.languages.english.antecedents import Antecedent, antecedent_in
from isnad.read.languages.english.called import called
from isnad.read.languages.english.casualties import Harm
from isnad.read.languages.english.harmed import Told, told_in
from isnad.read.languages.english.plurals import PLURAL, Some, plurals_in
from isnad.read.languages.english.predicates import HIT, HURT, KILLED
from isnad.read.languages.english.reckoning import Sum, reckoned
from isnad.read.languages.english.roster import Place, Roster, Someone, surnames_of
from isnad.read.languages.english.setting import Setting, scope_of
from isnad.read.languages.english.voices import Line, Voices
from isnad.records.claim import Basis, Casualties, Claim, Count, Outcome, Scope, Status

ONE_INCIDENT = (Scope.INCIDENT, Scope.OTHER_INCIDENT)


@dataclass(slots=True)
class Roll:
    """The persons and numbers of one happening of a report, and what they come to."""

    roster: Roster = field(default_factory=Roster)
    killed: Sum | None = None
    hurt: Sum | None = None

    def dead_of(self, line: int, harm: Harm, lead: str) -> bool:
        """Whether the one person said to be hit or hurt is told to have died, here or elsewhere in the report; or the
        few who are pointed back at ("all four were shot"). ``lead``: the word before them."""
        if len(harm.people) == 1 and harm.hit and lead in ("the", "all", "both"):
            few, killed = harm.people[0].quantity.low or 0, self.killed.number if self.killed else 0
            return 1 < few <= killed and not harm.parts and harm.people[0].head not in ("others", "other")
        if any(c.quantity.low != 1 for c in harm.people):
            return False
        here = [s for s in self.roster.people if _told_at(s, line, harm)]
        if len(harm.people) > 1:
            return len(here) == len(harm.people) and all(s.killed for s in here)
        return bool(here) and here[0].killed

    def whole(self, line: int, count: Count, harm: Harm) -> Count:
        """The count with those coordinated who are told of without a number ("he and three others"), and of those
        hit the ones who lived."""
        outcome = HIT if harm.hit else KILLED if count.outcome is Outcome.KILLED else HURT
        joined = max(  # "he and three others"
            (
                s.number
                for s in self.roster.stated
                if s.outcome == outcome
                and s.place.line == line
                and s.mixed
                and s.place.first < harm.first < s.place.after
            ),
            default=0,
        )
        if count.outcome in (Outcome.KILLED, Outcome.INJURED) and count.low and joined > count.low:
            high = None if count.high is None else count.high + joined - count.low  # "he and 15 to 18 others"
            count = replace(count, low=joined, high=high, group="people", parts=(), basis=Basis.ADDED)
        return self._lived(count, harm)

    def _lived(self, count: Count, harm: Harm) -> Count:
        """Of those hit, the ones who lived, where this is all who were hit and deaths are told."""
        hit = max((s.number for s in self.roster.stated if s.outcome == HIT and not s.further), default=0)
        if (
            not harm.hit
            or (harm.people[0].head in ("others", "other") and count.basis is Basis.STATED)
            or not self.killed
            or count.low is None
            or count.low < 2
            or count.low != hit
        ):
            return count
        if count.low <= self.killed.number:
            return count
        left = count.low - self.killed.number
        return replace(count, low=left, high=None if count.high is None else left, basis=Basis.REST, parts=())


def _told_at(someone: Someone, line: int, harm: Harm) -> bool:
    """Whether what befell someone is told where a harm is."""
    places = chain.from_iterable(someone.told.values())
    return any(p.line == line and p.first < harm.after and harm.first < p.after for p in places)


@dataclass(slots=True)
class Rolls:
    """The rolls of a report's happenings."""

    by_event: dict[int, Roll]
    of_line: list[int]

    def of(self, line: int) -> Roll:
        """The roll a line is counted in."""
        return self.by_event.setdefault(self.of_line[line], Roll())


def rolls_of(voices: Voices, setting: Setting) -> Rolls:
    """Every sentence's persons in the roll of the happening it tells of; longer periods and the war in none."""
    surnames = surnames_of(line.tokens for line in voices.lines)
    rolls = Rolls({}, [_counted_in(setting, event) for event in setting.of_line])
    antecedent = antecedent_in(voices.lines, surnames)
    text = voices.report.text
    for line in voices.lines:
        told = told_in(line, surnames)
        if not told:
            continue
        words = text[line.span.start : line.span.end].lower()
        most = max((p.number for each in told for p in each.persons), default=1)
        scope = scope_of(words, most, setting.dates[line.index], 0, setting.happenings[0].when, len(setting.happenings))
        if scope in ONE_INCIDENT:
            _enrol(rolls, setting, line, told, antecedent)
    for roll in rolls.by_event.values():
        roll.killed, roll.hurt = reckoned(roll.roster)
    main = rolls.by_event.get(0)
    if main is not None and main.killed is None:
        _by_name(main, called(voices.lines, rolls.of_line))
    return rolls


def _by_name(roll: Roll, deaths: tuple[int, Place] | None) -> None:
    """Who was hit died where the deed or the charge is called by a death and as many are told of as hit."""
    hit = [s for s in roll.roster.people if s.hurt and not s.suspect]
    if deaths is None or len(hit) != deaths[0]:
        return
    for someone in hit:
        someone.told.setdefault(KILLED, []).append(next(iter(someone.told.values()))[0])
    roll.killed, roll.hurt = reckoned(roll.roster)


def _enrol(rolls: Rolls, setting: Setting, line: Line, told: list[Told], antecedent: Antecedent) -> None:
    """Each part of a sentence in the roll of its happening: "a man was hurt; in 2015 two men were killed there"."""
    parts: dict[int, list[Told]] = {}
    for each in told:
        after = min(each.after, len(line.tokens)) - 1
        event, _, _ = setting.at(line.index, line.tokens[each.first].start, line.tokens[after].end)
        parts.setdefault(_counted_in(setting, event), []).append(each)
    for event, each_told in parts.items():
        roll = rolls.by_event.setdefault(event, Roll(Roster(antecedent=antecedent)))
        roll.roster.add(line.index, line.tokens, each_told)


def _counted_in(setting: Setting, event: int) -> int:
    """The happening whose roll a line belongs to: the main one unless another day or a known place parts them."""
    main, other = setting.happenings[0].when, setting.happenings[event].when
    place = setting.happenings[event].place
    same_day = main is None or other is None or main.days_from(other) <= 1
    return 0 if same_day and (place is None or not place.resolved) else event


@dataclass(frozen=True, slots=True)
class Made:
    """A count that no sentence gives by itself, with the words it is bound to."""

    count: Count
    line: int
    first: int
    after: int
    scope: Scope
    because: tuple[str, ...]
    beside: tuple[Count, ...] = ()


def sums_of(rolls: Rolls, claims: Iterable[Claim]) -> Iterator[Made]:
    """The sums that are more than any figure of the claims about the same happening."""
    told = list(_figures(claims))
    roll = rolls.by_event.get(0)
    for outcome, found in ((Outcome.KILLED, roll.killed), (Outcome.INJURED, roll.hurt)) if roll else ():
        if found is None or not found.number:
            continue
        here = [(number, said) for each, number, said, main in told if each is outcome and main]
        if found.number <= max((number for number, _ in here), default=0):
            continue
        if found.basis == "persons" and any(said for _, said in here):
            continue
        yield _made(found, outcome)


def families_of(rolls: Rolls, claims: Iterable[Claim]) -> Iterator[Made]:
    """Children, women and men killed whom one sentence tells of together, where nothing else counts any of them: a
    figure or a list knows better which of the kin were grown."""
    roll = rolls.by_event.get(0)
    told = [s for s in roll.roster.stated if s.groups] if roll else []
    if not told:
        return
    counted = _groups_counted(claims)
    best: dict[int, list[Count]] = {}  # number of the telling -> what it alone counts
    for group in sorted({g for s in told for g, _ in s.groups} - counted):
        most = max(range(len(told)), key=lambda n: dict(told[n].groups).get(group, 0))
        number = dict(told[most].groups)[group]
        count = Count(outcome=Outcome.KILLED, low=number, high=number, group=group, basis=Basis.PERSONS)
        best.setdefault(most, []).append(count)
    for most, counts in best.items():
        place = told[most].place
        because = (f"told of together: {place.rule}",)
        yield Made(counts[0], place.line, place.first, place.after, Scope.INCIDENT, because, tuple(counts[1:]))


def _groups_counted(claims: Iterable[Claim]) -> frozenset[str]:
    """The groups of which the claims count killed in the main happening."""
    whole = [c for k in claims if isinstance(k.content, Casualties) and k.event == 0 for c in k.content.counts]
    return frozenset(c.group for w in whole for c in (w, *w.parts) if c.outcome is Outcome.KILLED)


def plurals_of(voices: Voices, rolls: Rolls, claims: Iterable[Claim]) -> Iterator[Made]:
    """One claim for each outcome of the main happening that no figure is given of, only "civilians were hurt"; and one
    where a single person is told of and a source speaks of several."""
    most: dict[Outcome, int] = {}
    for each, number, _, main in _figures(claims):
        if main:
            most[each] = max(number, most.get(each, 0))
    for line in voices.lines:
        if rolls.of_line[line.index] or all(most.get(o, 1) != 1 for o in (Outcome.KILLED, Outcome.INJURED)):
            continue
        for some in plurals_in(line.tokens):
            if _of_the_dead(line, some, rolls):
                continue
            told = most.get(some.outcome)
            if told is not None and (told != 1 or not _by_a_source(voices, line, some)):
                continue
            most[some.outcome] = PLURAL[0]
            count = Count(outcome=some.outcome, low=None, high=None, convention=PLURAL)
            because = ("a plural without a number",)
            yield Made(count, line.index, some.first, some.after, Scope.INCIDENT, because)


def _of_the_dead(line: Line, some: Some, rolls: Rolls) -> bool:
    """Whether "the victims were shot" tells how those died who are told of as killed."""
    roll, tokens = rolls.by_event.get(0), line.tokens[some.first : some.after]
    known = some.first > 0 and line.tokens[some.first - 1].low == "the"
    several = roll is not None and roll.killed is not None and roll.killed.number > 1
    return known and several and roll is not None and roll.hurt is None and any(t.low == "shot" for t in tokens)


def _by_a_source(voices: Voices, line: Line, some: Some) -> bool:
    """Whether someone whom the report names says so of some, and does not speak of "the martyrs" at large."""
    first = line.tokens[some.first]
    known = first.tag == "P" or (
        some.first > 0 and line.tokens[some.first - 1].low in ("the", "our", "all", "his", "her")
    )
    span = first.start, line.tokens[some.after - 1].end
    return not known and any(chain.links for chain, _ in voices.chains(*span))


def _figures(claims: Iterable[Claim]) -> Iterator[tuple[Outcome, int, bool, bool]]:
    for claim in claims:
        if isinstance(claim.content, Casualties) and claim.scope in ONE_INCIDENT:
            for count in claim.content.counts:
                least = count.convention[0] if count.convention else 0
                yield count.outcome, count.low or count.high or least, _in_words(count), claim.event == 0


def _in_words(count: Count) -> bool:
    """Whether a count is of a stated number or a word that stands for several, not of one told of ("a woman")."""
    if count.parts and not any(_in_words(part) for part in count.parts):
        return False  # "a man and a woman"
    said = count.words.lower().replace("-", " ").split()
    return not count.numbered or count.low != 1 or count.high != 1 or "one" in said or "1" in said or "single" in said


def _made(found: Sum, outcome: Outcome) -> Made:
    place = found.places[-1] if found.basis == "persons" else found.places[0]
    count = Count(
        outcome=outcome,
        low=found.number,
        high=None if found.bounded else found.number + found.more,
        status=Status.UNDETERMINED,
        basis=Basis(found.basis),
    )
    because = tuple(f"{found.basis} {n} of {len(found.places)}: {p.rule}" for n, p in enumerate(found.places, start=1))
    return Made(count, place.line, place.first, place.after, Scope.INCIDENT, because)
