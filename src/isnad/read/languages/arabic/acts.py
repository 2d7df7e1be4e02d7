"""Acts: the kinds of attack that a sentence tells of, and what was hit.

What may live here: which of the words for attacks and weapons in a sentence name a kind of attack. Words are in
arabic.toml.
"""

from isnad.read.languages.arabic.tokens import Token
from isnad.records.claim import Occurrence

UNSPECIFIC = "Airstrike and/or Artillery"  # said of any shelling: gives way to a narrower term in its sentence
_FROM_THE_AIR = frozenset(("Drone Strike", "Airstrike"))

Act = tuple[int, int, Occurrence]


def acts_in(tokens: list[Token], plain: str) -> list[Act]:
    """The kinds of attack at their tokens, each once. A missile beside the aircraft that fired it is no artillery.
    ``plain`` is the text as it was written."""
    found: dict[str, list[int]] = {}
    target, past = "", 0
    for k, token in enumerate(tokens):
        sense = token.senses.get("act")
        if sense and k >= past and not _no_attack(tokens, k, k + sense.length):
            found.setdefault(sense.value, []).append(k)
            past = k + sense.length
        hit = token.value("target")
        if hit and found and not target:
            target = hit
    if found.keys() & _FROM_THE_AIR:
        _without(found, "Artillery", "munition", tokens)
    if len(found) > 1:
        found.pop(UNSPECIFIC, None)
    if "Drone Strike" in found:
        found.pop("Airstrike", None)
    made = []
    for act, (k, *_) in found.items():
        last = k + tokens[k].senses["act"].length
        words = plain[tokens[k].start : tokens[last - 1].end]
        made.append((k, last, Occurrence(act=act, means=words, target=target)))
    return made


def _no_attack(tokens: list[Token], k: int, last: int) -> bool:
    """Whether the word at ``k:last`` is only of a truce, of a flight overhead, or not of this party."""
    beside = (*tokens[max(0, k - 1) : k], *tokens[last : last + 1])
    denied = any("not_by" in t.senses for t in tokens[max(0, k - 2) : k])
    return denied or any("no_attack" in t.senses for t in beside)


def _without(found: dict[str, list[int]], act: str, kind: str, tokens: list[Token]) -> None:
    """Drop an act that only words of one kind tell of."""
    left = [k for k in found.get(act, ()) if kind not in tokens[k].senses]
    if left:
        found[act] = left
    else:
        found.pop(act, None)
