"""Commands that add to a case: new, add, gazetteer, belligerents, judge.

What may live here: what these commands take and say.
"""

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from isnad.cli.screen import clean, code_of, progress, tell_problems

if TYPE_CHECKING:
    from isnad.case import Case
    from isnad.records.problem import Problem

_CASE = click.argument("case", type=click.Path(file_okay=False))
_FILE = click.Path(exists=True, dir_okay=False, readable=True)


def opened(ctx: click.Context, path: str, *, jobs: int = 1) -> "Case":
    """The case a command works on."""
    from isnad.case import open_case

    return open_case(path, actor=ctx.obj["by"], jobs=jobs, say=lambda words: click.echo(words, err=True))


@click.command()
@_CASE
@click.option("--title", default="", help="What the case is called; the folder's name by default.")
@click.option(
    "--gazetteer", "gazetteers", type=_FILE, multiple=True, help="Places: CSV or GeoNames dump. May be repeated."
)
@click.option("--belligerents", type=_FILE, help="Parties and their names: CSV with name, kind, aliases, adjectives.")
@click.pass_context
def new(ctx: click.Context, case: str, title: str, gazetteers: tuple[str, ...], belligerents: str | None) -> None:
    """Make a new case in the folder CASE."""
    from isnad.case import new_case

    new_case(case, title, gazetteers=gazetteers, belligerents=belligerents, actor=ctx.obj["by"])
    click.echo(f"New case in {clean(case)}. Next: isnad add {clean(case)} FILE|FOLDER|URL ...")


@click.command()
@_CASE
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--publisher", default="", help="Who published it, where no manifest says so.")
@click.option("--published", default="", metavar="DATE", help="When it was published, e.g. 2024-03-09.")
@click.option("--url", default="", help="Where it was published.")
@click.option("--title", default="", help="Its title.")
@click.option("--gazetteer", "gazetteers", type=_FILE, multiple=True, help="Places to add to the case first.")
@click.option("--belligerents", type=_FILE, help="Table of parties to add to the case first.")
@click.option("--jobs", default=1, show_default=True, type=click.IntRange(1), help="Processes that read.")
@click.option(
    "--max-megabytes", default=100, show_default=True, type=click.IntRange(1), help="Bound for a fetched URL."
)
@click.option("--allow-private-addresses", is_flag=True, help="Also fetch from this machine and the inner network.")
@click.pass_context
def add(ctx: click.Context, /, case: str, sources: tuple[str, ...], gazetteers: tuple[str, ...], **given: Any) -> None:
    """Capture reports into CASE: files, folders (with all below) or http(s) URLs.

    Web pages and plain text are read, in any encoding. In a folder a manifest.json, or a CSV with a column
    'file', may give publisher, published, url and title of each file. Every other file is kept as well, and
    said not to be read. Where the output is piped, a line is printed for each item once it is safe on the disk.
    """
    from isnad.preserve.item import Limits

    book = opened(ctx, case, jobs=given["jobs"])
    for gazetteer in gazetteers:
        tell_problems(book.add_gazetteer(gazetteer))
    if given["belligerents"]:
        tell_problems(book.add_belligerents(given["belligerents"]))
    told = {name: given[name] for name in ("publisher", "published", "url", "title")}
    limits = Limits(max_bytes=given["max_megabytes"] * 1_000_000, private=given["allow_private_addresses"])
    ctx.exit(_report(case, *capture(book, sources, limits, told)))


def capture(
    case: "Case", sources: tuple[str, ...], limits: Any, told: dict[str, str]
) -> "tuple[int, int, list[Problem]]":
    """Capture and read, saying each item; how many are new, how many were there already, and the problems."""
    from isnad.preserve.take import count
    from isnad.preserve.trouble import Trouble
    from isnad.reading import read_captures

    new = known = 0
    problems: list[Problem] = []
    fresh: set[str] = set()  # only what this call brought in is told of: earlier problems are in 'isnad show'
    with progress() as tell:
        whole = sum(count(source) for source in sources)
        try:
            for done, item in enumerate(case.adding(*sources, limits=limits, **told), start=1):
                new += item.new
                fresh |= {item.capture.id} if item.capture is not None else set()
                known += item.capture is not None and not item.new
                problems += [item.problem] if item.problem else []
                if item.new and not sys.stdout.isatty():
                    click.echo(f"added {clean(item.origin)}")
                    sys.stdout.flush()
                tell("capturing", done, max(done, whole))
        except Trouble as error:  # nothing more can be written; what was is read all the same
            problems.append(error.problem)
        if new or known:
            readings, wrong = read_captures(case.book, tell, jobs=case.jobs)
            told_of = (p for reading in readings if reading.capture in fresh for p in reading.problems)
            problems += [*case.book.problems, *wrong, *told_of]
    return new, known, problems


def _report(case: str, new: int, known: int, problems: "list[Problem]") -> int:
    tell_problems(problems)
    click.echo(f"{new} added, {known} already there. Next: isnad show {clean(case)}")
    return code_of(problems, done=bool(new or known))


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
@click.argument("decision", type=click.Choice(["same", "different", "reject", "accept", "correct"]))
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--by", required=True, envvar="ISNAD_BY", metavar="NAME", help="Who decides. Kept in the log for good.")
@click.option("--why", required=True, metavar="REASON", help="The reason. Kept in the log for good.")
@click.option("--field", default="", help="For correct: which field, e.g. content.counts.0.low")
@click.option("--value", default=None, help="For correct: its value as JSON, e.g. 17 or '\"women\"'.")
@click.pass_context
def judge(ctx: click.Context, /, case: str, decision: str, ids: tuple[str, ...], **given: Any) -> None:
    """Record a decision on claims; nothing is ever edited, and a later decision overrules it.

    same, different: these tell of one incident, or do not. reject: do not use this claim. accept: use it
    after all. correct: read this field of this claim so.
    """
    if decision == "correct" and (not given["field"] or given["value"] is None):
        raise click.UsageError("correct needs --field and --value, e.g. --field content.counts.0.low --value 17")
    made = opened(ctx, case).judge(
        decision, *ids, by=given["by"], why=given["why"], field=given["field"], value=_value(given["value"])
    )
    click.echo(f"Judgement {made.id} is in the log. See what it changes: isnad show {clean(case)}")


def _value(said: str | None) -> Any:
    """A value as JSON; words that are none are taken as text."""
    try:
        return None if said is None else json.loads(said)
    except ValueError:
        return said


COMMANDS = (new, add, gazetteer, belligerents, judge)
