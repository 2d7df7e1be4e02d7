"""Dates: the words for a day, resolved against the day the report was published.

What may live here: date expressions in English and what they resolve to. A weekday means the last one
up to the day of publication (newswire style: AP Stylebook, "days of the week"); nothing reads the clock.
"""

import re
from bisect import bisect_left
from calendar import monthrange
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from isnad.read.formats.dateline import status_instant
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.seeking import matches, opener, places
from isnad.records.when import Interval


@cache
def _months() -> dict[str, int]:
    return {name: i + 1 for i, names in enumerate(lexicon().raw["time"]["months"]) for name in names.split()}


@cache
def _named_days() -> dict[str, tuple[int, ...]]:
    """Days with a name -> month and day, or month, weekday and which of the month."""
    found: dict[str, tuple[int, ...]] = {}
    for name, numbers in (("fixed_days", 2), ("moving_days", 3)):
        for entry in lexicon().raw["timing"][name]:
            *words, last = entry.rsplit(" ", numbers)
            found[words[0]] = tuple(int(n) for n in (*words[1:], last))
    return found


def _alternatives(names: list[str]) -> str:
    by_length = sorted(names, key=len, reverse=True)
    return "|".join(re.escape(n).replace(r"\ ", r"\s+").replace("'", "['’]") for n in by_length)


_MONTH = (
    r"(?P<month{0}>january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)(?![a-z])\.?"
)
_YEAR = r"(?:,?\s+(?P<year{0}>(?:19|20)\d{{2}}))?"
_DAY = r"(?P<day{0}>\d{{1,2}})(?:st|nd|rd|th)?"
_NO_DAY = r"(?![\d:.]|\s*(?:[ap]\.?m|people|others|civilians))"
_UPTO = r"(?:\s*(?:-|–|—|to|through|until{1})\s*(?:the\s+)?(?P<to{0}>\d{{1,2}})(?:st|nd|rd|th)?" + _NO_DAY + ")?"
_WEEKDAY = r"monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_SHORT = r"mon|tues?|wed|thurs?|thu|fri|sat|sun"
NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_MONTHS = frozenset(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"))
EXPRESSION = re.compile(
    r"\b(?:(?P<before>"
    + _WEEKDAY
    + "|"
    + _SHORT
    + r")\.?(?:\s+(?:morning|afternoon|evening|night))?,?\s+(?:the\s+)?(?=\d|[a-z]{3,9}\.?\s+\d))?"
    r"\b(?:"
    + _DAY.format(1)
    + _UPTO.format(1, "|and")
    + r"(?:\s+of)?\s+"
    + _MONTH.format(1)
    + _YEAR.format(1)
    + r"|"
    + _MONTH.format(2)
    + r"\s+(?:the\s+)?"
    + _DAY.format(2)
    + r"(?!\d)"
    + _UPTO.format(2, "")
    + _YEAR.format(2)
    + r"|(?P<iso>\d{4}-\d{2}-\d{2})"
    r"|(?<![\d/])(?P<numeric>\d{1,2}[/]\d{1,2}[/](?:(?:19|20)\d{2}|\d{2}))(?![\d/])"
    r"|" + _MONTH.format(3) + r",?\s*(?P<glued>\d{1,2})(?P<gluedyear>(?:19|20)\d{2})\b"
    r"|(?:in|since|of)\s+(?:(?:early|mid|late)[-\s]+)?" + _MONTH.format(4) + _YEAR.format(4) + r"(?!\s*\d)"
    r"|(?:in|since)\s+(?P<year5>(?:19|20)\d{2})\b"
    r"|(?P<last>last\s+|this\s+past\s+|the\s+previous\s+|the\s+following\s+)?(?P<weekday>" + _WEEKDAY + r")\b"
    r"|(?P<ago>a|an|one|two|three|four|five|six|seven|\d{1,2})\s+(?P<unit>day|week|month|year)s?\s+ago\b"
    r"|(?P<relative>today|yesterday|last\s+night|overnight|this\s+morning|this\s+evening|this\s+afternoon|tonight"
    r"|(?:last|this|the\s+past|this\s+past|past|over\s+the|during\s+the|the)\s+weekend"
    r"|last\s+week|last\s+month|last\s+year|earlier\s+this\s+month|earlier\s+this\s+week|earlier\s+this\s+year"
    r"|the\s+day\s+before\s+yesterday|the\s+day\s+before|a\s+day\s+earlier|the\s+previous\s+day)\b)",
)  # over text in lower case, where each alternative is told by its first letter
_FIRST = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    *("mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun"),
    *("in", "since", "of", "last", "this", "the", "past", "over", "during", "earlier"),
    *("today", "yesterday", "overnight", "tonight", *NUMBERS),
)
_begins = opener(
    frozenset(_FIRST),
    lambda word: word[0].isdigit() or word[:3].lower() in _MONTHS,  # "May152020" is a word that begins with a month
)
TRIGGER = re.compile(
    r"\d|day\b|days\b|night|morning|evening|afternoon|week|month|year|ago\b|in [jfmasond]|since|of [jfmasond]"
    r"|christmas|halloween|thanksgiving|july"
)
NAMED = re.compile(
    r"['’.sgltrekn] [Dd]ay\b|[Cc]hristmas|[Hh]alloween|[Tt]hanksgiving|de [Mm]ayo|of [Jj]uly|[Jj]uly [4f]|[Yy]ear['’]s"
)
IN_NAMES = ("day", "christmas", "halloween", "thanksgiving", "mayo", "july", "year")  # one is in each match of NAMED
_IN_NAMES = re.compile("|".join(IN_NAMES))
ADDRESS = re.compile(r"https?://\S+/status/\d+")
SINCE = re.compile(r"\bsince\s*$", re.IGNORECASE)
DAY = timedelta(days=1)


