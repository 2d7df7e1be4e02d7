"""Dates in Arabic reports: day and month in three calendars of names, weekdays, "أمس", against a dateline.

What may live here: from words to an Interval of whole days. "أمس" needs a day to count from: the report's date,
else the first full date that stands as a dateline in its text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from isnad.read.languages.arabic.hijri import hijri_at
from isnad.read.languages.arabic.numbers import cardinal
from isnad.read.languages.arabic.tokens import Sentence, Token
from isnad.records.when import Interval

_NUMERIC = re.compile(
    r"(?<![\d/.-])(?:(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}))(?![\d])"
)
_ENGLISH = re.compile(r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? (\d{1,2}),? (\d{4})")
_STAMP = re.compile(r"·\s*[A-Z][a-z]{2,8} \d{1,2}, \d{4}|[A-Z][a-z]{2,8} \d{1,2}, \d{4}\s*·")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PAST = frozenset(("الماضي", "الماضيه", "الفائت", "المنصرم", "السابق"))
_JOINTS = frozenset(("-", "–", "—", "/"))
_NIGHT = frozenset(("ليل", "ليله", "الليله", "الليل"))
_BEFORE = frozenset(("قبل", "قبيل"))
_OF_YEAR = frozenset(("من", "في", "عام", "العام", "سنه", "السنه", "الحالي", "الجديد", "الجاري", "الميلادي"))
OLDEST = 1990
SHORT_LINE = 14  # tokens; a dateline stands alone in its line, or beside "اليوم" or a weekday


@dataclass(frozen=True, slots=True)
class Dated:
    """A day named at token ``at``."""

    at: int
    day: Interval


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year >= OLDEST else None
    except ValueError:
        return None


def full_dates(text: str) -> Iterator[tuple[int, int, date]]:
    """(start, end, day) of dates in digits, and of the English ones that platforms print."""
    for m in _NUMERIC.finditer(text):
        found = _day(int(m[1]), int(m[2]), int(m[3])) if m[1] else _day(int(m[6]), int(m[5]), int(m[4]))
        if found:
            yield m.start(), m.end(), found
    for m in _ENGLISH.finditer(text):
        found = _day(int(m[3]), _MONTHS.index(m[1]) + 1, int(m[2]))
        if found:
            yield m.start(), m.end(), found


def dateline(text: str, sentences: list[Sentence]) -> date | None:
    """The day a text itself says it is of: a platform's stamp, or the first full date that stands as a dateline."""
    stamp = _STAMP.search(text)
    if stamp:
        found = next((d for _, _, d in full_dates(stamp[0])), None)
        if found:
            return found
    for sentence in sentences:
        tokens = sentence.tokens
        dated = [i for i, t in enumerate(tokens) if t.number]
        if not dated:
            continue
        short = len(tokens) <= SHORT_LINE
        found = next((d for _, _, d in full_dates(text[tokens[0].start : tokens[-1].end])), None) if short else None
        for i in dated if found is None else ():
            beside = any(t.senses.keys() & {"day", "weekday"} for t in tokens[max(0, i - 3) : i])
            worded = _worded(tokens, i, None) if short or beside else None
            found = worded[0] if worded else found
        if found:
            return found
    return None


def _worded(tokens: list[Token], i: int, base: date | None) -> tuple[date, int] | None:
    """(day, next token) of "12 أيار 2024", "12 من أيار". Without a year the one nearest before the dateline."""
    read = cardinal(tokens, i)
    if read is None or not 1 <= read[0] <= 31:
        return None
    j = read[1]
    while j < len(tokens) and tokens[j].text in ("من", "شهر", "/", "-"):
        j += 1
    sense = tokens[j].senses.get("month") if j < len(tokens) else None
    if sense is None:
        return None
    j += sense.length
    while j < len(tokens) and (tokens[j].text in ("/", "-", "،", "عام", "سنه", "من") or "month" in tokens[j].senses):
        j += 1
    if j < len(tokens) and tokens[j].number and len(tokens[j].text) == 4:
        found = _day(int(tokens[j].text), int(sense.value), read[0])
        return (found, j + 1) if found else None
    if base is None:
        return None
    found = _day(base.year, int(sense.value), read[0])
    if found and found > base + timedelta(days=2):
        found = _day(base.year - 1, int(sense.value), read[0])
    return (found, j) if found else None


def _relative(tokens: list[Token], i: int, base: date) -> tuple[date, int] | None:
    """(day, next token) of "اليوم", "أمس السبت", "السبت الماضي".

    A weekday beside a day word corrects it by a day: posts are dated in UTC.
    """
    sense = tokens[i].senses.get("day")
    weekday = tokens[i].value("weekday")
    if sense is not None:
        found, j = base + timedelta(days=int(sense.value)), i + sense.length
        for k in range(j, min(len(tokens), j + 3)):
            beside = tokens[k].value("weekday")
            if beside is not None:
                shift = (int(beside) - found.weekday() + 3) % 7 - 3
                return (found + timedelta(days=shift), k + 1) if abs(shift) <= 1 else (found, j)
        return found, j
    if weekday is None or (tokens[i].text == "احد"):
        return None
    back = (base.weekday() - int(weekday)) % 7
    following = tokens[i + 1].text if i + 1 < len(tokens) else ""
    if following in _PAST and back == 0:
        back = 7
    return base - timedelta(days=back), _night_of_two(tokens, i)


