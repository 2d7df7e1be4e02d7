"""Sealing: what goes out of clear sight, and the line of the log that stands for it.

What may live here: sealing captures, fields, names and objects into ``private/``, and the entry that orders one to be
forgotten. Every sealed file is named by exactly one line of kind "sealed"; it is on the disk before that line is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from isnad.preserve.people.envelope import Sealed, measured, seal
from isnad.preserve.people.keyring import recipients_in
from isnad.preserve.people.named import is_id, sealed_path
from isnad.preserve.store import open_own
from isnad.preserve.trouble import Trouble, problem_of, trouble
from isnad.records.capture import Capture
from isnad.records.codec import canonical, from_plain, to_plain, with_id

FIELDS = ("publisher", "url", "title", "origin")  # of a capture, that can be sealed one by one
NEUTRAL = "sealed origin"  # an origin is never empty; this says that there is one
_OPEN_IN_BYTES = frozenset({"url", "origin"})  # fields that a container of a fetched page holds again in clear


class LogLine(Protocol):
    """What is used of an entry of the log: ``objects`` are digest and size, ``private`` name and commitment."""

    @property
    def seq(self) -> int: ...
    @property
    def at(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def payload(self) -> dict[str, Any]: ...
    @property
    def objects(self) -> Sequence[tuple[str, int]]: ...
    @property
    def private(self) -> Sequence[tuple[str, str]]: ...


class CustodyLog(Protocol):
    """What is used of a casebook: its folder, its log, and adding to it while its lock is held."""

    @property
    def root(self) -> Path: ...
    def entries(self, *kinds: str) -> Iterator[LogLine]: ...
    def append(
        self,
        kind: str,
        payload: dict[str, Any],
        *,
        objects: Iterable[tuple[str, int]] = (),
        private: Iterable[tuple[str, str]] = (),
        actor: str = "",
    ) -> LogLine: ...


def set_recipients(log: CustodyLog, given: Iterable[str]) -> tuple[str, ...]:
    """Name who can open what is sealed from now on, in place of those named before; as they were kept.

    What was sealed before stays with its own recipients. Raises Trouble for fewer than two, or one that is none.
    """
    found = recipients_in(given)
    log.append("key", {"role": "recipient", "recipients": list(found)})
    return found


def recipients_of(lines: Iterable[LogLine]) -> tuple[str, ...]:
    """The recipients that the log named last; none where it names none."""
    found: tuple[str, ...] = ()
    for line in lines:
        if line.kind == "key" and line.payload.get("role") == "recipient":
            said = line.payload.get("recipients")
            found = tuple(str(one) for one in said) if isinstance(said, list) else ()
    return found


def needed_recipients(log: CustodyLog) -> tuple[str, ...]:
    """The case's recipients. Raises Trouble where it has none yet, before anything is read or written."""
    found = recipients_of(log.entries("key"))
    if not found:
        todo = "Name two or more: isnad protect CASE --recipient age1... --recipient age1..."
        raise trouble("The case has no recipients, so nothing can be sealed.", log.root, todo)
    return recipients_in(found)


def seal_capture(
    log: CustodyLog,
    capture_plain: Mapping[str, Any],
    stream: BinaryIO,
    recipients: Sequence[str] = (),
    *,
    actor: str = "",
    what: str = "capture",
) -> dict[str, Any]:
    """Seal an item as a whole, its bytes and all that is said of it; the payload of its line in the log.

    ``capture_plain`` is a Capture as plain data; its digest, size and id are filled in here. The stream has to be
    one that can be read twice. Nothing of either is written in clear. Raises Trouble.
    """
    recipients = recipients or needed_recipients(log)
    try:
        hexdigest, size = measured(stream)
    except OSError as error:
        raise Trouble(problem_of(error, "the item to be sealed")) from error
    plain = {**capture_plain, "id": "", "digest": f"sha256:{hexdigest}", "size": size}
    record = to_plain(with_id(from_plain(plain, Capture)))
    sealed = seal(log.root, {"record": _text(record)}, recipients, stream, (hexdigest, size))
    return _logged(log, sealed, what, actor=actor)


def hide_fields(capture: Capture, names: Iterable[str]) -> tuple[Capture, dict[str, str]]:
    """A capture without these fields, its id computed without them, and what they held (empty ones left out).

    Raises Trouble for a field that cannot be sealed, or that the captured bytes hold in clear beside it.
    """
    chosen = set(names)
    if not chosen:
        return capture, {}
    if unknown := chosen - set(FIELDS):
        raise trouble("This field cannot be sealed alone.", ", ".join(sorted(unknown)), f"Use {', '.join(FIELDS)}.")
    if chosen & _OPEN_IN_BYTES and (capture.within is not None or capture.headers):
        todo = "Seal the whole item: isnad add CASE SOURCE --protect"
        raise trouble("The preserved bytes hold the address in clear, so sealing it here hides nothing.", "url", todo)
    hidden = {name: value for name in sorted(chosen) if (value := getattr(capture, name))}
    blank = {name: NEUTRAL if name == "origin" else "" for name in hidden}
    return with_id(replace(capture, **blank)), hidden  # type: ignore[arg-type]


