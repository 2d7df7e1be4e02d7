"""Sentences: what is computed of a case (a headline, a reason, what a claim says), said in Arabic.

What may live here: recognising a sentence by its pattern and putting it together from the Arabic of its parts, by
``arabic_sentences.csv``, which a native speaker can review. A pattern is met whole or not at all, so nothing is said by
halves and no hedge is lost: what is in no pattern stays English, and is marked as English. Quotes and names stay as
they are. ``kind:pattern`` holds for a blank of that kind alone, and ``[s]`` may be there or not.
"""

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from markupsafe import Markup

from isnad.publish.speaking.speech import MONTHS, UNNAMED
from isnad.publish.speaking.strings import table

Told = Callable[..., str]
_NUMBER = r"\d[\d,]*"
_DAY = rf"\d{{1,2}} (?:{'|'.join(MONTHS)}) \d{{4}}"
_RANGE = rf"{_NUMBER}(?:(?: to |–){_NUMBER})?(?: or more)?"
_RELATIONS = r"(?:accepted|alleged|alleged with a hedge|named as one of several|denied|excluded)"
# What a blank may hold, by its kind; a kind that is not here holds anything.
_HOLDS = {
    **dict.fromkeys(("n", "m", "k"), _NUMBER),
    **dict.fromkeys(("day", "other_day"), _DAY),
    "when": rf"on {_DAY}|between {_DAY} and {_DAY}|on a day not stated",
    "figure": rf"{_RANGE}|at least {_NUMBER}|up to {_NUMBER}",
    "outcome": "killed|injured|missing|trapped|detained|displaced",
    "group": r"[a-z]+(?: [a-z]+)?(?: \((?:civilian|belligerent)\))?",
    "relations": rf"{_RELATIONS} by \d+(?:, {_RELATIONS} by \d+)*",
    "hypothesis": r".+? (?:alone|jointly)",
    **dict.fromkeys(("hypotheses", "other_hypothesis"), r".+? (?:alone|jointly)"),
    **dict.fromkeys(("ref", "other_ref"), r"[0-9a-f]{6,64}"),
    "word": "[^“”]+",
    "target": "(?:(?!: about ).)+?",  # what a claim is about, if not the incident, is told after it
    "iso": r"[\d./X~?-]*\d[\d./X~?-]*",
    "time": r"\d\d:\d\d",
    "weight": r"[+-]?[\d.]+",
    "position": r"[\d.]+° [NS], [\d.]+° [EW]",
}
_NUMBERS = frozenset(("n", "m", "k"))
_AS_IT_IS = frozenset(("ref", "other_ref", "iso", "time", "weight", "position"))  # and from left to right
_SAME_KIND = {  # a sentence may have several blanks of one kind
    "other_day": "day", "other_hypothesis": "hypothesis", "other_ref": "ref", "other_text": "text", "word": "text",
    "holders": "names", "values": "value", "other_values": "value", "parts": "part", "sums": "part",
}  # fmt: skip
# Blanks that hold several of a kind, each said by itself: what stands between them, and what is said instead.
_LISTS = {
    "standings": ("; ", "؛ ", "standing"),
    "relations": (", ", "، ", "relation"),
    "features": ("; ", "؛ ", "told"),
    "values": (", ", "، ", "value"),
    "other_values": (", ", "، ", "value"),
    "parts": (" + ", " + ", "part"),
    "turns": ("; ", "؛ ", "turn"),
    "sums": (" and ", " و", "part"),
}
# What stays as it is where it is in no pattern.
_NAMES = frozenset(
    ("name", "names", "holders", "joint", "text", "other_text", "word", "known", "place", "alike", "cause", "where")
)
_ALSO = {"value": ("value", "act", "target")}
_OPEN, _CLOSE, _FROM_LEFT = "\u2068", "\u2069", "\u2066"
_BY = "غير مسمّى بنقل "
# Between sentences that stand one after the other, and not within quotation marks or brackets.
_BETWEEN = tuple(
    (re.compile(rf"{between} (?![^“]*”)(?![^(]*\))"), arabic) for between, arabic in ((";", "؛ "), (r"\.", ". "))
)
_HYPOTHESIS = re.compile(r"(.+? (?:alone|jointly))(?:, |$)")
_BLANK = re.compile(r"\{(\w+)\}|\[([^\]]*)\]")


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One line of the table. ``sure`` is its longest stretch that stands in every such sentence."""

    met: re.Pattern[str]
    sure: str
    weight: int  # letters that are its own
    arabic: str


@cache
def _patterns() -> dict[str, tuple[_Pattern, ...]]:
    """The patterns of each kind of blank, of whole sentences under the empty kind; the most telling first."""
    text = files("isnad.publish.speaking").joinpath("arabic_sentences.csv").read_text(encoding="utf-8")
    found: dict[str, list[_Pattern]] = {}
    for row in csv.DictReader(text.splitlines()):
        kind, english = _kind_of(row["english"])
        found.setdefault(kind, []).append(_pattern(english, row["arabic"]))
    return {kind: tuple(sorted(each, key=lambda p: -p.weight)) for kind, each in found.items()}


def _kind_of(english: str) -> tuple[str, str]:
    """A line's kind and its pattern."""
    kind = re.match(r"(\w+):(?=\S)", english)
    return (kind[1], english[kind.end() :]) if kind else ("", english)


