"""Clocks: the wall's time, and the machine's running time that no one sets.

What may live here: the two clocks that go into every entry, and the comparison that shows a clock that was set.
"""

import hashlib
import re
import time
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)", re.ASCII)
TOLERANCE = 120.0  # seconds by which the two may part: NTP steps, and laptops that sleep without a boot-time clock


def stamp(moment: datetime) -> str:
    """A time as the log writes it: ISO 8601 in UTC to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def is_stamp(text: str) -> bool:
    """Whether this is a time as the log writes it."""
    return wall(text) is not None


def running(origin: str) -> tuple[str, int]:
    """An id of this start of the machine that means nothing outside the case, and nanoseconds since the start."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # the former counts through sleep
    return _start_id(origin), time.clock_gettime_ns(clock)


@cache
def _start_id(origin: str) -> str:
    return hashlib.sha256(f"{origin}\n{_start()}".encode()).hexdigest()[:8]


@cache
def _start() -> str:
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text()
    return f"started about {round((time.time() - time.monotonic()) / 60)}"


def wall(text: str) -> float | None:
    """A time as the log writes it, in seconds since 1970; None where it is none."""
    try:
        return datetime.fromisoformat(text).timestamp() if _STAMP.fullmatch(text) else None
    except (ValueError, OverflowError):
        return None


class Steps:
    """Where the wall clock moved otherwise than the running one, line after line: a clock that was set shows."""

    def __init__(self) -> None:
        self.found: list[tuple[int, float]] = []  # seq, and seconds by which it was set before that line
        self._start, self._running, self._wall = "", 0, 0.0

    def take(self, seq: int, at: float | None, mono: tuple[str, int] | None) -> None:
        """The next line: its wall time in seconds, None where it cannot be read, and its running time."""
        if mono is None or at is None:
            return
        start, nanoseconds = mono
        if self._start == start:
            off = (at - self._wall) - (nanoseconds - self._running) / 1e9
            if abs(off) > TOLERANCE:
                self.found.append((seq, off))
        self._start, self._running, self._wall = start, nanoseconds, at
