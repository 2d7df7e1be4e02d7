"""Voices: who a stretch of words names as the one who speaks, and whom that one speaks for.

What may live here: from tokens to Narrators, the names a report has given them so far, and agencies credited in a
dateline. Verbs and prepositions of saying are in speech.py.
"""

from dataclasses import dataclass, field

from isnad.read.languages.arabic.agents import Party
from isnad.read.languages.arabic.letters import Folded, fold
from isnad.read.languages.arabic.tokens import Sentence, Token
from isnad.records.chain import Narrator, NarratorKind

QUOTES = "\"'“”«»‘’‹›()"
ENDS = frozenset((":", "،", ",", "؛", "-", "–", "—", "|"))
CREDIT_LINES = 6  # lines of a report in which an agency is credited
CREDIT_WORDS = 4  # words of a town or an agency in a dateline
_UNQUOTED = str.maketrans("", "", QUOTES)
_DASHES = frozenset(("-", "–", "—", ":"))
_INSTITUTIONS = frozenset(("AGENCY", "OUTLET", "ORGANISATION", "STATE"))
_NOT_FIRST = frozenset(("befalls", "befell", "victim", "number", "vague", "place_before", "totals", "toll"))


@dataclass(slots=True)
class Voice:
    """A narrator with tokens ``first:last``; ``own`` marks the outlet's own people. ``body`` is what a person heads,
    or where ``spokes`` is set, speaks for."""

    narrator: Narrator
    first: int
    last: int
    own: bool = False
    body: Narrator | None = None
    spokes: bool = False

    @property
    def unnamed(self) -> bool:
        """Whether it cannot be asked again."""
        return not self.narrator.named

    @property
    def narrators(self) -> tuple[Narrator, ...]:
        """Outermost first: a spokesman on the way to the body spoken for, the head of a body after the body."""
        if self.body is None:
            return (self.narrator,)
        return (self.narrator, self.body) if self.spokes else (self.body, self.narrator)


