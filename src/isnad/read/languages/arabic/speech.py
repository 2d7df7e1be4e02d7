"""Who says it: verbs and prepositions of citing, headlines with a colon, voices carried on.

What may live here: from the words of a sentence to the Chain of what stands in it. The outlet's own voice, its
correspondents included, is the empty chain; a voice that is not named leaves the chain open.
"""

from dataclasses import dataclass, field

from isnad.read.languages.arabic.blame import Party
from isnad.read.languages.arabic.letters import Folded, fold
from isnad.read.languages.arabic.tokens import Sentence, Token
from isnad.records.chain import Chain, Link, Manner, Narrator, NarratorKind
from isnad.records.claim import Stance
from isnad.records.report import Report

LONGEST_VOICE = 11  # tokens of a narrator's name
HEADLINE = 7  # tokens before the colon of "المرصد: ..."
_QUOTES = "\"'“”«»‘’‹›()"
_UNQUOTED = str.maketrans("", "", _QUOTES)
_ENDS = frozenset((":", "،", ",", "؛", "-", "–", "—", "|"))


@dataclass(slots=True)
class Voice:
    """A narrator with tokens ``first:last``; ``own`` marks the outlet's own people."""

    narrator: Narrator
    first: int
    last: int
    own: bool = False

    @property
    def unnamed(self) -> bool:
        """Whether it cannot be asked again."""
        return not self.narrator.named


@dataclass(slots=True)
class Cue:
    """What stands at tokens ``first:last`` is passed on by these links."""

    links: tuple[Link, ...]
    first: int
    last: int
    at: int
    opened_by: str = ""
    inner: bool = False  # a preposition's voice lies within a verb's
    verb: int = -1  # the token of its verb of saying


