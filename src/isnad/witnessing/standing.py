"""Standing: whether the cosignatures of a case hold, who its witnesses are, and how far they have seen.

What may live here: the check of cosignatures and of kept checkpoints against the log's lines. Nothing is written.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from isnad.casebook import Casebook
from isnad.preserve.anchors.finding import Answer
from isnad.preserve.custody import checkpoint as folders
from isnad.preserve.custody.entry import Entry
from isnad.preserve.custody.keylife import WITNESS, Key
from isnad.preserve.custody.note import (
    COSIGNATURE,
    Checkpoint,
    cosigned_at,
    is_signed,
    key_hash,
    signatures_in,
)
from isnad.records.problem import Problem, Severity

COSIGNATURES = "cosignatures"
LATEST = 253_402_300_799  # POSIX seconds of the end of the year 9999: later ones are no date
TOLERANCE = timedelta(minutes=5)  # between two people's clocks
_ASK = "Ask the witness to cosign again: isnad witness CASE --for NAME"


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnessed:
    """One witness as it stands: the largest checkpoint it cosigned and when by its own clock, and how many lines were
    written since."""

    name: str
    key: str
    checkpoint: int
    at: datetime | None
    since: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnessing:
    """What the check gave: cosignatures ``checked``, ``failed`` and ``open`` (not verifiable), each witness, and how
    many of the last lines no cosignature that holds covers (``tail``)."""

    checked: int
    failed: int
    open: int
    problems: tuple[Problem, ...]
    witnesses: tuple[Witnessed, ...]
    tail: int


def witness_findings(book: Casebook) -> Witnessing:
    """Hold every cosignature of the case against its log: those in its lines, and those that lie in its folders."""
    entries = list(book.entries("cosignature"))
    sizes = [s for entry in entries if type(s := entry.payload.get("checkpoint")) is int]
    kept = [int(f.name) for f in folders.sealed(book.root) if f.name.isdigit()]
    known = book.log.roots_at([*sizes, *kept])
    count = {Answer.FAILS: 0, Answer.NOT_VERIFIABLE: 0}
    problems: list[Problem] = []
    best: dict[str, tuple[int, datetime]] = {}
    for entry in entries:
        answer, reason, at = _judged(book, entry, known)
        if answer is Answer.HOLDS and at is not None:
            name, size = entry.payload["witness"], entry.payload["checkpoint"]
            best[name] = max(best.get(name, (0, at)), (size, at))
            problems += _clocks(entry, at)
        else:
            count[answer] += 1
            problems.append(_told(entry, answer, reason))
    wrong = [*_checkpoints(book, known), *_copies(book, entries)]
    count[Answer.FAILS] += sum(problem.severity is Severity.ERROR for problem in wrong)
    return Witnessing(
        checked=len(entries),
        failed=count[Answer.FAILS],
        open=count[Answer.NOT_VERIFIABLE],
        problems=(*problems, *wrong),
        witnesses=tuple(_standing(book, best)),
        tail=book.log.size - max((size for size, _ in best.values()), default=0),
    )


def witnesses(book: Casebook) -> tuple[Witnessed, ...]:
    """Who witnesses the case, and how far."""
    return witness_findings(book).witnesses


def _judged(book: Casebook, entry: Entry, known: dict[int, bytes]) -> tuple[Answer, str, datetime | None]:
    size, name, line = (entry.payload.get(part) for part in ("checkpoint", "witness", "line"))
    try:
        if type(size) is not int or not isinstance(line, str) or not isinstance(name, str):
            raise ValueError("it has no checkpoint, witness or line")
        (signature,) = signatures_in(line)
    except ValueError as error:
        return Answer.NOT_VERIFIABLE, f"it cannot be read: {error}", None
    root = known.get(size)
    if root is None or size > entry.seq:
        return Answer.FAILS, f"it speaks of {size} lines, and {entry.seq} stood before it", None
    said = Checkpoint(origin=book.origin, size=size, root=root)
    keys = [
        k for k in witness_keys(book) if k.name == name and key_hash(name, k.public, COSIGNATURE) == signature.key_hash
    ]
    if not keys:
        return Answer.NOT_VERIFIABLE, "the key of this witness is not in the log", None
    at = cosigned_at(said.text(), [signature], name, keys[0].public)
    if at is None:
        return Answer.FAILS, f"it is not over the first {size} lines of this log", None
    if not keys[0].holds(entry.seq) or (keys[0].compromised is not None and entry.seq >= keys[0].compromised):
        return Answer.NOT_VERIFIABLE, "the key of this witness was not in use, or not safe, when it came", None
    return Answer.HOLDS, "", datetime.fromtimestamp(min(at, LATEST), UTC)


def _clocks(entry: Entry, at: datetime) -> Iterator[Problem]:
    """A witness' time after the line that keeps its cosignature: one of the two clocks was wrong."""
    try:
        late = at - datetime.fromisoformat(entry.at)
    except ValueError:
        return
    if late > TOLERANCE:
        what = f"{entry.payload['witness']} gives {at:%Y-%m-%d %H:%M} UTC, and the log kept it {late} before that."
        todo = "Find out whose clock was wrong; that the lines were seen is not touched by it."
        yield Problem(what=what, where=_where(entry), todo=todo, severity=Severity.WARNING)


