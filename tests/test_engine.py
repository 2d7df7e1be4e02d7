"""Reading by an executor, above all by Dask's with a worker that is killed: the same readings, each once."""

import os
import signal
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import afar
import harmful
import pytest
from casework import MORNING, gazetteer_in, isnad

from isnad import new_case, open_case, plugins
from isnad.preserve.progress import silent
from isnad.preserve.trouble import Trouble
from isnad.reading import elsewhere, known_readings, read_captures
from isnad.records.codec import canonical, to_plain
from isnad.records.problem import Severity


@pytest.fixture(scope="module", autouse=True)
def installed(tmp_path_factory):
    """A format, installed where workers and their children find it, that ends the process which reads a capture."""
    folder = harmful.install(tmp_path_factory.mktemp("site"))
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        for each in (plugins.reading_digest, elsewhere.this_isnad):
            each.cache_clear()
        yield
    for each in (plugins.reading_digest, elsewhere.this_isnad):
        each.cache_clear()


@pytest.fixture
def case(tmp_path):
    """A case of forty reports."""
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(40):
        (folder / f"{n:02}.txt").write_text(
            f"{MORNING}\nThe monitor said that {n + 20} houses burnt.\n", encoding="utf-8"
        )
    made = new_case(tmp_path / "case", gazetteers=[gazetteer_in(tmp_path)])
    made.add(folder, published="2021-03-02")
    return made


@pytest.fixture(scope="module")
def cluster(installed):
    """A scheduler and two workers, which come up again when they die."""
    dask, distributed = pytest.importorskip("dask"), pytest.importorskip("distributed")
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1, "distributed.worker.daemon": False}),
        distributed.LocalCluster(2, threads_per_worker=1, processes=True, dashboard_address=None) as made,
    ):
        yield made


@pytest.fixture
def engine(cluster):
    from isnad.reading.engine import engine_at

    with engine_at(cluster.scheduler_address) as made:
        yield made


def workers(cluster):
    return [nanny.pid for nanny in cluster.workers.values() if nanny.pid]


def as_bytes(readings):
    return [canonical(to_plain(each)) for each in readings]


def test_a_worker_is_killed_in_the_middle_and_all_is_read_once_and_the_same(case, cluster, engine, monkeypatch):
    alone, _ = read_captures(case.book, silent, cached=False)
    monkeypatch.setattr(elsewhere, "process", afar.slowly)
    before = workers(cluster)
    done = []

    def tell(step, at, whole):
        done.append(at)
        if at == 10:
            os.kill(before[0], signal.SIGKILL)

    readings, problems = read_captures(case.book, tell, executor=engine)
    assert as_bytes(readings) == as_bytes(alone)
    assert problems == ()
    assert done == list(range(1, 41))
    assert known_readings(case.book, [each.capture for each in alone]) == {each.capture: each for each in alone}
    assert len(before) == 2


def test_a_report_that_kills_every_worker_is_a_problem_of_its_own(case, tmp_path, cluster, engine, monkeypatch):
    (tmp_path / "harm.txt").write_text("harm: exit " + MORNING, encoding="utf-8")
    case.add(tmp_path / "harm.txt")
    alone, _ = read_captures(case.book, silent, cached=False)
    monkeypatch.setattr(elsewhere, "process", afar.unconfined)
    readings, problems = read_captures(case.book, silent, executor=engine)
    assert as_bytes(readings) == as_bytes(alone)
    (bad,) = [each for each in readings if each.broken]
    assert [(p.where, "without an answer" in p.what) for p in bad.problems] == [("harm.txt", True)]
    (told,) = problems  # those that travelled with it were read here
    assert told.severity is Severity.WARNING
    assert "KilledWorker" in told.what


def test_on_a_worker_too_a_child_that_is_killed_takes_nothing_with_it(case, tmp_path, cluster, engine):
    (tmp_path / "harm.txt").write_text("harm: exit " + MORNING, encoding="utf-8")
    case.add(tmp_path / "harm.txt")
    before = workers(cluster)
    readings, problems = read_captures(case.book, silent, executor=engine)
    assert [each.broken for each in readings] == [False] * 40 + [True]
    assert problems == ()
    assert workers(cluster) == before


def test_commands_read_by_an_engine_and_say_where_texts_go(case, cluster):
    address = cluster.scheduler_address
    shown = isnad("show", str(case.book.root), "--engine", address)
    assert shown.returncode == 0, shown.stderr
    assert f"sent to the engine at {address}" in shown.stderr
    assert shown.stdout == isnad("show", str(case.book.root)).stdout


