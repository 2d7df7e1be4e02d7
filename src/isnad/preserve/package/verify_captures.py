#!/usr/bin/env python3
"""Checks that each capture a published dossier rests on stands in the signed log: python3 verify.py [FILE ...]

What may live here: that check, in one file that stands alone, since a copy of it goes into public packages. It imports
nothing of isnad, and needs Python's own library alone. It follows RFC 6962 (section 2.1, with SHA-256) and RFC 9162
(section 2.1.3.2, inclusion). That the checkpoint is signed, openssl says: README.txt has the command.

FILE is what somebody hands over apart: a captured file, or its line of the log. It is held against the digests and
hashes here. Exit code 0: all of it holds. 1: something fails.
"""

import csv
import hashlib
import json
import sys
from base64 import b64decode
from pathlib import Path

FAILS: list[str] = []
DATA = Path(__file__).resolve().parent


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def clean(words: str) -> str:
    """One line that prints: a name with a line break could else forge a line of this output."""
    return "".join(c if c.isprintable() else "\ufffd" for c in words)


def stands(leaf: bytes, at: int, size: int, path: list[bytes], root: bytes) -> bool:
    """Whether a leaf stands at this place of the tree."""
    if not 0 <= at < size:
        return False
    last, found = size - 1, leaf
    for each in path:
        if last == 0 or len(each) != 32:
            return False
        if at & 1 or at == last:
            found = sha(b"\x01" + each + found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = sha(b"\x01" + found + each)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def trees() -> dict[int, tuple[str, str]]:
    """Origin and root, in hexadecimal, of each checkpoint by its size."""
    found: dict[int, tuple[str, str]] = {}
    log = DATA / "log"
    for path in (log / "checkpoint", *sorted(log.glob("checkpoints/*/checkpoint"))):
        origin, size, root = path.read_text(encoding="utf-8").split("\n")[:3]
        said = (origin, b64decode(root).hex())
        if found.setdefault(int(size), said) != said or {each for each, _ in found.values()} != {origin}:
            FAILS.append(f"{path.relative_to(DATA)}: it is of another log")
    return found


def leaves_of(size: int, root: str, seqs: list[int]) -> dict[int, bytes]:
    """The hashes of these lines, each proved to stand in the log of this size and root."""
    name = f"log/proofs/{size:012d}.json"
    said = json.loads((DATA / name).read_bytes())
    if (said["size"], said["root"]) != (size, root):
        FAILS.append(f"{name}: it is of another tree than the one that is signed")
    held = {one["seq"]: one for one in said["proofs"]}
    found = {}
    for seq in (each for each in seqs if each < size):
        one = held.get(seq, {"leaf": "", "path": []})
        found[seq] = bytes.fromhex(one["leaf"])
        if not stands(found[seq], seq, size, [bytes.fromhex(each) for each in one["path"]], bytes.fromhex(root)):
            FAILS.append(f"{name}: the line with seq {seq} is not proved to stand in the log of {size} lines")
    return found


def dossier(digests: dict[str, str]) -> int:
    """How many captures the dossier's records name; each has to be one of those that are proved."""
    named = {}
    with (DATA / "dossier" / "records.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            said = json.loads(line)
            named.update({capture["id"]: capture["digest"] for capture in said["captures"]})
            strange = [r["id"] for r in said["reports"] if named.get(r["capture"]) != r["digest"]]
            FAILS.extend(f"dossier/records.jsonl: report {each} is not of the bytes of its capture" for each in strange)
    for ident, digest in named.items():
        if digests.get(ident) != digest:
            FAILS.append(f"dossier/records.jsonl: capture {ident} is not among those that are proved")
    return len(named)


def handed(path: Path, rows: list[dict[str, str]], leaves: dict[int, bytes]) -> str:
    """What a file is that was handed over apart."""
    data = path.read_bytes()
    digest, leaf = "sha256:" + sha(data).hex(), sha(b"\x00" + data)
    for row in rows:
        if row["digest"] == digest:
            return f"{path.name}: the bytes of capture {row['capture']}"
        if leaves.get(int(row["seq"])) == leaf:
            said = json.loads(data)["payload"]
            if (said["id"], said["digest"]) == (row["capture"], row["digest"]):
                return f"{path.name}: line {row['seq']} of the log, which says of capture {row['capture']}"
    FAILS.append(f"{path.name}: neither a capture that the dossier rests on nor its line of the log")
    return ""


def main(given: list[str]) -> int:
    with (DATA / "log" / "captures.csv").open(newline="", encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    seqs = [int(row["seq"]) for row in rows]
    if len(set(seqs)) != len(seqs):
        FAILS.append("log/captures.csv: a line is there twice")
    roots = trees()
    leaves: dict[int, bytes] = {}
    for size, (_, root) in sorted(roots.items()):
        for seq, leaf in leaves_of(size, root, seqs).items():
            if leaves.setdefault(seq, leaf) != leaf:
                FAILS.append(f"log/proofs: the line with seq {seq} is two")
    FAILS.extend(f"log/captures.csv: no line has seq {seq}" for seq in seqs if seq not in leaves)
    number = dossier({row["capture"]: row["digest"] for row in rows})
    told = [handed(Path(each), rows, leaves) for each in given]
    for words in (*filter(None, told), *FAILS):
        sys.stdout.write(clean(words) + "\n")
    newest = max(roots)
    answer = "It FAILS" if FAILS else "It holds"
    origin, root = roots[newest]
    sys.stdout.write(f"{answer}: {number} captures, each a line of {newest} in the log {clean(origin)}, root {root}\n")
    return 1 if FAILS else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.stdout.write(f"It FAILS: it cannot be read ({clean(str(error))})\n")
        sys.exit(1)
