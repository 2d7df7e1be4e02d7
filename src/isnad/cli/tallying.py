"""The command on how figures become a toll: tally.

What may live here: what it takes and says.
"""

import json
from typing import TYPE_CHECKING, Any

import click

from isnad.cli.making import opened, reads, signs
from isnad.cli.screen import clean, clean_json, progress, table

if TYPE_CHECKING:
    from isnad.records.assessment import Tally
    from isnad.tallying import SideBySide


@click.command()
@click.argument("case", type=click.Path(file_okay=False))
@click.argument("incident", required=False, default="")
@click.option("--choose", default="", metavar="RULE", help="Have the case follow this rule from now on.")
@signs("--choose")
@click.option("--json", "as_json", is_flag=True, help="One JSON record a toll, for other programs.")
@reads
@click.pass_context
def tally(ctx: click.Context, /, case: str, incident: str, jobs: int | None, **given: Any) -> None:
    """Show the tolls of CASE by each rule of the field, and choose one.

    \b
    standing  what each origin says last: smallest, most given, largest (the default)
    ucdp      of origins that could be asked again; of equals the lower is best (after UCDP GED)
    airwars   smallest and largest that any source ever gave, and no best (after Airwars)
    median    the median of origins, with a quarter of them on either side

    The figures, their origins and their history are the same under each; a rule only says what becomes of them. The
    choice is a judgement with a name and a reason, and a later one overrules it. To look by another rule once: isnad
    show CASE INCIDENT --rule RULE.
    """
    book = opened(ctx, case, jobs=jobs)
    if given["choose"]:
        made = book.choose_rule(given["choose"], by=given["by"], why=given["why"])
        click.echo(f"Judgement {made.id} is in the log: tallies follow the rule {made.value}.", err=True)
    with progress() as tell:
        book.progress = tell
        found = book.tallies(incident)
    if given["as_json"]:
        for each in found:
            click.echo(clean_json(json.dumps(_plain(each), ensure_ascii=False)))
        return
    rules = list(found[0].tallies) if found else []
    header = [f"{rule} *" if rule == found[0].chosen else rule for rule in rules]
    rows = [
        (
            each.incident.id,
            clean(each.incident.name),
            f"said {each.outcome.value}",
            *(_said(each.tallies.get(r)) for r in rules),
        )
        for each in found
    ]
    table(("id", "incident", "outcome", *header), rows)
    click.echo("Low to high, then best. A star marks the rule that the case follows.", err=True)


def _said(found: "Tally | None") -> str:
    from isnad.publish.wording import tally_range

    if found is None:
        return ""
    return tally_range(found) + (f", {found.best:,}" if found.best is not None and found.low != found.high else "")


def _plain(each: "SideBySide") -> dict[str, Any]:
    rules = {
        rule: {"low": t.low, "best": t.best, "high": t.high, "high_open": t.high_open, "origins": t.origins}
        for rule, t in each.tallies.items()
    }
    named = {"id": each.incident.id, "name": each.incident.name}
    return {"incident": named, "outcome": each.outcome.value, "chosen": each.chosen, "rules": rules}


COMMANDS = (tally,)