def test_no_engine_at_an_address_is_said(case, monkeypatch):
    pytest.importorskip("distributed")
    from isnad.reading import engine

    monkeypatch.setattr(engine, "SECONDS", 0.5)
    shown = isnad("show", str(case.book.root), "--engine", "tcp://127.0.0.1:9")
    assert shown.returncode
    assert "No scheduler of Dask answers there" in shown.stderr
    assert "--engine" in shown.stderr


@pytest.mark.parametrize(
    "pool", [lambda: ThreadPoolExecutor(2), lambda: ProcessPoolExecutor(2, mp_context=get_context("spawn"))]
)
def test_any_executor_reads_the_same(case, pool):
    alone, _ = read_captures(case.book, silent, cached=False)
    with pool() as executor:
        found = open_case(case.book.root, executor=executor).results()
    assert as_bytes(found.readings) == as_bytes(alone)


class Failing(Executor):
    """Does what it is given at once, until it fails in one way or another."""

    def __init__(self, answers=5, error=None, do=None):
        self.left, self.error, self.do = answers, error, do

    def submit(self, fn, /, *given):
        self.left -= 1
        future = Future()
        if self.left >= 0:
            try:
                future.set_result((self.do or fn)(*given))
            except Exception as error:
                future.set_exception(error)
        elif isinstance(self.error, BrokenExecutor) or self.left < -9:
            raise self.error
        else:
            future.set_exception(self.error)
        return future


@pytest.mark.parametrize("error", [BrokenExecutor("gone"), OSError("no line"), RuntimeError("shut down")])
def test_what_an_executor_does_not_answer_is_read_here_and_told_once(case, error):
    alone, _ = read_captures(case.book, silent, cached=False)
    readings, problems = read_captures(case.book, silent, executor=Failing(error=error), cached=False)
    assert readings == alone
    (told,) = problems
    assert told.what.startswith("35 reports were not read by the engine, but here")
    assert str(error) in told.what


def test_answers_that_do_not_fit_are_not_taken(case):
    alone, _ = read_captures(case.book, silent, cached=False)
    readings, (told,) = read_captures(case.book, silent, executor=Failing(99, do=afar.short), cached=False)
    assert readings == alone
    assert "do not fit" in told.what


def test_another_isnad_is_refused(case):
    def other(shard, tables):
        return afar.process(replace(shard, asked_by="0.0"), tables)

    with pytest.raises(Trouble, match="another isnad"):
        read_captures(case.book, silent, executor=Failing(99, do=other), cached=False)


def test_what_is_large_or_missing_does_not_travel(case, tmp_path, monkeypatch):
    monkeypatch.setattr(elsewhere, "LARGE", 300)
    (tmp_path / "long.txt").write_text(MORNING * 9, encoding="utf-8")
    case.add(tmp_path / "long.txt")
    gone = case.book.path_of(case.book.captures[3])
    gone.unlink()
    seen = []

    def process(shard, tables):
        seen.extend(task.capture.origin for task in shard.tasks)
        return afar.process(shard, tables)

    alone, _ = read_captures(case.book, silent, cached=False)
    readings, problems = read_captures(case.book, silent, executor=Failing(99, do=process), cached=False)
    assert readings == alone
    assert problems == ()
    assert len(seen) == 39
    assert "long.txt" not in seen


def test_a_table_is_sent_once_and_read_with(case):
    """Not with every shard: a gazetteer may be larger than all reports."""
    shared = []

    class Sharing(Failing):
        def share(self, value):
            shared.append(value)
            return value

    readings, _ = read_captures(case.book, silent, executor=Sharing(99), cached=False)
    assert any(claim.where and claim.where.resolved for each in readings for claim in each.claims)
    assert [[table.name for table in tables] for tables in shared] == [["places.csv"]]


def test_a_shard_is_given_back_when_reading_is_left(case):
    asked = []

    class Slow(Executor):
        def submit(self, fn, /, *given):
            asked.append(Future())
            if len(asked) == 1:
                asked[0].set_result(fn(*given))
            return asked[-1]

    from isnad.reading import Readings

    readings = iter(Readings(case.book, silent, executor=Slow(), cached=False))
    next(readings)
    readings.close()
    assert all(future.cancelled() for future in asked[1:])
