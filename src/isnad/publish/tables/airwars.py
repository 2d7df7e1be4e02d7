"""Tables after Airwars' archive: incidents, belligerents, statements, casualties, victims, sources.

What may live here: these six tables. Terms are those that Airwars publishes (grading, strike status, geolocation
accuracy, casualty groups); ``min`` and ``max`` are its words for low and high.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from isnad.publish import wording
from isnad.publish.lookup import Lookup
from isnad.publish.tables.column import Column, Kind, Table
from isnad.publish.tables.values import (
    PARTED,
    alleged,
    chain_words,
    day,
    kinds_of,
    root_of,
    toll,
    units_of,
)
from isnad.records.assessment import Hypothesis, Tally
from isnad.records.capture import Capture
from isnad.records.claim import Claim, Outcome, Responsibility
from isnad.records.dossier import Dossier
from isnad.records.person import Person, Sex
from isnad.records.report import Report

# Airwars' geolocation accuracy, by UCDP's where_prec.
_ACCURACY = {
    1: "Village or town",
    2: "Nearby",
    3: "District",
    4: "Province/governorate",
    5: "Area",
    6: "Country",
    7: "Other",
}


class Side(NamedTuple):
    """A hypothesis in one incident, and how origins stand to it."""

    dossier: Dossier
    hypothesis: Hypothesis
    relation: str
    origins: tuple[str, ...]


class Of(NamedTuple):
    """Something of an incident: a claim, a tally, a person."""

    dossier: Dossier
    record: Any


class Source(NamedTuple):
    """A report of an incident and the capture it was read from."""

    dossier: Dossier
    report: Report
    capture: Capture | None


def _column(name: str, kind: Kind, says: str, value: Any) -> Column:
    return Column(name=name, kind=kind, says=says, value=value)


_INCIDENT = _column("incident", "string", "The incident's id.", lambda row: row.dossier.incident.id)


def strike_status(dossier: Dossier) -> str:
    """Airwars' strike status, as far as words alone give it."""
    sides = alleged(dossier)
    if any(h.conceded_by for h in sides):
        return "Declared strike (said to be accepted by a belligerent)"
    if len({frozenset(h.parties) for h in sides}) > 1 or any(h.denied_by for h in sides):
        return "Contested strike"
    origins = {o for h in sides for o in (*h.alleged_by, *h.hedged_by)}
    return "" if not sides else "Likely strike" if len(origins) > 1 else "Single source claim"


def _bound(outcome: Outcome, field: str) -> Any:
    def value(row: Dossier) -> int | None:
        found = toll(row, outcome)
        return None if found is None else getattr(found, field)

    return value


def _accuracy(dossier: Dossier) -> str:
    where = dossier.incident.where
    return _ACCURACY[where.where_prec] if where is not None and where.resolved else ""


