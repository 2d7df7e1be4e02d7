"""Setting: which happening each sentence is about, where and when, and how wide a figure's scope is.

What may live here: places and dates joined to sentences, and the parting of a report into its happenings
(``event`` 0 is the main one). UCDP GED's ``where_prec`` says how precise a place is.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from isnad.read.belligerents import Belligerents
from isnad.read.gazetteer import Gazetteer
from isnad.read.gazetteers.names import sound
from isnad.read.languages.english.acts import Act, acts_in
from isnad.read.languages.english.dates import Dated, dates_in, year_named
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.namesakes import persons_named
from isnad.read.languages.english.regions import region_of
from isnad.read.languages.english.spots import COUNTRY, FIRST_ORDER, PRECISE, Spot, names_in, spots_in
from isnad.read.languages.english.timing import Weighed, main_day, weighed
from isnad.read.languages.english.voices import Line, Voices
from isnad.records.claim import Scope
from isnad.records.when import Interval
from isnad.records.where import Place

NUMBER_OF_TIME = re.compile(
    r"\b(?:past|last|previous|first|recent|within|in|over)\s+(?:\w+[ -]){0,3}?"
    r"(?:hours|days|weeks|months|years|week|month|year)\b"
    r"|\b\w+\s+(?:days|weeks|months|years)\s+of\b|\bin\s+\w+\s+(?:days|weeks|months)\b",
    re.IGNORECASE,
)
# What tells that a figure is of several happenings: "killed in weekend shootings", "wounded in separate attacks".
SEVERAL = re.compile(
    r"\b(?:in|during|following|after)\s+(?!an?\s|the\s|one\s)(?:[\w'’.-]+\s+){0,4}?"
    r"(?:shootings|homicides|slayings|killings)\b"
)
SEPARATE = re.compile(r"\bseparate\s+(?:\w+\s+)?(?:shootings|attacks|incidents|homicides|killings)\b")
OTHERS = re.compile(r"\bin other\s+(?:[\w'’-]+\s+){0,2}(?:shootings|attacks|raids|strikes|incidents|violence)\b")
MANY = 3  # happenings from which a report's figures for "shootings" are of all of them
UNITS_OF_TIME = ("week", "month", "year", "days", "hours")  # in each of what it matches
NOT_A_RATE = re.compile(r"\ba day(?:\w+| (?:old|later|after|before|earlier|prior)\b)")  # nor "in a daytime shooting"
IN_SENTENCE = frozenset(
    ("on", "in", "of", "since", "until", "from", "between", "the", "during", "by", "before", "after")
)
YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
BESIDE = 60  # characters between a figure and a date that is its own
ROUND = 80  # kilometres within which a wide name may hold the main place (the half-width of a large province)


@dataclass(slots=True)
class Happening:
    """One happening a report tells of."""

    number: int
    place: Place | None = None
    when: Interval | None = None


@dataclass(slots=True)
class Setting:
    """The happenings of a report and the one each line is about."""

    happenings: list[Happening]
    of_line: list[int]
    spots: list[list[Spot]]
    dates: list[list[Dated]]
    acts: list[list[Act]] = field(default_factory=list)
    published: date | None = None
    spoken: frozenset[int] = frozenset()  # where dates stand that only tell when someone spoke
    aside: frozenset[int] = frozenset()  # where dates stand that tell of what came after, or of the page

    def at(self, line: int, start: int, end: int) -> tuple[int, Place | None, Interval | None]:
        """Happening, place and time of a stretch within a line."""
        happening = self.happenings[self.of_line[line]]
        told = [d for d in self.dates[line] if not d.since and d.start not in self.aside]
        beside = [d for d in told if _gap(d.start, start, end) <= BESIDE]
        main = self.happenings[0].when
        if (
            beside
            and main is not None
            and all(main.days_from(d.interval) > 1 or d.interval.day_count > 300 for d in beside)
            and happening.number == 0
        ):
            happening = self.happenings[_open(self, None, beside[0].interval)]
        own = [s for s in self.spots[line] if not s.wide and s.place.where_prec <= PRECISE and s.place.resolved]
        place = min(own, key=lambda s: _gap(s.start, start, end)).place if own else happening.place
        if (
            happening.number == 0
            and happening.place is not None
            and any(same_place(s.place, happening.place) for s in own)
        ):
            place = happening.place
        when = happening.when
        for dated in sorted(told, key=lambda d: _gap(d.start, start, end)):
            finer = when is None or (dated.interval.day_count < when.day_count and dated.interval.meets(when))
            if finer and dated.start not in self.spoken:
                when = dated.interval
                break
        return happening.number, place, when


def _gap(at: int, start: int, end: int) -> int:
    return 0 if start <= at < end else min(abs(at - start), abs(at - end))


def same_place(a: Place, b: Place) -> bool:
    """Whether two places are one for the purpose of parting happenings (3 km: the width of a small town).

    Where a gazetteer knew neither, names that sound alike are one place ("Hass", "Haas").
    """
    if a.ident and a.ident == b.ident:
        return True
    apart = a.kilometres_from(b)
    if apart == 0 and not a.ident and not b.ident:
        return sound(a.name) == sound(b.name)  # two quarters, both put where their town is
    return apart < 3 if apart is not None else sound(a.name) == sound(b.name)


def setting_of(voices: Voices, gazetteer: Gazetteer, belligerents: Belligerents) -> Setting:
    """Part a report into its happenings."""
    text, lines = voices.report.text, voices.lines
    published = _published(voices)
    mentions = [belligerents.mentions(text[line.span.start : line.span.end]) for line in lines]
    parties = [
        [(m.start + n.span.start, m.end + n.span.start) for m in found]
        for n, found in zip(lines, mentions, strict=True)
    ]
    maybe: list[Place] = []
    persons = persons_named(line.tokens for line in lines)
    names = [names_in(line, own, persons) for line, own in zip(lines, parties, strict=True)]
    spots = _spots(lines, text, gazetteer, names, [], maybe)
    region = region_of([s for found in spots for s in found], maybe)
    acts = [acts_in(line.tokens) for line in lines]
    if region:  # what the report as a whole tells of says which of the places of one name is meant
        spots = _spots(lines, text, gazetteer, names, region, None)
    year = year_named(text) if published is None else None
    dates = [dates_in(text, line.span.start, line.span.end, _anchor(voices, line, published), year) for line in lines]
    spoken = frozenset(d.start for found in dates for d in found if _day_of_speech(voices, d))
    dated = weighed(lines, dates, spoken)
    main = Happening(0, _main_place(lines, spots, acts), _main_date(voices, dated, published))
    aside = frozenset(w.dated.start for found in dated for w in found if w.weight < 0)
    setting = Setting([main], [], spots, dates, acts, published, spoken, aside)
    _follow(setting, lines)
    main.place = _in_its_unit(main.place, [s.place for found in spots for s in found])
    return setting


def _spots(
    lines: list[Line],
    text: str,
    gazetteer: Gazetteer,
    names: list[list[tuple[int, int]]],
    region: list[Place],
    maybe: list[Place] | None,
) -> list[list[Spot]]:
    spots: list[list[Spot]] = []
    known: list[Place] = []
    for line, own in zip(lines, names, strict=True):
        found = spots_in(line, text, gazetteer, [*region, *known], own, maybe)
        known = [*known, *(s.place for s in found if s.place.resolved)][-6:]
        spots.append(found)
    return spots


def _published(voices: Voices) -> date | None:
    """The day of publication: as it was told, else the report's own date at its head (not one within a sentence)."""
    if voices.report.published is not None:
        return voices.report.published.first_day
    text = voices.report.text
    for dated in dates_in(text, 0, min(300, len(text)), None):
        words = text[: dated.start].lower().split()
        if dated.interval.day_count == 1 and len(words) < 6 and (not words or words[-1].strip(":") not in IN_SENTENCE):
            return dated.interval.first_day
    return None


