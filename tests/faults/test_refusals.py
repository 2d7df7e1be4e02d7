"""A disk that is full, broken or read-only, at every call; two writers; leftovers of writers; clocks that are set."""

import errno
import os
from datetime import UTC, datetime, timedelta

import pytest
from tampering.scene import by_verify

from faults.cases import ADA, STRIDE, adding, all_there, must_stand, site
from faults.shim import REMOVES, Shim, count, files_in
from isnad.casebook import WRITING, Casebook, new_casebook
from isnad.checking.answer import Verdict
from isnad.checking.whole import check_case
from isnad.preserve.custody.keys import KeyRing
from isnad.preserve.trouble import Trouble
from isnad.records.problem import Severity

REFUSALS = {"full": (errno.ENOSPC, True), "broken": (errno.EIO, False), "read-only from then on": (errno.EROFS, True)}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return site(tmp_path_factory.mktemp("site"))


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr("isnad.preserve.hashing.cores", lambda: 1)


@pytest.mark.parametrize("name", REFUSALS)
def test_a_disk_that_refuses_any_call_costs_nothing_acknowledged(name, made, tmp_path):
    """What is refused is told as Trouble, or did not matter; the same open case goes on when the disk does."""
    number, lasting = REFUSALS[name]
    calls = count(adding(made.copy(tmp_path / "counted")))
    refused = 0
    for n, call in list(enumerate(calls, 1))[:: 1 if name == "full" else STRIDE]:
        here = made.copy(tmp_path / "here")
        book, said = here.book(), []
        with Shim(at=n, how=number, lasting=lasting).on():
            try:
                said = [f"added {k.origin.rpartition('/')[2]}" for k in book.add(str(here.given / "p.txt")) if k.new]
            except Trouble as error:
                refused += bool(error.problem.todo)
        try:
            all_there(here, said)
            assert here.check().verdict is Verdict.HOLDS
            again = list(book.add(str(here.given / "p.txt")))
            assert [kept.capture is not None for kept in again] == [True]
            must_stand(here, said)
        except (AssertionError, Trouble) as error:
            error.add_note(f"{name} at call {n} of {len(calls)}, {call}")
            raise
    assert refused > len(calls) // (2 if name == "full" else 2 * STRIDE + 1)


def test_a_check_needs_no_place_to_write(made, tmp_path):
    here = made.copy(tmp_path / "here")
    with Shim(at=1, how=errno.EROFS, lasting=True).on() as shim:
        assert here.check().verdict is Verdict.HOLDS
    assert set(shim.calls) <= {"mkdir", "create", "open to write"}  # of the ring's memory: it is done without


def test_to_add_to_a_read_only_folder_is_refused_in_words(made, tmp_path):
    here = made.copy(tmp_path / "here")
    with Shim(at=1, how=errno.EROFS, lasting=True).on(), pytest.raises(Trouble, match="read-only disk"):
        list(here.book().add(str(here.given)))
    must_stand(here, [])


def forked(work):
    pid = os.fork()
    if pid == 0:
        code = 70
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return pid


def test_two_writers_at_once_lose_nothing(made, tmp_path):
    here = made.copy(tmp_path / "here")
    names = {"left": "abcdefghijklm" * 2, "right": "nopqrstuvwxyz" * 2}
    for side, letters in names.items():
        folder = files_in(tmp_path / side, "")
        for n, letter in enumerate(letters[:25]):
            (folder / f"{letter}{n}.txt").write_text(f"What {letter} tells.\n")

    def work(side):
        book = here.book()
        for path in sorted((tmp_path / side).iterdir()):
            assert [kept.new for kept in book.add(str(path))] == [True]

    pids = [forked(lambda side=side: work(side)) for side in names]
    assert [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids] == [0, 0]
    added = [path.name for side in names for path in (tmp_path / side).iterdir()]
    assert len(added) == 50
    all_there(here, [f"added {name}" for name in added])
    assert here.check().verdict is Verdict.HOLDS
    must_stand(here, [])


@pytest.mark.parametrize(
    "left", [{"lock": b"4711"}, {WRITING: b""}, {"lock": b"", WRITING: b"", "objects/tmp/1-2-3": b"half"},
             {WRITING: b"", "log/.new-abc": b"half", "keys/.new-d": b"half", ".new-e": b""}]
)  # fmt: skip
def test_what_a_dead_writer_left_stops_nobody(left, made, tmp_path):
    here = made.copy(tmp_path / "here")
    for name, data in left.items():
        (here.root / name).parent.mkdir(exist_ok=True)
        (here.root / name).write_bytes(data)
    must_stand(here, [])


