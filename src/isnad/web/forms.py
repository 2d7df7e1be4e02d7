"""Forms: what is sent to the workbench, read within bounds and only where it carries our token.

What may live here: reading a form for a page that changes something.
"""

from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from isnad.web.guard import TooLarge
from isnad.web.rendering import door_of, page, session_of

FILES = 2_000  # in one form
FIELDS = 200
FIELD_BYTES = 2 << 20  # of one field that is no file: a pasted text may be long

Posted = Callable[[Request, FormData], Response]


def posts(path: str, handler: Posted) -> Route:
    """A route that takes forms: ``handler`` is called, in a thread, with what a page of ours sent."""

    async def taken(request: Request) -> Response:
        session = session_of(request)
        if session is None:
            return page(request, "closed.html.j2", 403)
        try:
            async with request.form(max_files=FILES, max_fields=FIELDS, max_part_size=FIELD_BYTES) as form:
                if not door_of(request).fits(session, text_of(form, "token")):
                    return page(request, "stale.html.j2", 403)
                return await run_in_threadpool(handler, request, form)
        except TooLarge:
            return PlainTextResponse("That is more than is taken at once.", 413)

    return Route(path, taken, methods=["POST"], name=f"post {path}")


def gets(path: str, handler: Callable[[Request], Response]) -> Route:
    """A route that shows something to those who came in by the key."""

    def shown(request: Request) -> Response:
        if session_of(request) is None:
            return page(request, "closed.html.j2", 403)
        return handler(request)

    return Route(path, shown, methods=["GET"], name=f"get {path}")


def text_of(form: FormData, name: str, most: int = FIELD_BYTES) -> str:
    """A field as text without what surrounds it; empty where it is missing, a file, or longer than ``most``."""
    value: Any = form.get(name, "")
    return value.strip() if isinstance(value, str) and len(value) <= most else ""


def texts_of(form: FormData, name: str) -> list[str]:
    """All values of a field that are text."""
    return [value.strip() for value in form.getlist(name) if isinstance(value, str)]
