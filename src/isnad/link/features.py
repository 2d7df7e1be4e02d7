"""FEATURES: how two mentions are compared, each with its weight, its argument and its reason.

What may live here: named functions of two mentions that give a likeness from -1 to 1, or None where one of them
does not say, and the table that weighs them. Weights are in natural-log odds, summed as in Fellegi and Sunter (1969).
They were learnt by logistic regression on pairs of whole reports and rounded (``benchmarks/link_weights.py`` learns
them again); where a pool cannot teach a weight, because few of its pairs show it, the docstring argues for it.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from isnad.link.mention import Mention
from isnad.link.vocabulary import Vocabulary
from isnad.link.weekdays import WEEKDAYS
from isnad.records.likeness import spelt_alike
from isnad.records.where import Place

PRIOR = -3.5  # log odds that two mentions of one block tell of one attack: about 1 in 33
OTHERS = 0.3  # how much villages that only one of two reports names speak against
PRINTED = 10  # runs of words; of a shorter text a likeness may be a channel's signature
# Kilometres by which a place of each UCDP where_prec may be off (half the width of a usual unit).
BLUR_KM = {1: 3.0, 2: 15.0, 3: 25.0, 4: 60.0, 5: 60.0, 6: 300.0, 7: 500.0}
NEAR_DAYS = (1.0, 0.64, 0.38)  # what stated days no, one and two days apart tell; ``FAR_DAYS`` those further apart
FAR_DAYS = -0.33
TOLD_DAYS = (1.0, 0.68, 0.37, 0.37, 0.37)  # the same of days of publication
FAR_TOLD = -0.23
# How much less a full day (``Vocabulary.crowd``) tells: the day itself, to a least share of it; the days beside it,
# soon another attack's; the day of publication. Chosen on the exams' pools, where the even and the odd half agreed.
CROWDED, CROWDED_LEAST, CROWDED_NEXT, CROWDED_TOLD = 1.2, 0.3, 3.0, 0.8
FULL = 40.0  # the worth of shared rarest words from which on they tell in full
WEEKDAY_AGREES = 0.6  # what a day of the week that agrees tells, of what one that does not tells against
# How much a meeting of two places of a where_prec tells, from 1 (one village) to next to nothing (one country).
TELLS = {1: 1.0, 2: 0.7, 3: 0.45, 4: 0.25, 5: 0.2, 6: 0.0, 7: 0.0}


def time_apart(one: Mention, other: Mention, vocabulary: Vocabulary) -> float | None:
    """4.2: most pairs of a pool lie months apart, so that one day tells much, and its neighbours somewhat less.

    A dateline's day is taken for the attack's, a strike falls at midnight: but the fuller of attacks a day is, the less
    it tells, and soon the day after is another attack's. Three days or more speak against. A stretch of days tells the
    less the longer it is.
    """
    if not (one.when and other.when):
        return None
    gap = one.when.days_from(other.when)
    if gap >= len(NEAR_DAYS):
        return FAR_DAYS
    near, crowd = NEAR_DAYS[gap] / max(one.when.day_count, other.when.day_count), vocabulary.crowd(one, other)
    if gap:
        return max(FAR_DAYS, near * (1 - CROWDED_NEXT * crowd))
    return near * max(CROWDED_LEAST, 1 - CROWDED * crowd)


def published(one: Mention, other: Mention, vocabulary: Vocabulary) -> float | None:
    """7.5: where a report gives no time, the day it was published stands in, for most news is of its day.

    More than four days speak a little against, since some reports look back.
    """
    if one.when and other.when:
        return None
    if one.last is None or other.last is None:
        return None
    gap = abs(one.last - other.last)
    return TOLD_DAYS[gap] * (1 - CROWDED_TOLD * vocabulary.crowd(one, other)) if gap < len(TOLD_DAYS) else FAR_TOLD


def places(one: Mention, other: Mention, vocabulary: Vocabulary) -> float | None:
    """7.0: villages that both reports name anywhere, the more the fewer others name them and the more of what each
    names they are (Bhattacharyya's coefficient of the shares): a bulletin's dozen villages tell little each.

    In full from a rarity of e to the sixth, one mention in 400; reports that name other villages speak against.
    """
    if not one.places or not other.places:
        return None
    told = math.fsum(
        math.sqrt(one.places[p] * other.places[p]) * place_worth(p, vocabulary)
        for p in one.places.keys() & other.places.keys()
    )
    return min(1.0, told - OTHERS)


def place_worth(place: str, vocabulary: Vocabulary) -> float:
    """What it tells that two reports name a village and nothing else."""
    return OTHERS + max(0.0, vocabulary.rarity(place) - 1) / 5


def distance(one: Mention, other: Mention, _: Vocabulary) -> float | None:
    """0.3: two villages tell attacks apart. That they are one is told by ``places``, and here but a little.

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
    near = TELLS[vaguest] / 4
    if apart <= blur:
        return near
    return max(-1.0, near - (1.0 + near) * (apart - blur) / (2 * blur))


def place_name(one: Mention, other: Mention, _: Vocabulary) -> float | None:
    """2.0: where no gazetteer placed one of them, a name spelt alike is as good as a village that both name."""
    if not (one.where and other.where) or (one.where.resolved and other.where.resolved):
        return None
    if not alike(one.where, other.where):
        return None
    return TELLS[max(one.where.where_prec, other.where.where_prec)]


def alike(one: Place, other: Place) -> bool:
    """Whether two places have the same row of a gazetteer, or a name or words spelt alike."""
    if one.ident and one.ident == other.ident:
        return True
    names = [n for n in dict.fromkeys((one.name, one.words)) if n]
    return any(spelt_alike(a, b) for a in names for b in dict.fromkeys((other.name, other.words)) if b)


def act(one: Mention, other: Mention, _: Vocabulary) -> float | None:
    """0.4: kinds of attack are few and one kind makes up most of a pool, so agreement tells little.

    A clash tells as much: reports call one attack a strike and shelling.
    """
    return _meeting(one.acts, other.acts, -1.0)


def target(one: Mention, other: Mention, _: Vocabulary) -> float | None:
    """0.9: a school or a hospital is hit less often than a village. One attack hits many things: a clash is weak."""
    return _meeting(one.targets, other.targets, -0.25)


def killed(one: Mention, other: Mention, _: Vocabulary) -> float | None:
    """2.1: the same number of dead, the more the larger it is (two attacks with 2 dead are common, with 37 not).

    Numbers that differ twofold or less tell nothing: tolls grow. Beyond that they speak against, at a third.
    """
    return _numbers(one.killed, other.killed)


def injured(one: Mention, other: Mention, _: Vocabulary) -> float | None:
    """1.4: as for the dead, at half: numbers of wounded are rounder and move more."""
    return _numbers(one.injured, other.injured)


def families(one: Mention, other: Mention, _: Vocabulary) -> float | None:
    """2.5: homes hit on one day in one town are told apart by whose they are; recorders name attacks by them.

    Learnt weights differ too much to be taken: where one pool's reports name a victim's family, another's name all that
    mourn. Across languages a name may be spelt beyond knowing, so there only a shared one tells.
    """
    if not one.families or not other.families:
        return None
    if one.families & other.families:
        return 1.0
    return -1.0 if one.language == other.language else None


def wording(one: Mention, other: Mention, vocabulary: Vocabulary) -> float | None:
    """7.0: a reprint tells of what the print told of. Half of the shorter one's runs of words may be stock phrases.

    What pages of one publisher share is for the most part what it puts beside every report, and pages on which neither
    place nor claim was found may be of a platform that asks to log in: there it tells nothing.
    """
    if (one.publisher and one.publisher == other.publisher) or not (one.tells and other.tells):
        return None
    first, second = vocabulary.prints_of(one), vocabulary.prints_of(other)
    least = min(len(first), len(second))
    if least < PRINTED:
        return None
    share = len(np.intersect1d(first, second, assume_unique=True)) / least
    return min(1.0, (share - 0.5) / 0.4) if share > 0.5 else None


def rare_words(one: Mention, other: Mention, vocabulary: Vocabulary) -> float | None:
    """2.5: names of the dead, of streets and of officials stand in few reports.

    Cosine of inverse document frequencies; tells only within one language. The root of it is nearly linear in the log
    odds: a cosine of .04 tells nothing, one of .40 counts in full, and less speaks a little against. In a pool of a
    few mentions no word is known to be rare: see ``trust``.
    """
    cosine = vocabulary.cosine(one, other) if one.language == other.language else None
    if cosine is None:
        return None
    return max(-0.1, min(1.0, (math.sqrt(cosine) - 0.2) / 0.43)) * vocabulary.trust


def rarest_words(one: Mention, other: Mention, vocabulary: Vocabulary) -> float | None:
    """3.5: names of the dead and of the spot that was hit, however long the two texts are and whatever else they tell.

    The sum of what their rarest words are worth, in full from four words that hardly any other report has. Two pages of
    one publisher share what it puts beside every report, and one writer's favourite words; so may two of which no
    publisher is known: there it tells nothing.
    """
    if one.publisher == other.publisher:
        return None
    worth = vocabulary.seldom(one, other)
    return min(1.0, math.sqrt(worth / FULL)) * vocabulary.trust if worth else None


def weekday(one: Mention, other: Mention, _: Vocabulary) -> float | None:
    """2.0: what has no date may name a day of the week, which the other's day is or is not.

    Told of a page that was saved without its date. A report that gives no day for the attack was published on that day
    or on the next. One in seven agree by chance: that they agree tells less than that they do not.
    """
    if (one.span and other.span) or not one.weekdays or not other.weekdays:
        return None
    return WEEKDAY_AGREES if one.weekdays & other.weekdays else -1.0


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


def _families_named(mention: Mention) -> str:
    """How many; their names may be those of the dead, and stay in the report."""
    return f"{len(mention.families)} named" if mention.families else "not said"


def _weekdays_named(mention: Mention) -> str:
    return " or ".join(WEEKDAYS[n] for n in sorted(mention.weekdays)) or "not said"


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
    Feature(name="time", weight=4.2, compare=time_apart, show=lambda m: m.span.edtf() if m.span else "not said"),
    Feature(name="published", weight=7.5, compare=published, show=lambda m: m.span.edtf() if m.span else "not said"),
    Feature(name="places named", weight=7.0, compare=places, show=lambda m: _listed(m.places)),
    Feature(name="distance", weight=0.3, compare=distance, show=lambda m: _said(m.where and m.where.name)),
    Feature(name="place name", weight=2.0, compare=place_name, show=_place_words),
    Feature(name="act", weight=0.4, compare=act, show=lambda m: _listed(m.acts)),
    Feature(name="target", weight=0.9, compare=target, show=lambda m: _listed(m.targets)),
    Feature(name="killed", weight=2.1, compare=killed, show=lambda m: _listed(m.killed)),
    Feature(name="injured", weight=1.4, compare=injured, show=lambda m: _listed(m.injured)),
    Feature(name="families", weight=2.5, compare=families, show=_families_named),
    Feature(name="wording", weight=7.0, compare=wording, show=lambda m: f"report {m.report}"),
    Feature(name="weekday", weight=2.0, compare=weekday, show=_weekdays_named),
    Feature(name="rarest words", weight=3.5, compare=rarest_words, show=lambda m: f"report {m.report}"),
    Feature(name="rare words", weight=2.5, compare=rare_words, show=lambda m: f"report {m.report}"),
)


def score(one: Mention, other: Mention, vocabulary: Vocabulary, features: Iterable[Feature] = FEATURES) -> float:
    """Log odds that two mentions tell of one attack; above 0 they are held to."""
    odds = PRIOR
    for feature in features:
        likeness = feature.compare(one, other, vocabulary)
        if likeness is not None:
            odds += feature.weight * likeness
    return odds


def reasons(
    one: Mention, other: Mention, vocabulary: Vocabulary, features: Iterable[Feature] = FEATURES
) -> tuple[str, ...]:
    """What spoke for or against, strongest first."""
    features = tuple(features)
    return told(one, other, [f.compare(one, other, vocabulary) for f in features], features)


def told(
    one: Mention,
    other: Mention,
    likenesses: Iterable[float | None],
    features: Iterable[Feature],
    most: int | None = None,
) -> tuple[str, ...]:
    """What these likenesses spoke for or against, strongest first; what is None or not a number told nothing."""
    heard = [
        (f, likeness) for f, likeness in zip(features, likenesses, strict=True) if likeness and likeness == likeness
    ]
    heard.sort(key=lambda pair: -abs(pair[1] * pair[0].weight))
    return tuple(f.reason(one, other, likeness) for f, likeness in heard[:most])
