"""Columns: mentions turned once into arrays, one row each, so that many pairs are compared at once.

What may live here: what the features look at, as numbers. A row of columns is complete: any of them may be sent to
another process alone, and what comes of a pair there is what comes of it here.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isnad.link.features import place_worth
from isnad.link.mention import Mention
from isnad.link.tables import Numbers, Table, Values, summed
from isnad.link.vocabulary import SELDOM, Vocabulary
from isnad.records.likeness import skeleton
from isnad.records.where import Place

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What is compared of each mention. Days are ordinals; ``first`` and ``final`` are those of the stated time,
    ``since`` and ``last`` those between which it may lie, ``attacks`` how many places the pool mainly tells of on the
    last. ``spots`` are the pool's places and ``spellings`` what those spelt alike share; -1 in ``spot`` is none."""

    dated: Flags
    first: Numbers
    final: Numbers
    timed: Flags
    since: Numbers
    last: Numbers
    attacks: Numbers
    spot: Numbers
    latitude: Values
    longitude: Values
    where_prec: Numbers
    acts: NDArray[np.uint64]
    targets: NDArray[np.uint64]
    killed: Numbers
    injured: Numbers
    publisher: Numbers
    language: Numbers
    tells: Flags
    weekdays: Numbers
    main: Flags
    printed: Numbers
    worth: Values
    places: Table
    families: Table
    prints: Table
    words: Table
    rarest: Table
    spots: tuple[Place, ...]
    spellings: Numbers
    trust: float

    @classmethod
    def of(cls, mentions: Sequence[Mention], vocabulary: Vocabulary) -> "Columns":
        """The columns of all mentions of a pool."""
        when = [m.when for m in mentions]
        last = [m.last for m in mentions]
        spots, spot = _spots(mentions)
        telling, prints = vocabulary.telling, vocabulary.prints
        return cls(
            dated=np.array([w is not None for w in when], bool),
            first=np.array([w.start.toordinal() if w else 0 for w in when], np.int64),
            final=np.array([w.last_day.toordinal() if w else 0 for w in when], np.int64),
            timed=np.array([day is not None for day in last], bool),
            since=np.array([s.start.toordinal() if s else 0 for s in (m.span for m in mentions)], np.int64),
            last=np.array([day or 0 for day in last], np.int64),
            attacks=np.array([vocabulary.attacks(day) if day is not None else -1 for day in last], np.int64),
            spot=spot,
            **_coordinates(spots, spot),
            acts=_bits([m.acts for m in mentions]),
            targets=_bits([m.targets for m in mentions]),
            killed=_numbers([m.killed for m in mentions]),
            injured=_numbers([m.injured for m in mentions]),
            publisher=_coded([m.publisher for m in mentions]),
            language=_coded([m.language for m in mentions]),
            weekdays=np.array([sum(1 << day for day in m.weekdays) for m in mentions], np.int64),
            tells=np.array([m.tells for m in mentions], bool),
            main=np.array([m.main for m in mentions], bool),
            printed=prints.sizes,
            worth=summed(telling.rows, telling.values**2, len(mentions)),
            places=_places(mentions, vocabulary),
            families=_families(mentions),
            prints=prints.only(vocabulary.printed[prints.ids] > 1),
            rarest=_rarest(vocabulary),
            words=telling.only(vocabulary.held[telling.ids] > 1),
            spots=spots,
            spellings=_spellings(spots),
            trust=vocabulary.trust,
        )

    def take(self, rows: Numbers) -> "Columns":
        """These rows alone, with the places they name."""
        columns = {f.name: getattr(self, f.name) for f in fields(self)}
        taken = {n: c if n in OF_THE_POOL else _taken(c, rows) for n, c in columns.items()}
        met, spot = np.unique(taken["spot"], return_inverse=True)
        none = int(len(met) > 0 and met[0] == -1)
        spots = tuple(self.spots[n] for n in met[none:].tolist())
        spellings = self.spellings[met[none:]]
        return Columns(**{**taken, "spot": spot - none, "spots": spots, "spellings": spellings})


OF_THE_POOL = ("spots", "spellings", "trust")  # and not of a row


def _taken(column: Any, rows: Numbers) -> Any:
    return column.take(rows) if isinstance(column, Table) else column[rows]


