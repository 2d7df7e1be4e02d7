"""Following: what a judgement changes, at once, without the whole case being computed anew.

What may live here: the incidents that a judgement concerns, put together, weighed and cut into dossiers again; all
others stay the very same. What comes of it is what the whole computation comes to wherever the incidents concerned are
alone with their reports; that one still has the last word on which reports belong together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from isnad.pipeline import Results, most_reported
from isnad.pool import Pool
from isnad.records.claim import Claim
from isnad.records.dossier import Dossier
from isnad.records.incident import Incident
from isnad.records.judgement import ON_CLAIMS, ON_CLUSTERS, ON_INCIDENTS, Judgement

QUICK = frozenset((*ON_CLAIMS, *ON_CLUSTERS, *ON_INCIDENTS))  # decisions that are followed here


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What judgements come to, and each claim they may have changed as it stands now, None where it is rejected."""

    results: Results
    claims: Mapping[str, Claim | None]


class Following:
    """Results that follow judgements as they come."""

    def __init__(self, title: str, results: Results, judgements: Sequence[Judgement]) -> None:
        """``results`` are what comes of the case with these judgements."""
        self.results, self._known = results, len(judgements)
        self._pool = Pool(title, results.captures, results.readings, judgements)
        self._in_time = {report.id: report for report in results.seen}
        self._report_of = {claim.id: claim.quote.report for claim in self._pool.claims}
        self._dossiers = {d.incident.id: d for d in results.dossiers}
        self._homes: dict[str, str] = {c: d.incident.id for d in results.dossiers for c in d.incident.claims}
        self._told_in: dict[str, set[str]] = {}
        for dossier in results.dossiers:
            self._tell(dossier.incident)

    def follow(self, judgements: Sequence[Judgement]) -> Followed:
        """The results with all these judgements, of which those known before are the first."""
        fresh = [j for j in judgements[self._known :] if j.decision in QUICK]
        self._known = len(judgements)
        on_claims = {s for j in fresh if j.decision in ON_CLAIMS for s in j.subjects if s in self._report_of}
        reports = {self._report_of[claim] for claim in on_claims}
        self._pool.judge(judgements, reports)
        concerned = {i for report in reports for i in self._told_in.get(report, ())}
        others = {s for j in fresh if j.decision not in ON_CLAIMS for s in j.subjects if s in self._report_of}
        concerned |= {i for claim in others for i in self._told_in.get(self._report_of[claim], ())}
        apart = {s for j in fresh if j.decision in ON_CLUSTERS for s in j.subjects}
        changed = {i: self._still(self._dossiers[i].incident, on_claims) for i in concerned}
        if apart:
            changed |= self._regrouped(apart, judgements)
        if fresh:
            self._take(changed, judgements, claims=bool(on_claims))
        return Followed(results=self.results, claims=self._pool.as_judged(reports))

    def _still(self, incident: Incident, about: set[str]) -> Incident | None:
        """The incident with the claims that stand; None where none does."""
        claims = self._pool.still(incident, about)
        return replace(incident, claims=claims) if claims else None

    def _regrouped(self, claims: set[str], judgements: Sequence[Judgement]) -> dict[str, Incident | None]:
        """The incidents that hold these claims, put together anew out of their own claims; None for one that went."""
        from isnad.link import link

        held = {self._homes[claim] for claim in claims if claim in self._homes}
        ids = claims.union(*(self._dossiers[each].incident.claims for each in held))
        told = {self._report_of[claim] for claim in ids if claim in self._report_of}
        read = [claim for report in sorted(told) for claim in self._pool.read(report) if claim.id in ids]
        about = [j for j in judgements if not ids.isdisjoint(j.subjects)]
        made = link(read, [self._in_time[report] for report in sorted(told)], about)
        return dict.fromkeys(held) | {incident.id: incident for incident in made}

    def _take(self, changed: dict[str, Incident | None], judgements: Sequence[Judgement], *, claims: bool) -> None:
        """Weigh what changed, and put it in the place of what it was."""
        assessments = dict(self.results.assessments)
        for ident, incident in changed.items():
            if (before := self._dossiers.pop(ident, None)) is not None:
                self._forget(before.incident)
            assessments.pop(ident, None)
            if incident is not None:
                made = self._dossier(incident, judgements)
                self._dossiers[ident], assessments[ident] = made, made.assessment
        for ident in changed:
            if ident in self._dossiers:
                self._tell(self._dossiers[ident].incident)
        dossiers = self._in_order(changed)
        self.results = replace(
            self.results,
            claims=self._pool.standing if claims else self.results.claims,
            incidents=tuple(dossier.incident for dossier in dossiers),
            assessments=assessments,
            dossiers=dossiers,
        )

    def _in_order(self, changed: Iterable[str]) -> tuple[Dossier, ...]:
        """The dossiers, where an incident came or grew in the order of the whole computation."""
        was = {d.incident.id: len(d.incident.reports) for d in self.results.dossiers}
        now = self._dossiers
        if all(i in now and was.get(i) == len(now[i].incident.reports) for i in changed if i in now):
            return tuple(now[i] for i in was if i in now)
        return tuple(sorted(now.values(), key=lambda d: most_reported(d.incident)))

    def _dossier(self, incident: Incident, judgements: Sequence[Judgement]) -> Dossier:
        from isnad.weigh import weigh

        results = self.results
        claims, reports = self._pool.weighed_with(incident, self._in_time)
        about = (results.footage, results.rule, results.parties)
        return self._pool.dossier(incident, weigh(incident, claims, reports, judgements, *about))

    def _tell(self, incident: Incident) -> None:
        self._homes |= dict.fromkeys(incident.claims, incident.id)
        for report in incident.reports:
            self._told_in.setdefault(report, set()).add(incident.id)

    def _forget(self, incident: Incident) -> None:
        for claim in incident.claims:
            if self._homes.get(claim) == incident.id:
                del self._homes[claim]
        for report in incident.reports:
            self._told_in.get(report, set()).discard(incident.id)
