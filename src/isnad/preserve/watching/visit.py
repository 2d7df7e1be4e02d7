"""Visit: one exchange with a watched address, and what it says of the page there.

What may live here: the judgement of an answer. Only status codes, addresses and bytes are facts; that a page says of
itself that it was removed is other bytes, and so another version.
"""

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO, cast
from urllib.parse import SplitResult, parse_qsl, urlsplit

from isnad.preserve.item import Limits, Taken
from isnad.preserve.manifest import Told
from isnad.preserve.watching.history import (
    ABSENT,
    BACK,
    CHANGED,
    FINAL,
    FIRST,
    GONE,
    REFUSED,
    SAME,
    UNREACHABLE,
    Known,
)
from isnad.records.problem import Problem, Severity

Fetch = Callable[[str, Told, Limits], Iterator[Taken | Problem]]
"""A function as ``isnad.preserve.web.fetch.fetch``."""
GONE_STATUS = (404, 410, 451)  # RFC 9110, sections 15.5.5 and 15.5.11; RFC 7725
_LATER_STATUS = (408, 425, 429)  # RFC 9110, section 15.5.9; RFC 8470; RFC 6585
_BROKEN_OFF = ("disconnect", "time", "unspecified")
_SPOOL = 8 << 20  # bytes held in memory before they go to a temporary file


@dataclass(slots=True)
class Answered:
    """What one visit brought: the exchange (a WARC), the page if there was one, and what went wrong.

    ``hops`` are the addresses asked with the status each answered; ``digest`` is that of the page's bytes,
    ``container`` that of the exchange.
    """

    url: str
    exchange: Taken | None = None
    page: Taken | None = None
    digest: str = ""
    container: str = ""
    hops: list[tuple[str, int]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def status(self) -> int:
        """The last answer's status code, 0 where none came that can be read."""
        return self.hops[-1][1] if self.hops else 0

    @property
    def final(self) -> str:
        """Where the way ended."""
        return self.hops[-1][0][:FINAL] if self.hops else ""

    def close(self) -> None:
        """Let go of what was fetched."""
        for taken in (self.exchange, self.page):
            if taken is not None:
                taken.stream.close()


def answered(url: str, told: Told, limits: Limits, fetch: Fetch) -> Answered:
    """Visit an address. Raises nothing that a server can cause; what is not foreseen becomes a problem of this one."""
    made = Answered(url)
    try:
        for item in fetch(url, told, limits):
            if isinstance(item, Problem):
                made.problems.append(item)
            elif item.container:
                made.exchange, made.container = _held(item)
                made.hops = _hops(made.exchange.stream)
            else:
                made.page, made.digest = _held(item)
    except Exception as error:
        what = f"The visit failed where it should not ({type(error).__name__}: {error})."
        made.problems.append(Problem(what=what, where=url, todo="Please report this; the next visit is as planned."))
    return made


def outcome_of(made: Answered, known: Known) -> tuple[str, str]:
    """What a visit says of the page, and what else is to be said: a word of ``history`` and a sentence or nothing."""
    if made.page is None:
        return _no_page(made, known)
    if not known.versions:
        return FIRST, ""
    if made.page.truncated in _BROKEN_OFF and not known.cut:
        return UNREACHABLE, _worst(made)  # half a page is no new version of a whole one
    if made.digest != known.digest and elsewhere(made.url, known.final, made.final):
        return GONE, f"It leads elsewhere now: {made.final}"
    if known.gone:
        return BACK, "" if made.digest == known.digest else "With other bytes than before."
    return (SAME if made.digest == known.digest else CHANGED), ""


def _no_page(made: Answered, known: Known) -> tuple[str, str]:
    status = made.status
    if status in GONE_STATUS:
        return (GONE if known.versions else ABSENT), ""
    if status < 400 or status >= 500 or status in _LATER_STATUS:
        return UNREACHABLE, _worst(made)
    return REFUSED, _worst(made)


def _worst(made: Answered) -> str:
    found = [p for p in made.problems if p.severity is not Severity.NOTE]
    return found[-1].what[:500] if found else ""


def elsewhere(asked: str, before: str, now: str) -> bool:
    """Whether the way from ``asked`` ends at another page than it did before.

    http and https, "www." and a slash at the end make no other page, nor does what a server adds to the query; that
    it no longer passes on a parameter of the address asked for does ("/?p=17" that now leads to "/").
    """
    was, ends = urlsplit(before or asked), urlsplit(now)
    if _place(was) != _place(ends):
        return True
    meant = set(parse_qsl(urlsplit(asked).query, keep_blank_values=True))
    kept, still = (set(parse_qsl(each.query, keep_blank_values=True)) for each in (was, ends))
    return bool(meant & kept - still)


def _place(url: SplitResult) -> tuple[str, str]:
    port = f":{url.port}" if url.port not in (None, 80, 443) else ""
    return (url.hostname or "").removeprefix("www.") + port, url.path.rstrip("/")


def _held(taken: Taken) -> tuple[Taken, str]:
    """The same with a copy of its bytes that lasts, for the fetcher's own are gone when it goes on; their Digest."""
    copy = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=_SPOOL))  # noqa: SIM115 (closed with its Answered)
    sums = hashlib.sha256()
    while data := taken.stream.read(1 << 18):
        copy.write(data)
        sums.update(data)
    copy.seek(0)
    return replace(taken, stream=copy), f"sha256:{sums.hexdigest()}"


def _hops(warc: BinaryIO) -> list[tuple[str, int]]:
    """The exchanges in a WARC that was just written; the file stands at its beginning afterwards."""
    from warcio.archiveiterator import ArchiveIterator

    found: list[tuple[str, int]] = []
    for record in ArchiveIterator(warc):
        if record.rec_type == "request":
            found.append((record.rec_headers.get_header("WARC-Target-URI"), 0))
        elif record.rec_type == "response" and record.http_headers and found:
            code = record.http_headers.get_statuscode()
            found[-1] = (found[-1][0], int(code) if code.isdigit() else 0)
    warc.seek(0)
    return found
