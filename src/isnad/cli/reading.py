"""Commands on how reports were read: explain, second-reader.

What may live here: what these commands take and say.
"""

import json
import os
from typing import TYPE_CHECKING, Any

import click

from isnad.cli.making import JOBS, opened, reads
from isnad.cli.screen import clean, clean_json, code_of, progress, table, tell_problems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isnad.read.why import Explanation
    from isnad.second.asking import Plan, SideBySide
    from isnad.second.comparing import Pair

KEY = "ISNAD_SECOND_READER_KEY"
_CASE = click.argument("case", type=click.Path(file_okay=False))
_ACTIONS = ("set", "ask", "show", "off")


@click.command(name="second-reader")
@_CASE
@click.argument("action", type=click.Choice(_ACTIONS), default="show")
@click.argument("given", nargs=-1, metavar="[URL | ID...]")
@click.option("--model", default="", metavar="NAME", help="set: the model, as its server names it.")
@click.option("--plain-http", is_flag=True, help="set: also send in clear to a host that is not this machine.")
@click.option(
    "--key-from", default=KEY, show_default=True, metavar="VARIABLE", help="ask: the environment variable with the key."
)
@click.option("--again", is_flag=True, help="ask: also anew where the answer could not be read.")
@click.option(
    "--seconds", default=180, show_default=True, type=click.IntRange(1, 3600), help="ask: for one answer at most."
)
@click.option("--all", "every", is_flag=True, help="show: also where both agree.")
@click.option("--dropped", is_flag=True, help="show: what the model gave and the text does not hold.")
@click.option("--json", "as_json", is_flag=True, help="show: one JSON record a line, for other programs.")
@JOBS
@click.pass_context
def second_reader(ctx: click.Context, /, case: str, action: str, given: tuple[str, ...], **how: Any) -> None:
    """Let a language model read the reports of CASE too, and show where it and the grammar differ.

    Off unless you choose an endpoint, local or remote, that speaks the OpenAI-compatible chat protocol. What the model
    reads joins no toll: a person looks at the words and judges. Only claims whose words stand in the text are taken.

    \b
    set URL --model NAME   choose the endpoint; nothing is sent yet
    ask [ID...]            send it the reports' texts (or those of these ids) that it has not answered yet
    show [ID...]           where the two readers differ, from the answers that are kept; nothing is sent
    off                    have nothing sent any more
    """
    if (action == "set") != bool(how["model"]) or (action == "set" and len(given) != 1) or (action == "off" and given):
        raise click.UsageError("set takes one URL and --model NAME; ask and show take ids; off takes nothing")
    ctx.exit(_DOES[action](ctx, case, given, how))


def _set(ctx: click.Context, case: str, given: tuple[str, ...], how: dict[str, Any]) -> int:
    from isnad.second.chosen import Endpoint, choose
    from isnad.second.question import PORTION

    book = opened(ctx, case).book
    made = choose(book, Endpoint(url=given[0], model=how["model"], plain=how["plain_http"]))
    click.echo(f"Chosen: the model {clean(made.model)} at {clean(made.address)}. Nothing has been sent.")
    click.echo(
        f"When you run 'isnad second-reader {clean(case)} ask', this is sent there: the text of each report, at most "
        f"{PORTION:,} characters at a time, with its day of publication. No file names, addresses, publishers, "
        "judgements, nor anything that is sealed. Whoever runs that server can read and keep what it is sent.\n"
        f"A key, if it wants one, is taken from ${KEY} when asking, and is kept nowhere. The case's log notes each "
        "text that is sent, by its digest."
    )
    return 0


def _off(ctx: click.Context, case: str, _: tuple[str, ...], how: dict[str, Any]) -> int:  # noqa: ARG001
    from isnad.second.chosen import leave

    leave(opened(ctx, case).book)
    click.echo("Off: nothing is sent any more. What was sent before stands in the log.")
    return 0


def _ask(ctx: click.Context, case: str, given: tuple[str, ...], how: dict[str, Any]) -> int:
    from isnad.second.asking import ask, plan
    from isnad.second.endpoint import Asker

    book = opened(ctx, case).book
    key = os.environ.get(how["key_from"], "")
    with progress() as tell:
        planned = plan(book, given, tell, jobs=how["jobs"], again=how["again"])
        asker = Asker(planned.endpoint, key, seconds=how["seconds"])
        click.echo(_announced(planned, how["key_from"] if key else ""), err=True)
        done = [0]

        def counted(step: str, number: int, whole: int) -> None:
            done[0] = number
            tell(step, number, whole)

        problems = list(ask(book, planned, asker, counted))
    tell_problems(problems)
    click.echo(f"See where the two readers differ: isnad second-reader {clean(case)} show", err=True)
    return code_of(problems, done=done[0] > 0)


def _announced(planned: "Plan", key: str) -> str:
    """Said before anything is sent."""
    where = f"{clean(planned.endpoint.address)} (model {clean(planned.endpoint.model)})"
    known = f"{planned.known} answered already" if planned.known else "none answered before"
    if not planned.waiting:
        return f"Nothing is sent to {where}: {known}."
    return (
        f"Sending to {where}: {len(planned.waiting)} texts of {planned.reports} reports, {planned.characters:,} "
        f"characters, {f'with the key in ${key}' if key else 'without a key'}; {known}."
    )