def _spots(mentions: Sequence[Mention]) -> tuple[tuple[Place, ...], Numbers]:
    """The places of mentions, each once, and which is that of each; told apart by all that is compared of them."""
    at: dict[tuple[object, ...], int] = {}
    spots: list[Place] = []
    spot = []
    for mention in mentions:
        where = mention.where
        if where is None:
            spot.append(-1)
            continue
        key = (where.name, where.words, where.ident, where.where_prec, where.latitude, where.longitude)
        known = at.setdefault(key, len(spots))
        if known == len(spots):
            spots.append(where)
        spot.append(known)
    return tuple(spots), np.array(spot, np.int64)


def _coordinates(spots: Sequence[Place], spot: Numbers) -> dict[str, Any]:
    """Of each mention's place; not a number where it was not resolved or there is none."""
    nowhere = [float("nan")]
    south = np.array([float("nan") if p.latitude is None else p.latitude for p in spots] + nowhere)
    west = np.array([float("nan") if p.longitude is None else p.longitude for p in spots] + nowhere)
    prec = np.array([p.where_prec for p in spots] + [0], np.int64)
    return {"latitude": south[spot], "longitude": west[spot], "where_prec": prec[spot]}


def _places(mentions: Sequence[Mention], vocabulary: Vocabulary) -> Table:
    """The villages that mentions name; of each the root of its share in the mention and of what naming it is worth."""
    named = sorted({place for m in mentions for place in m.places})
    at = {place: n for n, place in enumerate(named)}
    worth = np.array([place_worth(place, vocabulary) for place in named], float)
    sizes = np.fromiter((len(m.places) for m in mentions), np.int64, len(mentions))
    ids = np.array([at[place] for m in mentions for place in m.places], np.int64)
    shares = np.array([share for m in mentions for share in m.places.values()], float)
    rows = np.repeat(np.arange(len(mentions)), sizes)
    return Table.of(rows, ids, len(mentions), len(named), np.sqrt(shares * worth[ids]))


def _rarest(vocabulary: Vocabulary) -> Table:
    """The rarest words that two mentions at least have; of each the root of its worth."""
    words, met = vocabulary.telling, vocabulary.met
    some = words.only((met[words.ids] <= SELDOM) & (vocabulary.held[words.ids] > 1))
    return Table(starts=some.starts, ids=some.ids, values=np.sqrt(some.values), width=some.width)


def _families(mentions: Sequence[Mention]) -> Table:
    """The families that mentions name."""
    at = {name: n for n, name in enumerate(sorted({name for m in mentions for name in m.families}))}
    held = [(row, at[name]) for row, m in enumerate(mentions) for name in m.families]
    rows, ids = np.array(held, np.int64).reshape(-1, 2).T
    return Table.of(rows, ids, len(mentions), len(at))


def _bits(given: Sequence[frozenset[str]]) -> NDArray[np.uint64]:
    """A bit for each kind that is met: a word of 64 for the first kinds, another for the next."""
    kinds = {kind: n for n, kind in enumerate(sorted(frozenset().union(*given)))}
    made: dict[frozenset[str], list[int]] = {}
    wide = -(-max(1, len(kinds)) // 64)
    for each in set(given):
        whole = sum(1 << kinds[kind] for kind in each)
        made[each] = [whole >> 64 * n & (1 << 64) - 1 for n in range(wide)]
    return np.array([made[each] for each in given], np.uint64).reshape(len(given), wide)


def _numbers(given: Sequence[frozenset[int]]) -> Numbers:
    """The numbers of each, the greatest first, -1 where it has no more; at least one column."""
    wide = max(1, max(map(len, given), default=0))
    made = {each: [*sorted(each, reverse=True), *[-1] * (wide - len(each))] for each in set(given)}
    return np.array([made[each] for each in given], np.int64).reshape(len(given), wide)


def _coded(given: Iterable[Hashable]) -> Numbers:
    """A number for each value, 0 for what is empty."""
    codes: dict[Hashable, int] = {"": 0}
    return np.array([codes.setdefault(each, len(codes)) for each in given], np.int64)


def _spellings(spots: Sequence[Place]) -> Numbers:
    """Of each place what one that is alike shares with it: its row of a gazetteer, the consonants of its name or words;
    a number of its own where it has none."""
    codes: dict[tuple[str, str] | int, int] = {}
    made = []
    for place in spots:
        told = [("row", place.ident), ("name", skeleton(place.name)), ("name", skeleton(place.words or place.name))]
        keys = [key if key[1] else -len(codes) for key in told]
        made.append([codes.setdefault(key, len(codes)) for key in keys])
    return np.array(made, np.int64).reshape(len(made), 3)
