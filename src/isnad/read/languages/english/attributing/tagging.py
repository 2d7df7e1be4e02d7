"""Words of a sentence with what each is in its clause; a quotation is one word.

What may live here: the tags that the frames are matched over, and how they are told from a word and its neighbours.
Finer than ``tokens``: finite verbs, participles, auxiliaries, subordinators and relative words are kept apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from isnad.read.languages.english.attributing.table import Verb, frames_of, seldom_nouns, verb_forms, words
from isnad.read.languages.english.tokens import Token

MODAL, DO, HAVE, BE = "L", "O", "H", "E"
NOMINAL = frozenset("NPMGR")
OPENERS = frozenset(("that", "whether", "how", "why", "what", "to"))
MONTHS = frozenset(("may", "march"))
PLURAL = frozenset(("people", "police", "men", "women", "children", "media", "voters", "who", "that", "which"))


@dataclass(slots=True)
class Word:
    """One word: ``text[start:end]``, its lower-case form, its tag and, of a verb, what form of which.

    Tags: N noun, adjective or unknown; P name; M number; G possessive 's; R pronoun; D determiner; V finite or base
    verb; K -ing form; E past participle; L modal; O do; H have; B be; A adverb; T "to"; I preposition; C and, or,
    but; S subordinator; W relative or question word; Q a quotation; F mark of a short quotation; X other;
    and the marks , ; : . ( ) - as themselves.
    """

    start: int
    end: int
    low: str
    tag: str
    verb: Verb | None = None
    text: str = ""

    @property
    def base(self) -> str:
        """The base form, of a verb."""
        return self.verb.base if self.verb is not None else ""

    @property
    def forms(self) -> frozenset[str]:
        """The names of the verb forms it may be."""
        return self.verb.forms if self.verb is not None else frozenset()


@cache
def _closed() -> dict[str, str]:
    tags: dict[str, str] = {}
    for name, tag in (
        ("adverbs", "A"),
        ("pronouns", "R"),
        ("objects", "R"),
        ("determiners", "D"),
        ("prepositions", "I"),
        ("conjunctions", "C"),
        ("subordinators", "S"),
        ("wh", "W"),
        ("modals", "L"),
        ("auxiliaries", "H"),
        ("be", "B"),
    ):
        tags.update(dict.fromkeys(words("words", name), tag))
    tags.update({"to": "T", "do": "O", "does": "O", "did": "O", "don't": "O", "doesn't": "O", "didn't": "O"})
    tags.update({"her": "D", "his": "D", "get": "V", "gets": "V", "got": "V", "getting": "K"})
    return tags


_SETTLED = frozenset(("to", "like", "that", "'s", "’s", "his", "her", "who's", "he's", "she's", "it's", "that's",
                      "there's", "after", "before", "since", "until", "as", "than"))  # fmt: skip
MARKS = {",": ",", ";": ";", ":": ":", ".": ".", "?": ".", "!": ".", "(": "(", ")": ")", "[": "(", "]": ")"}
DASHES = frozenset(("-", "–", "—", "―", "--", "…", "..", "..."))
KEEPING = frozenset(
    ("i", "it", "he", "she", "they", "we", "you", "the", "a", "an", "and", "or", "of", "to", "that", "in")
)


def word_of(token: Token, first: bool, shouting: bool) -> Word:
    """A token as a word, by itself alone; ``shouting`` says that capitals mean nothing here (a headline)."""
    tag, verb = _alone(token.low, token.text, token.tag == "M", first, shouting)
    return Word(token.start, token.end, token.low, tag, verb, token.text)


@lru_cache(maxsize=1 << 16)
def _alone(low: str, text: str, number: bool, first: bool, shouting: bool) -> tuple[str, Verb | None]:
    """The tag of a word by itself, and its verb. Words come again and again."""
    if low == "\u201c\u201d":
        return "Q", None
    if low in MARKS:
        return MARKS[low], None
    if low in DASHES:
        return "-", None
    if low in ("'s", "’s"):
        return "G", None
    if text in '“”"«»„‘' or text in ("''", "``"):
        return "F", None
    if not text[0].isalnum() and text[0] not in "@#$'" and len(text) == 1:
        return ("M" if text == "%" else "X"), None
    if text[0].isdigit() or text[0] == "$" or number:
        return "M", None
    return _by_dictionary(low, text, first, shouting)


def _by_dictionary(low: str, text: str, first: bool, shouting: bool) -> tuple[str, Verb | None]:
    capital = text[0].isupper() and not first and not shouting and low != "i"
    closed = _closed().get(low)
    if closed and (not capital or low in KEEPING or closed in "DSWITCR"):
        return closed, None
    if capital or (text[0].isupper() and low in MONTHS) or text[0] in "@#":
        return "P", None
    if low.endswith("ly") and len(low) > 4 and low not in words("words", "not_adverbs"):
        return "A", None
    verb = verb_forms().get(low)
    if verb is None:
        if low.endswith("ed") and len(low) > 4 and "-" not in low and not low.endswith("eed"):
            return "V", Verb(low, frozenset(("past", "participle")))
        return ("P" if text[0].isupper() and not shouting else "N"), None
    if verb.forms == {"ing"}:
        return "K", verb
    return ("E" if verb.forms == {"participle"} else "V"), verb


def tagged(tokens: Sequence[Token]) -> list[Word]:
    """The words of a stretch, each with its tag in its clause."""
    shouting = _title_case(tokens)
    found: list[Word] = []
    for token in tokens:
        before = found[-1] if found else None
        first = before is None or before.tag in ".:F-Q(" or before.low == "."
        word = word_of(token, first, shouting)
        if word.tag == "P" and word.low in ("'", "’"):
            word.tag = "X"
        found.append(word)
    low = _settled_by_word()
    for i, word in enumerate(found):
        if word.tag in "VEK" or word.low in low:
            _settle(found, i)
    return found


@cache
def _settled_by_word() -> frozenset[str]:
    """The words that ``_settle`` looks at whatever their tag is."""
    return words("words", "pronouns") | _SETTLED


def _title_case(tokens: Sequence[Token]) -> bool:
    """Whether nearly every long word of the stretch has a capital, as headlines have."""
    if len([t for t in tokens if t.text[0].islower() and len(t.text) > 3]) > 0.2 * len(tokens):
        return False
    long = [t for t in tokens if len(t.text) > 3 and t.text[0].isalpha()]
    if len(long) < 4 or sum(t.text[0].isupper() for t in long) < 0.8 * len(long):
        return False
    return not any(
        t.text.islower() and t.low in verb_forms() and t.low not in words("words", "prepositions") for t in long
    )


def _settle(found: list[Word], i: int) -> None:
    """Second look: a word by its neighbours."""
    word = found[i]
    before = found[i - 1] if i else None
    after = found[i + 1] if i + 1 < len(found) else None
    if word.low == "to" and before is not None and before.low == "according":
        word.tag = "I"
    elif word.low == "like" and _wants(_back(found, i)):
        word.tag, word.verb = "V", verb_forms()["like"]
    elif word.low == "that":
        word.tag = _that(before, after)
    elif word.low in ("'s", "’s"):
        led = before is not None and (before.tag in "RW" or before.low in ("there", "here"))
        word.tag = "B" if led or (after is not None and _after_is(after)) else "G"
    elif (word.low in ("his", "her") and (after is None or after.tag not in "NPMVKEAQF")) or (
        word.low in words("words", "pronouns") and word.tag == "D" and after is not None and after.tag in "BHLO,.IVSW"
    ):
        word.tag = "R"
    elif word.low in ("who's", "he's", "she's", "it's", "that's", "there's"):
        word.tag = "B"
    elif word.low in ("after", "before", "since", "until", "as", "than") and word.tag in "SI":
        word.tag = "S"
    elif word.tag == "V" or (word.tag == "E" and word.verb is not None):
        word.tag = _verb_or_noun(found, i, word, before, after)
    elif word.tag == "K" and before is not None and before.tag in "DG" and after is not None and after.tag in "NPI":
        word.tag = "N"


def _wants(back: Word | None) -> bool:
    """What stands before "like" where it is a verb: a modal, "do", "to", or a pronoun that takes it."""
    return back is not None and (back.tag in "LOT" or back.low in ("i", "we", "they", "you"))


def _after_is(after: Word) -> bool:
    """What may follow 's that is "is" or "has": "Hald's said", "the mayor's leading"."""
    return after.tag == "K" or (after.verb is not None and after.verb.forms >= {"participle"} and after.low == "said")