@dataclass(slots=True)
class Speech:
    """Reads the chains of one report, sentence after sentence; it remembers who spoke last."""

    report: Report
    text: Folded
    own_name: str
    last: tuple[Link, ...] = ()
    last_line: int = -9
    names: list[Narrator] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)  # of the sentence being read
    parties: list[Party] = field(default_factory=list)

    def cues(self, sentence: Sentence) -> list[Cue]:
        """The cues of a sentence, outermost first."""
        tokens, found = sentence.tokens, []
        headline = self._headline(tokens)
        if headline:
            found.append(headline)
        i = headline.at if headline else 0
        while i < len(tokens):
            cue = self._cited(tokens, i) if "by" in tokens[i].senses else None
            if cue is None and "says" in tokens[i].senses:
                cue = self._verb(tokens, i, sentence.line)
            if cue:
                found.append(cue)
                if cue.links:
                    self.last, self.last_line = cue.links, sentence.line
            i = max(i + 1, cue.at if cue else 0)
        return sorted(found, key=lambda c: c.inner)

    def _headline(self, tokens: list[Token]) -> Cue | None:
        colon = next((k for k in range(1, min(len(tokens), HEADLINE + 1)) if tokens[k].text == ":"), None)
        if colon is None or colon + 1 >= len(tokens) or "voice" not in tokens[0].senses or "says" in tokens[0].senses:
            return None
        voice = self._voice(tokens, 0, colon)
        return self._made([(voice, Manner.SAID)], 0, colon + 1, len(tokens), colon + 1, False) if voice else None

    def _cited(self, tokens: list[Token], i: int) -> Cue | None:
        """The whole sentence is theirs: "بحسب X", "وفق ما أفادت به X", "نقلا عن X"."""
        sense = tokens[i].senses["by"]
        if sense.prefix not in ("", "و", "ف"):
            return None
        j, manner = i + sense.length, Manner.CITED
        what = tokens[j].senses.get("what") if j < len(tokens) else None
        if what:
            j += what.length
        voice = self._voice(tokens, j, min(len(tokens), j + LONGEST_VOICE))
        if voice is None or not self._is_voice(tokens, voice):
            return None
        return self._made([(voice, manner)], i, 0, len(tokens), voice.last, True)

    def _verb(self, tokens: list[Token], i: int, line: int) -> Cue | None:
        sense = tokens[i].senses["says"]
        manner, j = Manner[sense.value], i + sense.length
        weak = "says_weak" in tokens[i].senses
        voice = self._voice(tokens, j, min(len(tokens), j + LONGEST_VOICE))
        if voice is None:
            return self._carried(tokens, i, j, line)
        that = self._that(tokens, voice.last)
        if (weak or that is None) and not self._is_voice(tokens, voice):
            return None
        if weak and that is None and not voice.own and manner is not Manner.ACCUSED:
            return None
        pairs: list[tuple[Voice, Manner]] = [(voice, Manner.REPORTED if manner is Manner.CITED else manner)]
        if manner is Manner.CITED and voice.last < len(tokens) and tokens[voice.last].text == "عن":
            source = self._voice(tokens, voice.last + 1, min(len(tokens), voice.last + 1 + LONGEST_VOICE))
            if source:
                pairs.append((source, Manner.SAID))
        trailing = that is None and i > 3 and pairs[-1][0].last >= len(tokens) - 1
        cue = self._made(pairs, i, 0 if trailing else i, len(tokens), max(i + 1, pairs[-1][0].last), False)
        cue.verb = i
        return cue

    def _carried(self, tokens: list[Token], i: int, j: int, line: int) -> Cue | None:
        """Who spoke last speaks on, in the same or the next lines: "وأضاف أن ..."."""
        if "says_carried" not in tokens[i].senses or self._that(tokens, j) is None or line - self.last_line > 4:
            return None
        return Cue(self.last, i, len(tokens), j, verb=i) if self.last else None

    @staticmethod
    def _that(tokens: list[Token], i: int) -> int | None:
        """The token of "أن", ":" and their like at i or soon after; None where there is none."""
        for k in range(i, min(len(tokens), i + 8)):
            if "says_that" in tokens[k].senses or tokens[k].text == ":" or (tokens[k].text in '“«"' and k == i):
                return k
        return None

    def _voice(self, tokens: list[Token], i: int, stop: int) -> Voice | None:
        """The narrator named from token i on."""
        while i < stop and (tokens[i].text in _QUOTES or tokens[i].text in ("،", ",")):
            i += 1
        j, vague = i, i < stop and tokens[i].value("voice") in ("COLLECTIVE", "ANONYMOUS")
        while j < stop:
            token = tokens[j]
            ends = token.text in _ENDS or "says_that" in token.senses or "by" in token.senses
            if (
                ends
                or ("says" in token.senses and j > i)
                or (_is(token, "says_stops") and not (vague and token.text in ("في", "من")))
            ):
                break
            if (
                token.senses.keys() & {"befell", "befalls", "day", "weekday", "place_settlement"}
                and not vague
                and j > i
            ):
                break
            if j > i and token.text in ("on", "via"):
                break  # "... on X:", which platforms put after an account's name
            if j > i and token.text[0] == "ل" and len(token.text) > 3 and not token.senses and not vague:
                break  # "لعنب بلدي": whom it was told to
            j += 1
        while j > i and tokens[j - 1].text in "\"'“«‘‹([":
            j -= 1
        party = next((p for p in self.parties if i <= p.first < j and not p.adjective), None)
        if party and i <= party.first:  # a party is a whole name, and ends the name before it
            j = party.last if party.first == i else party.first
        if j <= i or _is(tokens[i], "says_no_name") or not tokens[i].word:
            return None
        if "voice" not in tokens[i].senses and tokens[i].senses.keys() & {
            "befalls",
            "befell",
            "victim",
            "number",
            "vague",
            "place_before",
        }:
            return None  # "أعلنت مقتل": what was said, not who
        return self._narrator(tokens, i, j)

    def _narrator(self, tokens: list[Token], i: int, j: int) -> Voice:
        words = self.text.plain[tokens[i].start : tokens[j - 1].end].translate(_UNQUOTED).strip()
        own = len(words) > 3 and fold(words) in self.own_name  # an outlet that cites itself speaks in its own voice
        sense = tokens[i].senses.get("voice")
        kind = NarratorKind[sense.value] if sense and sense.value in NarratorKind.__members__ else NarratorKind.UNKNOWN
        if sense and sense.value in ("own", "spokes"):
            return self._office(tokens, i, j, words, sense.value == "own")
        if "given" in tokens[i].senses:
            kind = NarratorKind.PERSON
        return Voice(self._known(words, kind), i, j, own)

    def _office(self, tokens: list[Token], i: int, j: int, words: str, reporter: bool) -> Voice:
        """A correspondent (the outlet's own where no other is named) or a spokesman."""
        rest = self.text.plain[tokens[i].end : tokens[j - 1].end].translate(_UNQUOTED).strip() if j > i + 1 else ""
        if reporter:
            stem = fold(rest)
            own = (
                not stem
                or tokens[i].text.endswith("نا")
                or stem in self.own_name
                or any(len(w) > 3 and w in self.own_name for w in stem.split())
            )
            return Voice(
                Narrator(name=rest or words, kind=NarratorKind.OUTLET, words=words, role=tokens[i].text), i, j, own
            )
        office = rest.removeprefix("باسم").removeprefix("الرسمي باسم").strip()
        return Voice(
            Narrator(name=words, kind=NarratorKind.PERSON, words=words, role=tokens[i].text, speaks_for=office), i, j
        )

    def _known(self, words: str, kind: NarratorKind) -> Narrator:
        """The narrator under its fullest name so far ("المرصد" after "المرصد السوري ...")."""
        parts = words.split()
        for earlier in self.names:
            if earlier.name != words and (
                earlier.name.split()[: len(parts)] == parts
                or (len(parts) == 1 and _stem(words) == _stem(earlier.name.split()[0]) and words.startswith("ال"))
            ):
                return Narrator(name=earlier.name, kind=earlier.kind, words=words)
        narrator = Narrator(name=words, kind=kind, words=words)
        self.names.append(narrator)
        return narrator

    @staticmethod
    def _is_voice(tokens: list[Token], voice: Voice) -> bool:
        """Whether a word says that this is a voice, not any noun after a verb."""
        return (
            voice.own
            or voice.narrator.kind is not NarratorKind.UNKNOWN
            or any(t.senses.keys() & {"voice", "given"} or not t.senses for t in tokens[voice.first : voice.first + 2])
        )

    def _made(self, pairs: list[tuple[Voice, Manner]], start: int, first: int, last: int, at: int, inner: bool) -> Cue:
        tokens_of = self.tokens
        links: list[Link] = []
        opened = ""
        for voice, manner in pairs:
            if voice.own:
                continue
            a, b = tokens_of[start].start, tokens_of[voice.last - 1].end
            links.append(Link(narrator=voice.narrator, manner=manner, cue=self.report.quote(*self.text.span(a, b))))
            opened = voice.narrator.words if voice.unnamed else ""
        return Cue(tuple(links), first, last, at, opened, inner)

    def begin(self, sentence: Sentence, parties: list[Party]) -> list[Cue]:
        """The cues of the next sentence, in which these parties are named."""
        self.tokens, self.parties = sentence.tokens, parties
        return self.cues(sentence)


