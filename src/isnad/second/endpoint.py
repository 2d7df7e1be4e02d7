"""Endpoint: one question to an OpenAI-compatible server, and its answer within bounds.

What may live here: HTTP, as elsewhere in the house: a name is resolved once, its address judged, the connection made
to that very address, no redirect followed, an answer larger or slower than its bound dropped. What comes back is one
text; nothing in it is acted upon here.
"""

import http
import json
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from isnad.preserve.item import Limits
from isnad.preserve.trouble import Trouble, trouble
from isnad.preserve.web.addresses import parsed, resolve
from isnad.second.chosen import Endpoint

if TYPE_CHECKING:
    import httpx

SECONDS = 180.0  # for one answer: a model on a laptop takes its time
LARGEST = 1 << 20  # bytes of one answer
TRIES = 3  # of one question
LONGEST_WAIT = 30.0  # seconds between tries, whatever the server asks for
_AGENT = "isnad (second reader)"
_LATER = "Nothing is lost: ask again with the same command; what was answered is kept."
_BUSY = (429, 500, 502, 503, 504)
_UNKNOWN_FIELD = (400, 422)  # as servers answer that do not know a field of the question

Message = Mapping[str, str]


class Refused(Trouble):
    """It would be the same for every text: no further one is sent."""


class _Busy(Exception):
    """It may answer later."""

    def __init__(self, what: str, wait: float | None = None) -> None:
        super().__init__(what)
        self.what, self.wait = what, wait


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model said. ``whole`` is false where the server says that it was cut off."""

    said: str
    whole: bool = True


class Asker:
    """Asks one endpoint. ``key`` goes into the header and nowhere else."""

    def __init__(
        self,
        endpoint: Endpoint,
        key: str = "",
        *,
        seconds: float = SECONDS,
        largest: int = LARGEST,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Raises Refused where the key cannot stand in a header."""
        if key and not (key.isascii() and key.isprintable() and " " not in key):
            raise _refused("The key holds characters that no key has.", endpoint, "Check the environment variable.")
        self.endpoint = endpoint
        self._key, self._seconds, self._largest, self._sleep = key, seconds, largest, sleep
        self._plain = False  # whether the server knows only the plainest question

    def ask(self, messages: Sequence[Message]) -> Answer:
        """The answer to one question. Raises Trouble, and Refused where no other would fare better."""
        for tried in range(1, TRIES + 1):
            try:
                return self._answer(messages)
            except _Busy as error:
                if tried == TRIES:
                    raise trouble(f"{error.what} It was tried {TRIES} times.", self.endpoint.url, _LATER) from error
                wait = error.wait if error.wait is not None else 2.0**tried
                self._sleep(min(wait, LONGEST_WAIT))
        raise AssertionError("the last try raises or returns")

    def _answer(self, messages: Sequence[Message]) -> Answer:
        status, data, wait = self._post(messages)
        if status in _UNKNOWN_FIELD and not self._plain:
            self._plain = True
            status, data, wait = self._post(messages)
        if status == 200:
            return _said(data, self.endpoint)
        phrase = http.HTTPStatus(status).phrase if status in http.HTTPStatus._value2member_map_ else ""
        what = f"It answered {status} {phrase}".strip() + "."
        if status in _BUSY:
            raise _Busy(what, wait)
        if 300 <= status < 400:
            what += " A redirect is not followed: your texts go where you said and nowhere else."
            raise _refused(what, self.endpoint, "Give the address where it is.")
        if status in (401, 403):
            raise _refused(what, self.endpoint, "Check the key in the environment variable.")
        if status in (404, 405):
            raise _refused(what, self.endpoint, "Check the address and the model's name.")
        raise trouble(what, self.endpoint.url, "See its server's log for what it did not like.")

    def _post(self, messages: Sequence[Message]) -> tuple[int, bytes, float | None]:
        """In a thread of its own: a server that sends its header a byte at a time keeps every single time-out."""
        found: list[Any] = []

        def run() -> None:
            try:
                found.append(self._exchange(messages))
            except Exception as error:  # handed over to the thread that waits
                found.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(self._seconds + 1)
        return self._given(found[0] if found else None)

    def _given(self, found: Any) -> tuple[int, bytes, float | None]:
        import httpx

        match found:
            case tuple():
                return found
            case None | httpx.TimeoutException():
                raise _Busy(f"It did not answer within {self._seconds:.0f} seconds.") from found
            case Trouble() | _Busy():
                raise found
            case httpx.HTTPError() | httpx.InvalidURL() | httpx.StreamError() | OSError() | ValueError():
                raise _Busy(f"It could not be asked ({type(found).__name__}).") from found
            case _:
                raise found

    def _exchange(self, messages: Sequence[Message]) -> tuple[int, bytes, float | None]:
        import httpx

        deadline = time.monotonic() + self._seconds
        asked, address = _where(self.endpoint, self._seconds)
        headers = {
            "Host": asked.netloc.decode("ascii"),
            "User-Agent": _AGENT,
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "Content-Type": "application/json",
            **({"Authorization": f"Bearer {self._key}"} if self._key else {}),
        }
        with (
            httpx.Client(
                follow_redirects=False, timeout=self._seconds, trust_env=False, verify=_authorities()
            ) as client,
            client.stream(
                "POST",
                asked.copy_with(host=address),
                content=self._question(messages),
                headers=headers,
                extensions={"sni_hostname": asked.host},
            ) as answer,
        ):
            if answer.status_code != 200:
                return answer.status_code, b"", _wait_of(answer)
            return 200, self._body(answer, deadline), None

    def _question(self, messages: Sequence[Message]) -> bytes:
        body: dict[str, Any] = {"model": self.endpoint.model, "messages": list(messages), "stream": False}
        if not self._plain:
            body |= {"temperature": 0, "response_format": {"type": "json_object"}}
        return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")

    def _body(self, answer: "httpx.Response", deadline: float) -> bytes:
        if answer.headers.get("content-encoding", "identity") != "identity":
            raise trouble("Its answer is packed, which was not asked for.", self.endpoint.url, _LATER)
        found = bytearray()
        for chunk in answer.iter_raw():  # as it comes: a chunk that fills slowly would hide the time
            found += chunk
            if len(found) > self._largest:
                what = f"Its answer is larger than {self._largest:,} bytes, and was dropped."
                raise trouble(what, self.endpoint.url, "Ask another model: this one does not keep to the question.")
            if time.monotonic() > deadline:
                raise _Busy(f"It did not answer within {self._seconds:.0f} seconds.")
        return bytes(found)


