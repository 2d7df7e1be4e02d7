"""Voices: every attribution of a report, and the chain behind any stretch of it.

What may live here: what joins sentences: quotations that run on, posts with their signature,
speakers carried over; and the making of Chains.
"""

import bisect
import re
from dataclasses import dataclass, field

from isnad.read.beside import beside, within
from isnad.read.languages.english.attributing.carrying import carried, carries, has_relative, triggers
from isnad.read.languages.english.attributing.whole import attributed
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.memory import Memory
from isnad.read.languages.english.narrators import named_in, narrators_of
from isnad.read.languages.english.phrases import noun_phrase_after
from isnad.read.languages.english.quantities import Counted, counted_people
from isnad.read.languages.english.speech import Attribution, attributions_in
from isnad.read.languages.english.tokens import Token, tokenize
from isnad.read.sentences import Sentence, sentences
from isnad.records.chain import Chain, Link, Manner, Narrator, NarratorKind
from isnad.records.report import Quote, Report

MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
SIGNATURE = re.compile(
    rf"\(\s*(@?\w{{3,20}})\s*\)\s*(?:on\s+)?({MONTH}\.?\s+\d{{1,2}},?\s+\d{{4}}|\d{{1,2}}\s+{MONTH}\s+\d{{4}})"
)
SIGNED_NAME = re.compile(r"(?:[—–-]\s*)?(?:[\w.'’#]+\s+){1,6}$")  # what stands before a handle in brackets
QUOTED = re.compile(r"“[^“”]{3,1500}?”|\"[^\"]{3,1500}?\"|«[^«»]{3,1500}?»|''[^']{3,1500}?''", re.DOTALL)
NEAR = 80  # characters between a quotation and a speaker it may be carried over from


@dataclass(slots=True)
class Said:
    """An attribution with the narrators its source stands for: one list for each coordinated voice, outer first."""

    attribution: Attribution
    voices: list[list[Narrator]]
    source_text: str


@dataclass(slots=True)
class Line:
    """A sentence with its tokens."""

    span: Sentence
    tokens: list[Token]
    index: int
    _counted: list[Counted] | None = None

    @property
    def counted(self) -> list[Counted]:
        """The counted people in it, found once."""
        if self._counted is None:
            self._counted = counted_people(self.tokens)
        return self._counted


@dataclass(slots=True)
class Post:
    """A social post quoted within a report, with its handle and date as written."""

    start: int
    end: int
    handle: str
    date: str
    signature: int


