"""Child: call a function in a child process that can reach nothing, and get plain data back.

What may live here: what the other rooms use. A function that parses captured bytes is named, never sent: it stands at
the top of a module. Files go to it as ``Handed``; no path can be opened there but those of Python's own modules. What
comes back is JSON data or, in a stream, bytes: nothing that a child which was taken over sends can run here.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from isnad.preserve.confined.bounds import Bounds, Broke, Handed
from isnad.preserve.confined.crew import Crew, value_in
from isnad.preserve.confined.frames import DATA, END, Parcel, plain
from isnad.preserve.confined.strength import Strength, strength
from isnad.preserve.confined.workers import Worker, given_back, kind_of, name_of, taken

__all__ = ["Bounds", "Broke", "Handed", "Strength", "begin", "call", "many", "shards", "stream", "strength"]

DEFAULT = Bounds()
MOST = 64  # items in a shard: their files are opened together
Ready = Callable[[], object]
"""A function at the top of a module, without arguments, that a new child runs before it is locked: imports, tables."""


def call(function: Callable[..., Any], *arguments: object, bounds: Bounds = DEFAULT, ready: Ready | None = None) -> Any:
    """What ``function(*arguments)`` gives in a child, as JSON keeps it (tuples come back as lists).

    Raises Broke where it gives nothing, OSError where a file that is handed cannot be opened.
    """
    parcel = Parcel((name_of(function), arguments))
    worker = taken(kind_of(bounds, ready))
    try:
        worker.ask(parcel, bounds.seconds)
        value = value_in(worker.wait())
    except BaseException as error:
        _after(worker, error, bounds)
        raise
    worker.answered(bounds.seconds)
    given_back(worker)
    return value


def begin(bounds: Bounds = DEFAULT, ready: Ready | None = None) -> None:
    """Have a child come up for a later call with these bounds, beside whatever is done until then.

    Raises Broke where none can be started.
    """
    given_back(Worker(kind_of(bounds, ready)))


def stream(
    function: Callable[..., Iterable[Any]], *arguments: object, bounds: Bounds = DEFAULT, ready: Ready | None = None
) -> Iterator[Any]:
    """What the generator ``function(*arguments)`` yields in a child, as it comes: JSON data, and bytes as bytes.

    The child waits while nothing is taken. Raises Broke, OSError as ``call`` does. Left before its end, it ends.
    """
    parcel = Parcel((name_of(function), arguments))
    worker = taken(kind_of(bounds, ready))
    try:
        worker.ask(parcel, bounds.seconds)
        while (frame := worker.wait())[0] != END:
            yield frame[1] if frame[0] == DATA else plain(frame[1])
            worker.more_time(bounds.seconds)
    except BaseException as error:
        _after(worker, error, bounds)
        raise
    worker.answered(bounds.seconds)
    given_back(worker)


def many(
    function: Callable[..., Any],
    calls: Iterable[tuple[object, ...]],
    *,
    jobs: int = 1,
    bounds: Bounds = DEFAULT,
    ready: Ready | None = None,
) -> Iterator[Any]:
    """The answers to many calls, in their order, by ``jobs`` children at a time; a ``Broke`` stands for one that broke.

    A file that cannot be opened is a Broke "error" of its call, whose ``__cause__`` is the OSError.
    """
    yield from _by(Crew(name_of(function), kind_of(bounds, ready), max(1, jobs), bounds.seconds), calls)


def shards(
    function: Callable[[list[Any]], Iterable[bytes]],
    items: Iterable[object],
    *,
    size: int,
    jobs: int = 1,
    bounds: Bounds = DEFAULT,
    ready: Ready | None = None,
) -> Iterator[bytes | Broke]:
    """What the generator ``function`` yields for each item of the lists, up to ``size`` long, that children are given.

    As ``many``, item by item: the bounds are for each, and where a child breaks, the item it was at answers for it,
    asked once more alone if others came before it. The rest are asked of another child.
    """
    crew = Crew(name_of(function), kind_of(bounds, ready), max(1, jobs), bounds.seconds, min(max(1, size), MOST))
    yield from _by(crew, items)


def _by(crew: Crew, items: Iterable[Any]) -> Iterator[Any]:
    try:
        yield from crew.answers(iter(items))
    finally:
        crew.end()


def _after(worker: Worker, error: BaseException, bounds: Bounds) -> None:
    """A child whose function only raised is asked again; any other that broke is not."""
    if isinstance(error, Broke) and error.reason == "error":
        worker.answered(bounds.seconds)
        given_back(worker)
    else:
        worker.kill()
