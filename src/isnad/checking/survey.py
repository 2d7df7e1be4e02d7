"""Survey: one reading of a log's lines, and all that a check asks of each.

What may live here: what is asked of every line, so that a log is read once and its lines are not held in memory. What
is kept of a line are the names of its objects.
"""

from collections.abc import Iterator

from isnad.preserve.contents import record_in, unreadable
from isnad.preserve.custody.clocks import Steps, wall
from isnad.preserve.custody.entry import Entry
from isnad.preserve.custody.signing import Fault, SignatureWatch
from isnad.preserve.custody.usual import Usual
from isnad.preserve.progress import Progress
from isnad.preserve.sizes import Sizes
from isnad.preserve.store import is_digest
from isnad.records.codec import id_of
from isnad.records.problem import Problem

SIGNED = "Compare with a copy of the log that was kept elsewhere; ask the one it names."
_MOST = (1 << 64) - 1  # bytes: no file has as many, so a line that says more is wrong all the same
_EVERY = 1000  # lines between two tellings of how far it is


class Survey:
    """What the lines of a log say, as far as they were taken, each with its leaf hash and in their order."""

    def __init__(self, tell: Progress) -> None:
        self.taken = 0
        self.named = Sizes()  # of the objects that lines name
        self.problems: list[Problem] = []  # of lines as records
        self.faults: list[Fault] = []  # of signatures
        self.clock = Steps()
        self._signatures = SignatureWatch()
        self._tell = tell

    def take(self, entry: Entry, leaf: bytes) -> None:
        """Ask all that is asked of the next line."""
        self.taken += 1
        if self.taken % _EVERY == 0:
            self._tell("checking lines", self.taken, 0)
        if type(entry) is Usual:
            self._take_usual(entry, leaf)
        else:
            self._take(entry, leaf)

    def _take_usual(self, entry: Usual, leaf: bytes) -> None:
        """The same as ``_take``, for the many lines of which it is known that they are well formed."""
        number, _, _, _, start, running, key, actor, sig, digest, size = entry.glance
        seq, at = int(number), entry.seconds
        self.clock.take(seq, at, (start, int(running)))
        if not self._signatures.waits(seq, leaf, key, actor, entry.kind, sig or ""):
            self.faults.extend(self._signatures.take(entry, leaf))
        if digest:
            self.named.add(bytes.fromhex(digest[7:]), int(size))
        if at is None or not entry.is_itself or not entry.is_dated:
            self._judge(entry, at)

    def _take(self, entry: Entry, leaf: bytes) -> None:
        at = wall(entry.at)
        self.clock.take(entry.seq, at, entry.mono)
        self.faults.extend(self._signatures.take(entry, leaf))
        for name, size in entry.named.items():
            if is_digest(name):
                self.named.add(bytes.fromhex(name[7:]), min(max(size, 0), _MOST))
        self._judge(entry, at)

    def _judge(self, entry: Entry, at: float | None) -> None:
        if at is None:
            self._say(entry, "Its time cannot be read.", SIGNED)
        if not _is_itself(entry):
            what = "Its line in the log was changed: its id no longer fits its content."
            self._say(entry, what, "Put back a copy of the log.")
        try:
            record_in(entry)
        except ValueError as error:
            self.problems.append(unreadable(entry, error))

    def _say(self, entry: Entry, what: str, todo: str) -> None:
        self.problems.append(Problem(what=what, where=f"log/entries.jsonl, line {entry.seq + 1}", todo=todo))

    def all_faults(self) -> Iterator[Fault]:
        """The faults of signatures, when every line was taken."""
        yield from self.faults
        yield from self._signatures.end()

    @property
    def unsworn(self) -> list[int]:
        """The lines at which the case key was replaced and the old one did not sign for that."""
        return self._signatures.life.unsworn


def _is_itself(entry: Entry) -> bool:
    """Whether the id of a capture or judgement comes from its content."""
    if isinstance(entry, Usual):
        return entry.is_itself
    if entry.kind not in ("capture", "judgement"):
        return True
    return id_of({**entry.payload, "id": ""}) == entry.payload.get("id")
