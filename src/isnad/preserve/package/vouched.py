"""Vouched: that each line of a package is signed by a key of the log, itself or through the batch it is in.

What may live here: checking signatures over the lines of a whole or a redacted log. In a redacted one a batch's root is
not computed but proved: its file of proofs leads from each line shown to the root that the batch's line signs.
"""

from collections.abc import Callable, Iterator, Sequence

from isnad.preserve.custody.entry import Entry
from isnad.preserve.custody.keylife import KEPT_BY, KeyLife, public_in
from isnad.preserve.custody.keys import key_id, verifies
from isnad.preserve.custody.merkle import leaf_hash, root_of
from isnad.preserve.custody.signing import Fault
from isnad.preserve.package.proofs import faults

Found = tuple[int, str]  # a line's seq, and what is wrong with it


def keys_in(lines: Sequence[tuple[bytes, Entry]]) -> dict[str, bytes]:
    """The public keys that lines about keys name, by their ids."""
    said = (public_in(entry.payload) for _, entry in lines if entry.kind in ("case", "key"))
    return {key_id(public): public for public in said if public is not None}


def vouching_faults(
    lines: Sequence[tuple[bytes, Entry]], proofs: Callable[[int], bytes | None] | None
) -> Iterator[Found]:
    """What is not signed as it should be. ``proofs`` gives a batch's file of proofs in a redacted log, None in a whole
    one. Lines of format 1, which had no keys, are passed over here: see ``doubts``."""
    keys = keys_in(lines)
    covered: set[int] = set()
    for place, (_, entry) in enumerate(lines):
        if not entry.sig:
            continue
        public = keys.get(entry.key)
        if public is None:
            yield entry.seq, f"the key {entry.key or '(none)'} that signs it is not in the log"
        elif not verifies(public, entry.signature, entry.signed_bytes()):
            yield entry.seq, "its signature is not over these bytes"
        elif entry.kind == "batch":
            yield from _batch(lines, place, proofs, covered)
    for _, entry in lines:
        if entry.key and not entry.sig and entry.seq not in covered:
            yield entry.seq, "nothing that is signed vouches for it"


def unsworn(life: KeyLife) -> Iterator[Fault]:
    """The lines at which the case key was replaced and the old one did not sign for that."""
    what = "the case key was replaced here and the old one did not sign for that: it was lost, or not asked"
    yield from (Fault(seq=seq, what=what, grave=False) for seq in life.unsworn)


def doubts(lines: Sequence[tuple[bytes, Entry]]) -> Iterator[Fault]:
    """What signatures leave open in the lines shown of a redacted log: keys called stolen, lines of before the case had
    keys, a case key that the old one did not hand on. ``signing`` tells the same of a whole log."""
    life = KeyLife()
    for _, entry in lines:
        if entry.kind in KEPT_BY:
            life.take(entry)
    stolen = {key.id: key.compromised for key in life.keys.values() if key.compromised is not None}
    for _, entry in lines:
        if entry.key in stolen and entry.seq >= stolen[entry.key]:
            yield Fault(seq=entry.seq, what=f"its key ({entry.key}) was declared compromised", grave=False)
    unsigned = [entry.seq for _, entry in lines if not entry.key]
    if unsigned:
        what = f"{len(unsigned)} lines were written before the case had keys, and are signed by nobody"
        yield Fault(seq=unsigned[0], what=what, grave=False)
    yield from unsworn(life)


def _batch(
    lines: Sequence[tuple[bytes, Entry]],
    place: int,
    proofs: Callable[[int], bytes | None] | None,
    covered: set[int],
) -> Iterator[Found]:
    batch = lines[place][1]
    start, root = batch.payload.get("from"), str(batch.payload.get("root", "")).removeprefix("sha256:")
    try:
        signed = bytes.fromhex(root)
    except ValueError:
        signed = b""
    if type(start) is not int or not 0 <= start < batch.seq or len(signed) != 32:
        yield batch.seq, "it does not say which lines it closes"
        return
    within = [(raw, entry) for raw, entry in lines[:place] if entry.seq >= start]
    if any(entry.key != batch.key for _, entry in within):
        yield batch.seq, "it closes lines of another signer"
        return
    leaves = {entry.seq: leaf_hash(raw) for raw, entry in within}
    if proofs is None:
        wrong = [] if root_of(leaves.values()) == signed else ["the lines it closes are not those it was signed for"]
    else:
        data = proofs(batch.seq)
        size = batch.seq - start
        wrong = ["its proofs are missing"] if data is None else list(faults(data, signed, size, leaves, start))
    if not wrong:
        covered.update(leaves)
    yield from ((batch.seq, what) for what in wrong)
