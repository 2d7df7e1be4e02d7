"""Harmed: what a sentence says befell the persons it speaks of, counted or not.

What may live here: the predicates of harm (a verb in any voice, dying, a wound, a bed in hospital, "the death of") and
the walk from each to the persons it is said of. ``casualties.py`` reads what is counted; this reads whoever is told of.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cache

from isnad.read.languages.english.coordination import BE
from isnad.read.languages.english.described import Person, as_sentence, listed, persons_in
from isnad.read.languages.english.quantities import number_at
from isnad.read.languages.english.tokens import Token, phrase_hits

KILLED, HURT, HIT = "killed", "hurt", "hit"  # those hit may have died of it
JOINING = frozenset(("", "and", ",", ", and", "&", "as well as", ", as well as", "along with", ", along with", "or",
                     "together with", ", together with", "alongside", "and also", "plus"))  # fmt: skip
ALONG = ("along with", "together with", "as well as", "alongside", "as was", "as were")
UNREAL = frozenset(("to", "would", "could", "might", "may", "if", "not", "never", "nearly", "almost", "attempted",
                    "cannot", "neither", "nor"))  # fmt: skip
BETWEEN = frozenset(("reportedly", "both", "all", "each", "also", "who", "that", "later", "had", "have", "has", "been",
                     "being", "found", "pronounced", "declared", "confirmed", "reported", "left", "believed",
                     "feared", "presumed", "shot", "listed", "said", "instead", "only", "fatally", "critically",
                     "seriously", "wounded", "-", "himself", "herself", "themselves", "got", "gets", "get"))  # fmt: skip
ACTED_ON = frozenset(("his", "her", "their", "the", "a", "an", "at", "into", "through", "up"))
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


@dataclass(slots=True)
class _Said:
    """A word of harm: its outcome, its voice and its extent."""

    outcome: str
    voice: str
    first: int
    after: int
    weak: bool = False


def told_in(tokens: list[Token], surnames: Collection[str]) -> list[Told]:
    """What befell whom, in order; nothing is looked up where no word of harm stands."""
    if not triggers() & {t.low for t in tokens}:
        return []
    tokens = as_sentence(tokens)
    said = list(_said_in(tokens))
    if not said:
        return []
    persons = persons_in(tokens, surnames)
    found: list[Told] = []
    for each in said:
        if _unreal(tokens, each):
            continue
        told = _linked(tokens, each, persons, found)
        if told is not None and told.persons:
            found.append(told)
    return found


LISTS = (
    "hit",
    "killed",
    "active_hit",
    "active_killed",
    "dying",
    "nominal_killed",
    "nominal_hit",
    "brought",
    "suffered",
    "went",
)
OTHERS = frozenset(("dead", "gunned", "turned", "turning", "turns", "suicide", "life", "lives", "serious", "critical",
                    "stable", "fatally", "gunshot", "bullet"))  # fmt: skip


@cache
def triggers() -> frozenset[str]:
    """Every word that can begin a predicate of harm."""
    return OTHERS | {w for name in LISTS for w in listed(name)} | {c.split()[0] for c in listed("conditions")}


def _said_in(tokens: list[Token]) -> Iterator[_Said]:
    """The words of harm of a sentence with their voice."""
    taken = 0
    for k, token in enumerate(tokens):
        if k < taken or token.low not in triggers():
            continue
        said = (
            _own_hand(tokens, k)
            or _dying(tokens, k)
            or _nominal(tokens, k)
            or _verb(tokens, k)
            or _one_fatally(tokens, k)
            or _care(tokens, k)
        )
        if said is not None:
            taken = said.after
            yield said


def _low(tokens: list[Token], k: int) -> str:
    return tokens[k].low if 0 <= k < len(tokens) else ""


def _own_hand(tokens: list[Token], k: int) -> _Said | None:
    """'shot himself', 'turned the gun on herself', 'took his own life', 'committed suicide'."""
    low, window = tokens[k].low, [t.low for t in tokens[k + 1 : k + 6]]
    at = next((n for n, w in enumerate(window) if w in listed("themselves")), None)
    if low in ("killed", "killing", "kills") and at == 0:
        return _Said(KILLED, "own hand", k, k + 2)
    if low in ("shot", "shooting", "shoots", "shoot") and at == 0:
        lead = {t.low for t in tokens[max(0, k - 12) : k]}
        last = bool(lead & {"then", "before", "killed", "killing", "fatally", "murdered", "suicide", "self-inflicted"})
        slip = {"accidentally", "unintentionally", "mistakenly"} & (lead | set(window))
        after = _fatal(tokens, k, k + 2) or {"died", "dead", "dying"} & {t.low for t in tokens[k + 2 : k + 10]}
        return _Said(KILLED if after or (last and not slip) else HIT, "own hand", k, k + 2)
    if (
        low in ("turned", "turning", "turns")
        and at is not None
        and {"gun", "weapon", "rifle", "pistol", "it"} & set(window[:at])
    ):
        return _Said(KILLED, "own hand", k, k + at + 2)
    if low in ("took", "taking", "taken") and window[1:3] == ["own", "life"]:
        return _Said(KILLED, "own hand", k, k + 4)
    if low == "suicide" and _low(tokens, k - 1) in ("committed", "commits", "committing", "by"):
        return _Said(KILLED, "own hand", k - 1, k + 1)
    return None


def _dying(tokens: list[Token], k: int) -> _Said | None:
    low, before = tokens[k].low, _low(tokens, k - 1)
    if low in listed("dying"):
        return _Said(KILLED, "subject", k, k + 1)
    if low == "dead":
        follows = tokens[k + 1] if k + 1 < len(tokens) else None
        if before in ("the", "his", "her", "their", "a", "brain"):
            return None
        if follows is not None and follows.tag in "NP" and not _stated_dead(tokens, k):
            return None
        return _Said(KILLED, "subject", k, k + 1)
    if (
        low in ("life", "lives")
        and before in ("his", "her", "their")
        and _low(tokens, k - 2) in ("lost", "losing", "lose")
    ):
        return _Said(KILLED, "subject", k - 2, k + 1)
    if (
        low == "life"
        and before == "the"
        and _low(tokens, k + 1) == "of"
        and _low(tokens, k - 2) in ("took", "claimed", "claiming", "taking", "cost")
    ):
        return _Said(KILLED, "object", k - 2, k + 2)
    return None


def _stated_dead(tokens: list[Token], k: int) -> bool:
    j = k - 1
    while j >= 0 and tokens[j].tag == "B":
        j -= 1
    return _low(tokens, j) in BE or _low(tokens, j) in ("found", "pronounced", "declared", "left")


def _nominal(tokens: list[Token], k: int) -> _Said | None:
    """'the death of', 'in the shooting of'; with a possessive before it, 'Name's murder'."""
    low = tokens[k].low
    killed = low in listed("nominal_killed")
    if not killed and low not in listed("nominal_hit"):
        return None
    before = [t.low for t in tokens[max(0, k - 3) : k]]
    if "attempted" in before or (low in ("killing", "shooting") and k and tokens[k - 1].tag in "RA"):
        return None
    fatal = killed or bool({"fatal", "deadly"} & set(before))
    if _low(tokens, k + 1) in ("death", "deaths") and low == "shooting":
        fatal, k = True, k + 1
    outcome = KILLED if fatal else HIT
    if _low(tokens, k + 1) == "of" and (k == 0 or tokens[k - 1].tag not in "RV"):
        return _Said(outcome, "object", k, k + 2)
    if k and (
        tokens[k - 1].low in ("his", "her")
        or tokens[k - 1].tag == "G"
        or (
            before
            and before[-1] in ("fatal", "shooting")
            and len(before) > 1
            and (tokens[k - 2].tag == "G" or before[-2] in ("his", "her"))
        )
    ):
        return _Said(outcome, "possessor", k, k + 1) if killed and low != "homicide" else None
    return None


