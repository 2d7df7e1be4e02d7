"""Making: a Report of what a format found in a capture: who published it, when, and in which language.

What may live here: what all formats do alike once they have the words.
"""

from dataclasses import dataclass

from isnad.read.formats import dateline
from isnad.read.tongue import language_of
from isnad.records.capture import Capture
from isnad.records.codec import report_id
from isnad.records.problem import Problem
from isnad.records.report import Aside, Passage, Report
from isnad.records.when import Interval

TOP_LINES = 5  # lines of a document in which a date by itself is its dateline
DATELINE = 60  # characters; a longer line is a sentence of the story


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a format found in the bytes; what was said of the capture goes before it."""

    text: str
    encoding: str = "utf-8"
    passages: tuple[Passage, ...] = ()
    title: str = ""
    publisher: str = ""
    url: str = ""
    published: Interval | None = None
    media: tuple[str, ...] = ()
    aside: tuple[Aside, ...] = ()


def report_of(capture: Capture, name: str, found: Found) -> tuple[Report, tuple[Problem, ...]]:
    """The report, and what is to say of its date. ``name`` is the format's."""
    published, undated = dateline.published(capture, found.published or dateline_of(found.text))
    url = capture.url or found.url
    report = Report(
        id=report_id(capture),
        capture=capture.id,
        digest=capture.digest,
        text=found.text,
        format=name,
        encoding=found.encoding,
        language=language_of(found.text),
        publisher=capture.publisher or found.publisher or dateline.publisher_of(url),
        title=capture.title or found.title,
        url=url,
        published=published,
        passages=found.passages,
        media=found.media,
        aside=found.aside,
    )
    return report, undated


def dateline_of(text: str) -> Interval | None:
    """The date in one of the first lines, where it is hardly more than a date."""
    lines = (line for line in text.split("\n", TOP_LINES)[:TOP_LINES] if len(line) <= DATELINE)
    return next((found for line in lines if (found := dateline.date_in(line))), None)
