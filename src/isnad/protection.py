"""Protection: people in danger, over a casebook: sealing, revealing, proving and forgetting.

What may live here: what joins ``preserve.people`` to an open case. What it seals is not read: a dossier quotes nothing
from it.
"""

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from isnad.casebook import Casebook, isnad_version
from isnad.preserve.item import Limits, Taken
from isnad.preserve.manifest import Told
from isnad.preserve.people import sealing
from isnad.preserve.people.commitment import check_reveal, reveal_proof
from isnad.preserve.people.envelope import BYTES, Opened, measured, mismatches, open_sealed
from isnad.preserve.people.keyring import outside_cases
from isnad.preserve.people.named import sealed_path
from isnad.preserve.people.scars import Protected, Seal
from isnad.preserve.store import sync_folder
from isnad.preserve.take import take
from isnad.preserve.trouble import Trouble, problem_of, trouble
from isnad.preserve.watching.history import History, key_of
from isnad.records.codec import to_plain
from isnad.records.problem import Problem

_MEMORY = Path("/dev/shm")
IN_CLEAR = (
    "Earlier lines of the log still hold in clear what they said of it (its digest, where it came from, publisher,"
    " title), and so do judgements that quote it. Another version of a page is other bytes: each is sealed by itself."
    " Copies elsewhere, backups and exports are not reached."
)
SCAR = (
    "The log keeps: that something was sealed and is forgotten, its size class, when, by whom, who could open it, the"
    " reason you gave. Whoever opened it before may still have it and can still prove it. Copies elsewhere, backups and"
    " snapshots are not reached; a disk may keep the ciphertext in its free space, where overwriting would not reach it"
    " either (flash storage and journals write elsewhere): with the identities destroyed, that is noise."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revealed:
    """What was in a sealed item: its ``seal``, ``values`` by name, the file its bytes went to (None where it has none
    or none was asked for), and ``wrong``: names whose commitment in the log they do not open (empty: all match)."""

    seal: Seal
    values: Mapping[str, str]
    file: Path | None
    size: int | None
    wrong: tuple[str, ...]


def protected(book: Casebook) -> Protected:
    """What is sealed and forgotten in a case."""
    return Protected(book.entries())


def set_recipients(book: Casebook, given: Iterable[str]) -> tuple[str, ...]:
    """Name who can open what is sealed from now on: two or more. Raises Trouble."""
    with book.writing():
        return sealing.set_recipients(book, given)


def add_sealed(
    book: Casebook,
    source: str,
    told: Told | None = None,
    limits: Limits | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Iterator[tuple[str, str | Problem]]:
    """Capture what is at a file, folder or URL, sealed: each item's origin, with its id or what is wrong.

    A container (a WARC, a fetched page with its exchange) is sealed as one; what is in it is not taken out. Manifests
    are sealed too: they tell of the rest. Raises Trouble where the case has no recipients, before anything is read.
    """
    recipients = sealing.needed_recipients(book)
    if limits is not None and limits.browser:
        todo = (
            "Leave --browser out, or save the page in a browser on an encrypted disk and add the file with --protect."
        )
        raise trouble(
            "A browser writes pages in clear to the disk, so it cannot capture what is to be sealed.", source, todo
        )
    with _temporary_in_memory(needed="://" in source[:12]):
        for item in take(source, told, limits):
            if isinstance(item, Problem):
                yield item.where, item
            elif item.within is None:
                yield item.origin, _sealed(book, item, recipients, clock())


@contextlib.contextmanager
def _temporary_in_memory(*, needed: bool) -> Iterator[None]:
    """Temporary files of this process, which hold a fetched page in clear, in memory: on a disk they leave traces.

    Where the system has no such folder it raises Trouble if that is ``needed``: what comes from a file of this machine
    lies on its disk in clear anyhow. Memory itself may be swapped out: use encrypted swap.
    """
    if not _MEMORY.is_dir():
        if not needed:
            yield
            return
        todo = "Use Linux, or download it on an encrypted disk."
        raise trouble("This system has no folder in memory for temporary files.", _MEMORY, todo)
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="isnad-", dir=_MEMORY) as folder:
        tempfile.tempdir = folder
        try:
            yield
        finally:
            tempfile.tempdir = before


def _sealed(book: Casebook, item: Taken, recipients: Sequence[str], at: datetime) -> str | Problem:
    plain = {
        "origin": item.origin,
        "captured": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "tool": f"isnad {isnad_version()}",
        "media_type": item.media_type,
        "headers": [list(pair) for pair in item.headers],
        "truncated": item.truncated,
        **to_plain(item.told),
    }
    what = "manifest" if item.manifest else "container" if item.container else "capture"
    try:
        with book.writing():
            return str(sealing.seal_capture(book, plain, item.stream, recipients, what=what)["id"])
    except Trouble as error:
        return error.problem


def pseudonym(book: Casebook, name: str) -> str:
    """Seal a person's name; the pseudonym to work under from now on ("analyst 1"). Raises Trouble."""
    with book.writing():
        return sealing.seal_name(book, name)


def protect_capture(book: Casebook, ident: str, *, together: bool = False) -> tuple[str, int]:
    """Seal a capture that lies in clear: the id of the sealed item (of several, with commas between), and how many
    captures it holds.

    What is sealed is the evidentiary copy, so every capture in or from the same file goes with it, and so does every
    other preserved file that holds the same bytes: a page fetched twice lies in two. ``together`` says that this is
    meant. Raises Trouble, also where it would take more along than that, or the page is watched still: the next visit
    would bring it back in clear.
    """
    evidence, own = _evidence_of(book, ident)
    _not_watched(book, ident, evidence)
    files = _files_with(book, own, evidence)
    if not files:
        seal = next((each.id for each in protected(book).sealed.values() if each.digest == evidence), "")
        raise trouble(f"It is sealed already, as {seal}.", ident, "Nothing to do. What is sealed: isnad reveal CASE")
    with book.writing():
        of = {digest: _lines_of(book, digest) for digest in files}
        captures = sum("captured" in said and "origin" in said for lines in of.values() for said in lines.values())
        if (captures > 1 or len(files) > 1) and not together:
            what = f"{captures} captures rest on the same preserved file, and all are sealed with it."
            if len(files) > 1:
                what = f"{len(files)} preserved files hold the same bytes ({captures} captures); all are sealed."
            raise trouble(what, ident, "Say that this is meant: isnad protect CASE CAPTURE --together")
        made = [sealing.seal_object(book, book.store.path(each), each, lines)["id"] for each, lines in of.items()]
    _finish(book)
    return ", ".join(made), captures


def forget(book: Casebook, ident: str, by: str, why: str) -> tuple[str, ...]:
    """Destroy a sealed item, leaving the scar in the log; the files that went. Raises Trouble."""
    with book.writing():
        sealing.order_forgetting(book, ident, why, by)
    return _finish(book)


def _finish(book: Casebook) -> tuple[str, ...]:
    """Carry out what the log orders, in a ``writing`` after the one that put the order on the disk; what went."""
    known = protected(book)
    due = tuple(str(path.relative_to(book.root)) for path in known.due(book.root))
    with book.writing():
        known.finish(book.root)
    return due


def reveal(book: Casebook, ident: str, identities: Sequence[Any], to: Path | None = None) -> Revealed:
    """Open a sealed item, and hold it against the log; its bytes go to ``to``, a new file outside every case.

    The file is there only if the bytes are those that were logged. Raises Trouble.
    """
    seal, line = _seal_of(book, ident)
    if to is not None:
        outside_cases(to, "What is sealed would lie in it in clear.")
    with _new_file(to) as sink:
        opened = open_sealed(sealed_path(book.root, seal.id), identities, sink)
        wrong = mismatches(opened, seal.id, line.private)
        if to is not None and ({"id", BYTES} & set(wrong) or opened.size is None):
            what = "It has no bytes." if opened.size is None else "Its bytes are not those that were logged."
            raise trouble(what, seal.id, "Nothing was written. See it without --to, and run: isnad check CASE.")
    return Revealed(seal=seal, values=opened.values, file=to, size=opened.size, wrong=wrong)


def proof_of(book: Casebook, ident: str, identities: Sequence[Any], name: str) -> dict[str, Any]:
    """What proves one private value to one chosen person. It holds that value in clear. Raises Trouble."""
    seal, line = _seal_of(book, ident)
    opened: Opened = open_sealed(sealed_path(book.root, seal.id), identities)
    if name not in opened.salts or name in mismatches(opened, seal.id, line.private):
        todo = f"It holds: {', '.join(sorted(opened.salts))}. If the name is among them, run: isnad check CASE."
        raise trouble(f"'{name}' cannot be proved from it.", seal.id, todo)
    return reveal_proof(seal.seq, name, opened.salts[name], opened.values.get(name))


def proof_holds(book: Casebook, proof: Mapping[str, Any], data: IO[bytes] | None = None) -> str:
    """When the line was logged that a proof opens; empty where it opens none. ``data``: the bytes, if those are proved.

    It does not need the sealed file: a proof given away holds after forgetting too.
    """
    lines = (line for line in book.entries() if line.seq == proof.get("seq"))
    return next((line.at for line in lines if check_reveal(line.line(), proof, data)), "")  # type: ignore[arg-type]


def _seal_of(book: Casebook, ident: str) -> tuple[Seal, Any]:
    known = protected(book)
    found = [seal for key, seal in known.sealed.items() if ident and key.startswith(ident)]
    if len(found) != 1:
        todo = "The ids stand in: isnad reveal CASE"
        raise trouble(f"{len(found) or 'No'} sealed items have an id that begins so.", ident, todo)
    seal = found[0]
    if seal.id in known.forgotten:
        what = f"It was forgotten: line {known.forgotten[seal.id] + 1} of the log says when, by whom and why."
        raise trouble(what, seal.id, "It cannot be brought back from this case.")
    return seal, next(line for line in book.entries("sealed") if line.seq == seal.seq)


def _evidence_of(book: Casebook, ident: str) -> tuple[str, set[str]]:
    """The digest of the preserved file that the capture of this id, or beginning of an id, rests on, and its own."""
    said = [line.payload for line in book.entries("capture") if str(line.payload.get("id", "")).startswith(ident)]
    found = {str((one.get("within") or {}).get("container") or one.get("digest")) for one in said}
    if not ident or len(found) != 1:
        todo = "Ids of captures stand in: isnad show CASE INCIDENT --json"
        raise trouble(f"{len(found) or 'No'} captures have an id that begins so.", ident or "(empty)", todo)
    return found.pop(), {str(one.get("digest")) for one in said}


def _files_with(book: Casebook, own: set[str], evidence: str) -> tuple[str, ...]:
    """Digests of the preserved files that are, or hold, these bytes and lie in clear; ``evidence`` first. Every
    container is opened for it: one whose page was known already has no line that says what stands in it."""
    there = book.named_objects
    same = [line.payload for line in book.entries("capture") if line.payload.get("digest") in own]
    found = {str((one.get("within") or {}).get("container") or one.get("digest")) for one in same}
    for line in book.entries("container"):
        digest = str(line.payload.get("digest"))
        known = digest in found or digest == evidence or digest not in there
        if not known and not own.isdisjoint(_held_in(book, digest)):
            found.add(digest)
    others = sorted(found & there.keys() - {evidence})
    return (*((evidence,) if evidence in there else ()), *others)


def _held_in(book: Casebook, container: str) -> Iterator[str]:
    """The digests of what stands in a container. What cannot be read of it is passed over."""
    for item in take(str(book.store.path(container))):
        if isinstance(item, Taken) and item.within is not None:
            yield "sha256:" + measured(item.stream)[0]


def _lines_of(book: Casebook, digest: str) -> dict[int, Any]:
    return {line.seq: line.payload for line in book.entries("capture", "container") if _rests_on(line, digest)}


def _not_watched(book: Casebook, ident: str, evidence: str) -> None:
    history = History()
    history.take(book.entries())
    for said in _lines_of(book, evidence).values():
        known = history.of(key_of(str(said.get("origin") or said.get("name") or "")))
        by_feed = known.link is not None and not known.stopped and history.of(known.link.feed).watch is not None
        if known.watch is not None or by_feed:
            todo = "Stop that first, then protect it: isnad watch CASE stop URL"
            raise trouble("Its address is watched: the next visit would bring it back in clear.", ident, todo)


def _rests_on(line: Any, digest: str) -> bool:
    within = line.payload.get("within") or {}
    return digest in (line.payload.get("digest"), within.get("container"))


@contextlib.contextmanager
def _new_file(path: Path | None) -> Iterator[IO[bytes] | None]:
    """A new file that only its owner can read; gone again where something goes wrong."""
    if path is None:
        yield None
        return
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Trouble(problem_of(error, path)) from error
    try:
        with open(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(handle)
        sync_folder(path.resolve().parent)
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise Trouble(problem_of(error, path)) from error
        raise
