"""Arabic: the reader of claims in Arabic reports.

What may live here: the walk over a report's sentences that brings counts, chains, blame, time and place together
into Claims. The words are in arabic.toml, their grammar in the files beside this one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from isnad.read.beside import beside, within
from isnad.read.language import Tables
from isnad.read.languages.arabic import blame, layout, places, speech, times, voices
from isnad.read.languages.arabic.acts import acts_in
from isnad.read.languages.arabic.agents import Party
from isnad.read.languages.arabic.casualties import Harm, Harms
from isnad.read.languages.arabic.corrections import COME_TO, taken_back
from isnad.read.languages.arabic.letters import Folded, fold, folded
from isnad.read.languages.arabic.lexicon import Lexicon, lexicon
from isnad.read.languages.arabic.people import Kind
from isnad.read.languages.arabic.persons import persons_in
from isnad.read.languages.arabic.presence import There, attached, presences_in, tells_of_control
from isnad.read.languages.arabic.ranks import of_ranks
from isnad.read.languages.arabic.scopes import WIDER, Scopes
from isnad.read.languages.arabic.setting import Course, Scene, course_of
from isnad.read.languages.arabic.tokens import Sentence, Token, sentences
from isnad.read.lines import Lines
from isnad.records.chain import Chain, Link, Manner, Narrator
from isnad.records.claim import (
    Casualties,
    Character,
    Claim,
    Content,
    Occurrence,
    Presence,
    Relation,
    Responsibility,
    Scope,
    Stance,
    Whereabouts,
)
from isnad.records.codec import with_id
from isnad.records.person import Person
from isnad.records.report import Report


@dataclass(frozen=True, slots=True)
class Arabic:
    """Reads Arabic of the press, civil defence and social media. See ``isnad.read.language.Language``."""

    code: str = "ar"

    def lines(self) -> Lines:
        """The lines of arabic.toml, to explain a reading by."""
        from isnad.read.languages.arabic.listing import lines

        return lines()

    def read(self, report: Report, tables: Tables) -> tuple[Claim, ...]:
        """The claims in this report, in order of their quotes. Reports without any give none; nothing is raised."""
        return _Reading(report, tables).claims()

    def people(self, report: Report, tables: Tables) -> tuple[Person, ...]:
        """Whom this report names. No claim and no export holds these records."""
        return persons_in(report, tables, partial(self.read, report, tables))


@dataclass(slots=True)
class _Told:
    """One sentence with what is claimed in it."""

    scene: Scene
    harms: list[Harm]
    blames: list[blame.Blame]
    acts: list[tuple[int, int, Occurrence]]
    characters: list[int]


class _Reading:
    """One report being read."""

    def __init__(self, report: Report, tables: Tables) -> None:
        self.report = report
        self.lexicon: Lexicon = lexicon()
        self.text: Folded = folded(report.text)
        self.sentences = layout.without_comments(sentences(self.text, self.lexicon), self.text.text)
        own = fold(f"{report.publisher} {report.title.split('|')[-1] if '|' in report.title else ''}")
        self.voices = voices.Voices(self.text, own)
        self.speech = speech.Speech(report, self.text, self.voices)
        self.credit = self.voices.credit(self.sentences, report.publisher)
        self.belligerents = tables.belligerents
        self.places = places.Places(tables.gazetteer, self.text)
        self.mentions = [
            (m.start, m.end, m.party, m.adjective) for m in blame.arabic(tables.belligerents).mentions(self.text.text)
        ]
        issuers = blame.arabic(tables.belligerents).mentions(fold(report.publisher))
        self.issuer = next((m.party for m in issuers if not m.adjective), "")
        self.written = None if report.published else times.dateline(self.text.text, self.sentences)
        self.base = report.published.first_day if report.published else self.written
        published = report.published.first_day if report.published else None
        self.furniture = layout.furniture(self.text.text, report.url, published)
        self.beside = beside(self.text.plain)
        self.corrects = self._corrects()
        self.kind = Kind()
        self.course = Course()
        self.scopes = Scopes(self.text.plain, self.sentences)
        self.made: list[Claim] = []
        self.there: list[tuple[Scene, There]] = []
        self.violent = -2  # the last sentence of violence

    def claims(self) -> tuple[Claim, ...]:
        """All claims in order of their quotes, each told once."""
        at, told = 0, []
        self.places.survey(s for s in self.sentences if not self._aside(s))
        for sentence in self.sentences:
            start, end = sentence.tokens[0].start, sentence.tokens[-1].end
            while at < len(self.mentions) and self.mentions[at][1] <= start:
                at += 1
            here = at
            while here < len(self.mentions) and self.mentions[here][0] < end:
                here += 1
            one = self._told(sentence, self.mentions[at:here])
            if one:
                told.append(one)
        published = self.report.published.first_day if self.report.published else None
        self.course = course_of([t.scene for t in told], published, self.written)
        for one in told:
            self._claims_of(one)
        seen: set[object] = set()
        for scene, there in self.there:
            claim = _Here(self, scene, []).presence(there)
            key = (there.whereabouts, there.parties, claim.chain.names, claim.event) if claim else None
            if claim is not None and key not in seen:
                seen.add(key)
                self.made.append(claim)
        unique = {c.id: c for c in taken_back(self.made, self.corrects)}
        return tuple(sorted(unique.values(), key=lambda c: (c.quote.start, c.quote.end, c.id)))

    def _aside(self, sentence: Sentence) -> bool:
        """Whether a sentence is no part of the report: furniture of its page, or of another story on it."""
        return sentence.line in self.furniture or within(self.beside, sentence.tokens[0].start)

    def _corrects(self) -> str:
        """The words by which the report says that it corrects a figure; empty where it does not."""
        found = (t for s in self.sentences for t in s.tokens if "corrects" in t.senses)
        token = next(found, None)
        return self.text.plain[token.start : token.end] if token else ""

    def _told(self, sentence: Sentence, mentions: list[tuple[int, int, str, bool]]) -> _Told | None:
        """What a sentence tells; None where it tells of no harm, attack or blame."""
        tokens = sentence.tokens
        if self._aside(sentence) or not any(t.senses for t in tokens):
            return None
        parties = blame.parties_in(mentions, tokens)
        covered = frozenset(k for p in parties for k in range(p.first, p.last))
        reader = Harms(tokens, self.lexicon, self.text.text, covered, self.kind)
        names = layout.listed(self.sentences, sentence.index, self.text.text)
        harms = [h for h in reader.read() if names is None or h.first >= names.last or h.last <= names.first]
        harms = [of_ranks(harm, tokens, covered) for harm in (*harms, *([names] if names else ()))]
        acts = acts_in(tokens, self.text.plain)
        cues = self.speech.begin(sentence, parties)
        violent = bool(harms or acts)
        self.violent = sentence.index if violent else self.violent
        characters = [k for k, t in enumerate(tokens) if "character" in t.senses]
        blames = [
            b
            for b in (blame.Blamer(tokens, parties, self.issuer).read())
            if violent or characters or b.rule in ("denial", "concession", "accusation", "lacks the means")
        ]
        if not violent and not blames and not characters:
            self._see(Scene(sentence, cues, [], [], violent=False), parties)
            return None
        self.kind = reader.before
        spots = self.places.spots(sentence)
        days = times.when(sentence, self.text.text, self.base, self.text.plain)
        scene = Scene(sentence, cues, spots, days, violent)
        there = self._see(scene, parties)
        return _Told(scene, harms, [b for b in blames if not flown(b, there)], acts, characters)

    def _see(self, scene: Scene, parties: list[Party]) -> list[There]:
        """Keep who was there, in a sentence of violence or right behind one."""
        tokens = scene.sentence.tokens
        control = tells_of_control(self.text.text[tokens[0].start : tokens[-1].end])
        if (parties or control) and scene.sentence.index - self.violent <= 1:
            forces = blame.arabic(self.belligerents)
            found = list(presences_in(tokens, parties, scene.spots, control, forces))
            self.there += [(scene, there) for there in found]
            return found
        return []

    def _claims_of(self, told: _Told) -> None:
        tokens = told.scene.sentence.tokens
        here = _Here(self, told.scene, [h.first for h in told.harms])
        for harm in told.harms:
            because = (f"{harm.rule}: {here.words(harm.first, harm.last)}",)
            scope = self.scopes.of(told.scene.sentence, harm)
            here.add(harm.first, harm.last, Casualties(counts=harm.counts), because, scope)
        for b in told.blames:
            content = Responsibility(
                relation=b.relation,
                parties=b.parties,
                denial=b.denial,
                ground=here.words(*b.ground) if b.ground[1] else "",
            )
            here.add(b.first, b.last, content, (f"{b.rule}: {here.words(b.first, b.last)}",), speaker=b.speaker)
        for first, last, act in told.acts:
            here.add(first, last, act, (f"act: {here.words(first, last)}",))
        for k in told.characters:
            sense = tokens[k].senses["character"]
            because = (f"character: {here.words(k, k + sense.length)}",)
            here.add(k, k + sense.length, Character(term=sense.value), because)


def flown(told: blame.Blame, there: Iterable[There]) -> bool:
    """Whether what looks like blame is only of aircraft that were overhead: "مع تحليق طائرات استطلاع روسية"."""
    overhead = (t for t in there if t.whereabouts is Whereabouts.OVERHEAD)
    return told.relation is Relation.ALLEGES and any(t.first <= told.first and told.last <= t.last for t in overhead)


@dataclass(slots=True)
class _Here:
    """One sentence with its chains, places and days, ready to take claims."""

    reading: _Reading
    scene: Scene
    firsts: list[int]

    @property
    def tokens(self) -> list[Token]:
        """The sentence's tokens."""
        return self.scene.sentence.tokens

    def words(self, first: int, last: int) -> str:
        """The words of tokens ``first:last`` as they were written."""
        tokens = self.tokens
        return self.reading.text.plain[tokens[first].start : tokens[last - 1].end]

    def add(
        self,
        first: int,
        last: int,
        content: Content,
        because: tuple[str, ...],
        scope: tuple[Scope, str] = (Scope.INCIDENT, ""),
        speaker: tuple[int, int] = (0, 0),
    ) -> None:
        """The claim that this content stands at tokens ``first:last``.

        ``speaker`` are the tokens of a party that speaks of its own doing.
        """
        reading, tokens = self.reading, self.tokens
        following = min((f for f in self.firsts if f > first), default=len(tokens))
        blamed = isinstance(content, Responsibility) and not self.scene.violent
        general = blamed or (bool(reading.corrects) and any(b.startswith(COME_TO) for b in because))
        where, event = reading.course.turn(self.scene, first, last, following, scope[0], general)
        sentence, cues = self.scene.sentence, self.scene.cues
        stance, hedge = speech.stance_at(sentence, reading.text.plain, cues, first, last, self._question())
        if stance is Stance.DENIED and isinstance(content, Responsibility) and content.relation is Relation.DENIES:
            stance, hedge = Stance.ASSERTED, ""  # whoever denies stands behind the denial
        quote = reading.report.quote(*reading.text.span(self._begin(first), tokens[last - 1].end))
        chain = self._chain(first, content, speaker, hedge if stance is Stance.HEDGED else "")
        claim = Claim(
            id="",
            quote=quote,
            chain=chain,
            stance=stance,
            content=content,
            scope=Scope.OTHER_INCIDENT if event and scope[0] is Scope.INCIDENT else scope[0],
            where=where,
            when=reading.course.time(self.scene, first, event, scope[0]),
            event=event,
            because=(
                *because,
                *((f"scope: {scope[1]}",) if scope[1] else ()),
                *((f"stance: {hedge}",) if hedge else ()),
            ),
        )
        reading.made.append(with_id(claim))

    def presence(self, there: There) -> Claim | None:
        """The claim of who was there: at the place and time of the claim that it stands nearest to; None where it
        stands near none, or tells of another place."""
        reading, tokens = self.reading, self.tokens
        begin = tokens[there.first].start + attached(tokens[there.first])
        quote = reading.report.quote(*reading.text.span(begin, tokens[there.last - 1].end))
        earliest = max(0, self.scene.sentence.index - 1)
        since = reading.text.at[reading.sentences[earliest].tokens[0].start]
        until = reading.text.at[tokens[-1].start]
        told = (c for c in reading.made if c.scope not in WIDER and not isinstance(c.content, Presence))
        about = [c for c in told if since <= c.quote.start <= until]
        if not about:
            return None
        beside = min(about, key=lambda c: (abs(c.quote.start - quote.start), c.id))
        stance, hedge = speech.stance_at(
            self.scene.sentence, reading.text.plain, self.scene.cues, there.first, there.last, self._question()
        )
        placed = [s.place for s in self.scene.spots if s.first < there.last and there.first < s.last]
        where = beside.where
        elsewhere = where is not None and bool(placed) and not any(place.meets(where) for place in placed)
        if there.whereabouts is Whereabouts.HOLDS and (stance is Stance.DENIED or elsewhere):
            return None  # what a denial takes for granted, and who holds another place
        content = Presence(whereabouts=there.whereabouts, parties=there.parties)
        rule = f"{there.rule}: {self.words(there.first, there.last)}"
        made = replace(
            beside,
            id="",
            quote=quote,
            chain=self._chain(there.first, content, (0, 0), hedge if stance is Stance.HEDGED else ""),
            stance=stance,
            content=content,
            because=(rule, *((f"stance: {hedge}",) if hedge else ())),
        )
        return with_id(made)

    def _chain(self, first: int, content: Content, speaker: tuple[int, int], hedge: str) -> Chain:
        """Who has it from whom: those the sentence names, or the party that speaks of itself, after the agency
        credited."""
        chain = speech.chain_at(self.scene.cues, first, hedge)
        itself = not chain.links or chain.names == (self.words(*speaker),)
        if itself and speaker[1] and isinstance(content, Responsibility):
            chain = self._itself(content, *speaker)
        credit = self._credit()
        return replace(chain, links=(credit, *chain.links)) if credit else chain

    def _itself(self, content: Responsibility, first: int, last: int) -> Chain:
        """The chain of a party that speaks of its own doing."""
        words = self.words(first, last)
        manner = Manner.DENIED if content.relation is Relation.DENIES else Manner.CLAIMED
        tokens = self.tokens
        cue = self.reading.report.quote(*self.reading.text.span(tokens[first].start, tokens[last - 1].end))
        return Chain(links=(Link(narrator=Narrator(name=words, words=words), manner=manner, cue=cue),))

    def _credit(self) -> Link | None:
        """The agency whose text this is, from the dateline on that credits it."""
        if self.reading.credit is None:
            return None
        at, first, last, narrator = self.reading.credit
        if self.scene.sentence.index < at:
            return None
        tokens = self.reading.sentences[at].tokens
        span = self.reading.text.span(tokens[first].start, tokens[last - 1].end)
        return Link(narrator=narrator, manner=Manner.REPORTED, cue=self.reading.report.quote(*span))

    def _begin(self, first: int) -> int:
        """Where the quote begins: at the word itself, without what is written onto it."""
        token = self.tokens[first]
        for kind in ("befalls", "befell", "fells", "act", "force"):
            sense = token.senses.get(kind)
            if sense and not sense.definite:
                return token.start + len(sense.prefix)
        return token.start

    def _question(self) -> bool:
        text = self.reading.text.text
        end = self.tokens[-1].end
        return text[end : end + 2].lstrip().startswith(("؟", "?"))
