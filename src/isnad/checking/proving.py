"""Proving: the quotes of one reading held against its captured bytes, in a child that can do no harm.

What may live here: the function that the child runs, and what it says as plain data. The bytes are hostile: they are
parsed a second time here, as they were when they were read.
"""

from collections.abc import Iterator
from io import BufferedIOBase
from typing import Any

from isnad.index import Reading
from isnad.read.proof import Answer, proves
from isnad.records.codec import from_plain
from isnad.records.report import Quote


def quotes_in(reading: Reading) -> Iterator[Quote]:
    """The words of every claim, and of every link of its chain."""
    for claim in reading.claims:
        yield claim.quote
        yield from (link.cue for link in claim.chain.links if link.cue is not None)


def unproved(plain: Any, file: BufferedIOBase) -> list[tuple[int, str, str]]:
    """Of the quotes of a reading (as plain data), those not proved: number, answer and reason."""
    reading = from_plain(plain, Reading)
    assert reading.report is not None
    data = file.read()
    found = ((n, proves(quote, reading.report, data)) for n, quote in enumerate(quotes_in(reading)))
    return [(n, proof.answer.value, proof.reason) for n, proof in found if proof.answer is not Answer.PROVED]
