"""How fast a WACZ is written, beside py-wacz on the same WARCs in the same run: ``python benchmarks/wacz_export.py``.

For each size of page a case is made of N invented pages (10,000), in what a case holds: a WARC for each page
(warcinfo, request, response, metadata), or one WARC with all. By turns, each in a process of its own, are timed

  the writer   ``write_wacz`` on the WARCs, told what the log says of them: what ``wacz create`` does
  isnad        ``isnad package CASE --as wacz``: hashes the whole log, and holds it against its signed root, as well
  py-wacz      ``wacz create --detect-pages`` on the WARCs

and printed is the median CPU time (user and system) and wall time of whole processes, worst shape first. Every object's
SHA-256 is checked in both of ours. "first" is where nothing was noted when the pages were captured (a case of an older
version, or from another machine): then all records and lines of the log are read during the export. What noting costs
when capturing is printed beside.
"""

import argparse
import io
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from isnad.casebook import Casebook
    from isnad.preserve.warc.out import Placed, WarcOut

HAND = 512  # WARCs that are kept together
Items = list[tuple[str, bytes, "Placed"]]  # the address and body of each page, and where it stands
BEGAN = datetime(2021, 3, 2, 8, 0, tzinfo=UTC)
WAYS = ("the writer", "isnad", "the writer, first", "isnad, first")
Spent = tuple[float, float]  # seconds of CPU, and on the wall
HEADERS = (
    ("Date", "Tue, 02 Mar 2021 08:00:00 GMT"),
    ("Server", "post"),
    ("Cache-Control", "max-age=600"),
    ("Vary", "Accept-Encoding"),
    ("Content-Type", "text/html; charset=utf-8"),
)


@dataclass(slots=True)
class Shape:
    """One kind of case, and what was measured with it."""

    name: str
    case: Path
    warcs: list[str]
    megabytes: float
    noting: float  # seconds of CPU
    spent: dict[str, list[Spent]] = field(default_factory=dict)

    def median(self, way: str) -> Spent:
        cpu, wall = zip(*self.spent[way], strict=True)
        return statistics.median(cpu), statistics.median(wall)

    def times(self, way: str) -> Spent:
        """How many times faster than py-wacz."""
        ours, theirs = self.median(way), self.median("py-wacz")
        return theirs[0] / ours[0], theirs[1] / ours[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=10_000, metavar="N")
    parser.add_argument("--bytes", type=int, nargs="+", default=[2_000, 16_000, 64_000], metavar="N", help="of a page")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--validate", action="store_true", help="also run wacz validate on what isnad wrote")
    given = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as everywhere, a second run finds what the first one compiled
    done = []
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["ISNAD_HOME"] = f"{temporary}/home"
        for size in given.bytes:
            for together in (False, True):
                shape = _made(Path(temporary) / f"{size}-{together}", given.records, size, together)
                _measure(shape, given.rounds, given.validate)
                shutil.rmtree(shape.case.parent)
                done.append(shape)
                _tell([shape])
    print("\nworst first:")
    _tell(sorted(done, key=lambda shape: min(min(shape.times(way)) for way in WAYS[:2])))


def _measure(shape: Shape, rounds: int, validate: bool) -> None:
    listed, to = shape.case.parent / "list", str(shape.case.parent / "out.wacz")
    isnad = [str(Path(sys.executable).with_name("isnad")), "package", str(shape.case), "--as", "wacz", "--to", to]
    writer = [sys.executable, str(Path(__file__).with_name("wacz_writer.py")), str(listed), to]
    theirs = [sys.executable, "-m", "wacz", "create", "--detect-pages", "-o", to, *shape.warcs]
    noted, aside = shape.case / "derived" / "warc-records.sqlite", shape.case.parent / "aside"
    shutil.copy(noted, aside)
    for _ in range(rounds):
        for way, command in (("the writer", writer), ("py-wacz", theirs), ("isnad", isnad)):
            shape.spent.setdefault(way, []).append(_timed(command, to))
        for way, command in (("the writer, first", writer), ("isnad, first", isnad)):
            noted.unlink()
            shape.spent.setdefault(way, []).append(_timed(command, to))
            shutil.copy(aside, noted)
    if validate:
        _timed(isnad, to)
        print(f"  wacz validate takes it: {_timed([sys.executable, '-m', 'wacz', 'validate', '-f', to], to)[1]:.1f} s")


