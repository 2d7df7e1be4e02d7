"""Setting: the happenings a report tells of, where and when each was, and which of them a claim is about.

What may live here: places and days joined to claims, and the parting of a report into its happenings (``event`` 0 is
its main one). UCDP GED's ``where_prec`` says how precise a place is.
"""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from isnad.read.languages.arabic.scopes import WIDER
from isnad.read.languages.arabic.speech import Cue
from isnad.read.languages.arabic.spots import Spot, about
from isnad.read.languages.arabic.times import Dated
from isnad.read.languages.arabic.tokens import Sentence, Token
from isnad.records.claim import Scope
from isnad.records.when import Interval
from isnad.records.where import Place

ROUND = 80  # kilometres within which a wide name may hold a place (the half-width of a large province), as in English
NEWS = range(-1, 8)  # days before publication in which the happening of a news report lies
LEAD = 3  # telling sentences in which news names its day; later dates are of the background
_YEAR = re.compile(r"(?:19|20)\d\d|[١٢][٠-٩]{3}")


@dataclass(slots=True)
class Scene:
    """One sentence that tells of something: its places, its days and who speaks in it. ``violent``: it tells of harm
    or an attack, and not only of blame."""

    sentence: Sentence
    cues: list[Cue]
    spots: list[Spot]
    days: list[Dated]
    violent: bool


@dataclass(slots=True)
class Course:
    """Where the reading of a report stands: at which happening, where and when it was."""

    where: Place | None = None
    when: Interval | None = None
    event: int = 0
    events: dict[str, int] = field(default_factory=dict)
    places: dict[int, Place | None] = field(default_factory=dict)
    days: dict[int, Interval] = field(default_factory=dict)
    published: date | None = None
    line: int = 0  # in which a place was last named
    narrows: frozenset[int] = frozenset()  # happenings whose place may yet be narrowed to one within it
    turned: int = 0  # how many sentences that tell of something were come to
    told: int = -1  # the last of them

    def turn(
        self, scene: Scene, first: int, last: int, following: int, scope: Scope, general: bool = False
    ) -> tuple[Place | None, int]:
        """The place of a claim at tokens ``first:last`` and its happening: a new settlement begins a new one, and so
        does a day that is not the main one's. ``following`` is where the next count begins. ``general``: it tells of
        no attack, so that in a line of its own it is about the main happening."""
        if scene.sentence.index != self.told:
            self.told, self.turned = scene.sentence.index, self.turned + 1
        apart = any("includes" in t.senses for t in scene.sentence.tokens[last:following])
        tokens = scene.sentence.tokens
        bracketed = len(scene.spots) > 1 and any(t.text == "(" for t in tokens)
        whole = [s for s in scene.spots if not (bracketed and _of_part(tokens[first : s.first]))] or scene.spots
        spot = about(whole, first, last, following, _opened(tokens, last), apart)
        if spot is None and general and scene.sentence.line > self.line:
            return self.places.get(0, self.where), 0
        if spot is not None:
            self.line = scene.sentence.line
        own = _own_day(scene, first)
        if scope in WIDER:
            return (spot.place if spot else self.where), self.event
        if spot is not None and not self._holds(spot) and (not spot.region or not self.events):
            self._go(spot)
        place = self.where if spot is None or (self.where is not None and self._wide(spot)) else spot.place
        if own is not None and self._of_old(own):
            return place, self._number(f"{self._name()} {own.edtf()}", own)
        return place, self.event

    def time(self, scene: Scene, first: int, event: int, scope: Scope) -> Interval | None:
        """The day of a claim: the one beside it, else its happening's, else the main one."""
        own = _own_day(scene, first)
        if own is not None:
            if event and scope not in WIDER:
                self.days.setdefault(event, own)
            return own
        return self.days.get(event, self.when)

    def _wide(self, spot: Spot) -> bool:
        return spot.region or self._holds(spot)

    def _holds(self, spot: Spot) -> bool:
        """Whether this is the province or district of the place told of."""
        return (spot.region or spot.bare) and self.where is not None and spot.place.name in self.where.within

    def _name(self) -> str:
        return next((k for k, n in self.events.items() if n == self.event), "")

    def _of_old(self, own: Interval) -> bool:
        if self.event:
            return False
        if self.when is None and self.published is not None:
            return (self.published - own.first_day).days not in NEWS
        if self.when is None:  # news gives the year of what is past, not of what it tells
            return self.turned > LEAD and bool(_YEAR.search(own.words))
        return self.when.days_from(own) > 1

    def _number(self, key: str, when: Interval | None = None) -> int:
        number = self.events.setdefault(key, max(self.events.values(), default=0) + 1)
        if when is not None:
            self.days.setdefault(number, when)
        return number

    def _go(self, spot: Spot) -> None:
        """Go on to the happening at this place. The first place within a province named before is that happening."""
        within = self.where is not None and self.where.name in spot.place.within and self.event in self.narrows
        if within:
            self.events.setdefault(spot.key, self.event)
        self.event = self.events.setdefault(spot.key, 0) if not self.events else self._number(spot.key)
        may_narrow = (spot.region or spot.bare) and not within
        self.narrows = self.narrows | {self.event} if may_narrow else self.narrows - {self.event}
        self.where = self.places[self.event] = spot.place


