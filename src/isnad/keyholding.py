"""Keyholding: who holds which key of a case, and what is done when one is moved, renewed, lost or stolen.

What may live here: the work on keys that needs the case and this user's ring. A key's life is told by entries; a
private key never enters the case's folder.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat

from isnad.casebook import NOT_NAMED, Casebook
from isnad.preserve.custody.keylife import ADDED, ANALYST, CASE, COMPROMISED, RETIRED, WITNESS, Key, key_payload
from isnad.preserve.custody.keys import KeyRing, key_id, private_of_pem
from isnad.preserve.custody.note import COSIGNATURE, ED25519, parse_checkpoint, verifier_key
from isnad.preserve.custody.witness import RING
from isnad.preserve.people.keyring import write_secret
from isnad.preserve.trouble import Trouble, problem_of, trouble

_ANOTHER = "Give another name; nothing was written."
_RETIRE_FIRST = "To end it first: isnad key CASE retire NAME, or compromised NAME --since LINE --why TEXT"
_LIST = "See the keys of the case: isnad key CASE list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A key of the case: whose it is, its life in words, whether its private half is on this machine, and the one
    line (verifier key) by which others know it; empty for an analyst's."""

    id: str
    role: str
    name: str
    life: str
    here: bool
    verifier: str


def keys_of(book: Casebook) -> tuple[Held, ...]:
    """Every key of the case, the oldest first."""
    return tuple(_held(book, key) for key in book.ledger.life.keys.values())


def export_key(book: Casebook, to: Path, ident: str = "", passphrase: str = "") -> Held:
    """Write a private key of the case, the case key by default, to a new file that its owner alone can read, encrypted
    where a passphrase is given. Raises Trouble."""
    key = _found(book, ident) if ident else book.ledger.life.case_key
    private = book.ring.get(book.origin, key.id) if key is not None else None
    if key is None or private is None:
        todo = "Export it on the machine that has it; isnad key CASE list shows which keys are here."
        raise trouble("This machine does not hold that key.", ident or book.root, todo)
    inside = next((p for p in to.resolve().parents if (p / "case.toml").exists()), None)
    if inside is not None:
        todo = "Give a place outside: whoever holds a case together with its key can write its history anew."
        raise trouble("A private key does not belong into the folder of a case.", to, todo)
    form = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    write_secret(to, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, form), _ANOTHER)
    return _held(book, key)


