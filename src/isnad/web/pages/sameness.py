"""The page of two incidents side by side: are they one attack?

What may live here: this page. It is reached by dropping one incident of the list on another, or by the key m on both.
"""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from isnad.deciding import founding
from isnad.web.forms import gets
from isnad.web.rendering import bench_of, incident_path, page
from isnad.web.roles import Role


def _same(request: Request) -> Response:
    standing = bench_of(request).standing
    if standing is None:
        return page(request, "reading.html.j2")
    asked = [request.query_params.get(name, "") for name in ("one", "other")]
    both = [standing.row(each) or standing.row(standing.moved(each)) for each in asked]
    rows = [row for row in both if row is not None]
    if len(rows) < 2:
        raise HTTPException(404)
    if rows[0].id == rows[1].id:
        return RedirectResponse(incident_path(rows[0].id), 303)
    apart = [founding(dossier.incident) for row in rows if (dossier := standing.dossier(row.id)) is not None]
    return page(request, "same.html.j2", standing=standing, both=rows, apart=apart, back=incident_path(rows[0].id))


ROUTES: tuple[BaseRoute, ...] = (gets("/same", Role.ANALYST, _same),)
