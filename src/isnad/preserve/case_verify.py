#!/usr/bin/env python3
"""Verify a case of isnad without isnad: the Python standard library (3.9 or newer) and the openssl command alone.

    python3 -I verify.py [FOLDER] [--against FILE]... [--jobs N]

Exit code 0: all holds. 1: something fails. 2: something could not be verified (openssl is absent, say), or wrong usage.
It writes nothing, asks nobody, and does what `isnad check` does, written a second time from the description of the
format alone: where the two answer differently, one of them is wrong. A copy in the folder may have been changed with
it: take yours from elsewhere, or compare its SHA-256 with one from elsewhere.

What may live here: all of that in one file, so that it can be read in an hour and run anywhere.
"""

from __future__ import annotations

import sys

if __name__ == "__main__" and not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
    del sys.path[0]  # the folder under suspicion: a json.py in it would be run in place of Python's own

import argparse
import base64
import binascii
import calendar
import contextlib
import errno
import hashlib
import io
import json
import os
import re
import shutil
import stat
import struct
import subprocess
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

LINES, SIGNED, FILES = "lines of the log", "signatures", "preserved files"
SEALED, STAMPS, WITNESSED, OUTSIDE = "sealed and forgotten", "time stamps", "checkpoints and witnesses", "kept outside"
CHUNK = 1 << 20
LINE = 1 << 26  # bytes of a line of the log
SHOWN = 8  # problems of each grade that are printed
TOLERANCE = 120.0  # seconds by which the wall's clock and the machine's running time may part
ACCURACY = 3600.0  # seconds: a time stamp that may be off by more bounds nothing
NO_NEWS = ("anchor", "batch", "cosignature")
KINDS = (
    "case", "key", "batch", "capture", "container", "manifest", "table", "judgement", "torn", "quarantined",
    "watch", "visit", "authority", "anchor", "cosignature", "sealed", "forgotten", "resumed",
    "reader", "sent",
)  # fmt: skip
MUST = {"seq": int, "prev": str, "at": str, "actor": str, "tool": str, "kind": str, "payload": dict}
MAY = {"config": str, "key": str, "sig": str, "objects": list, "private": list, "mono": list}
SPKI = bytes.fromhex("302a300506032b6570032100")  # what RFC 8410 puts before the 32 bytes of an Ed25519 key
AGE = b"age-encryption.org/v1\n"
HEX = re.compile(r"sha256:[0-9a-f]{64}\Z")
ID = re.compile(r"[0-9a-f]{16}\Z")
ORIGIN = re.compile(r"isnad\.case/[0-9a-f]{16}\Z")
# Whatever is in these folders is a plain file or folder in a case: a link leads out of it, a pipe never ends.
FOLDERS = (
    "", "log", "log/checkpoints", "keys", "private", "quarantine", "quarantine/objects", "objects", "objects/tmp",
    "objects/sha256", "derived", "derived/blocks", "derived/working", "derived/working/sha256", "derived/working/tmp",
    "derived/thumbnails", "derived/manifests",
)  # fmt: skip
OURS = (
    "README.txt", "verify.py", "case.toml", "index.csv", "lock", "writing",
    "log", "keys", "private", "quarantine", "objects", "derived",
)  # fmt: skip
# OpenTimestamps (opentimestamps.org, python-opentimestamps 0.4): the head of a proof, attestations by their tags
PROOF = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94"
BITCOIN, PROMISE = bytes.fromhex("0588960d73d71901"), bytes.fromhex("83dfe30d2ef90c8e")
OTHER_CHAINS = (bytes.fromhex("06869a0d73d71b45"), bytes.fromhex("30fe8087b5c7ead7"))  # Litecoin, Ethereum
HASHES = {0x02: "sha1", 0x03: "ripemd160", 0x08: "sha256"}
FIRST = {0x02: 20, 0x03: 20, 0x08: 32, 0x67: 32}  # bytes of the digest that a proof may begin with
# From a year on, the least difficulty of a header of Bitcoin that was not made up: half of what 2024 ended with. To
# make one costs some 800 MWh. Dated earlier none is meant, for no case of this kind existed then.
FLOORS = ((2026, 46e12),)
# Bytes of a response, a request and a pinned chain, and how many revocation lists are kept with one: all bounded, since
# a stranger's case may hold any.
TOKEN, QUERY, CHAIN, LISTS = 1 << 20, 1 << 12, 1 << 20, 64
SLACK = 7200.0  # seconds: nodes take a block dated so far ahead of their clocks (MAX_FUTURE_BLOCK_TIME)
NOT_PROVEN = (
    "That a server really sent a page, or that a file is what the one who added it said.",
    "That nothing was left out: a log shows what it holds, and not what was never captured.",
)
ALONE = "That the log was not written anew as a whole by one who has its keys: nothing from outside was held against it"
# RFC 8032, section 7.1, test 2: a signature that every program must accept, to see whether this openssl can do it
TEST = ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", b"\x72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")  # fmt: skip


def clean(line: str) -> str:
    """One line that prints, whatever stands in it: a name with a line break could else forge a line of this output."""
    return "".join(c if c.isprintable() else "\ufffd" for c in line.encode("utf-8", "replace").decode())


class Report:
    """What was found, section by section: how many of it, how many failed, how many could not be verified."""

    def __init__(self) -> None:
        always = (LINES, SIGNED, FILES, SEALED, STAMPS, WITNESSED)  # what is not there is told as 0, and not left out
        self.count: dict[str, list[int]] = {name: [0, 0, 0] for name in always}
        self.said: dict[str, list[str]] = {"FAILS": [], "not verifiable": [], "note": []}
        self.more = {"FAILS": 0, "not verifiable": 0, "note": 0}
        self.bounds: list[str] = []

    def saw(self, section: str, number: int = 1) -> None:
        self.count.setdefault(section, [0, 0, 0])[0] += number

    def fails(self, section: str, where: str, what: str) -> None:
        self.saw(section, 0)
        self.count[section][1] += 1
        self.tell("FAILS", where, what)

    def open(self, section: str, where: str, what: str) -> None:
        self.saw(section, 0)
        self.count[section][2] += 1
        self.tell("not verifiable", where, what)

    def tell(self, grade: str, where: str, what: str) -> None:
        line = f"{grade}: {where}: {what}"
        shown = clean(line)
        if shown in self.said[grade]:
            return
        if len(self.said[grade]) < SHOWN:
            self.said[grade].append(shown)
        else:
            self.more[grade] += 1

    @property
    def code(self) -> int:
        failed, unsure = (any(row[n] for row in self.count.values()) for n in (1, 2))
        return 1 if failed else 2 if unsure else 0


class Openssl:
    """The openssl command, where there is one that can verify Ed25519; signatures are verified side by side."""

    def __init__(self, jobs: int) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="verify-")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("OPENSSL_", "SSL_"))}
        self.env = {**kept, "LC_ALL": "C", "SSL_CERT_FILE": os.devnull, "SSL_CERT_DIR": os.devnull}
        self.path = shutil.which("openssl") or ""
        self.pool = ThreadPoolExecutor(jobs)
        self.count = 0
        public, message, signature = bytes.fromhex(TEST[0]), TEST[1], bytes.fromhex(TEST[2])
        able = self.verifies(public, signature, message) is True
        self.able = able and self.verifies(public, signature, b"\x73") is False

    def run(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [self.path, *words], cwd=self.folder.name, env=self.env, stdin=subprocess.DEVNULL, capture_output=True,
            check=False, timeout=60,
        )  # fmt: skip

    def file(self, name: str, data: bytes) -> str:
        with open(os.path.join(self.folder.name, name), "wb") as stream:
            stream.write(data)
        return name

    def verifies(self, public: bytes, signature: bytes, message: bytes) -> bool | None:
        """None where openssl cannot tell."""
        if not self.path:
            return None
        if len(signature) != 64:
            return False
        self.count += 1
        name = f"{self.count}-{hashlib.sha256(signature + message).hexdigest()[:16]}"
        coded = base64.b64encode(SPKI + public).decode()
        pem = f"-----BEGIN PUBLIC KEY-----\n{coded}\n-----END PUBLIC KEY-----\n"
        made = [self.file(f"{name}.{e}", d) for e, d in (("pem", pem.encode()), ("sig", signature), ("msg", message))]
        words = ("pkeyutl", "-verify", "-pubin", "-inkey", made[0], "-rawin", "-in", made[2], "-sigfile", made[1])
        try:
            done = self.run(*words)
        except (OSError, subprocess.TimeoutExpired):
            return None
        finally:
            for each in made:
                os.unlink(os.path.join(self.folder.name, each))
        if done.returncode == 0 and b"Verified Successfully" in done.stdout:
            return True
        return False if b"Verification Failure" in done.stdout + done.stderr else None

    def close(self) -> None:
        self.pool.shutdown()
        self.folder.cleanup()


