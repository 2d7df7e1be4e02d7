"""The case as it stands: what was computed of it, findable by id, and never changed once it is made.

What may live here: one immutable view of a case. A newer state is another view; one that a decision made shares with
the view before all that the decision does not concern, so that it costs what it changes and not what there is.
"""

import copy
import threading
from bisect import insort
from collections import ChainMap, Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from isnad.following import Followed
from isnad.index import Reading
from isnad.pipeline import Results
from isnad.publish.lookup import Lookup
from isnad.records.capture import Capture
from isnad.records.claim import Claim
from isnad.records.dossier import Dossier
from isnad.records.incident import Incident
from isnad.records.judgement import Judgement
from isnad.web.listed import Row, row_of
from isnad.web.search import Search
from isnad.web.suggesting import Looked, Suggestion, suggestions

DRAWN = 400  # incidents whose drawings are kept
PAGES = 300  # that are kept of one state
LAYERS = 40  # of decisions, after which a map is made one again
Key = Callable[[Row], Any]


def _alike(one: Dossier, other: Dossier) -> bool:
    """Whether the drawings of two dossiers are the same."""
    return one is other or (
        one.assessment == other.assessment and one.claims == other.claims and one.reports == other.reports
    )


def _same(ones: Sequence[object], others: Sequence[object]) -> bool:
    """Whether two sequences hold the very same, in the same order."""
    return len(ones) == len(others) and all(one is other for one, other in zip(ones, others, strict=True))


