"""Recorded: one incident as another recorder has it.

What may live here: the row of another recorder's table, in our terms. It is held beside a case, and is no part of it.
"""

from dataclasses import dataclass

from isnad.records.when import Interval
from isnad.records.where import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """How many, as a recorder puts it: any of the three may be missing."""

    low: int | None = None
    best: int | None = None
    high: int | None = None

    @property
    def known(self) -> bool:
        """Whether any number is given."""
        return self.least is not None

    @property
    def least(self) -> int | None:
        """The smallest number given."""
        return min((n for n in (self.low, self.best, self.high) if n is not None), default=None)

    @property
    def most(self) -> int | None:
        """The largest number given."""
        return max((n for n in (self.low, self.best, self.high) if n is not None), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One row.

    ``recorder`` names whose form it has ("UCDP GED"), ``table`` the file, ``id`` the row's own id or its line. ``when``
    and ``where`` are as well known as the row says. ``parties`` are its words for the belligerents, ``act`` and
    ``grade`` its own terms; empty where it has none.
    """

    id: str
    recorder: str
    table: str
    when: Interval | None = None
    where: Place | None = None
    killed: Estimate = Estimate()
    injured: Estimate = Estimate()
    parties: tuple[str, ...] = ()
    act: str = ""
    grade: str = ""
    source: str = ""
