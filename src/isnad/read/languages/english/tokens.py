"""Tokens with exact offsets, the guess of what each is in its clause, and phrase look-up.

What may live here: what the grammar files share about single words and runs of words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from isnad.read.languages.english.lexicon import lexicon

TOKEN = re.compile(
    r"[A-Za-z]+(?=[ ,\n])"  # most words: what follows shows that none of the next would take more
    r"|https?://\S+|\w+\.(?:com|org|net)/\S*"  # addresses
    r"|[@#]\w+"  # handles and hashtags
    r"|''|``"  # quotation marks as typewriters have them
    r"|\d+(?:[.,:]\d+)*(?:st|nd|rd|th)?\+?"  # numbers, times, ordinals, 26+
    r"|(?:[A-Za-z]\.){2,}"  # U.N., a.m.
    r"|['’]s\b"  # the possessive
    r"|\w+(?:[-‑–'’]\w+)*?(?=['’]s\b)|\w+(?:[-‑'’]\w+)*"  # words; hyphens and apostrophes inside
    r"|\.{2,}|…|[^\w\s]"
)
CONTRACTED = re.compile(r"\w'(?:d|ll|re|ve|m)$")
OPENING, CLOSING = '“"«„', '”"»'
IS_AFTER = frozenset(("that", "there", "here", "who", "what"))
NOT_BEFORE_NOUN = frozenset(("that", "this", "those", "these", "all", "both", "some", "several", "many"))


@dataclass(slots=True)
class Token:
    """One token: ``text[start:end]``, its lower-case form, and its tag.

    Tags: N noun or unknown, P proper name, V verb, A auxiliary, D determiner, I preposition, C conjunction,
    R pronoun, B adverb, M number, Q quotation mark, S stop or comma, H handle or hashtag, G possessive 's, X other.
    """

    start: int
    end: int
    text: str
    low: str
    tag: str = "N"


@cache
def _closed() -> dict[str, str]:
    words, tags = lexicon().raw["words"], {}
    for name, tag in (
        ("adverbs", "B"),
        ("conjunctions", "C"),
        ("prepositions", "I"),
        ("determiners", "D"),
        ("pronouns", "R"),
        ("auxiliaries", "A"),
    ):
        tags.update(dict.fromkeys(words[name], tag))
    return tags


@cache
def _number_words() -> frozenset[str]:
    numbers = lexicon().raw["numbers"]
    return frozenset(
        numbers["ones"]
        + numbers["tens"]
        + ["hundred", "thousand", "million", "dozen", "dozens", "scores", "hundreds", "thousands"]
    )


@lru_cache(maxsize=1 << 16)
def _kind(text: str, first: bool) -> tuple[str, str]:
    """A word's lower-case form and its tag by itself; ``first``: it begins a sentence. Words come again and again."""
    low = text.lower().replace("’", "'").replace("‑", "-")
    return low, _tag(text, low, first)


def _tag(text: str, low: str, first: bool) -> str:
    char = text[0]
    if char in OPENING or char in CLOSING or text in ("''", "``"):
        return "Q"
    if CONTRACTED.search(low):
        return "A"  # "he'd", "they're": the verb is what tells a clause
    if low in ("'s", "’s"):
        return "G"
    if char in "@#":
        return "H"
    if not (char.isalnum()):
        return "S" if char in ".,;:!?()…" else "X"
    if (
        char.isdigit()
        or low in _number_words()
        or (low.split("-")[0] in _number_words() and low.split("-")[-1] in _number_words())
    ):
        return "M"
    closed = _closed().get(low)
    capital = char.isupper() and (len(text) > 1 or low != "a")
    if closed and (
        not capital or first or low in ("the", "of", "and", "in", "on", "i", "it", "he", "she", "they", "but", "at")
    ):
        return closed
    if capital and not (first and low in lexicon().verbs):
        return "P"
    if low in lexicon().verbs:
        return "V"
    if low.endswith("ly") and len(low) > 4:
        return "B"
    return "V" if low.endswith("ed") and len(low) > 4 else "N"


