"""Progress: how far long work is.

What may live here: what is told, and one who does not listen.
"""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Told of each step: its name, how many are done, how many there are (0: not known)."""


def silent(step: str, done: int, whole: int) -> None:
    """The progress display of one who does not look."""
