"""Roster: the persons that a report tells of as killed or hurt, each once, however often it speaks of them.

What may live here: who is who from one sentence to the next ("a man", "the man", "Name Name, 34", "he"), and the
numbers stated on the way. What the report comes to in all is reckoned in ``reckoning.py``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from isnad.read.languages.english.ages import SUFFIXES
from isnad.read.languages.english.antecedents import Antecedent
from isnad.read.languages.english.coordination import PART_OPENERS
from isnad.read.languages.english.described import Person, listed, quoted_within
from isnad.read.languages.english.families import groups_told
from isnad.read.languages.english.harmed import Told
from isnad.read.languages.english.phrases import DEMONYM
from isnad.read.languages.english.predicates import HIT, KILLED
from isnad.read.languages.english.tokens import Token

ARTICLE = re.compile(r"^(?:al|el|ul|as|ash|ad|an|ar|az)-")
SERVANT = re.compile(r"abd(?:[aeou]+l)?(?:[-‑]?[aeu]l[-‑])?")
VOWELS, DOUBLED = re.compile(r"[aeiouy'’-]"), re.compile(r"(.)\1+")
CARRIED = frozenset(("taken", "transported", "rushed", "airlifted", "flown", "brought", "driven", "drove", "took"))
BACK = 3  # sentences back to which a pronoun may point


@dataclass(slots=True)
class Place:
    """Where something is told: the line and its tokens ``[first:after]``."""

    line: int
    first: int
    after: int
    rule: str = ""
    weak: bool = False
    own_hand: bool = False

    @property
    def carried(self) -> bool:
        """Whether it tells of someone brought to hospital."""
        return self.weak and bool(CARRIED & set(self.rule.split()))


@dataclass(slots=True)
class Someone:
    """One person of a report, with every place that tells what befell them."""

    name: tuple[str, ...] = ()
    sex: str = ""
    age: int | None = None
    young: bool = False
    suspect: bool = False
    head: str = ""
    kin: bool = False
    vague: bool = False
    last: int = 0  # the line that spoke of them last
    told: dict[str, list[Place]] = field(default_factory=dict)

    @property
    def killed(self) -> bool:
        """Whether the report tells of their death."""
        return KILLED in self.told

    @property
    def hurt(self) -> bool:
        """Whether they were hit or hurt, as far as the report tells, and lived."""
        return not self.killed and bool(self.told)


@dataclass(slots=True)
class Stated:
    """A number of persons that the report states itself, with what befell them."""

    outcome: str
    number: int
    place: Place
    further: bool = False  # "two others": beside those told of before
    bounded: bool = False  # "at least two"
    ordinal: bool = False  # "a third"
    ours: bool = False  # no number is said: persons told of together ("a man and a woman")
    mixed: bool = False  # some are numbered, some told of by themselves ("he and three others")
    summed: bool = False  # of two numbers in one sentence
    more: int = 0  # how many more they may be: 3 of "15 to 18"
    groups: tuple[tuple[str, int], ...] = ()  # children, women and men told of together


@dataclass(slots=True)
class Roster:
    """Whom one report tells of, in the order of telling."""

    people: list[Someone] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)
    antecedent: Antecedent | None = None

    def add(self, line: int, tokens: list[Token], told: Iterable[Told]) -> None:
        """What one sentence tells."""
        here: list[Someone] = []
        known: dict[int, Someone] = {}
        for each in told:
            place = Place(line, each.first, each.after, each.rule, each.weak, each.own_hand)
            for person in each.persons:
                if person.form == "known" and person.number > 1:
                    self._all(person.number, each, place, line)
                if not person.single or (
                    person.form == "number" and person.stated and person.head not in ("of", "man", "person", "woman")
                ):
                    continue
                someone = known.get(person.first) or self._find(tokens, person, line, here, each)
                if someone is not None:
                    known[person.first] = someone
                    _learn(someone, person, line)
                    someone.told.setdefault(each.outcome, []).append(place)
                    if someone not in here:
                        here.append(someone)
            if not _part(tokens, each):
                self._state(tokens, each, place)

    def _all(self, number: int, told: Told, place: Place, line: int) -> None:
        """ "Both died": what befell as many as have been told of."""
        spoken_of = [s for s in self.people if not s.suspect]
        if len(spoken_of) == number:
            for someone in spoken_of:
                someone.last = line
                someone.told.setdefault(told.outcome, []).append(place)

    def _state(self, tokens: list[Token], told: Told, place: Place) -> None:
        """A stated number: of the phrase, or of all that are coordinated in it."""
        if told.weak and len(told.persons) < 2 and not (told.persons[0].stated or told.persons[0].ordinal):
            return
        numbers = [p.number for p in told.persons]
        if _made_of(tokens, told.persons):
            numbers = numbers[:1]
        stated = [p for p in told.persons if p.stated or p.ordinal]
        if not stated and len(numbers) < 2:
            return
        further = all(p.form == "further" for p in told.persons)
        ordinal = max((p.ordinal for p in told.persons), default=0)
        made = Stated(
            HIT if told.weak else told.outcome,
            (ordinal or sum(numbers)) if 0 not in numbers else ordinal,
            place,
            further=further and not ordinal,
            bounded=any(p.bounded for p in told.persons),
            more=sum(p.more for p in told.persons),
            ordinal=bool(ordinal),
            ours=not stated,
            mixed=0 < len(stated) < len(told.persons),
            groups=groups_told(tokens, told.persons) if told.outcome == KILLED and not told.weak else (),
        )
        self._beside(made)
        self.stated.append(made)

    def _beside(self, made: Stated) -> None:
        """Two numbers brought to hospitals in one sentence are added: "two were taken to X and three others to Y"."""
        last = self.stated[-1] if self.stated and not made.ordinal else None
        if last is None or last.place.line != made.place.line or not (last.place.carried and made.place.carried):
            return
        both = last.number + made.number
        if last.number and made.number and last.place.first != made.place.first:
            self.stated.append(Stated(HIT, both, last.place, summed=True))

    def _find(self, tokens: list[Token], person: Person, line: int, here: list[Someone], told: Told) -> Someone | None:
        """The one of the roster that a phrase speaks of; a new entry where it is none of them."""
        if person.form == "pronoun":
            return self._pronoun(person, line) or self._meant(person, line)
        if person.form == "name" or person.name:
            found = self._named(person)
            if found is None:
                found = self._unnamed(person, here, known=True) or self._by_own_hand(person, told)
        elif person.form == "further":
            whom = told.rule.endswith("whom")
            found = self._again(person) or (self._only(person, here) if whom else None)
            if found is None and whom and not here and _another_than_the_doer(tokens, person, told):
                found = self._unnamed(person, here, known=False)
        elif person.form == "known":
            found = self._known(person, here, told, _presumed(tokens, person))
        elif person.head == "of":
            found = next((s for s in self.people if told.outcome in s.told and s.vague), None)
        else:
            found = self._unnamed(person, here, known=False)
        if found is None:
            found = Someone(vague=person.form in ("known", "pronoun") or person.head == "of")
            self.people.append(found)
        return found

    def _pronoun(self, person: Person, line: int) -> Someone | None:
        near = [
            s
            for s in self.people
            if (line - s.last <= BACK and person.sex in ("", s.sex)) or (line - s.last <= BACK and not s.sex)
        ]
        return max(near, key=lambda s: s.last, default=None)

    def _meant(self, pronoun: Person, line: int) -> Someone | None:
        """Whoever a pronoun speaks of where no one has been told of ("Officers found a man. He had been shot.")."""
        alone = not self.people and pronoun.single and pronoun.sex != ""
        person = self.antecedent(line, pronoun) if self.antecedent is not None and alone else None
        if person is None:
            return None
        found = Someone(sex=pronoun.sex)
        self.people.append(found)
        _learn(found, person, line)
        return found

    def _named(self, person: Person) -> Someone | None:
        for someone in reversed(self.people):
            if someone.name and _same_name(someone.name, person.name):
                return someone
        return None

    def _by_own_hand(self, person: Person, told: Told) -> Someone | None:
        """Whoever is told to have died by their own hand, named only now ("... then himself. Name Name died")."""
        if told.rule.endswith("whom"):
            return None
        return next(
            (
                s
                for s in self.people
                if not s.name and _fits(s, person) and any(p.own_hand for p in s.told.get(KILLED, ()))
            ),
            None,
        )

    def _known(self, person: Person, here: list[Someone], told: Told, presumed: bool) -> Someone | None:
        fits = [s for s in self.people if _fits(s, person)]
        if person.kin:
            same = [s for s in fits if s.head == person.head and s not in here]
            dead = told.outcome == KILLED
            alike = [s for s in fits if s not in here and not s.suspect and (s.killed == dead or told.outcome == HIT)]
            alike += [s for s in fits if s not in here and person.age is not None and s.age == person.age]
            alike = alike or [s for s in fits if told.weak and person.young and s.young and s not in here]
            return next(reversed(same or alike), None)
        if person.suspect:
            return next((s for s in reversed(self.people) if s.suspect), None)
        victims = [s for s in fits if not s.suspect]
        if presumed and told.outcome == KILLED:
            victims = [s for s in victims if s.killed] or victims
        aged = [s for s in victims if person.age is not None and s.age == person.age]
        return next(reversed(aged or victims), None)

    def _unnamed(self, person: Person, here: list[Someone], known: bool) -> Someone | None:
        """Someone told of before without a name, or by a name without this phrase's age, who can be the one."""
        fits = [s for s in self.people if s not in here and _fits(s, person) and s.suspect == person.suspect]
        if person.age is not None:
            same = [s for s in fits if s.age == person.age]
            if same:
                return same[0]
            fits = [s for s in fits if s.age is None]
        if known:
            fits = [s for s in fits if not s.name]
        return fits[0] if fits else None

    def _again(self, person: Person) -> Someone | None:
        """ "Another man", said once more."""
        return next((s for s in self.people if s.age == person.age and s.age is not None and _fits(s, person)), None)

    def _only(self, person: Person, here: list[Someone]) -> Someone | None:
        """The one person told of so far, where "another" is another than who did it ("shot another boy")."""
        only = self.people[0] if len(self.people) == 1 else None
        return only if only is not None and only not in here and not person.ordinal and _fits(only, person) else None


