"""FEATURES: how two mentions are compared, each with its weight, its argument and its reason.

What may live here: named functions of two mentions that give a likeness from -1 to 1, or None where one of them
does not say, and the table that weighs them. Weights are in natural-log odds, summed as in Fellegi and Sunter (1969):
they are argued for below, not yet learnt.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from isnad.link.mention import EXACT, Mention, place_key
from isnad.records.likeness import containment, spelt_alike
from isnad.records.where import Place

PRIOR = -4.5  # log odds that two mentions of one block tell of one attack: about 1 in 90
ENOUGH = 100  # mentions from which on the rarity of words is taken at its full worth
COMMON = 0.02  # a word in more than this share of mentions tells nothing
# Kilometres by which a place of each UCDP where_prec may be off (half the width of a usual unit).
BLUR_KM = {1: 3.0, 2: 15.0, 3: 25.0, 4: 60.0, 5: 60.0, 6: 300.0, 7: 500.0}
# How much a meeting of two such places tells, from 1 (one village) to next to nothing (one country).
TELLS = {1: 1.0, 2: 0.7, 3: 0.45, 4: 0.25, 5: 0.2, 6: 0.0, 7: 0.0}


class Vocabulary:
    """How rare each word is among the mentions of a pool, and on how many occasions each place is named."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self.size = 0
        self._met: Counter[str] = Counter()
        self._named: Counter[str] = Counter()
        days: defaultdict[str, set[int]] = defaultdict(set)
        for mention in mentions:
            self.size += 1
            self._met.update(mention.words)
            self._named.update(mention.places)
            if mention.where and mention.when:
                days[place_key(mention.where)].add(mention.when.first_day.toordinal())
        self._occasions = {place: sum(day - 1 not in known for day in known) for place, known in days.items()}
        self._limit = max(5.0, self.size * COMMON)
        self._worth = {w: math.log(1 + self.size / n) if n <= self._limit else 0.0 for w, n in self._met.items()}
        self._weight: dict[tuple[str, int, int], float] = {}

    def occasions(self, place: Place) -> int:
        """On how many occasions (runs of days) the pool has attacks in a place; at least 1."""
        return max(1, self._occasions.get(place_key(place), 0))

    def rarity(self, place: str) -> float:
        """How rare a place's name is in this pool, by its inverse document frequency."""
        return math.log((1 + self.size) / max(1, self._named[place]))

    @property
    def trust(self) -> float:
        """How far rarity in this pool can be relied on, 0 to 1: a hundred mentions are held to be enough."""
        return min(1.0, self.size / ENOUGH)

    def worth(self, word: str) -> float:
        """Inverse document frequency (Sparck Jones 1972); 0 for a common word."""
        return self._worth.get(word, 0.0)

    def weight(self, words: Iterable[str]) -> float:
        """The squared length of a text's vector; summed exactly, so that the order of words cannot matter."""
        return math.fsum(self._worth.get(w, 0.0) ** 2 for w in words)

    def weight_of(self, mention: Mention) -> float:
        """``weight`` of a mention's words, kept."""
        known = self._weight.get(mention.key)
        if known is None:
            known = self._weight[mention.key] = self.weight(mention.words)
        return known

    def met(self, word: str) -> int:
        """In how many mentions it stands."""
        return self._met[word]

    def rare(self, mention: Mention) -> list[str]:
        """The mention's words that tell something, rarest first, those of one rarity in alphabetical order."""
        return sorted((w for w in mention.words if self._worth[w]), key=lambda w: (self._met[w], w))


def time_apart(one: Mention, other: Mention, _: Vocabulary) -> float | None:
    """2.0: of the attacks of one place's neighbourhood, one in seven or so of a week's falls on the same day.

    A day apart speaks a little against (a dateline's day taken for the attack's, a strike at midnight), two days
    as much as the same day speaks for. A stretch of days tells the less the longer it is.
    """
    if not (one.when and other.when):
        return None
    gap = one.when.days_from(other.when)
    if gap:
        return -0.25 if gap == 1 else -1.0
    return 1.0 / max(one.when.day_count, other.when.day_count)


def published(one: Mention, other: Mention, _: Vocabulary) -> float | None:
    """5.0: where a report gives no time, the day it was published stands in, for most news is of its day.

    Set by hand near what a logistic regression on pairs of reports gave (4.6): published on the day of the other
    counts in full, up to four days apart less and less, and more days a little against, since some reports look back.
    """
    if one.when and other.when:
        return None
    first, second = one.when or one.told, other.when or other.told
    if first is None or second is None:
        return None
    gap = abs((first.last_day - second.last_day).days)
    return (1.0, 0.6, 0.3, 0.2, 0.1)[gap] if gap <= 4 else -0.2


