"""Numerals: the plain number that words or digits say.

What may live here: number words and digits to a value; bounds and what is counted are read in ``quantities.py``.
"""

import re
from functools import cache

from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.tokens import Token

SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "dozen": 12}
DIGITS = re.compile(r"^(\d+(?:[.,]\d{3})*|\d+)(\+?)$")


@cache
def _units() -> dict[str, int]:
    numbers = lexicon().raw["numbers"]
    found = {word: value for value, word in enumerate(numbers["ones"])}
    found.update({word: 10 * (i + 2) for i, word in enumerate(numbers["tens"])})
    return found


def _word_value(low: str) -> int | None:
    units = _units()
    if low in units:
        return units[low]
    tens, _, one = low.partition("-")
    return (
        units[tens] + units[one] if one and tens in units and one in units and units[tens] >= 20 > units[one] else None
    )


def plain_number(tokens: list[Token], i: int) -> tuple[int, int, bool] | None:
    """(value, token after, open upward) of the plain number that begins at ``i``."""
    t = tokens[i]
    digits = DIGITS.match(t.low)
    if digits:
        value = int(re.sub(r"[.,]", "", digits.group(1)))
        j = i + 1
        if j < len(tokens) and tokens[j].low in ("million", "thousand", "hundred"):
            return value * SCALES[tokens[j].low], j + 1, bool(digits.group(2))
        return value, j, bool(digits.group(2))
    if re.fullmatch(r"\d\.\d", t.low) and i + 1 < len(tokens) and tokens[i + 1].low == "million":
        return int(float(t.low) * 1_000_000), i + 2, False
    return _spelt(tokens, i)


def _spelt(tokens: list[Token], i: int) -> tuple[int, int, bool] | None:
    total = part = 0
    j = i
    if tokens[i].low == "half" and i + 2 < len(tokens) and tokens[i + 2].low in SCALES:
        return SCALES[tokens[i + 2].low] // 2, i + 3, False
    if tokens[i].low in ("a", "half") and not (i + 1 < len(tokens) and tokens[i + 1].low in SCALES):
        return None
    while j < len(tokens):
        low = tokens[j].low
        value = _word_value(low)
        if value is not None:
            part += value
        elif low in SCALES and (part or j > i or low != "dozen"):
            part = max(part, 1) * SCALES[low]
            if SCALES[low] >= 1000:
                total, part = total + part, 0
        elif low == "dozen" and j == i:
            part = 12
        elif not (
            low in ("a", "and")
            and j + 1 < len(tokens)
            and (low == "a" or part >= 100)
            and (tokens[j + 1].low in SCALES or (_word_value(tokens[j + 1].low) is not None and low == "and"))
        ):
            break
        j += 1
    return (total + part, j, False) if j > i else None


def number_at(tokens: list[Token], i: int, word: str = "") -> int | None:
    """The plain number that one token is ("34", "two"), or that ``word``, a part of it, is; None where it is none."""
    low = word or tokens[i].low
    return int(low) if low.isdigit() and len(low) < 9 else _word_value(low)
