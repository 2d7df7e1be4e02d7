"""Pairs compared by other processes give the incidents that pairs compared here give."""

from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor

import pytest

from isnad.link import link, scoring
from link.scattered import drawn


class Counting(Executor):
    """Hands on to a process pool, and counts what is sent."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self.pool, self.sent = pool, 0

    def submit(self, fn, /, *args, **kwargs) -> Future:
        self.sent += 1
        return self.pool.submit(fn, *args, **kwargs)


@pytest.fixture(scope="module")
def workers() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(2) as pool:
        yield pool


@pytest.mark.parametrize("number", range(3))
def test_processes_give_the_same_incidents(workers, number, monkeypatch):
    monkeypatch.setattr(scoring, "PART", 100)
    monkeypatch.setattr(scoring, "WORTH_SENDING", 50)
    pool, counting = drawn(number), Counting(workers)
    assert link(pool.claims, pool.reports, executor=counting) == link(pool.claims, pool.reports)
    assert counting.sent > 10


def test_a_small_pool_is_not_worth_sending(workers):
    pool, counting = drawn(1, reports=8), Counting(workers)
    link(pool.claims, pool.reports, executor=counting)
    assert counting.sent == 0
