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
    if j > 0 and tokens[j].tag == "M" and (few := _of_them_first(tokens, j)) is not None:
        return few
    for i in range(j, max(-1, j - REACH), -1):
        if tokens[i].tag in "SAQ":
            return None
        if _is_hurt(tokens[i]):
            return _some_of(tokens, i)
    return None


def _of_them_first(tokens: list[Token], last: int) -> Quantity | None:
    """The number that ends at ``last``, behind those it is taken from: "of the 20 wounded in the raid, three"."""
    comma = next((n for n in range(last - 1, max(0, last - PHRASE), -1) if tokens[n].low == ","), None)
    if comma is None or (q := _whole(tokens, comma + 1, last)) is None:
        return None
    for of in range(comma - 2, max(-1, comma - REACH), -1):
        if tokens[of].tag in "SAQ":
            return None
        if tokens[of].low == "of" and (of == 0 or tokens[of - 1].tag in "SQ"):
            hurt = next((n for n in range(of + 1, min(comma, of + PHRASE + 1)) if _is_hurt(tokens[n])), None)
            return q if hurt is not None and all(t.tag in "DMNV" for t in tokens[of + 1 : hurt]) else None
    return None


def _whole(tokens: list[Token], start: int, last: int) -> Quantity | None:
    """The quantity that fills these tokens, with its bound: "at least three"."""
    found = (quantity_at(tokens, n) for n in range(start, last + 1) if tokens[n].tag == "M")
    return next((q for q in found if q is not None and (q.first, q.after) == (start, last + 1)), None)


def _is_hurt(token: Token) -> bool:
    return lexicon().outcome_of.get(token.low, ("", ""))[0] == "injured"


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
