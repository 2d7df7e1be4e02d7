"""Finding: a statement, its score, its reasons, its quotes.

What may live here: what a computation found, in a form that explains itself.
"""

from dataclasses import dataclass

from isnad.records.report import Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A computed statement. ``score`` is in the unit its maker documents, ``reasons`` say how it came about,
    ``quotes`` are the words it rests on: no published statement without one."""

    statement: str
    score: float = 0.0
    reasons: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
