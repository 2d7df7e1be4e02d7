"""Casualties: which counted people were killed, injured or otherwise harmed, clause by clause.

What may live here: the grammar that joins words of harm with counted noun phrases (active, passive, elliptical,
nominal, tolls), adds what is coordinated, and keeps parts within wholes.
"""

from dataclasses import dataclass, field, replace

from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.quantities import Counted, Quantity, counted_people, quantity_at
from isnad.read.languages.english.tokens import Token
from isnad.records.claim import Count, Outcome, Status

BE = frozenset(("is", "are", "was", "were", "be", "been", "being", "got"))
PART_OPENERS = frozenset(("including", "included", "among", "mostly", "mainly", "with"))
CIVILIAN = frozenset(("civilians", "children", "women", "teachers", "health workers", "journalists", "rescuers"))


@dataclass(slots=True)
class Harm:
    """One outcome read from one stretch of tokens: what happened to whom, in ``tokens[first:after]``."""

    outcome: Outcome
    people: list[Counted]
    first: int
    after: int
    rule: str
    parts: list[Counted] = field(default_factory=list)
    only_parts: bool = False


def harms_in(tokens: list[Token]) -> list[Harm]:
    """The harms a sentence tells of, in order."""
    people = counted_people(tokens)
    found: list[Harm] = []
    used: set[tuple[int, str]] = set()
    for k, token in enumerate(tokens):
        made = _phrase(tokens, k, people) or _at(tokens, k, token, people)
        if made is None:
            continue
        fresh = [c for c in made.people if (c.first, made.outcome) not in used]
        if not fresh:
            continue
        made.people = fresh
        used.update((c.first, made.outcome) for c in fresh)
        found.append(made)
    for harm in found:
        _add_parts(tokens, harm, people, found)
    return _without_parts_of_others(found)


def _at(tokens: list[Token], k: int, token: Token, people: list[Counted]) -> Harm | None:
    known = lexicon().outcome_of.get(token.low)
    if known is None:
        toll = token.low in ("toll", "tally", "tolls") or (token.low == "number" and k + 1 < len(tokens) and tokens[k + 1].low == "of")
        return _toll(tokens, k, people) if toll else None
    name, kind = known
    outcome = Outcome(name)
    if k and tokens[k - 1].low in ("to", "not", "never", "would") and kind != "noun" and tokens[k - 1].low != "not":
        return None
    if kind == "noun" or (k and tokens[k - 1].tag == "D" and k + 1 < len(tokens) and tokens[k + 1].low == "of"):
        return _noun(tokens, k, outcome, people)
    passive = _is_passive(tokens, k)
    beside = next((c for c in people if c.after == k), None)  # "26+ killed", "left seven people injured"
    if kind in ("active", "either") and not passive and token.low != "dead":
        objects = _right(tokens, k + 1, people)
        if objects and not (beside is not None and kind == "either" and (not beside.head or objects[0].quantity.convention)):
            return Harm(outcome, objects, k, objects[-1].after, f"{token.low} whom")
    subjects = _left(tokens, k, people, full=passive or kind == "intransitive" or (k > 0 and tokens[k - 1].tag == "A"))
    if subjects:
        return Harm(outcome, subjects, subjects[0].first, k + 1, f"who {'was ' if passive else ''}{token.low}")
    if passive or kind == "intransitive":
        return _named_person(tokens, k, outcome)
    if token.low == "dead":
        return _noun(tokens, k, outcome, people)
    return None


def _is_passive(tokens: list[Token], k: int) -> bool:
    j = k - 1
    while j >= 0 and (tokens[j].tag == "B" or tokens[j].low in ("reported", "confirmed", "believed", "feared", "shot", "badly", "critically", "seriously")):
        j -= 1
    return j >= 0 and tokens[j].low in BE


def _right(tokens: list[Token], start: int, people: list[Counted]) -> list[Counted]:
    """The counted people that follow directly, with what is coordinated to them."""
    j = start
    while j < len(tokens) and j < start + 4 and not any(c.first == j for c in people):
        t = tokens[j]
        if t.tag in "SQ" or t.low in ("in", "by", "at", "on", "when", "after", "and") or (t.tag == "V" and t.low not in ("estimated",)):
            if t.low == "and" and j + 1 < len(tokens) and tokens[j + 1].low in lexicon().outcome_of and tokens[j + 1].tag != "N":
                return []
            return []
        j += 1
    first = next((c for c in people if c.first == j), None)
    return _coordinated(tokens, first, people) if first is not None else []


