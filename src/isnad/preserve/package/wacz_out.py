"""Wacz_out: a web archive that players open: WACZ 1.1.1, written in one pass.

What may live here: what stands where in a WACZ. WARCs are copied byte for byte, never packed again, and indexed while
they are copied; files given by hand become ``resource`` records. It is not signed: WACZ's own signing wants a
certificate for a domain, and the log's signed checkpoint in the evidence package covers more.

Up to ``SEPARATE`` WARCs each keep a file of their own, named by its digest. Of more, the small ones are put one after
the other into files of up to 1 GB (the size WARC 1.1, annex C.2, recommends), each of which is a WARC as well: a player
reads the ZIP's own index first, and ``wacz validate`` looks every file up in a list, so that both take longer with
every file (benchmarks/wacz_export.py). In either form ``isnad/parts.csv`` says where the bytes of each WARC stand.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from itertools import chain, islice
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, BinaryIO, cast

from isnad.preserve.package.cdxj import Ready, SortedLines, line_of, named, packed_blocks, ready_of, write_index
from isnad.preserve.package.known import KnownRecords
from isnad.preserve.package.tables import Hashing, Table, datapackage, page_head, pretty, record_of
from isnad.preserve.package.warcs import GZIP, Held, WarcPart, changed, digest_problem, held, ready_for, taken
from isnad.preserve.package.zipped import ZipOut
from isnad.preserve.trouble import gone_problem, trouble
from isnad.records.capture import Capture, digest_of
from isnad.records.problem import Problem, Severity

if TYPE_CHECKING:
    from isnad.preserve.package.scan import Broken, Record
    from isnad.preserve.warc.out import WarcOut

PARTS, FILES = "isnad/parts.csv", "archive/files.warc.gz"
SEPARATE = 100
_SMALL = 64 << 20  # bytes up to which a WARC is held in memory while it is checked, then joined to others
_VOLUME = 1_000_000_000  # bytes
_ASKED = 512  # WARCs whose records are asked for at once
_BLOCKS_AHEAD = 32  # packed blocks of the index that are held: some 60 kB each
_PIECE = 1 << 18  # bytes of a WARC that are copied at a time
_PAGES, _EXTRA = "pages/pages.jsonl", "pages/extraPages.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePart:
    """A file given by hand: its capture, and ``open``, which gives its bytes."""

    capture: Capture
    open: Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a package says of itself: ``made`` is the time of the newest line of the log it is made from, not of its
    making, so that the same case gives the same bytes."""

    title: str
    software: str
    made: datetime


def write_wacz(
    stream: BinaryIO,
    about: About,
    warcs: Iterable[WarcPart],
    files: Iterable[FilePart] = (),
    tell: Callable[[int], None] = lambda _: None,
    known: KnownRecords | None = None,
) -> Iterator[Problem]:
    """Write a WACZ to a seekable stream; it is whole once the last problem was given.

    ``tell`` is told how many parts are done; ``known`` is asked for records before a WARC is read for them. A WARC or
    file whose bytes are not those its digest names is left out, with a Problem. Raises OSError for what the system
    refuses, and Trouble where bytes change while they are copied.
    """
    out = ZipOut(stream)
    try:
        made = _Wacz(out, tell, known)
        yield from made.add_warcs(list(warcs))
        yield from made.add_files(files, about)
        made.finish(about)
    except BaseException:
        out.abandon()
        raise