def _pattern(english: str, arabic: str) -> _Pattern:
    parts, sure, at = [], [], 0
    for blank in _BLANK.finditer(english):
        parts.append(re.escape(english[at : blank.start()]))
        sure.append(english[at : blank.start()])
        if blank[1]:
            parts.append(f"(?P<{blank[1]}>{_HOLDS.get(blank[1], '.+?')})")
        else:
            parts.append(f"(?:{re.escape(blank[2])})?")
        at = blank.end()
    parts.append(re.escape(english[at:]))
    sure.append(english[at:])
    return _Pattern(re.compile("".join(parts), re.DOTALL), max(sure, key=len), len("".join(sure)), arabic)


@lru_cache(maxsize=50_000)
def arabic_of(english: str, kind: str = "") -> str | None:
    """A sentence, or what a blank of a kind holds, in Arabic; None where it is in no pattern."""
    asked = english.lower() if kind in ("act", "target", "value") else english
    for place in _ALSO.get(kind, (kind, "") if kind else ("",)):
        for pattern in _patterns().get(place, ()):
            if pattern.sure in asked and (met := pattern.met.fullmatch(asked)):
                filled = {name: _filled(name, held) for name, held in met.groupdict().items()}
                if None not in filled.values():
                    return pattern.arabic.format(**filled)
    if (words := table().get(english)) is not None and "{" not in words:
        return words
    return _several(english) if not kind else None


def _several(english: str) -> str | None:
    """Sentences that stand one after the other, or None where one of them is not known."""
    for between, arabic in _BETWEEN:
        parts = between.split(english)
        said = [_one_of_several(part) for part in parts] if len(parts) > 1 else [None]
        if None not in said:
            return arabic.join(part for part in said if part)
    return None


def _one_of_several(part: str) -> str | None:
    """A sentence whose full stop was taken for what stands between two of them."""
    said = arabic_of(part)
    if said is None and not part.endswith("."):
        said = arabic_of(f"{part}.")
    return said.removesuffix(".") if said and not part.endswith(".") else said


def _filled(name: str, held: str) -> str | None:
    """What stands in a blank, in Arabic; None where it would have to be said and cannot be."""
    kind = _SAME_KIND.get(name, name)
    if name in _LISTS:
        between, arabic, each = _LISTS[name]
        return _joined([_filled(each, part) for part in held.split(between)], arabic)
    if kind == "hypotheses":
        return _joined([arabic_of(each) for each in _HYPOTHESIS.findall(held)], "، ")
    if kind == "day":
        day, month, year = held.split(" ")
        return f"{day} {table()[month]} {year}"
    if kind in _NUMBERS:
        return held
    if kind in _AS_IT_IS:
        return f"{_FROM_LEFT}{held}{_CLOSE}"
    if kind == "figure" and re.fullmatch(rf"{_NUMBER}(?:–{_NUMBER})?", held):
        return held
    if kind == "text":
        return f"{_OPEN}{held}{_CLOSE}"
    if kind == "names":
        return "لا أحد" if held == "none" else "غيرهم" if held == "others" else _named(held)
    said = arabic_of(held, kind)
    if said is not None:
        return said
    if kind == "joint":
        apart = f"{_OPEN}{held}{_CLOSE}"
        return apart.replace(" and ", f"{_CLOSE} و{_OPEN}").replace(" or ", f"{_CLOSE} أو {_OPEN}")
    return f"{_OPEN}{held}{_CLOSE}" if kind in _NAMES or kind in ("value", "group", "act", "target") else None


def _named(held: str) -> str:
    """Names as they are, one after the other; only that one is not known is said."""
    names = held.replace(UNNAMED, "\0").split(", ")
    return "، ".join(f"{_BY if name.startswith(chr(0)) else ''}{_OPEN}{name.lstrip(chr(0))}{_CLOSE}" for name in names)


def _joined(said: Sequence[str | None], between: str) -> str | None:
    return None if not said or None in said else between.join(each for each in said if each)


def said_in_arabic(english: str, kind: str = "") -> str | None:
    """What was computed, in Arabic; of a kind of names, the names as they are. None where it is in no pattern."""
    return _filled(kind, english) if kind in _NAMES else arabic_of(english, kind)


def told_in(language: str) -> Told:
    """A function from what was computed in English to how a page in the language shows it."""

    def told(english: str, kind: str = "") -> str:
        if language != "ar" or not english:
            return english
        said = said_in_arabic(str(english), kind)
        return Markup('<span lang="en" dir="ltr">{}</span>').format(english) if said is None else said

    return told
