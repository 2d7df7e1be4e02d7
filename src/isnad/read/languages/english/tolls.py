"""Tolls: numbers of the hurt told by a noun for injuries, numbers a toll was put at, and tolls told in two bounds.

What may live here: harms whose number stands with no noun for people ("dozens of injuries", "put the number as high as
35", "ten deaths, others 13"), the lost of a family, names of victims, and one toll told by its least and its most ("at
least 37 of the family, and up to 50 people"). Others with a noun for people are read in ``casualties.py``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from isnad.read.languages.english.amounts import Quantity, quantity_at
from isnad.read.languages.english.casualties import Harm
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.numerals import plain_number
from isnad.read.languages.english.quantities import Counted
from isnad.read.languages.english.tokens import Token
from isnad.read.languages.english.voices import Line
from isnad.records.claim import Outcome

INJURIES = frozenset(("injuries", "injury"))
OF_ONE = frozenset(("suffered", "sustained", "received", "suffering", "sustaining", "with", "from", "of", "his", "her",
                    "their", "had", "having", "has", "treated", "to", "for"))  # fmt: skip
PUT = frozenset(("put", "puts", "putting", "placed", "places", "placing"))
WHAT = frozenset(("number", "figure", "count", "total", "it", "toll"))
BY = frozenset(("at", "above", "between"))
RANGED = frozenset(("ranged", "ranging", "ranges", "varied", "varying"))
LOST = frozenset(("lost", "losing", "lose"))
SAYING = frozenset(("reported", "reporting", "reports", "report", "mentioned", "mentioning", "mention", "mentions",
                    "claimed", "claiming", "claim", "claims", "said", "say", "says", "cited", "citing", "cite",
                    "cites", "gave", "giving", "give", "gives", "others", "alleged", "alleging", "allege",
                    "estimated", "estimate", "estimates", "listed", "list", "lists", "noted", "counted", "count",
                    "counts", "speak", "spoke", "recorded", "tallied", "documented"))  # fmt: skip
DEATHS = frozenset(("toll", "fatalities", "martyrs", "deaths"))
NUMBERED_NOUNS = {"injuries": Outcome.INJURED, "deaths": Outcome.KILLED, "fatalities": Outcome.KILLED}
THE_HIT = {"dead": Outcome.KILLED, "wounded": Outcome.INJURED, "injured": Outcome.INJURED, "missing": Outcome.MISSING}
NUMBERING = frozenset(("to", "be", "at", "as", "numbered", "totalled", "totaled", "reached", "stood", "had"))
KIN = frozenset(("members", "relatives", "family", "cousins", "sons", "daughters", "children", "siblings", "brothers",
                 "sisters", "grandchildren", "loved", "friends", "neighbours", "neighbors"))  # fmt: skip
IDENTIFY = frozenset(("identify", "identified", "identifying", "name", "named", "naming"))
VICTIMS = frozenset(("victims", "martyrs", "civilians", "people", "individuals"))
RANGES = frozenset(("range", "ranges"))
RANGED_BY = {  # what a recorder's own estimate is called after; a "casualty range" in this field is of the dead
    **dict.fromkeys(("casualty", "casualties", "fatality", "death", "fatalities"), Outcome.KILLED),
    **dict.fromkeys(("injury", "injured", "injuries"), Outcome.INJURED),
}
# Every word that a toll is read at.
TOLD_AT = (
    INJURIES | PUT | RANGED | LOST | IDENTIFY | RANGES | SAYING | NUMBERED_NOUNS.keys() | THE_HIT.keys() | {"names"}
)
REACH = 4  # tokens between a number and "injuries"
LONGEST = 9  # tokens from "put the number" to the number
FARTHEST = 14  # tokens from "range" to its numbers
FEW = frozenset(("some", "few", "others"))
EVERYONE = frozenset(("people", "civilians"))
APART = 30  # tokens between the least and the most of one toll


def tolls_in(line: Line, found: Sequence[Harm]) -> Iterator[Harm]:
    """The harms of a sentence whose number stands with no noun for people, but for those already found."""
    tokens = line.tokens
    taken = {(c.quantity.first, h.outcome) for h in found for c in (*h.people, *h.parts)}
    for k, token in enumerate(tokens):
        made = _read(tokens, k, token.low, line) if token.low in TOLD_AT else None
        if made is not None and (made.people[0].quantity.first, made.outcome) not in taken:
            taken.add((made.people[0].quantity.first, made.outcome))
            yield made


def _read(tokens: list[Token], k: int, word: str, line: Line) -> Harm | None:
    if word in INJURIES:
        return _injuries(tokens, k) or _nouns_numbered(tokens, k, word)
    if word in PUT:
        return _put_at(tokens, k)
    if word in RANGED:
        return _ranged(tokens, k)
    if word in NUMBERED_NOUNS:
        return _nouns_numbered(tokens, k, word)
    if word in LOST:
        return _lost(tokens, k, line.counted)
    if word in THE_HIT:
        return _those_at(tokens, k, word)
    if word == "names":
        return _names(tokens, k, line.counted)
    if word in IDENTIFY:
        return _identified(tokens, k, line.counted)
    if word in RANGES:
        return _range_put(tokens, k)
    return _said_bare(tokens, k) if word in SAYING else None


def _injuries(tokens: list[Token], k: int) -> Harm | None:
    """'five injuries', 'one serious injury', 'dozens of injuries': as many were hurt, where it is not one's own."""
    for i in range(k - 1, max(-1, k - 1 - REACH), -1):
        q = quantity_at(tokens, i)
        if q is not None and q.after <= k and tokens[i].low not in FEW:
            break
        if tokens[i].tag not in "NBXM" and tokens[i].low != "of" and not tokens[i].low.endswith(("ed", "ing")):
            return None
    else:
        return None
    before = {t.low for t in tokens[max(0, q.first - 3) : q.first]}
    if before & OF_ONE or (k + 1 < len(tokens) and tokens[k + 1].low == "to" and not _to_people(tokens, k)):
        return None
    if tokens[k].low == "injury" and q.low != 1:
        return None
    return Harm(Outcome.INJURED, [_people(q)], q.first, k + 1, "number of injuries")


