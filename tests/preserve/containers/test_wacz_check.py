"""A WACZ whose parts do not agree is not let through, whatever it says of itself."""

import gzip
import json

import pytest
from preserve.containers.made import (
    by_warcio,
    packed,
    page,
    parsed,
    record,
    response,
    sealed,
    sha1,
    told,
    unzipped,
    wacz,
    zipped,
)

from isnad.preserve.containers.wacz_check import Answer, wacz_checks, wacz_problems
from isnad.records.problem import Severity


def stored(number: int, body: int | None = None, uri: str = "", **fields: str | None) -> bytes:
    """A record in a gzip member that packs nothing: another body of the same length leaves all offsets as they were."""
    block = response(page(number if body is None else body))
    return packed(record(block, uri=uri or f"https://sedge.example/{number}", **fields), level=0)


ONE = b"".join(stored(n) for n in range(4))
TWO = b"".join(stored(n) for n in range(4, 6))
GOOD = wacz({"one.warc.gz": ONE, "two.warc.gz": TWO})
MEMBERS = {name: data for name, data in unzipped(GOOD).items() if not name.startswith("datapackage")}


def answers(data: bytes, tmp_path) -> dict[str, str]:
    path = tmp_path / "kol.wacz"
    path.write_bytes(data)
    return {checked.name: checked.answer.value for checked in wacz_checks(path)}


def said(data: bytes, tmp_path) -> str:
    path = tmp_path / "kol.wacz"
    path.write_bytes(data)
    problems = [problem for problem in wacz_problems(path) if problem.severity is not Severity.NOTE]
    _, faults = parsed(data, "wacz")  # the importer says the same, and of single records more
    assert all(problem.what in told(faults) for problem in problems if "byte" not in problem.what)
    return "\n".join(f"{problem.where}: {problem.what}" for problem in problems)


def test_a_sound_one_passes_and_what_it_gave_no_means_to_check_is_said(tmp_path):
    got = answers(GOOD, tmp_path)
    assert got.pop("seal") == Answer.NOTHING
    assert set(got.values()) == {Answer.PASSED}
    assert said(GOOD, tmp_path) == ""
    items, _ = parsed(GOOD, "wacz")
    assert [body for _, body in items] == [page(n) for n in range(6)]
    assert answers(sealed(MEMBERS, seal=False), tmp_path)["seal"] == Answer.NOTHING


def test_by_warcio_and_plain_ones_pass_too(tmp_path):
    data = wacz({"one.warc.gz": by_warcio(3), "two.warc": by_warcio(2, pack=False)})
    assert said(data, tmp_path) == ""
    assert Answer.FAILED not in answers(data, tmp_path).values()


def with_lines(change) -> dict[str, bytes]:
    """The members with a change to the text of the index."""
    text = gzip.decompress(MEMBERS["indexes/index.cdx.gz"]).decode()
    changed = change(text)
    assert changed != text
    return {**MEMBERS, "indexes/index.cdx.gz": gzip.compress(changed.encode(), mtime=0)}


def rows(members: dict[str, bytes], leave: str = "") -> list:
    about = json.loads(unzipped(sealed(members))["datapackage.json"])
    return [row for row in about["resources"] if row["path"] != leave]


OTHER = stored(0) + stored(1) + stored(3)
SWAPPED = stored(1) + stored(0) + stored(2) + stored(3)
FORGED = stored(0) + stored(1) + stored(2, 6) + stored(3)
NAMELESS = {"WARC_Payload_Digest": None, "WARC_Padding_Digest": sha1(b"")}
STRIPPED = b"".join(stored(n, 6 if n == 2 else n, **NAMELESS) for n in range(4))
REDATED = stored(0) + stored(1) + stored(2, WARC_Date="2031-03-05T10:15:00Z") + stored(3)
MOVED = stored(0) + stored(1) + stored(2, uri="https://sedge.example/5") + stored(3)
ABOUT = unzipped(GOOD)["datapackage.json"]
SEAL = unzipped(GOOD)["datapackage-digest.json"]
ADDED = ONE + packed(record(response(b"<p>new</p>"), uri="https://sedge.example/9"))


def lines(old: str, new: str) -> bytes:
    """The package with the first of these words in its index changed, and every hash made anew."""
    return sealed(with_lines(lambda text: text.replace(old, new, 1)))


def put(**members: bytes | None) -> bytes:
    """The package with other members, every hash made anew."""
    return sealed({**MEMBERS, **{name.replace("__", "/").replace("_", "."): data for name, data in members.items()}})


