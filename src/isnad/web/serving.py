"""Serving: the workbench from the first request to Ctrl-C, on this machine or to others.

What may live here: where it is reached and whether that is safe, the socket, the server, the link that is printed.
"""

import contextlib
import socket
import ssl
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn

from isnad.casebook import Casebook
from isnad.preserve.trouble import trouble
from isnad.web.app import workbench
from isnad.web.bench import Bench
from isnad.web.door import Door
from isnad.web.guard import USUAL
from isnad.web.people import People

HOST = "127.0.0.1"
NAMES = ("127.0.0.1", "localhost")
ANY = ("0.0.0.0", "::")  # every address of this machine
PORT = 8642
SWITCH = 0.001  # seconds after which the thread that computes lets one that answers have its turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where the workbench is to be reached. ``host`` is what it listens on, ``port`` 0 any that is free; ``address`` is
    how others see it where something stands in front of it. ``certificate`` and ``key`` are files for TLS; ``clear``
    says that passwords may go unencrypted."""

    host: str = HOST
    port: int = PORT
    address: str = ""
    certificate: Path | None = None
    key: Path | None = None
    clear: bool = False

    @property
    def others(self) -> bool:
        """Whether it is served to others than who began it."""
        return bool(self.address) or not _own(self.host)

    @property
    def scheme(self) -> str:
        """That of the address under which browsers see it."""
        return urlsplit(self.address).scheme if self.address else "https" if self.certificate else "http"

    def seen_as(self, port: int) -> str:
        """The address under which browsers see it, without what follows the host."""
        host = socket.getfqdn() if self.host in ANY else f"[{self.host}]" if ":" in self.host else self.host
        return self.address.rstrip("/") or f"{self.scheme}://{host}:{port}"

    def names(self, port: int) -> list[str]:
        """What it answers to."""
        seen = urlsplit(self.seen_as(port))
        given = seen.netloc if seen.port else f"{seen.netloc}{USUAL[self.scheme]}"
        machine = [f"{each}:{port}" for each in {socket.gethostname(), socket.getfqdn()}] if self.host in ANY else []
        own = [f"{each}:{port}" for each in NAMES] if _own(self.host) or self.host in ANY else []
        return [given, *own, *machine]


def serve(root: Path, where: Where, *, name: str = "", jobs: int | None = None, ready: Callable[[str], None]) -> None:
    """Serve the case at ``root`` until Ctrl-C; ``ready`` is told the link that lets one in, or leads to the log-in.

    Raises Trouble where there is no case, the port is taken, or it is served to others unsafely.
    """
    _must_be_safe(where)
    sys.setswitchinterval(SWITCH)
    people = _people(root) if where.others else None
    bench = Bench(root, actor=name, jobs=jobs, apart=True)
    try:
        with contextlib.closing(_socket(where.host, where.port)) as listening:
            own = listening.getsockname()[1]
            door = Door(own, name=name, people=people, scheme=where.scheme)
            app = workbench(bench, door, where.names(own), anywhere=where.host in ANY)
            config = uvicorn.Config(
                app, log_level="warning", access_log=False, server_header=False, date_header=False, lifespan="off",
                timeout_graceful_shutdown=3, limit_concurrency=500, proxy_headers=bool(where.address),
                ssl_certfile=where.certificate, ssl_keyfile=where.key,
            )  # fmt: skip
            server = uvicorn.Server(config)
            with _readable(where):
                config.load()
            ready(f"{where.seen_as(own)}/" + ("login" if people else f"enter?key={door.key}"))
            server.run(sockets=[listening])
    finally:
        bench.close()


def _must_be_safe(where: Where) -> None:
    """Raises Trouble where an address is none, or a password would cross a network unencrypted and nobody said so."""
    seen = urlsplit(where.address)
    if where.address and (seen.scheme not in USUAL or not seen.hostname or seen.path.strip("/") or seen.query):
        todo = "Give it as https://cases.example.org, without a path."
        raise trouble("This is no address that a workbench can be seen under.", where.address, todo)
    if (where.certificate is None) != (where.key is None):
        raise trouble("A certificate and its key belong together.", "isnad serve", "Give --certificate and --key.")
    near = _own(seen.hostname or "") if where.address else _own(where.host)
    if where.scheme == "http" and not near and not where.clear:
        todo = (
            "Give --certificate FILE --key FILE; or serve on this machine behind a proxy that speaks TLS, with "
            "--address https://…; or, where the network between is encrypted by itself (WireGuard, SSH), say --clear."
        )
        raise trouble("Passwords would cross the network unencrypted.", "isnad serve", todo)


def _people(root: Path) -> People:
    """The accounts of a case that is served to others. Raises Trouble where there is none yet."""
    people = People(Casebook(root))
    if not people.all():
        todo = f"Make the first one: isnad people {root} add NAME --role keeper"
        raise trouble("A case that is served to others needs accounts, and this one has none.", root, todo)
    return people


@contextlib.contextmanager
def _readable(where: Where) -> Iterator[None]:
    """Raises Trouble where the certificate or its key cannot be used."""
    try:
        yield
    except (OSError, ssl.SSLError) as error:
        what = f"The certificate and its key cannot be used ({error})."
        raise trouble(
            what, where.certificate or "--certificate", "Give both as PEM files that belong together."
        ) from error


def _own(host: str) -> bool:
    """Whether a host is this very machine, and nobody else's."""
    return host in NAMES or host == "::1" or host.startswith("127.")


@contextlib.contextmanager
def private_link(link: str) -> Iterator[str]:
    """The address of a file that leads to a link, and that nobody but this user can read: what a browser is begun with
    can be seen by everybody on a machine."""
    with tempfile.TemporaryDirectory(prefix="isnad-open-") as folder:
        path = Path(folder) / "open.html"
        path.write_text(f'<!doctype html><meta http-equiv="refresh" content="0;url={link}"><title>isnad</title>\n')
        path.chmod(0o600)
        yield path.as_uri()


def _socket(host: str, port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(128)
    except OSError as error:
        made.close()
        todo = "Give another one with --port, or --port 0 for any that is free; --host as this machine has it."
        raise trouble(f"The port cannot be had: {error.strerror or error}.", f"{host} port {port}", todo) from error
    return made
