"""Responsibility: readings of blame joined to speakers, stances and grounds.

What may live here: what turns a Blame into a Responsibility: whose side the speaker is on, what a denial denies,
how far the speaker commits. Background habit ("regularly bomb") is left out: it alleges no one attack.
"""

import re

from isnad.read.belligerents import Belligerents
from isnad.read.languages.english.allegations import Blame
from isnad.read.languages.english.blame import blames_in
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.parties import Party
from isnad.read.languages.english.speech import Attribution
from isnad.read.languages.english.tokens import Token, phrase_hits
from isnad.read.languages.english.voices import Said
from isnad.records.claim import Denial, Relation, Responsibility, Stance

DEED_WORDS = re.compile(
    r"\b(?:strike|struck|airstrike|aircraft|helicopter|missile|rocket|fired|drone|raid|bomb|shell|attack|kill|target|hit|massacre|responsib|involve|connection|behind"
    r"|carried out|planes?|jets?|warplanes|charges?|accusations?|allegations?|claims?)\w*",
    re.IGNORECASE,
)
DENYING = frozenset(("deny", "reject", "refute", "dismiss", "rebut"))
OFFICIAL = re.compile(
    r"\b(?:military|army|ministry|government|official|security|defen[cs]e|intelligence|armed forces|source)\b",
    re.IGNORECASE,
)
ITS = re.compile(r"its\b", re.IGNORECASE)
HAPPENED = re.compile(
    r"\b(?:that|any|reports? (?:of|that)|claims? (?:of|that)|the existence|took place|taken place|happened|occurred)\b",
    re.IGNORECASE,
)
HARMED = re.compile(r"\b(?:casualt|civilian|killing|deaths?|harm)\w*", re.IGNORECASE)


class Sides:
    """Whose side each speaker of a report is on, as its words have shown so far."""

    def __init__(self, belligerents: Belligerents) -> None:
        self.belligerents = belligerents
        self.known: dict[str, str] = {}
        self.last = ""  # the side that spoke last, which "its envoy" belongs to

    def of(self, said: Said | None) -> str:
        """The party a speaker speaks for; "" where none is known."""
        if said is None:
            return ""
        names = [n for voice in said.voices for n in voice]
        for narrator in reversed(names):
            if narrator.name in self.known:
                return self.known[narrator.name]
        words = " ".join([said.source_text, *(f"{n.name} {n.role} {n.speaks_for}" for n in names)])
        party = self._official(words)
        if not party and OFFICIAL.search(words):
            party = self._official("state " + " ".join(t.text for t in said.attribution.addressee))
        if not party and ITS.match(said.source_text or words):
            party = self.last
        if party:
            self.learn(said, party)
        return party

    def _official(self, words: str) -> str:
        """The party an official's words name; a monitor or outlet that bears a nation's name is no party's voice."""
        low = words.lower()
        neutral = (
            "observatory",
            "monitor",
            "network",
            "human rights",
            "news",
            "media",
            "civil defence",
            "civil defense",
            "white helmets",
            "centre",
            "center",
            "activist",
            "resident",
            "rescue",
            "hospital",
            "doctor",
            "expert",
            "agency",
            "association",
            "journalist",
        )
        if any(word in low for word in neutral) and not any(word in low for word in ("state", "ministry", "minister")):
            return ""
        found = self.belligerents.mentions(words)
        return found[0].party if found else ""

    def learn(self, said: Said, party: str) -> None:
        """Remember whose side a speaker has shown to be on."""
        self.last = party
        for voice in said.voices:
            for narrator in voice:
                self.known.setdefault(narrator.name, party)


