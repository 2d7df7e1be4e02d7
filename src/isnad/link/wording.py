"""Wording: the words and the runs of words of many texts at once, as numbers that are the same in every pool.

What may live here: from texts to arrays. A word's number is a hash of it as ``plain`` has it, a run's one of the words
as they are written (Broder 1997); 64 bits, so that two of a million meet by chance once in many pools.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isnad.link.naming import LONGEST, Names, plain
from isnad.records.likeness import SHINGLE, words_of
from isnad.records.where import Place

Hashes = NDArray[np.uint64]
_DIGIT = re.compile(r"\d")
_ODD = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio; with the two below Steele's SplitMix64 (2014)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


class _Numbers(dict[str, int]):
    """Each word's number, in the order in which words are first met."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


class Wordings:
    """The words of texts. Each is looked at once however often it stands in the pool."""

    def __init__(self, texts: Sequence[str]) -> None:
        numbers, lengths = _Numbers(), []
        flat: list[int] = []
        number = numbers.__getitem__
        for text in texts:
            words = words_of(text)
            lengths.append(len(words))
            flat.extend(map(number, words))
        self._tokens = np.array(flat, np.int64)
        self._ends = np.cumsum(np.array(lengths, np.int64)) if lengths else np.zeros(0, np.int64)
        self._known = [plain(word) for word in numbers]
        self._written = np.array([_hash(word) for word in numbers], np.uint64)

    def words(self) -> Iterator[Hashes]:
        """Of each text the words that may tell something, in its order: no single letters, no numbers."""
        told = np.array([told_by_hash(word) for word in self._known], bool)
        hashes = hashes_of(self._known)
        kept = told[self._tokens]
        before = np.concatenate(([0], np.cumsum(kept)))
        return _cut(hashes[self._tokens[kept]], before[self._ends])

    def runs(self) -> Iterator[Hashes]:
        """Of each text its runs of ``SHINGLE`` words, in its order; the whole where there are fewer."""
        written = self._written[self._tokens]
        size = max(0, len(written) - SHINGLE + 1)
        runs = np.zeros(size, np.uint64)
        for n in range(SHINGLE):
            runs = runs * _ODD + written[n : n + size]
        runs, start = mixed(runs), 0
        for end in self._ends.tolist():
            if end - start >= SHINGLE or end == start:
                yield runs[start : max(start, end - SHINGLE + 1)]
            else:
                yield np.array([_hash(written[start:end].tobytes())], np.uint64)
            start = end

    def places(self, names: Names) -> Iterator[dict[Place, int]]:
        """Of each text how often it names each village."""
        known, tokens = self._known, self._tokens
        opening = np.array([names.opens(word) for word in known], bool)
        met = np.flatnonzero(opening[tokens]) if len(tokens) else np.zeros(0, np.int64)
        text = np.searchsorted(self._ends, met, side="right")
        after = np.minimum(self._ends[text] - met, LONGEST).tolist()
        spots = met.tolist()
        ahead = np.stack([tokens[np.minimum(met + n, len(tokens) - 1)] for n in range(LONGEST)], axis=1).tolist()
        words = [tuple([known[n] for n in few[:many]]) for few, many in zip(ahead, after, strict=True)]
        first = 0
        for last in np.searchsorted(met, self._ends).tolist():
            yield names.named_at(zip(spots[first:last], words[first:last], strict=True))
            first = last


def told_by_hash(word: str) -> bool:
    """Whether a plain word is one of those that ``words`` gives."""
    return len(word) > 1 and not _DIGIT.match(word)


def hashes_of(words: Iterable[str]) -> Hashes:
    """The numbers of plain words."""
    return np.array([_hash(word) for word in words], np.uint64)


def _cut(flat: Hashes, ends: Any) -> Iterator[Hashes]:
    start = 0
    for end in ends.tolist():
        yield flat[start:end]
        start = end


def _hash(word: str | bytes) -> int:
    data = word.encode("utf-8", "surrogatepass") if isinstance(word, str) else word
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big")


def mixed(values: Hashes) -> Hashes:
    """Numbers spread evenly over 64 bits, each always to the same."""
    values = values + _ODD
    values = (values ^ (values >> np.uint64(30))) * _MIX[0]
    values = (values ^ (values >> np.uint64(27))) * _MIX[1]
    return values ^ (values >> np.uint64(31))