def _show(ctx: click.Context, case: str, given: tuple[str, ...], how: dict[str, Any]) -> int:
    from isnad.second.asking import problems_of, side_by_side
    from isnad.second.comparing import AGREE

    book = opened(ctx, case).book
    with progress() as tell:
        sides = list(side_by_side(book, given, tell, jobs=how["jobs"]))
    if how["dropped"]:
        rows = [(s.report.id, each.why, each.quote) for s in sides for each in s.said.dropped]
        table(("report", "dropped because", "what it gave as a quote"), rows)
        return 0
    found = [(side, pair) for side in sides for pair in side.pairs if how["every"] or pair.state != AGREE]
    if how["as_json"]:
        for side, pair in found:
            click.echo(clean_json(json.dumps(_plain(side, pair), ensure_ascii=False)))
    elif not sides:
        click.echo(f"Nothing is answered yet. Next: isnad second-reader {clean(case)} ask")
    else:
        table(("report", "what", "state", "grammar", "model", "words"), [_row(side, pair) for side, pair in found])
        _summed(sides)
    problems = list(problems_of(sides))
    tell_problems(problems)
    return code_of(problems)


def _summed(sides: "list[SideBySide]") -> None:
    from collections import Counter

    states = Counter(pair.state for side in sides for pair in side.pairs)
    dropped = sum(len(side.said.dropped) for side in sides)
    told = ", ".join(f"{states[name]} {name}" for name in ("agree", "differ", "grammar alone", "model alone"))
    click.echo(f"{len(sides)} reports: {told}; {dropped} of the model's claims dropped. Nothing was merged.", err=True)


def _row(side: "SideBySide", pair: "Pair") -> tuple[str, ...]:
    from isnad.publish.wording import claim_of

    ours, theirs = (claim_of(claim) if claim else "" for claim in (pair.grammar, pair.model))
    if pair.differences:
        ours = "; ".join(each.grammar for each in pair.differences)
        theirs = "; ".join(each.model for each in pair.differences)
    what = ", ".join(each.what for each in pair.differences) or pair.subject
    quotes = dict.fromkeys(claim.quote.text for claim in (pair.grammar, pair.model) if claim)
    return (side.report.id, what, pair.state, ours, theirs, " / ".join(quotes))


def _plain(side: "SideBySide", pair: "Pair") -> dict[str, Any]:
    from isnad.records.codec import to_plain

    return {
        "report": side.report.id,
        "subject": pair.subject,
        "state": pair.state,
        "differences": [{"what": d.what, "grammar": d.grammar, "model": d.model} for d in pair.differences],
        "grammar": to_plain(pair.grammar) if pair.grammar else None,
        "model": to_plain(pair.model) if pair.model else None,
    }


_DOES = {"set": _set, "ask": _ask, "show": _show, "off": _off}


@click.command()
@_CASE
@click.argument("claim")
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
@reads
@click.pass_context
def explain(ctx: click.Context, case: str, claim: str, as_json: bool, jobs: int | None) -> None:
    """Show why a claim of CASE was read as it was.

    CLAIM is the beginning of its id, as 'show --json' and the exports give it. Each reading is shown with its words,
    the lines of the grammar that made it, and the lines of the tables that list its words.
    """
    from isnad.records.codec import to_plain

    book = opened(ctx, case, jobs=jobs)
    with progress() as tell:
        book.progress = tell
        found = book.explain(claim)
    judged = [j for j in book.book.judgements if found.claim.id in j.subjects]
    if as_json:
        plain = {"claim": to_plain(found.claim), "report": found.report.id, "publisher": found.report.publisher}
        plain["reasons"] = [to_plain(each) for each in found.reasons]
        plain["judgements"] = [to_plain(each) for each in judged]
        click.echo(clean_json(json.dumps(plain, ensure_ascii=False)))
        return
    for line in _told(found):
        click.echo(clean(line))
    for judgement in judged:
        about = f" {judgement.field} = {judgement.value}" if judgement.field else ""
        click.echo(clean(f"judged: {judgement.decision.value}{about}, by {judgement.by}: {judgement.why}"))


def _told(found: "Explanation") -> "Iterator[str]":
    """The explanation, a line for each thing; what explains it stands below it."""
    from isnad.publish.wording import chain_of, claim_of

    claim, report = found.claim, found.report
    quote = claim.quote
    yield f"{claim.id}: {claim_of(claim)}"
    yield f"  “{' '.join(quote.text.split())}”"
    chain = chain_of(claim.chain, report.publisher)
    yield f"  report {report.id}, characters {quote.start:,} to {quote.end:,}; {chain}"
    if report.aside:
        said = ", ".join(dict.fromkeys(each.why for each in report.aside))
        yield f"  beside it stood, and was not read: {said} (isnad show CASE --aside)"
    for reason in found.reasons:
        words = f": “{' '.join(reason.quote.text.split())}”" if reason.quote else ""
        yield f"{reason.what}: {reason.value}{words}"
        for step in reason.steps:
            yield f"    grammar  {step.file}:{step.line} {step.function}"
        for hit in reason.listed:
            entry = hit.listed
            words = " ".join(report.text[hit.start : hit.end].split())
            yield f"    table    {entry.file}:{entry.line} {entry.table}: “{entry.entry}” for “{words}”"


COMMANDS = (explain, second_reader)
