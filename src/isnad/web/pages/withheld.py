"""The pages of what is withheld: by rule, thing by thing, with why, and deciding what may be published.

What may live here: these pages, and writing what is decided on them. What is withheld is found by ``reviewing``.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from isnad.judging import judgement
from isnad.preserve.trouble import Trouble
from isnad.publish.speaking.strings import say_in
from isnad.publish.withhold.private import OF_WORDS, Private, one_line
from isnad.publish.withhold.rules import RULES, Rule
from isnad.records.judgement import Decision, Judgement
from isnad.web.bench import Newer
from isnad.web.decisions import REASON, Unfit
from isnad.web.forms import gets, posts, signed, text_of, texts_of
from isnad.web.letters import plain
from isnad.web.pages.entering import within
from isnad.web.portions import number_of
from isnad.web.rendering import bench_of, page, session_of
from isnad.web.reviewing import OF_THIS
from isnad.web.roles import Role

SHOWN = 50  # things on a page
MET = 3  # records that are named for each
LONG = 300  # characters of a name
VEILED = ("victims", "witnesses")  # rules whose names are put on a page only when asked for
STATES = ("withheld", "allowed")
NOT_OF_WORDS = "This rule is about whole records: tick them on its page."
LETTER = re.compile(r"\w")


def _overview(request: Request) -> Response:
    """Each rule with its reason, and how many things it withholds."""
    bench = bench_of(request)
    standing = bench.standing
    if standing is None:
        return page(request, "reading.html.j2")
    bench.reviewer.begin(standing, again="again" in request.query_params)
    things = bench.reviewer.things(bench.book.judgements)
    numbers = Counter((each.rule, each.allowed is not None) for each in things or ())
    return page(
        request, "withheld.html.j2", standing=standing, reviewer=bench.reviewer, looked=things is not None,
        rules=RULES.values(), of_words=OF_WORDS, numbers=numbers,
    )  # fmt: skip


def _rule(request: Request) -> Response:
    """The things of one rule, page by page."""
    bench, rule, asked = bench_of(request), RULES.get(request.path_params["rule"]), request.query_params
    standing = bench.standing
    if rule is None or not rule.each:
        raise HTTPException(404)
    if standing is None:
        return page(request, "reading.html.j2")
    bench.reviewer.begin(standing)
    things = bench.reviewer.things(bench.book.judgements)
    if things is None:
        return RedirectResponse("/withheld", 303)
    session = session_of(request)
    clear = rule.name not in VEILED or "clear" in asked or (session is not None and session.names)
    find, state = (asked.get("find", "")[:LONG] if clear else ""), asked.get("state", "")
    found = [each for each in things if each.rule == rule.name and _asked_for(each, find, state)]
    pages = max(1, -(-len(found) // SHOWN))
    at = min(number_of(asked.get("page", "")), pages)
    kept = {"find": find, "state": state} | ({"clear": "1"} if "clear" in asked else {})
    return page(
        request, "withheldrule.html.j2", standing=standing, rule=rule, reviewer=bench.reviewer, clear=clear,
        found=found[(at - 1) * SHOWN : at * SHOWN], number=len(found), before=(at - 1) * SHOWN, at=at, pages=pages,
        kept=urlencode({name: said for name, said in kept.items() if said}), find=find, state=state, states=STATES,
        most=MET, hidden_name=lambda name: LETTER.sub("•", name), seen=_newest(bench.book.judgements),
    )  # fmt: skip


def _asked_for(thing: Private, find: str, state: str) -> bool:
    if state in STATES and (thing.allowed is not None) != (state == "allowed"):
        return False
    return not find or plain(find) in plain(f"{thing.thing} {thing.note}")


def _newest(judgements: Sequence[Judgement]) -> str:
    """The newest decision on anything withheld."""
    return next((j.id for j in reversed(judgements) if j.decision in OF_THIS), "")


def _decide(request: Request, form: FormData) -> Response:
    """Write that things of one rule may be published, or may not."""
    bench, session, back = bench_of(request), session_of(request), within(text_of(form, "back") or "/withheld")
    assert session is not None
    by = signed(session, form)
    session.name = by or session.name
    things = bench.reviewer.things(bench.book.judgements)
    if things is None:
        return RedirectResponse("/withheld", 303)
    try:
        made = _made(form, things, by)
        seen = _seen(bench.book.judgements, made, text_of(form, "seen")) if "seen" in form else {}
        bench.judge([made], seen)
    except Unfit as error:
        return page(request, "unfit.html.j2", 422, why=str(error), back=back)
    except Newer as error:
        again = [_newest(bench.book.judgements)]
        newer = [j for j in error.judgements if j.field == made.field]
        return page(
            request, "newer.html.j2", 409, newer=newer, form=form, again=again, back=back, action="/withheld/decide"
        )
    except Trouble as error:
        return page(request, "told.html.j2", 503, what="This could not be written.", detail=str(error.problem))
    t = say_in(session.language)
    kind = t(f"decision: {made.decision.value}")
    session.said.append(t("Kept in the log: {what}, by {name}.", what=kind, name=made.by))
    return RedirectResponse(back, 303)


def _made(form: FormData, things: Sequence[Private], by: str) -> Judgement:
    """The judgement that a form comes to. Raises Unfit."""
    rule, why = RULES.get(text_of(form, "rule")), text_of(form, "why", REASON)
    said = {"allow": Decision.ALLOW, "withhold": Decision.WITHHOLD}.get(text_of(form, "decision"))
    if rule is None or not rule.each or said is None:
        raise Unfit("There is no such decision.")
    if not by:
        raise Unfit("Give your name: each decision is kept under one.")
    if not why:
        raise Unfit("Give a reason: it is what the next person has to go by.")
    chosen = _chosen(form, things, rule)
    return judgement(said, list(dict.fromkeys(chosen)), by=by, why=why, field=rule.name)


def _chosen(form: FormData, things: Sequence[Private], rule: Rule) -> list[str]:
    """The things that a form is about: those that were ticked, or a name that no rule found. Raises Unfit."""
    name = one_line(text_of(form, "name", LONG))
    if name:
        if text_of(form, "decision") != "withhold":
            raise Unfit("A name that no rule found can only be withheld.")
        if rule not in OF_WORDS:
            raise Unfit(NOT_OF_WORDS)
        return [name]
    known = {each.id: each.thing for each in things if each.rule == rule.name}
    chosen = texts_of(form, "thing")
    if not chosen:
        raise Unfit("Nothing was chosen.")
    if not all(each in known for each in chosen):
        raise Unfit("Some of what was chosen is no longer there. Look again.")
    return [known[each] for each in chosen]


def _seen(judgements: Sequence[Judgement], made: Judgement, newest: str) -> Mapping[str, str]:
    """For each thing that is decided of, which decision was the last when the newest of all was this one."""
    ids = [j.id for j in judgements]
    before = judgements[: ids.index(newest) + 1] if newest in ids else ()
    last = dict.fromkeys(made.subjects, "")
    for each in before:
        last |= {subject: each.id for subject in each.subjects if subject in last}
    return last


ROUTES: tuple[BaseRoute, ...] = (
    gets("/withheld", Role.ANALYST, _overview),
    gets("/withheld/{rule}", Role.ANALYST, _rule),
    posts("/withheld/decide", Role.ANALYST, _decide),
)
