"""Casebook: the only state. A case is a folder on disk that reads without isnad.

What may live here: opening that folder and adding to it. Two things are kept as facts, what was
captured and what a named person judged; everything else is computed from them.
"""

import contextlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, BinaryIO

from isnad.preserve.folder import LOCK_SECONDS, about, gone, locked, make
from isnad.preserve.item import Limits, Taken
from isnad.preserve.log import Entry, Log
from isnad.preserve.manifest import Told
from isnad.preserve.store import Store, is_digest
from isnad.preserve.take import take
from isnad.preserve.trouble import Trouble, problem_of
from isnad.records.capture import Capture
from isnad.records.codec import from_plain, to_plain, with_id
from isnad.records.judgement import Judgement
from isnad.records.problem import Problem, Severity

NOT_NAMED = "not named"  # the actor of an entry where none was given; a login name is not taken unasked
_KINDS = ("case", "capture", "judgement", "table", "manifest", "torn")
_COPY = "Put back a copy of log/entries.jsonl from before it was changed."


def isnad_version() -> str:
    """The version of the isnad that runs."""
    try:
        return version("isnad")
    except PackageNotFoundError:
        return "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file that reading uses. ``role`` is "gazetteer" or "belligerents", ``name`` the file's own."""

    role: str
    name: str
    digest: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What became of one item: a ``capture`` (``new`` or there already), a manifest (no capture), or a problem."""

    origin: str
    capture: Capture | None = None
    new: bool = False
    problem: Problem | None = None


class Casebook:
    """An open case. Readers never wait; writers take turns by a lock on the folder."""

    def __init__(
        self,
        root: Path,
        *,
        actor: str = "",
        say: Callable[[str], None] = lambda _: None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        lock_seconds: float = LOCK_SECONDS,
    ) -> None:
        """Open the case at ``root``. ``actor`` is named in the log, ``say`` is told when a writer has to wait.

        Raises Trouble where there is no case, or a newer isnad made it.
        """
        self.root = root
        self.about = about(root)
        self.store = Store(root / "objects")
        self.log = Log(root / "log" / "entries.jsonl")
        self._actor, self._say, self._clock, self._lock_seconds = actor or NOT_NAMED, say, clock, lock_seconds
        self._taken_in = 0
        self._captures: dict[str, Capture] = {}
        self._by_digest: dict[str, list[Capture]] = {}
        self._judgements: list[Judgement] = []
        self._tables: list[Table] = []
        self._problems: list[Problem] = []
        self.refresh()

    @property
    def title(self) -> str:
        """The case's title."""
        return str(self.about.get("title") or self.root.resolve().name)

    @property
    def derived(self) -> Path:
        """Where what can be computed again is kept."""
        return self.root / "derived"

    @property
    def all_captures(self) -> tuple[Capture, ...]:
        """Every capture of the log, oldest first."""
        return tuple(self._captures.values())

    @property
    def captures(self) -> tuple[Capture, ...]:
        """The captures that stand, oldest first.

        Where the same item was added again with more said of it (its date, its publisher), the later
        capture stands; the earlier stays in the log and in ``all_captures``.
        """
        replaced = {
            older.id
            for same in self._by_digest.values()
            for n, older in enumerate(same)
            if any(_fills_in(later, older) for later in same[n + 1 :])
        }
        return tuple(capture for capture in self._captures.values() if capture.id not in replaced)

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """The judgements, oldest first."""
        return tuple(self._judgements)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The gazetteers and tables of belligerents, in the order they were added."""
        return tuple(self._tables)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the log."""
        return (*self.log.problems, *self._problems)

    @property
    def named_objects(self) -> dict[str, int]:
        """Digest and size of every object that the log names."""
        named = ((e.payload.get("digest"), e.payload.get("size")) for e in self.log.entries)
        return {d: s for d, s in named if isinstance(d, str) and isinstance(s, int) and is_digest(d)}

    def bytes_of(self, digest: str) -> bytes:
        """An object's bytes, unchecked. Raises Trouble where they are missing."""
        try:
            return self.store.get(digest)
        except OSError as error:
            raise gone(error, self.store.path(digest), self.root) from error

    def refresh(self) -> None:
        """Take in what has been added to the log. Raises Trouble."""
        try:
            self.log.refresh()
        except OSError as error:
            raise gone(error, self.log.path, self.root) from error
        for entry in self.log.entries[self._taken_in :]:
            self._take_in(entry)
        self._taken_in = len(self.log.entries)

    def add(self, source: str, told: Told | None = None, limits: Limits | None = None) -> Iterator[Kept]:
        """Capture what is at a file, folder or URL; each item is on the disk when it is given back.

        Raises Trouble only where nothing more can be written (disk full, lock held, log broken).
        """
        for item in take(source, told, limits):
            yield Kept(origin=item.where, problem=item) if isinstance(item, Problem) else self.keep(item)

    def keep(self, taken: Taken) -> Kept:
        """Keep one opened item: first its bytes as an object, then its entry in the log. Raises Trouble."""
        with self.writing():
            digest, size = self._put(taken.stream, taken.origin)
            if taken.manifest:
                self._keep_file("manifest", {"name": taken.origin, "digest": digest, "size": size})
                return Kept(origin=taken.origin)
            capture = self._capture_of(taken, digest, size)
            known = next((c for c in self._by_digest.get(digest, ()) if _says_no_more(capture, c)), None)
            if known:
                return Kept(origin=taken.origin, capture=known, problem=_already(taken.origin))
            self._append("capture", to_plain(capture))
            return Kept(origin=taken.origin, capture=capture, new=True)

    def keep_table(self, role: str, name: str, data: bytes) -> Table:
        """Keep a gazetteer or table of belligerents as part of the case. Raises Trouble."""
        with self.writing():
            digest, size = self._put(io.BytesIO(data), name)
            table = Table(role=role, name=name, digest=digest, size=size)
            self._keep_file("table", to_plain(table))
        return table

    def judge(self, judgement: Judgement) -> Judgement:
        """Add a judgement, given its time and id here. Raises Trouble."""
        with self.writing():
            made = with_id(replace(judgement, at=self._clock()))
            self._append("judgement", to_plain(made), actor=made.by)
        return made

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the lock; first set aside what a broken-off writer left. Raises Trouble for what the system refuses."""
        with locked(self.root / "lock", self._lock_seconds, self._say):
            try:
                self.log.set_torn_aside()
                self.refresh()
                self.store.sweep()
                told_of = {e.payload.get("file") for e in self.log.entries if e.kind == "torn"}
                for name in self.log.torn_files():
                    if name not in told_of:
                        self._append("torn", {"file": name, "why": "writing broke off; this was the log's end"})
                yield
            except OSError as error:
                raise Trouble(problem_of(error, self.root)) from error

    def _put(self, stream: BinaryIO, origin: str) -> tuple[str, int]:
        try:
            return self.store.put(stream)
        except OSError as error:
            raise Trouble(problem_of(error, origin)) from error

    def _keep_file(self, kind: str, payload: dict[str, Any]) -> None:
        if not any(e.kind == kind and e.payload == payload for e in self.log.entries):
            self._append(kind, payload)

    def _append(self, kind: str, payload: dict[str, Any], actor: str = "") -> None:
        self.log.append(at=stamp(self._clock()), actor=actor or self._actor, tool=_tool(), kind=kind, payload=payload)
        self.refresh()

    def _capture_of(self, taken: Taken, digest: str, size: int) -> Capture:
        return with_id(
            Capture(
                id="",
                digest=digest,
                size=size,
                origin=taken.origin,
                captured=self._clock(),
                tool=_tool(),
                media_type=taken.media_type,
                publisher=taken.told.publisher,
                published=taken.told.published,
                url=taken.told.url,
                title=taken.told.title,
                headers=taken.headers,
            )
        )

    def _take_in(self, entry: Entry) -> None:
        try:
            match entry.kind:
                case "capture":
                    capture = from_plain(entry.payload, Capture)
                    self._captures[capture.id] = capture
                    self._by_digest.setdefault(capture.digest, []).append(capture)
                case "judgement":
                    self._judgements.append(from_plain(entry.payload, Judgement))
                case "table":
                    self._tables.append(from_plain(entry.payload, Table))
                case kind if kind not in _KINDS:
                    self._problems.append(_unknown(entry))
        except ValueError as error:
            what = f"The {entry.kind} in this line cannot be read: {error}."
            self._problems.append(Problem(what=what, where=f"log/entries.jsonl, line {entry.seq + 1}", todo=_COPY))


def new_casebook(
    root: Path, title: str = "", *, actor: str = "", clock: Callable[[], datetime] | None = None
) -> Casebook:
    """Make the folder of a new case and open it. Raises Trouble where something is there already."""
    clock = clock or (lambda: datetime.now(UTC))
    try:
        make(root, title or root.resolve().name, at=stamp(clock()), actor=actor or NOT_NAMED, tool=_tool())
    except OSError as error:
        raise Trouble(problem_of(error, root)) from error
    return Casebook(root, actor=actor, clock=clock)


def stamp(moment: datetime) -> str:
    """A time as the log writes it: ISO 8601 in UTC to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _tool() -> str:
    return f"isnad {isnad_version()}"


