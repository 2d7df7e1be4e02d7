"""Tokens of a folded text, each with the senses it may have, cut into sentences.

What may live here: cutting and looking up. What a sequence of tokens says lives in the other files.
"""

import re
from dataclasses import dataclass
from typing import Any

from isnad.read.languages.arabic.letters import Folded
from isnad.read.languages.arabic.lexicon import Lexicon, Sense

_TOKEN = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)|\d+(?=[ء-ي])|\d+|[ء-ي]+|[A-Za-z][\w'’.-]*|\n+|[^\w\s]", re.UNICODE)
_ENDS = frozenset(".!?؟؛\n…🔴🔹🔸▪•●◼")
LONGEST = 90  # tokens; a longer stretch without a full stop is web furniture and is cut there


@dataclass(slots=True)
class Token:
    """A word, number or sign at ``start:end`` of the folded text."""

    text: str
    start: int
    end: int
    senses: dict[str, Sense]
    tag: bool = False  # within a hashtag

    @property
    def word(self) -> bool:
        """Whether it is written in letters."""
        return self.text[0].isalpha()

    @property
    def number(self) -> bool:
        """Whether it is written in digits."""
        return self.text[0].isdigit()

    def value(self, kind: str) -> Any:
        """What it stands for as a word of this kind, None where it is none."""
        sense = self.senses.get(kind)
        return sense.value if sense else None


@dataclass(slots=True)
class Sentence:
    """Tokens up to a full stop, with the line they stand in."""

    tokens: list[Token]
    line: int
    index: int = 0


_NONE: dict[str, Sense] = {}


def _senses(words: list[str], i: int, lexicon: Lexicon, known: dict[str, dict[str, Sense]]) -> dict[str, Sense]:
    """The senses of the word at i; a longer phrase beats a shorter one of its kind."""
    word = words[i]
    found = known.get(word)
    if found is None:
        found = {}
        for sense in lexicon.words.get(word, ()):
            held = found.get(sense.kind)
            if held is None or len(sense.prefix) < len(held.prefix):
                found[sense.kind] = sense
        known[word] = found
    entries = lexicon.phrases.get(word)
    if not entries:
        return found
    phrases: dict[str, Sense] = {}
    for rest, sense in entries:
        if sense.kind not in phrases and tuple(words[i + 1 : i + 1 + len(rest)]) == rest:
            phrases[sense.kind] = sense
    return {**found, **phrases} if phrases else found


def sentences(text: Folded, lexicon: Lexicon) -> list[Sentence]:
    """The sentences of a folded text, in order."""
    spans = [m.span() for m in _TOKEN.finditer(text.text)]
    words = [text.text[a:b] for a, b in spans]
    known: dict[str, dict[str, Sense]] = {}
    made: list[Sentence] = []
    current: list[Token] = []
    line = tag_until = 0
    for i, ((start, end), word) in enumerate(zip(spans, words, strict=True)):
        if word == "#":
            tag_until = _tag_end(text.original, text.at[start])
            continue
        if word[0] in _ENDS and not (word == "." and _within_number(text.text, start)):
            if current:
                made.append(Sentence(current, line, len(made)))
                current = []
            line += word[0] == "\n"
            continue
        senses = _senses(words, i, lexicon, known) if word[0].isalpha() else _NONE
        current.append(Token(word, start, end, senses, text.at[start] < tag_until))
        if len(current) >= LONGEST and word in "،,":
            made.append(Sentence(current, line, len(made)))
            current = []
    if current:
        made.append(Sentence(current, line, len(made)))
    return made


def _within_number(text: str, at: int) -> bool:
    return 0 < at < len(text) - 1 and text[at - 1].isdigit() and text[at + 1].isdigit()


def _tag_end(original: str, at: int) -> int:
    """Where the hashtag that starts at ``at`` ends, in the original."""
    end = at + 1
    while end < len(original) and (
        original[end].isalnum() or original[end] in "_\u0640" or "\u064b" <= original[end] <= "\u065f"
    ):
        end += 1
    return end
