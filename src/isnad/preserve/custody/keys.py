"""Keys: Ed25519 keys, where this machine keeps its private ones, and what it has seen of each log.

What may live here: the keyring outside all cases. A private key never lies in a case's folder: whoever holds the
folder could then write its history anew. The ring is ``$ISNAD_HOME``, or the user's data folder.
"""

import base64
import contextlib
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from isnad.preserve.custody.note import Note, parse_note
from isnad.preserve.store import write_whole
from isnad.preserve.trouble import Trouble, problem_of, trouble

if TYPE_CHECKING:  # what only tells of keys, a package say, takes none of it
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_ED25519 = bytes.fromhex("302a300506032b6570032100")  # what stands before the 32 bytes of such a key in DER
KEY_ID = 16  # hex digits of a key's id: 64 bits tell the keys of one case apart; what is signed names the whole key


def home() -> Path:
    """The folder of this user's keys and memory: ``$ISNAD_HOME``, or the system's place for a program's data."""
    if given := os.environ.get("ISNAD_HOME"):
        return Path(given)
    import platformdirs

    return Path(platformdirs.user_data_path("isnad", appauthor=False))


def key_id(public: bytes) -> str:
    """A key's id: the first 16 hex digits of SHA-256 over its 32 bytes."""
    return hashlib.sha256(public).hexdigest()[:KEY_ID]


def public_pem(public: bytes) -> bytes:
    """A public key as openssl reads it (SubjectPublicKeyInfo, RFC 8410, section 4; in PEM, RFC 7468)."""
    return b"-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n" % base64.b64encode(_ED25519 + public)


def public_of_pem(pem: bytes) -> bytes:
    """The 32 bytes of an Ed25519 public key in PEM. Raises ValueError where it is none."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(pem)
    except Exception as error:  # the library raises several kinds for what is no key
        raise ValueError("it is no public key in PEM") from error
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("it is a key of another kind than Ed25519")
    return key.public_bytes_raw()


def verifies(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the signature is this key's over these bytes."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


class KeyRing:
    """The private keys of this user, a folder for each case, and the newest checkpoint seen of each log."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or home()

    def make(self, folder: str) -> "Ed25519PrivateKey":
        """A new key, kept in a folder of the ring (a case's origin, or "witness"). Raises Trouble."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        key = Ed25519PrivateKey.generate()
        self.put(folder, key)
        return key

    def put(self, folder: str, key: "Ed25519PrivateKey") -> Path:
        """Keep a key, readable by its owner alone. Raises Trouble."""
        from cryptography.hazmat.primitives.serialization import (
            BestAvailableEncryption,
            Encoding,
            NoEncryption,
            PrivateFormat,
        )

        secret = _passphrase()
        form = BestAvailableEncryption(secret) if secret else NoEncryption()
        path = self._path(folder, key_id(key.public_key().public_bytes_raw()))
        try:
            for each in (self.root, self.root / "keys", path.parent):  # names of logs are nobody else's business
                each.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, form), mode=0o600)
        except OSError as error:
            raise Trouble(problem_of(error, path)) from error
        return path

    def get(self, folder: str, ident: str) -> "Ed25519PrivateKey | None":
        """A key of the ring, None where it is not there. Raises Trouble where it cannot be read."""
        path = self._path(folder, ident)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Trouble(problem_of(error, path)) from error
        return private_of_pem(data, path)

    def ids(self, folder: str) -> tuple[str, ...]:
        """Ids of the keys in a folder of the ring."""
        with contextlib.suppress(OSError):
            return tuple(sorted(path.stem for path in self._path(folder, "x").parent.glob("*.pem")))
        return ()

    def seen(self, origin: str) -> Note | None:
        """The newest checkpoint of a log that this machine has seen; None where there is none that can be read."""
        with contextlib.suppress(OSError, ValueError):
            return parse_note(self._memory(origin).read_bytes())
        return None

    def remember(self, origin: str, note: Note) -> None:
        """Note a checkpoint as the newest seen. A ring that cannot be written hinders nothing."""
        with contextlib.suppress(OSError):
            path = self._memory(origin)
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(path.with_suffix(".new"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(handle, "wb") as stream:  # unsynced on purpose: it may be one step behind, never wrong
                stream.write(note.encode())
            os.replace(path.with_suffix(".new"), path)

    def forget(self, origin: str) -> None:
        """Let go of what was seen of a log."""
        self._memory(origin).unlink(missing_ok=True)

    def _memory(self, origin: str) -> Path:
        return self.root / "seen" / f"{_plain(origin)}.txt"

    def _path(self, folder: str, ident: str) -> Path:
        return self.root / "keys" / _plain(folder) / f"{_plain(ident)}.pem"


def private_of_pem(data: bytes, where: object, secret: bytes | None = None) -> "Ed25519PrivateKey":
    """The Ed25519 private key in PEM, opened with ``secret`` or $ISNAD_KEY_PASSPHRASE where it is encrypted.

    Raises Trouble where it is none, or its passphrase is not given.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    secret = secret or _passphrase()
    try:
        key = load_pem_private_key(data, secret if b"ENCRYPTED" in data else None)
    except (ValueError, TypeError) as error:
        todo = "Set ISNAD_KEY_PASSPHRASE to its passphrase; if it is damaged, bring a copy of it."
        raise trouble("This private key cannot be opened.", where, todo) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise trouble("This is a key of another kind than Ed25519.", where, "Give an Ed25519 key.")
    return key


def _passphrase() -> bytes | None:
    return os.environ.get("ISNAD_KEY_PASSPHRASE", "").encode() or None


def _plain(name: str) -> str:
    """A name as a file name: no part of it leads out of its folder."""
    return "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in name)[:80] or "-"
