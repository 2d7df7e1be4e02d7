"""Written: the day a text itself says it is of, where neither an id nor the page's own data nor its address says it.

What may live here: datelines, platforms' stamps, labels of publication, the days of embedded posts, and "today,
Thursday 5 October", which names no year: the weekday tells it. Not the days that sentences tell of.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from isnad.read.formats.dateline import MONTH_NAME, date_in, leveled, month_number
from isnad.records.when import Interval

HEAD = 4000  # characters in which a text says of what day it is
LINES = 80  # lines in which a day may stand by itself: pages have menus before their article
BESIDE = 30  # letters beside the date in its line: a town, an agency, an author
SOON = 3  # days after a post in which pages embed it that tell of news
EARLIEST = 2000  # before it nothing of the web is looked for
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon lundi pazartesi الاثنين الإثنين الأثنين",
            "tuesday tue tues mardi salı الثلاثاء",
            "wednesday wed mercredi çarşamba الأربعاء الاربعاء",
            "thursday thu thurs jeudi perşembe الخميس",
            "friday fri vendredi cuma الجمعة",
            "saturday sat samedi cumartesi السبت",
            "sunday sun dimanche pazar الأحد الاحد",
        )
    )
    for name in names.split()
}
WEEKDAY = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_JOINT = r"[\s,.()/-]{1,4}"
_ARABIC_JOINT = rf"(?:{_JOINT}|(?=[\u0621-\u064a]))"  # "16تشرين": the script changes, and many write no blank
_NAMED_DAY = re.compile(
    rf"(?<!\w)(?P<today>اليوم\s+|today,?\s+)?(?P<weekday>{WEEKDAY})(?:{_JOINT}(?:الموافق\s+(?:ل\s*)?)?|(?=\d))"
    rf"(?:(?P<d1>\d{{1,2}}){_ARABIC_JOINT}(?:من\s+|of\s+)?(?:شهر\s+)?(?P<m1>{MONTH_NAME})|(?P<m2>{MONTH_NAME})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?)"
    rf"(?!\w)(?:\s*/\s*(?:{MONTH_NAME}))?(?:{_JOINT}(?P<year>(?:19|20)\d{{2}})(?!\d))?",
    re.I,
)
_FULL = rf"(?:{MONTH_NAME})\.?\s+\d{{1,2}},\s+\d{{4}}"
_RELATIVE = re.compile(
    rf"(?<!\w)(?:(?:اليوم|today)|(?P<yesterday>أمس|yesterday)),?\s+(?P<weekday>{WEEKDAY})(?!\w)", re.I
)
_STAMP = re.compile(rf"·\s*({_FULL})|({_FULL})\s*·", re.I)
_LABEL = re.compile(
    r"^\W*(?:تاريخ\s+النشر|نشر(?:ت)?\s+(?:في|بتاريخ|يوم)|آخر\s+تحديث|published(?:\s+on|\s+at)?|posted\s+on|last\s+updated?|"
    r"yayınlanma(?:\s+tarihi)?|giriş(?:\s+tarihi)?|date)\s*:?\s*(.{6,40})",
    re.I | re.M,
)
_NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})[-/.](\d{1,2})[-/.]((?:19|20)\d{2})(?!\d)")
_ARABIC = re.compile(r"[\u0621-\u064a]")
# How X writes a post into a page that embeds it: "— Name (@handle) September 7, 2021".
_EMBEDDED = re.compile(rf"—[^\n—]{{1,60}}\(@\w{{1,15}}\)\s*({_FULL})", re.I)


def day_written(text: str, latest: datetime) -> Interval | None:
    """The day of publication that a text gives, by the surest of its signs; None where it gives none.

    ``latest``: when it was captured, after which it cannot be. A day without a year is taken to be the last one
    before that which fell on the weekday it names.
    """
    head = text[:HEAD]
    for sign in (_stamped, _labelled, _standing, _today, _embedded, _weekday):
        for found in sign(head, latest):
            if found.first_day <= latest.date() + timedelta(days=1):
                return found
    return None


def day_stamped(text: str) -> Interval | None:
    """The day that a platform prints on a post ("January 18, 2025 · Shared with Public"); None where none is."""
    return next(_stamped(text[:HEAD], None), None)


def year_of(weekday: int, day: int, month: int, latest: date) -> int | None:
    """The last year in which this day fell on this weekday (Monday is 0), up to ``latest``; None where none did."""
    for year in range(latest.year, EARLIEST - 1, -1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= latest and found.weekday() == weekday:
            return year
    return None


def _stamped(head: str, _: datetime | None) -> Iterator[Interval]:
    if "·" in head:
        yield from _dates(match[1] or match[2] for match in _STAMP.finditer(head))


def _labelled(head: str, _: datetime) -> Iterator[Interval]:
    for match in _LABEL.finditer(head):
        found = date_in(match[1]) or (_day_first(match[1]) if _ARABIC.search(match[0]) else None)
        if found is not None and found.day_count <= 1:
            yield found


def _embedded(head: str, _: datetime) -> Iterator[Interval]:
    """The day of a post in a page; or the first after it that is the page's "today, Thursday"."""
    for posted in _dates(match[1] for match in _EMBEDDED.finditer(head)):
        for match in _RELATIVE.finditer(head):
            today = _WEEKDAYS[match["weekday"].lower()] + bool(match["yesterday"])
            later = (today - posted.first_day.weekday()) % 7
            if later <= SOON:
                yield Interval.days(posted.first_day + timedelta(days=later), words=match[0])
        yield posted