def test_lines_that_were_never_acknowledged_may_end_anywhere(made, tmp_path):
    """A tail after the checkpoint, cut at many bytes, as the disk leaves what was not synced."""
    here = made.copy(tmp_path / "here")
    whole = (here.root / "log" / "entries.jsonl").read_bytes()
    later = made.copy(tmp_path / "later")
    assert [kept.new for kept in later.book().add(str(later.given))] == [True] * 3
    tail = (later.root / "log" / "entries.jsonl").read_bytes()[len(whole) :]
    (here.root / WRITING).touch()
    for end in range(1, len(tail), 41):
        for part in (tail[:end], tail[:end] + b"\0" * 97):
            (here.root / "log" / "entries.jsonl").write_bytes(whole + part)
            found = here.check()
            assert found.verdict is Verdict.HOLDS
            assert any("Lines follow the checkpoint" in problem.what for problem in found.problems)
    must_stand(here, [])


def torn(data):
    """What a torn sector makes of the end of a file: cut at a byte, or its last block of 512 bytes other bytes."""
    start = (len(data) - 1) // 512 * 512
    yield from (data[:end] for end in range(start, len(data), 23))
    yield data[:start] + b"\0" * (len(data) - start)
    yield data[:start] + bytes(n * 37 % 256 for n in range(len(data) - start))


@pytest.mark.parametrize("name", ["log/entries.jsonl", "log/checkpoint"])
def test_a_torn_sector_under_what_was_acknowledged_fails_and_is_named(name, made, tmp_path):
    here = made.copy(tmp_path / "here")
    path = here.root / name
    data = path.read_bytes()
    for n, spoiled in enumerate(torn(data)):
        path.write_bytes(spoiled)
        found = here.check()
        errors = [p.where.partition(",")[0] for p in found.problems if p.severity is Severity.ERROR]
        assert (found.verdict, name in errors) == (Verdict.FAILS, True)
        if n % 9 == 0:
            assert by_verify(here.root, tmp_path)[0] is Verdict.FAILS
        with pytest.raises(Trouble, match="Nothing is added"):
            list(here.book().add(str(here.given)))
        assert path.read_bytes() == spoiled  # and what is broken is not built upon
    path.write_bytes(data)
    must_stand(here, [])


@pytest.mark.parametrize(("days", "way"), [(3, "forward"), (-3, "back")])
def test_a_clock_that_is_set_is_told_with_the_line(days, way, tmp_path):
    off = [timedelta()]
    ring = KeyRing(tmp_path / "ring")

    def clock():
        return datetime.now(UTC) + off[0]

    new_casebook(tmp_path / "case", actor=ADA, ring=ring, clock=clock)
    book = Casebook(tmp_path / "case", actor=ADA, ring=ring, clock=clock)
    given = files_in(tmp_path / "given", "ab")
    list(book.add(str(given / "a.txt")))
    off[0] = timedelta(days=days)
    list(book.add(str(given / "b.txt")))
    found = check_case(Casebook(tmp_path / "case", ring=ring), jobs=1)
    assert found.verdict is Verdict.HOLDS
    (told,) = [problem for problem in found.problems if "clock" in problem.what and problem.where != "log"]
    assert f"set {way} by 259,200 seconds" in told.what
    assert told.where == f"log/entries.jsonl, line {book.log.size}"
    verdict, said = by_verify(tmp_path / "case", tmp_path)
    assert verdict is Verdict.HOLDS
    assert f"set {way} by 259,200 seconds before this line" in said
    off[0] = timedelta()
    list(book.add(str(given)))
    assert check_case(Casebook(tmp_path / "case", ring=ring), jobs=1).verdict is Verdict.HOLDS


def test_the_calls_that_may_fail_are_many(made, tmp_path):
    """The shim sees what it should: every kind of call that a commit needs, and removals."""
    calls = count(adding(made.copy(tmp_path / "counted")))
    assert {"create", "write", "fsync", "fdatasync", "replace", "mkdir", "fchmod"} <= set(calls)
    assert set(REMOVES) & set(calls)


def test_a_lost_checkpoint_is_put_back_from_what_this_machine_remembers(made, tmp_path):
    """As README.txt says of what losing it costs."""
    here = made.copy(tmp_path / "here")
    (here.root / "log" / "checkpoint").unlink()
    assert here.check().verdict is Verdict.FAILS
    (kept,) = (here.ring / "seen").iterdir()
    (here.root / "log" / "checkpoint").write_bytes(kept.read_bytes())
    must_stand(here, [])
