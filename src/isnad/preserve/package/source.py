"""Source: what a case's folder holds, as a package needs it: the log as its signed checkpoint covers it.

What may live here: reading a case's log for export. Only lines that the newest signed checkpoint covers are read, and
only where they have the root that it names: what is not vouched for is not handed on.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, cast

from isnad.preserve.custody.entry import Entry, entry_of
from isnad.preserve.custody.merkle import Frontier, leaf_hash, root_of
from isnad.preserve.custody.note import Checkpoint, parse_checkpoint, parse_note
from isnad.preserve.package.known import KnownRecords
from isnad.preserve.package.lines import Captures, Line, Place, careful_line, quick_line
from isnad.preserve.package.noted import Stretch, Trail
from isnad.preserve.people.scars import Protected
from isnad.preserve.store import LINE, Store, is_digest, lines_in, open_own, read_own
from isnad.preserve.trouble import Trouble, problem_of, trouble
from isnad.records.capture import Capture

_CHECK = "See what is wrong with it: isnad check CASE"


@dataclass(slots=True, kw_only=True)
class Source:
    """A case as it is exported. ``captures`` are those of the log by the number of their line, ``places`` where those
    of them stand that stand in others; ``objects`` the size of every object that a line names; ``containers`` are those
    that hold others. ``made`` is the time of the newest line.
    """

    root: Path
    checkpoint: Checkpoint
    captures: Captures
    places: dict[int, Place] = field(default_factory=dict)
    objects: dict[str, int] = field(default_factory=dict)
    containers: set[str] = field(default_factory=set)
    protected: Protected = field(default_factory=Protected)
    made: str = ""
    _holds: dict[str, list[int]] = field(default_factory=dict)
    _leaves: list[bytes] = field(default_factory=list)

    def take(self, line: Line) -> None:
        """Take in the next line."""
        if line.config:
            self.objects.setdefault(line.config, -1)
        self.objects.update(line.objects)
        self.made = line.at
        if line.kind == "container":
            self.containers.update(digest for digest, _ in line.objects)
        if line.found is not None:
            self.captures.put(((line.seq, line.found),))
        if line.place is not None:
            self.places[line.seq] = line.place
            self.containers.add(line.place.container)

    def take_stretch(self, stretch: Stretch) -> None:
        """Take in the next lines."""
        self.made = stretch.made
        for config in stretch.configs:
            self.objects.setdefault(config, -1)
        self.objects.update(stretch.objects)
        self.containers.update(stretch.containers)
        self.containers.update(place.container for _, place in stretch.places)
        self.captures.put(stretch.captures)
        self.places.update(stretch.places)

    @property
    def holds(self) -> Mapping[str, list[int]]:
        """The lines of the captures in each container."""
        if not self._holds:
            for seq, place in self.places.items():
                self._holds.setdefault(place.container, []).append(seq)
        return self._holds

    @property
    def leaves(self) -> list[bytes]:
        """The hashes of all lines. Raises OSError, and Trouble where they are not those that were signed any more."""
        if not self._leaves:
            self._leaves = [leaf_hash(raw) for raw, _ in _raw(self.root, self.checkpoint.size)]
            if root_of(self._leaves) != self.checkpoint.root:
                raise _not_signed(self.root / "log" / "entries.jsonl")
        return self._leaves

    @property
    def store(self) -> Store:
        """Where the objects lie."""
        return Store(self.root / "objects")

    @property
    def visible(self) -> Mapping[int, Capture]:
        """The captures that are not sealed."""
        hidden, gone = self.protected.sealed_lines, self.protected.absent
        if not hidden and not gone:
            return self.captures
        shown = {seq: capture for seq, capture in self.captures.items() if seq not in hidden}
        return {
            seq: capture
            for seq, capture in shown.items()
            if capture.digest not in gone and (capture.within is None or capture.within.container not in gone)
        }

    def open(self, digest: str) -> BinaryIO:
        """An object's bytes. Raises OSError."""
        return open_own(self.store.path(digest))

    def lines(self) -> Iterator[tuple[bytes, Entry]]:
        """Every line that the checkpoint covers: its exact bytes and what it says. Raises OSError, Trouble."""
        for raw, number in _raw(self.root, self.checkpoint.size):
            yield raw, _line(self.root, raw, number)


def read_source(root: Path) -> Source:
    """A case's log, held against its newest checkpoint. Raises Trouble where it is not what was signed."""
    log = root / "log" / "entries.jsonl"
    try:
        checkpoint = parse_checkpoint(parse_note(read_own(root / "log" / "checkpoint")).text)
        source = Source(root=root, checkpoint=checkpoint, captures=Captures(log))
        with open_own(log) as stream, closing(KnownRecords(root / "derived")) as known:
            tree = _follow(source, stream, Trail(known))
    except OSError as error:
        raise Trouble(problem_of(error, error.filename or root)) from error
    except ValueError as error:
        raise trouble(f"The checkpoint cannot be read: {error}.", root / "log" / "checkpoint", _CHECK) from error
    if (tree.size, tree.root()) != (checkpoint.size, checkpoint.root):
        raise _not_signed(log)
    return source


def _follow(source: Source, stream: BinaryIO, trail: Trail) -> Frontier:
    """Take in the lines that the checkpoint covers; their tree."""
    size, absent = source.checkpoint.size, source.protected.absent
    while trail.number < size:
        if not absent and (stretch := trail.stretch(stream, size)):
            source.take_stretch(stretch)
            continue
        raw = stream.readline(LINE)
        if not raw:
            break
        line = None if absent else quick_line(raw)
        if line is None or line.seq != trail.number:
            entry = _line(source.root, raw, trail.number)
            source.protected.take(cast(Any, entry))
            line = careful_line(entry)
        source.take(line)
        trail.take(raw, line)
    trail.keep()
    return trail.tree


def _not_signed(log: Path) -> Trouble:
    return trouble("The log is not what its checkpoint was signed for, so nothing was exported.", log, _CHECK)


def named_by(line: Entry) -> dict[str, int]:
    """Every object that a line speaks of, with its size; -1 for the one that says how the tool was set up."""
    return {**({line.config: -1} if is_digest(line.config) else {}), **line.named}


def _raw(root: Path, size: int) -> Iterator[tuple[bytes, int]]:
    with open_own(root / "log" / "entries.jsonl") as stream:
        yield from ((raw, number) for number, raw in enumerate(islice(lines_in(stream), size)))


def _line(root: Path, raw: bytes, number: int) -> Entry:
    path = root / "log" / "entries.jsonl"
    try:
        line = entry_of(raw)
    except (ValueError, RecursionError) as error:
        raise trouble(f"Line {number + 1} cannot be read: {error}.", path, _CHECK) from error
    if line.seq != number:
        raise trouble(f"Line {number + 1} says that it is the one with seq {line.seq}.", path, _CHECK)
    return line
