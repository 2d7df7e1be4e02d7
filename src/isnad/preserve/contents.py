"""Contents: what the lines of a log say that a case holds: captures, judgements, tables, files.

What may live here: following the lines in their order, and asking what stands. Pure but for the lines it is given.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from isnad.preserve.again import says_no_more, stands
from isnad.preserve.custody.entry import Entry
from isnad.preserve.custody.usual import Usual
from isnad.records.capture import Capture
from isnad.records.codec import canonical, from_plain
from isnad.records.judgement import Judgement
from isnad.records.problem import Problem, Severity

KINDS = (
    "case", "key", "batch", "capture", "container", "manifest", "table", "judgement", "torn", "quarantined",
    "watch", "visit", "authority", "anchor", "cosignature", "sealed", "forgotten", "resumed",
    "reader", "sent",
)  # fmt: skip
_COPY = "Put back a copy of log/entries.jsonl from before it was changed."


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file that reading uses. ``role`` is "gazetteer" or "belligerents", ``name`` the file's own."""

    role: str
    name: str
    digest: str
    size: int


class Contents:
    """What a case holds, as far as its lines were taken in: ``taken`` is the number of the next."""

    def __init__(self) -> None:
        self.taken = 0
        self.captures: dict[str, Capture] = {}  # every capture by its id, what was sealed since left out
        self.judgements: list[Judgement] = []
        self.tables: list[Table] = []
        self.named: set[str] = set()  # digests of the objects of its lines
        self.problems: list[Problem] = []  # lines that cannot be understood
        self._by_digest: dict[str, list[Capture]] = {}
        self._lines: dict[int, Capture] = {}
        self._files: set[bytes] = set()

    @property
    def standing(self) -> tuple[Capture, ...]:
        """The captures for which no later one of the same item stands, oldest first."""
        return tuple(c for c in self.captures.values() if stands(c, self._by_digest[c.digest]))

    def same_bytes(self, digest: str) -> Capture | None:
        """A capture of these bytes."""
        return next(iter(self._by_digest.get(digest, ())), None)

    def known(self, capture: Capture) -> Capture | None:
        """The capture that says already what this one does."""
        return next((c for c in self._by_digest.get(capture.digest, ()) if says_no_more(capture, c)), None)

    def has_file(self, kind: str, payload: object) -> bool:
        """Whether a line of this kind says the very same."""
        return canonical([kind, payload]) in self._files

    def take(self, entries: Iterable[Entry], size: int, sealed: frozenset[int]) -> None:
        """Take in the lines up to ``size``. Lines ``sealed`` are those whose captures are read no more."""
        for entry in entries:
            self.named.update(digest for digest, _ in entry.objects)
            try:
                self._take(entry, record_in(entry))
            except ValueError as error:
                self.problems.append(unreadable(entry, error))
        self.taken = size
        for seq in sealed & self._lines.keys():
            capture = self._lines.pop(seq)
            self.captures.pop(capture.id, None)
            self._by_digest[capture.digest].remove(capture)

    def _take(self, entry: Entry, record: Capture | Judgement | Table | None) -> None:
        if isinstance(record, Capture):
            self.captures[record.id] = record
            self._lines[entry.seq] = record
            self._by_digest.setdefault(record.digest, []).append(record)
        elif isinstance(record, Judgement):
            self.judgements.append(record)
        elif isinstance(record, Table):
            self.tables.append(record)
        if entry.kind in ("manifest", "container", "table"):
            self._files.add(canonical([entry.kind, entry.payload]))


def record_in(entry: Entry) -> Capture | Judgement | Table | None:
    """The record in an entry; None where its kind has none. Raises ValueError where it cannot be read."""
    if isinstance(entry, Usual):
        return entry.capture()
    kind = _RECORDS.get(entry.kind)
    if kind is None and entry.kind not in KINDS:
        raise UnknownKind(entry.kind)
    return from_plain(entry.payload, kind) if kind else None


class UnknownKind(ValueError):
    """An entry is of a kind that this version does not know."""


def unreadable(entry: Entry, error: ValueError) -> Problem:
    """What is told of an entry in which no record can be read."""
    where = f"log/entries.jsonl, line {entry.seq + 1}"
    if isinstance(error, UnknownKind):
        what = f"This line is of a kind this version does not know ('{entry.kind}'), so it was passed over."
        todo = "Update with: pip install --upgrade isnad. The line is kept as it is."
        return Problem(what=what, where=where, todo=todo, severity=Severity.WARNING)
    return Problem(what=f"The {entry.kind} in this line cannot be read: {error}.", where=where, todo=_COPY)


_RECORDS: dict[str, type[Capture | Judgement | Table]] = {"capture": Capture, "judgement": Judgement, "table": Table}
