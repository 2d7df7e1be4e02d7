"""Strings: what pages themselves say, in English and in Arabic.

What may live here: finding a string in the language of the page. Templates and code say English; ``arabic.csv`` has a
line for each of them that a native speaker can review. What is computed of a case (a headline, a
reason) is said by ``sentences``; drawings speak as ``publish.speaking`` has it, with the same table.
"""

import csv
from collections.abc import Callable
from functools import cache
from importlib.resources import files

from markupsafe import Markup, escape

from isnad.publish.speaking.speech import ENGLISH, Speech

Say = Callable[..., str]
_DIRECTIONS = {"en": "ltr", "ar": "rtl"}


@cache
def table() -> dict[str, str]:
    """The Arabic of each English string."""
    text = files("isnad.publish.speaking").joinpath("arabic.csv").read_text(encoding="utf-8")
    return {row["english"]: row["arabic"] for row in csv.DictReader(text.splitlines())}


def say_in(language: str) -> Say:
    """A function from an English string to that of the language, with ``{names}`` filled in."""
    known = table() if language == "ar" else {}

    def say(english: str, **filled: object) -> str:
        words = known.get(english, english)
        if any(isinstance(each, Markup) for each in filled.values()):  # a link or the like within the sentence
            words = escape(words)
        return words.format(**filled) if filled else words

    return say


def speech_in(language: str) -> Speech:
    """How drawings speak in a language; English as everywhere."""
    known = table()
    return Speech(lambda english: known.get(english, english)) if language == "ar" else ENGLISH


def direction_of(language: str) -> str:
    """``rtl`` or ``ltr``."""
    return _DIRECTIONS.get(language, "ltr")
