"""Captures of URLs, against a server that sends byte for byte what a case says."""

import gzip
import time
import zlib

import pytest
from preserve.web.scripted import RESET, Got, Scripted, checked

from isnad.preserve.item import Limits
from isnad.preserve.manifest import Told
from isnad.preserve.store import digest_at
from isnad.records.problem import Severity

PAGE = "<p>Two people were killed in Ain Zarjun. قُتل شخصان.</p>".encode()
LARGE = b"".join(b"%09d " % n for n in range(100_000))  # 1 MB
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


def sized(body: bytes, extra: bytes = b"", size: int | None = None) -> bytes:
    return OK + extra + b"Content-Length: %d\r\n\r\n" % (len(body) if size is None else size) + body


def chunked(*pieces: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + end


def deflated(data: bytes, bits: int = 31) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, bits)
    return packer.compress(data) + packer.flush()


CHUNKED, GZIP = b"Transfer-Encoding: chunked\r\n", b"Content-Encoding: gzip\r\n"


def endless():
    yield OK + b"\r\n"
    while True:
        yield b"x" * 65536


def endless_head():
    yield b"HTTP/1.1 200 OK\r\n"
    while True:
        yield b"X-A: " + b"a" * 1000 + b"\r\n"


def endless_interim():
    while True:
        yield b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"


def loris():
    for byte in sized(PAGE):
        yield bytes([byte])
        yield 0.1


def tiny_chunks():
    yield OK + CHUNKED + b"\r\n"
    while True:
        yield b"1;" + b"x" * 1000 + b"\r\na\r\n"


def to(where: bytes, status: bytes = b"302 Found") -> list[bytes]:
    return [b"HTTP/1.1 " + status + b"\r\nLocation: " + where + b"\r\nContent-Length: 5\r\n\r\nmoved"]


