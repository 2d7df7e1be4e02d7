"""Patterns: whom the same reports allege to have done another attack near by, with what is told of here too.

What may live here: finding such allegations among the claims that are not the incident's own. They are shown because
people argue from them, and speak neither for nor against: who is said to have done one thing may or may not have done
another, and what is alleged often is alleged out of habit (Heuer 1999, ch. 8, on evidence that fits all hypotheses, and
ch. 11 on availability). The reach is a convention of isnad's: a district, and a month.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from isnad.records.assessment import Observation, ObservationKind
from isnad.records.claim import Claim, Occurrence, Relation, Responsibility, Scope, Stance
from isnad.records.codec import id_of
from isnad.records.incident import Incident
from isnad.records.report import Report
from isnad.weigh.means import told_by
from isnad.weigh.origins import Origins, in_time, origins_of

NEAR_KM, NEAR_DAYS = 50, 30
OUTRIGHT = (Stance.ASSERTED, Stance.HEDGED)
ATTACKS = (Scope.INCIDENT, Scope.OTHER_INCIDENT)


def patterns_in(
    incident: Incident,
    claims: Sequence[Claim],
    observations: Iterable[Observation],
    origins: Origins,
    reports: Mapping[str, Report],
) -> tuple[Observation, ...]:
    """An observation for each party that is spoken of here and each means of ``observations``.

    ``claims`` are all of the incident's reports. Only origins that speak of the incident too are heard, each once.
    """
    mine, heard = set(incident.claims), {o.id for o in origins.origins}
    spoken = {party for c in claims if c.id in mine for party in _parties(c)}
    near = [claim for claim in claims if claim.id not in mine and claim.scope in ATTACKS and _near(claim, incident)]
    means = _means_of(near, {each.what for each in observations})
    blaming = sorted((claim for claim in near if _alleges(claim)), key=lambda c: in_time(c, reports))
    by = origins_of(blaming, reports).of if blaming else {}
    told: defaultdict[tuple[str, str], dict[str, Claim]] = defaultdict(dict)
    for claim in (claim for claim in blaming if by[claim.id] in heard):
        for each in means[claim.quote.report, claim.event]:
            for party in spoken & _parties(claim):
                told[party, each].setdefault(by[claim.id], claim)
    return tuple(_observation(party, each, told[party, each]) for party, each in sorted(told))


def _means_of(claims: Iterable[Claim], wanted: set[str]) -> defaultdict[tuple[str, int], set[str]]:
    """With which of these means each happening of each report is said to have been done."""
    found: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    for claim in claims:
        if isinstance(claim.content, Occurrence) and claim.stance in OUTRIGHT:
            found[claim.quote.report, claim.event] |= wanted & {told_by(claim.content)}
    return found


def _observation(party: str, means: str, told: Mapping[str, Claim]) -> Observation:
    kind, claims = ObservationKind.PATTERN, tuple(claim.id for claim in told.values())
    ident = id_of("observation", kind, party, means)
    return Observation(id=ident, kind=kind, what=means, party=party, claims=claims, origins=tuple(told))


def _parties(claim: Claim) -> frozenset[str]:
    return frozenset(claim.content.parties) if isinstance(claim.content, Responsibility) else frozenset()


def _alleges(claim: Claim) -> bool:
    said = claim.content
    return isinstance(said, Responsibility) and said.relation is Relation.ALLEGES and claim.stance in OUTRIGHT


def _near(claim: Claim, incident: Incident) -> bool:
    """Whether both are placed and dated, and not far apart."""
    if claim.where is None or incident.where is None or claim.when is None or incident.when is None:
        return False
    kilometres, days = claim.where.kilometres_from(incident.where), claim.when.days_from(incident.when)
    return kilometres is not None and kilometres <= NEAR_KM and days <= NEAR_DAYS
