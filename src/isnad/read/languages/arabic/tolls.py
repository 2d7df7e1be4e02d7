"""Tolls: the figure that a count has come to, "ارتفع عدد القتلى إلى 5 والجرحى إلى 15".

What may live here: how a word like "عدد" or "حصيلة" and the victims named after it take their number.
"""

from isnad.read.languages.arabic.numbers import amount
from isnad.read.languages.arabic.people import Kind, People, Reader
from isnad.read.languages.arabic.tokens import Token
from isnad.records.claim import Count, Outcome

REACH = 16  # tokens from the word to the figure
Total = tuple[tuple[Count, ...], int]


def total_at(tokens: list[Token], people: Reader, i: int) -> Total | None:
    """The counts that the toll at i has come to and the token after them, with those of the other outcome beside it:
    "ارتفع عدد القتلى إلى 5 والجرحى إلى 15", "بلغ عدد القتلى 5"; None where it has no figure."""
    k = next((j for j in range(i + 1, min(i + 3, len(tokens))) if "victim" in tokens[j].senses), None)
    if k is None:
        return None
    outcome = Outcome(tokens[k].senses["victim"].value[0])
    came = i > 0 and "becomes" in tokens[i - 1].senses
    found = people.at(k + 1, outcome, Kind()) if came else None
    for j in range(i + 2, min(len(tokens), i + REACH)) if found is None else ():
        if _other(tokens, j, outcome):
            return None
        found = _come_to(tokens, people, j, outcome)
        if found:
            break
    if found is None:
        return None
    other = _other(tokens, found.last, outcome)
    at = found.last + 1
    beside = (_come_to(tokens, people, at, other) or people.at(at, other, Kind())) if other else None
    return ((*found.counts, *beside.counts), beside.last) if beside else (found.counts, found.last)


def _other(tokens: list[Token], j: int, outcome: Outcome) -> Outcome | None:
    """The other outcome whose victims are named at j: "والجرحى"."""
    sense = tokens[j].senses.get("victim") if j < len(tokens) else None
    other = Outcome(sense.value[0]) if sense and sense.definite and sense.prefix == "و" else outcome
    return other if other is not outcome else None


def _come_to(tokens: list[Token], people: Reader, j: int, outcome: Outcome) -> People | None:
    """The people after "إلى" and its like at j, or where "ل" is written onto the number."""
    if j >= len(tokens):
        return None
    number = tokens[j].senses.get("number")
    if number and number.prefix.endswith("ل") and amount(tokens, j):
        return people.at(j, outcome, Kind())
    return people.at(j + 1, outcome, Kind()) if "becomes" in tokens[j].senses else None
