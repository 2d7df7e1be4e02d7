"""Afterwards: that some of the hurt died later ("two of the nine people wounded on Monday have since died").

What may live here: the way back from a word for dying over who was hurt to the number of them. Who died at once is
read in ``casualties.py``.
"""

from isnad.read.languages.english.amounts import Quantity, quantity_at
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.tokens import Token

REACH = 20  # tokens between the word for the hurt and the one for dying
PHRASE = 5  # tokens of "the nine people" between "of" and "wounded"
BETWEEN = frozenset(("since", "later", "subsequently", "also", "already", "had", "have", "has"))


def of_the_hurt(tokens: list[Token], k: int) -> Quantity | None:
    """How many of the hurt died, where the word for dying at ``k`` is said of some of them."""
    j = k - 1
    while j >= 0 and (tokens[j].tag in "AB" or tokens[j].low in BETWEEN):
        j -= 1
    for i in range(j, max(-1, j - REACH), -1):
        if tokens[i].tag in "SAQ":
            return None
        if lexicon().outcome_of.get(tokens[i].low, ("", ""))[0] == "injured":
            return _some_of(tokens, i)
    return None


def _some_of(tokens: list[Token], hurt: int) -> Quantity | None:
    """The number before "of the wounded", "of the nine people wounded"."""
    of = next((n for n in range(hurt - 1, max(0, hurt - PHRASE), -1) if tokens[n].low == "of"), None)
    if of is None or any(t.tag not in "DMNV" for t in tokens[of + 1 : hurt]):
        return None
    for first in range(of - 1, max(-1, of - 3), -1):
        q = quantity_at(tokens, first) if tokens[first].tag == "M" else None
        if q is not None and q.after == of:
            return q
    return None
