"""Beside: what the text of a page holds beside its story, by the headings it stands under.

What may live here: which lines of a text are links to other stories, or what readers said. A page that was kept as
text alone has lost the markup that tells them from the story. The headings stand in ``beside.toml``.
"""

import re
import tomllib
from bisect import bisect_right
from functools import cache
from importlib.resources import files

PARAGRAPH = 120  # characters; a longer line is part of a story, a shorter one may be the title of another
SENTENCE = 60  # characters from which a line that ends with a full stop is no title
HEADING = 40  # characters; no heading is longer
_LINE = re.compile(r"[^\n\r]+")
_ROUND = re.compile(r"^\W+|\(\d+\)|\W+$")

Spans = tuple[tuple[int, int], ...]


def beside(text: str) -> Spans:
    """The stretches of a text that are not its story, in order. Before the first paragraph there are none: there a
    heading may belong to a menu over the story."""
    links, ends = _headings()
    found: list[tuple[int, int]] = []
    begun = under = ended = False
    for line in _LINE.finditer(text):
        words = line[0].strip()
        paragraph = len(words) > PARAGRAPH
        title = not paragraph and not (len(words) > SENTENCE and words.endswith("."))
        heading = _ROUND.sub("", words.casefold()).strip() if begun and len(words) <= HEADING else ""
        ended = ended or heading in ends
        under = heading in links or (under and title)
        begun = begun or paragraph
        if ended or under:
            found.append(line.span())
    return tuple(found)


def within(spans: Spans, at: int) -> bool:
    """Whether this place lies in one of the stretches."""
    before = bisect_right(spans, (at, at + 1)) - 1
    return any(first <= at < last for first, last in spans[max(0, before) : before + 2])


@cache
def _headings() -> tuple[frozenset[str], frozenset[str]]:
    data = tomllib.loads(files(__package__).joinpath("beside.toml").read_text(encoding="utf-8"))
    return frozenset(data["links"]), frozenset(data["ends"])
