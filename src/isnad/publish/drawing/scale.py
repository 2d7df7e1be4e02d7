"""Scales: numbers and times to places on a line, with round ticks.

What may live here: the arithmetic of axes.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_STEPS = (1, 2, 5)
_DAY = timedelta(days=1)
_SPANS = (timedelta(hours=1), timedelta(hours=3), timedelta(hours=6), timedelta(hours=12), _DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """``[first, last]`` in the data laid on ``[start, end]`` in the drawing."""

    first: float
    last: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where a value lies; values outside are held at the ends."""
        if self.last == self.first:
            return (self.start + self.end) / 2
        share = (min(max(value, self.first), self.last) - self.first) / (self.last - self.first)
        return self.start + share * (self.end - self.start)


def round_ticks(top: int, most: int = 6) -> list[int]:
    """Whole ticks from 0 that reach ``top``, no more than ``most`` steps of 1, 2 or 5 times a power of ten."""
    power = 1
    while True:
        for step in _STEPS:
            if top <= step * power * most:
                return list(range(0, max(top, 1) + step * power, step * power))
        power *= 10


def time_ticks(first: datetime, last: datetime, most: int = 7) -> list[datetime]:
    """Ticks on full hours or midnights (UTC) that cover the two, no more than ``most`` steps apart."""
    spread = max(last - first, timedelta(hours=1))
    span = next((s for s in _SPANS if spread <= s * most), None)
    if span is None:
        days = spread / _DAY / most
        span = _DAY * next(s * 10**p for p in range(8) for s in (2, 5, 10) if s * 10**p >= days)
    midnight = datetime(first.year, first.month, first.day, tzinfo=UTC)
    begin = midnight + (first - midnight) // span * span
    ticks = [begin]
    while ticks[-1] <= last:  # one beyond, so that the last figure can be seen to stand
        ticks.append(ticks[-1] + span)
    return ticks


def apart(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
    """Places for labels as near as may be to the wanted ones, in the same order, at least ``gap`` apart."""
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    placed = list(wanted)
    floor = low
    for i in order:
        placed[i] = max(wanted[i], floor)
        floor = placed[i] + gap
    ceiling = high
    for i in reversed(order):
        placed[i] = min(placed[i], ceiling)
        ceiling = placed[i] - gap
    return placed
