"""The page of one claim: its words, its chain, how it was read, what was decided of it, and deciding.

What may live here: this page, and writing what is decided.
"""

from itertools import groupby
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from isnad.preserve.trouble import Trouble
from isnad.publish.speaking.strings import say_in
from isnad.records.claim import Claim
from isnad.records.report import Quote
from isnad.web.bench import Newer
from isnad.web.correcting import GROUPS, fields_of
from isnad.web.decisions import Unfit, decided, seen, seen_in
from isnad.web.forms import gets, posts, signed, text_of
from isnad.web.pages.entering import within
from isnad.web.parts import Parts
from isnad.web.placing import NOWHERE
from isnad.web.rendering import bench_of, claim_path, page, session_of, veil_of
from isnad.web.roles import Role
from isnad.web.standing import Standing

AROUND = 300  # characters shown on either side of a claim's words
WAIT = 3.0  # seconds for the case to be computed anew before a page of the state before is shown


def _claim(request: Request) -> Response:
    standing = bench_of(request).standing
    if standing is None:
        return page(request, "reading.html.j2")
    return page(request, "claim.html.j2", standing=standing, **_context(request, standing))


def _context(request: Request, standing: Standing) -> dict[str, Any]:
    ident = request.path_params["claim"]
    raw = standing.raw(ident)
    reading = standing.reading(raw.quote.report) if raw else None
    if raw is None or reading is None or reading.report is None:
        raise HTTPException(404)
    claim = standing.claim(ident)
    home = standing.incident_of(ident)
    lookup = standing.lookup(home)
    return {
        "raw": raw,
        "claim": claim,
        "report": reading.report,
        "around": _around(veil_of(request)(reading.report.text, reading.report), raw.quote),
        "lookup": lookup,
        "home": home,
        "row_at": Parts(standing, lookup).row_at if lookup else None,
        "judged": standing.judgements_on(ident),
        "fields": [(of, list(held)) for of, held in groupby(fields_of(claim), lambda f: f.of)] if claim else [],
        "groups": GROUPS,
        **_places(request, claim),
        "seen": seen(standing, [ident]),
        "back": within(request.query_params.get("back", "") or claim_path(ident)),
    }


def _places(request: Request, claim: Claim | None) -> dict[str, Any]:
    """The places that are offered for a name, once it is asked for."""
    asked = request.query_params.get("called", "")[:200]
    known = claim.where if claim else None
    found = bench_of(request).placing.candidates(asked) if asked else ()
    called = asked or (known.words or known.name if known else "")
    return {"asked": asked, "called": called, "places": found, "nowhere": NOWHERE}


def _around(text: str, quote: Quote) -> tuple[str, str]:
    """The text before and after some words, within its paragraph as far as that is not long."""
    before = text[max(0, quote.start - AROUND) : quote.start]
    after = text[quote.end : quote.end + AROUND]
    cut = ("…" + before.split(" ", 1)[-1]) if quote.start > AROUND else before
    rest = (after.rsplit(" ", 1)[0] + "…") if quote.end + AROUND < len(text) else after
    return cut.split("\n\n")[-1], rest.split("\n\n")[0]


def _decide(request: Request, form: FormData) -> Response:
    """Write what was decided, and go back to where it was decided, with the case computed anew if that is quick."""
    bench, session = bench_of(request), session_of(request)
    standing = bench.standing
    assert session is not None
    t = say_in(session.language)
    by = signed(session, form)
    session.name = by or session.name
    back = within(text_of(form, "back"))
    if standing is None:
        return page(request, "reading.html.j2")
    try:
        made = decided(standing, bench.placing, form, by)
        lines = bench.judge(made, seen_in(form))
    except Unfit as error:
        return page(request, "unfit.html.j2", 422, why=str(error), form=form, back=back)
    except Newer as error:
        again = [f"{s}:{j.id}" for j in error.judgements for s in j.subjects if s in seen_in(form)]
        return page(request, "newer.html.j2", 409, newer=error.judgements, form=form, again=again, back=back)
    except Trouble as error:
        return page(request, "told.html.j2", 503, what="This could not be written.", detail=str(error.problem))
    bench.reach(lines, WAIT)
    kind = t(f"decision: {made[0].decision.value}")
    session.said.append(t("Kept in the log: {what}, by {name}.", what=kind, name=made[0].by))
    return RedirectResponse(back, 303)


ROUTES: tuple[BaseRoute, ...] = (gets("/claim/{claim}", Role.READER, _claim), posts("/decide", Role.ANALYST, _decide))
