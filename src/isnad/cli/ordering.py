"""The command on how hypotheses are ordered: hypotheses.

What may live here: what it takes and says.
"""

import json
from typing import Any

import click

from isnad.cli.making import opened, reads, signs
from isnad.cli.screen import clean, clean_json, progress, table
from isnad.records.assessment import COUNTED, SHOWN


@click.command()
@click.argument("case", type=click.Path(file_okay=False))
@click.argument("incident", required=False, default="")
@click.option(
    "--observations",
    default="",
    metavar=f"{COUNTED}|{SHOWN}",
    help="Have the case count them from now on, or show them alone.",
)
@signs("--observations")
@click.option("--json", "as_json", is_flag=True, help="One JSON record a hypothesis, for other programs.")
@reads
@click.pass_context
def hypotheses(ctx: click.Context, /, case: str, incident: str, jobs: int | None, **given: Any) -> None:
    """Show who is alleged, denied or excluded in CASE by how little speaks against it; none of it is a finding.

    What speaks against a hypothesis are origins by their claims, and what others tell of the means, held against a
    table of who has which ("3 + 1": three origins, and an observation). All observations together count as one origin
    more, or, where the case so chooses, are shown and do not count. Both orders are shown. The choice is a judgement
    with a name and a reason, and a later one overrules it.
    """
    book = opened(ctx, case, jobs=jobs)
    if given["observations"]:
        made = book.choose_order(given["observations"], by=given["by"], why=given["why"])
        click.echo(f"Judgement {made.id} is in the log: observations are {made.value}.", err=True)
    with progress() as tell:
        book.progress = tell
        found = book.hypotheses(incident)
    from isnad.publish.page.rows import MARKS
    from isnad.publish.wording import against_of, hypothesis_label, observed_of

    if given["as_json"]:
        for each in found:
            said = each.hypothesis
            record = {
                "incident": {"id": each.incident.id, "name": each.incident.name},
                "hypothesis": said.statement,
                "against": {"origins": said.inconsistencies, "observed": said.observed_against},
                "place": each.places,
                "chosen": each.chosen,
                "observations": [
                    {
                        "kind": seen.kind,
                        "what": observed_of(seen),
                        "origins": len(seen.origins),
                        "mark": row.mark,
                        "reason": row.reason,
                    }
                    for seen, row in each.observed
                ],
            }
            click.echo(clean_json(json.dumps(record, ensure_ascii=False)))
        return
    ways = [f"{way} *" if found and way == found[0].chosen else way for way in (COUNTED, SHOWN)]
    rows = [
        (
            each.incident.id,
            clean(each.incident.name),
            clean(hypothesis_label(each.hypothesis)),
            against_of(each.hypothesis),
            *(str(each.places[way]) for way in (COUNTED, SHOWN)),
            clean("; ".join(f"{MARKS[row.mark]} {observed_of(seen)}" for seen, row in each.observed)),
        )
        for each in found
    ]
    table(("id", "incident", "hypothesis", "against", *ways, "observed"), rows)
    click.echo("Places by how little speaks against, with observations counted and shown. No finding.", err=True)
    click.echo("Of what was observed: + fits, − speaks against, · says nothing on it.", err=True)


COMMANDS = (hypotheses,)
