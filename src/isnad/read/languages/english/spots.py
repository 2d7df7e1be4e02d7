"""Spots: the places a sentence names, where a place can stand.

What may live here: from capitalised words and hashtags to places of the gazetteer, with the precision that the
words give (UCDP GED's ``where_prec``).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache, lru_cache

from anyascii import anyascii

from isnad.read.extent import EDGE_M, beside, inside
from isnad.read.gazetteer import Gazetteer
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.namesakes import namesake, no_place, of_a_person
from isnad.read.languages.english.phrases import DEMONYM
from isnad.read.languages.english.place_nouns import QUARTER, SETTLEMENT, SHELTERING, UNIT, UNITS
from isnad.read.languages.english.placing import COMPASS, COMPASS_SHORT, EDGES, HOLDERS, LEADS, NEAR_WORDS
from isnad.read.languages.english.roads import off, roads_in
from isnad.read.languages.english.tokens import Token
from isnad.read.languages.english.voices import Line
from isnad.records.where import Place

PRECISE, FIRST_ORDER, COUNTRY = 2, 4, 6  # UCDP where_prec


SIDES = frozenset(("northern", "southern", "eastern", "western", "central"))


ARTICLE = re.compile(r"(?:al|el|as|ash|an|ar|az|ad|at|ul)[-‑][‘'’]?[A-Z]")
PARTICLES = frozenset(("al", "el", "bin", "ibn"))
AROUND = frozenset(("countryside", "region", "area"))  # "the X countryside", "the area of X" is no spot
ONE_OF = ("a", "an", "one", "another")
CHAINED = ("of", "in", "near", "west", "east", "north", "south")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


ARABIC = re.compile(r"(?i)[a-z][ -](?:al|el|an|as|ash|at|ad|ar|az)-[a-z]")  # "Maarat al-Numan", "Tell el-Hammam"
FAR = 2_000  # kilometres: beyond the neighbouring countries
BESIDE = 15  # kilometres between a town and a quarter of it
NEARBY = 120  # kilometres within which a name that only sounds like a place's is taken for it
BETWEEN = 8  # tokens between a quarter and the town that holds it
REGION = 300  # kilometres: across a country of middling size


@dataclass(slots=True)
class Spot:
    """A place named in a line, at an offset. ``wide``: the name is a unit's as well as a settlement's, or a unit's
    alone, and nothing beside it says which ("Idlib"): it tells of no happening apart from one nearby."""

    start: int
    end: int
    place: Place
    wide: bool = False
    shared: bool = False  # other places far from it bear the name


def spots_in(
    line: Line,
    text: str,
    gazetteer: Gazetteer,
    known: list[Place],
    names: list[tuple[int, int]],
    maybe: list[Place] | None = None,
) -> list[Spot]:
    """The places a line names where a place can stand; ``maybe`` takes those that lie where nothing else named does.
    ``names`` are where names stand that may be of places.

    What the line itself names for sure says where the rest of it lies ("Dolmir, a village in Varlany"): where
    something was left unknown, the line is read once more with that.
    """
    naming = _Naming(line.tokens, text, gazetteer, names)
    perhaps: list[Place] = []
    found = naming.spots(known, {}, perhaps)
    if naming.left and naming.resolved:
        perhaps = []
        found = naming.spots(known, naming.resolved, perhaps)
    if maybe is not None:
        maybe += perhaps
    placed = [_placed(spot, found, line.tokens) for spot in found]
    return _on_roads(placed, line.tokens, text, gazetteer, (*known, *naming.resolved.values()))


def names_in(line: Line, parties: list[tuple[int, int]], persons: Collection[str]) -> list[tuple[int, int]]:
    """Where names stand in a line that may be of places: tokens ``[first:after]``. ``persons`` are words that the
    report names persons by."""
    found, tokens, j = [], line.tokens, 0
    for i in [i for i, t in enumerate(tokens) if t.tag in "PH" or "-" in t.text]:  # where a name may begin
        if i < j or (j := _run_end(tokens, i)) == i:
            continue
        if not no_place(tokens, i, j, parties) and not namesake(tokens, i, j, persons):
            found.append((i, j))
    return found


def _on_roads(
    found: list[Spot], tokens: list[Token], text: str, gazetteer: Gazetteer, known: tuple[Place, ...]
) -> list[Spot]:
    """The spots, those by which a road is named taken for the road."""

    def look(name: str) -> Place | None:
        return next((o for o in _asked(name, "", gazetteer, known) if _likely(o, name, [*known])), None)

    for start, end, line in roads_in(tokens, [(s.start, s.end, s.place) for s in found], look, text):
        apart = [s for s in found if s.end <= start or end <= s.start]
        found = sorted([*apart, Spot(start, end, line)], key=lambda s: s.start)
    return found


@dataclass(slots=True)
class _Naming:
    """The runs of capitals of one line, asked for as places."""

    tokens: list[Token]
    text: str
    gazetteer: Gazetteer
    names: list[tuple[int, int]]  # where names stand that may be of places
    resolved: dict[int, Place] = field(default_factory=dict)  # by the token a name begins at
    left: bool = False  # of several names one was not taken for a place, or lies far from the others

    def spots(self, known: list[Place], others: dict[int, Place], maybe: list[Place]) -> list[Spot]:
        """The places named. ``others`` are those of the line as read before: each run has all but its own for its
        surroundings, or, where there are none yet, those before it."""
        found, tokens, ended = [], self.tokens, -1
        resolved: dict[int, Place] = {}
        built = lexicon().words("persons", "no_names")  # "the Old Hospital, Dolmir": a town follows
        for i, j in self.names:
            behind = i - 2 if i > 1 and tokens[i - 2].low in UNITS else i - 1  # "Old Mill quarter, Dolmir"
            chained = i > 0 and tokens[i - 1].low == "," and (ended in (i - 1, behind) or tokens[i - 2].low in built)
            settled = i in others and not others[i].ident.startswith("geonames:")  # by a table of the case's own
            around = [p for at, p in (resolved if settled else others or resolved).items() if at != i]
            spot = _spot(tokens, i, j, self.text, self.gazetteer, [*known, *around], chained, maybe)
            if spot is not None or (i and tokens[i - 1].low in LEADS):
                ended = j
            if spot is not None:
                if not (chained and spot.place.where_prec > PRECISE):  # "Dolmir, Varlany": it only says which Dolmir
                    found.append(spot)
                if spot.place.resolved:
                    resolved[i] = spot.place
        self.resolved = resolved
        self.left = len(resolved) < len(self.names) or _apart(list(resolved.values()))
        return found


def _apart(places: list[Place]) -> bool:
    """Whether not all of these lie in one region."""
    return any((places[0].kilometres_from(p) or 0.0) > REGION for p in places[1:])


def _placed(spot: Spot, found: list[Spot], tokens: list[Token]) -> Spot:
    """A quarter or village that no gazetteer knew, put where the place is that is named after it ("the Old Quarter,
    west of Dolmir"): near it, by UCDP's code 2."""
    if spot.place.resolved:
        return spot
    for other in found:
        between = [t for t in tokens if spot.end <= t.start < other.start]
        if other.start <= spot.end or len(between) > BETWEEN or any(t.tag in "VA" for t in between):
            continue
        holder = other.place
        if holder.resolved and not other.wide and holder.where_prec <= PRECISE:
            place = Place(
                name=spot.place.name,
                words=spot.place.words,
                within=(*holder.within, holder.name),
                latitude=holder.latitude,
                longitude=holder.longitude,
                where_prec=2,
                off_m=0 if any(t.low in COMPASS for t in between) else inside(holder),
            )
            return Spot(spot.start, spot.end, place, spot.wide)
    return spot


def _run_end(tokens: list[Token], i: int) -> int:
    """The token after the run of capitalised words that begins at ``i`` (a hashtag is a run of its own)."""
    if tokens[i].tag == "H" and tokens[i].text.startswith("#"):
        return i + 1
    j, n, timely = i, len(tokens), _days_and_months()
    while j < n and (tokens[j].tag == "P" or _of_a_name(tokens, j, i)) and tokens[j].low not in timely:
        j += 1
    while j > i and tokens[j - 1].low in PARTICLES:
        j -= 1
    if j > i and j < len(tokens) and tokens[j].low == "strip" and tokens[j - 1].tag == "P":
        j += 1  # "the Gaza strip"
    return j


def _of_a_name(tokens: list[Token], j: int, i: int) -> bool:
    """Whether a token goes on a name: a capital, an article of Arabic joined to one ("Tal al-Hawa"), a particle."""
    token = tokens[j]
    if token.tag == "P" or (token.text[0] in "aeu" and "-" in token.text and ARTICLE.match(token.text)):
        return True
    return j > i and token.low in PARTICLES and j + 1 < len(tokens) and tokens[j + 1].tag == "P"


@cache
def _days_and_months() -> frozenset[str]:
    time = lexicon().raw["time"]
    return frozenset((*time["weekdays"], *(month for names in time["months"] for month in names.split())))


def _spot(
    tokens: list[Token],
    i: int,
    j: int,
    text: str,
    gazetteer: Gazetteer,
    known: list[Place],
    chained: bool,
    maybe: list[Place] | None,
) -> Spot | None:
    before = tokens[i - 1].low if i else ""
    before_that = tokens[i - 2].low if i > 1 else ""
    after = tokens[j].low if j < len(tokens) else ""
    if after in SHELTERING and j + 1 < len(tokens):
        after = tokens[j + 1].low  # "the Dolmir refugee camp"
    placed = chained or before in LEADS or (before == "the" and before_that in LEADS)
    last = tokens[j - 1].low if j - i > 1 and placed else ""  # "in Dolmir City"
    if j - i > 1 and tokens[i].text in COMPASS_SHORT:  # "in NE Varland"
        i += 1
    if (
        DEMONYM.search(tokens[j - 1].text)
        and after in SETTLEMENT
        and tokens[j + 1 : j + 2]
        and tokens[j + 1].low == "of"
    ):
        return None  # "the Varlandish city of Dolmir"
    settlement = (
        after in SETTLEMENT or last in SETTLEMENT or (before == "of" and before_that in HOLDERS) or before in SETTLEMENT
    )
    unit = after in UNIT or last in UNIT or (before == "of" and before_that in UNIT) or before in UNIT
    hashtag = tokens[i].tag == "H"
    inside = (
        after in lexicon().target_of
        or after in lexicon().act_of
        or (after == "in" and j + 1 < len(tokens) and tokens[j + 1].tag == "P")
    )  # "X in Y"
    if (
        j - i == 1
        and not (settlement or unit)
        and (tokens[i].low in COMPASS or (DEMONYM.search(tokens[i].text) and j < len(tokens) and tokens[j].tag == "N"))
    ):
        return None
    if not (
        settlement
        or unit
        or chained
        or hashtag
        or inside
        or (before in LEADS and not of_a_person(tokens, i))
        or before == "'s"
        or (before == "the" and before_that in LEADS)
    ):
        return None
    name = (
        CAMEL.sub(" ", tokens[i].text[1:]).replace("_", " ") if hashtag else text[tokens[i].start : tokens[j - 1].end]
    )
    options = _asked(name, after if after in UNIT else "province" if unit else "", gazetteer, tuple(known))
    asked = options
    holding = before in COMPASS or before in ONE_OF  # "a Dolmir neighbourhood": the town that holds one
    if not (holding or QUARTER.isdisjoint((after, last))):
        spelt = after == "area"  # of a town as often as of a quarter
        options = tuple(o for o in options if _is_quarter(o, known) or (spelt and _letters(o.name) == _letters(name)))
    elif settlement or unit:
        called = after in SETTLEMENT or last in SETTLEMENT
        options = tuple(o for o in options if _within_reach(o, known) and not (called and o.where_prec >= COUNTRY))
    else:
        options = tuple(o for o in options if _likely(o, name, known))
    if maybe is not None and not options:
        maybe += [_with(o, name, o.where_prec) for o in asked[:3]]
    if options:
        place = options[0]
        close = {t.low for t in tokens[max(0, i - 3) : i]} & NEAR_WORDS
        near = bool(close)
        around = after in AROUND or before == "rural" or (before == "of" and before_that in AROUND)
        prec = max(place.where_prec, 2) if near or around else place.where_prec
        also_unit = not settlement and any(o.where_prec == FIRST_ORDER for o in options)
        side = before in SIDES and not settlement  # "southern Varlany"
        wide = prec > PRECISE or around or also_unit or side
        shared = any(
            (o.kilometres_from(place) or 0.0) > REGION for o in options[1:] if _letters(o.name) == _letters(place.name)
        )
        spot = off(tokens, i, _with(place, name, prec)) or _with(place, name, prec)
        if close and spot.where_prec == PRECISE and not around:
            spot = beside(spot, EDGE_M) if close <= EDGES else beside(spot)
        return Spot(tokens[i].start, tokens[j - 1].end, spot, wide, shared)
    if settlement and not hashtag and after not in ("area", "countryside"):
        return Spot(tokens[i].start, tokens[j - 1].end, Place(name=name, words=name, where_prec=1))
    return None


def _likely(place: Place, name: str, known: list[Place]) -> bool:
    """Whether a name with no "village" or "province" beside it means this place of the world at large: it is spelt so
    and not on the far side of the earth from what the report has named, or it lies in that region. (Any word sounds
    like some village somewhere, and many are the name of one.) Where the report has named nothing else, a name with an
    Arabic article within it is long enough to be this one however it is spelt."""
    if not place.ident.startswith("geonames:"):
        return True
    if _letters(place.name) in (_letters(name), _letters(_bare(name))):
        return place.where_prec >= FIRST_ORDER or _any_within(place, known, FAR) is not False
    nearby = _any_within(place, known, NEARBY)
    return bool(ARABIC.search(name)) if nearby is None else nearby


def _any_within(place: Place, known: list[Place], kilometres: float) -> bool | None:
    """Whether one of the known places lies so close; None where nothing is known of how far any lies."""
    told = None
    for other in known:
        apart = other.kilometres_from(place)
        if apart is not None:
            if apart <= kilometres:
                return True
            told = False
    return told


def _is_quarter(place: Place, known: list[Place]) -> bool:
    """Whether a place can be the quarter meant: of the world's many of one name, one beside a town the report names."""
    if not place.ident.startswith("geonames:"):
        return True
    return _any_within(place, [k for k in known if k.where_prec <= PRECISE], BESIDE) is True


def _within_reach(place: Place, known: list[Place]) -> bool:
    """Whether a place of the world at large lies in the region that the report has named, if it has named any."""
    return not place.ident.startswith("geonames:") or _any_within(place, known, REGION) is not False


def _bare(name: str) -> str:
    """A name without the word for what it is: "Dolmir" of "Dolmir City"."""
    *rest, last = name.split()
    return " ".join(rest) if rest and last.lower() in UNITS else name


@lru_cache(maxsize=1 << 14)  # the same names are looked at again and again
def _letters(name: str) -> str:
    plain = name if name.isascii() else anyascii(name)
    return "".join(filter(str.isalnum, plain.lower()))


def _asked(name: str, unit: str, gazetteer: Gazetteer, known: tuple[Place, ...]) -> tuple[Place, ...]:
    """What a gazetteer knows by a name: with its unit's word, without it, an apostrophe lost, words run together."""
    if name.endswith("s") and len(name) > 4:
        country = [p for p in gazetteer.find(name[:-1]) if p.where_prec == COUNTRY]
        if country:
            return tuple(country)
    found = gazetteer.find(f"{name} {unit}", known) if unit else ()
    found = found or gazetteer.find(name, known)
    return found or (gazetteer.find(CAMEL.sub(" ", name), known) if CAMEL.search(name) else ())


def _with(place: Place, words: str, prec: int) -> Place:
    return Place(
        name=place.name,
        words=words,
        within=place.within,
        latitude=place.latitude,
        longitude=place.longitude,
        where_prec=prec,
        ident=place.ident,
        off_m=place.off_m if prec in (place.where_prec, PRECISE) else 0,
    )
