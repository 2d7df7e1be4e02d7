"""Proxy: the one way out for a browser, which leads to checked addresses only.

What may live here: a proxy on loopback for as long as one capture lasts. It judges every host as a fetch does, connects
to the very address it judged, and passes bytes on unread; what is encrypted stays so.
"""

import contextlib
import re
import selectors
import socket
import threading
import time
from dataclasses import dataclass

from isnad.preserve.item import Limits
from isnad.preserve.trouble import Trouble
from isnad.preserve.web.addresses import parsed, resolve, without_secret
from isnad.preserve.web.line import PORTS, dialled

_HEAD = 64 << 10  # bytes of a request's head
_BODY = 16 << 20  # bytes that a page may send in one plain request
_READ = 1 << 16
_PLACE = re.compile(r"(.*?)(?::([0-9]{1,5}))?")
_AT_ONCE = 64  # connections


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A connection that the browser asked for: to which address it led, or why it was refused."""

    host: str
    port: int
    address: str = ""
    refused: str = ""


class Proxy:
    """Serves while entered; ``passages`` then tells what was asked for. ``deadline`` is of ``time.monotonic``."""

    def __init__(self, limits: Limits, deadline: float) -> None:
        self.passages: list[Passage] = []
        self._limits, self._deadline = limits, deadline
        self._left = limits.max_bytes  # bytes that all connections together may still bring in
        self._slots = threading.BoundedSemaphore(_AT_ONCE)
        self._closed = threading.Event()

    def __enter__(self) -> "Proxy":
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=_AT_ONCE)
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    @property
    def address(self) -> str:
        """Where it listens, as a browser wants to be told."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    @property
    def exhausted(self) -> bool:
        """Whether more bytes came in than allowed, so that connections were cut."""
        return self._left <= 0

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while not self._closed.is_set():
                line, _ = self._listening.accept()
                threading.Thread(target=self._pass, args=(line,), daemon=True).start()

    def _pass(self, line: socket.socket) -> None:
        with self._slots, line, contextlib.suppress(OSError):
            line.settimeout(max(0.1, self._deadline - time.monotonic()))
            head, rest = _head(line)
            method, _, target = head.split(b"\r\n")[0].rpartition(b" ")[0].partition(b" ")
            tunnel = method == b"CONNECT"
            text = target.decode("latin-1")
            try:
                url = parsed(f"https://{text}/" if tunnel else text)
                port = url.port or PORTS[url.scheme]
                seconds = self._deadline - time.monotonic()
                outer, met = dialled(resolve(url.host, port, self._limits, seconds, str(url)), str(url), self._deadline)
            except Trouble as error:
                self._refuse(line, text, error.problem.what)
                return
            self.passages.append(Passage(host=url.host, port=port, address=met.address))
            with outer:
                if tunnel:
                    line.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    outer.sendall(rest)
                    self._pump({line: outer, outer: line}, outer)
                else:
                    outer.sendall(_plain(head, url.raw_path))
                    _send_body(line, outer, head, rest)
                    self._pump({outer: line}, outer)

    def _refuse(self, line: socket.socket, target: str, why: str) -> None:
        target = without_secret(target)
        place = target.partition("//")[2].partition("/")[0] or target
        found = _PLACE.fullmatch(place)
        host, port = (found[1], int(found[2] or 80)) if found else (place[:300], 0)
        self.passages.append(Passage(host=host, port=port, refused=why))
        line.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    def _pump(self, ways: dict[socket.socket, socket.socket], outer: socket.socket) -> None:
        """Pass bytes on until an end is told in all of these ways, the time is over or too much came in."""
        with selectors.DefaultSelector() as ready:
            for each in ways:
                ready.register(each, selectors.EVENT_READ, each)
            while ready.get_map() and not self._closed.is_set() and time.monotonic() < self._deadline:
                for key, _ in ready.select(0.5):
                    source: socket.socket = key.data
                    data = source.recv(_READ)
                    if source is outer:
                        self._left -= len(data)
                        if self._left <= 0:
                            return
                    if data:
                        ways[source].sendall(data)
                        continue
                    ready.unregister(source)
                    ways[source].shutdown(socket.SHUT_WR)


def _head(line: socket.socket) -> tuple[bytes, bytes]:
    """A request's head without its empty line, and what came after it. Raises OSError where it has no end."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = line.recv(_READ)
        if not more or len(data) > _HEAD:
            raise ConnectionError("no request")
        data += more
    head, _, rest = data.partition(b"\r\n\r\n")
    return head, rest


def _plain(head: bytes, path: bytes) -> bytes:
    """The request as the server itself wants it (RFC 9112, section 3.2.1), one to a connection."""
    first, *fields = head.split(b"\r\n")
    own = (b"proxy-", b"connection:", b"keep-alive:")
    kept = [field for field in fields if not field.lower().startswith(own)]
    return b"\r\n".join([first.split(b" ")[0] + b" " + path + b" HTTP/1.1", *kept, b"Connection: close", b"", b""])


def _send_body(line: socket.socket, outer: socket.socket, head: bytes, rest: bytes) -> None:
    """The body of a request, of the length it names. Raises OSError where that is too long or does not come."""
    names = [f.partition(b":") for f in head.split(b"\r\n")[1:]]
    said = next((value.strip() for name, _, value in names if name.lower() == b"content-length"), b"0")
    left = int(said) if said.isdigit() else 0
    if left > _BODY:
        raise ConnectionError("too long a request")
    while left > 0:
        data = (rest or line.recv(_READ))[:left]
        if not data:
            raise ConnectionError("half a request")
        outer.sendall(data)
        rest, left = b"", left - len(data)
