"""Allegations: sentences that say or imply who did it.

What may live here: readers from tokens and parties to Blame, for responsibility that is alleged or conceded.
"""

from dataclasses import dataclass
from functools import cache

from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.parties import BE, Party, alternative, joined, names, run_start
from isnad.read.languages.english.tokens import Token, phrase_hits
from isnad.records.claim import Denial, Relation

VICTIM_LEADS = frozenset(
    (
        "on",
        "against",
        "at",
        "targeting",
        "targeted",
        "hit",
        "struck",
        "killed",
        "wounded",
        "injured",
        "from",
        "fighting",
        "in",
        "near",
        "inside",
        "between",
    )
)


BLAMING = frozenset(("accused", "accuses", "accuse", "accusing", "blamed", "blames", "blame", "blaming"))
OWN = frozenset(("we", "our", "its", "it", "their"))
PASSIVE_AFTER = frozenset(("in", "by", "during", "near", "on", "at", ".", "while", "when"))


@dataclass(slots=True)
class Blame:
    """One reading of responsibility in ``tokens[first:after]``."""

    relation: Relation
    parties: tuple[str, ...]
    first: int
    after: int
    rule: str
    ground: str = ""
    denial: Denial | None = None
    own: bool = False  # said of the speaker's own side ("we", "its")
    hedged: bool = False  # doubted in words that stand outside the reading
    probe: int = -1  # a token that its speaker's content holds, where the reading spans the verb of saying itself


def responsible(tokens: list[Token], parties: list[Party]) -> list[Blame]:
    """'A was responsible for', 'A is behind the attack'."""
    found = []
    for a, b, phrase in phrase_hits(tokens, lexicon().words("blame", "responsible")):
        if phrase == "behind" and not any(t.low in BE for t in tokens[max(0, a - 2) : a]):
            continue
        if phrase.startswith("responsibility"):
            after = next(
                (
                    i
                    for i, p in enumerate(parties)
                    if b <= p.first <= b + 12
                    and any(t.low in ("with", "on", "by", "lies", "rests") for t in tokens[b : p.first])
                ),
                None,
            )
            if after is not None:
                run = joined(tokens, parties, after)
                found.append(Blame(Relation.ALLEGES, names(run), a, run[-1].after, phrase))
            continue
        if any(t.low in ("not", "isn't", "wasn't") for t in tokens[max(0, a - 3) : a]):
            continue
        lead = [i for i, p in enumerate(parties) if p.after <= a and a - p.after <= 8]
        held = next(
            (
                i
                for i, p in enumerate(parties)
                if p.after <= a
                and any(t.low in ("hold", "held", "holds", "holding") for t in tokens[max(0, p.first - 3) : p.first])
            ),
            None,
        )
        if not lead and held is None:
            continue
        start = held if held is not None else run_start(tokens, parties, lead[-1])
        run = joined(tokens, parties, start)
        relation = Relation.ALLEGES_ONE_OF if alternative(tokens, run) else Relation.ALLEGES
        found.append(Blame(relation, names(run), run[0].first, b, phrase))
    return found


def accused(tokens: list[Token], parties: list[Party]) -> list[Blame]:
    """'blamed A', 'accused A of bombing', 'A was accused of'."""
    found = []
    for k, token in enumerate(tokens):
        if token.low not in BLAMING:
            continue
        passive = any(t.low in BE for t in tokens[max(0, k - 3) : k])
        if passive:
            near = [
                i
                for i, p in enumerate(parties)
                if (p.after <= k and k - p.after <= 5)
                or (k < p.first <= k + 3 and "on" in [t.low for t in tokens[k : p.first]])
            ]
        else:
            near = [
                i
                for i, p in enumerate(parties)
                if k < p.first <= k + 7 and not any(t.tag == "S" for t in tokens[k : p.first])
            ]
        if near:
            run = joined(tokens, parties, near[0] if not passive else run_start(tokens, parties, near[-1]))
            relation = Relation.ALLEGES_ONE_OF if alternative(tokens, run) else Relation.ALLEGES
            first, after = min(k, run[0].first), max(run[-1].after, k + 1)
            probe = -1 if passive else run[0].first
            found.append(Blame(relation, names(run), first, after, token.low, probe=probe))
    return found


def identified(tokens: list[Token], parties: list[Party]) -> list[Blame]:
    """'the planes are believed to be Russian', 'a helicopter believed to belong to A'."""
    found = []
    for i, party in enumerate(parties):
        lead = [t.low for t in tokens[max(0, party.first - 6) : party.first]]
        agents = lexicon().words("force", "agents")
        subject = any(t.low in agents for t in tokens[max(0, party.first - 12) : party.first])
        if (
            subject
            and any(w in ("believed", "thought", "suspected", "likely", "presumed", "said", "reported") for w in lead)
            and any(w in ("be", "belong", "belonging") for w in lead[-3:])
        ):
            run = joined(tokens, parties, i)
            start = next(
                (k for k in range(party.first - 1, max(-1, party.first - 12), -1) if tokens[k].low in agents),
                party.first,
            )
            relation = Relation.ALLEGES_ONE_OF if alternative(tokens, run) else Relation.ALLEGES
            found.append(Blame(relation, names(run), start, run[-1].after, "believed to be"))
    return found


