"""Rendering: a template and what it is given, as an answer.

What may live here: the template engine of the workbench and what every page is given.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from isnad.publish import wording
from isnad.publish.exporters.as_html import UNWRITABLE, direction
from isnad.publish.lookup import kind_of
from isnad.publish.page import rows
from isnad.publish.speaking.tongue import tongue_of
from isnad.records.claim import Claim
from isnad.records.report import Quote, Report
from isnad.web.bench import Bench
from isnad.web.door import Door, Session
from isnad.web.roles import Role
from isnad.web.standing import Standing
from isnad.web.stretches import SURE

_TOKEN, _NAME, _ACCOUNT = (f"sign-{secrets.token_hex(24)}" for _ in range(3))
OWN = ("127.0.0.1", "::1")  # who asks from this very machine sends nothing over a network
_ID = re.compile(r"\b[0-9a-f]{16}\b")
_DARK = "(prefers-color-scheme: dark)"
_THEMES = {"auto": _DARK, "dark": "all", "light": "not all"}


def bench_of(request: Request) -> Bench:
    """The bench of this workbench."""
    bench: Bench = request.app.state.bench
    return bench


def door_of(request: Request) -> Door:
    """The door of this workbench."""
    door: Door = request.app.state.door
    return door


def session_of(request: Request) -> Session | None:
    """The session of who asks; None where they did not come in by the key."""
    found: Session | None = request.state.session
    return found


def veil_of(request: Request) -> Callable[[str, Report | None], str]:
    """What is done with the words of a report before they are shown: names are veiled unless they were asked for."""
    session = session_of(request)
    return (lambda text, _: text) if session is not None and session.names else bench_of(request).veil.over


def page(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A page in the language of its session."""
    session = session_of(request) or Session(token="")
    said = [session.said.pop(0) for _ in session.said[:]]
    token = door_of(request).form_token(session) if session.token else ""
    return HTMLResponse(_rendered(request, session, template, token=token, said=said, **context), status)


def kept_page(
    request: Request, standing: Standing, template: str, context: Callable[[], dict[str, Any]]
) -> HTMLResponse:
    """A page that is the same for all who like their pages alike: made once for a state of the case and kept with it.

    What is each one's own (the token of forms, the name) stands in it as a sign that nothing else can hold, and is put
    in its place as the page is handed out.
    """
    session, bench = session_of(request), bench_of(request)
    if session is None or session.said:
        return page(request, template, standing=standing, **context())
    look = (session.language, session.theme, session.keys, session.names, session.role)
    known = (bool(session.name), bool(session.account), bench.behind, bench.problem)
    key = (request.url.path, request.url.query, *look, *known)
    text = standing.pages.get(key)
    if text is None:
        with standing.turn(key):  # who asks for the same meanwhile waits for it, and makes none
            text = standing.pages.get(key)
            if text is None:
                veiled = replace(session, name=session.name and _NAME, account=session.account and _ACCOUNT)
                text = _rendered(request, veiled, template, token=_TOKEN, said=[], standing=standing, **context())
                standing.keep_page(key, text)
    token = door_of(request).form_token(session)
    for sign, word in ((_TOKEN, token), (_NAME, session.name), (_ACCOUNT, session.account)):
        text = text.replace(sign, escape(UNWRITABLE.sub("\ufffd", word)))
    return HTMLResponse(text)


def _rendered(request: Request, session: Session, template: str, **context: Any) -> str:
    bench, door = bench_of(request), door_of(request)
    standing = context.pop("standing", None) or bench.standing
    text = (
        _environment()
        .get_template(template)
        .render(
            request=request,
            session=session,
            **tongue_of(session.language).given(),
            linked=_linked_in(session.language, standing),
            bench=bench,
            standing=standing,
            veil=veil_of(request),
            moved=bench.tiles is not None,
            tiles=bench.tiles.address if bench.tiles else "",
            deepest=bench.tiles.deepest if bench.tiles else 0,
            asked_of_whom=_asked_of_whom(bench, session.language),
            may=lambda role: session.role.may(Role(role)),
            accounts=door.people is not None,
            sure=door.secure or (request.client is not None and request.client.host in OWN),
            here="/" + request.url.path.split("/")[1],
            **context,
        )
    )
    return UNWRITABLE.sub("\ufffd", text)


