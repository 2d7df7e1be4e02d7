"""Numbers in Arabic: digits, words, and the words around them that make a bound.

What may live here: from tokens to a range. Who is counted lives in counting.py. Grammar: Wright,
A Grammar of the Arabic Language, vol. I §§ 318-336 (units before tens, joined by و; hundreds and thousands first).
"""

from dataclasses import dataclass

from isnad.read.languages.arabic.tokens import Token

MOST = 1_000_000  # larger figures are money, telephone numbers or identifiers
YEARS = range(1900, 2100)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number at tokens ``first:last``: low and high as stated, or a ``vague`` range for a word."""

    first: int
    last: int
    low: int | None
    high: int | None
    vague: tuple[int, int | None] | None = None
    stated: bool = True


def _digits(token: Token) -> int | None:
    number = int(token.text.replace(",", "")) if token.number and len(token.text) <= 9 else None
    return number if number is not None and number <= MOST else None


def cardinal(tokens: list[Token], i: int) -> tuple[int, int] | None:
    """(number, next token) of the number that begins at i; None where none does."""
    if i >= len(tokens):
        return None
    number = _digits(tokens[i])
    if number is not None:
        scale = tokens[i + 1].value("number") if i + 1 < len(tokens) else None
        if scale in (1000, 1_000_000) and not tokens[i + 1].senses["number"].prefix:
            return number * int(scale), i + 2
        return number, i + 1
    return _worded(tokens, i)


def _worded(tokens: list[Token], i: int) -> tuple[int, int] | None:
    """A number in words: terms joined by و, thousands multiplying what stands before them."""
    sense = tokens[i].senses.get("number")
    if sense is None or ("weekday" in tokens[i].senses and sense.definite):
        return None
    total, part, last, j = 0, 0, 0, i
    while j < len(tokens):
        sense = tokens[j].senses.get("number")
        if sense is None or (j > i and not _continues(last, sense.value, "و" in sense.prefix)):
            break
        value = int(sense.value)
        if value in (1000, 1_000_000):
            total, part = total + max(part, 1) * value, 0
        elif value == 100 and 3 <= part <= 9:
            part *= 100
        else:
            part += value
        last, j = value, j + sense.length
    return (total + part, j) if j > i and total + part != 1 else None  # "one" stands after its noun


def _continues(last: int, value: int, joined: bool) -> bool:
    """Whether a number word goes on the number whose last word was ``last``."""
    if not joined:  # "ثلاثة عشر", "ثلاثة آلاف", "خمسة عشر الف"
        return (value == 10 and 1 <= last <= 9) or (value >= 1000 and last < 1000) or (value == 100 and 3 <= last <= 9)
    if 20 <= value <= 90:
        return 1 <= last <= 9 or last >= 100
    return last >= 100 and value < last


def amount(tokens: list[Token], i: int) -> Amount | None:
    """The number at i with its bounds: "أكثر من 5", "نحو عشرين", "3 إلى 5", "بين 3 و5", "عشرات"."""
    first, j, bound = i, i, ""
    while j < len(tokens):  # "نحو", "أكثر من", "ما لا يقل عن"; "عدد" only counts before a number
        found = next((k for k in ("low_before", "low_above", "high_before", "near") if k in tokens[j].senses), "")
        if not found:
            break
        bound, j = found, j + tokens[j].senses[found].length
    if j >= len(tokens):
        return None
    ranged = _range(tokens, j)
    if ranged:
        return Amount(first, ranged[2], ranged[0], ranged[1])
    read = cardinal(tokens, j)
    if read is None:
        return _vague(tokens, first, j)
    number, after = read
    low: int | None = number
    high: int | None = number
    if bound in ("low_before", "low_above"):
        low, high = number + (bound == "low_above"), None
    elif bound == "high_before":
        low, high = None, number
    return Amount(first, after, low, high)


def _range(tokens: list[Token], i: int) -> tuple[int, int, int] | None:
    """(low, high, next token) of "3-5", "3 إلى 5", "3 أو 4", "بين 3 و5"."""
    start = i + 1 if "between" in tokens[i].senses else i
    one = cardinal(tokens, start)
    if one is None or one[1] >= len(tokens):
        return None
    number, j = one
    joint = tokens[j]
    if joint.text in (("و",) if start > i else ("-", "–", "—", "او", "الي", "ل")):
        j += 1
    elif not (start > i and "number" in joint.senses and "و" in joint.senses["number"].prefix):
        return None
    two = cardinal(tokens, j)
    if two is None or two[0] <= number or two[0] in YEARS:
        return None
    return number, two[0], two[1]


def _vague(tokens: list[Token], first: int, j: int) -> Amount | None:
    sense = tokens[j].senses.get("vague")
    if sense is None:
        return None
    after = j + sense.length
    exact = cardinal(tokens, after)  # "عدد 3", "عدد من 3"
    if exact and tokens[j].text.endswith("عدد"):
        return Amount(first, exact[1], exact[0], exact[0])
    if after < len(tokens) and tokens[after].text == "من":
        after += 1
    return Amount(first, after, None, None, vague=sense.value)
