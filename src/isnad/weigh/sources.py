"""Sources: the voices of a whole case, each with what it is and its track record.

What may live here: gathering origins of several incidents under one name, and counting how their figures fared. The
register is read by people; nothing in tallies, grades or hypotheses asks it (sources count as independent or not, and
no more: a weight for a source would be a judgement in disguise).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from isnad.records.assessment import Assessment, Figure, Origin, Tally
from isnad.records.chain import Narrator, NarratorKind
from isnad.records.claim import Claim
from isnad.records.judgement import Decision, Judgement
from isnad.records.likeness import fold
from isnad.records.replay import in_order
from isnad.records.source import Rating, Record, Source
from isnad.weigh.figures import size
from isnad.weigh.rules import gives

Key = tuple[str, bool]  # folded name, whether it is not named


@dataclass(slots=True)
class _Met:
    """What was met of one source."""

    names: Counter[str] = field(default_factory=Counter)
    kinds: Counter[NarratorKind] = field(default_factory=Counter)
    bodies: Counter[str] = field(default_factory=Counter)
    incidents: set[str] = field(default_factory=set)
    reports: set[str] = field(default_factory=set)
    record: Record = field(default_factory=Record)


def register(
    weighed: Iterable[Assessment], claims: Mapping[str, Claim], judgements: Sequence[Judgement] = ()
) -> tuple[Source, ...]:
    """The sources of a case, those that most reports rest on first; ``claims`` by id are those of its incidents."""
    met: defaultdict[Key, _Met] = defaultdict(_Met)
    for assessment in sorted(weighed, key=lambda a: a.incident):
        keys = {origin.id: (fold(origin.name), origin.open) for origin in assessment.origins}
        for origin in assessment.origins:
            _meet(met[keys[origin.id]], origin, assessment.incident, claims)
        for tally in assessment.tallies:
            for ident, record in _records(tally).items():
                found = met[keys[ident]]
                found.record = _added(found.record, record)
        for hypothesis in assessment.hypotheses:
            for ident in hypothesis.withdrawn_by:
                found = met[keys[ident]]
                found.record = replace(found.record, withdrawn=found.record.withdrawn + 1)
    ratings = ratings_of(judgements)
    made = [_source(key, found, ratings) for key, found in met.items()]
    return tuple(sorted(made, key=lambda s: (s.open, -s.reports, -s.incidents, s.name)))


def ratings_of(judgements: Iterable[Judgement]) -> dict[str, Rating]:
    """The latest rating that each source was given, by its folded name."""
    found = {}
    for judgement in in_order(judgements):
        if judgement.decision is Decision.RATE:
            for subject in judgement.subjects:
                found[fold(subject)] = Rating(letter=judgement.value, by=judgement.by, why=judgement.why)
    return found


def _meet(found: _Met, origin: Origin, incident: str, claims: Mapping[str, Claim]) -> None:
    found.names[origin.name] += 1
    found.incidents.add(incident)
    found.reports.update(origin.reports)
    for claim in (claims[c] for c in origin.claims if c in claims):
        narrator = _spoken_by(claim)
        if narrator is not None:
            found.kinds[narrator.kind] += 1
            found.names[narrator.name] += 1
            found.bodies.update(filter(None, [narrator.speaks_for]))
        else:
            found.kinds[NarratorKind.OUTLET] += 1


def _spoken_by(claim: Claim) -> Narrator | None:
    """The original source; None where the report itself is."""
    return claim.chain.root


def _records(tally: Tally) -> dict[str, Record]:
    """How each origin's figures fared in one tally."""
    told = [f for f in tally.history if not f.convention]
    days = {f.origin: min(g.reported for g in told if g.origin == f.origin and g.reported) for f in told if f.reported}
    earliest = min((day.date() for day in days.values()), default=None)
    several = len({f.origin for f in told}) > 1
    found: dict[str, Record] = {}
    for figure in told:
        others = [f for f in told if f.origin != figure.origin]
        before = found.get(figure.origin, Record())
        first = several and not before.figures and figure.origin in days and days[figure.origin].date() == earliest
        found[figure.origin] = _added(
            before,
            Record(
                figures=1,
                first=int(first),
                corroborated=int(any(gives(other, size(figure)) for other in others)),
                superseded=int(bool(figure.superseded_by)),
                contradicted=int(_stands(figure) and any(_stands(o) and not _meet_in_range(figure, o) for o in others)),
            ),
        )
    return found


def _stands(figure: Figure) -> bool:
    return not figure.superseded_by


def _meet_in_range(one: Figure, other: Figure) -> bool:
    """Whether some number fits both."""
    low = max(one.low or 0, other.low or 0)
    return all(f.high is None or low <= f.high for f in (one, other))


def _added(one: Record, other: Record) -> Record:
    return Record(
        figures=one.figures + other.figures,
        first=one.first + other.first,
        corroborated=one.corroborated + other.corroborated,
        superseded=one.superseded + other.superseded,
        contradicted=one.contradicted + other.contradicted,
        withdrawn=one.withdrawn + other.withdrawn,
    )


def _source(key: Key, met: _Met, ratings: Mapping[str, Rating]) -> Source:
    name = min(met.names, key=lambda n: (fold(n) != key[0], -met.names[n], n))
    names = tuple(sorted(n for n in met.names if n and n != name))
    kind = min(met.kinds, key=lambda k: (-met.kinds[k], k.value), default=NarratorKind.UNKNOWN)
    rated = [ratings[folded] for folded in (key[0], *map(fold, names)) if folded in ratings]
    return Source(
        name=name,
        open=key[1],
        kind=NarratorKind.ANONYMOUS if key[1] else kind,
        names=names,
        affiliation=tuple(sorted(met.bodies, key=lambda b: (-met.bodies[b], b))),
        incidents=len(met.incidents),
        reports=len(met.reports),
        record=met.record,
        rating=rated[0] if rated and not key[1] else None,
    )
