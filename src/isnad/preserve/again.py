"""Again: what it means that an item was added before.

What may live here: telling the same item from another one of the same bytes. Pure.
"""

from collections.abc import Sequence

from isnad.records.capture import Capture
from isnad.records.problem import Problem, Severity


def says_no_more(new: Capture, known: Capture) -> bool:
    """Whether the same bytes from the same place came with nothing that is not known."""
    same = all(not said or said == before for said, before in zip(_said(new), _said(known), strict=True))
    return same and _place(new) == _place(known)


def stands(capture: Capture, same_bytes: Sequence[Capture]) -> bool:
    """Whether no later capture of the same bytes is the same item with more said of it. They are in their order."""
    later = same_bytes[same_bytes.index(capture) + 1 :]
    return not any(_fills_in(other, capture) for other in later)


def already(origin: str) -> Problem:
    """What is told of an item that was there, with nothing new said of it."""
    todo = "Nothing to do; to say more of it (publisher, date, URL) add it again with that."
    return Problem(what="It is already in this case, byte for byte.", where=origin, todo=todo, severity=Severity.NOTE)


def _fills_in(later: Capture, older: Capture) -> bool:
    """Another publisher or URL makes it another item: a reprint is a report of its own."""
    same = all(not before or before == said for before, said in zip(_said(older)[:2], _said(later)[:2], strict=True))
    return same and _place(later) == _place(older)


def _place(capture: Capture) -> str:
    """What tells one item's place from another's: a URL, or a file's own name wherever its folder lay."""
    return capture.origin if "://" in capture.origin else capture.origin.rpartition("/")[2]


def _said(capture: Capture) -> tuple[str, ...]:
    return (capture.publisher, capture.url, capture.published, capture.title)
