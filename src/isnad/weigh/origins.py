"""Origins: the independent roots behind claims. Repetition is not corroboration.

What may live here: which claims count once, and why.

The rules, in the order they are applied to a claim:

1. A named root: the speaker at the end of the chain, under whatever name (``voices.py``). A root that hides behind a
   named body ("the Monitor said activists told it") is that body: nobody can tell the two apart, so they count once.
2. No named speaker at all: the report's own voice (its publisher, or the agency it reprints), or, where the words say
   that somebody unnamed is behind it ("activists said"), an origin of its own kind, marked open. There is at most one
   such origin behind each outlet or agency: two nameless activists heard by one agency may be one person, and
   nothing in the reports can show that they are not. It never counts as one that could be asked again.
3. Near-identical sentences in several reports, and reports that are largely one text, are one witness. Where one of
   them names the root, that is the origin of all; else the one printed first.
4. A figure or an allegation that a report gives in its own voice, or as "reported", and attributes elsewhere to a named
   root is that root's: headlines and first sentences repeat what the body attributes.
5. Reports in two languages that name one agency and give the same figures are translations of each other.
6. Reports that show the same picture or film: see ``footage.py``, which joins what is found here.

This follows the practice of tracing each report to its earliest source (UCDP GED's ``source_original``; Berkeley
Protocol on Digital Open Source Investigations, 2022, on source analysis).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from isnad.records.assessment import Origin
from isnad.records.chain import Narrator, NarratorKind
from isnad.records.claim import Casualties, Claim, Responsibility
from isnad.records.codec import id_of
from isnad.records.report import Report
from isnad.weigh.publishers import Voice, own_voice
from isnad.weigh.reprints import same_text, same_words
from isnad.weigh.voices import Voices, narrators

CARRIERS = (NarratorKind.AGENCY, NarratorKind.OUTLET)
NAMED, OWN, UNNAMED = "named", "own voice", "unnamed"
Key = tuple[str, str]  # (NAMED | OWN | UNNAMED, key of the voice)
Signature = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Origins:
    """The origins behind claims, most reports first, and the way from a claim to its origin's id.

    ``own`` are the claims that a report makes in its own voice, whoever's that is.
    """

    origins: tuple[Origin, ...]
    of: Mapping[str, str]
    own: frozenset[str] = frozenset()

    def named(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Those of these origins that one could ask again."""
        open_ones = {o.id for o in self.origins if o.open}
        return tuple(i for i in ids if i not in open_ones)

    def name(self, ident: str) -> str:
        """The name of an origin."""
        return next((o.name for o in self.origins if o.id == ident), ident)


def origins_of(claims: Sequence[Claim], reports: Mapping[str, Report]) -> Origins:
    """The origins of these claims of one incident."""
    return _Tracing(sorted(claims, key=lambda c: in_time(c, reports)), reports).done()


def in_time(claim: Claim, reports: Mapping[str, Report]) -> tuple[bool, float, str, int, int, str]:
    """What orders claims: when their report was published (no date: last), then where they stand in it."""
    report = reports.get(claim.quote.report)
    when = report.published.start.timestamp() if report and report.published else None
    return (when is None, when or 0.0, claim.quote.report, claim.quote.start, claim.quote.end, claim.id)


def signature(claim: Claim) -> Signature | None:
    """What a claim says, without its words: its numbers, or whom it holds responsible. None where neither."""
    content = claim.content
    if isinstance(content, Casualties):
        numbers = sorted(
            (n.outcome.value, n.group, n.low or -1, n.high or -1)
            for count in content.counts
            for n in (count, *count.parts)
            if n.numbered
        )
        return ("casualties", *numbers) if numbers else None
    if isinstance(content, Responsibility):
        return ("responsibility", content.relation, tuple(sorted(content.parties)))
    return None


