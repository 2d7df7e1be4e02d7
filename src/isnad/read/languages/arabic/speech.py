"""Who says it: verbs and prepositions of citing, headlines with a colon, voices carried on.

What may live here: from the words of a sentence to the Chain of what stands in it. The outlet's own voice, its
correspondents included, is the empty chain; a voice that is not named leaves the chain open.
"""

from dataclasses import dataclass, field

from isnad.read.languages.arabic.agents import Party
from isnad.read.languages.arabic.letters import Folded
from isnad.read.languages.arabic.tokens import Sentence, Token
from isnad.read.languages.arabic.voices import ENDS, Voice, Voices, is_institution, is_voice
from isnad.records.chain import Chain, Link, Manner
from isnad.records.claim import Stance
from isnad.records.report import Report

LONGEST_VOICE = 11  # tokens of a narrator's name
HEADLINE = 7  # tokens before the colon of "المرصد: ..."


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
    voices: Voices
    last: tuple[Link, ...] = ()
    last_line: int = -9
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
        if colon > 1 and tokens[colon - 2].text == "on":
            return None  # "NAME on X:", the account whose post the report is
        voice = self.voices.voice(tokens, self.parties, 0, colon)
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
        voice = self.voices.voice(tokens, self.parties, j, min(len(tokens), j + LONGEST_VOICE))
        if voice is None or not is_voice(tokens, voice):
            return None
        return self._made([(voice, manner)], i, 0, len(tokens), voice.last, True)

    def _verb(self, tokens: list[Token], i: int, line: int) -> Cue | None:
        sense = tokens[i].senses["says"]
        manner, j = Manner[sense.value], i + sense.length
        before = self._subject_before(tokens, i)
        if before:
            cue = self._made([(before, manner)], i, i, len(tokens), i + 1, False)
            cue.verb = i
            return cue
        weak = "says_weak" in tokens[i].senses
        voice = self.voices.voice(tokens, self.parties, j, min(len(tokens), j + LONGEST_VOICE))
        if voice is None:
            return self._carried(tokens, i, j, line)
        spoken_for = self.voices.spoken_for(tokens, voice.last)
        that = self._that(tokens, spoken_for.last if spoken_for else voice.last)
        announced = "says_announces" in tokens[i].senses and is_institution(tokens[voice.first])
        weak = weak and not announced
        if (weak or that is None) and not is_voice(tokens, voice):
            return None
        if weak and that is None and not voice.own and manner is not Manner.ACCUSED:
            return None
        pairs: list[tuple[Voice, Manner]] = [(voice, Manner.REPORTED if manner is Manner.CITED else manner)]
        if spoken_for:
            pairs.append((spoken_for, Manner.SPOKE_FOR))
        if manner is Manner.CITED and voice.last < len(tokens) and tokens[voice.last].text == "عن":
            after = voice.last + 1
            source = self.voices.voice(tokens, self.parties, after, min(len(tokens), after + LONGEST_VOICE))
            if source:
                pairs.append((source, Manner.SAID))
        trailing = that is None and i > 3 and pairs[-1][0].last >= len(tokens) - 1
        cue = self._made(pairs, i, 0 if trailing else i, len(tokens), max(i + 1, pairs[-1][0].last), False)
        cue.verb = i
        return cue

    def _subject_before(self, tokens: list[Token], i: int) -> Voice | None:
        """The institution that opens a headline before its verb: "المديرية تعلن حصيلة ..."."""
        if not 0 < i <= HEADLINE or not is_institution(tokens[0]) or tokens[i].senses["says"].prefix:
            return None
        if any(t.text in ENDS or not t.word or "says" in t.senses for t in tokens[:i]):
            return None
        voice = self.voices.voice(tokens, self.parties, 0, i)
        return voice if voice and voice.last == i else None

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

    def _made(self, pairs: list[tuple[Voice, Manner]], start: int, first: int, last: int, at: int, inner: bool) -> Cue:
        tokens_of = self.tokens
        links: list[Link] = []
        opened = ""
        for voice, manner in pairs:
            if voice.own:
                continue
            cue = self.report.quote(
                *self.text.span(tokens_of[min(start, voice.first)].start, tokens_of[max(start + 1, voice.last) - 1].end)
            )
            passed = [manner, Manner.SPOKE_FOR] if voice.spokes else [manner] * 2
            links += [Link(narrator=n, manner=m, cue=cue) for n, m in zip(voice.narrators, passed, strict=False)]
            opened = voice.narrator.words if voice.unnamed else ""
        return Cue(tuple(links), first, last, at, opened, inner)

    def begin(self, sentence: Sentence, parties: list[Party]) -> list[Cue]:
        """The cues of the next sentence, in which these parties are named."""
        self.tokens, self.parties = sentence.tokens, parties
        return self.cues(sentence)


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
