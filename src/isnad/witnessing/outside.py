"""Outside: the log held against what somebody kept outside its folder.

What may live here: the answer to that, and the roots of the log that it needs.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from isnad.casebook import Casebook
from isnad.preserve.anchors.finding import Answer
from isnad.preserve.custody.note import Checkpoint
from isnad.preserve.custody.witness import counted, lines_of, shown_in
from isnad.preserve.store import open_own
from isnad.records.capture import digest_of

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """One thing kept outside, held against the log: ``what`` it is, and the answer with its meaning."""

    answer: Answer
    what: str
    reason: str


def against(book: Casebook, data: bytes, where: str = "what was kept outside") -> tuple[Against, ...]:
    """Hold what was kept outside the folder against the log: notes, the three lines, bundles, cosigned notes, or
    digests of last lines (``sha256:...``), one or many. What was kept outside is believed, and the log is on trial."""
    try:
        shown = shown_in(data)
        digests = [line for line in lines_of(data) if _DIGEST.fullmatch(line)]
    except ValueError as error:
        return (Against(answer=Answer.NOT_VERIFIABLE, what=where, reason=f"It cannot be read: {error}."),)
    known = book.log.roots_at([one.checkpoint.size for one in shown])
    found = [_one_against(book, one.checkpoint, known) for one in dict.fromkeys(shown)]
    found += _tips_against(book, digests)
    if not found:
        reason = "There is no checkpoint in it: three lines, with the name of the log, a number and a root."
        found = [Against(answer=Answer.NOT_VERIFIABLE, what=where, reason=reason)]
    return tuple(found)


def _one_against(book: Casebook, said: Checkpoint, known: dict[int, bytes]) -> Against:
    what = f"checkpoint of {counted(said.size)} of {said.origin}"
    if said.origin != book.origin:
        reason = f"It is of another log; this one is {book.origin or 'of format 1, without a name'}."
        return Against(answer=Answer.NOT_VERIFIABLE, what=what, reason=reason)
    if said.size > book.log.size:
        reason = (
            f"The log is shorter than it was: it has {counted(book.log.size)}. It was rolled back, or its end is gone."
        )
        return Against(answer=Answer.FAILS, what=what, reason=reason)
    if known.get(said.size) != said.root:
        reason = f"The log was written anew: its first {said.size} lines are not those of which this was made."
        return Against(answer=Answer.FAILS, what=what, reason=reason)
    rest = book.log.size - said.size
    return Against(
        answer=Answer.HOLDS,
        what=what,
        reason=f"Nothing in them was changed. It says nothing of what came later ({counted(rest)}).",
    )


def _tips_against(book: Casebook, digests: Sequence[str]) -> Iterator[Against]:
    if not digests:
        return
    with open_own(book.log.path) as stream:
        at = {digest_of(line): seq for seq, line in zip(range(1, book.log.size + 1), stream, strict=False)}
    for digest in dict.fromkeys(digests):
        what, line = f"digest {digest[:23]}…", at.get(digest)
        if line is None:
            reason = "No line has this digest: the log was written anew or rolled back, or it is of another case."
            yield Against(answer=Answer.FAILS, what=what, reason=reason)
        else:
            yield Against(answer=Answer.HOLDS, what=what, reason=f"It is line {line}; nothing up to it was changed.")
