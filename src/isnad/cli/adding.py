"""The command that captures: add.

What may live here: what it takes and says.
"""

import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import click

from isnad.cli.making import opened, reads
from isnad.cli.outlet import go_on
from isnad.cli.screen import SHOWN, clean, code_of, progress, tell_problem, tell_problems

if TYPE_CHECKING:
    from isnad.case import Case
    from isnad.preserve.item import Limits
    from isnad.preserve.progress import Progress
    from isnad.records.problem import Problem

_CASE = click.argument("case", type=click.Path(file_okay=False))
_FILE = click.Path(exists=True, dir_okay=False, readable=True)


@click.command()
@_CASE
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--publisher", default="", help="Who published it, where no manifest says so.")
@click.option("--published", default="", metavar="DATE", help="When it was published, e.g. 2024-03-09.")
@click.option("--url", default="", help="Where it was published.")
@click.option("--title", default="", help="Its title.")
@click.option("--gazetteer", "gazetteers", type=_FILE, multiple=True, help="Places to add to the case first.")
@click.option("--belligerents", type=_FILE, help="Table of parties to add to the case first.")
@reads
@click.option(
    "--max-megabytes", default=100, show_default=True, type=click.IntRange(1), help="Bound for a fetched URL."
)
@click.option("--allow-private-addresses", is_flag=True, help="Also fetch from this machine and the inner network.")
@click.option(
    "--allow-address", "allowed", multiple=True, metavar="HOST|NETWORK", help="One that is not public. May be repeated."
)
@click.option("--unverified-tls", is_flag=True, help="Also fetch where the certificate cannot be verified; recorded.")
@click.option("--protect", is_flag=True, help="Seal all of it for the case's recipients (isnad protect).")
@click.option(
    "--protect-field",
    "hide",
    multiple=True,
    type=click.Choice(("publisher", "url", "title", "origin")),
    help="Seal only this field of each item. May be repeated.",
)
@click.option("--browser", is_flag=True, help="Capture URLs as Chromium shows them, after their scripts have run.")
@click.pass_context
def add(ctx: click.Context, /, case: str, sources: tuple[str, ...], gazetteers: tuple[str, ...], **given: Any) -> None:
    """Capture reports into CASE: files, folders (with all below) or http(s) URLs.

    Web pages and plain text are read, in any encoding. In a folder a manifest.json, or a CSV with a column
    'file', may give publisher, published, url and title of each file. Every other file is kept as well, and
    said not to be read. Where the output is piped, a line is printed for each item once it is safe on the disk; where
    nobody reads on, the work is finished all the same. Private parts of a platform's export (messages, contacts,
    log-ins) are left out of a folder, each named; a ZIP is kept whole, with a warning; --protect seals all of it.
    """
    from isnad.preserve.item import Limits

    go_on()
    if not given["protect"] and not ctx.obj["engine"]:
        from isnad.reading import begin

        begin()
    book = opened(ctx, case, jobs=given["jobs"])
    for gazetteer in gazetteers:
        tell_problems(book.add_gazetteer(gazetteer))
    if given["belligerents"]:
        tell_problems(book.add_belligerents(given["belligerents"]))
    told = {name: given[name] for name in ("publisher", "published", "url", "title")}
    limits = Limits(
        max_bytes=given["max_megabytes"] * 1_000_000,
        private=given["allow_private_addresses"],
        allowed=given["allowed"],
        unverified_tls=given["unverified_tls"],
        browser=given["browser"],
    )
    if given["protect"]:
        ctx.exit(_sealed(case, book, sources, limits, told))
    found = capture(book, sources, limits, told, given["hide"])
    ctx.exit(_report(case, *found, stamped(book, limits), kept=not given["hide"]))


