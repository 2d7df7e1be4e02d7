"""Persons: whom an Arabic report names, each once, in its text or its title.

What may live here: what around a name tells who is named: words before it, lists under a heading, ages behind it, an
office. Where a name begins and ends is in naming.py. Names of places, bodies and of parties to the war are left out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from isnad.read.language import Tables
from isnad.read.languages.arabic.blame import arabic
from isnad.read.languages.arabic.layout import without_comments
from isnad.read.languages.arabic.letters import Folded, folded
from isnad.read.languages.arabic.lexicon import lexicon
from isnad.read.languages.arabic.lists import listed_at
from isnad.read.languages.arabic.naming import Span, bare, chain_at, given_names, words
from isnad.read.languages.arabic.tokens import Sentence, Token, sentences
from isnad.records.claim import Claim, Outcome
from isnad.records.person import Person, Sex
from isnad.records.report import Quote, Report

OFFICE = 7  # tokens between an office and the name of who has it
AGE = 4  # tokens between a name and an age
OLDEST = 110
ENCLOSED = 6  # words of a name between brackets
SHORT = 4  # letters, the article among them, of a family's name that stands alone
_QUOTES = frozenset("\"'“”«»‘’‹›")
_PARTING = frozenset("،,و-")
_OPEN = frozenset("\"'“”«»‘’‹›(")
_YEARS = frozenset(("عاما", "عام", "سنه", "سنوات", "اعوام", "سنين", "عمره", "عمرها"))
_SEXES = {"male": (Sex.MALE, None), "female": (Sex.FEMALE, None), "boy": (Sex.MALE, False), "girl": (Sex.FEMALE, False)}
_PLACING = frozenset(
    ("place_before", "place_near", "place_settlement", "place_elsewhere", "place_bearing", "place_part")
)
_HARMS = ("befell", "befalls", "fells", "victim")


@dataclass(slots=True)
class _Met:
    """One name as it was met."""

    name: str
    key: str
    span: tuple[int, int]  # of the folded text
    sentence: int
    outcome: Outcome | None
    office: str = ""
    cue: str = ""
    age: int | None = None


@dataclass(slots=True)
class _Text:
    """A text with its sentences and what its parties and places are called."""

    text: Folded
    sentences: list[Sentence]
    tables: Tables
    parties: list[tuple[int, int]] = field(default_factory=list)

    def names(self) -> Iterator[_Met]:
        """Every name, in order."""
        under = listed_at(self.sentences)
        families: dict[str, _Met] = {}
        alone: list[tuple[Sentence, int]] = []
        for sentence in self.sentences:
            taken = -1
            for i, token in enumerate(sentence.tokens):
                listed = (sentence.index, i) in under or (i >= taken > 0 and _kin(sentence.tokens, taken, i))
                span = self._at(sentence.tokens, i, listed=listed, joined=i == taken) if i >= taken else None
                if span:
                    taken = span.last
                    met = self._met(sentence, span, under.get((sentence.index, i)))
                    if span.parts > 1 and span.given and not met.office:
                        families.setdefault(sentence.tokens[span.last - 1].text, met)
                    yield met
                elif i >= taken and token.text.startswith("ال") and len(token.text) > SHORT:
                    alone.append((sentence, i))
        yield from self._again(alone, families)

    def _again(self, alone: list[tuple[Sentence, int]], families: dict[str, _Met]) -> Iterator[_Met]:
        """Those who are named again by the family's name alone."""
        for sentence, i in alone:
            token = sentence.tokens[i]
            known = families.get(token.text)
            before = sentence.tokens[i - 1].text.removeprefix("ال") if i else ""
            ordinary = bool(token.senses) or given_names().get(token.text[2:], False)  # "الرحمة"
            if known and not ordinary and before not in words("after", "named"):
                name = self.text.plain[token.start : token.end]
                yield replace(known, name=name, key=token.text, span=(token.start, token.end), cue="", age=None)

    def _at(self, tokens: list[Token], i: int, *, listed: bool, joined: bool) -> Span | None:
        """The name at token i, where enough says that it is one; ``joined`` where another name ends right before."""
        if not tokens[i].word:
            return None
        cue, called = cue_before(tokens, i)
        quoted = tokens[i - 1].text in _QUOTES if i else False
        one = bool(cue) and cue not in words("cues", "several")
        sure = called or _aged(tokens, i) or (bool(cue) and (quoted or (one and _enclosed(tokens, i))))
        cued = "" if not one else "weak" if cue in words("cues", "weak") else "strong"
        called = called or _aged(tokens, i)
        span = chain_at(tokens, i, cued=cued, called=sure, listed=listed)
        with_and = joined and span is not None and span.cut == 1 and (span.given > 0 or span.parts > 1)  # "سالم ومنى"
        if span is None or (not listed and not with_and and not self._enough(tokens, span, cue, called, quoted)):
            return None
        if self._elsewhere(tokens, span, cue):
            return None
        return span

    def _enough(self, tokens: list[Token], span: Span, cue: str, called: bool, quoted: bool) -> bool:
        aged = age_behind(tokens, span.last) is not None
        one_of = not span.cut and cue not in words("cues", "several")  # "الطفل نور", and not "المدنيين خلف"
        a_word = given_names().get(tokens[span.first].text, True)
        single = tokens[span.first].text in given_names() and (
            (one_of and (not a_word or cue.startswith("ال") or quoted or _closes(tokens, span.last)))
            or (cue in words("cues", "pairs") and _with_another(tokens, span.last))
        )
        if span.cut and tokens[span.first].text[: span.cut] != "و" and span.given < 2:
            return False  # "بعيدة": more often a word than a name with a preposition
        if called or aged:
            return span.given > 0 or called or span.parts > 1
        closed = quoted and span.last < len(tokens) and tokens[span.last].text in _QUOTES
        if cue and (span.kunya or span.given > 0 or single):
            return True
        if closed and span.parts > 1 and (cue or tokens[span.first].text in given_names()):
            return True
        if cue and span.parts > 1:
            return True
        if span.parts == 1:
            return span.kunya and (quoted or tokens[span.last - 1].text in given_names())
        whole = span.last - span.first == len(tokens) and tokens[0].text not in words("lists", "heads")
        if whole and tokens[-1].text.startswith("ال"):
            return True  # a line that holds nothing else
        if span.parts > 2 and all(t.text in given_names() for t in tokens[span.first : span.first + 2]):
            return True  # "سالم عادل الدلبوح", each of which is a word too
        return span.given > 1 or (span.given == 1 and span.parts > 1 and self._named_on(tokens, span))

    def _named_on(self, tokens: list[Token], span: Span) -> bool:
        """Whether the words of a name with one given name make one: the first is it, or an article says a family."""
        first = tokens[span.first].text[span.cut :]
        last = tokens[span.last - 1].text
        return not given_names().get(first, False) or span.parts > 2 or last.startswith("ال") or last in given_names()

    def _elsewhere(self, tokens: list[Token], span: Span, cue: str) -> bool:
        """Whether the words name a place or a body, or what was named after somebody."""
        start, end = tokens[span.first].start + span.cut, tokens[span.last - 1].end
        if cue:
            at = next(k for k in range(span.first - 1, -1, -1) if tokens[k].word)  # the cue
            if at and tokens[at - 1].text in words("after", "named") - words("after", "kin"):
                return True  # "قرية الشيخ ..."
            named = f"{cue} {self.text.text[start:end]}"
            return named in words("after", "shrines") or bool(self.tables.gazetteer.find(named))
        before = [t for t in tokens[max(0, span.first - 3) : span.first] if t.text not in _OPEN]
        if before and bare(before[-1].text, words("after", "named"))[0] in words("after", "named"):
            return True
        if any(a < end and start < b for a, b in self.parties):
            return True
        placed = bool(before) and bool(before[-1].senses.keys() & _PLACING)
        sure = span.given > 1 or age_behind(tokens, span.last) is not None
        return (placed or not sure) and bool(self.tables.gazetteer.find(self.text.plain[start:end]))

    def _met(self, sentence: Sentence, span: Span, listed: Outcome | None) -> _Met:
        tokens = sentence.tokens
        start, end = tokens[span.first].start + span.cut, tokens[span.last - 1].end
        harm = _harm_of(tokens, span) or listed
        office = "" if harm else _office(tokens, span)
        return _Met(
            name=" ".join(self.text.plain[start:end].split()),
            key=" ".join(self.text.text[start:end].split()),
            span=(start, end),
            sentence=sentence.index,
            outcome=harm,
            office=office,
            cue=cue_before(tokens, span.first)[0],
            age=age_behind(tokens, span.last),
        )


