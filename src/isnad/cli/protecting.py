"""Commands for people in danger: protect, reveal, forget.

What may live here: what these commands take and say.
"""

import json
from pathlib import Path
from typing import Any

import click

from isnad.cli.making import opened
from isnad.cli.screen import clean, table

_CASE = click.argument("case", type=click.Path(file_okay=False))
_NEW = click.Path(dir_okay=False, path_type=Path)
_READ = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.command()
@click.argument("case", required=False, type=click.Path(file_okay=False))
@click.argument("captures", nargs=-1, metavar="[CAPTURE]...")
@click.option(
    "--recipient",
    "recipients",
    multiple=True,
    metavar="KEY",
    help="Who can open what is sealed from now on: age1... or an ssh-ed25519 public key. Twice or more.",
)
@click.option("--new-identity", type=_NEW, metavar="FILE", help="Make a secret key in FILE; prints its recipient.")
@click.option("--passphrase", is_flag=True, help="Ask for a passphrase that encrypts the new identity.")
@click.option("--pseudonym-for", default="", metavar="NAME", help="Seal NAME; prints the pseudonym to work under.")
@click.option("--together", is_flag=True, help="Also seal the other captures that rest on the same file.")
@click.pass_context
def protect(ctx: click.Context, /, case: str | None, captures: tuple[str, ...], **given: Any) -> None:
    """Seal what could put people in danger; set who can open it.

    \b
    isnad protect --new-identity FILE                     make a key; keep it outside the case
    isnad protect CASE --recipient age1... --recipient age1...
    isnad add CASE SOURCE --protect                       sealed from the start: nothing lies in clear
    isnad protect CASE CAPTURE                            seal what was captured in clear

    A sealed item is encrypted with age for every recipient. The log holds only its size class and salted commitments,
    by which it can be proved later. It is not read into dossiers.
    """
    if given["new_identity"]:
        _new_identity(given["new_identity"], given["passphrase"])
    work = bool(given["recipients"] or given["pseudonym_for"] or captures)
    if case is None or not work:
        if given["new_identity"]:  # that was all to be done: a key is made for any case
            return
        raise click.UsageError("give CASE with --recipient, --pseudonym-for or a CAPTURE; or --new-identity FILE")
    _protect(ctx, case, captures, given)


def _protect(ctx: click.Context, case: str, captures: tuple[str, ...], given: dict[str, Any]) -> None:
    from isnad import protection

    book = opened(ctx, case).book
    if given["recipients"]:
        kept = protection.set_recipients(book, given["recipients"])
        click.echo(
            f"From now on each of these {len(kept)} can open what is sealed; what was sealed before stays as it is:"
        )
        for one in kept:
            click.echo(f"  {clean(one)}")
    if given["pseudonym_for"]:
        name = protection.pseudonym(book, given["pseudonym_for"])
        click.echo(f"The name is sealed. Work under: --by '{clean(name)}'.")
        click.echo("Earlier lines that hold the name keep it in clear.")
    for capture in captures:
        ident, count = protection.protect_capture(book, capture, together=given["together"])
        click.echo(f"sealed {ident}: {count} capture{'s' if count != 1 else ''}; the preserved file in clear is gone.")
    if captures:
        click.echo(protection.IN_CLEAR)


def _new_identity(path: Path, passphrase: bool) -> None:
    from isnad.preserve.people.keyring import new_identity

    words = click.prompt("Passphrase", hide_input=True, confirmation_prompt=True, err=True) if passphrase else ""
    click.echo(new_identity(path, words))
    click.echo(
        f"The secret key is in {clean(str(path))}. Keep it off this machine as well as on it: without it, and without"
        " those of the other recipients, what is sealed is lost for good.",
        err=True,
    )