def _sealed(case: str, book: "Case", sources: tuple[str, ...], limits: "Limits", told: dict[str, str]) -> int:
    """Capture sealed: nothing of it is read, and nothing of it lies on the disk in clear."""
    from isnad.preserve.manifest import Told
    from isnad.protection import add_sealed
    from isnad.records.problem import Problem

    problems, done = [], 0
    for source in sources:
        for origin, made in add_sealed(book.book, source, Told(**told), replace(limits, sensitive=True)):
            if isinstance(made, Problem):
                problems.append(made)
                continue
            done += 1
            click.echo(f"sealed {clean(origin)} as {made}")
    tell_problems(problems, shown=sys.maxsize)  # none is kept: they name what is sealed
    click.echo(f"{done} sealed. To open one: isnad reveal {clean(case)} ID --identity FILE")
    return code_of(problems, done=bool(done))


def stamped(book: "Case", limits: "Limits") -> "list[Problem]":
    """Have what was written stamped by the authorities of the case, if it names any; what is wrong with that."""
    from isnad.anchoring.stamp import Asking, stamp_quietly

    return list(stamp_quietly(book.book, Asking(limits=limits)))


@dataclass
class _Taking:
    """What came of the sources so far. ``whole`` is how many items they hold, at most."""

    whole: int
    new: int = 0
    known: int = 0
    done: int = 0
    problems: "list[Problem]" = field(default_factory=list)
    fresh: dict[str, None] = field(default_factory=dict)


def capture(
    case: "Case", sources: tuple[str, ...], limits: Any, told: dict[str, str], hide: tuple[str, ...] = ()
) -> "tuple[int, int, list[Problem]]":
    """Capture and read, saying each item; how many are new, how many were there already, and the problems."""
    from isnad.preserve.take import count
    from isnad.preserve.trouble import Trouble
    from isnad.reading import Readings

    with progress() as tell:
        taking = _Taking(whole=sum(count(source) for source in sources))
        try:
            for source in sources:
                _take(case, source, {"limits": limits, "hide": hide, **told}, taking, tell)
        except Trouble as error:  # nothing more can be written; what was is read all the same
            taking.problems.append(error.problem)
        if taking.new or taking.known:
            readings = Readings(case.book, tell, jobs=case.jobs, executor=case.executor)
            # only what this call brought in is told of: earlier problems are in 'isnad show'
            told_of = list(readings.told(taking.fresh))
            taking.problems += [*case.book.problems, *readings.problems, *told_of]
    return taking.new, taking.known, taking.problems


def _take(case: "Case", source: str, given: dict[str, Any], taking: _Taking, tell: "Progress") -> None:
    from isnad.preserve.told import keep_told

    problems: list[Problem] = []
    try:
        for item in case.adding(source, **given):
            taking.done += 1
            taking.new += item.new
            again = item.capture is not None and not item.new
            taking.known += again
            if item.capture is not None:
                taking.fresh[item.capture.id] = None
            if item.problem and not again:  # that it was there already is counted, and not told one by one
                problems.append(item.problem)
            if item.new and not sys.stdout.isatty():
                click.echo(f"added {clean(item.origin)}")
                sys.stdout.flush()
            tell("capturing", taking.done, max(taking.done, taking.whole))
    finally:
        taking.problems += problems
        if not given["hide"]:  # what is sealed of an item must not stand in clear beside it
            keep_told(case.book.root, source, problems)


def _report(
    case: str, new: int, known: int, problems: "list[Problem]", unstamped: "list[Problem]", *, kept: bool
) -> int:
    """Say what came of it; all of the problems where they are not ``kept`` for 'isnad show'."""
    from isnad.records.problem import Problem, Severity

    tell_problems([*problems, *unstamped], shown=SHOWN if kept else sys.maxsize)
    if known:
        what = (
            f"{known:,} items were here already, byte for byte." if known > 1 else "It was here already, byte for byte."
        )
        todo = "Nothing to do; to say more of them (publisher, date, URL) add them again with that."
        tell_problem(Problem(what=what, where=case, todo=todo, severity=Severity.NOTE))
    click.echo(f"{new} added, {known} already there. Next: isnad show {clean(case)}")
    return code_of(problems, done=bool(new or known))


COMMANDS = (add,)
