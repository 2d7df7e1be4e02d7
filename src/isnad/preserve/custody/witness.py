"""Witness: somebody outside who remembers how long a log was and what its lines were, and signs for it.

What may live here: what goes to and fro (C2SP tlog-checkpoint, tlog-cosignature, and the body of tlog-witness'
add-checkpoint), read as mail leaves it, and the side that is asked: its key, its memory and its rule. A witness sees
three lines and proofs, and nothing of the case.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from isnad.preserve.custody.keys import KeyRing, key_id
from isnad.preserve.custody.merkle import check_consistency
from isnad.preserve.custody.note import (
    COSIGNATURE,
    ED25519,
    Checkpoint,
    Note,
    Signature,
    cosign,
    is_signed,
    parse_checkpoint,
    parse_note,
    parse_verifier_key,
    signatures_in,
    verifier_key,
)
from isnad.preserve.folder import LOCK_SECONDS, locked
from isnad.preserve.store import write_whole
from isnad.preserve.trouble import Trouble, problem_of, trouble

LARGEST = 16 << 20  # bytes that are looked at: a file kept outside may hold the checkpoints of years
MOST_HASHES = 63  # of a consistency proof (tlog-witness); a tree of 2**63 lines needs no more
RING = "witness"  # the folder of the ring that holds the key
_AGAIN = "Ask for the lines again, by another channel, and sign nothing until it is cleared up: keep both."


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A checkpoint as somebody sent or kept it, with the signature lines under it, and the proof that it continues
    the one of ``old`` lines (None where none was sent)."""

    checkpoint: Checkpoint
    signatures: tuple[Signature, ...] = ()
    old: int | None = None
    proof: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosigned:
    """What a witness sends back. ``first``: it had never seen this log before, so it stands for the future alone."""

    checkpoint: Checkpoint
    line: str
    key: str
    first: bool

    def encode(self) -> str:
        """The two lines to send: the cosignature, and the key that verifies it."""
        return f"{self.line}{self.key}\n"


def lines_of(data: bytes) -> list[str]:
    """The lines of a message, without the marks of quoting and white space that mail adds. Raises ValueError."""
    if len(data) > LARGEST:
        raise ValueError("it is too large for what a witness sends or is sent")
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    return [line.strip().lstrip(">").strip() for line in text.split("\n")]


def shown_in(data: bytes) -> tuple[Shown, ...]:
    """Every checkpoint in a message: three lines, a signed note, a bundle, or several of them. Raises ValueError."""
    found: list[Shown] = []
    old: int | None = None
    proof: list[bytes] = []
    lines, at = lines_of(data), 0
    while at < len(lines):
        checkpoint = _checkpoint(lines[at : at + 3])
        if checkpoint is not None:
            found.append(Shown(checkpoint=checkpoint, old=old, proof=tuple(proof)))
            old, proof, at = None, [], at + 3
            continue
        said = _old(lines[at])
        if said is not None:
            old, proof = said, []
        elif old is not None and (each := _hash(lines[at])) is not None:
            proof.append(each)
            if len(proof) > MOST_HASHES:
                raise ValueError(f"a consistency proof has {MOST_HASHES} hashes at most")
        elif found and (signed := _signature(lines[at])) is not None:
            found[-1] = replace(found[-1], signatures=(*found[-1].signatures, signed))
        at += 1
    return tuple(found)


def given_in(data: bytes) -> tuple[tuple[Signature, ...], tuple[tuple[str, bytes], ...]]:
    """The signatures in what a witness sent back, and the keys (name, 32 bytes) that come with them. Raises ValueError.

    Keys of another kind than a cosigner's are passed over.
    """
    lines = lines_of(data)
    return tuple(s for line in lines if (s := _signature(line)) is not None), tuple(_keys(lines))


def bundle(old: int, proof: Sequence[bytes], note: bytes) -> bytes:
    """What a witness needs who cosigned the first ``old`` lines (the body of tlog-witness' add-checkpoint)."""
    hashes = "".join(f"{base64.b64encode(each).decode()}\n" for each in proof)
    return f"old {old}\n{hashes}\n".encode() + note


def control(checkpoint: Checkpoint) -> str:
    """Eight digits to compare when the lines were read aloud or typed: the first of SHA-256 over the three lines."""
    digest = hashlib.sha256(checkpoint.text().encode()).hexdigest()
    return f"{digest[:4]} {digest[4:8]}"


def refusal(last: Checkpoint | None, asked: Shown) -> str:
    """Why a witness who last cosigned ``last`` must not cosign this; empty where it may (the rule of tlog-witness)."""
    new = asked.checkpoint
    if new.size == 0:
        return "a log without lines says nothing that could be cosigned"
    if last is None:
        known = (
            "" if not asked.old else f"it speaks of {counted(asked.old)} cosigned before, and this witness knows none"
        )
        return known
    if new.size < last.size:
        return f"the log has {counted(new.size)}, and it had {last.size} when it was last cosigned: lines are gone"
    if new.size == last.size:
        return (
            "" if new.root == last.root else f"its {counted(new.size)} are not the {counted(new.size)} cosigned before"
        )
    if asked.old is None:
        return f"it does not show that it continues the {counted(last.size)} cosigned before"
    if asked.old != last.size:
        return f"it shows what it continues from line {asked.old}, and {counted(last.size)} had been cosigned"
    if not check_consistency(last.size, new.size, last.root, new.root, asked.proof):
        return f"it does not continue the {counted(last.size)} cosigned before: the log was written anew"
    return ""


