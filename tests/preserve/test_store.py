import errno
import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isnad.preserve.store import Store, digest_at, write_whole
from isnad.records.capture import digest_of


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
