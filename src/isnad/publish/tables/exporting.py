"""Tables to files: the one loop that all exporters of tables share.

What may live here: writing tables side by side in one pass over the dossiers, so that none is held in memory.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from isnad.publish.tables.column import Table, csv_of
from isnad.publish.tables.package import DESCRIPTION, DICTIONARY, description, dictionary
from isnad.records.dossier import Dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class AsTables:
    """An exporter of tables as CSV, with their data dictionary and description."""

    name: str
    title: str
    tables: tuple[Table, ...]

    def export(self, dossiers: Sequence[Dossier]) -> Iterator[tuple[str, bytes]]:
        """The tables, a row or more of each for each dossier, then what describes them."""
        for table in self.tables:
            yield table.file, csv_of([[column.name for column in table.columns]])
        version = ""
        for dossier in dossiers:
            version = version or dossier.version
            for table in self.tables:
                if data := csv_of(table.values(dossier)):
                    yield table.file, data
        yield DICTIONARY, dictionary(self.tables)
        yield DESCRIPTION, description(self.name, self.title, self.tables, version)
