"""The WACZ writer: the same bytes for the same items, an index that leads to the records, nothing changed or sealed."""

import gzip
import hashlib
import io
import json
import random
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from functools import partial

import pytest
from cdxj_indexer.main import CDXJIndexer
from preserve.package.small import BEGAN, BRIDGE, MILL, page, warc_of
from warcio.archiveiterator import ArchiveIterator

from isnad.preserve.containers.wacz_check import wacz_problems
from isnad.preserve.package import wacz_out
from isnad.preserve.package.cdxj import SortedLines
from isnad.preserve.package.lines import place_of
from isnad.preserve.package.wacz_out import About, FilePart, write_wacz
from isnad.preserve.package.warc_out import write_warc
from isnad.preserve.package.warcs import WarcPart
from isnad.records.capture import Capture, Within, digest_of
from isnad.records.problem import Severity

ABOUT = About(title="The mill at Harrun", software="isnad test", made=datetime(2021, 3, 4, tzinfo=UTC))


def part(data: bytes, captures=None, name="a WARC", digest="") -> WarcPart:
    return WarcPart(
        digest=digest or digest_of(data),
        size=len(data),
        open=partial(io.BytesIO, data),
        name=name,
        captures=captures or {},
    )


def file(text: str, title="") -> FilePart:
    data = text.encode()
    capture = Capture(
        id="0123456789abcdef",
        digest=digest_of(data),
        size=len(data),
        origin="given/x.txt",
        captured=BEGAN,
        tool="isnad test",
        media_type="text/plain",
        title=title,
    )
    return FilePart(capture=capture, open=partial(io.BytesIO, data))


def some(number: int) -> list[WarcPart]:
    return [part(warc_of((f"https://sedge.example/{n}", page(f"Report {n}. {MILL}")))) for n in range(number)]


def written(path, warcs, files=()):
    with path.open("wb") as stream:
        return list(write_wacz(stream, ABOUT, warcs, files))


def index_of(path) -> list[tuple[str, str, dict]]:
    with zipfile.ZipFile(path) as archive:
        text = gzip.decompress(archive.read("indexes/index.cdx.gz")).decode()
    return [(*line.split(" ", 2)[:2], json.loads(line.split(" ", 2)[2])) for line in text.splitlines()]


def validate(path) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "wacz", "validate", "-f", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(params=["apart", "joined"])
def archive(request, tmp_path, monkeypatch):
    """A WACZ of twelve WARCs, each in a file of its own or all in one."""
    monkeypatch.setattr(wacz_out, "SEPARATE", 100 if request.param == "apart" else 3)
    assert written(tmp_path / "a.wacz", some(12), [file(BRIDGE, "The bridge")]) == []
    return tmp_path / "a.wacz", request.param


def test_others_and_our_own_check_find_it_sound(archive):
    done = validate(archive[0])
    assert done.returncode == 0, done.stdout + done.stderr
    assert [p for p in wacz_problems(archive[0]) if p.severity is not Severity.NOTE] == []


def test_the_archive_is_stored_and_every_warc_stands_in_it_byte_for_byte(archive):
    with zipfile.ZipFile(archive[0]) as held:
        infos = [info for info in held.infolist() if info.filename.startswith("archive/")]
        assert {info.compress_type for info in infos} == {zipfile.ZIP_STORED}
        assert len(infos) == (13 if archive[1] == "apart" else 2)
        rows = [line.split(",") for line in held.read("isnad/parts.csv").decode().splitlines()[1:]]
        assert len(rows) == 12
        for digest, size, name, offset, _ in rows:
            data = held.read(name)[int(offset) : int(offset) + int(size)]
            assert digest_of(data) == digest


def test_every_line_of_the_index_leads_to_its_record(archive):
    with zipfile.ZipFile(archive[0]) as held:
        lines = index_of(archive[0])
        assert len(lines) == 13
        for _, _, said in lines:
            start, length = int(said["offset"]), int(said["length"])
            data = held.read(f"archive/{said['filename']}")[start : start + length]
            assert digest_of(data) == said["recordDigest"]
            record = next(iter(ArchiveIterator(io.BytesIO(data))))
            assert record.rec_headers.get_header("WARC-Target-URI") == said["url"]
            assert "sha256:" + hashlib.sha256(record.content_stream().read()).hexdigest() == said["digest"]


