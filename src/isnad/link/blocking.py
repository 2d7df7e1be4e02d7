"""Blocking: which mentions are compared at all, so that cost grows nearly linearly.

What may live here: keys under which mentions meet, and the pairs that meet. What no key brings together is never
linked by a feature: blocking recall caps everything, so keys overlap on purpose (place, name, wording, rare words).
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations
from math import floor

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
CROWD = 120  # mentions in one block; in a larger one each is paired with the next ``NEXT`` in time only
NEXT = 30


def pairs(mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[tuple[int, int]]:
    """Pairs of positions ``(i, j)`` with i < j that share a key, in order."""
    blocks: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place, mention in enumerate(mentions):
        for key in set(_keys(mention, vocabulary)):
            blocks[key].append(place)
    found: set[tuple[int, int]] = set()
    for key, members in blocks.items():
        if isinstance(key, date) and len(members) > FEW:
            continue
        if 1 < len(members) <= CROWD:
            found.update(combinations(members, 2))
        elif len(members) > CROWD:
            found.update(_in_time(members, mentions))
    return sorted(found)


def _in_time(members: list[int], mentions: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    def moment(i: int) -> tuple[float, int]:
        span = mentions[i].span
        return (span.start.timestamp() if span else 0.0, i)

    line = sorted(members, key=moment)
    for n, one in enumerate(line):
        for other in line[n + 1 : n + 1 + NEXT]:
            yield (min(one, other), max(one, other))


def _keys(mention: Mention, vocabulary: Vocabulary) -> Iterator[Hashable]:
    days, where = days_of(mention), mention.where
    if where is not None and mention.precise:
        for cell in _cells(where.latitude or 0.0, where.longitude or 0.0):
            yield from (("cell", *cell, day) for day in days)
    if where is not None:
        name = skeleton(where.name)
        yield from (("name", name, day) for day in days)
        if mention.span is None or where.where_prec <= EXACT:
            yield from (("name", name, month) for month in _months(mention))
    for place in _main_places(mention):
        yield from (("place", place, day) for day in days)
        yield ("place", place)
    if not mention.precise:
        yield from (("target", hit, day) for hit in mention.targets for day in days)
        yield from (("killed", n, day) for n in mention.killed for day in days)
    yield from (("text", value) for value in sorted(mention.shingles)[:SKETCH])
    if mention.main and mention.span is not None:
        yield mention.span.last_day
    known = [w for w in vocabulary.rare(mention) if vocabulary.met(w) > 1]
    yield from (("word", word, week) for word in known[:RARE] for week in _weeks(mention))
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
