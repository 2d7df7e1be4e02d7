"""The commands of the workbench: serve, people.

What may live here: what they take and say. The workbench itself is ``isnad.web``.
"""

import contextlib
import webbrowser
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from isnad.cli.making import JOBS
from isnad.cli.screen import clean, table

if TYPE_CHECKING:
    from isnad.web.people import People

_NEEDED = ("starlette", "uvicorn", "python_multipart", "argon2")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("case", type=click.Path(file_okay=False))
@click.option("--port", default=8642, show_default=True, type=click.IntRange(0, 65535), help="0: any that is free.")
@click.option("--host", default="127.0.0.1", show_default=True, help="What to listen on; 0.0.0.0 is every address.")
@click.option("--address", default="", metavar="URL", help="How others see it, where a proxy stands in front.")
@click.option("--certificate", type=_FILE, help="For TLS: the certificate with its chain, PEM.")
@click.option("--key", type=_FILE, help="For TLS: its private key, PEM.")
@click.option("--clear", is_flag=True, help="Let passwords cross the network unencrypted.")
@click.option("--open", "opens", is_flag=True, help="Also open the link in your browser.")
@JOBS
@click.pass_context
def serve(ctx: click.Context, /, case: str, opens: bool, jobs: int | None, **where: Any) -> None:
    """Open CASE as the workbench: pages in your browser to look, check and decide.

    It prints a link with a key; whoever has no key is shown nothing, though they be on this machine. It listens on this
    machine only, asks nothing of any other, and its pages load nothing from anywhere. What you decide goes into the
    case's log under your name (isnad --by NAME serve CASE fills it in); what is added meanwhile by other commands
    appears by itself. Ctrl-C ends it.

    Served to others (--host or --address) it asks for accounts with a role each, made by isnad people, and for TLS:
    passwords never cross a network unencrypted unless --clear says that they may.

    \b
    isnad serve my-case --open         begin
    isnad --by "N. N." serve my-case   with your name on what you decide
    isnad serve my-case --port 0       beside another workbench
    isnad serve my-case --host 0.0.0.0 --certificate cert.pem --key key.pem     to others
    isnad serve my-case --address https://cases.example.org                     behind a proxy
    """
    _must_be_installed("isnad serve")
    from isnad.web.serving import Where, private_link
    from isnad.web.serving import serve as run

    served, opened = Where(**where), contextlib.ExitStack()

    def ready(link: str) -> None:
        if served.others:
            _told_to_others(case, link, clear=served.scheme == "http")
            return
        click.echo(f"The workbench of {clean(case)} is open on this machine:\n\n    {link}\n")
        click.echo("The link lets in whoever has it: do not pass it on. Ctrl-C ends the workbench.", err=True)
        if opens:
            webbrowser.open(opened.enter_context(private_link(link)))

    with opened:
        run(Path(case), served, name=ctx.obj["by"], jobs=jobs, ready=ready)


def _told_to_others(case: str, link: str, *, clear: bool) -> None:
    click.echo(f"The workbench of {clean(case)} is open to those with an account:\n\n    {link}\n")
    click.echo(f"Who they are: isnad people {clean(case)}. Ctrl-C ends the workbench.", err=True)
    if clear:
        warning = "WARNING: what goes to and fro is not encrypted here, passwords included."
        click.echo(click.style(warning, fg="red", bold=True), err=True)


@click.command()
@click.argument("case", type=click.Path(file_okay=False))
@click.argument("action", type=click.Choice(["list", "add", "role", "password", "remove"]), default="list")
@click.argument("name", default="")
@click.option("--role", type=click.Choice(["reader", "analyst", "keeper"]), help="For add and role: what they may do.")
@click.pass_context
def people(ctx: click.Context, case: str, action: str, name: str, role: str | None) -> None:
    """Say who may work in CASE where it is served to others, and as what.

    \b
    list                        everybody (the default)
    add NAME --role ROLE        a new account; prints the password to begin with, once
    role NAME --role ROLE       another role
    password NAME               a new password to begin with, for who forgot theirs
    remove NAME                 take an account away; what was decided under it stays

    A reader looks; an analyst also decides, adds and takes exports along; a keeper also checks the case, adds tables
    and changes this list. A password to begin with must be changed at the first log-in. Accounts lie with your keys, in
    ISNAD_HOME or your data folder, and never in the case; passwords are kept as Argon2id. A change ends the sessions it
    concerns at once.
    """
    _must_be_installed("isnad people")
    from isnad.cli.making import opened
    from isnad.web.people import People
    from isnad.web.roles import Role

    if action != "list" and not name:
        raise click.UsageError(f"{action} needs NAME")
    if action in ("add", "role") and role is None:
        raise click.UsageError(f"{action} needs --role reader, analyst or keeper")
    held, given = People(opened(ctx, case).book), Role(role or Role.READER)
    if action == "list":
        _listed(held, case)
    elif action == "add":
        _tell_first(name, held.add(name, given, by=ctx.obj["by"] or "the command line"))
    elif action == "role":
        held.give_role(name, given)
        click.echo(f"{clean(name)} is {given.value} now.")
    elif action == "password":
        _tell_first(name, held.new_password(name))
    else:
        held.remove(name)
        click.echo(f"{clean(name)} may no longer work here.")


def _listed(held: "People", case: str) -> None:
    rows = [(p.name, p.role.value, p.made[:10], p.by, "first" if p.first else "own") for p in held.all()]
    if rows:
        table(("name", "role", "since", "made by", "password"), rows)
    else:
        click.echo(f"Nobody yet. Make the first account: isnad people {clean(case)} add NAME --role keeper")


def _tell_first(name: str, word: str) -> None:
    click.echo(f"{clean(name)} logs in with this password, and must then choose another:\n\n    {word}\n")
    click.echo("It is shown this once. Hand it over in person or by a safe way.", err=True)


def _must_be_installed(command: str) -> None:
    if any(find_spec(each) is None for each in _NEEDED):
        from isnad.preserve.trouble import trouble

        todo = "Install what it takes: pip install 'isnad[web]'. All other commands work without it."
        raise trouble("The workbench is not installed.", command, todo)


COMMANDS = (serve, people)
