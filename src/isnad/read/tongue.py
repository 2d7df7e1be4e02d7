"""The language of a text: by its script, then by its letters, then (Latin script) by a trained classifier.

What may live here: deciding a language code. What a language's reader does with it lives on the shelf
``read/languages/``.
"""

import re
import unicodedata
from functools import cache
from typing import Protocol, cast

SAMPLE = 20_000  # characters looked at; more does not change the answer and costs time
ENOUGH = 8  # letters below which no language is named: a handle or a number has none
A_SENTENCE = 40  # letters of Arabic from which a text in another script holds a sentence of it
LEADING_SHARE = 0.5  # the script that holds more than this share of the letters decides
MARGIN = 0.55  # share of the classifier's normalised probability below which the answer is "und"

# Only languages the field publishes in; a short post must not come out as one of the classifier's other 80.
LATIN_LANGUAGES = ["en", "tr", "fr", "de", "es", "it", "pt", "nl", "sv", "pl", "id", "sw", "ku", "az", "so", "ro", "hu"]

_NOISE = re.compile(r"https?://\S+|www\.\S+|\bpic\.twitter\.com/\S+|[@#]\w+|(?<!\S)[^\s@]+@\S+")
_SCRIPTS = {
    "arabic": re.compile("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]"),
    "latin": re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
    "hebrew": re.compile("[\u05d0-\u05ea]"),
    "cyrillic": re.compile("[\u0400-\u04ff]"),
    "greek": re.compile("[\u0370-\u03ff]"),
    "armenian": re.compile("[\u0530-\u058f]"),
    "han": re.compile("[\u3400-\u9fff]"),
    "kana": re.compile("[\u3040-\u30ff]"),
    "hangul": re.compile("[\uac00-\ud7af]"),
    "devanagari": re.compile("[\u0900-\u097f]"),
    "ethiopic": re.compile("[\u1200-\u137f]"),
}
_BESIDE_LATIN = re.compile(f"[{''.join(each.pattern[1:-1] for name, each in _SCRIPTS.items() if name != 'latin')}]")
_ONE_LANGUAGE = {  # scripts that one language of the field writes in
    "hebrew": "he",
    "greek": "el",
    "armenian": "hy",
    "han": "zh",
    "kana": "ja",
    "hangul": "ko",
    "devanagari": "hi",
    "ethiopic": "am",
}

# Letters of the Arabic script that Arabic itself does not use (Unicode Standard ch. 9.2, CLDR exemplar sets).
# Persian and Kurdish share some with loan words in Arabic (چ، پ، گ), so a share is asked for, not one letter.
_KURDISH = re.compile("[ڕڵۆێە]")  # Sorani vowels and trills; none stands in Persian, Urdu or Arabic
_URDU = re.compile("[ٹڈڑںےہھ]")
_PERSIAN = re.compile("[پچژگیک]")
_ARABIC_ONLY = re.compile("[ةىيكإأؤ]")
_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
_RUSSIAN = re.compile("[ыэъёЫЭЪЁ]")
_ARABIC_WRITTEN = frozenset(("ar", "fa", "ur", "ckb", "ku", "ug", "ps"))
_SHARE = 0.02  # of the letters


# A headline is too short for the classifier ("Airstrike Kol market, 12 killed"); where it abstains, one of
# these words in plain letters settles it.
_ENGLISH = re.compile(
    r"\b(?:the|of|and|was|were|at|by|from|after|killed|wounded|injured|dead|deaths?|dies?|people|children"
    r"|civilians?|(?:air)?strikes?|attacks?|shelling|bombing|says?|said|reported(?:ly)?|breaking)\b",
    re.IGNORECASE,
)


class _Classifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...
    def set_languages(self, langs: list[str]) -> None: ...


@cache
def _classifier() -> _Classifier:
    # Loads numpy and a model: only where it is needed.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

    made = cast(_Classifier, LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True))
    made.set_languages(LATIN_LANGUAGES)
    return made


def _arabic_script(text: str, letters: int) -> str:
    share = letters * _SHARE
    if len(_KURDISH.findall(text)) > share:
        return "ku"
    if len(_URDU.findall(text)) > share:
        return "ur"
    # Persian keyboards write ی and ک where Arabic ones write ي and ك; an Arabic text typed on one keeps ة.
    if len(_PERSIAN.findall(text)) > max(share, 2 * len(_ARABIC_ONLY.findall(text))):
        return "fa"
    return "ar"


def _cyrillic_script(text: str) -> str:
    ukrainian, russian = len(_UKRAINIAN.findall(text)), len(_RUSSIAN.findall(text))
    return "uk" if ukrainian > russian else "ru"


def _latin_script(text: str) -> str:
    code, probability = _classifier().classify(text)
    if probability >= MARGIN:
        return code
    return "en" if text.isascii() and _ENGLISH.search(text) else "und"


def language_of(text: str) -> str:
    """The ISO 639-1 code of the language most of the text is in, ``und`` where it cannot be told.

    Links, handles and hashtags do not count. In a text of two scripts the one with more letters decides.
    """
    sample = unicodedata.normalize("NFC", _NOISE.sub(" ", text[:SAMPLE]))
    scripts = _SCRIPTS if _BESIDE_LATIN.search(sample) else {"latin": _SCRIPTS["latin"]}  # most texts have but one
    counts = {name: len(letters.findall(sample)) for name, letters in scripts.items()}
    if counts.get("kana"):  # Japanese mixes kana with Han characters
        counts["kana"] += counts.pop("han")
    script, most = max(counts.items(), key=lambda item: item[1])
    if most < ENOUGH or most < LEADING_SHARE * sum(counts.values()):
        return "und"
    if script == "arabic":
        return _arabic_script(sample, most)
    if script == "cyrillic":
        return _cyrillic_script(sample)
    return _ONE_LANGUAGE.get(script) or _latin_script(sample)


def languages_in(text: str, language: str) -> tuple[str, ...]:
    """The language a text is held to be in, and Arabic where it holds a sentence of it.

    The pages of platforms are in Latin letters, whatever language a post on them is in: of a short post they are the
    greater part. Latin letters beside Arabic ones are therefore no such sign.
    """
    letters = _SCRIPTS["arabic"].findall(text[:SAMPLE]) if language not in _ARABIC_WRITTEN else ()
    if len(letters) < A_SENTENCE or _arabic_script("".join(letters), len(letters)) != "ar":
        return (language,)
    return (language, "ar")
