"""Roads and distances in Arabic: "طريق س - ص", "الطريق الواصل بين س وص", "على بعد 5 كم شمال س".

What may live here: how such words take the places they are told by. What comes of them is reckoned in
``isnad.read.extent``.
"""

from collections.abc import Callable

from isnad.read.extent import between, moved
from isnad.read.languages.arabic.numbers import amount
from isnad.read.languages.arabic.tokens import Token
from isnad.records.where import Place

LEADING = 5  # words that may stand between "طريق" and the first place
AFTER = 3  # tokens after a name in which its distance is looked for: "شمال س بنحو 5 كم"
_STROKES = frozenset("-–—/")
# (first token, letters written onto it, a place near which it lies) -> place, next token
Look = Callable[[int, int, Place | None], tuple[Place, int] | None]


def road_at(tokens: list[Token], i: int, look: Look, plain: str) -> tuple[int, Place] | None:
    """(next token, line) of the road that is named at i by two places; None where it is not."""
    sense = tokens[i].senses.get("place_road")
    if sense is None:
        return None
    j = i + sense.length
    for _ in range(LEADING):
        passing = tokens[j].senses.get("place_road_words") if j < len(tokens) else None
        j += passing.length if passing else 0
    first = look(j, 0, None) if j < len(tokens) else None
    if first is None:
        return None
    second = _joined(tokens, first[1], first[0], look)
    line = between(first[0], second[0], plain[tokens[j].start : tokens[second[1] - 1].end]) if second else None
    return (second[1], line) if second and line else None


def _joined(tokens: list[Token], j: int, near: Place, look: Look) -> tuple[Place, int] | None:
    """The second place: after a stroke, "باتجاه" or their like, or with "و" written onto it."""
    if j >= len(tokens):
        return None
    if tokens[j].text in _STROKES or "place_to" in tokens[j].senses or tokens[j].text == "و":
        return look(j + 1, 0, near) if j + 1 < len(tokens) else None
    return look(j, 1, near) if tokens[j].text.startswith("و") else None


def off(tokens: list[Token], i: int, last: int, place: Place) -> Place | None:
    """The place moved by a distance that stands before the point of the compass at i, or after the name that ends
    before ``last``; None where there is none."""
    point = tokens[i].value("compass")
    if point is None:
        return None
    for at in (*range(max(0, i - 3), i), *range(last, min(len(tokens), last + AFTER))):
        found = amount(tokens, at) if not tokens[at].senses.keys() & {"vague"} else None
        if found is None or found.last >= len(tokens) or "place_kilometres" not in tokens[found.last].senses:
            continue
        if found.low and found.low == found.high:
            return moved(place, found.low, point)
    return None
