"""When a report was published and by whom, from what was said of it and from its address.

What may live here: reading dates as people and pages write them in a dateline; not dates within sentences.
Month names: English, French, Turkish; Arabic in its three sets (Gulf and Egypt, Levant and Iraq, Maghreb).
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from urllib.parse import urlsplit

from isnad.records.capture import Capture
from isnad.records.problem import Problem, Severity
from isnad.records.when import Interval

# Twitter's snowflake ids carry, from bit 22 up, the milliseconds since 2010-11-04T01:42:54.657Z; ids up to the last
# plain one were counted, not timed.
SNOWFLAKE_EPOCH_MS = 1_288_834_974_657
LAST_PLAIN_ID = 29_700_859_247
EARLIEST, LATEST = 1900, 2200  # years taken for a date of publication
NO_DATE_TODO = (
    "Give its day with --published 2016-10-26 or in a manifest; without it, 'yesterday' and weekdays have no date."
)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv ocak يناير كانون_الثاني جانفي",
            "february feb février fevrier févr şubat subat فبراير شباط فيفري",
            "march mar mars mart مارس آذار اذار",
            "april apr avril avr nisan أبريل ابريل إبريل نيسان أفريل",
            "may mai mayıs مايو أيار ايار ماي",
            "june jun juin haziran يونيو يونيه حزيران جوان",
            "july jul juillet juil temmuz يوليو يوليه تموز جويلية",
            "august aug août aout ağustos أغسطس اغسطس آب اب أوت",
            "september sep sept septembre eylül سبتمبر أيلول ايلول",
            "october oct octobre ekim أكتوبر اكتوبر تشرين_الأول تشرين_الاول",
            "november nov novembre kasım نوفمبر تشرين_الثاني",
            "december dec décembre decembre déc aralık ديسمبر كانون_الأول كانون_الاول",
        ),
        start=1,
    )
    for name in names.split()
}
MONTH_NAME = "|".join(sorted((re.escape(n).replace("_", r"\s+") for n in _MONTHS), key=len, reverse=True))
_DIGITS = {ord(d): str(i % 10) for i, d in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}
_MARKS = {0x200E: None, 0x200F: None, 0x200B: None, 0xFEFF: None, 0x0640: None, 0x202F: " ", 0xA0: " ", 0x060C: ","}
_ISO = re.compile(r"\b((?:19|20|21)\d{2})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d)")
_DAY_MONTH = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er)?[\s.-]*(?:of\s+|de\s+)?(?:(?<!\w)|(?<=\d)(?=[ء-ي]))({MONTH_NAME})(?!\w)\.?[\s,.-]*(\d{{4}})?(?!\d)",
    re.I,
)
_MONTH_DAY = re.compile(rf"(?<!\w)({MONTH_NAME})\.?\s*(\d{{1,2}})(?:st|nd|rd|th)?(?!\d)[\s,]+(\d{{4}})(?!\d)", re.I)
_MONTH = re.compile(rf"(?<!\w)(?<!\d\s)({MONTH_NAME})\.?[\s,/]+(\d{{4}})(?!\d)", re.I)
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.]((?:19|20)\d{2})(?!\d)")
_TIME = re.compile(
    r"(?<![\d:.+-])(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d)(?:[.,]\d+)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*\(?(?P<zone>Z\b|[+-]\d{2}:?\d{2}\b|[A-Z]{3,4}(?:[+-]\d{1,2}(?::\d{2})?)?\b)?"
)
_ZONES = {  # hours east of Greenwich; only abbreviations with one meaning (RFC 2822, and the region's own)
    "Z": 0, "UTC": 0, "GMT": 0, "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "TRT": 3,
}  # fmt: skip
_IN_PATH = (  # and the order in which each gives year, month and day
    (re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?=[/_-]|$)"), "ymd"),
    (re.compile(r"(?<!\d)((?:19|20)\d{2})-(0[1-9]|1[0-2])-([0-2]\d|3[01])(?!\d)"), "ymd"),
    (re.compile(r"/(20\d{2})(0[1-9]|1[0-2])([0-2]\d|3[01])(?=\d{0,2}(?:[/_-]|$))"), "ymd"),
    (re.compile(r"/([0-2]\d|3[01])(0[1-9]|1[0-2])(20\d{2})(?=\d{0,2}(?:[/_-]|$))"), "dmy"),
    # "/bulletin-of-wednesday-30-11-2022"
    (re.compile(r"[/_-]([0-2]?\d|3[01])-(0?[1-9]|1[0-2])-(20\d{2})(?=/?$)"), "dmy"),
)
_STATUS = re.compile(r"/status(?:es)?/(\d{1,20})(?!\d)")
_STATUS_HOSTS = ("twitter.com", "x.com", "nitter.net", "fxtwitter.com", "vxtwitter.com")


def _zone_of(words: str) -> timezone | None:
    offset = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?", words)
    if offset:
        span = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(span if offset[1] == "+" else -span) if span < timedelta(hours=24) else None
    return timezone(timedelta(hours=_ZONES[words])) if words in _ZONES else None


def _instant(day: date, words: str) -> datetime | None:
    """The moment a date and its clock time name; None without a time or a zone: then only the day is known."""
    clock = _TIME.search(words)
    zone = _zone_of(clock["zone"] or "") if clock else None
    if clock is None or zone is None:
        return None
    hour, half = int(clock["hour"]), (clock["half"] or "").lower()[:1]
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return datetime(day.year, day.month, day.day, hour, int(clock["minute"]), int(clock["second"] or 0), tzinfo=zone)


def _day(year: str, month: int, day: str) -> date | None:
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None


def month_number(name: str) -> int:
    """The number of a month by a name that ``MONTH_NAME`` matches."""
    return _MONTHS["_".join(name.lower().replace("i̇", "i").split())]


def _candidates(words: str) -> Iterator[tuple[date | None, int]]:
    """(date, end of its words) by each manner of writing, the surest first."""
    for pattern in (_ISO, _COMPACT):
        for m in pattern.finditer(words):
            yield _day(m[1], int(m[2]), m[3]), m.end()
    for m in _DAY_MONTH.finditer(words):
        if m[3]:
            yield _day(m[3], month_number(m[2]), m[1]), m.end()
    for m in _MONTH_DAY.finditer(words):
        yield _day(m[3], month_number(m[1]), m[2]), m.end()
    for m in _NUMERIC.finditer(words):
        day, month = int(m[1]), int(m[2])
        if day > 12 or day == month:  # else 03/04 is a day in March or in April
            yield _day(m[3], month, m[1]), m.end()
        elif month > 12:
            yield _day(m[3], day, m[2]), m.end()


def _epoch(words: str) -> Interval | None:
    if not re.fullmatch(r"\d{9,10}(?:\.\d+)?|\d{12,13}", words):
        return None
    seconds = float(words) / (1000 if len(words.split(".")[0]) >= 12 else 1)
    return Interval.instant(datetime.fromtimestamp(seconds, UTC).replace(microsecond=0), words)


def leveled(words: str) -> str:
    """The same with digits and commas of one script, and without marks that are not seen."""
    return words.translate(_DIGITS).translate(_MARKS)


def date_in(words: str) -> Interval | None:
    """The date a dateline gives: a minute where it names time and zone, else a day, a month or a year.

    None where it gives none. A date such as 03/04/2016 may be either of two and is not taken. A clock time without a
    zone does not narrow the day it stands with.
    """
    plain = " ".join(leveled(words).split())
    epoch = _epoch(plain)
    if epoch:
        return epoch
    for day, _ in _candidates(plain):
        if day and EARLIEST <= day.year <= LATEST:
            rest = re.sub(r"(?<=\d)[Tt](?=\d\d:?\d\d)", " ", plain)
            moment = _instant(day, rest)
            return Interval.instant(moment.astimezone(UTC), words) if moment else Interval.days(day, words=words)
    month = _MONTH.search(plain) or re.fullmatch(r"(?P<y>(?:19|20)\d{2})-(?P<m>0[1-9]|1[0-2])", plain)
    if month:
        year, number = (
            (int(month[1]), int(month[2]))
            if "-" in month[0] and month[1].isdigit()
            else (int(month[2]), month_number(month[1]))
        )
        if EARLIEST <= year <= LATEST:
            return Interval.days(date(year, number, 1), date(year, number, monthrange(year, number)[1]), words)
    if re.fullmatch(r"(?:19|20)\d{2}", plain):
        return Interval.days(date(int(plain), 1, 1), date(int(plain), 12, 31), words)
    return None


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("mobile.")
    except ValueError:
        return ""


def status_instant(url: str) -> datetime | None:
    """When a post on Twitter/X was made, from the id in its address (its id is a claim of the platform); else None."""
    status = _STATUS.search(url)
    if not status or _host(url) not in _STATUS_HOSTS or int(status[1]) <= LAST_PLAIN_ID:
        return None
    milliseconds = (int(status[1]) >> 22) + SNOWFLAKE_EPOCH_MS
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    return moment if moment.year <= LATEST else None


def publisher_of(url: str) -> str:
    """The account or the site an address belongs to; empty where it names none."""
    host = _host(url)
    if host in _STATUS_HOSTS:
        handle = re.match(r"/(?!i/)(\w{1,15})/status", urlsplit(url).path)
        return f"@{handle[1]}" if handle else host
    return host


def of_address(url: str) -> Interval | None:
    """The day that an address names in its path, as many sites build theirs: /2023/09/02/, /02092023; else None."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    for pattern, order in _IN_PATH:
        for match in pattern.finditer(path):
            said = dict(zip(order, match.groups(), strict=True))
            found = _day(said["y"], int(said["m"]), said["d"])
            if found and EARLIEST <= found.year <= LATEST:
                return Interval.days(found, words=url)
    return None


