"""In bulk: what each of FEATURES gives for many pairs of rows at once.

What may live here: for a function of features.py the same in arrays, not a number where it gives None. Equal to it to
the last few digits: a test holds them against each other. A feature without one here is asked pair by pair.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from isnad.link import features
from isnad.link.columns import Columns, Flags
from isnad.link.features import (
    BLUR_KM,
    FAR_DAYS,
    FAR_TOLD,
    FULL,
    NEAR_DAYS,
    OTHERS,
    PRINTED,
    TELLS,
    TOLD_DAYS,
    WEEKDAY_AGREES,
)
from isnad.link.tables import Numbers, Values
from isnad.records.where import EARTH_RADIUS_KM

NONE = float("nan")
FEW = 4  # numbers up to which those of two mentions are held against each other first
_NEAR, _TOLD = np.array(NEAR_DAYS), np.array(TOLD_DAYS)
_BLUR = np.array([0.0, *(BLUR_KM[n] for n in range(1, 8))])
_TELLS = np.array([0.0, *(TELLS[n] for n in range(1, 8))])


def gap_of(columns: Columns, i: Numbers, j: Numbers) -> Numbers:
    """Whole days between the stated times; 0 where they share a day."""
    after = columns.first[i] - columns.final[j]
    before = columns.first[j] - columns.final[i]
    gap: Numbers = np.maximum(0, np.maximum(after, before))
    return gap


def crowd(columns: Columns, i: Numbers, j: Numbers) -> Values:
    """``Vocabulary.crowd``."""
    one, other = columns.attacks[i], columns.attacks[j]
    least = np.where(one < 0, other, np.where(other < 0, one, np.minimum(one, other)))
    return np.minimum(1.0, np.log2(np.maximum(1, least)) / 6)


def time_apart(columns: Columns, i: Numbers, j: Numbers) -> Values:
    """``features.time_apart``."""
    gap, full = gap_of(columns, i, j), crowd(columns, i, j)
    longest = np.maximum(columns.final[i] - columns.first[i], columns.final[j] - columns.first[j]) + 1
    near = _NEAR[np.minimum(gap, len(_NEAR) - 1)] / longest
    beside = np.maximum(FAR_DAYS, near * (1 - features.CROWDED_NEXT * full))
    same = near * np.maximum(features.CROWDED_LEAST, 1 - features.CROWDED * full)
    told = np.where(gap >= len(_NEAR), FAR_DAYS, np.where(gap > 0, beside, same))
    return np.where(columns.dated[i] & columns.dated[j], told, NONE)


def published(columns: Columns, i: Numbers, j: Numbers) -> Values:
    """``features.published``."""
    gap = np.abs(columns.last[i] - columns.last[j])
    near = _TOLD[np.minimum(gap, len(_TOLD) - 1)] * (1 - features.CROWDED_TOLD * crowd(columns, i, j))
    known = columns.timed[i] & columns.timed[j] & ~(columns.dated[i] & columns.dated[j])
    return np.where(known, np.where(gap < len(_TOLD), near, FAR_TOLD), NONE)


def places(columns: Columns, i: Numbers, j: Numbers) -> Values:
    """``features.places``."""
    named = columns.places.sizes > 0
    told = np.minimum(1.0, columns.places.shared(i, j) - OTHERS)
    return np.where(named[i] & named[j], told, NONE)


def kilometres(columns: Columns, i: Numbers, j: Numbers) -> Values:
    """Great-circle distance, not a number where one of the two is unresolved."""
    south, west, north, east = (
        np.radians(side)
        for side in (columns.latitude[i], columns.longitude[i], columns.latitude[j], columns.longitude[j])
    )
    h = np.sin((north - south) / 2) ** 2 + np.cos(south) * np.cos(north) * np.sin((east - west) / 2) ** 2
    far: Values = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, np.sqrt(h)))
    return far


def distance(columns: Columns, i: Numbers, j: Numbers) -> Values:
    """``features.distance``."""
    one, other, apart = columns.where_prec[i], columns.where_prec[j], kilometres(columns, i, j)
    blur = np.hypot(_BLUR[one], _BLUR[other])
    near = _TELLS[np.maximum(one, other)] / 4
    with np.errstate(divide="ignore", invalid="ignore"):
        far = np.maximum(-1.0, near - (1.0 + near) * (apart - blur) / (2 * blur))
    return np.where(np.isnan(apart), NONE, np.where(apart <= blur, near, far))


def place_name(columns: Columns, i: Numbers, j: Numbers) -> Values:
    """``features.place_name``."""
    resolved = ~np.isnan(columns.latitude)
    told = np.full(len(i), NONE)
    asked = np.flatnonzero((columns.spot[i] >= 0) & (columns.spot[j] >= 0) & ~(resolved[i] & resolved[j]))
    alike = spelt_alike(columns, i[asked], j[asked])
    prec = np.maximum(columns.where_prec[i[asked]], columns.where_prec[j[asked]])
    told[asked] = np.where(alike, _TELLS[prec], NONE)
    return told


def spelt_alike(columns: Columns, i: Numbers, j: Numbers) -> Flags:
    """``features.alike`` of the places of two rows; asked once for two places, and only where consonants agree."""
    one, other = columns.spot[i], columns.spot[j]
    keys = columns.spellings
    near: Flags = (keys[one][:, :, None] == keys[other][:, None, :]).any(axis=(1, 2))
    pairs, at = np.unique(one[near] * len(keys) + other[near], return_inverse=True)
    told = [features.alike(columns.spots[n // len(keys)], columns.spots[n % len(keys)]) for n in pairs.tolist()]
    near[near] = np.array(told, bool)[at]
    return near


def _kinds(one: Any, other: Any, clash: float) -> Values:
    said = one.any(axis=1) & other.any(axis=1)
    return np.where(said, np.where((one & other).any(axis=1), 1.0, clash), NONE)


def act(columns: Columns, i: Numbers, j: Numbers) -> Values:
    """``features.act``."""
    return _kinds(columns.acts[i], columns.acts[j], -1.0)


def target(columns: Columns, i: Numbers, j: Numbers) -> Values:
    """``features.target``."""
    return _kinds(columns.targets[i], columns.targets[j], -0.25)


def killed(columns: Columns, i: Numbers, j: Numbers) -> Values:
    """``features.killed``."""
    return _tolls(columns.killed, i, j)


def injured(columns: Columns, i: Numbers, j: Numbers) -> Values:
    """``features.injured``."""
    return _tolls(columns.injured, i, j)


def families(columns: Columns, i: Numbers, j: Numbers) -> Values:
    """``features.families``."""
    some = columns.families.sizes > 0
    told = np.where(some[i] & some[j] & (columns.language[i] == columns.language[j]), -1.0, NONE)
    told[columns.families.shared(i, j) > 0] = 1.0
    return told


def _tolls(numbers: Numbers, i: Numbers, j: Numbers) -> Values:
    told = np.full(len(i), NONE)
    said = np.flatnonzero((numbers[i, 0] >= 0) & (numbers[j, 0] >= 0))
    one, other = numbers[i[said]], numbers[j[said]]
    both = _greatest_of_both(one[:, :FEW], other[:, :FEW])
    if numbers.shape[1] > FEW:
        many = np.flatnonzero((one[:, FEW] >= 0) | (other[:, FEW] >= 0))
        both[many] = _greatest_of_many(one[many], other[many])
    low, high = np.minimum(one[:, 0], other[:, 0]), np.maximum(one[:, 0], other[:, 0])
    same = np.minimum(1.0, np.log2(np.maximum(0, both) + 1) / 4)
    told[said] = np.where(both >= 0, same, np.where(high > 2 * low, -1 / 3, 0.0))
    return told


def _greatest_of_both(one: Numbers, other: Numbers) -> Numbers:
    """The greatest number of the one that the other has too, -1 for none."""
    best = np.full(len(one), -1)
    for n in range(one.shape[1]):
        for m in range(other.shape[1]):
            best = np.maximum(best, np.where(one[:, n] == other[:, m], one[:, n], -1))
    return best


def _greatest_of_many(one: Numbers, other: Numbers) -> Numbers:
    """The same for rows of many numbers, of which a survey of a war gives hundreds: no number is held against each."""
    best = np.full(len(one), -1)
    if len(one):
        base = int(max(one.max(), other.max())) + 1
        rows = np.arange(len(one), dtype=np.int64)[:, None] * base
        both = np.intersect1d((rows + one)[one >= 0], (rows + other)[other >= 0], assume_unique=True)
        best[both // base] = both % base  # they are in order, and of one row's the last stays
    return best


def wording(columns: Columns, i: Numbers, j: Numbers) -> Values:
    """``features.wording``; what shares too few of its runs with any other is not looked at."""
    least = np.minimum(columns.printed[i], columns.printed[j])
    reach = np.minimum(columns.prints.sizes[i], columns.prints.sizes[j])
    own = (columns.publisher[i] > 0) & (columns.publisher[i] == columns.publisher[j])
    asked = np.flatnonzero(~own & columns.tells[i] & columns.tells[j] & (least >= PRINTED) & (2 * reach > least))
    told = np.full(len(i), NONE)
    share = columns.prints.shared(i[asked], j[asked]) / least[asked]
    told[asked] = np.where(share > 0.5, np.minimum(1.0, (share - 0.5) / 0.4), NONE)
    return told


def weekday(columns: Columns, i: Numbers, j: Numbers) -> Values:
    """``features.weekday``."""
    one, other = columns.weekdays[i], columns.weekdays[j]
    asked = (one > 0) & (other > 0) & ~(columns.timed[i] & columns.timed[j])
    return np.where(asked, np.where(one & other, WEEKDAY_AGREES, -1.0), NONE)


def rarest_words(columns: Columns, i: Numbers, j: Numbers) -> Values:
    """``features.rarest_words``."""
    told = np.full(len(i), NONE)
    asked = np.flatnonzero(columns.publisher[i] != columns.publisher[j])
    worth = columns.rarest.shared(i[asked], j[asked])
    told[asked] = np.where(worth > 0, np.minimum(1.0, np.sqrt(worth / FULL)) * columns.trust, NONE)
    return told


def rare_words(columns: Columns, i: Numbers, j: Numbers) -> Values:
    """``features.rare_words``."""
    size = columns.worth[i] * columns.worth[j]
    told = np.full(len(i), NONE)
    asked = np.flatnonzero((columns.language[i] == columns.language[j]) & (size > 0))
    words = columns.words
    shared = words.shared(i[asked], j[asked]) / np.sqrt(size[asked])
    told[asked] = np.maximum(-0.1, np.minimum(1.0, (np.sqrt(shared) - 0.2) / 0.43)) * columns.trust
    return told


IN_BULK: Mapping[Callable[..., float | None], Callable[[Columns, Numbers, Numbers], Values]] = {
    features.time_apart: time_apart,
    features.published: published,
    features.places: places,
    features.distance: distance,
    features.place_name: place_name,
    features.act: act,
    features.target: target,
    features.killed: killed,
    features.injured: injured,
    features.families: families,
    features.wording: wording,
    features.weekday: weekday,
    features.rarest_words: rarest_words,
    features.rare_words: rare_words,
}
