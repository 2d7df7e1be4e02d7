"""A child gives plain data or a Broke, whatever is done in it, and the next call is none the worse."""

import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import captive
import pytest

from isnad.preserve.confined import workers
from isnad.preserve.confined.child import Bounds, Broke, Handed, begin, call, many, shards, stream

SMALL = Bounds(seconds=2, memory=160 << 20, reply_bytes=1 << 20)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "reed.txt"
    path.write_bytes(b"reed and sedge\nmore")
    return path


def test_a_file_is_handed_and_plain_data_comes_back(file):
    assert call(captive.words, Handed(file), (1, None), {"a": 2.5}) == ["reed and sedge\n", [1, None], {"a": 2.5}]


def test_files_may_stand_anywhere_in_the_arguments_and_be_open_already(file):
    with file.open("rb") as opened:
        assert call(captive.of_many, [("a", Handed(file)), ("b", Handed(opened))]) == [["a", 19], ["b", 19]]


def test_what_a_child_reads_does_not_move_our_place_in_the_file(tmp_path):
    path = tmp_path / "long.txt"
    path.write_bytes(b"sedge\n" * 100_000)
    with path.open("rb") as opened:
        assert opened.read(6) == b"sedge\n"
        assert call(captive.of_many, [("all", Handed(opened))]) == [["all", 600_000]]
        opened.seek(0)
        assert len(opened.read()) == 600_000


@pytest.mark.parametrize("kind", ["missing", "folder", "pipe"])
def test_what_is_no_regular_file_is_not_handed(tmp_path, kind):
    path = tmp_path / kind
    if kind == "folder":
        path.mkdir()
    if kind == "pipe":
        os.mkfifo(path)
    with pytest.raises(OSError, match=kind):
        call(captive.words, Handed(path))


def test_a_file_open_for_writing_is_not_handed(file):
    with file.open("r+b") as opened, pytest.raises(ValueError, match="reading only"):
        call(captive.words, Handed(opened))


@pytest.mark.parametrize(
    ("function", "arguments", "reason", "words"),
    [
        (captive.wait, (60,), "time", "too long"),
        (captive.allocate, (4 << 30,), "memory", "memory"),
        (captive.null, (), "crash", "SIGSEGV"),
        (os._exit, (0,), "crash", "exit code 0"),
        (os.abort, (), "crash", "SIGABRT"),
        (captive.recurse, (), "error", "RecursionError"),
        (captive.raise_for, (1,), "error", "1 is odd"),
        (sys.exit, (3,), "crash", "exit code 3"),
        (captive.no_data, (), "error", "not JSON"),
        (captive.long, (2 << 20,), "refused", "allowed"),
        (captive.say, (b"V", b"[" * 500_000), "refused", "plain data"),
        (captive.say, (b"V", b"\xff\xfe"), "refused", "plain data"),
        (captive.say, (b"V", b"9" * 100_000), "refused", "plain data"),
        (captive.say, (b"D", b"bytes"), "refused", "another kind"),
        (captive.say, (b"H", b"{}"), "refused", "out of turn"),
        (captive.say, (b"?", b""), "refused", "out of turn"),
        (captive.say, (b"!", b'{"reason": "paid", "words": ""}'), "refused", "no known form"),
    ],
)
def test_however_it_ends_the_caller_is_told_and_the_next_call_goes_well(function, arguments, reason, words):
    with pytest.raises(Broke, match=words) as told:
        call(function, *arguments, bounds=SMALL)
    assert told.value.reason == reason
    assert call(captive.raise_for, 2, bounds=SMALL) == 2


def test_processor_time_is_bounded_beside_the_time_on_the_wall():
    with pytest.raises(Broke, match="processor time") as told:
        call(captive.backtrack, bounds=Bounds(cpu_seconds=1))
    assert told.value.reason == "time"


def test_a_pickle_from_a_child_is_never_opened(tmp_path):
    made = tmp_path / "made"
    with pytest.raises(Broke) as told:
        call(captive.pickled, str(made), bounds=SMALL)
    assert told.value.reason == "refused"
    assert not made.exists()
    pickle.loads(pickle.dumps(captive.Bomb(str(made))))  # it would have gone off
    assert made.exists()


def test_a_child_is_kept_for_the_next_call_and_replaced_when_it_broke():
    first = call(os.getpid, bounds=SMALL)
    assert first not in (os.getpid(), 0)
    assert call(os.getpid, bounds=SMALL) == first
    with pytest.raises(Broke):
        call(os._exit, 1, bounds=SMALL)
    assert call(os.getpid, bounds=SMALL) != first


@pytest.mark.parametrize("waits", [0.0, 1.5])
def test_a_child_that_was_begun_before_answers_the_call(waits):
    bounds = Bounds(seconds=50.5, files=77 + bool(waits))  # a kind of its own: no other child waits
    begin(bounds)
    begun = workers._idle[-1]._process.pid
    time.sleep(waits)  # it is asked while it comes up, and when its greeting lies there
    assert call(os.getpid, bounds=bounds) == call(os.getpid, bounds=bounds) == begun


def test_one_that_was_begun_and_died_is_replaced():
    bounds = Bounds(files=79)
    begin(bounds)
    begun = workers._idle[-1]._process
    begun.kill()
    begun.wait()
    assert call(os.getpid, bounds=bounds) != begun.pid


def test_a_child_that_holds_too_much_makes_room():
    bounds = Bounds(memory=320 << 20)
    assert [call(captive.leak, 260 << 20, bounds=bounds) for _ in range(2)] == [0, 0]
    assert list(many(captive.leak, [(260 << 20,)] * 3, bounds=bounds)) == [0, 0, 0]


