"""Garbage: how often Python looks for it while very many records are held on purpose.

What may live here: that one setting. It is apart, so that nothing else is loaded for it.
"""

import contextlib
import gc
from collections.abc import Iterator

COLLECTED = 200_000  # objects made before garbage is looked for


@contextlib.contextmanager
def few_collections() -> Iterator[None]:
    """Of ten thousands of records that all are needed to the end, Python would look for garbage in a fifth of the time
    an export takes."""
    before = gc.get_threshold()
    gc.set_threshold(COLLECTED, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
