"""How fast a case of many incidents leaves it, and in how much memory: ``python benchmarks/exporting.py``.

Dossiers are invented, each made when it is asked for: what is measured is redacting them, exporting them, writing the
files, and searching them for what is withheld. Each form runs in a process of its own, for a tenth of the incidents and
for all (20,000): memory is flat where the two peaks are near each other. Printed are seconds on the wall, seconds of
CPU without what making the dossiers twice takes, those of them that finding what is private takes, the peaks in MB, and
what was written in MB.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from isnad.publish.withhold.private import private_things
from isnad.records.assessment import Assessment, Figure, Grade, GradeTerm, Hypothesis, Origin, Tally
from isnad.records.capture import Capture, digest_of
from isnad.records.chain import Chain, Link, Narrator, NarratorKind
from isnad.records.claim import Casualties, Claim, Count, Occurrence, Outcome, Relation, Responsibility, Stance, Status
from isnad.records.dossier import Dossier
from isnad.records.finding import Finding
from isnad.records.incident import Incident
from isnad.records.person import Person
from isnad.records.report import Quote, Report
from isnad.records.when import Interval
from isnad.records.where import Place

INCIDENTS = 20_000
REPORTS = 3  # of one incident
FORMS = ("ged", "airwars", "acled", "claims", "parquet", "geojson", "kml", "rss", "ftm", "jsonl", "json")
_GIVEN = ("Olan", "Hetta", "Sanne", "Dorit", "Jorun", "Mirel", "Tavi", "Ruan", "Sel", "Ibra")
_FAMILY = ("Pirr", "Marwin", "Valk", "Aldane", "Orsk", "Zerun", "Halim", "Tawq", "Nerin", "Sorn", "Belt")
_CAPTURED = datetime(2031, 3, 7, 10, tzinfo=UTC)


def _name(number: int) -> str:
    return f"{_GIVEN[number % 10]} {_FAMILY[number // 10 % 11]}{'aeiou'[number // 110 % 5]}{number // 550}"


def _text(number: int, report: int) -> str:
    killed, hurt = 2 + number % 20 + report, 5 + number % 30
    return (
        f"Shelling of Village {number} kills {killed}\n\n{killed} people were killed and {hurt} wounded when shells "
        f"hit the market of Village {number}, the Velmar Observatory said. Among the dead was {_name(number)} (45). "
        f"The Karsan army denied that it had fired. Pictures were posted by @village{number}_eye.\n" * 2
    )


def _report(number: int, report: int, day: date) -> Report:
    ident = f"{number:08x}{report:08x}"
    text = _text(number, report)
    return Report(
        id=ident, capture="c" + ident, digest=digest_of(ident.encode()), text=text, format="plain", encoding="utf-8",
        language="en", publisher=f"Outlet {(number + report) % 40}", title=text.partition("\n")[0],
        url=f"https://outlet{report}.example/{number}", published=Interval.days(day + timedelta(days=report)),
    )  # fmt: skip


def _claims(report: Report, place: Place, when: Interval, number: int) -> Iterator[Claim]:
    killed = 2 + number % 20 + int(report.id[8:], 16)
    told = Chain(links=(Link(narrator=Narrator(name="Velmar Observatory", kind=NarratorKind.ORGANISATION)),))
    army = Chain(links=(Link(narrator=Narrator(name="Karsan army", kind=NarratorKind.STATE)),))
    contents: tuple[tuple[str, Chain, Any], ...] = (
        (
            f"{killed} people were killed",
            told,
            Casualties(counts=(Count(outcome=Outcome.KILLED, low=killed, high=killed),)),
        ),
        ("shells hit the market", told, Occurrence(act="Artillery", means="shells", target="market")),
        ("denied that it had fired", army, Responsibility(relation=Relation.DENIES, parties=("Karsan army",))),
        ("the dead was " + _name(number), told, Casualties(counts=(Count(outcome=Outcome.KILLED, low=1, high=1),))),
    )
    for nth, (words, chain, content) in enumerate(contents):
        start = report.text.index(words)
        yield Claim(
            id=f"{nth}{report.id[1:]}", quote=report.quote(start, start + len(words)), chain=chain, where=place,
            stance=Stance.ASSERTED, content=content, when=when, because=(f"rule: {words}",),
        )  # fmt: skip


def dossier(number: int) -> Dossier:
    """One invented incident, always the same for its number."""
    day = date(2027, 1, 1) + timedelta(days=number % 1400)
    when = Interval.days(day)
    place = Place(
        name=f"Village {number}", words=f"Village {number}", ident=f"g:{number}",
        within=("Velmar", f"District {number % 30}"),
        latitude=10 + number % 1000 / 100, longitude=40 + number // 1000 / 10,
    )  # fmt: skip
    reports = tuple(_report(number, n, day) for n in range(REPORTS))
    claims = tuple(claim for report in reports for claim in _claims(report, place, when, number))
    ident = f"{number * 2654435761 % 2**64:016x}"
    origin = Origin(
        id="o1", name="Velmar Observatory", claims=tuple(c.id for c in claims), reports=tuple(r.id for r in reports)
    )
    figures = tuple(Figure(claim=c.id, origin="o1", low=2, high=9, reported=_CAPTURED) for c in claims[::4])
    tally = Tally(group="people", outcome=Outcome.KILLED, status=Status.UNDETERMINED, low=2, best=4, high=9,
                  high_open=False, origins=1, history=figures)  # fmt: skip
    quote: Quote = claims[0].quote
    assessment = Assessment(
        incident=ident, origins=(origin,), tallies=(tally,), grade=Grade(term=GradeTerm.WEAK, clause="one origin"),
        headline=Finding(statement=f"2 to 9 people are reported killed in Village {number}.", quotes=(quote,)),
        hypotheses=(Hypothesis(statement="s", parties=("Karsan army",), alleged_by=("o1",), denied_by=("o2",)),),
    )  # fmt: skip
    incident = Incident(
        id=ident, name=f"Village {number}, {day}", claims=tuple(c.id for c in claims), where=place, when=when,
        reports=tuple(r.id for r in reports), names=(place.name,), acts=("Artillery",), targets=("market",),
    )  # fmt: skip
    captures = tuple(
        Capture(id=r.capture, digest=r.digest, size=900, origin=f"in/{r.id}.txt", captured=_CAPTURED, tool="isnad",
                publisher=r.publisher, url=r.url, title=r.title)
        for r in reports
    )  # fmt: skip
    return Dossier(case="Invented", incident=incident, assessment=assessment, claims=claims, reports=reports,
                   captures=captures, version="0")  # fmt: skip


class Invented(Sequence[Dossier]):
    """So many dossiers, each made when it is asked for."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __len__(self) -> int:
        return self._number

    def __getitem__(self, index: Any) -> Any:
        if not 0 <= index < self._number:
            raise IndexError(index)
        return dossier(index)


