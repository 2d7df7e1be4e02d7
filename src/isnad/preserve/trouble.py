"""Trouble: the one exception of this house, carrying the Problem it came from.

What may live here: the exception and the words for what an operating system refuses.
Problems are returned wherever work can go on; Trouble is raised where it cannot.
"""

import errno

from isnad.records.problem import Problem

_WORDS = {
    errno.ENOSPC: ("The disk is full.", "Free some space, then run the same command again: what was added is kept."),
    errno.EDQUOT: ("The disk quota is used up.", "Free some space, then run the same command again."),
    errno.EACCES: ("You may not read or write it.", "Give yourself the right to it (chmod, chown), then try again."),
    errno.EPERM: ("The system does not allow it.", "Check its owner and flags, then try again."),
    errno.EROFS: ("It lies on a read-only disk.", "Copy the case to a disk that can be written to."),
    errno.ENOENT: ("There is no such file.", "Check the path for a typing error."),
    errno.EEXIST: ("There is a file here already.", "Give another name; nothing was written over."),
    errno.ELOOP: ("It is a link.", "Give the file itself rather than the link."),
    errno.EIO: ("The disk gave an error.", "Copy what is readable to another disk, then run: isnad check CASE."),
}


class Trouble(Exception):
    """Work cannot go on. ``problem`` says what is wrong, where, and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def trouble(what: str, where: object, todo: str) -> Trouble:
    """A Trouble in one line."""
    return Trouble(Problem(what=what, where=shown(where), todo=todo))


def problem_of(error: OSError, where: object) -> Problem:
    """The Problem that stands for a refusal of the operating system."""
    known = _WORDS.get(error.errno or 0)
    what, todo = known or (
        f"The system answered: {str(error.strerror or error).removesuffix('.')}.",
        "Try again; if it stays so, copy it elsewhere.",
    )
    return Problem(what=what, where=shown(where), todo=todo)


def gone_problem(error: OSError, where: object) -> Problem:
    """The Problem for a part of a case that is missing or cannot be read."""
    if isinstance(error, FileNotFoundError):
        todo = "Put it back from a copy of the case; the rest is not affected."
        return Problem(what="This file of the case is missing.", where=shown(where), todo=todo)
    return problem_of(error, where)


def shown(where: object) -> str:
    """A path or name as text that any terminal and JSON can hold: bytes that are no UTF-8 are spelled out."""
    return str(where).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
