"""Ledger: the log under its checkpoint, with its keys: what may be read, and how lines are added.

What may live here: opening and committing. The order of a commit is what makes a promise hold: objects on the disk,
then their lines, then the signed checkpoint over them, and only then an answer. Lines after the checkpoint were never
acknowledged: readers pass them over, and the next writer sets them aside.
"""

import base64
import os
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from isnad.preserve.custody import checkpoint, clocks
from isnad.preserve.custody.draft import Draft
from isnad.preserve.custody.entry import Entry
from isnad.preserve.custody.keylife import ADDED, ANALYST, CASE, KEPT_BY, KeyLife, key_payload
from isnad.preserve.custody.keys import KeyRing, key_id, public_pem
from isnad.preserve.custody.log import RESTORE, Hearer, Log
from isnad.preserve.custody.merkle import root_of
from isnad.preserve.custody.note import Checkpoint, Note, is_signed, parse_checkpoint, sign
from isnad.preserve.store import write_whole
from isnad.preserve.trouble import Trouble, gone_problem, trouble
from isnad.records.problem import Problem

_BEGUN = "begun"
_NO_KEY = (
    "Bring the key from the machine that writes to this case (isnad key CASE export --to FILE there, import FILE "
    "here), or begin a new one, which every check will show: isnad key CASE replace --why TEXT"
)
_RENEW = (
    "Work under your own name (--by NAME, ISNAD_BY). If that person is to sign again, or holds another key that is not "
    "on this machine, give a new key knowingly, which the log shows: isnad key CASE renew '{}' --why TEXT"
)
_OLDER = (
    "Put the newer copy of the case back. If it is lost, say so for good, and go on from here: "
    "isnad key CASE resume --why TEXT"
)


