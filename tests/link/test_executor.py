"""Pairs compared by other processes, above all by Dask's with a worker that is killed, give the same incidents."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor

import pytest

from isnad.link import link, scoring
from link.scattered import drawn


class Counting(Executor):
    """Hands on to another executor, counts what is sent, and does something at the fifth."""

    def __init__(self, pool: Executor, then: Callable[[], None] = lambda: None) -> None:
        self.pool, self.sent, self.then = pool, 0, then

    def submit(self, fn, /, *args, **kwargs) -> Future:
        self.sent += 1
        if self.sent == 5:
            self.then()
        return self.pool.submit(fn, *args, **kwargs)


class Failing(Executor):
    """Answers a few times, and then no more: at once, or where the answer is asked for."""

    def __init__(self, at_once: bool) -> None:
        self.at_once, self.sent = at_once, 0

    def submit(self, fn, /, *args, **kwargs) -> Future:
        self.sent += 1
        if self.sent > 4 and self.at_once:
            raise BrokenExecutor("gone")
        future: Future = Future()
        if self.sent > 4:
            future.set_exception(OSError("no line"))
        else:
            future.set_result(fn(*args, **kwargs))
        return future


@pytest.fixture(scope="module")
def workers() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(2) as pool:
        yield pool


@pytest.fixture
def small_parts(monkeypatch) -> None:
    monkeypatch.setattr(scoring, "PART", 40)
    monkeypatch.setattr(scoring, "WORTH_SENDING", 50)


@pytest.mark.parametrize("number", range(3))
def test_processes_give_the_same_incidents(workers, number, small_parts):
    pool, counting = drawn(number), Counting(workers)
    assert link(pool.claims, pool.reports, executor=counting) == link(pool.claims, pool.reports)
    assert counting.sent > 10


def test_a_small_pool_is_not_worth_sending(workers):
    pool, counting = drawn(1, reports=8), Counting(workers)
    link(pool.claims, pool.reports, executor=counting)
    assert counting.sent == 0


def test_on_dask_a_worker_is_killed_in_the_middle(small_parts):
    dask, distributed = pytest.importorskip("dask"), pytest.importorskip("distributed")
    pool = drawn(1)
    with (
        dask.config.set({"distributed.worker.daemon": False}),
        distributed.LocalCluster(2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        victim = next(nanny.pid for nanny in cluster.workers.values())
        counting = Counting(client.get_executor(), then=lambda: os.kill(victim, signal.SIGKILL))
        found = link(pool.claims, pool.reports, executor=counting)
        assert victim not in [nanny.pid for nanny in cluster.workers.values()]
    assert found == link(pool.claims, pool.reports)
    assert counting.sent > 10


@pytest.mark.parametrize("at_once", [True, False])
def test_what_an_executor_does_not_answer_is_compared_here(small_parts, at_once):
    pool, failing = drawn(1), Failing(at_once)
    assert link(pool.claims, pool.reports, executor=failing) == link(pool.claims, pool.reports)
    assert failing.sent > 4
