"""Incident: claims held to tell of one attack.

What may live here: the cluster and what can be said of it from its claims.
"""

from dataclasses import dataclass

from isnad.records.when import Interval
from isnad.records.where import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """A happening as the pool of claims has it.

    ``id`` comes from the earliest capture's best claim, so that it holds when later reports join.
    ``claims`` and ``reports`` are ids, sorted. ``name`` is a short label of place and date.
    ``names`` are the spellings of the place met. ``acts`` are in the field's terms, commonest first.
    ``because`` says in words why these claims were put together.
    """

    id: str
    name: str
    claims: tuple[str, ...]
    reports: tuple[str, ...]
    where: Place | None = None
    when: Interval | None = None
    names: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
