"""Whatever a server sends, a capture ends in a page, a WARC or a Problem, and never otherwise."""

import contextlib
import gzip
import io
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from preserve.web.scripted import Got
from warcio.archiveiterator import ArchiveIterator

from isnad.preserve.item import Limits
from isnad.preserve.web import wire
from isnad.preserve.web.line import Line

LIMITS = Limits(max_bytes=2_000, seconds=5.0, hops=2)


class Pieces:
    """A socket from which these pieces can be read, and then the end: closed, reset or silent."""

    def __init__(self, pieces, end):
        self.pieces, self.end = list(pieces), end

    def settimeout(self, seconds):
        pass

    def sendall(self, data):
        pass

    def recv(self, size):
        if self.pieces:
            return self.pieces.pop(0)[:size] or b"x"
        if self.end is not None:
            raise self.end
        return b""


def captured(monkeypatch_context, pieces, end):
    @contextlib.contextmanager
    def connected(url, limits, deadline):
        yield Line(socket=Pieces(pieces, end), address="192.0.2.1", port=80)

    monkeypatch_context.setattr(wire, "connected", connected)
    return Got("http://x.example/a", LIMITS)


STATUS = st.one_of(
    st.sampled_from(
        [b"HTTP/1.1 200 OK", b"HTTP/1.0 200", b"HTTP/1.1 302 F", b"HTTP/1.1 103 E", b"HTTP/1.1 404 N", b""]
    ),
    st.binary(max_size=20),
)
FIELD = st.one_of(
    st.sampled_from(
        [b"Content-Length: 5", b"Content-Length: 5000", b"Content-Length: 5, 5", b"Transfer-Encoding: chunked",
         b"Transfer-Encoding: Chunked", b"Content-Encoding: gzip", b"Content-Encoding: deflate", b" folded", b"\tx: y",
         b"Location: /a", b"Location: http://[", b"Location: \xff\xfe", b"Content-Type: \xff/\x01",
         b"Content-Encoding: br", b"Connection: upgrade"]
    ),
    st.binary(max_size=12),
)  # fmt: skip
BODY = st.one_of(
    st.sampled_from(
        [b"5\r\nabcde\r\n", b"0\r\n\r\n", b"0\r\nA: b\r\n\r\n", b"5;x=y\r\nabcde\r\n", b"-5\r\nab\r\n", b"1_0\r\nab",
         b"fffffffff\r\n", gzip.compress(b"a" * 90, mtime=0), gzip.compress(bytes(90_000), mtime=0),
         zlib.compress(b"abc"), gzip.compress(b"a" * 90, mtime=0)[:20], b"x" * 1500]
    ),
    st.binary(max_size=30),
)  # fmt: skip
BREAK = st.sampled_from([b"\r\n", b"\r\n", b"\r\n", b"\n", b"\r", b""])


@st.composite
def responses(draw):
    """A response as it should be or nearly so, then cut and changed here and there."""
    parts = [draw(STATUS), draw(BREAK)]
    for field in draw(st.lists(FIELD, max_size=4)):
        parts += [field, draw(BREAK)]
    parts += [draw(BREAK), *draw(st.lists(BODY, max_size=5))]
    data = bytearray(b"".join(parts))
    for place, byte in draw(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=2)):
        if place < len(data):
            data[place] = byte
    return bytes(data[: draw(st.integers(0, 4000))])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    data=st.one_of(responses(), st.binary(max_size=200)),
    cuts=st.lists(st.integers(1, 60), max_size=6),
    end=st.sampled_from([None, None, ConnectionResetError(104, "reset"), TimeoutError()]),
)
def test_any_bytes_end_in_a_capture_or_a_problem(monkeypatch, data, cuts, end):
    pieces, rest = [], data
    for cut in cuts:
        pieces, rest = [*pieces, rest[:cut]], rest[cut:]
    with monkeypatch.context() as patched:
        got = captured(patched, [piece for piece in (*pieces, rest) if piece], end)
    assert got.problems or got.page
    assert all(problem.what and problem.todo for problem in got.problems)
    assert bool(got.warc) == bool(data)
    if got.warc:
        for record in ArchiveIterator(io.BytesIO(got.warc), check_digests="raise"):
            record.content_stream().read()
        answers = [*got.of("response"), *got.of("resource")]
        assert all(block in data for _, block in answers)
    if got.page:
        assert got.read_back() == got.body


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_how_the_bytes_are_cut_into_pieces_makes_no_difference(monkeypatch, size):
    data = b"HTTP/1.1 103 E\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    got = captured(monkeypatch, [data[i : i + size] for i in range(0, len(data), size)], TimeoutError())
    assert (got.body, got.problems) == (b"abc", [])
