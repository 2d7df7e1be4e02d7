"""The application: which path shows which page.

What may live here: the table of paths, and what stands round all of them.
"""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from isnad.web.bench import Bench
from isnad.web.door import Door
from isnad.web.guard import Guard
from isnad.web.pages import (
    accounts,
    adding,
    case,
    claim,
    entering,
    incident,
    incidents,
    queue,
    report,
    sameness,
    withheld,
)
from isnad.web.rendering import page

ROUTES: Sequence[BaseRoute] = (
    *entering.ROUTES,
    *incidents.ROUTES,
    *incident.ROUTES,
    *report.ROUTES,
    *sameness.ROUTES,
    *queue.ROUTES,
    *claim.ROUTES,
    *adding.ROUTES,
    *case.ROUTES,
    *withheld.ROUTES,
    *accounts.ROUTES,
)


def workbench(bench: Bench, door: Door, hosts: Sequence[str], *, anywhere: bool = False) -> ASGIApp:
    """The workbench over a bench, behind a door, answering to these hosts; ``anywhere`` as ``Guard`` has it."""
    app = Starlette(routes=ROUTES, exception_handlers={HTTPException: _told, 500: _failed})
    app.router.redirect_slashes = False
    app.state.bench, app.state.door = bench, door
    return Guard(app, door, hosts, anywhere=anywhere, pictures=bench.tiles.source if bench.tiles else "")


def _told(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return page(request, "told.html.j2", status, what=_WORDS.get(status, _ELSE), detail="")


def _failed(request: Request, error: Exception) -> Response:
    return page(request, "told.html.j2", 500, what=_WORDS[500], detail=type(error).__name__)


_ELSE = "This cannot be done."
_WORDS = {
    404: "There is no such page in this case.",
    405: "This page takes no such request.",
    500: "The workbench failed where it should not. Nothing was written that it did not say.",
}
