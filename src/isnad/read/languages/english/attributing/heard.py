"""Heard: one attribution as the grammar finds it, in words of its unit.

What may live here: the record the grammar files fill, and how one is made of a verb and the frame it meets.
"""

from dataclasses import dataclass, field

from isnad.read.languages.english.attributing.subjects import group_start
from isnad.read.languages.english.attributing.tagging import Word

Span = tuple[int, int]
NEGATIVE = frozenset(("not", "never", "n't", "no", "neither"))


@dataclass(slots=True)
class Heard:
    """One source, cue and content, as spans of words. ``source`` None: not named here.

    ``kind`` says what it is (speech, showing, belief, attitude, seeming); ``frame`` which frame of which word was met.
    """

    base: str
    kind: str
    frame: str
    cue: Span
    source: Span | None = None
    contents: list[Span] = field(default_factory=list)
    addressee: Span | None = None
    passive: bool = False
    negated: bool = False
    aside: bool = False  # it stands in a relative clause ("where reports indicate that")

    def holds(self, i: int) -> bool:
        """Whether a word lies in its content."""
        return any(a <= i < b for a, b in self.contents)


def made_of(w: list[Word], i: int, met: tuple[str, str, int, list[Span], Span | None], source: Span | None) -> Heard:
    frame, kind, cue_end, contents, addressee = met
    base = w[i].base or w[i].low
    start = group_start(w, i)
    negated = any(x.low in NEGATIVE or x.low.endswith("n't") for x in w[start:i])
    made = Heard(base, kind, frame, (i, cue_end), source, contents, addressee, negated=negated)
    made.aside = source is not None and (w[source[0]].tag == "W" or (source[0] > 0 and w[source[0] - 1].tag == "W"))
    return made
