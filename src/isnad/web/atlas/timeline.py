"""The line of time: how many incidents each day, week, month or year.

What may live here: this drawing.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from isnad.publish.drawing.scale import Scale, round_ticks
from isnad.publish.drawing.svg import drawing, link, tag, text
from isnad.publish.speaking.speech import Speech
from isnad.publish.speaking.strings import Say
from isnad.web.listed import Row

WIDTH, HEIGHT, LEFT, TOP, FOOT = 560.0, 150.0, 34.0, 12.0, 26.0
MOST = 62  # bars
WIDEST = 36.0  # of one
Address = Callable[[date, date], str]


@dataclass(frozen=True, slots=True)
class Span:
    """One bar: its first and last day."""

    first: date
    last: date


def spans_of(first: date, last: date) -> list[Span]:
    """Days, weeks, months, quarters or years that cover two days, no more than MOST of them if that can be."""
    days = (last - first).days + 1
    if days <= MOST:
        return [Span(first + timedelta(n), first + timedelta(n)) for n in range(days)]
    if days <= MOST * 7:
        start = first - timedelta(first.weekday())
        return [
            Span(day, day + timedelta(6))
            for n in range((last - start).days // 7 + 1)
            for day in [start + timedelta(7 * n)]
        ]
    months = next((m for m in (1, 3, 12, 60, 120) if days <= MOST * m * 30), 120)
    begin = first.year * 12 + (first.month - 1) // months * months
    spans = []
    while (start := _month(begin)) <= last:
        spans.append(Span(start, _month(begin + months) - timedelta(1)))
        begin += months
    return spans


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def timeline_of(rows: Iterable[Row], address: Address, t: Say, say: Speech) -> Markup | None:
    """The drawing; None where no incident has a date. Each bar leads to the incidents that began in it."""
    firsts = Counter(row.first for row in rows if row.first is not None)
    if not firsts:
        return None
    spans = spans_of(min(firsts), max(firsts))
    counts = _counts(firsts, spans)
    ticks = round_ticks(max(counts), 3)
    x = Scale(first=0, last=len(spans), start=LEFT, end=WIDTH - 4)
    y = Scale(first=0, last=ticks[-1], start=HEIGHT - FOOT, end=TOP)
    parts = [tag("line", x1=LEFT, x2=WIDTH - 4, y1=y.at(n), y2=y.at(n), class_="grid") for n in ticks]
    parts += [text(LEFT - 6, y.at(n) + 4, f"{n:,}", "tick", "end") for n in ticks]
    for number, (span, count) in enumerate(zip(spans, counts, strict=True)):
        if count:
            parts.append(_bar(span, count, x.at(number), x.at(number + 1), y, address, t, say))
    ends = (say.day(spans[0].first), say.day(spans[-1].last))
    parts.append(text(LEFT, HEIGHT - 8, ends[0], "tick"))
    if len(spans) > 1:
        parts.append(text(WIDTH - 4, HEIGHT - 8, ends[1], "tick", "end"))
    title = t("Incidents over time")
    return drawing(WIDTH, HEIGHT, "timeline", title, f"{ends[0]} – {ends[1]}", *parts)


def _counts(firsts: Counter[date], spans: list[Span]) -> list[int]:
    counts, at = [0] * len(spans), 0
    for day in sorted(firsts):
        while day > spans[at].last:
            at += 1
        counts[at] += firsts[day]
    return counts


def _bar(span: Span, count: int, left: float, right: float, y: Scale, address: Address, t: Say, say: Speech) -> Markup:
    width = min(WIDEST, (right - left) * 0.85)
    shape = {"x": (left + right - width) / 2, "width": width, "y": y.at(count), "height": y.start - y.at(count)}
    days = say.day(span.first) if span.first == span.last else f"{say.day(span.first)} – {say.day(span.last)}"
    target = tag("rect", x=left, y=TOP, width=right - left, height=y.start - TOP, class_="room")
    label = t("{days}: {n} incidents", days=days, n=count)
    return link(address(span.first, span.last), target, tag("rect", **shape, class_="bar"), label=label)
