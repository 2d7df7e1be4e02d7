"""Containers as they are added: by their bytes and not by their names, in a confined child, and out again."""

import io
import json
import os
import random
import zipfile
from dataclasses import replace

import pytest
from preserve.containers.made import by_warcio, packed, page, record, response, taken, wacz, zipped

from isnad.preserve.confined.bounds import Bounds
from isnad.preserve.containers import opened
from isnad.preserve.containers.extract import extract
from isnad.preserve.item import Taken
from isnad.preserve.manifest import Told
from isnad.preserve.store import digest_at
from isnad.preserve.take import take
from isnad.preserve.trouble import Trouble
from isnad.records.problem import Severity

TELEGRAM = {
    "name": "Kol Watch",
    "type": "public_channel",
    "id": 9,
    "messages": [{"id": 1, "type": "message", "date": "2031-03-04", "text": "Kol"}],
}
FILES = zipped({"a.txt": b"Kol was hit.", "b/c.html": b"<p>twice</p>"}, zipfile.ZIP_DEFLATED)
CONTAINERS = {
    "warc": (by_warcio(3), [page(n) for n in range(3)], "application/warc"),
    "long warc": (by_warcio(400, pack=False), [page(n) for n in range(400)], "application/warc"),  # beyond any buffer
    "wacz": (wacz({"one.warc.gz": by_warcio(2)}), [page(n) for n in range(2)], "application/wacz"),
    "zip": (FILES, [b"Kol was hit.", b"<p>twice</p>"], "application/zip"),
    "telegram": (json.dumps(TELEGRAM).encode(), [json.dumps(TELEGRAM["messages"][0]).encode()], "application/json"),
}


@pytest.mark.parametrize("kind", CONTAINERS)
def test_the_container_comes_first_and_its_items_can_be_taken_out_again(tmp_path, kind):
    data, bodies, media_type = CONTAINERS[kind]
    path = tmp_path / "given.bin"
    path.write_bytes(data)
    (whole,), items, problems = taken(path)
    assert whole == (replace(whole[0]), data)
    assert (whole[0].origin, whole[0].media_type, whole[0].within) == ("given.bin", media_type, None)
    assert [body for _, body in items] == bodies
    assert {item.within.container for item, _ in items} == {digest_at(path)}
    assert [b"".join(extract(path, item.within)) for item, _ in items] == bodies
    assert all(problem.severity is Severity.NOTE for problem in problems)


@pytest.mark.parametrize("kind", CONTAINERS)
def test_an_item_that_is_not_where_it_was_is_said(tmp_path, kind):
    data, _, _ = CONTAINERS[kind]
    path = tmp_path / "given.bin"
    path.write_bytes(data)
    _, items, _ = taken(path)
    path.write_bytes(data[: len(data) // 2] if kind != "telegram" else data[:40])
    with pytest.raises(Trouble, match="could not be taken out again"):
        b"".join(extract(path, items[-1][0].within))


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("x.zip", "warc", "its bytes are a WARC"),
        ("x.warc.gz", "zip", "its bytes are a ZIP"),
        ("x.wacz", "zip", "a ZIP"),
    ],
)
def test_a_name_that_says_otherwise_is_not_believed_and_that_is_said(tmp_path, name, kind, words):
    data, bodies, _ = CONTAINERS[kind]
    (tmp_path / name).write_bytes(data)
    _, items, problems = taken(tmp_path / name)
    assert [body for _, body in items] == bodies
    assert any(words in problem.what and problem.severity is Severity.WARNING for problem in problems)


@pytest.mark.parametrize("head", [b"%PDF-1.7\n", b"<html><p>Kol</p>", packed(record(response(b"Kol")))])
def test_a_file_that_is_two_things_is_taken_as_what_it_begins_as_and_that_is_said(tmp_path, head):
    out = io.BytesIO(head)
    out.seek(0, 2)
    with zipfile.ZipFile(out, "a") as file:
        file.writestr("a.txt", b"hidden")
    (tmp_path / "x.pdf").write_bytes(out.getvalue())
    wholes, items, problems = taken(tmp_path / "x.pdf")
    assert [body for _, body in (wholes or items)] == [out.getvalue()]
    assert any("two things at once" in problem.what for problem in problems)


