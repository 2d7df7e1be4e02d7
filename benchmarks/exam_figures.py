"""Figures of an exam: how many are answered where one report or several tell of an incident.

What may live here: what the exams' recorders make of the figures of reports, where that is a choice of their form and
none of the house, which shows every figure that stands.

- Where an incident has one report alone, its author has weighed what it cites: the figure it opens with, in its own
  voice or its first paragraph, is the least that is answered; where that is a range ("between 19 and 22") or a word
  ("dozens"), it is the answer. From "up to nine" the range begins at the next figure below. The groups of its first
  toll bound the answers for them alike.
  Where no one counts more than one, the range goes up to the most that a word without a number says: "dozens",
  a source "hundreds"; one injured, a source "injuries".
- Where several reports tell of it and none of them alleges a belligerent, their figures do not rival as those of a war
  do: they follow one police. The figure most of them come to, each by itself, is answered, and no range. Where as many
  were hit in two of them, and more of those died in one, that one is the later state of both. Of the
  injured, a word ("injuries") has no say beside figures, nor have reports that leave them out beside as many that count
  several: a report on the dead leaves the hurt out.
- Where they allege one, and as many reports count injured and no dead as tell of any dead, several dead are those of
  another attack told beside it, and 0 is answered. A single one may have died of wounds after those reports. Of the
  injured, whom many a report leaves out, 0 is answered where four times as many count the dead alone.
- Where more reports tell of a side's own killed than of people killed and no one's own, and none of civilians,
  children or women, those people are the same: none is answered, for recorders of harm to civilians list no fighters.
- Where they allege one, the dead are held to within thrice and a third of the figure that most reports come to, each
  by itself, if two agree: a toll of a day or of a war is told beside an attack's. A word for them ("several dead") is
  no figure to agree with where others count. Of the injured, whom most reports have but a word for, three must state
  the same number. Where three count any, a word ("injuries", "others") bounds nothing beside a number.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from exam_reading import Read

from isnad.records.claim import Basis, Casualties, Claim, Count, Outcome, Status
from isnad.weigh.figures import enters, group_of

FAR = 3  # times the dead that most reports tell of: beyond it are those of another attack, or of a day, or of a war
# The least number of a word's convention -> what recorders enter for it: "dozens", "a large number" one dozen to two,
# a bare plural, "several" and the like two, "many" five to ten.
WORDED = {12: [12, 24], 24: [12, 24], 40: [12, 24], 2: [2, 2], 3: [2, 2], 5: [5, 10]}
DOZEN = 12
ODD_ONE = 4  # reports that count no injured beside one that does: it tells of another attack's
AGREE = 3  # reports from which their numbers of the injured tell more than the words of others
SEVERAL = 3  # people counted by one report whom no other is held to deny by its silence
LOOKS_BACK = 182  # days after which a report tells of the times, and not of how those who were hit fared


def near(weighed: list[int] | None, each: Iterable[list[int] | None]) -> list[int] | None:
    """The range weighed, its ends held to what the reports come to near the figure that two or more agree on."""
    told = [figure for figure in each if figure and figure[1] > 0]
    points = Counter(high for _, high in told)
    most = max(points.values(), default=0)
    if weighed is None or weighed[1] == 0 or most < 2:
        return weighed
    common = [point for point, number in points.items() if number == most]
    first, last = min(common) / FAR, max(common) * FAR
    beside = [n for figure in told for n in figure if first <= n <= last]
    least = weighed[0] if first <= weighed[0] <= last else min(beside)
    top = weighed[1] if first <= weighed[1] <= last else max(beside)
    return [min(least, top), top]


def from_one_to_other(weighed: list[int] | None, each: Iterable[list[int] | None]) -> list[int] | None:
    """The range weighed; where two reports alone count anyone, from the one's figure to the other's."""
    told = [figure for figure in each if figure and figure[1] > 0]
    if not weighed or weighed[1] == 0 or len(told) != 2:
        return weighed
    return [min(low for low, _ in told), max(high for _, high in told)]


def by_numbers(weighed: list[int] | None, each: Iterable[tuple[Read, list[int] | None]]) -> list[int] | None:
    """The range weighed of the injured; where three reports or more count any, no lower than the least number that one
    of them states, and held to what is stated near the number that as many agree on."""
    told = [(read, figure) for read, figure in each if figure and figure[1] > 0]
    points = Counter(high for read, (low, high) in told if low == high and _states(read, high))
    if not weighed or weighed[1] == 0 or len(told) < AGREE or not points:
        return weighed
    if max(points.values()) >= AGREE:
        common = [point for point, number in points.items() if number == max(points.values())]
        beside = [point for point in points if min(common) <= point * FAR and point <= max(common) * FAR]
        return [min(beside), max(beside)]
    return [max(weighed[0], min(weighed[1], *points)), weighed[1]]


def _states(read: Read, number: int) -> bool:
    """Whether a report states just so many injured, of those who are no belligerents."""
    counts = [count for whole in _counts(read, Outcome.INJURED) for count in (whole, *whole.parts)]
    return any(n.low == n.high == number and n.status is not Status.BELLIGERENT for n in counts)


def unless_none(weighed: list[int] | None, each: Sequence[list[int] | None], odd: int = 1) -> list[int] | None:
    """The range weighed, or 0 where of several people ``odd`` times as many reports tell only of the other outcome.
    Two or three, of whom one is enough, are not held to be several."""
    told = sum(1 for figure in each if figure and figure[1] > 0)
    others_alone = sum(1 for figure in each if figure == [0, 0])
    several = weighed is not None and (weighed[0] > 1 or weighed[1] > SEVERAL)
    return [0, 0] if several and others_alone >= odd * max(told, 1) else weighed


def of_fighters(told: Iterable[Claim], outcome: Outcome) -> bool:
    """Whether the people killed or injured, as reports tell, are a side's own."""
    own, people = set(), set()
    for claim in told:
        for count in claim.content.counts if isinstance(claim.content, Casualties) else ():
            if count.outcome is not outcome:
                continue
            if count.status is Status.BELLIGERENT:
                own.add(claim.quote.report)
            elif count.status is Status.CIVILIAN or count.group in ("children", "women"):
                return False
            else:
                people.add(claim.quote.report)
    return len(own) > len(people - own)


