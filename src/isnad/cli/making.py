"""Commands that make a case and add what is not a report: new, gazetteer, belligerents, judge.

What may live here: what these commands take and say.
"""

import functools
import json
from typing import TYPE_CHECKING, Any

import click

from isnad.cli.screen import clean, tell_problems

if TYPE_CHECKING:
    from collections.abc import Callable

    from isnad.case import Case

_CASE = click.argument("case", type=click.Path(file_okay=False))
_FILE = click.Path(exists=True, dir_okay=False, readable=True)
JOBS = click.option(
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    help="Processes that read; by default as many as pay, up to the cores.",
)


def _keep_engine(ctx: click.Context, _: click.Parameter, address: str | None) -> None:
    ctx.obj["engine"] = address


_ENGINE = click.option(
    "--engine",
    metavar="ADDRESS",
    expose_value=False,
    callback=_keep_engine,
    help="Have reports read by a cluster: the address of a Dask scheduler (tcp://HOST:PORT). The texts of reports and "
    "the case's tables are sent to its machines; without this option nothing is sent anywhere.",
)


def reads(command: "Callable[..., None]") -> "Callable[..., None]":
    """The options of a command that reads: by how many processes, or by what engine."""
    return JOBS(_ENGINE(command))


def opened(ctx: click.Context, path: str, *, jobs: int | None = None, rule: str = "") -> "Case":
    """The case a command works on; ``rule`` is the tally rule to look by."""
    from isnad.case import open_case

    def say(words: str) -> None:
        click.echo(words, err=True)

    made = open_case(path, actor=ctx.obj["by"], jobs=jobs, rule=rule, say=say)
    if address := ctx.obj.get("engine"):
        from isnad.reading.engine import engine_at

        made.executor = ctx.with_resource(engine_at(address))
        say(f"What is not read yet is sent to the engine at {clean(address)}, and read there.")
    return made


def signs(option: str) -> "Callable[[Callable[..., None]], Callable[..., None]]":
    """A command that decides something where an option is given: who does, and the reason, which it then needs."""

    def signed(command: "Callable[..., None]") -> "Callable[..., None]":
        @functools.wraps(command)
        def checked(*arguments: Any, **given: Any) -> None:
            asked = given[option.removeprefix("--")]
            if asked and not (given["by"].strip() and given["why"].strip()):
                raise click.UsageError(f"{option} needs --by NAME and --why REASON")
            command(*arguments, **given)

        by = f"With {option}: who decides. Kept in the log."
        why = f"With {option}: the reason. Kept in the log for good."
        asking = click.option("--why", default="", metavar="REASON", help=why)(checked)
        return click.option("--by", default="", envvar="ISNAD_BY", metavar="NAME", help=by)(asking)

    return signed


@click.command()
@_CASE
@click.option("--title", default="", help="What the case is called; the folder's name by default.")
@click.option(
    "--gazetteer", "gazetteers", type=_FILE, multiple=True, help="Places: CSV or GeoNames dump. May be repeated."
)
@click.option(
    "--belligerents", type=_FILE, help="Parties and their names: CSV with name, kind, aliases, adjectives, means."
)
@click.pass_context
def new(ctx: click.Context, case: str, title: str, gazetteers: tuple[str, ...], belligerents: str | None) -> None:
    """Make a new case in the folder CASE."""
    from isnad.case import new_case

    new_case(case, title, gazetteers=gazetteers, belligerents=belligerents, actor=ctx.obj["by"])
    click.echo(f"New case in {clean(case)}. Next: isnad add {clean(case)} FILE|FOLDER|URL ...")


@click.command()
@_CASE
@click.argument("file", type=_FILE)
@click.pass_context
def gazetteer(ctx: click.Context, case: str, file: str) -> None:
    """Make FILE, a table of places, part of CASE.

    CSV with name, latitude and longitude (and further names, the wider units), or a GeoNames dump.
    """
    tell_problems(opened(ctx, case).add_gazetteer(file))
    click.echo(f"Added. The reports are read anew with it: isnad show {clean(case)}")


@click.command()
@_CASE
@click.argument("file", type=_FILE)
@click.pass_context
def belligerents(ctx: click.Context, case: str, file: str) -> None:
    """Make FILE, a table of the parties to the conflict, part of CASE."""
    tell_problems(opened(ctx, case).add_belligerents(file))
    click.echo(f"Added. The reports are read anew with it: isnad show {clean(case)}")


@click.command()
@_CASE
@click.argument("decision", type=click.Choice(["same", "different", "reject", "accept", "correct", "grade", "note"]))
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--by", required=True, envvar="ISNAD_BY", metavar="NAME", help="Who decides. Kept in the log for good.")
@click.option("--why", required=True, metavar="REASON", help="The reason. Kept in the log for good.")
@click.option("--field", default="", help="For correct: which field, e.g. content.counts.0.low")
@click.option("--value", default=None, help="For correct: as JSON, e.g. 17 or '\"women\"'. For grade, note: the words.")
@reads
@click.pass_context
def judge(ctx: click.Context, /, case: str, decision: str, ids: tuple[str, ...], **given: Any) -> None:
    """Record a decision on claims; nothing is ever edited, and a later decision overrules it.

    same, different: these tell of one incident, or do not. reject: do not use this claim. accept: use it
    after all. correct: read this field of this claim so.

    Of an incident (its number, id or name), grade: --value Fair, or computed to take it back; note: --value "words".
    Both are shown beside what is computed, and change nothing of it.
    """
    if decision == "correct" and (not given["field"] or given["value"] is None):
        raise click.UsageError("correct needs --field and --value, e.g. --field content.counts.0.low --value 17")
    if decision in ("grade", "note") and given["value"] is None:
        example = "--value Fair" if decision == "grade" else '--value "to be asked again"'
        raise click.UsageError(f"{decision} needs --value, e.g. {example}")
    value = _value(given["value"]) if decision == "correct" else given["value"]
    made = opened(ctx, case, jobs=given["jobs"]).judge(
        decision, *ids, by=given["by"], why=given["why"], field=given["field"], value=value
    )
    click.echo(f"Judgement {made.id} is in the log. See what it changes: isnad show {clean(case)}")


def _value(said: str | None) -> Any:
    """A value as JSON; words that are none are taken as text."""
    try:
        return None if said is None else json.loads(said)
    except ValueError:
        return said


COMMANDS = (new, gazetteer, belligerents, judge)
