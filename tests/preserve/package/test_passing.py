"""Passing: in order, with little waiting, and with its error."""

from collections import deque
from threading import Event
from time import sleep

import pytest

from isnad.preserve.beside import Beside
from isnad.preserve.package.passing import AHEAD, Passing

PIECE = bytes(1 << 20)


def test_pieces_are_worked_off_in_order() -> None:
    done: list[bytes] = []
    passing = Passing(done.append)
    pieces = [bytes([n]) * (n + 1) for n in range(200)]
    for piece in pieces:
        passing.give(piece)
    passing.give(b"")
    passing.wait()
    assert done == pieces


def test_what_waits_is_bounded() -> None:
    free, done, given = Event(), [0], [0]

    def work(data: bytes) -> None:
        free.wait(60)
        done[0] += len(data)

    def give() -> None:
        for _ in range(30):
            passing.give(PIECE)
            given[0] += len(PIECE)

    passing = Passing(work)
    giving = Beside(give)
    sleep(0.3)  # as many as are taken are taken by then; where it is slower, fewer are
    assert given[0] <= AHEAD + 2 * len(PIECE)
    free.set()
    giving.wait()
    passing.wait()
    assert done[0] == given[0] == 30 * len(PIECE)


def test_an_error_ends_it_at_once_or_at_the_end() -> None:
    def full(_: bytes) -> None:
        raise OSError(28, "No space left on device")

    passing = Passing(full)
    with pytest.raises(OSError, match="No space"):
        deque(map(passing.give, [PIECE] * 100), maxlen=0)
    passing = Passing(full)
    passing.give(b"a")
    with pytest.raises(OSError, match="No space"):
        passing.wait()
