"""Tongues: all that a page in one language is given to speak it.

What may live here: what templates say with.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from isnad.publish.exporter import LANGUAGES
from isnad.publish.speaking.sentences import Told, said_in_arabic, told_in
from isnad.publish.speaking.speech import Speech
from isnad.publish.speaking.strings import Say, direction_of, say_in, speech_in


class Tongue(NamedTuple):
    """``t`` says a page's own strings, ``told`` what was computed of a case, ``plainly`` the same as mere words for an
    attribute, ``say`` what a drawing tells."""

    lang: str
    dir: str
    t: Say
    told: Told
    plainly: Callable[..., str]
    say: Speech

    def given(self) -> dict[str, Any]:
        """What templates get, by the names that they know."""
        return self._asdict()


@cache
def tongue_of(language: str) -> Tongue:
    """How a page in the language speaks; a language that is not known is English."""

    def plainly(words: str, kind: str = "") -> str:
        return (said_in_arabic(words, kind) if language == "ar" else None) or words

    return Tongue(
        lang=language if language in LANGUAGES else "en",
        dir=direction_of(language),
        t=say_in(language),
        told=told_in(language),
        plainly=plainly,
        say=speech_in(language),
    )