def _verb(tokens: list[Token], k: int) -> _Said | None:
    """A verb of harm: who comes after it, or, in the passive and where it is reduced, who stands before it."""
    low = tokens[k].low
    killed = low in listed("killed") or low in listed("active_killed")
    if low == "gunned" and _low(tokens, k + 1) == "down":
        return _Said(KILLED, "either", k, k + 2)
    if not killed and low not in listed("hit") and low not in listed("active_hit"):
        return None
    if k and tokens[k - 1].tag in "DG" and _low(tokens, k - 1) not in ("that", "those"):
        return None
    after = k + 1
    while (
        not killed
        and _low(tokens, after) == "and"
        and (
            _low(tokens, after + 1) in listed("killed")
            or _low(tokens, after + 1) in listed("hit")
            or _low(tokens, after + 1) in ("critically", "seriously", "fatally")
        )
    ):
        after += 2 if _low(tokens, after + 1) not in ("critically", "seriously", "fatally") else 3
        killed = killed or tokens[min(after, len(tokens)) - 1].low in listed("killed")
    if low in ("shot", "shooting", "shoots", "stabbed", "wounded", "hit", "struck") and _fatal(tokens, k, after):
        killed = True
    if low in ("shot", "shooting") and _low(tokens, k + 1) in (
        "at",
        "down",
        "into",
        "out",
        "from",
        "toward",
        "towards",
        "up",
    ):
        return None
    if low in (
        "shooting",
        "striking",
        "hitting",
        "killing",
        "wounding",
        "injuring",
        "murdering",
        "executing",
        "kills",
        "shoots",
        "injures",
        "wounds",
        "hits",
        "strikes",
        "grazing",
        "stabbing",
    ):
        return _Said(KILLED if killed else HURT if low.startswith(("wound", "injur")) else HIT, "object", k, after)
    outcome = (
        KILLED
        if killed
        else HURT
        if low in ("wounded", "injured", "hurt", "hospitalized", "hospitalised", "maimed", "paralyzed")
        else HIT
    )
    passive = _passive(tokens, k)
    if low in ("hit", "struck") and not passive:
        return _Said(outcome, "object", k, after)
    if low in ("hit", "struck", "airlifted", "ambushed") and not _by_a_shot(tokens, k):
        return None
    return _Said(outcome, "subject" if passive else "either", k, after)


