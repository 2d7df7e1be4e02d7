"""Due: when an address is to be visited next.

What may live here: spans of time as people write them, and the plan of visits. Everything follows from the log and
the address itself: nothing is random, so that the plan can be told beforehand and is the same after a restart.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from isnad.preserve.watching.history import ABSENT, FAILED, GONE, LONGEST, REFUSED, UNREACHABLE, Known, Watch

DAY = 86_400
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": DAY, "w": 7 * DAY}
_SPAN = re.compile(r"(\d{1,6})\s*([smhdw])")
SHORTEST = 60  # seconds between two visits to one address, by plan
RETRY = 3600  # seconds after which a first failure is tried again, where visits are not more frequent anyway
GIVE_UP = 7 * DAY  # seconds for which an address from a feed is tried that never gave a page
_AHEAD = 120  # seconds by which a line may be later than the clock says it is


@dataclass(frozen=True, slots=True)
class Tries:
    """Attempts since the last line that the log does not tell of: how many, and when the last was."""

    count: int
    at: datetime


def span(text: str) -> int:
    """The seconds of a span such as "90m", "6h" or "30d". Raises ValueError."""
    found = _SPAN.fullmatch(text.strip().lower())
    seconds = int(found[1]) * _UNITS[found[2]] if found else 0
    if not 0 < seconds <= LONGEST:
        raise ValueError(f"{text!r} is no span of time, or longer than ten years: write 90m, 6h, 30d or 2w")
    return seconds


def shown_span(seconds: int) -> str:
    """A span as ``span`` reads it."""
    unit = next(u for u in ("w", "d", "h", "m", "s") if seconds % _UNITS[u] == 0)
    return f"{seconds // _UNITS[unit]}{unit}"


def moment(text: str) -> datetime:
    """A day, to its end, or a moment, in UTC where no zone is named. Raises ValueError."""
    try:
        return datetime.combine(date.fromisoformat(text.strip()) + timedelta(days=1), time(tzinfo=UTC))
    except ValueError:
        found = datetime.fromisoformat(text.strip())
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def watch_of(known: Known, feed: Watch | None) -> Watch | None:
    """The watch that stands: the address's own, or the one it has from a feed that follows what it names."""
    if known.watch or known.stopped or not known.link or not known.link.seen or not feed or not feed.follow:
        return known.watch
    until = known.link.seen + timedelta(seconds=feed.follow)
    return Watch(url=known.url, every=feed.every, since=known.link.seen, until=until, publisher=known.link.publisher)


def due(known: Known, watch: Watch | None, tries: Tries | None, now: datetime) -> datetime | None:
    """When an address is to be visited next, None where never: not watched, past its end, or captured once for good.

    An address that only a feed named has no ``watch``: it is due until it gave a page, said that it has none, or was
    tried for ``GIVE_UP``.
    """
    last = known.last
    if watch is None:
        told = known.versions or (last and last.outcome in (ABSENT, GONE, REFUSED))
        if known.link is None or known.link.seen is None or known.stopped or told:
            return None
        since, every = known.link.seen, RETRY
        until: datetime | None = since + timedelta(seconds=GIVE_UP)
    else:
        since, every, until = watch.since, max(SHORTEST, watch.every), watch.until
    at = _next(known, since, every, tries, now)
    return at if until is None or max(at, now) < until else None


def _next(known: Known, since: datetime, every: int, tries: Tries | None, now: datetime) -> datetime:
    last = known.last
    if last is None and tries is None:
        return since
    before = max(each.at for each in (last, tries) if each)
    if before > now + timedelta(seconds=_AHEAD):
        return now  # the clock was set back since: what was planned by it does not hold
    if tries or (last and last.outcome in FAILED):
        failures = known.failures + (tries.count if tries else 0)
        return before + timedelta(seconds=back_off(known.url, every, failures))
    return _in_step(known.url, before, every)


def back_off(url: str, every: int, failures: int) -> float:
    """Seconds to wait after so many failures: doubled each time, to a day or ``every``; a tenth differs by address."""
    wait = min(every, RETRY) * 2.0 ** min(max(0, failures - 1), 20)
    return min(wait, max(every, DAY)) * (1 + _share(f"{url} {failures}") / 10)


def _in_step(url: str, before: datetime, every: int) -> datetime:
    """The next moment of the address's own among those that lie ``every`` apart, half of that away at least.

    Each address has its own place in the period, so that a hundred added together are not asked for together.
    """
    phase = _share(url) * every
    least = before.timestamp() + every / 2
    return datetime.fromtimestamp(least + (phase - least) % every, UTC)


def _share(text: str) -> float:
    """A number from 0 to below 1 that a text always has."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6]) / 2**48


def worth_a_line(known: Known, outcome: str, status: int, now: datetime) -> bool:
    """Whether a visit is recorded: where nobody answered, once when that begins and then once a day."""
    last = known.last
    if outcome != UNREACHABLE or status or last is None or (last.outcome, last.status) != (UNREACHABLE, 0):
        return True
    return not -timedelta(seconds=_AHEAD) <= now - last.at < timedelta(seconds=DAY)
