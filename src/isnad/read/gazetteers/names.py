"""Keys of place names: what stays the same when a name changes script or spelling.

What may live here: pure functions from a name to its keys, and the tables of letters they read.
Two keys are made. The *sound* folds what romanisations disagree on (``kh``, ``ou``/``oo``/``u``, doubled
letters, the article, spaces and hyphens) and is nearly the name still. The *skeleton* is the sound
without its vowels: names are blocked by it, and compared by their sounds within a block.

Sounds use one alphabet for every script: ``x`` is kh, ``c`` is sh, ``k`` is also q, ``g`` also gh, ``d`` also
dh, ``t`` also th; the vowels are ``a i u``. A sound that was written without its short vowels (Arabic
script) begins with ``^``. Letter values follow the UNGEGN and ALA-LC romanisations of Arabic, and the
French and English press spellings of the same letters.

Every step is a translation or a substitution that treats a line of text as one name, so that
``sounds_of_lines`` keys a quarter of a million names about as fast as it keys one.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from operator import itemgetter

TO_THE_LETTER = "="
"""Begins the key of a name that is spelled in one way."""
UNVOCALISED = "^"
"""Begins the sound of a name in a script that leaves short vowels out."""

_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
_CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")
_MARKS = re.compile("[\u0300-\u036f]+")  # the combining marks of Latin letters; the others are looked for only then
_ONE_NAME = 100  # letters of a text that may be one name, and no table of them

# Arabic: what is not a letter of the rasm, letter forms that spelling mixes, then the sound of each letter.
_ARABIC_DROPPED = {ord(c): None for c in "\u0640\u0670ءعۂ"} | dict.fromkeys(range(1611, 1632))
_ARABIC_SOUND = _ARABIC_DROPPED | str.maketrans(
    {
        **dict.fromkeys("اأإآٱى", "a"),
        **dict.fromkeys("هح", "h"),
        **dict.fromkeys("سص", "s"),
        **dict.fromkeys("تطث", "t"),
        **dict.fromkeys("دضذ", "d"),
        **dict.fromkeys("زظژ", "z"),
        **dict.fromkeys("كقکگ", "k"),
        **dict.fromkeys("بپ", "b"),
        **dict.fromkeys("فڤ", "f"),
        **dict.fromkeys("وؤ", "u"),
        **dict.fromkeys("يئیې", "i"),
        **{"ج": "j", "چ": "c", "ش": "c", "خ": "x", "غ": "g", "ر": "r", "ل": "l", "م": "m", "ن": "n", "ة": "a"},
    }
)
_ARABIC_RASM = dict.fromkeys([0x0640, 0x0670, *range(0x064B, 0x0660)]) | str.maketrans("أإآٱىةؤئ", "اااايهوي")
_ARABIC_ARTICLE = re.compile(r"(?<![^\W_])ال(?=[^\W_]{2})")
_ARABIC_FINAL_H = re.compile(r"[هة](?![^\W_])")  # ta marbuta is as often typed without its dots
_ARABIC_INITIAL = re.compile(r"(?<![^\W_])([وي])(?=[^\W_])")
_AIN_INITIAL = re.compile(r"^#?ع", re.M)

# Latin: letters whose mark carries a consonant (the rest lose their marks by NFKD).
_LATIN_MARKED = str.maketrans(
    {"š": "sh", "č": "ch", "ǧ": "j", "ḫ": "kh", "ẖ": "kh", "ġ": "gh", "ğ": "gh",
     "ḏ": "dh", "ṯ": "th", "ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "dh", "þ": "th",
     "ı": "i", "ə": "a", "‘": "'", "’": "'", "ʿ": "'", "ʾ": "'", "ʼ": "'", "ʻ": "'", "`": "'", "´": "'", "′": "'"}
)  # fmt: skip
_ARTICLE = re.compile(
    r"(?<![a-z'])(?:(?:al|el|il|ul)[-' ]+(?=[a-z'])|[aeu](sh|th|dh|[dlnrstz])[-' ]+(?=\1))"  # the l of sun letters
)
_COMPASS = re.compile(r"(?<![a-z])((?:north|south)?-?(?:east|west)|north|south)ern(?![a-z])")  # Northern X is North X
_JOINED_ARTICLE = re.compile(r"(?<=[a-z][ -])el(?=[a-z]{2})")  # as OCHA's lists write it: Ein Elhara
_FINAL_H = re.compile(r"(?<=[aeiou])h(?![a-z'])")
_CONSTRUCT_T = re.compile(r"(?<=[a-z](?:[^aeiou\W]|'|a)[ae])t+(?=[ -][a-z])")  # ta marbuta before a genitive
_INITIAL_OU = re.compile(r"(?<![a-z'])ou?(?=[aei])")
_SOFT_C = re.compile(r"c(?=[eiy])")
_DIGRAPHS = (  # in this order, by a letter of theirs; \x01 keeps the sound of "sh" apart while a plain "c" is read
    ("h", (("sch", "\x01"), ("sh", "\x01"), ("tch", "\x01"), ("ch", "\x01"), ("kh", "x"), ("gh", "g"), ("dh", "d"),
           ("th", "t"), ("ph", "f"))),
    ("j", (("dj", "j"),)), ("q", (("qu", "k"),)), ("k", (("ck", "k"),)),
)  # fmt: skip
_LATIN_SOUND = str.maketrans("cqpv\x01", "kkbfc")
_LONG = re.compile(r"(.)\1+")
_ONCE = itemgetter(1)  # of a match its letter, without the time that a template takes
_DIPHTHONG_I = re.compile(r"[ae][iy]+|ee+|ie(?=[a-z])")
_DIPHTHONG_U = re.compile(r"[ao][uw]|oo+|ou")
_FINAL_E = re.compile(r"e(?![a-z'])")
_INNER_W = re.compile(r"(?<=[a-z'])w")
_INNER_Y = re.compile(r"(?<=[a-z'])y|y(?![a-z])")
_NOT_LETTER = re.compile(r"[^\w\n]|_")
_NOT_SOUND = re.compile(r"[^a-z0-9\n]")
_VOWEL_SOUNDS = "aiu"
_VOWELS = str.maketrans("", "", "aiu^")
_FINAL_H_FROM = 3  # a last h (of Balah, say) is often not heard as one; shorter skeletons cannot spare it


def in_arabic_script(text: str) -> bool:
    """Whether any letter is Arabic."""
    return not text.isascii() and _ARABIC.search(text) is not None


def _latin_letters(text: str) -> str:
    """Lower-case ASCII, marks read where they carry a consonant; other scripts romanised."""
    if text.isascii():
        return text.lower()
    return _marked_letters(text) if len(text) <= _ONE_NAME else _ascii(text)


@lru_cache(maxsize=4_096)
def _marked_letters(text: str) -> str:
    """The letters of one name, which is asked for its spelling and for its sound."""
    return _ascii(text)


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LATIN_MARKED))
    text = _MARKS.sub("", plain.lower())  # again, for a sign that stands for letters may hold capitals
    if not text.isascii():
        text = "".join(c for c in text if not unicodedata.combining(c))
    if not text.isascii():
        from anyascii import anyascii  # its tables are only needed for scripts other than Latin and Arabic

        text = "\n".join(line if line.isascii() else anyascii(line).lower() for line in text.split("\n"))
    return text


def _joined(text: str) -> str:
    """Words put together, the vowels that then meet folded into one."""
    text = text if text.isalnum() and text.isascii() else _NOT_SOUND.sub("", text)
    for met, folded in (("aa", "a"), ("ii", "i"), ("uu", "u"), ("ai", "i"), ("au", "u"), ("ii", "i"), ("uu", "u")):
        text = text.replace(met, folded)
    return text


def _latin_sounds(text: str) -> str:
    text = _latin_letters(text if text.istitle() else _CAMEL.sub(" ", text)).replace("_", " ").replace("#", "")
    text = _COMPASS.sub(r"\1", text) if "ern" in text else text
    if " " in text or "-" in text or "'" in text:  # articles and genitives take two words
        text = _JOINED_ARTICLE.sub("", _ARTICLE.sub("", text))
        text = _CONSTRUCT_T.sub("", _FINAL_H.sub("", text))
    elif "h" in text:
        text = _FINAL_H.sub("", text)
    text = _INITIAL_OU.sub("w", text) if "o" in text else text
    for letter, digraphs in _DIGRAPHS:
        if letter in text:
            for written, sound in digraphs:
                text = text.replace(written, sound)
    text = _SOFT_C.sub("s", text) if "c" in text else text
    text = _DIPHTHONG_U.sub("u", _DIPHTHONG_I.sub("i", text))
    text = _FINAL_E.sub("a", text) if "e" in text else text
    text = _INNER_W.sub("u", text) if "w" in text else text
    text = _INNER_Y.sub("i", text) if "y" in text else text
    text = text.translate(_LATIN_SOUND).replace("e", "i").replace("o", "u")
    return _joined(_LONG.sub(_ONCE, text))


def _arabic_sounds(text: str) -> str:
    text = _ARABIC_ARTICLE.sub("", unicodedata.normalize("NFKC", text).replace("\u0640", ""))
    text = _ARABIC_FINAL_H.sub("ا", _AIN_INITIAL.sub("ا", text))
    text = _ARABIC_INITIAL.sub(lambda m: "w" if m[1] == "و" else "y", text)
    text = text.translate(_ARABIC_SOUND)
    if not text.isascii():
        text = _latin_letters(text)
    return "\n".join(UNVOCALISED + line if line else "" for line in _joined(text.lower()).split("\n"))


def _by_script(names: list[str], latin: Callable[[str], str], arabic: Callable[[str], str]) -> list[str]:
    """Each name through the reader of its script, in order, all names of a script at once."""
    flat = [" ".join(name.split()) for name in names]
    of_script: tuple[list[int], list[int]] = ([], [])
    for i, name in enumerate(flat):
        of_script[not name.isascii() and in_arabic_script(name)].append(i)
    keys = [""] * len(flat)
    for indices, reader in zip(of_script, (latin, arabic), strict=True):
        if indices:
            for i, key in zip(indices, reader("\n".join([flat[i] for i in indices])).split("\n"), strict=True):
                keys[i] = key
    return keys


def sounds_of_lines(names: list[str]) -> list[str]:
    """The sound of each name, in order; an empty string where a name has no letter."""
    return _by_script(names, _latin_sounds, _arabic_sounds)


@lru_cache(maxsize=65536)
def sound(name: str) -> str:
    """The sound of one name: equal for spellings that differ as romanisations do.

    >>> sound("Khan Younis") == sound("Khān Yūnis")
    True
    """
    flat = " ".join(name.split())
    return _arabic_sounds(flat) if in_arabic_script(flat) else _latin_sounds(flat)


def skeleton(of_sound: str) -> str:
    """The consonants of a sound, ``a`` standing for a vowel that begins it.

    A sound with fewer than two consonants is its own skeleton: so little is left that the vowels must agree.
    """
    if of_sound.startswith(TO_THE_LETTER):
        return TO_THE_LETTER
    bare = of_sound.lstrip(UNVOCALISED)
    consonants = bare.translate(_VOWELS).replace("nb", "mb")
    if bare.endswith("h") and len(consonants) > _FINAL_H_FROM:
        consonants = consonants[:-1]
    if len(consonants) < 2:
        return "~" + bare
    return "a" + consonants if bare[0] in "aiu" else consonants


def _latin_spelling(text: str) -> str:
    text = _latin_letters(text if text.istitle() else _CAMEL.sub(" ", text)).replace("_", " ")
    text = _COMPASS.sub(r"\1", text) if "ern" in text else text
    if " " in text or "-" in text or "'" in text:
        text = _JOINED_ARTICLE.sub("", _ARTICLE.sub("", text))
    return _NOT_SOUND.sub("", text)


def _arabic_spelling(text: str) -> str:
    return _NOT_LETTER.sub("", _ARABIC_ARTICLE.sub("", unicodedata.normalize("NFKC", text)))


def spellings_of_lines(names: list[str]) -> list[str]:
    """The spelling of each name, in order: see ``spelling``."""
    return _by_script(names, _latin_spelling, _arabic_spelling)


@lru_cache(maxsize=65536)
def spelling(name: str) -> str:
    """Letters and digits alone, lower case, marks and the article off: what must agree to the letter."""
    flat = " ".join(name.split())
    return _arabic_spelling(flat) if in_arabic_script(flat) else _latin_spelling(flat)


@lru_cache(maxsize=65536)
def rasm(name: str) -> str:
    """The letters of a name in Arabic script, where spelling does not waver: one alef, ه for ة, ي for ى, no marks. Two
    names of one sound but of different rasm (ت and ط, an alef or article written or not) are two names.

    >>> rasm("أم القرى") == rasm("ام القري")
    True
    """
    return _NOT_LETTER.sub("", unicodedata.normalize("NFKC", name).translate(_ARABIC_RASM))


def letters_key(letters: str) -> str:
    """The key of a spelling that is to be met to the letter; never equal to a sound."""
    return TO_THE_LETTER + letters if letters else ""


def _only_adds_vowels(long: str, short: str) -> bool:
    """Whether ``long`` is ``short`` with short vowels put in; a vowel that ends a name is long, so written."""
    rest = iter(long)
    return all(c in rest for c in short) and (long[-1:] in _VOWEL_SOUNDS) == (short[-1:] in _VOWEL_SOUNDS)


def likeness(one: str, other: str) -> float:
    """How alike two sounds are, 0 to 1: 1 for the same, Jaro-Winkler (1990) for two vocalised ones.

    A sound without short vowels is as like as can be, .97, where the other only adds vowels to it.
    """
    if one == other:
        return 1.0
    from rapidfuzz.distance import JaroWinkler

    bare, against = one.lstrip(UNVOCALISED), other.lstrip(UNVOCALISED)
    if one[:1] == UNVOCALISED != other[:1] or other[:1] == UNVOCALISED != one[:1]:
        short, long = (bare, against) if one[:1] == UNVOCALISED else (against, bare)
        if bare == against:
            return 0.99
        if _only_adds_vowels(long, short):
            return 0.97
    return float(JaroWinkler.similarity(bare, against))