INDEX, PAGES = "indexes/index.cdx.gz", "pages/pages.jsonl"
OLD = ABOUT.replace(b"1.1.1", b"0.1.0")
CASES = {
    "version 0.1.0 with a changed WARC": (
        zipped({**unzipped(GOOD), "archive/one.warc.gz": FORGED, "datapackage.json": OLD}),
        ["wacz_version is '0.1.0'", "Its hash does not match", "The hash it gives is not that of datapackage.json"],
    ),
    "a WARC dropped with its resource line": (
        put(archive__two_warc_gz=None),
        ["names the WARC 'two.warc.gz', which is not there", "and no record is of it"],
    ),
    "a WARC dropped, its line left": (
        sealed({**MEMBERS, "archive/two.warc.gz": None}, rows=rows(MEMBERS)),
        ["archive/two.warc.gz: It is listed in datapackage.json, and it is not there"],
    ),
    "a WARC replaced, hashes made anew": (put(archive__one_warc_gz=FORGED), ["Line 3 gives another digest"]),
    "a record deleted": (put(archive__one_warc_gz=OTHER), ["Line 3 ", "'https://sedge.example/2'"]),
    "records swapped": (put(archive__one_warc_gz=SWAPPED), ["Line 1 "]),
    "a record put in": (put(archive__one_warc_gz=ADDED), ["is in no index: it may be put in"]),
    "a date edited in the WARC": (put(archive__one_warc_gz=REDATED), ["is of 20310304101500; it says '2031-03-05"]),
    "an address edited in the WARC": (
        put(archive__one_warc_gz=MOVED),
        ["is of 'https://sedge.example/2'; it is of 'https://sedge.example/5'"],
    ),
    "a date edited in the index": (lines("20310304101500", "20310304101501"), ["is of 20310304101501"]),
    "an address edited in the index": (
        lines('"url": "https://sedge.example/2"', '"url": "https://sedge.example/x"'),
        ["it is of 'https://sedge.example/2'"],
    ),
    "an offset edited in the index": (lines('"offset": "0"', '"offset": "1"'), ["and none begins there"]),
    "a length edited in the index": (lines('"length": "', '"length": "9'), ["bytes long; it is"]),
    "a digest edited in the index": (lines(sha1(page(0)), sha1(b"")), ["Line 1 gives another digest"]),
    "a line taken out of the index": (
        sealed(with_lines(lambda text: text.partition("\n")[2])),
        ["The record at byte 0 is in no index"],
    ),
    "digests stripped and the page changed": (put(archive__one_warc_gz=STRIPPED), ["Line 3 gives another digest"]),
    "an unlisted file": (
        sealed({**MEMBERS, "archive/new.txt": b"x"}, rows=rows(MEMBERS)),
        ["archive/new.txt: It is not listed in datapackage.json"],
    ),
    "a file changed": (
        zipped({**unzipped(GOOD), PAGES: MEMBERS[PAGES].replace(b"Kol", b"Kom")}),
        ["pages/pages.jsonl: Its hash does not match"],
    ),
    "a hash taken out": (
        sealed(MEMBERS, rows=[{k: v for k, v in row.items() if k != "hash"} for row in rows(MEMBERS)]),
        ["No hash is given for it"],
    ),
    "a size that is wrong": (sealed(MEMBERS, rows=[{**row, "bytes": 1} for row in rows(MEMBERS)]), ["and 1 were said"]),
    "a seal of another description": (
        zipped({**unzipped(GOOD), "datapackage-digest.json": json.dumps({"hash": "sha256:" + "0" * 64}).encode()}),
        ["The hash it gives is not that of datapackage.json"],
    ),
    "a signature of another description": (
        zipped({**unzipped(GOOD), "datapackage-digest.json": SEAL[:-1] + b', "signedData": {"hash": "sha256:00"}}'}),
        ["The hash that was signed is not that of datapackage.json"],
    ),
    "no description": (zipped(MEMBERS), ["It has no datapackage.json"]),
    "a description that is none": (zipped({**MEMBERS, "datapackage.json": b"[" * 9999}), ["It is no JSON object"]),
    "no index": (put(indexes__index_cdx_gz=None), ["It holds no index"]),
    "no pages": (put(pages__pages_jsonl=None), ["It holds no list of pages"]),
    "an index cut": (put(indexes__index_cdx_gz=MEMBERS[INDEX][:-9]), ["indexes/index.cdx.gz: It cannot be read"]),
    "a WARC cut": (put(archive__two_warc_gz=TWO[:-9]), ["This gzip member is damaged"]),
}


@pytest.mark.parametrize("name", CASES)
def test_what_standard_tools_let_through_is_caught(name, tmp_path):
    data, words = CASES[name]
    got = said(data, tmp_path)
    for each in words:
        assert each in got
    assert Answer.FAILED in answers(data, tmp_path).values()


def test_without_an_index_nothing_is_passed(tmp_path):
    got = answers(sealed({**MEMBERS, "indexes/index.cdx.gz": b""}), tmp_path)
    assert (got["index"], got["records in the index"]) == (Answer.NOTHING, Answer.NOTHING)
    got = answers(sealed({**MEMBERS, "pages/pages.jsonl": b'{"format": "json-pages-1.0"}\n'}), tmp_path)
    assert got["pages"] == Answer.NOTHING
