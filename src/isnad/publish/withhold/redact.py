"""Redacting: dossiers without what the rules withhold.

What may live here: rewriting records. A block stands for each character taken out of words, so that every offset holds
and every quote still stands in its report; each stretch is noted in the dossier's ``withheld``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from itertools import chain
from operator import is_not
from typing import Any, TypeVar, cast
from urllib.parse import unquote

from isnad.publish.withhold.forms import pattern_hits
from isnad.publish.withhold.names import Names, key_of, parts_of, words_of
from isnad.publish.withhold.private import People, Private, one_line
from isnad.publish.withhold.rules import UNDER_POST
from isnad.publish.withhold.scripts import Heard, Sound, in_arabic
from isnad.publish.withhold.together import Hit, Together
from isnad.publish.withhold.words import words
from isnad.publish.withhold.wordy import Held, held_by, wordy
from isnad.records.capture import Capture
from isnad.records.chain import NarratorKind
from isnad.records.claim import Claim, Presence, Responsibility
from isnad.records.dossier import Dossier
from isnad.records.judgement import Judgement
from isnad.records.person import Person
from isnad.records.problem import Problem
from isnad.records.report import Quote, Report
from isnad.records.where import Place
from isnad.records.withheld import BLOCK, Withheld

AN_ANALYST = "an analyst"
ROUNDED_M = 8_000  # by which a rounded point is off at most: half a tenth of a degree each way
DEGREES = 1  # decimals of coordinates that are rounded: about 11 km
KEPT_HEADERS = frozenset(("content-type", "content-length", "content-language", "date", "last-modified", "etag"))
T = TypeVar("T")


class Redactor:
    """Takes what is withheld out of dossiers, one by one: only what was found in the whole case is known to it."""

    def __init__(self, private: Sequence[Private], people: People, sound: Sound | None = None) -> None:
        """``sound`` keys words of either script: with it, names are met in the other one too."""
        self._people = people
        self.withheld = tuple(p for p in private if p.allowed is None)
        self.coarse = frozenset(p.thing for p in self.withheld if p.rule == "places")
        self._allowed = {(p.rule, p.thing) for p in private if p.allowed is not None}
        self._names: Names[str] = Names()
        self._spared: Names[None] = Names()
        self._of_report: dict[str, tuple[Private, ...]] = {}
        self._heard: Heard[str] | None = Heard(sound) if sound else None
        for each in private:
            if each.wording and each.allowed is None and not each.common:
                self._names.add(each.thing, each.rule)
                if self._heard and each.person:
                    self._heard.add(each.thing, each.rule)
            elif each.person:
                self._spared.add(each.thing, None)
            alone = (each,)  # one for all its reports
            for record in each.records if each.person and each.allowed is None else ():
                known = self._of_report.get(record)
                self._of_report[record] = (*known, each) if known else alone

    def allows(self, rule: str, thing: str) -> bool:
        """Whether a decision lets this leave."""
        return (rule, thing) in self._allowed

    def dossier(self, dossier: Dossier) -> Dossier:
        """The dossier as it may be published."""
        things = {p.thing: p for r in dossier.reports for p in self._of_report.get(r.id, ())}.values()
        public = _public_words(dossier) if things else set()
        parts = alone = _named_by((p for p in things if not p.common), public)
        if any(p.common for p in things):
            alone = _named_by(things, public)
        return _OneDossier(self, dossier, parts, alone, self._people).made()

    def hits(self, text: str, parts: Names[str]) -> list[Hit]:
        """What is withheld of a text, in order and without overlaps; ``parts`` are those of names of its dossier."""
        by_form = pattern_hits(text)
        found = [(start, end, rule) for rule, start, end in by_form if not self.allows(rule, one_line(text[start:end]))]
        found += self._names.find(text)
        if self._heard is not None and (self._heard.in_latin or not text.isascii()):
            found += self._heard.find(text)
        if of_parts := list(parts.find(text)):
            spared = [(start, end) for start, end, _ in self._spared.find(text)]
            found += [h for h in of_parts if not any(a <= h[0] and h[1] <= b for a, b in spared)]
        return _joined(found)

    def read_in(self, report: Report) -> list[Hit]:
        """Where a report's own text names people who are withheld, as it was read; one word is met so alone."""
        names = {key_of(p.thing): p.rule for p in self._of_report.get(report.id, ())}
        found: list[Hit] = []
        for person in self._people.get(report.id, ()) if names else ():
            rule = names.get(key_of(person.name))
            if rule is not None and in_arabic(person.name):
                found += [(quote.start, quote.end, rule) for quote in person.quotes]
        return found