def _by_a_shot(tokens: list[Token], k: int) -> bool:
    """Whether what struck was a shot, or struck a part of the body."""
    window = {t.low for t in tokens[k + 1 : k + 9]}
    return bool(
        window
        & (listed("body") | {"bullet", "bullets", "gunfire", "shot", "shots", "shrapnel", "times", "round", "fire"})
    )


def _fatal(tokens: list[Token], k: int, after: int) -> bool:
    if (
        _low(tokens, k - 1) == "fatally"
        or _low(tokens, after) == "fatally"
        or (_low(tokens, after) == "," and _low(tokens, after + 1) == "fatally")
    ):
        return True
    if _low(tokens, after) == "dead" or (_low(tokens, after) == "to" and _low(tokens, after + 1) == "death"):
        return True
    window = [t.low for t in tokens[after : after + 7]]
    return (
        "death" in window
        and window[max(0, window.index("death") - 1)] == "to"
        and not {",", "and", "."} & set(window[: window.index("death")])
    )


def _passive(tokens: list[Token], k: int) -> bool:
    j = k - 1
    while j >= 0 and (
        tokens[j].tag == "B"
        or tokens[j].low in ("reported", "confirmed", "believed", "feared", "shot", "found", "badly", "and", "also")
    ):
        j -= 1
    return j >= 0 and (tokens[j].low in BE or tokens[j].low in ("get", "gets", "getting", "'s", "'re"))


def _one_fatally(tokens: list[Token], k: int) -> _Said | None:
    """'four were shot, one fatally', 'two of them fatally'."""
    if tokens[k].low != "fatally" or (k + 1 < len(tokens) and tokens[k + 1].tag == "V"):
        return None
    before = {t.low for t in tokens[max(0, k - 3) : k]}
    numbered = any(t.tag == "M" for t in tokens[max(0, k - 3) : k])
    return _Said(KILLED, "some", k, k + 1) if numbered and not before & {"shot", "wounded"} else None


