"""A page captured by a real browser, from a server on loopback."""

import importlib.util
import json
import shutil
import socket
import time

import pytest
from preserve.web.scripted import Got, Scripted, checked

from isnad.preserve.item import Limits
from isnad.preserve.web import browser
from isnad.preserve.web.proxy import Proxy

HERE = importlib.util.find_spec("playwright") is not None and any(map(shutil.which, browser.NAMES))
needs_browser = pytest.mark.skipif(not HERE, reason="no Chromium, or no playwright to drive it, on this machine")


def page(html: str) -> list[bytes]:
    body = html.encode()
    return [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body) + body]


@needs_browser
def test_a_page_as_its_script_leaves_it_and_no_way_inside(tmp_path):
    with Scripted({"inner": page("secret")}, host="127.0.0.3") as inner, Scripted({}) as server:
        html = f"""<meta charset=utf-8><p id=a>loading</p><script>
            fetch('{inner.url("inner")}').then(r => r.text()).catch(e => 'refused').then(t => {{
              document.getElementById('a').textContent = 'قُتل شخصان ' + (t || 'refused') }})</script>"""
        server.scripts["page"] = page(html)
        limits = Limits(seconds=60, allowed=("127.0.0.1",), browser=True)
        got = Got(server.url("page"), limits)
        assert inner.asked == []
        assert f"asked for 127.0.0.3:{inner.port}" in got.said
    text = got.body.decode()
    assert "قُتل شخصان refused</p>" in text
    assert "loading</p>" not in text
    headers = dict(got.page.headers)
    assert headers[":browser"].startswith("Chromium/")
    assert (headers[":status"], headers[":address"]) == ("200", "127.0.0.1")
    (tmp_path / "b.warc.gz").write_bytes(got.warc)
    assert checked(tmp_path / "b.warc.gz").count("digest pass") == 4
    assert got.read_back() == got.body
    records = {fields["WARC-Target-URI"].split(":http")[0]: block for fields, block in got.of("resource")}
    assert records["urn:fullPage"].startswith(b"\x89PNG")
    met = {(each["host"], each["address"]) for each in json.loads(records["urn:pageinfo"])["connections"]}
    assert met == {("127.0.0.1", "127.0.0.1"), ("127.0.0.3", "")}  # and nothing that the browser wants for itself


@needs_browser
def test_a_page_that_never_gives_way_is_given_up():
    with Scripted({"page": page("<script>for (;;) {}</script>")}) as server:
        got = Got(server.url("page"), Limits(seconds=4, allowed=("127.0.0.1",), browser=True))
    assert "took too long" in got.said
    assert got.page is None


def test_an_inner_page_is_refused_before_or_by_the_proxy():
    with Scripted({"page": page("x")}) as server:
        got = Got(server.url("page"), Limits(seconds=30, browser=True))
        assert server.asked == []
    assert got.page is None
    assert got.problems


@pytest.mark.parametrize(("lacking", "words"), [("package", "pip install"), ("program", "apt install")])
def test_what_is_missing_is_said_with_how_to_get_it(monkeypatch, lacking, words):
    if lacking == "package":
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    else:
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
        monkeypatch.setattr(shutil, "which", lambda name: None)
    got = Got("https://x.example/", Limits(browser=True))
    assert words in got.said
    assert got.whole is None


def through(proxy: Proxy, data: bytes) -> bytes:
    host, port = proxy.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as line:
        line.sendall(data)
        answer = b""
        while more := line.recv(65536):
            answer += more
        return answer


@pytest.mark.parametrize("target", ["127.0.0.1", "localhost", "127.1", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]"])
@pytest.mark.parametrize("tunnel", [True, False])
def test_the_proxy_leads_to_no_inner_address(target, tunnel):
    with Scripted({"page": page("secret")}) as server, Proxy(Limits(), time.monotonic() + 20) as proxy:
        place = f"{target}:{server.port}"
        first = f"CONNECT {place}" if tunnel else f"GET http://{place}/page"
        assert through(proxy, f"{first} HTTP/1.1\r\nHost: {place}\r\n\r\n".encode()).startswith(b"HTTP/1.1 403")
        assert server.asked == []
        assert proxy.passages[0].refused


def test_the_proxy_passes_allowed_requests_on_and_stops_at_its_bound():
    limits = Limits(allowed=("127.0.0.1",), max_bytes=100_000)
    scripts = {"page": page("hello"), "large": page("x" * 200_000)}
    with Scripted(scripts) as server, Proxy(limits, time.monotonic() + 20) as proxy:
        url = server.url("page")
        asked = f"POST {url} HTTP/1.1\r\nHost: a\r\nProxy-Connection: x\r\nContent-Length: 3\r\n\r\nabc"
        assert through(proxy, asked.encode()).endswith(b"hello")
        assert server.asked[0].startswith(b"POST /page HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nConnection: close")
        asked = f"CONNECT 127.0.0.1:{server.port} HTTP/1.1\r\n\r\nGET /page HTTP/1.1\r\n\r\n"
        assert through(proxy, asked.encode()).endswith(b"hello")
        assert not proxy.exhausted
        whole = through(proxy, f"GET {server.url('large')} HTTP/1.1\r\n\r\n".encode())
        assert len(whole) < 100_000
        assert proxy.exhausted


@pytest.mark.parametrize(
    "data", [b"", b"\r\n\r\n", b"GET\r\n\r\n", b"CONNECT \r\n\r\n", b"\xff" * 100_000, b"GET file:///x H\r\n\r\n"]
)
def test_the_proxy_survives_what_is_no_request(data):
    with (
        Scripted({"page": page("hello")}) as server,
        Proxy(Limits(allowed=("127.0.0.1",)), time.monotonic() + 20) as proxy,
    ):
        lines = [socket.create_connection(("127.0.0.1", int(proxy.address.rpartition(":")[2]))) for _ in range(3)]
        for line in lines:
            line.sendall(data)
        assert through(proxy, f"GET {server.url('page')} HTTP/1.1\r\n\r\n".encode()).endswith(b"hello")
        for line in lines:
            line.close()
