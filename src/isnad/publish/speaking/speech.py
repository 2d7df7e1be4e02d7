"""Speaking: what drawings say, in English or in a language whose words they are given.

What may live here: putting figures, groups, days and chains into words for a drawing. English is that of ``wording``;
another language has a table from each English string to its own, and what is in no table stays as it is.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from unicodedata import bidirectional

from isnad.publish import wording as w
from isnad.records.assessment import Figure, Tally
from isnad.records.chain import Chain
from isnad.records.claim import Outcome, Status
from isnad.records.when import Interval

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
GROUPS = ("people", "civilians", "children", "women", "men", "teachers", "pupils", "health workers",
          "journalists", "rescuers", "fighters", "girls", "boys", "elderly people", "families")  # fmt: skip
COUNTED = {
    "report": "reports: {n}",
    "claim": "claims: {n}",
    "origin": "origins: {n}",
    "independent origin": "independent origins: {n}",
    "incident": "incidents: {n}",
    "capture": "captures: {n}",
    "judgement": "decisions: {n}",
    "quote": "quotes: {n}",
    "byte": "bytes: {n}",
    "character": "characters: {n}",
    "time": "times: {n}",
}
RANGES = (
    "not numbered",
    "up to {n}",
    "{n} or more",
    "date not known",
    "{day}, {time} UTC",
    "report",
    "source not named",
)
UNNAMED = "unnamed, as carried by "  # weigh/origins.py
_ISOLATE, _FROM_LEFT, _END = "\u2067", "\u2066", "\u2069"
SPOKEN = frozenset(
    (f"{UNNAMED}{{name}}", *MONTHS, *GROUPS, *COUNTED.values(), *RANGES, w.OWN_VOICE, *(o.value for o in Outcome))
)


class Speech:
    """How drawings speak; without a table, English."""

    def __init__(self, table: Callable[[str], str] | None = None) -> None:
        self._table = table

    def __call__(self, english: str, **filled: object) -> str:
        """A string in this language, with ``{names}`` filled in."""
        words = self._table(english) if self._table else english
        return words.format(**filled) if filled else words

    def count(self, number: int, noun: str) -> str:
        """``9 reports``."""
        return self(COUNTED[noun], n=f"{number:,}") if self._table else w.counted(number, noun)

    def support(self, reports: int, origins: int) -> str:
        """``9 reports, 2 independent origins``."""
        if self._table is None:
            return w.support_of(reports, origins)
        return f"{self.count(reports, 'report')}، {self.count(origins, 'independent origin')}"

    def range(self, low: int | None, high: int | None, *, high_open: bool = False) -> str:
        """A count in figures."""
        if self._table is None:
            return w.range_of(low, high, high_open=high_open)
        if low is None:
            return self("not numbered") if high is None else self.apart(self("up to {n}", n=f"{high:,}"))
        shown = f"{low:,}" if high is None or high == low else f"{_FROM_LEFT}{low:,}–{high:,}{_END}"
        return self.apart(self("{n} or more", n=shown)) if high_open or high is None else shown

    def tally(self, tally: Tally) -> str:
        """The range of a tally in figures."""
        return self.range(tally.low, tally.high, high_open=tally.high_open)

    def figure(self, figure: Figure) -> str:
        """One figure in short."""
        return f"{'≈ ' if figure.convention else ''}{self.range(figure.low, figure.high)}"

    def steps(self, figures: Iterable[Figure]) -> str:
        """The figures of one origin, one after the other; the same again is no step."""
        steps: list[str] = []
        for figure in figures:
            words = self.figure(figure)
            if not steps or steps[-1] != words:
                steps.append(words)
        return " → ".join(steps)

    def source(self, name: str) -> str:
        """The name of an origin; only that it is not known is said in this language."""
        carried = name.removeprefix(UNNAMED)
        return name if carried == name else self(f"{UNNAMED}{{name}}", name=carried)

    def group(self, group: str, status: Status) -> str:
        """Who is counted."""
        if self._table is None:
            return w.group_of(group, status)
        if group == "people" and status is not Status.UNDETERMINED:
            return self("civilians" if status is Status.CIVILIAN else "fighters")
        own = status is Status.UNDETERMINED or group == "fighters"
        return self(group) if own else f"{self(group)} ({self(status.value)})"

    def day(self, day: date) -> str:
        """A day."""
        return self.apart(f"{day.day} {self(MONTHS[day.month - 1])} {day.year}")

    def day_and_month(self, day: date) -> str:
        """A day whose year is told beside it."""
        return self.apart(f"{day.day} {self(MONTHS[day.month - 1])}")

    def moment(self, moment: datetime | None) -> str:
        """A day, and the hour where it is known."""
        if moment is None:
            return self("date not known")
        moment = moment.astimezone(UTC)
        day = self.day(moment.date())
        return (
            day
            if (moment.hour, moment.minute) == (0, 0)
            else self("{day}, {time} UTC", day=day, time=f"{moment:%H:%M}")
        )

    def published(self, interval: Interval | None) -> str:
        """When a report was published, as well as it is known."""
        if self._table is None or interval is None:
            return self("date not known") if interval is None else w.published_of(interval)
        if interval.day_count > 1:
            return f"{self.day(interval.first_day)} – {self.day(interval.last_day)}"
        return self.moment(interval.start) if not (interval.end - interval.start).days else self.day(interval.first_day)

    def chain(self, chain: Chain, publisher: str) -> str:
        """Who has it from whom."""
        if self._table is None:
            return w.chain_of(chain, publisher)
        hops = [f"{link.narrator.name} ({self(link.manner.value)})" for link in chain.links]
        hops += [self("source not named")] if chain.open and (not hops or chain.links[-1].narrator.named) else []
        return " ← ".join([publisher or self("report"), *(hops or [self(w.OWN_VOICE)])])

    def apart(self, words: str) -> str:
        """Figures and words in the direction of the language, whatever stands round them (UAX 9, isolates)."""
        return f"{_ISOLATE}{words}{_END}" if self._table and any(bidirectional(c) == "AL" for c in words) else words


ENGLISH = Speech()
