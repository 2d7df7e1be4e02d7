"""Parts: the WARCs and files of a case that go into a web archive, whole or only what was chosen of them.

What may live here: finding them. A container that is shown whole is copied as it is; of one that holds captures which
are withheld, only the records of those chosen are taken, byte for byte. What is sealed is never among them.
"""

import hashlib
import io
import os
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

from isnad.preserve.package.choice import Choice
from isnad.preserve.package.lines import Place
from isnad.preserve.package.source import Source
from isnad.preserve.package.wacz_out import FilePart
from isnad.preserve.package.warcs import WarcPart
from isnad.preserve.store import CHUNK, open_own
from isnad.preserve.trouble import Trouble, gone_problem
from isnad.records.capture import Capture
from isnad.records.problem import Problem

PathOf = Callable[[Capture], Path]
_COPY = "Put it back from a copy of the case: isnad check CASE"
_ARCHIVES = (".warc", ".warc.gz")


def warc_parts(source: Source, choice: Choice) -> Iterator[WarcPart | Problem]:
    """The WARCs to put in, in the order of the log; a Problem for one that cannot be read."""
    store, nothing_withheld = source.store, choice.whole and not source.protected.sealed
    objects = str(store.root / "sha256")  # put together as text: ten thousand paths of pathlib take their time
    for digest, held in _by_container(source, choice).items():
        whole = nothing_withheld or choice.holds_whole(source, digest)
        try:
            kind = held[0].kind if held else _kind(store.path(digest))
            if kind == "warc":
                yield _warc(source, f"{objects}/{digest[7:9]}/{digest[7:]}", digest, held, whole)
            elif kind == "wacz":
                yield from _members(source, digest, held, whole)
        except OSError as error:
            yield gone_problem(error, f"objects/sha256/{digest[7:9]}/{digest[7:]}")
        except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError) as error:
            yield Problem(what=f"This WACZ cannot be opened ({error}).", where=digest, todo=_COPY)


def file_parts(source: Source, choice: Choice, path_of: PathOf) -> Iterator[FilePart]:
    """The files to put in, each once: those given by hand, and items of containers that are no web archive.

    ``path_of`` gives where an item's own bytes lie, taken out of its container where it has to be.
    """
    seen: set[str] = set()
    for seq in choice.captures:
        if (place := source.places.get(seq)) and _in_archive(place):
            continue
        capture = choice.captures[seq]
        if capture.digest in seen:
            continue
        seen.add(capture.digest)
        opened = partial(source.open, capture.digest) if capture.within is None else partial(_taken, path_of, capture)
        yield FilePart(capture=capture, open=opened)


def _in_archive(place: Place) -> bool:
    """Whether a capture is a record of a WARC that can be found by its place."""
    return place.kind in ("warc", "wacz") and place.length > 0


def _by_container(source: Source, choice: Choice) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for seq, place in source.places.items():
        if seq in choice.captures and _in_archive(place):
            found.setdefault(place.container, []).append(place)
    if choice.whole:
        for digest in sorted(source.containers - found.keys() - source.protected.absent.keys()):
            found[digest] = []
    return found


def _kind(path: Path) -> str:
    """What a container is of which no capture says so."""
    with open_own(path) as stream:
        data = stream.read(1 << 10)
    if data.startswith(b"WARC/"):
        return "warc"
    if not data.startswith(b"\x1f\x8b"):
        return ""
    import zlib

    try:
        return "warc" if zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(data, 5) == b"WARC/" else ""
    except zlib.error:
        return ""


def _warc(source: Source, path: str, digest: str, held: list[Place], whole: bool) -> WarcPart:
    opened, name = partial(source.open, digest), _named(held, digest)
    if not whole:
        return _cut(opened, digest, name, held)
    size = source.objects.get(digest, -1)  # as the log has it: what has another size now has another digest, too
    size = size if size >= 0 else os.stat(path).st_size
    return WarcPart(digest, size, opened, name, _places(held), "", path)


def _members(source: Source, digest: str, held: list[Place], whole: bool) -> Iterator[WarcPart]:
    """The WARCs within a WACZ."""
    path = source.store.path(digest)
    with zipfile.ZipFile(path) as archive:
        names = [info.filename for info in archive.infolist() if info.filename.endswith(_ARCHIVES)]
    for member in sorted(names):
        of_it = [place for place in held if place.member == member]
        opened, name = partial(_member, path, member), f"{_named(held, digest)}, {member}"
        if not whole:
            if of_it:
                yield _cut(opened, digest, name, of_it)
            continue
        sums, size = hashlib.sha256(), 0
        with opened() as stream:
            while data := stream.read(CHUNK):
                sums.update(data)
                size += len(data)
        found = "sha256:" + sums.hexdigest()
        yield WarcPart(digest=found, size=size, open=opened, name=name, captures=_places(of_it), within=digest)


def _cut(opened: Callable[[], BinaryIO], digest: str, name: str, held: list[Place]) -> WarcPart:
    """Only the records of these captures."""
    spans, captures, size = [], {}, 0
    for offset, place in sorted(_places(held).items()):
        spans.append((offset, place.length))
        captures[size] = place
        size += place.length
    with _Spans(opened(), spans) as stream:
        found = hashlib.file_digest(cast(Any, stream), "sha256")
    again = cast("Callable[[], BinaryIO]", lambda: _Spans(opened(), spans))
    cut = "sha256:" + found.hexdigest()
    return WarcPart(digest=cut, size=size, open=again, name=name, captures=captures, within=digest)


def _places(held: list[Place]) -> dict[int, Place]:
    return {place.offset: place for place in held}


def _named(held: list[Place], digest: str) -> str:
    return held[0].origin if held else f"objects/sha256/{digest[7:9]}/{digest[7:]}"


def _taken(path_of: PathOf, capture: Capture) -> BinaryIO:
    try:
        return open_own(path_of(capture))
    except Trouble as error:
        raise OSError(error.problem.what) from error


def _member(path: Path, member: str) -> BinaryIO:
    archive = zipfile.ZipFile(open_own(path))
    stream = archive.open(member)
    archive.close()  # the file itself stays open until the member is closed
    return cast(BinaryIO, stream)


class _Spans(io.RawIOBase):
    """Stretches of a stream, one after the other."""

    def __init__(self, stream: BinaryIO, spans: list[tuple[int, int]]) -> None:
        super().__init__()
        self._stream, self._spans = stream, list(spans)
        self._left = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            return self.readall()
        while not self._left:
            if not self._spans:
                return b""
            place, self._left = self._spans.pop(0)
            self._stream.seek(place)
        data = self._stream.read(min(size, self._left))
        if not data:
            raise OSError("a record ends beyond the end of its file")
        self._left -= len(data)
        return data

    def readinto(self, buffer: Any) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()
