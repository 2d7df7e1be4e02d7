"""Line: a connection to a checked address, encrypted where the URL asks for it.

What may live here: dialling, and waiting no longer than allowed.
"""

import contextlib
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from isnad.preserve.item import Limits
from isnad.preserve.trouble import Trouble, shown, trouble
from isnad.preserve.web.addresses import Target, resolve
from isnad.preserve.web.tls import Tls, secured

if TYPE_CHECKING:
    import httpx

LATER = "Try again later, or save the page in a browser and add the file with --url."
PORTS = {"http": 80, "https": 443}
_IDLE = 30.0  # seconds of silence that are waited for
_CONNECT = 15.0  # seconds for one address, since a host may have several


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A connected socket, the address it goes to, and what TLS showed where there is any."""

    socket: socket.socket
    address: str
    port: int
    tls: Tls | None = None


@contextlib.contextmanager
def connected(url: "httpx.URL", limits: Limits, deadline: float) -> Iterator[Line]:
    """A line to the URL's host; ``deadline`` is of ``time.monotonic``.

    Raises Trouble where the host leads nowhere or to an address refused, where nobody answers, and where the
    certificate cannot be verified and ``limits`` do not allow that.
    """
    port = url.port or PORTS[url.scheme]
    targets = resolve(url.host, port, limits, deadline - time.monotonic(), str(url))
    plain, target = dialled(targets, str(url), deadline)
    line = Line(socket=plain, address=target.address, port=port)
    if url.scheme == "https":
        line = _secure(line, target, url, limits, deadline)
    with contextlib.closing(line.socket):
        yield line


def dialled(targets: tuple[Target, ...], where: str, deadline: float) -> tuple[socket.socket, Target]:
    """A connection to the first of these addresses that answers. Raises Trouble where none does."""
    error: OSError | None = None
    for target in targets:
        line = socket.socket(target.family, socket.SOCK_STREAM)
        try:
            wait(line, deadline, _CONNECT)
            line.connect(target.socket_address)
            return line, target
        except OSError as refused:
            line.close()
            error = error or refused
    raise trouble(f"No connection to the server: {words(error)}.", where, LATER) from error


def _secure(line: Line, target: Target, url: "httpx.URL", limits: Limits, deadline: float) -> Line:
    """The line encrypted. It is verified first also where that may fail, so that the record says what was found."""
    plain = line.socket
    try:
        try:
            wait(plain, deadline)
            made, tls = secured(plain, url.host, verify=True)
        except ssl.SSLCertVerificationError as error:
            refused = shown(error.verify_message or error).replace("\n", " ")
            if not limits.unverified_tls:
                raise _unverified(refused, str(url)) from error
            plain.close()
            plain, _ = dialled((target,), str(url), deadline)
            wait(plain, deadline)
            made, tls = secured(plain, url.host, verify=False)
            tls = replace(tls, refused=refused)
    except OSError as error:
        plain.close()
        raise trouble(f"No encrypted line to the server: {words(error)}.", url, LATER) from error
    except Trouble:
        plain.close()
        raise
    return replace(line, socket=made, tls=tls)


def _unverified(refused: str, where: str) -> Trouble:
    what = f"The server's certificate cannot be verified ({refused}), so anyone on the way may be answering."
    todo = "If it is worth keeping all the same, add it with --unverified-tls: the record then says so."
    return trouble(what, where, todo)


def wait(line: socket.socket, deadline: float, most: float = _IDLE) -> None:
    """Let the next call on this socket wait ``most`` seconds, not beyond the deadline: TimeoutError then."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    line.settimeout(min(most, left))


def words(error: OSError | None) -> str:
    """What an error of a socket or of TLS says, in words for people."""
    if isinstance(error, TimeoutError):
        return "it did not answer in time"
    if isinstance(error, ssl.SSLError) and error.reason:
        return shown(error.reason).replace("_", " ").lower()
    if isinstance(error, ConnectionResetError | BrokenPipeError):
        return "it hung up"
    return shown((error and error.strerror) or error or "no address")
