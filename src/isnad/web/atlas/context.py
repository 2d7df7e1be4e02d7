"""Context: the places round about that let one see where a map is: countries, towns, and the case's own villages.

What may live here: choosing them from the gazetteers that are on this machine anyway.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from isnad import plugins
from isnad.casebook import Casebook
from isnad.preserve.trouble import Trouble
from isnad.read.gazetteers.table import COUNTRY, SETTLEMENT, Row
from isnad.read.gazetteers.world import world
from isnad.web.atlas.projection import Box

TOWNS = 12_000  # of the world, the most populous
OWN = 20_000  # of the case's gazetteers
OWN_SPAN = 3.0  # degrees: a map that is wider shows no villages


@dataclass(frozen=True, slots=True)
class Known:
    """A place of a gazetteer to be named on a map. ``rank`` 0 is a country, 1 a town, 2 a village of the case's own."""

    name: str
    latitude: float
    longitude: float
    rank: int


@cache
def _of_the_world() -> tuple[Known, ...]:
    """Countries and towns, the most populous first; none where this copy of isnad has no gazetteer of the world."""
    try:
        rows: Sequence[Row] = world().rows
    except (OSError, ValueError):
        return ()
    return tuple(_chosen(rows))


def _chosen(rows: Iterable[Row]) -> Iterator[Known]:
    towns = 0
    for row in rows:
        if row.where_prec == COUNTRY:
            yield Known(row.name, row.latitude, row.longitude, 0)
        elif row.where_prec == SETTLEMENT:
            towns += 1
            if towns > TOWNS:
                return
            yield Known(row.name, row.latitude, row.longitude, 1)


class Context:
    """The places of the world and of a case's gazetteers."""

    def __init__(self, book: Casebook) -> None:
        self._book = book
        self._own: dict[tuple[str, ...], tuple[Known, ...]] = {}

    def within(self, box: Box) -> list[Known]:
        """The places in a box: countries, then towns by population, then villages."""
        found = [p for p in _of_the_world() if box.holds(p.latitude, p.longitude)]
        wide = box.east - box.west > OWN_SPAN
        countries = [p for p in found if p.rank == 0] if wide else []
        own = [] if wide else [p for p in self._villages() if box.holds(p.latitude, p.longitude)]
        return [*countries, *(p for p in found if p.rank), *own]

    def _villages(self) -> tuple[Known, ...]:
        tables = [t for t in self._book.tables if t.role == "gazetteer"]
        key = tuple(t.digest for t in tables)
        if key not in self._own:
            found: list[Known] = []
            for table in tables:
                try:
                    data = self._book.bytes_of(table.digest)
                except Trouble:
                    continue
                made, _ = plugins.table_of(plugins.TableFile(table.role, table.name, data))
                rows = made.rows if made is not None else ()
                found += [Known(r.name, r.latitude, r.longitude, 2) for r in rows if r.where_prec == SETTLEMENT]
            self._own = {key: tuple(found[:OWN])}
        return self._own[key]
