"""What the workers say of folders of objects: the right files, and each other thing by what it is."""

import hashlib
import os
import struct

import pytest

from isnad.preserve import digesting, hashing


def sweep(base, jobs=2):
    found = {}
    names = sorted(path.name for path in base.iterdir())
    with hashing.Sweep(str(base), names, lambda swept: found.update({swept.folder: swept}), jobs) as begun:
        begun.finish()
    assert sorted(found) == names
    return found


def rows(swept):
    return [(digest.hex(), size) for digest, size in struct.iter_unpack(">32sQ", swept.good)]


def put(base, data):
    name = hashlib.sha256(data).hexdigest()
    (base / name[:2]).mkdir(exist_ok=True)
    (base / name[:2] / name).write_bytes(data)
    return name


def test_every_file_is_found_with_its_size(tmp_path):
    names = {put(tmp_path, b"%d" % n * n): len(b"%d" % n * n) for n in range(300)}
    names[put(tmp_path, bytes(3 << 20))] = 3 << 20  # longer than what is read at once
    names[put(tmp_path, bytes(1 << 20))] = 1 << 20
    good = dict(row for swept in sweep(tmp_path).values() for row in rows(swept))
    assert good == names


def test_other_things_are_told_and_not_waited_for(tmp_path):
    right = put(tmp_path, b"right")
    folder = tmp_path / right[:2]
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    (folder / wrong).write_bytes(b"wrong")
    os.mkfifo(folder / "pipe")
    (folder / "link").symlink_to(folder / right)
    (folder / "folder").mkdir()
    (folder / "secret").touch(0)
    elsewhere = hashlib.sha256(b"elsewhere").hexdigest()
    (folder / elsewhere).write_bytes(b"elsewhere")
    swept = sweep(tmp_path)[right[:2]]
    assert rows(swept) == [(right, 5)]
    told = {each.name: (each.found, each.size, each.error) for each in swept.odd}
    assert told.pop("secret")[2] in (0, 13)  # 0: root may read it
    assert told == {
        wrong: (hashlib.sha256(b"wrong").hexdigest(), 5, 0),
        elsewhere: (elsewhere, 9, 0),
        "pipe": ("", 0, digesting.NO_FILE),
        "link": ("", 0, digesting.NO_FILE),
        "folder": ("", 0, digesting.A_FOLDER),
    }


def test_a_folder_that_is_a_link_is_not_followed(tmp_path):
    (tmp_path / "there").mkdir()
    base = tmp_path / "base"
    base.mkdir()
    (base / "ab").symlink_to(tmp_path / "there")
    (odd,) = sweep(base)["ab"].odd
    assert odd.name == ""
    assert odd.error


def test_a_worker_that_is_ended_is_an_error(tmp_path, monkeypatch):
    put(tmp_path, b"right")
    monkeypatch.setattr(digesting, "__file__", str(tmp_path / "none.py"))
    with pytest.raises(OSError, match="was ended"):
        sweep(tmp_path)
