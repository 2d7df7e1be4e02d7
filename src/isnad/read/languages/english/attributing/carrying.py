"""Carrying: which attributions carry a claim from one narrator to the next, in the shape ``voices`` takes.

What may live here: the choice by kind and frame, and manner. An attitude ("wants", "plans") says nothing of what
happened and carries no claim; nor does an object of praise or blame.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from isnad.read.languages.english.attributing.table import frames_of, pairs, verb_forms, words
from isnad.read.languages.english.attributing.whole import Attributed
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.speech import Attribution
from isnad.read.languages.english.tokens import Token
from isnad.records.chain import Manner

CARRYING = frozenset(
    ("that", "told", "quote", "colon", "before", "preposition", "as clause", "passive that", "pred", "as")
)
HELD = frozenset(
    ("believe", "think", "suspect", "assume", "presume", "conclude", "understand", "reckon", "infer", "deduce")
)
# Posts and accounts that a report passes on in a row: their figures replace each other ("later reported"), which is
# not told apart yet, so that they stay in the report's own voice.
PASSING = re.compile(
    r"@|\b(?:posts?|tweets?|page|accounts?|users?|sources?|videos?|images?|photos?|clips?|captions?)\b", re.I
)
NAMING = frozenset(
    ("call", "describe", "dismiss", "denounce", "label", "brand", "dub", "condemn")
)  # "called it a raid"
POSTING = frozenset(("post", "tweet", "write", "publish", "share"))
RELATIVE = frozenset(("who", "whose", "which", "where"))
HANDLE = re.compile(r"@\w+")
MANNERS = {"showing": Manner.REPORTED, "belief": Manner.BELIEVED}


@dataclass(frozen=True, slots=True)
class Carried:
    """An attribution with the offset its cue stands at, to be put among those of its line."""

    at: int
    attribution: Attribution


@cache
def triggers() -> frozenset[str]:
    """Words without one of which a sentence carries no claim from one voice to another."""
    kinds = {base: frames.kinds for base, frames in frames_of().items()}
    saying = {base for base, met in kinds.items() if met.get("that") == "speech" or "told" in met or base in NAMING}
    saying |= HELD
    forms = {form for form, verb in verb_forms().items() if verb.base in saying}
    sources = pairs("sources", "prepositions")
    named = {word for rest in sources["in"] for word in rest.split()} - {
        "the",
        "of",
    }  # "in the words of": not each "in"
    single = {first for first, rest in sources.items() if rest in ({""}, {"to"})}  # "per", "according to"; so "as per"
    return frozenset(forms | {":"} | named | single | words("others", "counts"))


def carries(told: Attributed, text: str) -> bool:
    """Whether what is attributed is told as having happened, by a voice whose words are not one post among many."""
    if told.frame in ("pred", "as") and told.base not in NAMING:
        return False
    if told.aside or told.frame not in CARRYING or _passing(told, text):
        return False
    return told.kind == "speech" or (told.kind == "belief" and (told.base in HELD or told.passive))


def has_relative(told: Attribution) -> bool:
    """Whether a relative clause stands between a source and its cue."""
    return told.source is not None and bool(told.source_tokens) and told.source[1] > told.source_tokens[-1].end + 1


def _before_relative(source: Sequence[Token]) -> int:
    """How many of a source's tokens stand before what a relative clause adds ("Name, who runs the clinic")."""
    relative = (i for i, t in enumerate(source) if t.low in RELATIVE and i > 1 and source[i - 1].low == ",")
    return next((i - 1 for i in relative), len(source))


def _passing(told: Attributed, text: str) -> bool:
    """Whether the source is one post or account among many; one that posts in its own name is not."""
    own = told.base in POSTING and all(HANDLE.fullmatch(text[a:b]) for a, b in told.source)
    if told.base == "post" and not own:
        return True
    return not own and any(PASSING.search(text[a:b]) for a, b in told.source)


def carried(told: Attributed, tokens: Sequence[Token]) -> Carried:
    """An attribution as ``voices`` takes it; ``tokens`` are those of its cue's line."""
    cue = lexicon().cues.get(told.base)
    manner = cue.manner if cue is not None else MANNERS.get(told.kind, Manner.SAID)
    made = Attribution(cue=told.cue, manner=manner, base=told.base, contents=list(told.contents))
    made.passive, made.negated = told.passive, told.negated
    if told.source:
        made.source = told.source[0]
        own = [t for t in tokens if made.source[0] <= t.start and t.end <= made.source[1]]
        made.source_tokens = own[: _before_relative(own)]
    made.cue_token = next((i for i, t in enumerate(tokens) if t.start >= told.cue[0]), -1)
    return Carried(told.cue[0], made)
