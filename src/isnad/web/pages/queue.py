"""The queue: claims that are worth a look first.

What may live here: this page.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from isnad.web.forms import gets
from isnad.web.rendering import bench_of, page
from isnad.web.roles import Role

SHOWN = 50


def _queue(request: Request) -> Response:
    standing = bench_of(request).standing
    if standing is None:
        return page(request, "reading.html.j2")
    return page(
        request, "queue.html.j2", standing=standing, found=standing.suggested[:SHOWN], number=len(standing.suggested)
    )


ROUTES: tuple[BaseRoute, ...] = (gets("/queue", Role.READER, _queue),)
