"""Work beside: done while one waits for nothing, and its error told where it is waited for."""

from threading import Event

import pytest

from isnad.preserve.beside import Beside


def test_it_is_begun_at_once_and_waited_for():
    begun, done = Event(), []
    beside = Beside(lambda: (begun.set(), done.append(1)))
    assert begun.wait(10)
    beside.wait()
    assert done == [1]


def test_its_error_comes_up_where_it_is_waited_for():
    def fail():
        raise OSError(5, "ended")

    beside = Beside(fail)
    with pytest.raises(OSError, match="ended"):
        beside.wait()