def _where(endpoint: Endpoint, seconds: float) -> tuple["httpx.URL", str]:
    """The URL, and the one address that the connection goes to. Raises Refused.

    The host was named by the user, so it may be this machine or one of the inner network; text in clear goes to this
    machine alone, unless that was allowed too.
    """
    try:
        asked = parsed(endpoint.address)
        port = asked.port or (443 if asked.scheme == "https" else 80)
        limits = Limits(allowed=(asked.host,))
        address = resolve(asked.host, port, limits, seconds, endpoint.url)[0].address
    except Trouble as error:
        raise Refused(error.problem) from error
    if asked.scheme == "http" and not endpoint.plain and not _is_here(address):
        todo = "Use https, or choose it again with --plain-http if the network between is yours alone."
        raise _refused("It is not on this machine, and anyone on the way could read the texts.", endpoint, todo)
    return asked, address


def _is_here(address: str) -> bool:
    return ip_address(address.partition("%")[0]).is_loopback


def _authorities() -> ssl.SSLContext:
    """The system's certificate authorities; where it has none, those of certifi."""
    context = ssl.create_default_context()
    if not context.cert_store_stats()["x509_ca"]:
        import certifi

        context.load_verify_locations(certifi.where())
    return context


def _wait_of(answer: "httpx.Response") -> float | None:
    """Seconds that the server asks to wait (RFC 9110, section 10.2.3); None where it gives none, or a date."""
    said = answer.headers.get("retry-after", "").strip()
    return float(said) if said.isdigit() and len(said) < 6 else None


def _said(data: bytes, endpoint: Endpoint) -> Answer:
    """The text of the first choice. Raises Trouble where there is none."""
    try:
        choice = json.loads(data)["choices"][0]
        said = choice["message"]["content"]
        whole = choice.get("finish_reason") != "length"
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        said, whole = None, False
    if not isinstance(said, str):
        todo = "Check the address: it should be an OpenAI-compatible one and end in /v1, say."
        raise trouble("Its answer does not hold what this protocol says.", endpoint.url, todo)
    return Answer(said, whole)


def _refused(what: str, endpoint: Endpoint, todo: str) -> Refused:
    return Refused(trouble(what, endpoint.url, todo).problem)
