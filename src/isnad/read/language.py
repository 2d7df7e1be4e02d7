"""Language: a reader of the claims in reports of one language, and the tables it reads with.

What may live here: the protocol that every language follows.
"""

from dataclasses import dataclass
from typing import Protocol

from isnad.read.belligerents import Belligerents
from isnad.read.gazetteer import Gazetteer
from isnad.records.claim import Claim
from isnad.records.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """What a language is given besides the report."""

    gazetteer: Gazetteer
    belligerents: Belligerents


class Language(Protocol):
    """Reads claims. Pure: the same report and tables give the same claims, in order of their quotes."""

    @property
    def code(self) -> str:
        """ISO 639-1 code of the language it reads."""
        ...

    def read(self, report: Report, tables: Tables) -> tuple[Claim, ...]:
        """The claims in this report, in order of their quotes."""
        ...
