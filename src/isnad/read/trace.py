"""Trace: which lines of the grammar made what was read.

What may live here: watching a reader at work. It costs nothing where it is not asked for: no line of the grammar knows
of it. While it is on, the interpreter tells of every value that a language makes; those that stand for a stretch of the
text, or name a rule, are noted with the lines that made them.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

_LANGUAGES = "isnad.read.languages."
_PLAIN = ("Token",)  # what a text is cut into before anything is read in it
_STEPS = 3  # lines of a mark's way through the grammar, the innermost first
_ALIKE = ("first", "start"), ("after", "last", "end")  # fields that bound a stretch, of tokens or of characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of code: ``file`` below the package, ``line`` from 1, and the function it stands in."""

    file: str
    line: int
    function: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One value that the grammar made: its ``kind`` ("Harm"), its rule where it names one, where it stands in the
    text (-1 where that is not known), and the lines that made it, the innermost first."""

    kind: str
    rule: str
    start: int
    end: int
    steps: tuple[Step, ...]


@contextmanager
def tracing() -> Iterator[list[Mark]]:
    """Note what languages make within the block. One at a time, in this thread."""
    marks: list[Mark] = []

    def told(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code.co_name == "__init__":
            mark = _mark(frame)
            if mark is not None:
                marks.append(mark)

    before = sys.getprofile()
    sys.setprofile(told)
    try:
        yield marks
    finally:
        sys.setprofile(before)


def _mark(frame: FrameType) -> Mark | None:
    given = frame.f_locals
    made = type(given.get("self"))
    if not made.__module__.startswith(_LANGUAGES) or made.__name__ in _PLAIN:
        return None
    rule = given.get("rule")
    span = _span(given, frame.f_back)
    if span is None and not isinstance(rule, str):
        return None
    start, end = span or (-1, -1)
    named = rule if isinstance(rule, str) else ""
    return Mark(kind=made.__name__, rule=named, start=start, end=end, steps=tuple(_steps(frame.f_back)))


def _span(given: dict[str, Any], caller: FrameType | None) -> tuple[int, int] | None:
    """Where the value stands in the text: as it says itself, by its cue, or by the tokens that its maker had."""
    cue = given.get("cue")
    if isinstance(cue, tuple) and len(cue) == 2 and all(isinstance(each, int) for each in cue):
        return cue
    first, after = (next((given[n] for n in names if isinstance(given.get(n), int)), None) for names in _ALIKE)
    if first is None or after is None:
        return None
    if "start" in given and "first" not in given:
        return first, after
    tokens = _tokens(caller)
    if tokens is None or not 0 <= first < after <= len(tokens):
        return None
    return tokens[first].start, tokens[after - 1].end


def _tokens(frame: FrameType | None) -> list[Any] | None:
    for _ in range(_STEPS):
        if frame is None:
            break
        found = frame.f_locals.get("tokens") or getattr(frame.f_locals.get("self"), "tokens", None)
        if isinstance(found, list) and found and hasattr(found[0], "start"):
            return found
        frame = frame.f_back
    return None


def _steps(frame: FrameType | None) -> Iterator[Step]:
    """The lines of the language's own code that led to it."""
    told = 0
    while frame is not None and told < _STEPS:
        module = frame.f_globals.get("__name__", "")
        if isinstance(module, str) and module.startswith(_LANGUAGES):
            name = frame.f_code.co_name
            if not name.startswith("<"):  # a comprehension is part of its function
                told += 1
                file = module.removeprefix("isnad.").replace(".", "/") + ".py"
                yield Step(file=file, line=frame.f_lineno, function=name)
        frame = frame.f_back
