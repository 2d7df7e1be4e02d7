"""Coordination: which counted people stand together, and which within which.

What may live here: the walk left and right from a word of harm to the people it is said of.
"""

from isnad.read.languages.english.asides import across_aside, of_families, whole_listed, whose_families
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.quantities import Counted
from isnad.read.languages.english.tokens import Token

BE = frozenset(("is", "are", "was", "were", "be", "been", "being", "got"))


PART_OPENERS = frozenset(("including", "included", "among", "mostly", "mainly", "with"))
RELATIVE = frozenset(("that", "who", "which"))
# What may stand behind those counted and say who they are.
POSTPOSED = frozenset(("aged", ",", "(", "who", "–", "-", "displaced", "named", "identified", "described", "employed",
                       "gathered", "trapped", "accompanied", "plus", "excluding", "aboard", "inside",
                       "alongside"))  # fmt: skip
ASIDE = 6  # tokens of ", one of whom was pregnant,"


def right(tokens: list[Token], start: int, people: list[Counted]) -> list[Counted]:
    """The counted people that follow directly, with what is coordinated to them."""
    j = start
    while j < len(tokens) and j < start + 4 and not any(c.first == j for c in people):
        t = tokens[j]
        if (
            t.tag in "SQ"
            or t.low in ("in", "by", "at", "on", "when", "after", "and")
            or (t.tag == "V" and t.low not in ("estimated",))
        ):
            if (
                t.low == "and"
                and j + 1 < len(tokens)
                and tokens[j + 1].low in lexicon().outcome_of
                and tokens[j + 1].tag != "N"
            ):
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
        return t.low in lexicon().outcome_of and lexicon().outcome_of[t.low][1] in (
            "either",
            "participle",
            "intransitive",
        )
    return False


def left(tokens: list[Token], k: int, people: list[Counted], full: bool) -> list[Counted]:
    """The counted people that a word of harm at ``k`` is said of, before it."""
    j = k - 1
    while j >= 0 and (
        tokens[j].tag in "AB"
        or (tokens[j].low == "to" and tokens[j + 1].low in ("have", "be"))
        or tokens[j].low
        in (
            "who",
            "that",
            "reported",
            "confirmed",
            "been",
            "pronounced",
            "declared",
            "found",
            "all",
            "both",
            "either",
            "also",
            "feared",
            "remain",
            "remains",
            "remained",
            "believed",
            "more",
            "shot",
            "had",
            "-",
            "(",
            "left",
            "appear",
            "appears",
            "appeared",
        )
    ):
        if any(c.first <= j < c.after for c in people):
            break
        j -= 1
    last = next((c for c in people if c.first <= j < c.after), None)
    if last is not None and of_families(tokens, last):
        last = whose_families(tokens, last, people) or last
    if last is None and full:
        last = across_aside(tokens, j, people) or _across_adjunct(tokens, j, people)
    if last is None:
        return []
    group = _joined_left(tokens, last, people)
    if not full and not group[0].head:
        return group  # "400 casualties, including 120 dead"
    whole = whole_listed(tokens, group[0], people) or _whole_of(tokens, group[0], people)
    return _joined_left(tokens, whole, people) if whole is not None else group


def _whole_of(tokens: list[Token], part: Counted, people: list[Counted]) -> Counted | None:
    """The count that a part opened by "including" belongs to."""
    opener = next(
        (i for i in range(part.first - 1, max(-1, part.first - 4), -1) if tokens[i].low in PART_OPENERS), None
    )
    if opener is None or (opener and tokens[opener - 1].low in BE):
        return None
    return next(
        (
            c
            for c in reversed(people)
            if c.after <= opener and not of_families(tokens, c) and _described_by(tokens[c.after : opener])
        ),
        None,
    )


def _described_by(between: list[Token]) -> bool:
    """Whether all between a count and "including" says who they are: of a family, "that had been displaced"."""
    relative = next((n for n, t in enumerate(between) if t.low in RELATIVE), None)
    if any((t.tag == "S" and t.low not in ",()") or t.low in BE for t in between[:relative]):
        return False
    return len(between) <= 12 or (relative is not None and len(between) <= 18)


NOT_PEOPLE = frozenset(("deaths", "fatalities", "casualties", "injuries", "bodies"))


MAYBE = frozenset(("potentially", "possibly", "perhaps", "maybe", "likely"))
OWNERS = frozenset(("her", "his", "their"))
WITH_ONES_OWN = frozenset((",", "and", "with", "along with", "together with"))
JOINING = frozenset(
    (
        "",
        "and",
        ",",
        ", and",
        "&",
        "as well as",
        ", as well as",
        "along with",
        "together with",
        "or",
        "and also",
        "plus",
    )
)


def _joins(tokens: list[Token], left: Counted, right: Counted) -> bool:
    """Whether two neighbouring counts are added up: joined by "and", a comma, or (commas lost) nothing."""
    words = " ".join(t.low for t in _past_age(tokens, left.after, right.first) if t.low not in MAYBE)
    *joint, owner = words.split() or [""]
    if owner in OWNERS and " ".join(joint) in WITH_ONES_OWN and (left.quantity.low == 1 or left.head == "couple"):
        words = "and"  # "a woman and her two children", "a mother with her five children"
    if left.head == right.head == "members" and words.startswith("of ") and words.endswith(" and"):
        return not any(t.tag in "VA" or t.low == "," for t in tokens[left.after : right.first])
    if _with_phrase(tokens, left, right):
        words = "and"
    if words not in JOINING or left.partitive or right.partitive or left.head in NOT_PEOPLE or right.head in NOT_PEOPLE:
        return False
    if not left.head or not right.head:
        return False
    return bool(words) or left.quantity.low is not None


