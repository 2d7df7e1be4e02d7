"""Hosts side by side, each in its turn."""

import contextlib
import threading
import time
from collections import Counter

from isnad.preserve.watching.lanes import Lanes


class Servers:
    """Notes who is asked when; a host called "slow" answers only when it is let."""

    def __init__(self):
        self.busy, self.most, self.asked = Counter(), Counter(), []
        self.let = threading.Event()
        self._lock = threading.Lock()

    def ask(self, job):
        host = job[0]
        with self._lock:
            self.busy[host] += 1
            self.most[host] = max(self.most[host], self.busy[host])
            self.asked.append(host)
        if host == "slow":
            assert self.let.wait(30)
        with self._lock:
            self.busy[host] -= 1
        return job


def jobs(**hosts):
    return [(host, (host, n)) for host, count in hosts.items() for n in range(count)]


def test_a_host_that_hangs_keeps_nobody_else_waiting():
    servers, found = Servers(), []
    for answer in Lanes(servers.ask, {}, gap=0.0, width=2).answers(jobs(slow=3, sedge=5, reed=5)):
        found.append(answer)
        if len(found) == 10:  # all the others are there before it has answered once
            assert {host for host, _ in found} == {"sedge", "reed"}
            servers.let.set()
    assert sorted(found) == sorted(job for _, job in jobs(slow=3, sedge=5, reed=5))
    assert set(servers.most.values()) == {1}


def test_a_host_asked_a_moment_ago_is_left_alone_also_across_rounds():
    servers, free = Servers(), {}
    list(Lanes(servers.ask, free, gap=1000.0, width=4).answers(jobs(sedge=1)))
    assert free["sedge"] > time.monotonic() + 500
    again = Lanes(servers.ask, free, gap=1000.0, width=4)
    with contextlib.closing(again.answers(jobs(sedge=1, reed=1))) as answers:
        assert next(answers) == ("reed", 0)
    assert servers.asked == ["sedge", "reed"]


def test_left_early_it_begins_nothing_more():
    servers = Servers()
    with contextlib.closing(Lanes(servers.ask, {}, gap=30.0, width=4).answers(jobs(sedge=50))) as answers:
        assert next(answers) == ("sedge", 0)
    assert len(servers.asked) == 1
