"""Private: what the rules withhold in a case, thing by thing, and what decisions say of it.

What may live here: finding these things in records. Taking them out is ``redact``'s.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from sys import intern
from typing import TYPE_CHECKING

from isnad.publish.withhold.forms import SOCIAL_ADDRESS, pattern_hits
from isnad.publish.withhold.names import key_of, words_of
from isnad.publish.withhold.rules import BESIDE_ROLE, RULES
from isnad.publish.withhold.scripts import in_arabic
from isnad.publish.withhold.words import words
from isnad.records.chain import Narrator, NarratorKind
from isnad.records.codec import id_of
from isnad.records.dossier import Dossier
from isnad.records.judgement import Decision, Judgement
from isnad.records.person import Person
from isnad.records.replay import in_order
from isnad.records.report import Report

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

People = Mapping[str, Sequence[Person]]
"""Whom each report names, by its id; a report that nobody looked through for names is not in it."""

_NAMES = frozenset(("victims", "witnesses", "analysts"))
_OF_RECORDS = frozenset(("places", "media", "unread"))  # rules whose things are ids of records, and not words
OF_WORDS = tuple(  # rules whose things are words, so that one may be added which they did not find
    rule for rule in RULES.values() if rule.each and rule.name not in _OF_RECORDS
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Private:
    """One thing that a rule is about: withheld, unless ``allowed`` holds the decision that says otherwise.

    ``thing`` is a name, a handle, an address, or the id of a record. ``records`` are the ids of reports and incidents
    that it was met in, ``note`` says what it is.
    """

    rule: str
    thing: str
    note: str = ""
    records: tuple[str, ...] = ()
    allowed: Judgement | None = None

    @property
    def id(self) -> str:
        """By which a decision names it on the command line."""
        return id_of("private", self.rule, self.thing)[:8]

    @property
    def wording(self) -> bool:
        """Whether it is words that may stand in any text."""
        return self.rule not in _OF_RECORDS

    @property
    def person(self) -> bool:
        """Whether it is a person's name, which may stand in parts."""
        return self.rule in _NAMES

    @property
    def common(self) -> bool:
        """Whether it is one word of Arabic, which has no capitals: many bear the name, and it may be any word. Such a
        name is withheld where it was read, and in the records of its reports."""
        return self.person and len(words_of(self.thing)) == 1 and in_arabic(self.thing)


Met = dict[str, dict[str, Private]]
"""Things by their rule and by themselves."""


def private_things(dossiers: Iterable[Dossier], people: People, judgements: Iterable[Judgement]) -> tuple[Private, ...]:
    """All that the rules are about in these dossiers, by rule and then by thing; decisions are followed."""
    looked = Looked()
    for dossier in dossiers:
        looked.take(dossier)
    return looked.things(people, judgements)


class Looked:
    """What was found in dossiers, each taken once and then let go: of a large case they are not all in memory."""

    def __init__(self) -> None:
        self._met: Met = {}
        self._reports: dict[str, str] = {}  # the language of each that was looked through
        self._voices: dict[str, _Voice] = {}
        self._public: set[str] = set()  # names of places and parties: a voice whose kind is unknown may be one of them

    def take(self, dossier: Dossier) -> None:
        """Look through a dossier."""
        incident = dossier.incident
        if incident.where is not None and incident.where.resolved and sheltering(incident.targets):
            note = f"{', '.join(incident.targets)} said to be hit"
            _meet(self._met, (Private(rule="places", thing=incident.id, note=note, records=(incident.id,)),))
        for report in dossier.reports:
            if report.id not in self._reports:
                self._reports[report.id] = intern(report.language)
                _meet(self._met, _in_report(report))
        told = {words for report in dossier.reports for words in (report.title, report.url)}
        for capture in dossier.captures:
            _meet(self._met, _in_words({capture.title, capture.url} - told, ()))
        self._public.update(incident.names, *(h.parties for h in dossier.assessment.hypotheses))
        for claim in (*dossier.claims, *dossier.nearby):
            if claim.where is not None:
                self._public.update((claim.where.name, claim.where.words, *claim.where.within))
            for link in claim.chain.links:
                name = one_line(link.narrator.name)
                self._voices.setdefault(name, _Voice()).hear(link.narrator, claim.quote.report)

    def things(self, people: People, judgements: Iterable[Judgement]) -> tuple[Private, ...]:
        """All that the rules are about in what was taken, by rule and then by thing, with whom its reports name."""
        return decided(self.found(people), judgements)

    def found(self, people: People) -> Met:
        """All that the rules are about in what was taken, with whom its reports name, before any decision."""
        met = Met()
        officials = _in_offices(people)
        for report, language in self._reports.items():
            _meet(met, _of_people(report, language, people, officials))
        _meet(met, (found for of_rule in self._met.values() for found in of_rule.values()))
        heard = {name: voice for name, voice in self._voices.items() if not voice.public(name, self._public)}
        _meet(met, _of_voices(heard))
        return met


def decided(found: Met, judgements: Iterable[Judgement]) -> tuple[Private, ...]:
    """What was found, and who judged, by rule and then by thing, with what decisions say of it."""
    judgements, met = tuple(judgements), {rule: dict(of_rule) for rule, of_rule in found.items()}
    _meet(met, (Private(rule="analysts", thing=one_line(j.by), note="judged") for j in judgements))
    _decide(met, judgements)
    ordered = (sorted(met.get(rule, {}).values(), key=lambda p: (p.thing.casefold(), p.thing)) for rule in RULES)
    return tuple(chain.from_iterable(ordered))