class Standing:
    """All that pages show of a case at ``lines`` lines of its log. Ids that lead nowhere give None."""

    def __init__(
        self,
        title: str,
        lines: int,
        results: Results,
        judgements: tuple[Judgement, ...],
        search: Search,
        before: "Standing | None" = None,
    ) -> None:
        """A state that was computed as a whole. ``before`` is the one that it takes the place of."""
        self.title, self.lines, self.results, self.judgements, self.search = title, lines, results, judgements, search
        self.linked = lines  # after which it was last computed which reports belong together
        self._dossiers = {d.incident.id: d for d in results.dossiers}
        known = {id(d): before._rows[d.incident.id] for d in before.results.dossiers} if before else {}
        made = (known.get(id(d)) or row_of(d) for d in results.dossiers)
        self._rows: dict[str, Row] = {row.id: row for row in made}
        self._readings = {r.report.id: r for r in results.readings if r.report is not None}
        self._captures = {c.id: c for c in results.captures}
        self._raw = {c.id: c for r in results.readings for c in r.claims}
        self._claims: Mapping[str, Claim | None] = {c.id: c for c in results.claims}
        self._of_claim: Mapping[str, str] = {c: i.id for i in results.incidents for c in i.claims}
        of_report: dict[str, list[str]] = {}
        for incident in results.incidents:
            for report in incident.reports:
                of_report.setdefault(report, []).append(incident.id)
        self._of_report: Mapping[str, list[str]] = of_report
        self._judged: dict[str, list[Judgement]] = {}
        self._judge(judgements)
        self._keys: dict[str, Key] = {}
        self._orders: dict[str, list[Row]] = {}
        self._lookups: dict[str, Lookup] = {}
        self.pages = self._pages_of(before) if before else {}  # as they were made of this state
        self._later: tuple[Standing, set[str] | None] | None = None  # the next state, and the incidents that changed
        self._drawn: dict[str, dict[str, Any]] = before.drawings(self._dossiers) if before else {}
        self._turns: dict[tuple[object, ...], threading.Lock] = {}
        self._looked: Looked = before._looked if before else {}  # shared by all states that come of one another
        self._moved: dict[str, str] = {}
        if before:
            self._moved = self._moves(before, (i for i in before.results.incidents if i.id not in self._dossiers))

    def after(self, lines: int, followed: Followed, judgements: tuple[Judgement, ...]) -> "Standing":
        """The state after judgements that were followed at once, in results that share what they do not concern."""
        results = followed.results
        new = copy.copy(self)
        new.lines, new.results, new.judgements = lines, results, judgements
        new._dossiers = {d.incident.id: d for d in results.dossiers}
        gone = [d for i, d in self._dossiers.items() if new._dossiers.get(i) is not d]
        came = [d for i, d in new._dossiers.items() if self._dossiers.get(i) is not d]
        left, fresh = [self._rows[d.incident.id] for d in gone], [row_of(d) for d in came]
        new._rows = {i: self._rows[i] for i in new._dossiers if i in self._rows} | {row.id: row for row in fresh}
        new._rows = {i: new._rows[i] for i in new._dossiers} if len(new._rows) != len(self._rows) else new._rows
        new._claims = _layered(self._claims, followed.claims)
        new._regroup(self, gone, came)
        new._judged = dict(self._judged)
        new._judge(judgements[len(self.judgements) :])
        new._lookups = {i: held for i, held in self._lookups.items() if new._dossiers.get(i) is self._dossiers.get(i)}
        changed = {d.incident.id for d in (*gone, *came)}
        new.pages, new._later = self._pages_after(left, fresh, changed), None
        self._later = (new, changed if _listed_alike(left, fresh) else None)
        new._drawn, new._orders = self.drawings(new._dossiers), {}
        for name, rows in self._orders.items():
            new._orders[name] = _reordered(rows, left, fresh, self._keys[name])
        new._moved = new._moves(self, (d.incident for d in gone if d.incident.id not in new._dossiers))
        new._count(left, fresh)
        return new

    @property
    def rows(self) -> Iterable[Row]:
        """The incidents as the list has them."""
        return self._rows.values()

    @property
    def number(self) -> int:
        """How many incidents there are."""
        return len(self._rows)

    def dossier(self, incident: str) -> Dossier | None:
        """The dossier of an incident."""
        return self._dossiers.get(incident)

    def row(self, incident: str) -> Row | None:
        """An incident as the list has it."""
        return self._rows.get(incident)

    def lookup(self, incident: str) -> Lookup | None:
        """The lookup of an incident's dossier."""
        found = self._dossiers.get(incident)
        if found is None:
            return None
        if incident not in self._lookups:
            self._lookups[incident] = Lookup(found)
        return self._lookups[incident]

    def moved(self, incident: str) -> str:
        """Where an incident went that had this id before a judgement: the one that holds most of its claims now."""
        return self._moved.get(incident, "")

    def ordered(self, name: str, key: Key) -> list[Row]:
        """The rows in an order, worked out once for each."""
        if name not in self._orders:
            self._keys[name] = key
            self._orders[name] = sorted(self.rows, key=key)
        return self._orders[name]

    @cached_property
    def by_capture(self) -> dict[str, Reading]:
        """What was read, by the capture it was read of; a decision changes none of it."""
        return {reading.capture: reading for reading in self.results.readings}

    @cached_property
    def acts(self) -> Counter[str]:
        """The acts of the incidents with their number."""
        return Counter(act for row in self.rows for act in row.acts)

    @cached_property
    def parties(self) -> Counter[str]:
        """The alleged belligerents with the number of their incidents."""
        return Counter(party for row in self.rows for party in row.parties)

    @cached_property
    def by_day(self) -> dict[int, list[Row]]:
        """Incidents by the number of the day on which they began, as far as that is known."""
        found: dict[int, list[Row]] = {}
        for row in self.rows:
            if row.first is not None:
                found.setdefault(row.first.toordinal(), []).append(row)
        return found

    def drawn(self, incident: str, form: str, draw: Callable[[Lookup], dict[str, Any]]) -> dict[str, Any]:
        """What ``draw`` makes of an incident that is there, made once in a form (a language, and how much of it) and
        kept while its dossier stays the same."""
        held = self._drawn.get(incident, {})
        if form not in held:
            lookup = self.lookup(incident)
            assert lookup is not None
            while len(self._drawn) >= DRAWN:
                self._drawn.pop(next(iter(self._drawn)), None)
            held = self._drawn.setdefault(incident, {})
            held[form] = draw(lookup)
        made: dict[str, Any] = held[form]
        return made

    def keep_page(self, key: tuple[object, ...], text: str) -> None:
        """Keep a page for those who ask for the same, the newest ones of many; the first of a key is its path."""
        while len(self.pages) >= PAGES:
            self.pages.pop(next(iter(self.pages), ()), None)
        self.pages[key] = text
        if self._later is not None:  # a decision came while it was made: it may hold of that state too
            new, changed = self._later
            if changed is not None and _incident_of(key) not in changed:
                new.keep_page(key, text)

    def turn(self, key: tuple[object, ...]) -> threading.Lock:
        """Held by who makes a page."""
        return self._turns.setdefault(key, threading.Lock())

    def _pages_after(self, left: list[Row], fresh: list[Row], incidents: set[str]) -> dict[tuple[object, ...], str]:
        """The pages that still hold after some incidents were weighed anew: all but theirs, where the list stays."""
        if not _listed_alike(left, fresh):
            return {}
        return {k: text for k, text in list(self.pages.items()) if _incident_of(k) not in incidents}

    def _pages_of(self, before: "Standing") -> dict[tuple[object, ...], str]:
        """The pages of the state before that still hold: whatever nothing changed of is the very same."""
        if before.title != self.title or not _same(before.results.readings, self.results.readings):
            return {}
        gone = [i for i, d in before._dossiers.items() if self._dossiers.get(i) is not d]
        came = [i for i, d in self._dossiers.items() if before._dossiers.get(i) is not d]
        return before._pages_after([before._rows[i] for i in gone], [self._rows[i] for i in came], {*gone, *came})

    def drawings(self, dossiers: Mapping[str, Dossier]) -> dict[str, dict[str, Any]]:
        """The drawings that also hold for these dossiers."""
        return {
            each: drawn
            for each, drawn in list(self._drawn.items())
            if (now := dossiers.get(each)) is not None and _alike(now, self._dossiers[each])
        }

    def reading(self, report: str) -> Reading | None:
        """What was read of a report: its claims before any judgement."""
        return self._readings.get(report)

    def capture(self, capture: str) -> Capture | None:
        """A capture that stands."""
        return self._captures.get(capture)

    def claim(self, claim: str) -> Claim | None:
        """A claim as it stands after the judgements; None where it is rejected."""
        return self._claims.get(claim)

    def raw(self, claim: str) -> Claim | None:
        """A claim as it was read."""
        return self._raw.get(claim)

    def incidents_of_report(self, report: str) -> list[str]:
        """The incidents that a report tells of, the most reported first."""
        return self._of_report.get(report, [])

    def incident_of(self, claim: str) -> str:
        """The incident a claim belongs to; empty where to none."""
        return self._of_claim.get(claim, "")

    def judgements_on(self, subject: str) -> list[Judgement]:
        """The judgements on a claim, oldest first."""
        return self._judged.get(subject, [])

    @cached_property
    def suggested(self) -> list[Suggestion]:
        """The claims that are worth a look first."""
        return suggestions(self.results.dossiers, self.judgements_on, self._looked)

    def warm(self) -> None:
        """Work out what the first who look would else wait for."""
        _ = self.suggested, self.acts, self.parties, self.by_day

    def _judge(self, judgements: Iterable[Judgement]) -> None:
        for judgement in judgements:
            for subject in judgement.subjects:
                self._judged[subject] = [*self._judged.get(subject, ()), judgement]

    def _regroup(self, before: "Standing", gone: Iterable[Dossier], came: Iterable[Dossier]) -> None:
        """Which incident claims and reports belong to, where some went and others came."""
        claims = {claim: "" for d in gone for claim in d.incident.claims}
        claims |= {claim: d.incident.id for d in came for claim in d.incident.claims}
        went = {d.incident.id for d in gone}
        reports = {
            r: [i for i in before._of_report.get(r, ()) if i not in went] for d in gone for r in d.incident.reports
        }
        for dossier in came:
            for report in dossier.incident.reports:
                reports[report] = [*reports.get(report, before._of_report.get(report, [])), dossier.incident.id]
        self._of_claim, self._of_report = _layered(before._of_claim, claims), _layered(before._of_report, reports)

    def _count(self, left: Iterable[Row], fresh: Iterable[Row]) -> None:
        """Carry over what was counted of all rows, as far as it was asked for."""
        for name in ("acts", "parties"):
            if name in self.__dict__:
                counted = Counter(self.__dict__[name])
                counted.subtract(each for row in left for each in getattr(row, name))
                counted.update(each for row in fresh for each in getattr(row, name))
                self.__dict__[name] = +counted
        if "by_day" in self.__dict__:
            days, went = dict(self.by_day), {row.id for row in left}
            for row in (*left, *fresh):
                if row.first is not None:
                    day = row.first.toordinal()
                    days[day] = [each for each in days.get(day, ()) if each.id not in went]
            for row in fresh:
                if row.first is not None:
                    days[row.first.toordinal()].append(row)
            self.__dict__["by_day"] = days
        self.__dict__.pop("suggested", None)

    def _moves(self, before: "Standing", went: Iterable[Incident]) -> dict[str, str]:
        found: dict[str, str] = {}
        for incident in went:
            now = Counter(home for claim in incident.claims if (home := self.incident_of(claim)))
            found |= {incident.id: now.most_common(1)[0][0]} if now else {}
        return {old: found.get(new, new) for old, new in before._moved.items()} | found


