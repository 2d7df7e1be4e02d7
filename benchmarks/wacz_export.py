"""How fast a WACZ is written, beside py-wacz on the same WARCs in the same run.

Usage: python benchmarks/wacz_export.py [--records N] [--bytes N ...] [--validate]

Inputs are N responses (10,000) of invented pages of each size: in one WARC, and in what a case holds, a WARC each
(warcinfo, request, response, metadata). Our writer and ``wacz create --detect-pages`` (both list pages, which a WACZ
must have) each run in a process of their own, whose whole CPU time counts. Ours is told what the log tells: the digest
of each WARC, which is checked while it is copied, and where its captures stand. Then again, where the places of all
records are kept from the first time (``derived/``); then with each WARC in a file of its own, and what
``wacz validate`` takes for either.
"""

import argparse
import io
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import TextIO

from isnad.preserve.package import wacz_out
from isnad.preserve.package.known import KnownRecords
from isnad.preserve.package.wacz_out import About, WarcPart, write_wacz
from isnad.preserve.warc.out import WarcOut
from isnad.records.capture import Capture, Within, digest_of

BEGAN = datetime(2021, 3, 2, 8, 0, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=10_000, metavar="N")
    parser.add_argument("--bytes", type=int, nargs="+", default=[2_000, 16_000, 64_000], metavar="N", help="of a page")
    parser.add_argument("--validate", action="store_true", help="also run wacz validate (minutes, for many files)")
    parser.add_argument("--ours", nargs=3, metavar=("LIST", "TO", "SEPARATE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.ours:
        _ours(Path(given.ours[0]), Path(given.ours[1]), int(given.ours[2]))
        return
    with tempfile.TemporaryDirectory() as temporary:
        for size in given.bytes:
            for name, together in (("one WARC", True), ("a WARC each", False)):
                folder = Path(temporary) / f"{size}-{together}"
                _compare(name, _made(folder, given.records, size, together), size, given)
                shutil.rmtree(folder)


def _compare(name: str, listed: Path, size: int, given: argparse.Namespace) -> None:
    files = sorted(str(path) for path in listed.with_suffix("").iterdir())
    whole = sum(Path(path).stat().st_size for path in files) / 1e6
    print(f"{name}: {given.records} pages of {size} bytes, {len(files)} files, {whole:.0f} MB packed", flush=True)
    to, theirs_to, apart_to = (str(listed.parent / f"{n}.wacz") for n in ("ours", "theirs", "apart"))
    ours = _timed([sys.executable, __file__, "--ours", str(listed), to, str(wacz_out.SEPARATE)])
    start = _timed([sys.executable, "-m", "wacz", "--version"])
    theirs = _timed([sys.executable, "-m", "wacz", "create", "--detect-pages", "-o", theirs_to, *files])
    again = _timed([sys.executable, __file__, "--ours", str(listed), to, str(wacz_out.SEPARATE)])
    print(f"  ours {ours:.2f} s, py-wacz {theirs:.2f} s (of it {start:.2f} s to start): ", end="")
    print(f"{theirs / ours:.1f} times faster", flush=True)
    print(f"  ours again, records known {again:.2f} s: {theirs / again:.1f} times faster", flush=True)
    kinds = [("joined", to)]
    if len(files) > 1:
        apart = _timed([sys.executable, __file__, "--ours", str(listed), apart_to, str(len(files))])
        print(f"  ours with {len(files)} files apart {apart:.2f} s", flush=True)
        kinds.append(("apart", apart_to))
    for kind, path in kinds if given.validate else ():
        took = _timed([sys.executable, "-m", "wacz", "validate", "-f", path])
        print(f"  wacz validate, {kind}: {took:.1f} s", flush=True)


def _ours(listed: Path, to: Path, separate: int) -> None:
    """Write a WACZ as ``isnad package`` does; this runs in a process of its own."""
    wacz_out.SEPARATE = separate
    parts = list(_parts(listed))
    about = About(title="Benchmark", software="isnad", made=BEGAN)
    began = time.process_time()
    with to.open("wb") as stream, closing(KnownRecords(listed.parent / "derived")) as known:
        problems = list(write_wacz(stream, about, parts, known=known))
    took, peak = time.process_time() - began, _peak()
    print(f"  the writer alone {took:.2f} s, peak memory {peak:.0f} MB, {len(problems)} problems")


def _peak() -> float:
    """The most memory this process held, in MB; what the one that started it held does not count, as in getrusage."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _parts(listed: Path) -> Iterator[WarcPart]:
    """What the log says of the WARCs: their digests and where their captures stand."""
    folder = listed.with_suffix("")
    for line in listed.read_text().splitlines():
        said = json.loads(line)
        path = folder / said["name"]
        captures = {}
        for n, offset, length in said["placed"]:
            within = Within(container=said["digest"], kind="warc", offset=offset, length=length)
            captures[offset] = Capture(
                id=f"{n:016x}",
                digest=said["digest"],
                size=length,
                origin=_address(n),
                captured=BEGAN,
                tool="benchmark",
                within=within,
            )
        opened = partial(path.open, "rb")
        yield WarcPart(digest=said["digest"], size=said["size"], open=opened, name=path.name, captures=captures, path=str(path))


def _made(folder: Path, number: int, size: int, together: bool) -> Path:
    """WARCs of invented pages, and beside the folder what a log would say of each."""
    folder.mkdir()
    words = Random(1)
    vocabulary = ["".join(words.choices("aeiourstlnmdk", k=words.randint(2, 9))) for _ in range(4000)]
    listed = folder.with_suffix(".list")
    with listed.open("w") as lines:
        held, placed, out = io.BytesIO(), [], None
        for n in range(number):
            if out is None:
                out = WarcOut(held, "benchmark")
                out.info(BEGAN)
            body = f"<html><title>Report {n}</title><p>{' '.join(words.choices(vocabulary, k=size // 6))}</p>".encode()
            placed.append(_exchange(out, n, body, alone=not together))
            if not together or n == number - 1:
                _keep(folder, n, held.getvalue(), placed, lines)
                held, placed, out = io.BytesIO(), [], None
    return listed


def _exchange(out: WarcOut, n: int, body: bytes, alone: bool) -> tuple[int, int, int]:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    response = out.exchange(
        _address(n),
        BEGAN + timedelta(seconds=n),
        request=b"GET / HTTP/1.1\r\nHost: post.example\r\n\r\n",
        response=io.BytesIO(head + body),
        size=len(head + body),
        facts={"tool": "benchmark"} if alone else None,
    )[1]
    return n, response.offset, response.length


def _address(n: int) -> str:
    return f"https://post-{n % 97}.example/reports/{n}"


def _keep(folder: Path, n: int, data: bytes, placed: list[tuple[int, int, int]], lines: TextIO) -> None:
    name = f"{n:06d}.warc.gz"
    (folder / name).write_bytes(data)
    said = {"name": name, "digest": digest_of(data), "size": len(data), "placed": placed}
    lines.write(json.dumps(said) + "\n")


def _timed(command: list[str]) -> float:
    """Seconds of CPU that a command took: both writers use one core, and others may be at work on this machine."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if done.returncode:
        sys.exit(f"{command[:6]} failed: {done.stdout[-500:]} {done.stderr[-2000:]}")
    sys.stdout.writelines(_told(done.stdout))
    return took


def _told(printed: str) -> Iterator[str]:
    yield from (line + "\n" for line in printed.splitlines() if line.startswith("  the writer alone"))


if __name__ == "__main__":
    main()
