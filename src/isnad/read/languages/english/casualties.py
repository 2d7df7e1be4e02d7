"""Casualties: which counted people were killed, injured or otherwise harmed, clause by clause.

What may live here: the grammar that joins words of harm with counted noun phrases (active, passive, elliptical,
nominal, tolls), and keeps parts within wholes. What is coordinated is added up in ``counting.py``.
"""

from dataclasses import dataclass, field
from functools import cache

from isnad.read.languages.english.afterwards import of_the_hurt
from isnad.read.languages.english.amounts import Quantity, quantity_at
from isnad.read.languages.english.coordination import BE, PART_OPENERS, left, right
from isnad.read.languages.english.dying import dying_phrase
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.predicates import aimed, gunshot, toll_of_the_hurt
from isnad.read.languages.english.quantities import Counted
from isnad.read.languages.english.tokens import Token
from isnad.read.languages.english.voices import Line
from isnad.records.claim import Outcome

TOLL_VERBS = frozenset(("to", "of", "at", "as", "stood", "reached", "hit", "is", "was", "by", ":"))
# Words of harm that are no verb or noun of an outcome: tolls, phrases, bodies.
SUFFERED, WOUNDS = frozenset(("sustained", "suffered")), frozenset(("injuries", "wounds", "injury"))
OTHER_WORDS = SUFFERED | {"number", "count", "toll", "tolls", "tally", "bodies", "corpses", "body", "martyrs", "lives"}
ORDINALS = frozenset(("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"))
OF_THE_HURT = "some of the hurt died"
TAKING = frozenset(("claimed", "claims", "claiming", "took", "taking", "taken", "cost", "costing", "costs", "lost"))
FORECASTS = frozenset(("may", "might", "could", "would", "will", "likely", "expected", "feared"))


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
    hit: bool = False  # "shot": those who died of it are among them


def harms_in(line: Line) -> list[Harm]:
    """The harms a sentence tells of, in order."""
    tokens = line.tokens
    told = [k for k, t in enumerate(tokens) if t.low in _words_of_harm()]
    if not told:
        return []
    people = line.counted
    found: list[Harm] = []
    used: set[tuple[int, str]] = set()
    for k in told:
        token = tokens[k]
        made = _phrase(tokens, k, people) or _at(tokens, k, token, people)
        if made is None or _one_after_others(tokens, made):
            continue
        fresh = [c for c in made.people if (c.first, made.outcome) not in used]
        if not fresh:
            continue
        made.people = fresh
        made.hit = token.low == "shot" and made.outcome is Outcome.INJURED
        used.update((c.first, made.outcome) for c in fresh)
        if made.rule == OF_THE_HURT:  # who they were is not told once more as hurt
            found = [h for h in found if not made.first <= h.first < made.after]
        found.append(made)
    for harm in found:
        _add_parts(tokens, harm, people, found)
    return _without_parts_of_others(found)


def _one_after_others(tokens: list[Token], harm: Harm) -> bool:
    """Whether one is said to have died as the last of some: "a fourth civilian died" is no figure of one."""
    one = harm.people[0]
    said = {t.low for t in tokens[one.first : one.after]}
    return harm.outcome is Outcome.KILLED and len(harm.people) == 1 and one.quantity.low == 1 and bool(said & ORDINALS)


@cache
def _words_of_harm() -> frozenset[str]:
    """The words that a harm is read at."""
    known = lexicon()
    return OTHER_WORDS | known.outcome_of.keys() | known.words("outcomes", "first_of_phrase")


