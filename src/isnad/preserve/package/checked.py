"""Checked: whether an evidence package is what it says, by more than a bag's own lists.

What may live here: the check of packages. BagIt's lists say that nothing was damaged on the way; whoever changes a file
can write them anew. So every file is also held against the log, and the log against the signed checkpoint.
"""

import base64
from collections.abc import Iterator
from pathlib import Path

from isnad.preserve.custody.entry import BEFORE_FIRST, Entry, entry_of
from isnad.preserve.custody.keylife import KeyLife
from isnad.preserve.custody.merkle import leaf_hash, root_of
from isnad.preserve.custody.note import Checkpoint, is_signed, parse_checkpoint, parse_note
from isnad.preserve.custody.signing import Fault, SignatureWatch
from isnad.preserve.package.bag import ABSENT, SHOWN, WACZ
from isnad.preserve.package.bag_check import bag_problems
from isnad.preserve.package.files import Files
from isnad.preserve.package.held_check import held_problems
from isnad.preserve.package.proofs import faults
from isnad.preserve.package.proved import proved_problems
from isnad.preserve.package.vouched import doubts, keys_in, unsworn, vouching_faults
from isnad.preserve.package.wacz_held import wacz_held_problems
from isnad.preserve.store import lines_in
from isnad.records.capture import digest_of
from isnad.records.problem import Problem, Severity

_TODO = "Ask for the package again, and compare its root with one that you have from elsewhere."
_DOUBT = (
    "No package can settle this. Compare with a copy of the log, or a checkpoint, from when the lines were written."
)
_WHOLE, _NOTE = "data/log/entries.jsonl", "data/log/checkpoint"
Lines = list[tuple[bytes, Entry]]


def package_problems(path: Path, known: Checkpoint | None = None) -> Iterator[Problem]:
    """What is wrong with the evidence package in a folder or ZIP; it holds where no Problem is an error.

    ``known`` is a checkpoint of the same log that was had from elsewhere (a witness, an earlier package, a time stamp):
    without it, who holds a package can make all of it anew with a key of his own, and a note says so. What is left out
    with a reason is a warning. Raises Trouble where there is no package.
    """
    files = Files(path)
    try:
        yield from files.problems
        yield from bag_problems(files)
        yield from _log_problems(files, known)
    finally:
        files.close()


def _log_problems(files: Files, known: Checkpoint | None) -> Iterator[Problem]:
    whole, name = _WHOLE in files, _WHOLE if _WHOLE in files else f"data/{SHOWN}"
    if name not in files and not any(
        (*files.below("data/objects"), *files.below("data/items"), f"data/{WACZ}" in files)
    ):
        yield Problem(
            what="It shows no line of the log and no capture: a dossier, and a signed checkpoint of the log.",
            where=_NOTE,
            todo="Compare the checkpoint with one that you have from elsewhere; README.txt says how it is verified.",
            severity=Severity.NOTE,
        )
        yield from proved_problems(files)
        return
    try:
        lines = _read(files, name)
    except (OSError, KeyError, ValueError) as error:
        yield _problem(f"The log cannot be read ({error}).", name)
        return
    if whole and f"data/{SHOWN}" in files:
        yield _problem("A package has a whole log or lines shown, and this has both.", name)
    keys, notes = keys_in(lines), {}
    for note in [_NOTE, *(n for n in files.below("data/log/checkpoints") if n.endswith("/checkpoint"))]:
        found = _checkpoint(files, note, keys)
        if isinstance(found, Problem):
            yield found
        else:
            notes[note] = found
    if _NOTE not in notes:
        return
    yield from _trees(files, lines, name, whole, notes)
    yield from _signatures(files, lines, whole, name)
    yield from _known(lines, whole, notes[_NOTE], known)
    yield from held_problems(files, [entry for _, entry in lines], f"data/{ABSENT}")
    if f"data/{WACZ}" in files:
        yield from wacz_held_problems(files, f"data/{WACZ}", [entry for _, entry in lines])


def _read(files: Files, name: str) -> Lines:
    with files.open(name) as stream:
        lines = [(raw, entry_of(raw)) for raw in lines_in(stream)]
    if any(not raw.endswith(b"\n") for raw, _ in lines):
        raise ValueError("its last line is cut off")
    return lines


def _checkpoint(files: Files, name: str, keys: dict[str, bytes]) -> Checkpoint | Problem:
    """The checkpoint in a file, signed by a key that the log names."""
    try:
        note = parse_note(files.read(name))
        found = parse_checkpoint(note.text)
    except (OSError, KeyError, ValueError) as error:
        return _problem(f"The checkpoint cannot be read ({error}).", name)
    if not any(is_signed(note, found.origin, public) for public in keys.values()):
        return _problem("No key that the log names signed this checkpoint.", name)
    return found