def test_a_stream_gives_data_and_bytes_in_order():
    expected = [each for n in range(50) for each in ({"n": n}, bytes([n]) * 10)]
    assert list(stream(captive.items, 50)) == expected


def test_a_stream_that_breaks_has_given_what_came_before():
    given = []
    with pytest.raises(Broke, match="no more"):
        given += [given.append(each) for each in stream(captive.then_break, 3)]
    assert given == [0, 1, 2]


def test_a_stream_waits_for_who_takes_from_it(tmp_path):
    (tmp_path / "long").write_bytes(b"\0" * (32 << 20))
    with (tmp_path / "long").open("rb") as file:  # its position is shared, and so shows how far the child has read
        blocks = stream(captive.blocks, Handed(file), 1 << 18)
        next(blocks)
        time.sleep(0.3)
        assert file.seek(0, os.SEEK_CUR) < 4 << 20
        assert sum(map(len, blocks)) == (32 << 20) - (1 << 18)


def test_a_stream_that_is_left_ends_its_child():
    before = call(os.getpid, bounds=SMALL)
    items = stream(captive.items, 200, bounds=SMALL)
    next(items)
    items.close()
    assert call(os.getpid, bounds=SMALL) != before


@pytest.mark.parametrize("jobs", [1, 3])
def test_many_calls_are_answered_in_their_order_and_one_that_broke_harms_no_other(jobs):
    bad = (0, 3, 4, 11, 39)
    answers = list(many(captive.leave, ((n, bad) for n in range(40)), jobs=jobs, bounds=SMALL))
    assert [n for n, each in enumerate(answers) if isinstance(each, Broke)] == list(bad)
    assert all(each == n for n, each in enumerate(answers) if n not in bad)
    assert {answers[n].reason for n in bad} == {"crash"}


def test_many_calls_of_which_some_only_raise_keep_their_child():
    answers = list(many(captive.raise_for, ((n,) for n in range(6)), bounds=SMALL))
    assert [str(each) for each in answers] == [
        "0",
        "ValueError: 1 is odd",
        "2",
        "ValueError: 3 is odd",
        "4",
        "ValueError: 5 is odd",
    ]


def test_of_many_a_file_that_is_missing_is_told_with_the_system_s_error(file):
    calls = [(Handed(file),), (Handed(file.with_name("gone")),), (Handed(file),)]
    first, missing, last = many(captive.words, calls)
    assert first == last == ["reed and sedge\n"]
    assert isinstance(missing.__cause__, FileNotFoundError)


def test_calls_too_long_to_lie_before_a_child_are_answered_too():
    texts = ["x" * 300_000, "y", "z" * 300_000] * 5
    assert list(many(len, [(t,) for t in texts], jobs=2)) == [len(t) for t in texts]


@pytest.mark.parametrize("jobs", [1, 2])
def test_of_items_given_together_each_is_answered_and_one_that_breaks_harms_no_other(jobs):
    bad = {3: "leave", 4: "raise", 9: "leave", 15: "wait", 16: "lie"}
    items = [(bad.get(n, "go"), n) for n in range(20)]
    bounds = Bounds(seconds=4)
    answers = list(shards(captive.in_shard, items, size=5, jobs=jobs, bounds=bounds))
    broke = {n: each.reason for n, each in enumerate(answers) if isinstance(each, Broke)}
    assert broke == {3: "crash", 4: "error", 9: "crash", 15: "time", 16: "refused"}
    assert [each.split()[1] for n, each in enumerate(answers) if n not in bad] == [
        str(n).encode() for n in range(20) if n not in bad
    ]
    assert answers[0] == b"5 0"


def test_of_items_given_together_a_child_owes_one_answer_each():
    for order in ("pass over", "repeat"):
        first, last = shards(captive.in_shard, [("go", 0), (order, 1)], size=2, bounds=SMALL)
        assert first == b"2 0"
        assert last == b"twice" or last.reason == "refused"


def test_of_items_given_together_a_missing_file_is_that_item_s(file):
    items = [("go", Handed(each)) for each in (file, file.with_name("gone"), file)]
    first, missing, last = shards(captive.in_shard, items, size=3, bounds=SMALL)
    assert first == last
    assert isinstance(missing.__cause__, FileNotFoundError)


def test_only_a_function_at_the_top_of_a_module_can_be_called():
    with pytest.raises(ValueError, match="top of a module"):
        call(lambda: 1)


def test_no_secret_is_in_its_environment(monkeypatch):
    monkeypatch.setenv("ISNAD_HOME", "/secret")
    monkeypatch.setenv("API_TOKEN", "secret")
    given = call(captive.environment, bounds=Bounds(files=101))
    assert "secret" not in repr(given)
    assert not {name for name in given if name.startswith(("ISNAD", "API", "PYTHON"))}


ORPHAN = """
import sys; sys.path[:0] = sys.argv[1:]
import captive, os
from isnad.preserve.confined.child import call
print(call(os.getpid), flush=True)
call(captive.backtrack)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks the process up in /proc")
def test_a_child_ends_with_its_parent_even_in_the_middle_of_c_code():
    folder = str(Path(captive.__file__).parent)
    parent = subprocess.Popen([sys.executable, "-c", ORPHAN, folder, *sys.path], stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    while "R" not in Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()[0]:
        time.sleep(0.01)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    until = time.monotonic() + 30
    while Path(f"/proc/{child}").exists() and "Z" not in Path(f"/proc/{child}/stat").read_text().split()[2]:
        assert time.monotonic() < until, "it went on without its parent"
        time.sleep(0.02)