def _anchor(voices: Voices, line: Line, published: date | None) -> date | None:
    """The day that "last night" counts from: a quoted post has its own."""
    post = voices.post_at(line.span.start)
    if post is None:
        return published
    own = dates_in(post.date, 0, len(post.date), published)
    return own[0].interval.first_day if own else published


def _main_place(lines: list[Line], spots: list[list[Spot]], acts: list[list[Act]]) -> Place | None:
    """The place told of first and most in sentences of violence; a wider unit only where no precise place is.

    A mention weighs less the later it comes: news puts what matters first.
    """
    votes: defaultdict[int, float] = defaultdict(float)
    places: list[Place] = []
    for n, (_, found) in enumerate(zip(lines, spots, strict=True)):
        for spot in found:
            at = next((k for k, p in enumerate(places) if same_place(p, spot.place)), None)
            if at is None:
                places.append(spot.place)
                at = len(places) - 1
            weight = (3 if acts[n] else 1) / (1 + n)
            votes[at] += 0.0 if spot.place.where_prec > PRECISE else 0.3 * weight if spot.wide else 3 * weight
    if not places:
        return None
    best = max(range(len(places)), key=lambda k: (votes[k], -places[k].where_prec, -k))
    if votes[best] == 0:
        return min(places, key=lambda p: p.where_prec)
    return places[best]


