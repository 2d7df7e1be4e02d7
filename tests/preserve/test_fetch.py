import gzip
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from isnad.preserve import fetch as fetching
from isnad.preserve.fetch import is_public
from isnad.preserve.item import Limits, Taken
from isnad.preserve.manifest import Told
from isnad.preserve.take import take


class Pages(BaseHTTPRequestHandler):
    def do_GET(self):
        path = self.path
        if path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", path[3:])
            self.end_headers()
        elif path == "/away":
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname")
            self.end_headers()
        elif path == "/loop":
            self.send_response(302)
            self.send_header("Location", "/loop")
            self.end_headers()
        elif path == "/cut":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"x" * 400)
        elif path == "/missing":
            self.send_error(404)
        else:
            body = b"<p>Two people were killed.</p>" if path == "/page" else b"x" * 2_000_000
            body = gzip.compress(body) if path == "/bomb" else body
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if path == "/bomb":
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def server():
    made = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()


def fetched(url, told=None, **limits):
    (item,) = list(_read(url, told, Limits(**limits)))
    return item


def _read(url, told, limits):
    for item in take(url, told, limits):
        yield (item, item.stream.read()) if isinstance(item, Taken) else item


def test_a_page_with_its_headers_hops_and_address(server):
    item, body = fetched(server + "/to/page", private=True)
    assert body == b"<p>Two people were killed.</p>"
    assert item.media_type == "text/html"
    assert item.told == Told(url=server + "/to/page")
    assert [v for k, v in item.headers if k == ":url"] == [server + "/to/page", server + "/page"]
    assert [v for k, v in item.headers if k == ":status"] == ["302", "200"]


@pytest.mark.parametrize(
    ("path", "words"),
    [("/missing", "404"), ("/cut", "could not be fetched"), ("/loop", "redirects more than"), ("/away", "Only http")],
)
def test_what_goes_wrong_is_a_problem(server, path, words):
    problem = fetched(server + path, private=True)
    assert words in problem.what
    assert problem.todo


@pytest.mark.parametrize("path", ["/large", "/bomb"])
def test_a_body_over_the_limit_is_refused_also_when_packed(server, path):
    assert "larger than" in fetched(server + path, private=True, max_bytes=1_000_000).what


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "0x7f000001", "2130706433", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"]
)
def test_this_machine_is_refused_however_it_is_spelled(server, host):
    port = server.rpartition(":")[2]
    assert "not a public address" in fetched(f"http://{host}:{port}/page").what


def test_every_hop_is_checked(server, monkeypatch):
    seen = []
    monkeypatch.setattr(fetching, "is_public", lambda address: seen.append(address) or len(seen) < 2)
    assert "not a public address" in fetched(server + "/to/page").what
    assert len(seen) == 2


@pytest.mark.parametrize("url", ["ftp://x.example/a", "file:///etc/passwd", "http://", "http://a:b@x.example/"])
def test_other_schemes_and_secrets_in_the_address_are_refused(url):
    problem = fetched(url)
    assert problem.todo
    assert "a:b" not in problem.where


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::a00:1", False),
    ],
)
def test_public_addresses(address, public):
    assert is_public(address) is public
