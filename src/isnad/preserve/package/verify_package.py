#!/usr/bin/env python3
"""Checks an evidence package with Python's own library and openssl alone: python3 verify.py

What may live here: that check, in one file that stands alone, since a copy of it goes into packages. It imports
nothing of isnad. It follows RFC 6962 (section 2.1, with SHA-256), RFC 9162 (section 2.1.3.2, inclusion), and C2SP's
signed-note and tlog-checkpoint. Exit code 0: all of it holds. 1: something fails. 2: not everything could be verified.
"""

import base64
import csv
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

FAILS: list[str] = []
OPEN: list[str] = []


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def root_of(leaves: list[bytes]) -> bytes:
    """RFC 6962: a node is SHA-256(1 || left || right), the left one over the largest power of two below the size."""
    edge: list[tuple[int, bytes]] = []
    for leaf in leaves:
        size, found = 1, leaf
        while edge and edge[-1][0] == size:
            found, size = sha(b"\x01" + edge.pop()[1] + found), size * 2
        edge.append((size, found))
    if not edge:
        return sha(b"")
    found = edge.pop()[1]
    while edge:
        found = sha(b"\x01" + edge.pop()[1] + found)
    return found


def clean(words: str) -> str:
    """One line that prints: a name with a line break could else forge a line of this output."""
    return "".join(c if c.isprintable() else "\ufffd" for c in words)


def strange() -> list[str]:
    """What is neither file nor folder: a link leads out of the package, a pipe never ends."""
    found = []
    for here, folders, names in os.walk(DATA):
        paths = (Path(here, name) for name in (*folders, *names))
        odd = (path for path in paths if path.is_symlink() or not (path.is_file() or path.is_dir()))
        found += [f"{path.relative_to(DATA)}: it is a link, or neither file nor folder" for path in odd]
    return found


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


def checkpoint(path: Path) -> tuple[str, int, bytes]:
    """Origin, size and root of a checkpoint, whose signature by a key of ``keys/`` is checked with openssl."""
    text, _, signatures = path.read_text(encoding="utf-8").partition("\n\n")
    origin, size, root = text.split("\n")[:3]
    signed = [line.split(" ") for line in signatures.splitlines() if line.startswith(f"\u2014 {origin} ")]
    for key in sorted((DATA / "keys").glob("*.pem")):
        der = base64.b64decode("".join(key.read_text().splitlines()[1:-1]))
        hashed = sha(origin.encode() + b"\n\x01" + der[-32:])[:4]
        for _, _, coded in signed:
            raw = base64.b64decode(coded)
            if raw[:4] == hashed and openssl(key, text.encode() + b"\n", raw[4:]):
                return origin, int(size), base64.b64decode(root)
    FAILS.append(f"{path.relative_to(DATA)}: no key in keys/ signed it")
    return origin, int(size), base64.b64decode(root)


def openssl(key: Path, message: bytes, signature: bytes) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "note").write_bytes(message)
        (Path(folder) / "sig").write_bytes(signature)
        command = ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", str(key.resolve())]
        try:
            done = subprocess.run(
                [*command, "-in", "note", "-sigfile", "sig"], cwd=folder, capture_output=True, check=False
            )
        except OSError:
            OPEN.append("signatures: there is no openssl here")
            return True
        return done.returncode == 0


def whole_log(lines: list[bytes], size: int, root: bytes) -> None:
    before = b""
    for number, line in enumerate(lines):
        said = json.loads(line)
        if said["seq"] != number or said["prev"] != "sha256:" + sha(before).hex():
            FAILS.append(f"log/entries.jsonl, line {number + 1}: it does not follow from the line before")
        before = line
    if len(lines) < size or root_of([sha(b"\x00" + line) for line in lines[:size]]) != root:
        FAILS.append(f"log/entries.jsonl: its first {size} lines are not those that were signed")


def shown_lines(lines: list[bytes], name: str, size: int, root: bytes) -> None:
    path = DATA / "log" / "proofs" / f"{name}.json"
    try:
        said = json.loads(path.read_bytes())
    except OSError:
        FAILS.append(f"log/proofs/{name}.json: it is missing")
        return
    if (said["size"], said["root"]) != (size, root.hex()):
        FAILS.append(f"log/proofs/{name}.json: it is of another tree than the one that is signed")
    proofs = {one["seq"]: [bytes.fromhex(each) for each in one["path"]] for one in said["proofs"]}
    for line in lines:
        seq = json.loads(line)["seq"]
        if seq < size and not stands(sha(b"\x00" + line), seq, size, proofs.get(seq, []), root):
            FAILS.append(f"log/shown.jsonl: the line with seq {seq} is not proved to stand in the log of {size} lines")


