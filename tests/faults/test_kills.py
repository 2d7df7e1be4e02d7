"""kill -9 at the calls by which ``add`` and ``judge`` change files: at every one of ``add``'s, at some of the others'.

benchmarks/faults.py ends every one of all, and kills real commands.
"""

import contextlib

import pytest
from tampering.scene import by_verify

from faults.cases import STRIDE, adding, judging, must_stand, site
from faults.shim import KILLED, Shim, count, in_child
from isnad.checking.answer import Verdict

WORKS = {"add": adding, "add several": lambda made: adding(made, ""), "judge": judging,
         "judge as another": lambda made: judging(made, "Bo Lind")}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return site(tmp_path_factory.mktemp("site"))


@pytest.mark.parametrize("name", WORKS)
def test_killed_at_any_call_it_loses_nothing_it_acknowledged(name, made, tmp_path, monkeypatch):
    monkeypatch.setattr("isnad.preserve.hashing.cores", lambda: 1)
    calls = count(WORKS[name](made.copy(tmp_path / "counted")))
    assert {"write", "fsync", "fdatasync", "replace", "create"} <= set(calls)
    plans = [
        (n, how) for n, call in enumerate(calls, 1) for how in ("kill", "half") if how == "kill" or call == "write"
    ]
    seen = set()
    for n, how in plans if name == "add" else plans[::STRIDE]:
        here = made.copy(tmp_path / "here")
        said, code = in_child(WORKS[name](here), Shim(at=n, how=how))
        assert code == KILLED, (n, how, calls[n - 1])
        seen.add(len(said))
        with note(f"{how} at call {n} of {len(calls)}, {calls[n - 1]}"):
            if n % 5 == 0:
                assert by_verify(here.root, tmp_path)[0] is Verdict.HOLDS
            must_stand(here, said)
    assert 0 in seen  # and the acknowledgement comes last of all: no call follows it that could be lost


@contextlib.contextmanager
def note(words):
    try:
        yield
    except AssertionError as error:
        error.add_note(words)
        raise


def test_a_writer_that_is_not_killed_acknowledges_all(made, tmp_path):
    here = made.copy(tmp_path / "here")
    said, code = in_child(adding(here, ""), Shim())
    assert (said, code) == ([f"added {name}.txt" for name in "pqr"], 0)
    must_stand(here, said)


def test_nothing_is_named_before_its_bytes_are_on_the_disk(made, tmp_path):
    """Where power fails, what was not synced is gone: so the order of calls is the promise, and not their success.

    Each file that is renamed into place was synced since it was written; the log is synced after its lines and before
    the checkpoint is renamed; names are synced too; and all of it comes before the acknowledgement.
    """
    here = made.copy(tmp_path / "here")
    with Shim().on() as shim:
        adding(here)(lambda words: shim.traced.append(("said", words)))
    dirty, named, unsynced = set(), [], set()
    for call, what in shim.traced:
        inside = what.startswith(f"{here.root}/") and "/derived/" not in what
        if call == "write" and inside:
            dirty.add(what)
        elif call in ("fsync", "fdatasync", "unlink"):
            dirty.discard(what)
            unsynced = {path for path in unsynced if path.rpartition("/")[0] != what}
        elif call == "replace" and inside:
            source, target = what.split(" -> ")
            assert source not in dirty, what
            named.append(target.removeprefix(f"{here.root}/"))
            unsynced.add(target)
            if target.endswith("/log/checkpoint"):
                assert not [path for path in dirty if path.endswith("/entries.jsonl")]
                assert {path for path in unsynced if "/objects/" in path} == set()
        elif call == "said":
            assert (dirty, unsynced) == (set(), set())
    assert [name.partition("/")[0] for name in named] == ["objects", "log"]
    assert shim.traced[-1] == ("said", "added p.txt")
