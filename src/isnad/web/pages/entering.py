"""Coming in, and how pages are to look.

What may live here: the page that takes the key, the choice of language and theme, and the files every page needs.
"""

import hashlib
from functools import cache

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from isnad.web.door import LANGUAGES, THEMES
from isnad.web.forms import gets, posts, text_of
from isnad.web.rendering import bench_of, door_of, icon, page, scripts, session_of, style


def _enter(request: Request) -> Response:
    """With the key from the link that was printed, a session is opened."""
    door = door_of(request)
    if door.tired:
        return page(request, "closed.html.j2", 429, tired=True)
    session = door.enter(request.query_params.get("key", ""))
    if session is None:
        return page(request, "closed.html.j2", 403)
    request.state.session = session
    answer = page(request, "entered.html.j2")
    answer.set_cookie(door.cookie, session.token, httponly=True, samesite="strict", path="/")
    return answer


def _settings(request: Request, form: FormData) -> Response:
    """Language, theme, shortcuts and the name of who decides, for this session."""
    session = session_of(request)
    assert session is not None
    language, theme, keys, names = (text_of(form, name) for name in ("language", "theme", "keys", "names"))
    session.language = language if language in LANGUAGES else session.language
    session.theme = theme if theme in THEMES else session.theme
    session.keys = keys == "on" if keys else session.keys
    session.names = names == "on" if names else session.names
    if "name" in form:
        session.name = text_of(form, "name", 200)
    return RedirectResponse(within(text_of(form, "back")), 303)


def within(path: str) -> str:
    """A path of this workbench; the first page for anything that might lead elsewhere."""
    leads_out = not path.startswith("/") or path.startswith("//") or "\\" in path or not path.isprintable()
    return "/" if leads_out else path


@cache
def _etag(text: str) -> str:
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def _file(request: Request, text: str, kind: str) -> Response:
    tag = _etag(text)
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(text, media_type=kind, headers=headers)


def _style(request: Request) -> Response:
    theme = request.path_params["theme"]
    return _file(request, style(theme if theme in THEMES else "auto"), "text/css")


def _script(request: Request) -> Response:
    found = scripts().get(f"{request.path_params['name']}.js")
    if found is None:
        raise HTTPException(404)
    return _file(request, found, "text/javascript")


def _icon(request: Request) -> Response:
    return _file(request, icon(), "image/svg+xml")


def _standing(request: Request) -> Response:
    """Whether pages are behind the log, for the script that waits for it."""
    bench = bench_of(request)
    made = bench.standing
    return JSONResponse({"behind": bench.behind, "lines": made.lines if made else 0})


ROUTES: tuple[BaseRoute, ...] = (
    Route("/enter", _enter, methods=["GET"]),
    Route("/static/style-{theme}.css", _style, methods=["GET"]),
    Route("/static/{name}.js", _script, methods=["GET"]),
    Route("/static/icon.svg", _icon, methods=["GET"]),
    gets("/standing", _standing),
    posts("/settings", _settings),
)