def _night_of_two(tokens: list[Token], i: int) -> int:
    """The token after a weekday at i, or after both that one night is named by, as the day it began on is: "ليل الأحد -
    الاثنين", "ليل الأحد الاثنين"."""
    j = i + 2 if i + 1 < len(tokens) and tokens[i + 1].text in _JOINTS else i + 1
    following = tokens[j].value("weekday") if j < len(tokens) and tokens[j].text.startswith("ال") else None
    weekday = tokens[i].value("weekday")
    return j + 1 if following is not None and following == (int(weekday) + 1) % 7 else i + 1


def _past_midnight(tokens: list[Token], i: int) -> int:
    """How many days after the day at i it was: one "بعد منتصف ليل" that day, for the night is named by the day on which
    it began."""
    k = i
    if tokens[k].text not in _NIGHT:
        k -= 1
        k -= k > 0 and tokens[k].value("weekday") is not None  # "ليلة الأحد 31 آذار"
        k -= k > 0 and tokens[k].text == "يوم"
    night = k > 0 and tokens[k].text in _NIGHT and tokens[k - 1].text == "منتصف"
    return int(night and not (k > 1 and tokens[k - 2].text in _BEFORE))


def _first_of_year(tokens: list[Token], i: int) -> tuple[date, int] | None:
    """(day, next token) of "اليوم الأول من عام 2024"."""
    j = i + 2
    while j < len(tokens) and tokens[j].text in _OF_YEAR:
        j += 1
    year = j > i + 2 and j < len(tokens) and tokens[j].number and len(tokens[j].text) == 4
    found = _day(int(tokens[j].text), 1, 1) if year else None
    return (found, j + 1) if found else None


def when(sentence: Sentence, text: str, base: date | None, plain: str) -> list[Dated]:
    """The days named in a sentence, in order; a date in full beats a word beside it."""
    tokens = sentence.tokens
    start, end = tokens[0].start, tokens[-1].end
    found: list[Dated] = []
    # A platform's stamp says when a post was made, and not when what it tells of was.
    line = _STAMP.sub(lambda stamp: " " * len(stamp[0]), text[start:end])
    for a, b, day in full_dates(line) if any(t.number for t in tokens) else ():
        at = next((k for k, t in enumerate(tokens) if t.end > start + a), 0)
        found.append(Dated(at, Interval.days(day, words=plain[start + a : start + b])))
    i = 0
    while i < len(tokens):
        no_day = tokens[i].senses.get("no_day")
        first = _first_of_year(tokens, i) if no_day is not None and tokens[i + 1].text == "الاول" else None
        if no_day is not None and first is None:  # "في اليوم ذاته": the day told of already
            i += no_day.length
            continue
        islamic = hijri_at(tokens, i, plain) if tokens[i].number or "number" in tokens[i].senses else None
        if islamic:
            found.append(Dated(i, islamic[0]))
            i = islamic[1]
            continue
        read = first or _worded(tokens, i, base)
        if read is None and base is not None and tokens[i].senses.keys() & {"day", "weekday"}:
            read = _relative(tokens, i, base)
        if read is None and base is not None and "days_after" in tokens[i].senses:
            read = _days_after(tokens, i, base)
        if read:
            words = plain[tokens[i].start : tokens[read[1] - 1].end]
            before = found[-1] if found else None
            fuller = before is not None and i - before.at <= 5 and "day" in tokens[before.at].senses
            if fuller and "day" not in tokens[i].senses:
                found.pop()  # "اليوم 12 أيار": the date says it better
            found.append(Dated(i, Interval.days(read[0] + timedelta(days=_past_midnight(tokens, i)), words=words)))
        i = max(i + 1, read[1] if read else 0)
    return sorted(_narrowest(found), key=lambda f: f.at)


def _narrowest(found: list[Dated]) -> list[Dated]:
    """The days without those of another calendar that a day beside them gives exactly: "9 رمضان 1445 الموافق ..."."""
    exact = [f.day for f in found if f.day.day_count == 1]
    return [f for f in found if f.day.day_count == 1 or not any(f.day.days_from(day) == 0 for day in exact)]


def _days_after(tokens: list[Token], i: int, base: date) -> tuple[date, int] | None:
    """(day, next token) of "بعد يوم من القصف": the day of the attack, seen from the report's."""
    sense = tokens[i].senses["days_after"]
    j = i + sense.length
    if not any(t.senses.keys() & {"act", "befalls", "force", "character"} for t in tokens[j : j + 2]):
        return None
    return base - timedelta(days=int(sense.value)), j