def later_died(alone: Sequence[tuple[Read, dict[str, Any]]]) -> list[tuple[Read, dict[str, Any]]]:
    """The answers of reports by themselves, where as many were hit and another tells that more of them died: as it.
    The other is not one that looks back from half a year later and more."""
    made = []
    for read, mine in alone:
        hit = _hit(mine)
        beside = [its for other, its in alone if not (_day(read) and _day(other) - _day(read) > LOOKS_BACK)]
        after = [its for its in beside if hit and _hit(its) == hit and its["killed"][0] > mine["killed"][0]]
        last = max(after, key=lambda its: its["killed"][0], default=mine)
        made.append((read, {**mine, "killed": last.get("killed"), "injured": last.get("injured")}))
    return made


def _hit(mine: dict[str, Any]) -> int:
    """How many were killed or injured in all, where single figures are given of both."""
    both = [mine.get(field) for field in ("killed", "injured")]
    return sum(figure[0] for figure in both if figure) if all(f and f[0] == f[1] for f in both) else 0


def agreed(each: Sequence[tuple[Read, list[int] | None]]) -> list[int] | None:
    """The figure most reports come to; on a tie that of the report which tells of the fewest happenings, then of the
    latest."""
    points = Counter(figure[1] for _, figure in each if figure is not None)
    if not points:
        return None
    most = max(points.values())
    held = [(read, figure[1]) for read, figure in each if figure is not None and points[figure[1]] == most]
    _, number = min(held, key=lambda pair: (len({c.event for c in pair[0].claims}), -_day(pair[0]), pair[1]))
    return [number, number]


def heard(each: Sequence[tuple[Read, list[int] | None]]) -> list[tuple[Read, list[int] | None]]:
    """The reports that have a say on the injured: where some count them, not those that only have a word for them;
    where several are counted by as many, not those that leave them out."""
    counts = {read.id: _counts(read, Outcome.INJURED) for read, _ in each}
    numbered = {ident for ident, found in counts.items() if any(n.numbered for n in found)}
    if not numbered:
        return list(each)
    several = sum(1 for read, figure in each if figure and figure[1] >= SEVERAL and read.id in numbered)
    silent = {ident for ident, found in counts.items() if not found}
    apart = silent if len(silent) > several else frozenset[str]()
    return [(read, f) for read, f in each if read.id in numbered or read.id in apart]


def counting(each: Sequence[tuple[Read, list[int] | None]], outcome: Outcome) -> list[tuple[Read, list[int] | None]]:
    """The figures of reports; where some count the people, without those of reports that only have a word for them."""
    counts = {read.id: _counts(read, outcome) for read, _ in each}
    numbered = {ident for ident, found in counts.items() if any(n.numbered for n in found)}
    return [(read, f) for read, f in each if not numbered or not counts[read.id] or read.id in numbered]