class Tree:
    """The Merkle tree of RFC 6962, section 2.1, as far as its right edge: perfect subtrees, the largest first."""

    def __init__(self) -> None:
        self.size, self.edge = 0, []  # type: int, list[tuple[int, bytes]]

    def add(self, leaf: bytes) -> None:
        height = 0
        while self.edge and self.edge[-1][0] == height:
            leaf = hashlib.sha256(b"\x01" + self.edge.pop()[1] + leaf).digest()
            height += 1
        self.edge.append((height, leaf))
        self.size += 1

    def root(self) -> bytes:
        found = self.edge[-1][1] if self.edge else hashlib.sha256(b"").digest()
        for _, left in self.edge[-2::-1]:
            found = hashlib.sha256(b"\x01" + left + found).digest()
        return found


class Key:
    """A key of the log: whose, its 32 bytes, and the lines (counted from 0) at which its life begins and ends."""

    def __init__(self, role: str, name: str, public: bytes, added: int) -> None:
        self.role, self.name, self.public, self.added = role, name, public, added
        self.retired: int | None = None
        self.compromised: int | None = None

    def may_sign(self, seq: int) -> bool:
        return self.added <= seq and (self.retired is None or seq <= self.retired)


def coded(text: Any, length: int = 0) -> bytes | None:
    """The bytes of standard base64 in its one right form, of this length where one is asked for."""
    try:
        data = base64.b64decode(text, validate=True)
        fits = base64.b64encode(data).decode() == text and length in (0, len(data))
    except (binascii.Error, ValueError, TypeError):
        return None
    return data if fits else None


