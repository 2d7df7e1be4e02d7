"""What capturing a URL as evidence costs beside plainly getting it: ``python benchmarks/url_capture.py``.

All ask the same server, in a process of its own on loopback, by turns in one run. Printed is the median of each and
the ratios, to ``httpx.get`` (which makes TLS ready each time) and to an httpx client made beforehand. A capture judges
the address, keeps the wire bytes, writes a WARC, hashes it and reads the page out of it.
"""

import multiprocessing
import statistics
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection

import httpx

from isnad.preserve.item import Limits, Taken
from isnad.preserve.manifest import Told
from isnad.preserve.web.fetch import fetch

SIZES = (1_000, 100_000, 5_000_000, 50_000_000)  # bytes
TEXT = b"".join(b"<p>%d people were reported killed near the grain market.</p>\n" % (n % 977) for n in range(900_000))
LIMITS = Limits(allowed=("127.0.0.1",))


class Pages(BaseHTTPRequestHandler):
    """Text of the size that the path names."""

    def do_GET(self) -> None:
        body = TEXT[: int(self.path[1:])]
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def serve(tell: Connection) -> None:
    """Serve for ever; the port is told first."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    tell.send(server.server_port)
    server.serve_forever()


def captured(url: str) -> int:
    """Bytes of the page, through a capture."""
    return sum(
        len(item.stream.read()) for item in fetch(url, Told(), LIMITS) if isinstance(item, Taken) and not item.container
    )


def main() -> int:
    """Measure and print."""
    hear, tell = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(tell,), daemon=True)
    server.start()
    port = hear.recv()
    client = httpx.Client()
    ways = (captured, lambda url: len(httpx.get(url).content), lambda url: len(client.get(url).content))
    for size in SIZES:
        url = f"http://127.0.0.1:{port}/{size}"
        times: tuple[list[float], ...] = ([], [], [])
        for turn in range(60 if size < 1_000_000 else 6):
            for way, took in zip(ways, times, strict=True):
                began = time.perf_counter()
                assert way(url) == size
                if turn:
                    took.append(time.perf_counter() - began)
        ours, get, ready = (statistics.median(took) * 1000 for took in times)
        print(
            f"{size:>11,} bytes: capture {ours:8.2f} ms, httpx.get {get:8.2f} ms (ratio {ours / get:.2f}), "
            f"client {ready:8.2f} ms (ratio {ours / ready:.2f})"
        )
    server.terminate()
    return 0


if __name__ == "__main__":
    sys.exit(main())
