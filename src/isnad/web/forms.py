"""Forms: what is sent to the workbench, read within bounds and only where it carries our token.

What may live here: reading a form for a page that changes something.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from isnad.web.door import Session
from isnad.web.guard import TooLarge
from isnad.web.rendering import door_of, page, session_of
from isnad.web.roles import Role

FILES = 2_000  # in one form
FIELDS = 200
NAME = 200  # characters of a name
FIELD_BYTES = 2 << 20  # of one field that is no file: a pasted text may be long

Posted = Callable[[Request, FormData], Response]
CHOOSING = ("/password", "/leave")  # what can be done while a password has yet to be chosen


def posts(path: str, role: Role, handler: Posted) -> Route:
    """A route that takes forms from who has this role: ``handler`` is called, in a thread, with what a page of ours
    sent."""

    async def taken(request: Request) -> Response:
        session = session_of(request)
        if session is None or not session.role.may(role) or (session.first and path not in CHOOSING):
            return refused(request)
        try:
            async with request.form(max_files=FILES, max_fields=FIELDS, max_part_size=FIELD_BYTES) as form:
                if not door_of(request).fits(session, text_of(form, "token")):
                    return page(request, "stale.html.j2", 403)
                return await run_in_threadpool(handler, request, form)
        except TooLarge:
            return PlainTextResponse("That is more than is taken at once.", 413)

    return Route(path, taken, methods=["POST"], name=f"post {path}")


def gets(path: str, role: Role, handler: Callable[[Request], Response]) -> Route:
    """A route that shows something to those who came in and have this role."""

    def shown(request: Request) -> Response:
        session = session_of(request)
        if session is None and door_of(request).people is not None:
            back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse(f"/login?{urlencode({'back': back})}", 303)
        if session is not None and session.first and path not in CHOOSING:
            return RedirectResponse("/password", 303)
        if session is None or not session.role.may(role):
            return refused(request)
        return handler(request)

    return Route(path, shown, methods=["GET"], name=f"get {path}")


def refused(request: Request) -> Response:
    """That somebody may not: they did not come in, or their role is another."""
    if session_of(request) is None:
        return page(request, "closed.html.j2", 403)
    return page(request, "told.html.j2", 403, what="Your role does not allow this.", detail="")


def signed(session: Session, form: FormData) -> str:
    """The name under which something is kept: that of the account, or the one that was typed where there is none."""
    return session.account or text_of(form, "by", NAME)


def text_of(form: FormData, name: str, most: int = FIELD_BYTES) -> str:
    """A field as text without what surrounds it; empty where it is missing, a file, or longer than ``most``."""
    value: Any = form.get(name, "")
    return value.strip() if isinstance(value, str) and len(value) <= most else ""


def texts_of(form: FormData, name: str) -> list[str]:
    """All values of a field that are text."""
    return [value.strip() for value in form.getlist(name) if isinstance(value, str)]