def _place(capture: Capture) -> str:
    """What tells one item's place from another's: a URL, or a file's own name wherever its folder lay."""
    return capture.origin if "://" in capture.origin else capture.origin.rpartition("/")[2]


def _said(capture: Capture) -> tuple[str, ...]:
    return (capture.publisher, capture.url, capture.published, capture.title)


def _says_no_more(new: Capture, known: Capture) -> bool:
    """Whether the same bytes from the same place came with nothing that is not known."""
    same = all(not said or said == before for said, before in zip(_said(new), _said(known), strict=True))
    return same and _place(new) == _place(known)


def _fills_in(later: Capture, older: Capture) -> bool:
    """Whether a later capture of the same bytes and place is the same item with more said of it.

    Another publisher or URL makes it another item: a reprint is a report of its own.
    """
    same = all(not before or before == said for before, said in zip(_said(older)[:2], _said(later)[:2], strict=True))
    return same and _place(later) == _place(older)


def _already(origin: str) -> Problem:
    todo = "Nothing to do; to say more of it (publisher, date, URL) add it again with that."
    return Problem(what="It is already in this case, byte for byte.", where=origin, todo=todo, severity=Severity.NOTE)


def _unknown(entry: Entry) -> Problem:
    return Problem(
        what=f"This line is of a kind this version does not know ('{entry.kind}'), so it was passed over.",
        where=f"log/entries.jsonl, line {entry.seq + 1}",
        todo="Update with: pip install --upgrade isnad. The line is kept as it is.",
        severity=Severity.WARNING,
    )
