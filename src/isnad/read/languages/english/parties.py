"""Parties: the belligerents a sentence names, each with the word of force it leads.

What may live here: finding parties and joining those that stand together; nothing on what is said of them.
"""

from dataclasses import dataclass

from isnad.read.belligerents import Belligerents
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.tokens import Token

BE = frozenset(("is", "are", "was", "were", "be", "been", "being"))


FAR = 4


@dataclass(slots=True)
class Party:
    """A party named in ``tokens[first:after]``; ``noun`` is the token after the word of force it leads ("jets"),
    ``force`` the kind of that word."""

    name: str
    first: int
    after: int
    adjective: bool
    force: str = ""  # "agent", "deed" or ""
    noun: int = 0


def parties_in(tokens: list[Token], text: str, belligerents: Belligerents) -> list[Party]:
    """The parties named in a sentence, each with the word of force it leads."""
    if not tokens:
        return []
    base = tokens[0].start
    found = []
    for mention in belligerents.mentions(text[base : tokens[-1].end]):
        start, end = mention.start + base, mention.end + base
        covered = [i for i, t in enumerate(tokens) if t.start < end and start < t.end]
        if covered and not text[end : tokens[covered[-1]].end].startswith("-"):  # not "Russian-made"
            party = Party(mention.party, covered[0], covered[-1] + 1, mention.adjective)
            _with_force(tokens, party)
            found.append(party)
    for i in range(len(found) - 2, -1, -1):  # "Russian and regime warplanes": the force is shared
        here, then = found[i], found[i + 1]
        between = {t.low for t in tokens[here.after : then.first]}
        if (
            not here.force
            and then.force
            and between <= {"and", "or", "&", "/", "-", ",", "the", "either"}
            and then.first - here.after <= 3
        ):
            here.force, here.noun = then.force, then.noun
    return [p for p in found if not p.adjective or p.force or _predicate(tokens, p)]


def _with_force(tokens: list[Token], party: Party) -> None:
    agents, deeds = lexicon().words("force", "agents"), lexicon().words("force", "deeds")
    k = party.after
    while k < min(len(tokens), party.after + FAR + 1):
        t = tokens[k]
        two = f"{t.low} {tokens[k + 1].low}" if k + 1 < len(tokens) else ""
        if two in deeds or two in agents:
            party.force, party.noun = ("deed" if two in deeds else "agent"), k + 2
            if k + 2 < len(tokens) and tokens[k + 2].low in deeds:
                party.force, party.noun = "deed", k + 3
            return
        if t.low in deeds or t.low in agents:
            following = tokens[k + 1].low if k + 1 < len(tokens) else ""
            if following in deeds or following in agents:
                k += 1
                continue
            party.force, party.noun = ("deed" if t.low in deeds else "agent"), k + 1
            return
        if (t.low in lexicon().cues and t.low not in ("suspected", "alleged", "reported")) or (
            t.tag not in "NPXGBQ"
            and not (t.tag == "V" and t.low.endswith("ed"))
            and not (t.low == "and" and k + 1 < len(tokens) and tokens[k + 1].tag == "N")
        ):
            return
        if t.tag == "G" and not party.adjective and k > party.after:
            return
        k += 1


def _predicate(tokens: list[Token], party: Party) -> bool:
    """'the planes are believed to be Russian', 'either Russian or Syrian'."""
    lead = [t.low for t in tokens[max(0, party.first - 4) : party.first]]
    return any(w in BE or w in ("either", "or", "than", "neither", "nor") for w in lead)


def names(parties: list[Party]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p.name for p in parties))


def joined(tokens: list[Token], parties: list[Party], start: int) -> list[Party]:
    """The run of parties from ``parties[start]`` on, joined by "and" or "or"."""
    run = [parties[start]]
    for party in parties[start + 1 :]:
        between = tokens[run[-1].after : party.first]
        words = {t.low for t in between}
        if (
            (
                len(between) <= 6
                and words & {"and", "or", "&", "nor", "/"}
                and not any(t.tag in "VAS" and t.low not in (",", "–", "-", "(", ")") for t in between)
            )
            or len(between) == 0
            or words <= {","}
        ):
            run.append(party)
        else:
            break
    return run


def alternative(tokens: list[Token], run: list[Party]) -> bool:
    words = [t.low for t in tokens[max(0, run[0].first - 3) : run[-1].first]]
    return len(names(run)) > 1 and ("or" in words or "either" in words)


def run_start(tokens: list[Token], parties: list[Party], last: int) -> int:
    start = last
    while start > 0 and len(joined(tokens, parties, start - 1)) > last - start + 1:
        start -= 1
    return start
