"""Case: a case as one works with it from Python.

What may live here: the public face of a case over casebook, pipeline and checking. ``isnad.cli`` stands on it.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from isnad import outgoing, pipeline, plugins
from isnad.casebook import Casebook, Kept, new_casebook
from isnad.changes import Step, by_adding, by_publication
from isnad.checking.answer import Check
from isnad.checking.whole import check_case
from isnad.comparing import Comparison, compare
from isnad.deciding import Question, founding, named, numbered, questions, standing_for, subject
from isnad.explaining import explain
from isnad.judging import judge, on_incident, unfit
from isnad.ordering import Placed, both_orders, choose_order
from isnad.preserve.item import Limits
from isnad.preserve.manifest import Told
from isnad.preserve.progress import Progress, silent
from isnad.preserve.trouble import Trouble, problem_of, trouble
from isnad.publish.withhold.private import OF_WORDS, Private, one_line
from isnad.publish.withhold.rules import RULES
from isnad.read.why import Explanation
from isnad.recalled import Recalled, keep, recall
from isnad.records.capture import Capture
from isnad.records.dossier import Dossier
from isnad.records.incident import Incident
from isnad.records.judgement import ON_CLUSTERS, ON_INCIDENTS, Decision, Judgement
from isnad.records.problem import Problem
from isnad.records.replay import corrected
from isnad.records.source import Source
from isnad.sourcing import rate, sources_of
from isnad.tallying import SideBySide, choose, known_rule, side_by_side

PathLike = str | os.PathLike[str]
_JUDGE = "See: isnad judge --help."


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What came of adding: the captures made, those that were there already, and what went wrong."""

    new: tuple[Capture, ...]
    known: tuple[Capture, ...]
    problems: tuple[Problem, ...]


