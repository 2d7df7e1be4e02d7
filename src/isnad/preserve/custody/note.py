"""Note: signed notes, the checkpoints in them, and witnesses' cosignatures.

What may live here: the text formats of C2SP (c2sp.org): signed-note, tlog-checkpoint, tlog-cosignature. Pure. A note
is a text that ends in a newline, an empty line, and signature lines ``— NAME BASE64``. Signatures of keys that are not
known are kept, byte for byte. The code can never change what it gives: old checkpoints rest on it.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ED25519 = 0x01  # signed-note: a plain Ed25519 signature over the text
COSIGNATURE = 0x04  # tlog-cosignature: one over a time and the text
LARGEST = 1_000_000  # bytes of a note that are looked at; a checkpoint has some three hundred
_DASH = "— "


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signature line: the signer's name, the first four bytes of its key's hash, and what follows them."""

    name: str
    key_hash: bytes
    data: bytes

    def line(self) -> str:
        """The line of the note, with its newline."""
        return f"{_DASH}{self.name} {base64.b64encode(self.key_hash + self.data).decode()}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A text and its signatures, in the order of their lines."""

    text: str
    signatures: tuple[Signature, ...]

    def encode(self) -> bytes:
        """The exact bytes of the note."""
        return f"{self.text}\n{''.join(each.line() for each in self.signatures)}".encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A log as it stood: ``size`` lines with this ``root`` (32 bytes). ``origin`` names the log."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The three lines that are signed (tlog-checkpoint)."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def parse_note(data: bytes) -> Note:
    """The note in these bytes. Raises ValueError where it is none."""
    if len(data) > LARGEST:
        raise ValueError("it is too long for a signed note")
    try:
        said = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError("it is not UTF-8") from error
    if any(ord(letter) < 0x20 and letter != "\n" for letter in said):
        raise ValueError("it holds control characters")
    text, gap, rest = said.rpartition("\n\n")
    if not gap or not rest.endswith("\n"):
        raise ValueError("a signed note is a text, an empty line and signature lines")
    return Note(text=text + "\n", signatures=signatures_in(rest))


def signatures_in(lines: str) -> tuple[Signature, ...]:
    """The signatures in signature lines. Raises ValueError where a line is none, or there is none."""
    found = tuple(_signature(line) for line in lines.removesuffix("\n").split("\n"))
    if len(found) > 100:
        raise ValueError("it has more than 100 signatures")
    return found


def _signature(line: str) -> Signature:
    name, gap, coded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not gap or not name or "+" in name or any(c.isspace() for c in name):
        raise ValueError("a signature line is '— NAME BASE64'")
    try:
        data = base64.b64decode(coded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("a signature is not base64") from error
    if len(data) < 5 or base64.b64encode(data).decode() != coded:
        raise ValueError("a signature is too short, or its base64 has loose ends")
    return Signature(name=name, key_hash=data[:4], data=data[4:])


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint in a note's text; further lines are allowed and passed over. Raises ValueError."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not lines[0]:
        raise ValueError("a checkpoint is three lines: origin, size, root")
    if not (lines[1].isascii() and lines[1].isdigit()) or (len(lines[1]) > 1 and lines[1][0] == "0"):
        raise ValueError("the size of a checkpoint is a decimal number")
    if len(lines[1]) > 18:
        raise ValueError("the size of a checkpoint is out of all bounds")
    try:
        root = base64.b64decode(lines[2], validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("the root of a checkpoint is not base64") from error
    if len(root) != 32 or base64.b64encode(root).decode() != lines[2]:
        raise ValueError("the root of a checkpoint is 32 bytes in base64")
    return Checkpoint(origin=lines[0], size=int(lines[1]), root=root)


def key_hash(name: str, public: bytes, kind: int = ED25519) -> bytes:
    """The four bytes by which a note names a key: of SHA-256 over name, newline, kind and key (signed-note)."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def sign(text: str, name: str, key: "Ed25519PrivateKey") -> Signature:
    """A signature over a note's text."""
    return Signature(name=name, key_hash=key_hash(name, _public(key)), data=key.sign(text.encode()))


def is_signed(note: Note, name: str, public: bytes) -> bool:
    """Whether this key signed the note under this name."""
    mine = key_hash(name, public)
    return any(
        _verifies(public, each.data, note.text.encode())
        for each in note.signatures
        if each.name == name and each.key_hash == mine
    )


def cosign(text: str, name: str, key: "Ed25519PrivateKey", seconds: int) -> Signature:
    """A witness's cosignature: that at this time (POSIX seconds) it had seen this and nothing at odds with it."""
    mine = key_hash(name, _public(key), COSIGNATURE)
    data = seconds.to_bytes(8, "big") + key.sign(_timed(text, seconds))
    return Signature(name=name, key_hash=mine, data=data)


def cosigned_at(text: str, signatures: Iterable[Signature], name: str, public: bytes) -> int | None:
    """When this witness cosigned the text (POSIX seconds, the earliest of several); None where it did not."""
    mine = key_hash(name, public, COSIGNATURE)
    times = []
    for each in signatures:
        if each.name == name and each.key_hash == mine and len(each.data) == 72:
            seconds = int.from_bytes(each.data[:8], "big")
            if seconds < 1 << 63 and _verifies(public, each.data[8:], _timed(text, seconds)):  # tlog-cosignature
                times.append(seconds)
    return min(times, default=None)


def verifier_key(name: str, public: bytes, kind: int = ED25519) -> str:
    """A public key in one line, as signed-note writes it: ``NAME+HASH+BASE64``."""
    return f"{name}+{key_hash(name, public, kind).hex()}+{base64.b64encode(bytes([kind]) + public).decode()}"


def parse_verifier_key(line: str) -> tuple[str, bytes, int]:
    """Name, key (32 bytes) and kind of a verifier key. Raises ValueError where it is none."""
    name, _, rest = line.strip().partition("+")
    said, _, coded = rest.partition("+")
    try:
        data = base64.b64decode(coded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("a verifier key is NAME+HASH+BASE64") from error
    if base64.b64encode(data).decode() != coded:  # b64decode takes more padding than there should be
        raise ValueError("the base64 of a verifier key has loose ends")
    if not name or any(c.isspace() for c in name) or len(data) != 33 or data[0] not in (ED25519, COSIGNATURE):
        raise ValueError("a verifier key is NAME+HASH+BASE64 of an Ed25519 key")
    if key_hash(name, data[1:], data[0]).hex() != said:
        raise ValueError("the hash in a verifier key is not that of its key: a typing error, or another key")
    return name, data[1:], data[0]


def _timed(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _public(key: "Ed25519PrivateKey") -> bytes:
    return key.public_key().public_bytes_raw()


def _verifies(public: bytes, signature: bytes, message: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature  # to read a note takes none of it
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