def _in_its_unit(place: Place | None, places: list[Place]) -> Place | None:
    """A place that no gazetteer knew, put where the first unit is that the report names: no more is known of it."""
    named = [p for p in places if p.ident]
    own = any(not p.ident.startswith("geonames:") for p in named)  # a table of the case's own would know the place
    unit = None if own else next((p for p in named if p.resolved and p.where_prec == FIRST_ORDER), None)
    if place is None or place.resolved or unit is None:
        return place
    return replace(
        place,
        within=(*unit.within, unit.name),
        latitude=unit.latitude,
        longitude=unit.longitude,
        where_prec=unit.where_prec,
    )


def _main_date(voices: Voices, dated: list[list[Weighed]], published: date | None) -> Interval | None:
    """The day that most speaks for; where only days of speaking are named, the first of them or the day before; None
    where there is none: what news tells of lies near its publication, and how near is for linking to say."""
    own = [[w for w in found if not _is_dateline(voices.lines[n], w.dated, published)] for n, found in enumerate(dated)]
    day, _ = main_day(own, published)
    if day is not None:
        return day
    for found in own:
        for w in found:
            near = published is None or -1 <= (published - w.dated.interval.first_day).days <= 7
            if (
                near
                and w.dated.interval.day_count <= 2
                and not w.dated.since
                and w.why.startswith("afterwards")
                and w.why.split()[-1] in lexicon().cues
            ):
                return _up_to(w.dated.interval)
    return None


def _up_to(spoken: Interval) -> Interval:
    """When only the day of speaking is known, the happening lies on it or on the day before."""
    return Interval.days(spoken.first_day - timedelta(days=1), spoken.last_day, spoken.words)


def _day_of_speech(voices: Voices, dated: Dated) -> bool:
    """Whether a date tells when someone spoke ("said on Wednesday"): it stands outside all that is said in its line."""
    line = next(line for line in voices.lines if line.span.start <= dated.start < line.span.end)
    said = [
        s for s in voices.said if line.span.start <= s.attribution.cue[0] < line.span.end and not s.attribution.passive
    ]
    return bool(said) and not any(s.attribution.covers(dated.start, dated.end) for s in said)


def _is_dateline(line: Line, dated: Dated, published: date | None) -> bool:
    """Whether a date stands at the head of the report as its own ("PORT X, May 15 (Agency) -", "Updated at ...")."""
    if line.index > 3 or not line.tokens:
        return False
    if line.index == 0 and dated.interval.first_day == published and YEAR.search(dated.interval.words):
        return True  # "Wednesday 10 Mar 2021", glued to the first sentence of an archived report
    words = [t for t in line.tokens if t.end <= dated.start]
    if words and len(words) < 8 and all(not t.text[0].isalpha() or t.text.isupper() for t in words):
        return True
    low = [t.low for t in words]
    return (
        not low
        or low[-1] in ("published", "updated", "publication", "posted", "date", ":")
        or low[-2:] == ["updated", "at"]
    )


def _follow(setting: Setting, lines: list[Line]) -> None:
    """Give each line its happening: a new place or day in a sentence of violence opens or resumes one."""
    current, idle = 0, 0
    paragraphs = len({line.span.paragraph for line in lines})
    for n, line in enumerate(lines):
        moved = _moves_to(setting, n, line)
        if moved is None:
            idle += 1
            limit = 2 if paragraphs > 3 else 12
            if current and idle > limit:
                current = 0
        else:
            current, idle = moved, 0
        setting.of_line.append(current)


