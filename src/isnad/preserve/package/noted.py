"""Noted: what a package needs of a log's lines, kept from when they were written, so that an export need not read them.

What may live here: stretches of the log. An export still hashes every byte of it. Each stretch names the SHA-256 of its
bytes, and the right edge of the log's Merkle tree before and after them: where it fits, its lines are as if they had
been read one by one, and the root that follows is held against the signed one as ever. Where anything differs they are
read one by one. A stretch is believed only under this user's own mark (``known.py``).
"""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from isnad.preserve.custody.merkle import Frontier, leaf_hash
from isnad.preserve.package.lines import Line, Place

if TYPE_CHECKING:
    from isnad.preserve.package.known import KnownRecords

_MOST = 1024  # lines of a stretch
_LEAST = 256  # of fewer lines none is made: to read them takes a few milliseconds
_CHANGING = ("sealed", "forgotten")  # after these, lines can mean something else


class Stretch(NamedTuple):
    """What lines one after the other say: the time of the last, the ``configs`` they name, and the ``objects`` with
    their sizes; containers; the captures by where their lines begin in the log (bytes), and where those of them stand
    that stand in another file."""

    made: str
    configs: list[str]
    objects: list[tuple[str, int]]
    containers: list[str]
    captures: list[tuple[int, int]]
    places: list[tuple[int, Place]]


class Trail:
    """Follows a log line by line or in stretches, and makes stretches of the lines: ``number`` of them were taken in,
    which end at byte ``start``, and ``tree`` is their tree."""

    def __init__(self, known: "KnownRecords", number: int = 0, start: int = 0, edge: bytes = b"") -> None:
        self._known, self._firsts = known, known.stretches()
        self.number, self.start, self.tree = number, start, Frontier.at(number, edge)
        self._begin()

    def _begin(self) -> None:
        self._lines: list[Line] = []
        self._raw: list[bytes] = []
        self._before = self.tree.edge

    def stretch(self, stream: BinaryIO, size: int) -> Stretch | None:
        """Pass over the stretch that begins here, where there is one, within ``size`` lines, that fits the bytes of the
        stream; else that stands where it stood. Raises OSError."""
        said = self._known.stretch(self.number) if self.number in self._firsts else None
        if said is None:
            return None
        lines, length, start, digest, before, after, *columns = said.decode("utf-8").split("\0")
        if self.number + int(lines) > size or int(start) != self.start or before != self.tree.edge.hex():
            return None
        if sha256(stream.read(int(length))).hexdigest() != digest:
            stream.seek(self.start)
            return None
        self.keep()
        self.number, self.start = self.number + int(lines), self.start + int(length)
        self.tree = Frontier.at(self.number, bytes.fromhex(after))
        self._begin()
        return _read(columns)

    def take(self, raw: bytes, line: Line) -> None:
        """Take in the next line."""
        if line.kind in _CHANGING or _odd(line):
            self.keep()
        else:
            self._raw.append(raw)
            self._lines.append(line)
        self.tree.append(leaf_hash(raw))
        self.number, self.start = self.number + 1, self.start + len(raw)
        if not self._lines:
            self._begin()
        elif len(self._lines) == _MOST:
            self.keep()

    def keep(self) -> None:
        """Make a stretch of the lines taken in since the last one, where they are enough."""
        if len(self._lines) >= _LEAST:
            data = b"".join(self._raw)
            start = self.start - len(data)
            head = (
                len(self._lines), len(data), start, sha256(data).hexdigest(), self._before.hex(), self.tree.edge.hex()
            )  # fmt: skip
            said = "\0".join([*map(str, head), *_columns(self._lines, self._raw, start)])
            self._known.put_stretch(self._lines[0].seq, said.encode("utf-8"))
        self._begin()


def note_lines(root: Path, known: "KnownRecords") -> None:
    """Make stretches of what was written to a case's log since the last one. Raises OSError, ValueError."""
    from isnad.preserve.custody.entry import entry_of
    from isnad.preserve.package.lines import careful_line, quick_line
    from isnad.preserve.store import open_own

    with open_own(root / "log" / "entries.jsonl") as stream:
        trail = _last(known, stream)
        stream.seek(trail.start)
        for raw in stream:
            if not raw.endswith(b"\n"):
                return  # what is being written
            line = quick_line(raw)
            trail.take(raw, line if line and line.seq == trail.number else careful_line(entry_of(raw)))
        trail.keep()


def _last(known: "KnownRecords", stream: BinaryIO) -> Trail:
    """A trail that goes on after the last stretch, where that fits the log; else one from its beginning."""
    first = max(known.stretches(), default=0)
    if said := known.stretch(first):
        lines, length, start, digest, _, after, *_ = said.decode("utf-8").split("\0")
        stream.seek(int(start))
        if sha256(stream.read(int(length))).hexdigest() == digest:
            return Trail(known, first + int(lines), int(start) + int(length), bytes.fromhex(after))
    return Trail(known)


def _odd(line: Line) -> bool:
    """Whether what it says could not be told from what separates lines here."""
    texts = (line.at, *(digest for digest, _ in line.objects), *(str(value) for value in line.place or ()))
    whole = "".join(texts)
    return "\n" in whole or "\0" in whole or (not whole.isascii() and not _encodes(whole))


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a pair
        return False
    return True


def _columns(lines: list[Line], raws: list[bytes], start: int) -> list[str]:
    captures, places = [], []
    for line, raw in zip(lines, raws, strict=True):
        if line.found is not None:
            captures.append((line.seq, start))
        if line.place is not None:
            places.append((line.seq, *line.place))
        start += len(raw)
    configs = dict.fromkeys(line.config for line in lines if line.config)
    objects = [pair for line in lines for pair in line.objects]
    containers = [digest for line in lines if line.kind == "container" for digest, _ in line.objects]
    columns = [[lines[-1].at], configs, *_turned(objects, 2), containers]
    return [_joined(column) for column in (*columns, *_turned(captures, 2), *_turned(places, 9))]


def _turned(rows: Iterable[Iterable[object]], width: int) -> list[tuple[object, ...]]:
    return list(zip(*rows, strict=True)) or [()] * width


def _joined(column: Iterable[object]) -> str:
    return "".join(f"{value}\n" for value in column)


def _read(columns: list[str]) -> Stretch:
    made, configs, named, sizes, containers, seqs, starts, placed, *place = (
        column.split("\n")[:-1] for column in columns
    )
    *texts, offsets, lengths = place
    rows = zip(*texts, map(int, offsets), map(int, lengths), strict=True)
    return Stretch(
        made[0],
        configs,
        list(zip(named, map(int, sizes), strict=True)),
        containers,
        list(zip(map(int, seqs), map(int, starts), strict=True)),
        list(zip(map(int, placed), map(Place._make, rows), strict=True)),
    )