def course_of(scenes: list[Scene], published: date | None, written: date | None) -> Course:
    """The course of a report at its beginning: at its main happening. ``written`` is a dateline only its text has."""
    course = Course(when=_main_day(scenes, published or written), published=published)
    main = _main_place(scenes)
    if course.when is None and written is not None:
        course.when = Interval.days(written)  # nobody after us sees a dateline that only the text has
    if main is not None:
        course.where = course.places[0] = main.place
        course.events = {main.key: 0}
        course.narrows = frozenset((0,)) if main.region or main.bare else frozenset()
    return course


def _main_place(scenes: list[Scene]) -> Spot | None:
    """The place told of first and most in sentences of violence; a province or district only where no other is named.

    A mention weighs less the later it comes: news puts what matters first. One place counts once a sentence.
    """
    votes: dict[str, float] = {}
    spots: dict[str, Spot] = {}
    for n, scene in enumerate(scenes):
        firsts = {s.key: s for s in reversed(scene.spots)}
        for spot in reversed(firsts.values()):
            weight = (3 if scene.violent else 1) / (1 + n)
            sure = 0.0 if spot.region else 1.0 if spot.place.resolved and not spot.bare else 0.5
            votes[spot.key] = votes.get(spot.key, 0.0) + weight * sure
            spots.setdefault(spot.key, spot)
    if not votes:
        return None
    best = max(votes, key=lambda k: votes[k])
    if not votes[best]:
        return min(spots.values(), key=lambda s: s.place.where_prec)
    return spots[best]


def _main_day(scenes: list[Scene], published: date | None) -> Interval | None:
    """The first day named in a sentence of violence that lies in the week before publication. Where only a day is
    named on which someone spoke: that day if it is the report's own, for most news is of its day, else also the one
    before. Where nothing dates the report itself, only its lead names one. A report that names no such day may begin
    with an older one and be about that; else None."""
    named = [
        (scene, d)
        for scene in (scenes if published else scenes[:LEAD])
        for d in scene.days
        if published is None or (published - d.day.first_day).days in NEWS
    ]
    for violent, spoken in ((True, False), (False, False), (True, True), (False, True)):
        for scene, d in named:
            if scene.violent >= violent and day_of_speech(scene, d.at) <= spoken:
                return _up_to(d.day) if spoken and d.day.first_day != published else d.day
    return _own_day(scenes[0], 0) if scenes else None


def _up_to(spoken: Interval) -> Interval:
    return Interval.days(spoken.first_day - timedelta(days=1), spoken.last_day, spoken.words)


def _own_day(scene: Scene, first: int) -> Interval | None:
    own = [d for d in scene.days if not day_of_speech(scene, d.at)]
    return min(own, key=lambda d: abs(d.at - first)).day if own else None


def day_of_speech(scene: Scene, at: int) -> bool:
    """Whether the day at this token is when someone spoke ("قال يوم الأربعاء إن"), not when it happened: it stands
    beside the verb of saying, before what was said."""
    tokens = scene.sentence.tokens
    for cue in scene.cues:
        if 0 <= cue.verb < at <= max(cue.verb, cue.at) + 3 and not _begun(tokens[cue.verb + 1 : at]):
            return True
    return any("says_relative" in t.senses for t in tokens[max(0, at - 4) : at])


def _of_part(between: list[Token]) -> bool:
    """Whether what follows stands in brackets opened on the way: "11 مدنيا (طفلان في قرية س، ورجل في ص)"."""
    depth = 0
    for token in between:
        depth += (token.text == "(") - (token.text == ")" and depth > 0)
    return depth > 0


def _opened(tokens: list[Token], last: int) -> int:
    """Where the clause that begins next does ("، كما تعرضت ..."), from the token at ``last`` on."""
    return next((k for k in range(last, len(tokens)) if "place_opens" in tokens[k].senses), len(tokens))


def _begun(between: list[Token]) -> bool:
    """Whether what was said has begun."""
    return any(t.senses.keys() & {"says_that", "befalls", "befell", "victim", "act"} or t.text == ":" for t in between)