class _Wacz:
    def __init__(self, out: ZipOut, tell: Callable[[int], None], known: KnownRecords | None) -> None:
        self._out, self._tell, self._known, self._done = out, tell, known, 0
        self._lines = SortedLines()
        self._pages, self._extra = Table(page_head("pages", "Pages")), Table(page_head("extra", "Other captures"))
        self._parts = Table(b"digest,size,file,offset,within\n")

    def add_warcs(self, warcs: list[WarcPart]) -> Iterator[Problem]:
        """Copy and index WARCs: the small ones together where there are many, then the others."""
        joined = len(warcs) > SEPARATE
        alone = [warc for warc in warcs if not joined or warc.size > _SMALL]
        if joined:
            waiting = self._joinable([warc for warc in warcs if warc.size <= _SMALL], alone)
            next_one, volume = next(waiting, None), 0
            while next_one:
                name = f"captures-{volume:03d}.warc.gz"
                volume += 1
                with self._out.member(f"archive/{name}", size=min(_VOLUME, sum(w.size for w in warcs))) as stream:
                    between = named(name)
                    while next_one and (start := stream.written) + len(next_one.data) <= _VOLUME:
                        stream.write(next_one.data)
                        self._index(next_one.warc, next_one.ready, name, start, between)
                        next_one = next(waiting, None)
        for warc in alone:
            yield from self._alone(warc)

    def _joinable(self, warcs: list[WarcPart], alone: list[WarcPart]) -> Iterator[Held]:
        """Those of the WARCs that others may follow in a file. The rest, which no reader gets past, and those whose
        bytes changed, are added to ``alone``: what is wrong with them is said there."""
        for start in range(0, len(warcs), _ASKED):
            some = warcs[start : start + _ASKED]
            known = self._ready_for(some)
            for warc in some:
                found = _known_held(warc, known.get(warc.digest)) or held(warc, self._known)
                if isinstance(found, Problem) or found.broken or not found.ready or not found.data.startswith(GZIP):
                    alone.append(warc)
                else:
                    yield found

    def _ready_for(self, warcs: list[WarcPart]) -> dict[str, list[Ready]]:
        return self._known.get([warc.digest for warc in warcs]) if self._known else {}

    def _alone(self, warc: WarcPart) -> Iterator[Problem]:
        """Give a WARC a file of its own."""
        ready = self._ready_for([warc]).get(warc.digest)
        if ready is not None:
            yield from self._copied(warc, ready)
        elif warc.size > _SMALL:
            yield from self._streamed(warc)
        else:
            found = held(warc, self._known)
            if isinstance(found, Problem):
                yield found
                return
            if found.broken:
                yield from self._aside(warc, found.broken)
                return
            name = _name(warc, found.data)
            with self._out.member(f"archive/{name}", size=warc.size, digest=warc.digest) as stream:
                stream.write(found.data)
            self._index(warc, found.ready, name)

    def _copied(self, warc: WarcPart, ready: list[Ready]) -> Iterator[Problem]:
        """Copy a WARC whose records are known: in one pass, and taken back where its digest is not the one it had."""
        try:
            with warc.open() as source:
                name = _name(warc, source.read(2))
            source = warc.open()
        except OSError as error:
            yield gone_problem(error, warc.name)
            return
        found = sha256()
        with source, self._out.member(f"archive/{name}", size=warc.size, digest=warc.digest) as stream:
            while data := source.read(_PIECE):
                stream.write(data)
                found.update(data)  # here, while the member's own thread writes
            if found.hexdigest() != warc.digest[7:]:
                stream.drop()
        if stream.dropped:
            yield changed(found.hexdigest(), warc)
        else:
            self._index(warc, ready, name)

    def _streamed(self, warc: WarcPart) -> Iterator[Problem]:
        """Copy a large WARC: its digest is taken first, then it is copied and indexed in pieces."""
        from isnad.preserve.package.scan import Broken, scan

        if problem := digest_problem(warc.open, warc.digest, warc.name):
            yield problem
            return
        with warc.open() as source:
            name = _name(warc, source.read(2))
        found: list[Record] = []
        broken = None
        with warc.open() as source, self._out.member(f"archive/{name}", size=warc.size) as stream:
            try:
                found.extend(scan(source, stream.write))
            except Broken as error:
                broken = error
                stream.drop()
        if stream.digest != warc.digest:
            raise trouble("Its bytes changed while they were copied.", warc.name, "Check the disk, then try again.")
        if broken:
            yield from self._aside(warc, broken)
            return
        self._index(warc, self._known.put(warc.digest, found) if self._known else ready_for(found), name)

    def _aside(self, warc: WarcPart, error: "Broken") -> Iterator[Problem]:
        """Give a WARC that cannot be followed a place beside the archive, and its sound records one in it."""
        from isnad.preserve.package.aside import FOLDER, sound_records

        with warc.open() as source, self._out.member(f"{FOLDER}/{warc.digest[7:]}", size=warc.size) as stream:
            while data := source.read(_PIECE):
                stream.write(data)
        if stream.digest != warc.digest:
            raise trouble("Its bytes changed while they were copied.", warc.name, "Check the disk, then try again.")
        self._parts.add(f"{warc.digest},{warc.size},{FOLDER}/{warc.digest[7:]},0,{warc.within}\n".encode())
        found, captures, name = [], {}, f"{warc.digest[7:]}-sound.warc"
        with warc.open() as source:
            name += ".gz" if source.read(2) == GZIP else ""
        with self._out.member(f"archive/{name}", size=warc.size) as stream:
            for place, record, data in sound_records(warc):
                captures[stream.written] = place
                found.append(replace(record, offset=stream.written))
                stream.write(data)
            if not found:
                stream.drop()
        if found:
            made = warc._replace(digest=stream.digest, size=stream.written, captures=captures, within=warc.digest)
            self._index(made, ready_for(found), name)
        else:
            self._done_one()
        yield _broken(error, warc, len(found))

    def add_files(self, files: Iterable[FilePart], about: About) -> Iterator[Problem]:
        """Write files given by hand as resource records."""
        waiting = iter(files)
        first = next(waiting, None)
        if first is None:
            return
        name = FILES.rpartition("/")[2]
        with self._out.member(FILES) as stream:
            from isnad.preserve.warc.out import WarcOut

            hashing = Hashing(stream)
            out = WarcOut(cast(BinaryIO, hashing), about.software)
            out.info(about.made, {"isPartOf": " ".join(about.title.split())})
            for part in chain((first,), waiting):
                hashing.taken()
                yield from self._write(part, out, hashing, name)

    def _write(self, part: FilePart, out: "WarcOut", hashing: Hashing, name: str) -> Iterator[Problem]:
        capture = part.capture
        if problem := digest_problem(part.open, capture.digest, capture.origin):
            yield problem
            return
        with part.open() as source:
            kind = capture.media_type.partition(";")[0].strip().lower()
            try:
                placed = out.resource(source, capture.size, capture.captured, media_type=kind, digest=capture.digest)
            except ValueError as error:
                todo = "Check the disk, then try again."
                raise trouble(f"It could not be written as a record ({error}).", capture.origin, todo) from error
        ready = ready_of(record_of(placed, hashing.taken()))
        self._lines.add(line_of(ready, named(name)))
        self._page(ready, capture.id, capture.title or capture.origin)
        self._done_one()

    def finish(self, about: About) -> None:
        """Write all but the archive: pages, index, and the list of files with their digests."""
        blocks = packed_blocks(self._lines)
        with self._out.member(_PAGES, packed=True, quick=True) as stream:
            self._pages.to(stream)
            ahead = list(islice(blocks, _BLOCKS_AHEAD))  # here, while the member's own thread packs the pages
        with self._out.member(_EXTRA, packed=True, quick=True) as stream:
            self._extra.to(stream)
        write_index(self._out, chain(ahead, blocks))
        with self._out.member(PARTS, packed=True, quick=True) as stream:
            self._parts.to(stream)
        package = datapackage(self._out.members, about)
        self._out.put("datapackage.json", package)
        digest = {"path": "datapackage.json", "hash": digest_of(package)}
        self._out.put("datapackage-digest.json", pretty(digest))
        self._out.close()

    def _index(self, warc: WarcPart, ready: list[Ready], name: str, start: int = 0, between: bytes = b"") -> None:
        """Name the records of a WARC that was put into a file at byte ``start``, and the WARC itself."""
        between, captures = between or named(name), warc.captures
        for each in ready:
            if each.head:
                self._lines.add(line_of(each, between, start))
            if place := captures.get(each.offset):
                self._page(each, place.id, place.title or place.origin)
        self._parts.add(f"{warc.digest},{warc.size},archive/{name},{start},{warc.within}\n".encode())
        self._done_one()

    def _page(self, ready: Ready, ident: str, title: str) -> None:
        head = f'{{"id":{encode_basestring(ident)},"title":{encode_basestring(title)}'.encode()
        (self._pages if ready.is_page else self._extra).add(head + ready.page)

    def _done_one(self) -> None:
        self._done += 1
        self._tell(self._done)


def _known_held(warc: WarcPart, ready: list[Ready] | None) -> Held | None:
    """A WARC whose records are known; None where they are not, or where something is wrong, which ``held`` tells."""
    if ready is None:
        return None
    try:
        data = taken(warc)
    except OSError:
        return None
    return Held(warc, data, ready) if sha256(data).hexdigest() == warc.digest[7:] else None


def _broken(error: "Broken", warc: WarcPart, sound: int) -> Problem:
    what = f"From byte {error.offset} on this WARC cannot be read, as when it was preserved: {error}"
    todo = (
        f"It is kept whole in the WACZ, as aside/{warc.digest[7:]}; its archive and index have {sound:,} records of it."
    )
    return Problem(what=what, where=warc.name, todo=todo, severity=Severity.WARNING)


def _name(warc: WarcPart, data: bytes) -> str:
    return f"{warc.digest[7:]}.warc{'.gz' if data.startswith(GZIP) else ''}"
