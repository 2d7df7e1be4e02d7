"""Merkle: the tree over the lines of a log, its proofs, and their checks.

What may live here: hashing of RFC 6962 (section 2.1) with SHA-256, in pairs of proving and checking. Pure: bytes in,
bytes out. A hash is 32 bytes. The code can never change what it gives: old checkpoints and proofs rest on it.
"""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import starmap

EMPTY = hashlib.sha256(b"").digest()  # the root of a tree without leaves (RFC 6962, section 2.1)


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf: SHA-256 over 0x00 and its bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node: SHA-256 over 0x01 and its two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """A tree that only grows: its right edge, from which the root follows. Memory grows with log2 of its size."""

    __slots__ = ("_edge", "size")

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[bytes] = []  # roots of the perfect subtrees, the largest first

    def append(self, leaf: bytes) -> None:
        """Take in the hash of the next leaf."""
        size, edge = self.size, self._edge
        self.size = size + 1
        while size & 1:  # each one-bit at the end stands for a perfect subtree that the new leaf completes
            leaf = node_hash(edge.pop(), leaf)
            size >>= 1
        edge.append(leaf)

    def root(self) -> bytes:
        """The hash of the whole tree as it stands."""
        if not self._edge:
            return EMPTY
        found = self._edge[-1]
        for left in reversed(self._edge[:-1]):
            found = node_hash(left, found)
        return found

    @property
    def edge(self) -> bytes:
        """The roots of its perfect subtrees, 32 bytes each, the largest first: with its size, all that it is."""
        return b"".join(self._edge)

    @classmethod
    def at(cls, size: int, edge: bytes) -> "Frontier":
        """The tree of this size and edge."""
        made = cls()
        made.size, made._edge = size, [edge[place : place + 32] for place in range(0, len(edge), 32)]
        return made

    def copy(self) -> "Frontier":
        """Another one in the same state."""
        made = Frontier()
        made.size, made._edge = self.size, list(self._edge)
        return made


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over hashes of leaves."""
    level = list(leaves)
    if not level:
        return EMPTY
    while len(level) > 1:  # a node without a neighbour goes up as it is: the same tree as RFC 6962 splits
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [*starmap(node_hash, pairs), *level[len(level) & ~1 :]]
    return level[0]


class Tree:
    """All hashes of a tree, for making proofs. ``leaves`` are hashes of leaves; memory is twice theirs."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self._levels = [list(leaves)]  # level k: roots of the perfect, aligned subtrees of 2**k leaves
        while len(self._levels[-1]) > 1:
            below = self._levels[-1]
            self._levels.append([node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)])

    @property
    def size(self) -> int:
        """Number of leaves."""
        return len(self._levels[0])

    def root(self, size: int | None = None) -> bytes:
        """The root of the first ``size`` leaves, of all by default."""
        size = self.size if size is None else size
        self._within(0 <= size <= self.size, "a size")
        return self._range(0, size) if size else EMPTY

    def prove_inclusion(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """The audit path of a leaf in the tree of the first ``size`` leaves (RFC 6962, section 2.1.1)."""
        size = self.size if size is None else size
        self._within(0 <= index < size <= self.size, "an index")
        return self._path(index, 0, size)

    def prove_consistency(self, first: int, second: int | None = None) -> tuple[bytes, ...]:
        """That the tree of ``first`` leaves is the beginning of that of ``second`` (RFC 6962, section 2.1.2)."""
        second = self.size if second is None else second
        self._within(0 < first <= second <= self.size, "a size")
        return self._subproof(first, 0, second, whole=True)

    @staticmethod
    def _within(holds: bool, what: str) -> None:
        if not holds:
            raise ValueError(f"{what} lies outside the tree")

    def _range(self, start: int, end: int) -> bytes:
        """The hash over leaves ``start`` to ``end``; ``start`` is a multiple of the largest power of two below."""
        width = end - start
        level = width.bit_length() - 1
        if width == 1 << level:
            return self._levels[level][start >> level]
        split = start + _split(width)
        return node_hash(self._range(start, split), self._range(split, end))

    def _path(self, index: int, start: int, end: int) -> tuple[bytes, ...]:
        if end - start == 1:
            return ()
        split = start + _split(end - start)
        if index < split:
            return (*self._path(index, start, split), self._range(split, end))
        return (*self._path(index, split, end), self._range(start, split))

    def _subproof(self, first: int, start: int, end: int, *, whole: bool) -> tuple[bytes, ...]:
        if first == end:
            return () if whole else (self._range(start, end),)
        split = start + _split(end - start)
        if first <= split:
            return (*self._subproof(first, start, split, whole=whole), self._range(split, end))
        return (*self._subproof(first, split, end, whole=False), self._range(start, split))


def prove_inclusion(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """The audit path of one leaf; for many of one tree make a ``Tree`` once."""
    return Tree(leaves).prove_inclusion(index)


def check_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether a leaf's hash stands at ``index`` in the tree of this size and root (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for each in path:
        if last == 0 or len(each) != 32:
            return False
        if at & 1 or at == last:
            found = node_hash(each, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, each)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def check_consistency(first: int, second: int, first_root: bytes, second_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the tree of ``first`` leaves is the beginning of that of ``second`` (RFC 9162, section 2.1.4.2)."""
    if not 0 < first <= second or any(len(each) != 32 for each in path):
        return False
    if first == second:
        return not path and first_root == second_root
    steps = [first_root, *path] if first & (first - 1) == 0 else list(path)
    if not steps:
        return False
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = steps[0]
    for each in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node_hash(each, old), node_hash(each, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, each)
        at, last = at >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _split(width: int) -> int:
    """The largest power of two that is smaller than ``width`` (RFC 6962: k)."""
    return 1 << (width - 1).bit_length() - 1