WHOLE = {  # name: script, the page that is read
    "good": ([sized(PAGE)], PAGE),
    "piecemeal": ([sized(PAGE)[:30], 0.01, sized(PAGE)[30:]], PAGE),
    "closed": ([OK + b"\r\n" + PAGE], PAGE),
    "old": ([b"HTTP/1.0 200 OK\r\n\r\n" + PAGE], PAGE),
    "chunked": ([OK + CHUNKED + b"\r\n" + chunked(PAGE[:9], PAGE[9:])], PAGE),
    "chunk-extensions": ([OK + CHUNKED + b"\r\n" + b"3;a=b\r\nabc\r\n0;z\r\n\r\n"], b"abc"),
    "gzip": ([sized(gzip.compress(PAGE, mtime=0), GZIP)], PAGE),
    "deflate": ([sized(deflated(PAGE, 15), b"Content-Encoding: deflate\r\n")], PAGE),
    "bare-deflate": ([sized(deflated(PAGE, -15), b"Content-Encoding: deflate\r\n")], PAGE),
    "gzip-chunked": ([OK + CHUNKED + GZIP + b"\r\n" + chunked(deflated(LARGE)[:5000], deflated(LARGE)[5000:])], LARGE),
    "says-gzip-and-is-not": ([sized(PAGE, GZIP)], PAGE),
    "large": ([sized(LARGE)], LARGE),
    "empty": ([sized(b"")], b""),
    "odd-heads": ([sized(PAGE, b"x-sTRANGE:  two  spaces \r\nSet-Cookie: a=1\r\nset-cookie: b=\xe9\r\n")], PAGE),
    "bare-newlines": ([b"HTTP/1.1 200 OK\nContent-Length: 2\n\nab"], b"ab"),
    "no-reason": ([b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nab"], b"ab"),
    "interim": ([b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + sized(PAGE)], PAGE),
    "more-than-said": ([sized(PAGE, size=10)], PAGE[:10]),
    "redirect": (to(b"/good"), PAGE),
    "three-redirects": (to(b"/redirect", b"308 Permanent Redirect"), PAGE),
}
CUT = {  # name: script, reason, the page that is read
    "hangs-up": ([sized(b"x" * 400, size=1000)], "disconnect", b"x" * 400),
    "reset": ([sized(b"x" * 400, size=1000), 0.05, RESET], "disconnect", b"x" * 400),
    "no-last-chunk": ([OK + CHUNKED + b"\r\n" + chunked(PAGE, end=b"")], "disconnect", PAGE),
    "cut-chunk": ([OK + CHUNKED + b"\r\n" + chunked(PAGE)[:20]], "disconnect", PAGE[:16]),
    "cut-gzip": ([sized(deflated(LARGE)[:9000], GZIP, len(deflated(LARGE)))], "disconnect", None),
    "endless": (endless, "length", b"x" * 2_000_000),
    "slow": ([sized(b"x" * 400, size=1000), 30.0], "time", b"x" * 400),
    "too-long": ([sized(LARGE * 3)], "length", (LARGE * 3)[:2_000_000]),
    "broken-chunks": ([OK + CHUNKED + b"\r\n" + b"5\r\nabcde\r\nzz\r\nfgh"], "unspecified", None),
}
NO_PAGE = {  # name: script, what is said, whether a WARC is kept
    "missing": ([b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone"], "404 Not Found", True),
    "gone": ([b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"], "410 Gone", True),
    "barred": ([b"HTTP/1.1 451 Unavailable For Legal Reasons\r\n\r\nby order"], "451 Unavailable", True),
    "broken": ([b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"], "server failed (500 Oops)", True),
    "part": ([b"HTTP/1.1 206 Partial Content\r\nContent-Length: 2\r\n\r\nab"], "206", True),
    "redirect-nowhere": ([b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"], "302 Found", True),
    "loop": (to(b"/loop"), "in a circle", True),
    "round": (to(b"/round-again"), "in a circle", True),
    "away": (to(b"file:///etc/hostname"), "Only http", True),
    "to-gopher": (to(b"gopher://x.example/"), "Only http", True),
    "to-secret": (to(b"http://me:pw@x.example/"), "name or password", True),
    "to-nonsense": (to(b"http://x:y/"), "cannot be read", True),
    "to-many": (to(b"/to-many?1"), "redirects more than 3", True),
    "silent": ([], "gave no answer", False),
    "mute": ([30.0], "gave no answer", False),
    "version-0.9": ([b"<html>hello</html>"], "not HTTP", True),
    "ssh": ([b"SSH-2.0-OpenSSH_9.9\r\n"], "not HTTP", True),
    "two-lengths": ([OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"], "not HTTP", True),
    "bad-length": ([OK + b"Content-Length: -5\r\n\r\nab"], "not HTTP", True),
    "half-a-head": ([OK], "No answer that can be read", True),
    "slow-head": (loris, "took too long", True),
    "head-bomb": (endless_head, "not HTTP", True),
    "interim-bomb": (endless_interim, "more answers 1xx", True),
    "upgrade": ([b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nab"], "not HTTP", True),
    "tiny-chunks": (tiny_chunks, "marked as cut off (length)", True),
    "bomb": ([sized(deflated(bytes(40_000_000)), GZIP)], "Unpacked it is larger", True),
    "bomb-in-chunks": ([OK + CHUNKED + GZIP + b"\r\n" + chunked(deflated(bytes(40_000_000)))], "Unpacked", True),
}
SCRIPTS = {name: script for table in (WHOLE, CUT, NO_PAGE) for name, (script, *_) in table.items()}
SCRIPTS["round-again"] = to(b"/round")
SCRIPTS |= {f"to-many?{n}": to(b"/to-many?%d" % (n + 1)) for n in range(9)}
SMALL = Limits(max_bytes=2_000_000, seconds=1.0, hops=3, allowed=("127.0.0.1",))


@pytest.fixture(scope="module")
def server():
    with Scripted(SCRIPTS) as made:
        yield made


def kept(got: Got, folder) -> str:
    """Write the WARC, let the checkers see it, and hold the page against the container."""
    path = folder / "capture.warc.gz"
    path.write_bytes(got.warc)
    said = checked(path)
    if got.page is not None:
        assert got.page.within.container == digest_at(path)
        assert got.read_back() == got.body
    return said


@pytest.mark.parametrize("name", WHOLE)
def test_what_came_is_kept_byte_for_byte_and_read(server, tmp_path, name):
    script, page = WHOLE[name]
    got = Got(server.url(name), SMALL)
    assert got.body == page
    assert got.page.truncated == ""
    assert all(problem.severity is Severity.NOTE for problem in got.problems)
    kept(got, tmp_path)
    if name not in ("more-than-said", "interim"):
        assert got.of("response")[0][1] == b"".join(step for step in script if isinstance(step, bytes))
    assert got.of("request")[0][1] == server.asked[-len(got.of("request"))]


@pytest.mark.parametrize("name", CUT)
def test_what_broke_off_is_kept_and_marked(server, tmp_path, name):
    _, reason, page = CUT[name]
    got = Got(server.url(name), SMALL)
    assert got.page.truncated == reason
    assert page is None or got.body == page
    assert got.of("response")[0][0]["WARC-Truncated"] == reason
    (problem,) = got.problems
    assert (problem.severity, reason in problem.what) == (Severity.WARNING, True)
    kept(got, tmp_path)


@pytest.mark.parametrize("name", NO_PAGE)
def test_what_is_no_page_is_told_and_kept_as_evidence(server, tmp_path, name):
    _, words, has_warc = NO_PAGE[name]
    began = time.monotonic()
    got = Got(server.url(name), SMALL)
    assert time.monotonic() - began < 20  # it ends: the server would go on for ever
    assert got.page is None
    assert words in got.said
    assert all(problem.todo for problem in got.problems)
    assert "pw" not in got.said
    assert bool(got.warc) == has_warc
    if has_warc:
        kept(got, tmp_path)


def test_a_whole_capture_record_for_record(server, tmp_path):
    got = Got(server.url("three-redirects"), SMALL, Told(publisher="The Ledger"))
    kinds = [fields["WARC-Type"] for fields, _ in got.records()]
    assert kinds == ["warcinfo", *(["request", "response", "metadata"] * 3)]
    urls = [server.url(name) for name in ("three-redirects", "redirect", "good")]
    answers = got.of("response")
    assert [fields["WARC-Target-URI"] for fields, _ in answers] == urls
    assert {fields["WARC-IP-Address"] for fields, _ in answers} == {"127.0.0.1"}
    asked = [fields["WARC-Record-ID"] for fields, _ in got.of("request")]
    assert [fields["WARC-Concurrent-To"] for fields, _ in answers] == asked
    assert [v for k, v in got.page.headers if k == ":url"] == urls
    assert [v for k, v in got.page.headers if k == ":status"] == ["308", "302", "200"]
    assert ("Content-Type", "text/html; charset=utf-8") in got.page.headers
    assert got.page.told == Told(publisher="The Ledger", url=urls[0])
    assert (got.whole.media_type, got.page.media_type) == ("application/warc", "text/html")
    assert kept(got, tmp_path).count("digest pass") == 10


def test_answers_before_the_answer_and_bytes_after_it_are_told(server):
    assert b"interim-responses-base64: SFRUUC8xLjEgMTAz" in Got(server.url("interim"), SMALL).of("metadata")[0][1]
    got = Got(server.url("more-than-said"), SMALL)
    assert b"bytes-after-response: " in got.of("metadata")[0][1]
    assert "more than it had announced" in got.said


def test_a_port_nobody_named_is_said(server):
    with Scripted({"over": to(server.url("good").encode())}) as other:
        got = Got(other.url("over"), SMALL)
    assert got.body == PAGE
    assert f"port {server.port}" in got.said


def test_a_hop_to_an_inner_address_is_refused_and_the_way_there_kept(tmp_path):
    with Scripted({"inward": to(b"http://10.0.0.7/secret")}) as made:
        got = Got(made.url("inward"), SMALL)
    assert "leads to 10.0.0.7" in got.said
    assert got.page is None
    assert len(got.of("response")) == 1
    kept(got, tmp_path)


@pytest.mark.parametrize("where", [b"http://xn--/", b"//xn--/", b"http://xn--a/", b"http://\x1b[2J/", b"//[::1"])
def test_a_hop_to_what_is_no_name_keeps_the_way_there(where):
    """The server chooses the address; "xn--" alone made the fetch fail, and with it went what had been fetched."""
    with Scripted({"away": to(where)}) as made:
        got = Got(made.url("away"), SMALL)
    assert (got.page, len(got.of("response")), len(got.problems)) == (None, 1, 1)


def test_a_packing_nothing_here_reads_is_told():
    with Scripted({"br": [sized(b"\x0b\x02\x80abc\x03", b"Content-Encoding: br\r\n")]}) as made:
        got = Got(made.url("br"), SMALL)
    assert got.body == b"\x0b\x02\x80abc\x03"
    assert "packed it with br" in got.said
