"""The page of one incident: its dossier, live.

What may live here: this page and what its template is given.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from isnad.judging import GRADES
from isnad.publish.drawing.chains import chain_drawing
from isnad.publish.lookup import Lookup
from isnad.publish.page.charts import Href, chain_groups, step_charts, toll_charts
from isnad.publish.speaking.strings import say_in, speech_in
from isnad.web.atlas.map import HEIGHT, WIDTH, Map, map_of
from isnad.web.atlas.projection import KM_PER_DEGREE, Chart, clamped
from isnad.web.decisions import seen_of
from isnad.web.forms import gets
from isnad.web.near import nearest
from isnad.web.parts import CHAINS, COLUMNS, HEADINGS, LONGEST, SUBJECTS, Parts, by_origin, reduced
from isnad.web.portions import Portion, number_of
from isnad.web.rendering import bench_of, claim_words_path, incident_path, kept_page, page, report_path, session_of
from isnad.web.roles import Role
from isnad.web.standing import Standing

BADGES = 40  # origins in one cell of the table of hypotheses
VOICED = 18  # in one column of it on the page of an incident that does not fit on one
GROUNDS = 12  # that are told of one hypothesis, or of one origin
NAMES = 24  # spellings of a place
HOME = {  # where on the incident's page a part begins that has no heading of its own name
    "words": "main", "notes": "main", "disagreements": "toll", **dict.fromkeys(CHAINS, "chains"),
    "origins": "chains", "voices": "responsibility", "scoped": "kept-out", "nearby": "kept-out", "because": "log",
    **dict.fromkeys(("casualties", "occurrence", "character", "presence"), "claims"),
}  # fmt: skip
PLACES = ("places named:", "distance:")  # reasons that name rows of gazetteers


def _incident(request: Request) -> Response:
    standing = bench_of(request).standing
    if standing is None:
        return page(request, "reading.html.j2")
    lookup = standing.lookup(request.path_params["incident"])
    if lookup is None:
        return _elsewhere(request, standing)

    def context() -> dict[str, Any]:
        parts = Parts(standing, lookup)
        return {"map": _where(request, standing, lookup), **_context(request, standing, lookup, parts)}

    return kept_page(request, standing, "incident.html.j2", context)


def _elsewhere(request: Request, standing: Standing) -> Response:
    """Where an incident went that has another id since a judgement."""
    ident = request.path_params["incident"]
    if not (moved := standing.moved(ident)):
        raise HTTPException(404)
    rest = request.url.path.removeprefix(incident_path(ident))
    return RedirectResponse(incident_path(moved) + rest, 303)


def _part(request: Request) -> Response:
    """One part of an incident, page by page."""
    standing, name = bench_of(request).standing, request.path_params["part"]
    if standing is None:
        return page(request, "reading.html.j2")
    if name not in HEADINGS:
        raise HTTPException(404)
    lookup = standing.lookup(request.path_params["incident"])
    if lookup is None:
        return _elsewhere(request, standing)
    at, beside = (number_of(request.query_params.get(each, "")) for each in ("page", "beside"))

    def context() -> dict[str, Any]:
        parts = Parts(standing, lookup)
        portion = parts.of(name).page(at)
        groups = max(1, -(-len(lookup.dossier.assessment.hypotheses) // COLUMNS))
        return {
            **_shown(lookup, parts, badges=BADGES, beside=min(beside, groups)),
            "portion": portion,
            "home": HOME.get(name, name),
            "origin_at": lambda letter: f"{parts.path}/at/origin-{letter}",
            "drawings": _drawings(lookup, {name: portion}, _language(request), f"{parts.path}/at/origin-{{}}".format),
        }

    return kept_page(request, standing, "part.html.j2", context)


def _at(request: Request) -> Response:
    """The page on which a claim's row, or an origin, stands."""
    standing, anchor = bench_of(request).standing, request.path_params["anchor"]
    if standing is None:
        return page(request, "reading.html.j2")
    lookup = standing.lookup(request.path_params["incident"])
    if lookup is None:
        return _elsewhere(request, standing)
    return RedirectResponse(Parts(standing, lookup).address(anchor), 303)


def _language(request: Request) -> str:
    session = session_of(request)
    return session.language if session else "en"


