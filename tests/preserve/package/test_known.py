"""What is kept of records gives the same archive as reading them, and is no more trusted than a cache may be."""

import sqlite3
from contextlib import closing
from functools import partial

import pytest
from preserve.package.small import BRIDGE, MILL, page, small_case, warc_of
from preserve.package.test_wacz_out import ABOUT, index_of, part, validate

from isnad.preserve.package import known as known_module
from isnad.preserve.package import wacz_out
from isnad.preserve.package.archive import Wanted, write_archive
from isnad.preserve.package.choice import choose
from isnad.preserve.package.known import FILE, KnownRecords
from isnad.preserve.package.scan import scan_held
from isnad.preserve.package.source import read_source
from isnad.preserve.package.wacz_out import write_wacz


def export(path, warcs, folder):
    with path.open("wb") as stream, closing(KnownRecords(folder)) as known:
        problems = list(write_wacz(stream, ABOUT, warcs, known=known))
    assert problems == []
    return path.read_bytes()


def some():
    return [part(warc_of((f"https://sedge.example/{n}", page(f"{n} {MILL}")))) for n in range(4)]


def test_the_second_export_reads_no_record_and_gives_the_same_bytes(tmp_path, monkeypatch):
    first = export(tmp_path / "a.wacz", some(), tmp_path / "derived")
    monkeypatch.setattr("isnad.preserve.package.scan.scan_held", None)
    assert export(tmp_path / "b.wacz", some(), tmp_path / "derived") == first


@pytest.mark.parametrize("spoil", ["deleted", "no database", "rotten rows", "nothing may be written"])
def test_without_it_nothing_is_lost(tmp_path, spoil):
    folder = tmp_path / "derived"
    first = export(tmp_path / "a.wacz", some(), folder)
    if spoil == "deleted":
        (folder / FILE).unlink()
    elif spoil == "rotten rows":
        with closing(sqlite3.connect(folder / FILE)) as base, base:
            (table,) = base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchone()
            base.execute(f"UPDATE {table} SET said = replace(said, 'sedge', 'hedge')")
    elif spoil == "no database":
        for path in folder.iterdir():
            path.write_bytes(b"\xff" * 5000)
    else:
        folder = tmp_path / "a.wacz" / "derived"
    assert export(tmp_path / "b.wacz", some(), folder) == first


def test_what_another_wrote_there_is_not_believed(tmp_path, monkeypatch):
    """A stranger's database, whole and well-formed, that tells of other records than the WARCs hold."""
    folder = tmp_path / "derived"
    first = export(tmp_path / "a.wacz", some(), tmp_path / "elsewhere")
    records = scan_held(warc_of(("https://forged.example/", page(BRIDGE))), {})
    with monkeypatch.context() as patch:
        patch.setenv("ISNAD_HOME", str(tmp_path / "stranger"))
        with closing(KnownRecords(folder)) as known:
            for warc in some():
                known.put(warc.digest, records)
        with closing(KnownRecords(folder)) as known:
            assert len(known.get([warc.digest for warc in some()])) == 4  # as it stands, it is believed by its maker
    assert export(tmp_path / "b.wacz", some(), folder) == first


def test_rows_that_tell_of_many_are_found_in_any_order(tmp_path, monkeypatch):
    monkeypatch.setattr(known_module, "_TOGETHER", 3)
    monkeypatch.setattr(known_module, "_AHEAD", 2)
    warcs = {f"sha256:{n:064x}": scan_held(warc_of((f"https://sedge.example/{n}", page(MILL))), {}) for n in range(10)}
    with closing(KnownRecords(tmp_path)) as known:
        kept = {warc: known.put(warc, records) for warc, records in warcs.items()}
        assert known.get(kept) == kept
    for order in (list(kept), list(kept)[::-1], list(kept)[::3], [*kept, *kept]):
        with closing(KnownRecords(tmp_path)) as known:
            assert known.get([*order, "sha256:none"]) == {warc: kept[warc] for warc in order}


def test_changed_bytes_are_found_though_their_records_are_known(tmp_path):
    export(tmp_path / "a.wacz", some(), tmp_path / "derived")
    whole = some()[0]
    changed = part(whole.open().read()[:-1] + b"\1", digest=whole.digest)
    with (tmp_path / "b.wacz").open("wb") as stream, closing(KnownRecords(tmp_path / "derived")) as known:
        problems = list(write_wacz(stream, ABOUT, [changed, *some()[1:]], known=known))
    assert len(problems) == 1


@pytest.mark.parametrize("separate", [100, 1])
@pytest.mark.parametrize("new", [b"", b"short", b"longer than it was: " * 1000])
def test_what_changed_is_left_out_though_its_records_are_known(tmp_path, monkeypatch, separate, new):
    """It is copied and hashed in one pass, and taken back: the archive is then as if it had never been named."""
    monkeypatch.setattr(wacz_out, "SEPARATE", separate)
    changed, *rest = some()
    export(tmp_path / "a.wacz", [changed, *rest], tmp_path / "derived")
    without = export(tmp_path / "b.wacz", rest, tmp_path / "derived")
    path = tmp_path / "object"
    path.write_bytes(new)
    for spoiled in (changed._replace(open=partial(path.open, "rb"), path=str(path)), changed._replace(path="gone")):
        if spoiled.path == "gone":
            spoiled = spoiled._replace(open=partial(open, tmp_path / "gone", "rb"), path=str(tmp_path / "gone"))
        for order in ([spoiled, *rest], [*rest, spoiled]):
            with (tmp_path / "c.wacz").open("wb") as stream, closing(KnownRecords(tmp_path / "derived")) as known:
                problems = list(write_wacz(stream, ABOUT, order, known=known))
            assert [p.where for p in problems] == [changed.name]
            assert (tmp_path / "c.wacz").read_bytes() == without
    assert validate(tmp_path / "c.wacz").returncode == 0


def test_what_is_captured_is_noted_so_that_no_export_reads_it(tmp_path, monkeypatch):
    book = small_case(tmp_path / "noted")
    monkeypatch.setattr("isnad.preserve.package.scan.scan_held", None)
    archives = [tmp_path / "a.wacz", tmp_path / "b.wacz"]
    for path in archives:
        source = read_source(book.root)
        wanted = Wanted(source=source, choice=choose(source), title="t", software="isnad test", path_of=book.path_of)
        assert list(write_archive(wanted, path, "wacz")) == []
        (book.derived / FILE).unlink(missing_ok=True)  # the second time everything is read
        monkeypatch.undo()
    assert archives[0].read_bytes() == archives[1].read_bytes()
    assert {said["url"] for _, _, said in index_of(archives[0])} >= {
        "https://sedge.example/a", "https://reed.example/b?y=2&x=1",
    }  # fmt: skip


def test_noting_passes_over_what_is_no_sound_warc(tmp_path):
    from isnad.preserve.package.known import note_records

    good = warc_of(("https://sedge.example/a", page(MILL)), ("https://reed.example/b", page(BRIDGE)))
    files = {"good": good, "cut": good[:-20], "empty": b"", "zip": b"PK\x03\x04" + bytes(100)}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    note_records(tmp_path, [(name, tmp_path / name, {}) for name in (*files, "gone")])
    with closing(KnownRecords(tmp_path)) as known:
        assert set(known.get(["gone", *files])) == {"good"}
