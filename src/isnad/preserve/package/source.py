"""Source: what a case's folder holds, as a package needs it: the log as its signed checkpoint covers it.

What may live here: reading a case's log for export. Only lines that the newest signed checkpoint covers are read, and
only where they have the root that it names: what is not vouched for is not handed on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from isnad.preserve.custody.entry import Entry, entry_of
from isnad.preserve.custody.merkle import leaf_hash, root_of
from isnad.preserve.custody.note import Checkpoint, parse_checkpoint, parse_note
from isnad.preserve.package.lines import Line, quick_line
from isnad.preserve.people.scars import Protected
from isnad.preserve.store import Store, is_digest
from isnad.preserve.trouble import Trouble, problem_of, trouble
from isnad.records.capture import Capture
from isnad.records.codec import from_plain

_CHECK = "See what is wrong with it: isnad check CASE"


@dataclass(slots=True, kw_only=True)
class Source:
    """A case as it is exported. ``leaves`` are the hashes of all lines, ``captures`` those of the log by the number of
    their line, ``objects`` the size of every object that a line names; ``containers`` are those that
    hold others, ``holds`` the lines of the captures in each. ``made`` is the time of the newest line.
    """

    root: Path
    checkpoint: Checkpoint
    leaves: list[bytes] = field(default_factory=list)
    captures: dict[int, Capture] = field(default_factory=dict)
    objects: dict[str, int] = field(default_factory=dict)
    containers: set[str] = field(default_factory=set)
    holds: dict[str, list[int]] = field(default_factory=dict)
    protected: Protected = field(default_factory=Protected)
    made: str = ""

    @property
    def store(self) -> Store:
        """Where the objects lie."""
        return Store(self.root / "objects")

    @property
    def visible(self) -> dict[int, Capture]:
        """The captures that are not sealed."""
        hidden, gone = self.protected.sealed_lines, self.protected.absent
        shown = {seq: capture for seq, capture in self.captures.items() if seq not in hidden}
        return {
            seq: capture
            for seq, capture in shown.items()
            if capture.digest not in gone and (capture.within is None or capture.within.container not in gone)
        }

    def open(self, digest: str) -> BinaryIO:
        """An object's bytes. Raises OSError."""
        return self.store.path(digest).open("rb")

    def lines(self) -> Iterator[tuple[bytes, Entry]]:
        """Every line that the checkpoint covers: its exact bytes and what it says. Raises OSError, Trouble."""
        for raw, number in _raw(self.root, self.checkpoint.size):
            yield raw, _line(self.root, raw, number)


def read_source(root: Path) -> Source:
    """A case's log, held against its newest checkpoint. Raises Trouble where it is not what was signed."""
    try:
        checkpoint = parse_checkpoint(parse_note((root / "log" / "checkpoint").read_bytes()).text)
        source = Source(root=root, checkpoint=checkpoint)
        for raw, number in _raw(root, checkpoint.size):
            quick = None if source.protected.absent else quick_line(raw)
            if quick is None or quick.seq != number:
                _take(source, raw, _line(root, raw, number))
            else:
                _take_quick(source, raw, quick)
    except OSError as error:
        raise Trouble(problem_of(error, error.filename or root)) from error
    except ValueError as error:
        raise trouble(f"The checkpoint cannot be read: {error}.", root / "log" / "checkpoint", _CHECK) from error
    if len(source.leaves) != checkpoint.size or root_of(source.leaves) != checkpoint.root:
        what = "The log is not what its checkpoint was signed for, so nothing was exported."
        raise trouble(what, root / "log" / "entries.jsonl", _CHECK)
    return source


def named_by(line: Entry) -> dict[str, int]:
    """Every object that a line speaks of, with its size; -1 for the one that says how the tool was set up."""
    return {**({line.config: -1} if is_digest(line.config) else {}), **line.named}


def _raw(root: Path, size: int) -> Iterator[tuple[bytes, int]]:
    with (root / "log" / "entries.jsonl").open("rb") as stream:
        for number, raw in enumerate(stream):
            if number == size:
                return
            yield raw, number


def _line(root: Path, raw: bytes, number: int) -> Entry:
    path = root / "log" / "entries.jsonl"
    try:
        line = entry_of(raw)
    except (ValueError, RecursionError) as error:
        raise trouble(f"Line {number + 1} cannot be read: {error}.", path, _CHECK) from error
    if line.seq != number:
        raise trouble(f"Line {number + 1} says that it is the one with seq {line.seq}.", path, _CHECK)
    return line


def _take(source: Source, raw: bytes, line: Entry) -> None:
    source.leaves.append(leaf_hash(raw))
    source.objects.update(named_by(line))
    source.protected.take(cast(Any, line))
    source.made = line.at
    if line.kind == "container":
        source.containers.update(line.named)
    elif line.kind == "capture":
        _take_capture(source, line.seq, from_plain(line.payload, Capture))


def _take_quick(source: Source, raw: bytes, line: Line) -> None:
    """The same for a line of which there are thousands."""
    source.leaves.append(leaf_hash(raw))
    source.objects[line.config] = -1
    source.objects.update(line.objects)
    source.made = line.at
    if line.capture is None:
        source.containers.update(line.objects)
    else:
        _take_capture(source, line.seq, line.capture)


def _take_capture(source: Source, seq: int, capture: Capture) -> None:
    source.captures[seq] = capture
    if capture.within:
        source.containers.add(capture.within.container)
        source.holds.setdefault(capture.within.container, []).append(seq)