def _coordinated(tokens: list[Token], first: Counted, people: list[Counted]) -> list[Counted]:
    """A counted phrase and those joined to its right by "and" or commas."""
    group = [first]
    while True:
        last = group[-1]
        follower = next((c for c in people if last.after < c.first <= last.after + 4 or c.first == last.after), None)
        if follower is None or not _joins(tokens, last, follower) or _followed_by_outcome(tokens, follower):
            return group
        group.append(follower)


def _followed_by_outcome(tokens: list[Token], c: Counted) -> bool:
    """Whether a phrase has a word of harm of its own after it ("... and five wounded")."""
    nearby = tokens[c.after : c.after + 4]
    for t in nearby:
        if t.tag in "AB" or t.low in ("others", "more", "reported"):
            continue
        return t.low in lexicon().outcome_of and lexicon().outcome_of[t.low][1] in ("either", "participle", "intransitive")
    return False


def _left(tokens: list[Token], k: int, people: list[Counted], full: bool) -> list[Counted]:
    """The counted people that a word of harm at ``k`` is said of, before it."""
    j = k - 1
    while j >= 0 and (tokens[j].tag in "AB" or tokens[j].low in ("who", "that", "reported", "confirmed", "others", "been", "all", "both", "either", "also", "feared", "believed", "more", "shot", "had", "-", "(", "left")):
        if any(c.first <= j < c.after for c in people):
            break
        j -= 1
    last = next((c for c in people if c.first <= j < c.after), None)
    if last is None and full:
        last = _across_adjunct(tokens, j, people)
    if last is None:
        return []
    group = _joined_left(tokens, last, people)
    whole = _whole_of(tokens, group[0], people)
    return _joined_left(tokens, whole, people) if whole is not None else group


def _whole_of(tokens: list[Token], part: Counted, people: list[Counted]) -> Counted | None:
    """The count that a part opened by "including" belongs to."""
    opener = next((i for i in range(part.first - 1, max(-1, part.first - 4), -1) if tokens[i].low in PART_OPENERS), None)
    if opener is None or (opener and tokens[opener - 1].low in BE):
        return None
    return next((c for c in reversed(people) if c.after <= opener and opener - c.after <= 12 and not any(t.tag == "S" and t.low not in ",()" for t in tokens[c.after : opener])), None)


NOT_PEOPLE = frozenset(("deaths", "fatalities", "casualties", "injuries", "bodies"))
JOINING = frozenset(("", "and", ",", ", and", "&", "as well as", ", as well as", "along with", "together with", "or", "and also", "plus"))


def _joins(tokens: list[Token], left: Counted, right: Counted) -> bool:
    """Whether two neighbouring counts are added up: joined by "and", a comma, or (commas lost) nothing."""
    words = " ".join(t.low for t in tokens[left.after : right.first])
    if words not in JOINING or left.partitive or right.partitive or left.head in NOT_PEOPLE or right.head in NOT_PEOPLE:
        return False
    if not left.head or not right.head:
        return False
    return bool(words) or left.quantity.low is not None


def _joined_left(tokens: list[Token], last: Counted, people: list[Counted]) -> list[Counted]:
    """A counted phrase and those joined to its left."""
    group = [last]
    while True:
        head = group[0]
        before = next((c for c in reversed(people) if c.after <= head.first and head.first - c.after <= 4), None)
        if before is None or not _joins(tokens, before, head):
            return group
        group.insert(0, before)


def _across_adjunct(tokens: list[Token], j: int, people: list[Counted]) -> Counted | None:
    """The subject behind adjuncts: '22 people in the village of X were killed', 'members of the family, including a child, died'."""
    candidates = [c for c in people if c.after <= j + 1 and not c.partitive]
    for c in reversed(candidates):
        between = tokens[c.after : j + 1]
        if len(between) > 22 or any(t.tag in "V" and not t.low.endswith(("ing", "ed")) and t.low not in ("known", "led", "run", "made") for t in between) or any(t.low in (".", ";", "that", "while", "when", "where") for t in between):
            return None
        opener = between[0] if between else None
        if opener is None or opener.tag == "I" or opener.low in (",", "(", "who", "–", "-", "traveling", "travelling"):
            inner = next((x for x in candidates if x.first < c.first and any(t.low in PART_OPENERS for t in tokens[x.after : c.first]) and c.first - x.after <= 4), None)
            return inner or c
        return None
    return None