def persons_in(report: Report, tables: Tables, claims: Callable[[], tuple[Claim, ...]]) -> tuple[Person, ...]:
    """Whom a report names. Who holds an office and is not told of as harmed has it as a role, and no outcome. The
    ``claims`` of the report are asked for where it names anybody."""
    named: list[tuple[_Met, Quote | None]] = []
    for text, whole in ((report.text, True), (report.title, False)):
        read = _text_of(text, tables)
        named += [(met, report.quote(*read.text.span(*met.span)) if whole else None) for met in read.names()]
    told = claims() if named else ()
    found: dict[str, Person] = {}
    for met, quote in named:
        found[met.key] = _merged(found.get(met.key), met, quote, told)
    return tuple(found.values())


def _text_of(text: str, tables: Tables) -> _Text:
    made = folded(text)
    mentions = arabic(tables.belligerents).mentions(made.text)
    told = without_comments(sentences(made, lexicon()), made.text)
    cut = [replace(s, tokens=[_as_written(t, made) for t in s.tokens]) for s in told]
    return _Text(made, cut, tables, [(m.start, m.end) for m in mentions])


def _as_written(token: Token, text: Folded) -> Token:
    """The token; "على" with the last letter that tells it from the name "علي"."""
    if token.text == "علي" and text.plain[token.start : token.end].endswith("ى"):
        return replace(token, text="على")
    return token