def _past_age(tokens: list[Token], start: int, end: int) -> list[Token]:
    """The tokens between two counts without the age of the first: "a midwife, 40, and two patients"."""
    age = start + 2 < end and tokens[start].low == "," and tokens[start + 1].low.isdigit()
    return tokens[start + 2 : end] if age and tokens[start + 2].low == "," else tokens[start:end]


def _with_phrase(tokens: list[Token], left: Counted, right: Counted) -> bool:
    """Whether a phrase on the first stands before the "and": "two children from one family and a man"."""
    between = tokens[left.after : right.first]
    phrase = len(between) > 2 and between[0].low in ("from", "in", "of") and between[-1].low == "and"
    return phrase and all(t.tag in "DNPIGB" for t in between[:-1]) and left.group not in ("", "people")


def _joined_left(tokens: list[Token], last: Counted, people: list[Counted]) -> list[Counted]:
    """A counted phrase and those joined to its left; "others" are told apart from those before them."""
    group = [last]
    while True:
        head = group[0]
        reach = 8 if head.head == "members" or tokens[head.first - 1].low == "and" else 4
        before = next((c for c in reversed(people) if c.after <= head.first and head.first - c.after <= reach), None)
        if last.head in ("others", "other") and not _one_told(tokens, before):
            return group
        if before is None or not _joins(tokens, before, head):
            before = _before_aside(tokens, head, people)
        if before is not None and (whole := _apposed_to(tokens, before, people)) is not None:
            before = whole  # "at least one civilian, a woman, and two others"
        if before is None:
            return group
        group.insert(0, before)


def _one_told(tokens: list[Token], c: Counted | None) -> bool:
    """Whether just one opens what is told, and is not one of some before ("at least one civilian and two others")."""
    if c is None or c.quantity.low != 1 or not c.head:
        return False
    return not any(t.low in PART_OPENERS or t.low in lexicon().outcome_of for t in tokens[: c.first])


def _apposed_to(tokens: list[Token], c: Counted, people: list[Counted]) -> Counted | None:
    """The one whom a single person between commas says more of: "one civilian, a woman, ..."."""
    closed = c.quantity.low == c.quantity.high == 1 and c.after < len(tokens) and tokens[c.after].low == ","
    if not closed or not c.first or tokens[c.first - 1].low != "," or tokens[c.first].low not in ("a", "an"):
        return None
    general = ("people", "civilians")
    return next((x for x in people if x.after == c.first - 1 and x.group in general and x.quantity.low == 1), None)


def _before_aside(tokens: list[Token], c: Counted, people: list[Counted]) -> Counted | None:
    """The count before one that an aside parts from it: "two women, one of whom was pregnant, and three children"."""
    aside = next((x for x in reversed(people) if x.after <= c.first and c.first - x.after <= ASIDE), None)
    if aside is None or not aside.partitive or " ".join(t.low for t in tokens[c.first - 2 : c.first]) != ", and":
        return None
    return next((x for x in people if x.after + 1 == aside.first and x.head and tokens[x.after].low == ","), None)


def _is_part(tokens: list[Token], c: Counted, j: int) -> bool:
    """Whether a count opens a list of some that goes on behind it ("including a woman and children, were")."""
    opened = any(t.low in PART_OPENERS for t in tokens[max(0, c.first - 3) : c.first])
    return opened and c.after <= j and tokens[c.after].low in ("and", ",") and tokens[j].low == ","


def _across_adjunct(tokens: list[Token], j: int, people: list[Counted]) -> Counted | None:
    """The subject behind adjuncts: '22 people in X were killed', 'members of the family, including a child, died'."""
    candidates = [c for c in people if c.after <= j + 1 and not c.partitive]
    for c in reversed(candidates):
        if of_families(tokens, c) or _is_part(tokens, c, j):
            continue
        if c.first and tokens[c.first - 1].low in ("of", "from") and any(x.after <= c.first for x in candidates):
            continue  # "eleven people, all of one family, died"
        between = tokens[c.after : j + 1]
        if (
            len(between) > 22
            or any(
                t.tag in "V"
                and not t.low.endswith(("ing", "ed"))
                and t.low not in ("known", "led", "run", "made", "aged")
                for t in between
            )
            or any(t.low in (".", ";", "that", "while", "when", "where") for t in between)
        ):
            return None
        opener = between[0] if between else None
        if (
            opener is None
            or opener.tag == "I"
            or opener.low in POSTPOSED
            or (opener.tag in "NV" and opener.low.endswith("ing"))
        ):
            inner = next(
                (
                    x
                    for x in candidates
                    if x.first < c.first
                    and any(t.low in PART_OPENERS for t in tokens[x.after : c.first])
                    and c.first - x.after <= 4
                ),
                None,
            )
            return inner or c
        return None
    return None
