import errno
import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isnad.preserve import store as rooms
from isnad.preserve.store import FEW, Store, digest_at, is_digest, write_whole
from isnad.records.capture import digest_of


def files(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


@given(data=st.binary(max_size=5000))
def test_what_was_put_is_got_by_the_digest_of_its_bytes(data, tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("s"))
    digest, size = store.put(io.BytesIO(data))
    assert (digest, size) == (digest_of(data), len(data))
    assert store.get(digest) == data
    assert list(store.digests()) == [digest]


def test_an_object_is_stored_once_and_read_only(tmp_path):
    store = Store(tmp_path)
    first, _ = store.put(io.BytesIO(b"same"))
    inode = store.path(first).stat().st_ino
    store.put(io.BytesIO(b"same"))
    assert store.path(first).stat().st_ino == inode
    assert store.path(first).stat().st_mode & 0o777 == 0o444


def test_a_rotten_object_is_replaced_by_good_bytes(tmp_path):
    store = Store(tmp_path)
    digest, _ = store.put(io.BytesIO(b"good"))
    store.path(digest).chmod(0o644)
    store.path(digest).write_bytes(b"goad")
    store.put(io.BytesIO(b"good"))
    assert digest_at(store.path(digest)) == digest


def test_a_full_disk_leaves_no_object_and_no_temporary_file(tmp_path, monkeypatch):
    def full(handle, data):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space"):
        Store(tmp_path).put(io.BytesIO(b"x" * 10))
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_short_writes_are_finished(tmp_path, monkeypatch):
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, data[:3]))
    digest, _ = Store(tmp_path).put(io.BytesIO(b"0123456789"))
    assert Store(tmp_path).get(digest) == b"0123456789"


def test_files_that_are_no_objects_are_strangers(tmp_path):
    store = Store(tmp_path)
    store.put(io.BytesIO(b"x"))
    (tmp_path / "sha256" / "note.txt").write_text("hello")
    assert [p.name for p in store.strangers()] == ["note.txt"]


@pytest.mark.parametrize("name", ["", "sha256:", "sha256:" + "g" * 64, "md5:" + "a" * 64, "sha256:../" + "a" * 61])
def test_only_digests_name_objects(tmp_path, name):
    with pytest.raises(ValueError, match="not a SHA-256"):
        Store(tmp_path).path(name)


def test_a_whole_file_replaces_and_leaves_nothing_beside_it(tmp_path):
    write_whole(tmp_path / "a", b"1")
    write_whole(tmp_path / "a", b"2")
    assert [p.name for p in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"2"


def test_what_is_staged_has_no_name_until_it_is_settled(tmp_path):
    store = Store(tmp_path)
    digest, size = store.stage(io.BytesIO(b"one"))
    assert (digest, size) == (digest_of(b"one"), 3)
    assert (list(store.digests()), list(store.strangers())) == ([], [])
    store.settle()
    assert (store.get(digest), list(store.digests())) == (b"one", [digest])
    assert not list((tmp_path / "tmp").iterdir())
    store.settle()


def test_what_is_dropped_leaves_nothing(tmp_path):
    store = Store(tmp_path)
    kept, _ = store.put(io.BytesIO(b"kept"))
    store.stage(io.BytesIO(b"one"))
    store.stage(io.BytesIO(b"kept"))
    store.drop()
    store.settle()
    assert list(store.digests()) == [kept]
    assert len(files(tmp_path)) == 1


def test_the_same_bytes_are_staged_once(tmp_path):
    store = Store(tmp_path)
    assert store.stage(io.BytesIO(b"one")) == store.stage(io.BytesIO(b"one"))
    assert len(list((tmp_path / "tmp").iterdir())) == 1
    store.settle()
    assert store.stage(io.BytesIO(b"one"))[1] == 3
    assert not list((tmp_path / "tmp").iterdir())


@pytest.mark.parametrize("number", [1, FEW, FEW + 1, 3 * FEW])
@pytest.mark.parametrize("whole", [True, False], ids=["syncfs", "no syncfs"])
def test_bytes_are_on_the_disk_before_their_names_are_and_the_names_before_it_returns(
    tmp_path, monkeypatch, number, whole
):
    told = []
    replace, fsync = os.replace, os.fsync

    def named(old, new):
        told.append("name")
        replace(old, new)

    def synced(handle):
        told.append("sync")
        fsync(handle)

    def all_synced(root):
        told.extend(["sync"] if whole else [])
        return whole

    monkeypatch.setattr(os, "replace", named)
    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(rooms, "_sync_all", all_synced)
    store = Store(tmp_path)
    for n in range(number):
        store.stage(io.BytesIO(b"%d" % n))
    assert told == []
    store.settle()
    first, last = told.index("name"), len(told) - told[::-1].index("name")
    assert told.count("name") == number == len(list(store.digests()))
    assert set(told[first:last]) == {"name"}
    assert set(told[:first]) == set(told[last:]) == {"sync"}
    assert first >= (1 if whole and number > FEW else number)


def test_working_copies_are_not_synced(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda handle: pytest.fail("synced"))
    store = Store(tmp_path, lasting=False)
    digest, _ = store.put(io.BytesIO(b"copy"))
    assert store.get(digest) == b"copy"


def test_what_could_not_be_named_is_named_the_next_time(tmp_path, monkeypatch):
    store = Store(tmp_path)
    digests = {store.stage(io.BytesIO(b"%d" % n))[0] for n in range(3)}
    real, calls = os.replace, []

    def second_fails(old, new):
        calls.append(1)
        if len(calls) == 2:
            raise OSError(errno.EIO, "Input/output error")
        real(old, new)

    monkeypatch.setattr(os, "replace", second_fails)
    with pytest.raises(OSError, match="Input"):
        store.settle()
    assert len(list(store.digests())) == 1
    store.settle()
    assert set(store.digests()) == digests


def test_what_a_broken_off_writer_left_is_swept_away(tmp_path):
    broken = Store(tmp_path)
    broken.stage(io.BytesIO(b"one"))
    store = Store(tmp_path)
    store.sweep()
    assert files(tmp_path) == []


@pytest.mark.parametrize(
    ("text", "fits"),
    [("sha256:" + "0a" * 32, True), ("sha256:" + "0A" * 32, False), ("sha256:" + "0a" * 31, False), ("0a" * 32, False)],
)
def test_a_digest_is_told_by_its_form(text, fits):
    assert is_digest(text) is fits


def test_a_link_is_no_object(tmp_path):
    store = Store(tmp_path)
    digest, _ = store.put(io.BytesIO(b"x"))
    path = store.path(digest)
    (tmp_path / "elsewhere").write_bytes(b"x")
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere")
    assert list(store.digests()) == []
    assert path in list(store.strangers())
