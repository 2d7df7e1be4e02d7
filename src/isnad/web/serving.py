"""Serving: the workbench on this machine, from the first request to Ctrl-C.

What may live here: the socket, the server and the link that is printed.
"""

import contextlib
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import uvicorn

from isnad.preserve.trouble import trouble
from isnad.web.app import workbench
from isnad.web.bench import Bench
from isnad.web.door import Door

HOST = "127.0.0.1"
NAMES = ("127.0.0.1", "localhost")
PORT = 8642
SWITCH = 0.001  # seconds after which the thread that computes lets one that answers have its turn


def serve(
    root: Path, *, port: int = PORT, name: str = "", jobs: int | None = None, ready: Callable[[str], None]
) -> None:
    """Serve the case at ``root`` on this machine until Ctrl-C; ``ready`` is told the link that lets one in.

    ``port`` 0 takes any that is free. Raises Trouble where there is no case or the port is taken.
    """
    sys.setswitchinterval(SWITCH)
    bench = Bench(root, actor=name, jobs=jobs)
    try:
        with contextlib.closing(_socket(port)) as listening:
            own = listening.getsockname()[1]
            door = Door(own, name=name)
            app = workbench(bench, door, [f"{each}:{own}" for each in NAMES])
            config = uvicorn.Config(
                app, log_level="warning", access_log=False, server_header=False, date_header=False, lifespan="off",
                timeout_graceful_shutdown=3, limit_concurrency=500,
            )  # fmt: skip
            ready(f"http://{HOST}:{own}/enter?key={door.key}")
            uvicorn.Server(config).run(sockets=[listening])
    finally:
        bench.close()


@contextlib.contextmanager
def private_link(link: str) -> Iterator[str]:
    """The address of a file that leads to a link, and that nobody but this user can read: what a browser is begun with
    can be seen by everybody on a machine."""
    with tempfile.TemporaryDirectory(prefix="isnad-open-") as folder:
        path = Path(folder) / "open.html"
        path.write_text(f'<!doctype html><meta http-equiv="refresh" content="0;url={link}"><title>isnad</title>\n')
        path.chmod(0o600)
        yield path.as_uri()


def _socket(port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((HOST, port))
        made.listen(128)
    except OSError as error:
        made.close()
        todo = "Give another one with --port, or --port 0 for any that is free."
        raise trouble(f"The port cannot be had: {error.strerror}.", f"port {port}", todo) from error
    return made