def _at(tokens: list[Token], k: int, token: Token, people: list[Counted]) -> Harm | None:
    known = lexicon().outcome_of.get(token.low)
    if known is None:
        before = tokens[k - 1].low if k else ""
        counted = token.low in ("number", "count") and (tokens[k + 1 : k + 2] and tokens[k + 1].low == "of")
        counted = counted or (token.low == "count" and before in ("injury", "death"))
        toll = token.low in ("toll", "tally", "tolls") or counted
        return _toll(tokens, k, people) if toll else None
    name, kind = known
    if token.low == "wounding" and k + 1 < len(tokens) and tokens[k + 1].low != "of":
        kind = "active"  # "wounding four others", not "the wounding of"
    if token.low == "shot":
        name = _shot(tokens, k)
        if not name:
            return None
        if k + 1 < len(tokens) and tokens[k + 1].low == "dead":
            kind = "either"  # "shot dead a teacher", "were shot dead"
    if token.low in ("wound", "wounds") and not (k + 1 < len(tokens) and tokens[k + 1].tag in "MD"):
        return None  # "a wound to the head"
    outcome = Outcome(name)
    if k > 2 and [t.low for t in tokens[k - 3 : k]] == ["one", "of", "the"]:
        return None  # "one of the dead": one of those told of elsewhere
    if k and tokens[k - 1].low in ("to", "not", "never", "would") and kind != "noun" and tokens[k - 1].low != "not":
        return None
    if kind == "noun" or (k and tokens[k - 1].tag == "D" and k + 1 < len(tokens) and tokens[k + 1].low == "of"):
        return _noun(tokens, k, outcome, people)
    some = of_the_hurt(tokens, k) if kind == "intransitive" else None
    if some is not None:
        return Harm(outcome, [Counted(some.first, some.after, some, "people", "")], some.first, k + 1, OF_THE_HURT)
    passive = _is_passive(tokens, k)
    if passive and _negated(tokens, k):
        return None  # "was not hurt"
    if kind in ("either", "participle") and not passive and _goes_on(tokens, k, people):
        return None
    beside = next((c for c in people if c.after == k), None)  # "26+ killed", "left seven people injured"
    if kind in ("active", "either") and not passive and token.low != "dead":
        objects = right(tokens, k + 1, people)
        if objects and not (
            beside is not None and kind == "either" and (not beside.head or objects[0].quantity.convention)
        ):
            return Harm(outcome, objects, k, objects[-1].after, f"{token.low} whom")
    if kind == "active" or (not passive and token.low == "shot" and k and tokens[k - 1].low in ("had", "has", "have")):
        return None  # who does it is not whom it befell
    subjects = left(tokens, k, people, full=passive or kind == "intransitive" or (k > 0 and tokens[k - 1].tag == "A"))
    if subjects:
        return Harm(outcome, subjects, subjects[0].first, k + 1, f"who {'was ' if passive else ''}{token.low}")
    if passive or kind == "intransitive":
        return _named_person(tokens, k, outcome)
    if token.low == "dead":
        return _noun(tokens, k, outcome, people)
    return None


def _negated(tokens: list[Token], k: int) -> bool:
    lead = tokens[max(0, k - 3) : k]
    return any(t.low in ("not", "never", "neither", "none") or t.low.endswith("n't") for t in lead)


def _goes_on(tokens: list[Token], k: int, people: list[Counted]) -> bool:
    """Whether the verb has its object behind a second one ("shot and killed her brother"): then that is read."""
    if k + 2 >= len(tokens) or tokens[k + 1].low != "and":
        return False
    return tokens[k + 2].low in lexicon().outcome_of and bool(right(tokens, k + 3, people))


def _shot(tokens: list[Token], k: int) -> str:
    """What being shot came to: death where the words beside it say so, else injury; "" where no person is shot."""
    after = " ".join(t.low for t in tokens[k + 1 : k + 4])
    lead = {t.low for t in tokens[max(0, k - 4) : k]}
    missed = (after.startswith("at ") and aimed(tokens, k)) or gunshot(tokens, k)
    if missed or after.startswith(("down", "out", "from", "into")) or lead & {"fired", "heard", "fire", "hear"}:
        return ""  # "fired one shot"
    fatal = after.startswith(("dead", "to death", "and killed")) or (k > 0 and tokens[k - 1].low == "fatally")
    return "killed" if fatal else "injured"


def _is_passive(tokens: list[Token], k: int) -> bool:
    j = k - 1
    while j >= 0 and (
        tokens[j].tag == "B"
        or tokens[j].low
        in ("reported", "confirmed", "believed", "feared", "shot", "badly", "critically", "seriously", "as")
    ):
        j -= 1
    return j >= 0 and (tokens[j].low in BE or tokens[j].low in ("remain", "remains", "remained"))