class Ledger:
    """The log of the case at ``root``. Only one writer at a time: the caller holds the case's lock."""

    def __init__(
        self,
        root: Path,
        ring: KeyRing,
        *,
        tool: Callable[[], str],
        clock: Callable[[], datetime],
        hearers: Iterable[Hearer] = (),
    ) -> None:
        self.root, self.ring = root, ring
        self.log = Log(root / "log" / "entries.jsonl", (self._hear, *hearers))
        self.life = KeyLife()
        self.note: Note | None = None
        self.problems: list[Problem] = []
        self._tool, self._clock = tool, clock
        self._draft: Draft | None = None
        self._private: dict[str, Ed25519PrivateKey] = {}
        self.configs: set[str] = set()  # digests of the settings that lines name
        self.settings: tuple[str, int] | None = None

    @property
    def origin(self) -> str:
        """The name of this log, the same in every copy of the case; empty in a case of format 1."""
        return self.life.origin

    @property
    def size(self) -> int:
        """How many lines stand, those that are being written included."""
        return self.log.size + len(self._drafted)

    @property
    def _drafted(self) -> list[Entry]:
        return self._draft.entries if self._draft else []

    def read(self, since: int = 0) -> Iterator[Entry]:
        """The entries from line ``since`` on, then those that are being written. Raises OSError, Trouble."""
        yield from self.log.read(since)
        yield from self._drafted[max(0, since - self.log.size) :]

    def some(self, seqs: Sequence[int]) -> Iterator[Entry]:
        """The entries in these lines, which stand in order, those that are being written included. Raises OSError,
        Trouble."""
        written = bisect_left(seqs, self.log.size)
        if written:
            yield from self.log.some(seqs[:written])
        yield from (self._drafted[seq - self.log.size] for seq in seqs[written:])

    def of(self, *kinds: str) -> Iterator[Entry]:
        """The entries of these kinds, those that are being written included. Raises OSError, Trouble."""
        yield from self.log.of(*kinds)
        yield from (entry for entry in self._drafted if entry.kind in kinds)

    @property
    def holds_case_key(self) -> bool:
        """Whether this machine can sign for the case. Raises Trouble where its key cannot be opened."""
        return self.life.case_key is not None and self._private_key(self.life.case_key.id) is not None

    def refresh(self) -> None:
        """Take in what was committed since. Raises Trouble."""
        try:
            newest = checkpoint.latest(self.root)
        except (OSError, ValueError) as error:
            newest = None
            self._say(f"It cannot be read: {error}.", "log/checkpoint", RESTORE)
        try:
            self.log.watch([newest[1].size] if newest else [])
            self.log.refresh(newest[1].size if newest else None)
        except OSError as error:
            raise Trouble(gone_problem(error, "log/entries.jsonl")) from error
        if newest is not None:
            if newest[0] != self.note:
                self._weigh(*newest)
            self.note = newest[0]
        elif self.origin and not self.problems:
            self._say("The case has lost its checkpoint.", "log/checkpoint", RESTORE)

    def _hear(self, entry: Entry, _: bytes) -> None:
        self.configs.add(entry.config)
        if entry.kind in KEPT_BY and (fault := self.life.take(entry)):
            self._say(f"This entry does not stand: {fault}.", f"log/entries.jsonl, line {entry.seq + 1}", RESTORE)

    def _weigh(self, note: Note, said: Checkpoint) -> None:
        """Whether a checkpoint is the case key's, over these very lines, and not older than what was seen before."""
        where, key = "log/checkpoint", self.life.case_key_at(said.size)
        if self.log.size < said.size:
            what = f"The log has {self.log.size} lines, and its checkpoint was signed over {said.size}."
            self._say(what, "log/entries.jsonl", RESTORE)
        elif self.log.roots.get(said.size) != said.root:
            self._say(
                "The log's lines are not those that its checkpoint was signed over.", "log/entries.jsonl", RESTORE
            )
        if key is None or said.origin != self.origin or not is_signed(note, said.origin, key.public):
            self._say("The checkpoint is not signed by the case's key.", where, RESTORE)
        self._remember(note, said)

    def _remember(self, note: Note, said: Checkpoint) -> None:
        seen = self.ring.seen(self.origin) if self.origin else None
        before = parse_checkpoint(seen.text) if seen else None
        if self.problems:
            return
        if before is not None and before.size > said.size:
            newest = checkpoint.latest(self.root)  # another writer may have committed since it was read
            if newest is not None and newest[1].size >= before.size:
                return
            what = (
                f"This case is older than it was: it ends at line {said.size}, and this machine has seen {before.size}."
            )
            self._say(what, "log/checkpoint", _OLDER)
        elif before is not None and self._root_at(before.size) != before.root:
            what = f"The log was written anew: its first {before.size} lines are not those this machine has seen."
            self._say(what, "log/entries.jsonl", _OLDER)
        elif before is None or before != said:
            self.ring.remember(self.origin, note)

    def _root_at(self, size: int) -> bytes:
        if size in self.log.roots:
            return self.log.roots[size]
        return root_of(islice(self.log.leaves(), size))

    def begin(self, title: str, form: int, actor: str) -> None:
        """The first lines of a new case: its key, and the key of the one who works. Raises Trouble, OSError."""
        origin = f"isnad.case/{os.urandom(8).hex()}"
        key = self.ring.make(origin)
        self.life.origin = origin
        payload = {"title": title, "format": form, "origin": origin} | _named(key)
        self._compose("case", payload, actor=actor, key=self._hold(key))

    def upgrade(self, form: int, actor: str) -> None:
        """Give a case of format 1 its key; its lines stay as they are, and are signed for from here on."""
        origin = f"isnad.case/{os.urandom(8).hex()}"
        key = self.ring.make(origin)
        self.life.origin = origin
        payload = key_payload(_BEGUN, CASE, origin, key.public_key().public_bytes_raw())
        self._compose("key", payload | {"origin": origin, "format": form}, actor=actor, key=self._hold(key))

    def append(
        self,
        kind: str,
        payload: dict[str, Any],
        *,
        actor: str,
        objects: Iterable[tuple[str, int]] = (),
        private: Iterable[tuple[str, str]] = (),
        by_case: bool = False,
    ) -> Entry:
        """Compose a line, signed by its actor's key, or by the case's. It is on the disk after ``commit``."""
        key = self._case_key() if by_case else self._analyst_key(actor)
        return self._compose(kind, payload, actor=actor, key=key, objects=tuple(objects), private=tuple(private))

    def replace_case_key(self, actor: str, why: str) -> None:
        """Begin a new case key, signed by the old one where this machine has it. Raises Trouble."""
        old = self.life.case_key
        new = self.ring.make(self.origin)
        held = old is not None and self._private_key(old.id) is not None
        payload = key_payload("replaced", CASE, self.origin, new.public_key().public_bytes_raw(), why)
        if self._draft is not None:
            self._draft.close()  # or the old key would have to sign for the run after it was replaced
        ident = self._hold(new)
        self._compose("key", payload, actor=actor, key=old.id if held and old else ident)

    def commit(self) -> None:
        """Put what was composed on the disk: lines, then the checkpoint over them. Raises OSError, Trouble."""
        if self._draft is None or not self._draft.entries:
            self._draft = None
            return
        lines = self._draft.lines()
        self.log.write(self._draft.entries, lines)
        self._draft = None
        said = Checkpoint(origin=self.origin, size=self.log.size, root=self.log.tree.root())
        key = self._private[self._case_key()]
        note = Note(text=said.text(), signatures=(sign(said.text(), self.origin, key),))
        checkpoint.replace_latest(self.root, note)
        self.note = note
        self._keep_public_keys()  # copies of what the log says: where they are missing the next commit makes them
        self.ring.remember(self.origin, note)

    def set_aside(self) -> str:
        """Move lines that were never acknowledged to the quarantine; the name of their file, empty where none were."""
        return self.log.set_tail_aside(self.root / "quarantine")

    def must_be_whole(self) -> None:
        """Raises Trouble where the log is broken: a broken chain is not built upon."""
        wrong = [*self.log.problems, *self.problems]
        if wrong:
            what = f"Nothing is added, since the log does not hold: {wrong[0].what}"
            raise trouble(what, wrong[0].where, wrong[0].todo)

    def _compose(self, kind: str, payload: dict[str, Any], *, actor: str, key: str, **said: Any) -> Entry:
        if self._draft is None:
            self._draft = Draft(self.log.size, self.log.tip, self._private.__getitem__)
        config = self.settings[0] if self.settings else ""
        if self.settings and config not in self.configs:
            said["objects"] = (*said.get("objects", ()), self.settings)
            self.configs.add(config)
        made = self._draft.add(
            key=key,
            at=clocks.stamp(self._clock()),
            mono=clocks.running(self.origin),
            actor=actor,
            tool=self._tool(),
            config=config,
            kind=kind,
            payload=payload,
            **said,
        )
        self.life.take(made)
        return made

    def _hold(self, key: Ed25519PrivateKey) -> str:
        ident = key_id(key.public_key().public_bytes_raw())
        self._private[ident] = key
        return ident

    def _private_key(self, ident: str) -> Ed25519PrivateKey | None:
        if ident not in self._private:
            found = self.ring.get(self.origin, ident)
            if found is not None:
                self._private[ident] = found
        return self._private.get(ident)

    def _case_key(self) -> str:
        key = self.life.case_key
        if key is None or self._private_key(key.id) is None:
            raise trouble("This machine does not hold the case's key, so it cannot write to it.", self.root, _NO_KEY)
        return key.id

    def _analyst_key(self, name: str) -> str:
        """The key that signs for a person here; a new one is made, and made known by an entry, where there is none."""
        known = [k for k in self.life.keys.values() if (k.role, k.name) == (ANALYST, name)]
        for key in reversed(known):
            if key.retired is None and key.compromised is None and self._private_key(key.id) is not None:
                return key.id
        ended = [key.retired for key in known if key.retired is not None]
        if ended:  # a retired person who goes on under a new key would never have been retired
            what = f"The key of '{name}' was taken out of use in line {ended[-1] + 1}: nothing is signed in that name."
            raise trouble(what, self.root, _RENEW.format(name))
        made = self.ring.make(self.origin)
        payload = key_payload(ADDED, ANALYST, name, made.public_key().public_bytes_raw())
        self._compose("key", payload, actor=name, key=self._case_key())
        return self._hold(made)

    def _keep_public_keys(self) -> None:
        for key in self.life.keys.values():
            path = self.root / "keys" / f"{key.id}.pem"
            if not path.exists():
                path.parent.mkdir(exist_ok=True)
                write_whole(path, public_pem(key.public))

    def _say(self, what: str, where: str, todo: str) -> None:
        problem = Problem(what=what, where=where, todo=todo)
        if problem not in self.problems:  # what is read twice is told once
            self.problems.append(problem)


def _named(key: Ed25519PrivateKey) -> dict[str, str]:
    public = key.public_key().public_bytes_raw()
    return {"id": key_id(public), "public": base64.b64encode(public).decode()}