def tokenize(text: str, start: int, end: int) -> list[Token]:
    """The tokens of ``text[start:end]``, with offsets into the whole text."""
    tokens: list[Token] = []
    first = True
    for match in TOKEN.finditer(text, start, end):
        word = match.group()
        low, tag = _kind(word, first)
        tokens.append(Token(*match.span(), word, low, tag))
        first = tag == "Q" or tag == "X" or low == "." or low == ":"
    _mend(tokens)
    return tokens


@cache
def _bases() -> frozenset[str]:
    """Verbs in their base form that are not also a past form."""
    known = lexicon()
    bases = known.raw["verbs"]["clause"] + known.raw["force"]["does"] + [c.base for c in known.cues.values()]
    return frozenset(b for b in bases if known.forms(b)[2] != b)


def _mend(tokens: list[Token]) -> None:
    """Second look: words that are verbs or nouns by what stands beside them."""
    for i in [i for i, token in enumerate(tokens) if token.tag in "GV"]:
        token = tokens[i]
        if token.tag == "G" and i and (tokens[i - 1].tag == "R" or tokens[i - 1].low in IS_AFTER):
            token.tag = "A"  # "he's", "that's"
        elif token.tag == "V" and _is_noun_here(token, tokens[i - 1] if i else None, tokens[i + 1 : i + 2]):
            token.tag = "N"


def _is_noun_here(token: Token, before: Token | None, following: list[Token]) -> bool:
    after = following[0] if following else None
    heads_people = after is not None and after.low.endswith("s") and after.low in lexicon().group_of
    if before is None or before.tag in "SQ":
        return heads_people and token.low in _bases()  # "rescue workers put the toll at"
    if before.tag == "M" and (token.low.endswith("s") or token.low in lexicon().group_of):
        return True  # "14 martyrs", "two raids", "one suspect"
    if before.tag in "DG":
        return before.low not in NOT_BEFORE_NOUN  # "the report", "the strike", "its bombing"
    if before.low in ("of", "more") and token.low in lexicon().group_of:
        return True  # "dozens of martyrs", "three more lives"
    if token.low in _bases() and (before.tag in "NPIG" or before.low == "and"):
        return not before.low.endswith("s") and before.low not in ("to", "police", "people", "media")
    if token.low.endswith("ing") and before.tag in "DP" and after is not None and after.tag in "NP":
        return True  # "the fighting group"
    return before.tag == "N" and token.low.endswith(("s", "ing")) and after is not None and after.tag in "VA"


@cache
def _by_first_word(phrases: frozenset[str]) -> dict[str, list[tuple[list[str], str]]]:
    """Phrases under their first word, each as the words after it and as a whole, longest first."""
    found: dict[str, list[tuple[list[str], str]]] = {}
    for phrase in phrases:
        first, *others = phrase.split(" ")
        found.setdefault(first, []).append((others, phrase))
    for runs in found.values():
        runs.sort(key=lambda run: len(run[0]), reverse=True)
    return found


def phrase_hits(tokens: list[Token], phrases: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """Token spans ``(first, after, phrase)`` where one of the phrases stands; longest first, no overlap."""
    runs, taken = _by_first_word(phrases), 0
    for i in [i for i, token in enumerate(tokens) if token.low in runs]:
        if i < taken:
            continue
        for others, phrase in runs[tokens[i].low]:
            if not others or [t.low for t in tokens[i + 1 : i + 1 + len(others)]] == others:
                taken = i + 1 + len(others)
                yield i, taken, phrase
                break


def shortened(tokens: list[Token], k: int) -> bool:
    """Whether a point here ends no sentence but a shortened word that a place's name begins with ("St. Name")."""
    return tokens[k].low == "." and k > 0 and tokens[k - 1].low in ("st", "ft", "mt")
