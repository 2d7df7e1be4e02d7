"""Unarticled: nouns for one person more that stand without an article behind another ("a man, woman and child").

What may live here: which nouns can be of another person and not say more of the same one ("a husband and father").
"""

from functools import cache

from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.tokens import Token

PARENTS, BORN = frozenset(("father", "mother")), frozenset(("son", "daughter"))
CHILD = frozenset(("child", "baby", "infant", "toddler", "boy", "girl"))
OF_ONE = frozenset(("was", "is", "has", "of"))  # behind such a noun: they are one, "a wife and mother of two"


@cache
def _mentioned(name: str) -> frozenset[str]:
    return lexicon().words("mentions", name)


def one_more(tokens: list[Token], i: int) -> bool:
    """Whether the noun at ``i`` is of one person beside the noun that stands before "and" or a comma."""
    here, at = tokens[i].low, i - 1
    if not i or tokens[at].low not in (",", "and") or tokens[i].tag != "N":
        return False
    while at > 0 and i - at < 3 and tokens[at].low in (",", "and"):
        at -= 1
    last, after = tokens[at], tokens[i + 1].low if i + 1 < len(tokens) else ""
    male, female, young = _mentioned("male"), _mentioned("female"), _mentioned("young")
    if last.tag == "V" or after in OF_ONE or here not in male | female | young:
        return False
    parted = (last.low in male and here in female) or (last.low in female and here in male)
    grown = (male | female) - young
    return parted or (last.low in grown and here in CHILD) or (last.low in PARENTS and here in BORN)