def _noun(tokens: list[Token], k: int, outcome: Outcome, people: list[Counted]) -> Harm | None:
    """'the deaths of 26 civilians', '22 deaths', 'the dead included three children', 'among the dead were'."""
    own = next((c for c in people if c.first <= k < c.after and c.head == tokens[k].low), None)
    if own is not None and own.quantity.first < k:
        definite = tokens[own.first].tag == "D" and tokens[own.first].low not in ("a", "an")  # not "a total of"
        counted = not definite or own.quantity.low == 0
        return Harm(outcome, [own], own.first, own.after, f"number of {tokens[k].low}") if counted else None
    j = k + 1
    if j < len(tokens) and tokens[j].low in (("of", "to") if outcome is Outcome.INJURED else ("of",)):
        objects = right(tokens, j + 1, people)
        if objects:
            return Harm(outcome, objects, k, objects[-1].after, f"{tokens[k].low} of whom")
    if tokens[k].low == "dead" and j < len(tokens) and tokens[j].low in ("were", "was", "include", "included", "are"):
        objects = right(tokens, j + 1, people)
        only = "includ" in tokens[j].low or (k > 1 and tokens[k - 2].low == "among")
        if objects:
            return Harm(outcome, objects, max(0, k - 2), objects[-1].after, "the dead were", only_parts=only)
    return None


def _toll(tokens: list[Token], k: int, people: list[Counted]) -> Harm | None:
    """'a death toll of 17', 'the number of people killed has risen to 14'."""
    window = [t.low for t in tokens[k : k + 24]]
    outcome = Outcome.INJURED if toll_of_the_hurt(tokens, k) else Outcome.KILLED
    if tokens[k].low in ("number", "count") and not (k and tokens[k - 1].low in ("injury", "death")):
        at = next((n for n, word in enumerate(window[:8]) if word in lexicon().outcome_of and word != "deceased"), None)
        if at is None and "victims" not in window[:4]:
            return None
        outcome = Outcome(lexicon().outcome_of[window[at]][0]) if at is not None else Outcome.KILLED
    before = _raised_to(tokens, k, people, outcome)
    if before is not None:
        return before
    for n, word in enumerate(window[1:], start=1):
        if word in (".", ";") or word in FORECASTS:
            break  # "the toll may rise to 20" is no figure
        if word == "at" and window[n + 1 : n + 2] == ["least"] and window[n - 1] == "and":
            break  # "the number of those killed was high, and at least 27 others"
        if word in TOLL_VERBS or window[n - 1] in ("to", "of", "at"):
            c = next((c for c in people if c.first in (k + n, k + n + 1)), None)
            if c is not None and word != "by" and not (c.head and tokens[c.first].tag == "D"):
                tail = c.after < len(tokens) and tokens[c.after].low in lexicon().outcome_of
                return Harm(outcome, [c], k, c.after + tail, f"{tokens[k].low} {word} N")
    return None


def _raised_to(tokens: list[Token], k: int, people: list[Counted], outcome: Outcome) -> Harm | None:
    """'took to 89 the number of civilians killed', 'raised to 21 its count of those killed'."""
    if k < 3 or tokens[k - 1].low not in ("the", "its", "their") or tokens[k - 2].tag != "M":
        return None
    q = quantity_at(tokens, k - 2)
    if q is None or not q.first or tokens[q.first - 1].low != "to":
        return None
    last = next((i for i in range(k, min(len(tokens), k + 8)) if tokens[i].low in lexicon().outcome_of), k)
    group = next((c.group for c in people if c.first >= k), "")
    group = group or next((lexicon().group_of[t.low] for t in tokens[k:last] if t.low in lexicon().group_of), "people")
    return Harm(outcome, [Counted(q.first, q.after, q, group, "")], q.first, last + 1, "to N the number of")


