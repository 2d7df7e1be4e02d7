"""Every position in every tree to 100 leaves, every pair of sizes, and every hash of every proof spoiled."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isnad.preserve.custody.merkle import (
    EMPTY,
    Frontier,
    Tree,
    check_consistency,
    check_inclusion,
    leaf_hash,
    node_hash,
    prove_inclusion,
    root_of,
)

SIZES = range(1, 101)
DATA = [b"line %d\n" % n for n in range(101)]
LEAVES = [leaf_hash(data) for data in DATA]
TREE = Tree(LEAVES)

# The leaves, roots, paths and proofs of the tests of certificate-transparency, which came with RFC 6962.
KNOWN = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
KNOWN_ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
KNOWN_PATH = (  # of leaf 5 in the tree of 8
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
)
KNOWN_PROOF = (  # from 2 to 8
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
)


def sha(data):
    return hashlib.sha256(data).digest()


def mth(data):
    """Merkle Tree Hash, word for word from RFC 6962, section 2.1: of the data, not of hashes."""
    n = len(data)
    if n == 0:
        return sha(b"")
    if n == 1:
        return sha(b"\x00" + data[0])
    k = 1
    while k * 2 < n:
        k *= 2
    return sha(b"\x01" + mth(data[:k]) + mth(data[k:]))


def path(m, data):
    """PATH(m, D[n]), section 2.1.1."""
    n = len(data)
    if n == 1:
        return []
    k = 1
    while k * 2 < n:
        k *= 2
    return [*path(m, data[:k]), mth(data[k:])] if m < k else [*path(m - k, data[k:]), mth(data[:k])]


def spoilt(proof):
    """Every way to spoil a proof a little: a bit of every hash, one less, one more, two exchanged, one cut short."""
    for at, each in enumerate(proof):
        bit = 1 << (at % 8)
        yield (*proof[:at], bytes([each[0] ^ bit, *each[1:]]), *proof[at + 1 :])
        yield (*proof[:at], each[:31] + bytes([each[31] ^ bit]), *proof[at + 1 :])
        yield (*proof[:at], *proof[at + 1 :])
        yield (*proof[:at], each[:31], *proof[at + 1 :])
        if at and proof[at - 1] != each:
            yield (*proof[: at - 1], each, proof[at - 1], *proof[at + 1 :])
    yield (*proof, bytes(32))
    yield (bytes(32), *proof)


def test_the_roots_are_those_of_the_definition():
    assert root_of([]) == EMPTY == mth([])
    grown = Frontier()
    for size in SIZES:
        grown.append(LEAVES[size - 1])
        expected = mth(DATA[:size])
        assert grown.root() == expected == TREE.root(size) == root_of(LEAVES[:size]) == Tree(LEAVES[:size]).root()
        assert grown.size == size


def test_a_copy_of_a_growing_tree_goes_its_own_way():
    one = Frontier()
    for leaf in LEAVES[:11]:
        one.append(leaf)
    other = one.copy()
    other.append(LEAVES[50])
    assert one.root() == TREE.root(11)
    assert other.root() == root_of([*LEAVES[:11], LEAVES[50]])


def test_the_known_vectors_come_out():
    leaves = [leaf_hash(data) for data in KNOWN]
    tree = Tree(leaves)
    assert [tree.root(size).hex() for size in range(9)] == list(KNOWN_ROOTS)
    assert tuple(each.hex() for each in tree.prove_inclusion(5)) == KNOWN_PATH
    assert tuple(each.hex() for each in tree.prove_consistency(2)) == KNOWN_PROOF
    assert check_inclusion(leaves[5], 5, 8, [bytes.fromhex(h) for h in KNOWN_PATH], bytes.fromhex(KNOWN_ROOTS[8]))
    roots = bytes.fromhex(KNOWN_ROOTS[2]), bytes.fromhex(KNOWN_ROOTS[8])
    assert check_consistency(2, 8, *roots, [bytes.fromhex(h) for h in KNOWN_PROOF])


def test_every_position_of_every_tree_is_proved_and_every_spoilt_proof_refused():
    for size in SIZES:
        root = TREE.root(size)
        for index in range(size):
            proof, leaf = TREE.prove_inclusion(index, size), LEAVES[index]
            assert check_inclusion(leaf, index, size, proof, root)
            assert not any(check_inclusion(leaf, index, size, bad, root) for bad in spoilt(proof))
            assert not check_inclusion(bytes([leaf[0] ^ 1, *leaf[1:]]), index, size, proof, root)
            assert not check_inclusion(leaf, index, size, proof, bytes([root[0] ^ 1, *root[1:]]))


def test_a_path_holds_for_no_other_position():
    for size in SIZES:
        root = TREE.root(size)
        for index in range(size):
            proof = TREE.prove_inclusion(index, size)
            near = range(size) if size <= 48 else {index ^ 1 << bit for bit in range(7)} | {index - 1, index + 1}
            others = {*near, -1, size} - {index}
            assert not any(check_inclusion(LEAVES[index], other, size, proof, root) for other in others)


def test_the_paths_are_those_of_the_definition():
    for size in (1, 2, 3, 4, 5, 7, 8, 21, 32, 33, 64, 65, 100):
        for index in range(size):
            proof = TREE.prove_inclusion(index, size)
            assert list(proof) == path(index, DATA[:size])
            assert proof == prove_inclusion(LEAVES[:size], index)


def test_a_path_to_one_root_leads_to_no_root_of_another_size():
    roots = {size: TREE.root(size) for size in SIZES}
    for size in SIZES:
        for index in {0, size // 2, size - 1}:
            proof = TREE.prove_inclusion(index, size)
            assert not any(
                check_inclusion(LEAVES[index], index, other, proof, roots[other]) for other in SIZES if other != size
            )


def test_every_pair_of_sizes_is_proved_and_every_spoilt_proof_refused():
    roots = {size: TREE.root(size) for size in SIZES}
    for second in SIZES:
        for first in range(1, second + 1):
            proof, old, new = TREE.prove_consistency(first, second), roots[first], roots[second]
            assert check_consistency(first, second, old, new, proof)
            assert not any(check_consistency(first, second, old, new, bad) for bad in spoilt(proof))
            assert not check_consistency(first, second, bytes([old[0] ^ 1, *old[1:]]), new, proof)
            assert not check_consistency(first, second, old, bytes([new[0] ^ 1, *new[1:]]), proof)


def test_a_proof_between_two_sizes_holds_for_no_other_pair():
    roots = {size: TREE.root(size) for size in SIZES}
    for second in range(2, 101):
        for first in range(1, second):
            proof = TREE.prove_consistency(first, second)
            assert not check_consistency(second, first, roots[second], roots[first], proof)
            for other in {first - 1, first + 1, second} - {0, first}:
                assert not check_consistency(other, second, roots[other], roots[second], proof)
            for other in {second - 1, second + 1} & set(SIZES) - {first}:
                assert not check_consistency(first, other, roots[first], roots[other], proof)


def test_no_proof_goes_above_its_root_or_stops_below_it():
    """Made-up roots: one node more on top, and a true root told to be that of a tree with more levels."""
    more = leaf_hash(b"more")
    for size in SIZES:
        root = TREE.root(size)
        for index in {0, size // 2, size - 1}:
            proof, leaf = TREE.prove_inclusion(index, size), LEAVES[index]
            for above in (node_hash(more, root), node_hash(root, more)):
                assert not check_inclusion(leaf, index, size, (*proof, more), above)
            assert not check_inclusion(leaf, index, 2 * size, proof, root)
        for first in {1, size // 2, size - 1} - {0, size}:
            proof, old = TREE.prove_consistency(first, size), TREE.root(first)
            assert not check_consistency(first, 2 * size, old, root, proof)
            assert not check_consistency(first, size, old, node_hash(root, more), (*proof, more))


def test_a_hash_of_another_length_is_none_whatever_the_root():
    for short in (b"", b"x" * 31, b"x" * 33):
        assert not check_inclusion(LEAVES[0], 0, 2, [short], node_hash(LEAVES[0], short))
        assert not check_inclusion(LEAVES[0], 1, 2, [short], node_hash(short, LEAVES[0]))
        assert not check_consistency(1, 2, LEAVES[0], node_hash(LEAVES[0], short), [short])


def test_a_log_written_anew_has_no_proof():
    """Of each size, one with another line at any place before it: no proof of the new log fits the old root."""
    for size in (1, 2, 7, 8, 33, 64, 100):
        for changed in {0, size // 2, size - 1}:
            anew = Tree([*LEAVES[:changed], leaf_hash(b"another"), *LEAVES[changed + 1 :]])
            proof = anew.prove_consistency(size, 101)
            assert not check_consistency(size, 101, TREE.root(size), anew.root(), proof)


@pytest.mark.parametrize("size", [0, 102])
def test_nothing_is_proved_outside_the_tree(size):
    with pytest.raises(ValueError, match="outside"):
        TREE.prove_inclusion(0, size)
    with pytest.raises(ValueError, match="outside"):
        TREE.prove_consistency(size, 101)
    with pytest.raises(ValueError, match="outside"):
        TREE.prove_inclusion(-1, 5)
    with pytest.raises(ValueError, match="outside"):
        TREE.prove_consistency(6, 5)


@given(
    index=st.integers(-3, 2**64),
    size=st.integers(-3, 2**64),
    proof=st.lists(st.one_of(st.sampled_from(LEAVES), st.binary(max_size=40)), max_size=70),
)
def test_any_proof_gets_an_answer(index, size, proof):
    assert check_inclusion(LEAVES[0], index, size, proof, EMPTY) is False
    assert check_consistency(index, size, LEAVES[0], LEAVES[1], proof) is False