def _merged(known: Person | None, met: _Met, quote: Quote | None, claims: tuple[Claim, ...]) -> Person:
    sex, adult = next((_SEXES[k] for k in _SEXES if met.cue in words("cues", k)), (Sex.UNSAID, None))
    quotes = (quote,) if quote else ()
    near = tuple(c.id for c in claims if quote and c.quote.start <= quote.start and quote.end <= c.quote.end)
    if known is None:
        because = (f"name after: {met.cue}",) if met.cue else ()
        return Person(
            name=met.name, outcome=met.outcome, sex=sex, age=met.age, adult=adult, role=met.office, quotes=quotes,
            claims=near, because=because,
        )  # fmt: skip
    return replace(
        known,
        outcome=known.outcome or met.outcome,
        sex=known.sex if known.sex is not Sex.UNSAID else sex,
        age=met.age if known.age is None else known.age,
        adult=adult if known.adult is None else known.adult,
        role=known.role or met.office,
        quotes=known.quotes + quotes,
        claims=tuple(dict.fromkeys(known.claims + near)),
    )


def cue_before(tokens: list[Token], i: int) -> tuple[str, bool]:
    """(the word right before token i that says that somebody is named, whether it may be a name never heard of)."""
    k = i - 1
    while k >= 0 and (tokens[k].text in _OPEN | {":", "/"} or tokens[k].text in words("cues", "between")):
        k -= 1
    if k < 0 or not tokens[k].word:
        return "", False
    called = bare(tokens[k].text, words("cues", "called"))[0]
    if called in words("cues", "called") and (tokens[k].text != "باسم" or k < i - 1):
        return called, True
    for kind in ("male", "female", "boy", "girl", "other", "several"):
        cue = bare(tokens[k].text, words("cues", kind))[0]
        if cue in words("cues", kind):
            return cue, kind in ("boy", "girl") and k < i - 1
    if "befalls" in tokens[k].senses and tokens[k].senses["befalls"].length == 1:
        return "مقتل", False
    if tokens[k].text == "من" and k and tokens[k - 1].text in ("كل", "كلا"):
        return "كل من", False
    return "", False


