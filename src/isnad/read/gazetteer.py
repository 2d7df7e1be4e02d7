"""Gazetteer: names of places to places.

What may live here: the protocol that every gazetteer follows, and the gazetteer made of several.
"""

from collections.abc import Sequence
from typing import Protocol

from isnad.records.where import Place


class Gazetteer(Protocol):
    """Finds places by name. Pure once made: its rows are given to it."""

    def find(self, name: str, near: Sequence[Place] = ()) -> tuple[Place, ...]:
        """Places that this name may mean, best first; empty where none is close enough.

        ``near`` are places the text has named before: candidates close to them, or within them, come first.
        """
        ...
