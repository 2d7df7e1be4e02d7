"""Dates: the words for a day, resolved against the day the report was published.

What may live here: date expressions in English and what they resolve to. A weekday means the last one
up to the day of publication (newswire style: AP Stylebook, "days of the week"); nothing reads the clock.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from isnad.read.formats.dateline import status_instant
from isnad.read.languages.english.lexicon import lexicon
from isnad.records.when import Interval


@cache
def _months() -> dict[str, int]:
    return {name: i + 1 for i, names in enumerate(lexicon().raw["time"]["months"]) for name in names.split()}


_MONTH = (
    r"(?P<month{0}>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)(?![a-z])\.?"
)
EXPRESSION = re.compile(
    r"\b(?:(?P<day1>\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?\s+" + _MONTH.format(1) + r"(?:,?\s+(?P<year1>(?:19|20)\d{2}))?"
    r"|" + _MONTH.format(2) + r"\s+(?P<day2>\d{1,2})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(?P<year2>(?:19|20)\d{2}))?"
    r"|(?P<iso>\d{4}-\d{2}-\d{2})"
    r"|" + _MONTH.format(3) + r",?\s*(?P<glued>\d{1,2})(?P<gluedyear>(?:19|20)\d{2})\b"
    r"|(?:in|since|of)\s+" + _MONTH.format(4) + r"(?:,?\s+(?P<year4>(?:19|20)\d{2}))?(?!\s*\d)"
    r"|(?:in|since)\s+(?P<year5>(?:19|20)\d{2})\b"
    r"|(?P<last>last\s+|the\s+previous\s+|the\s+following\s+)?(?P<weekday>monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"
    r"|(?P<relative>today|yesterday|last\s+night|overnight|this\s+morning|this\s+evening|this\s+afternoon|tonight|last\s+week|last\s+month|last\s+year|earlier\s+this\s+month|earlier\s+this\s+week|earlier\s+this\s+year|the\s+day\s+before|a\s+day\s+earlier|the\s+previous\s+day))",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"https?://\S+/status/\d+")
SINCE = re.compile(r"\bsince\s*$", re.IGNORECASE)


@dataclass(slots=True)
class Dated:
    """A date expression at ``start``; ``since`` says that a period begins with it."""

    start: int
    end: int
    interval: Interval
    since: bool


def dates_in(text: str, start: int, end: int, published: date | None) -> list[Dated]:
    """The date expressions in ``text[start:end]`` that can be resolved."""
    found = []
    for match in EXPRESSION.finditer(text, start, end):
        interval = _resolve(match, published)
        if interval is not None:
            since = match.group().lower().startswith("since") or bool(
                SINCE.search(text[max(0, match.start() - 8) : match.start()])
            )
            found.append(Dated(match.start(), match.end(), interval, since))
    for match in ADDRESS.finditer(text, start, end):
        moment = status_instant(match.group())
        if moment is not None:  # an id that a platform gave by its clock: when the post was made
            found.append(Dated(match.start(), match.end(), Interval.instant(moment, words=match.group()), False))
    return sorted(found, key=lambda d: d.start)


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _resolve(match: re.Match[str], published: date | None) -> Interval | None:
    g, words = match.groupdict(), match.group()
    if g["iso"]:
        day = _safe(*(int(p) for p in g["iso"].split("-")))
        return Interval.days(day, words=words) if day else None
    for month, number, year in (
        ("month1", "day1", "year1"),
        ("month2", "day2", "year2"),
        ("month3", "glued", "gluedyear"),
    ):
        if g[month] and g[number]:
            return _of_day(_months()[g[month].lower()], int(g[number]), g[year], published, words)
    if g["month4"]:
        return _of_month(_months()[g["month4"].lower()], g["year4"], published, words)
    if g["year5"]:
        whole = int(g["year5"])
        return Interval.days(date(whole, 1, 1), date(whole, 12, 31), words)
    if published is None:
        return None
    if g["weekday"]:
        return _of_weekday(g["weekday"].lower(), (g["last"] or "").strip().lower(), published, words)
    return _relative(" ".join((g["relative"] or "").lower().split()), published, words)


def _of_day(month: int, day: int, year: str | None, published: date | None, words: str) -> Interval | None:
    if year is None and published is None:
        return None
    found = _safe(int(year) if year else published.year if published else 1, month, day)
    if found and not year and published and found > published + timedelta(days=2):
        found = _safe(published.year - 1, month, day)
    return Interval.days(found, words=words) if found else None


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


def _relative(phrase: str, published: date, words: str) -> Interval | None:
    day = timedelta(days=1)
    if phrase in ("today", "this morning", "this evening", "this afternoon", "tonight"):
        return Interval.days(published, words=words)
    if phrase in ("yesterday", "the day before", "a day earlier", "the previous day"):
        return Interval.days(published - day, words=words)
    if phrase in ("last night", "overnight"):
        return Interval.days(published - day, published, words)
    if phrase == "last week":
        monday = published - timedelta(days=published.weekday() + 7)
        return Interval.days(monday, monday + 6 * day, words)
    if phrase == "last month":
        end = published.replace(day=1) - day
        return Interval.days(end.replace(day=1), end, words)
    if phrase == "last year":
        return Interval.days(date(published.year - 1, 1, 1), date(published.year - 1, 12, 31), words)
    return Interval.days(published.replace(day=1), published, words) if phrase.startswith("earlier") else None
