"""Clearing: words that turn an allegation round.

What may live here: negation and doubt around a reading of blame. To miss one of these makes an accusation of
what clears a party, so every allegation passes here before it becomes a claim.
"""

from dataclasses import replace

from isnad.read.languages.english.allegations import Blame
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.tokens import Token
from isnad.records.claim import Relation

REACH = 8  # tokens before an allegation in which words of doubt bear on it
TURNED = (Relation.ALLEGES, Relation.ALLEGES_ONE_OF, Relation.CONCEDES)


def cleared(tokens: list[Token], blame: Blame) -> Blame | None:
    """The blame as it stands once negation and doubt are heard: as it was, an exclusion, or None where nothing is
    alleged ("no evidence that"; "reports that our jets struck", said by their own side)."""
    if blame.relation not in TURNED:
        return blame
    if _negated(tokens, blame):
        turned = Relation.DENIES if blame.own else Relation.EXCLUDES
        ground = blame.ground or _because(tokens, blame.after)
        return replace(blame, relation=turned, ground=ground, rule=f"not: {blame.rule}")
    lead = [t.low for t in tokens[_clause_start(tokens, blame.first) : blame.first]]
    if "no" in lead and set(lead) & lexicon().words("blame", "proof"):
        return None
    if set(lead) & lexicon().words("blame", "doubt"):
        return replace(blame, relation=Relation.EXCLUDES, hedged=True, rule=f"doubted: {blame.rule}")
    if blame.own and set(lead) & lexicon().words("blame", "hearsay"):
        return None
    return blame


def _clause_start(tokens: list[Token], first: int) -> int:
    start = first
    while start > max(0, first - REACH) and tokens[start - 1].tag not in "SQ":
        start -= 1
    return start


def _negated(tokens: list[Token], blame: Blame) -> bool:
    """Whether "not" stands with the verb, or "no" before the party ("No X aircraft bombed")."""
    before = tokens[blame.first - 1].low if blame.first else ""
    if before in ("no", "neither", "none") or tokens[blame.first].low in ("no", "neither", "none"):
        return True
    nots = lexicon().words("blame", "negations")
    if blame.rule == "by whom":
        return any(_is_not(t, nots) for t in tokens[max(0, blame.first - 4) : blame.first + 2])
    return any(_is_not(t, nots) for t in tokens[blame.first : blame.after])


def _is_not(token: Token, nots: frozenset[str]) -> bool:
    return token.low in nots or token.low.endswith("n't")


def _because(tokens: list[Token], start: int) -> str:
    at = next(
        (k for k in range(start, min(len(tokens), start + 6)) if tokens[k].low in ("because", "which", "since")), None
    )
    if at is None:
        return ""
    end = next((k for k in range(at + 1, len(tokens)) if tokens[k].tag in "SQ"), len(tokens))
    return " ".join(t.text for t in tokens[at + 1 : end])