def _care(tokens: list[Token], k: int) -> _Said | None:
    """A bed in hospital, a condition, a wound that someone has."""
    low = tokens[k].low
    window = [t.low for t in tokens[k + 1 : k + 10]]
    stop = next((n for n, w in enumerate(window) if w in (".", ";")), len(window))
    if low in listed("went") and set(window[:2]) & listed("themselves") and set(window[:stop]) & listed("care"):
        return _Said(HURT, "subject", k, k + 1, weak=True)
    if low in listed("brought") and set(window[:stop]) & listed("care") and not {"jail", "custody"} & set(window[:4]):
        return _Said(HURT, "subject" if _passive(tokens, k) else "reduced", k, k + 1, weak=True)
    if low in listed("suffered") and set(window[: min(stop, 9)]) & listed("wounds"):
        return _Said(HURT, "subject", k, k + 1, weak=True)
    if low in ("gunshot", "bullet") and _low(tokens, k + 1) in listed("wounds"):
        at = next((n for n in range(k - 1, max(-1, k - 6), -1) if tokens[n].low in ("with", "from")), None)
        return _Said(HURT, "subject", at, k + 2, weak=True) if at is not None else None
    hit = next(phrase_hits(tokens[k : k + 6], listed("conditions")), None)
    if hit is not None and hit[0] == 0:
        first = k - 1 if _low(tokens, k - 1) in ("in", "as") else k
        return _Said(HURT, "subject", first, k + hit[1], weak=True)
    return None


def _unreal(tokens: list[Token], said: _Said) -> bool:
    """Whether the harm is wished, feared, denied or only possible."""
    lead = tokens[max(0, said.first - 4) : said.first]
    for t in reversed(lead):
        if t.low in UNREAL or t.low.endswith("n't"):
            return not (t.low == "to" and lead[-1].low == "death")
        if t.tag in "SQN" or (t.tag == "C" and t.low != "nor"):
            break
    return False


def _linked(tokens: list[Token], said: _Said, persons: list[Person], found: list[Told]) -> Told | None:
    rule = " ".join(t.low for t in tokens[said.first : said.after])
    if said.voice in ("object", "either"):
        objects = _objects(tokens, said.after, persons)
        if objects:
            fatal = (
                said.outcome != KILLED and any(_low(tokens, objects[-1].after) == w for w in ("dead", "fatally"))
            ) or (_low(tokens, objects[-1].after) == "to" and _low(tokens, objects[-1].after + 1) == "death")
            return Told(KILLED if fatal else said.outcome, objects, said.first, objects[-1].after, f"{rule} whom")
        if said.voice == "object":
            return None
    if said.voice == "possessor":
        owner = _possessor(tokens, said.first)
        return Told(said.outcome, [owner], owner.first, said.after, f"whose {rule}") if owner else None
    if said.voice == "some":
        return _some(tokens, said)
    subjects = _subjects(tokens, said, persons, found)
    if said.voice == "own hand":
        subjects = _own(tokens, said, subjects)
    if not subjects:
        return None
    subjects = [*subjects, *_along(tokens, said, persons)]
    first, after = min(p.first for p in subjects), max(said.after, *(p.after for p in subjects))
    return Told(said.outcome, subjects, first, after, f"who {rule}", said.weak, said.voice == "own hand")


def _own(tokens: list[Token], said: _Said, subjects: list[Person]) -> list[Person]:
    """Who did it to themselves: the one subject that fits "himself", else whoever is held to have done the rest."""
    word = next((t.low for t in tokens[said.first : said.after] if t.low in listed("themselves")), "")
    sex = {"himself": "m", "herself": "f"}.get(word, "")
    if len(subjects) == 1 and subjects[0].single and subjects[0].sex in ("", sex):
        return subjects
    if word == "themselves" or said.outcome != KILLED:
        return subjects if all(p.single for p in subjects) else []
    return [Person(said.after - 1, said.after, "known", sex=sex, suspect=True)]


def _some(tokens: list[Token], said: _Said) -> Told | None:
    at = next((k for k in range(said.first - 1, max(-1, said.first - 4), -1) if tokens[k].tag == "M"), None)
    number = number_at(tokens, at) if at is not None else None
    if not number or at is None or tokens[at + 1].low == ",":
        return None
    person = Person(at, said.after, "number", number=number, stated=True, head="of")
    return Told(KILLED, [person], at, said.after, "some fatally")


