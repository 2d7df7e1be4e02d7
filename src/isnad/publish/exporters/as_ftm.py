"""Incidents as FollowTheMoney statements, for Aleph and OpenSanctions' tools.

What may live here: this exporter. It writes the library's JSON form of statements by itself: the library needs ICU.
A link between a party and an incident is an UnknownLink whose role says that it is alleged, denied or excluded, and by
how many; no schema that states a relation is used.
"""

import json
from collections.abc import Iterator, Mapping, Sequence

from isnad.publish import wording
from isnad.publish.tables.values import units_of
from isnad.records.codec import id_of
from isnad.records.dossier import Dossier
from isnad.records.report import Report

FILE = "statements.ftm.json"
_LANGUAGES = {
    "ar": "ara",
    "en": "eng",
    "fa": "fas",
    "fr": "fra",
    "he": "heb",
    "ku": "kur",
    "ru": "rus",
    "tr": "tur",
    "uk": "ukr",
}
_quoted = json.JSONEncoder(ensure_ascii=False).encode
Said = Iterator[tuple[str, str, str, str]]  # an entity's id, its schema, a property and a value


class AsFtm:
    """``statements.ftm.json``: each line one statement of one property of one entity."""

    name = "ftm"

    def export(self, dossiers: Sequence[Dossier]) -> Iterator[tuple[str, bytes]]:
        """The statements of each incident, without repeats within it."""
        yield FILE, b""
        for dossier in dossiers:
            seen = max((capture.captured for capture in dossier.captures), default=None)
            moment = _quoted(seen.isoformat()[:19]) if seen else "null"
            yield FILE, b"".join([_line(*said, moment) for said in dict.fromkeys(_said(dossier))])


def _line(entity: str, schema: str, prop: str, value: str, seen: str) -> bytes:
    """One statement; of a case's many only what differs from one to the next is put into words of JSON."""
    told, what = (_quoted(entity), _quoted(value))
    return (
        f'{{"canonical_id": {told}, "entity_id": {told}, "prop": "{prop}", "schema": "{schema}", "value": {what}, '
        f'"dataset": "isnad", "lang": null, "original_value": null, "first_seen": {seen}, "last_seen": {seen}, '
        '"external": false, "origin": null}\n'
    ).encode("utf-8", "replace")


def _said(dossier: Dossier) -> Said:
    event = f"isnad-incident-{dossier.incident.id}"
    yield from _of("Event", event, _event(dossier))
    for report in dossier.reports:
        yield from _of("Article", f"isnad-report-{report.id}", _article(report))
        told = {"document": f"isnad-report-{report.id}", "entity": event, "role": "tells of it"}
        yield from _of("Documentation", f"isnad-told-{id_of(report.id, event)}", told)
    yield from _links(dossier, event)


def _of(schema: str, ident: str, properties: Mapping[str, object]) -> Said:
    yield ident, schema, "id", ident
    for prop, value in properties.items():
        for each in value if isinstance(value, list) else [value]:
            if each not in (None, ""):
                yield ident, schema, prop, str(each)


def _event(dossier: Dossier) -> dict[str, object]:
    incident, made = dossier.incident, dossier.assessment
    when, where = incident.when, incident.where
    return {
        "name": incident.name,
        "startDate": when.first_day if when else None,
        "endDate": when.last_day if when else None,
        "location": wording.place_of(where) if where else None,
        "summary": made.headline.statement,
        "notes": [f"Grade: {made.grade.term.value} ({made.grade.clause})", wording.NO_VERDICT],
        "keywords": [*incident.acts, *incident.targets, units_of(where).country],
        "recordId": incident.id,
    }


def _article(report: Report) -> dict[str, object]:
    return {
        "title": report.title,
        "name": report.title or report.publisher,
        "publisher": report.publisher,
        "publishedAt": report.published.first_day if report.published else None,
        "language": _LANGUAGES.get(report.language),
        "sourceUrl": report.url if report.url.startswith(("http://", "https://")) and report.url.isascii() else None,
        "notes": f"Captured bytes: {report.digest}",
    }


def _links(dossier: Dossier, event: str) -> Said:
    for hypothesis in dossier.assessment.hypotheses:
        roles = [
            f"{words} by {wording.counted(len(set(getattr(hypothesis, field))), 'origin')}"
            for field, (words, _, _) in wording.RELATIONS.items()
            if getattr(hypothesis, field)
        ]
        for party in hypothesis.parties if roles else ():
            ident = f"isnad-party-{id_of('party', party)}"
            yield from _of("LegalEntity", ident, {"name": party})
            role = "said of responsibility: " + "; ".join(roles)
            link = {
                "subject": ident,
                "object": event,
                "role": role,
                "summary": wording.hypothesis_label(hypothesis),
                "status": "alleged, not a finding",
            }
            yield from _of("UnknownLink", f"isnad-said-{id_of(event, hypothesis.parties, party)}", link)