def _noun(tokens: list[Token], k: int, outcome: Outcome, people: list[Counted]) -> Harm | None:
    """'the deaths of 26 civilians', '22 deaths', 'the dead included three children', 'among the dead were'."""
    own = next((c for c in people if c.first <= k < c.after and c.head == tokens[k].low), None)
    if own is not None and own.quantity.first < k:
        return Harm(outcome, [own], own.first, own.after, f"number of {tokens[k].low}") if tokens[own.first].tag != "D" or own.quantity.low == 0 else None
    j = k + 1
    if j < len(tokens) and tokens[j].low in ("of", "among", "to") and tokens[j].low == "of":
        objects = _right(tokens, j + 1, people)
        if objects:
            return Harm(outcome, objects, k, objects[-1].after, f"{tokens[k].low} of whom")
    if tokens[k].low == "dead" and j < len(tokens) and tokens[j].low in ("were", "was", "include", "included", "are"):
        objects = _right(tokens, j + 1, people)
        if objects:
            return Harm(outcome, objects, max(0, k - 2), objects[-1].after, "among the dead", only_parts=True)
    return None


def _toll(tokens: list[Token], k: int, people: list[Counted]) -> Harm | None:
    """'a death toll of 17', 'the toll rose to 26', 'took to 89 the number of civilians killed'."""
    window = tokens[k : k + 14]
    words = [t.low for t in window]
    outcome = Outcome.KILLED
    if tokens[k].low == "number":
        at = next((n for n, t in enumerate(window[:8]) if t.low in lexicon().outcome_of), None)
        if at is None:
            return None
        outcome = Outcome(lexicon().outcome_of[window[at].low][0])
        if k >= 2 and tokens[k - 1].low == "the":
            q = quantity_at(tokens, k - 2) if tokens[k - 2].tag == "M" else None
            if q is not None and q.first and tokens[q.first - 1].low == "to":  # "took to 89 the number of civilians killed"
                counted = next((c.group for c in people if c.first >= k), "people")
                return Harm(outcome, [Counted(q.first, q.after, q, counted, "")], q.first, k + at + 1, "to N the number of")
    elif k and tokens[k - 1].low in ("injury", "injured"):
        outcome = Outcome.INJURED
    for n, word in enumerate(words[1:], start=1):
        if word in ("to", "of", "at", "as", "stood", "reached", "hit", "is", "was", "by", ":") or words[n - 1] in ("to", "of", "at"):
            c = next((c for c in people if c.first == k + n or (c.first == k + n + 1)), None)
            if c is not None and word != "by" and not (c.head and tokens[c.first].tag == "D"):
                after = c.after + 1 if c.after < len(tokens) and tokens[c.after].low in lexicon().outcome_of else c.after
                return Harm(outcome, [c], k, after, f"{tokens[k].low} {word} N")
        if word in (".", ";"):
            break
    return None


def _phrase(tokens: list[Token], k: int, people: list[Counted]) -> Harm | None:
    """Harm said in several words: 'claimed the lives of', 'lost their lives'."""
    words = " ".join(t.low for t in tokens[k : k + 4])
    if any(words == p for p in lexicon().raw["outcomes"]["killed_phrase"]):
        objects = _right(tokens, k + 4, people)
        return Harm(Outcome.KILLED, objects, k, objects[-1].after, words) if objects else None
    three = " ".join(t.low for t in tokens[k : k + 3])
    if three in lexicon().raw["outcomes"]["killed_intransitive"]:
        subjects = _left(tokens, k, people, full=True)
        return Harm(Outcome.KILLED, subjects, subjects[0].first, k + 3, f"who {three}") if subjects else None
    if tokens[k].low in ("lives", "bodies") and k + 1 < len(tokens) and tokens[k + 1].low == "of" and tokens[k].low == "bodies":
        objects = _right(tokens, k + 2, people)
        return Harm(Outcome.KILLED, objects, k, objects[-1].after, "bodies of") if objects else None
    own = next((c for c in people if c.after == k + 1 and c.head in ("bodies", "corpses", "body", "martyrs")), None)
    if own is not None and tokens[own.first].tag != "D":
        return Harm(Outcome.KILLED, [own], own.first, own.after, f"number of {own.head}")
    return None


def _named_person(tokens: list[Token], k: int, outcome: Outcome) -> Harm | None:
    """'Name Name was killed': one person, counted by name."""
    j = k - 1
    while j >= 0 and tokens[j].tag in "AB":
        j -= 1
    start = j
    while start >= 0 and tokens[start].tag == "P":
        start -= 1
    size = j - start
    plain = all(not t.text.isupper() and t.low not in lexicon().words("narrators", "organisations") for t in tokens[start + 1 : j + 1])
    if not 2 <= size <= 5 or not plain or (start >= 0 and tokens[start].low in ("and", "of", "in", "near", "at", "by", "from", "the", "on")):
        return None
    one = Counted(start + 1, j + 1, Quantity(start + 1, j + 1, 1, 1), "people", "")
    return Harm(outcome, [one], start + 1, k + 1, f"named person {tokens[k].low}")


