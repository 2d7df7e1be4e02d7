import errno
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isnad.preserve.log import BEFORE_FIRST, Log
from isnad.preserve.trouble import Trouble
from isnad.records.capture import digest_of


def made(folder, number=4):
    path = folder / "entries.jsonl"
    path.touch()
    log = Log(path)
    for n in range(number):
        log.append(at="2021-03-02T00:00:00Z", actor="Ada", tool="t", kind="note", payload={"n": n, "words": "كلمة"})
    return log


def again(log):
    fresh = Log(log.path)
    fresh.refresh()
    return fresh


def test_each_line_holds_the_digest_of_the_exact_line_before(tmp_path):
    lines = made(tmp_path).path.read_bytes().splitlines(keepends=True)
    entries = again(Log(tmp_path / "entries.jsonl")).entries
    assert [e.prev for e in entries] == [BEFORE_FIRST, *(digest_of(line) for line in lines[:-1])]
    assert [e.seq for e in entries] == [0, 1, 2, 3]


@given(st.data())
def test_any_changed_byte_is_found(tmp_path_factory, data):
    log = made(tmp_path_factory.mktemp("l"))
    tip = log.tip
    whole = bytearray(log.path.read_bytes())
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    log.path.write_bytes(whole)
    fresh = again(log)
    assert fresh.problems or fresh.torn or fresh.tip != tip  # a change in the last line shows in the tip alone


@pytest.mark.parametrize("spoil", ["drop", "swap", "double", "insert"])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_lines_dropped_moved_or_put_in_are_found(tmp_path, spoil, at):
    log = made(tmp_path)
    lines = log.path.read_bytes().splitlines(keepends=True)
    if spoil == "drop":
        del lines[at]
    elif spoil == "swap":
        lines[at], lines[at + 1] = lines[at + 1], lines[at]
    elif spoil == "double":
        lines.insert(at, lines[at])
    else:
        lines.insert(at, b"{}\n")
    log.path.write_bytes(b"".join(lines))
    assert again(log).problems


def test_nothing_is_added_to_a_broken_log(tmp_path):
    log = made(tmp_path)
    lines = log.path.read_bytes().splitlines(keepends=True)
    log.path.write_bytes(b"".join(lines[1:]))
    before = log.path.read_bytes()
    with pytest.raises(Trouble, match="broken"):
        Log(log.path).append(at="", actor="", tool="", kind="note", payload={})
    assert log.path.read_bytes() == before


def test_a_torn_end_is_set_aside_and_not_dropped(tmp_path):
    log = made(tmp_path)
    with log.path.open("ab") as stream:
        stream.write(b'{"actor":"Ad')
    fresh = again(log)
    assert fresh.torn == b'{"actor":"Ad'
    assert len(fresh.entries) == 4
    name = fresh.set_torn_aside()
    assert (tmp_path / name).read_bytes() == b'{"actor":"Ad'
    fresh.append(at="", actor="", tool="", kind="note", payload={})
    assert again(log).problems == []


def test_a_full_disk_leaves_the_log_as_it_was(tmp_path, monkeypatch):
    log = made(tmp_path)
    before = log.path.read_bytes()
    real, calls = os.write, []

    def half_then_full(handle, data):
        calls.append(1)
        if len(calls) == 1:
            return real(handle, data[:20])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", half_then_full)
    with pytest.raises(OSError, match="No space"):
        log.append(at="", actor="", tool="", kind="note", payload={})
    assert log.path.read_bytes() == before
    monkeypatch.undo()
    log.append(at="", actor="", tool="", kind="note", payload={})
    assert again(log).problems == []


def test_what_another_writer_added_is_taken_in_before_appending(tmp_path):
    one = made(tmp_path)
    two = again(one)
    two.append(at="", actor="", tool="", kind="note", payload={"by": 2})
    one.append(at="", actor="", tool="", kind="note", payload={"by": 1})
    assert [e.seq for e in again(one).entries] == list(range(6))
    assert again(one).problems == []


def test_a_log_that_became_shorter_is_refused(tmp_path):
    log = made(tmp_path)
    os.truncate(log.path, 10)
    with pytest.raises(Trouble, match="shorter"):
        log.refresh()
