"""The list of incidents.

What may live here: this page.
"""

from collections import Counter
from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from isnad.web.asked import GRADES, ORDERS, PAGE, asked_of, meeting
from isnad.web.forms import gets
from isnad.web.rendering import bench_of, page

CHOICES = 40  # acts and parties that are offered, the commonest first


def _incidents(request: Request) -> Response:
    standing = bench_of(request).standing or bench_of(request).reach(0, 2.0)
    if standing is None:
        return page(request, "reading.html.j2", 200)
    asked = asked_of(request.query_params, request.query_params.getlist)
    found = meeting(standing, asked)
    pages = max(1, -(-len(found) // PAGE))
    at = min(asked.page, pages)
    return page(
        request,
        "incidents.html.j2",
        standing=standing,
        asked=asked,
        found=found,
        shown=found[(at - 1) * PAGE : at * PAGE],
        at=at,
        pages=pages,
        orders=ORDERS,
        grades=GRADES,
        acts=_commonest((r.acts for r in standing.rows), asked.act),
        parties=_commonest((r.parties for r in standing.rows), asked.party),
    )


def _commonest(held: Iterable[tuple[str, ...]], asked: tuple[str, ...]) -> list[tuple[str, int]]:
    """What incidents hold, with the number of them, the commonest first; what is asked for is among it."""
    number = Counter(each for some in held for each in some)
    chosen = [each for each, _ in number.most_common(CHOICES)]
    chosen += [each for each in asked if each not in chosen]
    return [(each, number[each]) for each in chosen]


ROUTES: tuple[BaseRoute, ...] = (gets("/", _incidents),)
