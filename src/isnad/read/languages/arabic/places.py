"""Places in Arabic reports: names after "قرية", "حي", "في", "على" and in hashtags, looked up in the gazetteer.

What may live here: from words to Places. ``where_prec`` codes are UCDP GED's. How places named together lie to each
other, and which a claim is about, is in spots.py.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from isnad.read.extent import BESIDE_M, EDGE_M, beside, inside
from isnad.read.gazetteer import SURE_ENOUGH, Candidate, Gazetteer, ScoringGazetteer
from isnad.read.languages.arabic.letters import Folded, fold
from isnad.read.languages.arabic.roads import off, road_at
from isnad.read.languages.arabic.spots import DISTRICT, Spot, begins_inside, elsewhere, in_one_phrase, lies_in
from isnad.read.languages.arabic.tokens import Sentence, Token
from isnad.records.where import Place

LONGEST = 4  # words of a place's name
MOST = 300  # names looked up of one report; what names more places than that is a list, not a report
SHORTEST = 3  # letters of a name looked up where no word says that a place follows
REGION = 300  # kilometres: across a country of middling size, as in English
SPELT_SO = 0.90  # score, surroundings left out, that a name merely alike does not reach in a table of the world
MOST_ADDED = 0.06  # that surroundings add to a score (isnad.read.gazetteers.finder)
WIDE = 4  # UCDP where_prec from which a place is a province or a country
COUNTRY = 6
SAME_SOUND = 0.97  # score that only a name of the same sound reaches, however it is spelled
RECENT = 6  # places named nearest by, which tell namesakes apart
APART = 0.045  # score by which a name's best reading leads the next where nothing else need tell them apart
TOGETHER = 60  # kilometres within which it makes no matter which of a name's places is meant
_WORLD = "geonames:"
TOWN = 10_000  # people from which a town of the world needs no other place of its region named
CITY = 100_000  # the same where a table of the case's own has the towns to be expected
METROPOLIS = 1_000_000  # the same far from all the places that the report names
_QUOTES = frozenset("\"'“”«»‘’()‹›[]")
# A word of these kinds after "في" or "على" is a common noun, or finds the name behind it by itself.
_NO_NAME = frozenset(
    (
        *("place_settlement", "place_region", "place_near", "place_common", "target", "person", "victim", "others"),
        *("force", "act", "number", "month", "character"),
    )
)
_NO_NAME_ALONE = frozenset(("place_part", "place_settlement", "place_region", "place_bearing", "place_near"))
_REGIONAL = frozenset(("place_region", "place_road"))
_IN_NAMES = frozenset(("given", "voice", "place_before", "hedge"))
_PREFIXES = ("ب", "ل", "و", "ف")


class _Known(NamedTuple):
    """What a name means here; ``wide``: it may as well be a province's, ``sure``: without any other place it is known,
    ``spelt``: it is the very name."""

    place: Place
    wide: bool = False
    sure: bool = False
    spelt: bool = True


@dataclass(slots=True)
class Places:
    """Reads the places of one report. ``anchors`` are those that need no other to be known, each with the sentence that
    names it: the ones nearest by tell namesakes apart, whether they come before or after. ``held``: folded names of
    quarters and villages that the report itself puts in a town or district."""

    gazetteer: Gazetteer
    text: Folded
    anchors: list[tuple[int, Place]] = field(default_factory=list)
    known: dict[tuple[str, bool], _Known | None] = field(default_factory=dict)
    alone: dict[str, dict[str, Candidate]] = field(default_factory=dict)
    held: dict[str, Place] = field(default_factory=dict)
    holding: list[tuple[Spot, Spot, Place]] = field(default_factory=list)
    here: int = 0
    surveyed: bool = False
    scoring: ScoringGazetteer | None = None

    def __post_init__(self) -> None:
        # Asked once a report: Python takes its time to tell whether something follows a protocol.
        self.scoring = self.gazetteer if isinstance(self.gazetteer, ScoringGazetteer) else None

    def survey(self, told: Iterable[Sentence]) -> None:
        """Look over the whole report for the places that need no other to be known."""
        for sentence in told:
            self.spots(sentence)
        places = {found.place.ident for found in self.known.values() if found is not None and found.sure}
        self.anchors = [(at, place) for at, place in self.anchors if place.ident in places]
        self.known.clear()
        self.surveyed = True
        for spot, holder, placed in self.holding:
            if lies_in(spot, holder, self._besides(spot, holder)):
                self.held.setdefault(fold(spot.place.words), placed)

    def spots(self, sentence: Sentence) -> list[Spot]:
        """The places named in a sentence, in order; regions are looked up first."""
        tokens, self.here = sentence.tokens, sentence.index
        found: list[Spot] = []
        for regions in (True, False):
            i = 0
            while i < len(tokens):
                token = tokens[i]
                if not (_REGIONAL & token.senses.keys() if regions else token.senses or token.tag):
                    i += 1  # most words begin no place
                    continue
                spot = None if any(s.first <= i < s.last for s in found) else self._at(tokens, i, regions)
                if spot and not elsewhere(tokens, spot.first):
                    found.append(replace(spot, inside=begins_inside(tokens, spot.first)))
                i = max(i + 1, spot.last if spot else 0)
        return self._merged(sorted(found, key=lambda s: s.first), tokens)

    def _merged(self, spots: list[Spot], tokens: list[Token]) -> list[Spot]:
        """Places side by side that are one: a quarter or village, and right behind it the town or district that holds
        it ("قرية س بناحية ص"); a town after "شمالي", right behind a place, only says where that place lies."""
        made: list[Spot] = []
        for spot in spots:
            last = made[-1] if made else None
            beside = last is not None and not last.region and in_one_phrase(tokens, last.last, spot.first)
            if last and beside and spot.place.resolved and lies_in(last, spot, self._besides(last, spot)):
                words = f"{last.place.words} {spot.place.words}"
                within_town = 0 if spot.region or spot.bearing else inside(spot.place)
                prec = max(2, spot.place.where_prec)
                placed = replace(spot.place, words=words, where_prec=prec, off_m=within_town)
                if spot.region:  # a village of the countryside keeps its name; UCDP's code 2 is "near a known place"
                    within = (*spot.place.within, spot.place.name)
                    placed = replace(placed, name=last.place.words, within=within, ident="", where_prec=2)
                made[-1] = replace(last, last=spot.last, place=placed)
                if self.surveyed:
                    self.held.setdefault(fold(last.place.words), placed)
                else:
                    self.holding.append((last, spot, placed))
            elif not (last and beside and spot.bearing):
                made.append(spot)
        return made

    def _besides(self, *spots: Spot) -> list[Place]:
        """What the report names besides these places, without any doubt of which it is."""
        idents = {spot.place.ident for spot in spots}
        return [place for _, place in self.anchors if place.ident not in idents] if self.surveyed else []

    def _at(self, tokens: list[Token], i: int, regions: bool) -> Spot | None:
        token, senses = tokens[i], tokens[i].senses
        if regions:
            road = self._road(tokens, i) if "place_road" in senses else None
            if road is not None:
                return road
            sense = senses.get("place_region")
            return self._named(tokens, i, i + sense.length, 0, True) if sense and not sense.definite else None
        for kind, prec in (("place_settlement", 0), ("place_near", 2)):
            sense = senses.get(kind)
            if sense and not sense.definite:  # "القرية" is the one spoken of; a name follows "قرية"
                found = self._named(tokens, i, i + sense.length, prec, False)
                locating = kind == "place_near" or (i and "place_locates" in tokens[i - 1].senses)
                if found and kind == "place_near":
                    edge = "place_edge" in senses
                    found = replace(found, place=beside(found.place, EDGE_M if edge else BESIDE_M))
                away = found and self._away(tokens, i, found)
                return replace(found, bearing=True) if found and locating else away or found
            if sense:
                return None
        if token.tag and (i == 0 or not tokens[i - 1].tag or token.start > tokens[i - 1].end + 1):
            return self._bare(tokens, i, i, [t.tag for t in tokens])
        if "target" in senses and not senses["target"].definite:  # "سوق تل الورد"
            return self._bare(tokens, i, i + senses["target"].length, None)
        leads = [(k, senses[k]) for k in ("place_before", "place_bearing") if k in senses]
        if leads:
            found = self._bare(tokens, i, i + max(s.length for _, s in leads), None)
            if found is None or all(k != "place_bearing" for k, _ in leads):
                return found
            place = off(tokens, i, found.last, found.place)
            if place is None and found.region:  # "شرقي" a town that its province is called by is somewhere in that
                place = replace(found.place, where_prec=max(WIDE, found.place.where_prec), off_m=0)
            return replace(found, bearing=True, place=place or beside(_near_by(found.place)))
        return None

    def _named(self, tokens: list[Token], i: int, j: int, prec: int, region: bool) -> Spot | None:
        """A name after a word that says a place follows; unresolved where no gazetteer has it."""
        strong, feature, whole = "place_strong" in tokens[i].senses, "place_feature" in tokens[i].senses, i
        named = not tokens[i].senses.keys() & {"place_near", "place_weak"}
        while j < len(tokens) and (
            tokens[j].text in _QUOTES or tokens[j].senses.keys() & {"place_bearing", "place_settlement"}
        ):
            strong = strong or "place_strong" in tokens[j].senses
            if "place_feature" in tokens[j].senses:
                feature, whole = True, j
            named = named or "place_settlement" in tokens[j].senses
            j += 1
        last = end = self._end(tokens, j)
        while last > j:
            found = self._find(tokens, whole, last, True) if feature or "place_unit" in tokens[i].senses else None
            if found is None and not feature and self._is_name(tokens, j, last):
                held = self.held.get(self.text.text[tokens[j].start : tokens[last - 1].end])
                found = _Known(held) if held else self._find(tokens, j, last, named)
            if found and not found.spelt and last < end and _goes_on(tokens[last]):
                found = None  # a village of two words, of which one sounds like another village
            if found and (region or not named or found.place.where_prec < COUNTRY):
                wide = WIDE if region and found.wide else 0  # the countryside of a town may be its province's
                return Spot(i, last, self._noted(found.place, max(prec, wide), region), region)
            last -= 1
        if end == j or region or prec or not strong or not _may_be_named(tokens[j]):
            return None
        words = self.text.plain[tokens[j].start : tokens[min(end, j + 2) - 1].end]
        within = tuple(place.name for place in self._near()[:1])
        holds = any("place_holds" in t.senses for t in tokens[i:j])  # a district, in which the very place lies
        place = Place(name=words, words=words, within=within, where_prec=DISTRICT if holds else 1)
        return Spot(i, min(end, j + 2), place, holds)

    def _bare(self, tokens: list[Token], i: int, j: int, tags: list[bool] | None) -> Spot | None:
        """A name with only "في" or a hashtag before it: a place if a gazetteer has it."""
        if tags is None and j + 1 < len(tokens) and tokens[j].text in _QUOTES:
            j += 1
        last = self._end(tokens, j)
        if tags is None and j < len(tokens) and tokens[j].senses.keys() & _NO_NAME:
            return None
        if tags is not None:
            while last > j and not tags[last - 1]:
                last -= 1
        while last > j:
            found = self._find(tokens, j, last, False) if self._is_name(tokens, j, last) else None
            if found:
                return Spot(i, last, self._noted(found.place, 0, False), found.wide, True)
            last -= 1
        return None

    def _road(self, tokens: list[Token], i: int) -> Spot | None:
        """The road named at i by two places."""
        road = road_at(tokens, i, lambda j, cut, near: self._exactly(tokens, j, cut, near), self.text.plain)
        return Spot(i, road[0], road[1], False) if road is not None else None

    @staticmethod
    def _away(tokens: list[Token], i: int, found: Spot) -> Spot | None:
        """The spot that lies so many kilometres off a town on a point of the compass, named right before its word at i:
        "5 كم شمال مدينة س"."""
        points = ((k, tokens[k].senses.get("compass")) for k in range(max(0, i - 2), i))
        point = next((k for k, sense in points if sense is not None and k + sense.length == i), None)
        place = off(tokens, point, found.last, found.place) if point is not None else None
        return replace(found, bearing=True, place=place) if place is not None else None

    def _exactly(self, tokens: list[Token], j: int, cut: int, near: Place | None) -> tuple[Place, int] | None:
        """The place whose very name begins at j, behind the letters written onto it, and the token after it; of
        namesakes the one near another place, where one is given."""
        for last in range(self._end(tokens, j, cut), j, -1):
            if self._is_name(tokens, j, last):
                found = self._find(tokens, j, last, False, cut)
                if found and near is not None:
                    return next(iter(self.gazetteer.find(found.place.words, (near,))), found.place), last
                if found:
                    return found.place, last
        return None

    @staticmethod
    def _is_name(tokens: list[Token], first: int, last: int) -> bool:
        """Whether these words may be a name by themselves: not "عين" or "مركز المدينة" alone."""
        if tokens[last - 1].end - tokens[first].start < SHORTEST:
            return False
        return not all(t.senses.keys() & _NO_NAME_ALONE for t in tokens[first:last]) or _is_whole(tokens[last - 1])

    @staticmethod
    def _end(tokens: list[Token], j: int, cut: int = 0) -> int:
        """The token after the last that may belong to a name that begins at j."""
        k = j
        while k < len(tokens) and k - j < LONGEST:
            token = tokens[k]
            if k == j and "place_part" in token.senses and not token.senses["place_part"].prefix:
                k += 1
                continue
            if (
                not token.word
                or ("place_stops" in token.senses and not (cut and k == j))
                or token.senses.keys()
                & {"befell", "befalls", "says", "day", "weekday", "daypart", "does", "parts", "act"}
            ):
                break
            if k > j and (
                token.text == "و"
                or token.text.startswith("وال")
                or any(s.prefix[:1] in _PREFIXES for s in token.senses.values() if s.prefix)
            ):
                break
            k += 1
        return k

    def _find(self, tokens: list[Token], first: int, last: int, named: bool, cut: int = 0) -> _Known | None:
        sense = tokens[first].senses.get("place_feature")
        start = tokens[first].start + (cut or (len(sense.prefix) if sense else 0))
        key = (self.text.text[start : tokens[last - 1].end], named)
        if key not in self.known:
            if len(key[0]) < SHORTEST:
                return None
            words = self.text.plain[start : tokens[last - 1].end]
            self.known[key] = self._meant(words, named)
        return self.known[key]

    def _meant(self, words: str, named: bool) -> _Known | None:
        """What these words mean; ``named`` says that "قرية" or its like stands before them.

        Arabic has no capitals, and any word sounds like some village somewhere. So without such a word a name has to be
        the very name; and a place of the world at large has to lie in the region the report has named or, spelt just
        so, be a town.
        """
        near = self._near()
        if self.scoring is None:
            places = [p for p in self.gazetteer.find(words, near) if named or self._likely(p)]
            return _known(words, places) if places else None
        if words not in self.alone:
            if len(self.alone) >= MOST:
                return None
            self.alone[words] = {c.place.ident: c for c in self.scoring.find_scored(words)}
        alone = self.alone[words]
        least, own = SURE_ENOUGH - MOST_ADDED if named else SPELT_SO, self.scoring.extent is not None
        if not any(c.score >= least for c in alone.values()):
            return None
        found = [
            c
            for c in (self.scoring.find_scored(words, near) if near else alone.values())
            if c.score >= SURE_ENOUGH and c.place.ident in alone and self._fits(alone[c.place.ident], named, own)
        ]
        return _known(words, [c.place for c in found], _plain(found), found[0].spelt) if found else None

    def _fits(self, candidate: Candidate, named: bool, own: bool) -> bool:
        """Whether a candidate, scored without its surroundings, may be meant; ``own``: the case has a table."""
        place = candidate.place
        spelt = candidate.spelt or (candidate.score >= SAME_SOUND and self._beside(place))
        if not named and not (spelt and candidate.score >= SPELT_SO):
            return False
        if not place.ident.startswith(_WORLD) or ((named or not own) and self._in_region(place)):
            return True
        if candidate.score < SPELT_SO:
            return False
        if place.where_prec > 2 or (named and not own and not self.anchors):
            return True
        if own and self.anchors and not self._in_region(place):
            return candidate.population >= METROPOLIS
        return candidate.population >= (CITY if own else TOWN)

    def _likely(self, place: Place) -> bool:
        return not place.ident.startswith(_WORLD) or self._in_region(place)

    def _in_region(self, place: Place) -> bool:
        return any((apart := k.kilometres_from(place)) is not None and apart <= REGION for _, k in self.anchors)

    def _beside(self, place: Place) -> bool:
        return any((apart := k.kilometres_from(place)) is not None and apart <= TOGETHER for k in self._near())

    def _near(self) -> tuple[Place, ...]:
        """The few anchors named nearest by, the nearest first; none before all of the report was looked over."""
        if not self.surveyed:
            return ()
        ranked = sorted(self.anchors, key=lambda anchor: abs(anchor[0] - self.here))
        return tuple({place.ident: place for _, place in ranked}.values())[:RECENT]

    def _noted(self, place: Place, prec: int, region: bool) -> Place:
        """The place as it is known here; it is remembered for the other names."""
        wider = max(place.where_prec, prec, 3 if region else 1)
        known = replace(place, where_prec=wider, off_m=place.off_m if wider in (place.where_prec, 2) else 0)
        if place.resolved and (self.here, place) not in self.anchors:
            self.anchors.append((self.here, place))
        return known


def _known(words: str, places: Sequence[Place], sure: bool = True, spelt: bool = True) -> _Known:
    wide = any(place.where_prec >= WIDE for place in places)
    return _Known(replace(places[0], words=words), wide, sure, spelt)


def _near_by(place: Place) -> Place:
    return replace(place, where_prec=max(2, place.where_prec))


def _goes_on(token: Token) -> bool:
    """Whether a word behind a name may belong to it: one that means nothing else here, and no "and" before it."""
    return token.word and not token.senses and not token.text.startswith("و") and len(token.text) >= SHORTEST


def _plain(found: list[Candidate]) -> bool:
    """Whether the first is meant whatever else is named: the others score less, or lie beside it."""
    return not any(
        c.score > found[0].score - APART and (found[0].place.kilometres_from(c.place) or 0.0) > TOGETHER
        for c in found[1:]
    )


def _may_be_named(token: Token) -> bool:
    """Whether a word may begin the name of a place no gazetteer has: no word that means something else here."""
    return "place_part" in token.senses or (len(token.text) >= SHORTEST and not token.senses.keys() - _IN_NAMES)


def _is_whole(token: Token) -> bool:
    """Whether a word that begins names is one itself, with its article: "الباب", "رأس العين"."""
    return "place_part" in token.senses and token.senses["place_part"].definite and "person" not in token.senses