def _asked_of_whom(bench: Bench, language: str) -> str:
    """Whether looking at a map tells anybody where one looks."""
    t = tongue_of(language).t
    if bench.tiles and bench.tiles.source:
        return t("Its ground is asked of {host}, which sees where one looks.", host=bench.tiles.source)
    return t("Nothing of this map is asked of another machine.")


def _linked_in(language: str, standing: Standing | None) -> Callable[[str], Markup]:
    """A function from what was computed to how it is shown: a report that it names by its id is named by its publisher,
    and leads to it."""
    told = tongue_of(language).told

    def link(met: re.Match[str]) -> str:
        reading = standing.reading(met[0]) if standing else None
        if reading is None or reading.report is None:
            return met[0]
        return Markup('<a href="{}"><bdi>{}</bdi></a>').format(report_path(met[0]), reading.report.publisher or met[0])

    return lambda words: Markup(_ID.sub(link, str(escape(told(words)))))


def incident_path(incident: str) -> str:
    """The address of an incident's page."""
    return f"/incident/{quote(incident, safe='')}"


def report_path(report: str) -> str:
    """The address of a report's page."""
    return f"/report/{quote(report, safe='')}"


def claim_words_path(claim: Claim) -> str:
    """The address of a claim's words in the text of its report."""
    return f"{_place_path(claim.quote)}#c-{claim.id}"


def quote_path(quoted: Quote) -> str:
    """The address of a finding's words in the text of their report."""
    return f"{_place_path(quoted)}#at-{quoted.start}-{quoted.end}"


def _place_path(quoted: Quote) -> str:
    """The address of a place in a report, which may stand on a later page of a long one."""
    return report_path(quoted.report) + (f"?at={quoted.start}" if quoted.start >= SURE else "")


def claim_path(claim: str) -> str:
    """The address of a claim's page."""
    return f"/claim/{quote(claim, safe='')}"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("isnad.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals |= {"w": wording, "rows": rows, "direction": direction}
    made.globals |= {"incident_path": incident_path, "report_path": report_path, "claim_path": claim_path}
    made.globals |= {"words_path": claim_words_path, "quote_path": quote_path, "kind_of": kind_of}
    made.filters["oneline"] = lambda words: re.sub(r"\s+", " ", words).strip()
    made.filters["upto"] = lambda words, most: words if most is None or len(words) <= most else f"{words[:most]}…"
    return made


@cache
def style(theme: str) -> str:
    """The style sheets of the dossier page and of the workbench as one, with the theme that was chosen."""
    dossier = files("isnad.publish").joinpath("templates/style.css").read_text(encoding="utf-8")
    own = files("isnad.web").joinpath("static/workbench.css").read_text(encoding="utf-8")
    sheet = (dossier + "".join(_built("leaflet.css").values()) + own).replace(_DARK, _THEMES[theme])
    return sheet if theme == "auto" else sheet.replace("color-scheme: light dark;", f"color-scheme: {theme};")


@cache
def scripts() -> dict[str, str]:
    """The modules of the workbench's script by name. Pages work without them."""
    folder = files("isnad.web").joinpath("static")
    found = {each.name: each.read_text(encoding="utf-8") for each in folder.iterdir() if each.name.endswith(".js")}
    return found | _built("leaflet.js")


def _built(name: str) -> dict[str, str]:
    """A file of others that was made ready while building, by its name; none where it was not."""
    try:
        return {name: files("isnad.web").joinpath("built", name).read_text(encoding="utf-8")}
    except OSError:
        return {}


@cache
def icon() -> str:
    """The sign in the browser's tab."""
    return files("isnad.web").joinpath("static/icon.svg").read_text(encoding="utf-8")
