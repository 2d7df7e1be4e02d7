"""Warc_out: all captures in one WARC, for tools that take no WACZ.

What may live here: putting WARCs one after the other, which again is a WARC (WARC 1.1, annex D), and files after them.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import BinaryIO

from isnad.preserve.package.scan import GZIP, Broken, scan
from isnad.preserve.package.wacz_out import About, FilePart
from isnad.preserve.package.warcs import WarcPart, digest_problem
from isnad.preserve.trouble import trouble
from isnad.preserve.warc.out import WarcOut
from isnad.records.problem import Problem

_ALONE = "Export a WACZ (--as wacz), where it has a file of its own."


def write_warc(
    stream: BinaryIO,
    about: About,
    warcs: Iterable[WarcPart],
    files: Iterable[FilePart] = (),
    tell: Callable[[int], None] = lambda _: None,
) -> Iterator[Problem]:
    """Write a .warc.gz: each WARC byte for byte, then the files as ``resource`` records.

    A WARC that is not packed, or that a reader does not get past, is left out with a Problem, as is what changed.
    Raises OSError, and Trouble where bytes change while they are written.
    """
    done = 0
    for warc in warcs:
        problem = digest_problem(warc.open, warc.digest, warc.name) or _unjoinable(warc)
        if problem:
            yield problem
            continue
        with warc.open() as source:
            for _ in scan(source, stream.write):
                pass
        done += 1
        tell(done)
    waiting = iter(files)
    first = next(waiting, None)
    if first is None:
        return
    out = WarcOut(stream, about.software)
    out.info(about.made, {"isPartOf": " ".join(about.title.split())})
    for part in chain((first,), waiting):
        capture = part.capture
        if problem := digest_problem(part.open, capture.digest, capture.origin):
            yield problem
            continue
        with part.open() as source:
            try:
                kind = capture.media_type.partition(";")[0].strip().lower()
                out.resource(source, capture.size, capture.captured, media_type=kind, digest=capture.digest)
            except ValueError as error:
                todo = "Check the disk, then try again."
                raise trouble(f"It could not be written as a record ({error}).", capture.origin, todo) from error
        done += 1
        tell(done)


def _unjoinable(warc: WarcPart) -> Problem | None:
    with warc.open() as source:
        if source.read(2) != GZIP:
            return Problem(what="It is not packed, so it was left out.", where=warc.name, todo=_ALONE)
    with warc.open() as source:
        try:
            for _ in scan(source):
                pass
        except Broken as error:
            what = f"It was left out, for no reader gets past byte {error.offset} of it: {error}"
            return Problem(what=what, where=warc.name, todo=_ALONE)
    return None
