"""The guard: what every request has to pass, and what every answer says to the browser.

What may live here: one layer round all pages. It looks at the host that was asked, the size of what is sent, the
origin it is sent from and the session; forms' tokens are looked at where forms are read (``forms``).
"""

from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from isnad.web.door import Door

SAFE = ("GET", "HEAD")
OPEN = ("/enter", "/static/")  # paths that need no session
MOST_SENT = 256 << 20  # bytes of one request
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # "no-referrer" would take the origin off our own forms too
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}


class TooLarge(Exception):
    """More is sent than is taken."""


class Guard:
    """An ASGI layer; ``hosts`` are the names this server answers to, each with its port."""

    def __init__(self, app: ASGIApp, door: Door, hosts: Iterable[str]) -> None:
        self._app, self._door, self._hosts = app, door, frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, or refuse it."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        session = self._door.session(_cookie(headers, self._door.cookie))
        scope["state"] = {**scope.get("state", {}), "session": session}
        answer = self._refusal(scope, headers) or self._app
        await answer(scope, _bounded(receive), _marked(send, scope["path"]))

    def _refusal(self, scope: Scope, headers: Headers) -> ASGIApp | None:
        """Why a request is not handed on; None where it is."""
        if headers.getlist("host") not in [[each] for each in self._hosts]:
            return PlainTextResponse("This workbench does not answer to that name.", 421)
        if scope["method"] not in (*SAFE, "POST"):
            return PlainTextResponse("Only GET and POST.", 405)
        sent = headers.get("content-length", "0")
        if not sent.isdigit() or int(sent) > MOST_SENT:
            return PlainTextResponse("That is more than is taken at once.", 413)
        if scope["method"] == "POST" and not self._own(headers):
            return PlainTextResponse("This was sent by another page. Nothing was done.", 403)
        return None

    def _own(self, headers: Headers) -> bool:
        """Whether a page of ours sent it, as its browser says."""
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site") == "same-origin"
        return origin == f"http://{headers['host']}"


def _cookie(headers: Headers, name: str) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def _bounded(receive: Receive) -> Receive:
    """The request's body, which ends in TooLarge where it says too little of its length."""
    taken = 0

    async def more() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MOST_SENT:
            raise TooLarge
        return message

    return more


def _marked(send: Send, path: str) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                if name == "Cache-Control" and path.startswith("/static/"):
                    continue
                headers[name] = value
        await send(message)

    return sent