@dataclass(slots=True)
class _Tracing:
    """One tracing of claims to their origins; ``claims`` come in order of time."""

    claims: Sequence[Claim]
    reports: Mapping[str, Report]
    voices: Voices = field(init=False)
    own: dict[str, Voice] = field(init=False)
    keys: dict[str, Key] = field(default_factory=dict)
    because: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        mine = {c.quote.report for c in self.claims}
        self.own = {
            r: own_voice(self.reports[r]) if r in self.reports else Voice(name=f"report {r}") for r in sorted(mine)
        }
        met = narrators((c.chain, c.quote.report) for c in self.claims)
        met += [(Narrator(name=v.name, kind=NarratorKind.OUTLET), r) for r, v in self.own.items()]
        met += [(Narrator(name=p, kind=NarratorKind.OUTLET), r) for r in self.own if (p := self._publisher(r))]
        self.voices = Voices(met, {r: self.reports[r].text for r in sorted(mine) if r in self.reports})

    def done(self) -> Origins:
        for claim in self.claims:
            self.keys[claim.id] = self._root(claim)
        self._translations()
        self._headlines()
        self._reprints()
        return self._gathered()

    def _publisher(self, report: str) -> str:
        """The publisher's bare name: what stands in brackets after it is an agency or an edition."""
        found = self.reports.get(report)
        return found.publisher.split("(")[0].strip() if found else ""

    def _page(self, report: str) -> str:
        """What stands for all versions of one page: its address; a report without one stands for itself."""
        found = self.reports.get(report)
        return (found.url.partition("#")[0] if found else "") or report

    def _root(self, claim: Claim) -> Key:
        """The key by the chain alone."""
        hidden = claim.chain.open
        for link in reversed(claim.chain.links):
            narrator = link.narrator
            if not narrator.named:
                hidden = True
            elif hidden and narrator.kind in CARRIERS:
                return (UNNAMED, self.voices.voice(narrator))
            else:
                return (NAMED, self.voices.voice(narrator))
        voice = self.own[claim.quote.report]
        return (UNNAMED if hidden or voice.unnamed else OWN, self.voices.key(voice.name))

    def _headlines(self) -> None:
        """Rule 4."""
        attributed: dict[tuple[str, Signature], Key] = {}
        single: dict[tuple[str, object], Key] = {}
        for claim in self.claims:
            said, report = signature(claim), self._page(claim.quote.report)
            if said is not None and self.keys[claim.id][0] == NAMED:
                attributed.setdefault((report, said), self.keys[claim.id])
                for number in said[1:] if said[0] == "casualties" else ():
                    single.setdefault((report, _point(number)), self.keys[claim.id])
        for claim in self.claims:
            said, report = signature(claim), self._page(claim.quote.report)
            if said is None or claim.chain.links or self.keys[claim.id][0] == NAMED:
                continue  # "a nurse said" is a voice of her own, if a nameless one
            found = attributed.get((report, said))
            if found is None and said[0] == "casualties":
                each = {single.get((report, _point(number))) for number in said[1:]}
                found = each.pop() if len(each) == 1 else None
            if found is not None:
                self._move(claim, found, "the same report attributes it")

    def _reprints(self) -> None:
        """Rule 3: sentences first, then whole reports."""
        alike = same_words(self.claims, self.reports)
        together: defaultdict[str, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            together[alike.find(claim.id)].append(claim)
        for group in together.values():
            if len({c.quote.report for c in group}) > 1:
                self._one_witness(group, "near-identical words")
        family = same_text(self.reports[r] for r in self.own if r in self.reports)
        houses: defaultdict[str, list[str]] = defaultdict(list)
        for report in {c.quote.report: None for c in self.claims}:
            houses[family.find(report)].append(report)
        for first, *others in houses.values():
            for claim in self.claims:
                if claim.quote.report in others and self.keys[claim.id][0] != NAMED:
                    kind = self.keys[claim.id][0]
                    self._move(claim, (kind, self.voices.key(self.own[first].name)), f"its report reprints {first}")

    def _one_witness(self, group: Sequence[Claim], why: str) -> None:
        named = [self.keys[c.id] for c in group if self.keys[c.id][0] == NAMED]
        chosen = named[0] if named else self.keys[group[0].id]
        for claim in group:
            if self.keys[claim.id][0] != NAMED:
                self._move(claim, chosen, f"{why} in {len({c.quote.report for c in group})} reports")

    def _translations(self) -> None:
        """Rule 5. Names in two scripts that share a sounding word are then held for one speaker's."""
        carried = self._carriers()
        by_figures: defaultdict[Signature, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            said = signature(claim)
            if said is not None and said[0] == "casualties":
                by_figures[said].append(claim)
        for group in by_figures.values():
            for n, claim in enumerate(group):
                self._translated(claim, group[:n], carried)

    def _carriers(self) -> dict[str, set[str]]:
        """The agencies and outlets each report names, itself included."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for claim in self.claims:
            found[claim.quote.report].add(self.voices.key(self.own[claim.quote.report].name))
            links = (link.narrator for link in claim.chain.links if link.narrator.kind in CARRIERS)
            found[claim.quote.report].update(self.voices.voice(n) for n in links)
        return found

    def _translated(self, claim: Claim, earlier: Sequence[Claim], carried: Mapping[str, set[str]]) -> None:
        """Finds the first earlier claim that this one translates."""
        tongue = self._language(claim)
        for other in earlier:
            if "und" in (tongue, self._language(other)) or tongue == self._language(other):
                continue
            mine, theirs = self.keys[claim.id], self.keys[other.id]
            if mine == theirs:
                return
            if not carried[claim.quote.report] & carried[other.quote.report]:
                if mine[0] != NAMED and theirs[0] != NAMED:
                    told = f"its independence from report {other.quote.report} is not established"
                    self.because[claim.id].append(f"{told}: the same figures in another language")
                continue
            if mine[0] == theirs[0] == NAMED:
                if self.voices.translated(mine[1], theirs[1]):
                    self.voices.join(mine[1], theirs[1])
                    why = f"a translation: report {other.quote.report} has the same figures from the same agency"
                    self.because[claim.id].append(why)
                    self.keys = {c: (kind, self.voices.key(key)) for c, (kind, key) in self.keys.items()}
            elif mine[0] != NAMED:
                self._move(claim, theirs, f"a translation of report {other.quote.report}: same agency, same figures")
            return

    def _language(self, claim: Claim) -> str:
        report = self.reports.get(claim.quote.report)
        return report.language if report else "und"

    def _move(self, claim: Claim, key: Key, why: str) -> None:
        if self.keys[claim.id] != key:
            self.keys[claim.id] = key
            self.because[claim.id].append(why)

    def _gathered(self) -> Origins:
        groups: defaultdict[Key, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            kind, voice = self.keys[claim.id]  # who speaks in its own report and is cited in others is one origin
            groups[NAMED if kind == OWN else kind, voice].append(claim)
        made = [self._origin(key, group) for key, group in groups.items()]
        made.sort(key=lambda o: (o.open, -len(o.reports), o.name, o.id))
        own = frozenset(claim for claim, (kind, _) in self.keys.items() if kind == OWN)
        return Origins(origins=tuple(made), of={c: o.id for o in made for c in o.claims}, own=own)

    def _origin(self, key: Key, group: Sequence[Claim]) -> Origin:
        kind, voice = key
        shown = self.voices.shown(voice)
        reports = tuple(dict.fromkeys(c.quote.report for c in group))
        return Origin(
            id=id_of("origin", kind, voice),
            name=f"unnamed, as carried by {shown}" if kind == UNNAMED else shown,
            claims=tuple(c.id for c in group),
            reports=reports,
            open=kind == UNNAMED,
            because=self._reasons(key, group, len(reports)),
        )

    def _reasons(self, key: Key, group: Sequence[Claim], reports: int) -> tuple[str, ...]:
        kind, voice = key
        told = []
        if reports > 1 and kind == NAMED:
            told.append(f"{reports} reports have it from {self.voices.shown(voice)}")
        names = self.voices.aliases(voice)
        if len(names) > 1:
            told.append("one speaker under several names: " + ", ".join(names))
        own = [c for c in group if self.keys[c.id][0] != NAMED]
        told += [self.own[c.quote.report].because for c in own if self.own[c.quote.report].because]
        told += [why for c in group for why in self.because[c.id]]
        return tuple(dict.fromkeys(told))


def _point(number: object) -> object:
    """A number without its upper bound: "at least 26" in a headline and "26" in the body are one figure."""
    return number[:3] if isinstance(number, tuple) else number


def reported(claim: Claim, reports: Mapping[str, Report]) -> datetime | None:
    """When a claim's report was published, as far as it is known."""
    report = reports.get(claim.quote.report)
    return report.published.start if report and report.published else None