def _told(entry: Entry, answer: Answer, reason: str) -> Problem:
    severity = Severity.ERROR if answer is Answer.FAILS else Severity.WARNING
    what = f"The cosignature of {entry.payload.get('witness')} {answer}: {reason}."
    return Problem(what=what, where=_where(entry), todo=_ASK, severity=severity)


def _checkpoints(book: Casebook, known: dict[int, bytes]) -> Iterator[Problem]:
    """Kept checkpoints that are not of these lines, or not signed by the case's key."""
    for folder in folders.sealed(book.root):
        where, todo = f"log/checkpoints/{folder.name}/checkpoint", "Put back a whole copy of log/."
        try:
            note, said = folders.read(folder / "checkpoint")
        except (OSError, ValueError) as error:
            yield Problem(what=f"This kept checkpoint cannot be read: {error}.", where=where, todo=todo)
            continue
        key = book.ledger.life.case_key_at(said.size)
        if folder.name != f"{said.size:0{folders.DIGITS}d}" or known.get(said.size) != said.root:
            what = f"The log's first {said.size} lines are not those that this checkpoint was made of."
            yield Problem(what=what, where=where, todo=todo)
        elif key is None or said.origin != book.origin or not is_signed(note, said.origin, key.public):
            yield Problem(what="This kept checkpoint is not signed by the case's key.", where=where, todo=todo)


def _copies(book: Casebook, entries: Iterable[Entry]) -> Iterator[Problem]:
    """Cosignatures in the folders that no line tells of, and those of lines that the folders lack."""
    told: dict[int, set[str]] = {}
    for entry in entries:
        if type(size := entry.payload.get("checkpoint")) is int:
            told.setdefault(size, set()).add(str(entry.payload.get("line")))
    for size in sorted(told):
        if not (folders.folder_of(book.root, size) / "checkpoint").exists():
            where = f"log/checkpoints/{size:0{folders.DIGITS}d}"
            todo = "Put it back from a copy of the case; the cosignature stands in the log and still holds."
            what = "The checkpoint that was cosigned is not kept here."
            yield Problem(what=what, where=where, todo=todo, severity=Severity.WARNING)
    for folder in folders.sealed(book.root):
        if not folder.name.isdigit():
            continue
        path, where = folder / COSIGNATURES, f"log/checkpoints/{folder.name}/{COSIGNATURES}"
        try:
            lines = set(path.read_text(encoding="utf-8").splitlines(keepends=True)) if path.exists() else set()
        except (OSError, ValueError):
            lines = set()
        wanted = told.get(int(folder.name), set())
        if wanted - lines:
            what, todo = "Cosignatures of the log are missing here.", "It is made again by: isnad witness CASE"
            yield Problem(what=what, where=where, todo=todo, severity=Severity.WARNING)
        if lines - wanted:
            what, todo = "Cosignatures lie here that no line tells of.", f"isnad witness CASE --take {where}"
            yield Problem(what=what, where=where, todo=todo, severity=Severity.WARNING)


def _standing(book: Casebook, best: dict[str, tuple[int, datetime]]) -> Iterator[Witnessed]:
    for key in witness_keys(book):
        if key.retired is not None:
            continue
        size, at = best.get(key.name, (0, None))
        yield Witnessed(name=key.name, key=key.id, checkpoint=size, at=at, since=book.log.size - size)


def witness_keys(book: Casebook) -> list[Key]:
    """Every key that a witness of the case had."""
    return [key for key in book.ledger.life.keys.values() if key.role == WITNESS]


def _where(entry: Entry) -> str:
    return f"log/entries.jsonl, line {entry.seq + 1}"
