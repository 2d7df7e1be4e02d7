"""Asking: a case's texts sent to the endpoint that its user chose, and the two readers side by side.

What may live here: which texts are sent in which order, the record of it, and what comes back for whom.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from isnad import plugins
from isnad.casebook import Casebook
from isnad.index import Reading
from isnad.preserve.progress import Progress, silent
from isnad.preserve.trouble import Trouble, trouble
from isnad.read.language import Tables
from isnad.reading import read_captures
from isnad.records.problem import Problem, Severity
from isnad.records.report import Report
from isnad.second.answers import Answers
from isnad.second.chosen import Endpoint, allowed, chosen, note_sent
from isnad.second.comparing import Pair, pairs
from isnad.second.endpoint import Asker, Refused
from isnad.second.question import Portion, messages, portions
from isnad.second.reader import Said, SecondReader
from isnad.second.reply import heard

BATCH = 16  # texts that one line of the log names before they are sent
ENOUGH = 3  # texts in a row that could not be answered, after which no more are sent
_ASK = "Ask for the rest: isnad second-reader CASE ask"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What would be sent: ``waiting`` are the texts without an answer, ``known`` how many have one."""

    endpoint: Endpoint
    waiting: tuple[Portion, ...]
    known: int = 0

    @property
    def reports(self) -> int:
        """Of how many reports something would be sent."""
        return len({portion.report for portion in self.waiting})

    @property
    def characters(self) -> int:
        """How much would be sent of the reports' texts."""
        return sum(len(portion.text) for portion in self.waiting)


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """One report as both read it."""

    report: Report
    said: Said
    pairs: tuple[Pair, ...]


def plan(
    book: Casebook,
    wanted: Sequence[str] = (),
    tell: Progress | None = None,
    *,
    jobs: int | None = None,
    again: bool = False,
) -> Plan:
    """What would be sent where; nothing is. ``wanted`` are beginnings of ids of reports or captures, all where none is
    given. ``again``: also the texts whose answer could not be read. Raises Trouble where no endpoint was chosen here.
    """
    endpoint = allowed(book)
    answers = Answers(book, endpoint.model)
    waiting: dict[str, Portion] = {}
    known = 0
    tables = tables_of(book) if again else None
    for reading in _readings(book, wanted, tell or silent, jobs):
        assert reading.report is not None
        for portion in portions(reading.report):
            answer = answers.get(portion)
            if (
                answer is not None
                and tables is not None
                and _unread(endpoint, answers, reading.report, portion, tables)
            ):
                answers.drop(portion)
                answer = None
            if answer is None:
                waiting.setdefault(portion.digest, portion)
            else:
                known += 1
    return Plan(endpoint=endpoint, waiting=tuple(waiting.values()), known=known)


def _unread(endpoint: Endpoint, answers: Answers, report: Report, portion: Portion, tables: Tables) -> bool:
    answer = answers.get(portion)
    return answer is not None and bool(heard(answer.said, report, portion, tables, endpoint.model).fault)


def ask(book: Casebook, asked: Plan, asker: Asker, tell: Progress | None = None) -> Iterator[Problem]:
    """Send what the plan names, each text after the log has a line on it; what went wrong. Raises Trouble where
    nothing can be kept any more."""
    answers, endpoint = Answers(book, asked.endpoint.model), asked.endpoint
    rest, done, failed = iter(asked.waiting), 0, 0
    while batch := tuple(islice(rest, BATCH)):
        note_sent(book, endpoint, ((portion.report, portion.digest) for portion in batch))
        for portion in batch:
            try:
                answer = asker.ask(messages(portion))
            except Refused as error:
                yield error.problem
                return
            except Trouble as error:
                yield _of_report(error.problem, portion)
                failed += 1
                if failed >= ENOUGH:
                    yield _stopped(asked, done)
                    return
                continue
            answers.put(portion, answer)
            failed, done = 0, done + 1
            (tell or silent)("asking", done, len(asked.waiting))


def _of_report(problem: Problem, portion: Portion) -> Problem:
    where = f"report {portion.report}, asked at {problem.where}"
    return Problem(what=problem.what, where=where, todo=problem.todo, severity=problem.severity)


def _stopped(asked: Plan, done: int) -> Problem:
    what = f"{ENOUGH} texts in a row were not answered, so no more were sent; {done} of {len(asked.waiting)} were."
    return Problem(what=what, where=asked.endpoint.url, todo=_ASK)


def side_by_side(
    book: Casebook, wanted: Sequence[str] = (), tell: Progress | None = None, *, jobs: int | None = None
) -> Iterator[SideBySide]:
    """Each report as the grammar reads it and as the model did, from answers that are kept; nothing is sent.

    Reports of which nothing was answered are left out. Raises Trouble where no second reader is chosen.
    """
    endpoint = chosen(book)
    if endpoint is None:
        allowed(book)  # raises
        return
    reader = SecondReader(endpoint.model, Answers(book, endpoint.model).get)
    tables = tables_of(book)
    for reading in _readings(book, wanted, tell or silent, jobs):
        report = reading.report
        assert report is not None
        said = reader.said(report, tables)
        if said.asked:
            yield SideBySide(report=report, said=said, pairs=pairs(reading.claims, said.claims, report.publisher))


def problems_of(sides: Iterable[SideBySide]) -> Iterator[Problem]:
    """What was not answered, could not be read, or was dropped: counted, for each report."""
    for side in sides:
        where = f"report {side.report.id}"
        if side.said.asked < side.said.portions:
            what = f"Only {side.said.asked} of its {side.said.portions} portions were answered."
            yield Problem(what=what, where=where, todo=_ASK, severity=Severity.WARNING)
        for fault in side.said.faults:
            todo = "Ask anew: isnad second-reader CASE ask --again; another model may keep to the question better."
            yield Problem(what=fault, where=where, todo=todo, severity=Severity.WARNING)
        for why, number in _counted(each.why for each in side.said.dropped).items():
            what = f"{number} of the model's claims {'was' if number == 1 else 'were'} dropped: {why}."
            todo = "See them with --dropped. The text decides, and not the model."
            yield Problem(what=what, where=where, todo=todo, severity=Severity.NOTE)


def _counted(reasons: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for why in reasons:
        found[why] = found.get(why, 0) + 1
    return found


def tables_of(book: Casebook) -> Tables:
    """The gazetteers and belligerents that the grammar reads with. Raises Trouble where one is missing."""
    files = tuple(plugins.TableFile(table.role, table.name, book.bytes_of(table.digest)) for table in book.tables)
    return plugins.tables_of(files)[0]


def _readings(book: Casebook, wanted: Sequence[str], tell: Progress, jobs: int | None) -> list[Reading]:
    readings, _ = read_captures(book, tell, jobs=jobs)
    found = [reading for reading in readings if reading.report is not None]
    for ident in wanted:
        if not any(_meant(reading, ident) for reading in found):
            raise trouble("No report is called so.", ident, "Ids stand in: isnad show CASE --json")
    return [r for r in found if not wanted or any(_meant(r, ident) for ident in wanted)]


def _meant(reading: Reading, ident: str) -> bool:
    report = reading.report
    return bool(ident) and report is not None and (report.id.startswith(ident) or reading.capture.startswith(ident))
