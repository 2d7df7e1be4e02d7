"""Commands that make what a stranger verifies: package, and verify for packages received.

What may live here: what these commands take and say.
"""

import base64
import importlib.util
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from isnad.cli.making import opened
from isnad.cli.screen import clean, code_of, progress, tell_problem, tell_problems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isnad.case import Case
    from isnad.preserve.custody.note import Checkpoint
    from isnad.preserve.package.archive import Tell, Wanted
    from isnad.publish.withhold.leaks import Watch
    from isnad.records.capture import Capture
    from isnad.records.problem import Problem

_ENDINGS = {"bag": "-evidence", "public": "-public", "wacz": ".wacz", "warc": ".warc.gz"}
_BAGS = ("bag", "public")
_IN_CLEAR = "What the dossier in it withholds stands in its captures and its log in clear: to publish, --as public."
_WHOLE_LINES = (
    "Only the lines shown are readable, and each whole: names and origins in them are in clear. "
    "Of all others there are hashes."
)


@click.command()
@click.argument("case", type=click.Path(file_okay=False))
@click.option("--as", "form", required=True, type=click.Choice(list(_ENDINGS)), help="The form.")
@click.option("--to", "to", default=None, type=click.Path(), help="What to write; CASE-evidence, CASE.wacz by default.")
@click.option("--only", multiple=True, metavar="ID", help="Show this capture or report; may be repeated.")
@click.option("--without", multiple=True, metavar="ID", help="Withhold this one; may be repeated.")
@click.option("--with-sealed", is_flag=True, help="Take the encrypted files along (bag).")
@click.option("--zip", "packed", is_flag=True, help="As one ZIP file (bag, public).")
@click.option("--no-dossier", "bare", is_flag=True, help="Evidence alone, without the dossier (bag).")
@click.pass_context
def package(
    ctx: click.Context,
    case: str,
    form: str,
    to: str | None,
    only: tuple[str, ...],
    without: tuple[str, ...],
    with_sealed: bool,
    packed: bool,
    bare: bool,
) -> None:
    """Write CASE as evidence that a stranger verifies without isnad.

    public: the dossier without what is withheld, signed checkpoints, time stamps, and proofs that each capture it rests
    on stands in the log; no captured bytes and no line of the log, and searched for what is withheld. bag: also the
    preserved bytes, the log and a web archive, all in clear: for whoever examines the evidence. Both are BagIt bags,
    with a README with the commands that verify all of it. wacz, warc: the captures alone, for players and other
    archives. With --only or --without a bag shows the chosen captures and their lines of the log, with proofs that
    these stand in it, and has no dossier.
    """
    if form != "bag" and (with_sealed or bare or (packed and form != "public")):
        raise click.UsageError("--with-sealed, --no-dossier and --zip go with --as bag; --zip also with --as public.")
    if form == "public" and (only or without):
        raise click.UsageError("--only and --without choose captures; --as public holds none.")
    ending = ".zip" if packed else ""
    target = Path(to or f"{Path(case).resolve().name}{_ENDINGS[form]}{ending}")
    from isnad.preserve.garbage import few_collections
    from isnad.preserve.package.choice import Choice
    from isnad.preserve.people.keyring import outside_cases

    outside_cases(target, "What is written into a case is no part of it, and every check would tell of it.")
    dossier = form == "public" or (form == "bag" and not (bare or only or without))
    with progress() as tell, few_collections(), tempfile.TemporaryDirectory(prefix="isnad-dossier-") as made:
        wanted = _wanted(ctx, case, only, without, with_sealed)
        if form == "public":
            wanted = replace(wanted, choice=Choice(captures={}, whole=False))
        told = _dossier(ctx, case, Path(made), tell) if dossier else None
        if told is not None:
            wanted = replace(wanted, dossier=Path(made))
            if form == "public":
                wanted = replace(wanted, title=told.title, proved=told.rests_on)
        if form == "public":
            problems = _published(wanted, target, packed, tell, told.watch if told else None)
        else:
            problems = list(_written(wanted, form, target, packed, tell))
    tell_problems(problems)
    click.echo(clean(str(target)))
    if form in _BAGS:
        checkpoint = wanted.source.checkpoint
        root = f"{checkpoint.root.hex()} (base64: {base64.b64encode(checkpoint.root).decode()})"
        click.echo(f"Log {clean(checkpoint.origin)}, {checkpoint.size} lines, root {root}.", err=True)
        if wanted.choice.captures and not wanted.choice.whole:
            click.echo(_WHOLE_LINES, err=True)
        if form == "bag" and dossier:
            click.echo(_IN_CLEAR, err=True)
        click.echo(
            f"How to verify it: {clean(str(target / 'README.txt')) if not packed else 'README.txt in it'}", err=True
        )
    ctx.exit(code_of(problems))