def _phrase(tokens: list[Token], k: int, people: list[Counted]) -> Harm | None:
    """Harm said in several words: 'claimed the lives of', 'lost their lives'."""
    first = tokens[k].low
    if first in lexicon().words("outcomes", "first_of_phrase"):
        words = " ".join(t.low for t in tokens[k : k + 4])
        if words in lexicon().words("outcomes", "killed_phrase"):
            objects = right(tokens, k + 4, people)
            return Harm(Outcome.KILLED, objects, k, objects[-1].after, words) if objects else None
        size = dying_phrase(tokens, k)
        if size:
            subjects = left(tokens, k, people, full=True)
            said = " ".join(t.low for t in tokens[k : k + size])
            return Harm(Outcome.KILLED, subjects, subjects[0].first, k + size, f"who {said}") if subjects else None
    if first in SUFFERED and any(t.low in WOUNDS for t in tokens[k + 1 : k + 6]):
        subjects = [c for c in left(tokens, k, people, full=True) if c.quantity.low != 1]
        return Harm(Outcome.INJURED, subjects, subjects[0].first, k + 1, f"who {first}") if subjects else None
    if first == "lives":
        return _lives(tokens, k, people)
    if first == "bodies" and k + 1 < len(tokens) and tokens[k + 1].low == "of":
        objects = right(tokens, k + 2, people)
        return Harm(Outcome.KILLED, objects, k, objects[-1].after, "bodies of") if objects else None
    if first not in ("bodies", "corpses", "body", "martyrs"):
        return None
    own = next((c for c in people if c.after == k + 1 and c.head in ("bodies", "corpses", "body", "martyrs")), None)
    if own is not None and tokens[own.first].tag != "D":
        return Harm(Outcome.KILLED, [own], own.first, own.after, f"number of {own.head}")
    return None


def _lives(tokens: list[Token], k: int, people: list[Counted]) -> Harm | None:
    """'claimed 14 lives', '14 lives were lost', 'cost nine people their lives'."""
    own = next((c for c in people if c.after == k + 1 and c.head == "lives"), None)
    lost = {t.low for t in tokens[k + 1 : k + 4]} & {"lost", "claimed", "taken"}
    if own is not None and (lost or (own.first and tokens[own.first - 1].low in TAKING)):
        return Harm(Outcome.KILLED, [own], own.first, own.after, "number of lives")
    theirs = next((c for c in people if k and c.after == k - 1 and tokens[k - 1].low == "their"), None)
    if theirs is not None and theirs.first and tokens[theirs.first - 1].low in ("cost", "costing", "costs"):
        return Harm(Outcome.KILLED, [theirs], theirs.first, k + 1, "cost whom their lives")
    return None


def _named_person(tokens: list[Token], k: int, outcome: Outcome) -> Harm | None:
    """'Name Name was killed': one person, counted by name."""
    j = k - 1
    while j >= 0 and tokens[j].tag in "AB":
        j -= 1
    if any(t.low in ("not", "never") or t.low.endswith("n't") for t in tokens[j + 1 : k]):
        return None
    start = j
    while start >= 0 and tokens[start].tag == "P":
        start -= 1
    size = j - start
    plain = all(
        not t.text.isupper() and t.low not in lexicon().words("narrators", "organisations")
        for t in tokens[start + 1 : j + 1]
    )
    if (
        not 2 <= size <= 5
        or not plain
        or (start >= 0 and tokens[start].low in ("and", "of", "in", "near", "at", "by", "from", "the", "on"))
    ):
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
        opened = (
            any(t.low in PART_OPENERS for t in between)
            or c.partitive
            or (harm.parts and c.first - harm.parts[-1].after <= 3)
            or _listed(c, between)
        )
        far = sum(1 for t in between if t.low not in (",", "and")) > 16 or any(
            t.low in (".", ";", "while", "who") for t in between
        )
        if far:
            break
        if opened and (c.head or c.partitive):
            harm.parts.append(c)
            harm.after = max(harm.after, c.after)
    _among(tokens, harm, people)


def _listed(c: Counted, between: list[Token]) -> bool:
    """Whether a group stands in a list after a colon ("14 killed in the raid: 6 children, 4 women")."""
    return c.group in ("children", "women", "men") and any(t.low in ":(" for t in between)


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


def among_those(line: Line) -> list[Harm]:
    """'14 children and a woman were among those killed': parts whose whole is not said."""
    tokens = line.tokens
    if "among" not in [t.low for t in tokens]:
        return []
    people, found = line.counted, []
    for k in range(2, len(tokens)):
        known = lexicon().outcome_of.get(tokens[k].low)
        if known and tokens[k - 1].low in ("those", "the") and tokens[k - 2].low == "among":
            subjects = left(tokens, k - 2, people, full=True)
            if subjects:
                found.append(
                    Harm(
                        Outcome(known[0]),
                        subjects,
                        subjects[0].first,
                        k + 1,
                        f"among those {tokens[k].low}",
                        only_parts=True,
                    )
                )
    return found
