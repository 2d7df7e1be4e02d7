"""Placing: which places a name may mean, for a form to offer, and the correction that choosing one comes to.

What may live here: the case's tables as its reports are read with them, and asking them for places.
"""

import json
import threading
from collections.abc import Sequence
from dataclasses import replace

from isnad import plugins
from isnad.casebook import Casebook
from isnad.preserve.trouble import Trouble
from isnad.read.gazetteer import Candidate, ScoringGazetteer
from isnad.read.language import Tables
from isnad.records.claim import Claim
from isnad.records.codec import to_plain
from isnad.records.report import Report

OFFERED = 12  # places of a name, the likeliest first
NOWHERE = "nowhere"  # chosen where the place is not known


class Placing:
    """The tables of a case, made once for those that it has."""

    def __init__(self, book: Casebook) -> None:
        self._book = book
        self._turn = threading.Lock()
        self._tables: tuple[tuple[str, ...], Tables] | None = None

    def tables(self) -> Tables:
        """The tables that the case's reports are read with; one whose bytes are gone is left out."""
        with self._turn:
            key = tuple(table.digest for table in self._book.tables)
            if self._tables is None or self._tables[0] != key:
                held = []
                for table in self._book.tables:
                    try:
                        held.append(plugins.TableFile(table.role, table.name, self._book.bytes_of(table.digest)))
                    except Trouble:
                        continue
                self._tables = (key, plugins.tables_of(tuple(held))[0])
            return self._tables[1]

    def candidates(self, name: str) -> Sequence[Candidate]:
        """The places that a name may mean, runners-up included, the likeliest first."""
        gazetteer = self.tables().gazetteer
        if not name.strip() or not isinstance(gazetteer, ScoringGazetteer):
            return ()
        return gazetteer.find_scored(name.strip())[:OFFERED]

    def correction(self, claim: Claim, name: str, ident: str) -> str:
        """The JSON of a claim's ``where``, of the place of a name with this ident. Raises ValueError where there is
        none."""
        if ident == NOWHERE:
            return "null"
        found = next((c.place for c in self.candidates(name) if c.place.ident == ident), None)
        if found is None:
            raise ValueError("no gazetteer of this case has such a place")
        words = claim.where.words if claim.where else ""
        return json.dumps(to_plain(replace(found, words=words)), ensure_ascii=False)


def with_its_place(claim: Claim, claims: Sequence[Claim], report: Report) -> list[Claim]:
    """The claims of a report that say the same place as one does, that one first."""
    alike = [c for c in claims if c.where == claim.where and c.quote.report == report.id and c.event == claim.event]
    return [claim, *(c for c in alike if c.id != claim.id)]
