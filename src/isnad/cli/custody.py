"""Commands on custody: witness, cosign, key.

What may live here: what these commands take and say. What is to be sent on stands alone on standard output, so that it
can be piped into a file or a message; what is said about it goes to standard error.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from isnad.cli.making import opened
from isnad.cli.screen import clean, table

if TYPE_CHECKING:
    from isnad.casebook import Casebook
    from isnad.preserve.custody.note import Checkpoint
    from isnad.preserve.custody.witness import Shown

_CASE = click.argument("case", type=click.Path(file_okay=False))
_FILE = click.Path(exists=True, dir_okay=False, readable=True, allow_dash=True)
_PATH = click.Path(dir_okay=False, path_type=Path)
# For a witness who has no isnad. Tried by a test with openssl 3 and a POSIX shell.
BY_OPENSSL = """\
# For a witness with sh and openssl: save as witness.sh, change NAME, compare the control number, run: sh witness.sh
# Keep witness.pem (yours alone) and every lines-*.txt: sign no smaller number, and no other root for the same one.
NAME=your-name.example
cat >lines-{size}.txt <<'END'
{text}END
[ -e witness.pem ] || (umask 077; openssl genpkey -algorithm ed25519 -out witness.pem)
openssl pkey -in witness.pem -pubout -outform DER | tail -c 32 >public.bin
T=$(date +%s)
{{ printf 'cosignature/v1\\ntime %s\\n' "$T"; cat lines-{size}.txt; }} >message.txt
openssl pkeyutl -sign -rawin -inkey witness.pem -in message.txt -out signature.bin
id() {{ {{ printf '%s\\n\\004' "$NAME"; cat public.bin; }} | openssl dgst -sha256 -binary | head -c 4; }}
key() {{ {{ printf '\\004'; cat public.bin; }} | openssl base64 -A; }}
time8() {{ for s in 56 48 40 32 24 16 8 0; do printf "\\\\$(printf %03o $((T >> s & 255)))"; done; }}
printf '— %s %s\\n' "$NAME" "$({{ id; time8; cat signature.bin; }} | openssl base64 -A)"
printf '%s+%s+%s\\n' "$NAME" "$(id | od -An -tx1 | tr -d ' \\n')" "$(key)"
# Send back the two lines that it printed.
"""


@click.command()
@_CASE
@click.option("--for", "name", default="", metavar="NAME", help="For a witness who cosigned before, with the proof.")
@click.option(
    "--since", type=click.IntRange(0), metavar="SIZE", help="With the proof since SIZE lines; 0: none before."
)
@click.option("--take", type=_FILE, metavar="FILE", help="Keep what a witness sent back; - reads standard input.")
@click.option("--key", default="", metavar="VKEY", help="With --take: the key of a new witness who did not send it.")
@click.option("--list", "listing", is_flag=True, help="Who witnesses it, and how far.")
@click.option("--show-key", is_flag=True, help="The key that signs the case's checkpoints, for a witness to pin.")
@click.option("--openssl", is_flag=True, help="A script for a witness who has no isnad, but sh and openssl.")
@click.pass_context
def witness(ctx: click.Context, /, case: str, **given: Any) -> None:
    """Ask somebody outside to sign how CASE stands, and keep what they sign.

    \b
    isnad witness CASE                three lines to send, by any channel
    isnad cosign FILE                 what the partner runs on them, without the case
    isnad witness CASE --take FILE    what the partner sent back
    isnad witness CASE --for NAME     the next time: with the proof that nothing was changed since

    The three lines are the name of the log, how many lines it has, and their root. They tell nothing of what the
    case holds. A partner who has them can show later that the log was written anew or cut short.
    """
    book = opened(ctx, case).book
    if given["take"]:
        _take(book, given["take"], given["key"])
    elif given["listing"]:
        _list(book)
    elif given["show_key"]:
        _show_key(book)
    else:
        _ask(book, case, given)


def _ask(book: "Casebook", case: str, given: dict[str, Any]) -> None:
    from isnad.preserve.custody.witness import control
    from isnad.witnessing.asking import request

    said, data = request(book, given["since"], given["name"])
    if given["openssl"]:
        click.echo(BY_OPENSSL.format(size=said.size, text=said.text()), nl=False)
    else:
        click.echo(data.decode(), nl=False)
    click.echo(
        f"Send these lines to your partner. Read aloud or typed, compare the control number: {control(said)}\n"
        "The partner runs: isnad cosign FILE        and sends back what it prints.\n"
        f"Then run:         isnad witness {clean(case)} --take FILE",
        err=True,
    )


def _take(book: "Casebook", path: str, key: str) -> None:
    from isnad.preserve.custody.witness import counted
    from isnad.witnessing.asking import own, take

    data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    for one in take(book, data, key, where=path):
        words = "was here already" if one.known else "is kept"
        click.echo(
            f"{clean(one.name)}, {counted(one.checkpoint)}, {one.at:%Y-%m-%d %H:%M:%S} UTC: the cosignature {words}."
        )
        if one.new_key:
            click.echo(
                f"Its key is new here: {one.key}. Compare it with {clean(one.name)} by another channel.", err=True
            )
        if own(book, one.key):
            click.echo("That key lies on this very machine: such a witness proves nothing to others.", err=True)


def _list(book: "Casebook") -> None:
    from isnad.witnessing.standing import witnesses

    rows = [
        (w.name, w.key, str(w.checkpoint), f"{w.at:%Y-%m-%d %H:%M:%S} UTC" if w.at else "never", str(w.since))
        for w in witnesses(book)
    ]
    if rows:
        table(("witness", "key", "lines cosigned", "when", "lines since"), rows, numbers=(2, 4))
    else:
        click.echo("Nobody outside witnesses this case yet. Next: isnad witness CASE")


def _show_key(book: "Casebook") -> None:
    from isnad.keyholding import keys_of

    found = [key.verifier for key in keys_of(book) if key.role == "case"]
    click.echo(found[-1] if found else "This case has no key yet; the next command that writes to it makes one.")


@click.command()
@click.argument("file", type=_FILE, default="-")
@click.option("--as", "name", default="", metavar="NAME", help="The name you sign under; chosen once, at first use.")
@click.option("--show-key", is_flag=True, help="Only print your key, to give to the one who asks.")
@click.option("--log-key", default="", metavar="VKEY", help="Sign only what is signed by this key of the log.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def cosign(file: str, name: str, show_key: bool, log_key: str, yes: bool) -> None:
    """Cosign, as a witness, how somebody's log stands. Needs no case, and asks nothing of any server.

    FILE is what 'isnad witness CASE' printed there; standard input by default. What is printed goes back to them.

    You sign that you saw these lines at this time, and nothing at odds with them. This machine remembers, and never
    signs fewer lines of the same log, other lines, or more lines without the proof that they continue the old ones.
    The first time it has nothing to compare with: then your signature stands for what comes after. Your key and
    memory lie in ISNAD_HOME, or in your data folder: keep a copy. A lost memory cannot be made again.
    """
    import time

    from isnad.preserve.custody.keys import KeyRing
    from isnad.preserve.custody.witness import Witness, counted

    mine = Witness(KeyRing())
    if show_key:
        click.echo(mine.begin(name))
        return
    asked = _asked(sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes(), file)
    _must_be_signed(asked, log_key)
    mine.begin(name)
    if not yes:
        _confirm(asked.checkpoint)
    made = mine.cosign(asked, int(time.time()))
    click.echo(made.encode(), nl=False)
    said = made.checkpoint
    click.echo(f"Send back the two lines above. They stand for {counted(said.size)} of {clean(said.origin)}.", err=True)
    if made.first:
        first = "You had not seen this log before: what it was earlier, your signature does not speak of."
        click.echo(first, err=True)


def _asked(data: bytes, where: str) -> "Shown":
    from isnad.preserve.custody.witness import shown_in
    from isnad.preserve.trouble import trouble

    try:
        shown = shown_in(data)
    except ValueError as error:
        raise trouble(f"It cannot be read: {error}.", where, "Ask for it again, as a file.") from error
    if len(shown) != 1:
        todo = "Give what 'isnad witness CASE' printed: the name of a log, a number and a root, each in its line."
        raise trouble(f"There are {len(shown)} checkpoints in it, and one can be signed.", where, todo)
    return shown[0]


def _must_be_signed(asked: "Shown", key: str) -> None:
    from isnad.preserve.custody.witness import signed_by
    from isnad.preserve.trouble import trouble

    try:
        fits = not key or signed_by(asked, key)
    except ValueError as error:
        raise trouble(f"It cannot be used: {error}.", "--log-key", "Ask for: isnad witness CASE --show-key") from error
    if not fits:
        todo = "Ask for the whole note: isnad witness CASE --since 0, or the size that you signed last."
        raise trouble("It is not signed by that key of the log.", asked.checkpoint.origin, todo)


def _confirm(said: "Checkpoint") -> None:
    """At a terminal the lines are shown again: a typing error in the root would be remembered like a forgery."""
    from isnad.preserve.custody.witness import control

    if sys.stdin.isatty():
        for line in (*said.text().removesuffix("\n").split("\n"), f"Control number: {control(said)}"):
            click.echo(clean(line), err=True)
        click.confirm("Is this what you were sent?", abort=True, err=True)


@click.command()
@_CASE
@click.argument(
    "action",
    type=click.Choice(["list", "export", "import", "rotate", "replace", "retire", "renew", "compromised", "resume"]),
    metavar="ACTION",
)
@click.argument("what", default="", metavar="[WHAT]")
@click.option("--to", type=_PATH, metavar="FILE", help="export: the new file, outside every case.")
@click.option("--passphrase", is_flag=True, help="export, import: ask for the passphrase of the file.")
@click.option("--why", default="", metavar="TEXT", help="Kept in the log for good.")
@click.option("--since", type=click.IntRange(1), metavar="LINE", help="compromised: the first line in doubt, from 1.")
@click.pass_context
def key(ctx: click.Context, /, case: str, action: str, what: str, **given: Any) -> None:
    """Look after the keys of CASE.

    \b
    list                                 whose they are, their lives, and which private halves are on this machine
    export [ID] --to FILE                a private key, the case's own by default, for another machine or a safe
    import FILE                          take such a file in on this machine
    rotate                               a new case key; the old one signs for it
    replace --why TEXT                   a new case key, the old one being lost; every check shows it
    retire ID|NAME                       an analyst's or witness' key is used no more; what it signed stands
    renew NAME --why TEXT                a new key for a retired name, which is refused until then
    compromised ID|NAME --since LINE --why TEXT   what it signed from that line on proves nothing
    resume --why TEXT                    go on from an older copy than this machine has seen; every check shows it

    Private keys lie in ISNAD_HOME, or in your data folder, and never in the case. With ISNAD_KEY_PASSPHRASE set they
    are encrypted with it. Without the case key nobody can add to the case; with it, whoever also holds the folder can
    write the lines anew that no witness and no time stamp has covered yet.
    """
    if action == "resume":
        _resume(ctx, case, _needed(given["why"], "resume needs --why TEXT"))
        return
    book = opened(ctx, case).book
    if action == "list":
        _keys(book)
    elif action == "export":
        _export(book, what, given)
    elif action == "import":
        _import(book, _needed(what, "import needs FILE"), given["passphrase"])
    else:
        _change(book, action, what, ctx.obj["by"], given)


def _needed(value: str, message: str) -> str:
    if not value:
        raise click.UsageError(message)
    return value


def _keys(book: "Casebook") -> None:
    from isnad.keyholding import keys_of

    rows = [(k.id, k.role, k.name, k.life, "here" if k.here else "not here") for k in keys_of(book)]
    if rows:
        table(("key", "role", "name", "life", "private half"), rows)
    else:
        click.echo("This case has no keys yet: an older version made it. The next command that writes begins one.")


def _export(book: "Casebook", ident: str, given: dict[str, Any]) -> None:
    from isnad.keyholding import export_key

    to = given["to"]
    if to is None:
        raise click.UsageError("export needs --to FILE")
    held = export_key(book, to, ident, _asked_passphrase(new=True) if given["passphrase"] else "")
    click.echo(f"The private key {held.id} ({clean(held.role)} {clean(held.name)}) is in {clean(str(to))}.")
    bare = "" if given["passphrase"] else " It is not encrypted: --passphrase encrypts it."
    warning = (
        "WARNING: whoever has this file can sign in its name. Keep it away from the case, hand it over in person, and "
        f"delete it once it is where it belongs.{bare}"
    )
    click.echo(click.style(warning, fg="red", bold=True), err=True)


def _import(book: "Casebook", path: str, passphrase: bool) -> None:
    from isnad.keyholding import import_key

    held = import_key(book, Path(path), _asked_passphrase(new=False) if passphrase else "")
    click.echo(f"The private key {held.id} ({clean(held.role)} {clean(held.name)}) is on this machine now.")
    click.echo(f"Delete {clean(path)}, or lock it away.", err=True)


def _asked_passphrase(*, new: bool) -> str:
    return str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=new, err=True))


def _change(book: "Casebook", action: str, what: str, by: str, given: dict[str, Any]) -> None:
    from isnad import keyholding

    if action == "rotate":
        first = not book.origin
        held = keyholding.rotate(book, given["why"], by)
        sworn = "the first one of this case" if first else "and the old one signed for it"
        click.echo(f"The case key is {held.id} now, {sworn}.")
        click.echo("Keep a copy of it outside the case: isnad key CASE export --to FILE")
    elif action == "replace":
        held = keyholding.replace_lost(book, _needed(given["why"], "replace needs --why TEXT"), by)
        click.echo(f"The case key is {held.id} now. The old one did not sign for it, and every check shows that.")
        click.echo(
            "Witnesses and time stamps are what shows that nothing was written anew: ask for them now.", err=True
        )
    elif action == "retire":
        held = keyholding.retire(book, _needed(what, "retire needs ID or NAME"), given["why"])
        click.echo(f"{held.id} ({clean(held.role)} {clean(held.name)}): {held.life}.")
        if held.role == "analyst":
            click.echo("A line in this name is refused from here on; a new key is given by: isnad key CASE renew NAME")
    elif action == "renew":
        if not what or not given["why"]:
            raise click.UsageError("renew needs NAME and --why TEXT")
        held = keyholding.renew(book, what, given["why"])
        click.echo(f"{clean(held.name)} signs with the new key {held.id} from here on; the log says why.")
    else:
        if given["since"] is None or not given["why"] or not what:
            raise click.UsageError("compromised needs ID or NAME, --since LINE and --why TEXT")
        held = keyholding.compromised(book, what, given["since"], given["why"])
        click.echo(f"{held.id} ({clean(held.role)} {clean(held.name)}): {held.life}.")


def _resume(ctx: click.Context, case: str, why: str) -> None:
    from isnad.keyholding import resume

    seen = resume(Path(case), why, actor=ctx.obj["by"])
    click.echo(f"The case goes on from here; the log says that this machine had seen {seen} lines, and why.")
    click.echo("Witnesses who cosigned what is missing will not cosign this line of the log again.", err=True)


COMMANDS = (witness, cosign, key)
