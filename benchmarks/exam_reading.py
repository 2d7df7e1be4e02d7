"""Reports of an exam read as the house reads them: format, language, claims.

What may live here: rows of ``reports.jsonl`` to Reports, Claims and attributions, in one process or many. A row that
cannot be read becomes a fault in words; the others go on.
"""

import json
import multiprocessing
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from isnad import plugins
from isnad.read.format import Format
from isnad.read.formats.written import WEEKDAY
from isnad.read.tongue import languages_in
from isnad.records.capture import Capture, digest_of
from isnad.records.claim import Claim
from isnad.records.report import Report
from isnad.records.when import Interval

Row = dict[str, Any]
TOLD = 0.7  # the share of a headline's longer words from which the text is held to tell it
SITE = re.compile(r"\s+(?:\||::|[-–—])\s+")  # what stands behind it in a page's title is the site's name
_WEEKDAY = re.compile(rf"(?<!\w)(?:{WEEKDAY})(?!\w)", re.I)
NO_TIME = datetime(2100, 1, 1, tzinfo=UTC)  # where an exam does not say when a text was captured: no bound for its day


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What came of one row: its report and claims, or attributions; ``fault`` says what failed, empty if nothing."""

    id: str
    report: Report | None = None
    claims: tuple[Claim, ...] = ()
    attributions: tuple[dict[str, Any], ...] = ()
    fault: str = ""


def rows(path: Path) -> list[Row]:
    """The objects of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def titled(row: Row) -> Row:
    """The row with its headline as the first line of its text where the text does not tell it: the format for web pages
    reads a page's title with its text, and of some archived pages hardly more than the title was kept."""
    headline = SITE.split(row.get("title") or "")[0].strip()
    words, text = [w for w in headline.lower().split() if len(w) > 3], row["text"].lower()
    if not words or "retrieved" in row or sum(w in text for w in words) >= TOLD * len(words):
        return row
    return {**row, "text": f"{headline}\n\n{row['text']}"}


def report_of(row: Row) -> Report:
    """The report in a row, through the format for plain text, so that dates and status ids are read as in a case.

    Its language is the one the row names, as it is what the recorder knew; told from the text where it names none.
    Raises ValueError where there is no report in it.
    """
    data = row["text"].encode("utf-8", "surrogatepass")
    capture = Capture(
        id=row["id"],
        digest=digest_of(data),
        size=len(data),
        origin=row["id"],
        captured=datetime.fromisoformat(row["retrieved"]) if row.get("retrieved") else NO_TIME,
        tool="exam",
        publisher=row.get("publisher") or "",
        published=row.get("published") or "",
        url=row.get("url") or "",
        title=row.get("title") or "",
    )
    plain: Format = next(each for each in plugins.shelf("formats").items if each.name == plugins.LAST_RESORT)
    report, problems = plain.read(capture, data)
    if report is None:
        raise ValueError("; ".join(p.what for p in problems) or "no report")
    named = row.get("language") or "und"
    return report if named == "und" else replace(report, language=named)


def read_claims(row: Row, gazetteer: str = "", as_of: date | None = None) -> Read:
    """The claims in a row's report, by each reader of its language; none where its language has no reader. ``as_of``:
    the day it is read as of, though it is not known to be published then."""
    try:
        report = report_of(titled(row))
        dated = report if as_of is None else replace(report, published=Interval.days(as_of))
        written = languages_in(report.text, report.language)
        readers = [each for each in plugins.shelf("languages").items if each.code in written]
        claims = tuple(claim for reader in readers for claim in reader.read(dated, _tables(gazetteer)))
        return Read(id=row["id"], report=report, claims=claims)
    except Exception as error:  # one report must not stop the exam
        return Read(id=row["id"], fault=f"{type(error).__name__}: {error}")