def _add_parts(tokens: list[Token], harm: Harm, people: list[Counted], all_harms: list[Harm]) -> None:
    """Counts said to lie within a whole: 'including', 'among them', 'seven of them children'."""
    taken = {c.first for h in all_harms for c in h.people}
    anchor = max(harm.after, harm.people[-1].after)
    for c in people:
        if c.first < anchor and not (harm.people[-1].after <= c.first):
            continue
        if c.first in taken and not c.partitive:
            if c.first >= anchor:
                break
            continue
        between = tokens[harm.people[-1].after : c.first]
        opened = any(t.low in PART_OPENERS for t in between) or c.partitive or (harm.parts and c.first - harm.parts[-1].after <= 3)
        far = sum(1 for t in between if t.low not in (",", "and")) > 16 or any(t.low in (".", ";", "while", "who") for t in between)
        if far:
            break
        if opened and (c.head or c.partitive):
            harm.parts.append(c)
            harm.after = max(harm.after, c.after)
    _among(tokens, harm, people)


def _among(tokens: list[Token], harm: Harm, people: list[Counted]) -> None:
    """'14 children were among the 26 killed', 'a woman was among those killed'."""
    first = harm.people[0].first
    lead = [t.low for t in tokens[max(0, first - 3) : first]]
    if "among" in lead:
        subject = next((c for c in reversed(people) if c.after <= first - 1 and first - c.after <= 5), None)
        if subject is not None and any(t.low in BE for t in tokens[subject.after : first]):
            harm.parts.insert(0, subject)
            harm.first = min(harm.first, subject.first)


def _without_parts_of_others(found: list[Harm]) -> list[Harm]:
    parts = {(c.first, h.outcome) for h in found for c in h.parts}
    return [h for h in found if not all((c.first, h.outcome) in parts for c in h.people)]


def among_those(tokens: list[Token]) -> list[Harm]:
    """'14 children and a woman were among those killed' and 'most of those killed were': parts whose whole is not said."""
    people, found = counted_people(tokens), []
    for k in range(2, len(tokens)):
        known = lexicon().outcome_of.get(tokens[k].low)
        if known and tokens[k - 1].low in ("those", "the") and tokens[k - 2].low == "among":
            subjects = _left(tokens, k - 2, people, full=True)
            if subjects:
                found.append(Harm(Outcome(known[0]), subjects, subjects[0].first, k + 1, f"among those {tokens[k].low}", only_parts=True))
    return found


def count_of(tokens: list[Token], harm: Harm) -> tuple[Count, ...]:
    """The Counts of a harm: the whole (what is coordinated is added up) with its parts."""
    words = _words(tokens, harm.people[0].first, harm.people[-1].after)
    singles = [_count(tokens, c, harm.outcome) for c in harm.people]
    parts = tuple(_count(tokens, c, harm.outcome) for c in harm.parts)
    if harm.only_parts:
        return (*singles, *parts)
    if len(singles) == 1:
        return (replace(singles[0], parts=parts),)
    numbered = [s for s in singles if s.numbered]
    if not numbered:
        return tuple(singles)
    group = singles[0].group if len({s.group for s in singles}) == 1 else "people"
    status = singles[0].status if len({s.status for s in singles}) == 1 else Status.UNDETERMINED
    low = sum(s.low or 0 for s in numbered)
    high = None if any(s.high is None for s in singles) else sum(s.high or 0 for s in singles)
    return (Count(outcome=harm.outcome, low=low, high=high, group=group, status=status, words=words, parts=(*singles, *parts)),)


def _words(tokens: list[Token], first: int, after: int) -> str:
    out = ""
    for i in range(first, after):
        out += ("" if i == first or tokens[i].start == tokens[i - 1].end else " ") + tokens[i].text
    return out


def _count(tokens: list[Token], c: Counted, outcome: Outcome) -> Count:
    status = Status.BELLIGERENT if c.group == "fighters" else Status.CIVILIAN if c.group in CIVILIAN else Status.UNDETERMINED
    q = c.quantity
    low, high = q.low, q.high
    return Count(outcome=outcome, low=low, high=high, group=c.group, status=status, words=_words(tokens, c.first, c.after), convention=q.convention)
