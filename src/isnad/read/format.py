"""Format: the way in for one kind of captured bytes.

What may live here: the protocol that every format on the shelf follows, and nothing else.
"""

from typing import Protocol

from isnad.records.capture import Capture
from isnad.records.problem import Problem
from isnad.records.report import Report


class Format(Protocol):
    """Reads captures of one kind. Pure: no file, network or clock."""

    @property
    def name(self) -> str:
        """Short name, as in ``Report.format``."""
        ...

    def recognises(self, capture: Capture, head: bytes) -> bool:
        """Whether this capture is of this kind; ``head`` is its first 4,096 bytes."""
        ...

    def read(self, capture: Capture, data: bytes) -> tuple[Report | None, tuple[Problem, ...]]:
        """The report in these bytes, or None with the Problem that says why there is none."""
        ...