class Case:
    """An open case. What cannot be done raises Trouble, whose ``problem`` says what to do about it."""

    def __init__(
        self,
        book: Casebook,
        *,
        jobs: int | None = None,
        executor: Executor | None = None,
        progress: Progress | None = None,
        rule: str = "",
    ) -> None:
        self.book = book
        self.rule = rule
        self.jobs = jobs
        self.executor = executor
        self.progress = progress
        self._results: tuple[int, pipeline.Results] | None = None
        self._recalled: tuple[int, Recalled] | None = None
        self._memory = pipeline.Memory()

    @property
    def title(self) -> str:
        """The case's title."""
        return self.book.title

    def adding(
        self, *sources: PathLike, limits: Limits | None = None, hide: Sequence[str] = (), **told: str
    ) -> Iterator[Kept]:
        """Capture files, folders and URLs one by one; an item is on the disk when it is given back.

        ``told`` may say ``publisher``, ``published``, ``url`` and ``title`` where no manifest does; ``hide`` names
        fields that are sealed for the case's recipients.
        """
        for source in sources:
            yield from self.book.add(os.fspath(source), Told(**told), limits, hide=hide)

    def add(self, *sources: PathLike, limits: Limits | None = None, **told: str) -> Added:
        """Capture files, folders and URLs."""
        kept = list(self.adding(*sources, limits=limits, **told))
        return Added(
            new=tuple(k.capture for k in kept if k.capture and k.new),
            known=tuple(k.capture for k in kept if k.capture and not k.new),
            problems=tuple(k.problem for k in kept if k.problem),
        )

    def add_gazetteer(self, path: PathLike) -> tuple[Problem, ...]:
        """Make a gazetteer part of the case: CSV with name, latitude and longitude, or a GeoNames dump.

        The problems name rows that had to be left out. Raises Trouble where it cannot be read at all.
        """
        return self._add_table("gazetteer", Path(path))

    def add_belligerents(self, path: PathLike) -> tuple[Problem, ...]:
        """Make a table of belligerents part of the case (CSV: name, kind, aliases, adjectives, means)."""
        return self._add_table("belligerents", Path(path))

    def results(self) -> pipeline.Results:
        """Everything computed from the captures and judgements as they are now."""
        self.book.refresh()
        lines = self.book.log.size
        if self._results is None or self._results[0] != lines:
            found = pipeline.read_case(
                self.book,
                self.progress,
                jobs=self.jobs,
                executor=self.executor,
                rule=self.rule,
                memory=self._memory,
            )
            self._results = (lines, found)
            keep(self.book, found)
        return self._results[1]

    def standing(self) -> pipeline.Results | Recalled:
        """How the case stands: from what was kept where nothing has changed since it was last computed. Then its
        dossiers are cut one by one when they are asked for."""
        self.book.refresh()
        lines = self.book.log.size
        if self._results is not None and self._results[0] == lines:
            return self._results[1]
        if self._recalled is None or self._recalled[0] != lines:
            found = recall(self.book, self.rule, self.results)
            if found is None:
                return self.results()
            self._recalled = (lines, found)
        return self._recalled[1]

    def incidents(self) -> tuple[Incident, ...]:
        """The incidents that the reports tell of, the most reported first."""
        return self.standing().incidents

    def dossiers(self) -> Sequence[Dossier]:
        """The dossier of each incident, in the same order."""
        return self.standing().dossiers

    def dossier(self, incident: str) -> Dossier:
        """The dossier of an incident, given by its number in the list, the beginning of its id, or a part of its name.

        Raises Trouble where none, or more than one, is meant.
        """
        standing = self.standing()
        if numbered(incident, len(standing.dossiers)):  # then no other incident need be looked at
            return standing.dossiers[int(incident) - 1]
        return standing.dossiers[named(standing.incidents, incident, self.title)]

    def suggestions(self, limit: int | None = 10) -> tuple[Question, ...]:
        """The pairs and clusters most worth a person's look, the most informative first, with reasons, and with what
        deciding would change."""
        return questions(self.results(), self.book.judgements, limit)

    def tallies(self, incident: str = "") -> tuple[SideBySide, ...]:
        """The tolls of all incidents, or of one, by each tally rule."""
        found = (self.dossier(incident).incident,) if incident else self.incidents()
        return tuple(side_by_side(self.results(), found, self.book.judgements))

    def choose_rule(self, rule: str, *, by: str, why: str) -> Judgement:
        """Record the tally rule that a named person chooses for the case. Raises Trouble."""
        return choose(self.book, rule, by=by, why=why)

    def hypotheses(self, incident: str = "") -> tuple[Placed, ...]:
        """The hypotheses of all incidents, or of one, as they are ordered, with observations counted and without."""
        found = (self.dossier(incident),) if incident else self.dossiers()
        return tuple(both_orders(found))

    def choose_order(self, observing: str, *, by: str, why: str) -> Judgement:
        """Record that a named person has observations "counted" in the order of hypotheses, or "shown" alone.

        Raises Trouble.
        """
        return choose_order(self.book, observing, by=by, why=why)

    def sources(self) -> tuple[Source, ...]:
        """Whose word the claims rest on, with each source's track record here. Nothing in a tally asks this."""
        return sources_of(self.book, self.results())

    def rate(self, source: str, letter: str, *, by: str, why: str) -> Judgement:
        """Record the Admiralty letter, A to F, that a named person gives a source. Raises Trouble."""
        return rate(self.book, self.sources(), source, letter, by=by, why=why)

    def compare(self, *tables: PathLike) -> Comparison:
        """The incidents beside those of other recorders' tables (UCDP GED, ACLED, in the manner of Airwars), as CSV.

        Raises Trouble where a table cannot be read.
        """
        return compare(self.book, self.standing(), [Path(each) for each in tables])

    def log_of(self, incident: str, *, by_added: bool = False) -> tuple[Step, ...]:
        """How an incident's grade, tally and blame moved as reports came in: by publication, or ``by_added`` as the
        case came to know them, with the judgements. The incident is given as to ``dossier``."""
        found, results = self.dossier(incident).incident, self.results()
        if by_added:
            return tuple(by_adding(self.book, results, found, self.book.judgements))
        return tuple(by_publication(results, found, self.book.judgements))

    def explain(self, claim: str) -> Explanation:
        """Why a claim, given by the beginning of its id, was read as it was: which rule read what from which words,
        and which line of which table lists them. Raises Trouble where none, or more than one, is meant."""
        return explain(self.book, self.results().readings, claim)

    def check(self, *, deep: bool = False, against: Iterable[bytes] = ()) -> Check:
        """Whether the case still is what it says: its log, its signatures, every digest; ``deep``: every quote too.

        ``against`` are checkpoints or stamps kept outside the folder, as bytes.
        """
        return check_case(self.book, self.progress, jobs=self.jobs, deep=deep, against=tuple(against))

    def judge(
        self, decision: str, *subjects: str, by: str, why: str, field: str = "", value: object = None
    ) -> Judgement:
        """Record what a named person decides of claims (same, different, reject, accept, correct) or incidents (grade,
        note).

        ``subjects`` are ids of claims; for same, different, grade and note incidents, by number, id or name. ``field``
        and ``value`` are for correct: ``field="content.counts.0.low", value=17``; the ``value`` of a grade is its term,
        or "computed", and of a note its words. Raises Trouble where an id is not known or it does not fit.
        """
        try:
            kind = Decision(decision)
            clusters = kind in (*ON_CLUSTERS, *ON_INCIDENTS)
            ids = tuple(subject(self.results(), each, self.title, incidents=clusters) for each in subjects)
            said = json.dumps(value, ensure_ascii=False) if kind is Decision.CORRECT else ""
            if kind in ON_INCIDENTS:
                field, said = kind.value, on_incident(kind, str(value))
                incidents = {founding(each): each for each in self.incidents()}
                ids = tuple(c for i in ids for c in (standing_for(incidents[i]) if i in incidents else (i,)))
            if kind is Decision.CORRECT:
                claims = {c.id: c for reading in self.results().readings for c in reading.claims}
                for ident in ids:
                    corrected(claims[ident], field, said)
        except ValueError as error:
            raise unfit(error, "judge", _JUDGE) from error
        return judge(self.book, kind, ids, by=by, why=why, field=field, value=said, asked="judge", todo=_JUDGE)

    def export(self, form: str, to: PathLike, incident: str = "") -> tuple[Path, ...]:
        """Write dossiers as ``json``, ``html`` or another exporter's form into a folder; the files written.

        What could harm someone is withheld, and what was written is searched for it: see ``withheld``.
        """
        dossiers = (self.dossier(incident),) if incident else self.dossiers()
        return outgoing.write(self.book, dossiers, form, Path(to), self.progress or silent)

    def withheld(self) -> tuple[Private, ...]:
        """All that the rules of withholding are about in this case; what a decision allows says so."""
        return outgoing.review(self.book, self.dossiers(), self.progress or silent)[0]

    def allow(self, *ids: str, by: str, why: str) -> Judgement:
        """Record that things which are withheld may be published, each by the beginning of its id. Raises Trouble."""
        return self._decide(Decision.ALLOW, ids, by, why)

    def withhold(self, *ids: str, by: str, why: str) -> Judgement:
        """Record that things may not be published, or no longer, each by the beginning of its id. Raises Trouble."""
        return self._decide(Decision.WITHHOLD, ids, by, why)

    def withhold_name(self, name: str, *, by: str, why: str, rule: str = "witnesses") -> Judgement:
        """Record that a name which no rule found may not be published. Raises Trouble."""
        known = [each.name for each in OF_WORDS]
        if rule not in known or not name.strip():
            raise trouble(f"There is no rule '{rule}' for a name.", "withheld", f"There are: {', '.join(known)}.")
        return self._decided(Decision.WITHHOLD, rule, (one_line(name),), by, why)

    def _decide(self, decision: Decision, ids: Sequence[str], by: str, why: str) -> Judgement:
        private = self.withheld()
        meant: list[Private] = []
        for ident in ids:
            found = [each for each in private if ident and each.id.startswith(ident)]
            if len(found) != 1:
                what = f"{len(found) or 'No'} things that are withheld have an id that begins so."
                raise trouble(what, ident or "(empty)", "Ids stand in: isnad withheld CASE.")
            meant += found
        rules = {each.rule for each in meant}
        if len(rules) != 1 or (decision is Decision.ALLOW and not RULES[meant[0].rule].each):
            raise trouble("A decision is about things of one rule.", ", ".join(ids), "Decide rule by rule.")
        return self._decided(decision, meant[0].rule, tuple(each.thing for each in meant), by, why)

    def _decided(self, decision: Decision, rule: str, things: tuple[str, ...], by: str, why: str) -> Judgement:
        todo = "See: isnad withheld --help."
        return judge(self.book, decision, things, by=by, why=why, field=rule, asked="withheld", todo=todo)

    def _add_table(self, role: str, path: Path) -> tuple[Problem, ...]:
        data, problems = _table(role, path)
        self.book.keep_table(role, path.name, data)
        return problems


