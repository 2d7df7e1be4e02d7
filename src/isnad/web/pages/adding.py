"""The page that takes in: files, text, links.

What may live here: this page and what is sent from it.
"""

import hashlib
import shutil
from pathlib import Path
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from isnad.records.problem import Problem
from isnad.web.forms import gets, posts, signed, text_of
from isnad.web.guard import MOST_SENT
from isnad.web.intake import KINDS, fresh_folder, refusal, safe_name, sources_in, told_of
from isnad.web.rendering import bench_of, page, session_of
from isnad.web.roles import Role

SHOWN = 12  # takings on the page, the latest first
ITEMS, OLDER = 150, 20  # that are listed of the latest taking, and of each before it
PROBLEMS = 3  # of one item that are told here; the case's page has all


def _add(request: Request) -> Response:
    bench = bench_of(request)
    return page(request, "add.html.j2", **_context(request), takings=list(reversed(bench.intake.takings))[:SHOWN])


def _context(request: Request) -> dict[str, Any]:
    standing = bench_of(request).standing
    readings = standing.by_capture if standing else {}
    return {
        "readings": readings,
        "kinds": sorted(KINDS),
        "most": MOST_SENT >> 20,
        "most_items": ITEMS,
        "older": OLDER,
        "most_problems": PROBLEMS,
        "refused": [],
    }


def _taken(request: Request, form: FormData) -> Response:
    """Take what was sent, and go on at once: it is captured in the background."""
    bench, session = bench_of(request), session_of(request)
    assert session is not None
    by = signed(session, form)
    session.name = by or session.name
    told = told_of(*(text_of(form, name, 2_000) for name in ("publisher", "published", "url", "title")))
    files = [each for each in form.getlist("files") if isinstance(each, UploadFile) and each.filename]
    text, links = text_of(form, "text").replace("\r\n", "\n"), text_of(form, "links").split()
    refused = [problem for each in files if (problem := refusal(safe_name(each.filename or "")))]
    refused += [_no_link(each) for each in links if not each.startswith(("http://", "https://"))]
    if not by:
        refused.insert(0, Problem(what="Give your name: what is added is kept under one.", where="", todo=""))
    if refused or not (files or text or links):
        return page(request, "add.html.j2", 422, **{**_context(request), "refused": refused}, takings=[])
    if files:
        folder = fresh_folder()
        _write(files, folder)
        bench.intake.put(f"{len(files)}", sources_in(folder), by, told, folder.parent)
    if text:
        folder = fresh_folder()
        name = f"pasted-{hashlib.sha256(text.encode()).hexdigest()[:12]}.txt"
        (folder / name).write_text(text, encoding="utf-8")
        bench.intake.put(name, [str(folder / name)], by, told, folder.parent)
    for link in links:
        bench.intake.put(link, [link], by, told | {"url": ""})
    return RedirectResponse("/add", 303)


def _write(files: list[UploadFile], folder: Path) -> None:
    for number, each in enumerate(files):
        path = folder / safe_name(each.filename or "")
        if path.exists():
            path = path.with_name(f"{path.stem}-{number}{path.suffix}")
        with path.open("xb") as stream:
            shutil.copyfileobj(each.file, stream)


def _no_link(said: str) -> Problem:
    return Problem(what="This is no link.", where=said[:200], todo="A link begins with http:// or https://.")


ROUTES: tuple[BaseRoute, ...] = (gets("/add", Role.ANALYST, _add), posts("/add", Role.ANALYST, _taken))
