"""Acts: what was done in each happening, by what means, to what kind of target.

What may live here: from words for acts of violence to the field's terms, and the settling of words that name no one
kind by the surer words of the same report. The terms and what UCDP, ACLED and Airwars call them: ``read/acts.csv``.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.tokens import Token, phrase_hits

ANY = "attack"  # the term for an act of no kind
BY_AIR_OR_GUN = frozenset(("bombardment", "bombarded"))
BY_HAND = frozenset(("gunfire", "shooting", "shot", "opened fire", "shot dead"))
EITHER = "Airstrike and/or Artillery"  # Airwars' strike type for what is known to be no more than one of the two
DRONE, GROUND = "Drone Strike", "Ground operation"


@dataclass(slots=True)
class Act:
    """Words for an act, ``tokens[first:after]`` of a line, and the field's term; ``sure`` if they name a kind."""

    first: int
    after: int
    term: str
    words: str
    sure: bool


def acts_in(tokens: list[Token]) -> list[Act]:
    """Words for an act of violence, with the field's term."""
    known = lexicon()
    unsure = known.words("kinds", "unsure")
    found = []
    for first, after, phrase in phrase_hits(tokens, known.acts):
        if phrase in ("shot", "strike") and _of_another_kind(tokens, first, after):
            continue
        term = known.act_of[phrase]
        found.append(Act(first, after, term, phrase, phrase not in unsure and term != ANY))
    return found


def _of_another_kind(tokens: list[Token], first: int, after: int) -> bool:
    """Whether "shot" is a picture or a try, "strike" a stoppage."""
    before = tokens[first - 1] if first else None
    if before is not None and before.low in lexicon().words("kinds", "pictures"):
        return True
    return tokens[first].low == "shot" and after < len(tokens) and tokens[after].low in ("of", "on", "taken")


def settled(lines: Sequence[list[Token]], found: Sequence[list[Act]], of_line: Sequence[int]) -> list[list[Act]]:
    """The acts of each line that tell a kind. An unsure word takes the kind of the happening's sure words, and so adds
    nothing beside them; where the report has no sure word at all, it stands for itself."""
    sure: defaultdict[int, set[str]] = defaultdict(set)
    for n, acts in enumerate(found):
        sure[of_line[n]].update(a.term for a in acts if a.sure and not _not_done(lines[n], a))
    anywhere = set().union(*sure.values()) if sure else set()
    made = []
    for n, acts in enumerate(found):
        kept = [a for a in acts if not _not_done(lines[n], a)]
        told = [a for a in kept if a.sure] or [a for a in kept if a.term == ANY]
        if not sure[of_line[n]]:
            told = [_loose(a, bool(anywhere)) for a in kept]
        made.append(_hands_of_drones(told))
    return made


def _loose(act: Act, told: bool) -> Act:
    """An unsure word on its own: of no kind where the report is sure of one elsewhere."""
    if act.sure:
        return act
    term = ANY if told else EITHER if act.words in BY_AIR_OR_GUN else act.term
    return Act(act.first, act.after, term, act.words, sure=False)


def _hands_of_drones(acts: list[Act]) -> list[Act]:
    """Gunfire told beside a drone is the drone's."""
    if any(a.term == DRONE for a in acts):
        return [a for a in acts if a.words not in BY_HAND]
    return acts


def _not_done(tokens: list[Token], act: Act) -> bool:
    low = [t.low for t in tokens[max(0, act.first - 3) : act.first]]
    before = f" {' '.join(low)} "
    return any(f" {phrase} " in before for phrase in lexicon().words("kinds", "not_done"))


def target_in(tokens: list[Token]) -> str:
    """The kind of target a line names first, empty where it names none."""
    known = lexicon()
    return next((known.target_of[phrase] for _, _, phrase in phrase_hits(tokens, known.targets)), "")
