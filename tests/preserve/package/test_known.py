"""What is kept of records gives the same archive as reading them, and is no more trusted than a cache may be."""

from contextlib import closing

import pytest
from preserve.package.small import MILL, page, warc_of
from preserve.package.test_wacz_out import ABOUT, part

from isnad.preserve.package.known import FILE, KnownRecords
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
    monkeypatch.setattr("isnad.preserve.package.wacz_out.scan_held", None)
    assert export(tmp_path / "b.wacz", some(), tmp_path / "derived") == first


@pytest.mark.parametrize("spoil", ["deleted", "no database", "nothing may be written"])
def test_without_it_nothing_is_lost(tmp_path, spoil):
    folder = tmp_path / "derived"
    first = export(tmp_path / "a.wacz", some(), folder)
    if spoil == "deleted":
        (folder / FILE).unlink()
    elif spoil == "no database":
        for path in folder.iterdir():
            path.write_bytes(b"\xff" * 5000)
    else:
        folder = tmp_path / "a.wacz" / "derived"
    assert export(tmp_path / "b.wacz", some(), folder) == first


def test_changed_bytes_are_found_though_their_records_are_known(tmp_path):
    export(tmp_path / "a.wacz", some(), tmp_path / "derived")
    whole = some()[0]
    changed = part(whole.open().read()[:-1] + b"\1", digest=whole.digest)
    with (tmp_path / "b.wacz").open("wb") as stream, closing(KnownRecords(tmp_path / "derived")) as known:
        problems = list(write_wacz(stream, ABOUT, [changed, *some()[1:]], known=known))
    assert len(problems) == 1