class Named(Mapping[str, Sequence[Person]]):
    """Whom each invented report names."""

    def __getitem__(self, report: str) -> Sequence[Person]:
        return (Person(name=_name(int(report[:8], 16)), outcome=Outcome.KILLED),)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 1


def one(form: str, number: int) -> None:
    """Export so many, and print seconds, peak and size."""
    from isnad import outgoing

    dossiers, people = Invented(number), Named()
    began = time.process_time()
    for _ in dossiers:
        pass
    making = time.process_time() - began
    began, before = time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        private = private_things(dossiers, people, ())
        found = time.process_time() - before - making
        paths = outgoing.publish(dossiers, private, people, form, Path(folder) / "out")
        size = sum(path.stat().st_size for path in paths)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(time.perf_counter() - began, time.process_time() - before - 2 * making, peak, size / 1e6, found)


def main() -> None:
    """Measure every form, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("forms", nargs="*", default=list(FORMS))
    parser.add_argument("--incidents", type=int, default=INCIDENTS)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        one(given.forms[0], given.incidents)
        return
    print(
        f"{'form':10}{'wall s':>8}{'CPU s':>8}{'finding s':>11}{'peak MB, a tenth':>18}{'peak MB':>9}{'written MB':>12}"
    )
    for form in given.forms:
        runs = [_ran(form, number) for number in (given.incidents // 10, given.incidents)]
        (_, _, small, _, _), (wall, cpu, peak, size, found) = runs
        print(f"{form:10}{wall:8.1f}{cpu:8.1f}{found:11.1f}{small:18.0f}{peak:9.0f}{size:12.1f}", flush=True)


def _ran(form: str, number: int) -> list[float]:
    command = [sys.executable, __file__, form, "--one", "--incidents", str(number)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return [float(word) for word in ran.stdout.split()]


if __name__ == "__main__":
    main()
