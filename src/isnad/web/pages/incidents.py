"""The list of incidents, with its map and its line of time.

What may live here: this page.
"""

from collections import Counter
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from isnad.publish.speaking.strings import say_in, speech_in
from isnad.web.asked import GRADES, ORDERS, PAGE, Asked, asked_of, meeting
from isnad.web.atlas.map import HEIGHT, WIDTH, map_of, moves, view_of
from isnad.web.atlas.projection import Chart
from isnad.web.atlas.timeline import timeline_of
from isnad.web.forms import gets
from isnad.web.listed import Row
from isnad.web.rendering import bench_of, incident_path, kept_page, page, session_of
from isnad.web.roles import Role
from isnad.web.standing import Standing

CHOICES = 40  # acts and parties that are offered, the commonest first


def _incidents(request: Request) -> Response:
    standing = bench_of(request).standing or bench_of(request).reach(0, 2.0)
    if standing is None:
        return page(request, "reading.html.j2", 200)
    return kept_page(request, standing, "incidents.html.j2", lambda: _context(request, standing))


def _context(request: Request, standing: Standing) -> dict[str, Any]:
    asked = asked_of(request.query_params, request.query_params.getlist)
    found = meeting(standing, asked)
    pages = max(1, -(-len(found) // PAGE))
    at = min(asked.page, pages)
    return {
        "asked": asked,
        "found": found,
        "shown": found[(at - 1) * PAGE : at * PAGE],
        "at": at,
        "pages": pages,
        "orders": ORDERS,
        "grades": GRADES,
        "acts": _offered(standing.acts, asked.act),
        "parties": _offered(standing.parties, asked.party),
        **_views(request, asked, found),
    }


def _views(request: Request, asked: Asked, found: list[Row]) -> dict[str, Any]:
    """The map and the line of time of what was found."""
    session = session_of(request)
    language = session.language if session else "en"
    t = say_in(language)
    chart = Chart(view_of(found, asked.box), WIDTH, HEIGHT)
    context = bench_of(request).context.within(chart.shown)
    return {
        "map": map_of(found, chart, context, lambda r: incident_path(r.id), lambda b: asked.address(box=b), t),
        "moves": moves(chart),
        "unplaced": sum(row.latitude is None for row in found),
        "timeline": timeline_of(
            found, lambda first, last: asked.address(since=first, until=last), t, speech_in(language)
        ),
        "undated": sum(row.first is None for row in found),
    }


def _offered(counted: Counter[str], asked: tuple[str, ...]) -> list[tuple[str, int]]:
    """The commonest of what incidents hold, each with its number; what is asked for is among it."""
    held = sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    shown = held[:CHOICES]
    return shown + [each for each in held[CHOICES:] if each[0] in asked]


ROUTES: tuple[BaseRoute, ...] = (gets("/", Role.READER, _incidents),)
