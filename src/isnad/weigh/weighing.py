"""Weighing from end to end: one incident in, its assessment out.

What may live here: the order of the steps.
"""

from collections.abc import Iterable, Sequence

from isnad.records.assessment import Assessment, ObservationKind
from isnad.records.claim import Claim
from isnad.records.incident import Incident
from isnad.records.judgement import Judgement
from isnad.records.media import Footage
from isnad.records.party import Party
from isnad.records.replay import apply
from isnad.records.report import Report
from isnad.weigh import tally
from isnad.weigh.diagnosing import diagnosticity_of, sensitivity_of
from isnad.weigh.footage import joined
from isnad.weigh.grade import grade_of
from isnad.weigh.headline import headline_of
from isnad.weigh.means import Armoury
from isnad.weigh.observing import choice_of, observed_in
from isnad.weigh.origins import origins_of
from isnad.weigh.patterns import patterns_in
from isnad.weigh.responsibility import hypotheses_of
from isnad.weigh.rules import rule_of

NO_FOOTAGE = Footage()


def weigh(
    incident: Incident,
    claims: Iterable[Claim],
    reports: Iterable[Report],
    judgements: Sequence[Judgement] = (),
    footage: Footage = NO_FOOTAGE,
    rule: str = "",
    parties: Iterable[Party] = (),
) -> Assessment:
    """The assessment of an incident. ``claims`` and ``reports`` may be the pool's; only those of its reports count.

    Claims of its reports that are not its own explain what was kept out of its tallies. ``footage`` says which reports
    show the same pictures and films. ``rule`` is the tally rule, that of the judgements where none is given.
    ``parties`` are those of the tables of belligerents: without them nothing is known of anybody's means.
    """
    mine, told_in = frozenset(incident.claims), frozenset(incident.reports)
    known = {r.id: r for r in reports if r.id in told_in}
    kept, _ = apply(sorted((c for c in claims if c.quote.report in told_in), key=lambda c: c.id), judgements)
    own = [c for c in kept if c.id in mine]
    by_id = {c.id: c for c in own}
    origins = joined(origins_of(own, known), own, known, footage)
    chosen = rule or rule_of(judgements)
    tallies = tally.tallies_of(own, origins, known, chosen)
    observed, observing = observed_in(own, origins, known, Armoury(parties)), choice_of(judgements)
    means = [each for each in observed.observations if each.kind is ObservationKind.MEANS]
    observed = observed.with_patterns(patterns_in(incident, kept, means, origins, known))
    hypotheses = hypotheses_of(own, origins, known, observed, observing)
    return Assessment(
        incident=incident.id,
        headline=headline_of(incident, tallies, hypotheses, origins, by_id),
        origins=origins.origins,
        tallies=tallies,
        hypotheses=hypotheses,
        grade=grade_of(own, tallies, hypotheses, origins),
        contradictions=(*tally.arithmetic(own), *tally.above_the_whole(tallies, by_id)),
        rule=chosen,
        diagnosticity=diagnosticity_of(hypotheses),
        sensitivity=sensitivity_of(hypotheses, observed.observations, observing),
        observations=observed.observations,
        observing=observing,
        scoped_out=(*tally.kept_out(kept, mine), *tally.group_sums(own, origins, known)),
    )
