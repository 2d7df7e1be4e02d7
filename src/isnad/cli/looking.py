"""Commands that look at a case: show, check.

What may live here: what these commands take and say.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from isnad.cli.making import opened, reads
from isnad.cli.screen import clean, clean_json, console, progress, table, tell_problems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isnad.case import Case
    from isnad.records.assessment import Assessment
    from isnad.records.dossier import Dossier
    from isnad.records.incident import Incident
    from isnad.records.report import Aside, Report

OUTSIDE = 1 << 20  # bytes of a note from outside that are read
_CASE = click.argument("case", type=click.Path(file_okay=False))


@click.command()
@_CASE
@click.argument("incident", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON record a line, for other programs.")
@click.option("--problems", is_flag=True, help="Show everything that could not be read, and what to do about it.")
@click.option("--aside", is_flag=True, help="Show what stood beside the reports (menus, login walls) and was not read.")
@click.option(
    "--rule", default="", metavar="RULE", help="Tally by this rule, whatever the case chose: see isnad tally."
)
@reads
@click.pass_context
def show(ctx: click.Context, /, case: str, incident: str | None, rule: str, jobs: int | None, **how: bool) -> None:
    """Show the incidents of CASE, or the dossier of one.

    INCIDENT is its number in the list, the beginning of its id, or a part of its name.
    """
    from isnad.preserve.told import told_before

    book = opened(ctx, case, jobs=jobs, rule=rule)
    with progress() as tell:
        book.progress = tell
        standing = book.standing()
    if how["problems"]:
        all_of_them = (*told_before(book.book.root), *standing.problems)
        tell_problems(all_of_them, shown=sys.maxsize)
        click.echo(f"Problems: {len(set(all_of_them))}.", err=True)
        return
    if how["aside"]:
        _asides(book.results().reports)
        return
    dossiers = (book.dossier(incident),) if incident else standing.dossiers
    if how["as_json"]:
        _as_json(dossiers)
    elif incident:
        show_dossier(dossiers[0])
    else:
        _list(case, book)


def _asides(reports: "tuple[Report, ...]") -> None:
    """What was set aside of each report: as what, where in its bytes, and the words."""
    rows = [
        (
            report.id,
            each.why,
            f"{each.first_byte}-{each.end_byte}" if each.end_byte else "",
            " / ".join(each.text.split("\n")),
        )
        for report in reports
        for each in report.aside
    ]
    table(("report", "set aside as", "bytes", "words"), rows)
    click.echo(f"{len(rows)} stretches of {sum(bool(r.aside) for r in reports)} reports were set aside.", err=True)


def _stretch(aside: "Aside") -> str:
    return f"{aside.first_byte}-{aside.end_byte}" if aside.end_byte else ""


def show_dossier(dossier: "Dossier") -> None:
    """A dossier on standard output."""
    from isnad.publish.terminal import dossier_view

    console().print(dossier_view(dossier))


def _as_json(dossiers: "Sequence[Dossier]") -> None:
    from isnad.records.codec import encode

    for dossier in dossiers:
        click.echo(clean_json(encode(dossier).decode()))


def _list(case: str, book: "Case") -> None:
    from isnad.preserve.told import told_before

    standing = book.standing()
    weighed = ((incident, standing.assessments[incident.id]) for incident in standing.incidents)
    rows = [_row(number, *each) for number, each in enumerate(weighed, start=1)]
    if rows:
        header = ("", "id", "incident", "reports", "origins", "killed", "injured", "grade")
        table(header, rows, numbers=(0, 3, 4))
    else:
        results = book.results()
        click.echo(f"No incident yet: {len(results.captures)} captures, {len(results.reports)} could be read.")
    if wrong := {*told_before(book.book.root), *standing.problems}:
        click.echo(f"Problems: {len(wrong)}. See: isnad show {clean(case)} --problems", err=True)
    if rows:
        click.echo(f"One incident: isnad show {clean(case)} 1", err=True)


def _row(number: int, incident: "Incident", found: "Assessment") -> tuple[str, ...]:
    return (
        str(number),
        incident.id,
        incident.name,
        str(len(incident.reports)),
        str(len(found.independent)),
        _toll(found, "killed"),
        _toll(found, "injured"),
        str(found.grade.term),
    )


def _toll(found: "Assessment", outcome: str) -> str:
    from isnad.publish.wording import tally_range

    tally = next((t for t in found.tallies if t.outcome == outcome and t.group == "people"), None)
    return tally_range(tally) if tally else ""


@click.command()
@_CASE
@click.option("--deep", is_flag=True, help="Also read all afresh and hold every quote against the captured bytes.")
@click.option(
    "--against",
    type=click.File("rb"),
    multiple=True,
    help="A checkpoint or cosigned note that was kept outside the folder. May be repeated.",
)
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes at work; as many as cores by default.")
@click.pass_context
def check(ctx: click.Context, case: str, deep: bool, against: "tuple[BinaryIO, ...]", jobs: int | None) -> None:
    """Check that CASE still is what its log says.

    The log's chain, tree and signatures are followed, every digest is computed again on all cores, and what time stamps
    and witnesses say is held against the log, all offline. The same is done by verify.py in the folder, without isnad.
    Exit code 0: all holds. 1: something fails. 2: something could not be verified.
    """
    from isnad.checking.at import check_at

    with progress() as tell:
        found = check_at(Path(case), tell, jobs=jobs, deep=deep, against=[each.read(OUTSIDE) for each in against])
    rows = [(s.name, str(s.checked), str(s.failed), str(s.open)) for s in found.sections]
    table(("checked", "number", "failed", "not verifiable"), rows, numbers=(1, 2, 3))
    tell_problems(found.problems)
    for words in found.bounds:
        click.echo(clean(words))
    if found.tail:
        click.echo(
            f"Of its lines that say something new, the last {found.tail:,} are covered by no time stamp or witness."
        )
    click.echo(f"Digest of the log's last line, to keep outside this folder:\n  {found.tip}")
    click.echo("Not proven by this check:")
    for words in found.not_proven:
        click.echo(f"  {words}")
    click.echo(("The case holds.", "The case FAILS.", "Not everything could be verified.")[found.verdict])
    ctx.exit(int(found.verdict))


COMMANDS = (show, check)