def counted(number: int) -> str:
    """So many lines, in words."""
    return f"{number} line" if number == 1 else f"{number} lines"


def signed_by(shown: Shown, key: str) -> bool:
    """Whether a checkpoint that was sent is signed by the log's own key (a verifier key). Raises ValueError."""
    name, public, kind = parse_verifier_key(key)
    if kind != ED25519:
        raise ValueError("it is not the key of a log")
    note = Note(text=shown.checkpoint.text(), signatures=shown.signatures)
    return name == shown.checkpoint.origin and is_signed(note, name, public)


class Witness:
    """The side that is asked: one name and key a ring, and for each log what it cosigned last."""

    def __init__(self, ring: KeyRing) -> None:
        self.ring = ring
        self._folder = ring.root / "witnessed"

    @property
    def key(self) -> str:
        """The verifier key to hand out, empty before the first use. Raises Trouble where it cannot be read."""
        path = self._folder / "key.txt"
        try:
            line = path.read_text(encoding="utf-8").strip()
            parse_verifier_key(line)
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise Trouble(problem_of(error, path)) from error
        except ValueError as error:
            raise trouble(f"It cannot be read: {error}.", path, "Put back a copy of it.") from error
        return line

    def begin(self, name: str = "") -> str:
        """Make the key at first use, under the name that is signed with; its verifier key. Raises Trouble."""
        kept = self.key
        if kept:
            mine = kept.partition("+")[0]
            if name and name != mine:
                todo = f"Leave out --as, or set ISNAD_HOME to another folder for a second witness. Here: {mine}"
                raise trouble(f"This machine already witnesses under another name than {name}.", self._folder, todo)
            return kept
        if not is_name(name):
            todo = "Give a name without spaces and '+', say: --as ada.example/witness"
            raise trouble("A witness signs under a name, and this is none.", name or "--as", todo)
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            public = self.ring.make(RING).public_key().public_bytes_raw()
            made = verifier_key(name, public, COSIGNATURE)
            write_whole(self._folder / "key.txt", f"{made}\n".encode())
        except OSError as error:
            raise Trouble(problem_of(error, self._folder)) from error
        return made

    def last(self, origin: str) -> Checkpoint | None:
        """What was last cosigned of a log. Raises Trouble where that cannot be read: forgetting is not allowed."""
        path = self._memory(origin)
        try:
            return parse_checkpoint(parse_note(path.read_bytes()).text)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Trouble(problem_of(error, path)) from error
        except ValueError as error:
            todo = "Put back a copy of it. Without it this witness cannot know what it signed before."
            raise trouble(f"The memory of this log cannot be read: {error}.", path, todo) from error

    def cosign(self, asked: Shown, seconds: int) -> Cosigned:
        """Cosign a checkpoint at this time (POSIX seconds), and remember it first. Raises Trouble where the rule
        forbids it. ``begin`` comes before."""
        name, public, _ = parse_verifier_key(self.key)
        key = self.ring.get(RING, key_id(public))
        if key is None:
            todo = "Bring it from where it was made: the folder keys/witness of ISNAD_HOME."
            raise trouble("The private key of this witness is not here.", self.ring.root, todo)
        said = asked.checkpoint
        with locked(self._folder / "lock", LOCK_SECONDS, lambda _: None):
            last = self.last(said.origin)
            why = refusal(last, asked)
            if why:
                todo = f"Ask for: isnad witness CASE --since {last.size}" if _behind(last, asked) and last else _AGAIN
                raise trouble(f"Not cosigned: {why}.", said.origin, todo)
            signature = cosign(said.text(), name, key, seconds)
            try:
                write_whole(self._memory(said.origin), Note(text=said.text(), signatures=(signature,)).encode(), 0o600)
            except OSError as error:
                raise Trouble(problem_of(error, self._folder)) from error
        return Cosigned(checkpoint=said, line=signature.line(), key=self.key, first=last is None)

    def _memory(self, origin: str) -> Path:
        return self._folder / f"{hashlib.sha256(origin.encode()).hexdigest()[:32]}.txt"


def is_name(name: str) -> bool:
    """Whether a note can be signed under this name (signed-note: no spaces, no plus)."""
    return 0 < len(name) <= 100 and "+" not in name and name.isprintable() and not any(c.isspace() for c in name)


def _behind(last: Checkpoint | None, asked: Shown) -> bool:
    """Whether all that is wrong is that the proof starts elsewhere than where this witness stands."""
    return last is not None and asked.checkpoint.size > last.size and asked.old != last.size


def _checkpoint(lines: Sequence[str]) -> Checkpoint | None:
    try:
        return parse_checkpoint("\n".join(lines) + "\n") if len(lines) == 3 else None
    except ValueError:
        return None


def _old(line: str) -> int | None:
    word, _, number = line.partition(" ")
    plain = number.isascii() and number.isdigit() and len(number) <= 18 and str(int(number)) == number
    return int(number) if word == "old" and plain else None


def _hash(line: str) -> bytes | None:
    try:
        data = base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if len(data) == 32 and base64.b64encode(data).decode() == line else None


def _signature(line: str) -> Signature | None:
    try:
        return signatures_in(line + "\n")[0]
    except ValueError:
        return None


def _keys(lines: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    for line in lines:
        try:
            name, public, kind = parse_verifier_key(line)
        except ValueError:
            continue
        if kind == COSIGNATURE:
            yield name, public