def _objects(tokens: list[Token], start: int, persons: list[Person]) -> list[Person]:
    first = next((p for p in persons if start <= p.first <= start + 1), None)
    if first is None or (
        first.first > start and tokens[start].tag not in "BD" and tokens[start].low not in ("another", "at", "officer")
    ):
        return []
    chain = [first]
    while True:
        follower = next((p for p in persons if p.first >= chain[-1].after), None)
        if follower is None or not _join(tokens, chain[-1], follower) or _has_verb(tokens, follower):
            return _closed(tokens, chain, first=True)
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
    if right.form == "further" and left.stated:
        return False  # "two women, and three others were hurt": others than those told of before
    words = " ".join(t.low for t in tokens[left.after : right.first])
    closed = tokens[left.after - 1].low == ","
    return words in JOINING and (bool(words) or closed)


def _possessor(tokens: list[Token], k: int) -> Person | None:
    j = k - 1
    while j >= 0 and tokens[j].low in ("fatal", "shooting", "tragic", "untimely", "subsequent", "brutal"):
        j -= 1
    if _low(tokens, j) in ("his", "her"):
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


def _subjects(tokens: list[Token], said: _Said, persons: list[Person], found: list[Told]) -> list[Person]:
    j = said.first - 1
    while (
        j >= 0
        and (tokens[j].tag in "AB" or tokens[j].low in BETWEEN)
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
        last = _across(tokens, j, persons)
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
        if any(t.low in ("who", "whose") for t in opener) and (closed or _low(tokens, person.after) == ","):
            between = tokens[person.after + 1 : last.first]
            return person if not any(t.low in (",", ".", ";") for t in between[1:]) else None
    return None


def _acts(tokens: list[Token], last: Person, said: _Said) -> bool:
    """Whether the person does it: "he shot five", "the man shot his way out", with no one that was read as harmed."""
    if last.form == "pronoun":
        return True
    plain = all(t.tag == "B" for t in tokens[last.after : said.first])
    return said.outcome != KILLED and plain and _low(tokens, said.after) in ACTED_ON


def _shared(tokens: list[Token], j: int, found: list[Told]) -> list[Person]:
    """The subject of the predicate before ("was shot in the head and died"), while no new clause has begun."""
    if not found or j - found[-1].after > REACH:
        return []
    between = tokens[found[-1].after : j + 1]
    if any(t.low in (";", ":", "while", "who", "police", "officers") or t.tag in "RQ" for t in between):
        return []
    if found[-1].rule.endswith("whom") or any(
        t.tag in "DP" and t.low not in ("the", "a", "an", "his", "her", "their") for t in between[-6:] if False
    ):
        return []
    return list(found[-1].persons)


def _across(tokens: list[Token], j: int, persons: list[Person]) -> Person | None:
    """The subject behind what stands between it and its verb: ", who lived in X,", "in a car", "of Place"."""
    for person in reversed(persons):
        if person.after > j + 1:
            continue
        between = tokens[person.after : j + 1]
        if not between:
            return person
        if len(between) > REACH or any(t.low in (".", ";", ":", "while", "when", "after", "that") for t in between):
            return None
        opener = between[0]
        relative = opener.low in ("who", "whose", ",", "(") and any(
            t.low in ("who", "whose", "which") for t in between[:2]
        )
        finite = any(
            t.tag in "VA" and not t.low.endswith(("ing", "ed")) and t.low not in ("known", "shot", "led")
            for t in between
        )
        if finite and not relative:
            return None
        if (
            relative
            or opener.tag == "I"
            or opener.low
            in (
                ",",
                "(",
                "aged",
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


def _along(tokens: list[Token], said: _Said, persons: list[Person]) -> list[Person]:
    """Those told of beside the subject: "was killed along with his wife and two sons"."""
    for k in range(said.after, min(len(tokens), said.after + 9)):
        two = f"{tokens[k].low} {_low(tokens, k + 1)}"
        width = 2 if two in ALONG else 1 if tokens[k].low in ALONG else 0
        if width:
            return _objects(tokens, k + width, persons)
        if tokens[k].tag == "S" and tokens[k].low != ",":
            break
    return []
