"""Plurals: that some were killed or hurt, where nobody in the report says how many.

What may live here: bare plurals of people with a word of harm, and nouns for the dead and the hurt. They are the last
resort: one claim for each outcome that the report gives no figure of, with the least a plural can mean.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from isnad.read.languages.english.casualties import FORECASTS
from isnad.read.languages.english.described import listed
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.tokens import Token
from isnad.records.claim import Outcome

PLURAL = (2, None)  # "civilians were hurt": two or more
IRREGULAR = frozenset(("people", "men", "women", "children", "staff", "personnel", "passers-by", "dead"))
SAID = frozenset(("no", "without", "zero", "not", "any", "if", "whether", "avoid", "prevent", "potential"))
LEADS = frozenset(("and", "in", "or", "some", "multiple", "several", "numerous", "many", "few", "reported", "reporting",
                   "about", "were", "are", "causing", "caused", "cause", "other", "more", "civilian", "serious", "both",
                   "various", "additional", "resulting", "mentioned", "claimed", "confirmed", "including", "to",
                   "the"))  # fmt: skip
BEFORE = frozenset(("and", "reported", "also", "killed", "injured", "wounded", "who"))
AFTER = frozenset(("and", "killed", "injured", "wounded", "wounding", "injuring", "or", "of", "several", "some", "many",
                   "a", "an", "other", "unknown", "unspecified"))  # fmt: skip
SHOTS = frozenset(("bullet", "bullets", "shot", "round", "rounds", "pellet", "pellets"))
REACH = 9


@dataclass(frozen=True, slots=True)
class Some:
    """An unnumbered few with one outcome, told of in ``tokens[first:after]``."""

    outcome: Outcome
    first: int
    after: int


def plurals_in(tokens: list[Token]) -> Iterator[Some]:
    """Every bare plural of the killed or the hurt in a sentence."""
    told_at = _told_at()
    for k, token in enumerate(tokens):
        if token.low not in told_at:
            continue
        noun = _noun_outcome(tokens, k)
        if noun is not None:
            if not _denied(tokens, k):
                yield Some(noun, k, k + 1)
            continue
        known = lexicon().outcome_of.get(token.low)
        if known is None or known[0] not in ("killed", "injured") or token.tag == "P":
            continue
        if token.low == "wound" and k and tokens[k - 1].tag in "GDM":
            continue  # "treated the man's wound, and workers"
        dead = token.low == "shot" and k + 1 < len(tokens) and tokens[k + 1].low == "dead"
        outcome = Outcome.KILLED if dead else Outcome(known[0])
        span = _beside(tokens, k)
        forecast = {t.low for t in tokens[k + 1 : k + 4]} & FORECASTS
        if span is not None and not forecast and not _denied(tokens, span[0]) and not _denied(tokens, k):
            yield Some(outcome, *span)


@cache
def _told_at() -> frozenset[str]:
    """The words that can tell of the killed or the hurt."""
    return listed("plural_killed") | listed("plural_hurt") | lexicon().outcome_of.keys()


def _noun_outcome(tokens: list[Token], k: int) -> Outcome | None:
    low, before = tokens[k].low, tokens[k - 1].low if k else ""
    if k and tokens[k].text[0].isupper() and [t.low for t in tokens[k + 1 : k + 2]] == ["of"]:
        return None  # an account called "Martyrs of Place"
    if low in listed("plural_killed") or low in listed("plural_hurt"):
        if k and tokens[k - 1].tag not in "QSA" and before not in LEADS and not _number_of(tokens, k):
            return None  # "died of his injuries" says nothing of others
        if _caused(tokens, k):
            return None
        return Outcome.KILLED if low in listed("plural_killed") else Outcome.INJURED
    if low in ("injured", "wounded", "dead") and before in ("the", "and", "of", "many", "several", "some"):
        after = tokens[k + 1] if k + 1 < len(tokens) else None
        if (before == "the" or (before == "and" and k > 1 and _noun_outcome(tokens, k - 2) is not None)) and (
            after is None or after.tag not in "NPM"
        ):
            return Outcome.KILLED if low == "dead" else Outcome.INJURED
    return None


def _caused(tokens: list[Token], k: int) -> bool:
    """Whether injuries are those of whoever was struck: "the bullet struck the driver, causing serious injuries"."""
    at = next((n for n in range(k - 1, max(0, k - 4), -1) if tokens[n].low == "causing"), None)
    return at is not None and tokens[at - 1].low == "," and any(t.low in SHOTS for t in tokens[:at])


def _number_of(tokens: list[Token], k: int) -> bool:
    return k > 1 and tokens[k - 1].low == "of" and tokens[k - 2].low == "number"


def _plural(token: Token, first: bool = False) -> bool:
    known = token.low in lexicon().group_of and (token.tag in "NV" or first)
    return known and (token.low in IRREGULAR or (token.low.endswith("s") and not token.low.endswith("ss")))


def _beside(tokens: list[Token], k: int) -> tuple[int, int] | None:
    """The plural that a word of harm is said of: before it with auxiliaries between, or after it as its object."""
    j = k - 1
    while j >= 0 and (tokens[j].tag in "AB" or tokens[j].low in BEFORE):
        j -= 1
    one = any(t.low in ("is", "was", "has") for t in tokens[j + 1 : k])  # "one of our students is hurt"
    if (
        j >= 0
        and not one
        and _plural(tokens[j], first=j == 0)
        and not (j and (tokens[j - 1].tag == "M" or tokens[j - 1].low.endswith("-old")))
    ):
        return j, k + 1
    j = k + 1
    while j < min(len(tokens), k + REACH) and (tokens[j].tag in "NXB" or tokens[j].low in AFTER):
        if _plural(tokens[j]):
            return k, j + 1
        j += 1
    return None


def _denied(tokens: list[Token], k: int) -> bool:
    return any(t.low in SAID or t.low.endswith("n't") for t in tokens[max(0, k - 4) : k])
