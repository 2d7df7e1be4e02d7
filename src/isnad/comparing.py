"""Comparing: a case's incidents beside those of other recorders, field by field.

What may live here: joining the incidents, their tolls and parties with rows matched to them, and saying where they
agree. Nothing of another recorder enters a toll, a grade or a cluster.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from isnad import plugins
from isnad.casebook import Casebook
from isnad.deciding import toll
from isnad.link.recorders import Match, matched
from isnad.pipeline import Results
from isnad.preserve.trouble import Trouble, problem_of, trouble
from isnad.publish import wording
from isnad.read.recorders import recorded_of
from isnad.recalled import Recalled
from isnad.records.assessment import Assessment, Tally
from isnad.records.claim import Outcome
from isnad.records.incident import Incident
from isnad.records.likeness import fold
from isnad.records.problem import Problem
from isnad.records.recorded import Estimate, Recorded

OURS = "this case"
AGREE, MEET, DIFFER, ONE_ONLY, NONE = "agree", "overlap", "differ", "only one says", "nobody says"
NEAR_KM = 5.0  # within which two places are held to agree


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing compared: what each says of it in words, by recorder, and how each pair agrees."""

    name: str
    said: Mapping[str, str]
    pairs: Mapping[tuple[str, str], str]

    @property
    def agreement(self) -> str:
        """The worst that any two come to; empty where terms only stand side by side."""
        if not self.pairs:
            return ""
        order = (DIFFER, MEET, AGREE, ONE_ONLY, NONE)
        return min(self.pairs.values(), key=order.index)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """An incident of the case with the rows matched to it."""

    incident: Incident
    matches: tuple[Match, ...]
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All of it: incidents that both have, those only here, rows only there, and what could not be read."""

    both: tuple[Beside, ...]
    only_here: tuple[Incident, ...]
    only_there: tuple[Recorded, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Account:
    """What one recorder, or the case, says of an incident."""

    days: Any
    place: Any
    killed: Estimate
    injured: Estimate
    parties: frozenset[str]
    act: str
    grade: str


def rows_of(files: Iterable[Path]) -> tuple[list[Recorded], list[Problem]]:
    """The rows of these tables. Raises Trouble where one cannot be read at all."""
    rows: list[Recorded] = []
    problems: list[Problem] = []
    for path in files:
        try:
            found, wrong = recorded_of(path.read_text(encoding="utf-8-sig"), path.name)
        except OSError as error:
            raise Trouble(problem_of(error, path)) from error
        except ValueError as error:
            todo = "Known are tables of UCDP GED, of ACLED, and in the manner of Airwars: CSV with a header."
            raise trouble(f"This table cannot be compared: {error}.", path.name, todo) from error
        rows += found
        problems += wrong
    return rows, problems


def compare(book: Casebook, standing: Results | Recalled, files: Sequence[Path]) -> Comparison:
    """A case's incidents beside the rows of these tables. Raises Trouble where a table cannot be read."""
    rows, problems = rows_of(files)
    parties = _Parties(book)
    tolls = {i.id: _estimate(toll(standing.assessments[i.id], Outcome.KILLED)) for i in standing.incidents}
    found: dict[str, list[Match]] = {}
    for match in matched(standing.incidents, rows, tolls):
        found.setdefault(match.incident, []).append(match)
    met = {(m.row.table, m.row.id) for each in found.values() for m in each}
    both = []
    for incident in standing.incidents:
        if incident.id in found:
            accounts = {OURS: _ours(incident, standing.assessments[incident.id])}
            accounts |= {_label(m, found[incident.id]): _theirs(m.row, parties) for m in found[incident.id]}
            fields = tuple(_fields(accounts))
            both.append(Beside(incident=incident, matches=tuple(found[incident.id]), fields=fields))
    return Comparison(
        both=tuple(both),
        only_here=tuple(i for i in standing.incidents if i.id not in found),
        only_there=tuple(r for r in rows if (r.table, r.id) not in met),
        problems=tuple(problems),
    )


def _label(match: Match, beside: Sequence[Match]) -> str:
    """A row's recorder, with its table and id where another of the same stands beside it."""
    same = [m for m in beside if m.row.recorder == match.row.recorder]
    if len(same) == 1 and match.row.recorder != OURS:
        return match.row.recorder
    return f"{match.row.recorder}, {match.row.table} {match.row.id}"


