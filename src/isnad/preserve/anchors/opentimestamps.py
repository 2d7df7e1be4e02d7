"""OpenTimestamps: proofs that lead from a checkpoint to the Merkle root of a Bitcoin block.

What old proofs rest on and so must never change: the digest is SHA-256 over the exact bytes of the checkpoint; the
operations and tags that the library opentimestamps defines in ``core/`` (its own text says which of them are critical
in this way); the floors in ``header``. What a later version of the format may add is kept byte for byte: a calendar's
answer is kept as it came, attestations of unknown kinds are written again as they were read, and a proof that could
not be written again exactly as it was is left alone. The library's parts that ask calendars and nodes are not used.

``ots verify`` believes the node it asks. Nothing here asks one: see ``header``.

What may live here: making, completing and judging of proofs from bytes alone.
"""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from isnad.preserve.anchors import header
from isnad.preserve.anchors.finding import Answer, Finding, fails, open_
from isnad.preserve.anchors.token import guarded

if TYPE_CHECKING:
    from opentimestamps.core.timestamp import DetachedTimestampFile, Timestamp

LARGEST = 1 << 16  # bytes of a proof; those complete have some 3,000
ANSWER = 10_000  # bytes of a calendar's answer; the bound of the library
TYPE = "application/vnd.opentimestamps.v1"
_NONCE = 16
_HEIGHTS = 1 << 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A promise in a proof: the calendar at ``url`` will tell what became of ``commitment``."""

    url: str
    commitment: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A proof that is begun: send ``commitment`` to a calendar, and put its answer after ``head``."""

    head: bytes
    commitment: bytes

    def with_answer(self, answer: bytes) -> bytes:
        """The proof with the calendar's answer, byte for byte as it came. Raises ValueError where it is no answer."""
        if len(answer) > ANSWER:
            raise ValueError(f"the answer has more than {ANSWER:,} bytes")
        made = self.head + answer
        if not waiting(made) and not blocks(made):
            raise ValueError("the answer promises nothing and leads to no block")
        return made


def start(data: bytes, nonce: bytes = b"") -> Started:
    """Begin a proof for the data: its SHA-256, blinded by a nonce so that the calendar learns nothing of it."""
    from opentimestamps.core.op import OpAppend, OpSHA256
    from opentimestamps.core.timestamp import DetachedTimestampFile

    nonce = nonce or os.urandom(_NONCE)
    digest = hashlib.sha256(data).digest()
    steps = OpSHA256.TAG + digest + OpAppend.TAG + bytes([len(nonce)]) + nonce + OpSHA256.TAG
    head = DetachedTimestampFile.HEADER_MAGIC + bytes([DetachedTimestampFile.MAJOR_VERSION]) + steps
    return Started(head=head, commitment=hashlib.sha256(digest + nonce).digest())


def read(proof: bytes) -> "DetachedTimestampFile":
    """The proof in these bytes. Raises ValueError where it is none, or needs a newer library."""
    from opentimestamps.core.serialize import BytesDeserializationContext
    from opentimestamps.core.timestamp import DetachedTimestampFile

    if len(proof) > LARGEST:
        raise ValueError(f"it has more than {LARGEST:,} bytes")
    return guarded(lambda: DetachedTimestampFile.deserialize(BytesDeserializationContext(proof)))


def waiting(proof: bytes) -> tuple[Waiting, ...]:
    """The promises in a proof. Raises ValueError."""
    from opentimestamps.core.notary import PendingAttestation

    found = [(m, a.uri) for m, a in _attestations(read(proof).timestamp) if isinstance(a, PendingAttestation)]
    return tuple(Waiting(url=url, commitment=message) for message, url in sorted(found))


def blocks(proof: bytes) -> tuple[tuple[int, bytes], ...]:
    """Height and Merkle root of the blocks that a proof leads to. Raises ValueError."""
    from opentimestamps.core.notary import BitcoinBlockHeaderAttestation as Block

    found = [(a.height, m) for m, a in _attestations(read(proof).timestamp) if isinstance(a, Block)]
    return tuple(sorted((height, root) for height, root in found if len(root) == 32 and height < _HEIGHTS))


def complete(proof: bytes, promise: Waiting, answer: bytes) -> bytes:
    """The proof with what the calendar says of a promise put in where the promise stands. Raises ValueError."""
    from opentimestamps.core.serialize import BytesDeserializationContext
    from opentimestamps.core.timestamp import Timestamp

    if len(answer) > ANSWER:
        raise ValueError(f"the answer has more than {ANSWER:,} bytes")
    held = read(proof)
    if _written(held) != proof:
        raise ValueError("the proof holds what this version cannot write again as it is, so it is left alone")
    context = BytesDeserializationContext(answer)
    new = guarded(lambda: Timestamp.deserialize(context, promise.commitment))
    guarded(context.assert_eof)
    for place in _nodes(held.timestamp):
        if place.msg == promise.commitment and any(getattr(a, "uri", "") == promise.url for a in place.attestations):
            guarded(lambda place=place: place.merge(new))  # type: ignore[misc]
    return _written(held)


def verify(
    proof: bytes, data: bytes, headers: Sequence[bytes] = (), network: header.Network = header.MAINNET
) -> Finding:
    """Judge a proof for the data it should stamp, by the kept block headers alone; the earliest block counts.

    NOT_VERIFIABLE where it only promises, where no header is kept, or where it takes a newer version to read it.
    """
    from opentimestamps.core.op import OpSHA256

    try:
        held = read(proof)
        leads_to = blocks(proof)
    except ValueError as error:
        # ripemd160 is in few builds of OpenSSL 3
        if any(words in str(error) for words in ("Unknown operation tag", "Version", "unsupported hash type")):
            return open_(f"it holds what this version cannot read: {error}")
        return fails(f"it cannot be read as a proof: {error}")
    if not isinstance(held.file_hash_op, OpSHA256) or held.file_digest != hashlib.sha256(data).digest():
        return fails("it stamps other bytes than this checkpoint")
    if not leads_to:
        return open_("it is not in a block yet" if waiting(proof) else "it leads to no block of Bitcoin")
    if not headers:
        return header.none_kept()
    # Each header once, and not with each root: a stranger's case may hold thousands of both.
    roots = {root for _, root in leads_to}
    found = [header.judge(one, header.root_in(one), network) for one in headers if header.root_in(one) in roots]
    good = [one for one in found if one.answer is Answer.HOLDS and one.until is not None]
    if good:
        return min(good, key=lambda one: one.until)  # type: ignore[arg-type,return-value]
    return found[0] if found else header.judge(headers[0], leads_to[0][1], network)


def _written(held: "DetachedTimestampFile") -> bytes:
    from opentimestamps.core.serialize import BytesSerializationContext

    context = BytesSerializationContext()
    guarded(lambda: held.serialize(context))
    return bytes(context.getbytes())


def _attestations(stamp: "Timestamp") -> "list[tuple[bytes, Any]]":
    return [(place.msg, attestation) for place in _nodes(stamp) for attestation in place.attestations]


def _nodes(stamp: "Timestamp") -> "list[Timestamp]":
    """Every place in a proof, without recursion: its depth is bounded by the library, its breadth is not."""
    found, left = [], [stamp]
    while left:
        place = left.pop()
        found.append(place)
        left += place.ops.values()
    return found
