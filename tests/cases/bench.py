"""Running a case's folder through the house and comparing what comes out with its expected.json."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import isnad
from isnad.case import Case
from isnad.pipeline import Results
from isnad.publish.terminal import dossier_view
from isnad.records.assessment import Assessment, Figure, Tally
from isnad.records.claim import Casualties, Claim, Count, Outcome, Relation, Responsibility
from isnad.records.dossier import Dossier
from isnad.records.incident import Incident

HERE = Path(__file__).parent
WIDER = {"period": "wider", "campaign": "wider", "war": "wider"}
RELATIONS = tuple(relation.value for relation in Relation)
Voices = dict[str, list[str]]


@dataclass(frozen=True)
class Ran:
    """A case that was run, with what was expected of it."""

    folder: Path
    expected: dict[str, Any]
    case: Case
    results: Results

    def claims(self, kind: type, report: str) -> list[Claim]:
        """The claims of one kind read from one report, rejected ones and other incidents' included."""
        names = {capture.id: Path(capture.origin).name for capture in self.results.captures}
        return [
            claim
            for reading in self.results.readings
            if names[reading.capture] == report
            for claim in reading.claims
            if isinstance(claim.content, kind)
        ]

    def text(self, report: str) -> str:
        """The text read from a report's file."""
        names = {capture.id: Path(capture.origin).name for capture in self.results.captures}
        return next(r.text for r in self.results.reports if names[r.capture] == report)

    def file_of(self, claim: Claim) -> str:
        """The file a claim was read from."""
        captures = {capture.id: Path(capture.origin).name for capture in self.results.captures}
        return next(captures[r.capture] for r in self.results.reports if r.id == claim.quote.report)

    def incident(self, place: str) -> Dossier:
        """The dossier of the incident at a place; the most reported where there are several."""
        found = [d for d in self.results.dossiers if at_place(d.incident, place)]
        assert found, f"no incident at {place}: {[d.incident.name for d in self.results.dossiers]}"
        return found[0]


def run(folder: Path, into: Path) -> Ran:
    """Run a case's folder through a real case on disk."""
    gazetteer, parties = ((folder / name) for name in ("gazetteer.csv", "belligerents.csv"))
    case = isnad.new_case(
        into / "case",
        gazetteers=[gazetteer if gazetteer.exists() else HERE / "places.csv"],
        belligerents=parties if parties.exists() else HERE / "parties.csv",
    )
    case.add(folder / "reports")
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return Ran(folder, expected, case, case.results())


def at_place(incident: Incident, place: str) -> bool:
    """Whether an incident is at a place of this name."""
    return incident.where is not None and incident.where.name == place


def met(ran: Ran, gold: dict[str, Any], kind: type) -> Claim | None:
    """The claim that meets a gold claim best: its span overlaps, and most of its parts are right."""
    start = ran.text(gold["report"]).index(gold["quote"])
    end = start + len(gold["quote"])
    meeting = [c for c in ran.claims(kind, gold["report"]) if c.quote.start < end and start < c.quote.end]
    return max(
        meeting,
        key=lambda c: sum(not w for w in wrong_by_part(gold, c, ran.expected.get("voices")).values()),
        default=None,
    )


def wrong_by_part(gold: dict[str, Any], claim: Claim, voices: Voices | None = None) -> dict[str, str]:
    """What is wrong with a claim, part by part; empty words where it is right.

    ``voices`` are the names that one source goes by; without them a root's name has to be met to the letter.
    """
    wrong: dict[str, str] = {}

    def compare(part: str, mine: object, wanted: object) -> None:
        wrong[part] = "" if mine == wanted else f"{mine!r}, not {wanted!r}"

    match claim.content:
        case Casualties(counts=counts):
            for outcome in ("killed", "injured"):
                if isinstance(gold.get(outcome), list):
                    compare(outcome, _range(counts, outcome), gold[outcome])
            if "breakdown" in gold and "killed" in gold:
                compare("breakdown", {p.group: p.low for c in counts for p in c.parts}, gold["breakdown"])
            compare("scope", _scope(str(claim.scope), claim, gold), WIDER.get(gold["scope"], gold["scope"]))
        case Responsibility(relation=relation, parties=parties, denial=denial):
            wanted = next(r for r in RELATIONS if r in gold)
            compare("relation", relation.value, wanted)
            compare("parties", set(parties), set(gold[wanted]))
            compare("stance", str(claim.stance), gold.get("stance", "asserted"))
            if "denial" in gold:
                compare("denial", str(denial), gold["denial"])
    if gold.get("chain"):
        mine = claim.chain.names[-1] if claim.chain.names else ""
        compare("root", _key(mine, voices), _key(gold["chain"][-1], voices))
    elif "chain" in gold or gold.get("open"):
        compare("root", bool(claim.chain.names) and not claim.chain.open, False)
    if "place" in gold:
        compare("place", claim.where.name if claim.where else "", gold["place"])
    return wrong


