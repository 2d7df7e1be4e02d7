"""Naming: the words of a text as they are compared, and the places a text names that other reports of its pool place.

What may live here: how a text is folded for comparing, and the look-up of the pool's own place names in it. No table:
the names are those that claims of the pool were read with.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from functools import lru_cache

from isnad.records.likeness import words_of
from isnad.records.where import Place

VILLAGE = 2  # UCDP where_prec up to which a name is that of a village, town or spot
LONGEST = 3  # words of a name
SHORTEST = 4  # letters of a name; shorter ones are words of the language too often
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_JOINED = re.compile(r"^(?:و?(?:ال|بال|لل|كال|فال)|[ولب](?=...))")
_LETTERS = str.maketrans("أإآٱىة", "اااايه")


@lru_cache(maxsize=131_072)
def plain(word: str) -> str:
    """A word without what is written joined to it in Arabic (article, conjunction, preposition), vowel signs, forms
    of alef and stretching: "والبلدة" and "بلده" are one word."""
    word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c) and c != "ـ")
    if not _ARABIC.match(word):
        return word
    word = word.translate(_LETTERS)
    return _JOINED.sub("", word) if len(word) > LONGEST + 1 else word


def plain_words(text: str) -> list[str]:
    """The words of a text, each as ``plain`` has it."""
    return [plain(word) for word in words_of(text)]


class Names:
    """The names under which claims of a pool place villages, so that they are found where no claim was read."""

    def __init__(self, places: Iterable[Place]) -> None:
        often: Counter[Hashable] = Counter()
        known: dict[Hashable, Place] = {}
        for place in places:
            if place.latitude is not None and place.where_prec <= VILLAGE:
                same: Hashable = (
                    place.name,
                    place.words,
                    place.ident,
                    place.where_prec,
                    place.latitude,
                    place.longitude,
                )
                often[same] += 1
                known.setdefault(same, place)
        met: defaultdict[tuple[str, ...], list[tuple[int, Place]]] = defaultdict(list)
        for same, place in known.items():
            for name in dict.fromkeys((place.words, place.name)):
                met[tuple(plain_words(name))].append((-often[same], place))
        self._after: dict[str, dict[int, dict[tuple[str, ...], Place]]] = {}
        for key in sorted(met, key=lambda key: (-len(key), key)):
            if 0 < len(key) <= LONGEST and len("".join(key)) >= SHORTEST:
                sizes = self._after.setdefault(key[0], {})  # the longest first
                sizes.setdefault(len(key) - 1, {})[key[1:]] = min(met[key], key=_first_of_one_name)[1]

    def opens(self, word: str) -> bool:
        """Whether a name begins with this plain word."""
        return word in self._after

    def other_than(self, before: "Names") -> set[str]:
        """The words that begin a name which these names tell otherwise than those, or only one of the two tells."""
        mine, theirs = self._after, before._after
        return {word for word in mine.keys() | theirs.keys() if mine.get(word) != theirs.get(word)}

    def named_at(self, spots: Iterable[tuple[int, tuple[str, ...]]]) -> dict[Place, int]:
        """How often each village is named at these spots, in their order: where a name may begin, with the plain words
        that stand there. Of names within each other the longest counts."""
        found: list[Place] = []
        free = 0
        for spot, (word, *after) in spots:
            if spot < free:
                continue
            for size, named in self._after.get(word, {}).items():
                place = named.get(tuple(after[:size]))
                if place is not None:
                    found.append(place)
                    free = spot + 1 + size
                    break
        counted = Counter(map(id, found))
        return (
            {place: counted[id(place)] for place in found} if len(counted) > 1 else {p: len(found) for p in found[:1]}
        )

    def named_in(self, text: str) -> dict[Place, int]:
        """How often a text names each village."""
        words = plain_words(text)
        return self.named_at((n, tuple(words[n : n + LONGEST])) for n in range(len(words)))


def _first_of_one_name(counted: tuple[int, Place]) -> tuple[int, int, str, str, str]:
    """The place that is met most under a name; of several the most exact, then by its row of a gazetteer."""
    rarely, place = counted
    return (rarely, place.where_prec, place.ident, place.name, place.words)
