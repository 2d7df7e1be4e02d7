"""Asking: one request to one address that the user configured, within bounds.

What may live here: HTTP to authorities, calendars and sources of headers. No redirect is followed; a name is resolved
once and its address judged before anything is sent; an answer larger or slower than its bound is dropped.
"""

import threading
import time
from typing import TYPE_CHECKING

from isnad.preserve.item import Limits
from isnad.preserve.trouble import Trouble, trouble

if TYPE_CHECKING:
    import httpx

SECONDS = 20.0  # for one answer in all
_AGENT = "isnad (evidence preservation)"
_LATER = "Nothing is lost: what is not stamped yet is asked for again by: isnad stamp CASE"


class Answered(Trouble):
    """It did answer, and not with what was asked for. ``status`` is the answer's (RFC 9110, section 15)."""

    def __init__(self, what: str, url: str, status: int) -> None:
        super().__init__(trouble(what, url, _LATER).problem)
        self.status = status


def ask(
    url: str, *, limits: Limits, largest: int, body: bytes | None = None, sends: str = "", accepts: str = "*/*"
) -> bytes:
    """The body of the answer to a GET, or to a POST of ``body``. ``largest`` is its bound in bytes, ``limits`` says
    which addresses may be reached and how many seconds it may take.

    Raises Trouble, whatever went wrong; Answered where it did answer.
    """
    fields = {"Accept": accepts, **({"Content-Type": sends} if sends else {})}
    seconds = min(SECONDS, limits.seconds)
    found: list[bytes | Exception] = []

    def run() -> None:
        try:
            found.append(_asked(url, limits, largest, body, fields, seconds))
        except Exception as error:  # handed over to the thread that waits
            found.append(error)

    # In a thread of its own: one that sends its header a byte at a time keeps every single timeout.
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds + 1)
    return _given(found[0] if found else None, url)


def _given(found: bytes | Exception | None, url: str) -> bytes:
    import httpx

    match found:
        case bytes():
            return found
        case None:
            raise trouble("It did not answer in time.", url, _LATER)
        case Trouble():
            raise found
        case httpx.HTTPError() | httpx.InvalidURL() | httpx.StreamError() | OSError() | ValueError():
            raise trouble(f"It could not be asked: {found or type(found).__name__}.", url, _LATER) from found
        case _:
            raise found


def _asked(url: str, limits: Limits, largest: int, body: bytes | None, fields: dict[str, str], seconds: float) -> bytes:
    import httpx

    from isnad.preserve.web.addresses import parsed, resolve

    deadline = time.monotonic() + seconds
    asked = parsed(url)
    port = asked.port or (443 if asked.scheme == "https" else 80)
    target = resolve(asked.host, port, limits, seconds, url)[0]
    headers = {"Host": asked.netloc.decode("ascii"), "User-Agent": _AGENT, "Accept-Encoding": "identity", **fields}
    with (
        httpx.Client(follow_redirects=False, timeout=seconds / 2, trust_env=False) as client,
        client.stream(
            "GET" if body is None else "POST",
            asked.copy_with(host=target.address),
            content=body,
            headers=headers,
            extensions={"sni_hostname": asked.host},
        ) as answer,
    ):
        return _body(answer, url, largest, deadline)


def _body(answer: "httpx.Response", url: str, largest: int, deadline: float) -> bytes:
    if answer.status_code != 200:
        what = f"It answered {answer.status_code} {answer.reason_phrase}.".replace(" .", ".")
        raise Answered(what, url, answer.status_code)
    found = b""
    for chunk in answer.iter_raw(1 << 14):
        found += chunk
        if len(found) > largest:
            raise Answered(f"Its answer is larger than {largest:,} bytes, and was dropped.", url, answer.status_code)
        if time.monotonic() > deadline:
            raise trouble("Its answer took too long, and was dropped.", url, _LATER)
    return found