@dataclass(slots=True)
class Voices:
    """All that is said in a report, and by whom."""

    report: Report
    lines: list[Line]
    said: list[Said] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)

    def covering(self, start: int, end: int) -> list[Said]:
        """Attributions whose content holds a span, outermost first."""
        found = [s for s in self.said if s.attribution.covers(start, end)]
        return sorted(found, key=lambda s: (s.attribution.inner, -s.attribution.size, s.attribution.cue[0]))

    def post_at(self, offset: int) -> Post | None:
        """The quoted post that holds an offset."""
        return next((p for p in self.posts if p.start <= offset < p.end), None)

    def chains(self, start: int, end: int) -> list[tuple[Chain, Said | None]]:
        """The chains behind a stretch of the report: one, or one for each of several voices that say it together."""
        post = self.post_at((start + end) // 2)
        if post is not None:
            narrator = Narrator(name=post.handle, kind=NarratorKind.ACCOUNT, words=post.handle)
            cue = self.report.quote(post.signature, post.end)
            return [(Chain(links=(Link(narrator=narrator, manner=Manner.POSTED, cue=cue),)), None)]
        covering = self.covering(start, end)
        opened = next((s for s in covering if s.attribution.passive and not s.voices), None)
        spoken = [s for s in covering if s.voices]
        outer = [link for s in spoken[:-1] for link in self._links(s, s.voices[0])]
        words = opened.attribution.base if opened else ""
        if not spoken:
            return [(Chain(open=opened is not None, opened_by=words), covering[-1] if covering else None)]
        last = spoken[-1]
        return [(self._chain(outer, last, voice, words), covering[-1]) for voice in last.voices]

    def _chain(self, outer: list[Link], last: Said, voice: list[Narrator], words: str) -> Chain:
        links = _without_repeats((*outer, *self._links(last, voice)))
        root = links[-1].narrator if links else None
        unnamed = root is not None and not root.named
        return Chain(links=links, open=unnamed, opened_by=root.words if unnamed and root else words)

    def _links(self, said: Said, voice: list[Narrator]) -> list[Link]:
        attribution = said.attribution
        cue: Quote = self.report.quote(*attribution.cue)
        manner = attribution.manner
        links = [
            Link(
                narrator=n,
                manner=Manner.SPOKE_FOR
                if i + 1 < len(voice)
                and voice[i + 1].kind is NarratorKind.PERSON
                and n.role.lower().startswith("spokes")
                else manner,
                cue=cue,
            )
            for i, n in enumerate(voice)
        ]
        if attribution.addressee:
            told = named_in(" ".join(t.text for t in attribution.addressee if t.tag == "P"), Memory())
            if told and told[0][0].kind in (NarratorKind.AGENCY, NarratorKind.OUTLET):
                links.insert(0, Link(narrator=told[0][0], manner=Manner.REPORTED, cue=cue))
        return links


def _without_repeats(links: tuple[Link, ...]) -> tuple[Link, ...]:
    """Links without a narrator named twice: the innermost place is kept."""
    kept: list[Link] = []
    for link in reversed(links):
        if link.narrator.name.lower() not in {k.narrator.name.lower() for k in kept}:
            kept.append(link)
    return tuple(reversed(kept))


def voices_of(report: Report) -> Voices:
    """Read who says what in a report, sentence by sentence."""
    memory = Memory.of(report.text)
    around = beside(report.text)
    story = tuple(s for s in sentences(report.text, "en") if not (around and within(around, s.start)))
    spans = _cut(story, [m.end() for m in SIGNATURE.finditer(report.text)])
    lines = [
        Line(span, _without_dateline(tokenize(report.text, span.start, span.end)), i) for i, span in enumerate(spans)
    ]
    voices = Voices(report, lines)
    voices.posts = _posts(report.text, lines)
    further = _further(report.text, lines)
    for line in lines:
        if voices.post_at(line.span.start) is not None:
            continue
        _read_line(voices, line, memory, further.get(line.index, []))
    _run_on(voices)
    return voices


def _cut(spans: tuple[Sentence, ...], cuts: list[int]) -> list[Sentence]:
    """Sentences, each cut where a quoted post's signature ends: what follows is the report's own again."""
    cut: list[Sentence] = []
    for span in spans:
        start = span.start
        for end in cuts:
            if start < end < span.end - 1:
                cut.append(Sentence(start=start, end=end, paragraph=span.paragraph))
                start = end + 1
        cut.append(Sentence(start=start, end=span.end, paragraph=span.paragraph))
    return cut


def _without_dateline(tokens: list[Token]) -> list[Token]:
    """A line's tokens without the dateline before them: "PORT X, May 15 (Agency) - "."""
    if not tokens or not tokens[0].text.isupper() or len(tokens[0].text) < 3:
        return tokens
    dash = next((i for i, t in enumerate(tokens[:16]) if t.low in ("-", "–", "—")), None)
    if dash is None or any(t.tag == "V" or t.low in (".", "said") for t in tokens[:dash]):
        return tokens
    closed = tokens[dash - 1].low == ")" or all(t.text.isupper() or not t.text[0].isalpha() for t in tokens[:dash])
    return tokens[dash + 1 :] if closed else tokens


def _further(text: str, lines: list[Line]) -> dict[int, list[Attribution]]:
    """Attributions by the frames of all verbs that carry a claim, by the line of their cue."""
    found: dict[int, list[Attribution]] = {}
    starts = [line.span.start for line in lines]
    for told in attributed(text, [(line.span, line.tokens) for line in lines], triggers()):
        if carries(told, text):
            line = lines[bisect.bisect_right(starts, told.cue[0]) - 1]
            found.setdefault(line.index, []).append(carried(told, line.tokens).attribution)
    return found


def _joined(own: list[Attribution], further: list[Attribution]) -> list[Attribution]:
    """A line's attributions in order of their cues; of two with one cue the first list's stays."""
    for mine in own:
        same = next((f for f in further if f.cue[0] < mine.cue[1] and mine.cue[0] < f.cue[1]), None)
        if same is not None and same.source is not None and has_relative(same):
            mine.source, mine.source_tokens = same.source, same.source_tokens
        elif same is not None and same.passive and mine.passive and all(b <= same.cue[0] for _, b in same.contents):
            mine.contents = same.contents  # "..., it is believed"
    added = [f for f in further if not any(f.cue[0] < a.cue[1] and a.cue[0] < f.cue[1] for a in own)]
    return sorted([*own, *added], key=lambda a: a.cue) if added else own


def _read_line(voices: Voices, line: Line, memory: Memory, further: list[Attribution]) -> None:
    _mention(line, memory)
    for attribution in _joined(attributions_in(line.tokens), further):
        named = narrators_of(attribution.source_tokens, memory) if attribution.source_tokens else []
        text = voices.report.text[slice(*attribution.source)] if attribution.source else ""
        voices.said.append(Said(attribution, named, text))
    lead = _headline_speaker(line)
    if lead is not None:
        named = narrators_of(line.tokens[: lead[0]], memory)
        if named:
            made = Attribution(
                cue=(line.tokens[lead[0]].start, line.tokens[lead[0]].end),
                manner=Manner.SAID,
                base=":",
                contents=[(line.tokens[lead[0] + 1].start, line.span.end)],
            )
            made.source, made.source_tokens = (line.span.start, line.tokens[lead[0] - 1].end), line.tokens[: lead[0]]
            voices.said.append(Said(made, named, voices.report.text[slice(*made.source)]))


def _mention(line: Line, memory: Memory) -> None:
    """A person who opens a sentence with a role is one that "his spokesman" may mean."""
    if not line.tokens or line.tokens[0].tag not in "PDN":
        return
    end = noun_phrase_after(line.tokens, 0, len(line.tokens))
    head = line.tokens[:end]
    roles = lexicon().words("narrators", "roles")
    if (
        end < len(line.tokens)
        and line.tokens[end].tag in "AV"
        and any(t.low in roles or t.low.rstrip("s") in roles for t in head)
        and any(t.tag == "P" for t in head)
    ):
        for chain in narrators_of(
            head, Memory(heard=list(memory.heard), acronyms=memory.acronyms, full_names=memory.full_names)
        ):
            if chain[-1].kind is NarratorKind.PERSON:
                memory.hear(chain[-1])


def _headline_speaker(line: Line) -> tuple[int, int] | None:
    """'Monitor: 22 killed in strike': a short noun phrase and a colon open the line."""
    for i, token in enumerate(line.tokens[:9]):
        if token.low == ":" and i and i + 2 < len(line.tokens):
            head = line.tokens[:i]
            known = any(
                t.low in lexicon().words("narrators", n)
                for t in head
                for n in ("organisations", "collective", "roles", "agencies")
            )
            short = all(t.tag in "NPDGMI" for t in head) and not any(
                t.low in ("source", "update", "date", "photo", "video", "watch", "read", "by", "caption", "image")
                for t in head
            )
            return (i, i) if known and short else None
        if token.tag in "VASQ":
            return None
    return None


def _posts(text: str, lines: list[Line]) -> list[Post]:
    """Posts quoted with a signature "Name (@handle) Month D, YYYY", on the line before it or in its sentence."""
    found = []
    for match in SIGNATURE.finditer(text):
        before = text[max(0, match.start() - 100) : match.start()]
        name = SIGNED_NAME.search(before)
        signed = match.start() - (len(name.group()) if name else 0)
        holder = next((i for i, line in enumerate(lines) if line.span.start <= signed < line.span.end + 1), None)
        if name is None or holder is None:
            continue
        start = lines[holder].span.start
        if holder and not any(c.isalnum() for c in text[start:signed]):  # the signature has a line of its own
            said = lines[holder - 1].span.paragraph
            start = next(line.span.start for line in lines if line.span.paragraph == said)
        handle = "@" + match.group(1).removeprefix("@")
        found.append(Post(start, match.end(), handle, match.group(2), signed))
    return found


def _run_on(voices: Voices) -> None:
    """Give a quotation's sentences to the one who speaks any of it, or to the last speaker just before it."""
    text = voices.report.text
    for match in QUOTED.finditer(text):
        start, end = match.start() + 1, match.end() - 1
        if end - start < 12 or voices.post_at(start) is not None:
            continue
        touching = [
            s
            for s in voices.said
            if s.voices
            and not s.attribution.passive
            and any(a < end and start < b for a, b in s.attribution.contents)
            and not (start <= s.attribution.cue[0] < end)
        ]
        if touching:
            owner = min(touching, key=lambda s: (s.attribution.inner, s.attribution.size))
            if not any(a <= start and end <= b for a, b in owner.attribution.contents):
                owner.attribution.contents = _merged([*owner.attribution.contents, (start, end)])
            continue
        before = [s for s in voices.said if s.voices and s.attribution.cue[1] <= start and not s.attribution.passive]
        if (
            before
            and text[match.start() - NEAR if match.start() > NEAR else 0 : match.start()]
            and _carried(text, before[-1], match.start())
        ):
            before[-1].attribution.contents = _merged([*before[-1].attribution.contents, (start, end)])


def _carried(text: str, said: Said, start: int) -> bool:
    """Whether a quotation follows its speaker closely enough, or stands alone in its paragraph after one."""
    last = max(
        [
            said.attribution.cue[1],
            *(b for a, b in said.attribution.contents if b <= start),
            *((said.attribution.source[1],) if said.attribution.source else ()),
        ]
    )
    return start - last <= NEAR and text[last:start].count("\n") <= 2


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    spans = sorted(spans)
    out = [spans[0]]
    for a, b in spans[1:]:
        if a <= out[-1][1] + 2:
            out[-1] = (out[-1][0], max(b, out[-1][1]))
        else:
            out.append((a, b))
    return out
