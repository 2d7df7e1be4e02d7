"""Blocking: which mentions are compared at all, so that cost grows nearly linearly.

What may live here: keys under which mentions meet, and the pairs that meet. What no key brings together is never
linked by a feature: blocking recall caps everything, so keys overlap on purpose (place, name, wording, rare words).
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from math import floor
from typing import Any

from isnad.link.features import Vocabulary
from isnad.link.mention import EXACT, Mention
from isnad.records.likeness import skeleton

CELL = 0.4  # degrees; four grids shifted by half let any two places within 0.2 degrees (22 km) share a cell
LONGEST = 8  # days; a longer stretch is no day's key
SKETCH = 8  # smallest shingle hashes that stand for a text (Broder 1997): half-alike texts share one with odds of .99
MANY = 4  # villages of a mention by which it is met: those it names most
RARE = 20  # its rarest words, by which it is met within a fortnight,
RAREST = 8  # and by which it is met at any time,
MET_BY = 40  # where no more mentions have them
FEW = 80  # reports of one day that all meet, so that one which names nothing finds the only attack of its day
WEAK = frozenset(("cell", "text", "place ever", "name ever", "word then", "target", "killed"))
CROWD = 120  # mentions in one block; in a larger one each is paired with the next ``NEXT`` in time only
NEXT = 30


def pairs(mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[tuple[int, int]]:
    """Pairs of positions ``(i, j)`` with i < j, in order, that share a strong key or two weak ones.

    Counted with numpy: a pool of 100,000 reports has tens of millions of meetings.
    """
    import numpy as np

    if not mentions:
        return []
    blocks: defaultdict[tuple[Hashable, ...], list[int]] = defaultdict(list)
    for place, mention in enumerate(mentions):
        for key in set(_keys(mention, vocabulary)):
            blocks[key].append(place)
    when = [mention.span.start.timestamp() if mention.span else 0.0 for mention in mentions]
    strong, weak = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for key, members in blocks.items():
        if len(members) < 2 or (key[0] == "day" and len(members) > FEW):
            continue
        (weak if key[0] in WEAK else strong).append(_meetings(members, when, len(mentions)))
    once, times = np.unique(np.concatenate(weak), return_counts=True)
    codes = np.union1d(np.concatenate(strong), once[times > 1])
    return list(zip((codes // len(mentions)).tolist(), (codes % len(mentions)).tolist(), strict=True))


def _meetings(members: list[int], when: Sequence[float], size: int) -> Any:
    """The pairs of one block, each as the number ``i * size + j``; of a crowd only neighbours in time."""
    import numpy as np

    if len(members) <= CROWD:
        line = np.array(members, np.int64)
        first, second = _upper(len(members))
    else:
        line = np.array(sorted(members, key=lambda n: (when[n], n)), np.int64)
        first, second = (np.concatenate(side) for side in zip(*_neighbours(len(members)), strict=True))
    one, other = line[first], line[second]
    return np.minimum(one, other) * size + np.maximum(one, other)


@lru_cache(maxsize=CROWD + 1)
def _upper(size: int) -> tuple[Any, Any]:
    import numpy as np

    first, second = np.triu_indices(size, 1)
    return first, second


def _neighbours(size: int) -> Iterator[tuple[Any, Any]]:
    import numpy as np

    for step in range(1, NEXT + 1):
        yield np.arange(size - step), np.arange(step, size)


def _keys(mention: Mention, vocabulary: Vocabulary) -> Iterator[tuple[Hashable, ...]]:
    days, where = days_of(mention), mention.where
    if where is not None and mention.precise:
        for cell in _cells(where.latitude or 0.0, where.longitude or 0.0):
            yield from (("cell", *cell, day) for day in days)
    if where is not None:
        name = skeleton(where.name)
        yield from (("name", name, day) for day in days)
        if mention.span is None or where.where_prec <= EXACT:
            yield from (("name ever", name, month) for month in _months(mention))
    for place in _main_places(mention):
        yield from (("place", place, day) for day in days)
        yield ("place ever", place)
    if not mention.precise:
        yield from (("target", hit, day) for hit in mention.targets for day in days)
        yield from (("killed", n, day) for n in mention.killed for day in days)
    yield from (("text", value) for value in sorted(vocabulary.prints(mention))[:SKETCH])
    if mention.main and mention.span is not None:
        yield ("day", mention.span.last_day)
    known = [w for w in vocabulary.rare(mention) if vocabulary.met(w) > 1]
    yield from (("word then", word, week) for word in known[:RARE] for week in _weeks(mention))
    yield from (("word", word) for word in known[:RAREST] if vocabulary.met(word) <= MET_BY)


def _main_places(mention: Mention) -> list[str]:
    """The villages it names most, the first of one share by name."""
    return sorted(mention.places, key=lambda p: (-mention.places[p], p))[:MANY]


def days_of(mention: Mention) -> list[date]:
    """The days on which it may lie and one more on each side; none where that is too vague to be a key."""
    span = mention.span
    if span is None or span.day_count > LONGEST:
        return []
    return [span.first_day + timedelta(days=n) for n in range(-1, span.day_count + 1)]


def _months(mention: Mention) -> set[str]:
    span = mention.span
    if span is None:
        return {"ever"}
    return {day.isoformat()[:7] for day in (span.first_day, span.last_day)}


def _weeks(mention: Mention) -> set[int]:
    """Fortnights that overlap by a week: any two mentions within a week of each other share one."""
    span = mention.span
    if span is None:
        return set()
    week = span.first_day.toordinal() // 7
    return {week, week + 1}


def _cells(latitude: float, longitude: float) -> Iterator[tuple[int, int, int]]:
    for shift in range(4):
        south, west = latitude + (shift & 1) * CELL / 2, longitude + (shift >> 1) * CELL / 2
        yield (shift, floor(south / CELL), floor(west / CELL))
