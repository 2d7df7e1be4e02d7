"""Header: block headers of Bitcoin, judged by the work in them and not by the word of who gave them.

A node or an explorer can lie: it can hand over a header with any time and any Merkle root. What it cannot do is make
one cheaply. A header counts here only if its own hash is below the target that it states, and if that target is as hard
as the network asked at that time, at the least: the floor.

The floor. The network sets its difficulty anew every 2,016 blocks. All targets up to October 2024 stand in the
checkpoints that Electrum ships (electrum/chains/checkpoints.json): since the middle of 2021, when the difficulty was
13.7e12, it has risen to 92.05e12, the last one there. The floor is half of that last one, 46e12, so that a true header
passes even if half of all miners went away. To make one header of that difficulty takes 46e12 * 2^32 = 2e23
hashes: with machines that spend 15 J on 10^12 hashes some 820 MWh, or 55 hours of 10^18 hashes a second. Headers from
before the first row are refused, since no case of this kind existed then: the network was weak in its first years,
and a header dated 2012 costs next to nothing today. A row may be added when difficulty has risen for years; none may be
changed, because old proofs rest on it.

Time. A node takes a block whose time is later than the median of the eleven blocks before it, and at most two hours
after its own clock (Bitcoin Core, src/validation.cpp: ContextualCheckBlockHeader, MAX_FUTURE_BLOCK_TIME). So a
header's time is off by an hour or two, either way; what its root commits to existed no later than that time and two
hours.

What may live here: parsing and judging of headers from bytes alone.
"""

import hashlib
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from isnad.preserve.anchors.finding import Answer, Finding, fails, open_

SIZE = 80  # bytes of a header
SLACK = timedelta(hours=2)
_HARDEST_BY_ONE = 0xFFFF << 208  # the target of difficulty 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """What a header must meet: ``floors`` are years and the least difficulty from then on, the oldest first."""

    name: str
    floors: tuple[tuple[int, float], ...]

    def floor(self, year: int) -> float | None:
        """The least difficulty of a header of this year; None where no header of it can be meant."""
        met = [difficulty for since, difficulty in self.floors if year >= since]
        return met[-1] if met else None


MAINNET = Network(name="Bitcoin", floors=((2026, 46e12),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A block header: its ``root`` and ``hash`` in the order of the bytes on the wire, its ``time`` and ``target``."""

    root: bytes
    hash: bytes
    time: datetime
    target: int

    @property
    def difficulty(self) -> float:
        """How many times harder than the easiest target of the network."""
        return _HARDEST_BY_ONE / self.target


def parse(data: bytes) -> Header:
    """The header in 80 bytes. Raises ValueError."""
    if len(data) != SIZE:
        raise ValueError(f"a block header has {SIZE} bytes, and this has {len(data)}")
    _, _, root, seconds, bits, _ = struct.unpack("<i32s32sIII", data)
    name = hashlib.sha256(hashlib.sha256(data).digest()).digest()
    return Header(root=root, hash=name, time=datetime.fromtimestamp(seconds, UTC), target=_target(bits))


def root_in(data: bytes) -> bytes:
    """The Merkle root that stands in a header, whatever else does; of other bytes no root."""
    return data[36:68] if len(data) == SIZE else b""


def _target(bits: int) -> int:
    """The target in its short form: exponent and signed mantissa (Bitcoin Core, arith_uint256::SetCompact)."""
    exponent, mantissa = bits >> 24, bits & 0x7FFFFF
    target = mantissa >> 8 * (3 - exponent) if exponent <= 3 else mantissa << 8 * (exponent - 3)
    if bits & 0x800000 or not target or target >> 256:
        raise ValueError("the target in it is none")
    return target


def judge(data: bytes, root: bytes, network: Network = MAINNET) -> Finding:
    """Whether a header is of the block with this Merkle root, and was costly to make; then its time and bound."""
    try:
        header = parse(data)
    except ValueError as error:
        return fails(f"the block header cannot be read: {error}")
    if header.root != root:
        return fails("the block header has another Merkle root than the proof leads to")
    if int.from_bytes(header.hash, "little") > header.target:
        return fails("the block header does not hold the work it states: nobody mined it")
    floor = network.floor(header.time.year)
    if floor is None:
        return fails(f"the block header is dated {header.time:%Y-%m-%d}, before any case of this kind existed")
    if header.difficulty < floor:
        what = f"difficulty {header.difficulty:.3g}, and {network.name} asked {floor:.3g} at the least"
        return fails(f"the block header could have been made up cheaply: {what}")
    return Finding(answer=Answer.HOLDS, stated=header.time, until=header.time + SLACK, by=("own header check",))


def agreed(answers: Iterable[tuple[str, bytes]]) -> bytes:
    """The header that every source gives. Raises ValueError where they differ, or where there are fewer than two."""
    given = list(answers)
    if len(given) < 2:
        raise ValueError("a header counts only where two sources or more give the same, or where a file holds it")
    if len({header for _, header in given}) > 1:
        said = ", ".join(f"{name}: {header[:80].hex()[72:88]}..." for name, header in given)
        raise ValueError(f"the sources give different headers ({said}): one of them lies, or lags behind")
    return given[0][1]


def none_kept() -> Finding:
    """The Finding where a proof leads to a block, and no header is there to hold it against."""
    return open_("it leads to a block whose header is not kept in the case")