def new_case(
    path: PathLike,
    title: str = "",
    *,
    gazetteers: Iterable[PathLike] = (),
    belligerents: PathLike | None = None,
    actor: str = "",
) -> Case:
    """Make a new case in a folder. Raises Trouble where something is there already or a table cannot be read."""
    tables = [("gazetteer", Path(each)) for each in gazetteers]
    tables += [("belligerents", Path(belligerents))] if belligerents is not None else []
    read = [(role, table.name, _table(role, table)[0]) for role, table in tables]  # before anything is made
    case = Case(new_casebook(Path(path), title, actor=actor))
    for role, name, data in read:
        case.book.keep_table(role, name, data)
    return case


def open_case(
    path: PathLike,
    *,
    actor: str = "",
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    rule: str = "",
    say: Callable[[str], None] = lambda _: None,
) -> Case:
    """Open a case. ``actor`` is named in the log; ``jobs`` processes read, by default as
    many as pay and as there are cores, or ``executor`` does (it gets the texts of reports); ``rule`` is the tally rule
    to look by, else the one that the case chose. Raises Trouble where there is none."""
    book = Casebook(Path(path), actor=actor, say=say)
    return Case(book, jobs=jobs, executor=executor, progress=progress, rule=known_rule(rule))


def _table(role: str, path: Path) -> tuple[bytes, tuple[Problem, ...]]:
    """A table's bytes and the problems of its rows. Raises Trouble where it cannot be read at all."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Trouble(problem_of(error, path)) from error
    made, problems = plugins.table_of(plugins.TableFile(role, path.name, data))
    if made is None:
        raise Trouble(problems[0])
    return data, problems
