"""Names and handles as patterns: the same name in other case, with other marks, in an address.

What may live here: how a thing that is withheld is met again in text. Nothing is decided here.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from isnad.publish.withhold.words import words

WORD = re.compile(r"[^\W_]+")
_MARKS = "[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670]"  # accents, Arabic vowels, the stretching stroke
_MARK = re.compile(_MARKS)
_BETWEEN = r"(?:%20|[\W_]){1,4}"
_JOINED = "[وفبلكس]{1,2}"  # what Arabic writes together with the word that follows: and, so, by, for, as
_ARABIC = re.compile("[\u0620-\u064a\u0671-\u06d3]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")  # no spaces between words
LEAST = 3  # letters of a part of a name that is met by itself


def words_of(text: str) -> list[str]:
    """The words of a name, without marks."""
    return WORD.findall(_MARK.sub("", unicodedata.normalize("NFC", text)))


def heads_in(text: str) -> set[str]:
    """Every word of a text as a name could begin with it: folded, without marks, without what is written before it."""
    found = {word.casefold() for word in words_of(text)}
    for word in [each for each in found if _ARABIC.match(each)]:
        found.update(word[cut:] for cut in (1, 2) if re.fullmatch(_JOINED, word[:cut]) and len(word) > cut + 1)
    return found


def head_of(thing: str) -> str:
    """The word by which a name is looked up; empty where a text cannot be asked for it."""
    first = next((word.casefold() for word in words_of(thing)), "")
    return "" if _UNSPACED.search(first) else first


@lru_cache(maxsize=1 << 16)
def pattern_of(thing: str) -> re.Pattern[str]:
    """What finds a name again: its words in this order, whatever stands between them.

    A name of one word keeps its case, for "Rose" is not every rose; so does none of several words.
    """
    said = words_of(thing)
    if not said:
        return re.compile(re.escape(thing))
    body = _BETWEEN.join(_spelled(word) for word in said)
    alone = len(said) == 1 and said[0].isalpha()
    if thing.startswith("@"):
        before = "(?:(?<![^\\W_])|(?<=_))@" if not alone else "[@/]"
        return re.compile(f"(?:{before})?{body}{_AFTER}" if not alone else f"{before}{body}{_AFTER}", re.IGNORECASE)
    cased = alone and said[0] != said[0].lower()
    if cased:
        body = f"(?:{body}|{_spelled(said[0].upper())})"
    if any(_UNSPACED.search(word) for word in said):
        return re.compile(body)
    joined = f"(?:{_JOINED})?" if _ARABIC.match(said[0]) else ""
    return re.compile(f"(?<![^\\W_]){joined}{body}{_AFTER}", 0 if cased else re.IGNORECASE)


_AFTER = rf"{_MARKS}*(?![^\W_])"


def _spelled(word: str) -> str:
    """The letters of a word with whatever marks stand on them."""
    letters = unicodedata.normalize("NFD", word) if not word.isascii() and not _ARABIC.search(word) else word
    if word.isascii():
        return re.escape(word)
    whole = f"{_MARKS}*".join(re.escape(letter) for letter in word) + f"{_MARKS}*"
    apart = "" if letters == word else "|" + re.escape(letters)
    return f"(?:{whole}{apart})"


def parts_of(name: str, public: Iterable[str]) -> Iterator[str]:
    """The words of a person's name that may stand for the person, but for those that name something public here."""
    said = words_of(name)
    known = set(public)
    for word in said if len(said) > 1 else ():
        folded = word.casefold()
        if len(word) >= LEAST and folded not in words("no_name") and folded not in known and not word.isdigit():
            yield word