def _where(request: Request, standing: Standing, lookup: Lookup) -> Map | None:
    """The map of one incident; None where its place is not found."""
    row = standing.row(lookup.dossier.incident.id)
    if row is None or row.latitude is None or row.longitude is None:
        return None
    reach = max(20.0, 1.6 * row.accuracy_m / 1_000) / KM_PER_DEGREE
    box = clamped(row.longitude - reach, row.latitude - reach, row.longitude + reach, row.latitude + reach)
    chart = Chart(box, WIDTH, HEIGHT)
    known = bench_of(request).context.within(chart.shown)
    return map_of([row], chart, known, lambda _: "#toll", str, say_in(_language(request)))


def _context(request: Request, standing: Standing, lookup: Lookup, parts: Parts) -> dict[str, Any]:
    def draw(lookup: Lookup) -> dict[str, Any]:
        return _drawings(lookup, parts.first, language, parts.origin_at)

    language, number = _language(request), max(1, len(lookup.dossier.assessment.hypotheses))
    return {
        **_shown(lookup, parts, badges=BADGES if parts.whole else max(2, VOICED // number)),
        "parts": parts.first,
        "cut": any(portion.left for portion in parts.first.values()),
        "chain_parts": CHAINS,
        "origin_at": parts.origin_at,
        "drawings": standing.drawn(lookup.dossier.incident.id, f"{language} {'whole' if parts.whole else 'cut'}", draw),
        "grades": GRADES,
        "seen": seen_of(standing, lookup.dossier),
        "near": nearest(standing, lookup.dossier.incident),
    }


def _shown(lookup: Lookup, parts: Parts, badges: int, beside: int = 1) -> dict[str, Any]:
    """What the pages of an incident and of its parts are both given. ``beside`` says which hypotheses of the matrix
    stand side by side: the first so many, the next, and so on."""
    return {
        "dossier": lookup.dossier,
        "made": lookup.dossier.assessment,
        "lookup": lookup,
        "words": _words(lookup),
        "path": parts.path,
        "headings": HEADINGS,
        "because": _because(lookup),
        "by_origin": by_origin,
        "reduced": reduced,
        "longest": LONGEST,
        "subjects": SUBJECTS,
        "grounds": GROUNDS,
        "names": NAMES,
        "badges": badges,
        "beside": beside,
        "columns": COLUMNS,
    }


def _words(lookup: Lookup) -> Callable[[str], str]:
    """From the id of a claim to where its words are shown."""

    def words(claim: str) -> str:
        found = lookup.claims.get(claim)
        return claim_words_path(found) if found else "#claims"

    return words


def _drawings(lookup: Lookup, parts: Mapping[str, Portion], language: str, origin_href: Href) -> dict[str, Any]:
    """The drawings of some parts of an incident, by the name of the part."""
    say, words = speech_in(language), _words(lookup)
    found: dict[str, Any] = {}
    if "toll" in parts:
        tallies = [part for _, part in reduced(parts["toll"])]
        found["toll"] = toll_charts(lookup, words, say, tallies)
        found["steps"] = step_charts(lookup, words, say, tallies)
    for ident, what, _ in chain_groups(lookup):
        if (name := f"chains-{ident}") in parts:
            claims: Sequence[Any] = parts[name].entries
            drawn = chain_drawing(claims, lookup, words, report_path, name, say(what), say, origin_href)
            found[name] = (say(what), drawn)
    return found


def _because(lookup: Lookup) -> Callable[[str], str]:
    """From a reason for which reports were put together to the same with places by their names, and not by the rows of
    their gazetteers."""
    named = {c.where.ident: c.where.name for c in lookup.dossier.claims if c.where is not None and c.where.ident}
    if not named:
        return str
    rows = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(each) for each in sorted(named, key=len, reverse=True))})(?!\w)")
    return lambda reason: "; ".join(
        rows.sub(lambda m: named[m[0]], p) if p.startswith(PLACES) else p for p in reason.split("; ")
    )


ROUTES: tuple[BaseRoute, ...] = (
    gets("/incident/{incident}", Role.READER, _incident),
    gets("/incident/{incident}/{part}", Role.READER, _part),
    gets("/incident/{incident}/at/{anchor}", Role.READER, _at),
)
