"""Interval: a time known only so well.

What may live here: intervals, their arithmetic and their codes of precision.
Nothing here reads the clock.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A half-open stretch of UTC time ``[start, end)`` in which something lies.

    ``words`` are the words it was read from, where it was read from any.
    Raises ValueError where ``end`` does not lie after ``start`` or a bound has no time zone.
    """

    start: datetime
    end: datetime
    words: str = ""

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("an Interval needs bounds with a time zone")
        if self.end <= self.start:
            raise ValueError("an Interval must end after it starts")

    @classmethod
    def days(cls, first: date, last: date | None = None, words: str = "") -> "Interval":
        """The whole days from ``first`` to ``last`` (both included; one day by default)."""
        start = datetime(first.year, first.month, first.day, tzinfo=UTC)
        final = last or first
        end = datetime(final.year, final.month, final.day, tzinfo=UTC) + timedelta(days=1)
        return cls(start=start, end=end, words=words)

    @classmethod
    def instant(cls, moment: datetime, words: str = "") -> "Interval":
        """The minute that begins at ``moment``."""
        return cls(start=moment, end=moment + timedelta(minutes=1), words=words)

    @property
    def first_day(self) -> date:
        """The first day touched."""
        return self.start.date()

    @property
    def last_day(self) -> date:
        """The last day touched."""
        return (self.end - timedelta(microseconds=1)).date()

    @property
    def day_count(self) -> int:
        """How many calendar days are touched."""
        return (self.last_day - self.first_day).days + 1

    @property
    def date_prec(self) -> int:
        """UCDP GED ``date_prec``: 1 a day, 2 two to six days, 3 a week, 4 a month, 5 more."""
        spread = self.day_count
        return 1 if spread == 1 else 2 if spread <= 6 else 3 if spread <= 7 else 4 if spread <= 31 else 5

    def meets(self, other: "Interval") -> bool:
        """Whether the two share any time."""
        return self.start < other.end and other.start < self.end

    def days_from(self, other: "Interval") -> int:
        """Whole days that lie between the two; 0 where they touch or share a day."""
        if self.first_day > other.last_day:
            return (self.first_day - other.last_day).days
        return max(0, (other.first_day - self.last_day).days)

    def edtf(self) -> str:
        """The days in EDTF (ISO 8601-2 level 0): one date, or ``first/last``."""
        first, last = self.first_day.isoformat(), self.last_day.isoformat()
        return first if first == last else f"{first}/{last}"
