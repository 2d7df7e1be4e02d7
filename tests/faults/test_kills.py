"""kill -9 at the calls by which ``add`` and ``judge`` change files: at every one of ``add``'s, at some of the others'.

benchmarks/faults.py ends every one of all, and kills real commands.
"""

import contextlib

import pytest
from faults.cases import STRIDE, adding, judging, must_stand, site
from faults.shim import KILLED, Shim, count, in_child
from tampering.scene import by_verify, in_process

from isnad.checking.answer import Verdict

WORKS = {"add": adding, "add several": lambda made: adding(made, ""), "judge": judging,
         "judge as another": lambda made: judging(made, "Bo Lind")}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return site(tmp_path_factory.mktemp("site"))


@pytest.mark.parametrize("name", WORKS)
def test_killed_at_any_call_it_loses_nothing_it_acknowledged(name, made, tmp_path, monkeypatch):
    monkeypatch.setattr("isnad.checking.objects.digests", in_process)
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
