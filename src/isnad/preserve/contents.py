"""Contents: what the lines of a log say that a case holds: captures, judgements, tables, files.

What may live here: following the lines in their order, and asking what stands. Pure but for the lines it is given.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
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
    """What a case holds, as far as its lines were taken in: ``taken`` is the number of the next.

    Of captures only the numbers of their lines are held, and made records of when they are asked for: a case may have
    a million. ``fetch`` gives the entries of lines, in the order of their numbers.
    """

    def __init__(self, fetch: Callable[[Sequence[int]], Iterator[Entry]]) -> None:
        self.taken = 0
        self.judgements: list[Judgement] = []
        self.tables: list[Table] = []
        self.containers: set[str] = set()  # digests of those that were kept
        self.problems: list[Problem] = []  # lines that cannot be understood
        self._fetch = fetch
        self._lines: dict[int, int] = {}  # of every capture, by a hash of its id; what was sealed since left out
        self._first: dict[int, int] = {}  # of the first capture of some bytes, by a hash of their digest
        self._more: dict[int, list[int]] = {}  # of all captures of some bytes, where there are several
        self._held: tuple[tuple[Capture, ...], tuple[Capture, ...]] | None = None
        self._files: set[bytes] = set()

    @property
    def captures(self) -> tuple[Capture, ...]:
        """Every capture, oldest first."""
        return self._all()[0]

    @property
    def standing(self) -> tuple[Capture, ...]:
        """The captures for which no later one of the same item stands, oldest first."""
        return self._all()[1]

    def _all(self) -> tuple[tuple[Capture, ...], tuple[Capture, ...]]:
        if self._held is None:
            captures, gone = tuple(self._records(sorted(self._lines.values()))), self._overruled()
            stand = tuple(c for seq, c in zip(sorted(self._lines.values()), captures, strict=True) if seq not in gone)
            self._held = captures, stand if gone else captures
        return self._held

    def but(self, known: Iterable[str]) -> tuple[int, int, Iterator[Capture]]:
        """How many captures stand; of those not ``known`` by these ids how many there are, and they, one by one."""
        gone, without = self._overruled(), {hash(ident) for ident in known}
        seqs = sorted(seq for mark, seq in self._lines.items() if mark not in without and seq not in gone)
        return len(self._lines) - len(gone), len(seqs), self._records(seqs)

    def some(self, idents: Iterable[str]) -> dict[str, Capture]:
        """The captures of these ids, as far as there are such."""
        marks = {hash(ident) for ident in idents}
        return {c.id: c for c in self._records(sorted(self._lines[mark] for mark in marks if mark in self._lines))}

    def same_bytes(self, digest: str) -> Capture | None:
        """A capture of these bytes."""
        return next(iter(self._of(digest)), None)

    def known(self, capture: Capture) -> Capture | None:
        """The capture that says already what this one does."""
        return next((c for c in self._of(capture.digest) if says_no_more(capture, c)), None)

    def has_file(self, kind: str, payload: object) -> bool:
        """Whether a line of this kind says the very same."""
        return canonical([kind, payload]) in self._files

    def take(self, entries: Iterable[Entry], size: int, sealed: frozenset[int]) -> None:
        """Take in the lines up to ``size``. Lines ``sealed`` are those whose captures are read no more."""
        self._held = None
        for entry in entries:
            try:
                self._take(entry, record_in(entry))
            except ValueError as error:
                self.problems.append(unreadable(entry, error))
        self.taken = size
        for seq in sealed.intersection(self._lines.values()) if sealed else ():
            self._leave_out(next(self._records([seq])), seq)

    def _take(self, entry: Entry, record: Capture | Judgement | Table | None) -> None:
        if isinstance(record, Capture):
            self._keep(record, entry.seq)
        elif isinstance(record, Judgement):
            self.judgements.append(record)
        elif isinstance(record, Table):
            self.tables.append(record)
        if entry.kind == "container":
            self.containers.update(digest for digest, _ in entry.objects)
        if entry.kind in ("manifest", "container", "table"):
            self._files.add(canonical([entry.kind, entry.payload]))

    def _keep(self, capture: Capture, seq: int) -> None:
        mark = hash(capture.id)
        if (before := self._lines.get(mark)) is not None:  # a log of ours has none twice
            self._leave_out(next(self._records([before])), before)
        self._lines[mark] = seq
        bytes_ = hash(capture.digest)
        first = self._first.setdefault(bytes_, seq)
        if first != seq:
            self._more.setdefault(bytes_, [first]).append(seq)

    def _leave_out(self, capture: Capture, seq: int) -> None:
        del self._lines[hash(capture.id)]
        mark = hash(capture.digest)
        rest = [each for each in self._more.pop(mark, [self._first.pop(mark)]) if each != seq]
        if rest:
            self._first[mark] = rest[0]
        if len(rest) > 1:
            self._more[mark] = rest

    def _of(self, digest: str) -> list[Capture]:
        """The captures of these bytes, oldest first."""
        mark = hash(digest)
        first = self._first.get(mark)
        seqs = self._more.get(mark, () if first is None else (first,))
        return [capture for capture in self._records(seqs) if capture.digest == digest]

    def _overruled(self) -> set[int]:
        """The lines of captures for which a later one of the same item stands."""
        gone: set[int] = set()
        for seqs in self._more.values():
            captures = list(self._records(seqs))
            gone |= {seq for seq, each in zip(seqs, captures, strict=True) if not stands(each, captures)}
        return gone

    def _records(self, seqs: Sequence[int]) -> Iterator[Capture]:
        for entry in self._fetch(seqs) if seqs else ():
            record = record_in(entry)
            if isinstance(record, Capture):
                yield record


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