def _that(before: Word | None, after: Word | None) -> str:
    """Whether "that" opens a clause (S), is relative (W), a pronoun (R) or a determiner (D)."""
    if after is None or after.tag in ".,;":
        return "R"
    if before is not None and before.tag in "VKE":
        return "S" if after.tag not in "BHLO" and after.low not in ("'s", "’s") else "R"
    if after.tag in "VBHLO" or after.low in ("'s", "’s"):
        return "R" if before is None or before.tag in ",.SCIQF" else "W"
    if before is not None and before.tag in "IT":
        return "D" if after.tag in "NPVK" else "R"
    if before is None or before.tag in ".":
        return "S" if after.tag in "DRP" else "D"
    return "S"


def _verb_or_noun(found: list[Word], i: int, word: Word, before: Word | None, after: Word | None) -> str:
    verb = word.verb
    if verb is None:
        return "N"
    forms = verb.forms
    back = _back(found, i)
    if forms & {"past", "participle"}:
        return _past(word, back, before, after)
    if back is None:
        return "V" if after is not None and after.tag in "DRPQFST" and "base" in forms else "N"
    if back.tag in "TLO":
        return "V" if "base" in forms else "N"
    if back.tag == "R" or back.tag == "W":
        third = back.low in words("words", "singular")
        plain = back.low in words("words", "plural")
        return "V" if ("third" in forms and third) or ("base" in forms and (plain or not third)) else "N"
    if before is not None and before.tag in "DGI":
        return "N"
    if back.tag in "DGIMBH" and back is not before:
        return "N"
    if "third" in forms:
        return "V" if _finite(verb, back, after, third=True) else "N"
    plural = (back.tag in "NP" and (_plural(back.low) or back.low in PLURAL)) or back.tag in "CM),"
    plural = plural or (verb.base in seldom_nouns() and after is not None and after.tag in "DRSQ")
    return "V" if plural and _finite(verb, back, after, third=False) else "N"