def test_the_index_is_that_of_the_indexer_in_use(archive, tmp_path):
    """cdxj-indexer over the same WARCs gives the same keys, times and fields."""
    with zipfile.ZipFile(archive[0]) as held:
        names = [n for n in held.namelist() if n.startswith("archive/")]
        held.extractall(tmp_path / "out", names)
    CDXJIndexer(
        str(tmp_path / "theirs.cdxj"),
        [str(tmp_path / "out" / n) for n in names],
        sort=True,
        digest_records=True,
        post_append=True,
    ).process_all()
    theirs = [line.split(" ", 2) for line in (tmp_path / "theirs.cdxj").read_text().splitlines()]
    ours = index_of(archive[0])
    assert [(key, time) for key, time, _ in ours] == [(key, time) for key, time, _ in theirs]
    for (_, _, mine), (_, _, other) in zip(ours, theirs, strict=True):
        said = json.loads(other)
        said["recordDigest"] = said.pop("recordDigest", said.pop("record-digest", None))
        assert mine == said


def test_the_same_items_give_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        written(tmp_path / f"{name}.wacz", some(3), [file(BRIDGE)])
    assert (tmp_path / "a.wacz").read_bytes() == (tmp_path / "b.wacz").read_bytes()


def test_pages_name_the_captures(tmp_path):
    data = warc_of(("https://sedge.example/a", page(MILL)), ("https://reed.example/b", page(BRIDGE)))
    place = next(int(said["offset"]) for _, _, said in _indexed(tmp_path, data) if "reed" in said["url"])
    length = next(int(said["length"]) for _, _, said in _indexed(tmp_path, data) if "reed" in said["url"])
    within = Within(container=digest_of(data), kind="warc", offset=place, length=length)
    capture = Capture(
        id="f" * 16,
        digest=digest_of(b"x"),
        size=1,
        origin="o",
        captured=BEGAN,
        tool="t",
        title="The bridge",
        within=within,
    )
    assert written(tmp_path / "b.wacz", [part(data, {place: place_of(capture)})], [file(MILL)]) == []
    with zipfile.ZipFile(tmp_path / "b.wacz") as held:
        pages, extra = (
            [json.loads(x) for x in held.read(f"pages/{n}.jsonl").splitlines()] for n in ("pages", "extraPages")
        )
    assert [(p["url"], p["title"], p["ts"]) for p in pages[1:]] == [
        ("https://reed.example/b", "The bridge", "2021-03-02T09:30:01.000000Z")
    ]
    assert [p["url"] for p in extra[1:]] == [f"urn:isnad:{digest_of(MILL.encode())}"]
    assert index_of(tmp_path / "b.wacz")[0] == _indexed(tmp_path, data)[0]


def _indexed(tmp_path, data):
    written(tmp_path / "plain.wacz", [part(data)])
    return index_of(tmp_path / "plain.wacz")


@pytest.mark.parametrize("lengths", ["too short", "too long", "of another record"])
def test_a_wrong_length_in_the_log_is_not_believed(tmp_path, lengths):
    data = warc_of(("https://sedge.example/a", page(MILL)), ("https://reed.example/b", page(BRIDGE)))
    (_, _, first), (_, _, second) = sorted(_indexed(tmp_path, data), key=lambda line: int(line[2]["offset"]))
    length = {"too short": int(first["length"]) - 1, "too long": int(first["length"]) + 7}.get(
        lengths, int(second["length"])
    )
    within = Within(container=digest_of(data), kind="warc", offset=int(first["offset"]), length=length)
    capture = Capture(id="f" * 16, digest=digest_of(b"x"), size=1, origin="o", captured=BEGAN, tool="t", within=within)
    written(tmp_path / "b.wacz", [part(data, {within.offset: place_of(capture)})])
    assert index_of(tmp_path / "b.wacz") == _indexed(tmp_path, data)


@pytest.mark.parametrize("separate", [100, 1])
def test_what_changed_is_left_out_with_a_problem(tmp_path, monkeypatch, separate):
    monkeypatch.setattr(wacz_out, "SEPARATE", separate)
    good, other = some(2)
    changed = part(other.open().read() + b"\0", name="the changed one", digest=other.digest)
    spoiled = FilePart(capture=file(BRIDGE).capture, open=partial(io.BytesIO, b"something else"))

    def gone():
        raise FileNotFoundError(2, "gone")

    missing = WarcPart(digest=digest_of(b"gone"), size=1, open=gone, name="the missing one")
    problems = written(tmp_path / "a.wacz", [changed, good, missing], [file(MILL), spoiled])
    assert {p.where for p in problems} == {"the changed one", "the missing one", "given/x.txt"}
    assert {p.severity for p in problems} == {Severity.ERROR}
    assert len(index_of(tmp_path / "a.wacz")) == 2
    assert validate(tmp_path / "a.wacz").returncode == 0


