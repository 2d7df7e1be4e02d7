"""Originals: what a report looked like, as pictures to look at beside its text.

What may live here: which originals there are of a report, and their working copies. These are made in a child without
rights, are JPEGs of pixels alone, and are kept in memory only; captured bytes never reach a browser.
"""

import base64
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

from isnad.casebook import Casebook
from isnad.media import sightings
from isnad.preserve.confined.child import Bounds, Broke, Handed, call
from isnad.preserve.media.showing import PDF, PICTURE, SHOT, prepare, show
from isnad.preserve.trouble import Trouble
from isnad.records.capture import Capture
from isnad.records.report import Report
from isnad.web.standing import Standing

BOUNDS = Bounds(seconds=30.0, cpu_seconds=60, memory=2 << 30, reply_bytes=8 << 20)
KEPT = 64 << 20  # bytes of working copies that are kept
KINDS = (PICTURE, PDF, SHOT)


@dataclass(frozen=True, slots=True)
class Original:
    """Something to look at: ``what`` it is ("picture", "pdf", "shot"), of which capture, and what it is called."""

    what: str
    capture: str
    name: str


class Originals:
    """Working copies of a case's originals."""

    def __init__(self, book: Casebook) -> None:
        self._book = book
        self._turn = threading.Lock()
        self._making = threading.Semaphore(2)
        self._sightings: tuple[tuple[Capture, ...], dict[str, list[Capture]]] | None = None
        self._kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()

    def of(self, standing: Standing, report: Report) -> list[Original]:
        """What there is to look at of a report: its own look first, then the pictures it shows."""
        capture = standing.capture(report.capture)
        own = list(_own(capture)) if capture else []
        pictured = [Original(PICTURE, c.id, c.origin) for c in self._sighted(standing).get(report.id, ())]
        return [*own, *pictured]

    def _sighted(self, standing: Standing) -> dict[str, list[Capture]]:
        """The captured pictures that each report shows, found once for the captures there are."""
        captures = standing.results.captures
        with self._turn:
            if self._sightings is None or self._sightings[0] is not captures:
                found: dict[str, list[Capture]] = {}
                if any(c.media_type.startswith("image/") for c in captures):
                    for report, capture in sightings(captures, standing.results.reports):
                        if capture.media_type.startswith("image/"):
                            found.setdefault(report, []).append(capture)
                self._sightings = (captures, found)
            return self._sightings[1]

    def picture(self, capture: Capture, what: str) -> bytes | None:
        """A working copy as JPEG; None where none can be made."""
        key = (capture.digest, what)
        with self._turn:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        with self._making:
            made = self._made(capture, what)
        if made is not None:
            with self._turn:
                self._kept[key] = made
                while sum(map(len, self._kept.values())) > KEPT:
                    self._kept.popitem(last=False)
        return made

    def _made(self, capture: Capture, what: str) -> bytes | None:
        try:
            if what == SHOT and capture.within is not None:
                path, offset = self._book.store.path(capture.within.container), _after(capture)
            else:
                path, offset = self._book.path_of(capture), 0
            answer = call(show, Handed(path), what, offset, bounds=BOUNDS, ready=prepare)
            return base64.b64decode(answer["data"])
        except (Broke, Trouble, OSError, ValueError, KeyError, TypeError):
            return None


def _own(capture: Capture) -> Iterator[Original]:
    if capture.media_type.startswith("image/"):
        yield Original(PICTURE, capture.id, capture.origin)
    elif capture.media_type == "application/pdf" or capture.origin.lower().endswith(".pdf"):
        yield Original(PDF, capture.id, capture.origin)
    elif _shot_by_browser(capture):
        yield Original(SHOT, capture.id, capture.url or capture.origin)


def _shot_by_browser(capture: Capture) -> bool:
    """Whether a browser showed the page and may have taken its picture: the WARC was made for this one page."""
    within = capture.within
    return (
        within is not None
        and within.kind == "warc"
        and not within.member
        and bool(within.length)
        and any(name == ":browser" for name, _ in capture.headers)
    )


def _after(capture: Capture) -> int:
    assert capture.within is not None
    return capture.within.offset + capture.within.length
