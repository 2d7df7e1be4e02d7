"""Called: deaths told by the name of the deed or of the charge alone, where no sentence says who died.

What may live here: "a deadly shooting", "charged with murder", "two counts of murder", and how many they tell of. A
charge of an attempt tells of no death.
"""

from collections.abc import Iterable

from isnad.read.languages.english.numerals import number_at
from isnad.read.languages.english.roster import Place
from isnad.read.languages.english.tokens import Token
from isnad.read.languages.english.voices import Line

DEADLY = frozenset(("fatal", "deadly"))
DEEDS = frozenset(("shooting", "accident"))
CHARGES = frozenset(("murder", "manslaughter", "homicide"))
CHARGED = frozenset(("charged", "charge", "charges", "count", "counts", "indicted", "convicted", "guilty"))
TRIED = frozenset(("attempted", "attempt", "attempting", "solicitation", "conspiracy", "no", "not"))
REACH = 7  # tokens between a charge and the word that tells that it is one
LEAD = 2  # lines at a report's head in which a deed is the one that it tells of


def called(lines: Iterable[Line], of_line: list[int]) -> tuple[int, Place] | None:
    """How many deaths the main happening is called by, and where the first word for it stands."""
    best: tuple[int, Place] | None = None
    for line in lines:
        if of_line[line.index]:
            continue
        for k, token in enumerate(line.tokens):
            number = _charged(line.tokens, k) if token.low in CHARGES else 0
            if line.index < LEAD and token.low in DEADLY:
                number = int(_deed(line.tokens, k))
            if number and (best is None or number > best[0]):
                best = number, Place(line.index, k, k + 1, token.low)
    return best


def _deed(tokens: list[Token], k: int) -> bool:
    return any(t.low in DEEDS for t in tokens[k + 1 : k + 4]) and not (k and tokens[k - 1].low in ("non", "-"))


def _charged(tokens: list[Token], k: int) -> int:
    """How many deaths a charge of murder is for; 0 where the word is no charge, or one of an attempt."""
    lead = tokens[max(0, k - REACH) : k]
    if TRIED & {t.low for t in lead}:
        return 0
    at = next((n for n in range(len(lead) - 1, -1, -1) if lead[n].low in CHARGED), None)
    behind = k + 1 < len(tokens) and tokens[k + 1].low in ("charge", "charges")
    if at is None:
        return int(behind)
    number = number_at(lead, at - 1) if at and lead[at].low == "counts" else None
    return number or 1
