"""All records as JSON Lines, with a JSON Schema of a line.

What may live here: this exporter. What a line means is the codec's, what it may hold ``publish/schema.py``'s.
"""

import json
from collections.abc import Iterator, Sequence

from isnad.publish.schema import schema_of
from isnad.records.codec import encode
from isnad.records.dossier import Dossier

FILE = "records.jsonl"
SCHEMA = "schema.json"


class AsJsonLines:
    """``records.jsonl``, one dossier a line with every record it rests on, to the letter what the codec reads back; and
    ``schema.json``. `isnad import` reads it again."""

    name = "jsonl"

    def export(self, dossiers: Sequence[Dossier]) -> Iterator[tuple[str, bytes]]:
        """One line after the other."""
        yield FILE, b""
        for dossier in dossiers:
            yield FILE, encode(dossier) + b"\n"
        yield SCHEMA, (json.dumps(schema_of("dossier", Dossier), ensure_ascii=False, indent=1) + "\n").encode()
