"""Observing: what reports tell that bears on who could have done it, held against each hypothesis.

What may live here: finding observations in claims, and their marks (Heuer 1999, ch. 8: evidence is all that bears on
the hypotheses, what is known of the means of each among it, and not only what somebody says of them).

- **Means.** With what it was done, where the words of a claim that stands name it for sure (``means.py``). It fits a
  hypothesis of which a party is taken to have such a means, and speaks against one of which every party is taken not
  to. What only a hypothesis's own side tells does not speak against it: it would say so under every hypothesis.
- **Pattern.** Whom the same reports allege to have done another attack near by (``patterns.py``). It is shown, and
  speaks neither for nor against.
- **Presence.** Whose aircraft or forces were there, and who holds the place (``presence.py``). It never speaks against.

An observation raises no hypothesis, and nobody who tells of a means alleges anything by it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from isnad.records.assessment import COUNTED, SHOWN, Consistency, Evidence, Observation, ObservationKind
from isnad.records.claim import Claim, Occurrence, Presence, Relation, Responsibility, Stance
from isnad.records.judgement import Judgement
from isnad.records.likeness import sentence_around
from isnad.records.party import MEANS
from isnad.records.replay import chosen_of
from isnad.records.report import Report
from isnad.weigh import presence
from isnad.weigh.factors import AGAINST, FITS, NEITHER, Mark
from isnad.weigh.means import Armoury, Has, told_by
from isnad.weigh.origins import Origins, in_time
from isnad.weigh.sides import own_side

SUBJECT = "observations"  # what a judgement on the choice is about
OUTRIGHT = (Stance.ASSERTED, Stance.HEDGED)
ARGUED = (Relation.DENIES, Relation.EXCLUDES, Relation.SPEAKS_OF)


UNARMED = Armoury()


@dataclass(frozen=True, slots=True)
class Observed:
    """The observations of an incident, with what is needed to hold them against hypotheses."""

    observations: tuple[Observation, ...] = ()
    armoury: Armoury = UNARMED
    names: Mapping[str, str] = field(default_factory=dict)  # of origins, by id

    def with_patterns(self, patterns: tuple[Observation, ...]) -> "Observed":
        """These and what was told of other attacks."""
        return replace(self, observations=(*self.observations, *patterns))

    def held_against(self, parties: frozenset[str]) -> tuple[Evidence, ...]:
        """Each observation held against the hypothesis of these parties."""
        made = []
        for each in self.observations:
            found, reason = self._mark(each, parties)
            first = next(iter(each.origins), "")
            made.append(Evidence(claim=each.claims[0], origin=first, mark=found, reason=reason, observation=each.id))
        return tuple(made)

    def _mark(self, observation: Observation, parties: frozenset[str]) -> Mark:
        if observation.kind is ObservationKind.PATTERN:
            return NEITHER, "who is said to have done another attack may or may not have done this one"
        own = all(own_side([self.names.get(o, "")], parties, self.armoury) for o in observation.origins)
        if observation.kind is ObservationKind.PRESENCE:
            return presence.mark(observation, parties, own)
        lines = {party: self.armoury.line(observation.what, party) for party in sorted(parties)}
        for party, line in lines.items():
            if line is not None and line.has is Has.YES:
                return FITS, f"means of {party}: {line.why}"
        open_ones = [(party, line) for party, line in lines.items() if line is None or line.has is Has.UNSURE]
        for party, line in open_ones:
            why = line.why if line is not None else f"the table of means says nothing of {observation.what}"
            return NEITHER, f"means of {party}: {why}"
        if own:
            return NEITHER, "told by its own side alone: expected under every hypothesis"
        told = [f"means of {party}: {line.why}" for party, line in lines.items() if line is not None]
        return AGAINST, "; ".join(told)


def observed_in(claims: Sequence[Claim], origins: Origins, reports: Mapping[str, Report], armoury: Armoury) -> Observed:
    """The observations in these claims of one incident: means in the order of the table, then who was there; of each
    origin its first."""
    ordered = sorted(claims, key=lambda c: in_time(c, reports))
    argued = _argued(ordered, reports)
    told: defaultdict[str, dict[str, Claim]] = defaultdict(dict)
    for claim in ordered:
        if isinstance(claim.content, Occurrence) and claim.stance in OUTRIGHT:
            means = told_by(claim.content)
            if means and _sentence(claim, reports) not in argued:
                told[means].setdefault(origins.of[claim.id], claim)
    made = tuple(_observation(means, told[means]) for means in MEANS if means in told)
    there = [claim for claim in ordered if not _told_of_being_there(claim) or _sentence(claim, reports) not in argued]
    made += presence.presences_in(there, origins)
    return Observed(made, armoury, {o.id: o.name for o in origins.origins})


def _observation(means: str, told: Mapping[str, Claim]) -> Observation:
    kind = ObservationKind.MEANS
    claims = tuple(claim.id for claim in told.values())
    return Observation(id=f"{kind}: {means}", kind=kind, what=means, claims=claims, origins=tuple(told))


def _told_of_being_there(claim: Claim) -> bool:
    return isinstance(claim.content, Presence) and claim.content.whereabouts in presence.THERE


def _argued(claims: Iterable[Claim], reports: Mapping[str, Report]) -> frozenset[tuple[str, str]]:
    """The sentences that deny or rule out a party: "they have no aircraft" tells of no aircraft that came."""
    return frozenset(
        _sentence(claim, reports)
        for claim in claims
        if isinstance(claim.content, Responsibility)
        and (claim.content.relation in ARGUED or claim.stance is Stance.DENIED)
    )


def _sentence(claim: Claim, reports: Mapping[str, Report]) -> tuple[str, str]:
    quote = claim.quote
    report = reports.get(quote.report)
    return quote.report, sentence_around(report.text, quote.start, quote.end) if report else quote.text


def opposing(evidence: Iterable[Evidence], opposed_by: frozenset[str], told: Mapping[str, frozenset[str]]) -> int:
    """1 where an observation speaks against, told by some origin that does not do so by its claims; else 0.

    However many observations there are, and however many origins tell of them, they weigh as one source more: they
    rest on one table, and who blames one side's aircraft has had a say on the others already.
    """
    against = (row for row in evidence if row.observation and row.mark is Consistency.INCONSISTENT)
    return int(any(told[row.observation] - opposed_by for row in against))


def choice_of(judgements: Iterable[Judgement]) -> str:
    """Whether observations are counted or shown, as was chosen last; counted where nothing was."""
    return chosen_of(judgements, SUBJECT, (COUNTED, SHOWN)) or COUNTED