def seal_fields(
    log: CustodyLog, hidden: Mapping[str, str], line: int, recipients: Sequence[str] = (), *, actor: str = ""
) -> dict[str, Any]:
    """Seal what ``hide_fields`` took out of the entry ``line``, which is of the same ``writing``. Raises Trouble."""
    sealed = seal(log.root, hidden, recipients or needed_recipients(log))
    return _logged(log, sealed, "fields", {"line": line}, actor=actor)


def seal_name(log: CustodyLog, name: str, recipients: Sequence[str] = ()) -> str:
    """Seal a person's name; the pseudonym ("analyst 1") to work under. Raises Trouble.

    Whoever reads the log sees which lines are of one person, and not of whom.
    """
    known = sum(line.payload.get("what") == "name" for line in log.entries("sealed"))
    pseudonym = f"analyst {known + 1}"
    sealed = seal(log.root, {"actor": name}, recipients or needed_recipients(log))
    _logged(log, sealed, "name", {"pseudonym": pseudonym}, actor=pseudonym)
    return pseudonym


def seal_object(
    log: CustodyLog,
    path: Path,
    digest: str,
    of: Mapping[int, Mapping[str, Any]],
    recipients: Sequence[str] = (),
    *,
    actor: str = "",
) -> dict[str, Any]:
    """Seal an object that lies in clear, with what the lines ``of`` (by seq) say of it; the payload of the new line.

    ``of`` names at least one line; the earlier lines keep what they say in clear. The object goes when the next writer
    calls ``finish_forgetting``: not before this line is on the disk. Raises Trouble, also where the bytes are not those
    of the digest.
    """
    recipients = recipients or needed_recipients(log)
    try:
        with open_own(path) as stream:
            hexdigest, size = measured(stream)
            if f"sha256:{hexdigest}" != digest:
                todo = "Run: isnad check CASE. Put the object back from a copy, then seal it."
                raise trouble("Its bytes are not those that the log names, so they are not sealed.", digest, todo)
            record = {str(seq): said for seq, said in of.items()}
            sealed = seal(log.root, {"record": _text(record)}, recipients, stream, (hexdigest, size))
    except OSError as error:
        raise Trouble(problem_of(error, digest)) from error
    first, *rest = sorted(of)
    more = {"of": first, "object": digest} | ({"also": rest} if rest else {})
    return _logged(log, sealed, "object", more, actor=actor)


def order_forgetting(log: CustodyLog, ident: str, reason: str, by: str) -> dict[str, Any]:
    """Add the line that orders a sealed file's destruction; ``finish_forgetting`` carries it out.

    Two steps, each in a ``writing`` of its own, so that the line is on the disk before the file goes. Raises Trouble
    where there is nothing of that id, or it was forgotten already.
    """
    if not by.strip() or not reason.strip():
        raise trouble("Forgetting needs a name and a reason.", "--by, --why", "Say who decides and why.")
    known = [line for line in log.entries("sealed", "forgotten") if is_id(ident) and line.payload.get("id") == ident]
    if any(line.kind == "forgotten" for line in known):
        raise trouble("It was forgotten already; the log says when and why.", ident, "Nothing to do.")
    if not known and not (is_id(ident) and sealed_path(log.root, ident).exists()):
        todo = "Seal it first if it lies in clear: isnad protect CASE CAPTURE. Sealed ones: isnad reveal CASE."
        raise trouble("Nothing sealed has this id.", ident, todo)
    payload = {"id": ident, "file": f"private/{ident}.age", "reason": reason}
    log.append("forgotten", payload, actor=by)
    return payload


def _logged(
    log: CustodyLog, sealed: Sealed, what: str, more: Mapping[str, Any] | None = None, *, actor: str = ""
) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "id": sealed.id,
        "file": f"private/{sealed.id}.age",
        "what": what,
        "size": sealed.size,
        "stored": sealed.stored,
        "ciphertext": sealed.digest,
        **(more or {}),
    }
    log.append("sealed", payload, private=sealed.private, actor=actor)
    return payload


def _text(record: object) -> str:
    try:
        return canonical(record).decode()
    except UnicodeEncodeError as error:  # what it says is not repeated: it is to be sealed
        raise trouble("What is said of it is not text.", "the item to be sealed", "Rename the file.") from error
