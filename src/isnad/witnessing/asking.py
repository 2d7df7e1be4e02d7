"""Asking: what a witness is sent, and what is kept of what it sends back.

What may live here: requests to witnesses, their keys and cosignatures in the log, and the copies in the folders.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from isnad.casebook import Casebook
from isnad.preserve.custody import checkpoint as folders
from isnad.preserve.custody.keylife import ADDED, WITNESS, key_payload
from isnad.preserve.custody.keys import key_id
from isnad.preserve.custody.merkle import Tree
from isnad.preserve.custody.note import (
    COSIGNATURE,
    Checkpoint,
    Signature,
    cosigned_at,
    key_hash,
    parse_verifier_key,
)
from isnad.preserve.custody.witness import RING, bundle, given_in, is_name
from isnad.preserve.store import write_whole
from isnad.preserve.trouble import Trouble, problem_of, trouble
from isnad.witnessing.standing import COSIGNATURES, LATEST, witness_keys, witnesses

_LIST = "See who witnesses it: isnad witness CASE --list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A cosignature that was taken in; ``known``: it was here already, ``new_key``: its key came with it."""

    name: str
    key: str
    checkpoint: int
    at: datetime
    known: bool = False
    new_key: bool = False


def request(book: Casebook, since: int | None = None, name: str = "") -> tuple[Checkpoint, bytes]:
    """The newest checkpoint, kept for good, and the bytes to send to a witness: its three lines, or with ``since`` (or
    the name of a witness who cosigned before) the bundle that proves that nothing up to there was changed. A bundle
    since 0 is what a witness of another make takes at first. Raises Trouble."""
    folder = book.seal()
    lay_out(book)
    note, said = folders.read(folder / "checkpoint")
    if name:
        since = _last_of(book, name)
    if since is None:
        return said, said.text().encode()
    if since == 0:
        return said, bundle(0, (), note.encode())
    if since > said.size:
        raise trouble(f"The log has {said.size} lines, and not {since}.", f"--since {since}", _LIST)
    proof = Tree(list(book.log.leaves())[: said.size]).prove_consistency(since, said.size)
    return said, bundle(since, proof, note.encode())


def take(book: Casebook, data: bytes, key: str = "", where: str = "what the witness sent") -> tuple[Received, ...]:
    """Keep the cosignatures in what a witness sent back. ``key`` is the verifier key of a witness who is new and did
    not send it along. Raises Trouble where nothing in it is a cosignature of a kept checkpoint of this case."""
    try:
        signatures, keys = given_in(data)
        extra = parse_verifier_key(key) if key else None
    except ValueError as error:
        raise trouble(f"It cannot be read: {error}.", where, "Ask the witness to send it again, as a file.") from error
    if extra is not None and extra[2] != COSIGNATURE:
        raise trouble("This is not the key of a witness.", key, "Ask for what this prints: isnad cosign --show-key")
    offered = [*keys, *([extra[:2]] if extra else []), *((k.name, k.public) for k in witness_keys(book))]
    mine = {key_hash(n, public, COSIGNATURE): (n, public) for n, public in offered}
    cosignatures = [s for s in dict.fromkeys(signatures) if mine.get(s.key_hash, ("",))[0] == s.name]
    if not cosignatures:
        raise _nothing_of_use(signatures, where)
    found = [_matched(book, one, mine[one.key_hash][1], where) for one in cosignatures]
    with book.writing():
        made = tuple([_kept(book, one, *match) for one, match in zip(cosignatures, found, strict=True)])
    lay_out(book)
    return made


def _nothing_of_use(signatures: Sequence[Signature], where: str) -> Trouble:
    if not signatures:
        todo = "It is the line that starts with '— '. Ask the witness to send it again, as a file."
        return trouble("There is no cosignature in it.", where, todo)
    todo = "Ask for what this prints there, and give it with --key: isnad cosign --show-key"
    return trouble(f"The key of the witness {signatures[0].name} is not known here.", where, todo)