def places(one: Mention, other: Mention, vocabulary: Vocabulary) -> float | None:
    """3.0: villages that both reports name anywhere, the more the fewer others name them and the fewer they name.

    A bulletin's dozen villages tell little each. In full from a rarity of e to the sixth, one mention in 400.
    """
    both = one.places & other.places
    if not both:
        return -0.25 if one.places and other.places else None
    size = math.sqrt(len(one.places) * len(other.places))
    return min(1.0, math.fsum(vocabulary.rarity(p) for p in both) / size / 6)


def distance(one: Mention, other: Mention, _: Vocabulary) -> float | None:
    """3.0: strong evidence, since a pool knows hundreds of villages and two reports name the same one.

    Read against how well each place is known (``where_prec``): 10 km between two villages tells them apart, 10 km
    between a village and a district tells nothing. Beyond thrice the blur it counts in full against.
    """
    if not (one.where and other.where):
        return None
    apart = one.where.kilometres_from(other.where)
    if apart is None:
        return None
    vaguest = max(one.where.where_prec, other.where.where_prec)
    blur = math.hypot(BLUR_KM[one.where.where_prec], BLUR_KM[other.where.where_prec])
    if apart <= blur:
        return TELLS[vaguest]
    return max(-1.0, TELLS[vaguest] - (1.0 + TELLS[vaguest]) * (apart - blur) / (2 * blur))


def place_name(one: Mention, other: Mention, _: Vocabulary) -> float | None:
    """3.0: where no gazetteer placed one of them, a name spelt alike is nearly as good as the spot.

    A little less than a distance: villages share names. Two villages of different names speak against, but only half:
    one of them may be a quarter of the other.
    """
    if not (one.where and other.where) or (one.where.resolved and other.where.resolved):
        return None
    if alike(one.where, other.where):
        return TELLS[max(one.where.where_prec, other.where.where_prec)]
    return -0.5 if max(one.where.where_prec, other.where.where_prec) <= EXACT else None


def rare_place(one: Mention, other: Mention, vocabulary: Vocabulary) -> float | None:
    """1.5: where the day does not agree or is not known, one village tells the more the fewer occasions it was hit on.

    The adjustment for the frequency of a value (Winkler 1989), on occasions rather than mentions, since one attack may
    have a hundred reports. A village hit once in the pool counts in full, one hit eight times in full against.
    """
    if not (one.precise and other.precise and one.where and other.where and alike(one.where, other.where)):
        return None
    if one.when and other.when and not one.when.days_from(other.when):
        return None
    often = max(vocabulary.occasions(one.where), vocabulary.occasions(other.where))
    return max(-1.0, 1.0 - 2 * math.log2(often) / 3)


def alike(one: Place, other: Place) -> bool:
    """Whether two places have the same row of a gazetteer, or a name or words spelt alike."""
    if one.ident and one.ident == other.ident:
        return True
    names = [n for n in dict.fromkeys((one.name, one.words)) if n]
    return any(spelt_alike(a, b) for a in names for b in dict.fromkeys((other.name, other.words)) if b)


def act(one: Mention, other: Mention, _: Vocabulary) -> float | None:
    """0.5: kinds of attack are few and one kind makes up most of a pool, so agreement tells little.

    A clash tells as much: reports call one attack a strike and shelling.
    """
    return _meeting(one.acts, other.acts, -1.0)


def target(one: Mention, other: Mention, _: Vocabulary) -> float | None:
    """0.75: a school or a hospital is hit less often than a village. One attack hits many things: a clash is weak."""
    return _meeting(one.targets, other.targets, -0.25)


def killed(one: Mention, other: Mention, _: Vocabulary) -> float | None:
    """1.5: the same number of dead, the more the larger it is (two attacks with 2 dead are common, with 37 not).

    Numbers that differ twofold or less tell nothing: tolls grow. Beyond that they speak against, at a third.
    """
    return _numbers(one.killed, other.killed)


def injured(one: Mention, other: Mention, _: Vocabulary) -> float | None:
    """0.75: as for the dead, at half: numbers of wounded are rounder and move more."""
    return _numbers(one.injured, other.injured)


def roots(one: Mention, other: Mention, _: Vocabulary) -> float | None:
    """0.5: the same original source. A big monitor speaks of every attack, so this counts little; a clash nothing."""
    return 1.0 if one.roots & other.roots else None


