"""Claims with their chains: one figure or statement a row.

What may live here: this table, as CSV and Parquet have it.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from isnad.publish import wording
from isnad.publish.lookup import Lookup, kind_of
from isnad.publish.tables.column import Column, Kind, Table
from isnad.publish.tables.values import PARTED, root_of
from isnad.records.claim import Casualties, Claim, Count, Presence, Responsibility
from isnad.records.dossier import Dossier
from isnad.records.report import Report


class Said:
    """A claim of a dossier, or one count of it, with the report it stands in."""

    def __init__(self, lookup: Lookup, claim: Claim, mine: bool, number: int, count: Count | None) -> None:
        self.lookup, self.claim, self.mine, self.number, self.count = lookup, claim, mine, number, count

    @cached_property
    def report(self) -> Report | None:
        """The report that the claim stands in."""
        return self.lookup.report_of(self.claim)

    @property
    def publisher(self) -> str:
        """Who published that report."""
        return self.report.publisher if self.report else ""

    @property
    def origin(self) -> Any:
        """The independent origin that the claim rests on."""
        return self.lookup.origin_of(self.claim.id)


def _rows(dossier: Dossier) -> Iterator[Said]:
    lookup = Lookup(dossier)
    for mine, claims in ((True, dossier.claims), (False, dossier.nearby)):
        for claim in claims:
            counts = claim.content.counts if isinstance(claim.content, Casualties) else ()
            for number, count in enumerate(counts or (None,), start=1):
                yield Said(lookup, claim, mine, number, count)


def _of_count(field: str) -> Any:
    def value(row: Said) -> Any:
        return None if row.count is None else getattr(row.count, field)

    return value


def _says(row: Said) -> str:
    return wording.count_of(row.count) if row.count is not None else wording.claim_of(row.claim)


def _parties(row: Said) -> str:
    content = row.claim.content
    return PARTED.join(content.parties) if isinstance(content, Responsibility | Presence) else ""


def _relation(row: Said) -> str:
    content = row.claim.content
    return content.relation.value if isinstance(content, Responsibility) else ""


def _whereabouts(row: Said) -> str:
    content = row.claim.content
    return content.whereabouts.value if isinstance(content, Presence) else ""


def _column(name: str, kind: Kind, says: str, value: Any) -> Column:
    return Column(name=name, kind=kind, says=says, value=value)


CLAIMS = Table(
    name="claims",
    says="What reports say, one figure or statement a row, bound to its words and its chain of speakers.",
    rows=_rows,
    columns=(
        _column("incident", "string", "The incident's id.", lambda r: r.lookup.dossier.incident.id),
        _column("claim", "string", "The claim's id.", lambda r: r.claim.id),
        _column("part", "integer", "1, 2 ... for the figures of one claim.", lambda r: r.number),
        _column("of_incident", "boolean", "Whether it is about this incident. Others are shown and never tallied.",
                lambda r: r.mine),
        _column("scope", "string", "What it is about: incident, another incident, period, campaign, war.",
                lambda r: r.claim.scope.value),
        _column("kind", "string", "casualties, responsibility, occurrence, character or presence.",
                lambda r: kind_of(r.claim.content)),
        _column("says", "string", "What it says, in hedged words and without its speaker.", _says),
        _column("stance", "string", "How far the speaker stands behind it.", lambda r: r.claim.stance.value),
        _column("outcome", "string", "killed, injured, missing ...", _of_count("outcome")),
        _column("group", "string", "Who is counted.", _of_count("group")),
        _column("status", "string", "civilian, belligerent or undetermined.", _of_count("status")),
        _column("low", "integer", "The least, included.", _of_count("low")),
        _column("high", "integer", "The most, included; empty is open.", _of_count("high")),
        _column("basis", "string", "stated, or how it was reckoned.", _of_count("basis")),
        _column("relation", "string", "What it does with the parties it names.", _relation),
        _column("whereabouts", "string", "Of presence: overhead, near by, holds the place, holds where fire came from.",
                _whereabouts),
        _column("parties", "string", "The parties it names. What is said of them stands under relation, whereabouts.",
                _parties),
        _column("quote", "string", "The words, to the letter but for what is withheld.", lambda r: r.claim.quote.text),
        _column("start", "integer", "Where they begin in the report's text, in code points.",
                lambda r: r.claim.quote.start),
        _column("end", "integer", "Where they end.", lambda r: r.claim.quote.end),
        _column("report", "string", "The report's id.", lambda r: r.claim.quote.report),
        _column("publisher", "string", "Who published it.", lambda r: r.publisher),
        _column("published", "string", "When, as well as it is known (EDTF).",
                lambda r: r.report.published.edtf() if r.report and r.report.published else None),
        _column("language", "string", "ISO 639-1.", lambda r: r.report.language if r.report else None),
        _column("digest", "string", "SHA-256 of the captured bytes.", lambda r: r.report.digest if r.report else None),
        _column("chain", "string", "Who has it from whom: the report, then each voice inwards.",
                lambda r: wording.chain_of(r.claim.chain, r.publisher)),
        _column("hops", "integer", "How many voices stand between the report and the words.",
                lambda r: len(r.claim.chain.links)),
        _column("root", "string", "The original source, as the report names it.",
                lambda r: root_of(r.claim.chain, r.publisher)),
        _column("root_kind", "string", "person, organisation, news agency ... of the original source.",
                lambda r: r.claim.chain.root.kind.value if r.claim.chain.root else None),
        _column("open", "boolean", "Whether the original source is not named.", lambda r: r.claim.chain.open),
        _column("origin", "string", "The independent origin it is counted under.",
                lambda r: r.origin.id if r.origin else None),
        _column("origin_name", "string", "What that origin is called.", lambda r: r.origin.name if r.origin else None),
        _column("place", "string", "The place it is about.", lambda r: r.claim.where.name if r.claim.where else None),
        _column("when", "string", "The days it is about (EDTF).",
                lambda r: r.claim.when.edtf() if r.claim.when else None),
    ),
)  # fmt: skip
