"""Weighed: the incidents of a case weighed, each anew only where something changed that it depends on.

What may live here: what an assessment depends on, as a digest, and the taking of assessments that were kept by it.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from isnad.casebook import Casebook
from isnad.computed import Computed, key_of
from isnad.plugins import weighing_digest
from isnad.pool import Pool
from isnad.preserve.people.own import own_mark
from isnad.preserve.progress import Progress
from isnad.reading import many, tables_in
from isnad.records.assessment import Assessment
from isnad.records.claim import Claim
from isnad.records.codec import canonical, from_bytes, to_plain
from isnad.records.incident import Incident
from isnad.records.judgement import Decision, Judgement
from isnad.records.media import Footage, Likeness, Sighting
from isnad.records.party import Party
from isnad.records.report import Report
from isnad.weigh import weigh
from isnad.weigh.rules import rule_of

KIND = "assessment"


def kept_of(book: Casebook) -> Computed:
    """What was computed of a case by this user, in this very folder, with the tables it has now and by this isnad."""
    read_by = many.key_of(tables_in(book), own_mark(book.derived, book.ring.root))
    scope = hashlib.sha256(f"{read_by} {weighing_digest()}".encode()).hexdigest()
    return Computed(book.derived, scope)


class Weighing:
    """All that incidents of a case are weighed with. ``in_time`` are the pool's reports as they are to be weighed.

    To each incident its own part of it is given, so that many incidents and many judgements cost no more together than
    one by one.
    """

    def __init__(
        self,
        pool: Pool,
        in_time: Mapping[str, Report],
        judgements: Sequence[Judgement],
        footage: Footage,
        rule: str,
        parties: Sequence[Party],
    ) -> None:
        self._pool, self._in_time = pool, in_time
        self._rule = rule or rule_of(judgements)
        self._of_all = [judgement for judgement in judgements if judgement.decision is Decision.RULE]
        self._judged: defaultdict[str, list[Judgement]] = defaultdict(list)
        for judgement in judgements:
            for subject in dict.fromkeys(judgement.subjects):
                self._judged[subject].append(judgement)
        self._shown = _Shown(footage)
        self.keys: dict[str, bytes] = {}  # under which the assessment of each incident is kept, once it was asked for
        self._parties = parties  # those of the case's tables, which what is kept is named for

    def assessments(
        self, incidents: Sequence[Incident], kept: Computed, tell: Progress, held: dict[bytes, Assessment]
    ) -> dict[str, Assessment]:
        """What each incident is weighed as, by its id; as it was kept, or ``held``, where all that it depends on is the
        same. What is ``held`` is then what this gave."""
        given = [self._given(incident) for incident in incidents]
        keys = [self._key(*each) for each in given]
        self.keys = {incident.id: key for incident, key in zip(incidents, keys, strict=True)}
        known = kept.get(KIND, set(keys) - held.keys())
        made: dict[bytes, Assessment] = {}
        fresh: dict[bytes, bytes] = {}
        for done, (key, each) in enumerate(zip(keys, given, strict=True), start=1):
            found = held.get(key) or assessment_in(known.get(key), each[0].id)
            if found is None:
                found = weigh(*each, self._rule, self._parties)
                fresh[key] = canonical(to_plain(found))
            made[key] = found
            tell("weighing", done, len(incidents))
        kept.put(KIND, fresh, made.keys())
        held.clear()
        held.update(made)
        return {incident: made[key] for incident, key in self.keys.items()}

    def _given(self, incident: Incident) -> "_Given":
        claims, reports = self._pool.weighed_with(incident, self._in_time)
        found = {j.id: j for claim in claims for j in self._judged.get(claim.id, ())} if self._judged else {}
        return incident, claims, reports, [*self._of_all, *found.values()], self._shown.by(incident.reports)

    def _key(
        self,
        incident: Incident,
        claims: Iterable[Claim],
        reports: Iterable[Report],
        judgements: Iterable[Judgement],
        footage: Footage,
    ) -> bytes:
        """Reports and claims are told by their ids, which come of all that they say, but for what of a report is other
        as it is to be weighed."""
        retimed = [r for r in reports if r is not self._pool.report(r.id)]
        small = (replace(incident, claims=(), reports=(), because=()), footage)
        return key_of(
            self._rule,
            *(canonical(to_plain(each)).decode() for each in small),
            *(canonical([r.id, r.publisher, to_plain(r.published) if r.published else None]).decode() for r in retimed),
            " ".join(sorted(j.id for j in judgements)),
            " ".join(incident.claims),
            " ".join(incident.reports),
            " ".join(claim.id for claim in claims),
        )


_Given = tuple[Incident, list[Claim], list[Report], list[Judgement], Footage]


def assessment_in(data: bytes | None, incident: str) -> Assessment | None:
    """What was kept as the assessment of an incident; None where it is none."""
    try:
        found = from_bytes(data, Assessment) if data is not None else None
    except ValueError:
        return None
    return found if found is not None and found.incident == incident else None


class _Shown:
    """Which footage concerns some reports: what they show, and all that looks like it, be it by way of another."""

    def __init__(self, footage: Footage) -> None:
        self._shows: defaultdict[str, list[Sighting]] = defaultdict(list)
        for sighting in footage.sightings:
            self._shows[sighting.report].append(sighting)
        self._like: defaultdict[str, list[Likeness]] = defaultdict(list)
        for like in footage.likenesses:
            self._like[like.one].append(like)
            self._like[like.other].append(like)

    def by(self, reports: Iterable[str]) -> Footage:
        """What of the footage these reports concerns."""
        sightings = [s for report in reports for s in self._shows.get(report, ())] if self._shows else []
        met, todo = set[str](), [s.medium for s in sightings]
        found: dict[Likeness, None] = {}
        while todo:
            medium = todo.pop()
            if medium not in met:
                met.add(medium)
                found |= dict.fromkeys(self._like.get(medium, ()))
                todo += [end for like in self._like.get(medium, ()) for end in (like.one, like.other)]
        ordered = sorted(found, key=lambda like: (like.one, like.other, like.method, like.distance))
        return Footage(sightings=tuple(sightings), likenesses=tuple(ordered))
