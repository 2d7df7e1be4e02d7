"""Casebook: the only state. A case is a folder on disk that reads without isnad.

What may live here: opening that folder and adding to it. Two things are kept as facts, what was
captured and what a named person judged; everything else is computed from them. What only adding needs is loaded when
something is added: most of the time a case is looked at.
"""

import contextlib
import io
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from isnad.preserve.again import already
from isnad.preserve.contents import Contents, Table
from isnad.preserve.copies import WorkingCopies
from isnad.preserve.custody import checkpoint
from isnad.preserve.custody.clocks import stamp
from isnad.preserve.custody.entry import Entry
from isnad.preserve.custody.keys import KeyRing
from isnad.preserve.custody.ledger import Ledger
from isnad.preserve.custody.log import Hearer, Log
from isnad.preserve.folder import FORMAT, LOCK_SECONDS, about, gone, locked, make, write_about
from isnad.preserve.people.scars import ORDERS, Protected
from isnad.preserve.settings import own_version, settings
from isnad.preserve.store import Store, is_digest, open_own
from isnad.preserve.trouble import Trouble, problem_of
from isnad.records.capture import Capture
from isnad.records.codec import to_plain, with_id
from isnad.records.judgement import Judgement
from isnad.records.problem import Problem

if TYPE_CHECKING:
    from isnad.preserve.item import Limits, Taken
    from isnad.preserve.manifest import Told

NOT_NAMED = "not named"  # the actor of an entry where none was given; a login name is not taken unasked
WRITING = "writing"  # a file that is there while a writer works, and stays where it was broken off
BATCH = 512  # items that are acknowledged together at most, so that asking the disk to be sure is paid for once
BATCH_SECONDS = 1.0  # for which an item waits for others at most
BATCH_BYTES = 64 << 20