@pytest.mark.parametrize("separate", [100, 1])
@pytest.mark.parametrize("small", [1 << 20, 10])
def test_a_damaged_warc_is_kept_aside_and_spoils_no_other(tmp_path, monkeypatch, separate, small):
    monkeypatch.setattr(wacz_out, "SEPARATE", separate)
    monkeypatch.setattr(wacz_out, "_SMALL", small)
    whole = warc_of(("https://sedge.example/a", page(MILL)), ("https://reed.example/b", page(BRIDGE)))
    plain = gzip.decompress(warc_of(("https://balsum.example/c", page(MILL))))
    at_once = gzip.compress(plain, mtime=0)
    parts = [part(whole[:-20], name="cut"), part(plain, name="plain"), part(at_once, name="at once"), *some(2)]
    problems = written(tmp_path / "a.wacz", parts)
    assert {(p.where, p.severity) for p in problems} == {("cut", Severity.WARNING), ("at once", Severity.WARNING)}
    urls = sorted(said["url"] for _, _, said in index_of(tmp_path / "a.wacz"))
    assert urls == ["https://balsum.example/c", "https://sedge.example/0", "https://sedge.example/1"]
    with zipfile.ZipFile(tmp_path / "a.wacz") as held:
        assert held.read(f"aside/{parts[0].digest[7:]}") == whole[:-20]
        assert held.read(f"aside/{parts[2].digest[7:]}") == at_once
        assert held.read(f"archive/{parts[1].digest[7:]}.warc") == plain
    assert [p for p in wacz_problems(tmp_path / "a.wacz") if p.severity is not Severity.NOTE] == []
    assert validate(tmp_path / "a.wacz").returncode == 0


def test_a_large_warc_is_streamed_and_indexed_alike(tmp_path, monkeypatch):
    data = warc_of(*((f"https://sedge.example/{n}", page(f"{n} {MILL}")) for n in range(20)))
    expected = _indexed(tmp_path, data)
    monkeypatch.setattr(wacz_out, "_SMALL", 100)
    assert _indexed(tmp_path, data) == expected


def test_volumes_end_where_they_are_full(tmp_path, monkeypatch):
    monkeypatch.setattr(wacz_out, "SEPARATE", 3)
    monkeypatch.setattr(wacz_out, "_VOLUME", 3000)
    assert written(tmp_path / "a.wacz", some(12)) == []
    with zipfile.ZipFile(tmp_path / "a.wacz") as held:
        sizes = [info.file_size for info in held.infolist() if info.filename.startswith("archive/")]
    assert len(sizes) > 2
    assert max(sizes) <= 3000
    assert validate(tmp_path / "a.wacz").returncode == 0


def test_all_in_one_warc_is_a_sound_warc(tmp_path):
    plain = gzip.decompress(warc_of(("https://balsum.example/c", page(MILL))))
    with (tmp_path / "all.warc.gz").open("wb") as stream:
        problems = list(write_warc(stream, ABOUT, [*some(3), part(plain, name="plain")], [file(BRIDGE)]))
    assert [p.where for p in problems] == ["plain"]
    done = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", tmp_path / "all.warc.gz"], capture_output=True, check=False
    )
    assert done.returncode == 0
    with (tmp_path / "all.warc.gz").open("rb") as stream:
        kinds = [record.rec_type for record in ArchiveIterator(stream)]
    assert (kinds.count("response"), kinds.count("resource")) == (3, 1)


def test_lines_are_sorted_by_their_bytes_whatever_the_memory():
    lines = [f"{n:x} \N{LATIN SMALL LETTER E WITH ACUTE}{n % 7}\n".encode() for n in range(500)]
    random.Random(3).shuffle(lines)
    for held in (100, 1 << 20):
        kept = SortedLines(held)
        for line in lines:
            kept.add(line)
        assert list(kept) == sorted(lines)
