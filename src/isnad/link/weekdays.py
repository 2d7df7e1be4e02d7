"""Weekdays: the day of the week that a report names first.

What may live here: finding it, in each language that is read. A page saved without its date says "on Sunday evening"
still; that tells which of two attacks on one village it may be of.
"""

import re

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NAMES = (
    ("monday", "الاثنين", "الإثنين"),
    ("tuesday", "الثلاثاء"),
    ("wednesday", "الأربعاء", "الاربعاء"),
    ("thursday", "الخميس"),
    ("friday", "الجمعة"),
    ("saturday", "السبت"),
    ("sunday", "الأحد", "الاحد"),
)
_DAYS = {name: n for n, names in enumerate(_NAMES) for name in names}
_NAMED = re.compile(rf"(?<!\w)و?({'|'.join(_DAYS)})(?!\w)", re.I)


def weekday_in(text: str) -> int | None:
    """The first day of the week named, Monday 0 to Sunday 6; None where none is."""
    found = _NAMED.search(text)
    return _DAYS[found[1].lower()] if found else None