def _another_than_the_doer(tokens: list[Token], person: Person, told: Told) -> bool:
    """Whether "another" sets someone beside who did it: "a man accused of killing another man"."""
    return bool(person.head) and any(t.low == person.head for t in tokens[: told.first])


def _made_of(tokens: list[Token], persons: list[Person]) -> bool:
    """Whether a number is followed, behind a comma, by those it is made of: "two civilians, a man and his daughter"."""
    lead, rest = persons[0], persons[1:]
    if not rest or not lead.stated or lead.sex or lead.young or lead.number < len(rest):
        return False
    return all(p.number == 1 for p in rest) and "," in (tokens[lead.after - 1].low, tokens[lead.after].low)


def _presumed(tokens: list[Token], person: Person) -> bool:
    """Whether the phrase itself says which one by what befell them ("the boy who was killed", "the man killed")."""
    follower = tokens[person.after].low if person.after < len(tokens) else ""
    return follower in ("who", "that") or follower in listed("killed")


def _part(tokens: list[Token], told: Told) -> bool:
    """Whether the persons are said to be some of others ("including six children")."""
    before = [t.low for t in tokens[max(0, told.persons[0].first - 3) : told.persons[0].first]]
    return bool(PART_OPENERS & set(before) - {"with"})


def _fits(someone: Someone, person: Person) -> bool:
    """Whether what is known of someone leaves room for what a phrase says."""
    if person.sex and someone.sex and person.sex != someone.sex:
        return False
    if person.age is not None and someone.age is not None and person.age != someone.age:
        return False
    if person.age is None and someone.age is not None and person.young and someone.age >= 20:
        return False
    if person.age is not None and someone.age is None and someone.young and person.age >= 20:
        return False
    grown = person.head in ("man", "woman") or (person.age or 0) >= 20
    return not (grown and someone.young and (someone.age or 0) < 18)


