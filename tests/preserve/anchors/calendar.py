"""A calendar and a chain of blocks for the tests: real proofs, and headers mined at trivial difficulty."""

import hashlib
import struct
import time

from opentimestamps.core.notary import BitcoinBlockHeaderAttestation, PendingAttestation
from opentimestamps.core.op import OpAppend, OpPrepend, OpSHA256
from opentimestamps.core.serialize import BytesSerializationContext
from opentimestamps.core.timestamp import Timestamp

from isnad.preserve.anchors.header import Network

EASY = 0x207FFFFF  # the target of regtest: every second hash is below it
TRIAL = Network(name="the trial network", floors=((2020, 0.0),))


def mined(root: bytes, *, at: int | None = None, bits: int = EASY, previous: bytes = b"\0" * 32, good=True) -> bytes:
    """A header of 80 bytes with this Merkle root whose hash is below its target, or is not."""
    target = (bits & 0xFFFFFF) << 8 * ((bits >> 24) - 3)
    for nonce in range(1 << 20):
        made = struct.pack(
            "<i32s32sIII", 0x20000000, previous, root, int(time.time()) if at is None else at, bits, nonce
        )
        found = int.from_bytes(hashlib.sha256(hashlib.sha256(made).digest()).digest(), "little")
        if (found <= target) is good:
            return made
    raise AssertionError("not found")


def written(stamp: Timestamp) -> bytes:
    """A timestamp as a calendar answers it."""
    context = BytesSerializationContext()
    stamp.serialize(context)
    return context.getbytes()


class Calendar:
    """Promises first; when ``into_block`` was called, leads to that block."""

    def __init__(self, url: str = "https://calendar.example"):
        self.url, self.headers, self.blocks = url, {}, {}

    def digest(self, commitment: bytes) -> bytes:
        """The answer to POST /digest."""
        stamp = Timestamp(commitment)
        end = stamp.ops.add(OpPrepend(b"salt" * 4)).ops.add(OpSHA256())
        end.attestations.add(PendingAttestation(self.url))
        self.promised = end.msg
        return written(stamp)

    def into_block(self, height: int, **how: object) -> bytes:
        """Put the promised commitment into a block; its header."""
        stamp = Timestamp(self.promised)
        end = stamp.ops.add(OpAppend(b"another transaction")).ops.add(OpSHA256()).ops.add(OpSHA256())
        end.attestations.add(BitcoinBlockHeaderAttestation(height))
        self.blocks[self.promised] = written(stamp)
        self.headers[height] = mined(end.msg, **how)
        return self.headers[height]

    def timestamp(self, commitment: bytes) -> bytes | None:
        """The answer to GET /timestamp/<commitment>."""
        return self.blocks.get(commitment)