def readings(
    tokens: list[Token], parties: list[Party], said: list[Said], sides: Sides
) -> list[tuple[Blame, Responsibility]]:
    """The responsibility read in one sentence; ``said`` are the sentence's own attributions."""
    found = []
    denials = [s for s in said if s.attribution.base in DENYING and not s.attribution.negated]
    for s in denials:
        made = _denial(tokens, parties, s, sides)
        if made is not None:
            found.append(made)
    for s in said:
        if s.attribution.base in ("acknowledge", "admit", "concede") and not s.attribution.negated:
            made = _concession(tokens, s, sides)
            if made is not None:
                found.append(made)
    taken = [(blame.first, blame.after) for blame, _ in found]
    for blame in blames_in(tokens, parties):
        if (
            any(a < blame.after and blame.first < b for a, b in taken)
            or _habitual(tokens, blame)
            or _asked(tokens, blame)
        ):
            continue
        if _is_denied(denials, tokens, blame):
            continue  # what a denial speaks of is neither alleged nor conceded
        speaker = _speaker(said, tokens, blame)
        made_content = _content(blame, sides.of(speaker))
        if made_content is None:
            continue
        if made_content.relation is Relation.DENIES and speaker is not None and len(made_content.parties) == 1:
            sides.learn(speaker, made_content.parties[0])
        found.append((blame, made_content))
    return found


def _is_denied(denials: list[Said], tokens: list[Token], blame: Blame) -> bool:
    """Whether a reading stands within what someone denies."""
    turned = (Relation.ALLEGES, Relation.ALLEGES_ONE_OF, Relation.CONCEDES)
    start, end = tokens[blame.first].start, tokens[min(blame.after, len(tokens)) - 1].end
    return blame.relation in turned and any(s.attribution.covers(start, end) for s in denials)


def _speaker(said: list[Said], tokens: list[Token], blame: Blame) -> Said | None:
    start, end = tokens[blame.first].start, tokens[min(blame.after, len(tokens)) - 1].end
    holding = [s for s in said if s.voices and s.attribution.covers(start, end)]
    return min(holding, key=lambda s: s.attribution.size) if holding else None


def _content(blame: Blame, side: str) -> Responsibility | None:
    """What a Blame says once it is known whose side its speaker is on."""
    parties = blame.parties or ((side,) if side else ())
    if not parties:
        return None
    relation = blame.relation
    if relation is Relation.EXCLUDES and parties == (side,):
        relation = Relation.DENIES
    elif relation is Relation.ALLEGES and side and side in parties and len(parties) == 1:
        relation = Relation.CONCEDES
    denial = blame.denial or (Denial.RESPONSIBILITY if relation is Relation.DENIES else None)
    return Responsibility(relation=relation, parties=parties, ground=blame.ground, denial=denial)


def _denial(tokens: list[Token], parties: list[Party], said: Said, sides: Sides) -> tuple[Blame, Responsibility] | None:
    """'X denied its connection', 'X denied that A bombed': whom the denial clears, and what it denies."""
    spans = said.attribution.contents
    after = [t for t in tokens if any(a <= t.start < b for a, b in spans)]
    words = " ".join(t.text for t in after)
    if not DEED_WORDS.search(words):
        return None
    side = sides.of(said)
    named = [
        p for p in parties if after and p.first < len(tokens) and any(a <= tokens[p.first].start < b for a, b in spans)
    ]
    acting = [p.name for p in named if p.force or not p.adjective]
    own = any(t.low in ("its", "it", "their", "they", "his", "involvement", "responsibility") for t in after[:6])
    deniers = tuple(
        dict.fromkeys(m.party for m in sides.belligerents.mentions(said.source_text) if not m.adjective)
    ) or ((side,) if side else ())
    cleared = deniers if side and (own or not acting) else tuple(dict.fromkeys(acting)) or ((side,) if side else ())
    if not cleared:
        return None
    kind = _kind_of_denial(after, words, own)
    cue = next((i for i, t in enumerate(tokens) if t.start == said.attribution.cue[0]), 0)
    start = cue
    while start > 0 and said.attribution.source and tokens[start].start > said.attribution.source[0]:
        start -= 1
    last = max((i for i, t in enumerate(tokens) if any(a <= t.start < b for a, b in spans)), default=cue)
    blame = Blame(
        Relation.DENIES,
        cleared,
        start if cue - start < 12 else cue,
        min(last + 1, cue + 10),
        f"denied: {said.attribution.base}",
        denial=kind,
        probe=next(i for i, t in enumerate(tokens) if any(a <= t.start < b for a, b in spans)),
    )
    return blame, Responsibility(relation=Relation.DENIES, parties=cleared, denial=kind)