def _tell(shapes: list[Shape]) -> None:
    for shape in shapes:
        cpu, wall = shape.median("py-wacz")
        print(
            f"{shape.name}: py-wacz {cpu:.2f} s CPU, {wall:.2f} s wall; noted when captured in {shape.noting:.2f} s CPU"
        )
        for way in WAYS:
            (cpu, wall), (by_cpu, by_wall) = shape.median(way), shape.times(way)
            print(f"  {way:18s} {cpu:6.2f} s CPU, {wall:6.2f} s wall: {by_cpu:5.1f} and {by_wall:5.1f} times faster")
    sys.stdout.flush()


def _timed(command: list[str], to: str) -> Spent:
    """What a command took; what it writes to is away before, but for a validator."""
    if "validate" not in command:
        Path(to).unlink(missing_ok=True)
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{command[:6]} failed: {done.stdout[-500:]} {done.stderr[-2000:]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def _made(folder: Path, number: int, size: int, together: bool) -> Shape:
    """A case of invented pages, captured as ``isnad add`` captures them, and what py-wacz is given of it."""
    from isnad.casebook import new_casebook
    from isnad.preserve.package import known

    noting, before = [0.0], known.note_records

    def timed(*given: object) -> None:
        start = time.process_time()
        before(*given)  # type: ignore[arg-type]
        noting[0] += time.process_time() - start

    known.note_records = timed
    (folder / "warcs").mkdir(parents=True)
    book = new_casebook(folder / "case", "Benchmark")
    warcs, whole = [], 0
    with (folder / "list").open("w") as lines:
        lines.write(f"{book.derived}\n")
        made = _warcs(number, size, together)
        while some := list(islice(made, HAND)):
            with book.writing():
                digests = [_keep(book, data, items, lines) for data, items in some]
            for digest in digests:
                warcs.append(str(folder / "warcs" / f"{len(warcs):06d}.warc.gz"))
                os.link(book.store.path(digest), warcs[-1])
                whole += os.path.getsize(warcs[-1])
    book.note_records(whole=True)
    known.note_records = before
    name = f"{'one WARC' if together else 'a WARC each'}, {number} pages of {size} bytes, {whole / 1e6:.0f} MB packed"
    return Shape(name, folder / "case", warcs, whole / 1e6, noting[0])


def _warcs(number: int, size: int, together: bool) -> Iterator[tuple[bytes, Items]]:
    """WARCs of invented pages, as a capture writes them."""
    from isnad.preserve.warc.out import WarcOut

    words = Random(1)
    vocabulary = ["".join(words.choices("aeiourstlnmdk", k=words.randint(2, 9))) for _ in range(4000)]
    held, items, out = io.BytesIO(), [], None
    for n in range(number):
        if out is None:
            out = WarcOut(held, "benchmark")
            out.info(BEGAN)
        body = f"<html><title>Report {n}</title><p>{' '.join(words.choices(vocabulary, k=size // 6))}</p>".encode()
        url = f"https://post-{n % 97}.example/reports/{n}"
        items.append((url, body, _exchange(out, n, url, body, alone=not together)))
        if not together or n == number - 1:
            yield held.getvalue(), items
            held, items, out = io.BytesIO(), [], None


def _exchange(out: "WarcOut", n: int, url: str, body: bytes, alone: bool) -> "Placed":
    fields = "".join(f"{name}: {value}\r\n" for name, value in (*HEADERS, ("Content-Length", len(body))))
    response = f"HTTP/1.1 200 OK\r\n{fields}\r\n".encode() + body
    return out.exchange(
        url,
        BEGAN + timedelta(seconds=n),
        request=b"GET / HTTP/1.1\r\nHost: post.example\r\n\r\n",
        response=io.BytesIO(response),
        size=len(response),
        facts={"tool": "benchmark"} if alone else None,
    )[1]


def _keep(book: "Casebook", data: bytes, items: Items, lines: TextIO) -> str:
    """Keep a WARC and its pages, as ``Casebook.add`` does; the digest of the WARC."""
    from isnad.preserve.item import Taken
    from isnad.preserve.manifest import Told
    from isnad.records.capture import Within, digest_of

    digest, told = digest_of(data), Told(publisher="The Post", url=items[0][0])
    book.keep(Taken(origin=items[0][0], stream=io.BytesIO(data), told=told, container=True))
    for url, body, placed in items:
        within = Within(container=digest, kind="warc", record=placed.record, offset=placed.offset, length=placed.length)
        told = Told(publisher="The Post", url=url)
        taken = Taken(
            origin=url, stream=io.BytesIO(body), media_type="text/html", told=told, within=within, headers=HEADERS
        )
        kept = book.keep(taken).capture
        assert kept is not None
        path = book.store.path(digest)
        lines.write(f"{digest}\t{len(data)}\t{path}\t{kept.id}\t{url}\t{placed.offset}\t{placed.length}\n")
    return digest


if __name__ == "__main__":
    main()
