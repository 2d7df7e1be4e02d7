"""Forms: what is private by its form: addresses of posts, handles, mail addresses, telephone numbers, coordinates.

What may live here: these patterns, and finding them in a text. Each has a sign, which is looked for first: it is met
many times as quickly, and few texts have one.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from isnad.publish.withhold.words import words

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

_HOSTS = "|".join(sorted(map(re.escape, words("social_hosts"))))
SOCIAL_ADDRESS = re.compile(
    rf"(?<![\w.-])(?:https?://)?(?:[\w-]+\.){{0,3}}(?:{_HOSTS})/[^\s<>\"'«»“”]*[^\s<>\"'«»“”.,;:!?)\]]",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w.@/])@\w[\w.]{0,60}\w(?:@[\w-]+(?:\.[\w-]+)+)?")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TELEPHONE = re.compile(r"(?<![\w+])(?:\+|00)[1-9](?:[ ().-]{0,2}\d){7,14}(?!\w)")
_MINUTES = r"(?:\d{1,2}(?:\.\d+)?\s*['′’]\s*)?(?:\d{1,2}(?:\.\d+)?\s*(?:[\"″”]|''))?"
_DEGREE = rf"\d{{1,3}}(?:\.\d+)?\s*[°º]\s*{_MINUTES}\s*[NSEWnsew]?"
_DECIMALS = re.compile(r"(?<![\w.])-?\d{1,2}\.\d{3,}\s*[,;/ ]\s*-?\d{1,3}\.\d{3,}(?![\w])")  # 35.1234, 36.5678
_DEGREES = re.compile(rf"{_DEGREE}\s*[,;/ ]?\s*{_DEGREE}")  # 35°07'24"N 36°34'04"E
_MGRS = re.compile(
    r"(?<!\w)\d{1,2}[C-HJ-NP-X] ?[A-HJ-NP-Z][A-HJ-NP-V] ?(?:\d{3} ?\d{3}|\d{4} ?\d{4}|\d{5} ?\d{5})(?!\w)"
)
_PLUS_CODE = re.compile(r"(?<![\w+])[2-9CFGHJMPQRVWX]{6,8}\+[2-9CFGHJMPQRVWX]{2,3}(?!\w)")
_CALLED = re.compile(r"(?:\+|00)[1-9]")
_FRACTION = re.compile(r"\.\d{3}")
_DEGREE_SIGN = re.compile("[°º]")
_SQUARE = re.compile(r"\d[C-HJ-NP-X] ?[A-HJ-NP-Z][A-HJ-NP-V] ?\d{3}")
_BLANKS = ("\n", "\t", "\r", "\u00a0")


class _Form(NamedTuple):
    rule: str
    pattern: re.Pattern[str]
    sign: Callable[[str], object]
    in_a_word: bool = False  # whether what it finds holds an @ and no blank


def _of_a_host(text: str) -> bool:
    """Whether the name of a host of posts stands before a stroke."""
    return "/" in text and bool(_hosts().find_matches_as_indexes(text.lower()))


@cache
def _hosts() -> "AhoCorasick":
    from ahocorasick_rs import AhoCorasick

    return AhoCorasick([f"{host}/" for host in sorted(words("social_hosts"))])


def _at(text: str) -> bool:
    return "@" in text


# In the order in which they claim a stretch: an address before the handle in it.
_FORMS = (
    _Form("accounts", SOCIAL_ADDRESS, _of_a_host),
    _Form("contacts", _MAIL, _at, in_a_word=True),
    _Form("accounts", _HANDLE, _at, in_a_word=True),
    _Form("contacts", _TELEPHONE, _CALLED.search),
    _Form("coordinates", _DECIMALS, _FRACTION.search),
    _Form("coordinates", _DEGREES, lambda text: not text.isascii() and _DEGREE_SIGN.search(text)),
    _Form("coordinates", _MGRS, _SQUARE.search),
    _Form("coordinates", _PLUS_CODE, lambda text: "+" in text),
)


def pattern_hits(text: str) -> Iterator[tuple[str, int, int]]:
    """What in a text is private by its form: rule, start and end. What an address holds is not told again."""
    taken: list[tuple[int, int]] = []
    for form in _FORMS:
        if form.sign(text):
            for start, end in _in_words(form.pattern, text) if form.in_a_word else _anywhere(form.pattern, text):
                if not any(start < other_end and other < end for other, other_end in taken):
                    taken.append((start, end))
                    yield form.rule, start, end


def _anywhere(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in pattern.finditer(text))


def _in_words(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Where a pattern stands in the words of a text that hold an @."""
    flat = text
    for blank in _BLANKS:
        flat = flat.replace(blank, " ")
    at = text.find("@")
    while at >= 0:
        start, end = flat.rfind(" ", 0, at) + 1, flat.find(" ", at)
        end = len(text) if end < 0 else end
        yield from (match.span() for match in pattern.finditer(text, start, end))
        at = text.find("@", end)