def _standing(head: str, _: datetime) -> Iterator[Interval]:
    """Dates that stand in a line by themselves, or beside no more than a place or a name."""
    arabic = 2 * len(_ARABIC.findall(head)) > sum(c.isalpha() for c in head)
    for line in head.splitlines()[:LINES]:
        words = line.strip()
        if 6 <= len(words) <= 90 and not words.startswith("—") and any(c.isdigit() for c in words):
            found = date_in(words) or (_day_first(words) if arabic else None)
            if found is not None and found.day_count <= 1 and _beside(words) <= BESIDE:
                yield found


def _day_first(words: str) -> Interval | None:
    """09/02/2022 in an Arabic page: there the day comes first (CLDR, ar)."""
    match = _NUMERIC.search(leveled(words))
    try:
        return Interval.days(date(int(match[3]), int(match[2]), int(match[1])), words=words) if match else None
    except ValueError:
        return None


def _beside(words: str) -> int:
    """How many letters a line has besides those of a date."""
    plain = _NAMED_DAY.sub(" ", leveled(words))
    plain = re.sub(rf"(?<!\w)(?:{MONTH_NAME}|{WEEKDAY}|am|pm|gmt|utc)(?!\w)", " ", plain, flags=re.I)
    return sum(c.isalpha() for c in plain)


def _today(head: str, latest: datetime) -> Iterator[Interval]:
    yield from _named_days(head, latest, lambda match: bool(match["today"]))


def _weekday(head: str, latest: datetime) -> Iterator[Interval]:
    """A day that is named in full but for its year, as something happened on it: reported on it or soon after."""
    yield from _named_days(head, latest, lambda match: not match["today"] and not match["year"])


def _named_days(head: str, latest: datetime, wanted: Callable[[re.Match[str]], bool]) -> Iterator[Interval]:
    plain = leveled(head)
    for match in _NAMED_DAY.finditer(plain):
        if wanted(match):
            day, month = int(match["d1"] or match["d2"]), month_number(match["m1"] or match["m2"])
            year = int(match["year"] or 0) or year_of(_WEEKDAYS[match["weekday"].lower()], day, month, latest.date())
            try:
                yield Interval.days(date(year or 0, month, day), words=match[0])
            except ValueError:
                continue


def _dates(all_words: Iterator[str]) -> Iterator[Interval]:
    for words in all_words:
        found = date_in(words)
        if found is not None and found.day_count <= 1:
            yield found
