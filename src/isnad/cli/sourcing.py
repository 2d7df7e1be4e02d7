"""The command on a case's sources: sources.

What may live here: what it takes and says.
"""

import json

import click

from isnad.cli.making import opened, reads, signs
from isnad.cli.screen import clean, clean_json, progress, table

_HEADER = (
    *("source", "kind", "affiliation", "rated", "incidents", "reports", "figures", "first", "corroborated"),
    *("superseded", "contradicted", "took back"),
)


@click.command()
@click.argument("case", type=click.Path(file_okay=False))
@click.option("--rate", nargs=2, metavar="NAME LETTER", help="Give a source a letter of the Admiralty code, A to F.")
@signs("--rate")
@click.option("--json", "as_json", is_flag=True, help="One JSON record a source, for other programs.")
@reads
@click.pass_context
def sources(
    ctx: click.Context, case: str, rate: tuple[str, str] | None, by: str, why: str, as_json: bool, jobs: int | None
) -> None:
    """List the sources of CASE: whose word its claims rest on, and how each fared.

    For each source: its kind, whom it speaks for or is named after, the letter an analyst gave it, how many incidents
    and reports rest on it, and of its figures how many there are, in how many tallies of several sources none spoke on
    an earlier day, how many another source gives too, how many it replaced itself, how many standing ones leave no room
    for another source's, and how often it took back whom it had blamed.

    None of this weighs anything: no tally, grade or hypothesis asks this list. A letter (A completely reliable, B
    usually, C fairly, D not usually, E unreliable, F cannot be judged) is a judgement with a name and a reason; a later
    one overrules it.
    """
    from isnad.records.codec import to_plain

    book = opened(ctx, case, jobs=jobs)
    with progress() as tell:
        book.progress = tell
        if rate:
            made = book.rate(*rate, by=by, why=why)
            click.echo(f"Judgement {made.id} is in the log: {clean(made.subjects[0])} is rated {made.value}.", err=True)
        found = book.sources()
    if as_json:
        for source in found:
            click.echo(clean_json(json.dumps(to_plain(source), ensure_ascii=False)))
        return
    rows = []
    for source in found:
        record, rating = source.record, source.rating
        counts = (record.figures, record.first, record.corroborated, record.superseded, record.contradicted)
        cells = (source.incidents, source.reports, *counts, record.withdrawn)
        rated = f"{rating.letter}, by {rating.by}" if rating else ""
        rows.append((source.name, source.kind.value, ", ".join(source.affiliation), rated, *map(str, cells)))
    table(_HEADER, rows, numbers=range(4, len(_HEADER)))


COMMANDS = (sources,)
