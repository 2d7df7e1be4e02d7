"""Commands by which a person says which claims tell of one incident: suggest, same, different.

What may live here: what these commands take and say.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from isnad.cli.making import opened, reads
from isnad.cli.screen import clean, clean_json, progress

if TYPE_CHECKING:
    from isnad.deciding import Question, Standing
    from isnad.pipeline import Results
    from isnad.records.judgement import Judgement

WORDS = 160  # characters of a claim's words that are shown
_CASE = click.argument("case", type=click.Path(file_okay=False))
_CLOSING = """
    A and B are incidents (by number in the list, the beginning of an id, or a part of the name) or claims (by the
    beginning of an id). An incident is judged by the claim it has its id from. Nothing is edited: the decision goes
    into the log with its name and reason, is followed whenever the case is computed, and another one undoes it.
"""


def _judging(command: Callable[..., None]) -> Callable[..., None]:
    """The arguments and options that both decisions share."""
    for option in (
        click.pass_context,
        reads,
        click.option("--json", "as_json", is_flag=True, help="The judgement and what it changed, for other programs."),
        click.option("--why", required=True, metavar="REASON", help="The reason. Kept in the log for good."),
        click.option("--by", required=True, envvar="ISNAD_BY", metavar="NAME", help="Who decides. Kept in the log."),
        click.argument("b"),
        click.argument("a"),
        _CASE,
    ):
        command = option(command)
    return command


@click.command()
@_CASE
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1), metavar="N", help="How many at most.")
@click.option("--json", "as_json", is_flag=True, help="One JSON record a line, for other programs.")
@reads
@click.pass_context
def suggest(ctx: click.Context, case: str, limit: int, as_json: bool, jobs: int | None) -> None:
    """List what in CASE is most worth a person's look, the most informative first.

    Three kinds of question are asked: two incidents whose likeness lies near the line between one and two, an
    incident held together by one weak tie, and a report that is in no incident. Each shows both sides' words, what
    speaks for and against (both values, and what each adds in log odds), and what the decision would change of
    tolls and grade. Its last line is the command that decides; nothing is decided by itself, and what was judged
    is not asked again. What would change is reckoned with all other incidents as they are.

    Order: how little the score tells (its entropy: 1 at the line), times the logarithm of how many reports it moves.
    """
    book = opened(ctx, case, jobs=jobs)
    with progress() as tell:
        book.progress = tell
        found = book.suggestions(limit)
        words = _Words(book.results())
    for number, question in enumerate(found, start=1):
        if as_json:
            click.echo(clean_json(json.dumps(question.plain(), ensure_ascii=False)))
            continue
        for line in _asked(number, question, words, case):
            click.echo(line)
    if not as_json:
        click.echo(f"{len(found)} asked." if found else "Nothing to ask.", err=True)


class _Words:
    """The words of claims, and who published the reports."""

    def __init__(self, results: "Results") -> None:
        self._claims = {claim.id: claim for claim in results.claims}
        self._reports = {report.id: report for report in results.reports}

    def report(self, ident: str) -> str:
        """A report by publisher and day."""
        report = self._reports[ident]
        day = report.published.edtf() if report.published else "no date"
        return f"report {ident} ({clean(report.publisher or report.title or 'publisher not known')}, {day})"

    def claim(self, ident: str) -> str:
        """A claim's words."""
        said = " ".join(self._claims[ident].quote.text.split()) if ident in self._claims else ""
        return f"claim {ident} “{clean(said if len(said) <= WORDS else said[: WORDS - 1] + '…')}”"


def _asked(number: int, question: "Question", words: _Words, case: str) -> "Iterator[str]":
    """One question in lines: what, both sides, why, what would change, how to decide."""
    from isnad.deciding import decision_of
    from isnad.link.suggesting import likely

    asked = question.suggestion
    odds = "" if asked.score is None else f" (score {asked.score:+.1f}: {likely(asked.score):.0%} one attack)"
    yield f"{number}. {asked.kind.value}{odds}"
    for standing in question.now:
        yield f"   now   {clean(in_brief(standing))}"
    for n, report in enumerate(asked.closest):
        yield f"   {'other' if n else 'one  '} {words.report(report)}"
        if asked.subjects:
            yield f"         {words.claim(asked.subjects[n])}"
    for reason in asked.reasons:
        yield f"         {clean(reason)}"
    decision = decision_of(asked)
    for standing in question.then:
        yield f"   if {decision}: {clean(in_brief(standing))}"
    if not asked.subjects:
        yield "   no claim was read in it, so there is nothing to judge by: read it, and see isnad show CASE --aside"
    if decision:
        yield f"   isnad {decision} {clean(case)} {' '.join(asked.subjects)} --by NAME --why REASON"


@click.command(help=f"Say that A and B tell of one incident.\n{_CLOSING}")
@_judging
def same(ctx: click.Context, /, case: str, a: str, b: str, **given: Any) -> None:
    """A and B tell of one incident."""
    _decide(ctx, "same", case, (a, b), given)


@click.command(help=f"Say that A and B tell of two incidents.\n{_CLOSING}")
@_judging
def different(ctx: click.Context, /, case: str, a: str, b: str, **given: Any) -> None:
    """A and B tell of two incidents."""
    _decide(ctx, "different", case, (a, b), given)


def _decide(ctx: click.Context, decision: str, case: str, subjects: Sequence[str], given: dict[str, Any]) -> None:
    from isnad.deciding import holding
    from isnad.records.codec import to_plain

    book = opened(ctx, case, jobs=given["jobs"])
    with progress() as tell:
        book.progress = tell
        before = book.results()
        made = book.judge(decision, *subjects, by=given["by"], why=given["why"])
        was, now = holding(before, made.subjects), holding(book.results(), made.subjects)
    if given["as_json"]:
        plain = {"judgement": to_plain(made), "before": [s.plain() for s in was], "now": [s.plain() for s in now]}
        click.echo(clean_json(json.dumps(plain, ensure_ascii=False)))
        return
    for line in _told(case, made, was, now):
        click.echo(line)


def _told(case: str, made: "Judgement", was: "Sequence[Standing]", now: "Sequence[Standing]") -> "Iterator[str]":
    """What the judgement did, in lines."""
    other = "different" if made.decision.value == "same" else "same"
    yield f"Judgement {made.id} is in the log: {made.decision.value}, by {clean(made.by)}: {clean(made.why)}"
    for label, standings in (("before", was), ("now", now)):
        for standing in standings:
            yield f"{label}\t{clean(in_brief(standing))}"
    if len(now) != (1 if other == "different" else 2):
        yield "Not followed as it stands: another judgement says otherwise, or a claim of the two is in no incident."
    yield f"To undo it: isnad {other} {clean(case)} {' '.join(made.subjects)} --by NAME --why REASON"


def in_brief(standing: "Standing") -> str:
    """An incident in one line."""
    from isnad.publish.wording import counted, tally_range

    tolls = [
        f"{tally_range(tally)} {verb}"
        for tally, verb in ((standing.killed, "said killed"), (standing.injured, "said injured"))
        if tally is not None and tally.high is not None
    ]
    figures = ", ".join((counted(standing.reports, "report"), *tolls, standing.grade))
    return f"{standing.id} {standing.name}: {figures}"


COMMANDS = (suggest, same, different)
