"""Decisions: the judgements that a form comes to.

What may live here: from what was sent to judgements that are ready to be written, and what their maker had seen.
"""

from collections.abc import Iterable, Mapping, Sequence

from starlette.datastructures import FormData

from isnad.deciding import founding, standing_for
from isnad.judging import NOTE, judgement, on_incident
from isnad.records.claim import Claim
from isnad.records.dossier import Dossier
from isnad.records.incident import Incident
from isnad.records.judgement import ON_CLUSTERS, ON_INCIDENTS, Decision, Judgement
from isnad.web.correcting import corrections
from isnad.web.forms import text_of, texts_of
from isnad.web.placing import Placing, with_its_place
from isnad.web.standing import Standing

REASON = 4_000  # characters of a reason
PARTED = 60  # other reports of an incident that one is parted from, the earliest first
LEFT_OUT = "This claim is not there, or was left out by a decision; accept it first."
VALUE = "value:"  # begins the names of the fields of a correction


class Unfit(Exception):
    """What was sent is no decision. Its text says why, for the one who sent it."""


def decided(standing: Standing, placing: Placing, form: FormData, by: str) -> list[Judgement]:
    """The judgements that a form comes to, by whom it was sent. Raises Unfit."""
    why = text_of(form, "why", REASON)
    if not by:
        raise Unfit("Give your name: each decision is kept under one.")
    if not why:
        raise Unfit("Give a reason: it is what the next person has to go by.")
    try:
        kind = Decision(text_of(form, "decision"))
    except ValueError as error:
        raise Unfit("There is no such decision.") from error
    subjects = texts_of(form, "subject")
    if kind is Decision.CORRECT and "place" in form:
        return _places(standing, placing, subjects, form, by, why)
    if kind is Decision.CORRECT:
        return _corrections(standing, subjects, form, by, why)
    if kind in ON_CLUSTERS and subjects and all(standing.raw(each) for each in subjects):
        return [_made(kind, by, why, subjects)]
    if kind is Decision.SAME:
        return [_made(kind, by, why, _firsts(standing, subjects))]
    if kind is Decision.DIFFERENT:
        return [_made(kind, by, why, pair) for pair in _pairs(standing, subjects, texts_of(form, "report"))]
    if kind in ON_INCIDENTS:
        incident = _incident(standing, subjects[0] if subjects else "")
        try:
            said = on_incident(kind, text_of(form, "value", NOTE))
        except ValueError as error:
            raise Unfit(f"This does not fit: {error}.") from error
        return [_made(kind, by, why, standing_for(incident), kind.value, said)]
    claims = [_claim(standing, each).id for each in subjects]
    if not claims:
        raise Unfit("No claim was chosen.")
    return [_made(kind, by, why, (claim,)) for claim in dict.fromkeys(claims)]


def seen(standing: Standing, claims: Iterable[str]) -> list[str]:
    """For a form: which judgement was the last on each claim when it was handed out (``claim:judgement``)."""
    found = []
    for claim in claims:
        judged = standing.judgements_on(claim)
        found.append(f"{claim}:{judged[-1].id if judged else ''}")
    return found


def seen_of(standing: Standing, dossier: Dossier) -> list[str]:
    """For a form: which judgement on an incident as a whole was the last when it was handed out."""
    return seen(standing, [founding(dossier.incident)])


def seen_in(form: FormData) -> Mapping[str, str]:
    """What ``seen`` put into a form."""
    return dict(each.split(":", 1) for each in texts_of(form, "seen") if ":" in each)


def _corrections(standing: Standing, subjects: Sequence[str], form: FormData, by: str, why: str) -> list[Judgement]:
    claim = standing.claim(subjects[0]) if len(subjects) == 1 else None
    if claim is None:
        raise Unfit(LEFT_OUT)
    typed = {name.removeprefix(VALUE): text_of(form, name, 500) for name in form if name.startswith(VALUE)}
    try:
        changes = corrections(claim, typed)
    except ValueError as error:
        raise Unfit(f"This does not fit: {error}.") from error
    if not changes:
        raise Unfit("Nothing was changed.")
    return [_made(Decision.CORRECT, by, why, (claim.id,), path, value) for path, value in changes]


def _places(
    standing: Standing, placing: Placing, subjects: Sequence[str], form: FormData, by: str, why: str
) -> list[Judgement]:
    """The correction of a claim's place, and of the place of those that say the same beside it."""
    claim = standing.claim(subjects[0]) if len(subjects) == 1 else None
    reading = standing.reading(claim.quote.report) if claim else None
    if claim is None or reading is None or reading.report is None:
        raise Unfit(LEFT_OUT)
    held = [c for each in reading.claims if (c := standing.claim(each.id)) is not None]
    about = with_its_place(claim, held, reading.report) if text_of(form, "also") == "on" else [claim]
    try:
        value = placing.correction(claim, text_of(form, "called", 200), text_of(form, "place", 200))
    except ValueError as error:
        raise Unfit(f"This does not fit: {error}.") from error
    return [_made(Decision.CORRECT, by, why, (each.id,), "where", value) for each in about]


def _made(kind: Decision, by: str, why: str, subjects: Sequence[str], field: str = "", value: str = "") -> Judgement:
    try:
        return judgement(kind, subjects, by=by, why=why, field=field, value=value)
    except ValueError as error:
        raise Unfit(f"This cannot be decided so: {error}.") from error


def _claim(standing: Standing, ident: str) -> Claim:
    found = standing.raw(ident)
    if found is None:
        raise Unfit("There is no such claim in this case.")
    return found


def _incident(standing: Standing, ident: str) -> Incident:
    dossier = standing.dossier(ident) or standing.dossier(standing.moved(ident))
    if dossier is None:
        raise Unfit("There is no such incident in this case any more. Look again.")
    return dossier.incident


def _firsts(standing: Standing, subjects: Sequence[str]) -> tuple[str, ...]:
    """A claim of each incident that is to be one: the clusters of the two join as wholes."""
    found = {incident.id: incident.claims[0] for each in subjects if (incident := _incident(standing, each)).claims}
    if len(found) < 2:
        raise Unfit("Choose another incident: these two are one already.")
    return tuple(found.values())


def _pairs(standing: Standing, subjects: Sequence[str], reports: Sequence[str]) -> list[tuple[str, str]]:
    """Each report that does not belong to an incident, with each that stays: so it can join none of them."""
    incident = _incident(standing, subjects[0] if subjects else "")
    mine = set(incident.claims)
    first: dict[str, str] = {}
    for report in incident.reports:
        reading = standing.reading(report)
        held = [claim.id for claim in (reading.claims if reading else ()) if claim.id in mine]
        first |= {report: held[0]} if held else {}
    away = [first[each] for each in dict.fromkeys(reports) if each in first]
    stay = [claim for report, claim in first.items() if claim not in away]
    if not away or not stay:
        raise Unfit("Choose the reports that tell of another attack; at least one must stay.")
    return [(one, other) for one in away for other in stay[:PARTED]]