def _matched(book: Casebook, one: Signature, public: bytes, where: str) -> tuple[bytes, int, int]:
    """The key, the size of the kept checkpoint that it is over, and when. Raises Trouble."""
    for folder in reversed(list(folders.sealed(book.root))):
        try:
            said = folders.read(folder / "checkpoint")[1]
        except (OSError, ValueError):
            continue  # the check tells of it
        at = cosigned_at(said.text(), [one], one.name, public)
        if at is None or said.origin != book.origin:
            continue
        if book.log.roots_at([said.size]).get(said.size) != said.root:
            what = f"It is over {said.size} lines that are not those of this log: the log was written anew since."
            raise trouble(what, where, "Put the newest whole copy of the case back, then run: isnad check CASE")
        return public, said.size, at
    todo = "Ask again: isnad witness CASE. A typing error in the three lines has this effect."
    raise trouble(f"What {one.name} signed is no checkpoint that this case kept.", where, todo)


def _kept(book: Casebook, one: Signature, public: bytes, size: int, at: int) -> Received:
    ident, moment = key_id(public), datetime.fromtimestamp(min(at, LATEST), UTC)
    said = {"checkpoint": size, "witness": one.name, "line": one.line()}
    made = Received(name=one.name, key=ident, checkpoint=size, at=moment, new_key=_introduce(book, one.name, public))
    if any(entry.payload == said for entry in book.entries("cosignature")):
        return Received(name=one.name, key=ident, checkpoint=size, at=moment, known=True)
    book.append("cosignature", said)
    return made


def _introduce(book: Casebook, name: str, public: bytes) -> bool:
    """Make a witness' key known by an entry, where it is new; whether it was. Raises Trouble where it cannot be."""
    ident = key_id(public)
    known = book.ledger.life.keys.get(ident)
    if known is not None:
        if (known.role, known.name) == (WITNESS, name) and known.retired is None and known.compromised is None:
            return False
        what = f"The key is in this case already, as that of the {known.role} {known.name}, or was taken out of use."
        raise trouble(what, name, "A witness needs a key of its own: ask for another one.")
    if not is_name(name):
        raise trouble("A witness' name has no spaces and no '+'.", name, "Ask for a key under another name.")
    if any(key.name == name and key.retired is None for key in witness_keys(book)):
        todo = f"Ask the witness by another channel. If it is right: isnad key CASE retire {name}, then take it again."
        raise trouble(f"The witness {name} has another key in this case.", name, todo)
    book.append("key", key_payload(ADDED, WITNESS, name, public), by_case=True)
    return True


def lay_out(book: Casebook) -> None:
    """Write the copies of cosignatures that the folders of checkpoints lack. Raises Trouble."""
    lines: dict[int, dict[str, None]] = {}
    for entry in book.entries("cosignature"):
        if isinstance(size := entry.payload.get("checkpoint"), int) and isinstance(entry.payload.get("line"), str):
            lines.setdefault(size, {})[entry.payload["line"]] = None
    for size, wanted in lines.items():
        path = folders.folder_of(book.root, size) / COSIGNATURES
        try:
            there = path.read_text(encoding="utf-8") if path.exists() else ""
            missing = [line for line in wanted if line not in there]
            if missing and path.parent.is_dir():
                write_whole(path, (there + "".join(missing)).encode())
        except OSError as error:
            raise Trouble(problem_of(error, path)) from error


def own(book: Casebook, key: str) -> bool:
    """Whether the private half of a witness' key lies on this machine: then it witnesses nothing."""
    return key in book.ring.ids(RING)


def _last_of(book: Casebook, name: str) -> int:
    found = [w.checkpoint for w in witnesses(book) if w.name == name]
    if not found:
        raise trouble(f"No witness of this name: {name}.", name, _LIST)
    return found[0]
