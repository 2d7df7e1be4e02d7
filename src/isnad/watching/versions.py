"""Versions: what was seen at one address over time, and what was changed in its text.

What may live here: joining what is known of an address with what is read of its captures. Other bytes make another
version; whether other words came with them is told beside it, for many pages differ in every load.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from isnad.casebook import Casebook
from isnad.index import Reading
from isnad.preserve.confined.child import Broke, Handed, many
from isnad.preserve.trouble import Trouble, trouble
from isnad.preserve.watching.difference import Difference, difference
from isnad.preserve.watching.history import History, Known, Version, key_of
from isnad.read.sentences import sentences
from isnad.reading import BOUNDS, Task, read_one, ready_to_read
from isnad.records.capture import Capture
from isnad.records.codec import from_plain, to_plain
from isnad.records.report import Report
from isnad.records.when import Interval

COMPARED = 50  # newest versions that are read to be compared; any two can be asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One version: its ``number`` from 1, its capture (None: a feed, or sealed since) and the text read from it.

    ``change`` is what its text has and the version's before has not; None where one of the two has no text.
    """

    number: int
    version: Version
    capture: Capture | None = None
    report: Report | None = None
    change: Difference | None = None


def known_of(book: Casebook, url: str) -> Known:
    """What the log tells of an address. Raises Trouble where it tells nothing."""
    history = History()
    history.take(book.entries())
    known = history.of(key_of(url))
    if not (known.visits or known.versions or known.watch or known.link):
        raise trouble("Nothing is known of this address.", url, "See what is watched: isnad watch CASE list")
    return known


def seen(book: Casebook, known: Known, compared: int = COMPARED) -> list[Seen]:
    """The versions of an address, oldest first; the newest ones read and compared."""
    wanted = {version.capture for version in known.versions}
    captures = {capture.id: capture for capture in book.all_captures if capture.id in wanted}
    newest = [v.capture for v in known.versions[-compared:]] if compared else []
    reports = _reports(book, [captures[each] for each in dict.fromkeys(newest) if each in captures])
    found: list[Seen] = []
    before: Report | None = None
    for number, version in enumerate(known.versions, start=1):
        report = reports.get(version.capture)
        change = changed(before, report) if before and report else None
        capture = captures.get(version.capture)
        found.append(Seen(number=number, version=version, capture=capture, report=report, change=change))
        before = report
    return found


def last_change(book: Casebook, known: Known) -> Difference | None:
    """What the newest version's text has and the one's before has not; None where that cannot be told."""
    versions = seen(book, known, compared=2)
    return versions[-1].change if versions else None


def between(book: Casebook, known: Known, old: int, new: int) -> Difference:
    """What was changed from one version to another, by their numbers. Raises Trouble where they have no text."""
    versions = known.versions
    for number in (old, new):
        if not 1 <= number <= len(versions):
            todo = f"Give two numbers from 1 to {len(versions)}." if versions else "It was never captured."
            raise trouble(f"There is no version {number}.", known.url, todo)
    wanted = {versions[old - 1].capture, versions[new - 1].capture}
    reports = _reports(book, [capture for capture in book.all_captures if capture.id in wanted])
    texts = [reports.get(versions[number - 1].capture) for number in (old, new)]
    for number, text in zip((old, new), texts, strict=True):
        if text is None:
            raise trouble(f"No text can be read from version {number}.", known.url, "Its bytes are kept.")
    assert texts[0]
    assert texts[1]
    return changed(texts[0], texts[1])


def changed(old: Report, new: Report) -> Difference:
    """What was put into a report's text and what was taken out."""
    before, after = ([e.text[s.start : s.end] for s in sentences(e.text, e.language)] for e in (old, new))
    return difference(before, after)


def one_of_each_text(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """The readings, without those that say again, word for word, what was read at the same address before.

    A page whose bytes differ in every load would else be as many reports as it has versions.
    """
    met: set[tuple[str, str]] = set()
    kept: list[Reading] = []
    for reading in readings:
        report = reading.report
        if report is not None and report.url:
            said = (key_of(report.url), " ".join(report.text.split()))
            if said in met:
                continue
            met.add(said)
        kept.append(reading)
    return tuple(kept)


def versions_in_time(book: Casebook, reports: Sequence[Report]) -> tuple[Report, ...]:
    """The reports as they are to be weighed: versions of one page speak with one voice, and in the order we saw them.

    A page that is corrected keeps the date that it gives itself. But what was seen at one visit and not at the one
    before came between the two; and what is there at the first was published by then. A later version's publisher is
    the first one's, whatever the page calls its site by then: a new version must never look like another witness.
    """
    places: dict[str, tuple[Known, int]] = {}
    history = History()
    history.take(book.entries())
    for known in history.known.values():
        if len(known.versions) > 1:
            places |= {version.capture: (known, n) for n, version in reversed(list(enumerate(known.versions)))}
    first = {places[r.capture][0].url: r for r in reports if r.capture in places and not places[r.capture][1]}
    return tuple(_placed(r, *places[r.capture], first) if r.capture in places else r for r in reports)


def _placed(report: Report, known: Known, number: int, first: dict[str, Report]) -> Report:
    at = known.versions[number].at
    if not number:
        said = report.published
        late = said is not None and said.start < at < said.end
        return replace(report, published=replace(said, end=at)) if said and late else report
    before = known.versions[number - 1]
    seen_last = [before.at, *(v.at for v in known.visits if v.digest == before.digest and v.at < at)]
    publisher = first[known.url].publisher if known.url in first else report.publisher
    if max(seen_last) >= at:  # the clock was set back between: the order by time is not known
        return replace(report, publisher=publisher)
    return replace(report, publisher=publisher, published=Interval(start=max(seen_last), end=at))


def _reports(book: Casebook, captures: list[Capture]) -> dict[str, Report]:
    """What is read from captures, by their ids; in a confined child, as for the case itself."""
    tasks: list[Task] = []
    for capture in captures:
        try:
            tasks.append(Task(capture, book.path_of(capture), ()))
        except Trouble:
            continue  # its bytes are gone: 'isnad check' says what to do
    calls = ((Task(task.capture, Handed(task.source), ()),) for task in tasks)  # type: ignore[arg-type]
    found: dict[str, Report] = {}
    for task, answer in zip(tasks, many(report_of, calls, bounds=BOUNDS, ready=ready_to_read), strict=True):
        report = _believed(answer)
        if report is not None and report.digest == task.capture.digest:
            found[task.capture.id] = report
    return found


def report_of(task: Task) -> Any:
    """The report in a capture as plain data, None where there is none; this runs in a child that can reach nothing."""
    report = read_one(task).report
    return None if report is None else to_plain(report)


def _believed(answer: Any) -> Report | None:
    """What a child answered, if it is a report at all."""
    try:
        return None if answer is None or isinstance(answer, Broke) else from_plain(answer, Report)
    except ValueError:
        return None
