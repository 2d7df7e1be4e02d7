"""People: the persons that a report names or describes as killed or hurt, each once.

What may live here: from names, ages, kinship, nouns and pronouns to Persons, and the groups they come to. A sex is only
ever what the report says of it (kinship, pronoun, noun, title), never what a name suggests.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from isnad.read.languages.english.kindred import (
    KUNYAS,
    NUMBERS,
    OFFSPRING,
    SPLIT,
    Known,
    by_kunya,
    by_parts,
    learn_age,
    learn_sex,
    listed,
    nouns,
    parts_of,
    told_before,
    years_of,
)
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.seeking import first_words, opener, places
from isnad.read.languages.english.voices import Voices
from isnad.records.claim import Claim, Outcome
from isnad.records.person import Person, Sex

_HYPHENED = r"(?:[Aa]l|[Ee]l|[Aa]s|[Aa]sh|[Aa]n|[Aa]r|[Aa]z|[Aa]d|[Aa]t|[Uu]l)[-‑]"
_APART = r"(?:[Aa]l|[Ee]l|[Aa]b[ou]|[Uu]mm?|[Oo]mm?|bin|ibn|bint|de|van|von|der|del)"
_PART = rf"(?:{_HYPHENED})?[‘'’]?[A-Z](?:\w|[’'‑-](?!s\b)(?=\w))*"
NAME = rf"(?:{_APART}\s+)?{_PART}(?:\s+(?:{_PART}|{_APART}(?=\s+[A-Z])))*"
_FIRST_OF_NAME = (
    *("al", "el", "as", "ash", "an", "ar", "az", "ad", "at", "ul"),
    *("abo", "abu", "um", "umm", "om", "omm", "bin", "ibn", "bint", "de", "van", "von", "der", "del"),
)  # of what _HYPHENED and _APART match, in lower case
_N = rf"\d{{1,3}}|{'|'.join(NUMBERS)}"
AGED = rf"(?P<age>(?i:{_N}))[-‑–\s]+(?P<unit>year|month|week|day)s?[-‑–\s]+old"
BRACKET = r"\s*,?\s*\((?P<inside>[^()]{1,60})\)"
BEHIND = rf"\s*,\s*(?:aged?\s+)?(?P<aged>{_N})(?:\s+(?P<aunit>year|month|week|day)s?(?:\s+old)?)?(?=\s*[,.;])"
PRONOUNS = {
    "he": "male",
    "his": "male",
    "him": "male",
    "himself": "male",
    "hers": "female",
    "she": "female",
    "her": "female",
    "herself": "female",
}
CAPITALS = re.compile(r"[A-Z]")
LISTED = re.compile(rf"[\s,;]*(?:and|&|as\s+well\s+as)?[\s,]*(?:(?:an?|the|his|her|their)\s+)?(?:{AGED}\s+)?")
ALIAS = re.compile(r"\b(?:known\s+as|a\.?k\.?a\.?|nicknamed|called)\s+[‘“\"]?$")
KUNYA = re.compile(r"\b(?:also known as\s+)?(?P<of>Abu|Abo|Umm?|Omm?)\s+[A-Z]")
PLACED = frozenset(("in", "at", "near", "from", "to", "into", "outside", "inside", "around", "toward", "towards",
                    "across"))  # fmt: skip
OF = re.compile(rf"\s+(?:of|to)\s+(?:the\s+late\s+)?{NAME}")
SPOUSES = {
    "wife": "male",
    "husband": "female",
    "widow": "male",
    "widower": "female",
    "bride": "male",
    "fiancée": "male",
}
APPOSED = re.compile(r"\s*,\s*(?:who\s+(?:is|was)\s+)?(?:an?|the)\s+(?:(?!his|her|their)[a-z][\w-]*\s+){0,2}")
SECOND = re.compile(r"\s*,\s*(?:an?|the)\s[^,;.()]{1,90}\sand\s(?:(?:an?|the)\s)?")
NAMED_NEXT = re.compile(
    rf"\s*,?\s*(?:named\s+|called\s+|and\s+)?(?:(?:{_N})[-‑–\s]+(?:year|month|week|day)|[A-Z]|(?:al|el)-)"
)
MORE_NAME = re.compile(rf"\s+{NAME}")
PRONOUN_FIRST = re.compile(r"(?:He|She|His|Her)\b")
WORD = re.compile(r"[\w’'-]+")
HARM_BEFORE = re.compile(
    r"\b(?:was|were|been|and|identified as|named as|kill\w*|died|victims?|death|including|:)\s*(?:also\s+)?$"
)
HARM_AFTER = re.compile(
    r"(?:,[^,;.]{1,60},)?,?\s*(?:was|were|had been|who was|who were|has been)\s+(?:(?:also|reportedly|allegedly)\s+)?"
    r"(?:killed|martyred|murdered|injured|wounded|named|identified|among)|\s+died\b"
)
NEAR = 45  # characters between an age, a noun or a word for kin and the name it belongs to
LOOK = 80  # characters on either side of a name that tell whether it is a speaker's or a survivor's


@dataclass(slots=True)
class Said:
    """What a noun, a word for kin or a title says of the next person, or of all in a list."""

    sex: str
    adult: bool | None
    word: str
    many: bool
    end: int
    kin: bool


@cache
def _atoms() -> re.Pattern[str]:
    words = _by_letter(sorted(nouns(), key=len, reverse=True))
    titles = _by_letter([t for k in ("male_titles", "female_titles") for t in lexicon().raw["persons"][k]])
    return re.compile(
        rf"(?P<agedname>\b{AGED})|\b(?P<doctor>(?:Dr|Prof|Eng|Capt|Maj|Col|Lt|Sgt|Rev)\b\.?)|\b(?P<title>{titles})(?=\s+[A-Z])"
        rf"|\b(?P<noun>{words})\b|(?P<name>\b{NAME})(?P<own>['’]s?\b)?|\b(?P<pronoun>(?i:he|his|him|himself|she|hers|her|herself))\b|(?P<stop>[;:.]|\bwhile\b)"
    )


def _by_letter(words: Sequence[str]) -> str:
    """A pattern for words in capitals or not, tried in this order; those of another first letter are not tried."""
    under: dict[str, list[str]] = {}
    for word in words:
        under.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"[{first.upper()}{first}](?i:{'|'.join(rest)})" for first, rest in under.items())


@cache
def _opens() -> Callable[[str], bool]:
    """Whether a word may be the first of one of the atoms."""
    titles = (t for k in ("male_titles", "female_titles") for t in lexicon().raw["persons"][k])
    other = ("while", *PRONOUNS, *NUMBERS, *_FIRST_OF_NAME)
    return opener(first_words((*nouns(), *titles, *other)), lambda word: not word[0].islower())


def people_of(voices: Voices, of_line: Sequence[int]) -> list[Known]:
    """Whom a report tells of as killed or hurt, in the order of telling."""
    found: list[Known] = []
    text = voices.report.text
    if CAPITALS.search(text) is None:
        return found
    listing = False
    before: Known | None = None
    for line in voices.lines:
        words = [t.low for t in line.tokens]
        killed, hurt = not listed("killed").isdisjoint(words), not listed("hurt").isdisjoint(words)
        told = killed or hurt
        if not (told or listing or found):
            continue
        reader = _Sentence(
            text, line.span.start, line.span.end, found, of_line[line.index], told or listing, killed, hurt
        )
        reader.weak, reader.before = not told, before
        reader.read()
        listing, before = told or (listing and reader.named > 0), reader.last
    return found


@dataclass(slots=True)
class _Sentence:
    """One sentence read from left to right."""

    text: str
    start: int
    end: int
    found: list[Known]
    event: int
    told: bool
    killed: bool
    hurt: bool
    named: int = 0
    behind: int = -1  # where the last name with its age ends
    before: Known | None = None  # whom the sentence before spoke of last
    last: Known | None = None  # whom this one does
    weak: bool = False  # no word of harm: it goes on with what the sentence before it told
    possessor: bool = False  # the next name is whose kin is told of

    def read(self) -> None:
        """Every name, age, noun and pronoun in order; what is said of the next person is kept until they are named."""
        said: Said | None = None
        age: tuple[int, int] | None = None  # years, and where it ends
        last = self.before if PRONOUN_FIRST.match(self.text, self.start) else None  # the one a pronoun means
        at = self.start
        for place in places(_opens(), self.text, self.start, self.end):
            match = _atoms().match(self.text, place, self.end) if place >= at else None
            if match is None:
                continue
            at = match.end()
            if match["agedname"]:
                years = years_of(match["age"], match["unit"])
                if last is not None and last.age is None and self._apposed(match.start(), match.end()):
                    learn_age(last, years)
                else:
                    age = (years, match.end())
            elif match["doctor"]:
                continue
            elif match["title"]:
                sex = "male" if match["title"].lower() in listed("male_titles") else "female"
                said = Said(sex, True, match["title"], False, match.end(), kin=False)
            elif match["noun"]:
                said = self._noun(match, said)
                if last is not None and not said.many and self._apposed(match.start(), match.end()):
                    self._apply(last, said)
                    said = None
                if OF.match(self.text, match.end(), self.end):
                    said, age, self.possessor = None, None, True
            elif match["pronoun"]:
                sex = PRONOUNS[match["pronoun"].lower()]
                if last is not None and last.sex in ("", sex):  # "his" is not of the daughter named last
                    learn_sex(last, sex, f"pronoun: {match['pronoun']}")
                    self._has_kin(last, match.end(), spouse=False)
            elif match["stop"]:
                said = said if match["stop"] in ":." else None
            else:
                last, said, age, at = self._name(match, said, age, last, match.end("name"))
                self.possessor = False
        self.last = last

    def _apposed(self, start: int, end: int) -> bool:
        """Whether a word stands behind the last name as what it is: ", a 45 year old teacher", ", the sister of"."""
        if self.behind < 0 or NAMED_NEXT.match(self.text, end, self.end):
            return False
        if APPOSED.fullmatch(self.text, self.behind, start) is not None:
            return True
        return bool(OF.match(self.text, end, self.end) and SECOND.fullmatch(self.text, self.behind, start))

    def _noun(self, match: re.Match[str], said: Said | None) -> Said:
        sex, adult, word, many = nouns()[match["noun"].lower()]
        if said is not None and match.start() - said.end < 3 and said.sex and not sex:
            sex = said.sex  # "the woman doctor"
        if said is not None and match.start() - said.end < 3 and said.adult is False and adult is None:
            adult = False  # "her infant granddaughter"
        kin = word not in listed("roles")
        if said is not None and word in listed("roles") and match.start() - said.end < NEAR and said.kin:
            return Said(said.sex, said.adult or adult, said.word, said.many, match.end(), said.kin)
        return Said(sex, adult, word, many, match.end(), kin)

    def _name(
        self, match: re.Match[str], said: Said | None, age: tuple[int, int] | None, last: Known | None, at: int
    ) -> tuple[Known | None, Said | None, tuple[int, int] | None, int]:
        shown = match["name"]
        parts = parts_of(shown)
        if not parts:
            return last, said, age, at
        if last is not None and ALIAS.search(self.text, max(self.start, match.start() - 20), match.start()):
            if parts[0] in KUNYAS:
                by_kunya(last, parts[0])
            return last, None, None, at  # another name of the same person
        ahead = age[0] if age is not None and match.start() - age[1] < NEAR else self._age_behind(match.end("name"))
        known = told_before(self.found, parts, ahead)
        near = said is not None and match.start() - said.end < (NEAR if len(parts) > 1 else 9)
        if said is not None and said.many and self.behind >= 0:  # "brothers Name, Name (9) and Name"
            near = near or LISTED.fullmatch(self.text, self.behind, match.start()) is not None
        sure = ahead is not None or near
        own = bool(match["own"]) or self.possessor
        if not self.told or own or not self._victim(match, parts, sure, known):
            one = said if said is not None and said.many else None
            if known is not None and match["own"]:
                self._has_kin(known, match.end())
            return known, (None if own and said and not said.many else said if own else one), (age if own else None), at
        if known is None:
            known = Known(parts, shown, event=self.event, outcome=self._outcome(match), in_passing=self.weak)
            self.found.append(known)
        self.named += 1
        known.spans.append((match.start("name"), match.end("name")))
        if age is not None and match.start() - age[1] < NEAR:
            learn_age(known, age[0])
        if said is not None and (said.many or match.start() - said.end < NEAR):
            self._apply(known, said)
        at = self.behind = self._behind(known, match.end("name"), at)
        by_parts(known)
        return known, (said if said is not None and said.many else None), None, at

    def _apply(self, known: Known, said: Said) -> None:
        if said.sex:
            learn_sex(known, said.sex, f"noun: {said.word}")
        if said.adult is not None and known.adult is None:
            known.adult = said.adult
        if said.word in listed("roles"):
            known.role = known.role or said.word
        elif said.kin:
            known.kin = known.kin or said.word

    def _has_kin(self, known: Known, end: int, spouse: bool = True) -> None:
        """One who has a spouse or children is grown; a wife's husband is a man, a husband's wife a woman."""
        for word in re.findall(r"[\w-]+", self.text[end : min(self.end, end + 30)].lower())[:3]:
            noun = nouns().get(word)
            if noun is not None and (noun[2] in SPOUSES or noun[2] in OFFSPRING):
                known.adult = True if known.adult is None and known.age is None else known.adult
                if spouse and noun[2] in SPOUSES:
                    learn_sex(known, SPOUSES[noun[2]], f"has a {noun[2]}")
                return

    def _age_behind(self, end: int) -> int | None:
        bracket = _bracket().match(self.text, end, self.end)
        number = _in_bracket().search(bracket["inside"]) if bracket is not None else None
        if number is not None:
            return years_of(number["n"] or number["n2"], number["u"] or "year")
        behind = _after_comma().match(self.text, end, self.end)
        return years_of(behind["aged"], behind["aunit"] or "year") if behind is not None else None

    def _behind(self, known: Known, end: int, at: int) -> int:
        """Age and kinship set behind a name: "(35)", ", 35,", "(wife of ...)"."""
        years = self._age_behind(end)
        if years is not None:
            learn_age(known, years)
        bracket = _bracket().match(self.text, end, self.end)
        if bracket is None:
            behind = _after_comma().match(self.text, end, self.end)
            return max(at, behind.end()) if behind is not None else at
        for word in SPLIT.split(bracket["inside"]):
            noun = nouns().get(word.lower().strip(",.;"))
            if noun is not None and not noun[3]:
                role = noun[2] in listed("roles")
                self._apply(known, Said(noun[0], noun[1], noun[2], False, 0, kin=not role))
                break
        kunya = KUNYA.search(bracket["inside"])
        if kunya is not None:
            by_kunya(known, kunya["of"])
        rest = MORE_NAME.match(self.text, bracket.end(), self.end) if years is None and kunya is None else None
        return max(at, rest.end() if rest is not None else bracket.end())

    def _victim(self, match: re.Match[str], parts: tuple[str, ...], sure: bool, known: Known | None) -> bool:
        """Whether a name in a sentence of harm is that of someone harmed, not of a speaker, a survivor, a place.
        ``sure``: an age or a word for people stands beside it."""
        if known is not None:
            return True
        before = self.text[max(self.start, match.start() - LOOK) : match.start()].lower()
        after = self.text[match.end() : min(self.end, match.end() + LOOK)].lower()
        first, last = WORD.findall(after)[:3], WORD.findall(before)[-3:]
        if last[-1:] and last[-1] in PLACED and not before.endswith(("-", ":")):
            return False
        if any(w in listed("lived") for w in first) or (first and first[0] in listed("no_names")):
            return False
        if (sure or len(parts) > 1) and HARM_AFTER.match(after):
            return True
        if any(w in listed("said") for w in first[: 1 if sure else 2]) or (not sure and (self.weak or len(parts) < 2)):
            return False
        if sure:
            return last[-1:] not in (["by"], ["user"], ["account"], ["source"], ["from"], ["page"])
        if any(w in listed("told_by") for w in last) or last[-1:] in (["of"], ["the"]):
            return False
        return HARM_BEFORE.search(before) is not None

    def _outcome(self, match: re.Match[str]) -> Outcome:
        if self.hurt and not self.killed:
            return Outcome.INJURED
        if self.hurt:
            after = WORD.findall(self.text[match.end() : min(self.end, match.end() + LOOK)].lower())
            told = next((w for w in after if w in listed("killed") or w in listed("hurt")), "")
            if told in listed("hurt"):
                return Outcome.INJURED
        return Outcome.KILLED


@cache
def _bracket() -> re.Pattern[str]:
    return re.compile(BRACKET)


@cache
def _after_comma() -> re.Pattern[str]:
    return re.compile(BEHIND)


@cache
def _in_bracket() -> re.Pattern[str]:
    """An age in brackets: no year, no clock time, no number beside a noun of another kind."""
    return re.compile(
        rf"^\s*(?:aged?\s+|age:?\s*)?(?:between\s+)?(?P<n>{_N})\b(?![:%]|\d)(?:\s*(?:to|or|and|[-–])\s*(?:{_N})\b)?(?:[-\s]*(?P<u>year|month|week|day)s?)?(?:[-\s]*old)?\s*(?:[,;)]|$)"
        rf"|[,;]\s*(?:aged?\s+)?(?P<n2>{_N})(?:\s*years?(?:\s*old)?)?\s*$",
        re.IGNORECASE,
    )


def persons_of(voices: Voices, people: Iterable[Known], claims: Sequence[Claim]) -> Iterator[Person]:
    """The records of whom a report tells of, each with the claims that stand in the words that name them."""
    for known in people:
        quotes = tuple(voices.report.quote(*span) for span in known.spans)
        yield Person(
            name=known.shown,
            outcome=known.outcome,
            sex=Sex(known.sex or "unsaid"),
            age=known.age,
            adult=known.adult,
            kinship=known.kin,
            role=known.role,
            quotes=quotes,
            claims=tuple(c.id for c in claims if any(c.quote.meets(q) for q in quotes)),
            event=known.event,
            because=tuple(known.because),
        )
