"""Proofs: that the lines a redacted package shows stand in the log, whose other lines are nothing but hashes.

What may live here: making and checking of these files. Hashes are lower-case hexadecimal. A file of the folder
``log/proofs`` is one tree::

    {"size": 12, "root": "..", "proofs": [{"seq": 3, "leaf": "..", "path": ["..", ..]}, ..]}

``log/proofs/<size>.json`` is the tree of that checkpoint; in ``log/proofs/batch-<seq>.json``, the tree over the lines
that the batch's line closes, ``seq`` counts in the log, and the first line of the tree is the batch's ``from``.
"""

import json
from collections.abc import Iterable, Iterator, Mapping

from isnad.preserve.custody.merkle import Tree, check_inclusion
from isnad.records.codec import canonical


def prove(leaves: list[bytes], seqs: Iterable[int], start: int = 0) -> bytes:
    """The file for a tree of these leaves, whose first is line ``start``, and the proofs of these lines."""
    tree = Tree(leaves)
    proofs = [
        {
            "seq": seq,
            "leaf": leaves[seq - start].hex(),
            "path": [each.hex() for each in tree.prove_inclusion(seq - start)],
        }
        for seq in sorted(seqs)
        if start <= seq < start + len(leaves)
    ]
    return canonical({"size": len(leaves), "root": tree.root().hex(), "proofs": proofs}) + b"\n"


def faults(data: bytes, root: bytes, size: int, leaves: Mapping[int, bytes], start: int = 0) -> Iterator[str]:
    """What is wrong with such a file; nothing where every one of these lines is proved to stand in the tree.

    ``leaves`` are the hashes of the lines themselves: those in the file are only held against them.
    """
    try:
        said = json.loads(data)
        if said["size"] != size or said["root"] != root.hex():
            yield "it is of another tree than the one that is signed"
            return
        proofs = {one["seq"]: one for one in said["proofs"]}
        if len(proofs) != len(said["proofs"]):
            yield "it proves a line twice"
        paths = {seq: [bytes.fromhex(each) for each in one["path"]] for seq, one in proofs.items()}
    except (ValueError, KeyError, TypeError, RecursionError):
        yield "it cannot be read"
        return
    for seq, leaf in leaves.items():
        if seq not in paths:
            yield f"it does not prove the line with seq {seq}"
        elif proofs[seq].get("leaf") != leaf.hex():
            yield f"it proves other bytes for seq {seq} than the line shown"
        elif not check_inclusion(leaf, seq - start, size, paths[seq], root):
            yield f"the line with seq {seq} does not stand in the tree"
    for seq in sorted(set(paths) - set(leaves)):
        yield f"it proves a line that is not shown (seq {seq})"
