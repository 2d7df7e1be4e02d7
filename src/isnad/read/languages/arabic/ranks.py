"""Ranks: people counted as killed or hurt who belong to a party's forces.

What may live here: what behind a count makes its people belligerents ("قتلى من قوات ...", "جرحى في صفوف الجيش").
Nouns that are fighters by themselves are in arabic.toml.
"""

from collections.abc import Sequence
from dataclasses import replace

from isnad.read.languages.arabic.casualties import Harm
from isnad.read.languages.arabic.tokens import Token
from isnad.records.claim import Count, Status

_OF = ("من", "في", "بين", "ضمن")
_RANKS = ("صفوف", "بصفوف")
_QUOTES = frozenset("\"'“”«»‹›")
_STATES = frozenset(("تركيا", "روسيا", "ايران", "اسرائيل", "الاردن", "امريكا", "اميركا", "لبنان"))


def of_ranks(harm: Harm, tokens: Sequence[Token], parties: frozenset[int]) -> Harm:
    """The harm with its people as belligerents where its words go on with the forces they are of. A party named behind
    "من" has them in its forces too, but a state may be where they come from."""
    at = harm.last
    ranked = _text(tokens, at) in _RANKS or (_text(tokens, at) in _OF and _text(tokens, at + 1) in _RANKS)
    if ranked:
        at += 1 if _text(tokens, at) in _RANKS else 2
    elif _text(tokens, at) == "من":
        at += 1
    else:
        return harm
    if _text(tokens, at) in _QUOTES:
        at += 1
    if at < len(tokens) and "person" in tokens[at].senses and tokens[at].value("person")[1] == Status.BELLIGERENT:
        return replace(harm, counts=tuple(map(_belligerent, harm.counts)))
    party = at in parties and (ranked or tokens[at].text not in _STATES)
    force = at < len(tokens) and ("body" in tokens[at].senses or party)
    return replace(harm, counts=tuple(map(_belligerent, harm.counts))) if force else harm


def _belligerent(count: Count) -> Count:
    """Only those of whom nothing else is said: children and civilians are none, whoever's ranks they are in, nor are
    all of whom some are told apart."""
    plain = count.group == "people" and count.status is Status.UNDETERMINED and not count.parts
    return replace(count, status=Status.BELLIGERENT) if plain else count


def _text(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].text if at < len(tokens) else ""