def import_key(book: Casebook, path: Path, passphrase: str = "") -> Held:
    """Take a private key of this case into this user's ring. Raises Trouble where it is no key of the case."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Trouble(problem_of(error, path)) from error
    if b"PRIVATE KEY-----" not in data:
        todo = "Give the file that this wrote on the other machine: isnad key CASE export --to FILE"
        raise trouble("There is no private key in it.", path, todo)
    if b"ENCRYPTED" in data and not passphrase and not os.environ.get("ISNAD_KEY_PASSPHRASE"):
        raise trouble("This private key is under a passphrase.", path, "Run the same again with --passphrase.")
    private = private_of_pem(data, path, passphrase.encode() or None)
    key = book.ledger.life.keys.get(key_id(private.public_key().public_bytes_raw()))
    if key is None:
        raise trouble("This is no key of this case.", path, _LIST)
    book.ring.put(book.origin, private)
    return _held(book, key)


def rotate(book: Casebook, why: str = "", actor: str = "") -> Held:
    """Begin a new case key, signed for by the old one, which this machine has to hold; a case of format 1, which had
    none, gets its first. Raises Trouble."""
    if not book.origin:
        with book.writing():
            pass  # opening it for writing is what gives it a key
        return _case_key(book)
    if not _has_case_key(book):
        todo = "Bring it: isnad key CASE import FILE. If it is lost for good: isnad key CASE replace --why TEXT"
        raise trouble(
            "This machine does not hold the case's key, so it cannot hand over to a new one.", book.root, todo
        )
    return _new_case_key(book, why, actor)


def replace_lost(book: Casebook, why: str, actor: str = "") -> Held:
    """Begin a new case key without the old one's signature, which every check will show. Raises Trouble where the old
    one is here after all."""
    if not book.origin or _has_case_key(book):
        todo = "Hand over instead, which leaves no doubt: isnad key CASE rotate"
        raise trouble("The case's key is not lost: it is on this machine.", book.root, todo)
    return _new_case_key(book, why, actor)


def retire(book: Casebook, who: str, why: str = "") -> Held:
    """Take the key of an analyst or witness (id or name) out of use; what it signed stands. Raises Trouble."""
    return _end(book, who, RETIRED, why, None)


def renew(book: Casebook, name: str, why: str) -> Held:
    """Give a person whose key was taken out of use a new one, made on this machine and signed for by the case key.

    Raises Trouble where nobody of that name had a key, or has one here that is in use.
    """
    mine = [key for key in book.ledger.life.keys.values() if (key.role, key.name) == (ANALYST, name)]
    if not mine:
        todo = "Nothing to do: who works for the first time gets a key with the first line. " + _LIST
        raise trouble("Nobody of this name had a key.", name, todo)
    here = book.ring.ids(book.origin)
    live = [key for key in mine if key.retired is None and key.id in here]
    if live:
        raise trouble("This person's key is in use, and on this machine.", f"{name} ({live[-1].id})", _RETIRE_FIRST)
    public = book.ring.make(book.origin).public_key().public_bytes_raw()
    with book.writing():
        book.append("key", key_payload(ADDED, ANALYST, name, public, why), by_case=True)
    return _held(book, book.ledger.life.keys[key_id(public)])


def compromised(book: Casebook, who: str, line: int, why: str) -> Held:
    """Say that from this line (counted from 1) on a key was not its holder's alone: what it signed since proves
    nothing. Raises Trouble."""
    if not 1 <= line <= book.log.size + 1:
        raise trouble(f"The log has {book.log.size} lines.", f"--since {line}", "Give the first line that is in doubt.")
    return _end(book, who, COMPROMISED, why, line - 1)


def resume(root: Path, why: str, ring: KeyRing | None = None, actor: str = "") -> int:
    """Go on from an older copy of the case, or another line of its history, than this machine has seen: say so in the
    log for good, and let go of what was seen. The number of lines that were seen. Raises Trouble."""
    ring = ring or KeyRing()
    book = Casebook(root, ring=ring)
    note = ring.seen(book.origin) if book.origin else None
    if note is None or not book.problems:
        todo = "Nothing to do: go on working."
        raise trouble("This machine has seen nothing of this case that is missing here.", root, todo)
    seen = parse_checkpoint(note.text)
    ring.forget(book.origin)
    try:
        again = Casebook(root, ring=ring, actor=actor or NOT_NAMED)
        with again.writing():
            said = {"size": seen.size, "root": f"sha256:{seen.root.hex()}"}
            again.append("resumed", {"why": why, "seen": said})
    except BaseException:
        ring.remember(book.origin, note)
        raise
    return seen.size


def _end(book: Casebook, who: str, event: str, why: str, since: int | None) -> Held:
    key = _found(book, who)
    now = book.ledger.life.case_key
    if key.role == CASE and (event == RETIRED or (now is not None and key.id == now.id)):
        todo = "Begin a new one first: isnad key CASE rotate. Then the old one can be said to be compromised."
        raise trouble("The case's key is replaced, and not taken away.", who, todo)
    if event == RETIRED and key.retired is not None:
        raise trouble("This key is out of use already.", who, _LIST)
    with book.writing():
        book.append("key", key_payload(event, key.role, key.name, key.public, why, since), by_case=True)
    return _held(book, book.ledger.life.keys[key.id])


def _new_case_key(book: Casebook, why: str, actor: str) -> Held:
    with book.writing():
        book.ledger.replace_case_key(actor or NOT_NAMED, why)
    return _case_key(book)


def _case_key(book: Casebook) -> Held:
    key = book.ledger.life.case_key
    assert key is not None
    return _held(book, key)


def _has_case_key(book: Casebook) -> bool:
    key = book.ledger.life.case_key
    return key is not None and key.id in book.ring.ids(book.origin)


def _found(book: Casebook, who: str) -> Key:
    """The key of this id, or of this name where only one is in use. Raises Trouble."""
    keys = book.ledger.life.keys
    if who in keys:
        return keys[who]
    named = [key for key in keys.values() if key.name == who]
    live = [key for key in named if key.retired is None] or named
    if len(live) == 1:
        return live[0]
    what = (
        f"{len(live)} keys have this name; give the id of one." if live else "No key of the case has this id or name."
    )
    raise trouble(what, who, _LIST)


def _held(book: Casebook, key: Key) -> Held:
    here = key.id in book.ring.ids(RING if key.role == WITNESS else book.origin)
    kind = {CASE: ED25519, WITNESS: COSIGNATURE}.get(key.role)
    line = verifier_key(key.name, key.public, kind) if kind else ""
    life = ", ".join(_life(book, key))
    return Held(id=key.id, role=key.role, name=key.name, life=life, here=here, verifier=line)


def _life(book: Casebook, key: Key) -> Iterator[str]:
    unsworn = key.role == CASE and key.added in book.ledger.life.unsworn
    yield f"since line {key.added + 1}" + (", not sworn in by the key before it" if unsworn else "")
    if key.compromised is not None:
        yield f"compromised since line {key.compromised + 1}"
    elif key.retired is not None:
        yield f"until line {key.retired + 1}"