def _finite(verb: Verb, back: Word, after: Word | None, third: bool) -> bool:
    """Whether a present form that may be a noun stands as a verb: by what follows it."""
    if after is None:
        return verb.base in seldom_nouns() or back.low in words("sources", "papers")
    if verb.base in seldom_nouns():
        return back.tag in "NPMC),QF-;:" or back.tag == "S"
    opens = after.tag in "DRPQFTSWG" or after.low in OPENERS
    if back.tag == "P":
        return opens or after.tag in "IAMNK:"
    if back.low in words("sources", "papers") and verb.base in ("show", "find", "suggest", "indicate", "reveal"):
        return True  # "records show"
    if back.tag in "N),":
        return (opens and (after.tag != "P" or verb.base in frames_of())) or (
            third and after.tag in "AI" and back.tag != ","
        )
    return back.tag == "C" and opens


def _plural(low: str) -> bool:
    return low.endswith("s") and not low.endswith(("ss", "us", "is"))


def _back(found: list[Word], i: int) -> Word | None:
    """The word before, adverbs passed over."""
    k = i - 1
    while k >= 0 and found[k].tag == "A":
        k -= 1
    return found[k] if k >= 0 else None


def _past(word: Word, back: Word | None, before: Word | None, after: Word | None) -> str:
    """A past form: finite (V), a participle (E), or an adjective (N)."""
    forms = word.verb.forms if word.verb else frozenset()
    if back is None:
        return "E" if "participle" in forms else "V"
    if back.tag in "BH" or back.low in ("get", "gets", "got", "getting", "being", "been"):
        return "E" if "participle" in forms else "V"
    if before is not None and before.tag in "DG":
        if "base" in forms or (after is not None and after.tag not in "NPMVKE"):
            return "V" if before.low in words("words", "pronouns") else "N"
        return "N"
    if back.tag in "LOT":
        return "V" if "base" in forms else "E"
    if before is not None and before.tag == "I":
        return "N" if before.low not in ("as",) else "E"
    if "participle" in forms and after is not None and after.low == "by" and back.tag in "NPM),":
        return "E"
    if "past" not in forms:
        return "E" if "participle" in forms else "V"
    return "V"