def distinct(found: list[Someone]) -> list[Someone]:
    """Those of the list who are not another of it: who is pointed at and was not told of before, or told of by an age
    that one with a name has."""
    kept: list[Someone] = []
    for one in sorted(found, key=lambda s: (s.vague, not s.name)):
        again = any(
            _alike(one, other) and (one.vague or (not one.name and one.age is not None and one.age == other.age))
            for other in kept
        )
        if not again:
            kept.append(one)
    return [s for s in found if s in kept]


def _alike(one: Someone, other: Someone) -> bool:
    """Whether what is known of two leaves room for their being one; those told of in one breath are two."""
    if _together(one, other):
        return False
    as_said = Person(0, 0, "known", sex=one.sex, age=one.age, young=one.young, head=one.head)
    return one.suspect == other.suspect and _fits(other, as_said)


def _together(one: Someone, other: Someone) -> bool:
    """Whether one word of harm is said of both ("Name and her son were killed")."""
    places = {id(place) for told in one.told.values() for place in told}
    return any(id(place) in places for told in other.told.values() for place in told)


def _same_name(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if not one or not other:
        return False
    one, other = tuple(map(_heard, _servants(one))), tuple(map(_heard, _servants(other)))
    if len(one) == 1 or len(other) == 1:
        short, long = sorted((one, other), key=len)
        return short[0] in (long[0], long[-1])
    return one[0] == other[0] and (one[-1] == other[-1] or set(other) <= set(one) or set(one) <= set(other))


@lru_cache(maxsize=4096)
def _servants(name: tuple[str, ...]) -> tuple[str, ...]:
    """A name whose "servant of" is one word with what follows: "Abd al-Rahman", "Abdul Rahman", "Abdelrahman"."""
    made: list[str] = []
    for part in name:
        if made and SERVANT.fullmatch(made[-1]):
            made[-1] = "abd" + ARTICLE.sub("", part)
        else:
            whole = SERVANT.match(part)
            made.append("abd" + part[whole.end() :] if whole and len(part) > whole.end() + 2 else part)
    return tuple(made)


@lru_cache(maxsize=4096)
def _heard(name: str) -> str:
    """A name as it sounds: names brought over from other scripts are spelt in many ways ("Hassan", "Hasan")."""
    bare = ARTICLE.sub("", name)
    skeleton = DOUBLED.sub(r"\1", VOWELS.sub("", bare[1:]))
    return bare[:1] + skeleton if skeleton else bare


def _learn(someone: Someone, person: Person, line: int) -> None:
    if len(person.name) > len(someone.name):
        someone.name = person.name
    someone.sex = someone.sex or person.sex
    someone.age = person.age if someone.age is None else someone.age
    someone.young = someone.young or person.young
    someone.suspect = someone.suspect or person.suspect
    someone.kin = someone.kin or person.kin
    someone.head = someone.head or person.head
    someone.last = line


def surnames_of(lines: Iterable[list[Token]]) -> frozenset[str]:
    """First and last names of the full names in a report, by which it may go on speaking of a person."""
    found: set[str] = set()
    for tokens in lines:
        run: list[Token] = []
        for k, t in enumerate([*tokens, None]):
            if not run and (t is None or t.tag != "P"):
                continue
            if t is not None and (t.tag == "P" or (t.low == "." and run and len(run[-1].text) == 1)):
                run.append(t)
                continue
            if not run or quoted_within(tokens, k) or quoted_within(tokens, k - 2):
                continue
            names = [x.low for x in run if x.low != "." and x.low not in SUFFIXES]
            while names and names[0] in listed("titles"):
                names.pop(0)
            if 2 <= len(names) <= 5 and not any(n in listed("not_names") for n in names):
                found.add(names[-1])
                if not DEMONYM.search(names[0]):
                    found.add(names[0])
            run = []
    return frozenset(found)
