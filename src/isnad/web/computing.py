"""Computing: the case read, linked and weighed beside the serving, in a process of its own, so that no reader waits.

What may live here: both ends of the pipe between the process that computes and the bench, and what goes through it:
what is new or changed since the last time, in pieces so small that taking one in holds up nobody. Where a process of
its own is not wanted (in tests), a thread does the same.
"""

import contextlib
import multiprocessing
import os
import pickle
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from isnad.case import Case, open_case
from isnad.deciding import Question, questions
from isnad.index import Reading
from isnad.pipeline import NO_FOOTAGE, Memory, Results, read_case
from isnad.pool import Pool
from isnad.preserve.trouble import Trouble
from isnad.recalled import keep
from isnad.records.assessment import Assessment
from isnad.records.capture import Capture
from isnad.records.dossier import Dossier
from isnad.records.incident import Incident
from isnad.records.judgement import Judgement
from isnad.records.media import Footage
from isnad.records.party import Party
from isnad.records.problem import Problem
from isnad.records.report import Report
from isnad.records.source import Source
from isnad.sourcing import sources_of
from isnad.web.search import Search

PIECE = 100  # records of a piece
NICE = 5  # by how much the process gives way to those that serve
ASKED = 20  # questions that are kept
HELD = 20_000  # reports at most whose readings are held for the next time: some 700 MB, against ten seconds each time
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some records that are new or changed."""

    captures: tuple[Capture, ...] = ()
    readings: tuple[Reading, ...] = ()
    weighed: tuple[tuple[Incident, Assessment], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """What the case consists of after the pieces before: orders by ids, and all that is small. ``fresh`` says that
    what was known before no longer holds."""

    lines: int
    fresh: bool
    judgements: tuple[Judgement, ...]
    captures: tuple[str, ...]
    readings: tuple[str, ...]
    incidents: tuple[str, ...]
    retimed: tuple[Report, ...]
    problems: tuple[Problem, ...]
    footage: Footage
    rule: str
    parties: tuple[Party, ...]


@dataclass(slots=True)
class _Sent:
    """What the other end was given: by hash where it can change."""

    tables: tuple[str, ...] = ()
    captures: set[str] = field(default_factory=set)
    readings: set[str] = field(default_factory=set)
    weighed: dict[str, int] = field(default_factory=dict)


def work(root: Path, actor: str, jobs: int | None, pipe: Connection, *, apart: bool) -> None:
    """Compute the case whenever that is asked for, until the other end is closed."""
    if apart:
        threading.Thread(target=_end_with_parent, daemon=True).start()
        with contextlib.suppress(OSError):
            os.nice(NICE)
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        _work(root, actor, jobs, pipe)


def _end_with_parent() -> None:
    """End this process when the one that began it is gone, however that came, and whatever is being computed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(0)


def _work(root: Path, actor: str, jobs: int | None, pipe: Connection) -> None:
    case = open_case(root, actor=actor, jobs=jobs, progress=lambda *told: pipe.send(("progress", told)))
    search, sent, memory = Search(case.book.derived), _Sent(), Memory()
    try:
        while True:
            known = pipe.recv()
            try:
                results = _anew(case, search, known, pipe, sent, memory)
                if results is not None:
                    pipe.send(("sources", sources_of(case.book, results)))
                    pipe.send(("asked", questions(results, case.book.judgements, ASKED)))
                    keep(case.book, results)
                if results is not None and len(results.readings) > HELD:
                    memory = Memory()
                del results
            except Trouble as error:
                pipe.send(("problem", error.problem))
            except (EOFError, OSError):
                raise
            except Exception as error:  # a page must be able to say so; the next change may go well
                pipe.send(("problem", failed(root, error)))
            pipe.send(("done", None))
    finally:
        search.close()


def failed(root: Path, error: Exception) -> Problem:
    """That the case could not be computed."""
    what = f"The case could not be computed ({type(error).__name__}: {error})."
    return Problem(what=what, where=root.name, todo="Run: isnad show CASE. It tells more; please report this.")


def _anew(case: Case, search: Search, known: int, pipe: Connection, sent: _Sent, memory: Memory) -> Results | None:
    """Compute the case and send what changed; None where the log has no more lines than are known."""
    case.book.refresh()
    if case.book.log.size == known:
        return None
    results = read_case(case.book, case.progress, jobs=case.jobs, rule=case.rule, memory=memory)
    search.take(results.reports)
    lines, judgements = case.book.log.size, case.book.judgements
    tables = tuple(table.digest for table in case.book.tables)
    fresh = tables != sent.tables
    if fresh:
        sent.tables, sent.captures, sent.readings, sent.weighed = tables, set(), set(), {}
    for piece in _pieces(results, sent):
        pipe.send(("piece", piece))
    read = {r.report.id: r.report for r in results.readings if r.report is not None}
    whole = Whole(
        lines=lines,
        fresh=fresh,
        judgements=judgements,
        captures=tuple(c.id for c in results.captures),
        readings=tuple(r.capture for r in results.readings),
        incidents=tuple(i.id for i in results.incidents),
        retimed=tuple(report for report in results.seen if read.get(report.id) != report),
        problems=results.problems,
        footage=results.footage,
        rule=results.rule,
        parties=results.parties,
    )
    pipe.send(("whole", whole))
    return results


