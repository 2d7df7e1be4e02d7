"""WARCs made elsewhere: what they hold comes out to the byte, and nothing that is wrong with them passes unsaid."""

import base64
import gzip
import hashlib
import io
import zlib

import pytest
from preserve.containers.made import by_warcio, packed, page, parsed, record, response, sha1, told
from warcio.archiveiterator import ArchiveIterator

from isnad.preserve.containers.parsing import pieces_in
from isnad.preserve.containers.parts import Bounds


def by_warcio_read(data: bytes) -> list[tuple[str, bytes]]:
    """What warcio's own reader gives."""
    records = ArchiveIterator(io.BytesIO(data))
    return [(r.rec_headers["WARC-Target-URI"], r.content_stream().read()) for r in records if r.rec_type == "response"]


def again(data: bytes, items) -> list[bytes]:
    """Each item taken out of its container once more."""
    place = [{"container": "", "kind": "warc", **said["within"]} for said, _ in items]
    return [b"".join(pieces_in(io.BytesIO(data), each, 1 << 30)) for each in place]


@pytest.mark.parametrize("pack", [True, False], ids=["gzip", "plain"])
def test_items_are_those_that_warcio_reads_and_can_be_taken_out_again(pack):
    data = by_warcio(5, pack=pack)
    items, faults = parsed(data, "warc")
    assert [(said["told"]["url"], body) for said, body in items] == by_warcio_read(data)
    assert again(data, items) == [page(n) for n in range(5)]
    assert told(faults) == ""
    assert "5 of its 11 records are items. The others: 5 request, 1 warcinfo." in told(faults, "note")


def test_what_an_item_says_of_itself():
    data = packed(record(response(b"<p>Kol</p>", Via="a"), WARC_Date="2031-03-04T10:15:00.5Z"))
    ((said, body),), _ = parsed(data, "warc")
    assert (body, said["media_type"], said["truncated"]) == (b"<p>Kol</p>", "text/html", "")
    assert said["headers"] == [
        [":url", "https://sedge.example/a"],
        [":status", "200"],
        [":warc-date", "2031-03-04T10:15:00.5Z"],
        [":warc-type", "response"],
        ["Content-Type", "text/html; charset=utf-8"],
        ["Via", "a"],
    ]
    assert said["within"]["length"] == len(data)


DEFLATED = zlib.compress(b"Kol" * 99)
BODIES = {
    "chunked": (b"4\r\nKol \r\n3\r\nwas\r\n0\r\n\r\n", {"Transfer_Encoding": "chunked"}, b"Kol was"),
    "gzip": (gzip.compress(b"Kol" * 99), {"Content_Encoding": "gzip"}, b"Kol" * 99),
    "deflate": (DEFLATED, {"Content_Encoding": "deflate"}, b"Kol" * 99),
    "deflate, bare": (DEFLATED[2:-4], {"Content_Encoding": "deflate"}, b"Kol" * 99),
    "unknown": (b"\x0b\x02\x80Kol\x03", {"Content_Encoding": "br"}, b"\x0b\x02\x80Kol\x03"),
}


@pytest.mark.parametrize("name", BODIES)
def test_bodies_are_decoded(name):
    body, heads, shown = BODIES[name]
    data = packed(record(response(body, **heads)))
    items, faults = parsed(data, "warc")
    assert items[0][1] == shown
    assert again(data, items) == [shown]
    assert ("packed as 'br'" in told(faults)) == (name == "unknown")


@pytest.mark.parametrize("kind", ["resource", "conversion"])
def test_what_is_no_exchange_is_its_block(kind):
    items, faults = parsed(packed(record(b"Kol was hit", kind)), "warc")
    assert (items[0][1], items[0][0]["media_type"], told(faults)) == (b"Kol was hit", "text/plain", "")


@pytest.mark.parametrize("kind", ["request", "metadata", "revisit", "warcinfo", "continuation"])
def test_other_records_are_counted_and_no_items(kind):
    items, faults = parsed(packed(record(b"x: y\r\n", kind), record(response(b"no", "404 Not Found"))), "warc")
    assert items == []
    assert f"1 {kind}" in told(faults, "note")
    assert "1 response with status 404" in told(faults, "note")


