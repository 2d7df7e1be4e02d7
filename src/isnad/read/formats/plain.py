"""Plain text: the last resort, for whatever decodes as text.

What may live here: reading captures that are text as they stand. The text is kept to the letter, line ends included.
"""

from isnad.read.formats import dateline
from isnad.read.formats.decoding import declared, decode, problems_of
from isnad.read.formats.kinds import not_text, refusal
from isnad.read.formats.written import day_stamped, day_written
from isnad.read.tongue import language_of
from isnad.records.capture import Capture
from isnad.records.codec import report_id
from isnad.records.problem import Problem
from isnad.records.report import Report


class PlainText:
    """Text without markup, in any encoding."""

    @property
    def name(self) -> str:
        """``plain``."""
        return "plain"

    def recognises(self, capture: Capture, head: bytes) -> bool:  # noqa: ARG002 (the bytes alone decide)
        """Whether the bytes may be text: no magic number of another kind, hardly any zero bytes."""
        return not_text(head) is None

    def read(self, capture: Capture, data: bytes) -> tuple[Report | None, tuple[Problem, ...]]:
        """The whole text as one report; None where the capture is empty or binary."""
        refused = refusal(capture, data)
        if refused:
            return None, (refused,)
        decoded = decode(data, declared(capture, data))
        of_text = dateline.of_address(capture.url) or day_written(decoded.text, capture.captured)
        published, undated = dateline.published(capture, of_text, day_stamped(decoded.text))
        report = Report(
            id=report_id(capture),
            capture=capture.id,
            digest=capture.digest,
            text=decoded.text,
            format=self.name,
            encoding=decoded.encoding,
            language=language_of(decoded.text),
            publisher=capture.publisher or dateline.publisher_of(capture.url),
            title=capture.title,
            url=capture.url,
            published=published,
            passages=decoded.passages(),
        )
        return report, (*problems_of(decoded, capture.origin), *undated)
