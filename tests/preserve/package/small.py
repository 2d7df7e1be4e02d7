"""A small case with everything that goes into packages: files by hand, a WARC of two sites, a captured address."""

import io
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from isnad.casebook import Casebook, new_casebook
from isnad.preserve.item import Limits
from isnad.preserve.manifest import Told
from isnad.preserve.package.archive import Wanted
from isnad.preserve.package.bag import write_bag
from isnad.preserve.package.choice import choose
from isnad.preserve.package.source import read_source
from isnad.preserve.warc.out import WarcOut

BEGAN = datetime(2021, 3, 2, 9, 30, tzinfo=UTC)
MILL = "Two people were killed when a strike hit the mill at Harrun, the Delta Monitor said.\n"
BRIDGE = "Nobody was hurt at the bridge of Orsana, its keeper Dalia Venn told the Reed Times.\n"


def page(words: str) -> bytes:
    """A page of a server that is careful: everything in it is invented."""
    body = f"<html><head><title>{words[:20]}</title></head><body><p>{words}</p></body></html>".encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def warc_of(*pages: tuple[str, bytes], software: str = "another archiver") -> bytes:
    """A WARC of exchanges."""
    held = io.BytesIO()
    out = WarcOut(held, software)
    out.info(BEGAN)
    for n, (url, response) in enumerate(pages):
        asked = f"GET / HTTP/1.1\r\nHost: {url.split('/')[2]}\r\n\r\n".encode()
        moment = BEGAN + timedelta(seconds=n)
        out.exchange(url, moment, request=asked, response=io.BytesIO(response), size=len(response))
    return held.getvalue()


class _Server(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/old":
            self.send_response(301)
            self.send_header("Location", "/new")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        data = page("The road to Balsum is open again, its council said.").partition(b"\r\n\r\n")[2]
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


def small_case(folder: Path) -> Casebook:
    """The case, in a new folder below this one."""
    given = folder / "given"
    given.mkdir(parents=True)
    (given / "mill.txt").write_text(MILL, encoding="utf-8")
    (given / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    pages = [("https://sedge.example/a", page(MILL)), ("https://reed.example/b?y=2&x=1", page(BRIDGE))]
    (folder / "site.warc.gz").write_bytes(warc_of(*pages))
    book = new_casebook(folder / "case", "The mill at Harrun", actor="N. N.")
    problems = [kept.problem for kept in book.add(str(given), Told(publisher="Sedge Post")) if kept.problem]
    problems += [kept.problem for kept in book.add(str(folder / "site.warc.gz")) if kept.problem]
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Server)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_port}/old"
        problems += [kept.problem for kept in book.add(url, limits=Limits(private=True)) if kept.problem]
    finally:
        server.shutdown()
        server.server_close()
    assert [p for p in problems if p.severity == "error"] == []
    return book


def packed(book: Casebook, to: Path, *, only=(), without=(), private=False, zipped=False):
    """Write the evidence package; what went wrong."""
    source = read_source(book.root)
    choice = choose(source, only, without)
    wanted = Wanted(
        source=source,
        choice=choice,
        title=book.title,
        software="isnad test",
        path_of=book.path_of,
        private=private,
    )
    return list(write_bag(wanted, to, packed=zipped))