def published(
    capture: Capture, of_page: Interval | None = None, stamped: Interval | None = None
) -> tuple[Interval | None, tuple[Problem, ...]]:
    """When it was published, and what is to be said of that.

    A post's id comes first, for it is exact to the millisecond; then the day that a platform ``stamped`` on it; then
    what the one who added it said; then ``of_page``, and what its address names.
    """
    posted = status_instant(capture.url)
    said = date_in(capture.published) if capture.published.strip() else None
    problems: list[Problem] = []

    def note(what: str, todo: str, severity: Severity = Severity.NOTE) -> None:
        problems.append(Problem(what=what, where=capture.origin, todo=todo, severity=severity))

    if capture.published.strip() and not said:
        note(
            f"The given date {capture.published!r} names no one day.",
            "Write it as 2016-10-26 or 2016-10-26T14:05Z.",
            Severity.WARNING,
        )
    if posted:
        by_id = Interval.instant(posted, f"status id in {capture.url}")
        if said and by_id.days_from(said) > 1:
            note(
                f"It was said to be published {said.edtf()}, but the post's id says {by_id.edtf()}; the id is used.",
                "Check that the address and the date belong to the same post.",
            )
        return by_id, tuple(problems)
    if stamped and said and stamped.days_from(said) > 1:
        note(
            f"It was said to be published {said.edtf()}, but the platform printed {stamped.edtf()} on it: used.",
            "Check the date that was given.",
        )
        return stamped, tuple(problems)
    found = said or of_page or of_address(capture.url)
    if not found:
        note("It has no date of publication.", NO_DATE_TODO)
    return found, tuple(problems)
