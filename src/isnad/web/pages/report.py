"""The page of one report: its text with every claim marked in place, and the facts of its capture.

What may live here: this page, and which words of a text are marked as what.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from isnad.index import Reading
from isnad.publish.lookup import kind_of
from isnad.publish.page.marking import Span, marked, passages
from isnad.publish.wording import claim_of
from isnad.records.claim import Claim
from isnad.records.report import Aside, Quote, Report
from isnad.web.forms import gets
from isnad.web.originals import KINDS
from isnad.web.portions import Cut, number_of
from isnad.web.rendering import bench_of, page, veil_of
from isnad.web.roles import Role
from isnad.web.standing import Standing
from isnad.web.stretches import Stretch, stretch_of, stretches

MANY, PICTURES = 40, 12  # names, problems and incidents, and pictures, that are on the page of a report
LISTS = {  # what may be too long for that page, with its heading and the bytes of one of them on a page of its own
    "pictures": ("What it looks like", 6_000),
    "names": ("Pictures and films that it shows, by name:", 400),
    "problems": ("Problems", 1_000),
    "incidents": ("Incidents of which it tells", 600),
}
ASIDE, ASIDES = 2_000, 50_000  # characters of one text that was set aside, and bytes of all of them


def _report(request: Request) -> Response:
    standing = bench_of(request).standing
    if standing is None:
        return page(request, "reading.html.j2")
    reading = standing.reading(request.path_params["report"])
    if reading is None or reading.report is None:
        raise HTTPException(404)
    report = reading.report
    veil = veil_of(request)
    spans = [replace(each, note=veil(each.note, report)) for each in _spans(standing, reading, report)]
    found = stretches(report.text, spans, [claim.quote.start for claim in reading.claims])
    at = _asked(request, found)
    here = found[at - 1]
    return page(
        request,
        "report.html.j2",
        standing=standing,
        report=report,
        reading=reading,
        capture=standing.capture(report.capture),
        pieces=_pieces(veil(report.text, report), spans, found, here),
        claims=sorted(
            (c for c in reading.claims if len(found) == 1 or here.start <= c.quote.start < here.end),
            key=lambda c: (c.quote.start, c.quote.end, c.id),
        ),
        at=at,
        pages=len(found),
        many=MANY,
        pictures=PICTURES,
        asides=list(_asides(report)),
        incidents=[standing.dossier(each) for each in standing.incidents_of_report(report.id)],
        veiled=bench_of(request).veil.hides(report),
        originals=bench_of(request).originals.of(standing, report),
        whole=sum(len(aside.text) for aside in report.aside),
    )


def _list(request: Request) -> Response:
    """All of something of which the page of a report shows the first, page by page."""
    bench, what = bench_of(request), request.path_params["what"]
    standing = bench.standing
    if standing is None:
        return page(request, "reading.html.j2")
    reading = standing.reading(request.path_params["report"])
    if reading is None or reading.report is None or what not in LISTS:
        raise HTTPException(404)
    report = reading.report
    entries: dict[str, Callable[[], Sequence[object]]] = {
        "pictures": lambda: bench.originals.of(standing, report),
        "names": lambda: report.media,
        "problems": lambda: reading.problems,
        "incidents": lambda: [standing.dossier(each) for each in standing.incidents_of_report(report.id)],
    }
    heading, weight = LISTS[what]
    portion = Cut(what, entries[what](), lambda _: weight).page(number_of(request.query_params.get("page", "")))
    return page(request, "listed.html.j2", standing=standing, report=report, heading=heading, portion=portion)


def _asked(request: Request, found: list[Stretch]) -> int:
    """The page that was asked for, by its number or by a place that stands on it."""
    place = request.query_params.get("at", "")
    if place:
        return stretch_of(found, number_of(place))
    return min(number_of(request.query_params.get("page", "")), len(found))


def _pieces(text: str, spans: list[Span], found: list[Stretch], here: Stretch) -> list[tuple[int, Markup, int]]:
    """The marked text of one page: in windows round its marks where it is long and there is but one."""
    if len(found) == 1:
        return passages(text, spans)
    inside = [each for each in spans if here.start <= each.start < here.end]
    return [(0, marked(text[here.start : here.end], inside, here.start), here.start)]


def _asides(report: Report) -> Iterator[Aside]:
    """What was set aside, as much of it as a page bears."""
    heavy = 0
    for aside in report.aside:
        heavy += 100 + len(aside.text[:ASIDE].encode())
        if heavy > ASIDES:
            return
        yield aside


def _spans(standing: Standing, reading: Reading, report: Report) -> Iterator[Span]:
    """What is marked: the words of findings (to lead there), the claims by their kind, and the cues of their chains."""
    for start, end in sorted({(q.start, q.end) for q in _quoted(standing, report) if report.holds(q)}):
        yield Span(start=start, end=end, ident=f"at-{start}-{end}", kind="quoted")
    cues = set()
    for claim in reading.claims:
        if not report.holds(claim.quote):
            continue
        yield Span(
            start=claim.quote.start, end=claim.quote.end, ident=f"c-{claim.id}", kind=_kind(standing, claim),
            note=claim_of(standing.claim(claim.id) or claim),
        )  # fmt: skip
        cues |= {link.cue for link in claim.chain.links if link.cue is not None and report.holds(link.cue)}
    for cue in sorted(cues, key=lambda q: (q.start, q.end)):
        yield Span(start=cue.start, end=cue.end, ident=f"cue-{cue.start}-{cue.end}", kind="cue")


def _quoted(standing: Standing, report: Report) -> Iterator[Quote]:
    for ident in standing.incidents_of_report(report.id):
        dossier = standing.dossier(ident)
        assert dossier is not None
        made = dossier.assessment
        findings = [made.headline, *made.contradictions, *made.scoped_out]
        for finding in [*findings, *(f for tally in made.tallies for f in tally.disagreements)]:
            yield from (quote for quote in finding.quotes if quote.report == report.id)


def _kind(standing: Standing, claim: Claim) -> str:
    """The classes of a claim's mark: what it is about, and whether it stands and counts."""
    standing_now = standing.claim(claim.id)
    kind = kind_of((standing_now or claim).content)
    if standing_now is None:
        return f"{kind} rejected"
    return kind if standing.incident_of(claim.id) else f"{kind} outside"


def _picture(request: Request) -> Response:
    """A working copy of an original: a JPEG that was made anew of its pixels."""
    bench, what = bench_of(request), request.path_params["what"]
    capture = bench.standing.capture(request.path_params["capture"]) if bench.standing else None
    made = bench.originals.picture(capture, what) if capture is not None and what in KINDS else None
    if made is None:
        raise HTTPException(404)
    return Response(made, media_type="image/jpeg", headers={"Content-Disposition": "inline; filename=original.jpg"})


ROUTES: tuple[BaseRoute, ...] = (
    gets("/report/{report}", Role.READER, _report),
    gets("/report/{report}/{what}", Role.READER, _list),
    gets("/picture/{what}/{capture}", Role.READER, _picture),
)