@pytest.mark.parametrize("percent", range(30, 100))
def test_a_cut_file_is_noticed_wherever_it_was_cut(percent):
    parts = [packed(record(response(page(n)), uri=f"https://sedge.example/{n}")) for n in range(7)]
    data = b"".join(parts)
    cut = data[: len(data) * percent // 100]
    items, faults = parsed(cut, "warc")
    assert "the file ends within it" in told(faults)
    assert f"byte {len(cut)}" in told(faults)
    whole = [body for said, body in items if not said["truncated"]]
    assert whole == [page(n) for n in range(len(whole))]
    assert again(cut, items) == [body for _, body in items]


def test_a_cut_between_two_records_leaves_no_trace_and_that_is_said():
    parts = [packed(record(response(page(n)), uri=f"https://sedge.example/{n}")) for n in range(3)]
    for some in (parts[:2], parts[::-1], parts[1:]):  # cut off, moved, taken out
        _, faults = parsed(b"".join(some), "warc")
        assert told(faults) == ""
        assert "cannot be seen from the WARC alone" in faults[-1][2]


@pytest.mark.parametrize("percent", range(31, 100, 4))
def test_a_cut_file_is_noticed_in_a_plain_one(percent):
    data = by_warcio(3, pack=False)
    cut = data[: len(data) * percent // 100]
    items, faults = parsed(cut, "warc")
    assert told(faults)
    assert again(cut, items) == [body for _, body in items]


GOOD = response(b"<p>Kol was hit</p>")
FAULTS = {
    "WARC-Truncated": (record(GOOD, WARC_Truncated="length"), "its maker says that it was cut off (length)"),
    "block digest": (record(GOOD, WARC_Block_Digest=sha1(b"")), "its block digest does not match"),
    "payload digest": (record(GOOD, WARC_Payload_Digest=sha1(b"")), "its payload digest does not match"),
    "changed bytes": (record(GOOD).replace(b"was hit", b"was not"), "its block digest does not match"),
    "unknown digest": (record(GOOD, WARC_Block_Digest="crc32:12345678"), "of no kind known here"),
    "segment": (record(GOOD, WARC_Segment_Number="1"), "one segment of several"),
    "length too small": (record(GOOD, Content_Length=str(len(GOOD) - 3)), "its content-length may be wrong"),
    "length too large": (record(GOOD, Content_Length=str(len(GOOD) + 30)), "only"),
    "no length": (record(GOOD, Content_Length=None), "its content-length '' is no number"),
    "two dates": (record(GOOD).replace(b"WARC-Date", b"WARC-Date: 2031\r\nWARC-Date"), "warc-date twice"),
    "no date": (record(GOOD, WARC_Date=None), "no warc-date"),
    "date": (record(GOOD, WARC_Date="yesterday"), "is no date of this format"),
    "no id": (record(GOOD, WARC_Record_ID=None), "no warc-record-id"),
    "folded line": (record(GOOD).replace(b"WARC-Date", b"what is this\r\n folded\r\nWARC-Date"), "is no header field"),
    "line": (record(GOOD).replace(b"WARC-Date", b"what is this\r\nWARC-Date"), "is no header field"),
    "hung up": (record(response(b"Kol", Content_Length="1000")), "announced 1000 bytes and the record holds 3"),
    "no record": (b"Kol was hit\r\n\r\n" * 3, "no warc record begins here"),
    "more behind": (record(GOOD) + b"more", "no warc record begins here"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_said_with_its_place(name):
    bad, words = FAULTS[name]
    first = packed(record(b"first", "resource"))
    items, faults = parsed(first + packed(bad), "warc")
    assert f"byte {len(first)}" in told(faults)
    assert words in told(faults).lower()
    assert items[0][1] == b"first"


@pytest.mark.parametrize("form", ["sha1 hex", "sha256 hex", "sha256 base32", "sha256 base32 padded", "SHA-1 small"])
def test_digests_in_every_spelling(form):
    sha256 = hashlib.sha256(GOOD).digest()
    said = {
        "sha1 hex": "sha1:" + hashlib.sha1(GOOD).hexdigest(),
        "sha256 hex": "sha256:" + sha256.hex(),
        "sha256 base32": "sha256:" + base64.b32encode(sha256).decode().rstrip("="),
        "sha256 base32 padded": "sha-256:" + base64.b32encode(sha256).decode(),
        "SHA-1 small": "SHA-1:" + sha1(GOOD)[5:].lower(),
    }[form]
    for block, right in ((GOOD, True), (GOOD.replace(b"hit", b"him"), False)):
        _, faults = parsed(packed(record(GOOD, WARC_Block_Digest=said).replace(GOOD, block)), "warc")
        assert ("block digest does not match" not in told(faults)) == right


def test_a_payload_digest_without_the_chunks_is_right_too():
    body = b"4\r\nKol \r\n3\r\nwas\r\n0\r\n\r\n"
    block = response(body, Transfer_Encoding="chunked")
    for digest, right in ((sha1(body), True), (sha1(b"Kol was"), True), (sha1(b"Kol is"), False)):
        _, faults = parsed(packed(record(block, WARC_Payload_Digest=digest)), "warc")
        assert ("payload digest does not match" not in told(faults)) == right


def test_stripped_digests_are_not_fine():
    data = packed(record(GOOD, WARC_Block_Digest=None, WARC_Payload_Digest=None).replace(b"was hit", b"was not"))
    _, faults = parsed(data, "warc")
    assert told(faults) == ""
    assert "The block digest of 1 was not checked" in told(faults, "note")
    assert "cannot be seen from the WARC alone" in faults[-1][2]


def test_damage_in_the_middle_costs_that_record_and_not_the_next():
    parts = [packed(record(response(page(n)), uri=f"https://sedge.example/{n}")) for n in range(3)]
    for at in range(20, len(parts[1]), 7):
        bad = bytearray(parts[1])
        bad[at] ^= 0x55
        data = parts[0] + bytes(bad) + parts[2]
        items, faults = parsed(data, "warc")
        assert told(faults)
        assert {page(0), page(2)} <= {body for _, body in items}
        assert again(data, items) == [body for _, body in items]


def test_several_records_in_one_gzip_member():
    inner = b"".join(record(response(page(n)), uri="https://sedge.example/same") for n in range(3))
    data = gzip.compress(inner, mtime=0)
    items, _ = parsed(data, "warc")
    assert [body for _, body in items] == [page(n) for n in range(3)]
    assert again(data, items) == [page(n) for n in range(3)]


def test_an_id_that_is_a_number_is_no_place_in_a_member():  # found by fuzzing
    first, second = (record(n.encode(), "resource", WARC_Record_ID=n) for n in ("1", "a#2"))
    nameless = record(b"x", "resource", WARC_Record_ID="")
    data = b"".join(gzip.compress(each + b"junk", mtime=0) for each in (first, nameless, second, second + first))
    items, _ = parsed(data, "warc")
    assert again(data, items) == [b"1", b"x", b"a#2", b"a#2", b"1"]


def test_junk_between_plain_records_is_passed_over_and_said():
    data = record(GOOD) + b"junk\nWARC/2\n" + record(b"after", "resource")
    items, faults = parsed(data, "warc")
    assert [body for _, body in items] == [b"<p>Kol was hit</p>", b"after"]
    assert f"byte {len(record(GOOD))}" in told(faults)


@pytest.mark.parametrize("mark", [b"\nWARC/1.1\r\n", b"\x1f\x8b\x08\0"], ids=["plain", "gzip"])
def test_false_beginnings_without_number_are_not_followed_without_end(mark):
    data = (record(GOOD) if mark[0] == 10 else packed(record(GOOD))) + mark * 5_000
    items, faults = parsed(data, "warc")
    assert len(items) == 1
    assert "damaged in 1,000 places, so reading stopped here" in told(faults)


def test_bombs_are_refused_and_the_rest_is_taken():
    zeros = b"0" * 20_000_000
    bomb = packed(record(response(zeros)), level=1)
    inner = packed(record(response(gzip.compress(zeros, 1), Content_Encoding="gzip")))
    data = bomb + inner + packed(record(b"after", "resource"))
    items, faults = parsed(data, "warc", Bounds(item=18_000_000))
    assert [body for _, body in items] == [b"after"]
    assert "more than the bound of 18 MB" in told(faults)
    assert "unpacks to more than" in told(faults)
    items, faults = parsed(data, "warc", Bounds(item=18_000_000, total=1_000_000))
    assert items == []
    assert "so reading stopped here" in told(faults)


def test_more_items_than_the_bound_are_said():
    items, faults = parsed(by_warcio(5), "warc", Bounds(items=3))
    assert len(items) == 3
    assert "more than 3 items" in told(faults)
