"""Engine: many machines at work for one command, through Dask's scheduler.

What may live here: reaching the cluster and letting go of it. Nothing is sent anywhere unless an address is given.
"""

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from importlib import import_module
from typing import Any

from isnad.preserve.trouble import trouble

SECONDS = 15.0  # in which the scheduler has to answer


class Engine(Executor):
    """A Dask client as an executor. What is shared by many calls goes to each machine once."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._pool = client.get_executor()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """A call on one of the machines; it is made again on another where the first is lost."""
        future: Future[Any] = self._pool.submit(fn, *args, **kwargs)
        return future

    def share(self, value: Any) -> Any:
        """What stands for a value in the arguments of calls. A machine that is lost takes it along: it is made anew."""
        return self._client.submit(itself, value, pure=False)


def itself(value: Any) -> Any:
    """Stands at the top of a module, as all that is called elsewhere."""
    return value


@contextlib.contextmanager
def engine_at(address: str) -> Iterator[Engine]:
    """The cluster whose scheduler is at an address (tcp://HOST:PORT, or tls:// where Dask is set up for it).

    Raises Trouble where Dask is not installed or no scheduler answers.
    """
    try:
        client_of = import_module("distributed").Client
    except ImportError:
        todo = "Install it: pip install 'isnad[dask]'. All commands work without it, on this machine."
        raise trouble("Dask is not installed.", address, todo) from None
    try:
        client = client_of(address, timeout=SECONDS, set_as_default=False, name="isnad")
    except (OSError, ValueError, TypeError) as error:
        todo = "Start one (dask scheduler), give its address as it prints it, or leave out --engine."
        raise trouble(f"No scheduler of Dask answers there ({error}).", address, todo) from error
    with client:
        yield Engine(client)
