"""TableGazetteer: finds places of a table by name.

What may live here: the scores of candidates and the reasons for them. Every constant of the score stands at
the head of the file. Reading tables is ``table``'s, keys are ``names``', words beside names ``place_words``'.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from isnad.read.extent import town_m
from isnad.read.gazetteer import SURE_ENOUGH, Candidate
from isnad.read.gazetteers.exonyms import other_names
from isnad.read.gazetteers.index import NameIndex
from isnad.read.gazetteers.names import (
    UNVOCALISED,
    in_arabic_script,
    letters_key,
    likeness,
    rasm,
    skeleton,
    sound,
    spelling,
)
from isnad.read.gazetteers.place_words import Kind, shared_name, strippings
from isnad.read.gazetteers.table import COUNTRY, FIRST_ORDER, SECOND_ORDER, SETTLEMENT, Row
from isnad.read.gazetteers.units import units_of
from isnad.records.where import Place

# How alike the names are. To the letter, 1; what follows is taken off.
_SAME_SOUND = 0.02  # another romanisation of the same name
_ALTERNATE, _ALTERNATE_ABROAD = 0.01, 0.03  # not the name the table leads with
_EXONYM = 0.03
_ONE_OF_SEVERAL = 0.05  # a name that a word in the table tells apart from others: "Upper Zarjun"
_LEAST_LIKE = {1: 1.0, 2: 0.96, 3: 0.955}  # by consonants: little is left of a short name once its vowels are doubted
_LEAST_LIKE_LONG = 0.88
_NEARLY_ABROAD = 0.06  # a name merely alike, in a table of the whole world
_LOOSE_FROM = 3  # letters from which a Latin name may be spelled otherwise
# What kind of place it is.
_UNIT_FOR_TOWN = 0.02  # a bare name means the town sooner than the province called after it
_DISTRICT_FOR_TOWN = 0.05
_WRONG_KIND = 0.12
_UNIT_AROUND = 0.03  # "X province" where no unit is called X: the one the town X lies in
# A unit is named for its seat (OCHA COD-AB): of two villages of one name that one is meant more often.
SEAT = 0.02
# How well known, where the table knows (GeoNames): population up to which so much is taken off.
_OBSCURE = ((1_000, 0.08), (10_000, 0.04), (100_000, 0.02))
_OBSCURE_AND_FIXED = ((1_000, 0.16), (10_000, 0.10), (100_000, 0.04))  # where any surname or word may be a village
_RENOWNED, _RENOWN = 1_000_000, 0.02
_ORDINARY_WORD = 0.2  # a name without a capital letter is a word first
_LONG_WORD = 6  # letters from which a case's own place name is not mistaken for a word
# What lies near (kilometres), and what shares a unit.
_NEARNESS = ((50.0, 0.06), (150.0, 0.04), (400.0, 0.02))
_MOST_ADDED = _NEARNESS[0][1]  # more than a shared unit adds
_FAR_KM, _FAR = 1_500.0, 0.04
_SHARED_UNIT = 0.05

_WANTED = (Kind.FIRST, Kind.SECOND, Kind.SETTLEMENT, Kind.AROUND)
_BESIDE = frozenset((Kind.AROUND, Kind.NEAR, Kind.PART))
_MOST_ROWS = 200  # rows scored for one name, most populous first; San José has more than anyone could mean
_CACHED = 65_536
_PLACED_IN = re.compile(r"\s*(?:,|،|\(|\)|/|\bin\b)\s*")
_VAGUE_PREC = 5
_NEAR_PREC = 2


class _Asked(NamedTuple):
    """What was asked for: the report's words, the name in them, what they say of it, and places named before."""

    words: str
    name: str
    kinds: tuple[Kind, ...]
    near: tuple[Place, ...]


class _Match(NamedTuple):  # several for each name that is looked up, so it is one of what is made soonest
    """A row, how alike its name is, and why; ``spelt``: it is the name itself; ``leading``: the row's first name."""

    row: int
    score: float
    reason: str
    spelt: bool = True
    leading: bool = True


def _only_latin(row: Row, name: str) -> bool:
    """Whether a name in Arabic script is asked for, and the table has none in it for this row."""
    return in_arabic_script(name) and not any(in_arabic_script(known) for known in row.names or (row.name,))


def _is_plain_word(name: str) -> bool:
    return not in_arabic_script(name) and not name.startswith("#") and name == name.lower() != name.upper()


