"""The command that holds a case beside other recorders' tables: compare.

What may live here: what it takes and says.
"""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from isnad.cli.making import opened, reads
from isnad.cli.screen import clean, clean_json, code_of, progress, table, tell_problems

if TYPE_CHECKING:
    from isnad.comparing import Beside, Comparison
    from isnad.records.recorded import Recorded

_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
HERE, THERE = "only here", "only there"


@click.command()
@click.argument("case", type=click.Path(file_okay=False))
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="One JSON record an incident, for other programs.")
@click.option("--csv", "as_csv", is_flag=True, help="Rows as CSV, one for each incident, thing compared and recorder.")
@reads
@click.pass_context
def compare(
    ctx: click.Context, case: str, files: tuple[Path, ...], as_json: bool, as_csv: bool, jobs: int | None
) -> None:
    """Hold the incidents of CASE beside those of other recorders.

    FILE is CSV with a header: rows of UCDP GED or ACLED, or in the manner of Airwars; columns are recognised by their
    names. Several files are also held against each other. Rows are matched by day and place, each as well as it is
    known (date_prec, where_prec, ACLED's time and geo precision), and by the dead. Shown are, for each incident that
    both have, what each says and whether they agree, overlap or differ; then incidents that only the case has, and
    rows that only a table has. Nothing of these tables enters a toll or a grade.
    """
    if as_json and as_csv:
        raise click.UsageError("--json or --csv, not both")
    book = opened(ctx, case, jobs=jobs)
    with progress() as tell:
        book.progress = tell
        found = book.compare(*files)
    if as_json:
        for record in _plain(found):
            click.echo(clean_json(json.dumps(record, ensure_ascii=False)))
    elif as_csv:
        _csv(found)
    else:
        table(("incident", "what", "agreement", "who says what"), list(_rows(found)))
    tell_problems(found.problems)
    here, there = len(found.only_here), len(found.only_there)
    click.echo(f"{len(found.both)} incidents in both, {here} only here, {there} rows only there.", err=True)
    ctx.exit(code_of(found.problems))


def _rows(found: "Comparison") -> Iterator[tuple[str, ...]]:
    for beside in found.both:
        for field in beside.fields:
            if any(field.said.values()):
                told = " | ".join(f"{who}: {words or 'not said'}" for who, words in field.said.items())
                yield (f"{beside.incident.id} {beside.incident.name}", field.name, field.agreement, told)
    for incident in found.only_here:
        yield (f"{incident.id} {incident.name}", HERE, "", "")
    for row in found.only_there:
        yield (_row_name(row), THERE, "", _row_said(row))


def _row_name(row: "Recorded") -> str:
    return f"{row.recorder}, {row.table} {row.id}"


def _row_said(row: "Recorded") -> str:
    from isnad.comparing import estimate_said

    day, place = row.when.edtf() if row.when else "no date", row.where.name if row.where else "no place"
    killed = estimate_said(row.killed)
    return f"{place}, {day}" + (f": {killed} killed" if killed else "")


def _csv(found: "Comparison") -> None:
    """A row for each incident, thing and recorder: what a spreadsheet can sort."""
    told = io.StringIO()
    out = csv.writer(told, lineterminator="\n")
    out.writerow(("incident", "name", "what", "agreement", "recorder", "says"))
    for beside in found.both:
        for field in beside.fields:
            for who, words in field.said.items():
                cells = (beside.incident.id, beside.incident.name, field.name, field.agreement, who, words)
                out.writerow([clean(cell) for cell in cells])
    for incident in found.only_here:
        out.writerow((incident.id, clean(incident.name), HERE, "", "this case", ""))
    for row in found.only_there:
        out.writerow(("", clean(row.id), THERE, "", clean(_row_name(row)), clean(_row_said(row))))
    click.echo(told.getvalue(), nl=False)


def _plain(found: "Comparison") -> Iterator[dict[str, Any]]:
    from isnad.records.codec import to_plain

    for beside in found.both:
        yield {
            "kind": "both",
            "incident": {"id": beside.incident.id, "name": beside.incident.name},
            "rows": [_matched(beside, n) for n in range(len(beside.matches))],
            "fields": [
                {
                    "what": field.name,
                    "agreement": field.agreement,
                    "says": dict(field.said),
                    "pairs": [{"between": list(two), "agreement": how} for two, how in field.pairs.items()],
                }
                for field in beside.fields
            ],
        }
    for incident in found.only_here:
        yield {"kind": HERE, "incident": {"id": incident.id, "name": incident.name}}
    for row in found.only_there:
        yield {"kind": THERE, "row": to_plain(row)}


def _matched(beside: "Beside", number: int) -> dict[str, Any]:
    match = beside.matches[number]
    told = {"recorder": match.row.recorder, "table": match.row.table, "id": match.row.id}
    return {**told, "score": match.score, "reasons": list(match.reasons), "again": match.again}


COMMANDS = (compare,)
