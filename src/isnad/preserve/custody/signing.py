"""Signing: whether every line of a log is signed by a key that might sign it.

What may live here: checking signatures, alone and of batches, while the keys' lives are replayed; the counterpart of
``draft.py``. Pure: entries and their leaf hashes in, faults out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from isnad.preserve.custody.entry import Entry
from isnad.preserve.custody.keylife import ANALYST, CASE, KEPT_BY, KeyLife
from isnad.preserve.custody.keys import verifies
from isnad.preserve.custody.merkle import root_of

OF_KEYS = ("case", "key", "batch")  # the kinds of entry that the case's key signs: what people did carries theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with the signature of line ``seq``. ``grave`` false: it cannot be verified, and is not refuted."""

    seq: int
    what: str
    grave: bool = True


def faults(lines: Iterable[tuple[Entry, bytes]]) -> Iterator[Fault]:
    """The faults of a log's lines, each given with its leaf hash, in order."""
    watch = SignatureWatch()
    for entry, leaf in lines:
        yield from watch.take(entry, leaf)
    yield from watch.end()


class SignatureWatch:
    """What is known at a line: the keys' lives, and the entries that wait for the one that signs for them."""

    def __init__(self) -> None:
        self.life = KeyLife()
        self._waiting: list[tuple[int, bytes]] = []  # seq and leaf hash
        self._waits_for = ""  # the key of the one that has to sign for them
        self._right_so_far: set[tuple[str, str, str]] = set()  # key, actor and kind, since the last line on keys
        self._signed: dict[str, list[list[int]]] = {}  # the lines that name each key: from, and up to
        self._unsigned = 0  # lines of format 1, written before the case had a key

    def take(self, entry: Entry, leaf: bytes) -> Iterable[Fault]:
        """The faults of the next line."""
        if self.waits(entry.seq, leaf, entry.key, entry.actor, entry.kind, entry.sig):
            return ()
        return list(self._with_care(entry, leaf))

    def waits(self, seq: int, leaf: bytes, key: str, actor: str, kind: str, sig: str) -> bool:
        """Take the next line if it is one more of a batch, which nothing can be wrong with yet; whether it was."""
        if sig or self._waits_for != key or (key, actor, kind) not in self._right_so_far:
            return False
        self._sign(key, seq)
        self._waiting.append((seq, leaf))
        return True

    def _with_care(self, entry: Entry, leaf: bytes) -> Iterator[Fault]:
        if not entry.key:
            yield from self._without(entry)
            return
        if entry.kind == "batch":
            yield from self._batch(entry)
        elif self._waiting and (entry.sig or self._waits_for != entry.key):
            yield from self._unclosed()
        if entry.kind in KEPT_BY:
            self._right_so_far.clear()
        taken = self.life.take(entry)
        if taken:
            yield Fault(seq=entry.seq, what=taken)
        wrong = list(self._right(entry))
        yield from wrong
        self._sign(entry.key, entry.seq)
        if not entry.sig:
            self._waiting.append((entry.seq, leaf))
            self._waits_for = entry.key
            if not wrong and entry.kind not in (*KEPT_BY, "batch"):
                self._right_so_far.add((entry.key, entry.actor, entry.kind))
        elif not self._verifies(entry):
            yield Fault(seq=entry.seq, what="its signature is not that of its key over this line")

    def _sign(self, key: str, seq: int) -> None:
        if (runs := self._signed.get(key)) is not None and runs[-1][1] == seq:
            runs[-1][1] = seq + 1
        else:
            self._signed.setdefault(key, []).append([seq, seq + 1])

    def end(self) -> Iterator[Fault]:
        """The faults that show when all lines were taken."""
        yield from self._unclosed()
        for key in self.life.keys.values():  # at the end: that a key was stolen is told later than it was used
            for seq in (seq for run in self._signed.get(key.id, ()) for seq in range(*run)):
                if key.compromised is not None and seq >= key.compromised:
                    yield Fault(seq=seq, what=f"its key ({key.id}) was declared compromised", grave=False)
        if self._unsigned:
            what = f"{self._unsigned} lines were written before the case had keys, and are signed by nobody"
            yield Fault(seq=0, what=what, grave=False)

    def _without(self, entry: Entry) -> Iterator[Fault]:
        self._unsigned += 1
        if self.life.case_key is not None:
            yield Fault(seq=entry.seq, what="it is signed by nobody, in a case that has keys")

    def _unclosed(self) -> Iterator[Fault]:
        yield from (Fault(seq=n, what="no signature covers it: its batch was not closed") for n, _ in self._waiting)
        self._forget()

    def _batch(self, entry: Entry) -> Iterator[Fault]:
        mine, said = self._waiting, entry.payload
        root = f"sha256:{root_of(leaf for _, leaf in mine).hex()}"
        fits = mine and (said.get("from"), said.get("root")) == (mine[0][0], root)
        if not fits or self._waits_for != entry.key or not entry.sig:
            yield Fault(seq=entry.seq, what="it does not close the batch of lines before it")
        self._forget()

    def _forget(self) -> None:
        self._waiting, self._waits_for = [], ""

    def _right(self, entry: Entry) -> Iterator[Fault]:
        """Whether this key might sign this line: analysts their own doings, the case key what is about keys."""
        key = self.life.keys.get(entry.key)
        if key is None:
            yield Fault(seq=entry.seq, what="the case knows no such key")
        elif not key.holds(entry.seq):
            yield Fault(seq=entry.seq, what=f"its key ({key.id}) might not sign at this line")
        elif key.role == ANALYST and key.name != entry.actor:
            yield Fault(seq=entry.seq, what=f"it names '{entry.actor}', and its key is that of '{key.name}'")
        elif key.role == CASE and entry.kind not in OF_KEYS:
            yield Fault(seq=entry.seq, what="the case's key signed it, and not that of the one it names")
        elif key.role not in (CASE, ANALYST):
            yield Fault(seq=entry.seq, what=f"its key is that of a {key.role}")

    def _verifies(self, entry: Entry) -> bool:
        key = self.life.keys.get(entry.key)
        return key is not None and verifies(key.public, entry.signature, entry.signed_bytes())
