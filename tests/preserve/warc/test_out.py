"""Records of WARC 1.1: what is written is what was given, where it was said to be, and the same each time."""

import gzip
import hashlib
import io
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from isnad.preserve.warc.out import WarcOut, is_packed, write_file_records
from isnad.preserve.warc.payload import TooLarge, payload
from isnad.records.capture import Capture, digest_of

WHEN = datetime(2026, 3, 4, 5, 6, 7, 89, tzinfo=UTC)
REQUEST = b"GET /a HTTP/1.1\r\nHost: x.example\r\n\r\n"
RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Odd:\xe9  two \r\n\r\n<p>hello</p>"
PICTURE = bytes(range(256)) * 400


def capture_of(data: bytes, media_type: str = "", digest: str = "") -> Capture:
    return Capture(
        id="c", digest=digest or digest_of(data), size=len(data), origin="f", captured=WHEN, tool="t",
        media_type=media_type,
    )  # fmt: skip


def written(response: bytes = RESPONSE):
    """A file with one record of each kind, and where they were said to stand."""
    stream = io.BytesIO()
    out = WarcOut(stream, "isnad/test")
    placed = [out.info(WHEN, {"isPartOf": "a case"})]
    placed += out.exchange(
        "https://x.example/a",
        WHEN,
        request=REQUEST,
        response=io.BytesIO(response),
        size=len(response),
        address="192.0.2.7",
        truncated="time",
        facts={"tls-version": "TLSv1.3"},
        chain="-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    )
    files = [(PICTURE, "image/png"), (b"x" * 9000, "text/plain"), (b"", "")]
    placed += write_file_records(out, [(capture_of(data, kind), io.BytesIO(data)) for data, kind in files])
    return stream.getvalue(), placed


def test_every_record_stands_where_it_was_said_to(tmp_path):
    data, placed = written()
    assert sum(each.length for each in placed) == len(data)
    for each in placed:
        part = data[each.offset : each.offset + each.length]
        record = next(iter(ArchiveIterator(io.BytesIO(part), no_record_parse=True)))
        fields = dict(record.rec_headers.headers)
        block = record.raw_stream.read()
        assert fields["WARC-Record-ID"] == f"<{each.record}>"
        assert fields["WARC-Type"] == each.kind
        assert fields.get("WARC-Target-URI", "") == each.uri
        assert fields["WARC-Date"] == each.date == "2026-03-04T05:06:07.000089Z"
        assert fields["WARC-Block-Digest"] == each.block_digest == "sha256:" + hashlib.sha256(block).hexdigest()
        assert fields.get("WARC-Payload-Digest", "") == each.payload_digest
        assert gzip.decompress(part).startswith(b"WARC/1.1\r\n")
    assert len({each.record for each in placed}) == len(placed)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(data)
    subprocess.run(["gzip", "-t", str(path)], check=True)
    check = [str(Path(sys.executable).parent / "warcio"), "check", "-v", str(path)]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.count("digest pass")) == (0, len(placed)), done.stdout


def test_the_exchange_is_kept_byte_for_byte():
    data, _ = written()
    blocks = {
        record.rec_headers.get_header("WARC-Type"): (dict(record.rec_headers.headers), record.raw_stream.read())
        for record in ArchiveIterator(io.BytesIO(data), no_record_parse=True)
    }
    assert blocks["request"][1] == REQUEST
    fields, block = blocks["response"]
    assert block == RESPONSE
    assert fields["WARC-Payload-Digest"] == digest_of(b"<p>hello</p>")
    assert fields["WARC-IP-Address"] == "192.0.2.7"
    assert fields["WARC-Truncated"] == "time"
    assert fields["WARC-Concurrent-To"] == blocks["request"][0]["WARC-Record-ID"]
    assert blocks["metadata"][0]["WARC-Concurrent-To"] == fields["WARC-Record-ID"]


def test_the_same_calls_give_the_same_bytes():
    assert written() == written()


def test_what_is_packed_already_is_stored():
    _, placed = written()
    picture, text = placed[-3], placed[-2]
    assert picture.length > len(PICTURE)
    assert text.length < 1000
    assert (picture.uri, picture.payload_digest) == (f"urn:isnad:{digest_of(PICTURE)}", digest_of(PICTURE))


@pytest.mark.parametrize(
    ("kind", "packed"),
    [("video/mp4", True), ("image/jpeg", True), ("IMAGE/PNG; q=1", True), ("image/svg+xml", False),
     ("image/bmp", False), ("application/zip", True), ("application/gzip", True), ("text/html", False),
     ("application/pdf", False), ("", False)],
)  # fmt: skip
def test_media_types_that_are_packed(kind, packed):
    assert is_packed(kind) is packed


@pytest.mark.parametrize("wrong", [b"other bytes", b"fewer"])
def test_other_bytes_than_announced_are_refused(wrong):
    out = WarcOut(io.BytesIO(), "isnad/test")
    with pytest.raises(ValueError, match="not those announced"):
        list(write_file_records(out, [(capture_of(b"these bytes"), io.BytesIO(wrong))]))


def test_a_line_break_cannot_forge_a_field():
    out = WarcOut(io.BytesIO(), "isnad/test")
    with pytest.raises(ValueError, match="control character"):
        out.resource(io.BytesIO(b""), 0, WHEN, uri="urn:x\r\nWARC-Type: response")
    with pytest.raises(ValueError, match="control character"):
        out.info(WHEN, {"isPartOf": "a\r\nb: c"})


def test_bytes_that_are_no_response_become_a_resource():
    data, placed = written(b"SSH-2.0-x\r\n")
    assert [each.kind for each in placed[:5]] == ["warcinfo", "request", "resource", "metadata", "resource"]
    assert b"SSH-2.0-x\r\n" in gzip.decompress(data[placed[2].offset : placed[3].offset])


_HEADS = st.sampled_from(
    [b"Transfer-Encoding: chunked\r\n", b"Content-Encoding: gzip\r\n", b"Content-Encoding: deflate\r\n", b" folded\r\n"]
)
_PIECES = st.sampled_from(
    [b"5\r\nabcde\r\n", b"0\r\n\r\n", b"-1\r\n", b"ffffffff\r\n", gzip.compress(b"a" * 50, mtime=0)]
)


@given(
    st.one_of(
        st.binary(max_size=200),
        st.builds(
            lambda heads, body: b"HTTP/1.1 200 OK\r\n" + b"".join(heads) + b"\r\n" + body,
            st.lists(_HEADS, max_size=3),
            st.lists(st.one_of(_PIECES, st.binary(max_size=40)), max_size=5).map(b"".join),
        ),
    )
)
def test_any_response_is_written_checked_and_read_as_warcio_reads_it(response):
    data, _ = written(response)
    for record in ArchiveIterator(io.BytesIO(data), check_digests="raise"):
        if record.rec_type == "response":
            assert b"".join(payload(io.BytesIO(response), len(response), 10_000)) == record.content_stream().read()
        record.content_stream().read()


@pytest.mark.parametrize(("bound", "ratio"), [(1_000_000, False), (1 << 40, True)])
def test_a_bomb_is_not_unpacked_beyond_its_bound(bound, ratio):
    body = gzip.compress(bytes(40_000_000))
    block = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + body
    sizes: list[int] = []
    with pytest.raises(TooLarge):
        sizes.extend(len(piece) for piece in payload(io.BytesIO(block), len(block), bound))
    assert sum(sizes) <= (max(16 << 20, 200 * len(body)) if ratio else bound)