class _Told(NamedTuple):
    """What was made of a case's dossiers: what looks for all that they withhold, the ids of the captures that they rest
    on, and the case's title as it may be published."""

    watch: "Watch"
    rests_on: frozenset[str]
    title: str


def _dossier(ctx: click.Context, case: str, to: Path, tell: "Tell") -> _Told | None:
    """Write the dossiers of a case into a folder, as pages, records and, where it can be made, PDF. None where the case
    tells of no incident. Whoever worked on the case is looked for as well as those who judged."""
    from isnad import outgoing
    from isnad.publish.withhold.private import Private

    book = opened(ctx, case)
    book.progress = tell
    dossiers = book.dossiers()
    if not dossiers:
        return None
    private, people = outgoing.review(book.book, dossiers, tell)
    for form in ("html", "jsonl", *(("pdf",) if importlib.util.find_spec("typst") else ())):
        outgoing.publish(dossiers, private, people, form, to, tell)
    names = sorted({entry.actor for entry in book.book.entries() if entry.actor})
    hands = (Private(rule="analysts", thing=" ".join(name.split()), note="worked on the case") for name in names)
    rests_on = frozenset(capture.id for dossier in dossiers for capture in dossier.captures)
    title = outgoing.title_of(dossiers[0], private, people)
    return _Told(outgoing.watch_for((*private, *hands)), rests_on, title)


def _searched(made: Path, watch: "Watch | None") -> None:
    """Look through a package that may be published. Raises Trouble where it holds what it must not."""
    from isnad.preserve.trouble import trouble

    files = [made] if made.is_file() else sorted(path for path in made.rglob("*") if path.is_file())
    found: dict[str, str] = {}
    for path in files if watch else ():
        with path.open("rb") as stream:
            found |= {leak.private.id: path.name for leak in watch.leaks(path.name, stream)} if watch else {}
    if found:
        todo = "Nothing was written. What the ids mean, and how a thing is allowed: isnad withheld CASE."
        named = ", ".join(f"{ident} in {file}" for ident, file in sorted(found.items())[:5])
        raise trouble(f"What is withheld would still stand in the package: {named}.", made.name, todo)


def _published(wanted: "Wanted", target: Path, packed: bool, tell: "Tell", watch: "Watch | None") -> "list[Problem]":
    """Write a package that may be published; it appears once it was searched."""
    from isnad.preserve.trouble import trouble

    if target.exists():
        raise trouble("Something is there already.", target, "Give another place with --to.")
    with tempfile.TemporaryDirectory(prefix=".isnad-public-", dir=target.resolve().parent) as staged:
        made = Path(staged) / target.name
        problems = list(_written(wanted, "public", made, packed, tell))
        _searched(made, watch)
        made.rename(target)
    return problems