@cache
def _named() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{_alternatives(list(_named_days()))})(?![a-z])(?:,?\s+(?P<year>(?:19|20)\d{{2}})\b)?", re.I
    )


@dataclass(slots=True)
class Dated:
    """A date expression at ``start``; ``since`` says that a period begins with it, ``year`` that it names its year."""

    start: int
    end: int
    interval: Interval
    since: bool
    year: bool = False


def dates_in(text: str, start: int, end: int, published: date | None, year: int | None = None) -> list[Dated]:
    """The date expressions in ``text[start:end]`` that can be resolved; ``year`` is that of days that name none
    where no day of publication is known."""
    found = _expressions(text, start, end, published, year)
    low = _lowered(text)
    named = _may_name(low, start, end) and NAMED.search(text, start, end) is not None
    if (found or named) and TRIGGER.search(low, start, end) is None:
        found = []
    elif named:
        found += _days_by_name(text, start, end, published, year)
    for match in ADDRESS.finditer(text, start, end):
        moment = status_instant(match.group())
        if moment is not None:  # an id that a platform gave by its clock: when the post was made
            found.append(Dated(match.start(), match.end(), Interval.instant(moment, words=match.group()), False))
    found.sort(key=lambda d: (d.start, -d.end))
    return [d for i, d in enumerate(found) if not any(e.start <= d.start < e.end for e in found[max(0, i - 2) : i])]


def year_named(text: str) -> int | None:
    """The year that most of the days in a text that name one are of; the first named, of several."""
    named = Counter(d.interval.first_day.year for d in _expressions(text, 0, len(text), None, None) if d.year)
    return named.most_common(1)[0][0] if named else None


def _expressions(text: str, start: int, end: int, published: date | None, year: int | None) -> list[Dated]:
    found = []
    for match in matches(EXPRESSION, places(_begins, text, start, end), _lowered(text), end):
        interval = _resolve(match, text[match.start() : match.end()], published, year)
        if interval is not None:
            since = match.group().startswith("since") or bool(
                SINCE.search(text[max(0, match.start() - 8) : match.start()])
            )
            g = match.groupdict()
            own = any(g[name] for name in ("year1", "year2", "iso", "gluedyear", "numeric"))
            found.append(Dated(match.start(), match.end(), interval, since, own))
    return found