@cache
def isnad_version() -> str:
    """The version of the isnad that runs."""
    said = own_version()
    return "0" if said == "absent" else said


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
        ring: KeyRing | None = None,
        hearers: Iterable[Hearer] = (),
    ) -> None:
        """Open the case at ``root``. ``actor`` is named in the log, ``say`` is told when a writer has to wait,
        ``hearers`` of each line that is read.

        Raises Trouble where there is no case, or a newer isnad made it.
        """
        self.root = root
        self.about = about(root)
        self.store = Store(root / "objects", blocks=root / "derived")
        self.copies = WorkingCopies(root, self.store)
        self.ring = ring or KeyRing()
        self._actor, self._say, self._clock, self._lock_seconds = actor or NOT_NAMED, say, clock, lock_seconds
        self._depth = 0
        self._ordered = False  # whether this process had a line written that orders something destroyed
        self._hearers = tuple(hearers)
        self._begin()

    def _begin(self) -> None:
        """Read the case anew from its folder."""
        self.protected = Protected()
        hearers = (self._hear, *self._hearers)
        self.ledger = Ledger(self.root, self.ring, tool=_tool, clock=self._clock, hearers=hearers)
        self._contents = Contents(self.ledger.some)
        self._read: dict[str, dict[int, int]] = {}  # containers kept of late, and the lengths of what stands in them
        self.refresh()

    def _hear(self, entry: Entry, _: bytes) -> None:
        if entry.kind in ORDERS or self.protected.absent:
            self.protected.take(entry)

    @property
    def title(self) -> str:
        """The case's title."""
        return str(self.about.get("title") or self.root.resolve().name)

    @property
    def origin(self) -> str:
        """The name of the case's log, the same in every copy; empty in a case of format 1."""
        return self.ledger.origin

    @property
    def log(self) -> Log:
        """The lines of the case."""
        return self.ledger.log

    @property
    def derived(self) -> Path:
        """Where what can be computed again is kept."""
        return self.root / "derived"

    @property
    def all_captures(self) -> tuple[Capture, ...]:
        """Every capture of the log, oldest first."""
        return self.contents.captures

    @property
    def captures(self) -> tuple[Capture, ...]:
        """The captures that stand, oldest first.

        Where the same item was added again with more said of it (its date, its publisher), the later
        capture stands; the earlier stays in the log and in ``all_captures``. What was sealed since is left out.
        """
        return self.contents.standing

    def captures_but(self, known: Iterable[str]) -> tuple[int, int, Iterator[Capture]]:
        """How many captures stand; of those not ``known`` by these ids how many there are, and they, one by one: they
        are not held in memory."""
        return self.contents.but(known)

    def captures_of(self, idents: Iterable[str]) -> dict[str, Capture]:
        """The captures of these ids, as far as there are such; the others are not held in memory for it."""
        return self.contents.some(idents)

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """The judgements, oldest first."""
        return tuple(self.contents.judgements)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The gazetteers and tables of belligerents, in the order they were added."""
        return tuple(self.contents.tables)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the log."""
        return (*self.log.problems, *self.ledger.problems, *self.contents.problems)

    @property
    def named_objects(self) -> dict[str, int]:
        """Digest and size of every object that the log names and does not say to be sealed away."""
        gone = self.protected.absent
        return {d: s for e in self.ledger.read() for d, s in e.named.items() if is_digest(d) and d not in gone}

    @property
    def contents(self) -> Contents:
        """What the lines say that the case holds; they are followed when it is asked for."""
        held = self._contents
        if held.taken != self.ledger.size:
            held.take(self.ledger.read(held.taken), self.ledger.size, self.protected.sealed_lines)
        return held

    def entries(self, *kinds: str) -> Iterator[Entry]:
        """The entries of these kinds, of all where none is given, oldest first. Raises OSError, Trouble."""
        yield from self.ledger.of(*kinds) if kinds else self.ledger.read()

    def bytes_of(self, digest: str) -> bytes:
        """The bytes of an object or a capture, unchecked. Raises Trouble where they are missing."""
        path = self.path_for(digest)
        try:
            with open_own(path) as stream:
                return stream.read()
        except OSError as error:
            raise gone(error, path, self.root) from error

    def path_for(self, digest: str) -> Path:
        """Where the bytes of an object or a capture lie. Raises Trouble, as ``path_of`` does."""
        same = self.contents.same_bytes(digest)
        return self.path_of(same) if same else self.store.path(digest)

    def path_of(self, capture: Capture) -> Path:
        """Where a capture's bytes lie: the object, or the working copy, taken out of its container anew if it is gone.

        Raises Trouble where the container is missing or holds other bytes now.
        """
        return self.store.path(capture.digest) if capture.within is None else self.copies.path(capture)

    def refresh(self) -> None:
        """Take in what has been added to the log. Raises Trouble."""
        self.ledger.refresh()

    def add(
        self, source: str, told: "Told | None" = None, limits: "Limits | None" = None, *, hide: Sequence[str] = ()
    ) -> Iterator[Kept]:
        """Capture what is at a file, folder or URL; each item is on the disk when it is given back.

        ``hide`` names fields (publisher, title ...) that are sealed for the case's recipients and empty in the log.
        Raises Trouble only where nothing more can be written (disk full, lock held, log broken).
        """
        from isnad.preserve.take import take

        items = take(source, told, limits)
        while (item := next(items, None)) is not None:  # what comes slowly comes first, and the lock is not held yet
            if isinstance(item, Problem):
                yield Kept(origin=item.where, problem=item)
                continue
            with self.writing():
                batch = [self.keep(item, hide), *self._more(items, hide)]
            yield from batch
        self.note_records(whole=True)

    def _more(self, items: "Iterator[Taken | Problem]", hide: Sequence[str]) -> Iterator[Kept]:
        """Further items that are acknowledged together with the one before."""
        start, size = time.monotonic(), 0
        for _ in range(BATCH):
            if time.monotonic() - start > BATCH_SECONDS or size > BATCH_BYTES:
                return
            item = next(items, None)
            if item is None:
                return
            kept = Kept(origin=item.where, problem=item) if isinstance(item, Problem) else self.keep(item, hide)
            size += kept.capture.size if kept.capture else 0
            yield kept

    def keep(self, taken: "Taken", hide: Sequence[str] = ()) -> Kept:
        """Keep one opened item: its bytes as an object, and its entry in the log. Raises Trouble.

        It is on the disk when the outermost ``writing`` ends.
        """
        with self.writing():
            digest, size = self.put(taken.stream, taken.origin, working=taken.within is not None)
            if refused := self._refusal(taken, digest):
                (self.store if taken.within is None else self.copies.store).unstage(digest)
                return Kept(origin=taken.origin, problem=refused)
            said = {"name": taken.origin, "digest": digest, "size": size}
            if taken.manifest or taken.container:
                kind = "manifest" if taken.manifest else "container"
                self._once(kind, said | ({"url": taken.told.url} if taken.told.url else {}), [(digest, size)])
                if taken.container:
                    self._read[digest] = {}
                return Kept(origin=taken.origin)
            capture = self._capture_of(taken, digest, size)
            if known := self.contents.known(capture):
                return Kept(origin=taken.origin, capture=known, problem=already(taken.origin))
            if taken.within and taken.within.container in self._read:
                self._read[taken.within.container][taken.within.offset] = taken.within.length
            from isnad.preserve.people.sealing import hide_fields, seal_fields

            capture, hidden = hide_fields(capture, hide)
            objects = [(digest, size)] if taken.within is None else []
            entry = self.append("capture", to_plain(capture), objects=objects)
            if hidden:
                seal_fields(self, hidden, line=entry.seq)
            return Kept(origin=taken.origin, capture=capture, new=True)

    def keep_table(self, role: str, name: str, data: bytes) -> Table:
        """Keep a gazetteer or table of belligerents as part of the case. Raises Trouble."""
        with self.writing():
            digest, size = self.put(io.BytesIO(data), name)
            table = Table(role=role, name=name, digest=digest, size=size)
            self._once("table", to_plain(table), [(digest, size)])
        return table

    def judge(self, judgement: Judgement) -> Judgement:
        """Add a judgement, given its time and id here. Raises Trouble."""
        with self.writing():
            made = with_id(replace(judgement, at=self._clock()))
            self.append("judgement", to_plain(made), actor=made.by)
        return made

    def put(self, stream: BinaryIO, where: str, *, working: bool = False) -> tuple[str, int]:
        """Stage bytes as an object or a working copy, within ``writing``; their digest and size. Raises Trouble."""
        try:
            return (self.copies.store if working else self.store).stage(stream)
        except OSError as error:
            raise Trouble(problem_of(error, where)) from error

    def append(
        self,
        kind: str,
        payload: dict[str, Any],
        *,
        objects: Iterable[tuple[str, int]] = (),
        private: Iterable[tuple[str, str]] = (),
        actor: str = "",
        by_case: bool = False,
    ) -> Entry:
        """Add a line, within ``writing``; it is on the disk when the outermost one ends. Raises Trouble."""
        entry = self.ledger.append(
            kind, payload, actor=actor or self._actor, objects=objects, private=private, by_case=by_case
        )
        self.protected.take(entry)
        self._ordered |= kind in ("sealed", "forgotten")
        return entry

    def seal(self) -> Path:
        """Keep the newest checkpoint for good, for stamps and witnesses; its folder. Raises Trouble."""
        with self.writing():
            pass  # a case of format 1 gets its key, and what broke off before is set aside
        assert self.ledger.note is not None
        try:
            return checkpoint.seal(self.root, self.ledger.note)
        except OSError as error:
            raise Trouble(problem_of(error, self.root / "log")) from error

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the lock, and commit at the end: objects, their lines, the checkpoint. Within itself it does nothing.

        First it sets aside what a broken-off writer left. Raises Trouble for what the system refuses; then nothing of
        what was staged or composed stays.
        """
        if self._depth:
            yield
            return
        with locked(self.root / "lock", self._lock_seconds, self._say):
            self._depth += 1
            try:
                self._open_for_writing()
                yield
                self.store.settle()
                self.copies.store.settle()
                self.ledger.commit()
                from isnad.preserve.listing import bring_up

                bring_up(self.root, self.log.read, self.protected.sealed_lines)
                (self.root / WRITING).unlink(missing_ok=True)
            except BaseException as error:
                self._abandon()
                if isinstance(error, OSError):
                    raise Trouble(problem_of(error, self.root)) from error
                raise
            finally:
                self._depth -= 1
        self.note_records()

    def note_records(self, *, whole: bool = False) -> None:
        """Keep what stands in WARCs, for their export; of the newest only once it is ``whole``: more may be found."""
        done = list(self._read)[: None if whole else -1]
        if done:
            from isnad.preserve.package.known import note_records

            note_records(self.derived, ((each, self.store.path(each), self._read.pop(each)) for each in done))

    def _refusal(self, taken: "Taken", digest: str) -> Problem | None:
        """Why an item is not kept: it was sealed, or what it stands in was not kept, so that nothing would prove it."""
        container = taken.within.container if taken.within else ""
        if {digest, container} & self.protected.absent.keys():
            todo = "Add it with --protect to keep it sealed again. Nothing of it was kept in clear."
            return Problem(what="It was sealed or forgotten, so it was not added.", where=taken.origin, todo=todo)
        if container and container not in self.contents.containers:
            todo = "Add what it stands in again, and report this if it happens again."
            return Problem(what="What it stands in was not kept, so it was not added.", where=taken.origin, todo=todo)
        return None

    def _open_for_writing(self) -> None:
        from isnad.preserve.quarantine import orphans_aside, sweep, told_of

        self.refresh()
        self.ledger.must_be_whole()
        broke_off = (self.root / WRITING).exists()
        (self.root / WRITING).touch()
        self.ledger.set_aside()
        went = self.protected.finish(self.root)
        if went and not self._ordered:  # by an earlier process, which came no further than its order
            self._say(f"Finished what broke off before: destroyed {', '.join(went)}, as the log orders.")
        self.store.sweep()
        if broke_off:
            sweep(self.root)
            orphans_aside(self.root, self.store, self.named_objects)
        self._settle_on_settings()
        if not self.origin:
            self._upgrade()
        if not self.ledger.holds_case_key:
            return  # told by what comes to write; only a new case key can be begun without the old one
        for name in told_of(self.root, self.entries("quarantined", "torn")):
            self.append("quarantined", {"file": name, "why": "writing broke off; this was never acknowledged"})

    def _settle_on_settings(self) -> None:
        data = settings(isnad_version())
        digest, size = self.store.stage(io.BytesIO(data))
        self.ledger.settings = (digest, size)

    def _upgrade(self) -> None:
        self.ledger.upgrade(FORMAT, self._actor)
        write_about(self.root, self.about | {"format": FORMAT}, tool=_tool())
        self.about = about(self.root)

    def _abandon(self) -> None:
        """Forget what was staged and composed; the folder is read anew."""
        with contextlib.suppress(OSError):
            self.store.drop()
            self.copies.store.drop()
        with contextlib.suppress(Trouble):
            self._begin()

    def _once(self, kind: str, payload: dict[str, Any], objects: list[tuple[str, int]]) -> None:
        if not self.contents.has_file(kind, payload):
            self.append(kind, payload, objects=objects)

    def _capture_of(self, taken: "Taken", digest: str, size: int) -> Capture:
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
                within=taken.within,
                truncated=taken.truncated,
            )
        )


def new_casebook(
    root: Path,
    title: str = "",
    *,
    actor: str = "",
    clock: Callable[[], datetime] | None = None,
    ring: KeyRing | None = None,
) -> Casebook:
    """Make the folder of a new case and open it. Raises Trouble where something is there already."""
    clock = clock or (lambda: datetime.now(UTC))
    actor = actor or NOT_NAMED
    title = title or root.resolve().name
    try:
        make(root)
        ring = ring or KeyRing()
        ledger = Ledger(root, ring, tool=_tool, clock=clock)
        store = Store(root / "objects")
        ledger.settings = store.put(io.BytesIO(settings(isnad_version())))
        ledger.begin(title, FORMAT, actor)
        ledger.commit()
        write_about(root, {"title": title, "created": stamp(clock())}, tool=_tool())
    except OSError as error:
        raise Trouble(problem_of(error, root)) from error
    return Casebook(root, actor=actor, clock=clock, ring=ring)


def _tool() -> str:
    return f"isnad {isnad_version()}"