@dataclass(slots=True)
class Voices:
    """Reads the narrators of one report. It remembers those it has read, so that "المرصد" is the one named before."""

    text: Folded
    own_name: str
    names: list[Narrator] = field(default_factory=list)
    people: dict[str, Voice] = field(default_factory=dict)  # by the last word of a name

    def voice(self, tokens: list[Token], parties: list[Party], i: int, stop: int) -> Voice | None:
        """The narrator named from token i on, before ``stop``."""
        while i < stop and (tokens[i].text in QUOTES or tokens[i].text in ("،", ",")):
            i += 1
        if i >= stop:
            return None
        j = _end(tokens, i, stop)
        while j > i and tokens[j - 1].text in "\"'“«‘‹([":
            j -= 1
        party = next((p for p in parties if i <= p.first < j and not p.adjective), None)
        if party:  # a party is a whole name, and ends the name before it
            j = party.last if party.first == i else party.first
        if j <= i or is_plain(tokens[i], "says_no_name") or not tokens[i].word:
            return None
        if "voice" not in tokens[i].senses and tokens[i].senses.keys() & _NOT_FIRST:
            return None  # "أعلنت مقتل": what was said, not who
        return self._narrator(tokens, i, j)

    def _narrator(self, tokens: list[Token], i: int, j: int) -> Voice:
        words = self.words(tokens, i, j)
        own = len(words) > 3 and fold(words) in self.own_name  # an outlet that cites itself speaks in its own voice
        sense = tokens[i].senses.get("voice")
        kind = NarratorKind[sense.value] if sense and sense.value in NarratorKind.__members__ else NarratorKind.UNKNOWN
        if sense and sense.value in ("own", "spokes", "PERSON"):
            return self._office(tokens, i, j, words, str(sense.value))
        if j == i + 1 and fold(words) in self.people:
            known = self.people[fold(words)]
            return Voice(known.narrator, i, j, False, known.body, known.spokes)
        if "given" in tokens[i].senses:
            kind = NarratorKind.PERSON
        return Voice(self._known(words, kind), i, j, own)

    def _office(self, tokens: list[Token], i: int, j: int, words: str, what: str) -> Voice:
        """A correspondent (the outlet's own where no other is named), a spokesman, or someone of a rank."""
        if what == "own":
            return self._reporter(tokens, i, j, words)
        a, b, name = _parted(tokens, i, j)
        office = self.words(tokens, a, b) if b > a else ""
        if name >= j:
            kind, role = NarratorKind.PERSON, tokens[i].text
            return Voice(Narrator(name=words, kind=kind, words=words, role=role, speaks_for=office), i, j)
        body = self._body(tokens, a, b) if b > a else None
        called = self.words(tokens, name, j)
        role = self.words(tokens, i, b if b > a else name)
        for_whom = body.name if body else office
        narrator = Narrator(name=called, kind=NarratorKind.PERSON, words=words, role=role, speaks_for=for_whom)
        made = Voice(narrator, i, j, False, body, what == "spokes")
        if j > name + 1:
            self.people[tokens[j - 1].text] = made
        return made

    def _reporter(self, tokens: list[Token], i: int, j: int, words: str) -> Voice:
        """A correspondent: of the outlet itself, or of the one named."""
        rest = self.words(tokens, i + 1, j) if j > i + 1 else ""
        stem = fold(rest)
        own = (
            not stem
            or tokens[i].text.endswith("نا")
            or stem in self.own_name
            or any(len(w) > 3 and w in self.own_name for w in stem.split())
        )
        narrator = Narrator(name=rest or words, kind=NarratorKind.OUTLET, words=words, role=tokens[i].text)
        return Voice(narrator, i, j, own)

    def _body(self, tokens: list[Token], a: int, b: int) -> Narrator | None:
        """The institution at tokens ``a:b``: one named before, or one whose word says what it is."""
        words = self.words(tokens, a, b)
        if fold(words) in self.own_name:
            return None
        stem = _stem(tokens[a].text)
        found = [n for n in self.names if n.kind is not NarratorKind.PERSON and stem in _stems(n.name)]
        if found:
            best = max(found, key=lambda n: len(n.name))
            return Narrator(name=best.name, kind=best.kind, words=words)
        kind = tokens[a].value("voice")
        return self._known(words, NarratorKind[kind]) if kind in _INSTITUTIONS else None

    def _known(self, words: str, kind: NarratorKind) -> Narrator:
        """The narrator under its fullest name so far ("المرصد" after "المرصد السوري ...")."""
        parts = words.split()
        found = [
            n.name
            for n in self.names
            if n.name != words
            and (
                n.name.split()[: len(parts)] == parts
                or (len(parts) == 1 and words.startswith("ال") and _stem(fold(words)) == _stem(fold(n.name.split()[0])))
            )
        ]
        if found:
            best = max(found, key=len)
            return Narrator(name=best, kind=next(n.kind for n in self.names if n.name == best), words=words)
        narrator = Narrator(name=words, kind=kind, words=words)
        self.names.append(narrator)
        return narrator

    def spoken_for(self, tokens: list[Token], i: int) -> Voice | None:
        """Whom a speaker names as the one spoken for, right after its own name: "متحدثا باسم ..."."""
        j = i + 1 if i < len(tokens) and tokens[i].text in ("،", ",") else i
        sense = tokens[j].senses.get("says_for") if j < len(tokens) else None
        if sense is None:
            return None
        first = last = j + sense.length
        while last < len(tokens) and not (tokens[last].text in ENDS or "says_that" in tokens[last].senses):
            last += 1
        if last == first:
            return None
        words = self.words(tokens, first, last)
        return Voice(Narrator(name=words, words=words), first, last)

    def words(self, tokens: list[Token], first: int, last: int) -> str:
        """The words of tokens ``first:last`` as they were written, without quotation marks."""
        return self.text.plain[tokens[first].start : tokens[last - 1].end].translate(_UNQUOTED).strip()

    def credit(self, sentences: list[Sentence], publisher: str) -> tuple[int, int, int, Narrator] | None:
        """(sentence, first token, last token, agency) where a dateline credits one: "المدينة (وكالة) - ..."."""
        for sentence in sentences:
            if sentence.line > CREDIT_LINES:
                break
            tokens = sentence.tokens
            opened = next((k for k, t in enumerate(tokens[: CREDIT_WORDS + 1]) if t.text == "("), 0)
            closed = next((k for k, t in enumerate(tokens) if t.text == ")" and k > opened), 0)
            if not opened or not 1 < closed - opened <= CREDIT_WORDS + 1 or closed + 1 >= len(tokens):
                continue
            name = self.words(tokens, opened + 1, closed)
            named = all(t.word for t in (*tokens[:opened], *tokens[opened + 1 : closed]))
            if named and tokens[closed + 1].text in _DASHES and fold(name) != fold(publisher):
                narrator = Narrator(name=name, kind=NarratorKind.AGENCY, words=name)
                return sentence.index, opened + 1, closed, narrator
        return None


