"""Headlines: the persons that a headline speaks of without an article ("Tarrow teen killed", "man shoots brother").

What may live here: where a noun for one person may stand bare, and the phrase it heads. With articles and numbers
phrases are read in ``described.py``.
"""

from dataclasses import replace
from functools import cache

from isnad.read.languages.english.described import GROWN, Person, age_at, common_at, head_from, heads, listed
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.tokens import Token

OPENERS = frozenset((":", ";", "-", "–", "—", "|"))
# Verbs whose object stands bare in a headline: the present that only headlines tell harm in.
PRESENT = frozenset(("shoots", "kills", "wounds", "injures", "hits", "strikes", "stabs", "murders", "grazes"))


def bare_at(tokens: list[Token], i: int) -> Person | None:
    """'Tarrow teen killed', '2-year-old boy shot', 'kills wife', 'shooting of girl': a person with no article."""
    if tokens[i].tag not in "NPM":
        return None
    aged = tokens[i].tag == "M" and age_at(tokens, i) is not None
    opens = _opens(tokens, i)
    if not (aged or opens or _object(tokens, i)) or (i and tokens[i - 1].tag in "DG"):
        return None
    head = head_from(tokens, i)
    if head is None and aged and opens:
        return _aged_alone(tokens, i)
    if head is None or (head > i and not aged and tokens[i].tag == "M"):
        return None
    follower = tokens[head + 1] if head + 1 < len(tokens) else None
    if follower is not None and (follower.tag in "GPN" or follower.low in heads()):
        return None  # "teen's mother", "student body"
    if opens and not aged and not (follower is None or _goes_on(follower)):
        return None
    made = common_at(tokens, i, i, head, "new")
    return replace(made, kin=made.head in _kin()) if not opens else made


def _aged_alone(tokens: list[Token], i: int) -> Person | None:
    """'5-year-old shot in Tarrow': an age with no noun, and a verb right behind it."""
    age = age_at(tokens, i)
    if age is None or age[1] >= len(tokens) or tokens[age[1]].tag not in "VA":
        return None
    return Person(i, age[1], "new", age=age[0], young=age[0] < GROWN)


def _opens(tokens: list[Token], i: int) -> bool:
    """Whether a headline, or a part of it, begins here."""
    return i == 0 or tokens[i - 1].low in OPENERS


def _object(tokens: list[Token], i: int) -> bool:
    """Whether what stands before it takes a bare object in headlines alone."""
    before = tokens[i - 1].low if i else ""
    if before in PRESENT:
        return True
    return before == "of" and i > 1 and tokens[i - 2].low in (listed("nominal_hit") | listed("nominal_killed"))


def _goes_on(follower: Token) -> bool:
    return follower.tag in "VAB,SI" or follower.low in lexicon().outcome_of or follower.low in ("and", "who")


@cache
def _kin() -> frozenset[str]:
    kin = (listed("male") | listed("female")) - listed("young")
    return kin - {"man", "woman", "male", "female", "gentleman", "lady"}
