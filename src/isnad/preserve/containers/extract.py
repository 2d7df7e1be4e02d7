"""Extract: the bytes of one item, taken out of its container again: the very bytes that were taken in.

What may live here: asking a confined child for them, for the container is as hostile as ever.
"""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from isnad.preserve.confined import child
from isnad.preserve.containers.parsing import pieces_in, ready
from isnad.preserve.trouble import trouble
from isnad.records.capture import Within

MOST = 1 << 30  # bytes of one item
_TODO = "Check the container with: isnad check CASE. If its digest holds, please report this."


def extract(container: Path, within: Within, most: int = MOST) -> Iterator[bytes]:
    """The bytes of an item in pieces, at most ``most`` of them, read in a confined child.

    Raises Trouble where the container does not hold it (any more), OSError where it cannot be opened.
    """
    seconds = 120 + container.stat().st_size // 2_000_000
    bounds = child.Bounds(seconds=float(seconds), cpu_seconds=3 * seconds, memory=(1 << 30) + 3 * most)
    given = 0
    try:
        for piece in child.stream(pieces_in, child.Handed(container), asdict(within), most, bounds=bounds, ready=ready):
            given += len(piece) if isinstance(piece, bytes) else most + 1
            if given > most:  # the child counts too, unless it was taken over
                raise child.Broke("refused", "it gave more than was asked for")
            yield piece
    except child.Broke as broke:
        raise trouble(f"The item could not be taken out again ({broke.words}).", within.container, _TODO) from broke
