"""Report; Quote: a stretch of it that proves itself; Passage: its place in the bytes; Aside: what else stands there.

What may live here: the read text of one capture and stretches of it.
"""

from dataclasses import dataclass

from isnad.records.when import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A stretch of a Report's text. The law: ``report.text[start:end] == text``.

    Offsets are code points into the text of the Report whose id is ``report``.
    """

    report: str
    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError("a Quote covers at least one character")
        if self.end - self.start != len(self.text):
            raise ValueError("a Quote's text is as long as its span")

    def meets(self, other: "Quote") -> bool:
        """Whether the two share a character of the same report."""
        return self.report == other.report and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Where a stretch of text stands in the captured bytes.

    ``text[start:end]`` was read from ``bytes[first_byte:end_byte]``. ``exact`` says that these
    bytes, decoded, are the stretch to the letter; otherwise they are once markup is taken
    out and white space is removed on both sides.
    """

    start: int
    end: int
    first_byte: int
    end_byte: int
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """Words of a capture that are no part of its Report: a menu, a login wall, a header that every page repeats.

    ``why`` says as what they were set aside. They stand in ``bytes[first_byte:end_byte]``; ``end_byte`` is 0 where
    that is not known.
    """

    why: str
    text: str
    first_byte: int = 0
    end_byte: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One item of reporting, read from one capture.

    ``capture`` is the Capture's id, ``digest`` its bytes. ``published`` is as well as it is known
    (None: no date), ``language`` an ISO 639-1 code ("und" where unknown), ``encoding`` the one the bytes
    were decoded with. ``passages`` tie the text to the bytes; text outside them is unaligned. ``media`` are the
    pictures and films it shows, by the names and addresses that its bytes give them. ``aside`` is what else its bytes
    show, and was not taken for words of the report.
    """

    id: str
    capture: str
    digest: str
    text: str
    format: str
    encoding: str
    language: str = "und"
    publisher: str = ""
    title: str = ""
    url: str = ""
    published: Interval | None = None
    passages: tuple[Passage, ...] = ()
    media: tuple[str, ...] = ()
    aside: tuple[Aside, ...] = ()

    def quote(self, start: int, end: int) -> Quote:
        """The Quote of ``text[start:end]``."""
        return Quote(report=self.id, start=start, end=end, text=self.text[start:end])

    def holds(self, quote: Quote) -> bool:
        """Whether a Quote stands in this Report to the letter."""
        return quote.report == self.id and self.text[quote.start : quote.end] == quote.text