def _nouns_numbered(tokens: list[Token], k: int, word: str) -> Harm | None:
    """'reported the injuries to be 18', 'put deaths at seven', 'injuries numbered 40': the number behind the noun."""
    outcome = NUMBERED_NOUNS.get(word)
    i = k + 1
    while i < min(len(tokens), k + 4) and tokens[i].low in NUMBERING:
        i += 1
    if outcome is None or i == k + 1 or i >= len(tokens) or (tokens[i - 1].low == "to" and i == k + 2):
        return None
    start = next((n for n in range(i, min(len(tokens), i + 3)) if tokens[n].tag == "M"), None)
    q = quantity_at(tokens, start) if start is not None else None
    if q is None or q.first > i or (q.after < len(tokens) and tokens[q.after].tag in "NPV"):
        return None
    return Harm(outcome, [_people(q)], k, q.after, f"{word} to be N")


def _to_people(tokens: list[Token], k: int) -> bool:
    return any(t.low in lexicon().group_of for t in tokens[k + 2 : k + 5])


def _those_at(tokens: list[Token], k: int, word: str) -> Harm | None:
    """'put the dead at 23 and the wounded at 61'."""
    if not 1 < k < len(tokens) - 2 or tokens[k - 1].low != "the" or tokens[k + 1].low != "at":
        return None
    if not {t.low for t in tokens[max(0, k - 12) : k]} & PUT:
        return None
    q = next((q for i in range(k + 2, min(len(tokens), k + 5)) if (q := quantity_at(tokens, i)) is not None), None)
    return Harm(THE_HIT[word], [_people(q)], k, q.after, f"the {word} at N") if q is not None else None


