import errno
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isnad.preserve.custody.entry import BEFORE_FIRST, Entry
from isnad.preserve.custody.log import Log
from isnad.preserve.custody.merkle import leaf_hash, root_of
from isnad.preserve.trouble import Trouble
from isnad.records.capture import digest_of


def add(log, number=1, **more):
    """Write so many entries in one go."""
    entries, prev = [], log.tip
    for n in range(number):
        payload = {"n": n, "words": "كلمة"} | more
        at = "2021-03-02T00:00:00Z"
        entries.append(Entry(seq=log.size + n, prev=prev, at=at, actor="Ada", tool="t", kind="note", payload=payload))
        prev = digest_of(entries[-1].line())
    log.write(entries, [entry.line() for entry in entries])


def made(folder, number=4):
    log = Log(folder / "entries.jsonl")
    add(log, number)
    return log


def again(log, limit=None):
    fresh = Log(log.path)
    fresh.refresh(limit)
    return fresh


def test_each_line_holds_the_digest_of_the_exact_line_before(tmp_path):
    log = made(tmp_path)
    lines = log.path.read_bytes().splitlines(keepends=True)
    fresh = again(log)
    assert [e.prev for e in fresh.entries] == [BEFORE_FIRST, *(digest_of(line) for line in lines[:-1])]
    assert [e.seq for e in fresh.entries] == [0, 1, 2, 3]
    assert (fresh.size, fresh.end, fresh.tip, fresh.problems) == (4, len(b"".join(lines)), digest_of(lines[-1]), [])
    assert (log.size, log.end, log.tip) == (fresh.size, fresh.end, fresh.tip)


def test_the_tree_is_over_the_exact_lines_and_their_newlines(tmp_path):
    log = made(tmp_path)
    leaves = [leaf_hash(line) for line in log.path.read_bytes().splitlines(keepends=True)]
    assert list(log.leaves()) == list(again(log).leaves()) == leaves
    assert log.tree.root() == again(log).tree.root() == root_of(leaves)


def test_roots_that_are_asked_for_are_kept_on_the_way(tmp_path):
    log = made(tmp_path, 6)
    fresh = Log(log.path)
    fresh.watch([0, 2, 5, 99])
    fresh.refresh()
    leaves = list(log.leaves())
    assert fresh.roots == {0: root_of([]), 2: root_of(leaves[:2]), 5: root_of(leaves[:5])}
    fresh.watch([6, 3])
    assert fresh.roots[6] == root_of(leaves)
    assert 3 not in fresh.roots  # gone by: it takes leaves() to compute it


@given(st.data())
def test_any_changed_byte_is_found(tmp_path_factory, data):
    log = made(tmp_path_factory.mktemp("l"))
    whole = bytearray(log.path.read_bytes())
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    log.path.write_bytes(whole)
    fresh = again(log)
    assert fresh.tree.root() != log.tree.root()  # whatever the change is
    assert fresh.problems or fresh.torn or fresh.tip != log.tip  # one in the last line shows in the tip alone


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


@pytest.mark.parametrize(
    "line",
    [b"[\n", b"[" * 100_000 + b"\n", b"\xff\n", b'{"seq":NaN}\n', b"\n", b"null\n"],
    ids=["half", "deep", "bytes", "nan", "empty", "null"],
)
def test_a_line_that_cannot_be_read_is_told_of_and_the_rest_is_read(tmp_path, line):
    log = made(tmp_path)
    lines = log.path.read_bytes().splitlines(keepends=True)
    log.path.write_bytes(b"".join([*lines[:2], line, *lines[2:]]))
    fresh = again(log)
    assert fresh.problems[0].where == "log/entries.jsonl, line 3"
    assert (len(fresh.entries), fresh.size) == (4, 5)


@pytest.mark.parametrize("what", [b"NaN", b'"\\ud800"', b"1e999", b'"\\u0041"', b"1.0 "])
def test_a_line_in_another_form_is_told_of_and_ends_no_reading(tmp_path, what):
    log = made(tmp_path)
    log.path.write_bytes(log.path.read_bytes().replace(b'{"n":3,', b'{"n":' + what + b","))
    assert again(log).problems[-1].where == "log/entries.jsonl, line 4"


