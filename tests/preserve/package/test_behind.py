"""What is done behind is done in order, or its error is told; a WACZ has the same bytes with it and without."""

import io

import pytest
from preserve.package.test_known import export, some

from isnad.preserve.package import behind as module
from isnad.preserve.package import wacz_out, zipped
from isnad.preserve.package.behind import Behind, behind
from isnad.preserve.package.zipped import ZipOut


def test_all_is_done_in_order_before_waiting_ends():
    done: list[bytes] = []
    with behind(1 << 30) as thread:
        for n in range(100):
            thread.put(done.append, b"%d" % n)
        thread.wait()
        assert done == [b"%d" % n for n in range(100)]
        thread.put(done.append, b"last")
    assert done[-1] == b"last"
    thread.wait()  # once more, after the end


def test_its_errors_are_told_and_nothing_is_done_after_one():
    done: list[bytes] = []

    def full(_: bytes) -> None:
        raise OSError(28, "No space left on device")

    thread = Behind()
    thread.put(full, b"")
    with pytest.raises(OSError, match="No space"):
        thread.wait()
    with pytest.raises(OSError, match="No space"):
        thread.put(done.append, b"after")
    thread.end()
    assert done == []


def test_an_error_of_the_caller_ends_it():
    threads: list[Behind] = []

    def work() -> None:
        with behind(1 << 30) as thread:
            threads.append(thread)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    assert not threads[0]._thread.is_alive()


def test_a_disk_that_is_full_is_told(monkeypatch):
    class Full(io.BytesIO):
        def write(self, data) -> int:
            if len(data) > 100:
                raise OSError(28, "No space left on device")
            return super().write(data)

    monkeypatch.setattr(module, "_WORTH", 1)
    out = ZipOut(Full())
    with pytest.raises(OSError, match="No space"):
        out.put("a", bytes(1000), packed=False)
    out.abandon()


@pytest.mark.parametrize("separate", [100, 1])
@pytest.mark.parametrize("long", [1 << 20, 50])
def test_an_archive_is_the_same_with_it_and_without(tmp_path, monkeypatch, separate, long):
    monkeypatch.setattr(wacz_out, "SEPARATE", separate)
    without = export(tmp_path / "a.wacz", some(), tmp_path / "derived")
    monkeypatch.setattr(module, "_WORTH", 1)
    monkeypatch.setattr(zipped, "_LONG", long)
    monkeypatch.setattr(wacz_out, "_PIECE", long)
    assert export(tmp_path / "b.wacz", some(), tmp_path / "derived") == without


def test_what_is_hashed_here_and_behind_is_hashed_in_order(monkeypatch):
    pieces = [bytes([n]) * 300 for n in range(20)]
    digests = []
    for worth in (1, 1 << 40):
        monkeypatch.setattr(module, "_WORTH", worth)
        monkeypatch.setattr(zipped, "_LONG", 500)
        out = ZipOut(io.BytesIO())
        with out.member("a", size=6000) as stream:
            for n, piece in enumerate(pieces):
                (stream.copy if n % 3 else stream.write)(piece)
        digests.append(out.members[0].digest)
        out.close()
    assert digests[0] == digests[1]
