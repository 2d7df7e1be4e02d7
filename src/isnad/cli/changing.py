"""The command that tells how an incident came to stand as it does: log.

What may live here: what it takes and says.
"""

import json
from typing import TYPE_CHECKING

import click

from isnad.cli.making import opened, reads
from isnad.cli.screen import clean_json, progress, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from isnad.changes import Step


@click.command()
@click.argument("case", type=click.Path(file_okay=False))
@click.argument("incident")
@click.option("--by-added", is_flag=True, help="In the order in which reports were added and judgements made.")
@click.option("--json", "as_json", is_flag=True, help="One JSON record a step, with all that stood after it.")
@reads
@click.pass_context
def log(ctx: click.Context, case: str, incident: str, by_added: bool, as_json: bool, jobs: int | None) -> None:
    """Show how an incident's grade, tally and blame moved, and which report or judgement moved them.

    INCIDENT is its number in the list, the beginning of its id, or a part of its name. Reports come in the order of
    publication, those without a date last; with --by-added, in the order in which this case came to know them, with
    the judgements between. Each step is weighed anew and compared with the one before: a source that corrects itself
    changes what stands from then on, and the lines above keep what stood until then. Which reports tell of the
    incident is as it is held now. A dash: the step moved nothing, for repetition is not corroboration.
    """
    book = opened(ctx, case, jobs=jobs)
    with progress() as tell:
        book.progress = tell
        steps = book.log_of(incident, by_added=by_added)
    if as_json:
        for step in steps:
            click.echo(clean_json(json.dumps(step.plain(), ensure_ascii=False)))
        return
    table(("when", "by", "what", "before", "after"), _rows(steps))


def _rows(steps: "Iterable[Step]") -> "Iterator[tuple[str, ...]]":
    from isnad.changes import NOTHING

    for step in steps:
        when, who = _when(step), _who(step)
        if not step.changes:
            yield (when, who, NOTHING, "", "")
        for n, change in enumerate(step.changes):
            shown = ("", "") if n and _on_a_terminal() else (when, who)
            yield (*shown, change.what, change.before or NOTHING, change.after or NOTHING)


def _on_a_terminal() -> bool:
    """Where lines are read by a person, who sees that they go together; piped, each says all."""
    import sys

    return sys.stdout.isatty()


def _when(step: "Step") -> str:
    if step.at is None:
        return "no date"
    whole_day = (step.at.hour, step.at.minute) == (0, 0)
    return step.at.strftime("%Y-%m-%d" if whole_day else "%Y-%m-%d %H:%M")


def _who(step: "Step") -> str:
    if step.judgement is not None:
        return f"judgement {step.judgement.id} ({step.judgement.decision.value}, by {step.judgement.by})"
    named = [f"{report.publisher or report.title or 'not named'} ({report.id})" for report in step.reports]
    return ", ".join(named[:3]) + (f" and {len(named) - 3} more" if len(named) > 3 else "")


COMMANDS = (log,)
