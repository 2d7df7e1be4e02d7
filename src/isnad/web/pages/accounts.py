"""The pages of accounts: who may work here, for the keeper, and one's own password.

What may live here: these pages and what is sent from them. The accounts themselves are in ``people``.
"""

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from isnad.preserve.trouble import Trouble
from isnad.publish.speaking.strings import say_in
from isnad.web import passwords
from isnad.web.door import Session, Tired
from isnad.web.forms import gets, posts, text_of
from isnad.web.people import People
from isnad.web.rendering import door_of, page, session_of
from isnad.web.roles import Role

UNLIKE = "The two are not the same."
THE_SAME = "Choose another one than the password that you have."
WRONG = "The password that you have is not right."
TIRED = "Too many tries were wrong. Wait a quarter of an hour."


def _people_of(request: Request) -> People:
    people = door_of(request).people
    if people is None:
        raise HTTPException(404)
    return people


def _session(request: Request) -> Session:
    session = session_of(request)
    assert session is not None
    return session


def _people(request: Request) -> Response:
    return _shown(request)


def _shown(request: Request, status: int = 200, *, first: tuple[str, str] | None = None, why: str = "") -> Response:
    """The page; ``first`` is the name and the password to begin with of an account that was just made, shown once."""
    people, door = _people_of(request), door_of(request)
    rows = [(each, door.sessions(each.name)) for each in people.all()]
    return page(request, "people.html.j2", status, people=rows, roles=tuple(Role), first=first, why=why)


def _change(request: Request, form: FormData) -> Response:
    """Make an account, change its role, give it a new password, end its sessions, or take it away."""
    people, door, session = _people_of(request), door_of(request), _session(request)
    what, name = text_of(form, "what"), text_of(form, "name", 200)
    first = None
    try:
        role = Role(text_of(form, "role") or Role.READER)
        if what == "add":
            first = (name, people.add(name, role, by=session.account))
        elif what == "role":
            people.give_role(name, role)
        elif what == "password":
            first = (name, people.new_password(name))
        elif what == "remove":
            people.remove(name)
        elif what != "end":
            raise HTTPException(400)
        if what in ("password", "remove", "end"):
            door.end(name)
    except ValueError as error:
        raise HTTPException(400) from error
    except Trouble as error:
        return _shown(request, 422, why=error.problem.what)
    return _shown(request, first=first) if first else RedirectResponse("/people", 303)


def _password(request: Request) -> Response:
    _people_of(request)
    return page(request, "password.html.j2", why="", first=_session(request).first)


def _choose(request: Request, form: FormData) -> Response:
    """Keep the password that somebody chose for themselves; all their other sessions end."""
    people, door, session = _people_of(request), door_of(request), _session(request)
    now, new = (value if isinstance(value := form.get(name), str) else "" for name in ("now", "new"))
    address = request.client.host if request.client else ""
    why = "" if new == form.get("again") else UNLIKE
    why = why or passwords.refusal(new, session.account)
    why = why or (THE_SAME if new == now else "")
    try:
        again = None if why else door.log_in(session.account, now, address)
        if again is None:
            why = why or WRONG
            return page(request, "password.html.j2", 422, why=why, first=session.first)
        people.change_password(session.account, new)
    except Tired:
        why = TIRED
        return page(request, "password.html.j2", 429, why=why, first=session.first)
    except Trouble as error:
        return page(request, "password.html.j2", 503, why=error.problem.what, first=session.first)
    door.end(session.account)
    fresh = door.renewed(session)
    t = say_in(session.language)
    fresh.said.append(t("The new password is kept; other sessions of yours were ended."))
    answer = RedirectResponse("/", 303)
    answer.set_cookie(door.cookie, fresh.token, httponly=True, samesite="strict", secure=door.secure, path="/")
    return answer


ROUTES: tuple[BaseRoute, ...] = (
    gets("/people", Role.KEEPER, _people),
    posts("/people", Role.KEEPER, _change),
    gets("/password", Role.READER, _password),
    posts("/password", Role.READER, _choose),
)
