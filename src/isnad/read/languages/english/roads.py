"""Roads and distances: "the road between A and B", "the A–B highway", "5 km north of A".

What may live here: how such words take the places they are told by. What comes of them is reckoned in
``isnad.read.extent``.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from isnad.read.extent import between, moved
from isnad.read.languages.english.tokens import Token
from isnad.records.where import Place

ROADS = frozenset(("road", "roads", "highway", "motorway"))
_LEADING = frozenset(("between", "linking", "connecting", "joining", "that", "which", "links", "connects", "from"))
_PASSED = frozenset(("the", "towns", "cities", "villages", "town", "city", "village", "of"))
_JOINTS = frozenset(("and", "to", "with"))
_PLACED = frozenset(("of", "the", "city", "town", "village", "camp"))
_POINTS = {
    "north": "n", "south": "s", "east": "e", "west": "w", "northeast": "ne", "northwest": "nw", "southeast": "se",
    "southwest": "sw", "north-east": "ne", "north-west": "nw", "south-east": "se", "south-west": "sw",
}  # fmt: skip
_KILOMETRES = {
    **dict.fromkeys(("km", "kms", "kilometres", "kilometers", "kilometre", "kilometer"), 1.0),
    **dict.fromkeys(("mile", "miles"), 1.609344),
}
OF_VILLAGES = 40  # kilometres: no two villages that a road is named by lie farther apart; one of them is a namesake
_BACK = 9  # tokens looked back over for a distance, "5 kilometers (3 miles) north of the city of"
_NUMBER = re.compile(r"\d{1,3}(?:\.\d+)?")
_NAME = r"[A-Z][\w'’]*(?:[ -][A-Z][\w'’]*){0,3}"
_KINDS_OF_ROAD = r"(?:main |international |public |desert |coastal )?"
_STROKE = re.compile(rf"({_NAME})(?:\s?[–—/]\s?|-| - )({_NAME}) {_KINDS_OF_ROAD}(?:{'|'.join(sorted(ROADS))})\b")
Named = tuple[int, int, Place]  # start and end in the text


def roads_in(
    tokens: Sequence[Token], named: Sequence[Named], look: Callable[[str], Place | None], text: str
) -> Iterator[Named]:
    """The roads that a line names by two places."""
    words = [k for k, token in enumerate(tokens) if token.low in ROADS]
    if not words:
        return
    for k in words:
        yield from _after(tokens, k, named, text)
    start, end = tokens[0].start, tokens[-1].end
    for found in _STROKE.finditer(text, start, end):
        one, other = _halves(found[1], found[2], look)
        line = between(one, other, found[0]) if one and other else None
        if line is not None:
            yield found.start(), found.end(2), line


def _after(tokens: Sequence[Token], k: int, named: Sequence[Named], text: str) -> Iterator[Named]:
    """The road at ``k`` that goes on with "between A and B", "linking A with B" or "from A to B"."""
    j = k + 1
    while j < len(tokens) and tokens[j].low in _LEADING | _PASSED:
        j += 1
    if j == k + 1 or j >= len(tokens) or tokens[k + 1].low not in _LEADING:
        return
    first = next((each for each in named if each[0] == tokens[j].start), None)
    second = next((each for each in named if first and each[0] >= first[1]), None)
    if first is None or second is None:
        return
    gap = [t.low for t in tokens if first[1] <= t.start < second[0]]
    if tokens[j - 2].low == "villages" and (first[2].kilometres_from(second[2]) or 0.0) > OF_VILLAGES:
        return
    if gap and gap[0] in _JOINTS and all(word in _PASSED for word in gap[1:]):
        line = between(first[2], second[2], text[first[0] : second[1]])
        if line is not None:
            yield first[0], second[1], line


def _halves(one: str, other: str, look: Callable[[str], Place | None]) -> tuple[Place | None, Place | None]:
    """The two places of names joined by a stroke; a hyphen may stand within either of them."""
    both = f"{one}-{other}"
    cuts = [len(one), *(m.start() for m in re.finditer("-", both) if m.start() != len(one))]
    for cut in cuts:
        first, second = look(both[:cut]), look(both[cut + 1 :])
        if first is not None and second is not None:
            return first, second
    return None, None


def off(tokens: Sequence[Token], i: int, place: Place) -> Place | None:
    """The place moved by the distance that stands before its name at ``i``; None where there is none."""
    k = i - 1
    while k >= 0 and tokens[k].low in _PLACED:
        k -= 1
    if k == i - 1 or k < 2 or tokens[k].low not in _POINTS:
        return None
    inner = False  # within brackets the same is said in another unit
    for at in range(k - 1, max(0, k - _BACK), -1):
        text, unit = tokens[at].text, _KILOMETRES.get(tokens[at].low)
        inner = text == ")" or (inner and text != "(")
        if inner or text == "(":
            continue
        if unit is None or not _NUMBER.fullmatch(tokens[at - 1].text):
            return None
        return moved(place, unit * float(tokens[at - 1].text), _POINTS[tokens[k].low])
    return None
