"""Parts: what an incident's page is made of, each bounded, so that the page is quick to make and to load however many
reports tell of the incident.

What may live here: what the entries of each part are, how heavy each is on a page, how much of a part stands on the
incident's own page, and on which page an entry is found. An incident whose parts fit on one page has all of them there.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any
from urllib.parse import quote

from isnad.publish.lookup import Lookup
from isnad.publish.page import rows
from isnad.publish.page.charts import chain_groups
from isnad.records.assessment import Figure, Origin, Tally
from isnad.records.capture import Capture
from isnad.records.claim import Claim
from isnad.records.finding import Finding
from isnad.records.judgement import Judgement
from isnad.records.report import Report
from isnad.web.portions import Cut, Portion
from isnad.web.standing import Standing

FITS = 370_000  # bytes that all parts may weigh together on one page, by weights that are rather too high
LONGEST = 500  # characters of a quote in a table; it leads to the whole
FIGURE = 2_000  # bytes of a figure: drawn wide, narrow and as a step, and in the table
LEAST = 2_000  # bytes of a claim: in its table, its drawing and beside its origin
SUBJECTS = 5  # claims that a decision in the log names
QUOTES = 8  # of one finding that stand together; one with more is told in several
COLUMNS = 8  # hypotheses of the matrix that stand side by side
STEPS = 6  # figures of one origin in a tally, the newest, on the page of the incident

# What each part is headed by, and how many bytes of it stand on the page of an incident that does not fit.
HEADINGS: dict[str, tuple[str, int]] = {
    "words": ("The words this sentence rests on", 4_000),
    "notes": ("Notes", 10_000),
    "toll": ("Toll", 100_000),
    "disagreements": ("Figures that do not agree", 10_000),
    "chains-toll": ("Chains of the figures", 32_000),
    "chains-blame": ("Chains of responsibility", 24_000),
    "chains-act": ("Chains of what is said to have happened", 20_000),
    "chains-presence": ("Chains of who was there", 9_000),
    "origins": ("The origins", 30_000),
    "voices": ("Hypotheses and who stands where", 16_000),
    "matrix": ("Each claim against each hypothesis", 28_000),
    "contradictions": ("Contradictions", 10_000),
    "casualties": ("Figures", 28_000),
    "responsibility": ("Responsibility", 22_000),
    "occurrence": ("What is said to have happened", 18_000),
    "character": ("What kind of act it is said to be", 9_000),
    "presence": ("Who is said to have been there", 9_000),
    "scoped": ("Kept out of the tally", 5_000),
    "nearby": ("On other matters", 6_000),
    "rejected": ("Left out by a decision", 8_000),
    "reports": ("Reports", 16_000),
    "log": ("What changed when", 10_000),
    "because": ("Why these reports were put together", 4_000),
}
KINDS = tuple(name for name, _, _ in rows.CLAIM_GROUPS)
CLAIMS = (*KINDS, "nearby", "rejected")
CHAINS = ("chains-toll", "chains-blame", "chains-act", "chains-presence")


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the incident's log: a report that came in, or a decision."""

    at: datetime
    report: Report | None = None
    capture: Capture | None = None
    judgement: Judgement | None = None


@dataclass(frozen=True, slots=True)
class Rest:
    """That a report rests on an origin, by some claims."""

    origin: Origin
    report: Report
    claims: tuple[Claim, ...]


def _bytes(words: str) -> int:
    """How many bytes some words take, as far as they are shown."""
    return len(words[:LONGEST].encode())


def _claim(claim: Claim) -> int:
    links = sum(140 + 2 * _bytes(link.narrator.name) for link in claim.chain.links)
    return 800 + _bytes(claim.quote.text) + links


def _chain(claim: Claim) -> int:
    return 500 + sum(220 + 2 * _bytes(link.narrator.name) for link in claim.chain.links)


def _finding(finding: Finding) -> int:
    words = (finding.statement, *finding.reasons)
    return 150 + sum(30 + _bytes(each) for each in words) + sum(340 + _bytes(q.text) for q in finding.quotes)


def _rest(rest: Rest) -> int:
    return 450 + sum(150 + _bytes(claim.quote.text) for claim in rest.claims)


def _change(change: Change) -> int:
    if change.judgement is None:
        return 350 + _bytes(change.report.title if change.report else "")
    judgement = change.judgement
    return 300 + len(f"{judgement.why}{judgement.value}".encode()) + 400 * min(SUBJECTS, len(judgement.subjects))


def _row(row: rows.MatrixRow) -> int:
    """With as many of its marks as stand side by side."""
    marks = [300 + 2 * _bytes(cell.reason) if cell else 0 for cell in row.cells]
    widest = max((sum(marks[n : n + COLUMNS]) for n in range(0, len(marks), COLUMNS)), default=0)
    return 500 + _bytes(row.claim.quote.text) + widest