@click.command()
@_CASE
@click.argument("ident", required=False, metavar="[ID]")
@click.option("--identity", "identity", type=_READ, metavar="FILE", help="The secret key of one recipient.")
@click.option("--to", type=_NEW, metavar="FILE", help="Write the bytes to this new file, outside every case.")
@click.option("--prove", default="", metavar="NAME", help="Print what proves this one value to somebody you choose.")
@click.option("--proof", type=_READ, metavar="FILE", help="Hold such a proof against the log; needs no identity.")
@click.option("--bytes", "data", type=_READ, metavar="FILE", help="With --proof: the file whose bytes it is to prove.")
@click.pass_context
def reveal(ctx: click.Context, /, case: str, ident: str | None, **given: Any) -> None:
    """Open the sealed item ID with a secret key, and hold it against the log.

    Without ID: a list of what is sealed. With --to the bytes go to a file; without it, what is said of them is shown.
    Exit code 1 where it is not what was logged.
    """
    from isnad import protection
    from isnad.preserve.people.keyring import read_identities

    book = opened(ctx, case).book
    if given["proof"]:
        ctx.exit(_hold(book, given["proof"], given["data"]))
    if ident is None:
        _list(protection.protected(book))
        return
    if given["identity"] is None:
        raise click.UsageError("opening needs --identity FILE")
    keys = read_identities(given["identity"], lambda: str(click.prompt("Passphrase", hide_input=True, err=True)))
    if given["prove"]:
        click.echo(json.dumps(protection.proof_of(book, ident, keys, given["prove"])))
        click.echo("This holds the value in clear: send it only to whom it is for.", err=True)
        return
    ctx.exit(_show(protection.reveal(book, ident, keys, given["to"])))


def _show(found: Any) -> int:
    """What was opened, on standard output; the exit code."""
    for name, value in sorted(found.values.items()):
        click.echo(f"{clean(name)}: {clean(value)}")
    if found.file is not None:
        click.echo(f"{found.size} bytes written to {clean(str(found.file))}; delete it when you are done.")
    if found.wrong:
        names = ", ".join(clean(name) for name in found.wrong)
        click.echo(f"{found.seal.id}: NOT what was logged on {clean(found.seal.at)} ({names}).", err=True)
        return 1
    click.echo(f"{found.seal.id}: matches what was logged on {clean(found.seal.at)}.")
    return 0


def _hold(book: Any, proof: Path, data: Path | None) -> int:
    from isnad import protection

    try:
        said = json.loads(proof.read_bytes())
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise click.UsageError(f"{proof} is no proof: it is one JSON object with seq, name, salt and value")
    if data is None:
        at = protection.proof_holds(book, said)
    else:
        with data.open("rb") as stream:
            at = protection.proof_holds(book, said, stream)
    click.echo(f"Proved: {clean(str(said.get('name')))} matches what was logged on {at}." if at else "Not proved.")
    return 0 if at else 1


def _list(known: Any) -> None:
    rows = [
        (s.id, s.what, s.pseudonym, s.at, str(s.size), "forgotten" if s.id in known.forgotten else "sealed")
        for s in known.sealed.values()
    ]
    if rows:
        table(("id", "what", "pseudonym", "logged", "size class", "state"), rows, numbers=(4,))
    else:
        click.echo("Nothing is sealed in this case.")


@click.command()
@_CASE
@click.argument("ident", metavar="ID")
@click.option("--by", required=True, envvar="ISNAD_BY", metavar="NAME", help="Who decides. Kept in the log for good.")
@click.option("--why", required=True, metavar="REASON", help="Kept in the log for good: name nobody in it.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def forget(ctx: click.Context, case: str, ident: str, by: str, why: str, yes: bool) -> None:
    """Destroy the sealed item ID for good; the log keeps a scar, and nothing of what it was.

    What lies in clear has to be sealed first: isnad protect CASE CAPTURE. Stop other isnad commands on this case
    first: one that is reading could write to derived/ again.
    """
    from isnad import protection
    from isnad.preserve.trouble import trouble

    book = opened(ctx, case).book
    sealed = protection.protected(book).sealed
    if ident not in sealed and f"{ident}.age" not in {path.name for path in (Path(case) / "private").glob("*")}:
        known = [name for name in sealed if name.startswith(ident)]  # nobody is asked about what is not there
        what = f"Give the whole id: {known[0]}" if len(known) == 1 else "The ids stand in: isnad reveal CASE"
        raise trouble("No sealed item has this id.", ident, what)
    if not yes and not click.confirm(f"Destroy {clean(ident)}? It cannot be brought back", err=True):
        click.echo("Nothing was destroyed.", err=True)
        ctx.exit(1)
    for name in protection.forget(book, ident, by, why):
        click.echo(f"destroyed {clean(name)}")
    click.echo(protection.SCAR)
    if getattr(protection.protected(book).sealed.get(ident), "what", "") == "object":
        click.echo(protection.IN_CLEAR)


COMMANDS = (protect, reveal, forget)
