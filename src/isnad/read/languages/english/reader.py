"""English: the Language object; joins voices, casualties, blame and setting into Claims.

What may live here: the making of Claims from what the grammar files read. No grammar of its own.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from isnad.read.language import Tables
from isnad.read.languages.english.acts import ANY, settled, target_in
from isnad.read.languages.english.blame import called_untrue
from isnad.read.languages.english.casualties import Harm
from isnad.read.languages.english.counting import count_of
from isnad.read.languages.english.headcount import COUNTED, headcount
from isnad.read.languages.english.kindred import group_of
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.parties import parties_in
from isnad.read.languages.english.people import people_of, persons_of
from isnad.read.languages.english.presence import may_tell, presences_in
from isnad.read.languages.english.responsibility import Sides, readings, stance_of
from isnad.read.languages.english.setting import Setting, scope_of, setting_of
from isnad.read.languages.english.sifting import Reading, sifted
from isnad.read.languages.english.sums import Made, Rolls, families_of, plurals_of, rolls_of, sums_of
from isnad.read.languages.english.tokens import Token, phrase_hits
from isnad.read.languages.english.unquoted import harms_told
from isnad.read.languages.english.voices import Line, Said, Voices, voices_of
from isnad.read.lines import Lines
from isnad.records.chain import Chain
from isnad.records.claim import (
    Casualties,
    Character,
    Claim,
    Content,
    Occurrence,
    Outcome,
    Presence,
    Relation,
    Scope,
    Stance,
    Whereabouts,
)
from isnad.records.codec import with_id
from isnad.records.person import Person
from isnad.records.report import Report

NEAR = 6  # tokens between two harms of one clause that are one claim ("22 killed and 50 wounded")
SEVERAL = 3  # a word of no more than this counts no one by itself ("several people")
MANY = 12  # the least number from which a word without a number says more than a plural does
REPEATED = 15  # tokens within which the same allegation by the same voice is one claim


@dataclass(frozen=True)
class English:
    """Reads claims out of English reports."""

    code: str = "en"

    def lines(self) -> Lines:
        """The lines of english.toml, to explain a reading by."""
        from isnad.read.languages.english.listing import lines

        return lines()

    def read(self, report: Report, tables: Tables) -> tuple[Claim, ...]:
        """The claims in this report, in order of their quotes."""
        voices = voices_of(report)
        return self._claims(voices, setting_of(voices, tables.gazetteer, tables.belligerents), tables)

    def people(self, report: Report, tables: Tables) -> tuple[Person, ...]:
        """Whom this report names or describes as killed or hurt. No claim and no export holds these records."""
        voices = voices_of(report)
        setting = setting_of(voices, tables.gazetteer, tables.belligerents)
        told = people_of(voices, setting.of_line)
        return tuple(persons_of(voices, told, self._claims(voices, setting, tables))) if told else ()

    @staticmethod
    def _claims(voices: Voices, setting: Setting, tables: Tables) -> tuple[Claim, ...]:
        sides = Sides(tables.belligerents)
        rolls = rolls_of(voices, setting)
        claims: list[Claim] = []
        blamed: list[Reading] = []
        said = _said_of_lines(voices)
        for line in voices.lines:
            claims += _casualty_claims(voices, setting, line, rolls)
            blamed += _blame_claims(voices, setting, line, said[line.index], sides, tables)
        claims += _sum_claims(voices, setting, rolls, claims)
        claims += _listed_claims(voices, setting, claims)
        claims += _made_claims(voices, setting, list(families_of(rolls, claims)))
        claims += sifted(blamed)
        claims += _character_claims(voices, setting)
        claims += _occurrence_claims(voices, setting)
        claims += _presence_claims(voices, setting, tables)
        unique = {c.id: c for c in claims}
        return tuple(sorted(unique.values(), key=lambda c: (c.quote.start, c.quote.end, c.id)))


def _claims(
    voices: Voices,
    setting: Setting,
    line: Line,
    span: tuple[int, int],
    content: Content,
    stance: Stance,
    scope: Scope | None,
    because: tuple[str, ...],
    probe: tuple[int, int] | None = None,
    main: bool = False,
) -> Iterator[Claim]:
    """One claim for each voice that says it; ``probe`` is a stretch that the speaker's content holds, if not all.

    ``main`` says that it is about the report's main happening, wherever it stands.
    """
    event, where, when = setting.at(line.index, *span)
    if main and event:
        event, where, when = 0, setting.happenings[0].place, setting.happenings[0].when
    for said, _ in voices.chains(*(probe or span)):
        chain = said if said.links or said.open else _opened(line, span)
        yield with_id(
            Claim(
                id="",
                quote=voices.report.quote(*span),
                chain=chain,
                stance=stance,
                content=content,
                scope=scope or (Scope.INCIDENT if event == 0 else Scope.OTHER_INCIDENT),
                where=where,
                when=when,
                event=event,
                because=because,
            )
        )


def _opened(line: Line, span: tuple[int, int]) -> Chain:
    """The chain of what no one named says: open where a word beside it says that someone does ("reportedly")."""
    first = next(i for i, t in enumerate(line.tokens) if t.end > span[0])
    after = next((i for i, t in enumerate(line.tokens) if t.start >= span[1]), len(line.tokens))
    near = line.tokens[max(0, first - 3) : after + 1]
    words = lexicon().words("stance", "open")
    hit = next((t.text for t in near if t.low in words), "")
    return Chain(open=bool(hit), opened_by=hit)


def _span(tokens: list[Token], first: int, after: int) -> tuple[int, int]:
    return tokens[first].start, tokens[max(first, min(after, len(tokens)) - 1)].end


def _casualty_claims(voices: Voices, setting: Setting, line: Line, rolls: Rolls) -> Iterator[Claim]:
    roll = rolls.of(line.index)
    harms = harms_told(line)
    dead = {h.people[0].first for h in harms if h.outcome is Outcome.KILLED}
    harms = [h for h in harms if not (h.hit and h.people[0].first in dead)]  # "the murder of a boy, who was shot"
    harms = [h for h in harms if h.outcome is not Outcome.INJURED or not roll.dead_of(line.index, h, _lead(line, h))]
    for group in _clauses(voices, line, harms):
        first, after = min(h.first for h in group), max(h.after for h in group)
        span = _span(line.tokens, first, after)
        counts = tuple(roll.whole(line.index, c, h) for h in group for c in count_of(line.tokens, h))
        if _only_a_word(line.tokens, group):
            continue
        event, _, _ = setting.at(line.index, *span)
        least = max((c.low or c.high or 0 for c in counts), default=0)
        around = _around(line.tokens, first, after)
        dates = [d for d in setting.dates[line.index] if around[0] <= d.start < around[1]]
        scope = scope_of(
            voices.report.text[around[0] : around[1]].lower(),
            least,
            dates,
            event,
            setting.happenings[0].when,
            len(setting.happenings),
        )
        stance = stance_of(line.tokens, first, after, voices.covering(*span), None)
        if called_untrue(line.tokens, after):
            stance = Stance.DENIED
        because = tuple(f"{h.rule}: {voices.report.text[slice(*_span(line.tokens, h.first, h.after))]}" for h in group)
        yield from _claims(voices, setting, line, span, Casualties(counts=counts), stance, scope, because)


def _lead(line: Line, harm: Harm) -> str:
    """The word that opens the phrase of those harmed, or stands before it."""
    first = harm.people[0].first
    return line.tokens[first - (first > 0 and line.tokens[first].tag == "M")].low


def _sum_claims(voices: Voices, setting: Setting, rolls: Rolls, claims: list[Claim]) -> Iterator[Claim]:
    """What a report comes to in all where no figure of it says so: counted persons, the rest of those hit, sums."""
    sums = list(sums_of(rolls, claims))
    counted = {made.count.outcome for made in sums}
    plurals = (p for p in plurals_of(voices, rolls, claims) if p.count.outcome not in counted)
    yield from _made_claims(voices, setting, (*sums, *plurals))


def _made_claims(voices: Voices, setting: Setting, given: Iterable[Made]) -> Iterator[Claim]:
    """The claims of counts that no sentence gives by itself."""
    for made in given:
        line = voices.lines[made.line]
        span = _span(line.tokens, made.first, made.after)
        stance = stance_of(line.tokens, made.first, made.after, voices.covering(*span), None)
        words = voices.report.text[slice(*span)]
        content = Casualties(counts=tuple(replace(count, words=words) for count in (made.count, *made.beside)))
        yield from _claims(voices, setting, line, span, content, stance, made.scope, made.because, main=True)


def _listed_claims(voices: Voices, setting: Setting, claims: list[Claim]) -> Iterator[Claim]:
    """Children, women and men killed, counted from the persons listed, where no figure says as many. The count holds
    no name: neither its words nor its reasons do."""
    people = people_of(voices, setting.of_line)
    for event in sorted({known.event for known in people}):
        more = headcount(people, event, claims, voices.lines)
        if not more:
            continue
        told = {count.group for count in more}
        first = next(k for k in people if k.event == event and group_of(k) in told)
        line = next(n for n in voices.lines if n.span.start <= first.spans[0][0] < n.span.end)
        span, content = (line.span.start, line.span.end), Casualties(counts=more)
        stance = stance_of(line.tokens, 0, len(line.tokens), voices.covering(*first.spans[0]), None)
        because = (f"persons: {COUNTED}",)
        yield from _claims(voices, setting, line, span, content, stance, None, because, first.spans[0])


def _only_a_word(tokens: list[Token], group: list[Harm]) -> bool:
    """Whether nothing was counted after all: a word such as "some" or "many" on its own, without parts."""
    if len(group) > 1 or group[0].parts:
        return False
    vague = ("some", "few", "multiple", "several", "many", "a")
    least = [c.quantity.convention[0] if c.quantity.convention else MANY for c in group[0].people]
    people = zip(least, group[0].people, strict=True)
    return all(n < MANY and tokens[c.first].low in vague and not (c.head and n > SEVERAL) for n, c in people)


def _around(tokens: list[Token], first: int, after: int) -> tuple[int, int]:
    """The stretch whose words bear on a figure's scope: its clause, at most twenty-five tokens each way."""
    a, b = max(0, first - 25), min(len(tokens), after + 25)
    for k in range(first - 1, a - 1, -1):
        if tokens[k].low in (";", "while", "whereas"):
            a = k + 1
            break
    for k in range(after, b):
        if tokens[k].low in (";", "while", "whereas"):
            b = k
            break
    return tokens[a].start, tokens[b - 1].end


