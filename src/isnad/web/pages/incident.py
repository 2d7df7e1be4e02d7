"""The page of one incident: its dossier, live.

What may live here: this page and what its template is given.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from isnad.judging import GRADES
from isnad.publish.lookup import Lookup
from isnad.publish.page.charts import chain_drawings, step_charts, toll_charts
from isnad.publish.speaking.strings import say_in, speech_in
from isnad.records.capture import Capture
from isnad.records.claim import Claim
from isnad.records.judgement import Judgement
from isnad.records.report import Report
from isnad.web.atlas.map import HEIGHT, WIDTH, Map, map_of
from isnad.web.atlas.projection import KM_PER_DEGREE, Chart, clamped
from isnad.web.decisions import seen_of
from isnad.web.forms import gets
from isnad.web.near import nearest
from isnad.web.rendering import bench_of, claim_words_path, incident_path, kept_page, page, report_path, session_of
from isnad.web.roles import Role
from isnad.web.standing import Standing

PLACES = ("places named:", "distance:")  # reasons that name rows of gazetteers


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the incident's log: a report that came in, or a decision."""

    at: datetime
    report: Report | None = None
    capture: Capture | None = None
    judgement: Judgement | None = None


def _incident(request: Request) -> Response:
    standing = bench_of(request).standing
    if standing is None:
        return page(request, "reading.html.j2")
    ident = request.path_params["incident"]
    lookup = standing.lookup(ident)
    if lookup is None:
        if moved := standing.moved(ident):
            return RedirectResponse(incident_path(moved), 303)
        raise HTTPException(404)

    session = session_of(request)

    def context() -> dict[str, Any]:
        return {
            "map": _where(request, standing, lookup),
            **_context(standing, lookup, session.language if session else "en"),
        }

    return kept_page(request, standing, "incident.html.j2", context)


def _where(request: Request, standing: Standing, lookup: Lookup) -> Map | None:
    """The map of one incident; None where its place is not found."""
    session = session_of(request)
    row = standing.row(lookup.dossier.incident.id)
    if row is None or row.latitude is None or row.longitude is None:
        return None
    reach = max(20.0, 1.6 * row.accuracy_m / 1_000) / KM_PER_DEGREE
    box = clamped(row.longitude - reach, row.latitude - reach, row.longitude + reach, row.latitude + reach)
    chart = Chart(box, WIDTH, HEIGHT)
    known = bench_of(request).context.within(chart.shown)
    return map_of([row], chart, known, lambda _: "#toll", str, say_in(session.language if session else "en"))


def _context(standing: Standing, lookup: Lookup, language: str) -> dict[str, Any]:
    rejected = list(_rejected(standing, lookup))
    return {
        "dossier": lookup.dossier,
        "made": lookup.dossier.assessment,
        "lookup": lookup,
        "words": _words(lookup),
        **standing.drawn(lookup.dossier.incident.id, language, _drawn_in(language)),
        "rejected": rejected,
        "grades": GRADES,
        "seen": seen_of(standing, lookup.dossier),
        "near": nearest(standing, lookup.dossier.incident),
        "because": _because(lookup),
        "changes": _changes(standing, lookup, rejected),
    }


def _words(lookup: Lookup) -> Callable[[str], str]:
    """From the id of a claim to where its words are shown."""

    def words(claim: str) -> str:
        found = lookup.claims.get(claim)
        return claim_words_path(found) if found else "#claims"

    return words


def _drawn_in(language: str) -> Callable[[Lookup], dict[str, Any]]:
    say = speech_in(language)

    def drawings(lookup: Lookup) -> dict[str, Any]:
        words = _words(lookup)
        return {
            "toll_charts": toll_charts(lookup, words, say),
            "step_charts": step_charts(lookup, words, say),
            "chain_drawings": chain_drawings(lookup, words, report_path, say),
        }

    return drawings


def _rejected(standing: Standing, lookup: Lookup) -> Iterator[Claim]:
    """Claims of the incident's reports that a judgement left out."""
    for report in lookup.reports_by_time():
        reading = standing.reading(report.id)
        for claim in reading.claims if reading else ():
            if standing.claim(claim.id) is None:
                yield claim


def _because(lookup: Lookup) -> list[str]:
    """Why its reports were put together, with places by their names and not by the rows of their gazetteers."""
    named = {c.where.ident: c.where.name for c in lookup.dossier.claims if c.where is not None and c.where.ident}
    if not named:
        return list(lookup.dossier.incident.because)
    rows = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(each) for each in sorted(named, key=len, reverse=True))})(?!\w)")
    return [
        "; ".join(rows.sub(lambda m: named[m[0]], p) if p.startswith(PLACES) else p for p in reason.split("; "))
        for reason in lookup.dossier.incident.because
    ]


def _changes(standing: Standing, lookup: Lookup, rejected: list[Claim]) -> list[Change]:
    """What changed when, the latest first."""
    found = []
    for report in lookup.reports.values():
        capture = lookup.captures.get(report.capture)
        if capture is not None:
            found.append(Change(capture.captured, report=report, capture=capture))
    subjects = [*lookup.claims, *(claim.id for claim in rejected)]
    judged = {j.id: j for subject in subjects for j in standing.judgements_on(subject)}
    found += [Change(j.at, judgement=j) for j in judged.values()]
    return sorted(found, key=lambda c: c.at, reverse=True)


ROUTES: tuple[BaseRoute, ...] = (gets("/incident/{incident}", Role.READER, _incident),)