def _pieces(results: Results, sent: _Sent) -> Iterator[Piece]:
    """What the other end does not have yet."""
    captures = [c for c in results.captures if c.id not in sent.captures]
    readings = [r for r in results.readings if r.broken or r.capture not in sent.readings]
    hashes = {d.incident.id: _hash(d) for d in results.dossiers}
    weighed = [d for d in results.dossiers if sent.weighed.get(d.incident.id) != hashes[d.incident.id]]
    yield from (Piece(captures=tuple(each)) for each in _parts(captures))
    yield from (Piece(readings=tuple(each)) for each in _parts(readings))
    yield from (Piece(weighed=tuple((d.incident, d.assessment) for d in each)) for each in _parts(weighed))
    sent.captures = {c.id for c in results.captures}
    sent.readings = {r.capture for r in results.readings}
    sent.weighed = hashes


def _hash(dossier: Dossier) -> int:
    """What changes with all that may change of a dossier whose captures were read already."""
    judged = tuple(j.id for j in dossier.judgements)
    return hash((dossier.incident, dossier.assessment, dossier.claims, dossier.nearby, judged))


def _parts(records: list[Any]) -> Iterator[list[Any]]:
    return (records[at : at + PIECE] for at in range(0, len(records), PIECE))


class Computing:
    """The bench's end: begins who computes, takes in what comes, and puts it together as results."""

    def __init__(self, root: Path, title: str, *, actor: str, jobs: int | None, apart: bool, tell: Tell) -> None:
        self._root, self._title, self._actor, self._jobs = root, title, actor, jobs
        self._apart, self._tell = apart, tell
        self._turn, self._closed = threading.Lock(), False  # nobody is begun while, or after, all is ended
        self._pipe: Connection | None = None
        self._worker: Any = None
        self.asked: tuple[Question, ...] | None = None  # None until they were looked for
        self.sources: tuple[Source, ...] | None = None
        self._forget()

    def _forget(self) -> None:
        self._captures: dict[str, Capture] = {}
        self._readings: dict[str, Reading] = {}
        self._weighed: dict[str, tuple[Incident, Assessment]] = {}
        self._dossiers: dict[str, Dossier] = {}

    def anew(self, known: int) -> Iterator[tuple[int, Results, tuple[Judgement, ...]]]:
        """What the case comes to, where its log has another number of lines than are known; that of the log, the
        results and the judgements that they follow. Raises Trouble."""
        pipe = self._begun()
        pipe.send(known)
        changed: set[str] = set()
        fresh: list[Piece] = []
        while True:
            kind, came = self._received(pipe)
            if kind == "progress":
                self._tell(*came)
            elif kind == "piece":
                fresh.append(came)
            elif kind == "whole":
                if came.fresh:
                    self._forget()
                for piece in fresh:
                    changed |= self._take(piece)
                yield came.lines, self._put_together(came, changed), came.judgements
            elif kind == "sources":
                self.sources = came
            elif kind == "asked":
                self.asked = came
            elif kind == "problem":
                self._drain(pipe)
                raise Trouble(came)
            else:
                return

    def close(self) -> None:
        """End who computes, for good."""
        with self._turn:
            self._closed = True
            self._end()

    def _end(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        if isinstance(self._worker, multiprocessing.process.BaseProcess):
            self._worker.terminate()
            self._worker.join(timeout=10)

    def _begun(self) -> Connection:
        """The pipe to who computes, who is begun where there is none. Raises EOFError where all was ended."""
        with self._turn:
            if self._closed:
                raise EOFError
            if self._pipe is None:
                self._pipe = self._begin()
            return self._pipe

    def _begin(self) -> Connection:
        self._forget()
        ours, theirs = multiprocessing.Pipe()
        given = (self._root, self._actor, self._jobs, theirs)
        if not self._apart:
            self._worker = threading.Thread(target=work, args=given, kwargs={"apart": False}, daemon=True)
            self._worker.start()
            return ours
        said: dict[str, Any] = {"kwargs": {"apart": True}, "name": "isnad computing", "daemon": True}
        worker = multiprocessing.get_context("spawn").Process(target=work, args=given, **said)
        worker.start()  # it ends with who serves, however that ends
        self._worker = worker
        theirs.close()
        return ours

    def _received(self, pipe: Connection) -> tuple[str, Any]:
        try:
            kind, came = pickle.loads(pipe.recv_bytes())
            return kind, came
        except (EOFError, OSError) as error:
            with self._turn:
                self._end()
            raise Trouble(failed(self._root, error)) from error

    def _drain(self, pipe: Connection) -> None:
        while self._received(pipe)[0] != "done":
            pass

    def _take(self, piece: Piece) -> set[str]:
        """Take in a piece; the incidents that it changes."""
        self._captures |= {c.id: c for c in piece.captures}
        self._readings |= {r.capture: r for r in piece.readings}
        changed = {incident.id: (incident, made) for incident, made in piece.weighed}
        self._weighed |= changed
        return set(changed)

    def _put_together(self, whole: Whole, changed: set[str]) -> Results:
        readings = tuple(self._readings[capture] for capture in whole.readings)
        captures = tuple(self._captures[capture] for capture in whole.captures)
        pool = Pool(self._title, captures, readings, whole.judgements)
        kept = self._dossiers
        self._weighed = {i: self._weighed[i] for i in whole.incidents}
        self._dossiers = {
            i: kept[i] if i in kept and i not in changed else pool.dossier(*self._weighed[i]) for i in whole.incidents
        }
        retimed = {report.id: report for report in whole.retimed}
        return Results(
            captures=captures,
            readings=readings,
            reports=pool.reports,
            claims=pool.standing,
            incidents=tuple(self._weighed[i][0] for i in whole.incidents),
            assessments={i: self._weighed[i][1] for i in whole.incidents},
            dossiers=tuple(self._dossiers.values()),
            problems=whole.problems,
            seen=tuple(retimed.get(report.id, report) for report in pool.reports),
            footage=whole.footage or NO_FOOTAGE,
            rule=whole.rule,
            parties=whole.parties,
        )