def _named_by(private: Iterable[Private], public: set[str]) -> Names[str]:
    """The words by which people may be called, but for those that name something public."""
    made: Names[str] = Names()
    for each in private:
        for part in [each.thing] if each.common else parts_of(each.thing, public):
            made.add(part, each.rule)
    return made


def _public_words(dossier: Dossier) -> set[str]:
    """Words of the names of places, parties, bodies and publishers: they stay though someone is called the same."""
    names = [dossier.incident.name, *dossier.incident.names]
    names += [part for h in dossier.assessment.hypotheses for part in h.parties]
    names += [report.publisher for report in dossier.reports]
    for claim in (*dossier.claims, *dossier.nearby):
        if claim.where is not None:
            names += [claim.where.name, claim.where.words, *claim.where.within]
        if isinstance(claim.content, Responsibility | Presence):
            names += claim.content.parties
        voices = (link.narrator for link in claim.chain.links)
        names += [v.name for v in voices if v.kind not in (NarratorKind.PERSON, NarratorKind.UNKNOWN)]
    return {word for name in set(names) for word in words_of(name)}


class _OneDossier:
    """The rewriting of one dossier: its reports first, then all else by them."""

    def __init__(
        self, redactor: Redactor, dossier: Dossier, parts: Names[str], alone: Names[str], people: People
    ) -> None:
        """``parts`` of names are met in whole texts too; ``alone``, with names of one word, in all other fields."""
        self._redactor, self._dossier, self._people = redactor, dossier, people
        self._in_fields = Together(partial(redactor.hits, parts=alone))
        self._in_texts = self._in_fields if parts is alone else Together(partial(redactor.hits, parts=parts))
        self._held: dict[int, Held] = {}  # of each record that is looked through as a whole
        self._texts: dict[str, str] = {}
        self._notes: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
        self._record = ""
        self._coarse = dossier.incident.id in redactor.coarse

    def made(self) -> Dossier:
        """The dossier as it may be published."""
        whole = self._dossier
        self._look_through()
        reports = tuple(self._report(each) for each in whole.reports)
        captures = tuple(self._capture(each) for each in whole.captures)
        made = replace(
            whole,
            case=self._named("dossier", whole.case, "case"),
            incident=self._all("incident", whole.incident),
            assessment=self._all("assessment", whole.assessment),
            claims=tuple(self._claim(each) for each in whole.claims),
            nearby=tuple(self._claim(each) for each in whole.nearby),
            reports=reports,
            captures=captures,
            judgements=tuple(self._judgement(each) for each in whole.judgements),
            problems=tuple(self._problem(each) for each in whole.problems),
            people=tuple(self._all("person", each) for each in self._allowed_people()),
        )
        return replace(made, withheld=tuple(self._withheld()))

    def _look_through(self) -> None:
        """Find what is withheld of all words at once."""
        whole = self._dossier
        walked = (whole.incident, whole.assessment, *whole.claims, *whole.nearby, *whole.captures, *whole.problems)
        self._held = {id(each): held_by(each) for each in walked}
        told = chain.from_iterable((r.publisher, r.title, r.url) for r in whole.reports)
        origins = (_name_of(capture.origin) for capture in whole.captures)
        self._in_texts.take(report.text for report in whole.reports)
        self._in_fields.take(chain(told, origins, *(held.words for held in self._held.values())))

    def _withheld(self) -> Iterator[Withheld]:
        for (rule, record, field), spans in sorted(self._notes.items()):
            places = tuple(span for span in spans if span != (0, 0)) if field == "text" else ()
            yield Withheld(rule=rule, record=record, field=field, times=len(spans), spans=places)

    def _allowed_people(self) -> Iterator[Person]:
        mine = {claim.id for claim in self._dossier.claims}
        for report in self._dossier.reports:
            for person in self._people.get(report.id, ()):
                name = " ".join(person.name.split())
                if name and self._redactor.allows("victims", name) and mine.intersection(person.claims):
                    yield person

    def _note(self, rule: str, field: str, span: tuple[int, int] = (0, 0)) -> None:
        self._notes.setdefault((rule, self._record, field), []).append(span)

    def _report(self, report: Report) -> Report:
        self._record = f"report {report.id}"
        under = [(*match.span(), "asides") for match in UNDER_POST.finditer(report.text)]
        text = self._text(report.text, "text", (*self._redactor.read_in(report), *under))
        sure = report.id in self._people and report.language not in words("unsure_languages")
        if not sure and not self._redactor.allows("unread", report.id):
            text = self._only_quotes(report, text)
        self._texts[report.id] = text
        media, aside = report.media, report.aside
        if media and not self._redactor.allows("media", report.id):
            self._note("media", "media")
            media = ()
        if aside:
            self._note("asides", "aside")
            aside = ()
        return replace(
            report,
            text=text,
            media=tuple(self._text(each, "media") for each in media),
            aside=aside,
            publisher=self._text(report.publisher, "publisher"),
            title=self._text(report.title, "title"),
            url=self._text(report.url, "url"),
        )

    def _only_quotes(self, report: Report, text: str) -> str:
        """The text with blocks for all but white space and what is quoted from it."""
        kept = bytearray(len(text))
        for quote in self._quotes.get(report.id, ()):
            kept[quote.start : quote.end] = b"\1" * (min(quote.end, len(text)) - quote.start)
        letters = [c if kept[n] or c.isspace() else BLOCK for n, c in enumerate(text)]
        start = 0
        for end in (*(n for n, keeps in enumerate(kept) if keeps), len(text)):
            if end > start and not text[start:end].isspace():
                self._note("unread", "text", (start, end))
            start = end + 1
        return "".join(letters)

    @cached_property
    def _quotes(self) -> dict[str, list[Quote]]:
        """The quotes of each report."""
        found: dict[str, list[Quote]] = {}
        for quote in quotes_in(self._dossier):
            found.setdefault(quote.report, []).append(quote)
        return found

    def _capture(self, capture: Capture) -> Capture:
        self._record = f"capture {capture.id}"
        origin = capture.origin
        if "://" not in origin and _name_of(origin) != origin:
            self._note("machines", "origin")
            origin = _name_of(origin)
        headers = tuple((n, v) for n, v in capture.headers if n.lower() in KEPT_HEADERS)
        if headers != capture.headers:
            self._note("machines", "headers")
        made = replace(capture, origin=origin, headers=headers)
        return made if self._stays(capture) else cast(Capture, self._walked(made, ""))

    def _claim(self, claim: Claim) -> Claim:
        return self._all("claim " + claim.id, claim)

    def _judgement(self, judgement: Judgement) -> Judgement:
        self._record = f"judgement {judgement.id}"
        by = judgement.by
        if not self._redactor.allows("analysts", " ".join(by.split())):
            self._note("analysts", "by")
            by = AN_ANALYST
        return replace(cast(Judgement, self._walked(replace(judgement, by="."), "")), by=by)

    def _problem(self, problem: Problem) -> Problem:
        where = _name_of(problem.where) if "/" in problem.where and "://" not in problem.where else problem.where
        return self._all("problem", replace(problem, where=where))

    def _all(self, record: str, value: T) -> T:
        self._record = record
        return value if self._stays(value) else cast(T, self._walked(value, ""))

    def _stays(self, value: object) -> bool:
        """Whether nothing is withheld of a record that was looked through."""
        held = self._held.get(id(value))
        return (
            held is not None
            and not self._coarse
            and self._in_fields.clean.issuperset(held.words)
            and all(self._texts.get(q.report, "")[q.start : q.end] == q.text for q in held.quotes)
        )

    def _named(self, record: str, text: str, field: str) -> str:
        self._record = record
        return self._text(text, field)

    def _walked(self, value: Any, field: str) -> Any:
        kind = value.__class__
        if kind is str:  # an enumeration's values are ours
            return self._text(value, field)
        if kind is tuple:
            made = [self._walked(each, field) for each in value]
            return tuple(made) if any(map(is_not, made, value)) else value
        if kind is Quote:
            return self._quote(value)
        if kind is Place and self._coarse and value.resolved:
            value = self._rounded(value)
        changed = {}
        for name in wordy(kind):
            old = getattr(value, name)
            if old:
                new = self._walked(old, name)
                if new is not old:
                    changed[name] = new
        return replace(value, **changed) if changed else value

    def _quote(self, quote: Quote) -> Quote:
        text = self._texts.get(quote.report, "")[quote.start : quote.end]
        if len(text) != len(quote.text):
            text = self._text(quote.text, "quote")
        return quote if text == quote.text else replace(quote, text=text)

    def _rounded(self, place: Place) -> Place:
        self._note("places", "where")
        assert place.latitude is not None
        assert place.longitude is not None
        latitude, longitude = round(place.latitude, DEGREES), round(place.longitude, DEGREES)
        line = tuple((round(north, DEGREES), round(east, DEGREES)) for north, east in place.line)
        off = max(place.off_m, ROUNDED_M) if place.off_m else 0
        prec = max(2, place.where_prec)
        return replace(place, latitude=latitude, longitude=longitude, where_prec=prec, off_m=off, line=line)

    def _text(self, text: str, field: str, more: Sequence[Hit] = ()) -> str:
        if len(text) < 2:
            return text
        met = self._in_texts if field == "text" else self._in_fields
        hits = met.of(text)
        if more:
            hits = _joined((*hits, *more))
        if "%" in text and not hits and (read := unquote(text)) != text and met.of(read):
            hits = [(0, len(text), "victims")]  # a name that an address spells in bytes
        if not hits:
            return text
        if "://" in text and not any(
            letter.isspace() for letter in text
        ):  # a part of an address leads to the rest of it
            hits = [(0, len(text), hits[0][2])]
        made: list[str] = []
        at = 0
        for start, end, rule in hits:
            self._note(rule, field, (start, end))
            made += [text[at:start], BLOCK * (end - start)]
            at = end
        return "".join((*made, text[at:]))


def _name_of(path: str) -> str:
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2] or path


def _joined(found: Iterable[Hit]) -> list[Hit]:
    """Stretches in order; those that overlap become one, by the rule of the longest."""
    made: list[Hit] = []
    for start, end, rule in sorted(found, key=lambda h: (h[0], -h[1])):
        if made and start < made[-1][1]:
            before = made[-1]
            made[-1] = (before[0], max(end, before[1]), before[2])
        else:
            made.append((start, end, rule))
    return made


def quotes_in(dossier: Dossier) -> Iterator[Quote]:
    """Every Quote that a dossier holds."""
    made = dossier.assessment
    findings = [made.headline, *made.contradictions, *made.scoped_out]
    for each in (*findings, *(finding for tally in made.tallies for finding in tally.disagreements)):
        yield from each.quotes
    for claim in (*dossier.claims, *dossier.nearby):
        yield claim.quote
        yield from (link.cue for link in claim.chain.links if link.cue is not None)
    for person in dossier.people:
        yield from person.quotes