INCIDENTS = Table(
    name="incidents",
    says="One incident a row.",
    rows=lambda d: (d,),
    columns=(
        _column("incident", "string", "The incident's id.", lambda d: d.incident.id),
        _column("name", "string", "Place and day.", lambda d: d.incident.name),
        _column("date", "date", "The first day on which it may have been.", day),
        _column("date_end", "date", "The last such day.", lambda d: day(d, last=True)),
        _column("date_prec", "integer", "UCDP's code: 1 a day, 2 two to six days, 3 a week, 4 a month, 5 more.",
                lambda d: getattr(d.incident.when, "date_prec", None)),
        _column("location", "string", "The place.", lambda d: getattr(d.incident.where, "name", None)),
        _column("also_spelt", "string", "Spellings of it that were met.", lambda d: PARTED.join(d.incident.names)),
        _column("country", "string", "The country, where the gazetteer is known to give it.",
                lambda d: units_of(d.incident.where).country),
        _column("region", "string", "First-order unit.", lambda d: units_of(d.incident.where).first),
        _column("district", "string", "Second-order unit.", lambda d: units_of(d.incident.where).second),
        _column("latitude", "number", "WGS 84 degrees.", lambda d: getattr(d.incident.where, "latitude", None)),
        _column("longitude", "number", "WGS 84 degrees.", lambda d: getattr(d.incident.where, "longitude", None)),
        _column("geolocation_accuracy", "string", "How well the place is known.", _accuracy),
        _column("strike_type", "string", "Airwars' terms for the acts told of.",
                lambda d: PARTED.join(dict.fromkeys(k.airwars for k in kinds_of(d.incident.acts) if k.airwars))),
        _column("target_type", "string", "What is said to have been hit.", lambda d: PARTED.join(d.incident.targets)),
        _column("strike_status", "string", "Airwars' strike status, from words alone.", strike_status),
        _column("grading", "string", "Airwars' grading: a first grade, from words alone.",
                lambda d: d.assessment.grade.term.value),
        _column("grading_clause", "string", "Why.", lambda d: d.assessment.grade.clause),
        _column("killed_min", "integer", "People said killed: the lowest figure that stands.",
                _bound(Outcome.KILLED, "low")),
        _column("killed_best", "integer", "The figure with most independent origins.", _bound(Outcome.KILLED, "best")),
        _column("killed_max", "integer", "The highest figure that stands.", _bound(Outcome.KILLED, "high")),
        _column("killed_open", "boolean", "Whether some source puts no upper bound.",
                _bound(Outcome.KILLED, "high_open")),
        _column("injured_min", "integer", "People said injured: the lowest figure.", _bound(Outcome.INJURED, "low")),
        _column("injured_best", "integer", "The figure with most independent origins.",
                _bound(Outcome.INJURED, "best")),
        _column("injured_max", "integer", "The highest figure that stands.", _bound(Outcome.INJURED, "high")),
        _column("injured_open", "boolean", "Whether some source puts no upper bound.",
                _bound(Outcome.INJURED, "high_open")),
        _column("reports", "integer", "Reports that tell of it.", lambda d: len(d.reports)),
        _column("origins", "integer", "Independent origins: repetition is no corroboration.",
                lambda d: len(d.assessment.independent)),
        _column("summary", "string", "What is said, and by how many.", lambda d: d.assessment.headline.statement),
    ),
)  # fmt: skip


def _sides(dossier: Dossier) -> Iterator[Side]:
    for hypothesis in dossier.assessment.hypotheses:
        for field, (words, _, _) in wording.RELATIONS.items():
            if origins := tuple(dict.fromkeys(getattr(hypothesis, field))):
                yield Side(dossier, hypothesis, words, origins)


def _origins(side: Side) -> str:
    names = {origin.id: origin.name for origin in side.dossier.assessment.origins}
    return PARTED.join(names.get(origin, "origin not listed") for origin in side.origins)


BELLIGERENTS = Table(
    name="belligerents",
    says="How origins stand to one party, or several jointly, having been responsible: a row for each way.",
    rows=_sides,
    columns=(
        _INCIDENT,
        _column("belligerent", "string", "The party or parties spoken of.",
                lambda s: wording.hypothesis_label(s.hypothesis)),
        _column("jointly", "boolean", "Whether several are said to have acted together.",
                lambda s: s.hypothesis.jointly),
        _column("relation", "string", "alleged, with a hedge, as one of several, denied, excluded or conceded.",
                lambda s: s.relation),
        _column("origins", "integer", "How many independent origins stand so.", lambda s: len(s.origins)),
        _column("origin_names", "string", "Which.", _origins),
    ),
)  # fmt: skip


def _statements(dossier: Dossier) -> Iterator[Of]:
    for claim in Lookup(dossier).in_reading_order(Responsibility):
        yield Of(dossier, claim)


def _report(row: Of) -> Report | None:
    claim: Claim = row.record
    return next((r for r in row.dossier.reports if r.id == claim.quote.report), None)


