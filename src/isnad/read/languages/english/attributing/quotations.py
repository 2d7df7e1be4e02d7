"""Quotations: where each begins and ends, paragraph by paragraph and across them.

What may live here: pairing of quotation marks; nothing on who speaks.
"""

import re
from dataclasses import dataclass

MARK = re.compile(
    r"[“”«»\"„]|''|``|(?<![\w.,!?])‘(?=\w)|(?<=[\w.,!?…—-])’(?![\w])|(?<![\w.,!?])'(?=[A-Z])|(?<=[.,!?…])'(?!\w)"
)
SIGN = re.compile(r"[“”«»\"„'`‘’]")  # what a mark begins with
OPENS = ("“", "«", "„", "``", "‘")
CLOSES = ("”", "»", "’")
CLOSED_BY = {"“": ("”", '"'), "«": ("»",), "„": ("“", "”"), "``": ("''",), "‘": ("’", "'")}
LONG = 4  # words from which a quotation is speech of its own; a shorter one is words borrowed into a sentence


@dataclass(frozen=True, slots=True)
class Quotation:
    """``text[start:end]``, marks included; ``opens`` says that it is not closed where its paragraph ends."""

    start: int
    end: int
    opens: bool = False


def quotations_in(text: str, start: int, end: int) -> list[Quotation]:
    """The quotations of one paragraph that are long enough to be speech of their own; they do not overlap."""
    found: list[Quotation] = []
    opened: re.Match[str] | None = None
    first = SIGN.search(text, start, end)  # most paragraphs have none
    for mark in MARK.finditer(text, first.start(), end) if first is not None else ():
        sign = mark.group()
        if opened is None:
            if sign in CLOSES or (sign in "\"'" and not _may_open(text, mark, start)):
                continue
            opened = mark
        elif _closes(opened.group(), sign) and not (sign == '"' and _only_opens(text, mark)):
            found.append(Quotation(opened.start(), mark.end()))
            opened = None
    if opened is not None and opened.group() not in ("‘", "'") and _may_open(text, opened, start):
        found.append(Quotation(opened.start(), end, opens=True))
    return [each for each in found if each.opens or long_enough(text[each.start : each.end])]


def long_enough(words: str) -> bool:
    """Whether a quotation is speech of its own."""
    many, bare = len(words.split()), words.rstrip("”\"'»’ ")
    return many >= LONG or (many >= 2 and bare[-1:] in (".", "!", "?", ","))


def _closes(opened: str, sign: str) -> bool:
    return sign in CLOSED_BY.get(opened, (opened,))


def _may_open(text: str, mark: re.Match[str], start: int) -> bool:
    """Whether a straight mark stands where one opens: blank or bracket before it, a letter after it."""
    before = text[mark.start() - 1] if mark.start() > start else " "
    after = text[mark.end() : mark.end() + 1]
    return (before.isspace() or before in "([-—–,:;.'\"‘“") and bool(after) and not after.isspace()


def _only_opens(text: str, mark: re.Match[str]) -> bool:
    before = text[mark.start() - 1 : mark.start()]
    after = text[mark.end() : mark.end() + 1]
    return before.isspace() and bool(after) and after.isalnum()
