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
UNASKED = ("/standing",)  # paths that pages ask for by themselves
SURE = {"https": "max-age=31536000"}  # Strict-Transport-Security, where browsers see us so
USUAL = {"http": ":80", "https": ":443"}  # ports that an address leaves out
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
    """An ASGI layer; ``hosts`` are the names this server answers to, each with its port. ``anywhere``: it also answers
    to the address that a connection was made to. ``pictures`` is another machine that pages may ask for pictures."""

    def __init__(
        self, app: ASGIApp, door: Door, hosts: Iterable[str], *, anywhere: bool = False, pictures: str = ""
    ) -> None:
        usual = USUAL[door.scheme]
        self._app, self._door, self._anywhere = app, door, anywhere
        self._policy = POLICY.replace("img-src 'self'", f"img-src 'self' {pictures}".rstrip())
        self._hosts = frozenset(form for each in hosts for form in (each, each.removesuffix(usual)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, or refuse it."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        session = self._door.session(_cookie(headers, self._door.cookie), unasked=scope["path"] in UNASKED)
        scope["state"] = {**scope.get("state", {}), "session": session}
        answer = self._refusal(scope, headers) or self._app
        await answer(scope, _bounded(receive), _marked(send, scope["path"], self._door.scheme, self._policy))

    def _refusal(self, scope: Scope, headers: Headers) -> ASGIApp | None:
        """Why a request is not handed on; None where it is."""
        if len(asked := headers.getlist("host")) != 1 or not (
            asked[0] in self._hosts or self._reached(scope, asked[0])
        ):
            return PlainTextResponse("This workbench does not answer to that name.", 421)
        if scope["method"] not in (*SAFE, "POST"):
            return PlainTextResponse("Only GET and POST.", 405)
        sent = headers.get("content-length", "0")
        if not sent.isdigit() or int(sent) > MOST_SENT:
            return PlainTextResponse("That is more than is taken at once.", 413)
        if scope["method"] == "POST" and not self._own(headers):
            return PlainTextResponse("This was sent by another page. Nothing was done.", 403)
        return None

    def _reached(self, scope: Scope, host: str) -> bool:
        """Whether a host is the address that this connection came to."""
        if not self._anywhere or not scope.get("server"):
            return False
        address, port = scope["server"]
        shown = f"[{address}]" if ":" in address else address
        return host in (f"{shown}:{port}", f"{shown}:{port}".removesuffix(USUAL[self._door.scheme]))

    def _own(self, headers: Headers) -> bool:
        """Whether a page of ours sent it, as its browser says."""
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site") == "same-origin"
        return origin == f"{self._door.scheme}://{headers['host']}"


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


def _marked(send: Send, path: str, scheme: str, policy: str) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                if name == "Cache-Control" and path.startswith("/static/"):
                    continue
                headers[name] = value
            headers["Content-Security-Policy"] = policy
            if sure := SURE.get(scheme):
                headers["Strict-Transport-Security"] = sure
        await send(message)

    return sent