STATEMENTS = Table(
    name="statements",
    says="What is said of responsibility, one statement a row, with the words.",
    rows=_statements,
    columns=(
        _INCIDENT,
        _column("statement", "string", "The claim's id.", lambda s: s.record.id),
        _column("belligerent", "string", "The parties named.", lambda s: PARTED.join(s.record.content.parties)),
        _column("says", "string", "What is said, without its speaker.", lambda s: wording.claim_of(s.record)),
        _column("stance", "string", "How far the speaker stands behind it.", lambda s: s.record.stance.value),
        _column("speaker", "string", "The original source, as the report names it.",
                lambda s: root_of(s.record.chain, getattr(_report(s), "publisher", ""))),
        _column("chain", "string", "Who has it from whom.", lambda s: chain_words(s.record, s.dossier)),
        _column("quote", "string", "The words, to the letter but for what is withheld.", lambda s: s.record.quote.text),
        _column("report", "string", "The report's id.", lambda s: s.record.quote.report),
    ),
)  # fmt: skip


def _tallies(dossier: Dossier) -> Iterator[Of]:
    for tally in dossier.assessment.tallies:
        yield Of(dossier, tally)


def _of_tally(field: str) -> Any:
    def value(row: Of) -> Any:
        tally: Tally = row.record
        return getattr(tally, field)

    return value


CASUALTIES = Table(
    name="casualties",
    says="What figures come to, by who was harmed and how.",
    rows=_tallies,
    columns=(
        _INCIDENT,
        _column("group", "string", "people, children, women, men or another group told of.", _of_tally("group")),
        _column("status", "string", "civilian, belligerent or undetermined.", lambda t: t.record.status.value),
        _column("outcome", "string", "What is said to have befallen them.", lambda t: t.record.outcome.value),
        _column("min", "integer", "The lowest figure that stands.", _of_tally("low")),
        _column("best", "integer", "The figure with most independent origins.", _of_tally("best")),
        _column("max", "integer", "The highest figure that stands.", _of_tally("high")),
        _column("max_open", "boolean", "Whether some source puts no upper bound.", _of_tally("high_open")),
        _column("origins", "integer", "Independent origins.", _of_tally("origins")),
    ),
)  # fmt: skip


def _people(dossier: Dossier) -> Iterator[Of]:
    for person in dossier.people:
        yield Of(dossier, person)


def _sex(row: Of) -> str:
    person: Person = row.record
    return "" if person.sex is Sex.UNSAID else person.sex.value


VICTIMS = Table(
    name="victims",
    says="People said killed or hurt whom the case allows to be named, with a recorded reason. Empty by default.",
    rows=_people,
    columns=(
        _INCIDENT,
        _column("name", "string", "The name.", lambda p: p.record.name),
        _column("outcome", "string", "What is said to have befallen them.", lambda p: p.record.outcome.value),
        _column("age", "integer", "Whole years, where a report gives them.", lambda p: p.record.age),
        _column("sex", "string", "As a report says it; empty where it does not.", _sex),
        _column("group", "string", "children, women or men; empty where age or sex is not said.",
                lambda p: p.record.group),
        _column("role", "string", "What a report says they were.", lambda p: p.record.role),
        _column("report", "string", "The report's id.",
                lambda p: p.record.quotes[0].report if p.record.quotes else None),
    ),
)  # fmt: skip


def _sources(dossier: Dossier) -> Iterator[Source]:
    lookup = Lookup(dossier)
    for report in lookup.reports_by_time():
        yield Source(dossier, report, lookup.captures.get(report.capture))


SOURCES = Table(
    name="sources",
    says="The reports of each incident, oldest first.",
    rows=_sources,
    columns=(
        _INCIDENT,
        _column("report", "string", "The report's id.", lambda s: s.report.id),
        _column("publisher", "string", "Who published it.", lambda s: s.report.publisher),
        _column("title", "string", "Its title.", lambda s: s.report.title),
        _column("published", "string", "When, as well as it is known (EDTF).",
                lambda s: s.report.published.edtf() if s.report.published else None),
        _column("language", "string", "ISO 639-1.", lambda s: s.report.language),
        _column("url", "string", "Its address.", lambda s: s.report.url),
        _column("captured", "datetime", "When its bytes were taken.",
                lambda s: s.capture.captured if s.capture else None),
        _column("digest", "string", "SHA-256 of the captured bytes.", lambda s: s.report.digest),
    ),
)  # fmt: skip

AIRWARS = (INCIDENTS, BELLIGERENTS, STATEMENTS, CASUALTIES, VICTIMS, SOURCES)