def canonical(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def leaf_of(line: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + line).digest()


def key_id(public: bytes) -> str:
    return hashlib.sha256(public).hexdigest()[:16]


def opened(path: str) -> io.BufferedReader:
    """A plain file, to be read: no link, and no pipe or device, which might never end. Raises OSError."""
    flags = (getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
    handle = os.open(path, os.O_RDONLY | sum(flags))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.ELOOP, "It is no plain file", path)
    return open(handle, "rb")


def strange(root: str) -> Iterator[str]:
    """What is no plain file or folder where only those may be."""
    for folder in FOLDERS:
        with contextlib.suppress(OSError), os.scandir(os.path.join(root, folder)) as found:
            for each in found:
                plain = each.is_file(follow_symlinks=False) or each.is_dir(follow_symlinks=False)
                if not plain and os.path.lexists(each.path) and (folder or each.name in OURS):
                    yield f"{folder}/{each.name}".lstrip("/")


def entry_in(line: bytes) -> dict[str, Any]:
    """The entry in a line. Raises ValueError where it is none, or where its form is not the one that is signed."""
    try:
        said: dict[str, Any] = json.loads(line.decode("utf-8"))
        wrong = not isinstance(said, dict) or canonical(said) + b"\n" != line
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if wrong:
        raise ValueError("it is not canonical JSON")
    for name, kind in MUST.items():
        if type(said.get(name)) is not kind:
            raise ValueError(f"it has no {name}")
    for name, value in said.items():
        if name not in MUST and (type(value) is not MAY.get(name) or not value):
            raise ValueError(f"its {name[:40]} is of no known form")
    for each in said.get("objects", ()):
        if not isinstance(each, dict) or {k: type(v) for k, v in each.items()} != {"digest": str, "size": int}:
            raise ValueError("what it says of objects is of no known form")
    for each in said.get("private", ()):
        if not isinstance(each, dict) or {k: type(v) for k, v in each.items()} != {"commit": str, "name": str}:
            raise ValueError("what it commits to is of no known form")
    ran = said.get("mono", ["", 0])
    if [type(each) for each in ran] != [str, int] or not 0 <= ran[1] < 1 << 63:
        raise ValueError("its running time is of no known form")
    return said


class Note:
    """A signed note (c2sp.org/signed-note) that holds a checkpoint (c2sp.org/tlog-checkpoint). Raises ValueError."""

    def __init__(self, data: bytes) -> None:
        if len(data) > 1_000_000:
            raise ValueError("it is too long")
        whole = data.decode("utf-8")
        if any(ord(c) < 0x20 and c != "\n" for c in whole):
            raise ValueError("it holds control characters")
        body, gap, rest = whole.rpartition("\n\n")
        if not gap or not rest.endswith("\n"):
            raise ValueError("it is no signed note")
        self.text = body + "\n"
        self.signatures = [signature_in(line) for line in rest[:-1].split("\n")]
        self.origin, self.size, self.root = three_lines(self.text.split("\n")[:3])


def signature_in(line: str) -> tuple[str, bytes, bytes]:
    """Name, hash of the key, and the rest of a signature line. Raises ValueError."""
    found = re.match(r"— ([^\s+]+) (\S+)\Z", line)
    data = coded(found[2]) if found else None
    if found is None or data is None or len(data) < 5:
        raise ValueError("a line of it is no signature")
    return found[1], data[:4], data[4:]


def three_lines(lines: list[str]) -> tuple[str, int, bytes]:
    """Origin, size and root of a checkpoint. Raises ValueError."""
    root = coded(lines[2], 32) if len(lines) == 3 else None
    if root is None or not lines[0] or not re.match(r"(0|[1-9][0-9]{0,17})\Z", lines[1], re.ASCII):
        raise ValueError("it is no checkpoint")
    return lines[0], int(lines[1]), root


def seconds_of(at: str) -> float:
    """POSIX seconds of a time as the log writes it. Raises ValueError."""
    found = re.match(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(?:Z|\+00:00)\Z", at, re.ASCII)
    if not found:
        raise ValueError("it is no time in UTC")
    return calendar.timegm(time.strptime(found[1], "%Y-%m-%dT%H:%M:%S")) + float(found[2] or 0)


class Newer(Exception):
    """It takes another program, or another Python, to read it."""


class Proof:
    """An OpenTimestamps proof: the digest that it begins with, the blocks (height, Merkle root) and how many promises
    its steps lead to. Raises ValueError where it is none, Newer."""

    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, 0
        self.blocks: list[tuple[int, bytes]] = []
        self.promises = 0
        if len(data) > 1 << 16 or self.take(len(PROOF)) != PROOF:
            raise ValueError("it is no proof of OpenTimestamps")
        if self.number() != 1:
            raise Newer("it is of a later version of the format")
        kind = self.take(1)[0]
        if kind not in FIRST:
            raise ValueError("it begins with a digest that is not known")
        begin = self.take(FIRST[kind])
        self.digest = begin if kind == 0x08 else b""  # those of other kinds are never of a checkpoint
        self.follow(begin, 256)
        if self.place != len(data):
            raise ValueError("bytes follow the end of it")

    def take(self, length: int) -> bytes:
        found = self.data[self.place : self.place + length]
        self.place += length
        if len(found) != length:
            raise ValueError("it is cut off")
        return found

    def number(self) -> int:
        """Seven bits a byte, the lowest first; a set eighth bit says that more follow."""
        found, shift = 0, 0
        while True:
            byte = self.take(1)[0]
            found |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                return found

    def held(self, least: int, most: int) -> bytes:
        length = self.number()
        if not least <= length <= most:
            raise ValueError("a part of it has a length that the format does not allow")
        return self.take(length)

    def follow(self, message: bytes, depth: int) -> None:
        """All that is done to a message: branches, each begun with 0xff but the last."""
        if not depth:
            raise ValueError("it has too many steps")
        more = True
        while more:
            tag = self.take(1)[0]
            more = tag == 0xFF
            tag = self.take(1)[0] if more else tag
            if tag == 0x00:
                self.attested(message)
            else:
                self.follow(self.step(tag, message), depth - 1)

    def step(self, tag: int, message: bytes) -> bytes:
        if tag == 0xF0:
            made = message + self.held(1, 4096)
        elif tag == 0xF1:
            made = self.held(1, 4096) + message
        elif tag == 0xF2:
            made = message[::-1]
        elif tag == 0xF3:
            made = message.hex().encode()
        elif tag in HASHES:
            try:
                made = hashlib.new(HASHES[tag], message).digest()
            except ValueError as error:
                raise Newer(f"it takes {HASHES[tag]}, which this Python has not") from error
        else:
            raise Newer(f"it holds a step that is not known here (0x{tag:02x})")
        if len(made) > 4096:
            raise ValueError("a step makes more bytes than the format allows")
        return made

    def attested(self, message: bytes) -> None:
        tag, length = self.take(8), self.number()
        if length > 8192:
            raise ValueError("a part of it has a length that the format does not allow")
        end = self.place + length
        if tag in (BITCOIN, *OTHER_CHAINS):
            height = self.number()
            if tag == BITCOIN and len(message) == 32 and height < 1 << 31:
                self.blocks.append((height, message))
        elif tag == PROMISE:
            if not re.match(rb"[A-Za-z0-9._/:-]*\Z", self.held(0, 1000)):
                raise ValueError("the address in it is none")
            self.promises += 1
        else:
            self.take(length)
        if self.place != end:
            raise ValueError("what it leads to cannot be read")


def mined(header: bytes, root: bytes) -> float:
    """The time (POSIX seconds) by which what a block's root commits to existed. Raises ValueError where the header is
    not of that block, or could be made up cheaply: who hands it over is not believed, the work in it is."""
    if len(header) != 80:
        raise ValueError("the block header has not 80 bytes")
    _, _, its, at, bits, _ = struct.unpack("<i32s32sIII", header)
    size, number = bits >> 24, bits & 0x7FFFFF
    target = number >> 8 * (3 - size) if size <= 3 else number << 8 * (size - 3)
    if bits & 0x800000 or not target or target >> 256:
        raise ValueError("the block header states no target")
    if its != root:
        raise ValueError("the block header has another Merkle root than the proof leads to")
    if int.from_bytes(hashlib.sha256(hashlib.sha256(header).digest()).digest(), "little") > target:
        raise ValueError("the block header does not hold the work it states: nobody mined it")
    floors = [least for year, least in FLOORS if time.gmtime(at).tm_year >= year]
    if not floors or (0xFFFF << 208) / target < floors[-1]:
        raise ValueError("the block header could have been made up cheaply, or is older than any case of this kind")
    return float(at + SLACK)


class Log:
    """The lines up to the checkpoint, followed once from the first to the last: chain, tree, signatures, keys."""

    def __init__(self, root: str, report: Report, openssl: Openssl) -> None:
        self.path, self.report, self.openssl = os.path.join(root, "log", "entries.jsonl"), report, openssl
        self.tree, self.prev, self.end = Tree(), digest(b""), 0
        self.keys: dict[str, Key] = {}
        self.case_keys: list[tuple[int, Key]] = []
        self.origin = ""
        self.waiting: list[tuple[dict[str, Any], bytes]] = []
        self.unsigned = 0
        self.pending: deque[tuple[Future[bool | None], str, str]] = deque()
        self.named: dict[str, int] = {}
        self.absent: dict[str, int] = {}
        self.sealed: dict[str, dict[str, Any]] = {}
        self.forgotten: dict[str, int] = {}
        self.kept: list[dict[str, Any]] = []  # entries about anchors, authorities and cosignatures
        self.configs: set[str] = set()
        self.told_aside: set[str] = set()
        self.news: list[int] = []
        self.clock: tuple[str, int, float] | None = None
        self.rest = 0
        self.title: Any = None

    def where(self, seq: int | None = None) -> str:
        return f"log/entries.jsonl, line {(self.tree.size if seq is None else seq) + 1}"

    def read(self, limit: int | None) -> None:
        """Follow the lines, up to so many; what comes after them was never acknowledged."""
        with opened(self.path) as stream:
            for line in iter(lambda: stream.readline(LINE), b""):
                if len(line) == LINE and not line.endswith(b"\n"):
                    break  # it would not end: a file that is one hole of a terabyte costs its sender nothing
                if not line.endswith(b"\n") or (limit is not None and self.tree.size >= limit):
                    self.rest += line.endswith(b"\n")
                    continue
                self.take(line)
        self.end_batch()
        self.settle(0)
        self.stolen()
        if self.unsigned:
            words = f"{self.unsigned} lines were written before the case had keys, and are signed by nobody"
            self.report.open(SIGNED, self.where(0), words)
        if not self.openssl.able:
            what = "there is no openssl command here that can verify Ed25519 (OpenSSL 3.0 or newer is needed)"
            self.report.open(SIGNED, "openssl", what)

    def stolen(self) -> None:
        """Lines of keys that were told to be compromised: that is told later than they were written."""
        since = {ident: key.compromised for ident, key in self.keys.items() if key.compromised is not None}
        if not since:
            return
        with opened(self.path) as stream:
            for seq in range(self.tree.size):
                with contextlib.suppress(ValueError, RecursionError):
                    ident = entry_in(stream.readline()).get("key", "")
                    if ident in since and seq >= since[ident]:
                        self.report.open(SIGNED, self.where(seq), f"its key ({ident}) was declared compromised")

    def take(self, line: bytes) -> None:
        leaf, where, seq = leaf_of(line), f"{self.where()} (byte {self.end:,})", self.tree.size
        self.report.saw(LINES)
        self.report.saw(SIGNED)
        try:
            entry = entry_in(line)
        except ValueError as error:
            self.report.fails(LINES, where, f"it cannot be read: {error}; it was changed after it was written")
        else:
            if entry["prev"] != self.prev or entry["seq"] != seq:
                what = "the chain is broken here: a line was changed, added, moved or taken out at or before it"
                self.report.fails(LINES, where, what)
            self.follow(entry, leaf)
        self.tree.add(leaf)
        self.prev, self.end = digest(line), self.end + len(line)

    def follow(self, entry: dict[str, Any], leaf: bytes) -> None:
        self.signature(entry, leaf)
        self.content(entry)
        self.record(entry)
        self.clocks(entry)

    # Who may sign what, told by the log's own lines.

    def signature(self, entry: dict[str, Any], leaf: bytes) -> None:
        seq, ident, sig = entry["seq"], entry.get("key", ""), entry.get("sig", "")
        if not ident:
            self.unsigned += 1
            if self.case_keys:
                self.report.fails(SIGNED, self.where(seq), "it is signed by nobody, in a case that has keys")
            return
        if entry["kind"] == "batch":
            self.batch(entry)
        elif self.waiting and (sig or self.waiting[-1][0]["key"] != ident):
            self.end_batch()
        wrong = self.key_entry(entry)
        if wrong:
            self.report.fails(SIGNED, self.where(seq), wrong)
        self.right(entry)
        if sig:
            self.submit(ident, entry)
        else:
            self.waiting.append((entry, leaf))

    def batch(self, entry: dict[str, Any]) -> None:
        tree, said, mine = Tree(), entry["payload"], self.waiting
        for _, leaf in mine:
            tree.add(leaf)
        wanted = (mine[0][0]["seq"], f"sha256:{tree.root().hex()}") if mine else None
        fits = wanted == (said.get("from"), said.get("root"))
        if not fits or mine[-1][0]["key"] != entry["key"] or "sig" not in entry:
            self.report.fails(SIGNED, self.where(entry["seq"]), "it does not close the batch of lines before it")
        self.waiting = []

    def end_batch(self) -> None:
        for entry, _ in self.waiting:
            self.report.fails(SIGNED, self.where(entry["seq"]), "no signature covers it: its batch was not closed")
        self.waiting = []

    def key_entry(self, entry: dict[str, Any]) -> str:
        """Take in an entry about a key; what is wrong with it."""
        said, kind = entry["payload"], entry["kind"]
        first = kind == "case" and entry["seq"] == 0 and "origin" in said
        if not first and (kind != "key" or said.get("role") not in ("case", "analyst", "witness")):
            return ""
        public = coded(said.get("public"), 32)
        if first or not self.case_keys:
            origin = said.get("origin")
            if public is None or not isinstance(origin, str) or not ORIGIN.match(origin):
                return "it does not name the case key"
            if entry["key"] != key_id(public):
                return "it names another case key than the one that signs it"
            self.origin = origin
            self.case_key(public, entry["seq"])
            return ""
        if said["role"] == "case" and said.get("event") == "replaced":
            return self.replaced(entry, public)
        if entry["key"] != key_id(self.case_keys[-1][1].public):
            return "it is about a key and is not signed by the case key"
        return self.changed(entry, public)

    def replaced(self, entry: dict[str, Any], public: bytes | None) -> str:
        old = self.case_keys[-1][1]
        if public is None or entry["payload"].get("id") != key_id(public) or key_id(public) in self.keys:
            return "it names no new key"
        if entry["key"] not in (key_id(old.public), key_id(public)):
            return "it replaces the case key, and neither the old nor the new one signs it"
        if entry["key"] == key_id(public):
            what = "the case key was replaced here and the old one did not sign for that: it was lost, or not asked"
            self.report.open(SIGNED, self.where(entry["seq"]), what)
        old.retired = entry["seq"]
        self.case_key(public, entry["seq"])
        return ""

    def changed(self, entry: dict[str, Any], public: bytes | None) -> str:
        said, seq, ident = entry["payload"], entry["seq"], entry["payload"].get("id")
        event, known = said.get("event"), self.keys.get(ident) if isinstance(ident, str) else None
        if event == "added":
            if public is None or ident != key_id(public) or known is not None:
                return "it names no new key"
            if said["role"] == "case" or not isinstance(said.get("name"), str):
                return "it does not say whose key it is"
            self.keys[ident] = Key(said["role"], said["name"], public, seq + 1)
        elif known is None or known is self.case_keys[-1][1]:
            return "it is about a key that cannot be taken away, or is not there"
        elif event == "retired":
            known.retired = seq
        elif event == "compromised" and type(said.get("since")) is int:
            known.retired, known.compromised = seq, said["since"]
        else:
            return "it says nothing that can be understood of a key"
        return ""

    def case_key(self, public: bytes, seq: int) -> None:
        key = Key("case", self.origin, public, seq)
        self.keys[key_id(public)] = key
        self.case_keys.append((seq, key))

    def right(self, entry: dict[str, Any]) -> None:
        seq, ident = entry["seq"], entry["key"]
        key = self.keys.get(ident)
        if key is None:
            self.report.fails(SIGNED, self.where(seq), "the case knows no such key")
        elif not key.may_sign(seq):
            self.report.fails(SIGNED, self.where(seq), f"its key ({ident}) might not sign at this line")
        elif key.role == "analyst" and key.name != entry["actor"]:
            what = f"it names '{entry['actor'][:60]}', and its key is that of '{key.name[:60]}'"
            self.report.fails(SIGNED, self.where(seq), what)
        elif key.role == "case" and entry["kind"] not in ("case", "key", "batch"):
            self.report.fails(SIGNED, self.where(seq), "the case's key signed it, and not that of the one it names")
        elif key.role not in ("case", "analyst"):
            self.report.fails(SIGNED, self.where(seq), f"its key is that of a {key.role[:20]}")

    def submit(self, ident: str, entry: dict[str, Any]) -> None:
        """Hand a signature to openssl, and take answers as they come: never more than some hundred wait."""
        key = self.keys.get(ident)
        if key is None or not self.openssl.able:
            return
        message = canonical({name: value for name, value in entry.items() if name != "sig"})
        signature = coded(entry["sig"]) or b""
        answer = self.openssl.pool.submit(self.openssl.verifies, key.public, signature, message)
        what = "its signature is not that of its key over this line"
        self.pending.append((answer, self.where(entry["seq"]), what))
        self.settle(256)

    def settle(self, most: int) -> None:
        while len(self.pending) > most:
            answer, where, what = self.pending.popleft()
            held = answer.result()
            if held is None:
                self.report.open(SIGNED, where, "openssl gave no answer on its signature")
            elif not held:
                self.report.fails(SIGNED, where, what)

    # What the lines say.

    def content(self, entry: dict[str, Any]) -> None:
        kind, said, seq = entry["kind"], entry["payload"], entry["seq"]
        self.configs.add(entry.get("config", ""))
        if kind not in KINDS:
            self.report.open(LINES, self.where(seq), f"it is of a kind that this program does not know ({kind[:40]})")
        if kind not in NO_NEWS:
            self.news.append(seq)
        if kind == "case" and seq == 0:
            self.title = said.get("title")
        objects = [(each["digest"], each["size"]) for each in entry.get("objects", ())]
        if not objects and not entry.get("key") and isinstance(said.get("digest"), str):  # as lines of format 1 do
            objects = [(said["digest"], said.get("size", 0))]
        self.named.update((name, size) for name, size in objects if isinstance(name, str) and HEX.match(name))
        if kind in ("anchor", "authority", "cosignature"):
            self.kept.append(entry)
        elif kind in ("quarantined", "torn"):
            self.told_aside.add(str(said.get("file")))
        if kind == "sealed":
            self.seal(entry)
        elif kind == "forgotten":
            if isinstance(said.get("id"), str) and ID.match(said["id"]):
                self.forgotten.setdefault(said["id"], seq)
            else:
                self.report.fails(SEALED, self.where(seq), "this forgetting cannot be followed")
        else:
            for name, _ in objects:
                self.absent.pop(name, None)  # added again in clear since: it has to be there

    def seal(self, entry: dict[str, Any]) -> None:
        said = entry["payload"]
        ident, gone = said.get("id"), said.get("object", "")
        fits = isinstance(ident, str) and ID.match(ident) and ident not in self.sealed
        if not fits or not isinstance(said.get("ciphertext"), str) or not (gone == "" or HEX.match(str(gone))):
            self.report.fails(SEALED, self.where(entry["seq"]), "this sealing cannot be followed")
            return
        self.sealed[str(ident)] = entry
        if gone:
            self.absent[gone] = entry["seq"]

    def record(self, entry: dict[str, Any]) -> None:
        """Captures and judgements have an id that comes from all else they say."""
        kind, said = entry["kind"], entry["payload"]
        if kind not in ("capture", "judgement"):
            return
        needed = ("digest", "size", "origin", "captured", "tool") if kind == "capture" else ("by", "why", "at")
        if not all(name in said for name in needed):
            self.report.fails(LINES, self.where(entry["seq"]), f"the {kind} in it cannot be read")
        elif hashlib.sha256(canonical([{**said, "id": ""}])).hexdigest()[:16] != said.get("id"):
            self.report.fails(LINES, self.where(entry["seq"]), "its id no longer fits its content")

    def clocks(self, entry: dict[str, Any]) -> None:
        try:
            wall = seconds_of(entry["at"])
        except ValueError:
            self.report.fails(LINES, self.where(entry["seq"]), "its time cannot be read")
            return
        if "mono" not in entry:
            return
        (start, ran), before = entry["mono"], self.clock
        self.clock = (start, ran, wall)
        if before is not None and before[0] == start:
            off = (wall - before[2]) - (ran - before[1]) / 1e9
            if abs(off) > TOLERANCE:
                way = "forward" if off > 0 else "back"
                what = f"the clock of the machine was set {way} by {abs(off):,.0f} seconds before this line"
                self.report.tell("note", self.where(entry["seq"]), what)

    def key_at(self, size: int) -> Key | None:
        """The case key that signs the checkpoint of so many lines."""
        return next((key for since, key in reversed(self.case_keys) if since < size), None)

    def roots(self, sizes: Iterable[int]) -> dict[int, bytes]:
        """The roots of the first so many lines, read anew."""
        wanted, tree, found = set(sizes), Tree(), {}
        if wanted:
            with opened(self.path) as stream:
                for _ in range(min(max(wanted), self.tree.size)):
                    tree.add(leaf_of(stream.readline()))
                    if tree.size in wanted:
                        found[tree.size] = tree.root()
        return found


def hashed(paths: Iterable[tuple[str, str]], jobs: int) -> Iterator[tuple[str, str, int, str]]:
    """For each (name, path): the name, digest, size, and what went wrong; in order, on all cores, in flat memory.

    Threads are enough: hashlib lets go of Python's lock.
    """

    def one(path: str) -> tuple[str, int, str]:
        sha, size = hashlib.sha256(), 0
        try:
            with opened(path) as stream:
                buffer = bytearray(min(CHUNK, os.fstat(stream.fileno()).st_size + 1))
                view = memoryview(buffer)
                while count := stream.readinto(buffer):
                    sha.update(view[:count])
                    size += count
        except OSError as error:
            return "", 0, (error.strerror or str(error)).lower()
        return "sha256:" + sha.hexdigest(), size, ""

    with ThreadPoolExecutor(jobs) as pool:
        waiting: deque[tuple[str, Future[tuple[str, int, str]]]] = deque()
        for name, path in paths:
            waiting.append((name, pool.submit(one, path)))
            if len(waiting) > 64 * jobs:
                name, answer = waiting.popleft()
                yield (name, *answer.result())
        for name, answer in waiting:
            yield (name, *answer.result())


class Case:
    """The folder, section by section."""

    def __init__(self, root: str, report: Report, openssl: Openssl, jobs: int) -> None:
        self.root, self.report, self.openssl, self.jobs = root, report, openssl, jobs
        self.log = Log(root, report, openssl)
        self.title: Any = None
        self.bound = 0  # how many lines a time stamp or witness speaks for

    def object(self, name: str) -> str:
        return os.path.join(self.root, "objects", "sha256", name[7:9], name[7:])

    def bytes_of(self, name: str) -> bytes | None:
        """An object's bytes, if they are still those of its name; for small ones."""
        with contextlib.suppress(OSError), opened(self.object(name)) as stream:
            data = stream.read(16 << 20)
            return data if digest(data) == name else None
        return None

    def check(self, outside: list[bytes]) -> None:
        for where in (found := sorted(strange(self.root))):
            what = "this is no plain file or folder, and may lead out of the case, so nothing was read; take it out"
            self.report.fails(FILES, where, what)
        if found:
            return
        self.frame()
        note = self.newest()
        try:
            self.log.read(note.size if note else None)
        except OSError as error:
            self.report.fails(LINES, "log/entries.jsonl", f"it cannot be read: {error.strerror}")
        if self.log.title is not None and self.title != self.log.title:
            self.report.tell("note", "case.toml", f"it does not give the title that the log gives: {self.log.title}")
        self.under(note)
        self.after(note)
        self.key_files()
        self.files()
        self.private()
        self.anchors()
        self.checkpoints()
        self.cosignatures()
        for data in outside:
            self.against(data)

    def names(self, *parts: str) -> list[str]:
        with contextlib.suppress(OSError):
            return sorted(os.listdir(os.path.join(self.root, *parts)))
        return []

    def frame(self) -> None:
        try:
            with opened(os.path.join(self.root, "case.toml")) as stream:
                said = stream.read(CHUNK).decode("utf-8")
        except (OSError, ValueError) as error:
            what = f"it cannot be read ({error}); it is no evidence: write it again with one line: format = 2"
            self.report.open(LINES, "case.toml", what)
            return
        found: dict[str, Any] = {}
        for line in said.split("\n"):
            name, gap, value = line.partition(" = ")
            try:
                if not line or line.startswith("#"):
                    continue
                if not gap or not re.match(r"[a-z_]+\Z", name) or name in found:
                    raise ValueError("it is no line of such a file")
                time_said = value[4:5] == "-"
                found[name] = seconds_of(value) if time_said else json.loads(value)
            except ValueError as error:
                what = f"the line '{line[:60]}' cannot be read ({error}); it is no evidence, and may be mended by hand"
                self.report.open(LINES, "case.toml", what)
        self.title = found.get("title")
        if found.get("format") not in (1, 2):
            what = "its line 'format = 2' is missing or says another number: this program may misread the folder"
            self.report.open(LINES, "case.toml", what)

    def newest(self) -> Note | None:
        path = os.path.join(self.root, "log", "checkpoint")
        try:
            with opened(path) as stream:
                return Note(stream.read(1_000_001))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            self.report.fails(LINES, "log/checkpoint", f"it cannot be read: {error}; it was changed or cut")
            return None

    def under(self, note: Note | None) -> None:
        """Whether the newest checkpoint is the case key's, over these very lines."""
        if note is None:
            if self.log.origin and not os.path.exists(os.path.join(self.root, "log", "checkpoint")):
                self.report.fails(LINES, "log/checkpoint", "the case has lost its checkpoint")
            return
        if self.log.tree.size < note.size:
            what = f"it has {self.log.tree.size} lines, and its checkpoint was signed over {note.size}: lines are gone"
            self.report.fails(LINES, "log/entries.jsonl", what)
        elif self.log.tree.root() != note.root:
            what = "its lines are not those that its checkpoint was signed over"
            self.report.fails(LINES, "log/entries.jsonl", what)
        self.signed(note, LINES, "log/checkpoint")

    def signed(self, note: Note, section: str, where: str) -> bool:
        """Whether the case key signed a checkpoint; tells where it did not."""
        key = self.log.key_at(note.size)
        answers: list[bool | None] = [False]
        if key is not None and note.origin == self.log.origin:
            mine = hashlib.sha256(note.origin.encode() + b"\n\x01" + key.public).digest()[:4]
            for name, hint, rest in note.signatures:
                if (name, hint) == (note.origin, mine):
                    answers.append(self.verifies(key.public, rest, note.text.encode()))
        if True in answers:
            return True
        if None in answers:
            self.report.open(section, where, "openssl cannot verify its signature")
            return False
        self.report.fails(section, where, "it is not signed by the case's key")
        return False

    def verifies(self, public: bytes, signature: bytes, message: bytes) -> bool | None:
        return self.openssl.verifies(public, signature, message) if self.openssl.able else None

    def after(self, note: Note | None) -> None:
        """Lines after the checkpoint: never acknowledged while a writer works or broke off, and odd else."""
        if self.log.rest and note is not None:
            what = f"{self.log.rest} whole lines follow the checkpoint, and nothing vouches for them"
            if os.path.exists(os.path.join(self.root, "writing")):
                self.report.tell("note", "log/entries.jsonl", f"{what}: writing broke off, or goes on now")
            else:
                what += ". No writing broke off: they were added, or the checkpoint is an older one"
                self.report.open(LINES, "log/entries.jsonl", what)

    def key_files(self) -> None:
        """The key files are copies, for openssl by hand: they must be the keys of the log."""
        there = self.names("keys")
        for ident, key in self.log.keys.items():
            where = f"keys/{ident}.pem"
            if f"{ident}.pem" not in there:
                self.report.tell("note", where, "it is missing; the log holds the key")
                continue
            try:
                with opened(os.path.join(self.root, where)) as stream:
                    lines = stream.read(1000).decode("ascii").split("\n")
            except (OSError, ValueError):
                lines = []
            wanted = base64.b64encode(SPKI + key.public).decode()
            if lines != ["-----BEGIN PUBLIC KEY-----", wanted, "-----END PUBLIC KEY-----", ""]:
                what = "it is not the key that the log names: trust nothing that was verified with it"
                self.report.fails(SIGNED, where, what)
        for name in sorted(set(there) - {f"{ident}.pem" for ident in self.log.keys}):
            self.report.tell("note", f"keys/{name}", "no line of the log names this key")

    def files(self) -> None:
        """Every object that the log names and does not say to be sealed away, and those that nothing names."""
        wanted = {name: size for name, size in sorted(self.log.named.items()) if name not in self.log.absent}
        self.report.saw(FILES, len(wanted))
        for name, found, size, wrong in hashed(((name, self.object(name)) for name in wanted), self.jobs):
            where = f"objects/sha256/{name[7:9]}/{name[7:]}"
            if wrong:
                self.report.fails(FILES, where, f"{wrong}; put it back from a copy of the case")
            elif found != name or size != wanted[name]:
                self.report.fails(FILES, where, self.first_wrong(name, wanted[name], size))
        for folder in self.names("objects", "sha256"):
            path = os.path.join(self.root, "objects", "sha256", folder)
            for name in [*self.names("objects", "sha256", folder)] if os.path.isdir(path) else [""]:
                where = f"objects/sha256/{folder}/{name}".rstrip("/")
                if f"sha256:{name}" not in self.log.named or folder != name[:2]:
                    what = "no line of the log names it: adding broke off, or it was put there"
                    self.report.tell("note", where, what)
        for name in self.names("quarantine"):
            if name != "objects" and name not in self.log.told_aside:
                self.report.tell("note", f"quarantine/{name}", "no line of the log tells of it yet")

    def first_wrong(self, name: str, said: int, size: int) -> str:
        """What is wrong, and where: the digests of the blocks of long files lie in derived/, and prove nothing."""
        what = "its bytes were changed: they no longer have the digest in the log"
        if size != said:
            what += f" (the log says {said:,} bytes, and it has {size:,})"
        blocks, place = os.path.join(self.root, "derived", "blocks", name[7:9], name[7:]), 0
        with contextlib.suppress(OSError), opened(blocks) as known, opened(self.object(name)) as held:
            while block := known.read(32):
                data = held.read(CHUNK)
                if hashlib.sha256(data).digest() != block:
                    return f"{what}; the first wrong byte is at or after byte {place:,}, within {CHUNK:,} of it"
                place += len(data)
        return what

    def private(self) -> None:
        """What is sealed is there with its bytes; what is forgotten or was sealed away is gone."""
        self.report.saw(SEALED, len(self.log.sealed))
        for ident, entry in self.log.sealed.items():
            if ident not in self.log.forgotten:
                self.one_sealed(ident, entry)
        for ident, seq in self.log.forgotten.items():
            if os.path.lexists(os.path.join(self.root, "private", f"{ident}.age")):
                what = f"it is still there, though line {seq + 1} of the log says that it is gone"
                self.report.fails(SEALED, f"private/{ident}.age", what)
        for name, seq in self.log.absent.items():
            if os.path.lexists(self.object(name)):
                what = f"it is still there in clear, though line {seq + 1} of the log says that it was sealed away"
                self.report.fails(SEALED, f"objects/sha256/{name[7:9]}/{name[7:]}", what)
        known = {f"{ident}.age" for ident in (*self.log.sealed, *self.log.forgotten)}
        for name in self.names("private"):
            if name not in known:
                self.report.open(SEALED, f"private/{name}", "no line of the log names this file")

    def one_sealed(self, ident: str, entry: dict[str, Any]) -> None:
        path, where = os.path.join(self.root, "private", f"{ident}.age"), f"private/{ident}.age"
        _, found, _, wrong = next(hashed([("", path)], 1))
        if wrong:
            what = f"{wrong}, and no line says that it was forgotten (sealed in line {entry['seq'] + 1})"
            self.report.fails(SEALED, where, what)
        elif found != entry["payload"]["ciphertext"]:
            self.report.fails(SEALED, where, "its bytes were changed: they no longer have the digest in the log")
        else:
            with opened(path) as stream:
                if stream.read(len(AGE)) != AGE:
                    self.report.fails(SEALED, where, "it is no file of age, so it is not sealed")

    # Time: RFC 3161 tokens by openssl; OpenTimestamps proofs by the block headers that the case keeps.

    def anchors(self) -> None:
        made = [entry for entry in self.log.kept if entry["kind"] == "anchor"]
        sizes = {s for e in made if type(s := e["payload"].get("checkpoint")) is int}
        roots = self.log.roots(sizes)
        for entry in made:
            self.report.saw(STAMPS)
            said = entry["payload"]
            size, files, name = said.get("checkpoint"), said.get("files"), said.get("authority")
            if type(size) is not int or not isinstance(files, dict) or not isinstance(name, str):
                self.report.open(STAMPS, self.log.where(entry["seq"]), "it cannot be read")
                continue
            if not all(re.match(r"[^/.][^/]*\Z", f) and HEX.match(str(d)) for f, d in files.items()):
                self.report.open(STAMPS, self.log.where(entry["seq"]), "it cannot be read")
                continue
            where = f"log/checkpoints/{size:012d}, {name}"
            self.anchor(where, size, name, str(said.get("form")), files, roots.get(size))
            self.copies(size, files)

    def anchor(self, where: str, size: int, name: str, form: str, files: dict[str, str], root: bytes | None) -> None:
        held = {file: self.bytes_of(name) for file, name in files.items()}
        if None in held.values():
            self.report.fails(STAMPS, where, "a file of it is missing, or has other bytes than the log says")
            return
        data = {file: each for file, each in held.items() if each is not None}
        wrong = self.not_ours(data.get("checkpoint", b""), size, root)
        if wrong:
            self.report.fails(STAMPS, where, wrong)
        elif form == "rfc3161":
            self.token(where, size, name, files, data)
        elif form == "ots":
            self.proof(where, size, name, data)
        elif form != "header":
            self.report.open(STAMPS, where, "a form of time stamp that this program does not know")

    def not_ours(self, data: bytes, size: int, root: bytes | None) -> str:
        try:
            note = Note(data)
        except ValueError as error:
            return f"the checkpoint that it stamps cannot be read: {error}"
        if (note.origin, note.size) != (self.log.origin, size):
            return "the checkpoint that it stamps is not one of this log and size"
        if root is None:
            return f"the log is shorter than the {size} lines that were stamped: lines were taken out"
        return "" if note.root == root else f"the first {size} lines of the log are not those that were stamped"

    def proof(self, where: str, size: int, name: str, data: dict[str, bytes]) -> None:
        """OpenTimestamps: a promise bounds nothing yet and is no fault; of blocks the earliest counts."""
        whole = data.get(f"{name}.ots")
        try:
            until = self.in_block(data["checkpoint"], data.get(f"{name}.pending.ots", b"") if whole is None else whole,
                                  self.headers(size, name))  # fmt: skip
        except ValueError as error:
            self.report.fails(STAMPS, where, str(error))
        except Newer as error:
            if whole is not None:
                self.report.open(STAMPS, where, str(error))
        else:
            if whole is not None:
                self.bounded(size, name, until)

    def in_block(self, note: bytes, proof: bytes, headers: list[bytes]) -> float:
        found = Proof(proof)
        if found.digest != hashlib.sha256(note).digest():
            raise ValueError("it stamps other bytes than this checkpoint")
        if not found.blocks:
            raise Newer("it leads to no block of Bitcoin" + (" yet: isnad stamp CASE" if found.promises else ""))
        if not headers:
            height = min(height for height, _ in found.blocks)
            raise Newer(
                f"it leads to block {height:,} of Bitcoin, whose header the case does not keep. Whoever has that "
                "header (80 bytes, from a node or two explorers) settles it with: isnad stamp CASE --header FILE"
            )
        roots, good, wrong = {root for _, root in found.blocks}, [], []
        for header in headers:  # each once, and not with each root: a stranger's case may hold thousands of both
            try:
                good.append(mined(header, header[36:68] if header[36:68] in roots else min(found.blocks)[1]))
            except ValueError as error:
                wrong.append(error)
        if not good:
            raise wrong[0]
        return min(good)

    def headers(self, size: int, name: str) -> list[bytes]:
        """The block headers kept for this checkpoint and calendar; what is missing is told where it is named."""
        found = []
        for said in (entry["payload"] for entry in self.log.kept if entry["kind"] == "anchor"):
            files = said.get("files")
            mine = (said.get("form"), said.get("checkpoint"), said.get("authority")) == ("header", size, name)
            for file, its in files.items() if mine and isinstance(files, dict) else ():
                held = self.bytes_of(its) if file.endswith(".header") and HEX.match(str(its)) else None
                found += [] if held is None else [held]
        return found

    def bounded(self, size: int, name: str, until: float) -> None:
        self.bound = max(self.bound, size)
        at = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(until))
        self.report.bounds.append(f"The first {size} lines existed no later than {at} UTC, per {name}.")

    def token(self, where: str, size: int, name: str, files: dict[str, str], data: dict[str, bytes]) -> None:
        response, chain = data.get(f"{name}.tsr"), data.get(f"{name}.chain.pem")
        if response is None or chain is None:
            self.report.open(STAMPS, where, "its response or its chain is not kept")
            return
        authorities = [e["payload"] for e in self.log.kept if e["kind"] == "authority"]
        mine = [said for said in authorities if said.get("name") == name]
        if files[f"{name}.chain.pem"] not in [said.get("chain") for said in mine]:
            self.report.fails(STAMPS, where, "its chain is none that was ever pinned for this authority")
            return
        if len(chain) > CHAIN:
            self.report.open(STAMPS, where, f"its pinned chain has more than {CHAIN:,} bytes")
            return
        if not self.openssl.path:
            self.report.open(STAMPS, where, "there is no openssl command here to verify it")
            return
        policies = {str(said.get("policy")) for said in mine if said.get("policy")}
        try:
            until = self.stamped(data["checkpoint"], response, chain, data.get(f"{name}.tsq"), policies)
            revoked = self.revoked(data.get(f"{name}.crl", b""), chain, until)
        except (OSError, subprocess.TimeoutExpired):
            self.report.open(STAMPS, where, "openssl could not be run")
        except ValueError as error:
            self.report.fails(STAMPS, where, str(error))
        else:
            if revoked:
                self.report.fails(STAMPS, where, revoked)
                return
            self.bounded(size, name, until)

    def stamped(self, data: bytes, response: bytes, chain: bytes, query: bytes | None, policies: set[str]) -> float:
        """The time by which the bytes existed, on the token's word. Raises ValueError where it is no good."""
        if len(response) > TOKEN or len(query or b"") > QUERY:
            raise ValueError("its response or its request is larger than any of its kind")
        ssl = self.openssl
        ssl.file("checkpoint", data)
        ssl.file("x.tsr", response)
        ssl.file("chain.pem", chain)
        text = ssl.run("ts", "-reply", "-in", "x.tsr", "-text").stdout.decode("utf-8", "replace")
        if not re.search(r"^Status: Granted\.$", text, re.MULTILINE) or length_of(response) != len(response):
            raise ValueError("it is no time stamp, or not one that was granted")
        if "Hash Algorithm: sha256" not in text:
            raise ValueError("its digest of the checkpoint is not made with SHA-256")
        at = moment(text)
        command = ("ts", "-verify", "-data", "checkpoint", "-in", "x.tsr", "-CAfile", "chain.pem")
        done = ssl.run(*command, "-attime", str(int(at)))
        said = done.stdout + done.stderr
        if done.returncode or b"Verification: OK" not in said:
            why = re.findall(r":([^:\n]+):[^:\n]*:\d+:", said.decode("utf-8", "replace"))
            raise ValueError(f"openssl refuses it: {why[-1] if why else 'without a reason'}")
        if query is not None:
            ssl.file("x.tsq", query)
            asked = ssl.run("ts", "-query", "-in", "x.tsq", "-text").stdout.decode("utf-8", "replace")
            if field(asked, "Nonce") != field(text, "Nonce"):
                raise ValueError("its nonce is not that of the request: it answers another one")
        if len(policies) == 1 and field(text, "Policy OID") not in policies:
            raise ValueError("it was made under another policy than the one that is accepted")
        late = accuracy(field(text, "Accuracy"))
        if late > ACCURACY:
            raise ValueError("by its own words it may be off by more than an hour")
        return at + late

    def revoked(self, lists: bytes, chain: bytes, at: float) -> str:
        """Why the kept lists (CRL) take the token's worth; RFC 3161, section 4: with four harmless reasons what was
        stamped before stands, with any other, or none, nothing does. Raises ValueError where one cannot be read."""
        if not lists:
            return ""
        ssl = self.openssl
        ssl.run("ts", "-reply", "-in", "x.tsr", "-token_out", "-out", "x.p7")
        inside = ssl.run("pkcs7", "-inform", "DER", "-in", "x.p7", "-print_certs").stdout
        serials = set()
        for number, pem in enumerate(pems(inside + b"\n" + chain, b"CERTIFICATE")):
            ssl.file(f"{number}.crt", pem)
            serials.add(ssl.run("x509", "-in", f"{number}.crt", "-noout", "-serial").stdout.strip()[7:].decode())
        if len(every := pems(lists, b"X509 CRL")) > LISTS:
            raise ValueError(f"more than {LISTS} revocation lists are kept with it")
        for pem in every:
            ssl.file("x.crl", pem)
            text = ssl.run("crl", "-in", "x.crl", "-noout", "-text").stdout.decode("utf-8", "replace")
            if "Certificate Revocation List" not in text:
                raise ValueError("a kept revocation list cannot be read")
            for part in text.split("Serial Number: ")[1:]:
                if part.split("\n")[0].strip() in serials and (why := against_list(part, at)):
                    return why
        return ""

    def copies(self, size: int, files: dict[str, str]) -> None:
        """The copies in the checkpoint's folder, which standard tools are pointed at."""
        for name, wanted in files.items():
            where = f"log/checkpoints/{size:012d}/{name}"
            _, found, _, wrong = next(hashed([("", os.path.join(self.root, where))], 1))
            if wrong:
                self.report.tell("note", where, f"{wrong}; the object that it is a copy of counts")
            elif found != wanted:
                self.report.fails(STAMPS, where, "this copy has other bytes than the log says")

    # Checkpoints that are kept for good, and partners' signatures on them.

    def checkpoints(self) -> None:
        held: list[tuple[str, Note]] = []
        for name in self.names("log", "checkpoints"):
            where = f"log/checkpoints/{name}/checkpoint"
            try:
                with opened(os.path.join(self.root, where)) as stream:
                    held.append((name, Note(stream.read(1_000_001))))
                self.report.saw(WITNESSED)
            except (FileNotFoundError, NotADirectoryError):
                continue
            except (OSError, ValueError) as error:
                self.report.fails(WITNESSED, where, f"this kept checkpoint cannot be read: {error}")
        roots = self.log.roots(note.size for _, note in held)
        for name, note in held:
            where = f"log/checkpoints/{name}/checkpoint"
            if name != f"{note.size:012d}" or roots.get(note.size) != note.root:
                what = f"the log's first {note.size} lines are not those that this checkpoint was made of"
                self.report.fails(WITNESSED, where, what)
            else:
                self.signed(note, WITNESSED, where)

    def cosignatures(self) -> None:
        made = [entry for entry in self.log.kept if entry["kind"] == "cosignature"]
        roots = self.log.roots(s for e in made if type(s := e["payload"].get("checkpoint")) is int)
        for entry in made:
            self.report.saw(WITNESSED)
            said, where = entry["payload"], self.log.where(entry["seq"])
            size, name, line = said.get("checkpoint"), said.get("witness"), said.get("line")
            try:
                if type(size) is not int or not isinstance(line, str) or not isinstance(name, str):
                    raise ValueError("it has no checkpoint, witness or line")
                signature = signature_in(line[:-1] if line.endswith("\n") else "")
            except ValueError as error:
                self.report.open(WITNESSED, where, f"this cosignature cannot be read: {error}")
                continue
            root = roots.get(size)
            if root is None or size > entry["seq"]:
                self.report.fails(WITNESSED, where, f"the cosignature speaks of {size} lines, which did not stand then")
                continue
            self.cosignature(where, entry["seq"], size, name, signature, root)

    def cosignature(
        self, where: str, seq: int, size: int, name: str, signature: tuple[str, bytes, bytes], root: bytes
    ) -> None:
        """c2sp.org/tlog-cosignature: an Ed25519 signature over a time and the checkpoint."""
        _, hint, rest = signature
        keys = [
            key
            for key in self.log.keys.values()
            if (key.role, key.name) == ("witness", name)
            and hashlib.sha256(name.encode() + b"\n\x04" + key.public).digest()[:4] == hint
        ]
        if not keys:
            self.report.open(WITNESSED, where, f"the key of the witness {name[:60]} is not in the log")
            return
        at = int.from_bytes(rest[:8], "big")
        text = f"{self.log.origin}\n{size}\n{base64.b64encode(root).decode()}\n"
        message = f"cosignature/v1\ntime {at}\n{text}".encode()
        fits = signature[0] == name and len(rest) == 72 and at < 1 << 63
        held = self.verifies(keys[0].public, rest[8:], message) if fits else False
        if held is None:
            self.report.open(WITNESSED, where, "openssl cannot verify this cosignature")
        elif not held:
            self.report.fails(WITNESSED, where, f"the cosignature is not over the first {size} lines of this log")
        elif not keys[0].may_sign(seq) or (keys[0].compromised is not None and seq >= keys[0].compromised):
            self.report.open(WITNESSED, where, "the key of the witness was not in use, or not safe, when it came")
        else:
            self.bound = max(self.bound, size)
            when = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(min(at, 253_402_300_799)))
            self.report.bounds.append(f"The first {size} lines were seen by {name} ({when} UTC by its clock).")

    def against(self, data: bytes) -> None:
        """What was kept outside is believed, and the log is on trial: checkpoints, or digests of last lines."""
        lines = [line.strip().lstrip(">").strip() for line in data.decode("utf-8-sig", "replace").split("\n")]
        shown = set()
        for at in range(len(lines) - 2):
            with contextlib.suppress(ValueError):
                shown.add(three_lines(lines[at : at + 3]))
        tips = {line for line in lines if HEX.match(line)}
        self.report.saw(OUTSIDE, len(shown) + len(tips))
        roots = self.log.roots(size for _, size, _ in shown)
        for origin, size, root in sorted(shown):
            where = f"checkpoint of {size} lines"
            if origin != self.log.origin:
                self.report.open(OUTSIDE, where, f"it is of another log ({origin[:60]})")
            elif size > self.log.tree.size:
                what = f"the log is shorter now ({self.log.tree.size} lines): it was rolled back, or its end is gone"
                self.report.fails(OUTSIDE, where, what)
            elif roots.get(size) != root:
                what = f"the log was written anew: its first {size} lines are not those of which this was made"
                self.report.fails(OUTSIDE, where, what)
        with contextlib.suppress(OSError), opened(self.log.path) as stream:
            for _ in range(self.log.tree.size if tips else 0):
                tips.discard(digest(stream.readline()))
        for tip in sorted(tips):
            what = "no line has this digest: the log was written anew or rolled back, or it is of another case"
            self.report.fails(OUTSIDE, tip[:23], what)
        if not (shown or self.report.count[OUTSIDE][0]):
            self.report.open(OUTSIDE, "--against", "there is no checkpoint and no digest in it")