def _trees(files: Files, lines: Lines, name: str, whole: bool, notes: dict[str, Checkpoint]) -> Iterator[Problem]:
    """Every line in every tree that is signed, in its place."""
    leaves = [leaf_hash(raw) for raw, _ in lines]
    seqs = [entry.seq for _, entry in lines]
    if whole:
        yield from _chain(lines, name)
    elif seqs != sorted(set(seqs)):
        yield _problem("The lines shown are out of order, or one is there twice.", name)
    yield from _named(lines, notes, name)
    newest = notes[_NOTE]
    if whole and len(lines) != newest.size:
        yield _problem(f"It has {len(lines)} lines, and its checkpoint says {newest.size}.", name)
    for note, said in notes.items():
        if said.origin != newest.origin or said.size > newest.size:
            yield _problem("This checkpoint is of another log, or of a later state of it.", note)
        elif whole:
            if root_of(leaves[: said.size]) != said.root:
                yield _problem(f"The first {said.size} lines are not those that this checkpoint was signed for.", note)
        else:
            path = f"data/log/proofs/{said.size:012d}.json"
            wanted = {seq: leaf for seq, leaf in zip(seqs, leaves, strict=True) if seq < said.size}
            data = _bytes(files, path)
            wrong = ["it is missing"] if data is None else faults(data, said.root, said.size, wanted)
            yield from (_problem(f"These proofs do not hold: {what}.", path) for what in wrong)


def _chain(lines: Lines, name: str) -> Iterator[Problem]:
    before = BEFORE_FIRST
    for number, (raw, entry) in enumerate(lines):
        if entry.seq != number or entry.prev != before:
            yield _problem(f"Line {number + 1} does not follow from the line before it.", name)
            return
        before = digest_of(raw)


def _named(lines: Lines, notes: dict[str, Checkpoint], name: str) -> Iterator[Problem]:
    """Whether the log that the lines begin is the one that the checkpoint names."""
    life = KeyLife()
    for _, entry in lines:
        if entry.kind in ("case", "key"):
            life.take(entry)
    if life.origin and life.origin != notes[_NOTE].origin:
        yield _problem(
            f"The checkpoint is of the log {notes[_NOTE].origin}, and these lines are of {life.origin}.", name
        )


def _signatures(files: Files, lines: Lines, whole: bool, name: str) -> Iterator[Problem]:
    """Whether each line is signed as it should be: what isnad check says of the case, for the same reasons."""
    if whole:
        watch = SignatureWatch()
        found = [fault for raw, entry in lines for fault in watch.take(entry, leaf_hash(raw))]
        found += [*watch.end(), *unsworn(watch.life)]
    else:
        wrong = vouching_faults(lines, lambda seq: _bytes(files, f"data/log/proofs/batch-{seq}.json"))
        found = [*(Fault(seq=seq, what=what) for seq, what in wrong), *doubts(lines)]
    for fault in found:
        where = f"{name}, line {fault.seq + 1}" if whole else f"{name}, the line with seq {fault.seq}"
        if fault.grave:
            yield _problem(f"Signature: {fault.what}.", where)
        else:
            yield Problem(what=f"Signature: {fault.what}.", where=where, todo=_DOUBT, severity=Severity.WARNING)


def _known(lines: Lines, whole: bool, newest: Checkpoint, known: Checkpoint | None) -> Iterator[Problem]:
    if known is None:
        root = f"{newest.root.hex()} (base64: {base64.b64encode(newest.root).decode()})"
        what = f"No checkpoint from elsewhere was given: log {newest.origin}, {newest.size} lines, root {root}."
        todo = "Compare these with what a witness, a time stamp or an earlier package says: a package can be made anew."
        yield Problem(what=what, where=_NOTE, todo=todo, severity=Severity.NOTE)
    elif known.origin != newest.origin:
        yield _problem(f"This is the log {newest.origin}; the checkpoint that you have is of {known.origin}.", _NOTE)
    elif known.size > newest.size or (known.size < newest.size and not whole):
        what = f"The checkpoint that you have, of {known.size} lines, cannot be held against this package."
        todo = "Ask for a package made at that size, or for the whole log."
        yield Problem(what=what, where=_NOTE, todo=todo, severity=Severity.WARNING)
    elif (root_of(leaf_hash(raw) for raw, _ in lines[: known.size]) if whole else newest.root) != known.root:
        what = f"The first {known.size} lines are not those of the checkpoint that you have: history was written anew."
        yield _problem(what, _NOTE)


def _bytes(files: Files, name: str) -> bytes | None:
    try:
        return files.read(name)
    except (OSError, KeyError):
        return None


def _problem(what: str, where: str) -> Problem:
    return Problem(what=what, where=where, todo=_TODO)
