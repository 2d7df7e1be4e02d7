"""Draft: entries about to be written, chained and signed, and not yet on the disk.

What may live here: the rule by which entries are signed. A single entry carries its own signature. Several of one
signer, one after the other, are a batch: they are closed by an entry of kind "batch" that names the first of them and
the RFC 6962 root over their lines, and its signature is for them all. So ten thousand captures cost one signature,
a stranger with openssl alone can check them in seconds, and one of them can still be shown without the others.
"""

import base64
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from isnad.preserve.custody.entry import Entry
from isnad.preserve.custody.merkle import leaf_hash, root_of
from isnad.records.capture import digest_of

Signer = Callable[[str], Ed25519PrivateKey]


class Draft:
    """Entries that follow line ``seq`` - 1, whose digest is ``prev``; ``signer`` gives the private key of an id."""

    def __init__(self, seq: int, prev: str, signer: Signer) -> None:
        self.entries: list[Entry] = []
        self._seq, self._prev, self._signer = seq, prev, signer
        self._lines: list[bytes] = []
        self._run = 0  # how many of the last entries are of one signer and not signed yet

    def add(self, *, key: str, **said: Any) -> Entry:
        """Compose the next entry; it is signed when its run ends."""
        if self._run and self.entries[-1].key != key:
            self.close()
        entry = Entry(seq=self._seq, prev=self._prev, key=key, **said)
        self._push(entry)
        self._run += 1
        return entry

    def close(self) -> None:
        """End the run: sign its one entry, or add the entry that signs for all of them."""
        if self._run == 1:
            entry = self.entries.pop()
            self._lines.pop()
            self._seq, self._prev = entry.seq, entry.prev
            self._push(self._signed(entry))
        elif self._run > 1:
            last = self.entries[-1]
            root = root_of(leaf_hash(line) for line in self._lines[-self._run :])
            payload = {"from": self._seq - self._run, "root": f"sha256:{root.hex()}"}
            plain = replace(last, seq=self._seq, prev=self._prev, objects=(), private=())
            batch = replace(plain, kind="batch", payload=payload)
            self._push(self._signed(batch))
        self._run = 0

    def lines(self) -> list[bytes]:
        """The bytes of all entries, every one signed or signed for."""
        self.close()
        return self._lines

    def _push(self, entry: Entry) -> None:
        line = entry.line()
        self.entries.append(entry)
        self._lines.append(line)
        self._seq, self._prev = entry.seq + 1, digest_of(line)

    def _signed(self, entry: Entry) -> Entry:
        signature = self._signer(entry.key).sign(entry.signed_bytes())
        return replace(entry, sig=base64.b64encode(signature).decode())