def _end(tokens: list[Token], i: int, stop: int) -> int:
    """The token after the last that belongs to the name that begins at i."""
    head = tokens[i].value("voice")
    vague, institution, j = head in ("COLLECTIVE", "ANONYMOUS"), head in _INSTITUTIONS, i
    while j < stop:
        token = tokens[j]
        if token.text in ENDS or "says_that" in token.senses or "by" in token.senses:
            break
        if ("says" in token.senses and j > i) or (
            is_plain(token, "says_stops") and not (vague and token.text in ("في", "من"))
        ):
            break
        inner = token.senses.keys() & {"befell", "befalls", "day", "weekday", "place_settlement"}
        if inner and not vague and j > i:
            break
        if j > i and token.text in ("on", "via"):
            break  # "... on X:", which platforms put after an account's name
        if j > i and not vague and _told_to(tokens, j, institution):
            break
        j += 1
    if "voice_local" in tokens[i].senses and j + 1 < stop and tokens[j].text == "في":
        return _with_town(tokens, j, stop)
    return j


def _with_town(tokens: list[Token], j: int, stop: int) -> int:
    """The token after the town that tells one council or rescue team from another: "المجلس المحلي في تل كذا"."""
    first = tokens[j + 1]
    two = first.senses.keys() & {"place_part", "place_settlement"}
    named = first.word and (two or not first.senses)
    return min(stop, j + (3 if two else 2)) if named else j


def _told_to(tokens: list[Token], j: int, institution: bool) -> bool:
    """Whether "ل" begins whom it was told to ("لعنب بلدي") and is no part of a name ("لحقوق الإنسان")."""
    token = tokens[j]
    if token.text[0] != "ل" or len(token.text) <= 3:
        return False
    voice = token.senses.get("voice")
    if voice is not None:
        return voice.prefix.endswith("ل")
    if token.senses:
        return False
    following = tokens[j + 1].text if j + 1 < len(tokens) else ""
    return not (institution and (token.text.startswith("لل") or following.startswith("ال")))


def _parted(tokens: list[Token], i: int, j: int) -> tuple[int, int, int]:
    """(first and last token of the body, first of the person's own name) of "مدير المرصد فلان", "المتحدث باسم ...";
    the name begins at j where none is given. A body is of definite nouns, a name is not."""
    k = i + 1
    while k < j and ("says_of" in tokens[k].senses or tokens[k].senses.get("title_adjective")):
        k += 1
    first = k
    while k < j:
        token = tokens[k]
        if "title" in token.senses or "given" in token.senses:
            break
        definite = token.text.startswith(("ال", "لل")) or token.senses.keys() & {"voice", "place_part"}
        after_definite = k > first and tokens[k - 1].text.startswith(("ال", "لل"))
        if not definite and (k == first or after_definite) and not token.text.startswith("ل"):
            break
        k += 1
    last = k
    while k < j and "title" in tokens[k].senses:
        k += 1
    return first, last, k


def is_plain(token: Token, kind: str) -> bool:
    """Whether the token is a word of this kind with nothing written onto it."""
    sense = token.senses.get(kind)
    return sense is not None and not sense.prefix


def is_voice(tokens: list[Token], voice: Voice) -> bool:
    """Whether a word says that this is a voice, not any noun after a verb."""
    return (
        voice.own
        or voice.narrator.kind is not NarratorKind.UNKNOWN
        or any(t.senses.keys() & {"voice", "given"} or not t.senses for t in tokens[voice.first : voice.first + 2])
    )


def is_institution(token: Token) -> bool:
    """Whether the token says that an institution is named."""
    sense = token.senses.get("voice")
    return sense is not None and sense.value in _INSTITUTIONS and sense.prefix == ""


def _stem(word: str) -> str:
    return word.removeprefix("ال")


def _stems(name: str) -> set[str]:
    return {_stem(w) for w in fold(name).split()}
