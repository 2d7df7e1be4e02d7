"""Places in Arabic reports: names after "قرية", "حي", "في", "على" and in hashtags, looked up in the gazetteer.

What may live here: from words to Places, and which place a claim is about. ``where_prec`` codes are UCDP GED's.
"""

from dataclasses import dataclass, field, replace

from isnad.read.gazetteer import Gazetteer
from isnad.read.languages.arabic.letters import Folded
from isnad.read.languages.arabic.tokens import Sentence, Token
from isnad.records.where import Place

LONGEST = 4  # words of a place's name
MOST = 40  # look-ups a report; a bulletin of more places than that is a list, not a report
SHORTEST = 3  # letters of a name looked up where no word says that a place follows
_QUOTES = frozenset("\"'“”«»‘’()‹›[]")
# A word of these kinds after "في" or "على" is a common noun, or finds the name behind it by itself.
_NO_NAME = frozenset(
    ("place_settlement", "place_region", "place_near", "target", "person", "victim", "others", "force", "act", "number")
)
_PREFIXES = ("ب", "ل", "و", "ف")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place at tokens ``first:last``; ``region`` is a province or countryside, not the very place; ``bare`` has no
    word like "قرية" before it."""

    first: int
    last: int
    place: Place
    region: bool
    bare: bool = False


@dataclass(slots=True)
class Places:
    """Reads the places of one report; what was found before helps to tell namesakes apart."""

    gazetteer: Gazetteer
    text: Folded
    near: list[Place] = field(default_factory=list)
    known: dict[str, Place | None] = field(default_factory=dict)
    lookups: int = 0

    def spots(self, sentence: Sentence) -> list[Spot]:
        """The places named in a sentence, in order; regions are looked up first."""
        tokens = sentence.tokens
        found: list[Spot] = []
        for regions in (True, False):
            i = 0
            while i < len(tokens):
                spot = None if any(s.first <= i < s.last for s in found) else self._at(tokens, i, regions)
                if spot and not _elsewhere(tokens, spot.first):
                    found.append(spot)
                i = max(i + 1, spot.last if spot else 0)
        return _merged(sorted(found, key=lambda s: s.first))

    def _at(self, tokens: list[Token], i: int, regions: bool) -> Spot | None:
        token, senses = tokens[i], tokens[i].senses
        if regions:
            sense = senses.get("place_region")
            return self._named(tokens, i, i + sense.length, 0, True) if sense else None
        for kind, prec in (("place_settlement", 0), ("place_near", 2)):
            sense = senses.get(kind)
            if sense:
                return self._named(tokens, i, i + sense.length, prec, False)
        if token.tag and (i == 0 or not tokens[i - 1].tag or token.start > tokens[i - 1].end + 1):
            return self._bare(tokens, i, i, [t.tag for t in tokens])
        if "place_before" in senses or "place_bearing" in senses:
            return self._bare(
                tokens, i, i + max(s.length for k, s in senses.items() if k in ("place_before", "place_bearing")), None
            )
        return None

    def _named(self, tokens: list[Token], i: int, j: int, prec: int, region: bool) -> Spot | None:
        """A name after a word that says a place follows; unresolved where no gazetteer has it."""
        while j < len(tokens) and (
            tokens[j].text in _QUOTES or tokens[j].senses.keys() & {"place_bearing", "place_settlement"}
        ):
            j += 1
        last = self._end(tokens, j)
        while last > j:
            place = self._find(tokens, j, last)
            if place:
                return Spot(i, last, self._noted(place, prec, region), region)
            last -= 1
        last = self._end(tokens, j)
        if last == j or region or prec:
            return None
        words = self.text.plain[tokens[j].start : tokens[min(last, j + 2) - 1].end]
        within = (self.near[-1].name,) if self.near else ()
        return Spot(i, min(last, j + 2), Place(name=words, words=words, within=within), False)

    def _bare(self, tokens: list[Token], i: int, j: int, tags: list[bool] | None) -> Spot | None:
        """A name with only "في" or a hashtag before it: a place if a gazetteer has it."""
        last = self._end(tokens, j)
        if tags is None and j < len(tokens) and tokens[j].senses.keys() & _NO_NAME:
            return None
        if tags is not None:
            while last > j and not tags[last - 1]:
                last -= 1
        while last > j:
            place = self._find(tokens, j, last) if tokens[last - 1].end - tokens[j].start >= SHORTEST else None
            if place:
                return Spot(i, last, self._noted(place, 0, False), place.where_prec >= 4, True)
            last -= 1
        return None

    @staticmethod
    def _end(tokens: list[Token], j: int) -> int:
        """The token after the last that may belong to a name that begins at j."""
        k = j
        while k < len(tokens) and k - j < LONGEST:
            token = tokens[k]
            if k == j and "place_part" in token.senses and not token.senses["place_part"].prefix:
                k += 1
                continue
            if (
                not token.word
                or "place_stops" in token.senses
                or token.senses.keys()
                & {"befell", "befalls", "says", "day", "weekday", "daypart", "does", "parts", "act"}
            ):
                break
            if k > j and (
                token.text == "و" or any(s.prefix[:1] in _PREFIXES for s in token.senses.values() if s.prefix)
            ):
                break
            k += 1
        return k

    def _find(self, tokens: list[Token], first: int, last: int) -> Place | None:
        key = self.text.text[tokens[first].start : tokens[last - 1].end]
        if key not in self.known:
            if self.lookups >= MOST or len(key) < SHORTEST:
                return None
            self.lookups += 1
            words = self.text.plain[tokens[first].start : tokens[last - 1].end]
            found = self.gazetteer.find(words, tuple(self.near))
            self.known[key] = replace(found[0], words=words) if found else None
        return self.known[key]

    def _noted(self, place: Place, prec: int, region: bool) -> Place:
        """The place as it is known here; it is remembered for the names to come."""
        known = replace(place, where_prec=max(place.where_prec, prec, 3 if region else 1))
        if place.resolved and place not in self.near:
            self.near.append(place)
        return known


def _merged(spots: list[Spot]) -> list[Spot]:
    """A quarter that no gazetteer has, right before a town that one has, is a spot near that town."""
    made: list[Spot] = []
    for spot in spots:
        last = made[-1] if made else None
        if last and not last.place.resolved and spot.place.resolved and not spot.region and spot.first - last.last <= 1:
            words = f"{last.place.words} {spot.place.words}"
            made[-1] = Spot(
                last.first, spot.last, replace(spot.place, words=words, where_prec=max(2, spot.place.where_prec)), False
            )
        else:
            made.append(spot)
    return made


def _elsewhere(tokens: list[Token], first: int) -> bool:
    """Whether the place is where people come from, were taken to or were fired on from."""
    return any("place_elsewhere" in t.senses for t in tokens[max(0, first - 3) : first + 1])


def about(spots: list[Spot], first: int, last: int, next_first: int) -> Spot | None:
    """The place that what stands at tokens ``first:last`` is about: the first one named after it and before the next
    claim, else the last named before it. Settlements go before regions."""
    for wanted in ([s for s in spots if not s.region], spots):
        after = [s for s in wanted if last - 1 <= s.first < next_first]
        before = [s for s in wanted if s.first < first]
        if after or before:
            return after[0] if after else before[-1]
        if wanted:
            return wanted[0]  # "مقتل 3 وإصابة 4 ... في قرية": the place comes last, for all of them
    return None
