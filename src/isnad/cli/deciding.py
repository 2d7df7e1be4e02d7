"""Commands by which a person says which claims tell of one incident: same, different.

What may live here: what these commands take and say.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from isnad.cli.making import JOBS, opened
from isnad.cli.screen import clean, clean_json, progress

if TYPE_CHECKING:
    from isnad.deciding import Standing
    from isnad.records.judgement import Judgement

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
        JOBS,
        click.option("--json", "as_json", is_flag=True, help="The judgement and what it changed, for other programs."),
        click.option("--why", required=True, metavar="REASON", help="The reason. Kept in the log for good."),
        click.option("--by", required=True, envvar="ISNAD_BY", metavar="NAME", help="Who decides. Kept in the log."),
        click.argument("b"),
        click.argument("a"),
        _CASE,
    ):
        command = option(command)
    return command


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


COMMANDS = (same, different)
