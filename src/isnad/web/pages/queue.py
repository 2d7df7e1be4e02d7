"""The queue: what is worth a look first, incidents that may be one or several and claims on which most hangs.

What may live here: this page.
"""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from isnad.deciding import decision_of
from isnad.records.judgement import ON_CLUSTERS
from isnad.web.forms import gets
from isnad.web.parts import LONGEST
from isnad.web.rendering import bench_of, page
from isnad.web.roles import Role
from isnad.web.standing import Standing

SHOWN = 50
ASKED = 30  # questions on the page; who answers one is asked the next


def _queue(request: Request) -> Response:
    standing = bench_of(request).standing
    if standing is None:
        return page(request, "reading.html.j2")
    asked = bench_of(request).asked
    waits = [q for q in asked or () if not _decided(standing, q.suggestion.subjects)]
    return page(
        request, "queue.html.j2", standing=standing, found=standing.suggested[:SHOWN], number=len(standing.suggested),
        asked=waits[:ASKED], waiting=len(waits), longest=LONGEST, looking=asked is None, decision_of=decision_of,
    )  # fmt: skip


def _decided(standing: Standing, subjects: Sequence[str]) -> bool:
    """Whether somebody said meanwhile of these claims whether they tell of one attack."""
    wanted = set(subjects)
    return bool(subjects) and any(
        j.decision in ON_CLUSTERS and wanted <= set(j.subjects) for j in standing.judgements_on(subjects[0])
    )


ROUTES: tuple[BaseRoute, ...] = (gets("/queue", Role.READER, _queue),)