@pytest.mark.parametrize(
    "data",
    [
        zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"Kol"}),
        zipped({"mimetype": b"application/epub+zip", "a.xhtml": b"Kol"}),
        b'{"file": "a.txt"}',
        b"WARC, said the mayor",
        b"",
    ],
    ids=["docx", "epub", "json", "words", "empty"],
)
def test_what_is_no_container_is_taken_as_it_is(tmp_path, data):
    (tmp_path / "x").write_bytes(data)
    wholes, items, problems = taken(tmp_path / "x")
    assert (wholes, [body for _, body in items], problems) == ([], [data], [])


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda data: data[: len(data) // 2], "cut short at byte 2,5"),
        (lambda data: data[:-3], "cut short"),
        (lambda data: packed(b"x" * 50) + data[:-3], "cut short"),
        (lambda data: data[:-8] + bytes(4) + data[-4:], "damaged at byte 0: incorrect data check"),
        (lambda data: data + b"left over", "damaged at byte"),
        (lambda data: b"\x1f\x8b\x08\x00 not really", "damaged at byte 0"),
        (lambda data: data, ""),
        (lambda data: data + data, ""),
        (lambda data: by_warcio(3)[:60], "cut short at byte 60"),
    ],
)
def test_a_gzip_file_that_is_not_whole_is_kept_and_said(tmp_path, spoil, words):
    data = spoil(packed(random.Random(1).randbytes(5_000)))
    path = tmp_path / "x.json.gz"
    path.write_bytes(data)
    found = list(take(str(path)))
    problems = [each for each in found if not isinstance(each, Taken)]
    assert [each.origin for each in found if isinstance(each, Taken)] == ["x.json.gz"]
    assert [(words in p.what, p.severity) for p in problems] == ([(True, Severity.WARNING)] if words else [])


def test_in_a_folder_what_was_said_of_a_container_fills_the_gaps_of_its_items(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.warc.gz").write_bytes(by_warcio(1))
    (folder / "b.txt").write_bytes(b"Kol")
    (folder / "manifest.json").write_text(json.dumps([{"file": "a.warc.gz", "publisher": "Sedge Post", "url": "x:y"}]))
    found = [
        each for each in take(str(folder), Told(published="2031")) if isinstance(each, Taken) and not each.manifest
    ]
    assert [each.origin for each in found] == ["in/a.warc.gz", "https://sedge.example/0", "in/b.txt"]
    assert found[1].told == Told(publisher="Sedge Post", published="2031", url="https://sedge.example/0")


def test_a_telegram_export_as_a_folder_gives_its_posts_and_its_media(tmp_path):
    folder = tmp_path / "ChatExport"
    (folder / "photos").mkdir(parents=True)
    (folder / "photos" / "1.jpg").write_bytes(b"\xff\xd8\xff")
    messages = [{**TELEGRAM["messages"][0], "photo": "photos/1.jpg"}]
    (folder / "result.json").write_text(json.dumps({**TELEGRAM, "messages": messages}))
    found = [each for each in take(str(folder)) if isinstance(each, Taken)]
    assert [each.origin for each in found] == [
        "ChatExport/result.json",
        "ChatExport/result.json#1",
        "ChatExport/photos/1.jpg",
    ]
    assert (":media", "photos/1.jpg") in found[1].headers
    assert (found[1].within.kind, found[1].told.publisher) == ("json", "Kol Watch")


def test_the_bound_of_one_item(tmp_path):
    (tmp_path / "a").write_bytes(packed(record(b"x" * 5000, "resource"), record(b"small", "resource")))
    _, items, problems = taken(tmp_path / "a", max_bytes=4000)
    assert [body for _, body in items] == [b"small"]
    assert "more than the bound of 4,000 bytes" in problems[0].what


def test_a_parser_that_is_ended_is_said_and_the_container_is_kept(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(FILES)
    real = opened._bounds
    monkeypatch.setattr(opened, "_bounds", lambda stream, bounds: replace(real(stream, bounds), reply_bytes=1 << 14))
    big = zipped({"a.txt": os.urandom(40_000), "b.txt": b"Kol"})
    (tmp_path / "b").write_bytes(big)
    wholes, items, problems = taken(tmp_path / "b")
    assert [body for _, body in wholes] == [big]
    assert items == []
    assert any("Its parser was ended" in problem.what for problem in problems)
    assert isinstance(real(io.FileIO(tmp_path / "a"), opened.Bounds()), Bounds)


def test_a_file_that_changes_meanwhile_is_said(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(by_warcio(2))
    found = take(str(path))
    next(found)
    with path.open("ab") as file:
        file.write(b"x")
    assert any(not isinstance(each, Taken) and "changed while it was read" in each.what for each in found)


def test_faults_without_number_are_not_told_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(opened, "_TOLD", 5)
    (tmp_path / "a").write_bytes(packed(*[record(b"x", "resource", WARC_Block_Digest="sha1:AAAA")] * 20))
    _, items, problems = taken(tmp_path / "a")
    assert len(items) == 20
    errors = [problem for problem in problems if problem.severity is not Severity.NOTE]
    assert (len(errors), errors[-1].what) == (6, "There are 15 more problems like these.")
