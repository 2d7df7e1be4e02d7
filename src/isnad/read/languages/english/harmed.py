"""Harmed: whom a sentence says the harm befell, counted or not.

What may live here: the walk from a predicate of harm to the persons it is said of. ``predicates.py`` knows the
predicates; ``casualties.py`` reads what is counted, and this whoever is told of.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from isnad.read.languages.english.afterwards import of_the_hurt
from isnad.read.languages.english.apposed import persons_in
from isnad.read.languages.english.described import Person, as_sentence, listed
from isnad.read.languages.english.numerals import number_at
from isnad.read.languages.english.predicates import HIT, HURT, KILLED, Said, low_at, said_in, triggers, unreal
from isnad.read.languages.english.quantities import counted_people
from isnad.read.languages.english.tokens import Token
from isnad.read.languages.english.voices import Line

JOINING = frozenset(("", "and", ",", ", and", "&", "as well as", ", as well as", "along with", ", along with", "or",
                     "together with", ", together with", "alongside", "and also", "plus"))  # fmt: skip
ALONG = ("along with", "together with", "as well as", "alongside", "as was", "as were")
BETWEEN = frozenset(("reportedly", "both", "all", "each", "also", "who", "that", "later", "had", "have", "has", "been",
                     "being", "found", "pronounced", "declared", "confirmed", "reported", "left", "believed",
                     "feared", "presumed", "shot", "listed", "said", "instead", "only", "fatally", "critically",
                     "seriously", "wounded", "-", "himself", "herself", "themselves", "got", "get",
                     "remains", "remain", "remained", "as", "aboard", "inside", "onboard", "appear", "appears",
                     "appeared"))  # fmt: skip
ARRIVED = frozenset(("showed", "arrived", "came", "walked", "turned", "drove", "went", "ran", "collapsed"))
DEAD = frozenset(("deceased", "dead"))
AS = frozenset(("as", ":"))
NAMING = frozenset(("identified", "named", "listed")) | AS
NAMED_AS = frozenset(("killed", "dead", "deceased", "slain", "fatalities"))
OUTCOMES = frozenset(("martyr", "martyrs", "dead", "bodies", "body", "deaths", "fatalities", "casualties"))
ACTED_ON = frozenset(("his", "her", "their", "the", "a", "an", "at", "into", "through", "up"))
FOLD = {"double": 2, "triple": 3, "quadruple": 4, "quintuple": 5}
DEEDS = {**dict.fromkeys(("shooting", "stabbing"), HIT), **dict.fromkeys(("homicide", "murder", "slaying"), KILLED)}
OWNER = 5  # tokens of a possessor before those harmed
BY = 4  # tokens of whom something was done by
REACH = 24  # tokens between a subject and what befell it


@dataclass(slots=True)
class Told:
    """That something befell some persons, in ``tokens[first:after]``."""

    outcome: str
    persons: list[Person]
    first: int
    after: int
    rule: str
    weak: bool = False  # a bed in hospital, a wound: no word of being hit
    own_hand: bool = False


def told_in(line: Line, surnames: Collection[str]) -> list[Told]:
    """What befell whom, in order; nothing is looked up where no word of harm stands."""
    lows = [t.low for t in line.tokens]
    if triggers().isdisjoint(lows):
        return []
    tokens = as_sentence(line.tokens)
    said, deeds = list(said_in(tokens)), [] if FOLD.keys().isdisjoint(lows) else list(_by_deed(tokens))
    if not said:
        return deeds
    persons = persons_in(tokens, surnames, line.counted if tokens is line.tokens else counted_people(tokens))
    found = [told for person in persons if (told := _called_dead(tokens, person)) is not None]
    found += _by_name(tokens, persons)
    for each in said:
        if unreal(tokens, each):
            continue
        told = _linked(tokens, each, persons, found)
        if told is not None and told.persons:
            found.append(told)
    return [*_without_the_dead(found), *deeds]


def _without_the_dead(found: list[Told]) -> list[Told]:
    """Without the hurt who are the number of them that died: "two of the nine people wounded have died"."""
    died = {p.first for told in found if told.rule.startswith("of whom ") for p in told.persons}
    return [t for t in found if t.outcome == KILLED or len(t.persons) > 1 or t.persons[0].first not in died]


def _by_deed(tokens: list[Token]) -> Iterator[Told]:
    """How many a deed is called after: "a quadruple shooting", "a double homicide"."""
    for k in range(len(tokens) - 1):
        number = FOLD.get(tokens[k].low)
        outcome = DEEDS.get(tokens[k + 1].low)
        if number and outcome and not (k + 2 < len(tokens) and tokens[k + 2].low in ("-", "suspect", "suspects")):
            person = Person(k, k + 2, "number", number=number, stated=True)
            yield Told(outcome, [person], k, k + 2, f"{tokens[k].low} {tokens[k + 1].low}")


def _by_name(tokens: list[Token], persons: list[Person]) -> Iterator[Told]:
    """Those who are named as the dead: "those killed were identified as Name, Name and Name"."""
    for k in range(1, len(tokens) - 3):
        if tokens[k].low not in NAMED_AS or tokens[k - 1].low not in ("those", "the"):
            continue
        j = k + 1
        while j < len(tokens) and (tokens[j].tag in "AB" or tokens[j].low in NAMING):
            j += 1
        said = {t.low for t in tokens[k + 1 : j]}
        if said & NAMING - AS and said & AS:
            named = [p for p in _objects(tokens, j, persons) if p.form == "name"]
            if named:
                yield Told(KILLED, named, k - 1, named[-1].after, f"the {tokens[k].low} named")


def _called_dead(tokens: list[Token], person: Person) -> Told | None:
    """Someone whose noun has their death as an adjective: "found a deceased man"."""
    at = next((k for k in range(person.first, person.after) if tokens[k].low in DEAD), None)
    if at is None or person.form in ("pronoun", "name", "further") or at + 1 >= person.after:
        return None
    return Told(KILLED, [person], person.first, person.after, f"{tokens[at].low} person")


def _linked(tokens: list[Token], said: Said, persons: list[Person], found: list[Told]) -> Told | None:
    rule = " ".join(t.low for t in tokens[said.first : said.after])
    if said.voice in ("object", "either"):
        objects = _objects(tokens, said.after, persons)
        if objects:
            fatal = (
                said.outcome != KILLED and any(low_at(tokens, objects[-1].after) == w for w in ("dead", "fatally"))
            ) or (low_at(tokens, objects[-1].after) == "to" and low_at(tokens, objects[-1].after + 1) == "death")
            return Told(KILLED if fatal else said.outcome, objects, said.first, objects[-1].after, f"{rule} whom")
        if said.voice == "object":
            return None
    if said.voice == "possessor":
        owner = _possessor(tokens, said.first)
        return Told(said.outcome, [owner], owner.first, said.after, f"whose {rule}") if owner else None
    if said.voice == "some":
        return _some(tokens, said)
    some = of_the_hurt(tokens, said.first) if said.outcome == KILLED and said.voice == "subject" else None
    if some is not None and some.low:
        few = Person(some.first, some.after, "number", number=some.low, stated=True, head="of")
        return Told(KILLED, [few], some.first, said.after, f"of whom {rule}")
    subjects = _subjects(tokens, said, persons, found)
    if said.voice == "own hand":
        subjects = [*_own(tokens, said, subjects), *_with_self(tokens, said, persons)]
    if not subjects or low_at(tokens, subjects[0].first - 1) in ("neither", "nor"):
        return None
    subjects = [*subjects, *_along(tokens, said, persons)]
    first, after = min(p.first for p in subjects), max(said.after, *(p.after for p in subjects))
    return Told(said.outcome, subjects, first, after, f"who {rule}", said.weak, said.voice == "own hand")


def _own(tokens: list[Token], said: Said, subjects: list[Person]) -> list[Person]:
    """Who did it to themselves: the one subject that fits "himself", else whoever is held to have done the rest."""
    word = next((t.low for t in tokens[said.first : said.after] if t.low in listed("themselves")), "")
    sex = {"himself": "m", "herself": "f"}.get(word, "")
    if len(subjects) == 1 and subjects[0].single and subjects[0].sex in ("", sex):
        return subjects
    beside = low_at(tokens, said.after) == "and" and not subjects  # "a man fired, shooting himself and a woman"
    if word == "themselves" or not (said.outcome == KILLED or beside):
        return subjects if all(p.single for p in subjects) else []
    return [Person(said.after - 1, said.after, "known", sex=sex, suspect=True)]


def _with_self(tokens: list[Token], said: Said, persons: list[Person]) -> list[Person]:
    """Who was hit with the one who did it: "shooting himself and a woman"."""
    joined = tokens[said.after - 1].low in listed("themselves") and low_at(tokens, said.after) == "and"
    found = _objects(tokens, said.after + 1, persons) if joined else []
    return [] if found and _has_verb(tokens, found[-1]) else found


def _some(tokens: list[Token], said: Said) -> Told | None:
    at = next((k for k in range(said.first - 1, max(-1, said.first - 4), -1) if tokens[k].tag == "M"), None)
    number = number_at(tokens, at) if at is not None else None
    if not number or at is None or tokens[at + 1].low == ",":
        return None
    person = Person(at, said.after, "number", number=number, stated=True, head="of")
    return Told(KILLED, [person], at, said.after, "some fatally")


def _objects(tokens: list[Token], start: int, persons: list[Person]) -> list[Person]:
    first = next((p for p in persons if start <= p.first <= start + OWNER), None)
    if first is None:
        return []
    between = tokens[start : first.first]
    owner = tokens[first.first].tag == "G" or (between and between[-1].tag == "G")
    owned = owner and all(t.tag in "DNPG" for t in between)  # "his wife's two sons"
    one = len(between) == 1 and (between[0].tag in "BD" or between[0].low in ("another", "at", "officer"))
    if between and not owned and not one:
        return []
    chain = [first]
    while True:
        follower = next((p for p in persons if p.first >= chain[-1].after), None)
        if follower is None or not _join(tokens, chain[-1], follower) or _has_verb(tokens, follower):
            return _closed(tokens, chain, first=True)
        if tokens[follower.first].low in listed("themselves"):
            return chain  # "killed his wife, his son and himself": told of as done by one's own hand
        chain.append(follower)


def _closed(tokens: list[Token], chain: list[Person], first: bool) -> list[Person]:
    """A list of persons is one only where "and" closes it, or it opens a headline; else the one beside the verb."""
    if len(chain) < 2 or (chain[0].first == 0 and not first):
        return chain
    words = [t.low for t in tokens[chain[-2].after : chain[-1].first]]
    if set(words) & {"and", "&", "as", "along", "together", "alongside", "plus", "or"}:
        return chain
    return chain[:1] if first else chain[-1:]


def _has_verb(tokens: list[Token], person: Person) -> bool:
    k = person.after
    while k < len(tokens) and tokens[k].tag == "B":
        k += 1
    return k < len(tokens) and (tokens[k].tag == "A" or (tokens[k].tag == "V" and not tokens[k].low.endswith("ing")))


def _join(tokens: list[Token], left: Person, right: Person) -> bool:
    if "of" in (left.head, right.head):
        return False  # "20 people, five of them"
    if left.head in OUTCOMES:
        return False  # "one martyr and three wounded"
    if right.form == "further" and left.stated:
        return False  # "two women, and three others were hurt": others than those told of before
    words = " ".join(t.low for t in tokens[left.after : right.first])
    closed = tokens[left.after - 1].low == ","
    return words in JOINING and (bool(words) or closed)


def _possessor(tokens: list[Token], k: int) -> Person | None:
    j = k - 1
    while j >= 0 and tokens[j].low in ("fatal", "shooting", "tragic", "untimely", "subsequent", "brutal"):
        j -= 1
    if low_at(tokens, j) in ("his", "her"):
        return Person(j, j + 1, "pronoun", sex="m" if tokens[j].low == "his" else "f")
    if j < 1 or tokens[j].tag != "G":
        return None
    start = j
    while start > 0 and tokens[start - 1].tag == "P":
        start -= 1
    names = tuple(t.low for t in tokens[start:j] if t.low not in listed("titles"))
    if not names or any(n in listed("not_names") for n in names):
        return None
    return Person(start, j, "name", name=names)


def _subjects(tokens: list[Token], said: Said, persons: list[Person], found: list[Told]) -> list[Person]:
    j = said.first - 1
    while (
        j >= 0
        and (tokens[j].tag in "AB" or tokens[j].low in BETWEEN or (tokens[j].low == "to" and tokens[j + 1].tag == "A"))
        and not any(p.first <= j < p.after for p in persons)
    ):
        j -= 1
    last = next((p for p in persons if p.after in (j + 1, j)), None) if j >= 0 else None
    if last is not None and last.after == j and tokens[j].low not in (",", "(", "-", "–"):
        last = None
    if last is not None and (last.after == j or tokens[j].low == ","):
        last = _before_relative(tokens, last, persons) or last
    if last is None and j >= 0 and tokens[j].low in ("and", "but", ",", "then"):
        shared = _shared(tokens, j, found)
        if shared:
            both = j == found[-1].after and {found[-1].outcome, said.outcome} == {KILLED, HURT}
            return [replace(p, number=0) if both and p.number > 1 else p for p in shared]
    if last is None and said.voice != "reduced":
        last = _across(tokens, j, persons, arrived=said.weak and tokens[said.first].low == "with")
    if last is None or any(t.tag == "Q" for t in tokens[last.after : said.first]):
        return []
    if said.voice == "either" and not said.weak and _acts(tokens, last, said):
        return []
    chain = [last]
    while True:
        before = next((p for p in reversed(persons) if p.after <= chain[0].first), None)
        if before is None or not _join(tokens, before, chain[0]):
            return _closed(tokens, chain, first=False)
        chain.insert(0, before)


def _before_relative(tokens: list[Token], last: Person, persons: list[Person]) -> Person | None:
    """Whom a relative clause that ends in another person is about: "Name, who lived with his aunt, died"."""
    for person in reversed(persons):
        if person.after > last.first or last.first - person.after > REACH:
            continue
        opener = tokens[person.after : person.after + 2]
        closed = tokens[person.after - 1].low == ","
        if any(t.low in ("who", "whose") for t in opener) and (closed or low_at(tokens, person.after) == ","):
            between = tokens[person.after + 1 : last.first]
            return person if not any(t.low in (",", ".", ";") for t in between[1:]) else None
    return None


def _acts(tokens: list[Token], last: Person, said: Said) -> bool:
    """Whether the person does it: "he shot five", "the man shot his way out", with no one that was read as harmed."""
    if last.form == "pronoun":
        return True
    plain = all(t.tag == "B" for t in tokens[last.after : said.first])
    return said.outcome != KILLED and plain and low_at(tokens, said.after) in ACTED_ON


def _shared(tokens: list[Token], j: int, found: list[Told]) -> list[Person]:
    """The subject of the predicate before ("was shot in the head and died"), while no new clause has begun."""
    if not found or j - found[-1].after > REACH:
        return []
    between = tokens[found[-1].after : j + 1]
    by = next((n for n, t in enumerate(between) if t.low == "by"), len(between))  # "shot by officers and died"
    doers = {t.low for t in between[:by] + between[by + BY :]} & {"police", "officers"}
    if doers or any(t.low in (";", ":", "while", "who") or t.tag in "RQ" for t in between):
        return []
    if found[-1].rule.endswith("whom") or any(
        t.tag in "DP" and t.low not in ("the", "a", "an", "his", "her", "their") for t in between[-6:] if False
    ):
        return []
    return list(found[-1].persons)


def _only_dated(between: list[Token]) -> bool:
    """Whether the only stop is the point of a shortened month ("shot in Place Dec. 25 has died")."""
    stops = [n for n, t in enumerate(between) if t.low in (".", ";", ":", "while", "when", "after", "that")]
    return all(
        between[n].low == "."
        and n
        and between[n - 1].tag == "P"
        and len(between[n - 1].text) < 5
        and n + 1 < len(between)
        and between[n + 1].tag == "M"
        for n in stops
    )


def _across(tokens: list[Token], j: int, persons: list[Person], arrived: bool = False) -> Person | None:
    """The subject behind what stands between it and its verb: ", who lived in X,", "in a car", "of Place"."""
    for person in reversed(persons):
        if person.after > j + 1:
            continue
        between = tokens[person.after : j + 1]
        if not between:
            return person
        if len(between) > REACH or not _only_dated(between):
            return None
        opener = between[0]
        if arrived and opener.low in ARRIVED:
            return person  # "three others showed up at a hospital with gunshot wounds"
        relative = opener.low in ("who", "whose", ",", "(") and any(
            t.low in ("who", "whose", "which") for t in between[:2]
        )
        finite = any(
            t.tag in "VA" and not t.low.endswith(("ing", "ed")) and t.low not in ("known", "shot", "led", "found")
            for t in between
        )
        if finite and not relative:
            return person if arrived and next((t.low for t in between if t.tag != "B"), "") in ARRIVED else None
        if (
            relative
            or opener.tag == "I"
            or opener.low
            in (
                ",",
                "(",
                "aged",
                "found",
                "shot",
                "inside",
                "outside",
                "near",
                "standing",
                "sitting",
                "riding",
                "walking",
                "driving",
                "identified",
                "-",
                "–",
                "—",
                "believed",
                "described",
                "trying",
                "attending",
                "working",
                "living",
                "from",
            )
        ):
            if person.form == "pronoun" and not relative:
                return None
            return person
        return None
    return None


def _along(tokens: list[Token], said: Said, persons: list[Person]) -> list[Person]:
    """Those told of beside the subject: "was killed along with his wife and two sons"."""
    for k in range(said.after, min(len(tokens), said.after + 9)):
        two = f"{tokens[k].low} {low_at(tokens, k + 1)}"
        width = 2 if two in ALONG else 1 if tokens[k].low in ALONG else 0
        if width:
            return _objects(tokens, k + width, persons)
        if tokens[k].tag == "S" and tokens[k].low != ",":
            break
    return []