def field(text: str, name: str) -> str:
    found = re.search(rf"^{name}: (.*)$", text, re.MULTILINE)
    return found[1].strip() if found else ""


def moment(text: str) -> float:
    """The time of a token as openssl prints it. Raises ValueError."""
    found = re.match(r"(\w{3} +\d+ \d\d:\d\d:\d\d)(\.\d+)? (\d{4}) GMT\Z", field(text, "Time stamp"))
    if not found:
        raise ValueError("its time cannot be read")
    return calendar.timegm(time.strptime(f"{found[1]} {found[3]}", "%b %d %H:%M:%S %Y")) + float(found[2] or 0)


def accuracy(said: str) -> float:
    """Seconds; one where the token states none, for fractions of a second that may be cut off."""
    if not said or said == "unspecified":
        return 1.0
    units = {"seconds": 1.0, "millis": 1e-3, "micros": 1e-6}
    found = re.findall(r"0x([0-9A-Fa-f]+) (seconds|millis|micros)", said)
    return sum(int(number, 16) * units[unit] for number, unit in found)


def length_of(der: bytes) -> int:
    """How long the outermost DER value says that it is, its own head included."""
    if len(der) < 2 or der[1] < 0x80:
        return 2 + (der[1] if len(der) > 1 else 0)
    size = der[1] & 0x7F
    return 2 + size + int.from_bytes(der[2 : 2 + size], "big")


