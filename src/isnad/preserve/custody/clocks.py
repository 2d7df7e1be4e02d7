"""Clocks: the wall's time, and the machine's running time that no one sets.

What may live here: the two clocks that go into every entry, and the comparison that shows a clock that was set.
"""

import hashlib
import re
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from isnad.preserve.custody.entry import Entry

_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)", re.ASCII)
TOLERANCE = 120.0  # seconds by which the two may part: NTP steps, and laptops that sleep without a boot-time clock


def stamp(moment: datetime) -> str:
    """A time as the log writes it: ISO 8601 in UTC to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def is_stamp(text: str) -> bool:
    """Whether this is a time as the log writes it."""
    try:
        return _STAMP.fullmatch(text) is not None and datetime.fromisoformat(text) is not None
    except ValueError:
        return False


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


def steps(entries: Iterable[Entry]) -> list[tuple[int, float]]:
    """Lines before which the wall clock moved otherwise than the running one: (seq, seconds by which it was set)."""
    found: list[tuple[int, float]] = []
    before: tuple[str, int, float] | None = None
    for entry in entries:
        if entry.mono is None:
            continue
        try:
            wall = datetime.fromisoformat(entry.at).timestamp()
        except ValueError:
            continue
        start, nanoseconds = entry.mono
        if before is not None and before[0] == start:
            off = (wall - before[2]) - (nanoseconds - before[1]) / 1e9
            if abs(off) > TOLERANCE:
                found.append((entry.seq, off))
        before = (start, nanoseconds, wall)
    return found