def as_of_others(reads: Sequence[Read], given: Mapping[str, Row], gazetteer: str = "") -> list[Read]:
    """The reads of one incident, those without any day read again as of the day on which most of the others were
    published, the first of such days, where that tells when "today, Sunday" was: reports of one incident lie close
    together. A bare "yesterday" may be that of any day and tells nothing. ``given``: the rows by their id."""
    days = Counter(read.report.published.first_day for read in reads if read.report and read.report.published)
    if not days:
        return list(reads)
    most = max(days.values())
    day = min(each for each, number in days.items() if number == most)
    return [
        _by_weekdays(read, read_claims(given[read.id], gazetteer, day)) if _without_day(read) else read
        for read in reads
    ]


def _by_weekdays(read: Read, again: Read) -> Read:
    """What was read again, with the days that a weekday tells; as it was read first where none does."""
    if not any(claim.when is not None and _WEEKDAY.search(claim.when.words) for claim in again.claims):
        return read
    claims = (
        c if c.when is not None and _WEEKDAY.search(c.when.words) else replace(c, when=None) for c in again.claims
    )
    return replace(again, claims=tuple(claims))


def _without_day(read: Read) -> bool:
    """Whether a report tells of something on a day of the week, and neither it nor what it tells has a date."""
    undated = read.report is not None and read.report.published is None and bool(_WEEKDAY.search(read.report.text))
    return undated and bool(read.claims) and all(claim.when is None for claim in read.claims)


def read_attributions(row: Row) -> Read:
    """The first hop of every chain in a row's report: spans of source, cue and content."""
    from isnad.read.languages.english.attributing.whole import attributions_of

    try:
        report = report_of(row)
        if report.text != row["text"]:
            raise ValueError("its text was not kept to the letter")
        found = []
        for told in attributions_of(report):
            content = [span for each in told.contents for span in _without(each, [told.cue, *told.source], report.text)]
            found.append({"source": [list(each) for each in told.source], "cue": [list(told.cue)], "content": content})
        return Read(id=row["id"], attributions=tuple(found))
    except Exception as error:
        return Read(id=row["id"], fault=f"{type(error).__name__}: {error}")


def _without(span: tuple[int, int], taken: Sequence[tuple[int, int]], text: str) -> list[list[int]]:
    """A span less what is source or cue (they are no part of the content), white space trimmed."""
    left = [span]
    for a, b in taken:
        left = [piece for x, y in left for piece in ((x, min(y, a)), (max(x, b), y)) if piece[0] < piece[1]]
    trimmed = []
    for x, y in left:
        inner = text[x:y].strip()
        if inner:
            first = x + text[x:y].index(inner)
            trimmed.append([first, first + len(inner)])
    return trimmed


def reader(kind: str, gazetteer: str = "") -> Callable[[Row], Read]:
    """What reads one row of an exam of ``incidents`` or of ``attributions``; it pickles."""
    return read_attributions if kind == "attributions" else partial(read_claims, gazetteer=gazetteer)


def read_all(given: Sequence[Row], read: Callable[[Row], Read], jobs: int = 1) -> Iterator[Read]:
    """The rows read, in their order; how far it is, is told on standard error."""
    if jobs < 2:
        yield from _told(map(read, given), len(given))
        return
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from _told(pool.map(read, given, chunksize=16), len(given))


def _told(each: Iterator[Read], whole: int) -> Iterator[Read]:
    for done, one in enumerate(each, start=1):
        if done % 100 == 0 or done == whole:
            print(f"\rread {done}/{whole}", end="" if done < whole else "\n", file=sys.stderr, flush=True)
        yield one


@cache
def _tables(gazetteer: str) -> Any:
    """The tables a case would read with: the gazetteer brought along, then those that come with isnad."""
    given = [Path(gazetteer)] if gazetteer else []
    files = tuple(plugins.TableFile("gazetteer", path.name, path.read_bytes()) for path in given)
    tables, problems = plugins.tables_of(files)
    for problem in problems:
        print(problem, file=sys.stderr)
    return tables