def _meet(met: Met, found: Iterable[Private]) -> None:
    """Take in what was found; of a thing that was met before, the records that are new."""
    for each in found:
        of_rule = met.setdefault(each.rule, {})
        known = of_rule.get(each.thing)
        records = known.records if known else ()
        new = tuple(record for record in each.records if record not in records)
        if not known or new:
            of_rule[each.thing] = replace(known, records=records + new) if known else each


def _decide(met: Met, judgements: Iterable[Judgement]) -> None:
    """The latest decision on each thing stands."""
    for judgement in in_order(judgements):
        if judgement.decision not in (Decision.ALLOW, Decision.WITHHOLD) or judgement.field not in RULES:
            continue
        for thing in judgement.subjects:
            of_rule, said = met.setdefault(judgement.field, {}), one_line(thing)
            allowed = judgement if judgement.decision is Decision.ALLOW and RULES[judgement.field].each else None
            if said in of_rule:
                of_rule[said] = replace(of_rule[said], allowed=allowed)
            elif judgement.decision is Decision.WITHHOLD:
                of_rule[said] = Private(rule=judgement.field, thing=said, note="by decision")


def _in_offices(people: People) -> set[tuple[str, ...]]:
    """The names, folded, of those whom some report hears in an office."""
    told = (person for each in people.values() for person in each if person.outcome is None and _office(person.role))
    return {key_of(person.name) for person in told}


def _of_people(report: str, language: str, people: People, officials: set[tuple[str, ...]]) -> Iterator[Private]:
    here = (report,)
    for person in people.get(report, ()):
        name = one_line(person.name)
        if name and person.outcome is not None:
            yield Private(rule="victims", thing=name, note=intern(f"told of as {person.outcome}"), records=here)
        elif name and key_of(name) not in officials:
            yield Private(rule="witnesses", thing=name, note="named, with no office told", records=here)
    if report not in people or language in words("unsure_languages"):
        yield Private(rule="unread", thing=report, note=f"language {language}", records=here)


def _in_report(report: Report) -> Iterator[Private]:
    here = (report.id,)
    if report.media:
        yield Private(rule="media", thing=report.id, note=f"{len(report.media)} named", records=here)
    if report.publisher.strip() and (report.publisher.startswith("@") or SOCIAL_ADDRESS.match(report.url)):
        yield Private(rule="accounts", thing=one_line(report.publisher), note="publisher of a post", records=here)
    yield from _in_words((report.text, report.title, report.url, report.publisher), here)
    for match in BESIDE_ROLE.finditer(report.text) if _has_role(report.text.lower()) else ():
        name = match["before"] or match["after"]
        yield Private(rule="witnesses", thing=one_line(name), note="beside a private role", records=here)


def _has_role(lower: str) -> bool:
    """Whether a text in small letters holds a private role as a word, of one person or of several."""
    for _, start, end in _roles().find_matches_as_indexes(lower, overlapping=True):
        if not lower[start - 1 : start].isalnum() and not lower[end : end + 1].removesuffix("s").isalnum():
            return True
    return False


@cache
def _roles() -> "AhoCorasick":
    from ahocorasick_rs import AhoCorasick

    return AhoCorasick(sorted(filter(str.isascii, words("private_roles"))))


def _in_words(texts: Iterable[str], records: tuple[str, ...]) -> Iterator[Private]:
    for text in texts:
        for rule, start, end in pattern_hits(text):
            yield Private(rule=rule, thing=text[start:end], note="by its form", records=records)


@dataclass(slots=True)
class _Voice:
    """All that is known of whoever is heard by one name. ``records`` are kept only as long as they may be wanted."""

    kinds: set[NarratorKind] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    office: bool = False
    records: dict[str, None] = field(default_factory=dict)

    def hear(self, narrator: Narrator, report: str) -> None:
        """Take one hearing in."""
        self.kinds.add(narrator.kind)
        self.roles.add(narrator.role)
        self.office = self.office or in_office(narrator)
        if self.private:
            self.records[report] = None
        else:
            self.records.clear()

    @property
    def private(self) -> bool:
        """Whether this is an account, or a person in no office."""
        return NarratorKind.ACCOUNT in self.kinds or not self.office

    def public(self, name: str, places: set[str]) -> bool:
        """Whether a voice whose kind is not known is a place or a party ("Karsan said"), or described and not named."""
        if self.kinds != {NarratorKind.UNKNOWN}:
            return False
        described = name.isascii() and name == name.lower()
        return described or name in places


def _of_voices(voices: Mapping[str, _Voice]) -> Iterator[Private]:
    for name, voice in voices.items():
        records = tuple(voice.records)
        if NarratorKind.ACCOUNT in voice.kinds:
            yield Private(rule="accounts", thing=name, note="quoted", records=records)
        elif voice.kinds & {NarratorKind.PERSON, NarratorKind.UNKNOWN} and not voice.office:
            note = ", ".join(sorted(role for role in voice.roles if role)) or "no office told"
            yield Private(rule="witnesses", thing=name, note=note, records=records)


def in_office(narrator: Narrator) -> bool:
    """Whether a voice is heard for an office or a body: it speaks for somebody, or its role is no private one."""
    if narrator.role and not _office(narrator.role):
        return False
    told = narrator.speaks_for or words_of(narrator.role)
    return bool(told) or narrator.kind not in (NarratorKind.PERSON, NarratorKind.UNKNOWN)


def _office(role: str) -> bool:
    """Whether a role is told, and no private one."""
    said = {word.removeprefix("ال") for word in words_of(role)}
    return bool(said) and not said & words("private_roles")


def sheltering(targets: Iterable[str]) -> bool:
    """Whether a place of these kinds is one where people shelter, heal or learn."""
    return any(words("shelters").intersection(w.rstrip("s") for w in words_of(each)) for each in targets)


def one_line(text: str) -> str:
    """A thing as it is named: in one line."""
    return " ".join(text.split())