def _kind_of_denial(after: list[Token], words: str, own: bool) -> Denial:
    """What is denied: harm, where that is what the verb's object opens with; that it happened; else responsibility."""
    opening = " ".join(t.text for t in after[:4])
    if HARMED.search(opening) and not DEED_WORDS.search(HARMED.sub("", opening)):
        return Denial.CASUALTIES
    return Denial.OCCURRENCE if HAPPENED.search(words) and not own else Denial.RESPONSIBILITY


def _concession(tokens: list[Token], said: Said, sides: Sides) -> tuple[Blame, Responsibility] | None:
    """'The army acknowledged the raid': the side that speaks accepts the act."""
    side = sides.of(said)
    inside = [i for i, t in enumerate(tokens) if said.attribution.covers(t.start, t.end)]
    deed = next((i for i in inside if tokens[i].low in lexicon().words("force", "deeds")), None)
    cue = next((i for i, t in enumerate(tokens) if t.start == said.attribution.cue[0]), None)
    if not side or deed is None or cue is None or deed - cue > 8:
        return None
    content = Responsibility(relation=Relation.CONCEDES, parties=(side,))
    return Blame(Relation.CONCEDES, (side,), cue, deed + 1, f"{said.attribution.base} the deed", probe=deed), content


def _asked(tokens: list[Token], blame: Blame) -> bool:
    """Whether it is only asked ("asked whether its pilots had bombed"), which alleges nothing."""
    lead = [t.low for t in tokens[max(0, blame.first - 3) : blame.first]]
    return "whether" in lead and blame.relation in (Relation.ALLEGES, Relation.CONCEDES)


def _habitual(tokens: list[Token], blame: Blame) -> bool:
    near = tokens[max(0, blame.first - 3) : blame.after + 6]
    return (
        any(True for _ in phrase_hits(near, lexicon().words("force", "habitual")))
        and blame.relation in (Relation.ALLEGES, Relation.ALLEGES_ONE_OF)
        and (blame.rule in ("whose deed", "by whom") or blame.rule.startswith("who "))
    )


def _denies(attribution: Attribution) -> bool:
    """Whether someone denies what is said; of what "was denied" by no one named (a bail, a request) nothing is said."""
    unsaid = attribution.passive and attribution.source is None
    return attribution.base in DENYING and not attribution.negated and not unsaid


def stance_of(tokens: list[Token], first: int, after: int, covering: list[Said], relation: Relation | None) -> Stance:
    """How far the speaker stands behind ``tokens[first:after]``: by words of doubt beside it and the verb of saying."""
    if relation is Relation.SPEAKS_OF:
        return Stance.NONCOMMITTAL
    if relation is None and any(_denies(s.attribution) for s in covering):
        return Stance.DENIED
    hedges, conditionals = lexicon().words("stance", "hedges"), lexicon().words("stance", "conditionals")
    begin = first
    while (
        begin > 0
        and first - begin < 8
        and tokens[begin - 1].low not in (".", ";", ":", "said", "that")
        and tokens[begin - 1].tag not in "QS"
    ):
        begin -= 1
    end = after
    while end < len(tokens) and end - after < 3 and tokens[end].tag not in "SQC":
        end += 1
    words = [t.low for t in tokens[begin:end]]
    if any(w in conditionals for w in words[: first - begin + 1]):
        return Stance.CONDITIONAL
    if any(w in hedges for w in words) or any(
        s.attribution.base in lexicon().words("stance", "hedging_cues") for s in covering
    ):
        return Stance.HEDGED
    return Stance.QUESTIONED if tokens[-1].low == "?" else Stance.ASSERTED