def _scope(scope: str, claim: Claim, gold: dict[str, Any]) -> str:
    """A claim's scope, seen from the case: a report's main attack may be another than the case's."""
    if scope == "incident" and claim.where is not None and claim.where.name == gold.get("place"):
        return str(gold["scope"])
    return WIDER.get(scope, scope)


def _key(name: str, voices: Voices | None) -> str:
    """The one name of a source: the voice with a name that is part of this one, or of which this one is part."""
    plain = name.lower().removeprefix("the ")
    for voice, others in (voices or {}).items():
        known = [each.lower().removeprefix("the ") for each in (voice, *others)]
        if plain and any(plain in each or each in plain for each in known):
            return voice
    return plain


def _range(counts: tuple[Count, ...], outcome: str) -> list[int | None]:
    """Bounds of all who were counted with one outcome, as the benchmark of claims has them."""
    found = [c for c in counts if c.outcome == outcome and c.numbered]
    if not found:
        return [None, None]
    lows, highs = [c.low for c in found], [c.high for c in found]
    low = lows[0] if len(lows) == 1 else sum(n or 0 for n in lows)
    return [low, None if None in highs else sum(n or 0 for n in highs)]


def scored(ran: Ran, name: str, kind: type) -> tuple[int, int, int]:
    """How many gold claims there are, how many are met, and how many are met by one that is wholly right."""
    gold = ran.expected[name]
    best = [(each, met(ran, each, kind)) for each in gold]
    found = [(each, claim) for each, claim in best if claim is not None]
    voices = ran.expected.get("voices")
    right = [claim for each, claim in found if not any(wrong_by_part(each, claim, voices).values())]
    return len(gold), len(found), len(right)


def tally(assessment: Assessment, outcome: str = "killed") -> Tally | None:
    """The tally of all people with one outcome."""
    return next((t for t in assessment.tallies if t.group == "people" and t.outcome == Outcome(outcome)), None)


def figures(assessment: Assessment, outcome: str = "killed") -> Iterator[Figure]:
    """Every figure with this outcome, whatever its group, superseded ones included."""
    for each in assessment.tallies:
        if each.outcome == outcome:
            yield from each.history


def standing(found: Tally) -> list[Figure]:
    """The figures that no newer one of their origin replaces and that no convention stands for."""
    return [figure for figure in found.history if not figure.superseded_by and not figure.convention]


def origin_names(dossier: Dossier, ids: tuple[str, ...]) -> set[str]:
    """The names of origins."""
    return {origin.name for origin in dossier.assessment.origins if origin.id in ids}


VERDICTS = (
    "was carried out by",
    "were carried out by",
    "is responsible",
    "are responsible",
    "was responsible for",
    "committed by",
    "the perpetrator is",
    "perpetrated by",
    "guilty",
)


def stated_in_own_voice(dossier: Dossier) -> list[str]:
    """What the dossier states itself of responsibility; empty where it names no perpetrator as a finding.

    The headline and the findings may name a party only beside words that say it is alleged, hedged, denied ...
    """
    assessment = dossier.assessment
    parties = {party for h in assessment.hypotheses for party in h.parties}
    said = [assessment.headline, *assessment.contradictions, *assessment.scoped_out]
    wrong = [f.statement for f in said if any(v in f.statement.lower() for v in VERDICTS)]
    attributing = (
        "alleg",
        "hedge",
        "den",
        "exclud",
        "conced",
        "says",
        "said",
        "gives",
        "one of",
        "is about",
        "accepted by",
        "against",
    )
    wrong += [
        f.statement
        for f in said
        if any(p in f.statement for p in parties) and not any(word in f.statement.lower() for word in attributing)
    ]
    if assessment.headline.statement and len(parties) > 1:
        named = {p for p in parties if p in assessment.headline.statement}
        alleged = {p for h in assessment.hypotheses if h.alleged_by or h.hedged_by for p in h.parties}
        if named and named < alleged:  # naming some of those alleged and not all is taking a side
            wrong.append(f"only {sorted(named)} of {sorted(alleged)}: {assessment.headline.statement}")
    return wrong


def rendered(dossier: Dossier) -> str:
    """The dossier as the terminal shows it, without colours."""
    from io import StringIO

    from rich.console import Console

    console = Console(file=StringIO(), width=160, color_system=None)
    console.print(dossier_view(dossier))
    return console.file.getvalue()
