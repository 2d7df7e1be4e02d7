"""Outlet: standard output and error whose reader may go away, as ``| head`` does.

What may live here: how the command line ends, or goes on in silence, when nobody reads it any more. Libraries on the
way (click, rich) would each answer a broken pipe in their own manner; so it never reaches them as one.
"""

import io
import os
import sys
from typing import Any

GONE = 128 + 13  # exit code, as of a program that SIGPIPE (13) ended: what a shell says of cat, grep and others
_going_on = False


class ReaderGone(BaseException):
    """Nobody reads what is written any more. No error of the work, so that nothing that catches errors takes it."""


class Outlet(io.FileIO):
    """A file descriptor that is written to until its reader is gone; from then on it leads nowhere."""

    def write(self, data: Any) -> int:
        """Write, as a raw file does. Raises ReaderGone once, at the first write that nobody reads; see ``go_on``."""
        try:
            return super().write(data)
        except BrokenPipeError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
            if _going_on:
                return len(data)
            raise ReaderGone from None


def open_outlets() -> None:
    """Have standard output and error notice that their reader is gone; what cannot be encoded is spelled out."""
    for name in ("stdout", "stderr"):
        old = getattr(sys, name)
        raw = Outlet(old.fileno(), "wb", closefd=False)
        old.flush()
        made = io.TextIOWrapper(
            io.BufferedWriter(raw), encoding=old.encoding, errors="backslashreplace",
            line_buffering=name == "stderr" or old.isatty(),
        )  # fmt: skip
        setattr(sys, name, made)


def go_on() -> None:
    """From now on work is finished though nobody reads of it: for what would else be left half done."""
    global _going_on
    _going_on = True
