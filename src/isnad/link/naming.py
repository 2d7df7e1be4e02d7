"""Naming: the words of a text as they are compared, and the places a text names that other reports of its pool place.

What may live here: how a text is folded for comparing, and the look-up of the pool's own place names in it. No table:
the names are those that claims of the pool were read with.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
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
        met: defaultdict[tuple[str, ...], Counter[Place]] = defaultdict(Counter)
        for place in places:
            if place.resolved and place.where_prec <= VILLAGE:
                for name in dict.fromkeys((place.words, place.name)):
                    met[tuple(plain_words(name))][place] += 1
        self._known = {
            key: min(found, key=lambda p: (-found[p], p.where_prec, p.ident, p.name, p.words))
            for key, found in met.items()
            if 0 < len(key) <= LONGEST and len("".join(key)) >= SHORTEST
        }

    def named_in(self, text: str) -> Counter[Place]:
        """How often a text names each village, in its order; of names within each other the longest counts."""
        words, found, n = plain_words(text), Counter[Place](), 0
        while n < len(words):
            keys = (tuple(words[n : n + size]) for size in range(LONGEST, 0, -1))
            key = next((key for key in keys if key in self._known), None)
            n += len(key) if key else 1
            if key:
                found[self._known[key]] += 1
        return found
