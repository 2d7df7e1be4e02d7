"""Commands on trusted time: authority, stamp.

What may live here: what these commands take and say.
"""

import contextlib
from typing import TYPE_CHECKING, Any

import click

from isnad.cli.making import opened
from isnad.cli.screen import clean, table, tell_problems

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from isnad.anchoring.stamp import Stamped
    from isnad.preserve.anchors.authority import Authority

_CASE = click.argument("case", type=click.Path(file_okay=False))
HEADER = 80  # bytes
_UNDONE = ("queued", "refused", "bad reply", "not trusted", "not asked", "waiting")
_FILE = click.Path(exists=True, dir_okay=False, readable=True)


@click.command()
@_CASE
@click.argument("action", type=click.Choice(["add", "list", "remove"]))
@click.argument("name", default="")
@click.argument("url", default="")
@click.option(
    "--ca", type=_FILE, help="The authority's root certificate, and those between, in PEM: trust is pinned to it."
)
@click.option("--policy", default="", metavar="OID", help="Take only time stamps made under this policy.")
@click.option("--crl", is_flag=True, help="Also keep the revocation list that its certificate points to.")
@click.option("--ots", "is_ots", is_flag=True, help="It is an OpenTimestamps calendar.")
@click.option("--follow", multiple=True, metavar="URL", help="A calendar it may send us on to. May be repeated.")
@click.option(
    "--headers", "is_headers", is_flag=True, help="It gives headers of Bitcoin blocks (Esplora); two must agree."
)
@click.pass_context
def authority(ctx: click.Context, /, case: str, action: str, name: str, url: str, **given: Any) -> None:
    """Choose who may be asked to stamp CASE: RFC 3161 authorities (--ca) and OpenTimestamps calendars (--ots).

    Nothing is asked of anybody who is not named so. What they learn is a digest, and that you asked.
    """
    from isnad.anchoring.kept import authorities, remove_authority

    book = opened(ctx, case).book
    if action == "list":
        _list(case, authorities(book).values())
        return
    if not name or (action == "add" and not url):
        raise click.UsageError("add needs NAME and URL, remove needs NAME")
    if action == "remove":
        remove_authority(book, name)
        click.echo(f"{clean(name)} is asked no more; what it gave stays.")
        return
    made = _added(book, name, url, given)
    click.echo(f"{clean(made.name)} will be asked. Next: isnad stamp {clean(case)}")


def _list(case: str, asked: "Iterable[Authority]") -> None:
    rows = [_row(one) for one in asked]
    if rows:
        table(("name", "form", "address", "trust"), rows)
    else:
        click.echo(f"Nobody is asked yet. Next: isnad authority {clean(case)} add NAME URL --ca FILE")


def _added(book: Any, name: str, url: str, given: dict[str, Any]) -> "Authority":
    from pathlib import Path

    from isnad.anchoring.kept import add_authority
    from isnad.preserve.anchors.authority import HEADERS, OTS, RFC3161, Authority

    if bool(given["ca"]) + given["is_ots"] + given["is_headers"] != 1:
        raise click.UsageError("say what it is by one of: --ca FILE, --ots, --headers")
    form = OTS if given["is_ots"] else HEADERS if given["is_headers"] else RFC3161
    chain = Path(given["ca"]).read_bytes() if given["ca"] else b""
    one = Authority(
        name=name, form=form, url=url, policy=given["policy"], lists=given["crl"], follow=tuple(given["follow"])
    )
    return add_authority(book, one, chain, where=given["ca"] or name)


def _row(one: "Authority") -> tuple[str, ...]:
    trust = {"rfc3161": f"chain {one.chain[7:23]}", "ots": "work in the blocks", "headers": "none: they must agree"}
    policy = f", policy {one.policy}" if one.policy else ""
    return (one.name, one.form, one.url, trust[one.form] + policy)


@click.command()
@_CASE
@click.option("--offline", is_flag=True, help="Ask nobody; only show what is to be asked for.")
@click.option(
    "--header", "headers", multiple=True, type=_FILE, help="A header of a Bitcoin block: 80 bytes, or hexadecimal."
)
@click.option(
    "--allow-address", "allowed", multiple=True, metavar="HOST", help="Also ask this host of the inner network."
)
@click.option(
    "--allow-private-addresses", is_flag=True, help="Also ask any host of this machine and the inner network."
)
@click.pass_context
def stamp(ctx: click.Context, /, case: str, offline: bool, headers: tuple[str, ...], **given: Any) -> None:
    """Have the newest checkpoint of CASE stamped by each authority, and complete what calendars promised.

    The newest covers every earlier entry. "queued": the network or a server is down; run this again later. "refused",
    "bad reply" (something else than a time stamp), "not trusted" (not under the pinned chain or policy), "not asked":
    waiting does not help, and what to do is said. Exit code 1: nothing could be stamped. 3: some could not, or wait.
    """
    from pathlib import Path

    from isnad.anchoring.stamp import Asking
    from isnad.anchoring.stamp import stamp as stamped
    from isnad.preserve.item import Limits

    book = opened(ctx, case).book
    limits = Limits(private=given["allow_private_addresses"], allowed=tuple(given["allowed"]))
    how = Asking(limits=limits, offline=offline, headers=[_header(Path(name)) for name in headers])
    ctx.exit(_told(case, stamped(book, how)))


def _header(path: "Path") -> bytes:
    """A block header in a file: its 80 bytes, or these in hexadecimal as explorers give them. Raises Trouble."""
    from isnad.preserve.trouble import trouble

    data = path.read_bytes()
    with contextlib.suppress(ValueError):  # it is no text of hexadecimal digits
        data = data if len(data) == HEADER else bytes.fromhex(data.decode("ascii"))
    if len(data) != HEADER:
        todo = "Give the header alone, as a node's 'getblockheader HASH false' or an explorer's page for it says."
        raise trouble(f"A header of a Bitcoin block has {HEADER} bytes, and this has {len(data)}.", path, todo)
    return data


def _told(case: str, results: "list[Stamped]") -> int:
    from isnad.cli.screen import code_of
    from isnad.records.problem import Severity

    if not results:
        click.echo(f"No authority is configured. Next: isnad authority {clean(case)} add NAME URL --ca chain.pem")
        return 0
    rows = [
        (str(one.checkpoint), one.authority, one.state, f"{one.until:%Y-%m-%d %H:%M:%S} UTC" if one.until else "")
        for one in results
    ]
    table(("checkpoint", "authority", "state", "existed no later than"), rows, numbers=(0,))
    problems = [one.problem for one in results if one.problem]
    tell_problems(problems)
    waits = any(problem.severity is Severity.WARNING for problem in problems)
    return code_of(problems, done=any(one.state not in _UNDONE for one in results)) or (3 if waits else 0)


COMMANDS = (authority, stamp)