def _layered(base: Mapping[str, Any], changes: Mapping[str, Any]) -> Mapping[str, Any]:
    """A mapping with some changes, that shares all else."""
    if not changes:
        return base
    layers = [dict(changes), *(base.maps if isinstance(base, ChainMap) else [base])]
    if len(layers) > LAYERS:  # the newest of them are made one; the large one at the ground is shared on
        top: dict[str, Any] = {}
        for layer in reversed(layers[:-1]):
            top |= layer
        layers = [top, layers[-1]]
    return ChainMap(*layers)


def _reordered(rows: list[Row], left: Iterable[Row], fresh: Iterable[Row], key: Key) -> list[Row]:
    """Rows in an order, without some and with others, which are put where they belong."""
    went = {id(row) for row in left}
    made = [row for row in rows if id(row) not in went]
    for row in fresh:
        insort(made, row, key=key)
    return made


def _listed_alike(left: Iterable[Row], fresh: Iterable[Row]) -> bool:
    """Whether the list shows the same of these incidents."""
    return {row.id: row for row in left} == {row.id: row for row in fresh}


def _incident_of(key: tuple[object, ...]) -> str:
    """The incident on whose page, or part, a kept page is; empty for another page."""
    path = str(key[0]).split("/")
    return path[2] if path[1:2] == ["incident"] and len(path) > 2 else ""