class TableGazetteer:
    """A gazetteer of rows. ``title`` begins the ``ident`` of its places ("syria.csv:C1366").

    ``home`` says that a recorder brought the table along for the case, so that all its places may be expected;
    the world's gazetteer is not: there, small places need a closer name or a place near them.
    """

    def __init__(self, rows: Iterable[Row], title: str = "gazetteer", *, home: bool = True) -> None:
        given = list(rows)
        self._rows: Sequence[Row] = [*given, *units_of(given)]
        self._made: NameIndex | None = None
        self._begin(title, home)

    @classmethod
    def ready(cls, rows: Sequence[Row], index: NameIndex, title: str, *, home: bool = False) -> "TableGazetteer":
        """A gazetteer of rows that are indexed already, units among them."""
        made = cls.__new__(cls)
        made._rows, made._made = rows, index
        made._begin(title, home)
        return made

    def _begin(self, title: str, home: bool) -> None:
        self.title, self.home = title, home
        self._alternate = _ALTERNATE if home else _ALTERNATE_ABROAD
        self._cached = lru_cache(maxsize=_CACHED)(self._find_scored)
        self._called_so = f"{title}:"

    @cached_property
    def _index(self) -> NameIndex:
        return self._made or NameIndex.of(self._rows)

    @cached_property
    def _shared(self) -> dict[str, list[int]]:
        """Rows by the sound of the name that they share with others."""
        found: dict[str, list[int]] = {}
        for at, row in enumerate(self._rows):
            for key in {sound(name) for each in row.names or (row.name,) if (name := shared_name(each))}:
                found.setdefault(key, []).append(at)
        return found

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def rows(self) -> Sequence[Row]:
        """The rows, derived units last."""
        return self._rows

    @cached_property
    def extent(self) -> tuple[float, float, float, float] | None:
        """South, west, north and east bounds of the rows in degrees; None without rows and for the world."""
        if not self.home or not self._rows:
            return None
        north, east = ([getattr(row, axis) for row in self._rows] for axis in ("latitude", "longitude"))
        return min(north), min(east), max(north), max(east)

    def find(self, name: str, near: Sequence[Place] = ()) -> tuple[Place, ...]:
        """Places that this name may mean, best first; empty where none is sure enough."""
        return tuple(c.place for c in self.find_scored(name, near) if c.score >= SURE_ENOUGH)

    def find_scored(self, name: str, near: Sequence[Place] = ()) -> tuple[Candidate, ...]:
        """All candidates with their scores and reasons, best first, unsure ones included."""
        return self._cached(name.strip(), tuple(near))

    # -- from words to rows

    def _find_scored(self, name: str, near: tuple[Place, ...]) -> tuple[Candidate, ...]:
        head, *tail = [part for part in _PLACED_IN.split(name) if part] or [""]
        if not head:
            return ()
        if tail:  # some names hold such a sign themselves
            whole = self._scored(_Asked(name, name, (), near), self._called(name))
            if whole and whole[0].score >= SURE_ENOUGH:
                return whole
        for wider in tail:
            near = (*near, *(c.place for c in self._cached(wider, ()) if c.score >= SURE_ENOUGH))
        first: tuple[Candidate, ...] = ()
        barest = _Asked(name, head, (), near)
        for stripped in strippings(head):
            barest = _Asked(name, stripped.name, stripped.kinds, near)
            called = self._scored(barest, self._called(stripped.name))
            if called and called[0].score >= SURE_ENOUGH:
                return called
            first = first or called
        if len(barest.name) < _LOOSE_FROM:
            return first
        several = self._scored(barest, self._told_apart(barest.name)) if self.home else ()
        if several and several[0].score >= SURE_ENOUGH:
            return several
        return self._scored(barest, self._nearly_alike(barest.name)) or first

    def _called(self, name: str) -> list[_Match]:
        """Rows that are called so, by their own name or by an exonym."""
        found = self._sounding_alike(name)
        for other in other_names(name):
            found += [
                _Match(m.row, m.score - _EXONYM, f"{name} is also called {other}", m.spelt, m.leading)
                for m in self._sounding_alike(other)
            ]
        return found

    def _sounding_alike(self, name: str) -> list[_Match]:
        arabic = in_arabic_script(name)
        letters = rasm(name) if arabic else spelling(name)
        found = [
            _Match(
                posting >> 1, 1.0 - (self._alternate if posting & 1 else 0.0), "the same name", True, not posting & 1
            )
            for posting in self._index.exact(letters_key(spelling(name)))[:_MOST_ROWS]
        ]
        for posting in self._index.exact(sound(name))[:_MOST_ROWS]:
            row = self._rows[posting >> 1]
            if arabic:  # the world's table has no names in this script, only their sounds
                same = _only_latin(row, name) or any(rasm(n) == letters for n in row.names)
            elif row.names:
                same = any(spelling(n) == letters for n in row.names)
            else:
                same = row.name == name or spelling(row.name) == letters
            if same or len(letters) >= _LOOSE_FROM:
                # In a table of one's own the name in the local script is as good as the leading one.
                alternate = posting & 1 and not (arabic and self.home)
                off = (0.0 if same else _SAME_SOUND) + (self._alternate if alternate else 0.0)
                reason = "the same name" if same else "another spelling of the same name"
                found.append(_Match(posting >> 1, 1.0 - off, reason, same, not posting & 1))
        return found

    def _told_apart(self, name: str) -> list[_Match]:
        """Rows whose name is this one and a word that tells them from others of that name: "Upper Zarjun"."""
        found = self._shared.get(sound(name), ())
        return [_Match(row, 1.0 - _ONE_OF_SEVERAL, "one of several of this name", leading=False) for row in found]

    def _nearly_alike(self, name: str) -> list[_Match]:
        key = sound(name)
        consonants = len(skeleton(key).lstrip("~a"))
        least = _LEAST_LIKE.get(consonants, _LEAST_LIKE_LONG)
        abroad = 0.0 if self.home else _NEARLY_ABROAD
        best: dict[int, float] = {}
        for other, postings in self._index.block(key):
            like = likeness(key, other)
            if like >= least:
                for posting in postings[:_MOST_ROWS]:
                    score = (1.0 - _SAME_SOUND) * like - abroad - (self._alternate if posting & 1 else 0.0)
                    best[posting >> 1] = max(best.get(posting >> 1, 0.0), score)
        unvocalised = key.startswith(UNVOCALISED)
        reason = "the same consonants" + (", short vowels not written" if unvocalised else ", vowels much alike")
        ranked = sorted(best.items(), key=lambda item: -item[1])[:_MOST_ROWS]
        return [_Match(row, score, reason, spelt=False) for row, score in ranked]

    # -- from rows to scores

    def _scored(self, asked: _Asked, matches: list[_Match]) -> tuple[Candidate, ...]:
        if not matches:
            return ()
        expected = self.home and len(asked.name) >= _LONG_WORD
        plain_word = not expected and _is_plain_word(asked.name)
        found: dict[str, Candidate] = {}
        for at, score, why, spelt, leading in matches:
            row = self._rows[at]
            place, off, reasons = self._as_meant(row, asked)
            score, reasons = score - off, (f"{row.name}: {why}", *reasons)
            if plain_word:
                score, reasons = score - _ORDINARY_WORD, (*reasons, "written like an ordinary word")
            added, reason = self._known(row, leading)
            if reason:
                score, reasons = score + added, (*reasons, reason)
            if asked.near:
                added, reason = _surroundings(place, asked.near)
                if reason:
                    score, reasons = score + added, (*reasons, reason)
            known = found.get(place.ident)
            if known is None or known.score < score:
                found[place.ident] = Candidate(
                    place=place,
                    score=round(score, 4),
                    reasons=reasons,
                    population=row.population,
                    spelt=spelt or (self.home and _only_latin(row, asked.name)),
                )
        if len(found) < 2:
            return tuple(found.values())
        return tuple(sorted(found.values(), key=lambda c: (-c.score, -c.population, c.place.name, c.place.ident)))

    def _place(self, row: Row, where_prec: int, words: str) -> Place:
        return Place(
            name=row.name,
            words=words,
            within=row.within,
            latitude=row.latitude,
            longitude=row.longitude,
            where_prec=where_prec,
            ident=self._called_so + row.ident,
            off_m=row.radius_m if row.where_prec > SETTLEMENT else town_m(row.population) if where_prec == 1 else 0,
        )

    def _as_meant(self, row: Row, asked: _Asked) -> tuple[Place, float, tuple[str, ...]]:
        """The place that a row is under these words, what is taken off its score, and why."""
        level, kinds, words = row.where_prec, asked.kinds, asked.words
        if level == SETTLEMENT and not kinds:
            return self._place(row, SETTLEMENT, words), 0.0, ()
        wanted = next((k for k in _WANTED if k in kinds), None) if kinds else None
        beside = kinds and not _BESIDE.isdisjoint(kinds)
        if level == SETTLEMENT:
            if wanted in (Kind.FIRST, Kind.SECOND):
                return self._unit_around(row, FIRST_ORDER if wanted is Kind.FIRST else SECOND_ORDER, words)
            off = _UNIT_FOR_TOWN if wanted is Kind.AROUND else 0.0
            return self._place(row, _NEAR_PREC if beside else SETTLEMENT, words), off, ()
        if level == COUNTRY:
            place = self._place(row, _VAGUE_PREC if Kind.PART in kinds else COUNTRY, words)
            off = _WRONG_KIND if wanted in (Kind.SECOND, Kind.SETTLEMENT) else 0.0
        else:
            place = self._place(row, level, words)
            fitting = {None: level, Kind.FIRST: FIRST_ORDER, Kind.SECOND: SECOND_ORDER, Kind.AROUND: level}
            off = _WRONG_KIND if wanted is Kind.SETTLEMENT else 0.0 if fitting[wanted] == level else _UNIT_FOR_TOWN
            if wanted is None:
                off += _UNIT_FOR_TOWN if level == FIRST_ORDER else _DISTRICT_FOR_TOWN
        return place, off, ("not the kind of place that the words say",) if off == _WRONG_KIND else ()

    def _unit_around(self, row: Row, level: int, words: str) -> tuple[Place, float, tuple[str, ...]]:
        """The unit of this level that a settlement lies in; the settlement itself, marked down, where it has none."""
        if level not in row.levels:
            return self._place(row, SETTLEMENT, words), _WRONG_KIND, ("no such unit is known by this name",)
        depth = row.levels.index(level)
        place = Place(
            name=row.within[depth],
            words=words,
            within=row.within[:depth],
            latitude=row.latitude,
            longitude=row.longitude,
            where_prec=level,
            ident=f"{self.title}:{row.ident} ^ {row.within[depth]}",
        )
        return place, _UNIT_AROUND, (f"the unit that {row.name} lies in",)

    def _known(self, row: Row, leading: bool) -> tuple[float, str]:
        if leading and row.where_prec == SETTLEMENT and row.within and row.name == row.within[-1]:
            return SEAT, "the place its unit is named for"
        if self.home or row.where_prec not in (SETTLEMENT, COUNTRY):
            return 0.0, ""
        if row.population >= _RENOWNED:
            return _RENOWN, f"known the world over ({row.population:,} people)"
        if row.where_prec == COUNTRY:
            return 0.0, ""
        for most, off in _OBSCURE_AND_FIXED if row.fixed_spelling else _OBSCURE:
            if row.population < most:
                return -off, f"a small place ({row.population or 'population not known'})"
        return 0.0, ""