def _put_at(tokens: list[Token], k: int) -> Harm | None:
    """'others put the number as high as 35': of those whom the sentence was telling of."""
    what = next((i for i in range(k + 1, min(len(tokens), k + 3)) if tokens[i].low in WHAT), None)
    if what is None:
        return None
    outcome = _told_of(tokens, what)
    for i in range(what + 1, min(len(tokens), what + LONGEST) if outcome else 0):
        if tokens[i].tag == "M":
            q = quantity_at(tokens, i)
            bound = q is not None and (q.first < i or tokens[i - 1].low in BY)
            return (
                Harm(outcome, [_people(q)], what, q.after, "put the number at N") if q and outcome and bound else None
            )
        if tokens[i].tag == "S":
            break
    return None


def _ranged(tokens: list[Token], k: int) -> Harm | None:
    """'the number of those killed ranged from ten to 13', 'figures ranging between ten and 13'."""
    if k + 4 >= len(tokens) or tokens[k + 1].low not in ("from", "between"):
        return None
    least = plain_number(tokens, k + 2)
    if least is None or least[1] >= len(tokens) or tokens[least[1]].low not in ("to", "and"):
        return None
    more = [t.low for t in tokens[least[1] + 1 : least[1] + 3]] == ["more", "than"]
    at = least[1] + (3 if more else 1)
    most = plain_number(tokens, at) if at < len(tokens) else None
    outcome = _only_outcome(tokens[:k])
    if most is None or outcome is None or most[0] <= least[0]:
        return None
    q = Quantity(k + 1, most[1], least[0], most[0] + more)
    return Harm(outcome, [_people(q)], k, most[1], "ranged from N to N")


def _said_bare(tokens: list[Token], k: int) -> Harm | None:
    """'some reported ten deaths, others 13', 'while others claimed it was 13': of what the sentence tells of."""
    i = k + 1
    while i < len(tokens) and i < k + 4 and tokens[i].low in (*WHAT, "was", "at", "up", "to", "least", "only", "that"):
        i += 1
    q = quantity_at(tokens, i) if i < len(tokens) and tokens[i].tag == "M" else None
    outcome = _only_outcome([*tokens[:k], *tokens[i:]])
    if q is None or outcome is None or not _alone(tokens, q):
        return None
    return Harm(outcome, [_people(q)], q.first, q.after, "reported N")


def _alone(tokens: list[Token], q: Quantity) -> bool:
    """Whether a number stands without a noun: at the end of its clause."""
    after = tokens[q.after] if q.after < len(tokens) else None
    return after is None or after.low in (".", ",", ";", "while", "and", "but", "whereas", "”")


def _only_outcome(tokens: Sequence[Token]) -> Outcome | None:
    """The one outcome that a stretch tells of."""
    known = lexicon().outcome_of
    found = {"killed" if t.low in DEATHS else known[t.low][0] for t in tokens if t.low in known or t.low in DEATHS}
    return Outcome(found.pop()) if len(found) == 1 and found <= {"killed", "injured"} else None


def _lost(tokens: list[Token], k: int, people: list[Counted]) -> Harm | None:
    """'lost 13 members of her family', 'lost 13 relatives'."""
    own = next((c for c in people if k < c.first <= k + 2), None)
    if own is None or own.quantity.low in (None, 1) or not {own.head, *_after(tokens, own)} & KIN:
        return None
    return Harm(Outcome.KILLED, [own], k, own.after, "lost whom")


def _after(tokens: list[Token], c: Counted) -> set[str]:
    return {t.low for t in tokens[c.first : c.after + 3]}


def _names(tokens: list[Token], k: int, people: list[Counted]) -> Harm | None:
    """'the names of 13 victims', '13 names of those killed', 'the number of victims rose to 13'."""
    if k + 1 >= len(tokens) or tokens[k + 1].low != "of":
        return None
    own = next((c for c in people if c.first == k + 2 and c.head in ("victims", "martyrs")), None)
    if own is not None and own.quantity.low is not None:
        return Harm(Outcome.KILLED, [own], k, own.after, "names of N")
    q = quantity_at(tokens, k - 1) if k and tokens[k - 1].tag == "M" else None
    dead = {t.low for t in tokens[k + 2 : k + 5]} & {"killed", "dead", "deceased", "martyrs", "victims"}
    return Harm(Outcome.KILLED, [_people(q)], q.first, k + 1, "N names of the dead") if q is not None and dead else None