def wording(one: Mention, other: Mention, _: Vocabulary) -> float | None:
    """5.0: a reprint tells of what the print told of. Below a fifth of shared runs of words it is stock phrases."""
    share = containment(one.shingles, other.shingles)
    return (share - 0.2) / 0.8 if share > 0.2 and min(len(one.shingles), len(other.shingles)) >= 5 else None


def rare_words(one: Mention, other: Mention, vocabulary: Vocabulary) -> float | None:
    """4.0: names of the dead, of streets and of officials stand in few reports.

    Cosine of inverse document frequencies; tells only within one language. A cosine of .40 counts in full;
    below .08 it speaks a little against. In a pool of a few mentions no word is known to be rare: see ``trust``.
    """
    if one.language != other.language or not one.words or not other.words:
        return None
    size = vocabulary.weight_of(one) * vocabulary.weight_of(other)
    if not size:
        return None
    cosine = vocabulary.weight(one.words & other.words) / math.sqrt(size)
    return max(-0.1, min(1.0, (cosine - 0.08) / 0.32)) * vocabulary.trust


def _meeting(one: frozenset[str], other: frozenset[str], clash: float) -> float | None:
    if not one or not other:
        return None
    return 1.0 if one & other else clash


def _numbers(one: frozenset[int], other: frozenset[int]) -> float | None:
    if not one or not other:
        return None
    both = one & other
    if both:
        return min(1.0, math.log2(max(both) + 1) / 4)
    low, high = sorted((max(one), max(other)))
    return -1 / 3 if high > 2 * low else 0.0


def _listed(values: Iterable[object]) -> str:
    return ", ".join(sorted(map(str, values))) or "not said"


def _said(value: object) -> str:
    return str(value) if value else "not said"


def _place_words(mention: Mention) -> str:
    return _said(mention.where and (mention.where.words or mention.where.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A named comparison: ``compare`` gives a likeness or None, ``show`` the value of one side, for the reason."""

    name: str
    weight: float
    compare: Callable[[Mention, Mention, Vocabulary], float | None]
    show: Callable[[Mention], str]

    def reason(self, one: Mention, other: Mention, likeness: float) -> str:
        """The comparison with both values and what it added."""
        return f"{self.name}: {self.show(one)} | {self.show(other)} ({likeness * self.weight:+.1f})"


FEATURES: tuple[Feature, ...] = (
    Feature(name="time", weight=2.0, compare=time_apart, show=lambda m: m.span.edtf() if m.span else "not said"),
    Feature(name="published", weight=5.0, compare=published, show=lambda m: m.span.edtf() if m.span else "not said"),
    Feature(name="places named", weight=3.0, compare=places, show=lambda m: _listed(m.places)),
    Feature(name="distance", weight=3.0, compare=distance, show=lambda m: _said(m.where and m.where.name)),
    Feature(name="place name", weight=3.0, compare=place_name, show=_place_words),
    Feature(name="rare place", weight=1.5, compare=rare_place, show=lambda m: _said(m.where and m.where.name)),
    Feature(name="act", weight=0.5, compare=act, show=lambda m: _listed(m.acts)),
    Feature(name="target", weight=0.75, compare=target, show=lambda m: _listed(m.targets)),
    Feature(name="killed", weight=1.5, compare=killed, show=lambda m: _listed(m.killed)),
    Feature(name="injured", weight=0.75, compare=injured, show=lambda m: _listed(m.injured)),
    Feature(name="original source", weight=0.5, compare=roots, show=lambda m: _listed(m.roots)),
    Feature(name="wording", weight=5.0, compare=wording, show=lambda m: f"report {m.report}"),
    Feature(name="rare words", weight=4.0, compare=rare_words, show=lambda m: f"report {m.report}"),
)


def score(one: Mention, other: Mention, vocabulary: Vocabulary, features: Iterable[Feature] = FEATURES) -> float:
    """Log odds that two mentions tell of one attack; above 0 they are held to."""
    parts = ((f.weight, f.compare(one, other, vocabulary)) for f in features)
    return PRIOR + sum(weight * likeness for weight, likeness in parts if likeness is not None)


def reasons(
    one: Mention, other: Mention, vocabulary: Vocabulary, features: Iterable[Feature] = FEATURES
) -> tuple[str, ...]:
    """What spoke for or against, strongest first."""
    told = [(f, f.compare(one, other, vocabulary)) for f in features]
    heard = [(f, likeness) for f, likeness in told if likeness]
    heard.sort(key=lambda pair: -abs(pair[1] * pair[0].weight))
    return tuple(f.reason(one, other, likeness) for f, likeness in heard)