def pems(data: bytes, kind: bytes) -> list[bytes]:
    return re.findall(b"-----BEGIN " + kind + b"-----.*?-----END " + kind + b"-----\n?", data, re.DOTALL)


def against_list(part: str, at: float) -> str:
    """Why an entry of a revocation list speaks against a stamp of this time."""
    reason = re.search(r"CRL Reason Code:[^\n]*\n\s*([^\n]+)", part)
    named = reason[1].strip() if reason else ""
    if named == "Remove From CRL":
        return ""
    if named not in ("Unspecified", "Affiliation Changed", "Superseded", "Cessation Of Operation"):
        return f"its certificate was revoked ({named or 'no reason given'}), and with that all its time stamps"
    date = re.search(r"Revocation Date: (\w{3} +\d+ \d\d:\d\d:\d\d) (\d{4}) GMT", part)
    since = calendar.timegm(time.strptime(f"{date[1]} {date[2]}", "%b %d %H:%M:%S %Y")) if date else 0
    return "its certificate was revoked before it stamped" if at >= since else ""


def shown(case: Case, report: Report, outside: bool, say: Callable[[str], object]) -> None:
    """One screen of plain words."""
    say(f"{'checked':<28}{'number':>10}{'failed':>8}{'not verifiable':>16}")
    for name in (LINES, SIGNED, FILES, SEALED, STAMPS, WITNESSED, OUTSIDE):
        if name in report.count:
            number, failed, unsure = report.count[name]
            say(f"{name:<28}{number:>10,}{failed:>8,}{unsure:>16,}")
    for grade, lines in report.said.items():
        for line in lines:
            say(line)
        if report.more[grade]:
            say(f"{grade}: and {report.more[grade]:,} more")
    for line in report.bounds[-6:]:
        say(clean(line))
    tail = sum(seq >= case.bound for seq in case.log.news)
    if tail:
        say(f"Of its lines that say something new, the last {tail:,} are covered by no time stamp or witness.")
    if case.log.prev != digest(b""):
        say(f"Digest of the log's last line, to keep outside this folder:\n  {case.log.prev}")
    say("Not proven by this check:")
    for line in (*NOT_PROVEN, *(() if outside or report.bounds else (f"{ALONE}.",))):
        say(f"  {line}")
    say(("The case holds.", "The case FAILS.", "Not everything could be verified.")[report.code])