def test_lines_beyond_the_limit_are_not_taken_in(tmp_path):
    log = made(tmp_path)
    fresh = again(log, limit=3)
    assert (fresh.size, fresh.torn) == (3, b"")
    fresh.refresh()
    assert (fresh.size, fresh.problems) == (4, [])


def test_a_tail_is_set_aside_and_not_dropped(tmp_path):
    log = made(tmp_path)
    acknowledged = log.path.read_bytes()
    add(log)
    tail = log.path.read_bytes()[len(acknowledged) :] + b'{"actor":"Ad'
    log.path.write_bytes(acknowledged + tail)
    fresh = again(log, limit=4)
    name = fresh.set_tail_aside(tmp_path / "quarantine")
    assert (tmp_path / "quarantine" / name).read_bytes() == tail
    assert log.path.read_bytes() == acknowledged
    assert fresh.set_tail_aside(tmp_path / "quarantine") == ""
    add(fresh)
    assert again(fresh).problems == []


def test_half_a_line_is_torn_and_no_entry(tmp_path):
    log = made(tmp_path)
    with log.path.open("ab") as stream:
        stream.write(b'{"actor":"Ad')
    fresh = again(log)
    assert (fresh.torn, len(fresh.entries), fresh.problems) == (b'{"actor":"Ad', 4, [])


@pytest.mark.parametrize("call", ["write", "sync"])
def test_a_full_disk_leaves_the_log_as_it_was(tmp_path, monkeypatch, call):
    log = made(tmp_path)
    before, tip = log.path.read_bytes(), log.tip
    real, calls = os.write, []

    def half_then_full(handle, data):
        calls.append(1)
        if len(calls) == 1:
            return real(handle, data[:20])
        raise OSError(errno.ENOSPC, "No space left on device")

    def full(handle):
        raise OSError(errno.EIO, "No space left on device")

    if call == "write":
        monkeypatch.setattr(os, "write", half_then_full)
    else:
        monkeypatch.setattr("isnad.preserve.custody.log._sync", full)
    with pytest.raises(OSError, match="No space"):
        add(log)
    monkeypatch.undo()
    assert (log.path.read_bytes(), log.tip, log.size) == (before, tip, 4)
    add(log)
    assert again(log).problems == []
    assert again(log).size == 5


def test_what_another_writer_added_is_taken_in(tmp_path):
    one = made(tmp_path)
    two = again(one)
    add(two, by=2)
    one.refresh()
    add(one, by=1)
    assert [e.seq for e in again(one).entries] == list(range(6))
    assert again(one).problems == []


def test_a_log_that_became_shorter_is_refused(tmp_path):
    log = made(tmp_path)
    os.truncate(log.path, 10)
    with pytest.raises(Trouble, match="shorter"):
        log.refresh()


def test_lines_are_found_by_their_kind_and_place(tmp_path):
    log = again(made(tmp_path, 5))
    assert dict(log.kinds) == {"note": log.kinds["note"]}
    assert list(log.kinds["note"]) == [0, 1, 2, 3, 4]
    assert [e.seq for e in log.read(3)] == [3, 4]
    assert [e.seq for e in log.of("note", "other")] == [0, 1, 2, 3, 4]
    assert list(log.of("other")) == []
    assert log.at(2) == log.entries[2]


def test_a_line_that_is_changed_after_it_was_taken_in_is_not_believed(tmp_path):
    log = again(made(tmp_path))
    whole = log.path.read_bytes()
    log.path.write_bytes(whole.replace(b'"n":2', b'"n":7'))
    assert [e.payload["n"] for e in log.read(3)] == [3]
    with pytest.raises(Trouble, match="changed while it was in use"):
        list(log.read())


def test_whoever_listens_hears_what_is_read_and_not_what_is_written(tmp_path):
    written = made(tmp_path)
    heard = []
    log = Log(written.path, [lambda entry, leaf: heard.append((entry.seq, leaf))])
    log.refresh()
    assert heard == list(enumerate(written.leaves()))
    add(log)
    assert len(heard) == 4
