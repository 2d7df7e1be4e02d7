"""The command that serves: serve.

What may live here: what it takes and says. The workbench itself is ``isnad.web``.
"""

import contextlib
import webbrowser
from importlib.util import find_spec
from pathlib import Path

import click

from isnad.cli.making import JOBS
from isnad.cli.screen import clean

_NEEDED = ("starlette", "uvicorn", "python_multipart")


@click.command()
@click.argument("case", type=click.Path(file_okay=False))
@click.option("--port", default=8642, show_default=True, type=click.IntRange(0, 65535), help="0: any that is free.")
@click.option("--open", "opens", is_flag=True, help="Also open the link in your browser.")
@JOBS
@click.pass_context
def serve(ctx: click.Context, case: str, port: int, opens: bool, jobs: int | None) -> None:
    """Open CASE as the workbench: pages in your browser to look, check and decide.

    It prints a link with a key; whoever has no key is shown nothing, though they be on this machine. It listens on this
    machine only, asks nothing of any other, and its pages load nothing from anywhere. What you decide goes into the
    case's log under your name (isnad --by NAME serve CASE fills it in); what is added meanwhile by other commands
    appears by itself. Ctrl-C ends it.

    \b
    isnad serve my-case --open         begin
    isnad --by "N. N." serve my-case   with your name on what you decide
    isnad serve my-case --port 0       beside another workbench
    """
    if any(find_spec(each) is None for each in _NEEDED):
        from isnad.preserve.trouble import trouble

        todo = "Install what it takes: pip install 'isnad[web]'. All other commands work without it."
        raise trouble("The workbench is not installed.", "isnad serve", todo)
    from isnad.web.serving import private_link
    from isnad.web.serving import serve as run

    opened = contextlib.ExitStack()

    def ready(link: str) -> None:
        click.echo(f"The workbench of {clean(case)} is open on this machine:\n\n    {link}\n")
        click.echo("The link lets in whoever has it: do not pass it on. Ctrl-C ends the workbench.", err=True)
        if opens:
            webbrowser.open(opened.enter_context(private_link(link)))

    with opened:
        run(Path(case), port=port, name=ctx.obj["by"], jobs=jobs, ready=ready)


COMMANDS = (serve,)
