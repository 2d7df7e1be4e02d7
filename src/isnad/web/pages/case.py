"""The page of the case: its sources, its tables, whether it holds, what went wrong, and what can be taken along.

What may live here: this page, checking, adding tables, and exports.
"""

import contextlib
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute

from isnad import outgoing, plugins
from isnad.casebook import Casebook
from isnad.preserve.told import told_before
from isnad.preserve.trouble import Trouble
from isnad.publish.speaking.strings import say_in
from isnad.records.dossier import Dossier
from isnad.records.problem import Severity
from isnad.records.source import LETTERS
from isnad.sourcing import rate
from isnad.tallying import choose, known_rule
from isnad.web.asked import asked_of, meeting
from isnad.web.decisions import REASON
from isnad.web.forms import gets, posts, signed, text_of
from isnad.web.intake import safe_name
from isnad.web.portions import number_of
from isnad.web.rendering import bench_of, door_of, page, session_of
from isnad.web.roles import Role
from isnad.weigh.rules import rule_of

PROBLEMS = 200  # that are listed
SOURCES = 100  # on one page
OFFERED = 500  # sources that are offered by name
TOLD = 300  # characters of a reason in a table
TABLE_BYTES = 64 << 20
PIECE = 1 << 16
ROLES = ("gazetteer", "belligerents")
NAMED = {  # what the exports that come with isnad are
    "html": "page to read and print", "site": "pages of a site", "pdf": "document to print", "json": "all records",
    "jsonl": "all records, line by line", "ged": "incidents as UCDP GED has them",
    "airwars": "incidents as Airwars has them", "acled": "incidents as ACLED has them", "claims": "claims as a table",
    "parquet": "tables for reckoning", "geojson": "map data", "kml": "map to open in an atlas", "rss": "feed to follow",
    "ftm": "network of who and what",
}  # fmt: skip


