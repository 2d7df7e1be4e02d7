"""Recalled: how a case stands, read again from what was kept when it was last computed, one incident at a time.

What may live here: keeping how a case stands, and giving it back while nothing it depends on has changed. So the list
of a large case is there at once, and its dossiers leave it without all being in memory. Nothing kept is evidence.
"""

import json
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from functools import cached_property
from typing import overload

from isnad import plugins
from isnad.casebook import Casebook
from isnad.computed import Computed, key_of
from isnad.index import Reading
from isnad.media import tools
from isnad.pipeline import Results
from isnad.pool import Pool
from isnad.preserve.trouble import trouble
from isnad.reading import index_of
from isnad.records.assessment import Assessment
from isnad.records.codec import canonical, from_plain, to_plain
from isnad.records.dossier import Dossier
from isnad.records.incident import Incident
from isnad.records.judgement import Judgement
from isnad.records.problem import Problem
from isnad.weighed import KIND as ASSESSMENT
from isnad.weighed import assessment_in, kept_of

KIND = "standing"
_LEVEL = 1  # of compression: five times smaller, in a tenth of the time it took to make


class Recalled:
    """A case as it stands: what ``Results`` has of it that pages, lists and exports ask for.

    ``anew`` computes the case, and is asked where something that was kept turns out to be gone or damaged.
    """

    def __init__(self, book: Casebook, kept: Computed, lines: Sequence[bytes], anew: Callable[[], Results]) -> None:
        """``lines`` are what ``keep`` wrote, of which the first tells of the problems. Raises ValueError."""
        self._book, self._kept, self._lines, self._anew = book, kept, lines[1:], anew
        self._index = index_of(book)
        told = json.loads(lines[0])["problems"]
        self.problems: tuple[Problem, ...] = (*book.problems, *(from_plain(each, Problem) for each in told))
        self.dossiers: Sequence[Dossier] = _Dossiers(len(self._lines), self._dossier)
        if not self._whole():
            raise ValueError("not all is there that was kept")

    @cached_property
    def incidents(self) -> tuple[Incident, ...]:
        """The incidents, the most reported first."""
        return tuple(self._row(number)[0] for number in range(len(self._lines)))

    @property
    def assessments(self) -> Mapping[str, Assessment]:
        """What each incident is weighed as, looked up when it is asked for."""
        return _Assessments(self._numbers, self._assessment)

    def _whole(self) -> bool:
        """Whether all that the incidents rest on is still kept."""
        assessed, read = self._kept.keys(ASSESSMENT), self._index.known()
        rows = map(json.loads, self._lines)
        return all(bytes.fromhex(row["assessed"]) in assessed and read.issuperset(row["captures"]) for row in rows)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {incident.id: number for number, incident in enumerate(self.incidents)}

    @cached_property
    def _judged(self) -> Mapping[str, list[tuple[int, Judgement]]]:
        """The judgements on each claim, with their place among all."""
        found: defaultdict[str, list[tuple[int, Judgement]]] = defaultdict(list)
        for number, judgement in enumerate(self._book.judgements):
            for subject in dict.fromkeys(judgement.subjects):
                found[subject].append((number, judgement))
        return found

    def _row(self, number: int) -> tuple[Incident, bytes, list[str]]:
        plain = json.loads(self._lines[number])
        return from_plain(plain["incident"], Incident), bytes.fromhex(plain["assessed"]), plain["captures"]

    def _assessment(self, number: int) -> Assessment:
        incident, key, _ = self._row(number)
        found = assessment_in(self._kept.one(ASSESSMENT, key), incident.id)
        return self._computed.assessments[self._still(number)] if found is None else found

    def _dossier(self, number: int) -> Dossier:
        incident, key, captures = self._row(number)
        readings = self._index.get(captures)
        assessment = assessment_in(self._kept.one(ASSESSMENT, key), incident.id)
        if assessment is None or len(readings) < len(captures):
            ident = self._still(number)
            return next(dossier for dossier in self._computed.dossiers if dossier.incident.id == ident)
        return self._pool([readings[each] for each in captures]).dossier(incident, assessment)

    def _pool(self, readings: Sequence[Reading]) -> Pool:
        """What was read of some captures, and what was judged of it."""
        claims = (claim.id for reading in readings for claim in reading.claims) if self._judged else ()
        about = {place: each for claim in claims for place, each in self._judged.get(claim, ())}
        captures = self._book.captures_of(reading.capture for reading in readings)
        return Pool(self._book.title, captures.values(), readings, [each for _, each in sorted(about.items())])

    @cached_property
    def _computed(self) -> Results:
        """The case computed after all."""
        self._kept.forget(KIND)
        return self._anew()

    def _still(self, number: int) -> str:
        """The id of an incident that there still is where the case was computed anew. Raises Trouble."""
        ident = self._row(number)[0].id
        if ident not in self._computed.assessments:
            raise trouble("The case was changed while it was read.", self._book.title, "Do the same again.")
        return ident


class _Dossiers(Sequence[Dossier]):
    """Dossiers, each cut when it is asked for."""

    def __init__(self, number: int, cut: Callable[[int], Dossier]) -> None:
        self._number, self._cut = number, cut

    def __len__(self) -> int:
        return self._number

    @overload
    def __getitem__(self, index: int) -> Dossier: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Dossier]: ...
    def __getitem__(self, index: int | slice) -> Dossier | Sequence[Dossier]:
        if isinstance(index, slice):
            return [self._cut(number) for number in range(*index.indices(self._number))]
        if not -self._number <= index < self._number:
            raise IndexError(index)
        return self._cut(index % self._number)


class _Assessments(Mapping[str, Assessment]):
    """Assessments by their incidents, each looked up when it is asked for."""

    def __init__(self, numbers: Mapping[str, int], look: Callable[[int], Assessment]) -> None:
        self._numbers, self._look = numbers, look

    def __getitem__(self, incident: str) -> Assessment:
        return self._look(self._numbers[incident])

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


def keep(book: Casebook, results: Results) -> None:
    """Keep how a case stands, for ``recall``; where that fails, or not all went well, it is computed again."""
    if not results.incidents or results.kept.keys() != results.assessments.keys():
        return
    captures = {reading.report.id: reading.capture for reading in results.readings if reading.report is not None}
    told = results.problems[len(book.problems) :]
    lines = [canonical({"problems": to_plain(told)})]
    for incident in results.incidents:
        row = {
            "incident": to_plain(incident),
            "assessed": results.kept[incident.id].hex(),
            "captures": [captures[report] for report in incident.reports],
        }
        lines.append(canonical(row))
    with closing(kept_of(book)) as kept:
        state = _state(book, results.rule)
        kept.put(KIND, {state: zlib.compress(b"\n".join(lines), _LEVEL)}, {state})


def recall(book: Casebook, rule: str, anew: Callable[[], Results]) -> Recalled | None:
    """How a case stands by a tally rule, or the one it chose; None where it was not computed since it last changed."""
    kept = kept_of(book)
    held = kept.one(KIND, _state(book, rule))
    with suppress(ValueError, KeyError, TypeError, zlib.error):  # what cannot be used is computed
        if held is not None:
            return Recalled(book, kept, zlib.decompress(held).split(b"\n"), anew)
    kept.close()
    return None


def _state(book: Casebook, rule: str) -> bytes:
    """A digest of all that how a case stands depends on, but for what ``kept_of`` tells apart."""
    made_by = f"{plugins.joining_digest()} {tools()}"
    return key_of(made_by, book.title, rule, str(book.log.size), book.log.tree.root().hex())
