"""Asides: who a sentence counts, found across what stands beside the count between commas or behind a colon.

What may live here: the way from a verb back over ", including a young man named Name," or ": 17 women, 49 children,"
to the count that it says more of, and from the families people come from to the people.
"""

from isnad.read.languages.english.quantities import Counted
from isnad.read.languages.english.tokens import Token

OPENERS = frozenset(("including", "among", "mostly", "mainly", "notably", "namely", "most", "all", "both"))
LISTED = frozenset((":", "–", "—", "-"))
DASHES = frozenset(("-", "–", "—"))
OF_ONE = 6  # tokens of "of the Name family"
LONGEST = 30  # tokens of an aside


def across_aside(tokens: list[Token], j: int, people: list[Counted]) -> Counted | None:
    """The count right before an aside that ends in the comma at ``j``: "two civilians, including Name, were killed"."""
    if j >= 2 and j + 1 < len(tokens) and tokens[j + 1].low in DASHES:
        return _across_dashes(tokens, j + 1, people)
    if j < 2 or tokens[j].low != ",":
        return None
    for k in range(j - 2, max(0, j - LONGEST), -1):
        if tokens[k].tag == "A" or tokens[k].low in (".", ";", "who", "which", "while"):
            return None
        if tokens[k].low == "," and tokens[k + 1].low in OPENERS:
            found = next((c for c in people if c.after == k), None)
            return found if found is None or not of_families(tokens, found) else whose_families(tokens, found, people)
    return None


def _across_dashes(tokens: list[Token], close: int, people: list[Counted]) -> Counted | None:
    """The count before an aside between dashes: "four of one family - a couple and their daughters - were killed"."""
    for k in range(close - 1, max(0, close - LONGEST), -1):
        if tokens[k].tag == "A" or tokens[k].low in (".", ";", "who", "which", "while"):
            return None
        if tokens[k].low in DASHES:
            return next((c for c in people if _stands_before(tokens, c, k)), None)
    return None


def whole_listed(tokens: list[Token], first: Counted, people: list[Counted]) -> Counted | None:
    """The count that a list behind a colon or a dash is made of: "81 civilians: 17 women, 49 children ..."."""
    if not first.first or tokens[first.first - 1].low not in LISTED:
        return None
    before = first.first - 1
    return next((c for c in people if _stands_before(tokens, c, before) and c.group in ("people", "civilians")), None)


def _stands_before(tokens: list[Token], c: Counted, k: int) -> bool:
    """Whether a count stands right before the colon or dash at ``k``, but for the family or place it is of."""
    between = tokens[c.after : k]
    return c.after <= k and (not between or (between[0].low in ("of", "from") and len(between) < OF_ONE))


def of_families(tokens: list[Token], c: Counted) -> bool:
    """Whether a count is of the families that those counted come from ("eight people of two families")."""
    before = {t.low for t in tokens[max(0, c.first - 2) : c.first]}
    return c.head == "families" and bool(before & {"to", "of", "from", "between"})


def whose_families(tokens: list[Token], families: Counted, people: list[Counted]) -> Counted | None:
    """The count of those who come from the families counted right behind it."""
    before = next((c for c in reversed(people) if c.after < families.first), None)
    between = tokens[before.after : families.first] if before is not None else []
    return before if between and all(t.tag in "IVB" or t.low in ("members", "belonging") for t in between) else None