class _Parties:
    """Names of belligerents as the case's tables have them."""

    def __init__(self, book: Casebook) -> None:
        files = tuple(plugins.TableFile(t.role, t.name, book.bytes_of(t.digest)) for t in book.tables)
        self._known = plugins.tables_of(files)[0].belligerents

    def named(self, words: str) -> frozenset[str]:
        """The parties that words name; the words themselves where no table knows them."""
        return frozenset(m.party for m in self._known.mentions(words)) or frozenset((words,))


def _ours(incident: Incident, assessment: Assessment) -> _Account:
    alleged = (h for h in assessment.hypotheses if h.alleged_by or h.hedged_by or h.one_of_by or h.conceded_by)
    return _Account(
        days=incident.when,
        place=incident.where,
        killed=_estimate(toll(assessment, Outcome.KILLED)),
        injured=_estimate(toll(assessment, Outcome.INJURED)),
        parties=frozenset(party for h in alleged for party in h.parties),
        act=", ".join(incident.acts),
        grade=assessment.grade.term.value,
    )


def _theirs(row: Recorded, parties: _Parties) -> _Account:
    named = frozenset(p for words in row.parties for p in parties.named(words))
    return _Account(row.when, row.where, row.killed, row.injured, named, row.act, row.grade)


def _estimate(tally: Tally | None) -> Estimate:
    return Estimate(low=tally.low, best=tally.best, high=tally.high) if tally else Estimate()


def _fields(accounts: Mapping[str, _Account]) -> Iterator[Field]:
    for name, say, agree in (
        ("day", lambda a: a.days.edtf() if a.days else "", _days_agree),
        ("place", _place_said, _places_agree),
        ("killed", lambda a: estimate_said(a.killed), lambda a, b: _numbers_agree(a.killed, b.killed)),
        ("injured", lambda a: estimate_said(a.injured), lambda a, b: _numbers_agree(a.injured, b.injured)),
        ("alleged belligerents", lambda a: ", ".join(sorted(a.parties)), _parties_agree),
        ("act", lambda a: a.act, None),
        ("grade", lambda a: a.grade, None),
    ):
        said = {who: say(account) for who, account in accounts.items()}
        yield Field(name=name, said=said, pairs=dict(_pairs(accounts, said, agree)))


def _pairs(
    accounts: Mapping[str, _Account], said: Mapping[str, str], agree: Any
) -> Iterator[tuple[tuple[str, str], str]]:
    """How each two agree. Terms of different codebooks (act, grade) are shown side by side and not judged."""
    names = list(accounts) if agree is not None else []
    for n, one in enumerate(names):
        for other in names[n + 1 :]:
            if not said[one] or not said[other]:
                yield (one, other), NONE if said[one] == said[other] else ONE_ONLY
            else:
                yield (one, other), agree(accounts[one], accounts[other])


def _days_agree(one: _Account, other: _Account) -> str:
    same = (one.days.first_day, one.days.last_day) == (other.days.first_day, other.days.last_day)
    return AGREE if same else MEET if one.days.meets(other.days) else DIFFER


def _places_agree(one: _Account, other: _Account) -> str:
    apart = one.place.kilometres_from(other.place)
    if apart is None:
        return AGREE if fold(one.place.name) == fold(other.place.name) else DIFFER
    return AGREE if apart <= NEAR_KM else MEET if max(one.place.where_prec, other.place.where_prec) > 1 else DIFFER


def _numbers_agree(one: Estimate, other: Estimate) -> str:
    ours, theirs = (one.least, one.most), (other.least, other.most)
    if ours == theirs:
        return AGREE
    if None in ours or None in theirs:
        return ONE_ONLY
    return MEET if (one.least or 0) <= (other.most or 0) and (other.least or 0) <= (one.most or 0) else DIFFER


def _parties_agree(one: _Account, other: _Account) -> str:
    mine, theirs = ({fold(p) for p in a.parties} for a in (one, other))
    return AGREE if mine == theirs else MEET if mine & theirs else DIFFER


def _place_said(account: _Account) -> str:
    place = account.place
    if place is None:
        return ""
    spot = f" {place.latitude:.4f}, {place.longitude:.4f}" if place.resolved else ""
    return f"{place.name}{spot} (where_prec {place.where_prec})".strip()


def estimate_said(estimate: Estimate) -> str:
    """A recorder's numbers in words: "3–5, best 4"; empty where it gives none."""
    if not estimate.known:
        return ""
    best = f", best {estimate.best:,}" if estimate.best is not None and estimate.least != estimate.most else ""
    return f"{wording.range_of(estimate.least, estimate.most)}{best}"
