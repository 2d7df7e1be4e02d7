"""Commands that let something out of a case, and read what was let out: export, withheld, import, diff.

What may live here: what these commands take and say.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from isnad.cli.making import opened, reads
from isnad.cli.screen import clean, progress, table

if TYPE_CHECKING:
    from isnad.publish.withhold.private import Private

_CASE = click.argument("case", type=click.Path(file_okay=False))
_FORMS = "html|site|pdf|json|jsonl|ged|airwars|acled|claims|parquet|geojson|kml|rss|ftm"


@click.command()
@_CASE
@click.option("--as", "form", required=True, metavar=_FORMS, help="The form; installed exporters add others.")
@click.option(
    "--to",
    "folder",
    default=None,
    type=click.Path(file_okay=False),
    help="The folder to write; CASE-FORM by default.",
)
@click.option("--incident", default="", help="Only this incident: its number, id or name.")
@reads
@click.pass_context
def export(ctx: click.Context, case: str, form: str, folder: str | None, incident: str, jobs: int | None) -> None:
    """Write the dossiers of CASE as files to pass on. The same case gives the same bytes.

    What could harm someone is withheld: isnad withheld CASE shows it. What was written is searched for it, and nothing
    is left if it is found there. withheld.csv, beside what was written, says what was left out and why.
    """
    from isnad.preserve.people.keyring import outside_cases

    target = folder or f"{Path(case).resolve().name}-{form}"
    outside_cases(Path(target), "What is written into a case is no part of it, and every check would tell of it.")
    book = opened(ctx, case, jobs=jobs)
    with progress() as tell:
        book.progress = tell
        written = book.export(form, target, incident)
    for path in written:
        click.echo(clean(str(path)))


@click.command()
@_CASE
@click.option("--allow", "allowed", multiple=True, metavar="ID", help="This may be published. May be repeated.")
@click.option("--withhold", "refused", multiple=True, metavar="ID", help="This may not, or no longer. May be repeated.")
@click.option("--name", default="", help="A name that no rule found and that may not be published.")
@click.option("--rule", default="witnesses", show_default=True, help="For --name: victims, witnesses, accounts ...")
@click.option("--by", default="", envvar="ISNAD_BY", metavar="NAME", help="Who decides. Kept in the log for good.")
@click.option("--why", default="", metavar="REASON", help="The reason. Kept in the log for good.")
@reads
@click.pass_context
def withheld(
    ctx: click.Context, /, case: str, allowed: tuple[str, ...], refused: tuple[str, ...], jobs: int | None, **given: str
) -> None:
    """Show what no export of CASE lets out, thing by thing, and why; or decide of it.

    Names of victims and witnesses, handles, addresses, coordinates of places where people shelter, names of analysts,
    pictures, and text in which nobody could look for names are withheld unless a decision allows them, each by itself.
    What is shown here is not withheld from you: mind who sees your screen.
    """
    made = [bool(each) for each in (allowed, refused, given["name"])]
    book = opened(ctx, case, jobs=jobs)
    if not any(made):
        with progress() as tell:
            book.progress = tell
            _shown(book.withheld())
        return
    if sum(made) > 1 or not given["by"] or not given["why"]:
        raise click.UsageError("one of --allow, --withhold and --name, with --by and --why")
    why = {"by": given["by"], "why": given["why"]}
    if given["name"]:
        done = book.withhold_name(given["name"], rule=given["rule"], **why)
    else:
        done = book.allow(*allowed, **why) if allowed else book.withhold(*refused, **why)
    click.echo(f"Judgement {done.id} is in the log. See what leaves now: isnad withheld {clean(case)}")


def _shown(private: "tuple[Private, ...]") -> None:
    from isnad.publish.withhold.rules import RULES

    rows = [(p.id, p.rule, p.thing, p.note, str(len(p.records)), _standing(p)) for p in private]
    table(("id", "rule", "thing", "what it is", "met in", ""), rows, numbers=(4,))
    allowed = sum(p.allowed is not None for p in private)
    click.echo(f"Withheld: {len(private) - allowed}. Allowed: {allowed}.")
    for rule in RULES.values():
        click.echo(f"{rule.name}: {rule.what}. Because {rule.why}.")


def _standing(private: "Private") -> str:
    made = private.allowed
    return f"allowed by {made.by}: {made.why}" if made else "withheld"


@click.command("import")
@click.argument("publication", type=click.Path(exists=True))
@click.option("--as", "form", required=True, metavar=_FORMS, help="The form to write it in.")
@click.option(
    "--to", "folder", default=None, type=click.Path(file_okay=False), help="The folder to write; NAME-FORM by default."
)
def import_(publication: str, form: str, folder: str | None) -> None:
    """Read what was exported (--as jsonl or json) and write it in another form.

    PUBLICATION is records.jsonl or the folder it lies in. As jsonl, what is written is what was read, byte for byte. It
    holds no captured bytes, so no case comes of it: isnad package passes those on.
    """
    from isnad import publications
    from isnad.preserve.people.keyring import outside_cases

    named = Path(publication).resolve()
    target = Path(folder or f"{named.stem}-{form}")
    outside_cases(target, "What is written into a case is no part of it, and every check would tell of it.")
    for path in publications.write(publications.read(named), form, target):
        click.echo(clean(str(path)))


@click.command()
@click.argument("old", type=click.Path(exists=True))
@click.argument("new", type=click.Path(exists=True))
def diff(old: str, new: str) -> None:
    """Say in plain words what changed from one publication to another: tolls, grades, responsibility, incidents.

    OLD and NEW are what isnad export --as jsonl or --as json wrote: the file, or the folder it lies in.
    """
    from isnad.publications import compare

    found = list(compare(Path(old), Path(new)))
    for change in found:
        click.echo(f"{clean(change.name)}  {clean(change.incident)}")
        for words in change.said:
            click.echo(f"  {clean(words)}")
    click.echo(f"Incidents that changed: {len(found)}." if found else "Nothing changed.")


COMMANDS = (export, withheld, import_, diff)