def _is(token: Token, kind: str) -> bool:
    """Whether the token is a word of this kind with nothing written onto it."""
    sense = token.senses.get(kind)
    return sense is not None and not sense.prefix


def _stem(word: str) -> str:
    return word.removeprefix("ال")


def chain_at(cues: list[Cue], i: int, hedge: str = "") -> Chain:
    """The chain of what stands at token i; ``hedge`` opens it where nobody is named ("يعتقد")."""
    links: list[Link] = []
    opened = ""
    for cue in cues:
        if cue.first <= i < cue.last:
            links += [k for k in cue.links if k.narrator.name not in {n.narrator.name for n in links}]
            opened = cue.opened_by or opened
            if cue.links and not cue.opened_by:
                opened = ""
    unnamed = bool(links) and not links[-1].narrator.named
    if unnamed:
        opened = links[-1].narrator.words
    elif not links:
        opened = hedge
    return Chain(links=tuple(links), open=bool(opened), opened_by=opened)


HEDGE_REACH = 12  # tokens before a claim in which a hedge governs it


def stance_at(
    sentence: Sentence, plain: str, cues: list[Cue], first: int, last: int, question: bool
) -> tuple[Stance, str]:
    """How far the speaker stands behind tokens ``first:last``, and the words that say so."""
    for cue in cues:
        if cue.first <= first < cue.last and cue.links and cue.links[-1].manner is Manner.DENIED:
            return Stance.DENIED, cue.links[-1].cue.text if cue.links[-1].cue else ""
    if question:
        return Stance.QUESTIONED, "؟"
    for token in sentence.tokens[max(0, first - HEDGE_REACH) : last + 4]:
        value = token.value("hedge")
        if value == "HEDGED" or (value == "CONDITIONAL" and token.start <= sentence.tokens[first].start):
            return Stance[value], plain[
                token.start : sentence.tokens[sentence.tokens.index(token) + token.senses["hedge"].length - 1].end
            ]
    return Stance.ASSERTED, ""
