"""Objects: whether every preserved file still has its bytes, and where the first wrong one is.

What may live here: digests computed anew, on all cores, and what a wrong one means.
"""

from collections.abc import Iterator

from isnad.casebook import Casebook
from isnad.checking.answer import Part, part
from isnad.preserve.blocks import BLOCK, first_changed
from isnad.preserve.hashing import digests
from isnad.preserve.trouble import gone_problem
from isnad.reading import Progress
from isnad.records.capture import Capture
from isnad.records.problem import Problem

_COPY = "Put the file back from a copy of the case; what the log says of it still stands."


def objects(book: Casebook, tell: Progress, jobs: int | None) -> Part:
    """Every object that the log names and does not say to be gone."""
    named = dict(sorted(book.named_objects.items()))
    problems: list[Problem] = []
    paths = {str(book.store.path(digest)): digest for digest in named}
    for done, (path, found, size, number) in enumerate(digests(paths, jobs)):
        if done % 16 == 0:
            tell("checking bytes", done, len(named))
        digest = paths[path]
        if number:
            where = str(book.store.path(digest).relative_to(book.root))
            problems.append(gone_problem(OSError(number, "") if number != 2 else FileNotFoundError(2, ""), where))
        elif f"sha256:{found}" != digest or size != named[digest]:
            problems += _wrong(book, digest, named[digest], size)
    return part("preserved files", len(named), problems)


def _wrong(book: Casebook, digest: str, said: int, size: int) -> Iterator[Problem]:
    path = book.store.path(digest)
    start, end = first_changed(book.derived, digest, path, min(said, size))
    what = "Its bytes were changed: they no longer have the digest in the log."
    if size != said:
        what += f" The log says {said:,} bytes, and it has {size:,}."
    if start == min(said, size) and size < said:
        what += f" What is there is right; from byte {start:,} on it is missing."
    elif end - start <= BLOCK:
        what += f" The first wrong byte is among bytes {start:,} to {end - 1:,}."
    else:
        what += f" It is not known where among its {end:,} bytes (derived/blocks was deleted)."
    hit = [c for c in book.captures if _touched(c, digest, start)]
    if hit:
        what += f" {len(hit)} report{'s rest' if len(hit) > 1 else ' rests'} on it, the first: {hit[0].origin}."
    yield Problem(what=what, where=str(path.relative_to(book.root)), todo=_COPY)


def _touched(capture: Capture, digest: str, start: int) -> bool:
    if capture.within is None:
        return capture.digest == digest
    inside = capture.within
    end = inside.offset + inside.length if inside.length and not inside.member else None
    return inside.container == digest and (end is None or end > start)