def _case(request: Request) -> Response:
    bench = bench_of(request)
    standing = bench.standing
    if standing is None:
        return page(request, "reading.html.j2")
    told = list(dict.fromkeys((*told_before(bench.root), *standing.results.problems)))
    told.sort(key=lambda p: list(reversed(Severity)).index(p.severity))
    sources = bench.sources(standing)
    pages = max(1, -(-len(sources) // SOURCES))
    at = min(number_of(request.query_params.get("sources", "")), pages)
    return page(
        request, "case.html.j2", standing=standing, sources=sources, letters=LETTERS, most=TOLD, offered=OFFERED,
        shown=sources[(at - 1) * SOURCES : at * SOURCES], at=at, pages=pages, listed=PROBLEMS,
        problems=told[:PROBLEMS],
        number=len(told), checker=bench.checker, tables=bench.book.tables, forms=_forms(), named=NAMED, roles=ROLES,
        rule=rule_of(bench.book.judgements), people=held.all() if (held := door_of(request).people) is not None else (),
        behind=max(0, bench.book.log.size - bench.checker.last.lines) if bench.checker.last else 0,
    )  # fmt: skip


def _forms() -> list[str]:
    return sorted(each.name for each in plugins.shelf("exporters").items)


def _check(request: Request, form: FormData) -> Response:
    bench = bench_of(request)
    bench.book.refresh()
    bench.checker.begin(bench.book.log.size, deep=text_of(form, "deep") == "on")
    return RedirectResponse("/case#check", 303)


def _rate(request: Request, form: FormData) -> Response:
    """Give a source a letter of the Admiralty code."""
    bench, session, standing = bench_of(request), session_of(request), bench_of(request).standing
    assert session is not None
    if standing is None:
        return page(request, "reading.html.j2")
    by = signed(session, form)
    session.name = by or session.name
    try:
        with bench.pen:
            made = rate(
                bench.book, bench.sources(standing), text_of(form, "source", 300), text_of(form, "letter", 1),
                by=by, why=text_of(form, "why", REASON),
            )  # fmt: skip
    except Trouble as error:
        return page(request, "unfit.html.j2", 422, why=error.problem.what, back="/case#sources")
    t = say_in(session.language)
    session.said.append(t("Kept in the log: {what}, by {name}.", what=t("decision: rate"), name=made.by))
    return RedirectResponse("/case#sources", 303)


def _rule(request: Request, form: FormData) -> Response:
    """Choose the tally rule of the case; all is weighed anew by it."""
    bench, session = bench_of(request), session_of(request)
    assert session is not None
    by = signed(session, form)
    session.name = by or session.name
    try:
        known_rule(text_of(form, "rule", 40))
        with bench.pen:
            made = choose(bench.book, text_of(form, "rule", 40), by=by, why=text_of(form, "why", REASON))
    except Trouble as error:
        return page(request, "unfit.html.j2", 422, why=error.problem.what, back="/case#settings")
    t = say_in(session.language)
    session.said.append(t("Kept in the log: {what}, by {name}.", what=t("decision: rule"), name=made.by))
    bench.reach(bench.book.log.size, 1.0)
    return RedirectResponse("/case#settings", 303)


def _table(request: Request, form: FormData) -> Response:
    """Make a gazetteer or a table of belligerents part of the case; all is read anew with it."""
    bench, session = bench_of(request), session_of(request)
    assert session is not None
    t, role, sent = say_in(session.language), text_of(form, "role"), form.get("file")
    if role not in ROLES or not isinstance(sent, UploadFile) or not sent.filename:
        return page(request, "unfit.html.j2", 422, why="Choose a file and what it is.", back="/case")
    data, name = sent.file.read(TABLE_BYTES + 1), safe_name(sent.filename)
    if len(data) > TABLE_BYTES:
        return page(request, "unfit.html.j2", 413, why="That is more than is taken at once.", back="/case")
    made, problems = plugins.table_of(plugins.TableFile(role, name, data))
    if made is None:
        return page(request, "unfit.html.j2", 422, why=str(problems[0]), back="/case")
    try:
        Casebook(bench.root, actor=session.account or session.name).keep_table(role, name, data)
    except Trouble as error:
        return page(request, "told.html.j2", 503, what="This could not be written.", detail=str(error.problem))
    session.said.append(t("The table is part of the case; the reports are read anew with it."))
    session.said += [str(problem) for problem in problems[:10]]
    with bench.pen:
        bench.book.refresh()
    bench.reach(bench.book.log.size, 1.0)
    return RedirectResponse("/case#tables", 303)


def _export(request: Request) -> Response:
    """The dossiers of the list as it was asked for, as one ZIP. It goes the way of every export: what could harm
    someone is withheld, and what was written is searched for it."""
    bench, form = bench_of(request), request.path_params["form"]
    standing = bench.standing
    if standing is None or form not in _forms():
        raise HTTPException(404)
    rows = meeting(standing, asked_of(request.query_params, request.query_params.getlist))
    one = request.query_params.get("incident", "")
    chosen = [d for row in rows if (not one or row.id == one) and (d := standing.dossier(row.id)) is not None]
    archive = tempfile.TemporaryFile()  # noqa: SIM115 (closed when it was sent)
    try:
        _packed(bench.book, chosen, form, archive)
    except Trouble as error:
        archive.close()
        return page(request, "told.html.j2", 500, what="This could not be exported.", detail=str(error.problem))
    headers = {"Content-Disposition": f'attachment; filename="isnad-{form}.zip"'}
    return StreamingResponse(_pieces(archive), media_type="application/zip", headers=headers)


def _packed(book: Casebook, dossiers: Sequence[Dossier], form: str, archive: IO[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        root = Path(folder, form)
        for path in outgoing.write(book, dossiers, form, root):
            packed.write(path, path.relative_to(root).as_posix())


def _pieces(archive: IO[bytes]) -> Iterator[bytes]:
    with contextlib.closing(archive):
        archive.seek(0)
        while piece := archive.read(PIECE):
            yield piece


ROUTES: tuple[BaseRoute, ...] = (
    gets("/case", Role.READER, _case),
    gets("/export/{form}", Role.ANALYST, _export),
    posts("/case/rate", Role.ANALYST, _rate),
    posts("/case/rule", Role.KEEPER, _rule),
    posts("/case/check", Role.KEEPER, _check),
    posts("/case/table", Role.KEEPER, _table),
)
