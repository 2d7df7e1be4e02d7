"""Runs: where the words of lines stand in markup, word for word, leaving out the markup between them.

What may live here: tying lines that a Stream gave to its source, run by run. For markup that is itself written within
another notation (escaped in a feed, a string in JSON), of which a stretch as a whole shows other letters.
"""

import re
from collections.abc import Iterator

from isnad.read.formats.alignment import Tie
from isnad.read.formats.markup import Stream

_SEGMENT = re.compile(r"\S+(?: \S+)*")  # words with single blanks between: these stand in a line as in the source


def pieces_of(text: str, stream: Stream, start: int = 0) -> Iterator[Tie]:
    """The parts of ``text[start:]`` that stand in the stream's source as they are, or as one character reference.

    The text is the stream's lines, in their order; what does not come next in it is passed over.
    """
    at = start
    for run in stream.runs:
        for segment in _SEGMENT.finditer(run.text):
            place = text.find(segment[0], at)
            if place < 0 or text[at:place].strip():
                continue
            at = place + len(segment[0])
            if run.entity:
                yield Tie(start=place, end=at, first=run.start, last=run.end)
            else:
                first = run.start + segment.start()
                yield Tie(start=place, end=at, first=first, last=first + len(segment[0]))
