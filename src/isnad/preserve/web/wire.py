"""Wire: one request and its answer, kept byte for byte.

What may live here: telling where an answer ends. h11 reads the same bytes that are kept, and says whether a response
is whole, cut off, or no HTTP at all. Everything ends by a deadline and within bounds.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO

from isnad.preserve.item import Limits
from isnad.preserve.trouble import shown, trouble
from isnad.preserve.web.line import LATER, Line, connected, wait, words
from isnad.preserve.web.tls import Tls

if TYPE_CHECKING:
    import h11
    import httpx

AGENT = "isnad (evidence preservation)"
HEAD_LIMIT = 256 << 10  # bytes of a status line with all fields, and of the line before a chunk
_INTERIM_LIMIT = 16  # answers 1xx before the answer proper
_READ = 1 << 16


@dataclass(slots=True, kw_only=True)
class Answer:
    """What came back. ``wire`` holds every byte received; the response is ``size`` of them from ``start`` on.

    ``status`` is 0 where no head could be read. ``truncated`` is a reason of WARC-Truncated where not all of it came;
    ``said`` tells what happened then. Bytes before ``start`` are answers 1xx; ``beyond`` counts those that came
    after its end.
    """

    wire: BinaryIO
    start: int = 0
    size: int = 0
    status: int = 0
    reason: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    truncated: str = ""
    said: str = ""
    beyond: int = 0

    def field(self, name: str) -> str:
        """The first header field of this name (in small letters), or nothing."""
        return next((value for key, value in self.fields if key.lower() == name), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One exchange: what was asked of whom, over what, and what was answered."""

    url: "httpx.URL"
    began: datetime
    request: bytes
    address: str
    port: int
    answer: Answer
    tls: Tls | None = None


def ask(url: "httpx.URL", wire: BinaryIO, limits: Limits, deadline: float) -> Hop:
    """GET one URL; no redirect is followed. Raises Trouble where nothing came back; whatever did come back is a Hop.

    ``wire`` is an empty file for the bytes received.
    """
    import h11

    began = datetime.now(UTC)
    with connected(url, limits, deadline) as line:
        reader = h11.Connection(h11.CLIENT, max_incomplete_event_size=HEAD_LIMIT)
        try:
            request = _request(reader, url)
        except h11.LocalProtocolError as error:
            raise trouble(f"The address cannot be asked for: {shown(error)}.", url, "Check it for errors.") from error
        answer = Answer(wire=wire)
        try:
            wait(line.socket, deadline)
            line.socket.sendall(request)
        except OSError as error:  # a server may answer before it has read all, and hang up
            answer.said = words(error)
        _Receiving(line, reader, answer, limits, deadline).run()
    if not wire.tell():
        raise trouble(f"The server gave no answer: {answer.said}.", url, LATER)
    return Hop(
        url=url,
        began=began,
        request=request,
        address=line.address,
        port=line.port,
        answer=answer,
        tls=line.tls,
    )


def _request(reader: "h11.Connection", url: "httpx.URL") -> bytes:
    import h11

    fields = [
        ("Host", url.netloc.decode("ascii")),
        ("User-Agent", AGENT),
        ("Accept", "*/*"),
        ("Accept-Encoding", "identity"),
        ("Connection", "close"),
    ]
    head = reader.send(h11.Request(method="GET", target=url.raw_path, headers=fields))
    return (head or b"") + (reader.send(h11.EndOfMessage()) or b"")


class _Receiving:
    """The reading of one answer, up to its end or to the first thing that ends it early."""

    def __init__(self, line: Line, reader: "h11.Connection", answer: Answer, limits: Limits, deadline: float) -> None:
        self.line, self.reader, self.answer, self.limits, self.deadline = line, reader, answer, limits, deadline
        self.fed = 0  # bytes received
        self.body = 0  # bytes of the body, without the lines between its chunks
        self.over = 0  # bytes of the body beyond what is allowed
        self.interim = 0
        self.hung_up = False
        self.rudely = ""  # how, where the end was not a proper one

    def run(self) -> None:
        """Fill the answer. Raises nothing that a server can cause."""
        import h11

        answer = self.answer
        try:
            while not isinstance(event := self._next(), h11.EndOfMessage):
                self._met(event)
                if self._too_long():
                    break
            else:
                if self.hung_up and self.rudely:
                    self._cut("disconnect", self.rudely)
        except TimeoutError:
            self._cut("time", "it took too long")
        except h11.ProtocolError as error:
            if self.hung_up and (answer.status or self.reader.trailing_data[0].startswith(b"HTTP/")):
                self._cut("disconnect", self.rudely or "the connection was closed before the end")
            elif self.hung_up and not self.reader.trailing_data[0]:
                self._cut("disconnect", "it closed the connection")
            else:
                self._cut("unspecified", f"what came is not HTTP as it should be ({shown(error)})")
        # What h11 has not read yet stands after the end where there was one; else it is a part of the answer.
        after = len(self.reader.trailing_data[0]) if answer.truncated in ("", "length") else 0
        answer.size = self.fed - after - self.over - answer.start
        answer.beyond = 0 if answer.truncated else after

    def _next(self) -> object:
        """The next event, reading on for it. Raises TimeoutError at the deadline, also where data never ends."""
        import h11

        while (event := self.reader.next_event()) is h11.NEED_DATA:
            wait(self.line.socket, self.deadline)
            try:
                data = self.line.socket.recv(_READ)
            except TimeoutError:
                raise
            except OSError as error:
                data, self.rudely = b"", words(error)
            self.hung_up = not data
            self.answer.wire.write(data)
            self.fed += len(data)
            self.reader.receive_data(data)
        if time.monotonic() > self.deadline:
            raise TimeoutError
        return event

    def _met(self, event: object) -> None:
        """Note an event. Raises RemoteProtocolError where an answer can have no end after it."""
        import h11

        answer = self.answer
        if isinstance(event, h11.InformationalResponse):
            self.interim += 1
            answer.start = self.fed - len(self.reader.trailing_data[0])
            if self.interim > _INTERIM_LIMIT:
                raise h11.RemoteProtocolError("more answers 1xx than make sense")
        elif isinstance(event, h11.Response):
            answer.status, answer.reason = event.status_code, _text(bytes(event.reason))
            answer.fields = tuple((_text(k), _text(v)) for k, v in event.headers.raw_items())
        elif isinstance(event, h11.Data):
            self.body += len(event.data)
        else:  # closed, or paused after a change of protocol that nobody asked for
            raise h11.RemoteProtocolError("the answer has no end")

    def _too_long(self) -> bool:
        """Whether the body is larger than allowed; also where it is small and the lines between its chunks are not."""
        most = self.limits.max_bytes
        self.over = max(0, self.body - most)
        if self.over or self.fed > 2 * most + HEAD_LIMIT:
            self._cut("length", f"it is larger than {most / 1e6:g} MB")
            return True
        return False

    def _cut(self, reason: str, said: str) -> None:
        self.answer.truncated, self.answer.said = reason, said


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
