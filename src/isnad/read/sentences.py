"""Sentences of a report, with exact offsets.

What may live here: where a sentence begins and ends, and nothing of what it says. The first cut is by sentencex
(the segmenter of Wikimedia's translation tools); the tables below correct it where reports differ from an
encyclopaedia: ranks, initials, clock times, posts with handles, lists, missing blanks, text without full stops.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

LONGEST = 2_000  # characters; a longer sentence is cut at clause punctuation
LONG_QUOTATION = 500  # characters; in a longer piece full stops end a sentence even between quotation marks
LONGEST_LINE = 50_000  # characters given to sentencex at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """``text[start:end]`` (code points, no white space at either end).

    ``paragraph`` numbers the lines that hold any text, from 0: sentences of one line share it.
    """

    start: int
    end: int
    paragraph: int


_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")

# Titles and ranks that stand before a name: never the end of a sentence.
_BEFORE_NAME = re.compile(
    r"(?:m(?:r|rs|s|x|me|lle)|messrs|dr|prof|rev|fr|sr|st|sen|rep|gov|pres|amb|hon"
    r"|(?:maj|lt|brig)-(?:gen|col)|gen|lt|col|capt|cpt|maj|sgt|cpl|pvt|pfc|cmdr|cdr|brig|adml?|supt|insp"
    r"|vs|approx|ca|incl|esp|د|م|أ|ا|ش)",
    re.IGNORECASE,
)
# Abbreviations that end no sentence when a number follows ("No. 7", "Oct. 26", "Art. 51").
_BEFORE_NUMBER = re.compile(
    r"(?:nos?|nr|art|paras?|sec|ch|vol|pp?|fig|res|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|ص|رقم)",
    re.IGNORECASE,
)
# Abbreviations that may end a sentence: what follows decides.
_DOTTED = re.compile(
    r"(?:(?<![\w.])(?:[A-Za-z]\.){2,}|(?<!\w)(?:inc|ltd|co|corp|jr|bros|ave|rd|blvd|etc|al|am|pm)\.)$", re.IGNORECASE
)
_INITIAL = re.compile(r"(?:(?<=\s)|(?<=^)|(?<=[.(“\"]))[A-Z]\.$")
_STARTER = re.compile(
    r"[“\"‘'(]?(?:The|A|An|In|On|At|It|He|She|They|We|I|But|And|This|That|These|Those|There|His|Her|Its|Their|Our|Some|Many|Most"
    r"|No|One|Two|Three|According|After|Before|Also|As|If|When|While|Meanwhile|However|Earlier|Later|Local|Another|Other|Both)\b"
)
_CONTINUES = re.compile(  # what may follow "5 p.m." within the sentence
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b"
    r"|GMT\b|UTC\b|E[DS]T\b|C[DS]T\b|P[DS]T\b|BST\b|EET\b|local\b|\(|[a-zà-ÿ]"
)
_CLOCK = re.compile(r"\d\s?[ap]\.?\s?m\.$", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"([\w-]+)\.$")
_LIST_MARK = re.compile(r"[(\[]?(?:\d{1,3}|[A-Za-z]|[ivx]{1,4})[.)\]]$|[•▪●◦‣■◼–—*+-]$")
_CLOSES = re.compile(r"[.!?…؟][\"'”’»)\]]+$")
_ELLIPSIS = re.compile(r"(?:\.\.+|…)[\"”’»)\]]*$")
_HAS_LETTER = re.compile(r"\w")
_BEGINS_LOW = re.compile(r"[a-zà-ÿ]")

# Where sentencex sees no end: no blank after the full stop ("killed 26.The group"), list marks inside a line,
# the signature of an embedded post ("— Name (@handle) October 26, 2016").
_GLUED = re.compile(
    r"(?<=[^\W\d_]{2}[.!?])(?=[A-Z][a-z]+[\s,’'])|(?<=\w\d[.])(?=[A-Z][a-z]+\s)"
    r"|(?<=[\u0620-\u064a]{3}[.!])(?=[\u0620-\u064a]{2})|(?<=[\u0620-\u064a]{2}؟)(?=[\u0620-\u064a])"
)
_MAY_BE_GLUED = re.compile(r"[.!?؟][A-Z\u0620-\u064a]")  # looking behind at every letter takes its time
_MARKS = "•▪●◦‣■◼🔴🔹🔸"
_MARK_WITHIN = re.compile(rf"(?<=\s)(?=[{_MARKS}]\s?\w)")
_SIGNATURE = re.compile(
    r"(?<=\s)[—–-]{1,2}\s?[^\n—–]{1,60}?\(@\w{1,30}\)"
    r"(?:\s+(?:[A-Z][a-z]{2,8}\.?\s\d{1,2},?\s\d{4}|\d{1,2}\s[^\W\d_]{3,9}\.?\s\d{4}))?"
)
_ADDRESS = re.compile(r"\S*(?:://|@|www\.|\.com/|\.twitter\.)\S*")
_ADDRESS_AT_END = re.compile(r"(?:://|@|www\.)\S*$")
_PLAIN_END = re.compile(r"[.!?؟…][\"'”’»)\]]*\s+(?=[\"'“‘«(\[]?[A-Z0-9À-Þ\u0620-\u064a])")
_CLAUSE_END = re.compile(r"[;؛:,،—–…)\]][\"'”’»]*(?=\s)|[.!?؟](?=\s)")


def _first_cut(language: str, line: str) -> list[str]:
    """Pieces that join to the line again; the whole line where sentencex gives anything else."""
    from sentencex import segment  # type: ignore[import-untyped]

    pieces = list(segment(language, line))
    return pieces if sum(map(len, pieces)) == len(line) and "".join(pieces) == line else [line]


def _chunks(line: str) -> Iterator[str]:
    """The line in stretches that sentencex takes in good time, parted at white space where there is any."""
    start = 0
    while len(line) - start > LONGEST_LINE:
        cut = line.rfind(" ", start + 1, start + LONGEST_LINE) + 1 or start + LONGEST_LINE
        full_stop = line.rfind(". ", start + LONGEST_LINE // 2, cut)
        cut = full_stop + 2 if full_stop > 0 else cut
        yield line[start:cut]
        start = cut
    yield line[start:]


def _goes_on(before: str, after: str) -> bool:
    """Whether the sentence that ``before`` seems to end goes on in ``after``."""
    ended = before.strip()
    if not before[-1:].isspace() and _ADDRESS_AT_END.search(ended):
        return True
    if not _HAS_LETTER.search(after) or not _HAS_LETTER.search(ended) or _LIST_MARK.fullmatch(ended):
        return True
    if _BEGINS_LOW.match(after) and (_CLOSES.search(ended) or _ELLIPSIS.search(ended) or _DOTTED.search(ended)):
        return True
    if not ended.endswith("."):
        return False
    if ended[-2:-1] in ("m", "M") and _CLOCK.search(ended):
        return bool(_CONTINUES.match(after))
    if _DOTTED.search(ended):
        return not _STARTER.match(after)
    word = _WORD_BEFORE.search(ended)
    if word and (_BEFORE_NAME.fullmatch(word[1]) or (_BEFORE_NUMBER.fullmatch(word[1]) and after[:1].isdigit())):
        return True
    return ended[-2:-1].isupper() and bool(_INITIAL.search(ended)) and not _STARTER.match(after)


def _joined(pieces: list[str]) -> list[str]:
    """Pieces with false ends taken back."""
    kept: list[str] = []
    for piece in pieces:
        if kept and _goes_on(kept[-1][-80:], piece):
            kept[-1] += piece
        else:
            kept.append(piece)
    return kept


def _missed(piece: str) -> list[int]:
    """Offsets in the piece where a sentence begins that the first cut ran over."""
    cuts: list[int] = []
    if not piece.isascii() and any(mark in piece for mark in _MARKS):
        cuts += [m.start() for m in _MARK_WITHIN.finditer(piece)]
    if "(@" in piece:
        for m in _SIGNATURE.finditer(piece):
            cuts += [m.start(), m.end()]
    glued = [m.start() for m in _GLUED.finditer(piece)] if _MAY_BE_GLUED.search(piece) else []
    if glued:
        addresses = [m.span() for m in _ADDRESS.finditer(piece)]
        cuts += [at for at in glued if not any(a <= at < b for a, b in addresses)]
    if len(piece) > LONG_QUOTATION:
        ends = [m.end() for m in _PLAIN_END.finditer(piece)]
        cuts += [at for at in ends if not _goes_on(piece[max(0, at - 80) : at], piece[at : at + 40])]
    return sorted(set(cuts))


def _too_long(start: int, end: int, text: str) -> Iterator[tuple[int, int]]:
    """The stretch in parts of at most LONGEST characters, cut after clause punctuation, else at white space."""
    while end - start > LONGEST:
        window = text[start : start + LONGEST]
        clause = max((m.end() for m in _CLAUSE_END.finditer(window, LONGEST // 4)), default=0)
        cut = start + (clause or window.rfind(" ", 1) + 1 or LONGEST)
        yield start, cut
        start = cut
    yield start, end


def _of_line(line: str, language: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences in one line; white space may stand at their ends."""
    at = 0
    for chunk in _chunks(line):
        for piece in _joined(_first_cut(language, chunk)):
            bounds = [0, *_missed(piece), len(piece)]
            for first, last in pairwise(bounds):
                yield from _too_long(at + first, at + last, line)
            at += len(piece)


def sentences(text: str, language: str = "en") -> tuple[Sentence, ...]:
    """The sentences of a text, in order; they do not overlap and hold every character that is not white space.

    A line break always ends a sentence: headings and the signatures of posts have no full stop. The
    Arabic comma and semicolon do not end one. ``language`` is an ISO 639-1 code; others are cut as English.
    """
    found: list[Sentence] = []
    paragraph = 0
    for line in _LINE.finditer(text):
        words, before = line[0], len(found)
        for first, last in _of_line(words, language):
            stretch = words[first:last]
            start = line.start() + first + len(stretch) - len(stretch.lstrip())
            end = line.start() + first + len(stretch.rstrip())
            if start < end:
                found.append(Sentence(start=start, end=end, paragraph=paragraph))
        paragraph += len(found) > before
    return tuple(found)
