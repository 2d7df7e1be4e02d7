"""Arabic letters brought to one form, with every offset kept.

What may live here: the folding of characters and of words broken up to get past a filter, and nothing that knows
what a word means. Rules: Unicode Standard ch. 9.2 (Arabic), UAX #15 (compatibility forms), UAX #9 (bidi marks).
"""

import re
import unicodedata
from array import array
from dataclasses import dataclass

# Marks that carry no letter: tashkeel, Koranic marks, superscript alef, bidi controls, joiners, soft hyphen, BOM.
_MARKS = (
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\ufe00-\ufe0f"
)
_TATWEEL = "\u0640"
_ARABIC = "\u0621-\u063f\u0641-\u064a\u066e-\u06d3\ufb50-\ufdff\ufe70-\ufefc"
_MARK_AFTER = re.compile(f"[{_MARKS}{_TATWEEL}]+")

# What is left out: marks; tatweel; and the breakers ("قُـ.ـتل", "استهـ ـداف", "مـ/ـقتل") that stand at a tatweel
# inside a word. A stop between letters without any blank breaks a word where a piece has one or two letters
# ("ق.تل", "قت.لى"); longer pieces are two sentences without a blank between.
_DROP = re.compile(
    f"(?<=[{_ARABIC}{_MARKS}]){_TATWEEL}[{_TATWEEL}{_MARKS}]*[ .·•*\\-/|،,_]{{1,3}}"
    f"{_TATWEEL}[{_TATWEEL}{_MARKS}]*(?=[{_ARABIC}])"
    f"|(?<=[{_ARABIC}]){_TATWEEL}+[.·•*\\-/|]{{1,2}}(?=[{_ARABIC}])"
    f"|(?<=[{_ARABIC}])[.·•*/|]{{1,2}}{_TATWEEL}+(?=[{_ARABIC}])"
    f"|[{_MARKS}{_TATWEEL}]+"
)
_STOPPED = re.compile(f"(?<![{_ARABIC}.])([{_ARABIC}{_MARKS}]+(?:[.·•*][{_ARABIC}{_MARKS}]+)+)(?![{_ARABIC}.])")
_TAG = re.compile(r"#[\w]+")
SHORT = 2  # letters; see _DROP

_LETTERS = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ؤ": "و", "ئ": "ي", "ة": "ه",
    "ی": "ي", "ې": "ي", "ک": "ك", "ڪ": "ك", "گ": "ك", "ہ": "ه", "ە": "ه", "ھ": "ه", "ۀ": "ه",
    "پ": "ب", "چ": "ج", "ڤ": "ف", "ژ": "ز",
}  # fmt: skip
_DIGITS = {chr(base + d): str(d) for base in (0x0660, 0x06F0) for d in range(10)}
_FOLD = str.maketrans(
    {**_LETTERS, **_DIGITS, "٫": ".", "٬": ",", "\u00a0": " ", "\t": " ", "\r": "\n", "\u2028": "\n", "\u2029": "\n"}
)
_PRESENTATION = re.compile("[\ufb50-\ufdff\ufe70-\ufefc\uff10-\uff19]")


def fold(word: str) -> str:
    """A word or phrase in the form in which words are compared: no marks, one alef, ه for ة, ي for ى."""
    if _PRESENTATION.search(word):
        word = unicodedata.normalize("NFKC", word)
    return _MARK_AFTER.sub("", word).translate(_FOLD)


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in comparable form. ``at[i]`` is the code point of the original that ``text[i]`` came from.

    ``plain`` is as long as ``text`` and holds the letters as they were written, for names.
    """

    text: str
    plain: str
    at: "array[int]"
    original: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original behind ``text[start:end]``, with the marks on its last letter."""
        last = self.at[end - 1] + 1
        marks = _MARK_AFTER.match(self.original, last)
        following = self.at[end] if end < len(self.at) else len(self.original)
        return self.at[start], min(marks.end(), following) if marks else last


def _dropped(text: str) -> list[tuple[int, int]]:
    """Stretches of the original that stand for nothing, in order."""
    gone = [m.span() for m in _DROP.finditer(text)]
    for m in _STOPPED.finditer(text):
        pieces = re.split(r"[.·•*]", m[0])
        if min(len(_MARK_AFTER.sub("", p)) for p in pieces) <= SHORT:
            gone += [(m.start() + i, m.start() + i + 1) for i, c in enumerate(m[0]) if c in ".·•*"]
    return sorted(gone)


def folded(text: str) -> Folded:
    """The text in comparable form. Underscores of hashtags become blanks; the number sign stays."""
    written = _TAG.sub(lambda m: m[0].replace("_", " "), text) if "#" in text else text
    at: array[int] = array("l")
    plain: list[str] = []
    position = 0
    for start, end in [*_dropped(text), (len(text), len(text))]:
        if start > position:
            _keep(written[position:start], position, plain, at)
        position = max(position, end)
    kept = "".join(plain)
    return Folded(kept.translate(_FOLD), kept, at, text)


def _keep(piece: str, offset: int, plain: list[str], at: "array[int]") -> None:
    """Append a piece, its presentation forms taken apart."""
    if not _PRESENTATION.search(piece):
        plain.append(piece)
        at.extend(range(offset, offset + len(piece)))
        return
    for i, c in enumerate(piece):
        spelled = _MARK_AFTER.sub("", unicodedata.normalize("NFKC", c).strip()) if _PRESENTATION.match(c) else c
        plain.append(spelled)
        at.extend([offset + i] * len(spelled))