def _identified(tokens: list[Token], k: int, people: list[Counted]) -> Harm | None:
    """'identified 13 victims by name', 'was able to identify 13 family members by name'."""
    own = next((c for c in people if k < c.first <= k + 2), None)
    if own is None or own.quantity.low in (None, 1) or not {own.head, *_after(tokens, own)} & (KIN | VICTIMS):
        return None
    behind = [t.low for t in tokens[own.after : own.after + 8]]
    by_name = any(behind[n : n + 2] == ["by", "name"] for n in range(len(behind)))
    hurt = {"injured", "wounded"} & {t.low for t in tokens[own.first : own.after + 3]}
    return Harm(Outcome.KILLED, [own], k, own.after, "identified by name") if by_name and not hurt else None


def _range_put(tokens: list[Token], k: int) -> Harm | None:
    """'estimated a casualty range of between four and seven', 'the injury range was put at between two and five'."""
    before = tokens[k - 1].low if k else ""
    outcome = RANGED_BY.get(before)
    if outcome is None and before in ("range", "ranges"):
        outcome = RANGED_BY.get(tokens[k - 2].low if k > 1 else "")
    for i in range(k + 1, min(len(tokens), k + FARTHEST) if outcome is not None else 0):
        q = quantity_at(tokens, i) if tokens[i].tag == "M" else None
        if q is not None and outcome is not None:
            ranged = q.low is not None and q.high is not None and q.low < q.high
            return Harm(outcome, [_people(q)], k - 1, q.after, "put the range at N to N") if ranged else None
    return None


def _told_of(tokens: list[Token], what: int) -> Outcome | None:
    """What the sentence says befell people before, or what the number is said to be of, where it is one thing."""
    known = lexicon().outcome_of
    after = [t.low for t in tokens[what + 1 : what + LONGEST] if t.low in known]
    before = [t.low for t in tokens[:what] if t.low in known or t.low in INJURIES]
    names = {known[w][0] if w in known else "injured" for w in (after[:1] or before)}
    return Outcome(names.pop()) if len(names) == 1 and names <= {"killed", "injured"} else None


def _people(q: Quantity) -> Counted:
    return Counted(q.first, q.after, q, "people", "")


def bounded(tokens: list[Token], people: Sequence[Counted], harm: Harm) -> Harm:
    """A harm told by its least and its most: "at least 37 of the family, and up to 50 people, were killed"."""
    first = harm.people[0]
    most = next((c for c in harm.parts if _is_most(c) and first.quantity.low is not None), None)
    if most is not None and len(harm.people) == 1 and _is_least(first, most):
        q = replace(first.quantity, high=most.quantity.high)
        return replace(harm, people=[replace(first, quantity=q)], parts=[c for c in harm.parts if c is not most])
    if len(harm.people) > 1 or not _is_most(first) or not _and_before(tokens, first):
        return harm
    least = next((c for c in reversed(people) if c.after < first.first and _is_least(c, first)), None)
    between = tokens[least.after : first.first] if least is not None else []
    if least is None or len(between) > APART or any(t.tag == "A" or t.low in ".;:" for t in between):
        return harm
    q = replace(first.quantity, low=least.quantity.low)
    return replace(harm, people=[replace(first, quantity=q)], first=least.first)


def _and_before(tokens: list[Token], c: Counted) -> bool:
    return bool(c.first) and tokens[c.first - 1].low in ("and", "but")


def _is_most(c: Counted) -> bool:
    return c.group in EVERYONE and c.quantity.low is None and c.quantity.high is not None


def _is_least(c: Counted, most: Counted) -> bool:
    low, high = c.quantity.low, c.quantity.high
    return c.group in EVERYONE and high is None and low is not None and low < (most.quantity.high or 0)
