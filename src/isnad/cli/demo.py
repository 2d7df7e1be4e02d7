"""The demo: the practice case from reports to dossier in one command.

What may live here: this command. The practice case ships inside the package as ``isnad/practice``.
"""

import tempfile
from pathlib import Path

import click

from isnad.cli.adding import capture
from isnad.cli.looking import show_dossier
from isnad.cli.screen import clean, code_of, progress, tell_problems


def practice() -> Path:
    """The folder of the practice case: in the package, or in the source tree where that is what runs."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "practice", package.parents[1] / "examples" / "practice"):
        if (folder / "reports").is_dir():
            return folder
    from isnad.preserve.trouble import trouble

    raise trouble(
        "The practice case is not part of this installation.", "isnad demo", "Install isnad again: pip install isnad."
    )


@click.command()
@click.option(
    "--to", "folder", type=click.Path(file_okay=False), help="Where to make the case; a temporary folder by default."
)
@click.pass_context
def demo(ctx: click.Context, folder: str | None) -> None:
    """Run the practice case: invented reports of an invented attack, into a dossier."""
    from isnad.case import new_case
    from isnad.preserve.item import Limits

    source = practice()
    root = Path(folder) if folder else Path(tempfile.mkdtemp(prefix="isnad-demo-")) / "practice"
    case = new_case(
        root,
        "The practice case (invented)",
        gazetteers=sorted(source.glob("gazetteer*.csv")),
        belligerents=next(iter(source.glob("belligerents*.csv")), None),
        actor=ctx.obj["by"] or "isnad demo",
    )
    _, _, problems = capture(case, (str(source / "reports"),), Limits(), {})
    with progress() as tell:
        case.progress = tell
        dossiers = case.dossiers()
    if not dossiers:
        tell_problems(problems)
        ctx.exit(1)
    show_dossier(dossiers[0])
    pages = case.export("html", root.parent / f"{root.name}-html")
    page = next((p for p in pages if dossiers[0].incident.id in p.name), pages[0])
    tell_problems(problems)
    for line in (
        "",
        f"The same as a page, every figure leading to its words: {clean(str(page))}",
        f"The case, readable without isnad (see its README.txt):    {clean(str(root))}",
        f"Next:  isnad show {clean(str(root))}        the other incidents these reports tell of",
        f"       isnad check {clean(str(root))}       every digest and every quote, computed again",
        "       isnad new my-case; isnad add my-case FILE|FOLDER|URL ...",
    ):
        click.echo(line)
    ctx.exit(code_of(problems))


COMMANDS = (demo,)