def by_whom(tokens: list[Token], parties: list[Party]) -> list[Blame]:
    """'carried out by A', 'a strike by A', 'hit by A jets': the agent of a passive or of a deed."""
    found = []
    for i, party in enumerate(parties):
        lead = tokens[max(0, party.first - 4) : party.first]
        by = next((k for k in range(len(lead) - 1, -1, -1) if lead[k].low == "by"), None)
        if by is None or any(t.tag in "VAS" for t in lead[by + 1 :]):
            continue
        at = party.first - len(lead) + by
        before = [t.low for t in tokens[max(0, at - 5) : at]]
        verbs = lexicon().violent_forms
        deeds = lexicon().words("force", "deeds")
        if not any(w in verbs or w in deeds or w in ("out", "perpetrated", "caused", "fired") for w in before):
            continue
        if any(
            w in ("backed", "held", "controlled", "supported", "run", "led", "announced", "said", "used")
            for w in before[-1:]
        ):
            continue
        run = joined(tokens, parties, i)
        relation = Relation.ALLEGES_ONE_OF if alternative(tokens, run) else Relation.ALLEGES
        first = next(
            (k for k in range(at - 1, max(-1, at - 6), -1) if tokens[k].low in deeds or tokens[k].low in verbs), at
        )
        found.append(Blame(relation, names(run), first, max(run[-1].after, run[-1].noun), "by whom"))
    return found


def acting(tokens: list[Token], parties: list[Party]) -> list[Blame]:
    """'A's jets struck', 'A carried out': a party, or its forces, as the subject of a verb of violence."""
    verbs = lexicon().violent_forms
    found = []
    for i, party in enumerate(parties):
        if party.force == "deed" and party.adjective:
            continue
        k = max(party.noun, party.after)
        start, skipped = k, 0
        while (
            k < len(tokens)
            and skipped < 5
            and (
                tokens[k].tag in "ABQ"
                or tokens[k].low in ("which", "who", "that", "and", "regime", "its", "allied", "air", "has", "had")
                or (tokens[k].tag == "N" and tokens[k].low in lexicon().words("force", "agents"))
            )
        ):
            k, skipped = k + 1, skipped + 1
        if (
            k >= len(tokens)
            or tokens[k].low not in verbs
            or (tokens[k].tag in "NP" and not (k == start and tokens[k].low in ("struck", "hit")))
        ):
            continue
        being = any(t.low in BE for t in tokens[start:k])
        if being is not tokens[k].low.endswith("ing"):
            continue
        if (
            k + 1 < len(tokens)
            and tokens[k + 1].low in PASSIVE_AFTER
            and not any(t.tag == "A" for t in tokens[start:k])
        ):
            continue  # "fighters killed in the strike"
        following = parties[i + 1] if i + 1 < len(parties) else None
        if following is not None and following.first < k and following in joined(tokens, parties, i):
            continue  # read with the last of those joined
        if any(t.low in ("not", "never") or t.low.endswith("n't") for t in tokens[start:k]):
            continue
        lead = tokens[party.first - 1].low if party.first else ""
        if lead in VICTIM_LEADS or lead == "to":
            continue
        run = joined(tokens, parties, run_start(tokens, parties, i))
        run = [p for p in run if p.first <= party.first]
        if tokens[k].low in ("carry", "carried", "carries", "carrying") and not any(
            t.low == "out" for t in tokens[k : k + 3]
        ):
            continue
        relation = Relation.ALLEGES_ONE_OF if alternative(tokens, run) else Relation.ALLEGES
        found.append(Blame(relation, names(run), run[0].first, min(len(tokens), k + 4), f"who {tokens[k].low}"))
    return found


def deeds(tokens: list[Token], parties: list[Party]) -> list[Blame]:
    """'A's air strikes', 'a suspected A drone strike': a party named before a deed."""
    found = []
    for i, party in enumerate(parties):
        if party.force != "deed":
            continue
        lead = tokens[party.first - 1].low if party.first else ""
        if lead in ("on", "against") and not party.adjective:
            continue
        run = joined(tokens, parties, i)
        run = [p for p in run if p.noun == party.noun or p is party]
        if i and parties[i - 1].noun == party.noun and parties[i - 1].force == "deed":
            continue
        relation = Relation.ALLEGES_ONE_OF if alternative(tokens, run) else Relation.ALLEGES
        found.append(Blame(relation, names(run), run[0].first, party.noun, "whose deed"))
    return found


@cache
def _own_verbs() -> frozenset[str]:
    return lexicon().violent_forms - {"use", "used", "uses", "using"}


def own_side_acts(tokens: list[Token], _: list[Party]) -> list[Blame]:
    """'we struck', 'its jets bombed': the speaker's own side acts."""
    verbs, agents = _own_verbs(), lexicon().words("force", "agents")
    found = []
    for k, token in enumerate(tokens):
        if token.low not in OWN:
            continue
        j = k + 1
        while (
            j < len(tokens) and j < k + 5 and (tokens[j].tag in "AB" or tokens[j].low in agents or tokens[j].tag == "P")
        ):
            j += 1
        if token.low in ("our", "its", "their") and not any(t.low in agents for t in tokens[k + 1 : j]):
            continue
        negated = any(t.low in ("not", "never") or t.low.endswith("n't") for t in tokens[k:j])
        passive = any(t.low in BE for t in tokens[k + 1 : j])
        carried = (
            j < len(tokens)
            and tokens[j].low in ("carried", "carry")
            and not any(t.low == "out" for t in tokens[j : j + 2])
        )
        if (
            j < len(tokens)
            and tokens[j].low in verbs
            and not negated
            and not passive
            and not carried
            and tokens[j].tag != "P"
        ):
            found.append(
                Blame(Relation.CONCEDES, (), k, min(len(tokens), j + 4), f"{token.low} {tokens[j].low}", own=True)
            )
    return found
