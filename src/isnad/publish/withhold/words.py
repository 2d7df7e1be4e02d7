"""Words folded, and the words that the rules of withholding are told by.

What may live here: folding, and loading ``words.toml``, which anyone who knows the languages can mend.
"""

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

MARKS = "\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670"  # accents apart, Arabic vowels, the stretching stroke
_MARK = re.compile(f"[{MARKS}]")
_ONE_LETTER = str.maketrans("ةىیکەہ", "هييكهه")  # of those that one word is written with


def folded(word: str) -> str:
    """A word without case, accents and vowel marks; Arabic without its hamzas, and with one letter for those that one
    word is written with."""
    if word.isascii():
        return word.lower()
    return _MARK.sub("", unicodedata.normalize("NFKD", word)).translate(_ONE_LETTER).casefold()


@cache
def words(table: str) -> frozenset[str]:
    """One table of ``words.toml``, folded."""
    return frozenset(map(folded, _tables()[table]))


@cache
def _tables() -> dict[str, list[str]]:
    return tomllib.loads(files("isnad.publish.withhold").joinpath("words.toml").read_text(encoding="utf-8"))