def _counts(read: Read, outcome: Outcome) -> list[Count]:
    return [
        n for c in read.claims if isinstance(c.content, Casualties) for n in c.content.counts if n.outcome is outcome
    ]


def _day(read: Read) -> int:
    published = read.report.published if read.report is not None else None
    return published.first_day.toordinal() if published is not None else 0


def as_opened(weighed: list[int] | None, outcome: Outcome, claims: Iterable[Claim], lead: int) -> list[int] | None:
    """The range weighed, held to the figure that the report opens with and raised to the words it cites. What it opens
    with is in its own voice, or stands in its first paragraph, up to ``lead``."""
    counted = [(n, c) for c in claims if enters(c) and isinstance(c.content, Casualties) for n in c.content.counts]
    mine = [(n, c) for n, c in counted if n.outcome is outcome and group_of(n).name == "people"]
    leading = [(n, c) for n, c in mine if not c.chain.links or c.quote.start < lead]
    told = [n for n, c in leading if (n.numbered or n.convention) and not _of_both(n, c)] or [n for n, _ in leading]
    opened = next((n for n in told if n.numbered or n.convention), None)
    held = opened_with(weighed, opened, bool(mine) and opened is mine[0][0])
    if held is not None and opened is not None and opened.low is None and opened.high is not None:
        held = _up_to(opened.high, held, [n for n, _ in mine])
    words = [n.convention[0] for n, _ in mine if n.convention]
    most = max(words, default=0)
    if held is not None and held[1] <= WORDED[2][1] and most >= DOZEN:
        held = WORDED.get(most, held)  # no more was counted than a plural says, and a source says "dozens"
    numbered = any(n.numbered and (n.low or n.high or 0) > 1 for n, _ in mine)
    return _of_a_group(counted, outcome, lead, held if numbered else _as_worded(mine, held))


def _of_a_group(
    counted: Sequence[tuple[Count, Claim]], outcome: Outcome, lead: int, held: list[int] | None
) -> list[int] | None:
    """The range, where the report opens with a group of more people than that: "six men were killed"."""
    first = next((n for n, c in counted if n.outcome is outcome and c.quote.start < lead), None)
    if first is None or group_of(first).belligerent or first.low is None or first.basis is not Basis.STATED:
        return held
    more = group_of(first).name != "people" and held is not None and first.low > held[1]
    return [first.low, first.high or first.low] if more else held


def _as_worded(mine: Sequence[tuple[Count, Claim]], held: list[int] | None) -> list[int] | None:
    """The range, up to the most that a word without a number says, of someone who gives none: "dozens", "hundreds"."""
    counting = {c.chain.root for n, c in mine if n.numbered}
    words = [n.convention[0] for n, c in mine if n.convention and c.chain.root not in counting]
    if held is None or not words or not counting:  # what nobody counts is not raised: "kids killing kids"
        return held
    return [held[0], max(held[1], *(WORDED.get(word, [word, word])[1] for word in words))]


def _of_both(count: Count, claim: Claim) -> bool:
    """Whether a number is one of dead and injured together: "three killed or hurt"."""
    counts = claim.content.counts if isinstance(claim.content, Casualties) else ()
    beside = any(n.words == count.words and n.outcome is not count.outcome for n in counts)
    return beside and count.low == 1 != count.high


def opened_with(weighed: list[int] | None, opened: Count | None, first: bool) -> list[int] | None:
    """The range held to the figure in the report's own voice; ``first``: no figure of anyone's comes before it."""
    if opened is not None and opened.convention:
        least = opened.convention[0]
        fewer = weighed is None or weighed[1] < least  # "several were hurt", then one of them
        return WORDED.get(least, weighed) if fewer or least >= DOZEN else weighed
    if weighed is None or opened is None or opened.low is None or opened.low > weighed[1]:
        return weighed
    if opened.high is not None and opened.high > opened.low:
        return [opened.low, opened.high]
    summed = opened.basis is not Basis.STATED or opened.low == sum(part.low or 0 for part in opened.parts)
    if opened.high is None and first and not summed:
        return [opened.low, weighed[1]]  # "at least nine", whoever tells of more
    return [max(weighed[0], opened.low), weighed[1]]


def _up_to(most: int, held: list[int], counts: Sequence[Count]) -> list[int]:
    """The range where a report opens with "up to nine": from the next figure below that anyone gives."""
    lower = [n.low for n in counts if n.low is not None and n.low < most]
    return [max(lower), held[1]] if lower and held[1] >= most else held
