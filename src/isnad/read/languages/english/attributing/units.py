"""Units: a report's sentences with each quotation as one word.

What may live here: what cuts a report into the stretches the grammar reads, and which quotations run on into the next.
"""

import bisect
import re
from dataclasses import dataclass, field

from isnad.read.languages.english.attributing.quotations import Quotation, quotations_in
from isnad.read.languages.english.attributing.tagging import Word, tagged
from isnad.read.languages.english.tokens import Token
from isnad.read.sentences import Sentence

BARE = frozenset(("say", "add", "ask", "reply", "write", "tell", "continue"))
CONTRACTED = re.compile(r"(\w+)(['’](?:d|ll|re|ve|m|s))", re.IGNORECASE)


@dataclass(slots=True)
class Unit:
    """A sentence, or several where a quotation holds the full stops between them."""

    words: list[Word]
    paragraph: int
    goes_on: bool = False  # its quotation is not closed where the paragraph ends

    @property
    def quoted_only(self) -> bool:
        """Whether it holds nothing but a quotation."""
        return bool(self.words) and all(w.tag in "QXF-." for w in self.words) and any(w.tag == "Q" for w in self.words)


@dataclass(slots=True)
class Paragraph:
    """A line of the report: its sentences and its quotations."""

    number: int
    sentences: list[tuple[Sentence, list[Token]]]
    quotations: list[Quotation] = field(default_factory=list)


def units_of(text: str, lines: list[tuple[Sentence, list[Token]]], only: frozenset[str] | None = None) -> list[Unit]:
    """The units of a report, in order; ``lines`` are its sentences with their tokens.

    Where ``only`` is given, those with none of its words are left out.
    """
    found: list[Unit] = []
    for paragraph in _paragraphs(lines):
        if only is not None and all(only.isdisjoint([t.low for t in own]) for _, own in paragraph.sentences):
            continue
        first, last = paragraph.sentences[0][0], paragraph.sentences[-1][0]
        paragraph.quotations = quotations_in(text, first.start, last.end)
        found += _units(text, paragraph, only)
    return found


def _paragraphs(lines: list[tuple[Sentence, list[Token]]]) -> list[Paragraph]:
    found: list[Paragraph] = []
    for span, tokens in lines:
        if not found or found[-1].number != span.paragraph:
            found.append(Paragraph(span.paragraph, []))
        found[-1].sentences.append((span, tokens))
    return found


def _units(text: str, paragraph: Paragraph, only: frozenset[str] | None) -> list[Unit]:
    """The units of one paragraph: a sentence's end within a quotation is none."""
    quotations = paragraph.quotations
    starts = [q.start for q in quotations]
    found: list[Unit] = []
    tokens: list[Token] = []
    for span, own in paragraph.sentences:
        tokens += own
        at = bisect.bisect_left(starts, span.end) - 1
        if at >= 0 and quotations[at].start < span.end < quotations[at].end:
            continue
        if at >= 0 and span.end == quotations[at].end and text[span.end - 2] in "?!,":
            continue  # "Why now?" he asked.
        if tokens and (only is None or not only.isdisjoint([t.low for t in tokens])):
            found.append(_unit(tokens, quotations, paragraph.number))
        tokens = []
    if tokens and (only is None or not only.isdisjoint([t.low for t in tokens])):
        found.append(_unit(tokens, quotations, paragraph.number))
    return _rejoined(found)


def _rejoined(units: list[Unit]) -> list[Unit]:
    """Units with a bare "Name said." put back to the quotation before it, where a full stop parted them."""
    kept: list[Unit] = []
    for unit in units:
        w = unit.words
        bare = 3 <= len(w) <= 6 and w[-2].base in BARE and w[-2].tag == "V" and w[-1].low == "."
        if bare and kept and kept[-1].words[-1].tag == "Q":
            kept[-1].words += w
        else:
            kept.append(unit)
    return kept


def _unit(tokens: list[Token], quotations: list[Quotation], number: int) -> Unit:
    plain: list[Token] = []
    held: list[Quotation] = []
    start, end = tokens[0].start, tokens[-1].end
    mine = [q for q in quotations if q.start < end and q.end > start]
    at = 0
    if any("'" in token.text or "’" in token.text for token in tokens):
        tokens = [part for token in tokens for part in _parted(token)]
    for i, token in enumerate(tokens):
        while at < len(mine) and mine[at].end <= token.start:
            at += 1
        if at < len(mine) and mine[at].start <= token.start:
            if mine[at] not in held:
                held.append(mine[at])
                plain.append(Token(mine[at].start, mine[at].end, "\u201c\u201d", "\u201c\u201d", "Q"))
            continue
        last = plain[-1] if plain else None
        if last is not None and token.start == last.end and last.tag != "Q" and _belongs(tokens, i, last):
            plain[-1] = Token(last.start, token.end, last.text + token.text, last.low + token.low.lstrip("."), last.tag)
            continue
        plain.append(token)
    return Unit(tagged(plain), number, any(q.opens for q in held))


def _belongs(tokens: list[Token], i: int, before: Token) -> bool:
    """Whether a full stop or hyphen is part of the word before it ("Mr.", "50-state"), or a word of "50-" before it;
    nothing stands between the two."""
    token, n = tokens[i], len(tokens)
    if token.low == ".":
        short = len(before.text) <= 5 and before.text[:1].isupper()
        return short and i + 1 < n and any(t.low not in ".?!)" and t.tag != "Q" for t in tokens[i + 1 :])
    if token.low in ("-", "/", "&"):
        return (
            i + 1 < n
            and tokens[i + 1].start == token.end
            and before.text[-1:].isalnum()
            and tokens[i + 1].text[0].isalnum()
        )
    return before.text[-1:] in "-/&" and len(before.text) > 1 and token.text[0].isalnum()


def _parted(token: Token) -> tuple[Token, ...]:
    """A contraction in its two words ("she'd", "they're")."""
    found = CONTRACTED.fullmatch(token.text)
    if found is None:
        return (token,)
    cut = token.start + found.end(1)
    head, tail = found.group(1), found.group(2)
    return (
        Token(token.start, cut, head, head.lower(), token.tag if head[:1].isupper() else "R"),
        Token(cut, token.end, tail, tail.lower().replace("’", "'"), "A"),
    )
