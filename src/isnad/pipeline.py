"""Pipeline: the five steps in order, on one screen.

What may live here: joining the rooms. bytes -> Capture -> Report -> Claims -> Incident -> Assessment -> Dossier.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from isnad import plugins
from isnad.casebook import Casebook
from isnad.index import Reading
from isnad.media import footage_of
from isnad.pool import Pool
from isnad.preserve.garbage import few_collections
from isnad.preserve.progress import Progress, silent
from isnad.preserve.trouble import Trouble
from isnad.reading import read_captures
from isnad.records.assessment import Assessment
from isnad.records.capture import Capture
from isnad.records.claim import Claim
from isnad.records.dossier import Dossier
from isnad.records.incident import Incident
from isnad.records.judgement import Judgement
from isnad.records.media import Footage
from isnad.records.party import Party
from isnad.records.problem import Problem
from isnad.records.report import Report
from isnad.watching.versions import one_of_each_text, versions_in_time

if TYPE_CHECKING:
    from isnad.link import Remembered

NO_FOOTAGE = Footage()


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """All that comes of a case: computed, so it may be thrown away and comes out the same again.

    ``seen`` are the reports as they were weighed: versions of one page with one voice, in the order they were seen;
    ``footage`` is what they show, ``parties`` are those of the tables, ``rule`` how tolls were tallied: to weigh again.
    ``kept`` are the keys under which the assessments are kept, by incident; none where not all went well on the way.
    """

    captures: tuple[Capture, ...]
    readings: tuple[Reading, ...]
    reports: tuple[Report, ...]
    claims: tuple[Claim, ...]
    incidents: tuple[Incident, ...]
    assessments: Mapping[str, Assessment]
    dossiers: tuple[Dossier, ...]
    problems: tuple[Problem, ...]
    seen: tuple[Report, ...] = ()
    footage: Footage = NO_FOOTAGE
    rule: str = ""
    parties: tuple[Party, ...] = ()
    kept: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(slots=True)
class Memory:
    """What came of a case, held for when it is computed again in this process. Only time is saved by it."""

    tables: tuple[str, ...] = ()
    readings: Mapping[str, Reading] = field(default_factory=dict)
    mentions: "Remembered | None" = None
    assessments: dict[bytes, Assessment] = field(default_factory=dict)

    def fit(self, book: Casebook) -> None:
        """Forget what was read with other tables than the case has."""
        tables = tuple(table.digest for table in book.tables)
        if tables != self.tables:
            self.tables, self.readings, self.mentions, self.assessments = tables, {}, None, {}


@few_collections()
def read_case(
    book: Casebook,
    progress: Progress | None = None,
    *,
    jobs: int | None = None,
    executor: Executor | None = None,
    rule: str = "",
    memory: Memory | None = None,
) -> Results:
    """Everything from a case's captures and judgements. ``jobs`` processes read (as many as cores by
    default, where that pays), or the executor given, which compares what is to be linked too. ``rule`` is the
    tally rule, else the one the case chose. ``memory`` is of the same case, and then holds what came of it now.

    The same captures, judgements, tables and version give the same results, however many read.
    """
    from isnad.link import Remembered, link
    from isnad.weighed import Weighing, kept_of

    tell, held = progress or silent, memory or Memory()
    held.fit(book)
    readings, problems = read_captures(book, tell, jobs=jobs, executor=executor, held=held.readings)
    if memory is not None:
        held.readings, held.mentions = {r.capture: r for r in readings if not r.broken}, held.mentions or Remembered()
    readings = one_of_each_text(readings)  # a watched page that only loads differently is no second report
    pool = Pool(book.title, book.captures, readings, book.judgements)
    in_time = {report.id: report for report in versions_in_time(book, pool.reports)}
    linked = link(pool.claims, pool.reports, book.judgements, executor=executor, before=held.mentions)
    incidents = tuple(sorted(linked, key=most_reported))
    tell("linking", len(pool.claims), len(pool.claims))
    shown = footage_of(book, pool.reports, tell)
    parties = parties_of(book)
    with closing(kept_of(book)) as kept:
        weighing = Weighing(pool, in_time, book.judgements, shown.footage, rule, parties)
        assessments = weighing.assessments(incidents, kept, tell, held.assessments)
    dossiers = tuple(pool.dossier(incident, assessments[incident.id]) for incident in incidents)
    told = (*book.problems, *problems, *kept.problems, *pool.unfollowed, *shown.problems)
    well = shown.lasting and not kept.problems and not (executor and problems) and not any(r.broken for r in readings)
    return Results(
        captures=book.captures,
        readings=readings,
        reports=pool.reports,
        claims=pool.standing,
        incidents=incidents,
        assessments=assessments,
        dossiers=dossiers,
        problems=(*told, *(p for r in readings for p in r.problems)),
        seen=tuple(in_time.values()),
        footage=shown.footage,
        rule=rule,
        parties=parties,
        kept=weighing.keys if well else {},
    )


def weigh_anew(results: Results, incident: Incident, judgements: Sequence[Judgement], rule: str = "") -> Assessment:
    """What an incident of these claims and reports would be weighed as, under these judgements.

    For what might be, or was: the incident need be none of ``results``, but its claims and reports are.
    """
    from isnad.weigh import weigh

    told_in = frozenset(incident.reports)
    claims = [c for r in results.readings if r.report is not None and r.report.id in told_in for c in r.claims]
    chosen = rule or results.rule
    return weigh(incident, claims, results.seen, judgements, results.footage, chosen, results.parties)


def parties_of(book: Casebook) -> tuple[Party, ...]:
    """The parties of a case's tables of belligerents, and those that come with isnad. Reading tells of missing ones."""
    files = []
    for table in (table for table in book.tables if table.role == "belligerents"):
        with suppress(Trouble):
            files.append(plugins.TableFile(table.role, table.name, book.bytes_of(table.digest)))
    return plugins.parties_of(tuple(files))


def most_reported(incident: Incident) -> tuple[int, int, str]:
    """By which incidents are ordered: the most reported first."""
    return (-len(incident.reports), -len(incident.claims), incident.id)
