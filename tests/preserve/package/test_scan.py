"""Finding records: as warcio finds them, whatever the pieces the bytes come in, and never past the end of a member."""

import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from preserve.package.small import MILL, page, warc_of
from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from isnad.preserve.package import scan as scanning
from isnad.preserve.package.scan import Broken, scan, scan_held


def of_warcio(*pages: tuple[str, bytes], packed=True) -> bytes:
    """A WARC as warcio writes it by itself: SHA-1, WARC 1.0, other fields in another order."""
    held = io.BytesIO()
    writer = WARCWriter(held, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("x.warc", {"software": "another"}))
    for url, response in pages:
        record = writer.create_warc_record(url, "response", payload=io.BytesIO(response))
        writer.write_record(record)
    return held.getvalue()


PAGES = [("https://sedge.example/a", page(MILL)), ("https://reed.example/b", page(MILL * 400))]
FILES = {
    "ours": warc_of(*PAGES),
    "warcio's": of_warcio(*PAGES),
    "warcio's, not packed": of_warcio(*PAGES, packed=False),
    "ours, not packed": gzip.decompress(warc_of(*PAGES)),
}


def expected(data):
    found = []
    iterator = ArchiveIterator(io.BytesIO(data))
    for record in iterator:
        said = record.rec_headers
        end = 0 if data.startswith(b"\x1f") else 4  # warcio leaves out the two line ends that end a record
        place = (iterator.get_record_offset(), iterator.get_record_length() + end)
        status = record.http_headers.get_statuscode() if record.rec_type == "response" else ""
        found.append((said.get_header("WARC-Type"), said.get_header("WARC-Target-URI") or "", *place, status))
    return found


def found(records):
    return [(r.kind, r.uri, r.offset, r.length, r.status) for r in records]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("piece", [1, 7, 1 << 18])
def test_records_are_those_that_warcio_finds(name, piece, monkeypatch):
    monkeypatch.setattr(scanning, "CHUNK", piece)
    monkeypatch.setattr(scanning, "_PIECE", piece)
    passed = []
    assert found(scan(io.BytesIO(FILES[name]), passed.append)) == expected(FILES[name])
    assert b"".join(passed) == FILES[name]


@pytest.mark.parametrize("name", FILES)
def test_what_is_held_gives_every_record_that_an_index_names(name):
    records = [r for r in scan(io.BytesIO(FILES[name])) if r.indexed]
    assert [r for r in scan_held(FILES[name], {}) if r.indexed] == records
    assert [r for r in scan_held(FILES[name], {r.offset: r.length for r in records}) if r.indexed] == records


def test_bytes_made_to_look_like_a_record_are_none():
    """A server may send a gzip member that is a record: it stands in the payload, stored, and stays there."""
    trap = warc_of(("https://trap.example/", page("Nothing happened.")))
    image = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n" + trap
    data = warc_of(("https://sedge.example/a.png", image))
    assert trap in data
    assert [r.uri for r in scan_held(data, {}) if r.indexed] == ["https://sedge.example/a.png"]
    assert [r.uri for r in scan(io.BytesIO(data)) if r.indexed] == ["https://sedge.example/a.png"]


def test_the_digest_of_a_payload_that_has_none_is_computed():
    data = gzip.decompress(FILES["ours"])
    without = b"\r\n".join(line for line in data.split(b"\r\n") if not line.startswith(b"WARC-Payload-Digest"))
    assert [r.digest for r in scan(io.BytesIO(without)) if r.indexed] == [
        r.digest for r in scan(io.BytesIO(data)) if r.indexed
    ]


@given(st.data())
def test_a_cut_or_spoiled_warc_gives_whole_records_and_then_breaks(data):
    whole = data.draw(st.sampled_from(sorted(FILES)).map(FILES.get))
    place = data.draw(st.integers(1, len(whole) - 1))
    spoiled = data.draw(st.sampled_from([whole[:place], whole[:place] + b"\xff" + whole[place + 1 :]]))
    sound = {(r.offset, r.length) for r in scan(io.BytesIO(whole))}
    passed = []
    try:
        for record in scan(io.BytesIO(spoiled), passed.append):
            assert (record.offset, record.length) in sound or record.offset + record.length > place
        broken = len(spoiled)
    except Broken as error:
        broken = error.offset
    assert 0 <= broken <= len(spoiled)
    assert b"".join(passed) == spoiled


@pytest.mark.parametrize("length", [b"9" * 5000, b"-5", b"0x10", "\u0665".encode(), b""])
@pytest.mark.parametrize("name", FILES)
def test_a_length_that_is_none_breaks_the_warc_and_not_the_reader(name, length):
    data = FILES[name]
    lines = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    at = lines.rindex(b"Content-Length: ", 0, lines.rindex(b"HTTP/1.1")) + 16
    lied = lines[:at] + length + lines[lines.index(b"\r\n", at) :]
    for each in (lied, gzip.compress(lied)):
        with pytest.raises(Broken):
            list(scan(io.BytesIO(each)))
        with pytest.raises(Broken):
            list(scan_held(each, {}))
