"""Letters: text brought to the letters that searching compares, in Arabic and in Latin script.

What may live here: pure functions from text to text.
"""

import re
import unicodedata

_FOLDED = str.maketrans("أإآٱىةؤئکی", "ااااي" + "هوي" + "كي")
_NOT_WRITTEN = re.compile("[\u0640\u064b-\u065f\u0670]")  # tatweel and the signs of short vowels
_WORD = re.compile(r"[^\W_]+")
_ARTICLE = re.compile("^(?:[وفبكل]?ال|لل)(?=.{3})")


def plain(text: str) -> str:
    """Small letters without marks; the forms of alef, ya and ta marbuta that writers mix are one."""
    bare = _NOT_WRITTEN.sub("", unicodedata.normalize("NFKC", text)).translate(_FOLDED)
    if bare.isascii():
        return bare.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", bare).casefold() if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """The words of a text in plain letters; Arabic ones without the article and what is written onto it."""
    return [_ARTICLE.sub("", word) for word in _WORD.findall(plain(text))]