@lru_cache(maxsize=2)
def _lowered(text: str) -> str:
    """A text in lower case, every letter where it was."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@lru_cache(maxsize=2)
def _where_named(low: str) -> list[int]:
    """Where the words stand of which one is in each day by name."""
    return [match.start() for match in _IN_NAMES.finditer(low)]


def _may_name(low: str, start: int, end: int) -> bool:
    """Whether one of those words begins in ``low[start:end]``."""
    at = _where_named(low)
    return bisect_left(at, start) < bisect_left(at, end)


def _days_by_name(text: str, start: int, end: int, published: date | None, year: int | None) -> list[Dated]:
    found = []
    for match in _named().finditer(text, start, end):
        name = " ".join(match.group().lower().replace("’", "'").split())
        own = match["year"]
        numbers = _named_days()[name.removesuffix(own or "").rstrip(" ,")]
        at = int(own) if own else published.year if published else year
        if at is None:
            continue
        day = _named_day(at, numbers)
        if not own and published and day > published + DAY:
            day = _named_day(at - 1, numbers)
        found.append(Dated(match.start(), match.end(), Interval.days(day, words=match.group()), False, bool(own)))
    return found


def _named_day(year: int, numbers: tuple[int, ...]) -> date:
    if len(numbers) == 2:
        return date(year, *numbers)
    month, weekday, which = numbers
    if which < 0:
        last = date(year, month, monthrange(year, month)[1])
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _resolve(match: re.Match[str], words: str, published: date | None, year: int | None) -> Interval | None:
    g = match.groupdict()
    if g["iso"]:
        day = _safe(*(int(p) for p in g["iso"].split("-")))
        return Interval.days(day, words=words) if day else None
    if g["numeric"]:
        return _of_numbers(g["numeric"], published, words)
    for number in "12":
        if g[f"month{number}"]:
            month = _months()[g[f"month{number}"].lower()]
            own = g[f"year{number}"] or (str(year) if year and not published else None)
            return _of_days(month, g[f"day{number}"], g[f"to{number}"], own, published, words)
    if g["month3"]:
        return _of_days(_months()[g["month3"].lower()], g["glued"], None, g["gluedyear"], published, words)
    if g["month4"]:
        own = g["year4"] or (str(year) if year and not published else None)
        return _of_month(_months()[g["month4"].lower()], own, published, words)
    if g["year5"]:
        whole = int(g["year5"])
        return Interval.days(date(whole, 1, 1), date(whole, 12, 31), words)
    if published is None:
        return None
    if g["weekday"]:
        return _of_weekday(g["weekday"].lower(), (g["last"] or "").strip().lower(), published, words)
    if g["ago"]:
        return _ago(NUMBERS.get(g["ago"].lower()) or int(g["ago"]), g["unit"].lower(), published, words)
    return _relative(" ".join((g["relative"] or "").lower().split()), published, words)


def _of_numbers(numbers: str, published: date | None, words: str) -> Interval | None:
    """A date in numbers with the year last. Which number is the month is told by the other being above 12, else by
    the day of publication: what lies within the month before it; a date that may still be two is none."""
    first, second, last = (int(n) for n in numbers.split("/"))
    year = last if last > 99 else 2000 + last
    either = {d for d in (_safe(year, first, second), _safe(year, second, first)) if d is not None}
    if len(either) > 1 and published is not None:
        either = {d for d in either if timedelta(0) <= published - d <= 31 * DAY}
    return Interval.days(either.pop(), words=words) if len(either) == 1 else None


def _of_days(
    month: int, day: str, to: str | None, year: str | None, published: date | None, words: str
) -> Interval | None:
    first = _of_day(month, int(day), year, published)
    if first is None:
        return None
    last = _safe(first.year, month, int(to)) if to else None
    return Interval.days(first, last if last and last > first else None, words)


def _of_day(month: int, day: int, year: str | None, published: date | None) -> date | None:
    if year is None and published is None:
        return None
    found = _safe(int(year) if year else published.year if published else 1, month, day)
    if found and not year and published and found > published + timedelta(days=2):
        found = _safe(published.year - 1, month, day)
    return found


def _of_month(month: int, year: str | None, published: date | None, words: str) -> Interval | None:
    if year is None and published is None:
        return None
    at = int(year) if year else published.year if published else 1
    if not year and published and month > published.month:
        at -= 1
    first = date(at, month, 1)
    return Interval.days(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1), words)


def _of_weekday(name: str, prefix: str, published: date, words: str) -> Interval:
    back = (published.weekday() - lexicon().raw["time"]["weekdays"].index(name)) % 7
    if prefix.startswith("last") and back == 0:
        back = 7
    return Interval.days(published - timedelta(days=back), words=words)


def _ago(number: int, unit: str, published: date, words: str) -> Interval | None:
    """ "Three days ago" is a day; "two weeks ago" the week round it, for it is said in round numbers."""
    if unit == "day":
        return Interval.days(published - number * DAY, words=words)
    if unit == "week":
        middle = published - 7 * number * DAY
        return Interval.days(middle - 3 * DAY, middle + 3 * DAY, words)
    if unit == "month":
        middle = published - 30 * number * DAY
        return Interval.days(middle - 15 * DAY, middle + 15 * DAY, words)
    return Interval.days(date(published.year - number, 1, 1), date(published.year - number, 12, 31), words)


def _relative(phrase: str, published: date, words: str) -> Interval | None:
    if phrase in ("today", "this morning", "this evening", "this afternoon", "tonight"):
        return Interval.days(published, words=words)
    if phrase in ("yesterday", "the day before", "a day earlier", "the previous day"):
        return Interval.days(published - DAY, words=words)
    if phrase == "the day before yesterday":
        return Interval.days(published - 2 * DAY, words=words)
    if phrase in ("last night", "overnight"):
        return Interval.days(published - DAY, published, words)
    if phrase.endswith("weekend"):
        saturday = published - timedelta(days=(published.weekday() - 5) % 7)
        return Interval.days(saturday, min(saturday + DAY, max(published, saturday)), words)
    if phrase == "last week":
        monday = published - timedelta(days=published.weekday() + 7)
        return Interval.days(monday, monday + 6 * DAY, words)
    if phrase == "last month":
        end = published.replace(day=1) - DAY
        return Interval.days(end.replace(day=1), end, words)
    if phrase == "last year":
        return Interval.days(date(published.year - 1, 1, 1), date(published.year - 1, 12, 31), words)
    if phrase == "earlier this week":
        return Interval.days(published - timedelta(days=published.weekday()), published, words)
    if phrase == "earlier this year":
        return Interval.days(date(published.year, 1, 1), published, words)
    return Interval.days(published.replace(day=1), published, words) if phrase.startswith("earlier") else None
