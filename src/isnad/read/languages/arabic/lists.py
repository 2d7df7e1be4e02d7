"""Lists of names: under a heading, a line each, or behind it in its line.

What may live here: from the sentences of a text to the tokens at which a list has the next name.
"""

from collections.abc import Iterator

from isnad.read.languages.arabic.naming import bare, given_names, words
from isnad.read.languages.arabic.tokens import Sentence, Token
from isnad.records.claim import Outcome

LINES = 60  # of a list
SHORT = 14  # tokens of a line of a list
MISSED = 1  # lines of a list that are no name
WORDS = (2, 6)  # of a listed name
_PARTS = frozenset("،,-–—_/;؛:)•")
_TELLS = frozenset(
    ("befell", "says", "act", "does", "place_settlement", "number", "vague", "person", "scope", "befalls")
)


def listed_at(sentences: list[Sentence]) -> dict[tuple[int, int], Outcome | None]:
    """(sentence, token) at which a listed name begins, with what its heading says befell those listed."""
    found: dict[tuple[int, int], Outcome | None] = {}
    for sentence in sentences:
        head = _head(sentence.tokens)
        if head is None:
            continue
        outcome = _outcome(sentence.tokens)
        for at in _behind(sentence.tokens, head):
            found.setdefault((sentence.index, at), outcome)
        if len(sentence.tokens) - head <= 4:
            for index, at in _under(sentences, sentence.index):
                found.setdefault((index, at), outcome)
    return found


def _head(tokens: list[Token]) -> int | None:
    """The token behind a heading: "وهم", "أسماء الشهداء"."""
    for k, token in enumerate(tokens):
        word, _ = bare(token.text, words("lists", "heads"))
        if word not in words("lists", "heads"):
            continue
        names = word.endswith("اسماء")
        if names and k + 1 < len(tokens) and "victim" in tokens[k + 1].senses:
            return k + 2
        if names or k + 1 == len(tokens) or not tokens[k + 1].word or tokens[k + 1].text in given_names():
            return k + 1
    return None


def _outcome(tokens: list[Token]) -> Outcome | None:
    for token in tokens:
        for kind in ("victim", "befalls", "befell"):
            if kind in token.senses:
                value = token.senses[kind].value
                return Outcome(value[0] if kind == "victim" else value)
    return None


def _behind(tokens: list[Token], head: int) -> Iterator[int]:
    """Where names begin in the line of the heading: behind signs that part them, where two words of a name follow."""
    for k in range(head, len(tokens)):
        parted = k == head or tokens[k - 1].text in _PARTS or tokens[k - 1].number
        if parted and tokens[k].word and _may_be(tokens, k):
            yield k


def _under(sentences: list[Sentence], head: int) -> Iterator[tuple[int, int]]:
    """Where names begin in the lines under a heading."""
    missed = 0
    for sentence in sentences[head + 1 : head + 1 + LINES]:
        tokens = sentence.tokens
        at = 0
        while at < len(tokens) and (tokens[at].number or not tokens[at].word or _titled(tokens[at])):
            at += 1
        if at == len(tokens):
            continue
        if len(tokens) > SHORT or not _may_be(tokens, at):
            missed += 1
            if missed > MISSED:
                return
            continue
        yield sentence.index, at


def _titled(token: Token) -> bool:
    return any(token.text in words("cues", kind) for kind in ("male", "female", "boy", "girl"))


def _may_be(tokens: list[Token], at: int) -> bool:
    """Whether the words from here to the next sign may be a name."""
    last = at
    while last < len(tokens) and tokens[last].word and last - at < WORDS[1]:
        last += 1
    held = tokens[at:last]
    if any(t.text in words("never", "words") for t in held[:2]) or held[0].senses.keys() & _TELLS:
        return held[0].text in given_names() and len(held) > 1 and held[1].text in given_names()
    return len(held) >= WORDS[0] and any(bare(t.text, frozenset(given_names()))[0] in given_names() for t in held[:3])