def doubts(lines: list[bytes]) -> None:
    """What no signature settles: lines of before the case had keys, keys that were called stolen, a case key that the
    one before it did not sign for. (That each line is signed by its key, isnad verify says.)"""
    said = [json.loads(line) for line in lines]
    keyed = [one["seq"] for one in said if one.get("key")]
    bare = [one["seq"] for one in said if not one.get("key")]
    if [seq for seq in bare if keyed and seq > keyed[0]]:
        FAILS.append(f"log: the line with seq {bare[-1]} is signed by nobody, in a case that has keys")
    elif bare:
        OPEN.append(f"{len(bare)} lines were written before the case had keys, and are signed by nobody")
    about = [one for one in said if one["kind"] == "key" and one.get("key")]
    stolen = {one["payload"].get("id"): one["payload"].get("since") for one in about
              if one["payload"].get("event") == "compromised"}  # fmt: skip
    for one in said:
        since = stolen.get(one.get("key"))
        if type(since) is int and one["seq"] >= since:
            OPEN.append(f"the line with seq {one['seq']}: its key ({one['key']}) was declared compromised")
    alone = [
        one["seq"]
        for one in about
        if (one["payload"].get("event"), one["key"]) == ("replaced", one["payload"].get("id"))
    ]
    OPEN.extend(f"the line with seq {seq}: the old case key did not sign for the new one" for seq in alone)


def files(lines: list[bytes]) -> None:
    """Each file has the digest it is named by; lines name each object, and each object that they name is here."""
    named, captured, sealed, gone, held_in = {}, {}, {}, set(), set()
    for line in lines:
        said = json.loads(line)
        named.update({one["digest"]: one["size"] for one in said.get("objects", ())})
        named.update({said["config"]: None} if said.get("config") else {})
        if said["kind"] == "capture":
            captured[said["payload"]["digest"]] = said["payload"]["size"]
            held_in.add(said["payload"].get("within", {}).get("container", ""))
        if said["kind"] == "sealed":
            sealed[said["payload"].get("id")] = said["payload"].get("ciphertext")
            gone.add(said["payload"].get("object", ""))
    held = set()
    for folder, known in (("objects", {*named, *held_in}), ("items", captured)):
        for path in sorted(DATA.glob(f"{folder}/sha256/*/*")):
            with path.open("rb") as stream:
                digest = "sha256:" + hashlib.file_digest(stream, "sha256").hexdigest()
            if digest != "sha256:" + path.name:
                FAILS.append(f"{path.relative_to(DATA)}: its bytes were changed")
            elif digest not in known:
                FAILS.append(f"{path.relative_to(DATA)}: no line of the log names it")
            held.add(digest)
    for path in sorted(DATA.glob("private/*.age")):
        if "sha256:" + sha(path.read_bytes()).hex() != sealed.get(path.stem):
            FAILS.append(f"private/{path.name}: its bytes are not those that a line of the log names")  # noqa: PERF401
    with (DATA / "absent.csv").open(newline="", encoding="utf-8") as table:
        absent = {row["digest"]: row["why"] for row in csv.DictReader(table)}
    for digest in sorted(set(named) - held - gone):
        (OPEN if digest in absent else FAILS).append(
            f"{digest}: not here ({absent.get(digest, 'and nothing says why')})"
        )


def main() -> int:
    if odd := sorted(strange()):
        sys.stdout.writelines(f"{clean(words)}\n" for words in (*odd, "It FAILS: nothing was read"))
        return 1
    origin, size, root = checkpoint(DATA / "log" / "checkpoint")
    trees = {size: root}
    for path in sorted((DATA / "log" / "checkpoints").glob("*/checkpoint")):
        other, earlier, found = checkpoint(path)
        if other != origin or trees.setdefault(earlier, found) != found:
            FAILS.append(f"{path.relative_to(DATA)}: it is of another log")
    whole = DATA / "log" / "entries.jsonl"
    data = (whole if whole.exists() else DATA / "log" / "shown.jsonl").read_bytes()
    lines = [line + b"\n" for line in data.removesuffix(b"\n").split(b"\n")] if data.endswith(b"\n") else [data]
    seqs = [json.loads(line)["seq"] for line in lines]
    if seqs != sorted(set(seqs)) or not data.endswith(b"\n"):
        FAILS.append("log: its lines are out of order, one is there twice, or the last is cut off")
    for count, tree in sorted(trees.items()):
        if whole.exists():
            whole_log(lines, count, tree)
        else:
            shown_lines(lines, f"{count:012d}", count, tree)
    doubts(lines)
    files(lines)
    for words in (*FAILS, *(f"not verified: {one}" for one in OPEN)):
        sys.stdout.write(clean(words) + "\n")
    answer = ("It holds", "It FAILS", "Not everything could be verified")[1 if FAILS else 2 if OPEN else 0]
    sys.stdout.write(f"{answer}: {len(lines)} lines of {size}, log {clean(origin)}\n")
    sys.stdout.write(f"Root {base64.b64encode(root).decode()} (base64), {root.hex()} (hexadecimal)\n")
    return 1 if FAILS else 2 if OPEN else 0


DATA = Path(__file__).resolve().parent

if __name__ == "__main__":
    sys.exit(main())
