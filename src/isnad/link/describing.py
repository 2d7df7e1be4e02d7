"""Describing: the Incident made of a cluster.

What may live here: id, name, place, time and kind of an incident from its mentions.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from isnad.link.features import BLUR_KM, alike
from isnad.link.mention import EXACT, Mention, best_time
from isnad.records.claim import Casualties, Claim, Occurrence, Outcome, Presence, Responsibility, Stance
from isnad.records.codec import id_of
from isnad.records.incident import Incident
from isnad.records.report import Report
from isnad.records.when import Interval
from isnad.records.where import Place

REASONS = 12  # reasons shown of one incident; the rest say the same of other reports


def tells_of_an_incident(mentions: Iterable[Mention]) -> bool:
    """Whether anything is said to have happened: casualties, an attack, or at least a place on a day.

    A statement on blame that names neither stays unlinked, to be shown beside the report's other claims; and so does
    what one report mentions in passing, beside its main happening, without saying that anyone came to harm.
    """
    mentions = list(mentions)
    if len({m.report for m in mentions}) == 1 and only_in_passing(mentions):
        return False
    for mention in mentions:
        if any(isinstance(c.content, Casualties | Occurrence) for c in mention.claims):
            return True
        if mention.where is not None and mention.when is not None:
            return True
    return False


def only_in_passing(mentions: Iterable[Mention]) -> bool:
    """Whether nobody is said to have come to harm, in what no report is mainly of."""
    return not any(m.main or any(isinstance(c.content, Casualties) for c in m.claims) for m in mentions)


def incident_of(mentions: Sequence[Mention], reports: Mapping[str, Report], because: Iterable[str] = ()) -> Incident:
    """The incident these mentions tell of.

    Its id is that of the strongest claim in the earliest report (by date of publication, then by id), so it
    holds when later reports join, whatever order they were added in. Where two incidents are judged to be one,
    the id of the earlier stays.
    """
    where = main_place(mentions)
    when = best_time([m.when for m in mentions if m.when])
    claims = sorted(c.id for m in mentions for c in m.claims)
    occurrences = [c.content for m in mentions for c in m.claims if isinstance(c.content, Occurrence)]
    return Incident(
        id=id_of("incident", founding_claim(mentions, reports).id),
        name=_name(where, when, mentions),
        claims=tuple(claims),
        reports=tuple(sorted({m.report for m in mentions})),
        where=where,
        when=when,
        names=_spellings(where, mentions),
        acts=_commonest(o.act for o in occurrences),
        targets=_commonest(o.target for o in occurrences),
        because=tuple(dict.fromkeys(because))[:REASONS],
    )


def founding_claim(mentions: Sequence[Mention], reports: Mapping[str, Report]) -> Claim:
    """The strongest claim of the earliest report."""
    telling = {m.report for m in mentions if m.claims}
    first = min(telling, key=lambda report: (_published(reports.get(report)), report))
    return min((c for m in mentions if m.report == first for c in m.claims), key=_strength)


def _published(report: Report | None) -> tuple[bool, float, str]:
    if report is None:
        return (True, 0.0, "")
    if report.published is None:
        return (True, 0.0, report.id)
    return (False, report.published.start.timestamp(), report.id)


def _strength(claim: Claim) -> tuple[int, bool, int, int, str]:
    """Numbered dead before other casualties, then the attack, then blame, and last who was there; said outright before
    hedged; read first."""
    content, rank = claim.content, 5 if isinstance(claim.content, Presence) else 4
    if isinstance(content, Casualties):
        rank = 0 if any(n.numbered and n.outcome is Outcome.KILLED for n in content.counts) else 1
    elif isinstance(content, Occurrence):
        rank = 2
    elif isinstance(content, Responsibility):
        rank = 3
    return (rank, claim.stance is not Stance.ASSERTED, claim.quote.start, claim.quote.end, claim.id)


def main_place(mentions: Sequence[Mention]) -> Place | None:
    """The village most reports name; of wider units, the narrowest and most often named."""
    places = [m.where for m in mentions if m.where]
    if not places:
        return None
    often = Counter((p.name, p.ident) for p in places)
    return min(places, key=lambda p: (p.where_prec > EXACT, not p.resolved, *_rank(p, often)))


def _rank(place: Place, often: Mapping[tuple[str, str], int]) -> tuple[int, int, int, str, str, str]:
    vague = place.where_prec if place.where_prec > EXACT else 0
    return (vague, -often[place.name, place.ident], place.where_prec, place.name, place.ident, place.words)


def _spellings(where: Place | None, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """The names and words by which this place was met, commonest first."""
    if where is None:
        return ()
    told: dict[tuple[object, ...], list[Place]] = {}
    for place in (c.where for m in mentions for c in m.claims if c.where):
        told.setdefault((place.name, place.words, place.ident, place.where_prec, place.latitude), []).append(place)
    met: Counter[str] = Counter()
    for places in told.values():
        if _same_spot(places[0], where):
            for name in {places[0].name, places[0].words or places[0].name}:
                met[name] += len(places)
    return tuple(sorted(met, key=lambda name: (-met[name], name)))


def _same_spot(place: Place, where: Place) -> bool:
    if place == where or alike(place, where):
        return True
    apart = place.kilometres_from(where)
    return apart is not None and place.where_prec == where.where_prec == 1 and apart <= BLUR_KM[1]


def _name(where: Place | None, when: Interval | None, mentions: Sequence[Mention]) -> str:
    """A short label: "Ain Zarjun, 2019-05-14"; what is not known is said to be unknown."""
    told = None if when else best_time([m.told for m in mentions if m.told])
    day = when.edtf() if when else f"before {told.last_day.isoformat()}" if told else "date unknown"
    return f"{where.name if where else 'place unknown'}, {day}"


def _commonest(values: Iterable[str]) -> tuple[str, ...]:
    met = Counter(v for v in values if v)
    return tuple(sorted(met, key=lambda v: (-met[v], v)))
