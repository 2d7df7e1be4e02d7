"""How fast containers are taken, against plain iteration by warcio in the same run, and in how much memory.

    python benchmarks/containers.py [records] [rounds]

Prints processor seconds (of children too: others use the machine), their ratio, and wall seconds behind them. Memory is
the peak of each, measured in a process of its own.
"""

import io
import json
import multiprocessing
import os
import re
import resource
import sys
import tempfile
import time
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from preserve.containers.made import wacz

from isnad.preserve.containers.extract import extract
from isnad.preserve.item import Taken
from isnad.preserve.take import take


def make(path: Path, count: int) -> None:
    """A WARC of pages of some 6 kB, each with its request."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        for n in range(count):
            words = "".join(f"<p>Report {n}.{k}: {n * k % 97} people died in the market of Kol.</p>" for k in range(90))
            heads = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "s.example")], is_http_request=True)
            uri = f"https://s.example/{n}"
            writer.write_record(
                writer.create_warc_record(uri, "response", io.BytesIO(words.encode()), http_headers=heads)
            )
            writer.write_record(writer.create_warc_record(uri, "request", io.BytesIO(b""), http_headers=asked))


def by_warcio(path: str) -> int:
    """Read every response's content, as any importer must; no digest is checked."""
    found = 0
    with open(path, "rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type == "response":
                found += len(record.content_stream().read())
    return found


def by_take(path: str) -> int:
    """Take every item and read it."""
    return sum(len(each.stream.read()) for each in take(path) if isinstance(each, Taken) and not each.container)


def by_extract(path: str) -> int:
    """Take 500 items out again, one by one."""
    places = [each.within for each in take(path) if isinstance(each, Taken) and each.within][:500]
    began = time.perf_counter()
    size = sum(len(piece) for place in places for piece in extract(Path(path), place))
    print(f"taken out again: {len(places) / (time.perf_counter() - began):.0f} items/s")
    return size


def by_check(path: str) -> int:
    """Check a WACZ, every part with every other."""
    from isnad.preserve.containers.wacz_check import wacz_checks

    return sum(len(checked.problems) for checked in wacz_checks(Path(path)))


def posts(path: Path, count: int) -> None:
    """A Telegram export."""
    rows = [
        {
            "id": n,
            "type": "message",
            "date": "2031-03-04T10:00:00",
            "date_unixtime": str(1930000000 + n),
            "text": f"قُتل {n} شخصا " * 9,
        }
        for n in range(count)
    ]
    whole = {"name": "Kol", "type": "public_channel", "id": 1, "messages": rows}
    with path.open("w") as file:
        json.dump(whole, file, ensure_ascii=False, indent=1)


def _run(name: str, path: str, line) -> None:
    began, before = time.perf_counter(), _processor()
    size = globals()[name](path)
    seconds = time.perf_counter() - began
    own = int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) // 1024
    from isnad.preserve.confined import workers

    workers.end_all()  # so that what they used is counted
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    line.send((_processor() - before, size, own, child, seconds))


def _processor() -> float:
    """Processor seconds of this process and of the children that have ended."""
    return sum(os.times()[:4])


def measured(name: str, path: Path) -> tuple[float, int, int, int, float]:
    """Processor seconds, bytes, peak MB of the process and of its largest child, wall seconds."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(name, str(path), theirs))
    process.start()
    found = ours.recv()
    process.join()
    return found


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory() as folder:
        ratios = []
        for size in (count // 10, count):
            path = Path(folder) / f"{size}.warc.gz"
            make(path, size)
            for _ in range(rounds):
                plain, got = measured("by_warcio", path), measured("by_take", path)
                assert plain[1] == got[1]
                ratios.append(got[0] / plain[0])
                print(f"{size} pages, {path.stat().st_size / 1e6:.0f} MB: "
                      f"warcio {plain[0]:.2f} s (wall {plain[4]:.2f}, {plain[2]} MB), "
                      f"take {got[0]:.2f} s (wall {got[4]:.2f}, {got[2]} MB, child {got[3]} MB), "
                      f"ratio {ratios[-1]:.2f}")  # fmt: skip
        measured("by_extract", path)
        package = Path(folder) / "all.wacz"
        package.write_bytes(wacz({"all.warc.gz": path.read_bytes()}))
        got = measured("by_check", package)
        print(f"a WACZ of them checked: {got[0]:.2f} s ({got[2]} MB)")
        export = Path(folder) / "result.json"
        posts(export, count * 5)
        got = measured("by_take", export)
        print(
            f"{count * 5} posts, {export.stat().st_size / 1e6:.0f} MB: {got[0]:.2f} s ({got[2]} MB, child {got[3]} MB)"
        )
    print(f"worst ratio {max(ratios):.2f}")


if __name__ == "__main__":
    main()