def _surroundings(place: Place, near: tuple[Place, ...]) -> tuple[float, str]:
    """What the places named before add: the one that adds most counts, and it alone."""
    best, reason, nearest = 0.0, "", float("inf")
    for other in near:
        away = place.kilometres_from(other)
        nearest = min(nearest, away if away is not None else nearest)
        if _lies_within(place, other) or _lies_within(other, place) or _shares_unit(place, other):
            added, why = _SHARED_UNIT, f"in one unit with {other.name}"
        else:
            added, why = 0.0, ""
        for most, bonus in _NEARNESS:
            if away is not None and away <= most:
                if bonus > added:
                    added, why = bonus, f"{away:.0f} km from {other.name}"
                break
        if added > best:
            best, reason = added, why
            if best >= _MOST_ADDED:
                break  # nothing adds more, and how far the rest lie no longer matters
    if near and not best and _FAR_KM < nearest < float("inf"):
        return -_FAR, f"{nearest:.0f} km from the places named"
    return best, reason


def _lies_within(place: Place, unit: Place) -> bool:
    if unit.where_prec < SECOND_ORDER or not place.within:
        return False
    return any(sound(name) == sound(unit.name) for name in place.within)


def _shares_unit(one: Place, other: Place) -> bool:
    """Whether both lie in one unit below the country."""
    depth = 2 if one.within[:1] == other.within[:1] and len(one.within) > 1 else 1
    return len(one.within) >= depth and one.within[:depth] == other.within[:depth]