def _moves_to(setting: Setting, n: int, line: Line) -> int | None:
    main = setting.happenings[0]
    told = bool(setting.acts[n]) or not lexicon().outcome_of.keys().isdisjoint([t.low for t in line.tokens])
    precise = [s.place for s in setting.spots[n] if s.place.where_prec <= PRECISE and not s.wide]
    if main.place is not None and any(same_place(p, main.place) for p in precise):
        return 0 if not _old_date(setting, n) else _open(setting, main.place, _old_date(setting, n))
    if not told:
        return None
    old = _old_date(setting, n)
    if precise and main.place is not None and main.place.where_prec <= PRECISE:
        return _open(setting, precise[0], old or _day(setting, n) or main.when)
    coarse = [s.place for s in setting.spots[n] if s.wide and s.place.where_prec < COUNTRY]
    if coarse and main.place is not None and not any(_around(setting, c, main.place) for c in coarse):
        return _open(setting, coarse[0], old or _day(setting, n) or main.when)
    if old is not None:
        return _open(setting, precise[0] if precise else None, old)
    if coarse or _day(setting, n) is not None:
        return 0
    return None


def _around(setting: Setting, wide: Place, place: Place) -> bool:
    """Whether a unit holds a place by name or distance. Of a place that no gazetteer knew only the first unit that
    the report names can speak: what lies elsewhere than that is elsewhere."""
    if wide.name.lower() in {w.lower() for w in (*place.within, place.name)}:
        return True
    near = place
    if not place.resolved:
        units = (s.place for spots in setting.spots for s in spots if s.wide and s.place.where_prec < COUNTRY)
        near = next(units, wide)
    apart = wide.kilometres_from(near)
    return apart is None or apart <= ROUND


def _day(setting: Setting, n: int) -> Interval | None:
    return next((d.interval for d in _told_days(setting, n)), None)


def _told_days(setting: Setting, n: int) -> list[Dated]:
    return [d for d in setting.dates[n] if not d.since and d.interval.day_count <= 2 and d.start not in setting.aside]


def _old_date(setting: Setting, n: int) -> Interval | None:
    """A date in the line that cannot be the main happening's (two days or more from it)."""
    main = setting.happenings[0].when
    if main is None:
        return None
    found = [d.interval for d in _told_days(setting, n)]
    if not found or any(main.days_from(i) <= 1 for i in found):
        return None
    return found[0]


def _open(setting: Setting, place: Place | None, when: Interval | None) -> int:
    for happening in setting.happenings:
        placed = (place is None and happening.place is None) or (
            place is not None and happening.place is not None and same_place(place, happening.place)
        )
        timed = when is None or happening.when is None or happening.when.days_from(when) <= 1
        if placed and timed:
            return happening.number
    setting.happenings.append(Happening(len(setting.happenings), place, when))
    return len(setting.happenings) - 1


def _in_so_long(words: str) -> bool:
    """Whether a length of time is named ("in the past three weeks"); the pattern is for those that name a unit."""
    return any(unit in words for unit in UNITS_OF_TIME) and NUMBER_OF_TIME.search(words) is not None


def _of_several(words: str, happenings: int) -> bool:
    """Whether a figure is of several of the happenings that a report tells of."""
    if (happenings > 1 and SEPARATE.search(words)) or OTHERS.search(words):
        return True
    return happenings >= MANY and SEVERAL.search(words) is not None


def scope_of(
    words: str, least: int, dates: list[Dated], event: int, main: Interval | None, happenings: int = 1
) -> Scope:
    """How wide a figure is, from the words around it (lower case), its size and the dates beside it, and of how many
    happenings the report tells."""
    scopes, words = lexicon().raw["scope"], NOT_A_RATE.sub("", words)
    if (least >= 1000 and any(p in words for p in scopes["war"])) or least >= 50_000:
        return Scope.WAR
    if any(p in words for p in scopes["all_along"]):
        return Scope.PERIOD  # of a family or a place, told with one of its incidents
    if any(p in words for p in scopes["period"]) or any(d.since for d in dates) or _in_so_long(words):
        old = any(d.since and d.interval.first_day.year < (main.first_day.year if main else 9999) - 1 for d in dates)
        return Scope.WAR if old and least >= 300 else Scope.PERIOD
    if least > 1 and _of_several(words, happenings):
        return Scope.PERIOD
    if least >= 60 and any(p in words for p in scopes["campaign"]):
        return Scope.CAMPAIGN
    return Scope.INCIDENT if event == 0 else Scope.OTHER_INCIDENT
