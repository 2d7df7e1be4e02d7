"""Coming in and leaving, and how pages are to look.

What may live here: the pages that take the key, or name and password, the choice of language and theme, and the files
every page needs.
"""

import hashlib
from functools import cache

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from isnad.web.atlas.ground import tile
from isnad.web.door import LANGUAGES, THEMES, Door, Session, Tired
from isnad.web.forms import NAME, gets, posts, text_of
from isnad.web.guard import TooLarge
from isnad.web.rendering import bench_of, door_of, icon, page, scripts, session_of, style
from isnad.web.roles import Role


def _enter(request: Request) -> Response:
    """With the key from the link that was printed, a session is opened."""
    door = door_of(request)
    if door.tired:
        return page(request, "closed.html.j2", 429, tired=True)
    session = door.enter(request.query_params.get("key", ""))
    if session is None:
        return page(request, "closed.html.j2", 403)
    request.state.session = session
    return _with_cookie(door, session, page(request, "entered.html.j2"))


def _with_cookie(door: Door, session: Session, answer: Response) -> Response:
    answer.set_cookie(door.cookie, session.token, httponly=True, samesite="strict", secure=door.secure, path="/")
    return answer


def _log_in_form(request: Request) -> Response:
    if door_of(request).people is None:
        raise HTTPException(404)
    back = within(request.query_params.get("back", "/"))
    language = request.query_params.get("language", "")
    request.state.session = request.state.session or Session(token="", language=_language(language, "en"))
    return page(request, "login.html.j2", back=back, wrong=False, tired=False)


async def _log_in(request: Request) -> Response:
    """With name and password, a session is opened. Who is not there is answered as who is, after as long."""
    if door_of(request).people is None:
        raise HTTPException(404)
    try:
        async with request.form(max_files=0, max_fields=10, max_part_size=4_096) as form:
            return await run_in_threadpool(_logged_in, request, form)
    except TooLarge:
        return PlainTextResponse("That is more than is taken at once.", 413)


def _logged_in(request: Request, form: FormData) -> Response:
    door, back = door_of(request), within(text_of(form, "back"))
    address, language = request.client.host if request.client else "", _language(text_of(form, "language"), "en")
    password = form.get("password")
    try:
        found = door.log_in(text_of(form, "name", NAME), password if isinstance(password, str) else "", address)
        status, tired = 403, False
    except Tired:
        found, status, tired = None, 429, True
    if found is None:
        request.state.session = Session(token="", language=language)
        return page(request, "login.html.j2", status, back=back, wrong=True, tired=tired)
    if (before := session_of(request)) is not None:
        door.leave(before)
    found.language = language
    return _with_cookie(door, found, RedirectResponse("/password" if found.first else back, 303))


def _language(said: str, otherwise: str) -> str:
    return said if said in LANGUAGES else otherwise


def _leave(request: Request, form: FormData) -> Response:  # noqa: ARG001 (every form's handler takes one)
    """End this session."""
    door, session = door_of(request), session_of(request)
    assert session is not None
    door.leave(session)
    answer = RedirectResponse("/login" if door.people else "/", 303)
    answer.delete_cookie(door.cookie, path="/", httponly=True, samesite="strict", secure=door.secure)
    return answer


def _settings(request: Request, form: FormData) -> Response:
    """Language, theme, shortcuts and the name of who decides, for this session."""
    session = session_of(request)
    assert session is not None
    language, theme, keys, names = (text_of(form, name) for name in ("language", "theme", "keys", "names"))
    session.language = _language(language, session.language)
    session.theme = theme if theme in THEMES else session.theme
    session.keys = keys == "on" if keys else session.keys
    session.names = names == "on" if names else session.names
    if "name" in form and not session.account:
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


def _ground(request: Request) -> Response:
    """A tile of land, coasts and borders."""
    said = [request.path_params[name] for name in ("zoom", "column", "row")]
    made = tile(*map(int, said)) if all(each.isdecimal() and len(each) < 6 for each in said) else None
    if made is None:
        raise HTTPException(404)
    return Response(made, media_type="image/svg+xml", headers={"Cache-Control": "private, max-age=604800"})


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
    Route("/login", _log_in_form, methods=["GET"]),
    Route("/login", _log_in, methods=["POST"]),
    gets("/static/ground/{zoom}/{column}/{row}.svg", Role.READER, _ground),
    gets("/standing", Role.READER, _standing),
    posts("/settings", Role.READER, _settings),
    posts("/leave", Role.READER, _leave),
)
