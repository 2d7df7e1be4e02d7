"""Check: whether every anchor of a case still holds, offline, and what time that bounds.

What may live here: holding anchors against the log, the objects, the pinned chains and each other. Nothing is asked
of anybody and nothing is written.
"""

import contextlib
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import TYPE_CHECKING

from isnad.anchoring.kept import (
    CHAIN,
    CHECKPOINT,
    HEADER,
    LISTS,
    PENDING,
    PROOF,
    QUERY,
    TOKEN,
    Anchor,
    anchor_of,
    authorities,
    folder_of,
    news_since,
    not_ours,
    pins,
    roots_of,
)
from isnad.casebook import Casebook
from isnad.preserve.anchors.finding import Answer, Finding, fails, open_
from isnad.preserve.custody.clocks import is_stamp
from isnad.preserve.store import digest_at, read_own
from isnad.records.problem import Problem, Severity

if TYPE_CHECKING:
    from isnad.preserve.anchors.header import Network

LARGEST = 16 << 20  # bytes of a file of a time stamp; a list of revoked certificates may have some 100,000
TOLERANCE = timedelta(minutes=5)  # between clocks; a computer without NTP drifts by some seconds a day
_COPY = "Put the file back from a copy of the case, or have the newest checkpoint stamped: isnad stamp CASE"
_BLOCK = (
    "Give the header of its block (80 bytes): isnad stamp CASE --header FILE; or update: pip install --upgrade isnad"
)
_CLOCKS = "Find out whose clock was wrong; the later of the two is the safe bound."
_ENDINGS = (TOKEN, PROOF, QUERY, CHAIN, LISTS, HEADER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """The first ``checkpoint`` entries existed no later than ``until``, on the word of ``authority``.

    ``stated`` is the time it states itself, ``at`` the log's own clock when it was kept, ``root`` the SHA-256 of the
    root certificate that was pinned (empty for blocks), ``by`` the programs that judged it.
    """

    checkpoint: int
    authority: str
    form: str
    until: datetime
    stated: datetime
    at: datetime
    by: tuple[str, ...] = ()
    root: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchoring:
    """What the check gave: how many anchors were ``checked``, ``failed`` (with their copies in the folders), are
    ``open`` (not verifiable) or only ``promised``; every bound that holds, the largest checkpoint first; and how many
    entries none of them covers."""

    checked: int
    failed: int
    open: int
    promised: int
    problems: tuple[Problem, ...]
    bounds: tuple[Bound, ...]
    tail: int

    @property
    def latest(self) -> tuple[Bound, ...]:
        """For each authority the bound of its largest checkpoint."""
        return tuple({one.authority: one for one in reversed(self.bounds)}.values())


def words(bound: Bound) -> str:
    """A bound as one line to be read."""
    trust = f"; pinned root {bound.root[:16]}" if bound.root else "; by the work in a block"
    until = f"{bound.until:%Y-%m-%d %H:%M:%S} UTC"
    return f"The first {bound.checkpoint} entries existed no later than {until}, per {bound.authority}{trust}."


def anchor_findings(
    book: Casebook, *, at: datetime | None = None, network: "Network | None" = None, command: str | None = None
) -> Anchoring:
    """Check every anchor in the log. ``at`` is the moment of the check, ``network`` whose blocks are believed
    (Bitcoin's main one by default), ``command`` the openssl to ask (see ``rfc3161.verify``)."""
    problems: list[Problem] = []
    bounds: list[Bound] = []
    count = {Answer.FAILS: 0, Answer.NOT_VERIFIABLE: 0}
    known = list(_read(book, problems))
    checked, promised = len(known) + len(problems), 0
    count[Answer.NOT_VERIFIABLE] = len(problems)
    roots = roots_of(book, {anchor.checkpoint for anchor in known})
    for anchor in known:
        found = _judged(book, anchor, known, roots.get(anchor.checkpoint), network, command)
        if found is None:
            promised += 1
        elif found.answer is Answer.HOLDS:
            bounds += _bound(book, anchor, found)
        else:
            count[found.answer] += 1
            problems.append(_told(anchor, found))
        copies = list(_copies(book, anchor))
        count[Answer.FAILS] += sum(problem.severity is Severity.ERROR for problem in copies)
        problems += copies
    bounds.sort(key=lambda one: (-one.checkpoint, one.until))
    problems += [*_clocks(book, bounds, at or datetime.now(UTC)), *_strangers(book, known)]
    tail = news_since(book, bounds[0].checkpoint if bounds else 0)
    problems += _not_covered(book, tail, bool(bounds))
    return Anchoring(
        checked=checked,
        failed=count[Answer.FAILS],
        open=count[Answer.NOT_VERIFIABLE],
        promised=promised,
        problems=tuple(problems),
        bounds=tuple(bounds),
        tail=tail,
    )


def _read(book: Casebook, problems: list[Problem]) -> Iterator[Anchor]:
    for entry in book.entries("anchor", "authority"):
        where = f"log/entries.jsonl, line {entry.seq + 1}"
        try:
            if entry.kind == "anchor":
                yield anchor_of(entry.seq, entry.at, entry.payload)
            elif not entry.payload.get("removed"):
                from isnad.preserve.anchors.authority import authority_of

                authority_of(entry.payload)
        except (ValueError, TypeError) as error:
            todo = "Update with: pip install --upgrade isnad. The line is kept as it is."
            what = f"This {entry.kind} cannot be read: {error}."
            problems.append(Problem(what=what, where=where, todo=todo, severity=Severity.WARNING))


def _judged(
    book: Casebook,
    anchor: Anchor,
    known: list[Anchor],
    root: bytes | None,
    network: "Network | None",
    command: str | None,
) -> Finding | None:
    """The finding on one anchor; None where it is a promise, or the header of a proof that is judged with it."""
    try:
        files = {name: _object(book, digest) for name, digest in anchor.files.items()}
    except OSError:
        return fails("a file of it is missing, or has other bytes than the log says")
    note = files.get(CHECKPOINT, b"")
    if wrong := not_ours(note, anchor.checkpoint, book.origin, root):
        return fails(wrong)
    if anchor.form == "rfc3161":
        return _token(book, anchor, files, note, command)
    if anchor.form == "header":
        return None
    headers = _headers(book, anchor, known)
    from isnad.preserve.anchors import opentimestamps as ots
    from isnad.preserve.anchors.header import MAINNET

    proof = files.get(anchor.authority + PROOF)
    if proof is not None:
        return ots.verify(proof, note, headers, network or MAINNET)
    found = ots.verify(files.get(anchor.authority + PENDING, b""), note, headers, network or MAINNET)
    return found if found.answer is Answer.FAILS else None


def _headers(book: Casebook, anchor: Anchor, known: list[Anchor]) -> list[bytes]:
    """The block headers kept for a proof; one whose file is missing is told as the anchor that it is."""
    found = []
    for other in known:
        if other.form == "header" and (other.checkpoint, other.authority) == (anchor.checkpoint, anchor.authority):
            with contextlib.suppress(OSError):
                found.append(_object(book, other.digest(HEADER)))
    return found


def _object(book: Casebook, digest: str) -> bytes:
    """An object's bytes if they are still those of its name. Raises OSError."""
    data = read_own(book.store.path(digest), LARGEST)
    if "sha256:" + hashlib.sha256(data).hexdigest() != digest:
        raise OSError(f"{digest} has other bytes")
    return data


def _token(book: Casebook, anchor: Anchor, files: dict[str, bytes], note: bytes, command: str | None) -> Finding:
    from isnad.preserve.anchors import rfc3161

    name = anchor.authority
    if name + TOKEN not in files or name + CHAIN not in files:
        return open_("its response or its chain is not kept")
    if anchor.digest(CHAIN) not in pins(book, name):
        return fails("its chain is none that was ever pinned for this authority")
    policies = {
        str(e.payload.get("policy", "")) for e in book.entries("authority") if e.payload.get("name") == name
    } - {""}
    return rfc3161.verify(
        files[name + TOKEN],
        note,
        files[name + CHAIN],
        query=files.get(name + QUERY, b""),
        policy=policies.pop() if len(policies) == 1 else "",
        lists=files.get(name + LISTS, b""),
        command=command,
    )


def _bound(book: Casebook, anchor: Anchor, found: Finding) -> Iterator[Bound]:
    if found.until is None or found.stated is None:
        return
    root = ""
    if chain := anchor.digest(CHAIN):
        from cryptography.hazmat.primitives.hashes import SHA256

        from isnad.preserve.anchors import rfc3161

        roots, _ = rfc3161.pinned(_object(book, chain))
        root = roots[0].fingerprint(SHA256()).hex()
    yield Bound(
        checkpoint=anchor.checkpoint,
        authority=anchor.authority,
        form=anchor.form,
        until=found.until,
        stated=found.stated,
        at=anchor.at,
        by=found.by,
        root=root,
    )


def _told(anchor: Anchor, found: Finding) -> Problem:
    severity = Severity.ERROR if found.answer is Answer.FAILS else Severity.WARNING
    what = f"The time stamp by {anchor.authority} {found.answer}: {found.reason}."
    where = f"log/checkpoints/{anchor.checkpoint:012d}"
    todo = _BLOCK if anchor.form == "ots" and found.answer is Answer.NOT_VERIFIABLE else _COPY
    return Problem(what=what.replace(" fails:", " FAILS:"), where=where, todo=todo, severity=severity)


def _copies(book: Casebook, anchor: Anchor) -> Iterator[Problem]:
    """The copies in the checkpoint's folder, which standard tools are pointed at, must be the objects' bytes."""
    folder = folder_of(book, anchor.checkpoint)
    for name, digest in anchor.files.items():
        path = folder / name
        where = str(path.relative_to(book.root))
        try:
            held = digest_at(path)
        except OSError:
            todo = "isnad stamp CASE lays it out again; the object it is copied from counts."
            what = "This copy of a time stamp's file is missing."
            yield Problem(what=what, where=where, todo=todo, severity=Severity.WARNING)
            continue
        if held != digest:
            todo = "Delete it, then run isnad stamp CASE; the object it is copied from is checked by itself."
            yield Problem(what="This copy has other bytes than the log says.", where=where, todo=todo)


def _strangers(book: Casebook, known: Sequence[Anchor]) -> Iterator[Problem]:
    named = {(anchor.checkpoint, name) for anchor in known for name in anchor.files}
    for path in sorted((book.root / "log" / "checkpoints").glob("*/*")):
        size = path.parent.name
        if path.name.endswith(_ENDINGS) and size.isdigit() and (int(size), path.name) not in named:
            what, todo = "No entry of the log names this time stamp, so it counts for nothing.", "Find out whose it is."
            where = str(path.relative_to(book.root))
            yield Problem(what=what, where=where, todo=todo, severity=Severity.WARNING)


def _clocks(book: Casebook, bounds: Sequence[Bound], now: datetime) -> Iterator[Problem]:
    """Clocks that contradict each other: a stamp and the entries it covers, a stamp and the log when it was kept,
    two authorities on one checkpoint, a stamp and the moment of this check."""
    ends = {size: book.log.at(size - 1) for size in {one.checkpoint for one in bounds}}
    last = {size: datetime.fromisoformat(e.at) for size, e in ends.items() if e is not None and is_stamp(e.at)}
    for one in bounds:
        named = f"{one.authority} (checkpoint {one.checkpoint})"
        if one.checkpoint in last and one.until + TOLERANCE < last[one.checkpoint]:
            yield _clock(named, one.until, "the log's clock at the last entry it covers", last[one.checkpoint])
        elif one.form == "rfc3161" and abs(one.stated - one.at) > TOLERANCE:
            yield _clock(named, one.stated, "the log's clock when it was kept", one.at)
        elif one.stated > now + TOLERANCE:
            yield _clock(named, one.stated, "this machine's clock now", now)
    for one, other in combinations([b for b in bounds if b.form == "rfc3161"], 2):
        apart = (one.stated - one.at) - (other.stated - other.at)
        if one.checkpoint == other.checkpoint and abs(apart) > TOLERANCE:
            yield _clock(f"{one.authority} (checkpoint {one.checkpoint})", one.stated, other.authority, other.stated)


def _clock(named: str, time: datetime, other: str, its: datetime) -> Problem:
    what = f"It says {time:%Y-%m-%d %H:%M:%S} UTC, and {other} says {its.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC."
    return Problem(what=what, where=named, todo=_CLOCKS, severity=Severity.WARNING)


def _not_covered(book: Casebook, tail: int, any_: bool) -> Iterator[Problem]:
    if not tail:
        return
    if any_:
        what, todo = f"The last {tail} entries are covered by no time stamp yet.", "Run: isnad stamp CASE"
    elif authorities(book):
        what, todo = "No entry is covered by a time stamp yet.", "Run: isnad stamp CASE"
    else:
        what = "No outside clock vouches for when this was written: no authority is configured."
        todo = "Choose one: isnad authority CASE add NAME URL --ca chain.pem"
    yield Problem(what=what, where="log", todo=todo, severity=Severity.WARNING)