def _wanted(ctx: click.Context, case: str, only: tuple[str, ...], without: tuple[str, ...], private: bool) -> "Wanted":
    from isnad.preserve.folder import about
    from isnad.preserve.package.archive import Wanted
    from isnad.preserve.package.choice import choose
    from isnad.preserve.package.source import read_source
    from isnad.preserve.settings import own_version

    root = Path(case)
    said = about(root)
    _must_be_signed(root, case)
    source = read_source(root)
    book: list[Case] = []

    def path_of(capture: "Capture") -> Path:
        """Only items of containers that are no web archive need the case opened, which reads all of its log again."""
        book[:] = book or [opened(ctx, case)]
        return book[0].book.path_of(capture)

    return Wanted(
        source=source,
        choice=choose(source, only, without),
        title=str(said.get("title") or root.resolve().name),
        software=f"isnad {own_version()}",
        path_of=path_of,
        private=private,
    )


def _must_be_signed(root: Path, case: str) -> None:
    """A case that an older isnad made has no checkpoint before the first line that is written to it with a key."""
    from isnad.preserve.custody.checkpoint import latest
    from isnad.preserve.store import LINE, open_own
    from isnad.preserve.trouble import trouble

    try:
        if latest(root) is not None or not (root / "log" / "entries.jsonl").exists():
            return
        with open_own(root / "log" / "entries.jsonl") as stream:
            if b'"key":"' in stream.readline(LINE):
                return  # it had a checkpoint, and has lost it: told when it is read
    except (OSError, ValueError):
        return
    what = (
        "This case is of format 1: it has no keys yet, so no checkpoint is signed and nothing in it can be vouched for."
    )
    todo = f"Give it its key, which leaves its lines as they are: isnad key {case} rotate. Then run this again."
    raise trouble(what, root, todo)


def _written(wanted: "Wanted", form: str, target: Path, packed: bool, tell: "Tell") -> "Iterator[Problem]":
    if form in _BAGS:
        from isnad.preserve.package.bag import write_bag

        yield from write_bag(wanted, target, packed=packed, tell=tell)
    else:
        from isnad.preserve.package.archive import write_archive

        yield from write_archive(wanted, target, form, tell=tell)


@click.command()
@click.argument("package", type=click.Path(exists=True))
@click.option("--checkpoint", type=click.Path(exists=True, dir_okay=False), help="One of this log from elsewhere.")
@click.pass_context
def verify(ctx: click.Context, package: str, checkpoint: str | None) -> None:
    """Check PACKAGE, an evidence package received as a folder or ZIP.

    Its files are held against its log, and the log against the signed checkpoint. Exit code 0: all holds. 1: something
    fails. 2: something could not be verified. A checkpoint had from elsewhere shows whether history was written anew.
    """
    from isnad.preserve.package.checked import package_problems
    from isnad.records.problem import Severity

    _must_be_a_package(Path(package))
    known = _known(Path(checkpoint)) if checkpoint else None
    worst = 0
    for problem in package_problems(Path(package), known):
        tell_problem(problem)
        worst = max(worst, {Severity.NOTE: 0, Severity.WARNING: 1, Severity.ERROR: 2}[problem.severity])
    click.echo(("The package holds.", "Not everything could be verified.", "The package FAILS.")[worst])
    ctx.exit((0, 2, 1)[worst])


def _must_be_a_package(path: Path) -> None:
    """What is plainly something else is no failed package, which would be an alarm."""
    if (path / "case.toml").is_file() and (path / "log" / "entries.jsonl").is_file():
        raise click.UsageError(f"This is a case, not a package. Check it with: isnad check {clean(str(path))}")
    if path.suffix in (".wacz", ".warc", ".gz"):
        raise click.UsageError("This is a web archive, not an evidence package (isnad package --as bag makes one).")


def _known(path: Path) -> "Checkpoint":
    from isnad.preserve.custody.note import parse_checkpoint, parse_note
    from isnad.preserve.trouble import trouble

    try:
        return parse_checkpoint(parse_note(path.read_bytes()).text)
    except ValueError as error:
        raise trouble(f"It is no checkpoint: {error}.", path, "Give a signed note as in log/checkpoint.") from error


COMMANDS = (package, verify)
