"""Commitment: a value bound to a line of the log without standing in it, and its proof to one chosen person.

What may live here: commit = SHA-256(16-byte salt || value), and the small JSON that opens one. A bare digest of a name
or a phone number is found by trying all of them; 128 bits of salt make that hopeless for whoever has no salt.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from typing import Any, BinaryIO

SALT_BYTES = 16
PIECE = 1 << 20  # bytes read at once


def new_salt() -> bytes:
    """Sixteen random bytes from the system."""
    return secrets.token_bytes(SALT_BYTES)


def commit(salt: bytes, value: bytes) -> str:
    """The commitment to a value: ``sha256:`` and the hex of SHA-256(salt || value).

    Raises ValueError where the salt is not 16 bytes: with salts of any length a byte could move from the value to it.
    """
    running = running_commitment(salt)
    running.update(value)
    return f"sha256:{running.hexdigest()}"


def running_commitment(salt: bytes) -> "hashlib._Hash":
    """A SHA-256 that has taken in the salt and takes in the value piece by piece. Raises ValueError as ``commit``."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt is {SALT_BYTES} bytes, not {len(salt)}")
    return hashlib.sha256(salt)


def same(one: str, other: object) -> bool:
    """Whether two commitments are equal, without telling by its time how far they agree."""
    return isinstance(other, str) and hmac.compare_digest(one.encode(), other.encode())


def reveal_proof(seq: int, name: str, salt: bytes, value: str | None) -> dict[str, Any]:
    """What the holder gives to one chosen person to prove one private value against line ``seq`` of the log.

    ``value`` is None for the captured bytes: they go along as a file of their own. It is canonical JSON's data.
    """
    proof: dict[str, Any] = {"seq": seq, "name": name, "salt": salt.hex()}
    return proof if value is None else {**proof, "value": value}


def check_reveal(line: bytes, proof: Mapping[str, Any], data: BinaryIO | None = None) -> bool:
    """Whether a proof opens the commitment of its name in a line of the log (with or without its newline).

    ``data`` is read for the captured bytes, which stand in no proof. The line itself has to be proved to be in the
    log by its inclusion proof. Never raises for the state of the line or proof: what cannot be read proves nothing.
    """
    try:
        entry = json.loads(line)
        private, seq = entry.get("private", ()), entry["seq"]
        wanted = [item["commit"] for item in private if item["name"] == proof["name"]]
        running = running_commitment(bytes.fromhex(proof["salt"]))
        if "value" in proof:
            running.update(proof["value"].encode())
        elif data is not None:
            while chunk := data.read(PIECE):
                running.update(chunk)
        else:
            return False
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
    found = f"sha256:{running.hexdigest()}"
    return type(seq) is int and seq == proof.get("seq") and len(wanted) == 1 and same(found, wanted[0])
