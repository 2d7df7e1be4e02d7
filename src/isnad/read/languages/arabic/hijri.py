"""Hijri dates: "12 رمضان 1445 هـ".

What may live here: reading them, and their days. The day on which a month began hangs on who saw the moon where, so
the day reckoned may be one off either way, and so much is said.
"""

from datetime import date, timedelta

from isnad.read.languages.arabic.numbers import cardinal
from isnad.read.languages.arabic.tokens import Token
from isnad.records.when import Interval

YEARS = range(1340, 1500)  # 1921 to 2076
_BESIDE = frozenset(("من", "شهر", "عام", "سنه", "/", "-", "،"))
_EPOCH = 1_948_440 - 385 - 1_721_425  # days from the year 1 to the Hijri era, in the tabular calendar's reckoning


def day_of(year: int, month: int, day: int) -> date:
    """The day in the tabular (civil) Islamic calendar: 30 years of 354 days, eleven of them a day longer.

    >>> day_of(1445, 1, 1), day_of(1445, 9, 1)
    (datetime.date(2023, 7, 19), datetime.date(2024, 3, 11))
    """
    return date.fromordinal((11 * year + 3) // 30 + 354 * year + 30 * month - (month - 1) // 2 + day + _EPOCH)


def hijri_at(tokens: list[Token], i: int, plain: str) -> tuple[Interval, int] | None:
    """The three days in which a Hijri date at i lies, and the token after it; None where none stands there."""
    read = cardinal(tokens, i)
    if read is None or not 1 <= read[0] <= 30:
        return None
    j = _past(tokens, read[1])
    sense = tokens[j].senses.get("hijri") if j < len(tokens) else None
    if sense is None:
        return None
    j = _past(tokens, j + sense.length)
    if j >= len(tokens) or not tokens[j].number or len(tokens[j].text) != 4 or int(tokens[j].text) not in YEARS:
        return None
    day, off = day_of(int(tokens[j].text), int(sense.value), read[0]), timedelta(days=1)
    return Interval.days(day - off, day + off, words=plain[tokens[i].start : tokens[j].end]), j + 1


def _past(tokens: list[Token], j: int) -> int:
    while j < len(tokens) and tokens[j].text in _BESIDE:
        j += 1
    return j
