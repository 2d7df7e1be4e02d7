"""How alike names and wordings are: folded keys, consonant skeletons, shingles.

What may live here: pure functions of two texts that linking and weighing both need. No table of names of
any body, place or person: what is known of names here is how scripts and languages write them.
"""

import re
import unicodedata
import zlib
from functools import lru_cache

SHINGLE = 4  # words; long enough that stock phrases ("air strikes killed at least") rarely agree by chance

_WORD = re.compile(r"[^\W_]+")
_ENDS = re.compile(r"[.!?؟\n](?=[\s\"”»)']|$)")
_ARABIC_ARTICLE = re.compile(r"(?<![\w])(?:ال|لل|وال|بال)(?=[\u0621-\u064a]{3})")
_LATIN_ARTICLE = re.compile(r"\b(?:the|an?|[ae]l|as|ash|at|ad|ar|az|an)[- ](?=\w)")
_SMALL = frozenset(("the", "a", "an", "of", "for", "and", "in", "on", "to", "at", "de", "la", "le", "du", "des", "et"))
# Sounds that romanisations of Arabic, Persian, Cyrillic and French spell in several ways, longest first.
_SOUNDS = (
    ("ph", "f"),
    ("th", "t"),
    ("dh", "d"),
    ("kh", "k"),
    ("gh", "g"),
    ("sh", "s"),
    ("ch", "s"),
    ("ck", "k"),
    ("ce", "se"),
    ("ci", "si"),
)
_LETTERS = str.maketrans({"p": "b", "v": "f", "c": "k", "q": "k", "z": "s", "x": "s", "j": "g"})
_SILENT = re.compile(r"[aeiouwy'`]+")
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=65_536)
def fold(name: str) -> str:
    """A name as a key: Latin letters, lower case, no article, possessive or punctuation.

    "The Observatory's" and "observatory" are one key, and so are "المرصد" and "مرصد".
    """
    from anyascii import anyascii

    text = unicodedata.normalize("NFKC", name).replace("’", "'")
    text = anyascii(_ARABIC_ARTICLE.sub("", text)).lower()
    text = re.sub(r"'s\b|s'(?=\s|$)", lambda m: "s" if m[0] == "s'" else "", text)
    text = " ".join(_WORD.findall(_LATIN_ARTICLE.sub("", text).replace("'", "")))
    return text


@lru_cache(maxsize=65_536)
def skeleton(name: str) -> str:
    """The consonants of a name, so that spellings across scripts meet: "Zarjun", "Zarjoun" and "زرجون" give "srgn".

    After the practice of blocking names by consonants (Soundex and its kin), on ``fold``.
    """
    text = fold(name).replace(" ", "")
    for written, sound in _SOUNDS:
        text = text.replace(written, sound)
    text = text.translate(_LETTERS)
    bare = _SILENT.sub("", text)
    return _DOUBLED.sub(r"\1", bare or text)


def spelt_alike(one: str, other: str) -> bool:
    """Whether two names may be spellings of one: same consonants, and Latin forms that are close.

    Closeness is Jaro-Winkler (Winkler 1990) of at least .80: short names share consonants by chance.
    """
    if fold(one) == fold(other):
        return bool(fold(one))
    if not skeleton(one) or skeleton(one) != skeleton(other):
        return False
    if len(skeleton(one)) >= 4:
        return True
    from rapidfuzz.distance import JaroWinkler

    return JaroWinkler.similarity(fold(one), fold(other)) >= 0.80


def words_of(text: str) -> list[str]:
    """The words of a text, lower case, digits kept."""
    return _WORD.findall(text.lower())


def initials(name: str) -> frozenset[str]:
    """The acronyms a name may have, with and without its small words, lower case: "sohr" and "sofhr"."""
    words = fold(name).split()
    if len(words) < 2:
        return frozenset()
    return frozenset(("".join(w[0] for w in words), "".join(w[0] for w in words if w not in _SMALL)))


def shingles(text: str) -> frozenset[int]:
    """Hashes of each run of ``SHINGLE`` words (Broder 1997); the whole where there are fewer."""
    words = words_of(text)
    if not words:
        return frozenset()
    if len(words) <= SHINGLE:
        return frozenset((zlib.crc32(" ".join(words).encode()),))
    runs = (" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1))
    return frozenset(zlib.crc32(run.encode()) for run in runs)


def containment(one: frozenset[int], other: frozenset[int]) -> float:
    """The share of the shorter text's shingles that the longer has too, 0 to 1 (Broder 1997)."""
    least = min(len(one), len(other))
    return len(one & other) / least if least else 0.0


def sentence_around(text: str, start: int, end: int, reach: int = 300) -> str:
    """The sentence that holds ``text[start:end]``, cut at ``reach`` characters on either side."""
    low = max(0, start - reach)
    ends = [m.end() for m in _ENDS.finditer(text, low, start)]
    stop = _ENDS.search(text, max(start, end - 2), min(len(text), end + reach))  # the stretch may end in a full stop
    high = max(end, stop.start()) if stop else min(len(text), end + reach)
    return text[ends[-1] if ends else low : high].strip()
