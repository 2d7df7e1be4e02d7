"""Wordy: which fields of records hold words, and all words that a record holds.

What may live here: asking records for their words. Ids, digests and codes are none; nothing is decided here.
"""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, get_args, get_type_hints

from isnad.records.report import Quote

_IDS = frozenset(  # fields that hold ids, digests and codes: no words
    [(kind, "id") for kind in ("Capture", "Report", "Claim", "Judgement", "Incident", "Origin")]
    + [("Capture", f) for f in ("digest", "media_type", "tool")]
    + [("Report", f) for f in ("capture", "digest", "format", "encoding", "language")]
    + [("Incident", f) for f in ("claims", "reports")]
    + [("Origin", f) for f in ("claims", "reports")]
    + [("Figure", f) for f in ("claim", "origin", "superseded_by")]
    + [("Evidence", f) for f in ("claim", "origin", "observation")]
    + [("Observation", f) for f in ("id", "what", "claims", "origins")]
    + [("Diagnosticity", f) for f in ("claim", "observation")]
    + [("Hypothesis", f"{how}_by") for how in ("alleged", "hedged", "one_of", "denied", "excluded", "conceded")]
    + [("Assessment", "incident"), ("Within", "container"), ("Within", "record"), ("Person", "claims")]
)


class Held(NamedTuple):
    """What a record holds: its words, field by field and with repeats, and its quotes."""

    words: list[str]
    quotes: list[Quote]


def held_by(value: Any) -> Held:
    """All that a record, or a tuple of them, holds."""
    held = Held([], [])
    _take(value, held)
    return held


def _take(value: Any, held: Held) -> None:
    kind = value.__class__
    if kind is str:
        held.words.append(value)
    elif kind is tuple:
        for each in value:
            _take(each, held)
    elif kind is Quote:
        held.quotes.append(value)
    else:
        plain, others = _fields(kind)
        for ask in plain:
            held.words.append(ask(value))
        for ask in others:
            if each := ask(value):
                _take(each, held)


@cache
def wordy(kind: type) -> tuple[str, ...]:
    """The fields of a record that can hold words; none for what is no record."""
    return tuple(name for name, _ in _hints(kind))


@cache
def _fields(kind: type) -> tuple[list[Callable[[Any], Any]], list[Callable[[Any], Any]]]:
    """What gives the fields of a record that are plain words, and what gives all others that can hold some."""
    hints = _hints(kind)
    return [attrgetter(n) for n, hint in hints if hint is str], [attrgetter(n) for n, hint in hints if hint is not str]


def _hints(kind: type) -> list[tuple[str, Any]]:
    if not is_dataclass(kind):
        return []
    hints = get_type_hints(kind)
    names = (f.name for f in fields(kind) if (kind.__name__, f.name) not in _IDS)
    return [(name, hints[name]) for name in names if _can(hints[name])]


def _can(hint: Any) -> bool:
    """Whether a field of this type can hold words."""
    inside = get_args(hint)
    return any(_can(each) for each in inside) if inside else hint is str or is_dataclass(hint)