WEIGHTS: dict[str, Callable[[Any], int]] = {
    "words": lambda quote: 340 + _bytes(quote.text),
    "notes": lambda note: 200 + len(note.value.encode()),
    "toll": lambda _: FIGURE,
    "origins": _rest,
    "voices": lambda hypothesis: 1_500 + sum(_bytes(ground) for ground in hypothesis.grounds),
    "matrix": _row,
    "reports": lambda report: 700 + 2 * _bytes(report.title),
    "log": _change,
    "because": lambda reason: 60 + _bytes(reason),
    **dict.fromkeys(CLAIMS, _claim),
    **dict.fromkeys(CHAINS, _chain),
    **dict.fromkeys(("disagreements", "contradictions", "scoped"), _finding),
}


class Parts:
    """The parts of one incident, each worked out when it is asked for."""

    def __init__(self, standing: Standing, lookup: Lookup) -> None:
        self._standing, self._lookup = standing, lookup
        self._cuts: dict[str, Cut] = {}
        self.path = f"/incident/{quote(lookup.dossier.incident.id, safe='')}"

    @cached_property
    def whole(self) -> bool:
        """Whether all parts fit on one page."""
        if LEAST * len(self._lookup.dossier.claims) > FITS:  # too many in any case
            return False
        return sum(self.of(name).weight for name in HEADINGS) <= FITS

    def of(self, name: str) -> Cut:
        """One part, cut into pages."""
        if name not in self._cuts:
            self._cuts[name] = Cut(name, list(self._entries(name)), WEIGHTS[name])
        return self._cuts[name]

    @cached_property
    def first(self) -> dict[str, Portion]:
        """What stands of each part on the incident's page."""
        return {name: self._first(name, most) for name, (_, most) in HEADINGS.items()}

    def _first(self, name: str, most: int) -> Portion:
        cut = self.of(name)
        if self.whole:
            return cut.chosen(cut.entries)
        if name == "toll":
            return cut.chosen(_spread(cut.entries, most // FIGURE))
        if name == "origins":
            return cut.chosen(list(_some_of_each(cut.entries, most)))
        return cut.beginning(most)

    def address(self, anchor: str) -> str:
        """The address of a row, on the incident's page or on that of a part; of the incident's page where there is no
        such row."""
        kind, _, ident = anchor.partition("-")
        for name in CLAIMS if kind == "claim" else ("origins",) if kind == "origin" else ():
            if any(self._ident(each) == ident for each in self.first[name].entries):
                break
            index = next((n for n, each in enumerate(self.of(name).entries) if self._ident(each) == ident), None)
            if index is not None:
                return f"{self.path}/{name}?page={self.of(name).page_of(index)}#{quote(anchor)}"
        return f"{self.path}#{quote(anchor)}"

    def origin_at(self, letter: str) -> str:
        """The link from the incident's page to where an origin is listed."""
        return f"#origin-{letter}" if letter in self._letters else f"{self.path}/at/origin-{letter}"

    @cached_property
    def _letters(self) -> set[str]:
        return {self._ident(each) for each in self.first["origins"].entries}

    def row_at(self, anchor: str) -> str:
        """The link from another page to a row; where there are many, its place is worked out when it is followed."""
        return f"{self.path}#{anchor}" if self.whole else f"{self.path}/at/{anchor}"

    def _ident(self, entry: Any) -> str:
        return self._lookup.letter(entry.origin.id) if isinstance(entry, Rest) else str(entry.id)

    def _entries(self, name: str) -> Iterable[object]:
        dossier, made = self._lookup.dossier, self._lookup.dossier.assessment
        findings = {
            "disagreements": (f for tally in made.tallies for f in tally.disagreements),
            "contradictions": made.contradictions,
            "scoped": made.scoped_out,
        }
        if name in findings:
            return _told(findings[name])
        if name in CHAINS:
            return next((c for n, _, c in chain_groups(self._lookup) if f"chains-{n}" == name), [])
        if name in KINDS:
            return next((c for n, _, c in rows.claim_groups(self._lookup) if n == name), [])
        others: dict[str, Callable[[], Iterable[object]]] = {
            "words": lambda: made.headline.quotes,
            "notes": lambda: dossier.notes,
            "toll": lambda: _figures(made.tallies, self._lookup),
            "origins": lambda: _rests(self._lookup),
            "voices": lambda: made.hypotheses,
            "matrix": lambda: rows.matrix(made.hypotheses, self._lookup),
            "nearby": lambda: dossier.nearby,
            "rejected": lambda: _rejected(self._standing, self._lookup),
            "reports": self._lookup.reports_by_time,
            "log": lambda: _changes(self._standing, self._lookup, self.of("rejected").entries),
            "because": lambda: dossier.incident.because,
        }
        return others[name]()


def _told(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings, one that rests on many quotes told several times with some of them each."""
    for finding in findings:
        for start in range(0, max(1, len(finding.quotes)), QUOTES):
            yield replace(finding, quotes=finding.quotes[start : start + QUOTES])


def _figures(tallies: Iterable[Tally], lookup: Lookup) -> Iterator[tuple[Tally, Figure | None]]:
    """Each tally's figures, by origin, oldest first; None for a tally that has none."""
    for tally in tallies:
        if not tally.history:
            yield tally, None
        for history in rows.histories(tally, lookup):
            for figure in (*history.steps, *history.aside):
                yield tally, figure


def _spread(entries: Sequence[Any], most: int) -> list[tuple[Tally, Figure | None]]:
    """So many figures of all tallies, the origins on which most reports rest first, with their newest figures."""
    by_tally = [
        [list(held)[-STEPS:] for _, held in groupby(each, key=lambda e: e[1].origin if e[1] else "")]
        for _, each in ((k, list(v)) for k, v in groupby(entries, key=lambda e: id(e[0])))
    ]
    chosen: list[list[tuple[Tally, Figure | None]]] = [[] for _ in by_tally]
    for turn in range(max(map(len, by_tally), default=0)):
        for held, origins in zip(chosen, by_tally, strict=True):
            if turn < len(origins) and sum(map(len, chosen)) < most:
                held += origins[turn]
    return [each for held in chosen for each in held]


def reduced(portion: Portion) -> list[tuple[Tally, Tally]]:
    """The tallies of some figures: each as it is, and with no figures but these."""
    entries: Sequence[Any] = portion.entries
    if not portion.left:
        return [(tally, tally) for tally in dict.fromkeys(each[0] for each in entries)]
    found = []
    for _, held in groupby(entries, key=lambda e: id(e[0])):
        kept = list(held)
        tally, mine = kept[0][0], {id(figure) for _, figure in kept}
        found.append((tally, replace(tally, history=tuple(f for f in tally.history if id(f) in mine))))
    return found


def _rests(lookup: Lookup) -> Iterator[Rest]:
    """Who rests on which origin: origins by their letter, reports by time."""
    for origin in lookup.roots:
        of_report: dict[str, list[Claim]] = {}
        for claim in origin.claims:
            if claim in lookup.claims:
                of_report.setdefault(lookup.claims[claim].quote.report, []).append(lookup.claims[claim])
        for report in rows.rests_on(origin, lookup):
            claims = of_report.get(report, [])
            for start in range(0, max(1, len(claims)), QUOTES):
                yield Rest(origin, lookup.reports[report], tuple(claims[start : start + QUOTES]))


def _some_of_each(entries: Sequence[Any], most: int) -> Iterator[Rest]:
    """As much as weighs no more than this: of each origin, in order, the first two that rest on it."""
    heavy = 0
    for _, held in groupby(entries, key=lambda rest: rest.origin.id):
        for rest in [*held][:2]:
            heavy += _rest(rest)
            if heavy > most:
                return
            yield rest


def by_origin(entries: Sequence[Any]) -> list[tuple[Origin, list[tuple[Report, list[Claim]]], int]]:
    """Some rests by origin and report, and how many reports of the origin are not among them."""
    found = []
    for _, held in groupby(entries, key=lambda rest: rest.origin.id):
        mine = list(held)
        reports = [(list(each)) for _, each in groupby(mine, key=lambda rest: rest.report.id)]
        told = [(each[0].report, [claim for rest in each for claim in rest.claims]) for each in reports]
        found.append((mine[0].origin, told, len(set(mine[0].origin.reports)) - len(told)))
    return found


def _rejected(standing: Standing, lookup: Lookup) -> Iterator[Claim]:
    """Claims of the incident's reports that a judgement left out."""
    for report in lookup.reports_by_time():
        reading = standing.reading(report.id)
        for claim in reading.claims if reading else ():
            if standing.claim(claim.id) is None:
                yield claim


def _changes(standing: Standing, lookup: Lookup, rejected: Sequence[Any]) -> list[Change]:
    """What changed when, the latest first."""
    found = []
    for report in lookup.reports.values():
        capture = lookup.captures.get(report.capture)
        if capture is not None:
            found.append(Change(capture.captured, report=report, capture=capture))
    subjects = [*lookup.claims, *(claim.id for claim in rejected)]
    judged = {j.id: j for subject in subjects for j in standing.judgements_on(subject)}
    found += [Change(j.at, judgement=j) for j in judged.values()]
    return sorted(found, key=lambda c: c.at, reverse=True)