def main(words: list[str] | None = None) -> int:
    """Check the folder that is named; the exit code."""
    parser = argparse.ArgumentParser(description="Verify a case of isnad without isnad.")
    parser.add_argument("folder", nargs="?", default=os.path.dirname(os.path.abspath(__file__)))
    parser.add_argument("--against", action="append", default=[], metavar="FILE", help="a checkpoint kept outside")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many work side by side")
    given = parser.parse_args(words)
    report, outside = Report(), []
    for name in given.against:
        try:
            with open(name, "rb") as stream:
                outside.append(stream.read(16 << 20))
        except OSError as error:
            parser.error(f"{name}: {error.strerror}")
    if not os.path.exists(os.path.join(given.folder, "log", "entries.jsonl")):
        parser.error(f"{given.folder}: there is no case here (log/entries.jsonl is missing)")
    openssl = Openssl(max(1, given.jobs))
    try:
        case = Case(given.folder, report, openssl, max(1, given.jobs))
        case.check(outside)
        with contextlib.suppress(BrokenPipeError):
            shown(case, report, bool(outside), lambda line: sys.stdout.write(f"{line}\n"))
    finally:
        openssl.close()
    return report.code


if __name__ == "__main__":
    with contextlib.suppress(AttributeError):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.exit(main())