def age_behind(tokens: list[Token], i: int) -> int | None:
    """The age that stands right behind a name."""
    for k in range(i, min(len(tokens), i + AGE)):
        token = tokens[k]
        if token.text in words("ages", "two"):
            return 2
        if token.text in words("ages", "one") and k > i and tokens[k - 1].text == "(":
            return 1
        if token.number:
            near = [t.text for t in tokens[max(i, k - 2) : k + 3]]
            told = k + 1 < len(tokens) and (_YEARS & set(near) or "العمر" in near)
            return int(token.text) if told and token.text.isdigit() and int(token.text) <= OLDEST else None
        if token.word and token.text not in _YEARS | {"البالغ", "البالغه", "من", "العمر", "عمر", "والبالغ"}:
            return None
    return None


def _aged(tokens: list[Token], i: int) -> bool:
    """Whether an age stands behind the few words that begin here after a sign: "، فلان الفلاني (7 سنوات)"."""
    if i and tokens[i - 1].word and tokens[i - 1].text != "و":
        return False
    k = i
    while k < len(tokens) and tokens[k].word and k - i < 5:
        k += 1
    return k - i > 1 and k < len(tokens) and tokens[k].text in ("(", "/") and age_behind(tokens, k) is not None


def _kin(tokens: list[Token], last: int, i: int) -> bool:
    """Whether the word at i has the same family's name behind it as the name that ends right before ``last``:
    "سامر شمبور، رائد شمبور"."""
    parted = all(token.text in _PARTING for token in tokens[last:i])
    return parted and i - last < 3 and i + 1 < len(tokens) and tokens[i + 1].text == tokens[last - 1].text


def _closes(tokens: list[Token], i: int) -> bool:
    """Whether a sign stands at i, or nothing: what is before it is no beginning of more words."""
    return i >= len(tokens) or not (tokens[i].word or tokens[i].number)


def _with_another(tokens: list[Token], i: int) -> bool:
    """Whether "and" with another given name, which has a name of a family behind it, stands at i."""
    if i + 1 >= len(tokens) or not tokens[i].text.startswith("و"):
        return False
    name = tokens[i].text[1:]
    if tokens[i].text == "و":
        i, name = i + 1, tokens[i + 1].text
    behind = chain_at(tokens, i, listed=True) if i < len(tokens) else None
    return name in given_names() and (behind is None or behind.parts > 1 or _closes(tokens, i + 1))


def _enclosed(tokens: list[Token], i: int) -> bool:
    """Whether the few words that begin at i are all that stands between brackets, a given name among them."""
    if not i or tokens[i - 1].text != "(":
        return False
    k = i
    while k < len(tokens) and tokens[k].word and k - i < ENCLOSED:
        k += 1
    named = any(token.text in given_names() for token in tokens[i:k])
    return named and k - i > 1 and k < len(tokens) and tokens[k].text == ")"


def _harm_of(tokens: list[Token], span: Span) -> Outcome | None:
    """What befell whoever is named: by the nearest word of harm before the name with no voice between, or a verb right
    behind it."""
    for k in range(span.first - 1, -1, -1):
        senses = tokens[k].senses
        if senses.keys() & {"says", "by"} and not senses.keys() & set(_HARMS):
            break
        for kind in _HARMS:
            if kind in senses:
                value = senses[kind].value
                return Outcome(value[0] if kind == "victim" else value)
    for token in tokens[span.last : span.last + 3]:
        if "befell" in token.senses:
            return Outcome(token.senses["befell"].value)
    return None


def _office(tokens: list[Token], span: Span) -> str:
    """The office that whoever is named has, before the name or right behind it; empty where none is told."""
    for k in range(span.first - 1, max(-1, span.first - 1 - OFFICE), -1):
        if not tokens[k].word and tokens[k].text not in _OPEN and not (k == span.first - 1 and tokens[k].text == "،"):
            break
        office = bare(tokens[k].text, words("offices", "before"))[0]
        if office in words("offices", "before"):
            return office
        if tokens[k].senses.keys() & {"befell", "befalls", "says_that"}:
            break
    behind = [t for t in tokens[span.last : span.last + 3] if t.word][:1]
    return next((t.text for t in behind if t.text in words("offices", "before")), "")