def _clauses(voices: Voices, line: Line, harms: list[Harm]) -> list[list[Harm]]:
    """Harms grouped into claims: different outcomes side by side under the same speakers are one claim."""
    groups: list[list[Harm]] = []
    for harm in harms:
        last = groups[-1] if groups else None
        if last is not None and _one_claim(voices, line, last, harm):
            last.append(harm)
        else:
            groups.append([harm])
    return groups


def _one_claim(voices: Voices, line: Line, group: list[Harm], harm: Harm) -> bool:
    if any(h.outcome is harm.outcome for h in group):
        return False
    gap = harm.first - max(h.after for h in group)
    between = [t.low for t in line.tokens[max(h.after for h in group) : harm.first]]
    if gap > NEAR or any(w in (";", ":", ".", "but") for w in between):
        return False
    a, b = _span(line.tokens, group[-1].first, group[-1].after), _span(line.tokens, harm.first, harm.after)
    return [id(s) for s in voices.covering(*a)] == [id(s) for s in voices.covering(*b)]


def _said_of_lines(voices: Voices) -> list[list[Said]]:
    """For each line what is said with a cue in it, or covers its middle, in the order of telling."""
    starts = [line.span.start for line in voices.lines]
    middles = [(line.span.start + line.span.end) // 2 for line in voices.lines]
    found: list[list[Said]] = [[] for _ in voices.lines]
    for said in voices.said:
        cue = bisect_right(starts, said.attribution.cue[0]) - 1
        lines = {cue} if said.attribution.cue[0] < voices.lines[cue].span.end else set()
        for a, b in said.attribution.contents:
            lines.update(range(bisect_left(middles, a), bisect_left(middles, b)))
        for number in lines:
            found[number].append(said)
    return found


def _blame_claims(
    voices: Voices, setting: Setting, line: Line, said: list[Said], sides: Sides, tables: Tables
) -> Iterator[Reading]:
    parties = parties_in(line.tokens, voices.report.text, tables.belligerents)
    if not parties and not said:
        return
    seen: dict[tuple[Relation, tuple[str, ...], tuple[str, ...]], int] = {}
    for blame, content in readings(line.tokens, parties, said, sides):
        if content.relation in (Relation.ALLEGES, Relation.ALLEGES_ONE_OF) and not _violent(setting, line):
            continue
        span = _span(line.tokens, blame.first, blame.after)
        read = stance_of(line.tokens, blame.first, blame.after, voices.covering(*span), content.relation)
        stance = Stance.HEDGED if blame.hedged else read
        because = (f"{blame.rule}: {voices.report.text[slice(*span)]}",)
        probe = _span(line.tokens, blame.probe, blame.probe + 1) if blame.probe >= 0 else span
        for claim in _claims(voices, setting, line, span, content, stance, None, because, probe):
            key = (content.relation, content.parties, claim.chain.names)
            if key not in seen or blame.first - seen[key] > REPEATED:
                seen[key] = blame.after
                yield Reading(claim, blame, line)


def _violent(setting: Setting, line: Line) -> bool:
    """Whether the sentence, or the one before it, speaks of an act of violence."""
    return any(setting.acts[n] for n in range(max(0, line.index - 1), line.index + 1)) or any(
        t.low in lexicon().outcome_of for t in line.tokens
    )


def _character_claims(voices: Voices, setting: Setting) -> Iterator[Claim]:
    """What kind of act it is said to be: one claim a sentence, named by its gravest word, once for each voice."""
    gravity = lexicon().raw["character"]["terms"]  # gravest first
    seen: set[tuple[str, tuple[str, ...], int]] = set()
    for line in voices.lines:
        hits = list(phrase_hits(line.tokens, lexicon().words("character", "terms")))
        if not hits:
            continue
        first, after = hits[0][0], hits[-1][1]
        term = min((phrase for _, _, phrase in hits), key=gravity.index)
        span = _span(line.tokens, first, after)
        stance = stance_of(line.tokens, first, after, voices.covering(*span), None)
        for claim in _claims(voices, setting, line, span, Character(term=term), stance, None, (f"character: {term}",)):
            told = (term, claim.chain.names, claim.event)
            if told not in seen:
                seen.add(told)
                yield claim


def _occurrence_claims(voices: Voices, setting: Setting) -> Iterator[Claim]:
    """What was done and what was hit: the first words for each act in each happening."""
    seen: set[tuple[int, str]] = set()
    acts = settled([line.tokens for line in voices.lines], setting.acts, setting.of_line)
    for line in voices.lines:
        event = setting.of_line[line.index]
        told = acts[line.index]
        for act in [a for a in told if a.term != ANY] or told[:1]:
            if (event, act.term) in seen:
                continue
            seen.add((event, act.term))
            span = _span(line.tokens, act.first, act.after)
            words = voices.report.text[slice(*span)]
            content = Occurrence(act=act.term, means=words.lower(), target=target_in(line.tokens))
            stance = stance_of(line.tokens, act.first, act.after, voices.covering(*span), None)
            yield from _claims(voices, setting, line, span, content, stance, None, (f"act: {words}",))


def _presence_claims(voices: Voices, setting: Setting, tables: Tables) -> Iterator[Claim]:
    """Who was there, or holds a place, in sentences of violence or right behind one: once for each voice."""
    seen: set[tuple[Whereabouts, tuple[str, ...], tuple[str, ...], int]] = set()
    text = voices.report.text
    for line in voices.lines:
        if not may_tell(line.tokens) or not _violent(setting, line):
            continue
        parties = parties_in(line.tokens, text, tables.belligerents)
        for there in presences_in(line.tokens, text, parties, tables.belligerents, setting.spots[line.index]):
            span = _span(line.tokens, there.first, there.after)
            stance = stance_of(line.tokens, there.first, there.after, voices.covering(*span), None)
            if there.whereabouts is Whereabouts.HOLDS and (stance is Stance.DENIED or _elsewhere(setting, line, span)):
                continue  # what a denial takes for granted, and who holds another place
            content = Presence(whereabouts=there.whereabouts, parties=there.parties)
            because = (f"{there.rule}: {text[slice(*span)]}",)
            for claim in _claims(voices, setting, line, span, content, stance, None, because):
                told = (there.whereabouts, there.parties, claim.chain.names, claim.event)
                if told not in seen:
                    seen.add(told)
                    yield claim


def _elsewhere(setting: Setting, line: Line, span: tuple[int, int]) -> bool:
    """Whether a stretch names only places that are not where its happening was."""
    where = setting.at(line.index, *span)[1]
    named = [s.place for s in setting.spots[line.index] if s.start < span[1] and span[0] < s.end]
    return where is not None and bool(named) and not any(place.meets(where) for place in named)
