"""Envelope: one file ``private/<id>.age``: values and bytes encrypted with age to every recipient.

What may live here: the form of these files, writing and opening them. Decrypted (``age -d -i KEY FILE``) a file is one
line of JSON, a newline, the captured bytes if there are any, and zero bytes that hide their number:

    {"bytes":{"salt":"<32 hex>","size":N},"format":"isnad-sealed-1","id":"...","values":{NAME:{"salt":..,"value":TEXT}}}

Each ``value`` is text whose UTF-8 is what was committed to; what stands in clear exists in memory only.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, BinaryIO

from isnad.preserve.people.commitment import PIECE, commit, new_salt, running_commitment, same
from isnad.preserve.people.keyring import recipient
from isnad.preserve.people.named import TEMPORARY, new_id, sealed_path
from isnad.preserve.store import open_own, sync_folder
from isnad.preserve.trouble import Trouble, problem_of, trouble
from isnad.records.codec import canonical

FORMAT = "isnad-sealed-1"
BYTES = "bytes"  # the name of the commitment to the captured bytes
_LEAST = 4096  # bytes of the smallest size class: names and short fields all look alike
_HEADER_LIMIT = 64 << 20  # bytes of the first line
_HIDDEN = "sealed item"  # stands for an origin in messages: errors end up in screens, logs and letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A file that was written: its ``id``, the ``size`` class of what is in it, the ``stored`` bytes on the disk, the
    ``digest`` of these (of the ciphertext: it says nothing of the content), and its ``private`` commitments."""

    id: str
    size: int
    stored: int
    digest: str
    private: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What was in a file: ``values`` and ``salts`` by name, ``commits`` computed afresh, ``size`` of the captured bytes
    (None where there are none)."""

    id: str
    values: Mapping[str, str]
    salts: Mapping[str, bytes]
    commits: Mapping[str, str]
    size: int | None


def padded(size: int) -> int:
    """The size class of a number of bytes: Padmé, which tells O(log log size) bits and adds at most 12 %, from 4 KiB.

    Nikitin, Barman, Lueks, Underwood, Hubaux, Ford: Reducing Metadata Leakage from Encrypted Files and Communication
    with PURBs, PoPETs 2019 (4), algorithm 1.
    """
    if size <= _LEAST:
        return _LEAST
    exponent = size.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (size + mask) & ~mask


def measured(stream: BinaryIO) -> tuple[str, int]:
    """The SHA-256 and number of all bytes of a stream, which then stands at its beginning again. Raises OSError."""
    sha, size = hashlib.sha256(), 0
    stream.seek(0)
    while chunk := stream.read(PIECE):
        sha.update(chunk)
        size += len(chunk)
    stream.seek(0)
    return sha.hexdigest(), size


def seal(
    root: Path,
    values: Mapping[str, str],
    recipients: Sequence[str],
    stream: BinaryIO | None = None,
    expected: tuple[str, int] = ("", 0),
) -> Sealed:
    """Write a new sealed file; when this returns it is on the disk.

    ``expected`` is what ``measured`` gave for the stream: it is read a second time here, so that no copy in clear
    lies anywhere between. Raises Trouble where it then has other bytes or nothing can be written; no file is left.
    """
    ident = new_id()
    salts = {name: new_salt() for name in (*values, *([BYTES] if stream is not None else []))}
    header: dict[str, Any] = {"format": FORMAT, "id": ident}
    header["values"] = {name: {"salt": salts[name].hex(), "value": value} for name, value in values.items()}
    if stream is not None:
        header[BYTES] = {"salt": salts[BYTES].hex(), "size": expected[1]}
    line = canonical(header) + b"\n"
    length = padded(len(line) + expected[1])
    source = _Plain(line, stream, length, running_commitment(salts[BYTES]) if stream is not None else hashlib.sha256())
    stored, digest = _encrypted(sealed_path(root, ident), source, recipients, expected)
    commits = {name: commit(salts[name], value.encode()) for name, value in values.items()}
    if stream is not None:
        commits[BYTES] = f"sha256:{source.committed.hexdigest()}"
    return Sealed(id=ident, size=length, stored=stored, digest=digest, private=tuple(sorted(commits.items())))


def open_sealed(path: Path, identities: Sequence[Any], sink: IO[bytes] | None = None) -> Opened:
    """Decrypt a sealed file; the captured bytes go to ``sink`` as they come, if one is given.

    What went to the sink is worth something only when this has returned. Raises Trouble where no identity fits, or
    the file was cut or changed (age authenticates every 64 KiB), and OSError of the sink.
    """
    import pyrage

    target = _Unpacking(sink)
    try:
        with open_own(path) as stream:
            pyrage.decrypt_io(stream, target, list(identities))
    except FileNotFoundError as error:
        todo = "Put it back from a copy of the case; if it was forgotten, the log says so: isnad check CASE."
        raise trouble("This sealed file is not there.", path.name, todo) from error
    except pyrage.DecryptError as error:
        todo = "Use the identity of one of the recipients that the case had when it was sealed."
        raise trouble(f"It cannot be opened with this identity ({error}).", path.name, todo) from error
    except OSError as error:
        if target.failure is not None:
            raise target.failure from error
        raise _damaged(path) from error
    if target.failure is not None:  # pyrage 1.4 passes over a refusal to take its last buffer
        raise target.failure
    return target.opened(path)


def _damaged(path: Path) -> Trouble:
    return trouble("It was cut or changed since it was sealed.", path.name, "Put it back from a copy of the case.")


def _encrypted(path: Path, source: "_Plain", recipients: Sequence[str], expected: tuple[str, int]) -> tuple[int, str]:
    """Encrypt into a temporary file beside ``path``, then rename: the number and digest of the bytes stored."""
    import pyrage

    made = [recipient(one) for one in recipients]
    temporary = path.with_name(TEMPORARY + path.name)
    try:
        _private_folder(path.parent)
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            target = _Ciphertext(stream)
            try:
                pyrage.encrypt_io(source, target, made)
            except pyrage.EncryptError as error:  # pyrage turns an OSError of ours into words: the error itself matters
                raise source.failure or target.failure or OSError(str(error)) from error
            if target.failure is not None:  # pyrage 1.4 passes over a refusal to take its last buffer
                raise target.failure
            stream.flush()
            os.fchmod(stream.fileno(), 0o444)
            os.fsync(stream.fileno())
        if source.short or (expected[0] and source.plain.hexdigest() != expected[0]):
            raise trouble("It changed while it was read.", _HIDDEN, "Add it again when nothing writes to it.")
        os.rename(temporary, path)
        sync_folder(path.parent)
    except OSError as error:
        raise Trouble(problem_of(error, _HIDDEN)) from error
    finally:
        temporary.unlink(missing_ok=True)
    return target.size, f"sha256:{target.sha.hexdigest()}"


def _private_folder(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(mode=0o700)
        sync_folder(folder.parent)


@dataclass(slots=True)
class _Plain:
    """What is encrypted, read piece by piece: the header line, the captured bytes, the padding."""

    line: bytes
    stream: BinaryIO | None
    left: int  # bytes still to be given, padding included
    committed: "hashlib._Hash"
    plain: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    failure: OSError | None = None
    short: bool = False

    def read(self, size: int) -> bytes:
        try:
            data = self._next(min(size, self.left))
        except OSError as error:
            self.failure = error
            raise
        self.left -= len(data)
        return data

    def _next(self, size: int) -> bytes:
        if self.line:
            data, self.line = self.line[:size], self.line[size:]
            return data
        if self.stream is not None and size:
            if data := self.stream.read(size):
                self.committed.update(data)
                self.plain.update(data)
                return data
            self.stream = None
        elif self.stream is not None:
            self.short = bool(self.stream.read(1))  # it grew beyond its padding
            self.stream = None
        return bytes(size)


@dataclass(slots=True)
class _Ciphertext:
    """Where the ciphertext goes, counted and hashed on its way."""

    stream: IO[bytes]
    sha: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    size: int = 0
    failure: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            self.stream.write(data)
        except OSError as error:
            self.failure = error
            raise
        self.sha.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        self.stream.flush()


class _Unpacking:
    """Takes decrypted pieces apart: header line, captured bytes (to the sink), padding (which must be zero)."""

    def __init__(self, sink: IO[bytes] | None) -> None:
        self.failure: OSError | None = None
        self._sink = sink
        self._line = bytearray()
        self._header: dict[str, Any] | None = None
        self._left = 0
        self._running = hashlib.sha256()
        self._bad = False

    def write(self, data: bytes) -> int:
        length = len(data)
        if self._header is None:
            self._line += data
            end = self._line.find(b"\n")
            if end < 0:
                self._bad = self._bad or len(self._line) > _HEADER_LIMIT
                self._line = self._line if not self._bad else bytearray()
                return length
            data = bytes(self._line[end + 1 :])
            self._begin(bytes(self._line[:end]))
        body, padding = data[: self._left], data[self._left :]
        self._left -= len(body)
        self._running.update(body)
        self._bad = self._bad or padding.strip(b"\0") != b""
        if self._sink is not None and body:
            try:
                self._sink.write(body)
            except OSError as error:
                self.failure = error
                raise
        return length

    def flush(self) -> None:
        """Nothing is held back."""

    def opened(self, path: Path) -> Opened:
        """What was found. Raises Trouble where the plaintext is not of the form of this module."""
        header = self._header
        try:
            if self._bad or self._left or header is None or header["format"] != FORMAT:
                raise ValueError("not the form of a sealed file")
            values = {name: str(one["value"]) for name, one in header["values"].items()}
            salts = {name: bytes.fromhex(one["salt"]) for name, one in header["values"].items()}
            commits = {name: commit(salts[name], value.encode()) for name, value in values.items()}
            size = None
            if BYTES in header:
                size = int(header[BYTES]["size"])
                salts[BYTES] = bytes.fromhex(header[BYTES]["salt"])
                commits[BYTES] = f"sha256:{self._running.hexdigest()}"
            return Opened(id=str(header["id"]), values=values, salts=salts, commits=commits, size=size)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            todo = f"Decrypt it by hand with age and look: its first line should name {FORMAT}."
            raise trouble("What is in it is not of the form isnad writes.", path.name, todo) from error

    def _begin(self, line: bytes) -> None:
        try:
            header = json.loads(line)
            about = header.get(BYTES) if isinstance(header, dict) else None
            self._header = header if isinstance(header, dict) else {}
            if about is not None:
                self._running = running_commitment(bytes.fromhex(about["salt"]))
                self._left = int(about["size"])
            self._bad = self._left < 0
        except (ValueError, KeyError, TypeError, RecursionError):
            self._header, self._left, self._bad = {}, 0, True


def mismatches(opened: Opened, ident: str, private: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The names whose commitment in the log a file does not open, and ``id`` where it is another item's file."""
    logged = dict(private)
    wrong = [name for name in sorted({*logged, *opened.commits}) if not _agrees(opened, logged, name)]
    return (*(["id"] if opened.id != ident else []), *wrong)


def _agrees(opened: Opened, logged: Mapping[str, str], name: str) -> bool:
    return name in opened.commits and same(opened.commits[name], logged.get(name))
